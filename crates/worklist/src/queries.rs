//! What the list looks like: for the operators' page, for metrics, for those who wait for it to empty.
//! Nothing here is scoped to an actor: rows of work belong to the installation, and only the
//! directorate's operators are shown them.

use crate::{State, entity};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use vocabulary::WorkId;

/// A row of work as people look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The row.
    pub id: WorkId,
    /// Which act does it.
    pub kind: String,
    /// What it is done to.
    pub subject: String,
    /// The key under which at most one row of the kind waits or runs.
    pub unique_key: String,
    /// Where it stands.
    pub state: State,
    /// Larger goes first.
    pub priority: i32,
    /// Not before this instant.
    pub run_at: DateTime<Utc>,
    /// How many attempts were begun.
    pub attempt: i32,
    /// How many there may be.
    pub max_attempts: i32,
    /// Who runs it now.
    pub worker: Option<String>,
    /// Until when, unless renewed.
    pub lease_until: Option<DateTime<Utc>>,
    /// Why it failed last, was put off, is dead or was cancelled.
    pub reason: Option<String>,
    /// When it was asked for, by the trade's clock.
    pub asked_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// How many rows of a kind are in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The state.
    pub state: State,
    /// The kind.
    pub kind: String,
    /// How many.
    pub rows: u64,
}

/// Which rows to list; everything when nothing is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this state.
    pub state: Option<State>,
    /// Only this kind.
    pub kind: Option<String>,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The rows of this page, latest asked first.
    pub items: Vec<Item>,
    /// How many rows there are on all pages.
    pub total: u64,
}

/// How many rows there are by state and kind, in the order of the states.
pub async fn counts<C: ConnectionTrait>(db: &C) -> Result<Vec<Count>, DbErr> {
    let rows: Vec<(String, String, i64)> = entity::Entity::find()
        .select_only()
        .column(entity::Column::State)
        .column(entity::Column::Kind)
        .column_as(entity::Column::Id.count(), "rows")
        .group_by(entity::Column::State)
        .group_by(entity::Column::Kind)
        .order_by_asc(entity::Column::Kind)
        .into_tuple()
        .all(db)
        .await?;
    let mut counts = Vec::with_capacity(rows.len());
    for (state, kind, rows) in rows {
        let rows = u64::try_from(rows).unwrap_or(0);
        counts.push(Count { state: read_state(&state)?, kind, rows });
    }
    counts.sort_by_key(|count| count.state);
    Ok(counts)
}

/// One page of the list; the first page is number 0.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    filter: &Filter,
    page: u64,
    per_page: u64,
) -> Result<Page, DbErr> {
    let wanted = Condition::all()
        .add_option(filter.state.map(|state| entity::Column::State.eq(state.word())))
        .add_option(filter.kind.as_deref().map(|kind| entity::Column::Kind.eq(kind)));
    let found = entity::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_desc(entity::Column::AskedAt)
        .order_by_desc(entity::Column::Id)
        .offset(page.saturating_mul(per_page))
        .limit(per_page)
        .all(db)
        .await?;
    let items = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(Page { items, total })
}

/// One row.
pub async fn item<C: ConnectionTrait>(db: &C, id: WorkId) -> Result<Option<Item>, DbErr> {
    entity::Entity::find_by_id(id.0).one(db).await?.map(read).transpose()
}

/// How many rows wait or run, whether due or not: 0 when nothing is left to do.
pub async fn outstanding<C: ConnectionTrait>(db: &C) -> Result<u64, DbErr> {
    entity::Entity::find()
        .filter(entity::Column::State.is_in([State::Ready.word(), State::Running.word()]))
        .count(db)
        .await
}

/// How many rows of these kinds run, or wait and are due: 0 when there is nothing to do now.
pub async fn due<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    kinds: &[&str],
) -> Result<u64, DbErr> {
    let waits_and_is_due = Condition::all()
        .add(entity::Column::State.eq(State::Ready.word()))
        .add(entity::Column::RunAt.lte(now));
    entity::Entity::find()
        .filter(entity::Column::Kind.is_in(kinds.iter().copied()))
        .filter(
            Condition::any()
                .add(entity::Column::State.eq(State::Running.word()))
                .add(waits_and_is_due),
        )
        .count(db)
        .await
}

/// How long the row has waited that has been due the longest; `None` when none is due. Under a
/// rehearsed clock, rows are asked for at an instant of the past and seem to have waited since.
pub async fn oldest_ready_age<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
) -> Result<Option<TimeDelta>, DbErr> {
    let oldest: Option<DateTime<Utc>> = entity::Entity::find()
        .select_only()
        .column(entity::Column::RunAt)
        .filter(entity::Column::State.eq(State::Ready.word()))
        .filter(entity::Column::RunAt.lte(now))
        .order_by_asc(entity::Column::RunAt)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(oldest.map(|since| now - since))
}

fn read_state(word: &str) -> Result<State, DbErr> {
    word.parse().map_err(DbErr::Type)
}

fn read(row: entity::Model) -> Result<Item, DbErr> {
    Ok(Item {
        state: read_state(&row.state)?,
        id: WorkId(row.id),
        kind: row.kind,
        subject: row.subject,
        unique_key: row.unique_key,
        priority: row.priority,
        run_at: row.run_at,
        attempt: row.attempt,
        max_attempts: row.max_attempts,
        worker: row.worker,
        lease_until: row.lease_until_at,
        reason: row.reason,
        asked_at: row.asked_at,
        finished_at: row.finished_at,
    })
}
