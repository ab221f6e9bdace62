-- One row per letter to one recipient: what is sent is stored before it is sent and never changes.
CREATE TABLE letter (
    id {uuid} NOT NULL,
    kind text NOT NULL,
    unique_key text NOT NULL,
    language text NOT NULL,
    recipient_name text NOT NULL,
    recipient_email text NOT NULL,
    organisation_id {uuid},
    about text NOT NULL,
    about_id text NOT NULL,
    subject text NOT NULL,
    text_body text NOT NULL,
    html_body text NOT NULL,
    enclosed {json},
    enclosed_name text,
    message_id text NOT NULL,
    written_at {instant} NOT NULL,
    state text NOT NULL,
    attempt {int} NOT NULL DEFAULT 0,
    handing_over_at {instant},
    settled_at {instant},
    relay_answer text,
    CONSTRAINT letter_pk PRIMARY KEY (id),
    CONSTRAINT letter_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT letter_one_per_fact_and_recipient UNIQUE (unique_key),
    CONSTRAINT letter_message_id_once UNIQUE (message_id),
    CONSTRAINT letter_language_known CHECK (language IN ('nb', 'nn', 'en')),
    CONSTRAINT letter_state_known CHECK (state IN ('planned', 'claimed', 'handing-over', 'accepted', 'refused', 'retry', 'uncertain', 'withdrawn')),
    CONSTRAINT letter_settled_has_a_time CHECK ((state IN ('accepted', 'refused', 'withdrawn')) = (settled_at IS NOT NULL)),
    CONSTRAINT letter_enclosure_has_a_name CHECK ((enclosed IS NULL) = (enclosed_name IS NULL))
);
CREATE INDEX letter_by_state ON letter (state, written_at);
CREATE INDEX letter_by_thing ON letter (about, about_id);
CREATE INDEX letter_by_organisation ON letter (organisation_id);
