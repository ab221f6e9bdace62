//! Reports, as lists and whole.

use super::listing::{containing, page, within_sight};
use crate::{Contents, FunnelDoubt, Report, Target, repository};
use chrono::NaiveDate;
use sea_orm::{
    Condition, ConnectionTrait, DbErr, ExprTrait, QueryResult,
    sea_query::{Expr, Order, Query, SelectStatement},
};
use std::str::FromStr;
use vocabulary::{Actor, Day, DeadlineId, GrantId, Look, Page, ReportId};

/// Which reports a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShownReports {
    /// Being written.
    Drafts,
    /// Handed in, waiting to be read.
    Submitted,
    /// Approved.
    Approved,
    /// All of them.
    #[default]
    All,
}

impl FromStr for ShownReports {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        ShownReports::ALL
            .into_iter()
            .find(|shown| shown.word() == word)
            .ok_or_else(|| format!("«{word}» is not a choice of reports"))
    }
}

impl ShownReports {
    /// All of them.
    pub const ALL: [ShownReports; 4] =
        [ShownReports::Drafts, ShownReports::Submitted, ShownReports::Approved, ShownReports::All];

    /// The word that stands in addresses; but for `all` it is that of the state.
    pub const fn word(self) -> &'static str {
        match self {
            ShownReports::Drafts => "draft",
            ShownReports::Submitted => "submitted",
            ShownReports::Approved => "approved",
            ShownReports::All => "all",
        }
    }
}

/// A line in a list of reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// The report.
    pub report: Report,
    /// The name of the organisation that reports.
    pub organisation_name: String,
    /// When it is due, if it is owed.
    pub due_on: Option<Day>,
}

/// A report with all that is read beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportView {
    /// The report.
    pub report: Report,
    /// The name of the organisation that reports.
    pub organisation_name: String,
    /// When it is due, if it is owed.
    pub due_on: Option<Day>,
    /// What is written in it.
    pub contents: Contents,
    /// The targets of the grant.
    pub targets: Vec<Target>,
    /// The positions of the targets that have no result: to be flagged.
    pub unanswered: Vec<i32>,
    /// What does not add up in the participants, explained or not.
    pub doubts: Vec<FunnelDoubt>,
}

/// The reports this actor may see. Sorts by `reporting-on` (as it does by itself), `submitted`,
/// `organisation` or `project`; searches in the organisation, the project, the title and the reference.
pub async fn reports_for_actor<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    shown: ShownReports,
    look: &Look,
) -> Result<Page<ReportRow>, DbErr> {
    let mut rows = selection();
    let state = (shown != ShownReports::All).then(|| shown.word());
    let of_state = state.map(|state| Expr::col(("report", "state")).eq(state));
    rows.cond_where(within_sight(actor, "report").add_option(of_state).add(containing(
        look,
        &[
            ("organisation", "name"),
            ("report", "project_title"),
            ("report", "title"),
            ("report", "grant_reference"),
        ],
    )));
    let column = match look.sort.as_deref() {
        Some("submitted") => ("report", "submitted_at"),
        Some("organisation") => ("organisation", "name"),
        Some("project") => ("report", "project_title"),
        _ => ("report", "reporting_on"),
    };
    let order = if look.descending { Order::Desc } else { Order::Asc };
    rows.order_by(column, order).order_by(("report", "id"), Order::Asc);
    page(conn, rows, look, read).await
}

/// One report, if this actor may see it.
pub async fn report_for_actor<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    id: ReportId,
) -> Result<Option<ReportView>, DbErr> {
    let condition = within_sight(actor, "report").add(Expr::col(("report", "id")).eq(id.0));
    Ok(views(conn, condition).await?.pop())
}

/// The reports of a grant, by the day they describe.
pub async fn reports_of_grant<C: ConnectionTrait>(
    conn: &C,
    grant: GrantId,
) -> Result<Vec<ReportView>, DbErr> {
    views(conn, Condition::all().add(Expr::col(("report", "grant_id")).eq(grant.0))).await
}

/// The report that is to meet a deadline, once it has been begun.
pub async fn report_of_deadline<C: ConnectionTrait>(
    conn: &C,
    deadline: DeadlineId,
) -> Result<Option<Report>, DbErr> {
    repository::report_of_deadline(conn, deadline).await
}

/// The targets of a grant in their order.
pub async fn targets_of_grant<C: ConnectionTrait>(
    conn: &C,
    grant: GrantId,
) -> Result<Vec<Target>, DbErr> {
    repository::targets(conn, grant).await
}

async fn views<C: ConnectionTrait>(conn: &C, which: Condition) -> Result<Vec<ReportView>, DbErr> {
    let mut rows = selection();
    rows.cond_where(which)
        .order_by(("report", "reporting_on"), Order::Asc)
        .order_by(("report", "id"), Order::Asc);
    let mut views = Vec::new();
    for row in conn.query_all(&rows).await? {
        let ReportRow { report, organisation_name, due_on } = read(&row)?;
        let contents = repository::contents(conn, report.id).await?;
        let targets = repository::targets(conn, report.grant).await?;
        let unanswered = contents.unanswered(&targets);
        let doubts = contents.funnel.as_ref().map(|funnel| funnel.check()).unwrap_or_default();
        views.push(ReportView {
            report,
            organisation_name,
            due_on,
            contents,
            targets,
            unanswered,
            doubts,
        });
    }
    Ok(views)
}

fn selection() -> SelectStatement {
    let columns = [
        "id",
        "grant_id",
        "organisation_id",
        "grant_reference",
        "project_title",
        "deadline_id",
        "kind",
        "title",
        "reporting_on",
        "narrative",
        "state",
        "revision",
        "submitted_at",
        "submitted_by",
        "content_hash",
        "approved_at",
        "approved_by",
    ];
    let mut rows = Query::select();
    rows.columns(columns.map(|column| ("report", column)))
        .expr_as(Expr::col(("organisation", "name")), "organisation_name")
        .expr_as(Expr::col(("deadline", "due_on")), "due_on")
        .from("report")
        .inner_join(
            "organisation",
            Expr::col(("organisation", "id")).equals(("report", "organisation_id")),
        )
        .left_join("deadline", Expr::col(("deadline", "id")).equals(("report", "deadline_id")));
    rows
}

fn read(row: &QueryResult) -> Result<ReportRow, DbErr> {
    Ok(ReportRow {
        report: repository::report_in(row)?,
        organisation_name: row.try_get("", "organisation_name")?,
        due_on: row.try_get::<Option<NaiveDate>>("", "due_on")?.map(Day::from),
    })
}
