//! `GET /work/{id}`: one row of work and its history; `POST /work/{id}/replay` gives dead work another go,
//! `POST /work/{id}/cancel` ends what is not wanted any more.

use super::{
    acts::{cancel_with_note, replay_with_note},
    list::attempts,
    words,
};
use crate::{
    App, Officer, PathOf,
    grants::history,
    kit::{
        Badge, Confirmation, Fact, FieldErrors, Filled, Form, FormField, Moment, PageFrame, Phase,
        Problem, Texts, Tone, When, format, render, render_as,
    },
    progress::{Told, tell},
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
    CancelError, ReplayError, State,
    queries::{Item, Setback, item, setbacks},
};

#[derive(Template)]
#[template(path = "work/show.html")]
struct WorkPage {
    frame: PageFrame,
    badge: Badge,
    facts: Vec<Fact>,
    reason: Option<String>,
    errors: Form,
    /// Where to hear of it while it is not over.
    live: Option<Live>,
    /// For what is dead.
    replay: Option<Confirmation>,
    /// For what is not over.
    cancel: Option<Confirmation>,
    history: Vec<Moment>,
}

/// What the page shows now, and where it is told that this has changed.
struct Live {
    href: String,
    standing: String,
    sentence: String,
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
        Err(error) => Err(of_replay(texts, id, error)),
    }
}

