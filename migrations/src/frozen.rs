//! Rows that never change once they are written, held by triggers so that it holds whoever asks.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// (step, table): only ever added to, from the step on.
const ADDED_TO: [(u8, &str); 19] = [
    (9, "journal_entry"),
    (9, "journal_seal"),
    (9, "envelope_entry"),
    (9, "scheme_version"),
    (9, "assessment"),
    (15, "application_version"),
    (15, "call_amendment"),
    (15, "impartiality"),
    (15, "consensus_note"),
    (17, "carry_rule"),
    (17, "carried"),
    (19, "weight_set"),
    (19, "weight"),
    (20, "application_decision"),
    (20, "grant_reversal"),
    (20, "later_award"),
    (22, "letter_event"),
    (22, "letter_bounce"),
    (25, "report_turn"),
];

/// One refusal: (step, name, table, event, when). From the step on it may not happen to a row in that
/// condition.
type Refusal = (u8, &'static str, &'static str, &'static str, &'static str);

const FROZEN: [Refusal; 56] = [
    (
        9,
        "letter_never_changes",
        "letter",
        "UPDATE",
        "OLD.subject <> NEW.subject OR OLD.text_body <> NEW.text_body OR OLD.html_body <> NEW.html_body \
         OR OLD.recipient_email <> NEW.recipient_email OR OLD.recipient_name <> NEW.recipient_name \
         OR OLD.message_id <> NEW.message_id OR OLD.enclosed IS DISTINCT FROM NEW.enclosed \
         OR OLD.enclosed_name IS DISTINCT FROM NEW.enclosed_name",
    ),
    (
        24,
        "letter_mended_when_refused",
        "letter",
        "UPDATE",
        "OLD.mended_email IS DISTINCT FROM NEW.mended_email AND OLD.state <> 'refused'",
    ),
    (
        23,
        "status_report_made_never_changes",
        "status_report",
        "UPDATE",
        "OLD.state = 'made' AND (OLD.state <> NEW.state OR OLD.sha256 <> NEW.sha256 OR OLD.bytes <> NEW.bytes \
         OR OLD.language <> NEW.language OR OLD.figures IS DISTINCT FROM NEW.figures \
         OR OLD.sender IS DISTINCT FROM NEW.sender OR OLD.template IS DISTINCT FROM NEW.template)",
    ),
    (
        25,
        "status_report_is_about_what_was_asked",
        "status_report",
        "UPDATE",
        "OLD.kind <> NEW.kind OR OLD.subject <> NEW.subject OR OLD.year IS DISTINCT FROM NEW.year \
         OR OLD.audience <> NEW.audience OR OLD.as_of_on <> NEW.as_of_on OR OLD.language <> NEW.language",
    ),
    (
        25,
        "status_report_made_keeps_its_name",
        "status_report",
        "UPDATE",
        "OLD.state = 'made' AND (OLD.title IS DISTINCT FROM NEW.title OR OLD.file_name <> NEW.file_name \
         OR OLD.pages <> NEW.pages OR OLD.made_at <> NEW.made_at OR OLD.asked_at <> NEW.asked_at \
         OR OLD.asked_by <> NEW.asked_by)",
    ),
    (
        25,
        "report_order_never_changes",
        "report_order",
        "UPDATE",
        "OLD.ended_at IS NOT NULL OR OLD.kind <> NEW.kind OR OLD.subject <> NEW.subject \
         OR OLD.year IS DISTINCT FROM NEW.year OR OLD.rhythm <> NEW.rhythm OR OLD.language <> NEW.language \
         OR OLD.audience <> NEW.audience",
    ),
    (9, "letter_stays", "letter", "DELETE", "OLD.state <> 'planned'"),
    (9, "scenario_adopted_never_changes", "scenario", "UPDATE", "OLD.state = 'adopted'"),
    (9, "scenario_adopted_stays", "scenario", "DELETE", "OLD.state = 'adopted'"),
    (
        9,
        "scenario_line_adopted_never_changes",
        "scenario_line",
        "UPDATE",
        "EXISTS (SELECT 1 FROM scenario s WHERE s.id = OLD.scenario_id AND s.state = 'adopted')",
    ),
    (
        9,
        "report_submitted_never_changes",
        "report",
        "UPDATE",
        "OLD.state <> 'draft' AND (OLD.title <> NEW.title OR OLD.reporting_on <> NEW.reporting_on \
         OR OLD.submitted_at <> NEW.submitted_at OR OLD.grant_id <> NEW.grant_id OR OLD.narrative <> NEW.narrative \
         OR OLD.content_hash <> NEW.content_hash)",
    ),
    (9, "report_result_submitted_never_changes", "report_result", "UPDATE", OF_A_SUBMITTED_REPORT),
    (9, "report_result_submitted_stays", "report_result", "DELETE", OF_A_SUBMITTED_REPORT),
    (9, "report_funnel_submitted_never_changes", "report_funnel", "UPDATE", OF_A_SUBMITTED_REPORT),
    (9, "report_funnel_submitted_stays", "report_funnel", "DELETE", OF_A_SUBMITTED_REPORT),
    (
        9,
        "report_departure_submitted_never_changes",
        "report_departure",
        "UPDATE",
        OF_A_SUBMITTED_REPORT,
    ),
    (9, "report_departure_submitted_stays", "report_departure", "DELETE", OF_A_SUBMITTED_REPORT),
    (9, "scenario_line_adopted_stays", "scenario_line", "DELETE", OF_AN_ADOPTED_SCENARIO),
    (9, "scenario_line_adopted_is_whole", "scenario_line", "INSERT", TO_AN_ADOPTED_SCENARIO),
    (
        9,
        "scenario_county_adopted_never_changes",
        "scenario_county",
        "UPDATE",
        OF_AN_ADOPTED_SCENARIO,
    ),
    (9, "scenario_county_adopted_stays", "scenario_county", "DELETE", OF_AN_ADOPTED_SCENARIO),
    (9, "scenario_county_adopted_is_whole", "scenario_county", "INSERT", TO_AN_ADOPTED_SCENARIO),
    (9, "report_result_submitted_is_whole", "report_result", "INSERT", TO_A_SUBMITTED_REPORT),
    (9, "report_funnel_submitted_is_whole", "report_funnel", "INSERT", TO_A_SUBMITTED_REPORT),
    (9, "report_departure_submitted_is_whole", "report_departure", "INSERT", TO_A_SUBMITTED_REPORT),
    (
        15,
        "form_version_published_never_changes",
        "form_version",
        "UPDATE",
        "OLD.state = 'published'",
    ),
    (15, "form_version_published_stays", "form_version", "DELETE", "OLD.state = 'published'"),
    (
        15,
        "attachment_never_changes",
        "attachment",
        "UPDATE",
        "OLD.hash <> NEW.hash OR OLD.bytes <> NEW.bytes OR OLD.media_type <> NEW.media_type",
    ),
    (15, "attachment_use_never_changes", "attachment_use", "UPDATE", "true"),
    (15, "call_criterion_open_never_changes", "call_criterion", "UPDATE", OF_AN_OPEN_CALL),
    (15, "call_criterion_open_stays", "call_criterion", "DELETE", OF_AN_OPEN_CALL),
    (15, "call_criterion_open_is_whole", "call_criterion", "INSERT", TO_AN_OPEN_CALL),
    // What was sent in changes only together with a new version of it.
    (
        15,
        "application_without_a_version_never_changes",
        "application",
        "UPDATE",
        "OLD.state <> 'draft' AND (OLD.title <> NEW.title OR OLD.summary <> NEW.summary OR OLD.amount_ore <> NEW.amount_ore \
         OR OLD.own_share_ore <> NEW.own_share_ore OR OLD.target_group <> NEW.target_group \
         OR OLD.continuation <> NEW.continuation OR OLD.content_hash IS DISTINCT FROM NEW.content_hash \
         OR OLD.submitted_at IS DISTINCT FROM NEW.submitted_at OR OLD.submitted_by IS DISTINCT FROM NEW.submitted_by) AND NOT EXISTS (SELECT 1 FROM application_version v \
         WHERE v.application_id = NEW.id AND v.content_hash = NEW.content_hash)",
    ),
    (
        15,
        "application_settled_never_changes",
        "application",
        "UPDATE",
        "OLD.state NOT IN ('draft', 'submitted', 'incomplete') AND (OLD.title <> NEW.title OR OLD.summary <> NEW.summary OR OLD.amount_ore <> NEW.amount_ore \
         OR OLD.own_share_ore <> NEW.own_share_ore OR OLD.target_group <> NEW.target_group \
         OR OLD.continuation <> NEW.continuation OR OLD.content_hash IS DISTINCT FROM NEW.content_hash \
         OR OLD.submitted_at IS DISTINCT FROM NEW.submitted_at OR OLD.submitted_by IS DISTINCT FROM NEW.submitted_by)",
    ),
    (
        15,
        "application_applicant_never_changes",
        "application",
        "UPDATE",
        "OLD.organisation_id <> NEW.organisation_id OR OLD.reference <> NEW.reference OR OLD.call_id <> NEW.call_id \
         OR OLD.county_number <> NEW.county_number OR OLD.municipality_number <> NEW.municipality_number",
    ),
    (
        15,
        "application_partner_settled_stays",
        "application_partner",
        "DELETE",
        OF_A_SETTLED_APPLICATION,
    ),
    (
        15,
        "application_partner_settled_never_changes",
        "application_partner",
        "UPDATE",
        OF_A_SETTLED_APPLICATION,
    ),
    (
        15,
        "application_partner_settled_is_whole",
        "application_partner",
        "INSERT",
        TO_A_SETTLED_APPLICATION,
    ),
    (
        15,
        "application_member_settled_stays",
        "application_member",
        "DELETE",
        OF_A_SETTLED_APPLICATION,
    ),
    (
        15,
        "application_member_settled_never_changes",
        "application_member",
        "UPDATE",
        OF_A_SETTLED_APPLICATION,
    ),
    (
        15,
        "application_member_settled_is_whole",
        "application_member",
        "INSERT",
        TO_A_SETTLED_APPLICATION,
    ),
    (
        19,
        "scenario_adjustment_adopted_never_changes",
        "scenario_adjustment",
        "UPDATE",
        OF_AN_ADOPTED_SCENARIO,
    ),
    (
        19,
        "scenario_adjustment_adopted_stays",
        "scenario_adjustment",
        "DELETE",
        OF_AN_ADOPTED_SCENARIO,
    ),
    (
        19,
        "scenario_adjustment_adopted_is_whole",
        "scenario_adjustment",
        "INSERT",
        TO_AN_ADOPTED_SCENARIO,
    ),
    // A new decision follows the one it changes, and there is no other way to change one.
    (
        20,
        "application_decision_reverses_an_award",
        "application_decision",
        "INSERT",
        "NEW.decision = 'reversed' AND NOT EXISTS (SELECT 1 FROM application_decision d \
         WHERE d.application_id = NEW.application_id AND d.number = NEW.number - 1 AND d.decision = 'awarded')",
    ),
    (
        20,
        "application_decision_follows_a_refusal",
        "application_decision",
        "INSERT",
        "NEW.number > 1 AND NEW.decision <> 'reversed' AND NOT EXISTS (SELECT 1 FROM application_decision d \
         WHERE d.application_id = NEW.application_id AND d.number = NEW.number - 1 AND d.decision = 'refused')",
    ),
    (
        20,
        "funded_grant_reversal_rests_on_a_decision",
        "funded_grant",
        "UPDATE",
        "NEW.state = 'reversed' AND NOT EXISTS (SELECT 1 FROM grant_reversal r WHERE r.grant_id = NEW.id)",
    ),
    (20, "funded_grant_reversed_never_changes", "funded_grant", "UPDATE", "OLD.state = 'reversed'"),
    // Nothing is owed by a reversed grant or paid to it any more.
    // Children never hold more than their parent has promised, whoever writes. The verbs promise first
    // and enlarge then, and the other way round when they take back.
    (20, "envelope_opens_within_its_parent", "envelope", "INSERT", ABOVE_ITS_PARENT),
    (
        20,
        "envelope_grows_within_its_parent",
        "envelope",
        "UPDATE",
        "NEW.amount_ore > OLD.amount_ore AND NEW.parent_id IS NOT NULL AND NEW.amount_ore - OLD.amount_ore \
         + (SELECT SUM(c.amount_ore) FROM envelope c WHERE c.parent_id = NEW.parent_id) \
         > (SELECT p.reserved_ore FROM envelope p WHERE p.id = NEW.parent_id)",
    ),
    (
        20,
        "envelope_holds_its_children",
        "envelope",
        "UPDATE",
        "NEW.reserved_ore < OLD.reserved_ore AND NEW.reserved_ore \
         < (SELECT COALESCE(SUM(c.amount_ore), 0) FROM envelope c WHERE c.parent_id = NEW.id)",
    ),
    (20, "deadline_of_a_reversed_grant_is_not_set", "deadline", "INSERT", OF_A_REVERSED_GRANT),
    (
        20,
        "deadline_of_a_reversed_grant_stays_closed",
        "deadline",
        "UPDATE",
        "OLD.state <> 'open' AND NEW.state = 'open' AND EXISTS (SELECT 1 FROM funded_grant g \
         WHERE g.id = NEW.grant_id AND g.state = 'reversed')",
    ),
    (
        20,
        "reminder_of_a_reversed_grant_is_not_written",
        "reminder",
        "INSERT",
        "EXISTS (SELECT 1 FROM deadline d JOIN funded_grant g ON g.id = d.grant_id \
         WHERE d.id = NEW.deadline_id AND g.state = 'reversed')",
    ),
    (
        20,
        "funding_period_of_a_reversed_grant_does_not_open",
        "funding_period",
        "INSERT",
        OF_A_REVERSED_GRANT,
    ),
    (
        20,
        "instalment_of_a_reversed_grant_stays_stopped",
        "instalment",
        "UPDATE",
        "OLD.state <> NEW.state AND NEW.state <> 'stopped' AND EXISTS (SELECT 1 FROM funded_grant g \
         WHERE g.id = NEW.grant_id AND g.state = 'reversed')",
    ),
];

