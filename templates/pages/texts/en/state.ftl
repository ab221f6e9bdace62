state-now = now
state-ahead = (to come)
state-done = (done)
state-progress = { $done } of { $total }
state-unknown = under way
