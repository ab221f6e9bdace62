work-title = Background work
work-about = Letters to go out, reports to be made, and rounds that run by themselves. What was given up stays until somebody replays it.
work-show = See the work
work-by-kind = By kind
work-rows = Latest
work-none = No work yet
work-none-advice = What is done in the background will be listed here.
work-oldest = Has waited longest
work-oldest-note = of what could be done now
work-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
}
work-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
work-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
work-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
work-kind = Kind
work-kind-hand-over-letter = Hand a letter to the mail server
work-kind-make-status-report = Make a status report
work-kind-order-status-reports = Order status reports
work-kind-plan-reminders = Plan reminders
work-kind-seal-journal = Seal the journal
work-kind-prune = Sweep away what is over
work-kind-scan-attachment = Look for viruses in attachments
work-kind-prune-attachments = Clear away attachments that nobody uses
work-kind-write-receipts = Write receipts for applications
work-kind-remind-drafts = Remind of applications not submitted
work-kind-reply-provisionally = Send provisional replies
work-state = State
work-state-ready = Waiting
work-state-running = Running
work-state-done = Done
work-state-dead = Given up
work-state-cancelled = Cancelled
work-asked = Asked for
work-run-at = Due from
work-attempts = Attempts
work-attempts-of = { $attempt } of { $most }
work-reason = Reason
work-subject = Subject
work-worker = Worker
work-lease = Leased until
work-finished = Ended
work-dead-because = Given up because
work-last-reason = Last said about it
work-replay = Replay
work-replay-again = The work gets new attempts and starts at once.
work-replay-journal = The note and your name stay in the history.
work-note = Note
work-note-hint = What was wrong, and why it will work now.
work-not-dead = The work is not given up, but: { $state }. Only what was given up can be replayed.
work-asked-again = The same has been asked for again and is on its way.
work-history = History
work-kind-settle-uncertain = Settle letters by the copies
work-kind-read-bounces = Read what comes back
work-never = never
work-rounds = Rounds and workers
work-rounds-show = See the round
work-rounds-about = Rounds run by themselves at set times. A worker is a program that does what is on the list.
work-lines = Rounds
work-line = Round
work-lines-none = No rounds are set up.
work-last-tick = Last
work-next-tick = Next
work-left-out = Left out, too old
work-schedule = Schedule (second, minute, hour, day, month, weekday)
work-ring = Run the round now
work-ring-now = The round begins at once, unless it already waits or runs.
work-ring-next = The next round runs at its usual time.
work-ring-note-hint = Why it is to run now.
work-rings-already = The round already waits or runs.
work-workers = Workers
work-workers-none = No workers
work-workers-none-advice = Nobody has given a sign of life for ten minutes. What waits is not done until somebody starts “fordel work”.
work-worker-name = Worker
work-worker-at-work = At work
work-worker-ending = Ending
work-worker-silent = Silent
work-worker-running = Doing now
work-worker-seen = Last sign of life
work-worker-since = Started
work-worker-version = Version
work-of-this-kind = All work of this kind
work-show-kind = See the kind
work-is-paused = Paused
work-paused-since = Since { $when }, by { $by }
work-paused-already = This kind is paused already.
work-not-paused = This kind is not paused.
work-pause = Pause this kind
work-pause-waits = Nothing of this kind begins until somebody lets it go on. What is asked for waits.
work-pause-runs = What runs is finished.
work-pause-kept = The pause holds for every process and stays until it is lifted, over restarts too.
work-pause-note-hint = What the reason is.
work-resume = Let this kind go on
work-resume-now = What waits and is due begins at once.
work-cancel = Cancel the work
work-cancel-why = Why
work-cancel-waiting = The work is not done.
work-cancel-running = Whoever does the work is told to stop. It may be done before that happens.
work-cancel-asked = Asked to stop
work-over = The work is over: { $state }. Only what waits, runs or is given up can be cancelled.
work-look-again = Look again
work-sentence-waits = Waits for its turn.
work-sentence-waits-again = Waits for another attempt; { $attempt } of { $most } are used.
work-sentence-runs = Attempt { $attempt } of { $most } is under way.
work-sentence-stopping = Has been asked to stop.
work-attempt = Attempt { $attempt }
work-times = { $count ->
    [one] once
   *[other] { $count } times
}
work-setback-failed = Failed
work-setback-given-up = Given up
work-setback-put-off = Put off
work-setback-handed-back = Handed back
work-setback-stopped = Stopped
work-setback-rescued = The worker was gone
work-again = Replay several
work-again-about = Work that was given up gets new attempts when what was wrong has been mended.
work-again-reason = Words in the reason
work-again-reason-hint = As they stand there, in upper and lower case.
work-again-since = Given up since
work-again-look = Look
work-again-found = { $count ->
    [one] 1 piece of work is given up and fits
   *[other] { $count } pieces of work are given up and fit
}
work-again-none = There is nothing to replay.
work-again-do = { $count ->
    [one] Replay 1
   *[other] Replay { $count }
}
work-again-how-many = { $count ->
    [one] 1 piece of work gets new attempts and begins at once.
   *[other] { $count } pieces of work get new attempts and begin at once.
}
work-again-live = What has been asked for again meanwhile is left. Of several for the same the latest is taken.
work-again-rest = { $count ->
    [one] 1 more is left; do the same once more.
   *[other] { $count } more are left; do the same once more.
}
work-kind-verify-documents = See that files are there and are what they were
work-files = Files
work-files-about = Every night documents and attachments are held against what the database knows of them. A status report that is missing is made again; an attachment has to be brought back from a backup.
work-files-none = Nothing is wrong
work-files-none-advice = The last look found all files as they should be.
work-files-count = { $count ->
    [one] 1 finding
   *[other] { $count } findings
}
work-file-name = File
work-file-found = Found
work-file-missing = Gone
work-file-damaged = Damaged
work-file-unrecorded = Unknown
work-shelf = Shelf
work-shelf-attachments = Attachments
work-shelf-documents = Documents
work-file-unreadable = Cannot be read
