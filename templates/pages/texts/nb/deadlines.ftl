deadlines-title = Frister
deadlines-none = Ingen frister her
deadlines-none-advice = Ingenting passer til dette valget. Velg «Alle» for å se også det som er levert.
deadlines-show = Se fristen
deadlines-shown = Hvilke frister
deadlines-shown-overdue = For sent
deadlines-shown-due-soon = Snart
deadlines-shown-open = Åpne
deadlines-shown-met = Levert
deadlines-shown-all = Alle
deadlines-state = Tilstand
deadlines-state-overdue = For sent
deadlines-state-due-soon = Snart
deadlines-state-open = Åpen
deadlines-state-met = Levert
deadlines-state-met-late = Levert for sent
deadlines-state-lapsed = Bortfalt
deadlines-what = Hva
deadlines-due = Frist
deadlines-days = Tid igjen
deadlines-today = i dag
deadlines-days-left = { $days ->
    [one] 1 dag igjen
   *[other] { $days } dager igjen
}
deadlines-days-late = { $days ->
    [one] 1 dag for sent
   *[other] { $days } dager for sent
}
deadlines-recipient = Mottaker
deadlines-project = Prosjekt
deadlines-grant = Tilskudd
deadlines-met = Levert
deadlines-last-reminder = Siste påminnelse
deadlines-report = Rapport
deadlines-report-look = Se
deadlines-begin-report = Begynn på rapporten
deadlines-continue-report = Fortsett på rapporten
deadlines-read-report = Se rapporten
deadlines-accept = Godta vilkårene
deadlines-ladder = Påminnelser
deadlines-ladder-about = Når det minnes om fristen, hva som er sendt og hva som kommer. Blir det levert, sendes det ikke flere.
deadlines-ladder-no-letters = Det sendes ingen påminnelser om denne fristen. Siste dag står i tilskuddsbrevet.
deadlines-the-day = Fristen
deadlines-sent-to = Sendt til { $names }
deadlines-step-ahead = Sendes denne dagen hvis det ikke er levert
deadlines-history = Historikk
deadlines-move = Flytt fristen
deadlines-move-about = Mottakeren får påminnelser etter den nye fristen. Begrunnelsen står i historikken, som mottakeren også ser.
deadlines-move-day = Ny frist
deadlines-move-reason = Begrunnelse
deadlines-move-reason-hint = Hvorfor fristen flyttes. Ikke skriv opplysninger om enkeltpersoner.
deadlines-move-next = Se hva som skjer
deadlines-move-from-to = Fristen flyttes fra { $from } til { $to }.
deadlines-move-takes-back = Påminnelser om den gamle fristen som ikke er sendt, blir trukket tilbake.
deadlines-move-starts-again = Påminnelsene begynner på nytt etter den nye fristen.
deadlines-move-journal = Begrunnelsen og navnet ditt blir stående i historikken.
deadlines-move-same-day = Fristen er allerede { $day }. Velg en annen dag.
deadlines-move-past = Dagen er passert. Velg i dag eller en senere dag.
deadlines-move-already-set = Tilskuddet har allerede en slik frist { $day }. Velg en annen dag.
deadlines-move-no-ladder = Påminnelsesplanen «{ $ladder }» gjelder ikke for denne dagen. Velg en annen dag.
deadlines-move-settled = Det er levert, eller fristen er bortfalt. Bare åpne frister kan flyttes.
deadlines-just-moved = Fristen er flyttet til { $day }
deadlines-just-moved-next = Påminnelsene under følger den nye fristen.
deadlines-preview = Hva går ut på en dag?
deadlines-preview-about = Viser hvilke påminnelser som går ut på en dag, og hvorfor de andre ikke gjør det. Det er regnet ut slik alt står nå, og ingenting blir sendt herfra.
deadlines-preview-day = Dag
deadlines-preview-show = Vis dagen
deadlines-preview-because = Skal ut fra { $day } og er ikke sendt
deadlines-preview-its-day = Dagen er kommet
deadlines-going-out = { $count ->
    [one] 1 brev går ut { $day }
   *[other] { $count } brev går ut { $day }
}
deadlines-nothing-goes-out = Ingen påminnelser denne dagen
deadlines-nothing-goes-out-advice = Nedenfor står hver frist med grunnen.
deadlines-step = Påminnelse
deadlines-to-whom = Til
deadlines-why = Hvorfor
deadlines-why-not = Hvorfor ikke
deadlines-quiet = Frister det ikke minnes om denne dagen
deadlines-audience-officer = saksbehandler