/// What step 9 refused and step 12 took back: an application sent in could not change at all then, and
/// can since be sent in again as a new version.
const TAKEN_BACK: [Refusal; 7] = [
    (
        9,
        "application_submitted_never_changes",
        "application",
        "UPDATE",
        "OLD.state <> 'draft' AND (OLD.title <> NEW.title OR OLD.summary <> NEW.summary OR OLD.amount_ore <> NEW.amount_ore \
         OR OLD.own_share_ore <> NEW.own_share_ore OR OLD.organisation_id <> NEW.organisation_id OR OLD.reference <> NEW.reference \
         OR OLD.target_group <> NEW.target_group OR OLD.continuation <> NEW.continuation OR OLD.county_number <> NEW.county_number \
         OR OLD.municipality_number <> NEW.municipality_number OR OLD.content_hash IS DISTINCT FROM NEW.content_hash \
         OR OLD.submitted_at IS DISTINCT FROM NEW.submitted_at)",
    ),
    (
        9,
        "application_partner_submitted_stays",
        "application_partner",
        "DELETE",
        OF_A_SUBMITTED_APPLICATION,
    ),
    (
        9,
        "application_partner_submitted_never_changes",
        "application_partner",
        "UPDATE",
        OF_A_SUBMITTED_APPLICATION,
    ),
    (
        9,
        "application_partner_submitted_is_whole",
        "application_partner",
        "INSERT",
        TO_A_SUBMITTED_APPLICATION,
    ),
    (
        9,
        "application_member_submitted_stays",
        "application_member",
        "DELETE",
        OF_A_SUBMITTED_APPLICATION,
    ),
    (
        9,
        "application_member_submitted_never_changes",
        "application_member",
        "UPDATE",
        OF_A_SUBMITTED_APPLICATION,
    ),
    (
        9,
        "application_member_submitted_is_whole",
        "application_member",
        "INSERT",
        TO_A_SUBMITTED_APPLICATION,
    ),
];

