-- What a status report covers beside a call or a grant, who is to read it, and whether anybody may.
ALTER TABLE status_report ADD COLUMN year {int} CONSTRAINT status_report_year_where_one_is CHECK ((kind IN ('scheme', 'county', 'year')) = (year IS NOT NULL));
ALTER TABLE status_report ADD COLUMN audience text NOT NULL DEFAULT 'internal' CONSTRAINT status_report_audience_known CHECK (audience IN ('internal', 'public'));
ALTER TABLE status_report ADD COLUMN title text;
-- How often it was asked for while it waited. What is made from figures older than the last asking is not
-- taken: whoever asked last may have asked because of what just changed.
ALTER TABLE status_report ADD COLUMN asked_times {int} NOT NULL DEFAULT 1 CONSTRAINT status_report_asked_at_least_once CHECK (asked_times >= 1);
ALTER TABLE status_report ADD COLUMN published_at {instant} CONSTRAINT status_report_published_is_made_and_public CHECK (published_at IS NULL OR (state = 'made' AND audience = 'public'));
ALTER TABLE status_report ADD COLUMN published_by text CONSTRAINT status_report_published_by_someone CHECK ((published_at IS NULL) = (published_by IS NULL));
DROP INDEX status_report_asked_once;
CREATE UNIQUE INDEX status_report_asked_once ON status_report (kind, subject, COALESCE(year, 0), language, audience, as_of_on) WHERE state = 'asked';
CREATE INDEX status_report_by_time ON status_report (asked_at, id);
-- Who is told by mail when a report is made.
CREATE TABLE status_report_reader (
    report_id {uuid} NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    CONSTRAINT status_report_reader_pk PRIMARY KEY (report_id, email),
    CONSTRAINT status_report_reader_of_a_report FOREIGN KEY (report_id) REFERENCES status_report (id)
);
-- A report that comes by itself: about what, how often, in which language, for whom. Without a year it
-- is about the latest budget year that is decided.
CREATE TABLE report_order (
    id {uuid} NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    year {int},
    rhythm text NOT NULL,
    language text NOT NULL,
    audience text NOT NULL,
    ordered_at {instant} NOT NULL,
    ordered_by text NOT NULL,
    ended_at {instant},
    ended_by text,
    CONSTRAINT report_order_pk PRIMARY KEY (id),
    CONSTRAINT report_order_kind_known CHECK (kind IN ('call', 'scheme', 'county', 'year')),
    CONSTRAINT report_order_rhythm_known CHECK (rhythm IN ('monthly', 'quarterly', 'last-approval')),
    CONSTRAINT report_order_of_a_call_has_its_own_year CHECK (kind <> 'call' OR year IS NULL),
    CONSTRAINT report_order_of_a_county_goes_by_the_calendar CHECK (kind <> 'county' OR rhythm <> 'last-approval'),
    CONSTRAINT report_order_language_known CHECK (language IN ('nb', 'nn')),
    CONSTRAINT report_order_audience_known CHECK (audience IN ('internal', 'public')),
    CONSTRAINT report_order_ended_by_someone CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX report_order_stands_once ON report_order (kind, subject, COALESCE(year, 0), rhythm, language, audience) WHERE ended_at IS NULL;
CREATE TABLE report_order_reader (
    order_id {uuid} NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    CONSTRAINT report_order_reader_pk PRIMARY KEY (order_id, email),
    CONSTRAINT report_order_reader_of_an_order FOREIGN KEY (order_id) REFERENCES report_order (id)
);
-- What an order has asked for, once for each turn: the day a period ended, or the call whose last report
-- was approved. Without a report there was nothing to tell.
CREATE TABLE report_turn (
    order_id {uuid} NOT NULL,
    turn text NOT NULL,
    report_id {uuid},
    asked_at {instant} NOT NULL,
    CONSTRAINT report_turn_pk PRIMARY KEY (order_id, turn),
    CONSTRAINT report_turn_of_an_order FOREIGN KEY (order_id) REFERENCES report_order (id),
    CONSTRAINT report_turn_asked_for FOREIGN KEY (report_id) REFERENCES status_report (id)
);
-- A call of which a report was approved, and the status report that was asked for, and when, as it was the last.
-- Who approves one holds the row, so that of two who approve the last two at once the later sees the
-- other's.
CREATE TABLE call_reporting (
    call_id {uuid} NOT NULL,
    looked_at {instant} NOT NULL,
    report_id {uuid},
    told_at {instant},
    CONSTRAINT call_reporting_told_of_a_report CHECK ((told_at IS NULL) = (report_id IS NULL)),
    CONSTRAINT call_reporting_pk PRIMARY KEY (call_id),
    CONSTRAINT call_reporting_of_a_call FOREIGN KEY (call_id) REFERENCES call (id),
    CONSTRAINT call_reporting_asked_for FOREIGN KEY (report_id) REFERENCES status_report (id)
);
