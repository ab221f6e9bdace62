//! What a person does with dead work, and what is swept away.

use crate::{State, entity};
use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, SqlErr,
    sea_query::Expr,
};
use vocabulary::WorkId;

/// Why work could not be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// There is no such row.
    #[error("there is no such work")]
    Unknown,
    /// Only dead work is replayed.
    #[error("this work is {0}; only dead work is replayed")]
    NotDead(State),
    /// The same was asked for again since and waits or runs.
    #[error("the same work has been asked for again and is on its way")]
    AskedAgain,
    /// The database answered with an error.
    #[error("the work could not be replayed: {0}")]
    Database(#[from] DbErr),
}

/// Gives dead work a new set of attempts, due at once, in the caller's transaction. The caller records
/// who did it and why in the journal of the same transaction, and rings the bell after the commit.
pub async fn replay(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    id: WorkId,
) -> Result<(), ReplayError> {
    let row = entity::Entity::find_by_id(id.0).one(tx).await?.ok_or(ReplayError::Unknown)?;
    let state: State =
        row.state.parse().map_err(|unknown| ReplayError::Database(DbErr::Type(unknown)))?;
    if state != State::Dead {
        return Err(ReplayError::NotDead(state));
    }
    let live = entity::Entity::find()
        .filter(entity::Column::Kind.eq(row.kind))
        .filter(entity::Column::UniqueKey.eq(row.unique_key))
        .filter(entity::Column::State.is_in([State::Ready.word(), State::Running.word()]))
        .one(tx)
        .await?;
    if live.is_some() {
        return Err(ReplayError::AskedAgain);
    }
    let replayed = entity::Entity::update_many()
        .col_expr(entity::Column::State, Expr::value(State::Ready.word()))
        .col_expr(entity::Column::Attempt, Expr::value(0))
        .col_expr(entity::Column::RunAt, Expr::value(now.trunc_subsecs(6)))
        .col_expr(entity::Column::FinishedAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(entity::Column::Id.eq(id.0))
        .filter(entity::Column::State.eq(State::Dead.word()))
        .exec(tx)
        .await
        // Asked for again between the look above and this write: `work_one_live` says so.
        .map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => ReplayError::AskedAgain,
            _ => ReplayError::Database(error),
        })?;
    if replayed.rows_affected == 1 { Ok(()) } else { Err(ReplayError::AskedAgain) }
}

/// Deletes what was done or cancelled before an instant; how many rows. Dead work stays until a person
/// has looked at it.
pub async fn prune<C: ConnectionTrait>(db: &C, before: DateTime<Utc>) -> Result<u64, DbErr> {
    let pruned = entity::Entity::delete_many()
        .filter(entity::Column::State.is_in([State::Done.word(), State::Cancelled.word()]))
        .filter(entity::Column::FinishedAt.lt(before))
        .exec(db)
        .await?;
    Ok(pruned.rows_affected)
}
