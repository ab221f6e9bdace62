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
work-kind-order-status-reports = Bestille statusrapporter
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
work-kind-settle-uncertain = Avklare brev mot kopiene
work-kind-read-bounces = Lese det som kommer i retur
work-never = aldri
work-rounds = Runder og arbeidere
work-rounds-show = Se runden
work-rounds-about = Runder går av seg selv til faste tider. En arbeider er et program som gjør det som står på lista.
work-lines = Runder
work-line = Runde
work-lines-none = Ingen runder er satt opp.
work-last-tick = Sist
work-next-tick = Neste
work-left-out = Hoppet over, for gammel
work-schedule = Tidsplan (sekund, minutt, time, dag, måned, ukedag)
work-ring = Kjør runden nå
work-ring-now = Runden begynner med en gang, om den ikke allerede venter eller pågår.
work-ring-next = Den neste runden går til vanlig tid.
work-ring-note-hint = Hvorfor den skal gå nå.
work-rings-already = Runden venter eller pågår allerede.
work-workers = Arbeidere
work-workers-none = Ingen arbeidere
work-workers-none-advice = Ingen har gitt livstegn de siste ti minuttene. Det som venter, blir ikke gjort før noen starter «fordel work».
work-worker-name = Arbeider
work-worker-at-work = I arbeid
work-worker-ending = Avslutter
work-worker-silent = Taus
work-worker-running = Gjør nå
work-worker-seen = Siste livstegn
work-worker-since = Startet
work-worker-version = Versjon
work-of-this-kind = Alt arbeid av denne typen
work-show-kind = Se typen
work-is-paused = Satt på pause
work-paused-since = Siden { $when }, av { $by }
work-paused-already = Denne typen er allerede satt på pause.
work-not-paused = Denne typen er ikke satt på pause.
work-pause = Sett typen på pause
work-pause-waits = Ingenting av denne typen begynner før noen lar det gå videre. Det som bestilles, venter.
work-pause-runs = Det som pågår, gjøres ferdig.
work-pause-kept = Pausen gjelder alle programmer og står til den blir opphevet, også over omstart.
work-pause-note-hint = Hva som er grunnen.
work-resume = La typen gå videre
work-resume-now = Det som venter og skulle vært gjort, begynner med en gang.
work-cancel = Avlys arbeidet
work-cancel-why = Hvorfor
work-cancel-waiting = Arbeidet blir ikke gjort.
work-cancel-running = Den som gjør arbeidet, får beskjed om å stoppe. Det kan være gjort før det skjer.
work-cancel-asked = Bedt om å stoppe
work-over = Arbeidet er over: { $state }. Bare det som venter, pågår eller er gitt opp, kan avlyses.
work-look-again = Se etter igjen
work-sentence-waits = Venter på tur.
work-sentence-waits-again = Venter på et nytt forsøk; { $attempt } av { $most } er brukt.
work-sentence-runs = Forsøk { $attempt } av { $most } pågår.
work-sentence-stopping = Er bedt om å stoppe.
work-attempt = Forsøk { $attempt }
work-times = { $count ->
    [one] 1 gang
   *[other] { $count } ganger
}
work-setback-failed = Gikk galt
work-setback-given-up = Gitt opp
work-setback-put-off = Utsatt
work-setback-handed-back = Levert tilbake
work-setback-stopped = Stoppet
work-setback-rescued = Arbeideren forsvant
work-again = Sett i gang flere på nytt
work-again-about = Arbeid som er gitt opp, får nye forsøk når det som var galt, er rettet.
work-again-reason = Ord i grunnen
work-again-reason-hint = Skrevet som de står der, med store og små bokstaver.
work-again-since = Gitt opp siden
work-again-look = Se etter
work-again-found = { $count ->
    [one] 1 arbeid er gitt opp og passer
   *[other] { $count } arbeid er gitt opp og passer
}
work-again-none = Det er ingenting å sette i gang.
work-again-do = { $count ->
    [one] Sett i gang 1 på nytt
   *[other] Sett i gang { $count } på nytt
}
work-again-how-many = { $count ->
    [one] 1 arbeid får nye forsøk og begynner med en gang.
   *[other] { $count } arbeid får nye forsøk og begynner med en gang.
}
work-again-live = Det som er bestilt på nytt i mellomtiden, blir stående. Av flere for det samme tas det siste.
work-again-rest = { $count ->
    [one] 1 til blir stående; gjør det samme en gang til.
   *[other] { $count } til blir stående; gjør det samme en gang til.
}
work-kind-verify-documents = Se etter at filene er der og er som de var
work-files = Filer
work-files-about = Hver natt blir dokumenter og vedlegg holdt mot det basen vet om dem. En statusrapport som mangler, blir laget på nytt; et vedlegg må hentes fra en sikkerhetskopi.
work-files-none = Ingenting er galt
work-files-none-advice = Det siste ettersynet fant alle filene som de skal være.
work-files-count = { $count ->
    [one] 1 funn
   *[other] { $count } funn
}
work-file-name = Fil
work-file-found = Funnet
work-file-missing = Borte
work-file-damaged = Skadet
work-file-unrecorded = Ukjent
work-shelf = Hylle
work-shelf-attachments = Vedlegg
work-shelf-documents = Dokumenter
work-file-unreadable = Kan ikke leses
