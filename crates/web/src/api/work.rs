//! Background work: the directorate's.

use super::{Listed, ProblemBody};
use crate::{
    App, PathOf, RingRefused,
    json::JsonOf,
    kit::{FieldProblem, Problem, Texts},
    session::Officer,
    work::{
        acts::{cancel_with_note, pause_kind, replay_matching, replay_with_note, resume_kind},
        known, of_cancel, of_replay,
        rounds::at_work,
        unchanged,
    },
};
use axum::{
    Json,
    extract::{Query, State as Given},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vocabulary::WorkId;
use worklist::{
    Cancelled, DeadFilter, ReplayError, State,
    queries::{self, Filter, Item, Setback, counts, item, paused, setbacks},
};

/// Which rows.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichWork {
    /// Only in this state: `ready`, `running`, `done`, `dead` or `cancelled`.
    state: Option<String>,
    /// Only of this kind.
    kind: Option<String>,
    /// The page, from 1.
    page: Option<u64>,
    /// Rows a page: 50 unless said, 500 at most.
    per_page: Option<u64>,
}

/// A row of work.
#[derive(Serialize, ToSchema)]
#[schema(as = Work)]
pub(crate) struct WorkBody {
    /// Its id.
    id: Uuid,
    /// What does it.
    kind: String,
    /// What it is done to; empty for rounds.
    subject: String,
    /// `ready`, `running`, `done`, `dead` or `cancelled`.
    state: &'static str,
    /// When it was asked for.
    asked_at: DateTime<Utc>,
    /// Not before this instant.
    run_at: DateTime<Utc>,
    /// When its latest attempt began.
    began_at: Option<DateTime<Utc>>,
    /// When it ended.
    finished_at: Option<DateTime<Utc>>,
    /// How many attempts were begun.
    attempt: i32,
    /// How many there may be.
    max_attempts: i32,
    /// Who runs it now.
    worker: Option<String>,
    /// Why it failed last, was put off, is dead or was cancelled.
    reason: Option<String>,
    /// When it was asked to stop while it ran.
    cancel_asked_at: Option<DateTime<Utc>>,
}

impl From<Item> for WorkBody {
    fn from(item: Item) -> WorkBody {
        WorkBody {
            id: item.id.0,
            kind: item.kind,
            subject: item.subject,
            state: item.state.word(),
            asked_at: item.asked_at,
            run_at: item.run_at,
            began_at: item.began_at,
            finished_at: item.finished_at,
            attempt: item.attempt,
            max_attempts: item.max_attempts,
            worker: item.worker,
            reason: item.reason,
            cancel_asked_at: item.cancel_asked_at,
        }
    }
}

/// An attempt that did not end well.
#[derive(Serialize, ToSchema)]
#[schema(as = Setback)]
pub(crate) struct SetbackBody {
    /// Which attempt.
    attempt: i32,
    /// Who made it.
    worker: String,
    /// When it began.
    began_at: Option<DateTime<Utc>>,
    /// When it ended.
    ended_at: DateTime<Utc>,
    /// `failed`, `given-up`, `put-off`, `handed-back`, `stopped` or `rescued`.
    outcome: String,
    /// What was said.
    reason: String,
    /// How often in a row.
    times: u32,
}

impl From<Setback> for SetbackBody {
    fn from(setback: Setback) -> SetbackBody {
        SetbackBody {
            attempt: setback.attempt,
            worker: setback.worker,
            began_at: setback.began_at,
            ended_at: setback.ended_at,
            outcome: setback.outcome,
            reason: setback.reason,
            times: setback.times,
        }
    }
}

/// A row of work with what went wrong on the way.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkWithSetbacks)]
pub(crate) struct OneWorkBody {
    /// The row.
    work: WorkBody,
    /// What went wrong, in its order.
    setbacks: Vec<SetbackBody>,
}

/// How one kind of work stands.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkKind)]
pub(crate) struct KindBody {
    /// The kind.
    kind: String,
    /// How many rows there are in each state that has any.
    rows: BTreeMap<&'static str, u64>,
    /// Since when it is paused, when it is.
    paused_since: Option<DateTime<Utc>>,
    /// Who paused it.
    paused_by: Option<String>,
    /// Why.
    paused_why: Option<String>,
}

