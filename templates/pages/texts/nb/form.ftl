form-error-title = Feil:
form-error-count = { $count ->
    [one] Rett opp 1 feil
   *[other] Rett opp { $count } feil
}
form-optional = (valgfritt)
form-choose = Velg
form-cancel = Avbryt
form-save = Lagre
form-what-happens = Dette skjer når du bekrefter
form-required = Fyll ut dette feltet.
form-not-an-amount = Skriv et beløp i kroner, for eksempel 1 250 000 eller 99,50.
form-not-a-day = Skriv en dato, for eksempel 01.03.2013.
form-not-a-number = Skriv et helt tall, for eksempel 12.
