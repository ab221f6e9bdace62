//! `GET /status-reports/{id}`: where a status report stands, and its file.

use super::{list::size_and_pages, words};
use crate::{
    App, Officer, PathOf,
    grants::history,
    kit::{Badge, Fact, Moment, PageFrame, Phase, Problem, Progress, format, render},
};
use ::status_reports::{ReportState, StatusReport, Subject, queries::status_report_for_actor};
use askama::Template;
use axum::{extract::State, response::Response};
use vocabulary::StatusReportId;

#[derive(Template)]
#[template(path = "status_reports/show.html")]
struct StatusReportPage {
    frame: PageFrame,
    path: String,
    badge: Badge,
    facts: Vec<Fact>,
    standing: Standing,
    again: String,
    history: Vec<Moment>,
}

/// What can be done with it now.
enum Standing {
    Waits(Progress),
    Made(String),
    Failed(String),
}

pub(crate) async fn show(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<StatusReportId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let report = status_report_for_actor(&app.db, &actor, id).await?;
    let report = report.ok_or_else(Problem::not_found)?;
    let path = format!("/status-reports/{id}");
    let list = frame.t("status-reports-title").to_string();
    let label = frame.t("status-reports-being-made").to_string();
    Ok(render(&StatusReportPage {
        badge: words::badge(frame.texts, &report.state),
        facts: facts(&app, &frame, &report).await?,
        standing: match &report.state {
            ReportState::Asked => Standing::Waits(Progress { label, done: 0, total: 0 }),
            ReportState::Made { .. } => Standing::Made(format!("{path}/file")),
            ReportState::Failed { reason } => Standing::Failed(reason.clone()),
        },
        again: format!("/status-reports?about={}:{}", report.subject.kind(), report.subject.id()),
        history: history::moments(&app.db, frame.texts, "status-report", &id.to_string()).await?,
        frame: frame.titled(report.file_name).under(list, "/status-reports"),
        path,
    }))
}

async fn facts(app: &App, frame: &PageFrame, report: &StatusReport) -> Result<Vec<Fact>, Problem> {
    let t = |key| frame.t(key).to_string();
    let about = match report.subject {
        Subject::Call(id) => grant_applications::queries::call(&app.db, id)
            .await?
            .map(|call| (call.call.title, format!("/calls/{}", call.call.slug))),
        Subject::Grant(id) => funding_periods::queries::grant(&app.db, id)
            .await?
            .map(|grant| (format!("{} {}", grant.reference, grant.title), format!("/grants/{id}"))),
    };
    let mut facts = Vec::new();
    if let Some((title, href)) = about {
        facts.push(Fact::new(t("status-reports-about"), title).leading_to(href));
    }
    facts.push(Fact::new(t("status-reports-language"), report.language.own_name()));
    facts.push(Fact::new(t("status-reports-as-of"), frame.day(&report.as_of)));
    let instant = |at| format::instant(at, frame.language());
    let asked = frame.t("status-reports-when-by").with("when", instant(report.asked_at));
    facts.push(Fact::new(t("status-reports-asked"), asked.with("by", &report.asked_by)));
    if let ReportState::Made { at, sha256, bytes, pages, .. } = &report.state {
        facts.push(Fact::new(t("status-reports-made"), instant(*at)));
        let size = size_and_pages(frame.texts, *bytes, *pages);
        facts.push(Fact::new(t("status-reports-size"), size));
        facts.push(Fact::new(t("status-reports-hash"), sha256));
    }
    Ok(facts)
}
