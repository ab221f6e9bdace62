-- Forms of every kind as versioned data, and files that people hand in.
CREATE TABLE form (
    id {uuid} NOT NULL,
    slug text NOT NULL,
    kind text NOT NULL,
    made_at {instant} NOT NULL,
    CONSTRAINT form_pk PRIMARY KEY (id),
    CONSTRAINT form_slug_once UNIQUE (slug),
    CONSTRAINT form_kind_known CHECK (kind IN ('application', 'report', 'questionnaire', 'scale'))
);
-- A published version never changes: answers are bound to it. definition is JSON, kept as the text it was.
CREATE TABLE form_version (
    id {uuid} NOT NULL,
    form_id {uuid} NOT NULL,
    number {int} NOT NULL,
    state text NOT NULL,
    definition text NOT NULL,
    definition_hash text NOT NULL,
    revision {int} NOT NULL,
    saved_at {instant} NOT NULL,
    saved_by text NOT NULL,
    published_at {instant},
    published_by text,
    CONSTRAINT form_version_pk PRIMARY KEY (id),
    CONSTRAINT form_version_form FOREIGN KEY (form_id) REFERENCES form (id),
    CONSTRAINT form_version_number_once UNIQUE (form_id, number),
    CONSTRAINT form_version_state_known CHECK (state IN ('draft', 'published')),
    CONSTRAINT form_version_published_is_whole CHECK ((state = 'published') = (published_at IS NOT NULL AND published_by IS NOT NULL))
);
CREATE UNIQUE INDEX form_version_one_draft ON form_version (form_id) WHERE state = 'draft';
-- One row per content, by its SHA-256; the bytes lie in the file store under it.
CREATE TABLE attachment (
    hash text NOT NULL,
    bytes bigint NOT NULL,
    media_type text NOT NULL,
    stored_at {instant} NOT NULL,
    scan text NOT NULL,
    scanned_at {instant},
    finding text,
    CONSTRAINT attachment_pk PRIMARY KEY (hash),
    CONSTRAINT attachment_hash_is_sha256 CHECK (length(hash) = 64),
    CONSTRAINT attachment_not_empty CHECK (bytes > 0),
    CONSTRAINT attachment_scan_known CHECK (scan IN ('waiting', 'clean', 'infected', 'not-scanned')),
    CONSTRAINT attachment_scanned_has_a_time CHECK ((scan IN ('clean', 'infected')) = (scanned_at IS NOT NULL)),
    CONSTRAINT attachment_infected_has_a_finding CHECK (scan <> 'infected' OR finding IS NOT NULL)
);
-- Where a content is used: the thing it belongs to decides who may fetch it.
CREATE TABLE attachment_use (
    id {uuid} NOT NULL,
    hash text NOT NULL,
    thing text NOT NULL,
    thing_id text NOT NULL,
    name text NOT NULL,
    added_at {instant} NOT NULL,
    added_by text NOT NULL,
    CONSTRAINT attachment_use_pk PRIMARY KEY (id),
    CONSTRAINT attachment_use_attachment FOREIGN KEY (hash) REFERENCES attachment (hash),
    CONSTRAINT attachment_use_has_a_name CHECK (length(name) > 0 AND length(name) <= 255)
);
CREATE INDEX attachment_use_by_thing ON attachment_use (thing, thing_id);
CREATE INDEX attachment_use_by_hash ON attachment_use (hash);
