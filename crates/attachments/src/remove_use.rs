//! Taking a file away from a thing.

use crate::repository;
use journal::Act;
use sea_orm::{DatabaseTransaction, DbErr};
use serde_json::json;
use vocabulary::{Actor, AttachmentId, Clock};

/// Takes a file away from the thing it was handed in to, in the caller's transaction; `false` when it
/// is gone already. Only the caller knows that nothing that was sent in speaks of it.
///
/// The content stays for those who use it too, and for a while: see [`crate::prune`].
pub async fn remove_use(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    id: AttachmentId,
) -> Result<bool, DbErr> {
    let Some(attachment) = repository::attachment(tx, id).await? else { return Ok(false) };
    if !repository::remove_use(tx, id).await? {
        return Ok(false);
    }
    let detail = json!({
        "use": id, "thing": attachment.thing, "id": attachment.thing_id,
        "scan": attachment.scan.word(),
    });
    let act = Act { act: "removed", thing: "attachment", id: attachment.hash, detail };
    journal::record(tx, actor, clock.now(), act).await?;
    Ok(true)
}
