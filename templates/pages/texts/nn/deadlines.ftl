deadlines-title = Fristar
deadlines-none = Ingen fristar her
deadlines-none-advice = Ingenting passar til dette valet. Vel «Alle» for å sjå også det som er levert.
deadlines-show = Sjå fristen
deadlines-shown = Kva for fristar
deadlines-shown-overdue = For seint
deadlines-shown-due-soon = Snart
deadlines-shown-open = Opne
deadlines-shown-met = Levert
deadlines-shown-all = Alle
deadlines-state = Tilstand
deadlines-state-overdue = For seint
deadlines-state-due-soon = Snart
deadlines-state-open = Open
deadlines-state-met = Levert
deadlines-state-met-late = Levert for seint
deadlines-state-lapsed = Bortfallen
deadlines-what = Kva
deadlines-due = Frist
deadlines-days = Tid att
deadlines-today = i dag
deadlines-days-left = { $days ->
    [one] 1 dag att
   *[other] { $days } dagar att
}
deadlines-days-late = { $days ->
    [one] 1 dag for seint
   *[other] { $days } dagar for seint
}
deadlines-recipient = Mottakar
deadlines-project = Prosjekt
deadlines-grant = Tilskot
deadlines-met = Levert
deadlines-last-reminder = Siste påminning
deadlines-report = Rapport
deadlines-report-look = Sjå
deadlines-begin-report = Byrj på rapporten
deadlines-continue-report = Hald fram med rapporten
deadlines-read-report = Sjå rapporten
deadlines-accept = Godta vilkåra
deadlines-ladder = Påminningar
deadlines-ladder-about = Når det blir minna om fristen, kva som er sendt og kva som kjem. Blir det levert, blir det ikkje sendt fleire.
deadlines-ladder-no-letters = Det blir ikkje sendt påminningar om denne fristen. Siste dag står i tilskotsbrevet.
deadlines-the-day = Fristen
deadlines-sent-to = Send til { $names }
deadlines-step-ahead = Blir send denne dagen om det ikkje er levert
deadlines-history = Historikk
deadlines-move = Flytt fristen
deadlines-move-about = Mottakaren får påminningar etter den nye fristen. Grunngivinga står i historikken, som mottakaren også ser.
deadlines-move-day = Ny frist
deadlines-move-reason = Grunngiving
deadlines-move-reason-hint = Kvifor fristen blir flytta. Ikkje skriv opplysningar om enkeltpersonar.
deadlines-move-next = Sjå kva som skjer
deadlines-move-from-to = Fristen blir flytta frå { $from } til { $to }.
deadlines-move-takes-back = Påminningar om den gamle fristen som ikkje er sende, blir trekte tilbake.
deadlines-move-starts-again = Påminningane byrjar på nytt etter den nye fristen.
deadlines-move-journal = Grunngivinga og namnet ditt blir ståande i historikken.
deadlines-move-same-day = Fristen er alt { $day }. Vel ein annan dag.
deadlines-move-past = Dagen er passert. Vel i dag eller ein seinare dag.
deadlines-move-already-set = Tilskotet har alt ein slik frist { $day }. Vel ein annan dag.
deadlines-move-no-ladder = Påminningsplanen «{ $ladder }» gjeld ikkje for denne dagen. Vel ein annan dag.
deadlines-move-settled = Det er levert, eller fristen er bortfallen. Berre opne fristar kan flyttast.
deadlines-just-moved = Fristen er flytta til { $day }
deadlines-just-moved-next = Påminningane under følgjer den nye fristen.
deadlines-preview = Kva går ut på ein dag?
deadlines-preview-about = Viser kva for påminningar som går ut på ein dag, og kvifor dei andre ikkje gjer det. Det er rekna ut slik alt står no, og ingenting blir sendt herifrå.
deadlines-preview-day = Dag
deadlines-preview-show = Vis dagen
deadlines-preview-because = Skal ut frå { $day } og er ikkje send
deadlines-preview-its-day = Dagen er komen
deadlines-going-out = { $count ->
    [one] 1 brev går ut { $day }
   *[other] { $count } brev går ut { $day }
}
deadlines-nothing-goes-out = Ingen påminningar denne dagen
deadlines-nothing-goes-out-advice = Nedanfor står kvar frist med grunnen.
deadlines-step = Påminning
deadlines-to-whom = Til
deadlines-why = Kvifor
deadlines-why-not = Kvifor ikkje
deadlines-quiet = Fristar det ikkje blir minna om denne dagen
deadlines-audience-officer = saksbehandlar
