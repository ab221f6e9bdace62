layout-skip = Hopp til innhaldet
layout-sign-in = Logg inn
layout-sign-out = Logg ut
layout-menu = Meny
layout-navigation = Hovudmeny
layout-waiting = { $count ->
    [one] 1 ventar
   *[other] { $count } ventar
}
layout-waiting-more = fleire enn { $count } ventar
layout-languages = Språk
layout-crumbs = Du er her
layout-banner = Om denne installasjonen
layout-date-set = Demonstrasjon: datoen er sett til { $day }.
layout-footer = Fordel – forvalting av tilskot
layout-sign-out-loses = Noko du har skrive, er ikkje lagra. Loggar du ut, blir det borte. Vil du logge ut likevel?
