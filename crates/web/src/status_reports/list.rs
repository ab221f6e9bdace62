//! `GET /status-reports`: the status reports there are, and the form to ask for another.

use super::{ask, words};
use crate::{
    App, Officer,
    kit::{
        Badge, Choice, FieldErrors, Filled, Form, ListQuery, ListSpec, PageFrame, PagePlace,
        Paging, Problem, Texts, format,
    },
    listing::{last_page, look},
};
use ::status_reports::{
    Audience, ReportState, StatusReport, Subject,
    queries::{ReportFilter, reports_about_for_actor, status_reports_for_actor},
};
use askama::Template;
use axum::{extract::OriginalUri, extract::State, http::Uri, response::Response};
use sea_orm::{DatabaseConnection, DbErr};
use vocabulary::{Actor, Day, Language};

static STATUS_REPORTS: ListSpec =
    ListSpec { sorts: &["asked"], first_sort: "-asked", filters: &["shown"], per_page: 25 };

/// The filter's word for what everybody can read.
const PUBLISHED: &str = "published";

#[derive(Template)]
#[template(path = "status_reports/list.html")]
pub(super) struct StatusReportList {
    pub(super) frame: PageFrame,
    query: ListQuery,
    paging: Paging,
    shown: Vec<Choice>,
    rows: Vec<StatusReportLine>,
    form: Form,
}

/// A status report in a list, here and on the pages of what it is about.
pub(crate) struct StatusReportLine {
    pub(crate) href: String,
    /// Its title; the name of its file until it is made.
    pub(crate) name: String,
    /// The name of its file, where that is not its name.
    pub(crate) under: Option<String>,
    pub(crate) about: String,
    /// For whom it is written.
    pub(crate) audience: String,
    pub(crate) language: &'static str,
    pub(crate) as_of: Day,
    pub(crate) asked: String,
    pub(crate) by: String,
    pub(crate) badge: Badge,
    /// Size and pages.
    pub(crate) size: String,
    pub(crate) file: Option<String>,
}

pub(crate) async fn list(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let filled = ask::proposal(&app, &uri);
    let page = page(&app, &actor, frame, &uri, &filled, &FieldErrors::none()).await?;
    Ok(crate::kit::render(&page))
}

/// The list with its form, filled in and checked.
pub(super) async fn page(
    app: &App,
    actor: &Actor,
    frame: PageFrame,
    uri: &Uri,
    filled: &Filled,
    errors: &FieldErrors,
) -> Result<StatusReportList, Problem> {
    let query = ListQuery::read(&STATUS_REPORTS, uri);
    let filter = ReportFilter {
        audience: query.filter_as("shown"),
        published: query.is_filtered_to("shown", PUBLISHED),
    };
    let mut found = status_reports_for_actor(&app.db, actor, filter, &look(&query)).await?;
    if let Some(look) = last_page(&query, found.total) {
        found = status_reports_for_actor(&app.db, actor, filter, &look).await?;
    }
    let mut shown: Vec<Choice> =
        Audience::ALL.map(|one| Choice::new(one.word(), frame.t(words::audience_key(one)))).into();
    shown.push(Choice::new(PUBLISHED, frame.t("status-reports-published")));
    let paging = query.paging(found.total);
    let form = ask::form(app, actor, frame.texts, filled).await?.filled(filled).checked(errors);
    let title = frame.t("status-reports-title").to_string();
    Ok(StatusReportList {
        query,
        paging,
        shown,
        rows: found.rows.into_iter().map(|report| line(frame.texts, report)).collect(),
        form,
        frame: frame.titled(title).with_errors(!errors.is_empty()),
    })
}

/// The status reports about one thing, the newest first; none for anybody but the directorate.
pub(crate) async fn lines_about(
    db: &DatabaseConnection,
    texts: Texts,
    actor: &Actor,
    subject: Subject,
) -> Result<Vec<StatusReportLine>, DbErr> {
    let reports = reports_about_for_actor(db, actor, subject).await?;
    Ok(reports.into_iter().map(|report| line(texts, report)).collect())
}

fn line(texts: Texts, report: StatusReport) -> StatusReportLine {
    let href = format!("/status-reports/{}", report.id);
    let (name, under) = match report.title {
        Some(title) => (title, Some(report.file_name)),
        None => (report.file_name, None),
    };
    let (size, file) = match &report.state {
        ReportState::Made { bytes, pages, .. } => {
            (size_and_pages(texts, *bytes, *pages), Some(format!("{href}/file")))
        }
        ReportState::Asked | ReportState::Failed { .. } => ("–".to_owned(), None),
    };
    StatusReportLine {
        badge: words::badge(texts, &report.state),
        about: texts.t(words::about_key(report.subject)).to_string(),
        audience: texts
            .t(match report.published {
                Some(_) => "status-reports-published",
                None => words::audience_key(report.audience),
            })
            .to_string(),
        language: Language::own_name(report.language),
        as_of: report.as_of,
        asked: format::short_instant(report.asked_at),
        by: words::said(texts, &report.asked_by),
        name,
        under,
        size,
        file,
        href,
    }
}

/// `31 kB, 4 sider`.
pub(super) fn size_and_pages(texts: Texts, bytes: i64, pages: i32) -> String {
    let size = words::size(bytes, texts.language());
    format!("{size}, {}", texts.t("status-reports-pages").with("pages", pages))
}
