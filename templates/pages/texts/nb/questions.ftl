questions-required-note = Alt som ikke er merket «valgfritt», må være fylt ut når skjemaet sendes inn.
questions-sections = Delene av skjemaet
questions-warnings = Se en gang til på dette
questions-update = Oppdater skjemaet
questions-update-hint = Noen spørsmål gjelder bare når dere har svart på en bestemt måte. Trykk her, så lagres det dere har skrevet, og spørsmålene som gjelder dere, vises.
questions-longest = Høyst { $most } tegn.
questions-count = { $count } av { $most } tegn
questions-most = Høyst { $most }.
questions-least = Minst { $least }.
questions-between = Fra { $least } til { $most }.
questions-earliest = Tidligst { $day }.
questions-latest = Senest { $day }.
questions-choose-most = Velg høyst { $most }.
questions-percent-hint = I prosent, for eksempel 12,5.
questions-imprecise-hint = Så nøyaktig dere vet det, for eksempel 2026, høsten 2026, mars 2026 eller 01.03.2026.
questions-municipality-hint = Skriv navnet eller kommunenummeret.
questions-organisation-hint = Ni sifre, for eksempel 983 544 622.
questions-yes = Ja
questions-no = Nei
questions-row = Rad { $number }
questions-row-in = rad { $number }
questions-row-head = Rad
questions-repetition = Nr. { $number }
questions-add-repetition = Legg til en til
questions-add-row = Legg til en rad
questions-remove = Fjern
questions-most-rows = { $most ->
    [one] Dere kan ikke legge til flere enn 1 rad.
   *[other] Dere kan ikke legge til flere enn { $most } rader.
}
questions-sum = Sum
questions-nothing = Ikke besvart
questions-choose-file = Velg en fil
questions-upload = Last opp
questions-upload-later = Filer kan lastes opp når utkastet er lagret.
questions-file-hint = { $most ->
    [one] Én fil på høyst 10 MB: PDF, Word, Excel, PowerPoint, OpenDocument, bilde eller tekst.
   *[other] Høyst { $most } filer på høyst 10 MB hver: PDF, Word, Excel, PowerPoint, OpenDocument, bilde eller tekst.
}
questions-upload-sending = Laster opp …
questions-upload-sent = Filen er lastet opp.
questions-upload-too-large = Filen er større enn 10 MB. Del den opp, eller lagre den med lavere oppløsning.
questions-upload-failed = Filen kom ikke fram. Prøv en gang til når du har nett.
questions-missing = Fyll ut dette feltet.
questions-missing-choice = Velg ett av svarene.
questions-missing-choices = Velg minst ett av svarene.
questions-missing-ticks = Kryss av for alle punktene.
questions-missing-file = Last opp en fil.
questions-missing-amount = Skriv et beløp i kroner.
questions-missing-day = Skriv en dato.
questions-missing-rows = Fyll ut minst én rad.
questions-wrong-not-text = Skriv svaret som tekst.
questions-wrong-too-long = Teksten er på { $is } tegn. Kort den ned til høyst { $most }.
questions-wrong-not-whole = Skriv et helt tall, for eksempel 12.
questions-wrong-too-small = Skriv { $least } eller mer.
questions-wrong-too-large = Skriv { $most } eller mindre.
questions-wrong-not-an-amount = Skriv et beløp i kroner, for eksempel 1 250 000 eller 99,50.
questions-wrong-not-a-percent = Skriv en prosent, for eksempel 50 eller 12,5.
questions-wrong-not-a-day = Skriv en dato, for eksempel 01.03.2026.
questions-wrong-too-early = Skriv en dato som er { $day } eller senere.
questions-wrong-too-late = Skriv en dato som er { $day } eller tidligere.
questions-wrong-not-imprecise = Skriv et år, en måned, en årstid, en dato eller fra og til, for eksempel 2026, mars 2026, høsten 2026 eller mars–april 2026. Vinteren skrives som måneder.
questions-wrong-not-yes-no = Svar ja eller nei.
questions-wrong-no-option = «{ $typed }» kan ikke velges her. Velg mellom { $possible }.
questions-wrong-too-many-chosen = Velg høyst { $most }.
questions-wrong-not-all-ticked = Kryss av for alle punktene.
questions-wrong-organisation-number = Dette er ikke et organisasjonsnummer. Skriv de ni sifrene, for eksempel 983 544 622, eller la feltet stå tomt.
questions-wrong-municipality = Skriv navnet på kommunen eller de fire sifrene i kommunenummeret. Når flere kommuner heter det samme, må nummeret med.
questions-wrong-no-municipality = Kommune { $number } finnes ikke på denne dagen. Skriv navnet, eller nummeret som gjelder nå.
questions-wrong-address = Skriv en e-postadresse, for eksempel post@kommune.no.
questions-wrong-too-few-rows = { $fewest ->
    [one] Legg til minst én rad.
   *[other] Legg til minst { $fewest } rader.
}
questions-wrong-too-many-rows = Det er { $is } rader her. Ta bort så mange at det blir høyst { $most }.
questions-wrong-not-rows = Svaret må stå i rader. Det som sto her, kan ikke leses som rader.
questions-wrong-no-row = Skjemaet har ingen rad «{ $row }».
questions-wrong-no-part = Skjemaet har ikke feltet «{ $part }» her.
questions-wrong-no-question = Skjemaet har ikke dette spørsmålet.
questions-wrong-not-files = Her skal det være filer. Last dem opp på nytt.
questions-wrong-too-many-files = { $most ->
    [one] Her kan det være én fil. Ta bort resten.
   *[other] Her kan det være høyst { $most } filer. Ta bort resten.
}
questions-part-untouched = Ikke begynt
questions-part-optional = Valgfri
questions-part-begun = { $count } gjenstår
questions-part-faulty = { $count } må rettes
questions-part-complete = Ferdig
questions-parts-done = { $done } av { $all } deler er ferdige
questions-repetition-in = nr. { $number }
questions-budget-hint = Linjer dere ikke bruker, kan stå tomme.
questions-indicators-hint = Et mål som er kvalitativt, trenger ikke noe tall.
questions-imprecise-hint-several = Tidspunkter skrives så nøyaktig dere vet dem: 2026, høsten 2026, mars 2026 eller 01.03.2026.
