//! Approving a report.

use crate::{Approval, Report, repository};
use chrono::SubsecRound;
use journal::Act;
use sea_orm::{DatabaseConnection, DbErr};
use vocabulary::{Actor, Clock, NotPossible, ReportId, Role};

/// Why a report was not approved.
#[derive(Debug, thiserror::Error)]
pub enum ApproveReportError {
    /// There is none with this id, or it is not for this person to see.
    #[error("there is no such report")]
    NotFound,
    /// Only case officers approve reports.
    #[error("only a case officer can approve a report")]
    NotAllowed,
    /// It has not been handed in, or is approved.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Approves a report that was handed in.
pub async fn approve_report(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ReportId,
) -> Result<Report, ApproveReportError> {
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    let report = repository::report_locked(&tx, id)
        .await?
        .filter(|report| actor.sees(report.organisation))
        .ok_or(ApproveReportError::NotFound)?;
    if !actor.is(Role::CaseOfficer) {
        return Err(ApproveReportError::NotAllowed);
    }
    let report = report.approve(Approval { at: now, by: actor.name().to_owned() })?;
    repository::update_report(&tx, &report).await?;
    let act = Act {
        act: "approved",
        thing: "report",
        id: id.to_string(),
        detail: serde_json::json!({ "grant": report.grant, "deadline": report.deadline }),
    };
    journal::record(&tx, actor, now, act).await?;
    tx.commit().await?;
    Ok(report)
}
