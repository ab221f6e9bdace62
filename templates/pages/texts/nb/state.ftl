state-now = nå
state-ahead = (kommer)
state-done = (ferdig)
state-progress = { $done } av { $total }
state-unknown = pågår
