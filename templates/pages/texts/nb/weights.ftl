weights-title = Vektsett
weights-about = Et vektsett er ett tall for hvert fylke eller hver kommune, med kilde og dag. Et scenario kan dele rammene etter et vektsett, eller etter flere sammen. Et sett endres aldri: nye tall blir neste versjon, og scenarioer som ikke er vedtatt, må lages på nytt.
weights-name = Navn
weights-name-hint = Slik det skal stå i listene, for eksempel «Personer 16–35 år».
weights-slug = Kortnavn
weights-slug-hint = Små bokstaver a–z, sifre og bindestreker. Finnes kortnavnet fra før, blir dette neste versjon av det settet.
weights-level = Gjelder
weights-level-county = Fylker
weights-level-municipality = Kommuner
weights-source = Kilde
weights-source-hint = Hvor tallene er fra, for eksempel «SSB tabell 07459».
weights-day = Gjelder for dagen
weights-day-hint = Fylkene og kommunene er de som fantes den dagen.
weights-file = Fil
weights-file-hint = CSV eller tekst, høyst 1 MB: én kolonne med numre (03, 11, …) og én med hele tall. Fra Excel: lagre som CSV, eller kopier cellene og lim dem inn under.
weights-text = Eller lim inn tabellen
weights-text-hint = Én linje for hver. Semikolon, komma eller tabulator mellom kolonnene. Overskrifter kan være med.
weights-column = Kolonnen med tallene
weights-column-hint = Overskriften, når tabellen har flere kolonner med tall.
weights-import = Hent inn et vektsett
weights-import-do = Hent inn
weights-none = Det er ingen vektsett ennå
weights-none-advice = Hent inn det første fra en fil, eller lim inn tallene.
weights-units = Antall
weights-version = Versjon
weights-both = Det er både valgt en fil og limt inn noe. Tøm det ene.
weights-nothing = Velg en fil, eller lim inn tabellen.
weights-too-large = Dette er større enn 1 MB. Et vektsett har høyst noen hundre linjer: ta bare med kolonnen med numre og kolonnen med tall.
weights-workbook = Dette er en arbeidsbok fra et regneark. Lagre arket som CSV, eller kopier cellene og lim dem inn under.
weights-of-file = Innholdet i filen står under
weights-of-file-how = Rett det der det står, eller velg filen på nytt når den er rettet.
weights-lines-wrong = { $count ->
    [one] 1 linje kan ikke leses. Ingenting er hentet inn.
   *[other] { $count } linjer kan ikke leses. Ingenting er hentet inn.
}
weights-wrong-lines = Linjer som må rettes
weights-wrong = Hva som er galt
weights-wrong-text = Det som står der
weights-more-wrong = { $count ->
    [one] Og 1 linje til.
   *[other] Og { $count } linjer til.
}
weights-rows-or-csv = Send enten rows eller csv.
weights-next = Hent inn neste versjon
weights-sum = Sum
weights-imported = Hentet inn
weights-imported-by = { $at }, av { $who }
weights-hash = SHA-256 av tallene
weights-uses = Scenarioer som bruker settet
weights-uses-none = Ingen scenarioer bruker settet.
weights-uses-municipalities = Sett for kommuner brukes når rammene ses fordelt videre fra fylkene. Det lagres ikke i noe scenario.
weights-scenario = Scenario
weights-call = Utlysning
weights-state = Tilstand
weights-use-adopted = Vedtatt
weights-use-stale = Laget av en eldre versjon
weights-use-fresh = Bruker siste versjon
weights-versions = Versjoner
weights-shown = Vises
weights-values = Tallene
weights-unit = Nummer
weights-place = Sted
weights-value = Vekt
weights-share = Andel
weights-before = I versjonen før