/// A line of the cron table.
#[derive(Serialize, ToSchema)]
#[schema(as = Round)]
pub(crate) struct RoundBody {
    /// Its name.
    name: String,
    /// The kind of work it asks for.
    kind: String,
    /// When, as `second minute hour day month weekday` in Norway.
    schedule: String,
    /// Its last tick that was kept.
    last_tick_at: Option<DateTime<Utc>>,
    /// Whether that one was too old and left out.
    last_left_out: bool,
    /// Its next tick.
    next_tick_at: Option<DateTime<Utc>>,
}

/// A process at work.
#[derive(Serialize, ToSchema)]
#[schema(as = Worker)]
pub(crate) struct WorkerBody {
    /// Its name, another one for each life.
    name: String,
    /// The version of the program.
    version: String,
    /// `at-work`, `ending` or `silent`.
    state: &'static str,
    /// When it began.
    started_at: DateTime<Utc>,
    /// Its last sign of life.
    seen_at: DateTime<Utc>,
    /// How many acts it has under way.
    running: u32,
}

/// Why a person does it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkNote {
    /// What was wrong, and why this helps.
    note: String,
}

/// Which dead work, and why it will go now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplayMany {
    /// What was wrong, and why it will go now.
    note: String,
    /// Only of this kind.
    #[serde(default)]
    kind: Option<String>,
    /// Only with these words in the reason.
    #[serde(default)]
    reason: Option<String>,
    /// Only what has died since.
    #[serde(default)]
    since: Option<DateTime<Utc>>,
}

/// How many rows got new attempts, and how many dead ones fit and are left.
#[derive(Serialize, ToSchema)]
pub(crate) struct Replayed {
    /// How many got new attempts; at most 1 000 at a time.
    replayed: u64,
    /// How many dead ones still fit.
    left: u64,
}

/// The note, which says something.
fn said(note: &str, texts: Texts) -> Result<String, Problem> {
    let note = note.trim();
    if note.is_empty() {
        let detail = texts.t("form-required").to_string();
        return Err(Problem::invalid(vec![FieldProblem { field: "note".into(), detail }]));
    }
    Ok(note.to_owned())
}

async fn whole(app: &App, id: WorkId) -> Result<Json<OneWorkBody>, Problem> {
    let row = item(&app.db, id).await?.ok_or_else(Problem::not_found)?;
    let setbacks = setbacks(&app.db, id).await?;
    let setbacks = setbacks.into_iter().map(SetbackBody::from).collect();
    Ok(Json(OneWorkBody { work: row.into(), setbacks }))
}

/// The rows of work, latest asked first.
#[utoipa::path(get, path = "/api/v1/work", tag = "work", params(WhichWork),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "A page of rows", body = Listed<WorkBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody)))]
pub(crate) async fn list(
    Given(app): Given<App>,
    _officer: Officer,
    Query(which): Query<WhichWork>,
) -> Result<Json<Listed<WorkBody>>, Problem> {
    // A page beyond what the database's own numbers can count is none.
    let page = which.page.unwrap_or(1).clamp(1, 1_000_000);
    let per_page = which.per_page.unwrap_or(50).clamp(1, 500);
    let filter = Filter {
        // A word that is no state is ignored, as on pages.
        state: which.state.and_then(|word| word.parse().ok()),
        kind: which.kind,
    };
    let found = queries::list(&app.db, &filter, page - 1, per_page).await?;
    let page = vocabulary::Page { rows: found.items, total: found.total, page, per_page };
    Ok(Json(Listed::of(page, WorkBody::from)))
}

/// One row of work, with what went wrong on the way.
#[utoipa::path(get, path = "/api/v1/work/{id}", tag = "work",
    params(("id" = Uuid, Path, description = "The row")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The row", body = OneWorkBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such row", body = ProblemBody)))]
pub(crate) async fn one(
    Given(app): Given<App>,
    _officer: Officer,
    PathOf(id): PathOf<WorkId>,
) -> Result<Json<OneWorkBody>, Problem> {
    whole(&app, id).await
}

/// Cancels a row: what waits or is dead at once (200), what runs is asked to stop (202).
#[utoipa::path(post, path = "/api/v1/work/{id}/cancel", tag = "work",
    params(("id" = Uuid, Path, description = "The row")),
    request_body = WorkNote,
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "It is cancelled", body = OneWorkBody),
        (status = 202, description = "It runs and is asked to stop", body = OneWorkBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such row", body = ProblemBody),
        (status = 409, description = "It is over", body = ProblemBody),
        (status = 422, description = "No note", body = ProblemBody)))]
