//! Asking for work.

use crate::{Class, State, class, entity::work, sql};
use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, Value,
    sea_query::OnConflict,
};
use vocabulary::{OrganisationId, WorkId};

/// So many rows go into one statement: both databases take more parameters than that makes.
const AT_ONCE: usize = 500;

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
    /// Minutes of head start, from [`Class::Background`]'s to [`Class::Urgent`]'s; 0 is ordinary.
    pub priority: i32,
    /// It is dead after this many attempts, crashes included; at least 1.
    pub max_attempts: i32,
    /// Whose it is. Organisations take turns, so that one with a hundred thousand rows keeps nobody
    /// waiting; what is nobody's takes turns as one more.
    pub organisation: Option<OrganisationId>,
}

impl Ask {
    /// Ordinary work on one subject: the subject is the unique key, priority 0, ten attempts (with
    /// the usual [`crate::Backoff`] the last comes at most 32 minutes after the first), nobody's.
    pub fn new(kind: &'static str, subject: impl ToString, run_at: DateTime<Utc>) -> Ask {
        let subject = subject.to_string();
        Ask {
            kind,
            unique_key: subject.clone(),
            subject,
            run_at,
            priority: 0,
            max_attempts: 10,
            organisation: None,
        }
    }
    /// With another unique key than the subject.
    #[must_use]
    pub fn unique_key(mut self, key: impl Into<String>) -> Ask {
        self.unique_key = key.into();
        self
    }
    /// So many minutes more or less urgent than ordinary work.
    #[must_use]
    pub fn priority(mut self, priority: i32) -> Ask {
        self.priority = priority;
        self
    }
    /// As urgent as its class.
    #[must_use]
    pub fn class(self, class: Class) -> Ask {
        self.priority(class.points())
    }
    /// With another number of attempts.
    #[must_use]
    pub fn max_attempts(mut self, attempts: i32) -> Ask {
        self.max_attempts = attempts;
        self
    }
    /// For an organisation.
    #[must_use]
    pub fn organisation(mut self, whose: impl Into<Option<OrganisationId>>) -> Ask {
        self.organisation = whose.into();
        self
    }
}

/// Asks for work in the caller's transaction; true when this added a row, false when a row of that
/// kind and key already waits or runs.
///
/// A row that runs counts: it may have looked at its subject before this change. What must be looked
/// at again after this change needs a key that says so (a version, a day). One that runs and was asked
/// to stop is wanted again from now on: the asking to stop is taken back.
pub async fn ask(
    tx: &DatabaseTransaction,
    asked_at: DateTime<Utc>,
    ask: Ask,
) -> Result<bool, DbErr> {
    Ok(ask_many(tx, asked_at, vec![ask]).await? == 1)
}

/// Asks for much work in the caller's transaction, some hundred rows to a statement; how many rows this
/// added. What [`ask`] says of one holds for each.
pub async fn ask_many(
    tx: &DatabaseTransaction,
    asked_at: DateTime<Utc>,
    asks: Vec<Ask>,
) -> Result<u64, DbErr> {
    let mut added = 0;
    for asks in asks.chunks(AT_ONCE) {
        let mut new = insert(tx, asked_at, asks).await?;
        // What was not added is there already, and may have been asked to stop. Such a row can have
        // ended in that very moment: then nothing is there any more, and it is added after all.
        if new < asks.len() as u64 && wanted_again(tx, asks).await? < asks.len() as u64 - new {
            new += insert(tx, asked_at, asks).await?;
        }
        added += new;
    }
    Ok(added)
}

async fn insert(
    tx: &DatabaseTransaction,
    asked_at: DateTime<Utc>,
    asks: &[Ask],
) -> Result<u64, DbErr> {
    let rows = asks.iter().map(|ask| work::ActiveModel {
        id: Set(WorkId::fresh().0),
        kind: Set(ask.kind.to_owned()),
        subject: Set(ask.subject.clone()),
        unique_key: Set(ask.unique_key.clone()),
        priority: Set(class::within_bounds(ask.priority)),
        state: Set(State::Ready.word().to_owned()),
        run_at: Set(ask.run_at.trunc_subsecs(6)),
        attempt: Set(0),
        max_attempts: Set(ask.max_attempts.max(1)),
        worker: Set(None),
        lease_until_at: Set(None),
        reason: Set(None),
        asked_at: Set(asked_at.trunc_subsecs(6)),
        finished_at: Set(None),
        organisation_id: Set(ask.organisation.map(|organisation| organisation.0)),
        began_at: Set(None),
        cancel_asked_at: Set(None),
        cancel_reason: Set(None),
    });
    // Without a conflict target it also covers the partial index `work_one_live`.
    work::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
}

/// Takes back that running rows were asked to stop; how many of the asked for wait or run as they are.
async fn wanted_again(tx: &DatabaseTransaction, asks: &[Ask]) -> Result<u64, DbErr> {
    let values = || -> Vec<Value> {
        let keys = asks.iter().flat_map(|ask| [ask.kind.into(), ask.unique_key.clone().into()]);
        keys.collect()
    };
    let these = format!(
        "state IN ('ready', 'running') AND (kind, unique_key) IN (VALUES {})",
        sql::rows(asks.len(), 2)
    );
    let backend = tx.get_database_backend();
    let again = format!(
        "UPDATE work SET cancel_asked_at = NULL, cancel_reason = NULL \
         WHERE cancel_asked_at IS NOT NULL AND {these}"
    );
    tx.execute_raw(sql::statement(backend, &again, values())).await?;
    let live = format!("SELECT count(*) AS live FROM work WHERE {these}");
    let row = tx.query_one_raw(sql::statement(backend, &live, values())).await?;
    let live: i64 = row.map_or(Ok(0), |row| row.try_get("", "live"))?;
    Ok(u64::try_from(live).unwrap_or(0))
}
