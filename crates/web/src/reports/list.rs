//! `GET /reports`: the reports one may see.

use super::words;
use crate::{
    App, Signed,
    deadlines::capitalised,
    kit::{Badge, Choice, ListQuery, ListSpec, PageFrame, PagePlace, Paging, Problem, render},
    listing::{last_page, look},
};
use askama::Template;
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use reporting_deadlines::{ReportRow, ShownReports, reports_for_actor};
use vocabulary::Day;

static REPORTS: ListSpec = ListSpec {
    sorts: &["reporting-on", "submitted", "organisation", "project"],
    first_sort: "-reporting-on",
    filters: &["shown"],
    per_page: 25,
};

#[derive(Template)]
#[template(path = "reports/list.html")]
struct ReportList {
    frame: PageFrame,
    query: ListQuery,
    paging: Paging,
    rows: Vec<Row>,
    officer: bool,
    choices: Vec<Choice>,
}

struct Row {
    href: String,
    title: String,
    project: String,
    reference: String,
    organisation: String,
    reporting_on: Day,
    submitted_on: String,
    badge: Badge,
}

pub(crate) async fn list(
    State(app): State<App>,
    Signed(actor): Signed,
    frame: PageFrame,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let query = ListQuery::read(&REPORTS, &uri);
    let texts = frame.texts;
    let officer = actor.is_directorate();
    let shown = query.filter_as("shown").unwrap_or(ShownReports::All);
    let mut found = reports_for_actor(&app.db, &actor, shown, &look(&query)).await?;
    if let Some(look) = last_page(&query, found.total) {
        found = reports_for_actor(&app.db, &actor, shown, &look).await?;
    }
    let paging = query.paging(found.total);
    let row = |row: ReportRow| {
        let submission = row.report.state.submission();
        Row {
            href: row.report.path(),
            badge: words::badge(texts, &actor, &row.report.state),
            submitted_on: submission.map_or_else(|| "–".into(), |s| Day::at(s.at).short()),
            title: capitalised(&row.report.title),
            project: row.report.project_title,
            reference: row.report.grant_reference,
            organisation: row.organisation_name,
            reporting_on: row.report.reporting_on,
        }
    };
    let choices = ShownReports::ALL.into_iter().filter(|shown| *shown != ShownReports::All);
    let choices = choices
        .map(|shown| Choice::new(shown.word(), texts.t(words::shown_key(shown, officer))))
        .collect();
    let title = frame.t(title_key(officer)).to_string();
    Ok(render(&ReportList {
        frame: frame.titled(title),
        query,
        paging,
        rows: found.rows.into_iter().map(row).collect(),
        officer,
        choices,
    }))
}

/// What the list is called: an applicant's are its own.
pub(super) const fn title_key(officer: bool) -> &'static str {
    if officer { "reports-title" } else { "reports-title-own" }
}
