//! Status reports: asking for one, its state, its file and figures, laying a public one open.

use super::{Asked, Listed, ProblemBody};
use crate::{
    App,
    json::{Bare, JsonOf},
    kit::{FieldProblem, Problem, Texts},
    path::PathOf,
    session::Officer,
    status_reports as pages,
};
use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use status_reports::{
    AskForError, Audience, PublishError, Reader, ReportState, StatusReport, Subject, Wanted,
    queries,
};
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::{Actor, Language, StatusReportId};

/// A status report.
#[derive(Serialize, ToSchema)]
#[schema(as = StatusReport)]
pub(crate) struct StatusReportBody {
    /// Its id.
    id: Uuid,
    /// What it is about: `call`, `grant`, `scheme`, `county` or `year`.
    about: &'static str,
    /// The id of that; the two digits of a county, nothing for a year.
    about_id: String,
    /// The budget year of a scheme, a county or a year.
    year: Option<i32>,
    /// Who is to read it: `internal` or `public`.
    audience: &'static str,
    /// The language it is written in: `nb` or `nn`.
    language: &'static str,
    /// The day it describes.
    as_of_on: NaiveDate,
    /// When it was asked for.
    asked_at: DateTime<Utc>,
    /// By whom.
    asked_by: String,
    /// The name of the file.
    file_name: String,
    /// Its title, once it is made.
    title: Option<String>,
    /// `asked`, `made` or `failed`.
    state: &'static str,
    /// SHA-256 of the file, once it is made.
    sha256: Option<String>,
    /// How many pages it has, once it is made.
    pages: Option<i32>,
    /// Why it failed.
    reason: Option<String>,
    /// When it was laid open to everybody, as long as it is.
    published_at: Option<DateTime<Utc>>,
    /// Where everybody reads it, as long as it is open.
    published_path: Option<String>,
}

impl From<StatusReport> for StatusReportBody {
    fn from(report: StatusReport) -> StatusReportBody {
        let state = report.state.word();
        let published = report.published.as_ref().map(|(at, _)| *at);
        let path = report.sha256().map(|hash| format!("/published/{hash}"));
        let (sha256, pages, reason) = match report.state {
            ReportState::Asked => (None, None, None),
            ReportState::Made { sha256, pages, .. } => (Some(sha256), Some(pages), None),
            ReportState::Failed { reason } => (None, None, Some(reason)),
        };
        StatusReportBody {
            id: report.id.0,
            about: report.subject.kind(),
            about_id: report.subject.id(),
            year: report.subject.year(),
            audience: report.audience.word(),
            language: report.language.code(),
            as_of_on: report.as_of.date(),
            asked_at: report.asked_at,
            asked_by: report.asked_by,
            file_name: report.file_name,
            title: report.title,
            state,
            sha256,
            pages,
            reason,
            published_at: published,
            published_path: published.and(path),
        }
    }
}

/// Which status report is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewStatusReport)]
pub(crate) struct NewReportBody {
    /// What about: `call`, `grant`, `scheme`, `county` or `year`.
    about: String,
    /// The id of that; the two digits of a county; nothing for a year.
    #[serde(default)]
    about_id: String,
    /// The budget year of a scheme, a county or a year.
    year: Option<i32>,
    /// Who is to read it: `internal` (as it is unless said) or `public`.
    audience: Option<String>,
    /// `nb` (as it is unless said) or `nn`.
    language: Option<String>,
    /// The day it describes; today unless said.
    as_of_on: Option<NaiveDate>,
    /// E-mail addresses of those who are told when it is made.
    #[serde(default)]
    readers: Vec<String>,
}

fn wrong(field: &str, detail: impl Into<String>) -> Problem {
    Problem::invalid(vec![FieldProblem { field: field.to_owned(), detail: detail.into() }])
}

/// One of a few words.
pub(super) fn word<T: std::str::FromStr>(
    field: &str,
    typed: &str,
    possible: &str,
    texts: Texts,
) -> Result<T, Problem> {
    typed.parse().map_err(|_| {
        let said = texts.t("api-no-option").with("typed", typed).with("possible", possible);
        wrong(field, said)
    })
}

