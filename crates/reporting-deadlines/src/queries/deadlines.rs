//! Deadlines, as lists and sums.

use super::listing::{containing, page, within_sight};
use crate::{Deadline, DeadlineState, Owed, Reminder, repository};
use sea_orm::{
    Condition, ConnectionTrait, DbErr, ExprTrait, QueryResult,
    sea_query::{Expr, Order, Query, SelectStatement},
};
use std::str::FromStr;
use uuid::Uuid;
use vocabulary::{Actor, Day, DeadlineId, GrantId, Look, Page, ReportId};

/// What is due within this many days is due soon.
const SOON_DAYS: i64 = 30;

/// Which deadlines a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// Open after their day.
    Overdue,
    /// Open, and due within 30 days.
    DueSoon,
    /// Open, overdue or not.
    Open,
    /// Met.
    Met,
    /// All of them.
    #[default]
    All,
}

impl FromStr for Shown {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Shown::ALL
            .into_iter()
            .find(|shown| shown.word() == word)
            .ok_or_else(|| format!("«{word}» is not a choice of deadlines"))
    }
}

impl Shown {
    /// All of them.
    pub const ALL: [Shown; 5] =
        [Shown::Overdue, Shown::DueSoon, Shown::Open, Shown::Met, Shown::All];

    /// The word that stands in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Shown::Overdue => "overdue",
            Shown::DueSoon => "due-soon",
            Shown::Open => "open",
            Shown::Met => "met",
            Shown::All => "all",
        }
    }
}

/// A line in a list of deadlines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadlineRow {
    /// The deadline.
    pub deadline: Deadline,
    /// The name of the organisation that owes.
    pub organisation_name: String,
    /// The report that is to meet it, once it has been begun.
    pub report: Option<ReportId>,
    /// Days until it is due; negative when its day has passed.
    pub days_left: i64,
    /// Open after its day.
    pub overdue: bool,
}

/// How the reporting of some grants stands. Acceptances are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportingStatus {
    /// Reports delivered, late or not.
    pub delivered: usize,
    /// Of those, delivered after their day.
    pub delivered_late: usize,
    /// Still owed after their day.
    pub overdue: usize,
    /// Owed, and their day is not over.
    pub open: usize,
    /// Not owed any more.
    pub lapsed: usize,
}

/// The deadlines this actor may see. Sorts by `due` (as it does by itself), `organisation`, `project`
/// or `reference`; searches in the organisation, the project, the title and the reference.
pub async fn deadlines_for_actor<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    today: Day,
    shown: Shown,
    look: &Look,
) -> Result<Page<DeadlineRow>, DbErr> {
    let mut rows = selection();
    rows.cond_where(within_sight(actor, "deadline").add(that_are(shown, today)).add(containing(
        look,
        &[
            ("organisation", "name"),
            ("deadline", "project_title"),
            ("deadline", "title"),
            ("deadline", "grant_reference"),
        ],
    )));
    let column = match look.sort.as_deref() {
        Some("organisation") => ("organisation", "name"),
        Some("project") => ("deadline", "project_title"),
        Some("reference") => ("deadline", "grant_reference"),
        _ => ("deadline", "due_on"),
    };
    let order = if look.descending { Order::Desc } else { Order::Asc };
    rows.order_by(column, order)
        .order_by(("deadline", "due_on"), Order::Asc)
        .order_by(("deadline", "id"), Order::Asc);
    page(conn, rows, look, |row| read(row, today)).await
}

/// One deadline, if this actor may see it.
pub async fn deadline_for_actor<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    today: Day,
    id: DeadlineId,
) -> Result<Option<DeadlineRow>, DbErr> {
    let mut rows = selection();
    rows.cond_where(within_sight(actor, "deadline").add(Expr::col(("deadline", "id")).eq(id.0)));
    conn.query_one(&rows).await?.map(|row| read(&row, today)).transpose()
}

/// How many deadlines this actor may see are overdue.
pub async fn overdue_count<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    today: Day,
) -> Result<u64, DbErr> {
    let look = Look { per_page: 1, ..Look::default() };
    Ok(deadlines_for_actor(conn, actor, today, Shown::Overdue, &look).await?.total)
}

