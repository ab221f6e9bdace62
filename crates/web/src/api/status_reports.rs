//! Status reports: the directorate's.

use super::{Asked, Listed, ProblemBody};
use crate::{
    App, PathOf,
    kit::{Problem, Texts},
    session::Officer,
};
use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use status_reports::{ReportState, StatusReport, queries};
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::StatusReportId;

/// A status report.
#[derive(Serialize, ToSchema)]
#[schema(as = StatusReport)]
pub(crate) struct StatusReportBody {
    /// Its id.
    id: Uuid,
    /// What it is about: `call` or `grant`.
    about: &'static str,
    /// The id of that.
    about_id: String,
    /// The language it is written in: `nb`, `nn` or `en`.
    language: &'static str,
    /// The day it describes.
    as_of_on: NaiveDate,
    /// When it was asked for.
    asked_at: DateTime<Utc>,
    /// By whom.
    asked_by: String,
    /// The name of the file.
    file_name: String,
    /// `asked`, `made` or `failed`.
    state: &'static str,
    /// SHA-256 of the file, once it is made.
    sha256: Option<String>,
    /// How many pages it has, once it is made.
    pages: Option<i32>,
    /// Why it failed.
    reason: Option<String>,
}

impl From<StatusReport> for StatusReportBody {
    fn from(report: StatusReport) -> StatusReportBody {
        let state = report.state.word();
        let (sha256, pages, reason) = match report.state {
            ReportState::Asked => (None, None, None),
            ReportState::Made { sha256, pages, .. } => (Some(sha256), Some(pages), None),
            ReportState::Failed { reason } => (None, None, Some(reason)),
        };
        StatusReportBody {
            id: report.id.0,
            about: report.subject.kind(),
            about_id: report.subject.id(),
            language: report.language.code(),
            as_of_on: report.as_of.date(),
            asked_at: report.asked_at,
            asked_by: report.asked_by,
            file_name: report.file_name,
            state,
            sha256,
            pages,
            reason,
        }
    }
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
    let page = queries::status_reports_for_actor(&app.db, &actor, &asked.look()).await?;
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
    texts: Texts,
) -> Result<Response, Problem> {
    let found = queries::status_report_for_actor(&app.db, &actor, id).await?;
    let report = found.ok_or_else(Problem::not_found)?;
    let ReportState::Made { sha256, .. } = report.state else {
        return Err(Problem::conflict(texts.t("api-not-made")));
    };
    let bytes = app.store.read(&sha256).await.map_err(|error| Problem::internal(&error))?;
    let name = format!("attachment; filename=\"{}\"", report.file_name);
    let name = HeaderValue::from_str(&name).map_err(|error| Problem::internal(&error))?;
    let kind = HeaderValue::from_static("application/pdf");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}
