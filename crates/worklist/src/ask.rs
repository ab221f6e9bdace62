//! Asking for work, and taking the question back.

use crate::{State, entity};
use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use vocabulary::WorkId;

/// What is to be done, to what, when, and how hard to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Which act does it: `hand-over-letter`.
    pub kind: &'static str,
    /// What it is done to: an id, never personal data. Empty for a round, which compares everything.
    pub subject: String,
    /// At most one row of a kind with this key waits or runs at a time.
    pub unique_key: String,
    /// Not before this instant by the machine's clock; an instant of the past is due at once.
    pub run_at: DateTime<Utc>,
    /// Larger goes first; 0 is ordinary.
    pub priority: i32,
    /// It is dead after this many attempts, crashes included; at least 1.
    pub max_attempts: i32,
}

impl Ask {
    /// Ordinary work on one subject: the subject is the unique key, priority 0, ten attempts (with
    /// the usual [`crate::Backoff`] the last comes at most 32 minutes after the first).
    pub fn new(kind: &'static str, subject: impl ToString, run_at: DateTime<Utc>) -> Ask {
        let subject = subject.to_string();
        Ask { kind, unique_key: subject.clone(), subject, run_at, priority: 0, max_attempts: 10 }
    }
    /// With another unique key than the subject.
    #[must_use]
    pub fn unique_key(mut self, key: impl Into<String>) -> Ask {
        self.unique_key = key.into();
        self
    }
    /// More or less urgent than ordinary work.
    #[must_use]
    pub fn priority(mut self, priority: i32) -> Ask {
        self.priority = priority;
        self
    }
    /// With another number of attempts.
    #[must_use]
    pub fn max_attempts(mut self, attempts: i32) -> Ask {
        self.max_attempts = attempts;
        self
    }
}

/// Asks for work in the caller's transaction; true when this added a row, false when a row of that
/// kind and key already waits or runs.
///
/// A row that runs counts: it may have looked at its subject before this change. What must be looked
/// at again after this change needs a key that says so (a version, a day).
pub async fn ask(
    tx: &DatabaseTransaction,
    asked_at: DateTime<Utc>,
    ask: Ask,
) -> Result<bool, DbErr> {
    let row = entity::ActiveModel {
        id: Set(WorkId::fresh().0),
        kind: Set(ask.kind.to_owned()),
        subject: Set(ask.subject),
        unique_key: Set(ask.unique_key),
        priority: Set(ask.priority),
        state: Set(State::Ready.word().to_owned()),
        run_at: Set(ask.run_at.trunc_subsecs(6)),
        attempt: Set(0),
        max_attempts: Set(ask.max_attempts.max(1)),
        worker: Set(None),
        lease_until_at: Set(None),
        reason: Set(None),
        asked_at: Set(asked_at.trunc_subsecs(6)),
        finished_at: Set(None),
    };
    // Without a conflict target it also covers the partial index `work_one_live`.
    let added = entity::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(added == 1)
}

/// Takes back what was asked for, in the caller's transaction; true when a row waited and is cancelled
/// now.
///
/// What already runs is left alone: an act re-checks that its work is still wanted, and that check is
/// the one that counts.
pub async fn cancel(
    tx: &DatabaseTransaction,
    cancelled_at: DateTime<Utc>,
    kind: &str,
    unique_key: &str,
    reason: &str,
) -> Result<bool, DbErr> {
    let cancelled = entity::Entity::update_many()
        .col_expr(entity::Column::State, Expr::value(State::Cancelled.word()))
        .col_expr(entity::Column::Reason, Expr::value(reason))
        .col_expr(entity::Column::FinishedAt, Expr::value(cancelled_at.trunc_subsecs(6)))
        .filter(entity::Column::Kind.eq(kind))
        .filter(entity::Column::UniqueKey.eq(unique_key))
        .filter(entity::Column::State.eq(State::Ready.word()))
        .exec(tx)
        .await?;
    Ok(cancelled.rows_affected > 0)
}
