//! Sweeping away what nothing uses any more.

use crate::{FileStore, StoreError, repository};
use chrono::{DateTime, Utc};
use journal::Act;
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::json;
use vocabulary::{Actor, Clock};

/// Why the sweep stopped. What was swept until then is swept.
#[derive(Debug, thiserror::Error)]
pub enum PruneError {
    /// A file could not be removed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Removes the contents, stored before an instant, that nothing uses: what people took back may hold
/// what should never have been sent. Infected ones stay, so that nobody can make them go away unseen.
/// Returns how many are gone.
///
/// The file goes before its row is forgotten for good: cut off between the two, the row is swept again
/// next time, and whoever hands the same content in meanwhile writes the file anew.
pub async fn prune(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    store: &FileStore,
    stored_before: DateTime<Utc>,
) -> Result<u64, PruneError> {
    let mut gone = 0;
    for hash in repository::unused(db, stored_before).await? {
        let tx = journal::begin(db).await?;
        if !repository::forget_unused(&tx, &hash).await? {
            continue;
        }
        let detail = json!({ "why": "nothing uses it" });
        let act = Act { act: "pruned", thing: "attachment", id: hash.clone(), detail };
        journal::record(&tx, &Actor::System("worker"), clock.now(), act).await?;
        store.remove(&hash).await?;
        tx.commit().await?;
        gone += 1;
    }
    Ok(gone)
}
