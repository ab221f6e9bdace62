start-nav-front = Front page
start-nav-home = What awaits you
start-nav-calls = Calls
start-nav-applications = Applications
start-nav-grants = Grants
start-nav-deadlines = Deadlines
start-nav-reports = Reports
start-nav-status-reports = Status reports
start-nav-letters = Letters
start-nav-work = Background work
start-title = What awaits you
start-title-stranger = Grants to municipalities
start-about = Here the directorate announces grants. Municipalities and others can apply, accept terms and report. Sign in to see what concerns you.
start-all-calls = All calls
start-no-calls = No open calls
start-no-calls-advice = There are no calls to apply to right now.
start-nothing = Nothing awaits you
start-nothing-advice = You are up to date. New tasks come here by themselves.
start-open-calls = Open calls
start-closes = Last day to apply: { $day }
start-calls-waiting = Calls that wait
start-to-allocate = The applications can be allocated money
start-to-close = The last day to apply has passed; the call can be closed
start-drafts = Applications not submitted
start-to-check = Applications to check
start-to-assess = Applications for you to assess
start-to-supplement = Applications that lack something
start-late = Applications that came too late
start-to-accept = Grants with terms to accept
start-accept-by = Accept the terms by { $day }
start-accept-late = The terms had to be accepted by { $day }
start-due-soon = Deadlines in the next 30 days
start-days-late = { $days ->
    [one] 1 day overdue
   *[other] { $days } days overdue
}
start-days-left = { $days ->
    [0] Due today
    [one] Due tomorrow
   *[other] In { $days } days
}
start-to-read = Reports to read
start-letters = Letters that did not arrive
start-letters-refused = { $count ->
    [one] 1 letter was refused by the recipient's mail system
   *[other] { $count } letters were refused by the recipients' mail systems
}
start-letters-uncertain = { $count ->
    [one] 1 letter is uncertain: nobody knows whether it was delivered
   *[other] { $count } letters are uncertain: nobody knows whether they were delivered
}
start-work = Background work
start-dead-work = { $count ->
    [one] 1 job was given up
   *[other] { $count } jobs were given up
}
start-see-all = See all { $count }
start-what = Case
start-about-it = About it
start-when = When
start-group-late = Overdue
start-group-now = Waiting for you
start-group-soon = Coming soon
start-supplements-overdue = Applicants who have not answered in time
start-supplements-asked = Answers we are waiting for
start-supplements-late = Answers you owe us about an application
start-reports-overdue = Reports not delivered
start-accept-over = Terms that should have been accepted
start-days-waited = { $days ->
    [0] Came today
    [one] Came yesterday
   *[other] Has waited { $days } days
}
start-calls-closing = Calls that close in the next 14 days
start-replies = Provisional replies that go out in the next 7 days
start-replies-of = { $count ->
    [one] 1 application without a decision
   *[other] { $count } applications without a decision
}
start-to-sign = Applications you are asked to submit
start-invitations = Invitations to take part in an application
start-late-until = The last day to apply has passed. Late applications are received through { $day }.
start-letters-bounced = { $count ->
    [one] 1 letter came back
   *[other] { $count } letters came back
}
