//! The append-only record of who did what to which thing.
//!
//! A verb opens its transaction with [`begin`], changes what it changes, calls [`record`] in the same
//! transaction and commits: there is no change without its entry and no entry without its change.
//! A round calls [`seal`] afterwards, which chains the entries by hash, so that [`verify`] finds a row
//! that was altered or removed behind the application's back and no writer waits for another's hash.
//!
//! Nobody but this crate writes `begin`: it is where a write transaction gets the mode that SQLite
//! needs (`BEGIN IMMEDIATE`; a deferred one that reads before it writes fails under load).

mod chain;
mod entity;

pub use chain::{Seal, seal, verify};

use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{
    AccessMode,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    EntityTrait, IsolationLevel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use vocabulary::Actor;

/// Opens a transaction that is going to write.
pub async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    db.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    })
    .await
}

/// Opens a transaction that only reads, and sees what stood when it first looked, whatever is written
/// meanwhile: for what is told of many tables at once.
pub async fn look(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = match db.get_database_backend() {
        DbBackend::Postgres => TransactionOptions {
            isolation_level: Some(IsolationLevel::RepeatableRead),
            access_mode: Some(AccessMode::ReadOnly),
            ..Default::default()
        },
        // What a transaction of SQLite has begun to read does not change until it ends.
        _ => TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
            ..Default::default()
        },
    };
    db.begin_with_options(options).await
}

/// What was done to which thing.
#[derive(Debug, Clone)]
pub struct Act<'a> {
    /// The verb in the past tense: `submitted`.
    pub act: &'a str,
    /// The kind of thing: `application`.
    pub thing: &'a str,
    /// Its id.
    pub id: String,
    /// What an auditor would ask next: amounts in øre, days, the other things involved. No personal
    /// data beyond names of those who act.
    pub detail: serde_json::Value,
}

/// One line of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its place; later entries have larger ones, with gaps.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// The name of who did it.
    pub actor: String,
    /// What was done.
    pub act: String,
    /// To what kind of thing.
    pub thing: String,
    /// To which.
    pub id: String,
    /// The details.
    pub detail: serde_json::Value,
}

/// Writes an entry in the caller's transaction.
pub async fn record(
    tx: &DatabaseTransaction,
    actor: &Actor,
    at: DateTime<Utc>,
    act: Act<'_>,
) -> Result<(), DbErr> {
    let row = entity::entry::ActiveModel {
        seq: NotSet,
        at: Set(at.trunc_subsecs(6)),
        actor_id: Set(actor.person().map(|person| person.0)),
        actor_name: Set(actor.name().to_owned()),
        act: Set(act.act.to_owned()),
        thing: Set(act.thing.to_owned()),
        thing_id: Set(act.id),
        detail: Set(act.detail),
    };
    entity::entry::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// What was done to one thing, oldest first.
pub async fn history<C: ConnectionTrait>(
    db: &C,
    thing: &str,
    id: &str,
) -> Result<Vec<Entry>, DbErr> {
    let rows = entity::entry::Entity::find()
        .filter(entity::entry::Column::Thing.eq(thing))
        .filter(entity::entry::Column::ThingId.eq(id))
        .order_by_asc(entity::entry::Column::Seq)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// The latest entries of all, newest first.
pub async fn latest<C: ConnectionTrait>(db: &C, most: u64) -> Result<Vec<Entry>, DbErr> {
    let rows = entity::entry::Entity::find()
        .order_by_desc(entity::entry::Column::Seq)
        .limit(most)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// How many entries there are.
pub async fn count<C: ConnectionTrait>(db: &C) -> Result<u64, DbErr> {
    entity::entry::Entity::find().count(db).await
}

impl From<entity::entry::Model> for Entry {
    fn from(row: entity::entry::Model) -> Entry {
        Entry {
            seq: row.seq,
            at: row.at,
            actor: row.actor_name,
            act: row.act,
            thing: row.thing,
            id: row.thing_id,
            detail: row.detail,
        }
    }
}
