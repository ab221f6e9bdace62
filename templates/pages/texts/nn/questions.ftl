questions-required-note = Alt som ikkje er merkt «valfritt», må vere fylt ut når skjemaet blir sendt inn.
questions-sections = Delane av skjemaet
questions-warnings = Sjå ein gong til på dette
questions-update = Oppdater skjemaet
questions-update-hint = Nokre spørsmål gjeld berre når de har svart på ein bestemt måte. Trykk her, så blir det de har skrive, lagra, og spørsmåla som gjeld dykk, blir viste.
questions-longest = Høgst { $most } teikn.
questions-count = { $count } av { $most } teikn
questions-most = Høgst { $most }.
questions-least = Minst { $least }.
questions-between = Frå { $least } til { $most }.
questions-earliest = Tidlegast { $day }.
questions-latest = Seinast { $day }.
questions-choose-most = Vel høgst { $most }.
questions-percent-hint = I prosent, til dømes 12,5.
questions-imprecise-hint = Så nøyaktig de veit det, til dømes 2026, hausten 2026, mars 2026 eller 01.03.2026.
questions-municipality-hint = Skriv namnet eller kommunenummeret.
questions-organisation-hint = Ni siffer, til dømes 983 544 622.
questions-yes = Ja
questions-no = Nei
questions-row = Rad { $number }
questions-row-in = rad { $number }
questions-row-head = Rad
questions-repetition = Nr. { $number }
questions-add-repetition = Legg til ein til
questions-add-row = Legg til ei rad
questions-remove = Fjern
questions-most-rows = { $most ->
    [one] De kan ikkje leggje til fleire enn 1 rad.
   *[other] De kan ikkje leggje til fleire enn { $most } rader.
}
questions-sum = Sum
questions-nothing = Ikkje svart på
questions-choose-file = Vel ei fil
questions-upload = Last opp
questions-upload-later = Filer kan lastast opp når utkastet er lagra.
questions-file-hint = { $most ->
    [one] Éi fil på høgst 10 MB: PDF, Word, Excel, PowerPoint, OpenDocument, bilete eller tekst.
   *[other] Høgst { $most } filer på høgst 10 MB kvar: PDF, Word, Excel, PowerPoint, OpenDocument, bilete eller tekst.
}
questions-upload-sending = Lastar opp …
questions-upload-sent = Fila er lasta opp.
questions-upload-too-large = Fila er større enn 10 MB. Del ho opp, eller lagre ho med lågare oppløysing.
questions-upload-failed = Fila kom ikkje fram. Prøv ein gong til når du har nett.
questions-missing = Fyll ut dette feltet.
questions-missing-choice = Vel eitt av svara.
questions-missing-choices = Vel minst eitt av svara.
questions-missing-ticks = Kryss av for alle punkta.
questions-missing-file = Last opp ei fil.
questions-missing-amount = Skriv eit beløp i kroner.
questions-missing-day = Skriv ein dato.
questions-missing-rows = Fyll ut minst éi rad.
questions-wrong-not-text = Skriv svaret som tekst.
questions-wrong-too-long = Teksten er på { $is } teikn. Kort han ned til høgst { $most }.
questions-wrong-not-whole = Skriv eit heilt tal, til dømes 12.
questions-wrong-too-small = Skriv { $least } eller meir.
questions-wrong-too-large = Skriv { $most } eller mindre.
questions-wrong-not-an-amount = Skriv eit beløp i kroner, til dømes 1 250 000 eller 99,50.
questions-wrong-not-a-percent = Skriv ein prosent, til dømes 50 eller 12,5.
questions-wrong-not-a-day = Skriv ein dato, til dømes 01.03.2026.
questions-wrong-too-early = Skriv ein dato som er { $day } eller seinare.
questions-wrong-too-late = Skriv ein dato som er { $day } eller tidlegare.
questions-wrong-not-imprecise = Skriv eit år, ein månad, ei årstid, ein dato eller frå og til, til dømes 2026, mars 2026, hausten 2026 eller mars–april 2026. Vinteren blir skriven som månader.
questions-wrong-not-yes-no = Svar ja eller nei.
questions-wrong-no-option = «{ $typed }» kan ikkje veljast her. Vel mellom { $possible }.
questions-wrong-too-many-chosen = Vel høgst { $most }.
questions-wrong-not-all-ticked = Kryss av for alle punkta.
questions-wrong-organisation-number = Dette er ikkje eit organisasjonsnummer. Skriv dei ni siffera, til dømes 983 544 622, eller la feltet stå tomt.
questions-wrong-municipality = Skriv namnet på kommunen eller dei fire siffera i kommunenummeret. Når fleire kommunar heiter det same, må nummeret med.
questions-wrong-no-municipality = Kommune { $number } finst ikkje på denne dagen. Skriv namnet, eller nummeret som gjeld no.
questions-wrong-address = Skriv ei e-postadresse, til dømes post@kommune.no.
questions-wrong-too-few-rows = { $fewest ->
    [one] Legg til minst éi rad.
   *[other] Legg til minst { $fewest } rader.
}
questions-wrong-too-many-rows = Det er { $is } rader her. Ta bort så mange at det blir høgst { $most }.
questions-wrong-not-rows = Svaret må stå i rader. Det som stod her, kan ikkje lesast som rader.
questions-wrong-no-row = Skjemaet har inga rad «{ $row }».
questions-wrong-no-part = Skjemaet har ikkje feltet «{ $part }» her.
questions-wrong-no-question = Skjemaet har ikkje dette spørsmålet.
questions-wrong-not-files = Her skal det vere filer. Last dei opp på nytt.
questions-wrong-too-many-files = { $most ->
    [one] Her kan det vere éi fil. Ta bort resten.
   *[other] Her kan det vere høgst { $most } filer. Ta bort resten.
}
questions-part-untouched = Ikkje påbyrja
questions-part-optional = Valfri
questions-part-begun = { $count } står att
questions-part-faulty = { $count } må rettast
questions-part-complete = Ferdig
questions-parts-done = { $done } av { $all } delar er ferdige
questions-repetition-in = nr. { $number }
questions-budget-hint = Linjer de ikkje bruker, kan stå tomme.
questions-indicators-hint = Eit mål som er kvalitativt, treng ikkje noko tal.
questions-imprecise-hint-several = Tidspunkt skriv de så nøyaktig de veit dei: 2026, hausten 2026, mars 2026 eller 01.03.2026.
