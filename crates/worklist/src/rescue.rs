//! Freeing what dead workers held, and handing back what a stopping one holds.

use crate::{Claim, Ending, How, Lease, Settled, dialect, settle, sql};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Value, prelude::Uuid};
use std::time::Instant;
use vocabulary::{OrganisationId, WorkId};

/// So many rows are freed at a time; more are found at the next look.
const AT_ONCE: u64 = 500;

/// What a rescue found, for each row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rescued {
    /// The row.
    pub id: WorkId,
    /// Which act does it.
    pub kind: String,
    /// The attempt that was lost, which counts.
    pub attempt: i32,
    /// The worker that held it.
    pub worker: String,
    /// What became of it.
    pub became: Settled,
}

/// Whether any lease has run out: a plain read, so that who finds nothing takes no write lock.
pub async fn any_lost<C: ConnectionTrait>(db: &C, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let text = "SELECT id FROM work WHERE state = 'running' AND lease_until_at < ? LIMIT 1";
    let found =
        db.query_one_raw(sql::statement(db.get_database_backend(), text, vec![now.into()])).await?;
    Ok(found.is_some())
}

/// Frees the rows whose lease ran out, in the caller's transaction. A lost worker counts as an attempt:
/// what has none left is dead, so that work which kills its worker cannot go on for ever.
pub async fn rescue(tx: &DatabaseTransaction, now: DateTime<Utc>) -> Result<Vec<Rescued>, DbErr> {
    let lost = held(tx, "w.lease_until_at < ? ORDER BY w.lease_until_at", vec![now.into()]).await?;
    let ending = |claim: Claim| Ending { claim, at: now, how: How::Rescued };
    let endings: Vec<Ending> = lost.into_iter().map(ending).collect();
    let settled = settle(tx, &endings).await?;
    let rescued = endings.into_iter().zip(settled).map(|(ending, became)| Rescued {
        id: ending.claim.id,
        kind: ending.claim.kind,
        attempt: ending.claim.attempt,
        worker: ending.claim.worker,
        became,
    });
    Ok(rescued.filter(|rescued| rescued.became != Settled::NotOurs).collect())
}

/// Hands back everything a worker holds except what still runs, in the caller's transaction; how many
/// rows.
pub async fn hand_back_all(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    worker: &str,
    except: &[WorkId],
) -> Result<u64, DbErr> {
    let mut handed_back = 0;
    loop {
        let all = held(tx, "w.worker = ? ORDER BY w.id", vec![worker.into()]).await?;
        let whole = (all.len() as u64) < AT_ONCE;
        let endings: Vec<Ending> = all
            .into_iter()
            .filter(|claim| !except.contains(&claim.id))
            .map(|claim| Ending { claim, at: now, how: How::HandedBack })
            .collect();
        let settled = settle(tx, &endings).await?;
        handed_back += settled.iter().filter(|became| **became != Settled::NotOurs).count() as u64;
        if whole || settled.is_empty() {
            return Ok(handed_back);
        }
    }
}

/// Running rows as the claims they are held under, and kept from others until the transaction ends.
async fn held(
    tx: &DatabaseTransaction,
    which: &str,
    values: Vec<Value>,
) -> Result<Vec<Claim>, DbErr> {
    let backend = tx.get_database_backend();
    let text = format!(
        "SELECT w.id, w.kind, w.subject, w.organisation_id, w.attempt, w.max_attempts, w.worker, \
         w.run_at, w.began_at FROM work w WHERE w.state = 'running' AND {which} LIMIT {AT_ONCE} {}",
        dialect::skip_locked(backend)
    );
    let rows = tx.query_all_raw(sql::statement(backend, &text, values)).await?;
    rows.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Result<Claim, DbErr> {
    let organisation: Option<Uuid> = row.try_get("", "organisation_id")?;
    let due_at: DateTime<Utc> = row.try_get("", "run_at")?;
    let began_at: Option<DateTime<Utc>> = row.try_get("", "began_at")?;
    Ok(Claim {
        id: WorkId(row.try_get("", "id")?),
        kind: row.try_get("", "kind")?,
        subject: row.try_get("", "subject")?,
        organisation: organisation.map(OrganisationId),
        attempt: row.try_get("", "attempt")?,
        max_attempts: row.try_get("", "max_attempts")?,
        worker: row.try_get("", "worker")?,
        due_at,
        // A worker of an earlier version does not write when it began.
        began_at: began_at.unwrap_or(due_at),
        lease: Lease::until(Instant::now()),
    })
}