/// Cancels it with a note.
pub(crate) async fn cancel(
    Given(app): Given<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<WorkId>,
    frame: PageFrame,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let filled = Filled::from(pairs);
    let mut errors = FieldErrors::none();
    let Some(why) = errors.text(&filled, "why", texts) else {
        let frame = frame.with_errors(true);
        let page = page(&app, frame, id, |field| field.filled(&filled).checked(&errors)).await?;
        return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    match cancel_with_note(&app.db, app.clock.now(), &actor, id, why).await {
        Ok(_) => Ok(Redirect::to(&format!("/work/{id}")).into_response()),
        Err(error) => Err(of_cancel(texts, id, error)),
    }
}

/// `GET /work/{id}/progress`: where it stands, as that changes.
pub(crate) async fn progress(
    Given(app): Given<App>,
    Officer(_): Officer,
    PathOf(id): PathOf<WorkId>,
    texts: Texts,
) -> Result<Response, Problem> {
    item(&app.db, id).await?.ok_or_else(Problem::not_found)?;
    let db = app.db.clone();
    tell(&app, move || {
        let db = db.clone();
        async move {
            // What was swept away meanwhile is over.
            let Some(row) = item(&db, id).await? else {
                return Ok(Told { is_over: true, ..Told::default() });
            };
            let texts = [("sentence", words::sentence(texts, &row))].into();
            Ok(Told { texts, standing: words::standing(&row), is_over: words::is_over(&row) })
        }
    })
}

/// Why it was not given another go.
pub(crate) fn of_replay(texts: Texts, id: WorkId, error: ReplayError) -> Problem {
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

/// Why it was not cancelled.
pub(crate) fn of_cancel(texts: Texts, id: WorkId, error: CancelError) -> Problem {
    let detail = match error {
        CancelError::Unknown => return Problem::not_found(),
        CancelError::Database(error) => return Problem::internal(&error),
        CancelError::Over(state) => {
            let state = texts.t(words::state_key(state)).to_string().to_lowercase();
            texts.t("work-over").with("state", state)
        }
    };
    Problem::conflict(detail).or_else_do("show", texts.t("work-show"), format!("/work/{id}"))
}

async fn page(
    app: &App,
    frame: PageFrame,
    id: WorkId,
    fill: impl Fn(FormField) -> FormField,
) -> Result<WorkPage, Problem> {
    let texts = frame.texts;
    let row = item(&app.db, id).await?.ok_or_else(Problem::not_found)?;
    let t = |key| frame.t(key).to_string();
    let here = format!("/work/{id}");
    let note = fill(FormField::lines(2, "note", t("work-note")).hint(t("work-note-hint")));
    let why = fill(FormField::lines(2, "why", t("work-cancel-why")));
    let is_dead = row.state == State::Dead;
    let replay = Confirmation::new(format!("{here}/replay"), t("work-replay"), "/work")
        .consequence(t("work-replay-again"))
        .consequence(t("work-replay-journal"))
        .field(note.clone());
    let cancel = Confirmation::new(format!("{here}/cancel"), t("work-cancel"), "/work")
        .consequence(t(if row.state == State::Running {
            "work-cancel-running"
        } else {
            "work-cancel-waiting"
        }))
        .consequence(t("work-replay-journal"))
        .dangerous()
        .field(why.clone());
    let live = (!words::is_over(&row)).then(|| Live {
        href: format!("{here}/progress"),
        standing: words::standing(&row),
        sentence: words::sentence(texts, &row),
    });
    let is_over = matches!(row.state, State::Done | State::Cancelled);
    let asked = if is_dead { Form::new([note, why]) } else { Form::new([why]) };
    Ok(WorkPage {
        badge: words::badge(texts, row.state),
        facts: facts(&frame, &row),
        errors: asked,
        replay: is_dead.then_some(replay),
        cancel: (!is_over && row.cancel_asked_at.is_none()).then_some(cancel),
        history: moments(app, texts, &row).await?,
        live,
        frame: frame.titled(words::kind(texts, &row.kind)).crumb("work-title", "/work"),
        reason: row.reason,
    })
}

/// What happened to it: asked for, what went wrong on the way, what people did, how it ended. The trade's
/// clock and the machine's may differ where a day is rehearsed, so that the beginning and the end have
/// their places whatever they say.
async fn moments(app: &App, texts: Texts, row: &Item) -> Result<Vec<Moment>, Problem> {
    let mut between = history::moments(&app.db, texts, "work", &row.id.to_string()).await?;
    let setbacks = setbacks(&app.db, row.id).await?;
    between.extend(setbacks.into_iter().map(|setback| moment(texts, setback)));
    let at = |moment: &Moment| match moment.when {
        When::At(at) => Some(at),
        _ => None,
    };
    between.sort_by_key(at);
    let mut moments = vec![Moment::past(When::At(row.asked_at), texts.t("work-asked"))];
    moments.extend(between);
    let badge = words::badge(texts, row.state);
    match (row.state, row.finished_at) {
        // The last setback says that it was given up.
        (State::Dead, _) => {}
        (_, Some(at)) => moments.push(Moment::past(When::At(at), badge.text).toned(badge.tone)),
        (State::Running, None) => {
            let since = row.began_at.unwrap_or(row.run_at);
            moments.push(Moment::now(When::At(since), badge.text).toned(badge.tone));
        }
        (_, None) => {
            moments.push(Moment::now(When::At(row.run_at), badge.text).toned(badge.tone));
        }
    }
    Ok(moments)
}

fn moment(texts: Texts, setback: Setback) -> Moment {
    let key = format!("work-setback-{}", setback.outcome);
    let what = texts.find(&key).unwrap_or_else(|| setback.outcome.clone());
    let tone = match setback.outcome.as_str() {
        "given-up" => Tone::Danger,
        "put-off" | "handed-back" => Tone::Neutral,
        _ => Tone::Warning,
    };
    let attempt = texts.t("work-attempt").with("attempt", setback.attempt).to_string();
    let mut detail = vec![attempt];
    if setback.times > 1 {
        detail.push(texts.t("work-times").with("count", setback.times).to_string());
    }
    if !setback.reason.is_empty() {
        detail.push(setback.reason);
    }
    detail.push(setback.worker);
    Moment::past(When::At(setback.ended_at), what).detail(detail.join(" · ")).toned(tone)
}

fn facts(frame: &PageFrame, row: &Item) -> Vec<Fact> {
    let t = |key| frame.t(key).to_string();
    let instant = |at| format::instant(at, frame.language());
    let subject = Fact::new(t("work-subject"), &row.subject);
    let mut facts = vec![
        Fact::new(t("work-kind"), &row.kind).leading_to(format!("/work/kinds/{}", row.kind)),
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
    if let (Some(at), Some(why)) = (row.cancel_asked_at, &row.cancel_reason) {
        let asked = format!("{}: {why}", instant(at));
        facts.push(Fact::new(t("work-cancel-asked"), asked));
    }
    if let Some(until) = row.lease_until {
        facts.push(Fact::new(t("work-lease"), instant(until)));
    }
    if let Some(at) = row.finished_at {
        facts.push(Fact::new(t("work-finished"), instant(at)));
    }
    facts
}
