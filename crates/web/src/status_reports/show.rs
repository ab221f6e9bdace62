//! `GET /status-reports/{id}`: where a status report stands, and its file.

use super::{list::size_and_pages, publish::publishing, words};
use crate::{
    App, Officer, PathOf,
    grants::history,
    kit::{
        Badge, Confirmation, Fact, Moment, PageFrame, Phase, Problem, Progress, Texts, Tone,
        format, render,
    },
    progress::{Told, tell},
    work::words as work_words,
};
use ::status_reports::{
    MAKE, NOTHING_TO_TELL, ReportState, StatusReport, Subject,
    queries::{readers_for_actor, status_report_for_actor},
};
use askama::Template;
use axum::{extract::State, response::Response};
use sea_orm::DatabaseConnection;
use vocabulary::{Actor, StatusReportId};
use worklist::{State as WorkState, queries::latest_of};

#[derive(Template)]
#[template(path = "status_reports/show.html")]
struct StatusReportPage {
    frame: PageFrame,
    path: String,
    badge: Badge,
    facts: Vec<Fact>,
    standing: Standing,
    again: String,
    /// Whether a public one is to be open to everybody.
    publishing: Option<Confirmation>,
    history: Vec<Moment>,
}

/// What can be done with it now.
enum Standing {
    Waits(Waits),
    Made(String),
    Failed(String),
    /// Nobody makes it any more: its work was given up or cancelled.
    Stopped(Waits),
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

/// Where a report stands that is asked for.
#[derive(Default)]
struct Stands {
    /// A word that changes when it does.
    standing: String,
    sentence: String,
    /// Its row of work.
    work: Option<String>,
    /// Its work is given up or cancelled.
    stopped: bool,
}

/// Where a report stands; `None` when it is made or has failed.
async fn standing(
    db: &DatabaseConnection,
    actor: &Actor,
    texts: Texts,
    id: StatusReportId,
) -> Result<Option<Stands>, sea_orm::DbErr> {
    let report = status_report_for_actor(db, actor, id).await?;
    if !report.is_some_and(|report| matches!(report.state, ReportState::Asked)) {
        return Ok(None);
    }
    let row = latest_of(db, MAKE, &id.to_string()).await?;
    Ok(Some(match row {
        Some(row) => Stands {
            standing: work_words::standing(&row),
            sentence: work_words::sentence(texts, &row),
            work: Some(format!("/work/{}", row.id)),
            stopped: matches!(row.state, WorkState::Dead | WorkState::Cancelled),
        },
        None => {
            Stands { sentence: texts.t("work-sentence-waits").to_string(), ..Stands::default() }
        }
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
                Some(Stands { stopped: false, standing, sentence, .. }) => {
                    Told { texts: [("sentence", sentence)].into(), standing, is_over: false }
                }
                _ => Told { standing: "over".into(), is_over: true, ..Told::default() },
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
        badge: match stands.stopped {
            true => Badge::new(Tone::Danger, frame.t("status-reports-state-stopped")),
            false => words::badge(frame.texts, &report.state),
        },
        facts: facts(&app, &actor, &frame, &report).await?,
        standing: match &report.state {
            ReportState::Asked => {
                let waits = Waits {
                    progress: Progress { label, done: 0, total: 0 },
                    href: format!("{path}/progress"),
                    standing: stands.standing,
                    sentence: stands.sentence,
                    work: stands.work,
                };
                if stands.stopped { Standing::Stopped(waits) } else { Standing::Waits(waits) }
            }
            ReportState::Made { .. } => Standing::Made(path.clone()),
            ReportState::Failed { reason } if reason == NOTHING_TO_TELL => {
                Standing::Failed(frame.t("status-reports-nothing-to-tell").to_string())
            }
            ReportState::Failed { reason } => Standing::Failed(reason.clone()),
        },
        again: format!(
            "/status-reports?about={}&audience={}",
            words::written(report.subject),
            report.audience
        ),
        publishing: publishing(&app, &actor, frame.texts, &report).await?,
        history: history::moments(&app.db, frame.texts, "status-report", &id.to_string()).await?,
        frame: frame
            .titled(report.title.unwrap_or(report.file_name))
            .under(list, "/status-reports"),
        path,
    }))
}

async fn facts(
    app: &App,
    actor: &Actor,
    frame: &PageFrame,
    report: &StatusReport,
) -> Result<Vec<Fact>, Problem> {
    let t = |key| frame.t(key).to_string();
    let plain = |name: String| Some((name, None));
    let about = match report.subject {
        Subject::Call(id) => grant_applications::queries::call(&app.db, id)
            .await?
            .map(|call| (call.call.title, Some(format!("/calls/{}", call.call.slug)))),
        Subject::Grant(id) => funding_periods::queries::grant(&app.db, id).await?.map(|grant| {
            (format!("{} {}", grant.reference, grant.title), Some(format!("/grants/{id}")))
        }),
        Subject::Scheme { scheme, year } => {
            grant_applications::queries::schemes_for_actor(&app.db, Some(actor))
                .await?
                .into_iter()
                .find(|view| view.scheme.id == scheme)
                .map(|view| {
                    let href = format!("/schemes/{}", view.scheme.slug);
                    (format!("{} {year}", view.scheme.name), Some(href))
                })
        }
        Subject::County { number, year } => {
            let day = vocabulary::Day::new(year, 1, 1).unwrap_or(report.as_of);
            let names = crate::places::county_names(&app.db, day).await?;
            let name = names.get(&number).cloned().unwrap_or_else(|| number.to_string());
            plain(format!("{name} {year}"))
        }
        Subject::Year(year) => plain(format!("{} {year}", t("status-reports-all-calls"))),
    };
    let mut facts = Vec::new();
    if let Some((title, href)) = about {
        let fact = Fact::new(t("status-reports-about"), title);
        facts.push(match href {
            Some(href) => fact.leading_to(href),
            None => fact,
        });
    }
    facts.push(Fact::new(t("status-reports-audience"), t(words::audience_key(report.audience))));
    facts.push(Fact::new(t("status-reports-language"), report.language.own_name()));
    facts.push(Fact::new(t("status-reports-as-of"), frame.day(&report.as_of)));
    let instant = |at| format::instant(at, frame.language());
    let asked = frame.t("status-reports-when-by").with("when", instant(report.asked_at));
    let by = words::said(frame.texts, &report.asked_by);
    facts.push(Fact::new(t("status-reports-asked"), asked.with("by", by)));
    let readers = readers_for_actor(&app.db, actor, report.id).await?;
    if !readers.is_empty() {
        let names: Vec<&str> = readers.iter().map(|one| one.name.as_str()).collect();
        facts.push(Fact::new(t("status-reports-readers"), names.join(", ")));
    }
    if let ReportState::Made { at, sha256, bytes, pages, .. } = &report.state {
        facts.push(Fact::new(t("status-reports-made"), instant(*at)));
        facts.push(Fact::new(t("status-reports-file"), &report.file_name));
        let size = size_and_pages(frame.texts, *bytes, *pages);
        facts.push(Fact::new(t("status-reports-size"), size));
        facts.push(Fact::new(t("status-reports-hash"), sha256));
        if let Some((at, by)) = &report.published {
            let said = frame.t("status-reports-when-by").with("when", instant(*at)).with("by", by);
            facts.push(Fact::new(t("status-reports-published"), said));
            let href = format!("/published/{sha256}");
            let address = format!("{}{href}", app.desk.public_url);
            facts.push(Fact::new(t("status-reports-address"), address).leading_to(href));
        }
    }
    Ok(facts)
}
