//! `/work/kinds/{kind}`: how one kind of work stands; pausing it and letting it go on.

use super::{
    acts::{pause_kind, resume_kind},
    words,
};
use crate::{
    App, Officer, PathOf,
    grants::history,
    kit::{
        Confirmation, FieldErrors, Filled, FormField, KeyFigure, Moment, PageFrame, Phase, Problem,
        Texts, format, render, render_as,
    },
};
use askama::Template;
use axum::{
    Form as Posted,
    extract::State as Given,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use std::collections::BTreeSet;
use worklist::{
    State,
    queries::{Count, Paused, backlog, paused},
};

#[derive(Template)]
#[template(path = "work/kind.html")]
struct KindPage {
    frame: PageFrame,
    key_figures: Vec<KeyFigure>,
    rows: String,
    replay: Option<String>,
    paused: Option<PausedLine>,
    confirmation: Confirmation,
    history: Vec<Moment>,
}

struct PausedLine {
    since: String,
    why: String,
}

/// The kinds that a person can do something about: those that have rows, are paused, or are rung for.
pub(crate) async fn known(app: &App, counts: &[Count]) -> Result<BTreeSet<String>, Problem> {
    let mut kinds: BTreeSet<String> = counts.iter().map(|count| count.kind.clone()).collect();
    kinds.extend(paused(&app.db).await?.into_iter().map(|paused| paused.kind));
    kinds.extend(app.rounds.board().await?.into_iter().map(|round| round.kind));
    kinds.extend([::letters::HAND_OVER, ::status_reports::MAKE].map(str::to_owned));
    Ok(kinds)
}

/// `GET /work/kinds/{kind}`.
pub(crate) async fn one_kind(
    Given(app): Given<App>,
    Officer(_): Officer,
    PathOf(kind): PathOf<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    Ok(render(&page(&app, frame, &kind, |field| field).await?))
}

/// `POST /work/kinds/{kind}/pause`.
pub(crate) async fn pause(
    app: Given<App>,
    officer: Officer,
    kind: PathOf<String>,
    frame: PageFrame,
    sent: Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    change(app, officer, kind, frame, sent, true).await
}

/// `POST /work/kinds/{kind}/resume`.
pub(crate) async fn resume(
    app: Given<App>,
    officer: Officer,
    kind: PathOf<String>,
    frame: PageFrame,
    sent: Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    change(app, officer, kind, frame, sent, false).await
}

async fn change(
    Given(app): Given<App>,
    Officer(actor): Officer,
    PathOf(kind): PathOf<String>,
    frame: PageFrame,
    Posted(pairs): Posted<Vec<(String, String)>>,
    pauses: bool,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let filled = Filled::from(pairs);
    let mut errors = FieldErrors::none();
    let Some(note) = errors.text(&filled, "note", texts) else {
        let fill = |field: FormField| field.filled(&filled).checked(&errors);
        let page = page(&app, frame.with_errors(true), &kind, fill).await?;
        return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    if !known(&app, &backlog(&app.db).await?).await?.contains(&kind) {
        return Err(Problem::not_found());
    }
    let (db, now) = (&app.db, app.clock.now());
    let changed = match pauses {
        true => pause_kind(db, now, &actor, &kind, note).await?,
        false => resume_kind(db, now, &actor, &kind, note).await?,
    };
    if !changed {
        return Err(unchanged(texts, &kind, pauses));
    }
    app.bell.ring();
    Ok(Redirect::to(&format!("/work/kinds/{kind}")).into_response())
}

/// Somebody else was faster.
pub(crate) fn unchanged(texts: Texts, kind: &str, pauses: bool) -> Problem {
    let detail = texts.t(if pauses { "work-paused-already" } else { "work-not-paused" });
    Problem::conflict(detail).or_else_do(
        "show",
        texts.t("work-show-kind"),
        format!("/work/kinds/{kind}"),
    )
}

async fn page(
    app: &App,
    frame: PageFrame,
    kind: &str,
    fill: impl FnOnce(FormField) -> FormField,
) -> Result<KindPage, Problem> {
    let texts = frame.texts;
    let counts = backlog(&app.db).await?;
    if !known(app, &counts).await?.contains(kind) {
        return Err(Problem::not_found());
    }
    let t = |key: &str| texts.t(key).to_string();
    let paused = paused(&app.db).await?.into_iter().find(|paused| paused.kind == kind);
    let rows = |state: State| -> u64 {
        let these = counts.iter().filter(|count| count.kind == kind && count.state == state);
        these.map(|count| count.rows).sum()
    };
    let figure = |state: State| KeyFigure::new(t(words::state_key(state)), rows(state).to_string());
    let note = fill(FormField::lines(2, "note", t("work-note")).hint(t("work-pause-note-hint")));
    let here = format!("/work/kinds/{kind}");
    let confirmation = match &paused {
        None => Confirmation::new(format!("{here}/pause"), t("work-pause"), "/work")
            .consequence(t("work-pause-waits"))
            .consequence(t("work-pause-runs"))
            .consequence(t("work-pause-kept"))
            .consequence(t("work-replay-journal"))
            .dangerous(),
        Some(_) => Confirmation::new(format!("{here}/resume"), t("work-resume"), "/work")
            .consequence(t("work-resume-now"))
            .consequence(t("work-replay-journal")),
    };
    Ok(KindPage {
        key_figures: [State::Ready, State::Running, State::Dead].map(figure).into(),
        rows: format!("/work?kind={kind}"),
        replay: (rows(State::Dead) > 0).then(|| format!("/work/replay?kind={kind}")),
        paused: paused.map(|paused| paused_line(texts, paused)),
        confirmation: confirmation.field(note),
        history: history::moments(&app.db, texts, "work-kind", kind).await?,
        frame: frame.titled(words::kind(texts, kind)).crumb("work-title", "/work"),
    })
}

fn paused_line(texts: Texts, paused: Paused) -> PausedLine {
    let since = texts
        .t("work-paused-since")
        .with("when", format::instant(paused.since, texts.language()))
        .with("by", paused.by);
    PausedLine { since: since.to_string(), why: paused.why }
}
