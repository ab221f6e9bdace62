//! Approving a report.

use crate::{Approval, Report, repository};
use chrono::{DateTime, SubsecRound, Utc};
use journal::Act;
use sea_orm::{DatabaseTransaction, DbErr};
use vocabulary::{Actor, NotPossible, ReportId, Role};

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

/// Approves a report that was handed in, in the transaction of whoever looks what follows from it.
pub async fn approve_report(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    id: ReportId,
) -> Result<Report, ApproveReportError> {
    let now = now.trunc_subsecs(6);
    let report = repository::report_locked(tx, id)
        .await?
        .filter(|report| actor.sees(report.organisation))
        .ok_or(ApproveReportError::NotFound)?;
    if !actor.is(Role::CaseOfficer) {
        return Err(ApproveReportError::NotAllowed);
    }
    let report = report.approve(Approval { at: now, by: actor.name().to_owned() })?;
    repository::update_report(tx, &report).await?;
    let act = Act {
        act: "approved",
        thing: "report",
        id: id.to_string(),
        detail: serde_json::json!({ "grant": report.grant, "deadline": report.deadline }),
    };
    journal::record(tx, actor, now, act).await?;
    Ok(report)
}
