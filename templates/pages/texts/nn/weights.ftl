weights-title = Vektsett
weights-about = Eit vektsett er eitt tal for kvart fylke eller kvar kommune, med kjelde og dag. Eit scenario kan dele rammene etter eit vektsett, eller etter fleire saman. Eit sett blir aldri endra: nye tal blir neste versjon, og scenario som ikkje er vedtekne, må lagast på nytt.
weights-name = Namn
weights-name-hint = Slik det skal stå i listene, til dømes «Personar 16–35 år».
weights-slug = Kortnamn
weights-slug-hint = Små bokstavar a–z, siffer og bindestrekar. Finst kortnamnet frå før, blir dette neste versjon av det settet.
weights-level = Gjeld
weights-level-county = Fylke
weights-level-municipality = Kommunar
weights-source = Kjelde
weights-source-hint = Kvar tala er frå, til dømes «SSB tabell 07459».
weights-day = Gjeld for dagen
weights-day-hint = Fylka og kommunane er dei som fanst den dagen.
weights-file = Fil
weights-file-hint = CSV eller tekst, høgst 1 MB: éi kolonne med nummer (03, 11, …) og éi med heile tal. Frå Excel: lagre som CSV, eller kopier cellene og lim dei inn under.
weights-text = Eller lim inn tabellen
weights-text-hint = Éi linje for kvar. Semikolon, komma eller tabulator mellom kolonnane. Overskrifter kan vere med.
weights-column = Kolonna med tala
weights-column-hint = Overskrifta, når tabellen har fleire kolonnar med tal.
weights-import = Hent inn eit vektsett
weights-import-do = Hent inn
weights-none = Det er ingen vektsett enno
weights-none-advice = Hent inn det første frå ei fil, eller lim inn tala.
weights-units = Tal på einingar
weights-version = Versjon
weights-both = Det er både vald ei fil og limt inn noko. Tøm det eine.
weights-nothing = Vel ei fil, eller lim inn tabellen.
weights-too-large = Dette er større enn 1 MB. Eit vektsett har høgst nokre hundre linjer: ta berre med kolonna med nummer og kolonna med tal.
weights-workbook = Dette er ei arbeidsbok frå eit rekneark. Lagre arket som CSV, eller kopier cellene og lim dei inn under.
weights-of-file = Innhaldet i fila står under
weights-of-file-how = Rett det der det står, eller vel fila på nytt når ho er retta.
weights-lines-wrong = { $count ->
    [one] 1 linje kan ikkje lesast. Ingenting er henta inn.
   *[other] { $count } linjer kan ikkje lesast. Ingenting er henta inn.
}
weights-wrong-lines = Linjer som må rettast
weights-wrong = Kva som er gale
weights-wrong-text = Det som står der
weights-more-wrong = { $count ->
    [one] Og 1 linje til.
   *[other] Og { $count } linjer til.
}
weights-rows-or-csv = Send anten rows eller csv.
weights-next = Hent inn neste versjon
weights-sum = Sum
weights-imported = Henta inn
weights-imported-by = { $at }, av { $who }
weights-hash = SHA-256 av tala
weights-uses = Scenario som bruker settet
weights-uses-none = Ingen scenario bruker settet.
weights-uses-municipalities = Sett for kommunar blir brukte når rammene blir viste fordelte vidare frå fylka. Det blir ikkje lagra i noko scenario.
weights-scenario = Scenario
weights-call = Utlysing
weights-state = Tilstand
weights-use-adopted = Vedteke
weights-use-stale = Laga av ein eldre versjon
weights-use-fresh = Bruker siste versjon
weights-versions = Versjonar
weights-shown = Blir vist
weights-values = Tala
weights-unit = Nummer
weights-place = Stad
weights-value = Vekt
weights-share = Del
weights-before = I versjonen før