const OF_A_SUBMITTED_REPORT: &str =
    "EXISTS (SELECT 1 FROM report r WHERE r.id = OLD.report_id AND r.state <> 'draft')";

const TO_A_SUBMITTED_REPORT: &str =
    "EXISTS (SELECT 1 FROM report r WHERE r.id = NEW.report_id AND r.state <> 'draft')";
const OF_AN_ADOPTED_SCENARIO: &str =
    "EXISTS (SELECT 1 FROM scenario s WHERE s.id = OLD.scenario_id AND s.state = 'adopted')";
const TO_AN_ADOPTED_SCENARIO: &str =
    "EXISTS (SELECT 1 FROM scenario s WHERE s.id = NEW.scenario_id AND s.state = 'adopted')";
const OF_A_SUBMITTED_APPLICATION: &str =
    "EXISTS (SELECT 1 FROM application a WHERE a.id = OLD.application_id AND a.state <> 'draft')";
const TO_A_SUBMITTED_APPLICATION: &str =
    "EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id AND a.state <> 'draft')";

const OF_AN_OPEN_CALL: &str =
    "EXISTS (SELECT 1 FROM call c WHERE c.id = OLD.call_id AND c.state <> 'draft')";
const TO_AN_OPEN_CALL: &str =
    "EXISTS (SELECT 1 FROM call c WHERE c.id = NEW.call_id AND c.state <> 'draft')";
