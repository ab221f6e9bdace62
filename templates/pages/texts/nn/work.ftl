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
work-kind-order-status-reports = Tinge statusrapportar
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
work-kind-settle-uncertain = Avklare brev mot kopiane
work-kind-read-bounces = Lese det som kjem i retur
work-never = aldri
work-rounds = Rundar og arbeidarar
work-rounds-show = Sjå runden
work-rounds-about = Rundar går av seg sjølve til faste tider. Ein arbeidar er eit program som gjer det som står på lista.
work-lines = Rundar
work-line = Runde
work-lines-none = Ingen rundar er sette opp.
work-last-tick = Sist
work-next-tick = Neste
work-left-out = Hoppa over, for gammal
work-schedule = Tidsplan (sekund, minutt, time, dag, månad, vekedag)
work-ring = Køyr runden no
work-ring-now = Runden tek til med ein gong, om han ikkje alt ventar eller går.
work-ring-next = Den neste runden går til vanleg tid.
work-ring-note-hint = Kvifor han skal gå no.
work-rings-already = Runden ventar eller går alt.
work-workers = Arbeidarar
work-workers-none = Ingen arbeidarar
work-workers-none-advice = Ingen har gjeve livsteikn dei siste ti minutta. Det som ventar, blir ikkje gjort før nokon startar «fordel work».
work-worker-name = Arbeidar
work-worker-at-work = I arbeid
work-worker-ending = Avsluttar
work-worker-silent = Taus
work-worker-running = Gjer no
work-worker-seen = Siste livsteikn
work-worker-since = Starta
work-worker-version = Versjon
work-of-this-kind = Alt arbeid av denne typen
work-show-kind = Sjå typen
work-is-paused = Sett på pause
work-paused-since = Sidan { $when }, av { $by }
work-paused-already = Denne typen er alt sett på pause.
work-not-paused = Denne typen er ikkje sett på pause.
work-pause = Set typen på pause
work-pause-waits = Ingenting av denne typen tek til før nokon lèt det gå vidare. Det som blir tinga, ventar.
work-pause-runs = Det som går, blir gjort ferdig.
work-pause-kept = Pausen gjeld alle program og står til han blir oppheva, òg over omstart.
work-pause-note-hint = Kva som er grunnen.
work-resume = Lat typen gå vidare
work-resume-now = Det som ventar og skulle vore gjort, tek til med ein gong.
work-cancel = Avlys arbeidet
work-cancel-why = Kvifor
work-cancel-waiting = Arbeidet blir ikkje gjort.
work-cancel-running = Den som gjer arbeidet, får melding om å stoppe. Det kan vere gjort før det skjer.
work-cancel-asked = Bede om å stoppe
work-over = Arbeidet er over: { $state }. Berre det som ventar, går eller er gjeve opp, kan avlysast.
work-look-again = Sjå etter att
work-sentence-waits = Ventar på tur.
work-sentence-waits-again = Ventar på eit nytt forsøk; { $attempt } av { $most } er brukte.
work-sentence-runs = Forsøk { $attempt } av { $most } går.
work-sentence-stopping = Er bede om å stoppe.
work-attempt = Forsøk { $attempt }
work-times = { $count ->
    [one] 1 gong
   *[other] { $count } gonger
}
work-setback-failed = Gjekk gale
work-setback-given-up = Gjeve opp
work-setback-put-off = Utsett
work-setback-handed-back = Levert tilbake
work-setback-stopped = Stoppa
work-setback-rescued = Arbeidaren forsvann
work-again = Set i gang fleire på nytt
work-again-about = Arbeid som er gjeve opp, får nye forsøk når det som var gale, er retta.
work-again-reason = Ord i grunnen
work-again-reason-hint = Skrivne som dei står der, med store og små bokstavar.
work-again-since = Gjeve opp sidan
work-again-look = Sjå etter
work-again-found = { $count ->
    [one] 1 arbeid er gjeve opp og passar
   *[other] { $count } arbeid er gjevne opp og passar
}
work-again-none = Det er ingenting å setje i gang.
work-again-do = { $count ->
    [one] Set i gang 1 på nytt
   *[other] Set i gang { $count } på nytt
}
work-again-how-many = { $count ->
    [one] 1 arbeid får nye forsøk og tek til med ein gong.
   *[other] { $count } arbeid får nye forsøk og tek til med ein gong.
}
work-again-live = Det som er tinga på nytt i mellomtida, blir ståande. Av fleire for det same blir det siste teke.
work-again-rest = { $count ->
    [one] 1 til blir ståande; gjer det same ein gong til.
   *[other] { $count } til blir ståande; gjer det same ein gong til.
}
work-kind-verify-documents = Sjå etter at filene er der og er som dei var
work-files = Filer
work-files-about = Kvar natt blir dokument og vedlegg haldne mot det basen veit om dei. Ein statusrapport som manglar, blir laga på nytt; eit vedlegg må hentast frå ein tryggleikskopi.
work-files-none = Ingenting er gale
work-files-none-advice = Det siste ettersynet fann alle filene som dei skal vere.
work-files-count = { $count ->
    [one] 1 funn
   *[other] { $count } funn
}
work-file-name = Fil
work-file-found = Funne
work-file-missing = Borte
work-file-damaged = Skadd
work-file-unrecorded = Ukjend
work-shelf = Hylle
work-shelf-attachments = Vedlegg
work-shelf-documents = Dokument
work-file-unreadable = Kan ikkje lesast
