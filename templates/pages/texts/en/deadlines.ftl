deadlines-title = Deadlines
deadlines-none = No deadlines here
deadlines-none-advice = Nothing fits this choice. Choose “All” to see what has been delivered too.
deadlines-show = See the deadline
deadlines-shown = Which deadlines
deadlines-shown-overdue = Overdue
deadlines-shown-due-soon = Due soon
deadlines-shown-open = Open
deadlines-shown-met = Delivered
deadlines-shown-all = All
deadlines-state = State
deadlines-state-overdue = Overdue
deadlines-state-due-soon = Due soon
deadlines-state-open = Open
deadlines-state-met = Delivered
deadlines-state-met-late = Delivered late
deadlines-state-lapsed = Lapsed
deadlines-what = What
deadlines-due = Due
deadlines-days = Time left
deadlines-today = today
deadlines-days-left = { $days ->
    [one] 1 day left
   *[other] { $days } days left
}
deadlines-days-late = { $days ->
    [one] 1 day late
   *[other] { $days } days late
}
deadlines-recipient = Recipient
deadlines-project = Project
deadlines-grant = Grant
deadlines-met = Delivered
deadlines-last-reminder = Last reminder
deadlines-report = Report
deadlines-report-look = See
deadlines-begin-report = Begin the report
deadlines-continue-report = Continue the report
deadlines-read-report = See the report
deadlines-accept = Accept the terms
deadlines-ladder = Reminders
deadlines-ladder-about = When reminders go out, what has been sent and what is to come. Nothing more goes out once it is delivered.
deadlines-ladder-no-letters = No reminders are sent about this deadline. The last day stands in the award letter.
deadlines-the-day = The due day
deadlines-sent-to = Sent to { $names }
deadlines-step-ahead = Goes out on this day unless it is delivered
deadlines-history = History
deadlines-move = Move the deadline
deadlines-move-about = The recipient is reminded of the new day. The reason stands in the history, which the recipient sees too.
deadlines-move-day = New due day
deadlines-move-reason = Reason
deadlines-move-reason-hint = Why the deadline is moved. Do not write about individuals.
deadlines-move-next = See what happens
deadlines-move-from-to = The deadline moves from { $from } to { $to }.
deadlines-move-takes-back = Reminders of the old day that have not left are taken back.
deadlines-move-starts-again = The reminders start again from the new day.
deadlines-move-journal = The reason and your name stay in the history.
deadlines-move-same-day = The deadline is { $day } already. Choose another day.
deadlines-move-past = That day is past. Choose today or a later day.
deadlines-move-already-set = The grant owes the same on { $day } already. Choose another day.
deadlines-move-no-ladder = The reminder plan “{ $ladder }” is not in force on that day. Choose another day.
deadlines-move-settled = It has been delivered, or the deadline has lapsed. Only open deadlines can be moved.
deadlines-just-moved = The deadline is moved to { $day }
deadlines-just-moved-next = The reminders below follow the new day.
deadlines-preview = What goes out on a day?
deadlines-preview-about = Shows which reminders go out on a day, and why the others do not. It is worked out from how things stand now; nothing is sent from here.
deadlines-preview-day = Day
deadlines-preview-show = Show the day
deadlines-preview-because = Belongs on { $day } and has not been sent
deadlines-preview-its-day = Its day has come
deadlines-going-out = { $count ->
    [one] 1 letter goes out on { $day }
   *[other] { $count } letters go out on { $day }
}
deadlines-nothing-goes-out = No reminders on this day
deadlines-nothing-goes-out-advice = Below stands every deadline with the reason.
deadlines-step = Reminder
deadlines-to-whom = To
deadlines-why = Why
deadlines-why-not = Why not
deadlines-quiet = Deadlines without a reminder on this day
deadlines-audience-officer = case officer
