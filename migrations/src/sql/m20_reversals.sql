-- Every decision on an application is a row of its own: a new one stands beside those before it and
-- never in their place. amount_ore is what is awarded, and 0 where nothing is.
CREATE TABLE application_decision (
    application_id {uuid} NOT NULL,
    number {int} NOT NULL,
    decision text NOT NULL,
    amount_ore bigint NOT NULL,
    reason text NOT NULL,
    decided_at {instant} NOT NULL,
    decided_by text NOT NULL,
    CONSTRAINT application_decision_pk PRIMARY KEY (application_id, number),
    CONSTRAINT application_decision_application FOREIGN KEY (application_id) REFERENCES application (id),
    CONSTRAINT application_decision_known CHECK (decision IN ('dismissed', 'awarded', 'refused', 'reversed')),
    CONSTRAINT application_decision_from_one CHECK (number >= 1),
    CONSTRAINT application_decision_amount_of_an_award CHECK ((decision = 'awarded') = (amount_ore > 0) AND amount_ore >= 0)
);
-- Who refused stands in the journal only; what is older than the journal was decided by nobody it names.
INSERT INTO application_decision (application_id, number, decision, amount_ore, reason, decided_at, decided_by)
SELECT a.id, 1, a.state,
    CASE WHEN a.state = 'awarded' THEN COALESCE((SELECT g.amount_ore FROM funded_grant g WHERE g.application_id = a.id), a.amount_ore) ELSE 0 END,
    a.reason, a.decided_at,
    COALESCE((SELECT g.awarded_by FROM funded_grant g WHERE g.application_id = a.id),
        (SELECT MAX(j.actor_name) FROM journal_entry j WHERE j.thing = 'application' AND j.thing_id = {id in words} AND j.act = a.state), '–')
FROM application a WHERE a.state IN ('dismissed', 'awarded', 'refused');
-- When and by whom a grant was reversed; why, and what it rests on, stands in the decision.
ALTER TABLE funded_grant ADD COLUMN reversed_at {instant} CONSTRAINT funded_grant_reversed_has_a_time CHECK ((state = 'reversed') = (reversed_at IS NOT NULL));
ALTER TABLE funded_grant ADD COLUMN reversed_by text CONSTRAINT funded_grant_reversed_by_someone CHECK ((state = 'reversed') = (reversed_by IS NOT NULL));
-- What a reversal rests on in the law, and what it did to the money: freed_ore was not paid and can be
-- promised again, owed_ore was paid and had not come back.
CREATE TABLE grant_reversal (
    grant_id {uuid} NOT NULL,
    application_id {uuid} NOT NULL,
    decision_number {int} NOT NULL,
    legal_ground text NOT NULL,
    noticed_on {date},
    freed_ore bigint NOT NULL,
    paid_ore bigint NOT NULL,
    owed_ore bigint NOT NULL,
    CONSTRAINT grant_reversal_pk PRIMARY KEY (grant_id),
    CONSTRAINT grant_reversal_grant FOREIGN KEY (grant_id) REFERENCES funded_grant (id),
    CONSTRAINT grant_reversal_decision FOREIGN KEY (application_id, decision_number) REFERENCES application_decision (application_id, number),
    CONSTRAINT grant_reversal_decision_once UNIQUE (application_id, decision_number),
    CONSTRAINT grant_reversal_ground_known CHECK (legal_ground IN ('no-harm', 'not-notified', 'invalid', 'by-its-terms')),
    CONSTRAINT grant_reversal_money CHECK (freed_ore >= 0 AND owed_ore >= 0 AND owed_ore <= paid_ore),
    CONSTRAINT grant_reversal_recovery_was_noticed CHECK (owed_ore = 0 OR noticed_on IS NOT NULL)
);
-- An award from the reserve list: its place there, and why those before it were passed over.
CREATE TABLE later_award (
    grant_id {uuid} NOT NULL,
    application_id {uuid} NOT NULL,
    decision_number {int} NOT NULL,
    place {int} NOT NULL,
    passed_over {int} NOT NULL,
    passed_over_why text,
    CONSTRAINT later_award_pk PRIMARY KEY (grant_id),
    CONSTRAINT later_award_grant FOREIGN KEY (grant_id) REFERENCES funded_grant (id),
    CONSTRAINT later_award_decision FOREIGN KEY (application_id, decision_number) REFERENCES application_decision (application_id, number),
    CONSTRAINT later_award_decision_once UNIQUE (application_id, decision_number),
    CONSTRAINT later_award_place_from_one CHECK (place >= 1 AND passed_over >= 0 AND passed_over < place),
    CONSTRAINT later_award_passing_over_has_a_reason CHECK ((passed_over > 0) = (passed_over_why IS NOT NULL) AND (passed_over_why IS NULL OR passed_over_why <> ''))
);
