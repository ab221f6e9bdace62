//! `GET /letters/unmatched`: reports on the delivery of something that is no letter of ours.

use crate::{
    App, Officer,
    kit::{PageFrame, Problem, format, render},
};
use ::letters::queries::unmatched_bounces_for_actor;
use askama::Template;
use axum::{extract::State, response::Response};

#[derive(Template)]
#[template(path = "letters/unmatched.html")]
struct UnmatchedPage {
    frame: PageFrame,
    rows: Vec<UnmatchedRow>,
}

struct UnmatchedRow {
    read: String,
    what: String,
    message_id: String,
    said: String,
}

pub(crate) async fn unmatched(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let found = unmatched_bounces_for_actor(&app.db, &actor).await?;
    let texts = frame.texts;
    let rows = found.into_iter().map(|bounce| UnmatchedRow {
        read: format::short_instant(bounce.read_at),
        what: texts.find(&format!("letters-reported-{}", bounce.action)).unwrap_or(bounce.action),
        message_id: bounce.message_id.unwrap_or_default(),
        said: match bounce.status {
            Some(status) => format!("{status} {}", bounce.said),
            None => bounce.said,
        },
    });
    Ok(render(&UnmatchedPage {
        rows: rows.collect(),
        frame: frame.titled_by("letters-unmatched").crumb("letters-title", "/letters"),
    }))
}
