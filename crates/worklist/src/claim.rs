//! What a worker writes: the claim and everything that one attempt may write after it.

use crate::{State, dialect, entity};
use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    UpdateMany,
    sea_query::{Expr, ExprTrait},
};
use std::time::Duration;
use vocabulary::WorkId;

/// One attempt at one row, held by one worker for the length of a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The row.
    pub id: WorkId,
    /// Which act does it.
    pub kind: String,
    /// What it is done to.
    pub subject: String,
    /// Which attempt this is, from 1. With the worker it fences every write.
    pub attempt: i32,
    /// After this many attempts it is dead.
    pub max_attempts: i32,
    /// Who holds it.
    pub worker: String,
}

/// What became of a row that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is tried again later.
    Again,
    /// It is dead, with the reason.
    Dead,
    /// The lease was lost meanwhile: nothing was changed.
    NotOurs,
}

/// What a round of rescue found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rescued {
    /// Rows that are ready again.
    pub ready: u64,
    /// Rows that had no attempts left and are dead.
    pub dead: u64,
}

/// Claims at most `most` due rows of the given kinds. Kinds that are not named wait: an older process
/// leaves alone what only a newer one knows.
pub async fn claim<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    worker: &str,
    kinds: &[&str],
    most: usize,
    lease: Duration,
) -> Result<Vec<Claim>, DbErr> {
    if kinds.is_empty() || most == 0 || !any_due(db, now, kinds).await? {
        return Ok(Vec::new());
    }
    let statement = dialect::claim(
        db.get_database_backend(),
        kinds,
        now.into(),
        worker.into(),
        until(now, lease).into(),
        i64::try_from(most).unwrap_or(i64::MAX).into(),
    );
    let rows = db.query_all_raw(statement).await?;
    let mut claims = Vec::with_capacity(rows.len());
    for row in rows {
        let id: sea_orm::prelude::Uuid = row.try_get("", "id")?;
        let priority: i32 = row.try_get("", "priority")?;
        let run_at: DateTime<Utc> = row.try_get("", "run_at")?;
        let claim = Claim {
            id: WorkId(id),
            kind: row.try_get("", "kind")?,
            subject: row.try_get("", "subject")?,
            attempt: row.try_get("", "attempt")?,
            max_attempts: row.try_get("", "max_attempts")?,
            worker: worker.to_owned(),
        };
        claims.push(((std::cmp::Reverse(priority), run_at, id), claim));
    }
    // RETURNING keeps no order.
    claims.sort_by_key(|(order, _)| *order);
    Ok(claims.into_iter().map(|(_, claim)| claim).collect())
}

/// A plain read, so that a worker with nothing to do never takes SQLite's one write lock.
async fn any_due<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    kinds: &[&str],
) -> Result<bool, DbErr> {
    let found: Option<i32> = entity::Entity::find()
        .select_only()
        .column(entity::Column::Attempt)
        .filter(entity::Column::State.eq(State::Ready.word()))
        .filter(entity::Column::RunAt.lte(now))
        .filter(entity::Column::Kind.is_in(kinds.iter().copied()))
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Lengthens the leases of work that is still under way; how many of them this worker still holds.
pub async fn renew<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    claims: &[Claim],
    lease: Duration,
) -> Result<u64, DbErr> {
    let Some(held) = claims.iter().map(mine).reduce(|any, one| Condition::any().add(any).add(one))
    else {
        return Ok(0);
    };
    let renewed = entity::Entity::update_many()
        .col_expr(entity::Column::LeaseUntilAt, Expr::value(until(now, lease)))
        .filter(held)
        .exec(db)
        .await?;
    Ok(renewed.rows_affected)
}

/// The work is done. False when the lease was lost meanwhile: then nothing was changed.
pub async fn finish<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    claim: &Claim,
) -> Result<bool, DbErr> {
    let update = let_go(State::Done)
        .col_expr(entity::Column::FinishedAt, Expr::value(now.trunc_subsecs(6)))
        .col_expr(entity::Column::Reason, Expr::value(Option::<String>::None));
    fenced(db, update, claim).await
}

/// The attempt failed: tried again at `retry_at` while attempts are left, else dead with the reason;
/// dead at once when there is no `retry_at`.
pub async fn fail<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    claim: &Claim,
    retry_at: Option<DateTime<Utc>>,
    reason: &str,
) -> Result<Fate, DbErr> {
    let (fate, update) = match retry_at {
        Some(at) if claim.attempt < claim.max_attempts => {
            let ready = let_go(State::Ready);
            (Fate::Again, ready.col_expr(entity::Column::RunAt, Expr::value(at.trunc_subsecs(6))))
        }
        _ => {
            let dead = let_go(State::Dead);
            let ended = Expr::value(now.trunc_subsecs(6));
            (Fate::Dead, dead.col_expr(entity::Column::FinishedAt, ended))
        }
    };
    let update = update.col_expr(entity::Column::Reason, Expr::value(reason));
    Ok(if fenced(db, update, claim).await? { fate } else { Fate::NotOurs })
}

