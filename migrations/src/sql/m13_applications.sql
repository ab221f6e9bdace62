-- What is being written, every version that was sent in, who takes part, and what was asked for.
CREATE TABLE application_draft (
    application_id {uuid} NOT NULL,
    form_version_id {uuid} NOT NULL,
    answers text NOT NULL,
    saved_at {instant} NOT NULL,
    saved_by text NOT NULL,
    CONSTRAINT application_draft_pk PRIMARY KEY (application_id),
    CONSTRAINT application_draft_application FOREIGN KEY (application_id) REFERENCES application (id),
    CONSTRAINT application_draft_form_version FOREIGN KEY (form_version_id) REFERENCES form_version (id)
);
CREATE TABLE application_version (
    application_id {uuid} NOT NULL,
    number {int} NOT NULL,
    form_version_id {uuid} NOT NULL,
    answers text NOT NULL,
    content_hash text NOT NULL,
    submitted_at {instant} NOT NULL,
    submitted_by text NOT NULL,
    late {bool} NOT NULL,
    CONSTRAINT application_version_pk PRIMARY KEY (application_id, number),
    CONSTRAINT application_version_application FOREIGN KEY (application_id) REFERENCES application (id),
    CONSTRAINT application_version_form_version FOREIGN KEY (form_version_id) REFERENCES form_version (id),
    CONSTRAINT application_version_counts_from_one CHECK (number > 0)
);
CREATE TABLE application_organisation (
    application_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL,
    invited_at {instant} NOT NULL,
    invited_by text NOT NULL,
    joined_at {instant},
    joined_by text,
    left_at {instant},
    CONSTRAINT application_organisation_pk PRIMARY KEY (application_id, organisation_id),
    CONSTRAINT application_organisation_application FOREIGN KEY (application_id) REFERENCES application (id),
    CONSTRAINT application_organisation_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT application_organisation_joined_by_somebody CHECK ((joined_at IS NULL) = (joined_by IS NULL))
);
CREATE INDEX application_organisation_by_organisation ON application_organisation (organisation_id);
CREATE TABLE information_request (
    application_id {uuid} NOT NULL,
    number {int} NOT NULL,
    what text NOT NULL,
    due_on {date} NOT NULL,
    asked_at {instant} NOT NULL,
    asked_by text NOT NULL,
    answered_at {instant},
    CONSTRAINT information_request_pk PRIMARY KEY (application_id, number),
    CONSTRAINT information_request_application FOREIGN KEY (application_id) REFERENCES application (id),
    CONSTRAINT information_request_says_what CHECK (length(what) > 0)
);
-- Who may sign for an organisation on a day; while there is none, whoever applies for it may.
CREATE TABLE signatory (
    id {uuid} NOT NULL,
    person_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL,
    from_on {date} NOT NULL,
    to_on {date},
    registered_at {instant} NOT NULL,
    registered_by text NOT NULL,
    CONSTRAINT signatory_pk PRIMARY KEY (id),
    CONSTRAINT signatory_person FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT signatory_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT signatory_ends_after_it_begins CHECK (to_on IS NULL OR from_on <= to_on)
);
CREATE INDEX signatory_by_organisation ON signatory (organisation_id);
