-- The grant: decision, money and deadlines in one transaction, then its periods and instalments.
CREATE TABLE funded_grant (
    id {uuid} NOT NULL,
    reference text NOT NULL,
    application_id {uuid} NOT NULL,
    call_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL,
    envelope_id {uuid} NOT NULL,
    title text NOT NULL,
    municipality_number text NOT NULL,
    county_number text NOT NULL,
    amount_ore bigint NOT NULL,
    state text NOT NULL,
    awarded_at {instant} NOT NULL,
    awarded_by text NOT NULL,
    accept_by_on {date} NOT NULL,
    accepted_at {instant},
    accepted_by text,
    CONSTRAINT funded_grant_pk PRIMARY KEY (id),
    CONSTRAINT funded_grant_reference_once UNIQUE (reference),
    CONSTRAINT funded_grant_one_per_application UNIQUE (application_id),
    CONSTRAINT funded_grant_one_per_envelope UNIQUE (envelope_id),
    CONSTRAINT funded_grant_application FOREIGN KEY (application_id) REFERENCES application (id),
    CONSTRAINT funded_grant_call FOREIGN KEY (call_id) REFERENCES call (id),
    CONSTRAINT funded_grant_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT funded_grant_envelope FOREIGN KEY (envelope_id) REFERENCES envelope (id),
    CONSTRAINT funded_grant_amount_positive CHECK (amount_ore > 0),
    CONSTRAINT funded_grant_state_known CHECK (state IN ('awarded', 'active', 'lapsed', 'closed')),
    CONSTRAINT funded_grant_active_was_accepted CHECK (state NOT IN ('active', 'closed') OR (accepted_at IS NOT NULL AND accepted_by IS NOT NULL))
);
CREATE INDEX funded_grant_by_call ON funded_grant (call_id);
CREATE INDEX funded_grant_by_organisation ON funded_grant (organisation_id);
CREATE TABLE funding_period (
    grant_id {uuid} NOT NULL,
    number {int} NOT NULL,
    opens_on {date} NOT NULL,
    closes_on {date} NOT NULL,
    amount_ore bigint NOT NULL,
    CONSTRAINT funding_period_pk PRIMARY KEY (grant_id, number),
    CONSTRAINT funding_period_grant FOREIGN KEY (grant_id) REFERENCES funded_grant (id),
    CONSTRAINT funding_period_opens_before_it_closes CHECK (opens_on <= closes_on),
    CONSTRAINT funding_period_amount_positive CHECK (amount_ore > 0)
);
CREATE TABLE instalment (
    id {uuid} NOT NULL,
    grant_id {uuid} NOT NULL,
    period_number {int} NOT NULL,
    number {int} NOT NULL,
    due_on {date} NOT NULL,
    amount_ore bigint NOT NULL,
    state text NOT NULL,
    paid_on {date},
    CONSTRAINT instalment_pk PRIMARY KEY (id),
    CONSTRAINT instalment_period FOREIGN KEY (grant_id, period_number) REFERENCES funding_period (grant_id, number),
    CONSTRAINT instalment_number_once UNIQUE (grant_id, number),
    CONSTRAINT instalment_amount_positive CHECK (amount_ore > 0),
    CONSTRAINT instalment_state_known CHECK (state IN ('scheduled', 'paid', 'stopped')),
    CONSTRAINT instalment_paid_has_a_day CHECK ((state = 'paid') = (paid_on IS NOT NULL))
);
CREATE INDEX instalment_due ON instalment (due_on) WHERE state = 'scheduled';
