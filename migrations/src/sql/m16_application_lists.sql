-- What lists of applications are searched, ordered and counted by lies in indexes, so that a page of a
-- call with a hundred thousand applications does not read what they say. The length of the title is cut
-- here and not in the table: an index takes no row of any length.
ALTER TABLE application ADD COLUMN title_lower text GENERATED ALWAYS AS (lower(substr(title, 1, 500))) {generated};
CREATE INDEX application_listed ON application (call_id, title_lower, reference, county_number, state, organisation_id, amount_ore, submitted_at, id) WHERE submitted_at IS NOT NULL;
CREATE INDEX application_by_amount ON application (call_id, amount_ore, reference, id) WHERE submitted_at IS NOT NULL;
CREATE INDEX application_by_state ON application (state, submitted_at, id);
