//! A status report as a page: before it is made, from what it was made from, and for everybody when it
//! is published.

use super::{ask, list::page};
use crate::{
    App, Officer, PathOf,
    kit::{Badge, FieldErrors, Filled, PageFrame, Problem, Texts, Tone, render, render_as},
};
use ::status_reports::{
    Audience, Shown, Snapshot, StatusReport, TEMPLATE, preview_for_actor,
    queries::{snapshot_for_actor, status_report_for_actor},
};
use askama::Template;
use axum::{
    extract::{OriginalUri, Query, State},
    http::StatusCode,
    response::Response,
};
use vocabulary::StatusReportId;

#[derive(Template)]
#[template(path = "status_reports/preview.html")]
struct PreviewPage {
    frame: PageFrame,
    badge: Badge,
    /// What kind of look this is, in a sentence.
    about: String,
    /// Where the file is.
    file: Option<String>,
    /// What asks for the report that is shown: the fields of the form.
    ask: Vec<(String, String)>,
    html: String,
}

/// A report as a page. Setting a long one would hold up everybody else's work on this thread.
async fn shown(shown: Shown) -> Result<String, Problem> {
    tokio::task::spawn_blocking(move || shown.html())
        .await
        .map_err(|stopped| Problem::internal(&stopped))?
        .map_err(|error| Problem::internal(&error))
}

/// What a report was made from as a page.
pub(super) async fn written(snapshot: Snapshot, sender: String) -> Result<String, Problem> {
    let read = tokio::task::spawn_blocking(move || Shown::of(&snapshot, &sender));
    let read = read.await.map_err(|stopped| Problem::internal(&stopped))?;
    shown(read.map_err(|why| Problem::broken(&why))?).await
}

fn badge(texts: Texts, audience: Audience) -> Badge {
    let tone = match audience {
        Audience::Internal => Tone::Neutral,
        Audience::Public => Tone::Info,
    };
    Badge::new(tone, texts.t(super::words::audience_key(audience)))
}

/// `GET /status-reports/preview`: the report that the form asks for, as it would be now.
pub(crate) async fn before(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    OriginalUri(uri): OriginalUri,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let filled = Filled::from(pairs.clone());
    let mut errors = FieldErrors::none();
    if let (Some(wanted), true) = (ask::wanted(&filled, &mut errors, texts), errors.is_empty()) {
        let (clock, sender) = (app.clock.as_ref(), &app.desk.authority);
        match preview_for_actor(&app.db, clock, &actor, sender, wanted).await {
            Ok(report) => {
                let known = ["about", "county", "audience", "language", "as-of", "readers"];
                let list = texts.t("status-reports-title").to_string();
                return Ok(render(&PreviewPage {
                    badge: badge(texts, wanted.audience),
                    about: texts.t("status-reports-preview-about").to_string(),
                    file: None,
                    ask: pairs.into_iter().filter(|(n, _)| known.contains(&n.as_str())).collect(),
                    html: shown(report).await?,
                    frame: frame
                        .titled(texts.t("status-reports-preview-title").to_string())
                        .under(list, "/status-reports"),
                }));
            }
            Err(error) => {
                let (field, said) = ask::refusal(&error, texts)?;
                errors.add(field, said);
            }
        }
    }
    let page = page(&app, &actor, frame, &uri, &filled, &errors).await?;
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// What a made report shows, or why its figures cannot be read any more.
pub(super) fn read(app: &App, texts: Texts, snapshot: &Snapshot) -> Result<Shown, Problem> {
    Shown::of(snapshot, &app.desk.authority).map_err(|why| {
        tracing::info!(%why, "a report of an older template is asked for");
        Problem::conflict(texts.t("status-reports-older-template"))
    })
}

/// `GET /status-reports/{id}/preview`: a report that is made, as a page.
pub(crate) async fn made(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<StatusReportId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (report, snapshot) = snapshot_of(&app, &actor, frame.texts, id).await?;
    let path = format!("/status-reports/{id}");
    let texts = frame.texts;
    let report_as_page = read(&app, texts, &snapshot).map_err(|problem| {
        problem.or_else_do("show", texts.t("status-reports-show"), path.clone())
    })?;
    let about = match snapshot.template {
        Some(TEMPLATE) => "status-reports-page-about",
        _ => "status-reports-page-of-older",
    };
    Ok(render(&PreviewPage {
        badge: badge(texts, report.audience),
        about: texts.t(about).to_string(),
        file: Some(format!("{path}/file")),
        ask: Vec::new(),
        html: shown(report_as_page).await?,
        frame: frame
            .titled(texts.t("status-reports-page-title").to_string())
            .under(texts.t("status-reports-title").to_string(), "/status-reports")
            .under(report.file_name, path),
    }))
}

/// A report that is made, with what it was made from.
pub(super) async fn snapshot_of(
    app: &App,
    actor: &vocabulary::Actor,
    texts: Texts,
    id: StatusReportId,
) -> Result<(StatusReport, Snapshot), Problem> {
    let report = status_report_for_actor(&app.db, actor, id).await?;
    let report = report.ok_or_else(Problem::not_found)?;
    match snapshot_for_actor(&app.db, actor, id).await? {
        Some(snapshot) => Ok((report, snapshot)),
        None => {
            let label = texts.t("status-reports-show");
            let problem = Problem::conflict(texts.t("status-reports-not-made"));
            Err(problem.or_else_do("show", label, format!("/status-reports/{id}")))
        }
    }
}
