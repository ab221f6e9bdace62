//! `GET /work/files`: what the nightly look found wrong with the store of documents and attachments.

use crate::{
    App, Officer,
    kit::{Badge, PageFrame, Problem, Tone, format, render},
};
use askama::Template;
use attachments::{Wrong, queries::findings_for_actor};
use axum::{extract::State as Given, response::Response};
use vocabulary::Look;

/// So many stand on the page; more are counted.
const SHOWN: u64 = 100;

#[derive(Template)]
#[template(path = "work/files.html")]
struct FilesPage {
    frame: PageFrame,
    total: u64,
    rows: Vec<FileRow>,
}

struct FileRow {
    found: String,
    shelf: String,
    badge: Badge,
    name: String,
    said: String,
}

pub(crate) async fn files(
    Given(app): Given<App>,
    Officer(actor): Officer,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let look = Look { per_page: SHOWN, ..Look::default() };
    let found = findings_for_actor(&app.db, &actor, &look).await?;
    let rows = found.rows.into_iter().map(|finding| FileRow {
        found: format::short_instant(finding.found_at),
        shelf: texts.t(&format!("work-shelf-{}", finding.shelf.word())).to_string(),
        badge: match finding.wrong {
            Wrong::Unrecorded => Badge::new(Tone::Neutral, texts.t("work-file-unrecorded")),
            wrong => {
                let key = format!("work-file-{}", wrong.word());
                Badge::new(Tone::Danger, texts.t(&key))
            }
        },
        name: finding.name,
        said: finding.said,
    });
    Ok(render(&FilesPage {
        rows: rows.collect(),
        total: found.total,
        frame: frame.titled_by("work-files").crumb("work-title", "/work"),
    }))
}
