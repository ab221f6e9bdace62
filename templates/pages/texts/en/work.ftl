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
