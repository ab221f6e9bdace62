form-error-title = Feil:
form-error-count = { $count ->
    [one] Rett opp 1 feil
   *[other] Rett opp { $count } feil
}
form-optional = (valfritt)
form-choose = Vel
form-cancel = Avbryt
form-save = Lagre
form-what-happens = Dette skjer når du stadfestar
form-required = Fyll ut dette feltet.
form-not-an-amount = Skriv eit beløp i kroner, til dømes 1 250 000 eller 99,50.
form-not-a-day = Skriv ein dato, til dømes 01.03.2013.
form-not-a-number = Skriv eit heilt tal, til dømes 12.
