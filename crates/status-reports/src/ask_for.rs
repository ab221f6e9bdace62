//! Asking for a status report.

use crate::{MAKE, ReportState, StatusReport, Subject, repository};
use chrono::{DateTime, Utc};
use journal::Act;
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::json;
use vocabulary::{Actor, Clock, Day, Language, StatusReportId};
use worklist::Ask;

/// How often rendering is tried before a report is given up.
const ATTEMPTS: i32 = 5;

/// Why a report could not be asked for.
#[derive(Debug, thiserror::Error)]
pub enum AskForError {
    /// Status reports are the directorate's.
    #[error("only the directorate can ask for status reports")]
    NotYours,
    /// No such call or grant.
    #[error("there is no such call or grant")]
    NoSubject,
    /// Nothing is decided yet, so there is nothing to tell.
    #[error("the call is not decided yet; a status report can be made after the decision")]
    NotDecided,
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Asks for a status report: the request and its row of work are written together. Asking again while
/// it waits gives the one that waits.
pub async fn ask_for(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    subject: Subject,
    language: Language,
    as_of: Day,
) -> Result<StatusReportId, AskForError> {
    if !actor.is_directorate() {
        return Err(AskForError::NotYours);
    }
    let now = clock.now();
    let tx = journal::begin(db).await?;
    if let Some(waiting) = repository::waiting(&tx, subject, language, as_of).await? {
        // Its work may have died meanwhile; while it lives, asking adds nothing.
        worklist::ask(&tx, now, work_for(waiting.id, now)).await?;
        tx.commit().await?;
        return Ok(waiting.id);
    }
    let name = match subject {
        Subject::Call(id) => {
            let call = grant_applications::queries::call(&tx, id).await?;
            let call = call.ok_or(AskForError::NoSubject)?.call;
            if county_allocation::queries::adopted_scenario(&tx, id).await?.is_none() {
                return Err(AskForError::NotDecided);
            }
            call.slug
        }
        Subject::Grant(id) => {
            let grant = funding_periods::queries::grant(&tx, id).await?;
            grant.ok_or(AskForError::NoSubject)?.reference.to_lowercase()
        }
    };
    let suffix = match language {
        Language::Nynorsk => "-nn",
        Language::Bokmal | Language::English => "",
    };
    let report = StatusReport {
        id: StatusReportId::fresh(),
        subject,
        language,
        as_of,
        asked_at: now,
        asked_by: actor.name().to_owned(),
        file_name: format!("{name}{suffix}.pdf"),
        state: ReportState::Asked,
    };
    repository::insert(&tx, &report).await?;
    worklist::ask(&tx, now, work_for(report.id, now)).await?;
    let detail = json!({ "about": subject.kind(), "id": subject.id(), "as_of": as_of });
    let act = Act { act: "asked-for", thing: "status-report", id: report.id.to_string(), detail };
    journal::record(&tx, actor, now, act).await?;
    tx.commit().await?;
    Ok(report.id)
}

fn work_for(report: StatusReportId, now: DateTime<Utc>) -> Ask {
    Ask {
        kind: MAKE,
        subject: report.to_string(),
        unique_key: report.to_string(),
        run_at: now,
        priority: 0,
        max_attempts: ATTEMPTS,
        organisation: None,
    }
}
