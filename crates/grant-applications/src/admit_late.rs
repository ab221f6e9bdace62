//! Letting in what arrived late.

use crate::apply::note;
use crate::check::{CheckError, seen};
use crate::post::Post;
use crate::{Admitted, repository};
use chrono::SubsecRound;
use letters::{Desk, LateAdmitted, Letter};
use sea_orm::DatabaseConnection;
use serde_json::json;
use vocabulary::{Actor, ApplicationId, Clock};

/// Lets in an application that arrived late, with a reason that the applicant reads; from then on it is
/// treated like one that came in time.
pub async fn admit_late(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    desk: &Desk,
    id: ApplicationId,
    reason: &str,
) -> Result<(), CheckError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(CheckError::NoReason);
    }
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    let (application, call) = seen(&tx, actor, clock.today(), id).await?;
    let next = application.state.clone().admit()?;
    let admitted = Admitted { at: now, reason: reason.to_owned() };
    let from = application.state.word();
    if !repository::admit(&tx, id, from, &next, &admitted).await? {
        return Err(CheckError::NoApplication);
    }
    note(&tx, clock, actor, id, "let in", json!({ "reason": reason })).await?;
    let post = Post { tx: &tx, desk, now, application: &application };
    let received_at = application.arrived_at().unwrap_or(now);
    post.to_all(&format!("late-admitted:{id}"), |to| {
        Letter::LateAdmitted(LateAdmitted {
            organisation: to.applicant.to_owned(),
            project_title: application.content.title.clone(),
            call_title: call.title_in(to.language).to_owned(),
            reference: application.reference.clone(),
            received_at,
            reason: admitted.reason.clone(),
            expected_decision: call.decision_expected_on,
            path: post.path(),
        })
    })
    .await?;
    Ok(tx.commit().await?)
}
