//! Deadlines and reports.

use super::{Asked, Listed, ProblemBody};
use crate::{App, PathOf, kit::Problem, session::Signed};
use axum::{
    Json,
    extract::{Query, State},
};
use chrono::{DateTime, NaiveDate, Utc};
use reporting_deadlines::{
    DeadlineRow, DeadlineState, Report, ReportRow, ReportView, Shown, ShownReports,
    deadline_for_actor, deadlines_for_actor, report_for_actor, reports_for_actor,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::{DeadlineId, ReportId};

/// Something a grant owes by a day.
#[derive(Serialize, ToSchema)]
#[schema(as = Deadline)]
pub(crate) struct DeadlineBody {
    /// Its id.
    id: Uuid,
    /// Whose it is.
    grant: Uuid,
    /// The reference people know the grant by.
    grant_reference: String,
    /// The project.
    project_title: String,
    /// The name of the organisation that owes.
    organisation: String,
    /// `acceptance`, `status-report`, `annual-report` or `final-report`.
    owed: &'static str,
    /// What is owed, in words.
    title: String,
    /// The last day, which ends at midnight in Norway.
    due_on: NaiveDate,
    /// `open`, `met` or `lapsed`.
    state: &'static str,
    /// When it was met.
    met_at: Option<DateTime<Utc>>,
    /// Open after its day.
    overdue: bool,
    /// The report that is to meet it, once it has been begun.
    report: Option<Uuid>,
}

impl From<DeadlineRow> for DeadlineBody {
    fn from(row: DeadlineRow) -> DeadlineBody {
        let deadline = row.deadline;
        DeadlineBody {
            id: deadline.id.0,
            grant: deadline.grant.0,
            grant_reference: deadline.grant_reference,
            project_title: deadline.project_title,
            organisation: row.organisation_name,
            owed: deadline.owed.word(),
            title: deadline.title,
            due_on: deadline.due_on.date(),
            state: deadline.state.word(),
            met_at: match deadline.state {
                DeadlineState::Met { at } => Some(at),
                DeadlineState::Open | DeadlineState::Lapsed => None,
            },
            overdue: row.overdue,
            report: row.report.map(|report| report.0),
        }
    }
}

/// The deadlines one may see. `state` is `overdue`, `due-soon`, `open`, `met` or `all`; sorts by `due`,
/// `organisation`, `project` or `reference`.
#[utoipa::path(get, path = "/api/v1/deadlines", tag = "reporting", params(Asked),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "A page of deadlines", body = Listed<DeadlineBody>),
        (status = 401, description = "Not signed in", body = ProblemBody)))]
pub(crate) async fn deadlines(
    State(app): State<App>,
    Signed(actor): Signed,
    Query(asked): Query<Asked>,
) -> Result<Json<Listed<DeadlineBody>>, Problem> {
    let shown = asked.state.as_deref().and_then(|word| word.parse::<Shown>().ok());
    let (today, look) = (app.clock.today(), asked.look());
    let shown = shown.unwrap_or_default();
    let page = deadlines_for_actor(&app.db, &actor, today, shown, &look).await?;
    Ok(Json(Listed::of(page, DeadlineBody::from)))
}

