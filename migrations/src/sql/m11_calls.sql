-- Schemes and calls in full: what is being written of a scheme, dated thresholds, who may apply to a
-- call, in which languages it speaks, its form, and what was amended while it was open.
ALTER TABLE scheme_version ADD COLUMN evaluation text NOT NULL DEFAULT '';
-- JSON: what the support may be given for, each a text.
ALTER TABLE scheme_version ADD COLUMN support_types text NOT NULL DEFAULT '[]';
-- JSON: the rules it rests on, each with its kind, title, reference, approver and date.
ALTER TABLE scheme_version ADD COLUMN rulebook text NOT NULL DEFAULT '[]';
CREATE TABLE scheme_draft (
    scheme_id {uuid} NOT NULL,
    content text NOT NULL,
    revision {int} NOT NULL,
    saved_at {instant} NOT NULL,
    saved_by text NOT NULL,
    CONSTRAINT scheme_draft_pk PRIMARY KEY (scheme_id),
    CONSTRAINT scheme_draft_scheme FOREIGN KEY (scheme_id) REFERENCES scheme (id)
);
-- Amounts that rules turn on, from a day, with the text they come from. An empty scheme_slug means all schemes.
CREATE TABLE threshold (
    rule text NOT NULL,
    scheme_slug text NOT NULL,
    valid_from_on {date} NOT NULL,
    amount_ore bigint NOT NULL,
    source text NOT NULL,
    source_on {date} NOT NULL,
    CONSTRAINT threshold_pk PRIMARY KEY (rule, scheme_slug, valid_from_on),
    CONSTRAINT threshold_rule_known CHECK (rule IN ('reporting-waived-below', 'auditor-statement-from')),
    CONSTRAINT threshold_not_negative CHECK (amount_ore >= 0)
);
INSERT INTO threshold (rule, scheme_slug, valid_from_on, amount_ore, source, source_on)
VALUES ('reporting-waived-below', '', '2026-01-01', 100000000, 'Bestemmelser om økonomistyring i staten, punkt 6.4.1', '2026-01-01');
ALTER TABLE call ADD COLUMN form_version_id {uuid} CONSTRAINT call_form_version REFERENCES form_version (id);
ALTER TABLE call ADD COLUMN title_nn text NOT NULL DEFAULT '';
ALTER TABLE call ADD COLUMN title_en text NOT NULL DEFAULT '';
ALTER TABLE call ADD COLUMN about_nn text NOT NULL DEFAULT '';
ALTER TABLE call ADD COLUMN about_en text NOT NULL DEFAULT '';
-- JSON: the kinds of organisations and the counties that may apply; empty lists mean all.
ALTER TABLE call ADD COLUMN who_may_apply text NOT NULL DEFAULT '{"kinds":[],"counties":[]}';
-- The least own share, in thousandths of the whole cost (200 is 20 %).
ALTER TABLE call ADD COLUMN own_share_milli {int} NOT NULL DEFAULT 0 CONSTRAINT call_own_share_is_a_share CHECK (own_share_milli >= 0 AND own_share_milli < 1000);
ALTER TABLE call ADD COLUMN continuation_required {bool} NOT NULL DEFAULT true;
-- Until when what arrives late is received at all; without it the door closes with the call.
ALTER TABLE call ADD COLUMN late_until_at {instant} CONSTRAINT call_late_is_after_it_closes CHECK (late_until_at IS NULL OR late_until_at > closes_at);
ALTER TABLE call ADD COLUMN decision_expected_on {date};
-- How many days before it closes those with an unfinished draft are written to; 0 is never.
ALTER TABLE call ADD COLUMN remind_drafts_days {int} NOT NULL DEFAULT 5 CONSTRAINT call_remind_drafts_not_negative CHECK (remind_drafts_days >= 0);
-- How many days after an application arrived its applicant gets a provisional reply when there is no
-- decision; 0 is never.
ALTER TABLE call ADD COLUMN provisional_reply_days {int} NOT NULL DEFAULT 30 CONSTRAINT call_provisional_reply_not_negative CHECK (provisional_reply_days >= 0);
ALTER TABLE call ADD COLUMN revision {int} NOT NULL DEFAULT 1;
ALTER TABLE call_criterion ADD COLUMN name_nn text NOT NULL DEFAULT '';
ALTER TABLE call_criterion ADD COLUMN name_en text NOT NULL DEFAULT '';
-- JSON: what points mean, each with its points and a text in the languages.
ALTER TABLE call_criterion ADD COLUMN anchors text NOT NULL DEFAULT '[]';
CREATE TABLE call_amendment (
    call_id {uuid} NOT NULL,
    number {int} NOT NULL,
    made_at {instant} NOT NULL,
    made_by text NOT NULL,
    what_nb text NOT NULL,
    what_nn text NOT NULL,
    what_en text NOT NULL,
    changes text NOT NULL,
    CONSTRAINT call_amendment_pk PRIMARY KEY (call_id, number),
    CONSTRAINT call_amendment_call FOREIGN KEY (call_id) REFERENCES call (id)
);