pub(crate) async fn cancel(
    Given(app): Given<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<WorkId>,
    texts: Texts,
    JsonOf(body): JsonOf<WorkNote>,
) -> Result<(StatusCode, Json<OneWorkBody>), Problem> {
    let note = said(&body.note, texts)?;
    let cancelled = cancel_with_note(&app.db, app.clock.now(), &actor, id, &note).await;
    let status = match cancelled.map_err(|error| of_cancel(texts, id, error))? {
        Cancelled::AtOnce => StatusCode::OK,
        Cancelled::AskedToStop => StatusCode::ACCEPTED,
    };
    Ok((status, whole(&app, id).await?))
}

/// Gives a dead row a new set of attempts.
#[utoipa::path(post, path = "/api/v1/work/{id}/replay", tag = "work",
    params(("id" = Uuid, Path, description = "The row")),
    request_body = WorkNote,
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The row, which waits again", body = OneWorkBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such row", body = ProblemBody),
        (status = 409, description = "It is not dead, or the same has been asked for again", body = ProblemBody),
        (status = 422, description = "No note", body = ProblemBody)))]
pub(crate) async fn replay(
    Given(app): Given<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<WorkId>,
    texts: Texts,
    JsonOf(body): JsonOf<WorkNote>,
) -> Result<Json<OneWorkBody>, Problem> {
    let note = said(&body.note, texts)?;
    replay_with_note(&app.db, app.clock.now(), &actor, id, &note)
        .await
        .map_err(|error| of_replay(texts, id, error))?;
    app.bell.ring();
    whole(&app, id).await
}

/// Gives all dead rows that fit a new set of attempts, at most 1 000 at a time, those that died first.
#[utoipa::path(post, path = "/api/v1/work/replay", tag = "work",
    request_body = ReplayMany,
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "How many", body = Replayed),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 409, description = "The same was asked for again in that moment; nothing was replayed", body = ProblemBody),
        (status = 422, description = "No note", body = ProblemBody)))]
pub(crate) async fn replay_many(
    Given(app): Given<App>,
    Officer(actor): Officer,
    texts: Texts,
    JsonOf(body): JsonOf<ReplayMany>,
) -> Result<Json<Replayed>, Problem> {
    let note = said(&body.note, texts)?;
    let filter = DeadFilter { kind: body.kind, reason: body.reason, since: body.since };
    let replayed = replay_matching(&app.db, app.clock.now(), &actor, &filter, &note).await;
    let replayed = replayed.map_err(|error| match error {
        ReplayError::Database(error) => Problem::internal(&error),
        _ => Problem::conflict(texts.t("work-asked-again")),
    })?;
    app.bell.ring();
    let left = queries::dead(&app.db, &filter).await?;
    Ok(Json(Replayed { replayed: replayed as u64, left }))
}

async fn all_kinds(app: &App) -> Result<Vec<KindBody>, Problem> {
    let counts = counts(&app.db).await?;
    let paused = paused(&app.db).await?;
    let body = |kind: String| {
        let rows = counts.iter().filter(|count| count.kind == kind);
        let paused = paused.iter().find(|paused| paused.kind == kind);
        KindBody {
            rows: rows.map(|count| (State::word(count.state), count.rows)).collect(),
            paused_since: paused.map(|paused| paused.since),
            paused_by: paused.map(|paused| paused.by.clone()),
            paused_why: paused.map(|paused| paused.why.clone()),
            kind,
        }
    };
    Ok(known(app, &counts).await?.into_iter().map(body).collect())
}

async fn one_kind(app: &App, kind: &str) -> Result<Json<KindBody>, Problem> {
    let kinds = all_kinds(app).await?;
    let found = kinds.into_iter().find(|body| body.kind == kind);
    found.map(Json).ok_or_else(Problem::not_found)
}

/// The kinds of work, by name: how many rows are in each state, and whether they are paused.
#[utoipa::path(get, path = "/api/v1/work/kinds", tag = "work",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The kinds", body = Vec<KindBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody)))]
pub(crate) async fn kinds(
    Given(app): Given<App>,
    _officer: Officer,
) -> Result<Json<Vec<KindBody>>, Problem> {
    Ok(Json(all_kinds(&app).await?))
}

/// Pauses a kind of work, for every process and over restarts: what runs is finished, nothing begins.
#[utoipa::path(post, path = "/api/v1/work/kinds/{kind}/pause", tag = "work",
    params(("kind" = String, Path, description = "The kind")),
    request_body = WorkNote,
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The kind", body = KindBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such kind", body = ProblemBody),
        (status = 409, description = "It is paused already", body = ProblemBody),
        (status = 422, description = "No note", body = ProblemBody)))]
