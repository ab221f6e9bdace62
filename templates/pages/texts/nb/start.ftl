start-nav-front = Forsiden
start-nav-home = Det som venter
start-nav-calls = Utlysninger
start-nav-applications = Søknader
start-nav-grants = Tilskudd
start-nav-deadlines = Frister
start-nav-reports = Rapporter
start-nav-status-reports = Statusrapporter
start-nav-letters = Brev
start-nav-work = Bakgrunnsarbeid
start-title = Det som venter på deg
start-title-stranger = Tilskudd til kommunene
start-about = Her lyser direktoratet ut tilskudd. Kommuner og andre kan søke, godta vilkår og rapportere. Logg inn for å se det som gjelder dere.
start-all-calls = Alle utlysninger
start-no-calls = Ingen åpne utlysninger
start-no-calls-advice = Det er ingen utlysninger å søke på akkurat nå.
start-nothing = Ingenting venter
start-nothing-advice = Du er à jour. Nye oppgaver kommer hit av seg selv.
start-open-calls = Åpne utlysninger
start-closes = Søknadsfrist { $day }
start-calls-waiting = Utlysninger som venter
start-to-allocate = Søknadene kan fordeles
start-to-close = Søknadsfristen er ute; utlysningen kan lukkes
start-drafts = Søknader som ikke er sendt
start-to-check = Søknader til kontroll
start-to-assess = Søknader du skal vurdere
start-to-supplement = Søknader som mangler noe
start-late = Søknader som kom for sent
start-to-accept = Tilskudd med vilkår å godta
start-accept-by = Godta vilkårene innen { $day }
start-accept-late = Fristen for å godta vilkårene var { $day }
start-due-soon = Frister de neste 30 dagene
start-days-late = { $days ->
    [one] 1 dag over fristen
   *[other] { $days } dager over fristen
}
start-days-left = { $days ->
    [0] Frist i dag
    [one] Frist i morgen
   *[other] Om { $days } dager
}
start-to-read = Rapporter å lese
start-letters = Brev som ikke kom frem
start-letters-refused = { $count ->
    [one] 1 brev ble avvist av mottakerens e-post
   *[other] { $count } brev ble avvist av mottakerens e-post
}
start-letters-uncertain = { $count ->
    [one] 1 brev er usikkert: ingen vet om det ble levert
   *[other] { $count } brev er usikre: ingen vet om de ble levert
}
start-work = Bakgrunnsarbeid
start-dead-work = { $count ->
    [one] 1 jobb er gitt opp
   *[other] { $count } jobber er gitt opp
}
start-see-all = Se alle { $count }
start-what = Sak
start-about-it = Om saken
start-when = Når
start-group-late = Over fristen
start-group-now = Venter på deg
start-group-soon = Kommer snart
start-supplements-overdue = Søkere som ikke har svart i tide
start-supplements-asked = Svar vi venter på
start-supplements-late = Svar vi skulle hatt på søknaden
start-reports-overdue = Rapporter som ikke er levert
start-accept-over = Vilkår som skulle vært godtatt
start-days-waited = { $days ->
    [0] Kom i dag
    [one] Kom i går
   *[other] Har ventet { $days } dager
}
start-calls-closing = Utlysninger med frist de neste 14 dagene
start-replies = Foreløpige svar som går ut de neste 7 dagene
start-replies-of = { $count ->
    [one] 1 søknad uten vedtak
   *[other] { $count } søknader uten vedtak
}
start-to-sign = Søknader du er bedt om å sende inn
start-invitations = Invitasjoner til å være med i en søknad
start-late-until = Søknadsfristen er ute. Sene søknader tas imot til og med { $day }.
start-letters-bounced = { $count ->
    [one] 1 brev kom i retur
   *[other] { $count } brev kom i retur
}
