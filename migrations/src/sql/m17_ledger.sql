-- What parliament gave is told apart by post, unused money is carried over by dated rules, and of money
-- that was carried it is known which budget year's it is.
CREATE TABLE appropriation (
    envelope_id {uuid} NOT NULL,
    year {int} NOT NULL,
    chapter text NOT NULL,
    item text NOT NULL,
    CONSTRAINT appropriation_pk PRIMARY KEY (envelope_id),
    CONSTRAINT appropriation_envelope FOREIGN KEY (envelope_id) REFERENCES envelope (id),
    CONSTRAINT appropriation_post_once UNIQUE (year, chapter, item)
);
-- '*' for chapter and item is the rule for those that have none of their own. A rule holds for money of
-- from_year and the years after it, until a later one; years_on is 0 where money cannot be carried.
CREATE TABLE carry_rule (
    chapter text NOT NULL,
    item text NOT NULL,
    from_year {int} NOT NULL,
    years_on {int} NOT NULL,
    most_milli {int},
    source text NOT NULL,
    source_on {date} NOT NULL,
    CONSTRAINT carry_rule_pk PRIMARY KEY (chapter, item, from_year),
    CONSTRAINT carry_rule_general_or_of_a_post CHECK ((chapter = '*') = (item = '*')),
    CONSTRAINT carry_rule_years_not_negative CHECK (years_on >= 0),
    CONSTRAINT carry_rule_most_is_a_part CHECK (most_milli IS NULL OR (most_milli > 0 AND most_milli <= 1000)),
    CONSTRAINT carry_rule_has_a_source CHECK (source <> '')
);
INSERT INTO carry_rule (chapter, item, from_year, years_on, most_milli, source, source_on)
VALUES ('*', '*', 2006, 2, NULL, 'Bevilgningsreglementet § 5, «kan overføres»', '2005-05-26');
-- One row for each year's money that went from one appropriation to another.
CREATE TABLE carried (
    id {serial},
    from_envelope {uuid} NOT NULL,
    to_envelope {uuid} NOT NULL,
    origin_year {int} NOT NULL,
    amount_ore bigint NOT NULL,
    day {date} NOT NULL,
    carried_by text NOT NULL,
    CONSTRAINT carried_from FOREIGN KEY (from_envelope) REFERENCES envelope (id),
    CONSTRAINT carried_to FOREIGN KEY (to_envelope) REFERENCES envelope (id),
    CONSTRAINT carried_to_another CHECK (from_envelope <> to_envelope),
    CONSTRAINT carried_moves_something CHECK (amount_ore > 0)
);
CREATE INDEX carried_by_from ON carried (from_envelope);
CREATE INDEX carried_by_to ON carried (to_envelope);
