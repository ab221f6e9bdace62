-- Who is to assess, who may not, and what assessors agree on.
CREATE TABLE assignment (
    application_id {uuid} NOT NULL,
    assessor_id {uuid} NOT NULL,
    assigned_at {instant} NOT NULL,
    assigned_by text NOT NULL,
    CONSTRAINT assignment_pk PRIMARY KEY (application_id, assessor_id),
    CONSTRAINT assignment_application FOREIGN KEY (application_id) REFERENCES application (id),
    CONSTRAINT assignment_assessor FOREIGN KEY (assessor_id) REFERENCES person (id)
);
CREATE INDEX assignment_by_assessor ON assignment (assessor_id);
-- Each declaration stands; the latest of a person in a case counts.
CREATE TABLE impartiality (
    id {uuid} NOT NULL,
    application_id {uuid} NOT NULL,
    person_id {uuid} NOT NULL,
    verdict text NOT NULL,
    ground text NOT NULL,
    declared_at {instant} NOT NULL,
    CONSTRAINT impartiality_pk PRIMARY KEY (id),
    CONSTRAINT impartiality_application FOREIGN KEY (application_id) REFERENCES application (id),
    CONSTRAINT impartiality_person FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT impartiality_verdict_known CHECK (verdict IN ('impartial', 'disqualified')),
    CONSTRAINT impartiality_disqualified_has_a_ground CHECK (verdict <> 'disqualified' OR length(ground) > 0)
);
CREATE INDEX impartiality_by_case ON impartiality (application_id, person_id, declared_at);
-- A tie of a person to an organisation blocks by itself, on the days it lasts.
CREATE TABLE tie (
    id {uuid} NOT NULL,
    person_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL,
    kind text NOT NULL,
    note text NOT NULL,
    from_on {date} NOT NULL,
    to_on {date},
    registered_at {instant} NOT NULL,
    registered_by text NOT NULL,
    CONSTRAINT tie_pk PRIMARY KEY (id),
    CONSTRAINT tie_person FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT tie_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT tie_kind_known CHECK (kind IN ('party', 'kin', 'representative', 'leader', 'board', 'employed', 'other')),
    CONSTRAINT tie_ends_after_it_begins CHECK (to_on IS NULL OR from_on <= to_on)
);
CREATE INDEX tie_by_person ON tie (person_id);
CREATE TABLE superior (
    id {uuid} NOT NULL,
    person_id {uuid} NOT NULL,
    superior_id {uuid} NOT NULL,
    from_on {date} NOT NULL,
    to_on {date},
    CONSTRAINT superior_pk PRIMARY KEY (id),
    CONSTRAINT superior_person FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT superior_superior FOREIGN KEY (superior_id) REFERENCES person (id),
    CONSTRAINT superior_is_another CHECK (person_id <> superior_id),
    CONSTRAINT superior_ends_after_it_begins CHECK (to_on IS NULL OR from_on <= to_on)
);
CREATE INDEX superior_by_person ON superior (person_id);
ALTER TABLE assessment_score ADD COLUMN comment text NOT NULL DEFAULT '';
CREATE TABLE consensus_note (
    application_id {uuid} NOT NULL,
    number {int} NOT NULL,
    note text NOT NULL,
    recommended_ore bigint NOT NULL,
    counted {int} NOT NULL,
    written_at {instant} NOT NULL,
    written_by text NOT NULL,
    CONSTRAINT consensus_note_pk PRIMARY KEY (application_id, number),
    CONSTRAINT consensus_note_application FOREIGN KEY (application_id) REFERENCES application (id),
    CONSTRAINT consensus_note_recommends_no_debt CHECK (recommended_ore >= 0)
);
