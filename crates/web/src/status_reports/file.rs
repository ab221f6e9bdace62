//! `GET /status-reports/{id}/file` and `GET /published/{hash}/file`: the document, after it has been held
//! against its hash.

use crate::{
    App, Officer, PathOf,
    kit::{Problem, Texts},
    letters::pdf_headers,
};
use ::status_reports::{ReportState, StatusReport, StoreError, queries::status_report_for_actor};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use vocabulary::StatusReportId;

pub(crate) async fn file(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<StatusReportId>,
    asked: HeaderMap,
    texts: Texts,
) -> Result<Response, Problem> {
    let report = status_report_for_actor(&app.db, &actor, id).await?;
    let report = report.ok_or_else(Problem::not_found)?;
    let label = texts.t("status-reports-show").to_string();
    document(&app, &report, &asked, texts)
        .await
        .map_err(|problem| problem.or_else_do("show", label, format!("/status-reports/{id}")))
}

/// The document of a report, unless the one who asks has it already.
pub(crate) async fn document(
    app: &App,
    report: &StatusReport,
    asked: &HeaderMap,
    texts: Texts,
) -> Result<Response, Problem> {
    let ReportState::Made { sha256, .. } = &report.state else {
        return Err(Problem::conflict(texts.t("status-reports-not-made")));
    };
    let tag = format!("\"{sha256}\"");
    let known = asked.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag)) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let bytes = match app.store.read(sha256).await {
        Ok(bytes) => bytes,
        Err(error @ StoreError::Damaged(_)) => {
            let problem = Problem::internal(&error).kind("/problems/damaged");
            return Err(problem.detail(texts.t("status-reports-damaged")));
        }
        Err(error @ StoreError::Missing(_)) => {
            let problem = Problem::internal(&error).kind("/problems/missing-file");
            return Err(problem.detail(texts.t("status-reports-file-missing")));
        }
        Err(error) => return Err(Problem::internal(&error)),
    };
    Ok(([(header::ETAG, tag)], pdf_headers(&report.file_name), bytes).into_response())
}
