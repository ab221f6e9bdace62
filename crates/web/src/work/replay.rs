//! Replaying dead work: the worklist makes it ready again, the journal says who did it and why, both
//! in one transaction.

use chrono::{DateTime, Utc};
use journal::Act;
use sea_orm::DatabaseConnection;
use serde_json::json;
use vocabulary::{Actor, WorkId};
use worklist::ReplayError;

/// Gives dead work a new set of attempts, with a note.
pub(super) async fn replay_with_note(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    actor: &Actor,
    id: WorkId,
    note: &str,
) -> Result<(), ReplayError> {
    let tx = journal::begin(db).await?;
    worklist::replay(&tx, now, id).await?;
    let detail = json!({ "note": note });
    let act = Act { act: "replayed", thing: "work", id: id.to_string(), detail };
    journal::record(&tx, actor, now, act).await?;
    Ok(tx.commit().await?)
}
