//! What the list looks like: for the operators' page, for metrics, for those who wait for it to empty.
//! Nothing here is scoped to an actor: rows of work belong to the installation, and only the
//! directorate's operators are shown them.

use crate::{
    DeadFilter, State, Worker,
    entity::{paused_kind, setback, work, worker},
};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use vocabulary::{OrganisationId, WorkId};

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
    /// Whose it is.
    pub organisation: Option<OrganisationId>,
    /// When its latest attempt began.
    pub began_at: Option<DateTime<Utc>>,
    /// When it was asked to stop while it ran.
    pub cancel_asked_at: Option<DateTime<Utc>>,
    /// Why it was asked to stop.
    pub cancel_reason: Option<String>,
}

/// An attempt that did not end well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setback {
    /// Which attempt; one that was not counted has the number of the next.
    pub attempt: i32,
    /// Who made it.
    pub worker: String,
    /// When it began; for several, the first.
    pub began_at: Option<DateTime<Utc>>,
    /// When it ended; for several, the last.
    pub ended_at: DateTime<Utc>,
    /// `failed`, `given-up`, `put-off`, `handed-back`, `stopped` or `rescued`.
    pub outcome: String,
    /// What an operator reads; may be empty.
    pub reason: String,
    /// How often in a row, where it was put off again and again for one reason.
    pub times: u32,
}

/// A kind that is paused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paused {
    /// The kind.
    pub kind: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The name of who paused it.
    pub by: String,
    /// Why.
    pub why: String,
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
    counted(db, work::Entity::find()).await
}

async fn counted<C: ConnectionTrait>(
    db: &C,
    these: Select<work::Entity>,
) -> Result<Vec<Count>, DbErr> {
    let rows: Vec<(String, String, i64)> = these
        .select_only()
        .column(work::Column::State)
        .column(work::Column::Kind)
        .column_as(work::Column::Id.count(), "rows")
        .group_by(work::Column::State)
        .group_by(work::Column::Kind)
        .order_by_asc(work::Column::Kind)
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
        .add_option(filter.state.map(|state| work::Column::State.eq(state.word())))
        .add_option(filter.kind.as_deref().map(|kind| work::Column::Kind.eq(kind)));
    let found = work::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_desc(work::Column::AskedAt)
        .order_by_desc(work::Column::Id)
        .offset(page.saturating_mul(per_page))
        .limit(per_page)
        .all(db)
        .await?;
    let items = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(Page { items, total })
}

/// One row.
pub async fn item<C: ConnectionTrait>(db: &C, id: WorkId) -> Result<Option<Item>, DbErr> {
    work::Entity::find_by_id(id.0).one(db).await?.map(read).transpose()
}

/// The latest row of a kind and key, whether it is over or not.
pub async fn latest_of<C: ConnectionTrait>(
    db: &C,
    kind: &str,
    unique_key: &str,
) -> Result<Option<Item>, DbErr> {
    work::Entity::find()
        .filter(work::Column::Kind.eq(kind))
        .filter(work::Column::UniqueKey.eq(unique_key))
        .order_by_desc(work::Column::AskedAt)
        .order_by_desc(work::Column::Id)
        .limit(1)
        .one(db)
        .await?
        .map(read)
        .transpose()
}

/// What went wrong with one row on the way, in the order it happened. The good end stands on the row.
pub async fn setbacks<C: ConnectionTrait>(db: &C, id: WorkId) -> Result<Vec<Setback>, DbErr> {
    let rows = setback::Entity::find()
        .filter(setback::Column::WorkId.eq(id.0))
        .order_by_asc(setback::Column::Seq)
        .all(db)
        .await?;
    let read = |row: setback::Model| Setback {
        attempt: row.attempt,
        worker: row.worker,
        began_at: row.began_at,
        ended_at: row.ended_at,
        outcome: row.outcome,
        reason: row.reason,
        times: u32::try_from(row.times).unwrap_or(1),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The kinds that are paused, by name.
pub async fn paused<C: ConnectionTrait>(db: &C) -> Result<Vec<Paused>, DbErr> {
    let rows = paused_kind::Entity::find().order_by_asc(paused_kind::Column::Kind).all(db).await?;
    let read = |row: paused_kind::Model| Paused {
        kind: row.kind,
        since: row.since_at,
        by: row.paused_by,
        why: row.why,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The workers that gave a sign of life since an instant, the oldest first.
pub async fn workers<C: ConnectionTrait>(
    db: &C,
    since: DateTime<Utc>,
) -> Result<Vec<Worker>, DbErr> {
    let rows = worker::Entity::find()
        .filter(worker::Column::SeenAt.gte(since))
        .order_by_asc(worker::Column::StartedAt)
        .order_by_asc(worker::Column::Name)
        .all(db)
        .await?;
    let read = |row: worker::Model| Worker {
        name: row.name,
        version: row.version,
        started_at: row.started_at,
        seen_at: row.seen_at,
        polled_at: row.polled_at,
        running: u32::try_from(row.running).unwrap_or(0),
        draining: row.draining,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// How many dead rows a replay by this filter would look at.
pub async fn dead<C: ConnectionTrait>(db: &C, filter: &DeadFilter) -> Result<u64, DbErr> {
    work::Entity::find().filter(filter.condition()).count(db).await
}

/// How many rows there are by state and kind of what is not over well: ready, running and dead. Unlike
/// [`counts`] it does not read what is done, however much that is.
pub async fn backlog<C: ConnectionTrait>(db: &C) -> Result<Vec<Count>, DbErr> {
    let mut counts = Vec::new();
    // One by one: each has an index of its own.
    for state in [State::Ready, State::Running, State::Dead] {
        let these = work::Entity::find().filter(work::Column::State.eq(state.word()));
        counts.extend(counted(db, these).await?);
    }
    Ok(counts)
}

/// How many rows wait or run, whether due or not: 0 when nothing is left to do.
pub async fn outstanding<C: ConnectionTrait>(db: &C) -> Result<u64, DbErr> {
    work::Entity::find()
        .filter(work::Column::State.is_in([State::Ready.word(), State::Running.word()]))
        .count(db)
        .await
}

/// How many rows of these kinds run, or wait, are due and are not of a paused kind: 0 when there is
/// nothing to do now.
pub async fn due<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    kinds: &[&str],
) -> Result<u64, DbErr> {
    let paused: Vec<String> = paused(db).await?.into_iter().map(|paused| paused.kind).collect();
    let waits_and_is_due = Condition::all()
        .add(work::Column::State.eq(State::Ready.word()))
        .add(work::Column::Kind.is_not_in(paused))
        .add(work::Column::RunAt.lte(now));
    work::Entity::find()
        .filter(work::Column::Kind.is_in(kinds.iter().copied()))
        .filter(
            Condition::any()
                .add(work::Column::State.eq(State::Running.word()))
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
    let oldest: Option<DateTime<Utc>> = work::Entity::find()
        .select_only()
        .column(work::Column::RunAt)
        .filter(work::Column::State.eq(State::Ready.word()))
        .filter(work::Column::RunAt.lte(now))
        .order_by_asc(work::Column::RunAt)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(oldest.map(|since| now - since))
}

fn read_state(word: &str) -> Result<State, DbErr> {
    word.parse().map_err(DbErr::Type)
}

fn read(row: work::Model) -> Result<Item, DbErr> {
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
        organisation: row.organisation_id.map(OrganisationId),
        began_at: row.began_at,
        cancel_asked_at: row.cancel_asked_at,
        cancel_reason: row.cancel_reason,
    })
}
