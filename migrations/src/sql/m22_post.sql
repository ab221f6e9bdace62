-- What the post office knows of a letter beside its state, what happened to it, and what came back.
ALTER TABLE letter ADD COLUMN offered_to text;
ALTER TABLE letter ADD COLUMN first_offered_at {instant};
-- Since when a relay may have it without having said so; a sure «no» to a later offer does not change that.
ALTER TABLE letter ADD COLUMN in_doubt_since_at {instant};
ALTER TABLE letter ADD COLUMN uncertain_at {instant};
UPDATE letter SET first_offered_at = handing_over_at WHERE handing_over_at IS NOT NULL;
UPDATE letter SET in_doubt_since_at = handing_over_at, uncertain_at = handing_over_at WHERE state = 'uncertain';
CREATE INDEX letter_by_doubt ON letter (state, uncertain_at);
CREATE TABLE letter_event (
    seq {serial},
    letter_id {uuid} NOT NULL,
    at {instant} NOT NULL,
    what text NOT NULL,
    attempt {int} NOT NULL,
    said text,
    actor_name text NOT NULL,
    CONSTRAINT letter_event_letter FOREIGN KEY (letter_id) REFERENCES letter (id),
    CONSTRAINT letter_event_what_known CHECK (what IN ('planned', 'offered', 'accepted', 'refused', 'not-taken', 'uncertain', 'found', 'not-found', 'settled-taken', 'settled-not-taken', 'bounced', 'delayed', 'delivered', 'followed-up', 'withdrawn')),
    CONSTRAINT letter_event_attempt_not_negative CHECK (attempt >= 0)
);
CREATE INDEX letter_event_by_letter ON letter_event (letter_id, seq);
CREATE INDEX letter_event_of_bounces ON letter_event (what, letter_id, seq) WHERE what IN ('bounced', 'followed-up');
-- What letters went through before this was written down, as far as their rows say.
INSERT INTO letter_event (letter_id, at, what, attempt, said, actor_name)
    SELECT id, written_at, 'planned', 0, NULL, 'letters' FROM letter ORDER BY written_at, id;
INSERT INTO letter_event (letter_id, at, what, attempt, said, actor_name)
    SELECT id, handing_over_at, 'offered', attempt, NULL, 'post office' FROM letter WHERE handing_over_at IS NOT NULL ORDER BY handing_over_at, id;
INSERT INTO letter_event (letter_id, at, what, attempt, said, actor_name)
    SELECT id, COALESCE(settled_at, handing_over_at, written_at), CASE state WHEN 'retry' THEN 'not-taken' ELSE state END, attempt, relay_answer, 'post office'
    FROM letter WHERE state IN ('accepted', 'refused', 'uncertain', 'retry', 'withdrawn') ORDER BY written_at, id;
-- What others reported about the delivery of a letter; one without a letter could not be matched.
CREATE TABLE letter_bounce (
    id {uuid} NOT NULL,
    letter_id {uuid},
    digest text NOT NULL,
    message_id text,
    action text NOT NULL,
    status text,
    said text NOT NULL,
    read_at {instant} NOT NULL,
    CONSTRAINT letter_bounce_pk PRIMARY KEY (id),
    CONSTRAINT letter_bounce_letter FOREIGN KEY (letter_id) REFERENCES letter (id),
    CONSTRAINT letter_bounce_once UNIQUE (digest),
    CONSTRAINT letter_bounce_action_known CHECK (action IN ('failed', 'delayed', 'delivered'))
);
CREATE INDEX letter_bounce_by_letter ON letter_bounce (letter_id, read_at);
-- How the last talk with a post office went, as whoever hands letters over last saw it.
CREATE TABLE post_office (
    name text NOT NULL,
    trouble text,
    said text,
    since_at {instant} NOT NULL,
    CONSTRAINT post_office_pk PRIMARY KEY (name),
    CONSTRAINT post_office_trouble_known CHECK (trouble IN ('away', 'sign-in', 'tls', 'sender', 'copies'))
);
