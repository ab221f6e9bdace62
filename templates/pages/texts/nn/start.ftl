start-nav-front = Framsida
start-nav-home = Det som ventar
start-nav-calls = Utlysingar
start-nav-applications = Søknader
start-nav-grants = Tilskot
start-nav-deadlines = Fristar
start-nav-reports = Rapportar
start-nav-status-reports = Statusrapportar
start-nav-letters = Brev
start-nav-work = Bakgrunnsarbeid
start-title = Det som ventar på deg
start-title-stranger = Tilskot til kommunane
start-about = Her lyser direktoratet ut tilskot. Kommunar og andre kan søkje, godta vilkår og rapportere. Logg inn for å sjå det som gjeld dykk.
start-all-calls = Alle utlysingar
start-no-calls = Ingen opne utlysingar
start-no-calls-advice = Det er ingen utlysingar å søkje på akkurat no.
start-nothing = Ingenting ventar
start-nothing-advice = Du er à jour. Nye oppgåver kjem hit av seg sjølve.
start-open-calls = Opne utlysingar
start-closes = Søknadsfrist { $day }
start-calls-waiting = Utlysingar som ventar
start-to-allocate = Søknadene kan fordelast
start-to-close = Søknadsfristen er ute; utlysinga kan lukkast
start-drafts = Søknader som ikkje er sende
start-to-check = Søknader til kontroll
start-to-assess = Søknader du skal vurdere
start-to-supplement = Søknader som manglar noko
start-late = Søknader som kom for seint
start-to-accept = Tilskot med vilkår å godta
start-accept-by = Godta vilkåra innan { $day }
start-accept-late = Fristen for å godta vilkåra var { $day }
start-due-soon = Fristar dei neste 30 dagane
start-days-late = { $days ->
    [one] 1 dag over fristen
   *[other] { $days } dagar over fristen
}
start-days-left = { $days ->
    [0] Frist i dag
    [one] Frist i morgon
   *[other] Om { $days } dagar
}
start-to-read = Rapportar å lese
start-letters = Brev som ikkje kom fram
start-letters-refused = { $count ->
    [one] 1 brev vart avvist av e-posten til mottakaren
   *[other] { $count } brev vart avviste av e-posten til mottakaren
}
start-letters-uncertain = { $count ->
    [one] 1 brev er usikkert: ingen veit om det vart levert
   *[other] { $count } brev er usikre: ingen veit om dei vart leverte
}
start-work = Bakgrunnsarbeid
start-dead-work = { $count ->
    [one] 1 jobb er gjeven opp
   *[other] { $count } jobbar er gjevne opp
}
start-see-all = Sjå alle { $count }
start-what = Sak
start-about-it = Om saka
start-when = Når
start-group-late = Over fristen
start-group-now = Ventar på deg
start-group-soon = Kjem snart
start-supplements-overdue = Søkjarar som ikkje har svart i tide
start-supplements-asked = Svar vi ventar på
start-supplements-late = Svar vi skulle hatt på søknaden
start-reports-overdue = Rapportar som ikkje er leverte
start-accept-over = Vilkår som skulle vore godtekne
start-days-waited = { $days ->
    [0] Kom i dag
    [one] Kom i går
   *[other] Har venta { $days } dagar
}
start-calls-closing = Utlysingar med frist dei neste 14 dagane
start-replies = Førebelse svar som går ut dei neste 7 dagane
start-replies-of = { $count ->
    [one] 1 søknad utan vedtak
   *[other] { $count } søknader utan vedtak
}
start-to-sign = Søknader du er beden om å sende inn
start-invitations = Invitasjonar til å vere med i ein søknad
start-late-until = Søknadsfristen er ute. Seine søknader blir tekne imot til og med { $day }.
start-letters-bounced = { $count ->
    [one] 1 brev kom i retur
   *[other] { $count } brev kom i retur
}
