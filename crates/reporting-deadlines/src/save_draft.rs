//! Writing on the draft of a report.

use crate::{Contents, FunnelDoubt, repository};
use journal::Act;
use sea_orm::{DatabaseConnection, DbErr};
use std::collections::BTreeSet;
use vocabulary::{Actor, Clock, NotPossible, ReportId};

/// Why a draft was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveDraftError {
    /// There is none with this id, or it is another organisation's.
    #[error("there is no such report")]
    NotFound,
    /// Only those who apply for the organisation write its reports.
    #[error("only those who act for the recipient can write its reports")]
    NotAllowed,
    /// Somebody has saved it since: the revision it has now.
    #[error("somebody else has saved the report in the meantime; it is at revision {now} now")]
    Stale {
        /// The revision it has now.
        now: i32,
    },
    /// A result for a target that the grant does not have.
    #[error("the grant has no target number {0}")]
    NoSuchTarget(i32),
    /// Two results for one target.
    #[error("target number {0} has two results")]
    TwoResults(i32),
    /// The participants do not add up, and nobody says why.
    #[error("the numbers of participants need an explanation")]
    Unexplained(Vec<FunnelDoubt>),
    /// It is no draft any more.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Writes these contents in place of those of the draft. `revision` is the one that the writer had
/// before them; the new one comes back.
pub async fn save_draft(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ReportId,
    revision: i32,
    contents: &Contents,
) -> Result<i32, SaveDraftError> {
    let tx = journal::begin(db).await?;
    let report = repository::report_locked(&tx, id)
        .await?
        .filter(|report| actor.sees(report.organisation))
        .ok_or(SaveDraftError::NotFound)?;
    if !actor.applies_for(report.organisation) {
        return Err(SaveDraftError::NotAllowed);
    }
    let (grant, had) = (report.grant, report.revision);
    // A report that was handed in says so rather than that the revision is an old one.
    let saved = report.save()?;
    if had != revision {
        return Err(SaveDraftError::Stale { now: had });
    }
    let targets = repository::targets(&tx, grant).await?;
    let mut answered = BTreeSet::new();
    for result in &contents.results {
        if !targets.iter().any(|target| target.position == result.target) {
            return Err(SaveDraftError::NoSuchTarget(result.target));
        }
        if !answered.insert(result.target) {
            return Err(SaveDraftError::TwoResults(result.target));
        }
    }
    let doubts = contents.unexplained();
    if !doubts.is_empty() {
        return Err(SaveDraftError::Unexplained(doubts));
    }
    repository::replace_contents(&tx, id, contents).await?;
    repository::update_report(&tx, &saved).await?;
    let act = Act {
        act: "saved",
        thing: "report",
        id: id.to_string(),
        detail: serde_json::json!({ "revision": saved.revision }),
    };
    journal::record(&tx, actor, clock.now(), act).await?;
    tx.commit().await?;
    Ok(saved.revision)
}
