//! `GET /work/{id}`: one row of work; `POST /work/{id}/replay` gives dead work another go.

use super::{list::attempts, replay::replay_with_note, words};
use crate::{
    App, Officer, PathOf,
    grants::history,
    kit::{
        Badge, Confirmation, Fact, FieldErrors, Filled, Form, FormField, Moment, PageFrame, Phase,
        Problem, Texts, format, render, render_as,
    },
};
use askama::Template;
use axum::{
    Form as Posted,
    extract::State as Given,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use vocabulary::WorkId;
use worklist::{
    ReplayError, State,
    queries::{Item, item},
};

#[derive(Template)]
#[template(path = "work/show.html")]
struct WorkPage {
    frame: PageFrame,
    badge: Badge,
    facts: Vec<Fact>,
    reason: Option<String>,
    errors: Form,
    /// For what is dead.
    replay: Option<Confirmation>,
    history: Vec<Moment>,
}

pub(crate) async fn show(
    Given(app): Given<App>,
    Officer(_): Officer,
    PathOf(id): PathOf<WorkId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    Ok(render(&page(&app, frame, id, |field| field).await?))
}

/// Replays it with a note.
pub(crate) async fn replay(
    Given(app): Given<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<WorkId>,
    frame: PageFrame,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let filled = Filled::from(pairs);
    let mut errors = FieldErrors::none();
    let Some(note) = errors.text(&filled, "note", texts) else {
        let frame = frame.with_errors(true);
        let page = page(&app, frame, id, |field| field.filled(&filled).checked(&errors)).await?;
        return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    match replay_with_note(&app.db, app.clock.now(), &actor, id, note).await {
        Ok(()) => {
            app.bell.ring();
            Ok(Redirect::to(&format!("/work/{id}")).into_response())
        }
        Err(error) => Err(refusal(texts, id, error)),
    }
}

fn refusal(texts: Texts, id: WorkId, error: ReplayError) -> Problem {
    let detail = match error {
        ReplayError::Unknown => return Problem::not_found(),
        ReplayError::Database(error) => return Problem::internal(&error),
        ReplayError::NotDead(state) => {
            let state = texts.t(words::state_key(state)).to_string().to_lowercase();
            texts.t("work-not-dead").with("state", state)
        }
        ReplayError::AskedAgain => texts.t("work-asked-again"),
    };
    Problem::conflict(detail).or_else_do("show", texts.t("work-show"), format!("/work/{id}"))
}

async fn page(
    app: &App,
    frame: PageFrame,
    id: WorkId,
    fill: impl FnOnce(FormField) -> FormField,
) -> Result<WorkPage, Problem> {
    let texts = frame.texts;
    let row = item(&app.db, id).await?.ok_or_else(Problem::not_found)?;
    let t = |key| frame.t(key).to_string();
    let note = fill(FormField::lines(2, "note", t("work-note")).hint(t("work-note-hint")));
    let replay = Confirmation::new(format!("/work/{id}/replay"), t("work-replay"), "/work")
        .consequence(t("work-replay-again"))
        .consequence(t("work-replay-journal"))
        .field(note.clone());
    let list = t("work-title");
    Ok(WorkPage {
        badge: words::badge(texts, row.state),
        facts: facts(&frame, &row),
        errors: Form::new([note]),
        replay: (row.state == State::Dead).then_some(replay),
        history: history::moments(&app.db, texts, "work", &id.to_string()).await?,
        frame: frame.titled(words::kind(texts, &row.kind)).under(list, "/work"),
        reason: row.reason,
    })
}

fn facts(frame: &PageFrame, row: &Item) -> Vec<Fact> {
    let t = |key| frame.t(key).to_string();
    let instant = |at| format::instant(at, frame.language());
    let subject = Fact::new(t("work-subject"), &row.subject);
    let mut facts = vec![
        Fact::new(t("work-kind"), &row.kind),
        match words::subject_href(&row.kind, &row.subject) {
            Some(href) => subject.leading_to(href),
            None => subject,
        },
        Fact::new(t("work-asked"), instant(row.asked_at)),
        Fact::new(t("work-run-at"), instant(row.run_at)),
        Fact::new(t("work-attempts"), attempts(frame.texts, row)),
    ];
    if let Some(worker) = &row.worker {
        facts.push(Fact::new(t("work-worker"), worker));
    }
    if let Some(until) = row.lease_until {
        facts.push(Fact::new(t("work-lease"), instant(until)));
    }
    if let Some(at) = row.finished_at {
        facts.push(Fact::new(t("work-finished"), instant(at)));
    }
    facts
}
