state-now = no
state-ahead = (kjem)
state-done = (ferdig)
state-progress = { $done } av { $total }
state-unknown = pågår