/// The language a report can be written in.
pub(super) fn language(typed: Option<&str>, texts: Texts) -> Result<Language, Problem> {
    match typed {
        None | Some("nb") => Ok(Language::Bokmal),
        Some("nn") => Ok(Language::Nynorsk),
        Some(other) => {
            let said = texts.t("api-no-option").with("typed", other).with("possible", "nb, nn");
            Err(wrong("language", said))
        }
    }
}

/// Who is to read it.
pub(super) fn audience(typed: Option<&str>, texts: Texts) -> Result<Audience, Problem> {
    word("audience", typed.unwrap_or("internal"), "internal, public", texts)
}

/// Those who are told, with their names.
pub(super) async fn readers(
    app: &App,
    typed: &[String],
    texts: Texts,
) -> Result<Vec<Reader>, Problem> {
    let named = pages::named(&app.db, typed).await?;
    named.map_err(|error| wrong("readers", pages::not_told(&error, texts)))
}

/// Asks for a status report. Asking again while the same waits gives the one that waits.
#[utoipa::path(post, path = "/api/v1/status-reports", tag = "status-reports",
    request_body = NewReportBody,
    security(("session" = []), ("bearer" = [])),
    responses((status = 202, description = "It is asked for and will be made", body = StatusReportBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 409, description = "Nothing is decided there yet", body = ProblemBody),
        (status = 422, description = "There is no such thing, a day to come, or an address that is none", body = ProblemBody)))]
pub(crate) async fn ask(
    State(app): State<App>,
    Officer(actor): Officer,
    texts: Texts,
    JsonOf(body): JsonOf<NewReportBody>,
) -> Result<(StatusCode, Json<StatusReportBody>), Problem> {
    let subject = Subject::from_parts(&body.about, &body.about_id, body.year);
    let subject = subject.ok_or_else(|| wrong("about", texts.t("status-reports-no-subject")))?;
    let wanted = Wanted {
        subject,
        audience: audience(body.audience.as_deref(), texts)?,
        language: language(body.language.as_deref(), texts)?,
        as_of: body.as_of_on.map_or_else(|| app.clock.today(), Into::into),
    };
    let told = readers(&app, &body.readers, texts).await?;
    let asked = status_reports::ask_for(&app.db, app.clock.as_ref(), &actor, wanted, &told).await;
    let id = asked.map_err(|error| match error {
        AskForError::NotYours => Problem::forbidden(),
        AskForError::Database(error) => Problem::internal(&error),
        AskForError::NotDecided => Problem::conflict(texts.t("status-reports-not-decided")),
        AskForError::NotYet => wrong("as_of_on", texts.t("status-reports-not-yet")),
        AskForError::NoSubject => wrong("about", texts.t("status-reports-no-subject")),
        AskForError::Reader(error) => wrong("readers", pages::not_told(&error, texts)),
    })?;
    app.bell.ring();
    Ok((StatusCode::ACCEPTED, Json(shown(&app, &actor, id).await?)))
}

async fn shown(app: &App, actor: &Actor, id: StatusReportId) -> Result<StatusReportBody, Problem> {
    let found = queries::status_report_for_actor(&app.db, actor, id).await?;
    found.map(StatusReportBody::from).ok_or_else(Problem::not_found)
}

/// The status reports, latest first.
#[utoipa::path(get, path = "/api/v1/status-reports", tag = "status-reports", params(Asked),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "A page of status reports", body = Listed<StatusReportBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<App>,
    Officer(actor): Officer,
    Query(asked): Query<Asked>,
) -> Result<Json<Listed<StatusReportBody>>, Problem> {
    let page = queries::status_reports_for_actor(
        &app.db,
        &actor,
        queries::ReportFilter::default(),
        &asked.look(),
    )
    .await?;
    Ok(Json(Listed::of(page, StatusReportBody::from)))
}