/// One deadline.
#[utoipa::path(get, path = "/api/v1/deadlines/{id}", tag = "reporting",
    params(("id" = Uuid, Path, description = "The deadline")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The deadline", body = DeadlineBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 404, description = "No such deadline, or not yours", body = ProblemBody)))]
pub(crate) async fn deadline(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<DeadlineId>,
) -> Result<Json<DeadlineBody>, Problem> {
    let found = deadline_for_actor(&app.db, &actor, app.clock.today(), id).await?;
    found.map(DeadlineBody::from).map(Json).ok_or_else(Problem::not_found)
}

/// A report of a grant.
#[derive(Serialize, ToSchema)]
#[schema(as = Report)]
pub(crate) struct ReportBody {
    /// Its id.
    id: Uuid,
    /// The grant it is about.
    grant: Uuid,
    /// The reference people know the grant by.
    grant_reference: String,
    /// The project.
    project_title: String,
    /// The name of the organisation that reports.
    organisation: String,
    /// The deadline it meets; a report may come unasked.
    deadline: Option<Uuid>,
    /// When it is due, if it is owed.
    due_on: Option<NaiveDate>,
    /// `status-report`, `annual-report` or `final-report`.
    kind: &'static str,
    /// What it is called.
    title: String,
    /// The day it describes.
    reporting_on: NaiveDate,
    /// `draft`, `submitted` or `approved`.
    state: &'static str,
    /// When it was handed in.
    submitted_at: Option<DateTime<Utc>>,
    /// SHA-256 of what was handed in, in hexadecimal.
    content_hash: Option<String>,
    /// When it was approved.
    approved_at: Option<DateTime<Utc>>,
}

impl ReportBody {
    fn of(report: Report, organisation: String, due_on: Option<vocabulary::Day>) -> ReportBody {
        let submission = report.state.submission();
        ReportBody {
            id: report.id.0,
            grant: report.grant.0,
            organisation,
            deadline: report.deadline.map(|deadline| deadline.0),
            due_on: due_on.map(|day| day.date()),
            kind: report.kind.word(),
            reporting_on: report.reporting_on.date(),
            state: report.state.word(),
            submitted_at: submission.map(|submission| submission.at),
            content_hash: submission.map(|submission| submission.content_hash.clone()),
            approved_at: report.state.approval().map(|approval| approval.at),
            grant_reference: report.grant_reference,
            project_title: report.project_title,
            title: report.title,
        }
    }
}

impl From<ReportRow> for ReportBody {
    fn from(row: ReportRow) -> ReportBody {
        ReportBody::of(row.report, row.organisation_name, row.due_on)
    }
}

/// A piece of a report's narrative.
#[derive(Serialize, ToSchema)]
#[schema(as = Passage)]
struct PassageBody {
    /// What it is about.
    heading: String,
    /// What is told.
    text: String,
}

/// A target with what became of it.
#[derive(Serialize, ToSchema)]
#[schema(as = TargetResult)]
struct ResultBody {
    /// The place of the target, from 1.
    target: i32,
    /// What was to be reached.
    what: String,
    /// How much was reached, where it is counted and known.
    reached: Option<i64>,
    /// `reached`, `partly`, `not-reached`, `not-prioritised` or `not-assessed`.
    verdict: &'static str,
    /// Why it came like that.
    explanation: String,
}

/// The participants of a project.
#[derive(Serialize, ToSchema)]
#[schema(as = Funnel)]
struct FunnelBody {
    /// Had an information interview.
    informed: u32,
    /// Started.
    started: u32,
    /// Have left.
    departed: u32,
    /// Are active.
    active: u32,
    /// Are in ordinary work.
    in_work: u32,
    /// Why the counts do not add up, where they do not.
    explanation: String,
}

/// A report with what is written in it.
#[derive(Serialize, ToSchema)]
#[schema(as = ReportWithContents)]
pub(crate) struct ReportWithContents {
    #[serde(flatten)]
    report: ReportBody,
    /// The narrative.
    narrative: Vec<PassageBody>,
    /// Results against targets.
    results: Vec<ResultBody>,
    /// The participants, where the scheme counts them.
    funnel: Option<FunnelBody>,
    /// The places of the targets that have no result.
    unanswered: Vec<i32>,
}

impl From<ReportView> for ReportWithContents {
    fn from(view: ReportView) -> ReportWithContents {
        let what = |position: i32| {
            let target = view.targets.iter().find(|target| target.position == position);
            target.map(|target| target.what.clone()).unwrap_or_default()
        };
        let results = view.contents.results.iter().map(|result| ResultBody {
            target: result.target,
            what: what(result.target),
            reached: result.reached,
            verdict: result.verdict.word(),
            explanation: result.explanation.clone(),
        });
        ReportWithContents {
            results: results.collect(),
            narrative: view
                .contents
                .narrative
                .into_iter()
                .map(|passage| PassageBody { heading: passage.heading, text: passage.text })
                .collect(),
            funnel: view.contents.funnel.map(|funnel| FunnelBody {
                informed: funnel.informed,
                started: funnel.started,
                departed: funnel.departed,
                active: funnel.active,
                in_work: funnel.in_work,
                explanation: funnel.explanation,
            }),
            unanswered: view.unanswered,
            report: ReportBody::of(view.report, view.organisation_name, view.due_on),
        }
    }
}

/// The reports one may see. `state` is `draft`, `submitted`, `approved` or `all`; sorts by
/// `reporting-on`, `submitted`, `organisation` or `project`.
#[utoipa::path(get, path = "/api/v1/reports", tag = "reporting", params(Asked),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "A page of reports", body = Listed<ReportBody>),
        (status = 401, description = "Not signed in", body = ProblemBody)))]
pub(crate) async fn reports(
    State(app): State<App>,
    Signed(actor): Signed,
    Query(asked): Query<Asked>,
) -> Result<Json<Listed<ReportBody>>, Problem> {
    let shown = asked.state.as_deref().and_then(|word| word.parse::<ShownReports>().ok());
    let page = reports_for_actor(&app.db, &actor, shown.unwrap_or_default(), &asked.look()).await?;
    Ok(Json(Listed::of(page, ReportBody::from)))
}

/// One report with what is written in it.
#[utoipa::path(get, path = "/api/v1/reports/{id}", tag = "reporting",
    params(("id" = Uuid, Path, description = "The report")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The report", body = ReportWithContents),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 404, description = "No such report, or not yours", body = ProblemBody)))]
pub(crate) async fn report(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ReportId>,
) -> Result<Json<ReportWithContents>, Problem> {
    let found = report_for_actor(&app.db, &actor, id).await?;
    found.map(ReportWithContents::from).map(Json).ok_or_else(Problem::not_found)
}