const OF_A_SETTLED_APPLICATION: &str = "EXISTS (SELECT 1 FROM application a WHERE a.id = OLD.application_id \
     AND a.state NOT IN ('draft', 'submitted', 'incomplete'))";
const TO_A_SETTLED_APPLICATION: &str = "EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id \
     AND a.state NOT IN ('draft', 'submitted', 'incomplete'))";

const ABOVE_ITS_PARENT: &str = "NEW.parent_id IS NOT NULL AND NEW.amount_ore \
     + (SELECT COALESCE(SUM(c.amount_ore), 0) FROM envelope c WHERE c.parent_id = NEW.parent_id) \
     > (SELECT p.reserved_ore FROM envelope p WHERE p.id = NEW.parent_id)";

const OF_A_REVERSED_GRANT: &str =
    "EXISTS (SELECT 1 FROM funded_grant g WHERE g.id = NEW.grant_id AND g.state = 'reversed')";

/// The step that writes what is refused from it on.
pub(crate) struct Frozen {
    pub name: &'static str,
    pub step: u8,
}

impl MigrationName for Frozen {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Frozen {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        freeze(manager.get_connection(), self.step).await
    }
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Refuses what is refused from a step on.
pub(crate) async fn freeze<C: ConnectionTrait>(db: &C, step: u8) -> Result<(), DbErr> {
    for (_, table) in ADDED_TO.iter().filter(|(from, _)| *from == step) {
        only_added_to(db, table).await?;
    }
    let all = FROZEN.iter().chain(&TAKEN_BACK);
    for (_, name, table, event, when) in all.filter(|(from, ..)| *from == step) {
        refuse(db, name, table, event, Some(when)).await?;
    }
    Ok(())
}

/// Refuses to change or delete rows of a table.
pub(crate) async fn only_added_to<C: ConnectionTrait>(db: &C, table: &str) -> Result<(), DbErr> {
    for event in ["UPDATE", "DELETE"] {
        let name = format!("{table}_only_added_to_{}", event.to_lowercase());
        refuse(db, &name, table, event, None).await?;
    }
    Ok(())
}

/// Takes back what is in the way of applications that are sent in again, on PostgreSQL.
pub(crate) async fn take_back<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
    for (_, name, table, ..) in TAKEN_BACK {
        db.execute_unprepared(&format!("DROP TRIGGER {name} ON {table}")).await?;
        db.execute_unprepared(&format!("DROP FUNCTION {name}()")).await?;
    }
    Ok(())
}

