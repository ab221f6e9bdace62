-- A status report that was asked for, and what became of it. The file is named by its hash.
CREATE TABLE status_report (
    id {uuid} NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    language text NOT NULL,
    as_of_on {date} NOT NULL,
    asked_at {instant} NOT NULL,
    asked_by text NOT NULL,
    state text NOT NULL,
    figures {json},
    made_at {instant},
    sha256 text,
    bytes bigint,
    pages {int},
    file_name text NOT NULL,
    reason text,
    CONSTRAINT status_report_pk PRIMARY KEY (id),
    CONSTRAINT status_report_kind_known CHECK (kind IN ('call', 'grant')),
    CONSTRAINT status_report_language_known CHECK (language IN ('nb', 'nn', 'en')),
    CONSTRAINT status_report_state_known CHECK (state IN ('asked', 'made', 'failed')),
    CONSTRAINT status_report_made_is_whole CHECK ((state = 'made') = (made_at IS NOT NULL AND sha256 IS NOT NULL AND bytes IS NOT NULL AND pages IS NOT NULL AND figures IS NOT NULL)),
    CONSTRAINT status_report_failed_has_a_reason CHECK (state <> 'failed' OR reason IS NOT NULL)
);
CREATE UNIQUE INDEX status_report_asked_once ON status_report (kind, subject, language, as_of_on) WHERE state = 'asked';
CREATE INDEX status_report_by_subject ON status_report (kind, subject, asked_at);
