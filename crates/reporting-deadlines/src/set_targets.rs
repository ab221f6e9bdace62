//! Setting what a grant is to reach.

use crate::{Target, repository};
use chrono::{DateTime, Utc};
use journal::Act;
use sea_orm::{DatabaseTransaction, DbErr};
use std::collections::BTreeSet;
use vocabulary::{Actor, GrantId};

/// Why targets were not set.
#[derive(Debug, thiserror::Error)]
pub enum SetTargetsError {
    /// Two targets in one place.
    #[error("two targets have number {0}")]
    SamePosition(i32),
    /// A target that does not say what is to be reached.
    #[error("target number {0} does not say what is to be reached")]
    SaysNothing(i32),
    /// A report that was handed in answers a target that would change or go.
    #[error(
        "target number {0} is answered by a report that was handed in; add a new target instead"
    )]
    AlreadyReported(i32),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Sets the targets of a grant in place of those it had. Once a report with results has been handed
/// in, targets can only be added.
pub async fn set_targets(
    tx: &DatabaseTransaction,
    actor: &Actor,
    now: DateTime<Utc>,
    grant: GrantId,
    targets: Vec<Target>,
) -> Result<(), SetTargetsError> {
    let mut positions = BTreeSet::new();
    for target in &targets {
        if !positions.insert(target.position) {
            return Err(SetTargetsError::SamePosition(target.position));
        }
        if target.what.trim().is_empty() {
            return Err(SetTargetsError::SaysNothing(target.position));
        }
    }
    let before = repository::targets(tx, grant).await?;
    if let Some(changed) = before.iter().find(|target| !targets.contains(target))
        && repository::submitted_with_results(tx, grant).await?
    {
        return Err(SetTargetsError::AlreadyReported(changed.position));
    }
    repository::delete_targets(tx, grant).await?;
    repository::insert_targets(tx, grant, &targets).await?;
    let act = Act {
        act: "targets-set",
        thing: "grant",
        id: grant.to_string(),
        detail: serde_json::json!({ "targets": targets }),
    };
    journal::record(tx, actor, now, act).await?;
    Ok(())
}
