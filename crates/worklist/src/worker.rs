//! The workers that live: what each says of itself with every sign of life.

use crate::{dialect, entity::worker, sql};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::OnConflict,
};

/// A process at work, as it says itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    /// Its name, another one for each life.
    pub name: String,
    /// The version of the program.
    pub version: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// Its last sign of life.
    pub seen_at: DateTime<Utc>,
    /// When it looked at the list last; none before its first look.
    pub polled_at: Option<DateTime<Utc>>,
    /// How many acts it has under way.
    pub running: u32,
    /// It claims nothing more and is about to end.
    pub draining: bool,
}

/// A sign of life.
pub async fn live<C: ConnectionTrait>(db: &C, worker: &Worker) -> Result<(), DbErr> {
    let row = worker::ActiveModel {
        name: Set(worker.name.clone()),
        version: Set(worker.version.clone()),
        started_at: Set(worker.started_at.trunc_subsecs(6)),
        seen_at: Set(worker.seen_at.trunc_subsecs(6)),
        polled_at: Set(worker.polled_at.map(|at| at.trunc_subsecs(6))),
        running: Set(i32::try_from(worker.running).unwrap_or(i32::MAX)),
        draining: Set(worker.draining),
    };
    let again = OnConflict::column(worker::Column::Name)
        .update_columns([
            worker::Column::SeenAt,
            worker::Column::PolledAt,
            worker::Column::Running,
            worker::Column::Draining,
        ])
        .to_owned();
    worker::Entity::insert(row).on_conflict(again).exec_without_returning(db).await?;
    Ok(())
}

/// It has ended: it is not on the list any more.
pub async fn leave<C: ConnectionTrait>(db: &C, name: &str) -> Result<(), DbErr> {
    worker::Entity::delete_by_id(name.to_owned()).exec(db).await?;
    Ok(())
}

/// Takes workers off the list that gave no sign of life since an instant; how many.
pub async fn forget_silent<C: ConnectionTrait>(db: &C, since: DateTime<Utc>) -> Result<u64, DbErr> {
    let gone =
        worker::Entity::delete_many().filter(worker::Column::SeenAt.lt(since)).exec(db).await?;
    Ok(gone.rows_affected)
}

/// How far the database's clock is ahead of the machine's, where it has one of its own: leases go by the
/// database's, so that machines whose clocks differ agree about them. `machine` is asked right before
/// and right after.
pub async fn clock_ahead<C: ConnectionTrait>(
    db: &C,
    machine: impl Fn() -> DateTime<Utc>,
) -> Result<TimeDelta, DbErr> {
    let backend = db.get_database_backend();
    let Some(text) = dialect::its_time(backend) else { return Ok(TimeDelta::zero()) };
    let before = machine();
    let row = db.query_one_raw(sql::statement(backend, text, Vec::new())).await?;
    let after = machine();
    let there: Option<DateTime<Utc>> = row.map(|row| row.try_get("", "now")).transpose()?;
    Ok(there.map_or(TimeDelta::zero(), |there| there - (before + (after - before) / 2)))
}
