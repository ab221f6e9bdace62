//! Taking back what was asked for.

use crate::{State, entity::work};
use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, sea_query::Expr,
};
use vocabulary::WorkId;

/// What cancelling came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancelled {
    /// It had not begun, or was dead, and is cancelled.
    AtOnce,
    /// It runs and has been asked to stop; what it ends as is written when it ends.
    AskedToStop,
}

/// Why one row could not be cancelled.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// There is no such row.
    #[error("there is no such work")]
    Unknown,
    /// It is over.
    #[error("this work is {0}; only what waits, runs or is dead is cancelled")]
    Over(State),
    /// The database answered with an error.
    #[error("the work could not be cancelled: {0}")]
    Database(#[from] DbErr),
}

/// Takes back what was asked for, in the transaction that withdraws the cause: what waits is cancelled,
/// what runs is asked to stop. None when nothing of that kind and key waited or ran.
///
/// What runs may have done its work before it notices: an act re-checks that its work is still wanted,
/// and that check is the one that counts.
pub async fn cancel(
    tx: &DatabaseTransaction,
    cancelled_at: DateTime<Utc>,
    kind: &str,
    unique_key: &str,
    reason: &str,
) -> Result<Option<Cancelled>, DbErr> {
    let these = Condition::all()
        .add(work::Column::Kind.eq(kind))
        .add(work::Column::UniqueKey.eq(unique_key));
    if end(tx, cancelled_at, these.clone(), &[State::Ready], reason).await? {
        return Ok(Some(Cancelled::AtOnce));
    }
    if ask_to_stop(tx, cancelled_at, these.clone(), reason).await? {
        return Ok(Some(Cancelled::AskedToStop));
    }
    // It may have run at the first look and waited again at the second.
    Ok(end(tx, cancelled_at, these, &[State::Ready], reason).await?.then_some(Cancelled::AtOnce))
}

/// Cancels one row for a person, in the caller's transaction: what waits or is dead is cancelled (and
/// dead work thereby seen, so that it is pruned in its time), what runs is asked to stop. The caller
/// records who did it and why in the journal of the same transaction.
pub async fn cancel_one(
    tx: &DatabaseTransaction,
    cancelled_at: DateTime<Utc>,
    id: WorkId,
    reason: &str,
) -> Result<Cancelled, CancelError> {
    let this = Condition::all().add(work::Column::Id.eq(id.0));
    let before_it_runs = [State::Ready, State::Dead];
    if end(tx, cancelled_at, this.clone(), &before_it_runs, reason).await? {
        return Ok(Cancelled::AtOnce);
    }
    if ask_to_stop(tx, cancelled_at, this, reason).await? {
        return Ok(Cancelled::AskedToStop);
    }
    let row = work::Entity::find_by_id(id.0).one(tx).await?.ok_or(CancelError::Unknown)?;
    Err(CancelError::Over(row.state.parse().map_err(DbErr::Type)?))
}

async fn end(
    tx: &DatabaseTransaction,
    cancelled_at: DateTime<Utc>,
    these: Condition,
    states: &[State],
    reason: &str,
) -> Result<bool, DbErr> {
    let ended = work::Entity::update_many()
        .col_expr(work::Column::State, Expr::value(State::Cancelled.word()))
        .col_expr(work::Column::Reason, Expr::value(reason))
        .col_expr(work::Column::FinishedAt, Expr::value(cancelled_at.trunc_subsecs(6)))
        .filter(these)
        .filter(work::Column::State.is_in(states.iter().map(|state| state.word())))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected > 0)
}

async fn ask_to_stop(
    tx: &DatabaseTransaction,
    asked_at: DateTime<Utc>,
    these: Condition,
    reason: &str,
) -> Result<bool, DbErr> {
    let asked = work::Entity::update_many()
        .col_expr(work::Column::CancelAskedAt, Expr::value(asked_at.trunc_subsecs(6)))
        .col_expr(work::Column::CancelReason, Expr::value(reason))
        .filter(these)
        .filter(work::Column::State.eq(State::Running.word()))
        .exec(tx)
        .await?;
    Ok(asked.rows_affected > 0)
}
