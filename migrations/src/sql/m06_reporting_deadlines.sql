-- What a grant owes and when, the ladder of reminders, reports with targets against results.
-- A dated rule: the version of a ladder in force is the latest that is valid on the due day.
CREATE TABLE ladder_step (
    ladder text NOT NULL,
    valid_from_on {date} NOT NULL,
    step text NOT NULL,
    days {int} NOT NULL,
    audience text NOT NULL,
    CONSTRAINT ladder_step_pk PRIMARY KEY (ladder, valid_from_on, step),
    CONSTRAINT ladder_step_day_once UNIQUE (ladder, valid_from_on, days),
    CONSTRAINT ladder_step_audience_known CHECK (audience IN ('recipient', 'case-officer'))
);
INSERT INTO ladder_step (ladder, valid_from_on, step, days, audience) VALUES
    ('standard', '2005-01-01', 'notice', -30, 'recipient'),
    ('standard', '2005-01-01', 'reminder-before', -14, 'recipient'),
    ('standard', '2005-01-01', 'overdue-1', 1, 'recipient'),
    ('standard', '2005-01-01', 'overdue-2', 14, 'recipient'),
    ('standard', '2005-01-01', 'escalated', 28, 'case-officer');
CREATE TABLE deadline (
    id {uuid} NOT NULL,
    grant_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL,
    grant_reference text NOT NULL,
    project_title text NOT NULL,
    owed text NOT NULL,
    title text NOT NULL,
    due_on {date} NOT NULL,
    ladder text NOT NULL,
    state text NOT NULL,
    met_at {instant},
    CONSTRAINT deadline_pk PRIMARY KEY (id),
    CONSTRAINT deadline_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT deadline_once UNIQUE (grant_id, owed, due_on),
    CONSTRAINT deadline_owed_known CHECK (owed IN ('acceptance', 'status-report', 'annual-report', 'final-report')),
    CONSTRAINT deadline_state_known CHECK (state IN ('open', 'met', 'lapsed')),
    CONSTRAINT deadline_met_has_a_time CHECK ((state = 'met') = (met_at IS NOT NULL))
);
CREATE INDEX deadline_open ON deadline (due_on) WHERE state = 'open';
CREATE INDEX deadline_by_organisation ON deadline (organisation_id, due_on);
CREATE TABLE reminder (
    id {uuid} NOT NULL,
    deadline_id {uuid} NOT NULL,
    due_on {date} NOT NULL,
    step text NOT NULL,
    recipient_email text NOT NULL,
    recipient_name text NOT NULL,
    planned_on {date} NOT NULL,
    letter_id {uuid},
    state text NOT NULL,
    why text NOT NULL,
    CONSTRAINT reminder_pk PRIMARY KEY (id),
    CONSTRAINT reminder_deadline FOREIGN KEY (deadline_id) REFERENCES deadline (id),
    CONSTRAINT reminder_letter FOREIGN KEY (letter_id) REFERENCES letter (id),
    CONSTRAINT reminder_state_known CHECK (state IN ('planned', 'withdrawn'))
);
CREATE UNIQUE INDEX reminder_one_live ON reminder (deadline_id, due_on, step, recipient_email) WHERE state <> 'withdrawn';
CREATE TABLE target (
    grant_id {uuid} NOT NULL,
    position {int} NOT NULL,
    what text NOT NULL,
    wanted bigint,
    wanted_text text,
    direction text NOT NULL,
    unit text NOT NULL,
    by_when text NOT NULL,
    CONSTRAINT target_pk PRIMARY KEY (grant_id, position),
    CONSTRAINT target_number_or_text CHECK ((wanted IS NULL) <> (wanted_text IS NULL)),
    CONSTRAINT target_direction_known CHECK (direction IN ('exactly', 'at-least', 'at-most', 'quality'))
);
CREATE TABLE report (
    id {uuid} NOT NULL,
    grant_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL,
    grant_reference text NOT NULL,
    project_title text NOT NULL,
    deadline_id {uuid},
    kind text NOT NULL,
    title text NOT NULL,
    reporting_on {date} NOT NULL,
    narrative {json} NOT NULL,
    state text NOT NULL,
    revision {int} NOT NULL,
    submitted_at {instant},
    submitted_by text,
    content_hash text,
    approved_at {instant},
    approved_by text,
    CONSTRAINT report_pk PRIMARY KEY (id),
    CONSTRAINT report_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT report_deadline FOREIGN KEY (deadline_id) REFERENCES deadline (id),
    CONSTRAINT report_one_per_deadline UNIQUE (deadline_id),
    CONSTRAINT report_one_per_day UNIQUE (grant_id, kind, reporting_on),
    CONSTRAINT report_kind_known CHECK (kind IN ('status-report', 'annual-report', 'final-report')),
    CONSTRAINT report_state_known CHECK (state IN ('draft', 'submitted', 'approved')),
    CONSTRAINT report_submitted_is_whole CHECK (state = 'draft' OR (submitted_at IS NOT NULL AND submitted_by IS NOT NULL AND content_hash IS NOT NULL)),
    CONSTRAINT report_approved_is_whole CHECK ((state = 'approved') = (approved_at IS NOT NULL) AND (approved_at IS NULL) = (approved_by IS NULL))
);
CREATE INDEX report_by_grant ON report (grant_id, reporting_on);
CREATE TABLE report_result (
    report_id {uuid} NOT NULL,
    target {int} NOT NULL,
    reached bigint,
    verdict text NOT NULL,
    explanation text NOT NULL,
    CONSTRAINT report_result_pk PRIMARY KEY (report_id, target),
    CONSTRAINT report_result_report FOREIGN KEY (report_id) REFERENCES report (id),
    CONSTRAINT report_result_verdict_known CHECK (verdict IN ('reached', 'partly', 'not-reached', 'not-prioritised', 'not-assessed'))
);
-- Counts of participants, never persons.
CREATE TABLE report_funnel (
    report_id {uuid} NOT NULL,
    informed {int} NOT NULL,
    started {int} NOT NULL,
    departed {int} NOT NULL,
    active {int} NOT NULL,
    in_work {int} NOT NULL,
    explanation text NOT NULL,
    CONSTRAINT report_funnel_pk PRIMARY KEY (report_id),
    CONSTRAINT report_funnel_report FOREIGN KEY (report_id) REFERENCES report (id),
    CONSTRAINT report_funnel_counts CHECK (informed >= 0 AND started >= 0 AND departed >= 0 AND active >= 0 AND in_work >= 0),
    CONSTRAINT report_funnel_adds_up_or_is_explained CHECK ((started = departed + active AND started <= informed) OR explanation <> '')
);
CREATE TABLE report_departure (
    report_id {uuid} NOT NULL,
    position {int} NOT NULL,
    reason text NOT NULL,
    participants {int} NOT NULL,
    CONSTRAINT report_departure_pk PRIMARY KEY (report_id, position),
    CONSTRAINT report_departure_report FOREIGN KEY (report_id) REFERENCES report (id),
    CONSTRAINT report_departure_counts CHECK (participants > 0)
);
