//! What was sent in before: every version, read with its own form.

use super::{
    opened::{definition, here, name, reading},
    show::seen,
};
use crate::{
    App, PathOf,
    kit::{Fact, PageFrame, Problem, format::instant, render},
    questions::{Places, ReadingView},
    session::Signed,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use vocabulary::ApplicationId;

#[derive(Template)]
#[template(path = "applications/version.html")]
struct VersionPage {
    frame: PageFrame,
    here: String,
    facts: Vec<Fact>,
    is_latest: bool,
    reading: ReadingView,
}

/// `GET /applications/{id}/versions/{number}`.
pub(crate) async fn version(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    Path((_, number)): Path<(String, String)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (application, _) = seen(&app, &actor, id).await?;
    super::show::refuse_unread(&app, &actor, id, frame.texts).await?;
    let number: i32 = number.parse().map_err(|_| Problem::not_found())?;
    let version = application.versions.iter().find(|version| version.number == number);
    let version = version.ok_or_else(Problem::not_found)?;
    let definition = definition(&app, version.form).await?;
    let places = Places::on(&app, application.located_on).await?;
    let language = frame.language();
    let facts = vec![
        Fact::new(frame.t("applications-reference"), &application.reference),
        Fact::new(frame.t("applications-version"), version.number.to_string()),
        Fact::new(frame.t("applications-submitted"), instant(version.submitted_at, language)),
        Fact::new(frame.t("applications-submitted-by"), &version.submitted_by),
        Fact::new(frame.t("applications-checksum"), &version.content_hash),
    ];
    let files = format!("{}/files", here(id));
    let title = frame.t("applications-version-title").with("number", number).to_string();
    let page = VersionPage {
        here: here(id),
        facts,
        is_latest: application.version().is_some_and(|latest| latest.number == number),
        reading: reading(&frame, &definition, &version.answers, &places, &files),
        frame: frame
            .titled(title)
            .crumb("applications-title", "/applications")
            .under(name(&application), here(id)),
    };
    Ok(render(&page))
}
