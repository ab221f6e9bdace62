//! `GET /published` and what is under it: the status reports that are laid open to everybody.

use super::{file::document, list::size_and_pages, preview::written};
use crate::{
    App, PathOf,
    kit::{PageFrame, Problem, Texts, render},
};
use ::status_reports::{ReportState, StatusReport, TEMPLATE, queries};
use askama::Template;
use axum::{extract::State, http::HeaderMap, response::Response};
use vocabulary::{Day, Language};

#[derive(Template)]
#[template(path = "status_reports/all_published.html")]
struct AllPublishedPage {
    frame: PageFrame,
    rows: Vec<PublishedLine>,
}

/// A published report in the list of all.
struct PublishedLine {
    title: String,
    language: &'static str,
    as_of: Day,
    /// When it was published.
    since: Day,
    /// Size and pages.
    size: String,
    href: String,
}

/// `GET /published`: all of them, for anybody.
pub(crate) async fn all_published(
    State(app): State<App>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let mut rows: Vec<PublishedLine> = Vec::new();
    for report in queries::all_published(&app.db).await? {
        // The same document may have been published twice; it has one address.
        let Some(row) = line(frame.texts, report) else { continue };
        if rows.iter().all(|other| other.href != row.href) {
            rows.push(row);
        }
    }
    let title = frame.t("status-reports-all-published").to_string();
    Ok(render(&AllPublishedPage { rows, frame: frame.titled(title) }))
}

fn line(texts: Texts, report: StatusReport) -> Option<PublishedLine> {
    let ReportState::Made { sha256, bytes, pages, .. } = &report.state else { return None };
    let (at, _) = report.published?;
    Some(PublishedLine {
        language: Language::own_name(report.language),
        as_of: report.as_of,
        since: Day::at(at),
        size: size_and_pages(texts, *bytes, *pages),
        href: format!("/published/{sha256}"),
        title: report.title.unwrap_or(report.file_name),
    })
}

/// The document of a published report, for anybody.
pub(crate) async fn published_file(
    State(app): State<App>,
    PathOf(hash): PathOf<String>,
    asked: HeaderMap,
    texts: Texts,
) -> Result<Response, Problem> {
    let found = queries::published_alone(&app.db, &hash).await?;
    let report = found.ok_or_else(Problem::not_found)?;
    document(&app, &report, &asked, texts).await
}

#[derive(Template)]
#[template(path = "status_reports/published.html")]
struct PublishedPage {
    frame: PageFrame,
    file: String,
    sha256: String,
    /// The page itself; nothing where an older template wrote the report.
    html: Option<String>,
}

/// `GET /published/{hash}`: a published report, for anybody.
pub(crate) async fn published(
    State(app): State<App>,
    PathOf(hash): PathOf<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let found = queries::published(&app.db, &hash).await?;
    let (report, snapshot) = found.ok_or_else(Problem::not_found)?;
    // What was published is what stood in the file: another template would write something else.
    let html = match snapshot.template {
        Some(TEMPLATE) => Some(written(snapshot, app.desk.authority.clone()).await?),
        _ => None,
    };
    let title = report.title.unwrap_or(report.file_name);
    let list = frame.t("status-reports-all-published").to_string();
    Ok(render(&PublishedPage {
        file: format!("/published/{hash}/file"),
        sha256: hash,
        html,
        frame: frame.titled(title).under(list, "/published"),
    }))
}
