-- Frames of money inside frames of money, and the scenarios that share out a call.
-- reserved_ore is what is promised further down (or, in an award, to its recipient).
CREATE TABLE envelope (
    id {uuid} NOT NULL,
    parent_id {uuid},
    kind text NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    county_number text,
    amount_ore bigint NOT NULL,
    reserved_ore bigint NOT NULL DEFAULT 0,
    paid_ore bigint NOT NULL DEFAULT 0,
    returned_ore bigint NOT NULL DEFAULT 0,
    CONSTRAINT envelope_pk PRIMARY KEY (id),
    CONSTRAINT envelope_parent FOREIGN KEY (parent_id) REFERENCES envelope (id),
    CONSTRAINT envelope_key_once UNIQUE (key),
    CONSTRAINT envelope_kind_known CHECK (kind IN ('appropriation', 'scheme', 'call', 'county', 'award')),
    CONSTRAINT envelope_only_the_appropriation_has_no_parent CHECK ((kind = 'appropriation') = (parent_id IS NULL)),
    CONSTRAINT envelope_amount_not_negative CHECK (amount_ore >= 0),
    CONSTRAINT envelope_reserved_within_amount CHECK (reserved_ore >= 0 AND reserved_ore <= amount_ore),
    CONSTRAINT envelope_paid_within_reserved CHECK (paid_ore >= 0 AND paid_ore <= reserved_ore),
    CONSTRAINT envelope_returned_within_paid CHECK (returned_ore >= 0 AND returned_ore <= paid_ore)
);
CREATE INDEX envelope_by_parent ON envelope (parent_id);
-- Every movement, never edited; the sum of the entries equals the columns above.
CREATE TABLE envelope_entry (
    seq {serial},
    envelope_id {uuid} NOT NULL,
    movement text NOT NULL,
    amount_ore bigint NOT NULL,
    at {instant} NOT NULL,
    actor_name text NOT NULL,
    why text NOT NULL,
    CONSTRAINT envelope_entry_envelope FOREIGN KEY (envelope_id) REFERENCES envelope (id),
    CONSTRAINT envelope_entry_movement_known CHECK (movement IN ('open', 'reserve', 'release', 'pay', 'return')),
    CONSTRAINT envelope_entry_moves_something CHECK (amount_ore > 0)
);
CREATE INDEX envelope_entry_by_envelope ON envelope_entry (envelope_id, seq);
CREATE TABLE scenario (
    id {uuid} NOT NULL,
    call_id {uuid} NOT NULL,
    number {int} NOT NULL,
    name text NOT NULL,
    method text NOT NULL,
    budget_ore bigint NOT NULL,
    inputs {json} NOT NULL,
    state text NOT NULL,
    made_at {instant} NOT NULL,
    made_by text NOT NULL,
    adopted_at {instant},
    adopted_by text,
    CONSTRAINT scenario_pk PRIMARY KEY (id),
    CONSTRAINT scenario_number_once UNIQUE (call_id, number),
    CONSTRAINT scenario_method_known CHECK (method IN ('ranked-list', 'county-frames')),
    CONSTRAINT scenario_state_known CHECK (state IN ('draft', 'adopted')),
    CONSTRAINT scenario_adopted_by_someone CHECK ((state = 'adopted') = (adopted_at IS NOT NULL AND adopted_by IS NOT NULL))
);
CREATE UNIQUE INDEX scenario_one_adopted ON scenario (call_id) WHERE state = 'adopted';
CREATE TABLE scenario_county (
    scenario_id {uuid} NOT NULL,
    county_number text NOT NULL,
    county_name text NOT NULL,
    weight bigint NOT NULL,
    frame_ore bigint,
    awarded_ore bigint NOT NULL,
    projects {int} NOT NULL,
    CONSTRAINT scenario_county_pk PRIMARY KEY (scenario_id, county_number),
    CONSTRAINT scenario_county_scenario FOREIGN KEY (scenario_id) REFERENCES scenario (id),
    CONSTRAINT scenario_county_within_frame CHECK (frame_ore IS NULL OR awarded_ore <= frame_ore)
);
CREATE TABLE scenario_line (
    scenario_id {uuid} NOT NULL,
    application_id {uuid} NOT NULL,
    county_number text NOT NULL,
    place {int} NOT NULL,
    score_milli bigint NOT NULL,
    applied_ore bigint NOT NULL,
    recommended_ore bigint NOT NULL,
    awarded_ore bigint NOT NULL,
    reason text NOT NULL,
    CONSTRAINT scenario_line_pk PRIMARY KEY (scenario_id, application_id),
    CONSTRAINT scenario_line_scenario FOREIGN KEY (scenario_id) REFERENCES scenario (id),
    CONSTRAINT scenario_line_place_once UNIQUE (scenario_id, place),
    CONSTRAINT scenario_line_never_more_than_applied CHECK (awarded_ore >= 0 AND awarded_ore <= applied_ore)
);
