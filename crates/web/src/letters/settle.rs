//! `/letters/{id}/settle`: an officer says what became of a letter that nobody knows of.

use super::words::kind_key;
use crate::{
    App, Officer, PathOf,
    kit::{
        Choice, Control, Fact, FieldErrors, Filled, Form, FormField, PageFrame, Problem, Texts,
        format, render, render_as,
    },
};
use ::letters::{
    Evidence, LetterState, SettleError,
    queries::{LetterView, letter_for_actor},
    settle_uncertain,
};
use askama::Template;
use axum::{
    Form as Posted,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use vocabulary::{Actor, LetterId};

#[derive(Template)]
#[template(path = "letters/settle.html")]
struct SettlePage {
    frame: PageFrame,
    action: String,
    cancel: String,
    facts: Vec<Fact>,
    form: Form,
}

/// Asks what was found in the relay's log.
pub(crate) async fn confirm_settle(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<LetterId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let view = uncertain(&app, frame.texts, &actor, id).await?;
    Ok(render(&page(frame, &view, |form| form)))
}

/// Writes it down; a letter that was not taken is offered again.
pub(crate) async fn settle(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<LetterId>,
    frame: PageFrame,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let filled = Filled::from(pairs);
    let evidence = match filled.one("evidence") {
        "taken" => Evidence::Taken,
        "not-taken" => Evidence::NotTaken,
        _ => {
            let view = uncertain(&app, texts, &actor, id).await?;
            let mut errors = FieldErrors::none();
            errors.add("evidence", texts.t("form-required"));
            let page =
                page(frame.with_errors(true), &view, |form| form.filled(&filled).checked(&errors));
            return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
    };
    match settle_uncertain(&app.db, &actor, app.clock.as_ref(), id, evidence).await {
        Ok(_) => {
            app.bell.ring();
            Ok(Redirect::to(&format!("/letters/{id}")).into_response())
        }
        Err(error) => Err(refusal(texts, id, error)),
    }
}

fn refusal(texts: Texts, id: LetterId, error: SettleError) -> Problem {
    let detail = match error {
        SettleError::NoSuchLetter(_) => return Problem::not_found(),
        SettleError::Database(error) => return Problem::internal(&error),
        SettleError::NotPossible(_) => texts.t("letters-settle-settled"),
        SettleError::TooEarly(until) => texts
            .t("letters-settle-too-early")
            .with("when", format::instant(until, texts.language())),
    };
    Problem::conflict(detail).or_else_do("show", texts.t("letters-show"), format!("/letters/{id}"))
}

async fn uncertain(
    app: &App,
    texts: Texts,
    actor: &Actor,
    id: LetterId,
) -> Result<LetterView, Problem> {
    let view = letter_for_actor(&app.db, actor, id).await?.ok_or_else(Problem::not_found)?;
    if view.row.state == LetterState::Uncertain {
        return Ok(view);
    }
    let problem = Problem::conflict(texts.t("letters-settle-settled"));
    Err(problem.or_else_do("show", texts.t("letters-show"), format!("/letters/{id}")))
}

fn page(frame: PageFrame, view: &LetterView, fill: impl FnOnce(Form) -> Form) -> SettlePage {
    let t = |key| frame.t(key).to_string();
    let path = format!("/letters/{}", view.row.id);
    let choices = vec![
        Choice::new("taken", t("letters-settle-taken")).hint(t("letters-settle-taken-hint")),
        Choice::new("not-taken", t("letters-settle-not-taken"))
            .hint(t("letters-settle-not-taken-hint")),
    ];
    let field = FormField::new(Control::Radio(choices), "evidence", t("letters-settle-question"));
    let recipient = format!("{} <{}>", view.row.recipient_name, view.row.address());
    let mut facts = vec![
        Fact::new(t("letters-recipient"), recipient),
        Fact::new(t("letters-message-id"), &view.message_id),
    ];
    if let Some(at) = view.row.handing_over_at {
        facts.push(Fact::new(t("letters-offered"), format::instant(at, frame.language())));
    }
    // What a subject says may be closed to who looks after the post.
    let (title, list, kind) = (t("letters-settle"), t("letters-title"), t(kind_key(view.row.kind)));
    SettlePage {
        action: format!("{path}/settle"),
        facts,
        form: fill(Form::new([field])),
        frame: frame.titled(title).under(list, "/letters").under(kind, &path),
        cancel: path,
    }
}
