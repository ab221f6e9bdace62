//! `GET /status-reports/{id}`: where a status report stands, and its file.

use super::{list::size_and_pages, words};
use crate::{
    App, Officer, PathOf,
    grants::history,
    kit::{Badge, Fact, Moment, PageFrame, Phase, Problem, Progress, Texts, format, render},
    progress::{Told, tell},
    work::words as work_words,
};
use ::status_reports::{
    MAKE, ReportState, StatusReport, Subject, queries::status_report_for_actor,
};
use askama::Template;
use axum::{extract::State, response::Response};
use sea_orm::DatabaseConnection;
use vocabulary::{Actor, StatusReportId};
use worklist::queries::latest_of;

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
    Waits(Waits),
    Made(String),
    Failed(String),
}

/// A report that is being made.
struct Waits {
    progress: Progress,
    /// Where the browser is told.
    href: String,
    standing: String,
    sentence: String,
    /// Its row of work, for those who look after it.
    work: Option<String>,
}

/// Where a report stands: a word, a sentence, its row of work; `None` when it is made or has failed.
async fn standing(
    db: &DatabaseConnection,
    actor: &Actor,
    texts: Texts,
    id: StatusReportId,
) -> Result<Option<(String, String, Option<String>)>, sea_orm::DbErr> {
    let report = status_report_for_actor(db, actor, id).await?;
    if !report.is_some_and(|report| matches!(report.state, ReportState::Asked)) {
        return Ok(None);
    }
    let row = latest_of(db, MAKE, &id.to_string()).await?;
    Ok(Some(match row {
        Some(row) => {
            let sentence = work_words::sentence(texts, &row);
            (work_words::standing(&row), sentence, Some(format!("/work/{}", row.id)))
        }
        None => (String::new(), texts.t("work-sentence-waits").to_string(), None),
    }))
}

/// `GET /status-reports/{id}/progress`: where it stands, as that changes.
pub(crate) async fn progress(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<StatusReportId>,
    texts: Texts,
) -> Result<Response, Problem> {
    let report = status_report_for_actor(&app.db, &actor, id).await?;
    report.ok_or_else(Problem::not_found)?;
    let db = app.db.clone();
    tell(&app, move || {
        let (db, actor) = (db.clone(), actor.clone());
        async move {
            Ok(match standing(&db, &actor, texts, id).await? {
                Some((standing, sentence, _)) => {
                    Told { texts: [("sentence", sentence)].into(), standing, is_over: false }
                }
                None => Told { standing: "over".into(), is_over: true, ..Told::default() },
            })
        }
    })
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
    let stands = standing(&app.db, &actor, frame.texts, id).await?.unwrap_or_default();
    Ok(render(&StatusReportPage {
        badge: words::badge(frame.texts, &report.state),
        facts: facts(&app, &frame, &report).await?,
        standing: match &report.state {
            ReportState::Asked => Standing::Waits(Waits {
                progress: Progress { label, done: 0, total: 0 },
                href: format!("{path}/progress"),
                standing: stands.0,
                sentence: stands.1,
                work: stands.2,
            }),
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
