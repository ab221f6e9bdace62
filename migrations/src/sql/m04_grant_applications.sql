-- Programmes, schemes and their versions, calls, applications, assessment.
CREATE TABLE programme (
    id {uuid} NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    about text NOT NULL,
    CONSTRAINT programme_pk PRIMARY KEY (id),
    CONSTRAINT programme_slug_once UNIQUE (slug)
);
CREATE TABLE scheme (
    id {uuid} NOT NULL,
    programme_id {uuid} NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    chapter text NOT NULL,
    item text NOT NULL,
    appealable {bool} NOT NULL,
    CONSTRAINT scheme_pk PRIMARY KEY (id),
    CONSTRAINT scheme_programme FOREIGN KEY (programme_id) REFERENCES programme (id),
    CONSTRAINT scheme_slug_once UNIQUE (slug)
);
-- A published version never changes: a change is a new version.
CREATE TABLE scheme_version (
    scheme_id {uuid} NOT NULL,
    number {int} NOT NULL,
    valid_from_on {date} NOT NULL,
    valid_to_on {date},
    change text NOT NULL,
    goals text NOT NULL,
    target_group text NOT NULL,
    achievement_criteria text NOT NULL,
    award_criteria text NOT NULL,
    follow_up text NOT NULL,
    published_at {instant} NOT NULL,
    CONSTRAINT scheme_version_pk PRIMARY KEY (scheme_id, number),
    CONSTRAINT scheme_version_scheme FOREIGN KEY (scheme_id) REFERENCES scheme (id),
    CONSTRAINT scheme_version_ends_after_it_begins CHECK (valid_to_on IS NULL OR valid_from_on <= valid_to_on)
);
CREATE TABLE call (
    id {uuid} NOT NULL,
    scheme_id {uuid} NOT NULL,
    scheme_version {int} NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    year {int} NOT NULL,
    budget_ore bigint NOT NULL,
    opens_at {instant} NOT NULL,
    closes_at {instant} NOT NULL,
    report_due_on {date} NOT NULL,
    funded_through_on {date} NOT NULL,
    accept_within_days {int} NOT NULL,
    about text NOT NULL,
    state text NOT NULL,
    CONSTRAINT call_pk PRIMARY KEY (id),
    CONSTRAINT call_version FOREIGN KEY (scheme_id, scheme_version) REFERENCES scheme_version (scheme_id, number),
    CONSTRAINT call_slug_once UNIQUE (slug),
    CONSTRAINT call_budget_positive CHECK (budget_ore > 0),
    CONSTRAINT call_opens_before_it_closes CHECK (opens_at < closes_at),
    CONSTRAINT call_acceptance_takes_days CHECK (accept_within_days > 0),
    CONSTRAINT call_state_known CHECK (state IN ('draft', 'open', 'closed', 'decided'))
);
CREATE TABLE call_criterion (
    call_id {uuid} NOT NULL,
    position {int} NOT NULL,
    name text NOT NULL,
    weight {int} NOT NULL,
    max_points {int} NOT NULL,
    CONSTRAINT call_criterion_pk PRIMARY KEY (call_id, position),
    CONSTRAINT call_criterion_call FOREIGN KEY (call_id) REFERENCES call (id),
    CONSTRAINT call_criterion_weighs CHECK (weight > 0 AND max_points > 0)
);
-- municipality_number and county_number are those of located_on: numbers come and go with reforms.
CREATE TABLE application (
    id {uuid} NOT NULL,
    call_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL,
    reference text NOT NULL,
    number {int} NOT NULL,
    municipality_number text NOT NULL,
    county_number text NOT NULL,
    located_on {date} NOT NULL,
    title text NOT NULL,
    summary text NOT NULL,
    target_group text NOT NULL,
    amount_ore bigint NOT NULL,
    own_share_ore bigint NOT NULL,
    continuation text NOT NULL,
    state text NOT NULL,
    revision {int} NOT NULL,
    begun_at {instant} NOT NULL,
    submitted_at {instant},
    submitted_by text,
    content_hash text,
    decided_at {instant},
    reason text,
    CONSTRAINT application_pk PRIMARY KEY (id),
    CONSTRAINT application_call FOREIGN KEY (call_id) REFERENCES call (id),
    CONSTRAINT application_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT application_reference_once UNIQUE (reference),
    CONSTRAINT application_number_once UNIQUE (call_id, number),
    CONSTRAINT application_amount_positive CHECK (amount_ore > 0),
    CONSTRAINT application_own_share_not_negative CHECK (own_share_ore >= 0),
    CONSTRAINT application_state_known CHECK (state IN ('draft', 'submitted', 'checked', 'dismissed', 'awarded', 'refused', 'withdrawn')),
    CONSTRAINT application_submitted_is_whole CHECK (state IN ('draft', 'withdrawn') OR (submitted_at IS NOT NULL AND submitted_by IS NOT NULL AND content_hash IS NOT NULL)),
    CONSTRAINT application_decided_has_a_reason CHECK (state NOT IN ('dismissed', 'awarded', 'refused') OR (decided_at IS NOT NULL AND reason IS NOT NULL))
);
CREATE INDEX application_by_call ON application (call_id, state);
CREATE INDEX application_by_organisation ON application (organisation_id);
CREATE TABLE application_partner (
    application_id {uuid} NOT NULL,
    position {int} NOT NULL,
    name text NOT NULL,
    municipality_number text,
    CONSTRAINT application_partner_pk PRIMARY KEY (application_id, position),
    CONSTRAINT application_partner_application FOREIGN KEY (application_id) REFERENCES application (id)
);
-- Who does what in the project; team is owner, steering-group, project-group or staff.
CREATE TABLE application_member (
    application_id {uuid} NOT NULL,
    position {int} NOT NULL,
    team text NOT NULL,
    job text NOT NULL,
    percent {int},
    CONSTRAINT application_member_pk PRIMARY KEY (application_id, position),
    CONSTRAINT application_member_application FOREIGN KEY (application_id) REFERENCES application (id),
    CONSTRAINT application_member_team_known CHECK (team IN ('owner', 'steering-group', 'project-group', 'staff')),
    CONSTRAINT application_member_percent CHECK (percent IS NULL OR (percent > 0 AND percent <= 100))
);
CREATE TABLE assessment (
    id {uuid} NOT NULL,
    application_id {uuid} NOT NULL,
    assessor_id {uuid} NOT NULL,
    assessor_name text NOT NULL,
    impartial_at {instant} NOT NULL,
    recommended_ore bigint NOT NULL,
    comment text NOT NULL,
    submitted_at {instant} NOT NULL,
    CONSTRAINT assessment_pk PRIMARY KEY (id),
    CONSTRAINT assessment_application FOREIGN KEY (application_id) REFERENCES application (id),
    CONSTRAINT assessment_assessor FOREIGN KEY (assessor_id) REFERENCES person (id),
    CONSTRAINT assessment_once_per_assessor UNIQUE (application_id, assessor_id),
    CONSTRAINT assessment_recommends_no_debt CHECK (recommended_ore >= 0),
    CONSTRAINT assessment_impartial_first CHECK (impartial_at <= submitted_at)
);
CREATE TABLE assessment_score (
    assessment_id {uuid} NOT NULL,
    criterion {int} NOT NULL,
    points {int} NOT NULL,
    CONSTRAINT assessment_score_pk PRIMARY KEY (assessment_id, criterion),
    CONSTRAINT assessment_score_assessment FOREIGN KEY (assessment_id) REFERENCES assessment (id),
    CONSTRAINT assessment_score_not_negative CHECK (points >= 0)
);
