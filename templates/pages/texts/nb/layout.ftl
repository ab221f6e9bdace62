layout-skip = Hopp til innholdet
layout-sign-in = Logg inn
layout-sign-out = Logg ut
layout-menu = Meny
layout-navigation = Hovedmeny
layout-waiting = { $count ->
    [one] 1 venter
   *[other] { $count } venter
}
layout-waiting-more = flere enn { $count } venter
layout-languages = Språk
layout-crumbs = Du er her
layout-banner = Om denne installasjonen
layout-date-set = Demonstrasjon: datoen er satt til { $day }.
layout-footer = Fordel – forvaltning av tilskudd
layout-sign-out-loses = Noe du har skrevet, er ikke lagret. Logger du ut, blir det borte. Vil du logge ut likevel?
