//! What officers do with background work: the worklist changes its rows, the journal says who did it and
//! why, both in one transaction. Whoever calls rings the bell.

use chrono::{DateTime, Utc};
use journal::Act;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::{Value, json};
use vocabulary::{Actor, WorkId};
use worklist::{CancelError, Cancelled, DeadFilter, ReplayError};

/// The most rows that one yes gives another go: each is a line of the journal.
pub(crate) const MOST_REPLAYED: u64 = 1000;

async fn record(
    tx: &DatabaseTransaction,
    actor: &Actor,
    now: DateTime<Utc>,
    act: &'static str,
    (thing, id): (&'static str, String),
    detail: Value,
) -> Result<(), DbErr> {
    journal::record(tx, actor, now, Act { act, thing, id, detail }).await
}

/// Gives dead work a new set of attempts, with a note.
pub(crate) async fn replay_with_note(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    actor: &Actor,
    id: WorkId,
    note: &str,
) -> Result<(), ReplayError> {
    let tx = journal::begin(db).await?;
    worklist::replay(&tx, now, id).await?;
    record(&tx, actor, now, "replayed", ("work", id.to_string()), json!({ "note": note })).await?;
    Ok(tx.commit().await?)
}

/// The same for all dead work that fits, at most [`MOST_REPLAYED`] rows, those that died first; how many.
pub(crate) async fn replay_matching(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    actor: &Actor,
    filter: &DeadFilter,
    note: &str,
) -> Result<usize, ReplayError> {
    let tx = journal::begin(db).await?;
    let replayed = worklist::replay_many(&tx, now, filter, MOST_REPLAYED).await?;
    for id in &replayed {
        let detail = json!({ "note": note, "together_with": replayed.len() });
        record(&tx, actor, now, "replayed", ("work", id.to_string()), detail).await?;
    }
    tx.commit().await?;
    Ok(replayed.len())
}

/// Cancels work, with a note: what waits or is dead at once, what runs is asked to stop.
pub(crate) async fn cancel_with_note(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    actor: &Actor,
    id: WorkId,
    note: &str,
) -> Result<Cancelled, CancelError> {
    let tx = journal::begin(db).await?;
    let cancelled = worklist::cancel_one(&tx, now, id, note).await?;
    let act = match cancelled {
        Cancelled::AtOnce => "cancelled",
        Cancelled::AskedToStop => "asked to stop",
    };
    record(&tx, actor, now, act, ("work", id.to_string()), json!({ "note": note })).await?;
    tx.commit().await?;
    Ok(cancelled)
}

/// Pauses a kind of work; false when it was paused already.
pub(crate) async fn pause_kind(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    actor: &Actor,
    kind: &str,
    note: &str,
) -> Result<bool, DbErr> {
    let tx = journal::begin(db).await?;
    let paused = worklist::pause(&tx, now, kind, actor.name(), note).await?;
    if paused {
        let detail = json!({ "note": note });
        record(&tx, actor, now, "paused", ("work-kind", kind.to_owned()), detail).await?;
    }
    tx.commit().await?;
    Ok(paused)
}

/// Lets a kind of work go on; false when it was not paused.
pub(crate) async fn resume_kind(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    actor: &Actor,
    kind: &str,
    note: &str,
) -> Result<bool, DbErr> {
    let tx = journal::begin(db).await?;
    let resumed = worklist::resume(&tx, kind).await?;
    if resumed {
        let detail = json!({ "note": note });
        record(&tx, actor, now, "resumed", ("work-kind", kind.to_owned()), detail).await?;
    }
    tx.commit().await?;
    Ok(resumed)
}
