//! The sign of life: leases are lengthened, and what was lost or is to stop is found out.

use crate::{Claim, claim::until, sql};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, Value, prelude::Uuid};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// What a sign of life found out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Renewed {
    /// Leases that were lengthened.
    pub held: u64,
    /// Of these, attempts that somebody has asked to stop. They are told.
    pub to_stop: u64,
    /// Attempts whose row is somebody else's, or over. They are told.
    pub lost: u64,
}

/// Lengthens the leases of work that is still under way, in one statement, and lets every claim know how
/// it stands.
pub async fn renew<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    claims: &[Claim],
    lease: Duration,
) -> Result<Renewed, DbErr> {
    if claims.is_empty() {
        return Ok(Renewed::default());
    }
    let text = format!(
        "UPDATE work SET lease_until_at = ? FROM (VALUES {}) AS held WHERE work.id = held.column1 \
         AND work.attempt = held.column2 AND work.worker = held.column3 AND work.state = 'running' \
         RETURNING id, attempt, cancel_asked_at",
        sql::rows(claims.len(), 3)
    );
    let mut values: Vec<Value> = vec![until(now, lease).into()];
    // In one order for everybody, so that two who write the same rows do not wait for each other.
    let mut ordered: Vec<&Claim> = claims.iter().collect();
    ordered.sort_unstable_by_key(|claim| claim.id);
    for claim in &ordered {
        values.extend([claim.id.0.into(), claim.attempt.into(), claim.worker.as_str().into()]);
    }
    // Counted from before the statement was sent: the row's own end cannot be earlier.
    let ends = Instant::now() + lease;
    let rows = db.query_all_raw(sql::statement(db.get_database_backend(), &text, values)).await?;
    let mut ours: HashMap<(Uuid, i32), bool> = HashMap::with_capacity(rows.len());
    for row in rows {
        let asked: Option<DateTime<Utc>> = row.try_get("", "cancel_asked_at")?;
        ours.insert((row.try_get("", "id")?, row.try_get("", "attempt")?), asked.is_some());
    }
    let mut renewed = Renewed::default();
    for claim in ordered {
        match ours.get(&(claim.id.0, claim.attempt)) {
            None => {
                renewed.lost += 1;
                claim.lease.lose();
            }
            Some(to_stop) => {
                renewed.held += 1;
                claim.lease.lengthen(ends);
                if *to_stop {
                    renewed.to_stop += 1;
                    claim.lease.stop();
                }
            }
        }
    }
    Ok(renewed)
}
