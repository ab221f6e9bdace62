//! `/deadlines/{id}/move`: an officer gives a deadline another day. The form asks for the day and the
//! reason, a second page says what happens.

use super::words;
use crate::{
    App, Officer, PathOf,
    kit::{
        Confirmation, Fact, FieldErrors, Filled, Form, FormField, PageFrame, Problem, Texts,
        render, render_as,
    },
};
use askama::Template;
use axum::{
    Form as Posted,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use reporting_deadlines::{
    Deadline, DeadlineAct, MoveDeadlineError, deadline_for_actor, move_deadline,
};
use vocabulary::{Actor, Day, DeadlineId};

#[derive(Template)]
#[template(path = "deadlines/move.html")]
struct MovePage {
    frame: PageFrame,
    action: String,
    cancel: String,
    facts: Vec<Fact>,
    form: Form,
}

#[derive(Template)]
#[template(path = "deadlines/move_confirm.html")]
struct ConfirmPage {
    frame: PageFrame,
    facts: Vec<Fact>,
    confirmation: Confirmation,
}

/// The form.
pub(crate) async fn ask_day(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<DeadlineId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let deadline = movable(&app, frame.texts, &actor, id).await?;
    Ok(render(&page(frame, &deadline, |form| form)))
}

/// What was filled in: shown for confirmation first, done when it comes back confirmed.
pub(crate) async fn move_it(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<DeadlineId>,
    frame: PageFrame,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let texts = frame.texts;
    let mut errors = FieldErrors::none();
    let day = errors.day(&filled, "day", texts);
    let reason = errors.text(&filled, "reason", texts);
    let (Some(day), Some(reason), true) = (day, reason, errors.is_empty()) else {
        let deadline = movable(&app, texts, &actor, id).await?;
        return Ok(wrong(frame, &deadline, &filled, &errors));
    };
    if filled.one("confirmed") != "yes" {
        let deadline = movable(&app, texts, &actor, id).await?;
        return Ok(render(&confirm_page(frame, &deadline, day, reason)));
    }
    let moved = move_deadline(&app.db, app.clock.as_ref(), &actor, id, day, reason).await;
    match moved {
        Ok(_) => {
            app.bell.ring();
            Ok(Redirect::to(&format!("/deadlines/{id}?done=moved")).into_response())
        }
        Err(error) => {
            note(&mut errors, texts, id, error)?;
            let deadline = movable(&app, texts, &actor, id).await?;
            Ok(wrong(frame, &deadline, &filled, &errors))
        }
    }
}

/// A refusal that belongs to a field is noted there; every other is the answer.
fn note(
    errors: &mut FieldErrors,
    texts: Texts,
    id: DeadlineId,
    error: MoveDeadlineError,
) -> Result<(), Problem> {
    match error {
        MoveDeadlineError::NotFound => return Err(Problem::not_found()),
        MoveDeadlineError::NotAllowed => return Err(Problem::forbidden()),
        MoveDeadlineError::NotPossible(_) => return Err(settled(texts, id)),
        MoveDeadlineError::Database(error) => return Err(Problem::internal(&error)),
        MoveDeadlineError::NoReason => errors.add("reason", texts.t("form-required")),
        MoveDeadlineError::SameDay(day) => {
            errors.add("day", texts.t("deadlines-move-same-day").with("day", day));
        }
        MoveDeadlineError::Past(_) => errors.add("day", texts.t("deadlines-move-past")),
        MoveDeadlineError::AlreadySet(day) => {
            errors.add("day", texts.t("deadlines-move-already-set").with("day", day));
        }
        MoveDeadlineError::NoSuchLadder(ladder) => {
            errors.add("day", texts.t("deadlines-move-no-ladder").with("ladder", ladder));
        }
    }
    Ok(())
}

/// The deadline, when it can be moved.
async fn movable(
    app: &App,
    texts: Texts,
    actor: &Actor,
    id: DeadlineId,
) -> Result<Deadline, Problem> {
    let row = deadline_for_actor(&app.db, actor, app.clock.today(), id).await?;
    let deadline = row.ok_or_else(Problem::not_found)?.deadline;
    if deadline.state.possible().contains(&DeadlineAct::Move) {
        Ok(deadline)
    } else {
        Err(settled(texts, id))
    }
}

fn settled(texts: Texts, id: DeadlineId) -> Problem {
    Problem::conflict(texts.t("deadlines-move-settled")).kind("/problems/not-possible").or_else_do(
        "show",
        texts.t("deadlines-show"),
        format!("/deadlines/{id}"),
    )
}

fn framed(frame: PageFrame, deadline: &Deadline) -> PageFrame {
    let (title, list) =
        (frame.t("deadlines-move").to_string(), frame.t("deadlines-title").to_string());
    frame
        .titled(title)
        .under(list, "/deadlines")
        .under(words::capitalised(&deadline.title), format!("/deadlines/{}", deadline.id))
}

fn facts(frame: &PageFrame, deadline: &Deadline) -> Vec<Fact> {
    let t = |key| frame.t(key).to_string();
    vec![
        Fact::new(
            t("deadlines-grant"),
            format!("{} {}", deadline.grant_reference, deadline.project_title),
        ),
        Fact::new(t("deadlines-due"), frame.day(&deadline.due_on)),
    ]
}

fn page(frame: PageFrame, deadline: &Deadline, fill: impl FnOnce(Form) -> Form) -> MovePage {
    let texts = frame.texts;
    let form = fill(Form::new([
        FormField::day("day", texts.t("deadlines-move-day")),
        FormField::lines(3, "reason", texts.t("deadlines-move-reason"))
            .hint(texts.t("deadlines-move-reason-hint"))
            .max_length(1000),
    ]));
    MovePage {
        action: format!("/deadlines/{}/move", deadline.id),
        cancel: format!("/deadlines/{}", deadline.id),
        facts: facts(&frame, deadline),
        form,
        frame: framed(frame, deadline),
    }
}

fn wrong(frame: PageFrame, deadline: &Deadline, filled: &Filled, errors: &FieldErrors) -> Response {
    let page = page(frame.with_errors(true), deadline, |form| form.filled(filled).checked(errors));
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn confirm_page(frame: PageFrame, deadline: &Deadline, day: Day, reason: &str) -> ConfirmPage {
    let t = |key| frame.t(key).to_string();
    let (action, cancel) =
        (format!("/deadlines/{}/move", deadline.id), format!("/deadlines/{}", deadline.id));
    let moved = frame.t("deadlines-move-from-to").with("from", deadline.due_on).with("to", day);
    let confirmation = Confirmation::new(action, t("deadlines-move"), cancel)
        .consequence(moved)
        .consequence(t("deadlines-move-takes-back"))
        .consequence(t("deadlines-move-starts-again"))
        .consequence(t("deadlines-move-journal"))
        .hidden("day", day.to_string())
        .hidden("reason", reason)
        .hidden("confirmed", "yes");
    let mut facts = facts(&frame, deadline);
    facts.push(Fact::new(t("deadlines-move-day"), frame.day(&day)));
    facts.push(Fact::new(t("deadlines-move-reason"), reason));
    ConfirmPage { facts, confirmation, frame: framed(frame, deadline) }
}