/// The deadlines of these grants, by due day.
pub async fn deadlines_of_grants<C: ConnectionTrait>(
    conn: &C,
    grants: &[GrantId],
) -> Result<Vec<Deadline>, DbErr> {
    repository::deadlines(conn, None, None, Some(grants)).await
}

/// How the reporting of these grants stands.
pub async fn reporting_status<C: ConnectionTrait>(
    conn: &C,
    grants: &[GrantId],
    today: Day,
) -> Result<ReportingStatus, DbErr> {
    let mut status = ReportingStatus::default();
    for deadline in deadlines_of_grants(conn, grants).await? {
        if deadline.owed == Owed::Acceptance {
            continue;
        }
        match deadline.state {
            DeadlineState::Met { at } => {
                status.delivered += 1;
                status.delivered_late += usize::from(Day::at(at) > deadline.due_on);
            }
            DeadlineState::Open if deadline.is_overdue(today) => status.overdue += 1,
            DeadlineState::Open => status.open += 1,
            DeadlineState::Lapsed => status.lapsed += 1,
        }
    }
    Ok(status)
}

/// Whether every report that these grants owe is approved. Where none is owed, nothing is.
pub async fn all_approved<C: ConnectionTrait>(conn: &C, grants: &[GrantId]) -> Result<bool, DbErr> {
    let owed = |deadline: &Deadline| {
        deadline.owed != Owed::Acceptance && deadline.state != DeadlineState::Lapsed
    };
    let deadlines = deadlines_of_grants(conn, grants).await?;
    let owed: Vec<Uuid> = deadlines.iter().filter(|one| owed(one)).map(|one| one.id.0).collect();
    if owed.is_empty() {
        return Ok(false);
    }
    let mut approved = Query::select();
    approved
        .expr_as(Expr::col(("report", "deadline_id")).count_distinct(), "approved")
        .from("report")
        .and_where(Expr::col(("report", "deadline_id")).is_in(owed.clone()))
        .and_where(Expr::col(("report", "state")).eq("approved"));
    let row = conn.query_one(&approved).await?;
    let approved: i64 = row.map(|row| row.try_get("", "approved")).transpose()?.unwrap_or(0);
    Ok(usize::try_from(approved) == Ok(owed.len()))
}

/// The reminders of a deadline, the oldest first, those that were withdrawn too.
pub async fn reminders_of_deadline<C: ConnectionTrait>(
    conn: &C,
    deadline: DeadlineId,
) -> Result<Vec<Reminder>, DbErr> {
    repository::reminders(conn, deadline).await
}

fn that_are(shown: Shown, today: Day) -> Condition {
    let open = || Condition::all().add(Expr::col(("deadline", "state")).eq("open"));
    let due_on = || Expr::col(("deadline", "due_on"));
    match shown {
        Shown::Overdue => open().add(due_on().lt(today.date())),
        Shown::DueSoon => {
            open().add(due_on().between(today.date(), today.plus_days(SOON_DAYS).date()))
        }
        Shown::Open => open(),
        Shown::Met => Condition::all().add(Expr::col(("deadline", "state")).eq("met")),
        Shown::All => Condition::all(),
    }
}

fn selection() -> SelectStatement {
    let columns = [
        "id",
        "grant_id",
        "organisation_id",
        "grant_reference",
        "project_title",
        "owed",
        "title",
        "due_on",
        "ladder",
        "state",
        "met_at",
    ];
    let mut rows = Query::select();
    rows.columns(columns.map(|column| ("deadline", column)))
        .expr_as(Expr::col(("organisation", "name")), "organisation_name")
        .expr_as(Expr::col(("report", "id")), "report_id")
        .from("deadline")
        .inner_join(
            "organisation",
            Expr::col(("organisation", "id")).equals(("deadline", "organisation_id")),
        )
        .left_join("report", Expr::col(("report", "deadline_id")).equals(("deadline", "id")));
    rows
}

fn read(row: &QueryResult, today: Day) -> Result<DeadlineRow, DbErr> {
    let deadline = repository::deadline_in(row)?;
    Ok(DeadlineRow {
        organisation_name: row.try_get("", "organisation_name")?,
        report: row.try_get::<Option<Uuid>>("", "report_id")?.map(ReportId),
        days_left: deadline.due_on.days_since(today),
        overdue: deadline.is_overdue(today),
        deadline,
    })
}
