//! Rows that never change once they are written, held by triggers so that it holds whoever asks.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// Only ever added to.
const ADDED_TO: [&str; 5] =
    ["journal_entry", "journal_seal", "envelope_entry", "scheme_version", "assessment"];

/// (name, table, event, when): what may not happen to a row in that condition.
const FROZEN: [(&str, &str, &str, &str); 27] = [
    (
        "letter_never_changes",
        "letter",
        "UPDATE",
        "OLD.subject <> NEW.subject OR OLD.text_body <> NEW.text_body OR OLD.html_body <> NEW.html_body \
         OR OLD.recipient_email <> NEW.recipient_email OR OLD.recipient_name <> NEW.recipient_name \
         OR OLD.message_id <> NEW.message_id OR OLD.enclosed IS DISTINCT FROM NEW.enclosed \
         OR OLD.enclosed_name IS DISTINCT FROM NEW.enclosed_name",
    ),
    ("letter_stays", "letter", "DELETE", "OLD.state <> 'planned'"),
    ("scenario_adopted_never_changes", "scenario", "UPDATE", "OLD.state = 'adopted'"),
    ("scenario_adopted_stays", "scenario", "DELETE", "OLD.state = 'adopted'"),
    (
        "scenario_line_adopted_never_changes",
        "scenario_line",
        "UPDATE",
        "EXISTS (SELECT 1 FROM scenario s WHERE s.id = OLD.scenario_id AND s.state = 'adopted')",
    ),
    (
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
        "report_submitted_never_changes",
        "report",
        "UPDATE",
        "OLD.state <> 'draft' AND (OLD.title <> NEW.title OR OLD.reporting_on <> NEW.reporting_on \
         OR OLD.submitted_at <> NEW.submitted_at OR OLD.grant_id <> NEW.grant_id OR OLD.narrative <> NEW.narrative \
         OR OLD.content_hash <> NEW.content_hash)",
    ),
    ("report_result_submitted_never_changes", "report_result", "UPDATE", OF_A_SUBMITTED_REPORT),
    ("report_result_submitted_stays", "report_result", "DELETE", OF_A_SUBMITTED_REPORT),
    ("report_funnel_submitted_never_changes", "report_funnel", "UPDATE", OF_A_SUBMITTED_REPORT),
    ("report_funnel_submitted_stays", "report_funnel", "DELETE", OF_A_SUBMITTED_REPORT),
    (
        "report_departure_submitted_never_changes",
        "report_departure",
        "UPDATE",
        OF_A_SUBMITTED_REPORT,
    ),
    ("report_departure_submitted_stays", "report_departure", "DELETE", OF_A_SUBMITTED_REPORT),
    ("scenario_line_adopted_stays", "scenario_line", "DELETE", OF_AN_ADOPTED_SCENARIO),
    ("scenario_line_adopted_is_whole", "scenario_line", "INSERT", TO_AN_ADOPTED_SCENARIO),
    ("scenario_county_adopted_never_changes", "scenario_county", "UPDATE", OF_AN_ADOPTED_SCENARIO),
    ("scenario_county_adopted_stays", "scenario_county", "DELETE", OF_AN_ADOPTED_SCENARIO),
    ("scenario_county_adopted_is_whole", "scenario_county", "INSERT", TO_AN_ADOPTED_SCENARIO),
    (
        "application_partner_submitted_stays",
        "application_partner",
        "DELETE",
        OF_A_SUBMITTED_APPLICATION,
    ),
    (
        "application_partner_submitted_never_changes",
        "application_partner",
        "UPDATE",
        OF_A_SUBMITTED_APPLICATION,
    ),
    (
        "application_partner_submitted_is_whole",
        "application_partner",
        "INSERT",
        TO_A_SUBMITTED_APPLICATION,
    ),
    (
        "application_member_submitted_stays",
        "application_member",
        "DELETE",
        OF_A_SUBMITTED_APPLICATION,
    ),
    (
        "application_member_submitted_never_changes",
        "application_member",
        "UPDATE",
        OF_A_SUBMITTED_APPLICATION,
    ),
    (
        "application_member_submitted_is_whole",
        "application_member",
        "INSERT",
        TO_A_SUBMITTED_APPLICATION,
    ),
    ("report_result_submitted_is_whole", "report_result", "INSERT", TO_A_SUBMITTED_REPORT),
    ("report_funnel_submitted_is_whole", "report_funnel", "INSERT", TO_A_SUBMITTED_REPORT),
    ("report_departure_submitted_is_whole", "report_departure", "INSERT", TO_A_SUBMITTED_REPORT),
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

pub(crate) struct Frozen;

impl MigrationName for Frozen {
    fn name(&self) -> &str {
        "m09_frozen"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Frozen {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for table in ADDED_TO {
            for event in ["UPDATE", "DELETE"] {
                let name = format!("{table}_only_added_to_{}", event.to_lowercase());
                refuse(db, &name, table, event, None).await?;
            }
        }
        for (name, table, event, when) in FROZEN {
            refuse(db, name, table, event, Some(when)).await?;
        }
        Ok(())
    }
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
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
