-- Rows of background work, the ticks of the cron lines, and the record of who did what.
CREATE TABLE work (
    id {uuid} NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    unique_key text NOT NULL,
    priority {int} NOT NULL DEFAULT 0,
    state text NOT NULL,
    run_at {instant} NOT NULL,
    attempt {int} NOT NULL DEFAULT 0,
    max_attempts {int} NOT NULL,
    worker text,
    lease_until_at {instant},
    reason text,
    asked_at {instant} NOT NULL,
    finished_at {instant},
    CONSTRAINT work_pk PRIMARY KEY (id),
    CONSTRAINT work_state_known CHECK (state IN ('ready', 'running', 'done', 'dead', 'cancelled')),
    CONSTRAINT work_running_has_a_lease CHECK ((state = 'running') = (worker IS NOT NULL AND lease_until_at IS NOT NULL)),
    CONSTRAINT work_ended_has_an_end CHECK ((state IN ('done', 'dead', 'cancelled')) = (finished_at IS NOT NULL)),
    CONSTRAINT work_dead_has_a_reason CHECK (state <> 'dead' OR reason IS NOT NULL),
    CONSTRAINT work_attempts_bounded CHECK (attempt >= 0 AND attempt <= max_attempts)
);
CREATE UNIQUE INDEX work_one_live ON work (kind, unique_key) WHERE state IN ('ready', 'running');
CREATE INDEX work_ready ON work (priority DESC, run_at, id) WHERE state = 'ready';
CREATE INDEX work_running ON work (lease_until_at) WHERE state = 'running';
CREATE INDEX work_by_state ON work (state, kind, asked_at);
CREATE TABLE cron_tick (
    line text NOT NULL,
    tick_at {instant} NOT NULL,
    asked_at {instant} NOT NULL,
    CONSTRAINT cron_tick_pk PRIMARY KEY (line, tick_at)
);
CREATE TABLE journal_entry (
    seq {serial},
    at {instant} NOT NULL,
    actor_id {uuid},
    actor_name text NOT NULL,
    act text NOT NULL,
    thing text NOT NULL,
    thing_id text NOT NULL,
    detail {json} NOT NULL
);
CREATE INDEX journal_entry_by_thing ON journal_entry (thing, thing_id, seq);
CREATE TABLE journal_seal (
    number {int} NOT NULL,
    first_seq bigint NOT NULL,
    last_seq bigint NOT NULL,
    entries bigint NOT NULL,
    previous_hash text NOT NULL,
    hash text NOT NULL,
    sealed_at {instant} NOT NULL,
    CONSTRAINT journal_seal_pk PRIMARY KEY (number),
    CONSTRAINT journal_seal_hash_once UNIQUE (hash),
    CONSTRAINT journal_seal_first_before_last CHECK (first_seq <= last_seq)
);
