//! Laying a public status report open to everybody, and taking it back.

use crate::{Audience, ReportState, repository};
use chrono::SubsecRound;
use journal::Act;
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::json;
use vocabulary::{Actor, Clock, StatusReportId};

/// Why a report was not published, or not taken back.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// There is none with this id.
    #[error("there is no such status report")]
    NotFound,
    /// Only the directorate publishes.
    #[error("only the directorate can publish a status report")]
    NotAllowed,
    /// It was written for the directorate, and says what is nobody else's.
    #[error("the report is internal; ask for the public version and publish that")]
    Internal,
    /// There is no file yet.
    #[error("the report is not made")]
    NotMade,
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Lays a public report open: whoever has its address reads it without signing in. Doing it again changes
/// nothing.
pub async fn publish(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: StatusReportId,
) -> Result<(), PublishError> {
    set(db, clock, actor, id, true).await
}

/// Takes a published report back: its address leads nowhere any more. Where the same document was
/// published more than once, all of that is taken back, for they share the address. Doing it again changes
/// nothing.
pub async fn withdraw_publication(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: StatusReportId,
) -> Result<(), PublishError> {
    set(db, clock, actor, id, false).await
}

async fn set(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: StatusReportId,
    open: bool,
) -> Result<(), PublishError> {
    if !actor.is_directorate() {
        return Err(PublishError::NotAllowed);
    }
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    let report = repository::report_locked(&tx, id).await?.ok_or(PublishError::NotFound)?;
    let ReportState::Made { sha256, .. } = &report.state else {
        return Err(PublishError::NotMade);
    };
    if report.audience != Audience::Public {
        return Err(PublishError::Internal);
    }
    let these = match open {
        true => vec![id],
        false => repository::published_as(&tx, sha256).await?,
    };
    for one in these {
        let published = open.then(|| (now, actor.name().to_owned()));
        if repository::set_published(&tx, one, published).await? {
            let act = Act {
                act: if open { "published" } else { "withdrew-publication" },
                thing: "status-report",
                id: one.to_string(),
                detail: json!({ "sha256": sha256 }),
            };
            journal::record(&tx, actor, now, act).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
