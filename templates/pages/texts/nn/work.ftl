work-title = Bakgrunnsarbeid
work-about = Brev som skal ut, rapportar som skal lagast og rundar som går av seg sjølve. Det som er gitt opp, står til nokon set det i gang igjen.
work-show = Sjå arbeidet
work-by-kind = Etter type
work-rows = Det siste
work-none = Inkje arbeid enno
work-none-advice = Her kjem det som blir gjort i bakgrunnen.
work-oldest = Har venta lengst
work-oldest-note = av det som kan gjerast no
work-seconds = { $count ->
    [one] 1 sekund
   *[other] { $count } sekund
}
work-minutes = { $count ->
    [one] 1 minutt
   *[other] { $count } minutt
}
work-hours = { $count ->
    [one] 1 time
   *[other] { $count } timar
}
work-days = { $count } døgn
work-kind = Type
work-kind-hand-over-letter = Levere brev til e-posttenaren
work-kind-make-status-report = Lage statusrapport
work-kind-plan-reminders = Planleggje påminningar
work-kind-seal-journal = Forsegle journalen
work-kind-prune = Rydde bort det som er over
work-kind-scan-attachment = Sjå etter virus i vedlegg
work-kind-prune-attachments = Rydde bort vedlegg som ingen bruker
work-kind-write-receipts = Skrive kvitteringar for søknader
work-kind-remind-drafts = Minne om søknader som ikkje er sende
work-kind-reply-provisionally = Sende førebels svar
work-state = Tilstand
work-state-ready = Ventar
work-state-running = Pågår
work-state-done = Gjort
work-state-dead = Gitt opp
work-state-cancelled = Avlyst
work-asked = Bestilt
work-run-at = Kan gjerast frå
work-attempts = Forsøk
work-attempts-of = { $attempt } av { $most }
work-reason = Grunn
work-subject = Gjeld
work-worker = Blir utført av
work-lease = Reservert til
work-finished = Ferdig
work-dead-because = Gitt opp fordi
work-last-reason = Sist sagt om arbeidet
work-replay = Set i gang på nytt
work-replay-again = Arbeidet får nye forsøk og byrjar med ein gong.
work-replay-journal = Merknaden og namnet ditt blir ståande i historikken.
work-note = Merknad
work-note-hint = Kva som var gale, og kvifor det vil gå no.
work-not-dead = Arbeidet er ikkje gitt opp, men: { $state }. Berre det som er gitt opp, kan setjast i gang på nytt.
work-asked-again = Det same er bestilt på nytt og er alt på veg.
work-history = Historikk
