-- Work knows whose it is, when its attempt began and whether it was asked to stop; its rank is reckoned
-- from its time and its priority, a point being a minute. Beside it: what went wrong on the way, which
-- kinds are paused, who works, and which ticks of the cron lines were left out.
ALTER TABLE work ADD COLUMN organisation_id {uuid};
ALTER TABLE work ADD COLUMN began_at {instant};
ALTER TABLE work ADD COLUMN cancel_asked_at {instant};
ALTER TABLE work ADD COLUMN cancel_reason text CONSTRAINT work_cancel_has_a_reason CHECK ((cancel_asked_at IS NULL) = (cancel_reason IS NULL));
ALTER TABLE work ADD COLUMN rank_at {rank};
DROP INDEX work_ready;
-- By state and kind alone a planner without statistics would find what is ready, and then sort all of it.
DROP INDEX work_by_state;
CREATE INDEX work_listed ON work (asked_at, state, kind);
CREATE INDEX work_dead ON work (kind, finished_at) WHERE state = 'dead';
CREATE INDEX work_in_turn ON work (kind, rank_at, id) WHERE state = 'ready';
CREATE INDEX work_of_organisation ON work (kind, organisation_id, rank_at, id) WHERE state = 'ready';
CREATE INDEX work_over ON work (kind, finished_at) WHERE state IN ('done', 'cancelled');
CREATE TABLE work_setback (
    seq {serial},
    work_id {uuid} NOT NULL,
    attempt {int} NOT NULL,
    worker text NOT NULL,
    began_at {instant},
    ended_at {instant} NOT NULL,
    outcome text NOT NULL,
    reason text NOT NULL,
    times {int} NOT NULL DEFAULT 1,
    CONSTRAINT work_setback_of_work FOREIGN KEY (work_id) REFERENCES work (id) ON DELETE CASCADE,
    CONSTRAINT work_setback_outcome_known CHECK (outcome IN ('failed', 'given-up', 'put-off', 'handed-back', 'stopped', 'rescued')),
    CONSTRAINT work_setback_counts CHECK (attempt >= 1 AND times >= 1)
);
CREATE INDEX work_setback_by_work ON work_setback (work_id, seq);
-- What is put off again and again for one reason is one row with a count.
CREATE UNIQUE INDEX work_setback_put_off_once ON work_setback (work_id, attempt, reason) WHERE outcome = 'put-off';
CREATE TABLE paused_kind (
    kind text NOT NULL,
    since_at {instant} NOT NULL,
    paused_by text NOT NULL,
    why text NOT NULL,
    CONSTRAINT paused_kind_pk PRIMARY KEY (kind),
    CONSTRAINT paused_kind_has_a_reason CHECK (why <> '' AND paused_by <> '')
);
CREATE TABLE worker (
    name text NOT NULL,
    version text NOT NULL,
    started_at {instant} NOT NULL,
    seen_at {instant} NOT NULL,
    polled_at {instant},
    running {int} NOT NULL,
    draining {bool} NOT NULL,
    CONSTRAINT worker_pk PRIMARY KEY (name)
);
CREATE INDEX worker_by_seen ON worker (seen_at);
ALTER TABLE cron_tick ADD COLUMN skipped {bool} NOT NULL DEFAULT false;
