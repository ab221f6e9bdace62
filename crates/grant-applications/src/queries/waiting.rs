//! What waits for an answer or goes out soon: for the first page and its like.

use super::applications::{base_select, takes_part};
use crate::{entity, queries::closed_contents};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Cond, Expr, Func, JoinType, Order, Query},
};
use uuid::Uuid;
use vocabulary::{Actor, ApplicationId, CallId, Day, Page};

/// What an applicant was asked for and has not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplementRow {
    /// The application.
    pub id: ApplicationId,
    /// What people call it.
    pub reference: String,
    /// The project; `None` while impartiality keeps the contents from the reader.
    pub title: Option<String>,
    /// Who applies.
    pub organisation: String,
    /// The day it is wanted by.
    pub due_on: Day,
}

/// What applicants were asked for and have not sent, of the applications the actor may see, the
/// earliest day first: what is `overdue` on this day, or what is not yet. No more than `most` rows;
/// the total counts all.
pub async fn supplements_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    overdue: bool,
    most: u64,
) -> Result<Page<SupplementRow>, DbErr> {
    let due = || Expr::col(("a", "supplement_due_on"));
    let mut wanted = Cond::all().add(Expr::col(("a", "state")).eq("incomplete"));
    wanted = match overdue {
        true => wanted.add(due().lt(today.date())),
        false => wanted.add(due().gte(today.date())),
    };
    if let Some(own) = actor.confined_to() {
        wanted = wanted.add(takes_part(own));
    }
    let base = base_select(wanted);
    let mut count = base.clone();
    count.expr_as(Func::count(Expr::col(("a", "id"))), "total");
    let total: i64 = match db.query_one(&count).await? {
        Some(row) => row.try_get("", "total")?,
        None => 0,
    };
    let mut select = base;
    select
        .expr_as(Expr::col(("a", "id")), "id")
        .expr_as(Expr::col(("a", "reference")), "reference")
        .expr_as(Expr::col(("a", "title")), "title")
        .expr_as(Expr::col(("o", "name")), "organisation")
        .expr_as(due(), "due_on")
        .order_by(("a", "supplement_due_on"), Order::Asc)
        .order_by(("a", "reference"), Order::Asc)
        .limit(most);
    let closed = closed_contents(db, actor, today).await?;
    let mut rows = Vec::new();
    for row in db.query_all(&select).await? {
        let id = ApplicationId(row.try_get::<Uuid>("", "id")?);
        let title: String = row.try_get("", "title")?;
        rows.push(SupplementRow {
            id,
            reference: row.try_get("", "reference")?,
            title: (!closed.contains(&id)).then_some(title),
            organisation: row.try_get("", "organisation")?,
            due_on: Day::from(row.try_get::<NaiveDate>("", "due_on")?),
        });
    }
    Ok(Page { rows, total: total.try_into().unwrap_or(0), page: 1, per_page: most })
}

/// Applications of one call that are due a provisional reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepliesDue {
    /// The call.
    pub call: CallId,
    /// How many applications.
    pub applications: u64,
    /// The day the first of them is due.
    pub first_on: Day,
}

/// Where a provisional reply goes out by itself after today and no later than `until`, unless the
/// applications are decided or dismissed before; by call, the earliest first. Only for the directorate.
pub async fn provisional_replies_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    until: Day,
) -> Result<Vec<RepliesDue>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    let calls: Vec<(Uuid, i32)> = entity::call::Entity::find()
        .select_only()
        .columns([entity::call::Column::Id, entity::call::Column::ProvisionalReplyDays])
        .filter(entity::call::Column::State.is_in(["open", "closed"]))
        .filter(entity::call::Column::ProvisionalReplyDays.gt(0))
        .order_by_asc(entity::call::Column::Slug)
        .into_tuple()
        .all(db)
        .await?;
    let mut due = Vec::new();
    for (call, days) in calls {
        let days = i64::from(days);
        let from = today.plus_days(1 - days).begins_at();
        // An answer is due counted from the day it first arrived; what is older than versions has
        // arrived once.
        let arrived =
            || Func::coalesce([Expr::col(("v", "submitted_at")), Expr::col(("a", "submitted_at"))]);
        let first = Expr::col(("v", "application_id"))
            .equals(("a", "id"))
            .and(Expr::col(("v", "number")).eq(1));
        let select = Query::select()
            .from_as("application", "a")
            .join_as(JoinType::LeftJoin, "application_version", "v", first)
            .expr_as(Func::count(Expr::col(("a", "id"))), "waiting")
            .expr_as(Func::min(arrived()), "first")
            .and_where(Expr::col(("a", "call_id")).eq(call))
            .and_where(Expr::col(("a", "state")).is_in(["submitted", "late", "checked"]))
            // What was sent in last is no older: so an index finds it.
            .and_where(Expr::col(("a", "submitted_at")).gte(from))
            .and_where(Expr::expr(arrived()).gte(from))
            .and_where(Expr::expr(arrived()).lt(until.plus_days(-days).ends_at()))
            .to_owned();
        let Some(row) = db.query_one(&select).await? else { continue };
        let waiting: i64 = row.try_get("", "waiting")?;
        if let Some(first) = row.try_get::<Option<DateTime<Utc>>>("", "first")? {
            due.push(RepliesDue {
                call: CallId(call),
                applications: waiting.try_into().unwrap_or(0),
                first_on: Day::at(first).plus_days(days),
            });
        }
    }
    due.sort_by_key(|one| one.first_on);
    Ok(due)
}