/// The same as SQLite says it.
pub(crate) fn drops_on_sqlite() -> String {
    TAKEN_BACK.iter().map(|(_, name, ..)| format!("DROP TRIGGER {name};\n")).collect()
}

/// Refuses the event with the trigger's name, as a named constraint would be refused with its own.
async fn refuse<C: ConnectionTrait>(
    db: &C,
    name: &str,
    table: &str,
    event: &str,
    when: Option<&str>,
) -> Result<(), DbErr> {
    let condition = when.map(|when| format!("({when})"));
    match db.get_database_backend() {
        DbBackend::Postgres => {
            // PostgreSQL allows no subquery in WHEN, so the condition stands in the body.
            let test = condition.unwrap_or_else(|| "true".to_owned());
            let kept = if event == "DELETE" { "OLD" } else { "NEW" };
            db.execute_unprepared(&format!(
                "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                 IF {test} THEN RAISE EXCEPTION '{name}' USING ERRCODE = '23514', CONSTRAINT = '{name}'; END IF; \
                 RETURN {kept}; END $$"
            ))
            .await?;
            db.execute_unprepared(&format!(
                "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            ))
            .await?;
        }
        _ => {
            let when = condition.map(|test| format!("WHEN {test}")).unwrap_or_default();
            db.execute_unprepared(&format!(
                "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} \
                 BEGIN SELECT RAISE(ABORT, '{name}'); END"
            ))
            .await?;
        }
    }
    Ok(())
}