pub(crate) async fn pause(
    Given(app): Given<App>,
    Officer(actor): Officer,
    PathOf(kind): PathOf<String>,
    texts: Texts,
    JsonOf(body): JsonOf<WorkNote>,
) -> Result<Json<KindBody>, Problem> {
    let note = said(&body.note, texts)?;
    let _ = one_kind(&app, &kind).await?;
    if !pause_kind(&app.db, app.clock.now(), &actor, &kind, &note).await? {
        return Err(unchanged(texts, &kind, true));
    }
    one_kind(&app, &kind).await
}

/// Lets a kind of work go on.
#[utoipa::path(post, path = "/api/v1/work/kinds/{kind}/resume", tag = "work",
    params(("kind" = String, Path, description = "The kind")),
    request_body = WorkNote,
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The kind", body = KindBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such kind", body = ProblemBody),
        (status = 409, description = "It is not paused", body = ProblemBody),
        (status = 422, description = "No note", body = ProblemBody)))]
pub(crate) async fn resume(
    Given(app): Given<App>,
    Officer(actor): Officer,
    PathOf(kind): PathOf<String>,
    texts: Texts,
    JsonOf(body): JsonOf<WorkNote>,
) -> Result<Json<KindBody>, Problem> {
    let note = said(&body.note, texts)?;
    let _ = one_kind(&app, &kind).await?;
    if !resume_kind(&app.db, app.clock.now(), &actor, &kind, &note).await? {
        return Err(unchanged(texts, &kind, false));
    }
    app.bell.ring();
    one_kind(&app, &kind).await
}

async fn all_rounds(app: &App) -> Result<Vec<RoundBody>, Problem> {
    let board = app.rounds.board().await?;
    let body = |round: crate::Round| RoundBody {
        name: round.name,
        kind: round.kind,
        schedule: round.schedule,
        last_tick_at: round.last,
        last_left_out: round.left_out,
        next_tick_at: round.next,
    };
    Ok(board.into_iter().map(body).collect())
}

/// The lines of the cron table, with the last and the next tick of each.
#[utoipa::path(get, path = "/api/v1/work/rounds", tag = "work",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The lines", body = Vec<RoundBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody)))]
pub(crate) async fn rounds(
    Given(app): Given<App>,
    _officer: Officer,
) -> Result<Json<Vec<RoundBody>>, Problem> {
    Ok(Json(all_rounds(&app).await?))
}

/// Rings a line by hand: its round begins at once, and the next one comes in its time.
#[utoipa::path(post, path = "/api/v1/work/rounds/{line}/ring", tag = "work",
    params(("line" = String, Path, description = "The line")),
    request_body = WorkNote,
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The line", body = RoundBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such line", body = ProblemBody),
        (status = 409, description = "Its round waits or runs already", body = ProblemBody),
        (status = 422, description = "No note", body = ProblemBody)))]
pub(crate) async fn ring(
    Given(app): Given<App>,
    Officer(actor): Officer,
    PathOf(line): PathOf<String>,
    texts: Texts,
    JsonOf(body): JsonOf<WorkNote>,
) -> Result<Json<RoundBody>, Problem> {
    let note = said(&body.note, texts)?;
    match app.rounds.ring(&actor, &line, &note).await {
        Ok(true) => app.bell.ring(),
        Ok(false) => return Err(Problem::conflict(texts.t("work-rings-already"))),
        Err(RingRefused::Unknown) => return Err(Problem::not_found()),
        Err(RingRefused::Database(error)) => return Err(error.into()),
    }
    let found = all_rounds(&app).await?.into_iter().find(|round| round.name == line);
    found.map(Json).ok_or_else(Problem::not_found)
}

/// The workers that gave a sign of life in the last ten minutes.
#[utoipa::path(get, path = "/api/v1/work/workers", tag = "work",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The workers", body = Vec<WorkerBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody)))]
pub(crate) async fn workers(
    Given(app): Given<App>,
    _officer: Officer,
) -> Result<Json<Vec<WorkerBody>>, Problem> {
    let found = at_work(&app).await?.into_iter().map(|(worker, standing)| WorkerBody {
        name: worker.name,
        version: worker.version,
        state: standing.word(),
        started_at: worker.started_at,
        seen_at: worker.seen_at,
        running: worker.running,
    });
    Ok(Json(found.collect()))
}
