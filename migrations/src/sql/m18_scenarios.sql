-- Scenarios keep the plan they follow, what they were computed from in its very bytes, the working of a
-- formula, and what was set by hand. Those drawn before have none of it: their method says the plan, and
-- their inputs stand where they stood.
ALTER TABLE scenario ADD COLUMN plan text;
ALTER TABLE scenario ADD COLUMN frozen text;
ALTER TABLE scenario ADD COLUMN inputs_hash text;
ALTER TABLE scenario ADD COLUMN working text;
CREATE TABLE scenario_adjustment (
    scenario_id {uuid} NOT NULL,
    application_id {uuid} NOT NULL,
    amount_ore bigint NOT NULL,
    reason text NOT NULL,
    made_by text NOT NULL,
    made_at {instant} NOT NULL,
    CONSTRAINT scenario_adjustment_pk PRIMARY KEY (scenario_id, application_id),
    CONSTRAINT scenario_adjustment_scenario FOREIGN KEY (scenario_id) REFERENCES scenario (id),
    CONSTRAINT scenario_adjustment_not_negative CHECK (amount_ore >= 0),
    CONSTRAINT scenario_adjustment_has_a_reason CHECK (reason <> '' AND length(reason) <= 2000)
);
-- What units count by, brought in from files. Another file under the same slug is the next version.
CREATE TABLE weight_set (
    id {uuid} NOT NULL,
    slug text NOT NULL,
    level text NOT NULL,
    version {int} NOT NULL,
    name text NOT NULL,
    source text NOT NULL,
    as_of {date} NOT NULL,
    hash text NOT NULL,
    imported_at {instant} NOT NULL,
    imported_by text NOT NULL,
    CONSTRAINT weight_set_pk PRIMARY KEY (id),
    CONSTRAINT weight_set_version_once UNIQUE (slug, level, version),
    CONSTRAINT weight_set_level_known CHECK (level IN ('county', 'municipality')),
    CONSTRAINT weight_set_version_from_one CHECK (version >= 1),
    CONSTRAINT weight_set_has_a_source CHECK (name <> '' AND source <> '')
);
CREATE TABLE weight (
    set_id {uuid} NOT NULL,
    unit text NOT NULL,
    value bigint NOT NULL,
    CONSTRAINT weight_pk PRIMARY KEY (set_id, unit),
    CONSTRAINT weight_of_a_set FOREIGN KEY (set_id) REFERENCES weight_set (id),
    CONSTRAINT weight_not_negative CHECK (value >= 0)
);
