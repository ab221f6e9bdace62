-- Municipalities and counties through time, organisations, people and what they may do, sign-in.
-- A day of 2005-01-01 in valid_from_on means: then or earlier, the records begin there.
CREATE TABLE county (
    number text NOT NULL,
    name text NOT NULL,
    valid_from_on {date} NOT NULL,
    valid_to_on {date},
    CONSTRAINT county_pk PRIMARY KEY (number, valid_from_on),
    CONSTRAINT county_number_two_digits CHECK (length(number) = 2),
    CONSTRAINT county_ends_after_it_begins CHECK (valid_to_on IS NULL OR valid_from_on <= valid_to_on)
);
CREATE TABLE municipality (
    number text NOT NULL,
    name text NOT NULL,
    short_name text NOT NULL,
    county_number text NOT NULL,
    language_form text NOT NULL,
    organisation_number text,
    valid_from_on {date} NOT NULL,
    valid_to_on {date},
    CONSTRAINT municipality_pk PRIMARY KEY (number, valid_from_on),
    CONSTRAINT municipality_number_four_digits CHECK (length(number) = 4),
    CONSTRAINT municipality_language_known CHECK (language_form IN ('bokmal', 'nynorsk', 'neutral', 'unknown')),
    CONSTRAINT municipality_ends_after_it_begins CHECK (valid_to_on IS NULL OR valid_from_on <= valid_to_on)
);
CREATE INDEX municipality_by_county ON municipality (county_number);
CREATE TABLE municipality_change (
    in_force_on {date} NOT NULL,
    kind text NOT NULL,
    from_number text NOT NULL,
    from_name text NOT NULL,
    to_number text NOT NULL,
    to_name text NOT NULL,
    CONSTRAINT municipality_change_pk PRIMARY KEY (in_force_on, from_number, to_number)
);
-- Persons on 1 January. borders says which map they are counted on: that of their own time, or today's.
CREATE TABLE population (
    municipality_number text NOT NULL,
    year {int} NOT NULL,
    borders text NOT NULL,
    persons bigint NOT NULL,
    CONSTRAINT population_pk PRIMARY KEY (municipality_number, year, borders),
    CONSTRAINT population_borders_known CHECK (borders IN ('then', 'of-2024')),
    CONSTRAINT population_not_negative CHECK (persons >= 0)
);
-- A county's own total: nine merged municipalities lack theirs, so the county's is not always their sum.
CREATE TABLE county_population (
    county_number text NOT NULL,
    year {int} NOT NULL,
    persons bigint NOT NULL,
    CONSTRAINT county_population_pk PRIMARY KEY (county_number, year),
    CONSTRAINT county_population_not_negative CHECK (persons >= 0)
);
CREATE TABLE organisation (
    id {uuid} NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    number text,
    municipality_number text,
    language text NOT NULL,
    CONSTRAINT organisation_pk PRIMARY KEY (id),
    CONSTRAINT organisation_name_once UNIQUE (name),
    CONSTRAINT organisation_number_once UNIQUE (number),
    CONSTRAINT organisation_kind_known CHECK (kind IN ('directorate', 'municipality', 'other')),
    CONSTRAINT organisation_language_known CHECK (language IN ('nb', 'nn', 'en')),
    CONSTRAINT organisation_municipality_has_number CHECK (kind <> 'municipality' OR municipality_number IS NOT NULL)
);
CREATE TABLE person (
    id {uuid} NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    made_at {instant} NOT NULL,
    CONSTRAINT person_pk PRIMARY KEY (id),
    CONSTRAINT person_email_once UNIQUE (email),
    CONSTRAINT person_email_lower_case CHECK (email = lower(email))
);
CREATE TABLE person_role (
    person_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL,
    role text NOT NULL,
    CONSTRAINT person_role_pk PRIMARY KEY (person_id, organisation_id, role),
    CONSTRAINT person_role_person FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT person_role_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT person_role_known CHECK (role IN ('case-officer', 'budget-authority', 'applicant'))
);
CREATE INDEX person_role_by_organisation ON person_role (organisation_id, role);
-- Only hashes of the secrets are kept.
CREATE TABLE sign_in_link (
    token_hash text NOT NULL,
    person_id {uuid} NOT NULL,
    made_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    used_at {instant},
    CONSTRAINT sign_in_link_pk PRIMARY KEY (token_hash),
    CONSTRAINT sign_in_link_person FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT sign_in_link_expires_after_it_was_made CHECK (made_at < expires_at)
);
CREATE TABLE session (
    token_hash text NOT NULL,
    person_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL,
    began_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    CONSTRAINT session_pk PRIMARY KEY (token_hash),
    CONSTRAINT session_person FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT session_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT session_expires_after_it_began CHECK (began_at < expires_at)
);