/// One status report.
#[utoipa::path(get, path = "/api/v1/status-reports/{id}", tag = "status-reports",
    params(("id" = Uuid, Path, description = "The status report")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The status report", body = StatusReportBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such status report", body = ProblemBody)))]
pub(crate) async fn one(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<StatusReportId>,
) -> Result<Json<StatusReportBody>, Problem> {
    let found = queries::status_report_for_actor(&app.db, &actor, id).await?;
    found.map(StatusReportBody::from).map(Json).ok_or_else(Problem::not_found)
}

/// The document of a status report, as PDF.
#[utoipa::path(get, path = "/api/v1/status-reports/{id}/pdf", tag = "status-reports",
    params(("id" = Uuid, Path, description = "The status report")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The document", content_type = "application/pdf", body = Vec<u8>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such status report", body = ProblemBody),
        (status = 409, description = "It is not made yet, or could not be made", body = ProblemBody)))]
pub(crate) async fn pdf(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<StatusReportId>,
    asked: HeaderMap,
    texts: Texts,
) -> Result<Response, Problem> {
    let found = queries::status_report_for_actor(&app.db, &actor, id).await?;
    let report = found.ok_or_else(Problem::not_found)?;
    pages::document(&app, &report, &asked, texts).await
}

/// What a status report was made from, as it was kept with it. Amounts in øre.
#[utoipa::path(get, path = "/api/v1/status-reports/{id}/figures", tag = "status-reports",
    params(("id" = Uuid, Path, description = "The status report")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The figures, with template, sender and hash", body = Value),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such status report", body = ProblemBody),
        (status = 409, description = "It is not made yet, or could not be made", body = ProblemBody)))]
pub(crate) async fn figures(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<StatusReportId>,
    texts: Texts,
) -> Result<Response, Problem> {
    let report = queries::status_report_for_actor(&app.db, &actor, id).await?;
    let report = report.ok_or_else(Problem::not_found)?;
    let snapshot = queries::snapshot_for_actor(&app.db, &actor, id).await?;
    let snapshot = snapshot.ok_or_else(|| Problem::conflict(texts.t("api-not-made")))?;
    let kept_by_nobody = [(header::CACHE_CONTROL, "no-store")];
    Ok((kept_by_nobody, Json(pages::body(&report, snapshot))).into_response())
}

/// Lays a public status report open: whoever has its address reads it without signing in.
#[utoipa::path(post, path = "/api/v1/status-reports/{id}/publish", tag = "status-reports",
    params(("id" = Uuid, Path, description = "The status report")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The status report", body = StatusReportBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such status report", body = ProblemBody),
        (status = 409, description = "It is internal, or not made", body = ProblemBody)))]
pub(crate) async fn publish(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<StatusReportId>,
    texts: Texts,
    _: Bare,
) -> Result<Json<StatusReportBody>, Problem> {
    let done = status_reports::publish(&app.db, app.clock.as_ref(), &actor, id).await;
    after(&app, &actor, id, texts, done).await
}

/// Takes a published status report back: its address leads nowhere any more.
#[utoipa::path(post, path = "/api/v1/status-reports/{id}/withdraw", tag = "status-reports",
    params(("id" = Uuid, Path, description = "The status report")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The status report", body = StatusReportBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such status report", body = ProblemBody),
        (status = 409, description = "It is internal, or not made", body = ProblemBody)))]
pub(crate) async fn withdraw(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<StatusReportId>,
    texts: Texts,
    _: Bare,
) -> Result<Json<StatusReportBody>, Problem> {
    let done = status_reports::withdraw_publication(&app.db, app.clock.as_ref(), &actor, id).await;
    after(&app, &actor, id, texts, done).await
}

async fn after(
    app: &App,
    actor: &Actor,
    id: StatusReportId,
    texts: Texts,
    done: Result<(), PublishError>,
) -> Result<Json<StatusReportBody>, Problem> {
    done.map_err(|error| pages::refused(&error, texts))?;
    shown(app, actor, id).await.map(Json)
}
