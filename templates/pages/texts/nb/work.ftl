work-title = Bakgrunnsarbeid
work-about = Brev som skal ut, rapporter som skal lages og runder som går av seg selv. Det som er gitt opp, står til noen setter det i gang igjen.
work-show = Se arbeidet
work-by-kind = Etter type
work-rows = Det siste
work-none = Ingen arbeid ennå
work-none-advice = Her kommer det som blir gjort i bakgrunnen.
work-oldest = Har ventet lengst
work-oldest-note = av det som kan gjøres nå
work-seconds = { $count ->
    [one] 1 sekund
   *[other] { $count } sekunder
}
work-minutes = { $count ->
    [one] 1 minutt
   *[other] { $count } minutter
}
work-hours = { $count ->
    [one] 1 time
   *[other] { $count } timer
}
work-days = { $count } døgn
work-kind = Type
work-kind-hand-over-letter = Levere brev til e-posttjeneren
work-kind-make-status-report = Lage statusrapport
work-kind-plan-reminders = Planlegge påminnelser
work-kind-seal-journal = Forsegle journalen
work-kind-prune = Rydde bort det som er over
work-kind-scan-attachment = Se etter virus i vedlegg
work-kind-prune-attachments = Rydde bort vedlegg som ingen bruker
work-kind-write-receipts = Skrive kvitteringer for søknader
work-kind-remind-drafts = Minne om søknader som ikke er sendt
work-kind-reply-provisionally = Sende foreløpige svar
work-state = Tilstand
work-state-ready = Venter
work-state-running = Pågår
work-state-done = Gjort
work-state-dead = Gitt opp
work-state-cancelled = Avlyst
work-asked = Bestilt
work-run-at = Kan gjøres fra
work-attempts = Forsøk
work-attempts-of = { $attempt } av { $most }
work-reason = Grunn
work-subject = Gjelder
work-worker = Utføres av
work-lease = Reservert til
work-finished = Ferdig
work-dead-because = Gitt opp fordi
work-last-reason = Sist sagt om arbeidet
work-replay = Sett i gang på nytt
work-replay-again = Arbeidet får nye forsøk og begynner med en gang.
work-replay-journal = Merknaden og navnet ditt blir stående i historikken.
work-note = Merknad
work-note-hint = Hva som var galt, og hvorfor det vil gå nå.
work-not-dead = Arbeidet er ikke gitt opp, men: { $state }. Bare det som er gitt opp, kan settes i gang på nytt.
work-asked-again = Det samme er bestilt på nytt og er allerede på vei.
work-history = Historikk