/// Not yet: the work is put off and the attempt is not counted. False when the lease was lost.
pub async fn snooze<C: ConnectionTrait>(
    db: &C,
    claim: &Claim,
    until: DateTime<Utc>,
    reason: &str,
) -> Result<bool, DbErr> {
    let update = uncounted()
        .col_expr(entity::Column::RunAt, Expr::value(until.trunc_subsecs(6)))
        .col_expr(entity::Column::Reason, Expr::value(reason));
    fenced(db, update, claim).await
}

/// The worker stops before the work was done: it is free at once and the attempt is not counted. False
/// when the lease was lost.
pub async fn hand_back<C: ConnectionTrait>(db: &C, claim: &Claim) -> Result<bool, DbErr> {
    fenced(db, uncounted(), claim).await
}

/// Hands back everything a worker holds except what still runs; how many rows.
pub async fn hand_back_all<C: ConnectionTrait>(
    db: &C,
    worker: &str,
    except: &[WorkId],
) -> Result<u64, DbErr> {
    let handed = uncounted()
        .filter(entity::Column::State.eq(State::Running.word()))
        .filter(entity::Column::Worker.eq(worker))
        .filter(entity::Column::Id.is_not_in(except.iter().map(|id| id.0)))
        .exec(db)
        .await?;
    Ok(handed.rows_affected)
}

/// Frees the rows whose lease ran out. A lost worker counts as an attempt: what has none left is dead,
/// so that work which kills its worker cannot go on for ever.
pub async fn rescue<C: ConnectionTrait>(db: &C, now: DateTime<Utc>) -> Result<Rescued, DbErr> {
    let expired = Condition::all()
        .add(entity::Column::State.eq(State::Running.word()))
        .add(entity::Column::LeaseUntilAt.lt(now));
    let any = entity::Entity::find()
        .select_only()
        .column(entity::Column::Attempt)
        .filter(expired.clone())
        .limit(1)
        .into_tuple::<i32>()
        .one(db)
        .await?;
    if any.is_none() {
        return Ok(Rescued::default());
    }
    let reason = "'lease expired on attempt ' || CAST(attempt AS text) || ': the worker ' || worker \
                  || ' died or hung'";
    let max = || Expr::col(entity::Column::MaxAttempts);
    let used_up = Expr::col(entity::Column::Attempt).gte(max());
    let some_left = Expr::col(entity::Column::Attempt).lt(max());
    let dead = let_go(State::Dead)
        .col_expr(entity::Column::FinishedAt, Expr::value(now.trunc_subsecs(6)))
        .col_expr(entity::Column::Reason, Expr::cust(reason))
        .filter(expired.clone())
        .filter(used_up)
        .exec(db)
        .await?;
    let ready = let_go(State::Ready)
        .col_expr(entity::Column::Reason, Expr::cust(reason))
        .filter(expired)
        .filter(some_left)
        .exec(db)
        .await?;
    Ok(Rescued { ready: ready.rows_affected, dead: dead.rows_affected })
}

fn until(now: DateTime<Utc>, lease: Duration) -> DateTime<Utc> {
    (now + lease).trunc_subsecs(6)
}

/// Into this state, without worker and lease.
fn let_go(state: State) -> UpdateMany<entity::Entity> {
    entity::Entity::update_many()
        .col_expr(entity::Column::State, Expr::value(state.word()))
        .col_expr(entity::Column::Worker, Expr::value(Option::<String>::None))
        .col_expr(entity::Column::LeaseUntilAt, Expr::value(Option::<DateTime<Utc>>::None))
}

/// Ready again as if this attempt had not been.
fn uncounted() -> UpdateMany<entity::Entity> {
    let_go(State::Ready)
        .col_expr(entity::Column::Attempt, Expr::col(entity::Column::Attempt).sub(1))
}

/// The fence: still running, still this worker's, still this attempt.
fn mine(claim: &Claim) -> Condition {
    Condition::all()
        .add(entity::Column::Id.eq(claim.id.0))
        .add(entity::Column::State.eq(State::Running.word()))
        .add(entity::Column::Worker.eq(claim.worker.as_str()))
        .add(entity::Column::Attempt.eq(claim.attempt))
}

async fn fenced<C: ConnectionTrait>(
    db: &C,
    update: UpdateMany<entity::Entity>,
    claim: &Claim,
) -> Result<bool, DbErr> {
    Ok(update.filter(mine(claim)).exec(db).await?.rows_affected == 1)
}
