-- What a report was made with beside its figures, so that it can be made again to the same bytes; and how
-- far the nightly look through the store has come and what it found wrong.
ALTER TABLE status_report ADD COLUMN sender text;
ALTER TABLE status_report ADD COLUMN template {int};
CREATE INDEX status_report_by_hash ON status_report (sha256);
CREATE TABLE shelf_round (
    shelf text NOT NULL,
    phase text NOT NULL,
    after_name text NOT NULL,
    began_at {instant} NOT NULL,
    files bigint NOT NULL,
    bytes bigint NOT NULL,
    ended_at {instant},
    CONSTRAINT shelf_round_pk PRIMARY KEY (shelf),
    CONSTRAINT shelf_round_shelf_known CHECK (shelf IN ('attachments', 'documents')),
    CONSTRAINT shelf_round_phase_known CHECK (phase IN ('recorded', 'lying', 'ended'))
);
CREATE TABLE shelf_finding (
    shelf text NOT NULL,
    name text NOT NULL,
    wrong text NOT NULL,
    said text NOT NULL,
    found_at {instant} NOT NULL,
    CONSTRAINT shelf_finding_pk PRIMARY KEY (shelf, name),
    CONSTRAINT shelf_finding_shelf_known CHECK (shelf IN ('attachments', 'documents')),
    CONSTRAINT shelf_finding_wrong_known CHECK (wrong IN ('missing', 'damaged', 'unreadable', 'unrecorded'))
);
CREATE INDEX shelf_finding_by_time ON shelf_finding (found_at);
