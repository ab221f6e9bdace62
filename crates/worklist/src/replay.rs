//! What a person does with dead work.

use crate::{State, entity::work};
use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, SqlErr,
    prelude::Uuid,
    sea_query::{Expr, ExprTrait, LikeExpr, Query},
};
use std::collections::HashMap;
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
    let row = work::Entity::find_by_id(id.0).one(tx).await?.ok_or(ReplayError::Unknown)?;
    let state: State =
        row.state.parse().map_err(|unknown| ReplayError::Database(DbErr::Type(unknown)))?;
    if state != State::Dead {
        return Err(ReplayError::NotDead(state));
    }
    let live = work::Entity::find()
        .filter(work::Column::Kind.eq(row.kind))
        .filter(work::Column::UniqueKey.eq(row.unique_key))
        .filter(work::Column::State.is_in([State::Ready.word(), State::Running.word()]))
        .one(tx)
        .await?;
    if live.is_some() {
        return Err(ReplayError::AskedAgain);
    }
    if revive(tx, now, &[row.id]).await? == 1 { Ok(()) } else { Err(ReplayError::AskedAgain) }
}

/// Which dead work is replayed; all of it when nothing is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeadFilter {
    /// Only this kind.
    pub kind: Option<String>,
    /// Only with these words in the reason, in this spelling.
    pub reason: Option<String>,
    /// Only what has died since.
    pub since: Option<DateTime<Utc>>,
}

impl DeadFilter {
    pub(crate) fn condition(&self) -> Condition {
        let words = self.reason.as_deref().filter(|words| !words.is_empty());
        Condition::all()
            .add(work::Column::State.eq(State::Dead.word()))
            .add_option(self.kind.as_deref().map(|kind| work::Column::Kind.eq(kind)))
            .add_option(words.map(|words| {
                let escaped: String = words
                    .chars()
                    .flat_map(|c| ['\\'].into_iter().filter(move |_| "%_\\".contains(c)).chain([c]))
                    .collect();
                work::Column::Reason.like(LikeExpr::new(format!("%{escaped}%")).escape('\\'))
            }))
            .add_option(self.since.map(|since| work::Column::FinishedAt.gte(since)))
    }
}

/// Gives dead work a new set of attempts, due at once, in the caller's transaction: at most `most` rows,
/// those that died first; the rows. What has been asked for again since stays dead, and of several that
/// died under one key the latest is taken. The caller records who did it and why in the journal of the
/// same transaction, and rings the bell after the commit.
pub async fn replay_many(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    filter: &DeadFilter,
    most: u64,
) -> Result<Vec<WorkId>, ReplayError> {
    // The rows stay as they are until this transaction has written them.
    let dead = work::Entity::find()
        .filter(filter.condition())
        .order_by_asc(work::Column::FinishedAt)
        .order_by_asc(work::Column::Id)
        .limit(most)
        .lock_exclusive()
        .all(tx)
        .await?;
    let mut latest: HashMap<(String, String), WorkId> = HashMap::new();
    for row in dead {
        latest.insert((row.kind, row.unique_key), WorkId(row.id));
    }
    let mut replayed = Vec::new();
    let mut ids: Vec<_> = latest.into_values().map(|id| id.0).collect();
    ids.sort_unstable();
    for some in ids.chunks(500) {
        let mut live = Query::select();
        live.expr(Expr::value(1))
            .from_as(work::Entity, "other")
            .and_where(
                Expr::col(("other", work::Column::Kind)).equals((work::Entity, work::Column::Kind)),
            )
            .and_where(
                Expr::col(("other", work::Column::UniqueKey))
                    .equals((work::Entity, work::Column::UniqueKey)),
            )
            .and_where(
                Expr::col(("other", work::Column::State))
                    .is_in([State::Ready.word(), State::Running.word()]),
            );
        let free: Vec<_> = work::Entity::find()
            .select_only()
            .column(work::Column::Id)
            .filter(work::Column::Id.is_in(some.iter().copied()))
            .filter(Expr::not_exists(live))
            .into_tuple()
            .all(tx)
            .await?;
        revive(tx, now, &free).await?;
        replayed.extend(free.into_iter().map(WorkId));
    }
    Ok(replayed)
}

async fn revive(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    ids: &[Uuid],
) -> Result<u64, ReplayError> {
    let none = || Expr::value(Option::<DateTime<Utc>>::None);
    let revived = work::Entity::update_many()
        .col_expr(work::Column::State, Expr::value(State::Ready.word()))
        .col_expr(work::Column::Attempt, Expr::value(0))
        .col_expr(work::Column::RunAt, Expr::value(now.trunc_subsecs(6)))
        .col_expr(work::Column::FinishedAt, none())
        .col_expr(work::Column::CancelAskedAt, none())
        .col_expr(work::Column::CancelReason, Expr::value(Option::<String>::None))
        .filter(work::Column::Id.is_in(ids.iter().copied()))
        .filter(work::Column::State.eq(State::Dead.word()))
        .exec(tx)
        .await
        // Asked for again between the look and this write: `work_one_live` says so.
        .map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => ReplayError::AskedAgain,
            _ => ReplayError::Database(error),
        })?;
    Ok(revived.rows_affected)
}
