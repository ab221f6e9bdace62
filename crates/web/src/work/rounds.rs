//! `/work/rounds`: the lines that ring by themselves, and who works. `/work/rounds/{line}` rings one by
//! hand.

use super::words;
use crate::{
    App, Officer, PathOf,
    grants::history,
    kit::{
        Badge, Confirmation, Fact, FieldErrors, Filled, FormField, Moment, PageFrame, Phase,
        Problem, Texts, Tone, format, render, render_as,
    },
};
use askama::Template;
use axum::{
    Form as Posted,
    extract::State as Given,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::DbErr;
use vocabulary::{Actor, Clock, SystemClock};
use worklist::{Worker, queries::workers};

/// How a line of the cron table stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Its name.
    pub name: String,
    /// The kind of work it asks for.
    pub kind: String,
    /// When, as `second minute hour day month weekday` by the clock on the wall in Norway.
    pub schedule: String,
    /// Its last tick that was kept.
    pub last: Option<DateTime<Utc>>,
    /// Whether that one was too old and left out.
    pub left_out: bool,
    /// Its next tick.
    pub next: Option<DateTime<Utc>>,
}

/// Why a line was not rung by hand.
#[derive(Debug, thiserror::Error)]
pub enum RingRefused {
    /// There is no such line.
    #[error("there is no such line in the cron table")]
    Unknown,
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// The cron table, which lies beside the web and not below it: what hangs here is wired in the server.
#[async_trait::async_trait]
pub trait Rounds: Send + Sync {
    /// How all lines stand, in the order of the table.
    async fn board(&self) -> Result<Vec<Round>, DbErr>;
    /// Asks for a line's round now, for a person who says why; false when it waits or runs already.
    async fn ring(&self, actor: &Actor, name: &str, note: &str) -> Result<bool, RingRefused>;
}

/// No table: for tests of pages.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoRounds;

#[async_trait::async_trait]
impl Rounds for NoRounds {
    async fn board(&self) -> Result<Vec<Round>, DbErr> {
        Ok(Vec::new())
    }
    async fn ring(&self, _: &Actor, _: &str, _: &str) -> Result<bool, RingRefused> {
        Err(RingRefused::Unknown)
    }
}

/// Whoever was silent for longer has gone without saying so, and is not shown.
const GONE: TimeDelta = TimeDelta::minutes(10);

/// Whoever was silent for longer is in trouble: signs of life come every few seconds.
const SILENT: TimeDelta = TimeDelta::seconds(60);

/// The workers that gave a sign of life lately; signs go by the machine's clock.
pub(crate) async fn at_work(app: &App) -> Result<Vec<(Worker, Standing)>, DbErr> {
    let now = SystemClock.now();
    let standing = |worker: &Worker| match worker {
        worker if now - worker.seen_at > SILENT => Standing::Silent,
        worker if worker.draining => Standing::Ending,
        _ => Standing::AtWork,
    };
    let found = workers(&app.db, now - GONE).await?;
    Ok(found.into_iter().map(|worker| (worker.clone(), standing(&worker))).collect())
}

/// How a worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It gives signs of life.
    AtWork,
    /// It claims nothing more and is about to end.
    Ending,
    /// It has given no sign of life for a minute.
    Silent,
}

impl Standing {
    /// The word that programs read.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Standing::AtWork => "at-work",
            Standing::Ending => "ending",
            Standing::Silent => "silent",
        }
    }
    fn badge(self, texts: Texts) -> Badge {
        let (tone, key) = match self {
            Standing::AtWork => (Tone::Success, "work-worker-at-work"),
            Standing::Ending => (Tone::Warning, "work-worker-ending"),
            Standing::Silent => (Tone::Danger, "work-worker-silent"),
        };
        Badge::new(tone, texts.t(key))
    }
}

#[derive(Template)]
#[template(path = "work/rounds.html")]
struct RoundsPage {
    frame: PageFrame,
    lines: Vec<LineRow>,
    workers: Vec<WorkerRow>,
}

struct LineRow {
    href: String,
    name: String,
    last: String,
    left_out: Option<Badge>,
    next: String,
}

struct WorkerRow {
    name: String,
    version: String,
    badge: Badge,
    started: String,
    seen: String,
    running: u32,
}

fn instant_or_none(texts: Texts, at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| texts.t("work-never").to_string(), format::short_instant)
}

/// `GET /work/rounds`.
pub(crate) async fn board(
    Given(app): Given<App>,
    Officer(_): Officer,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let left_out = || Badge::new(Tone::Warning, texts.t("work-left-out"));
    let lines = app.rounds.board().await?.into_iter().map(|round| LineRow {
        href: format!("/work/rounds/{}", round.name),
        name: words::kind(texts, &round.kind),
        last: instant_or_none(texts, round.last),
        left_out: round.left_out.then(left_out),
        next: instant_or_none(texts, round.next),
    });
    let workers = at_work(&app).await?.into_iter().map(|(worker, standing)| WorkerRow {
        badge: standing.badge(texts),
        started: format::short_instant(worker.started_at),
        seen: format::short_instant(worker.seen_at),
        running: worker.running,
        name: worker.name,
        version: worker.version,
    });
    Ok(render(&RoundsPage {
        lines: lines.collect(),
        workers: workers.collect(),
        frame: frame.titled_by("work-rounds").crumb("work-title", "/work"),
    }))
}

#[derive(Template)]
#[template(path = "work/round.html")]
struct RoundPage {
    frame: PageFrame,
    facts: Vec<Fact>,
    ring: Confirmation,
    history: Vec<Moment>,
}

/// `GET /work/rounds/{line}`.
pub(crate) async fn line(
    Given(app): Given<App>,
    Officer(_): Officer,
    PathOf(name): PathOf<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    Ok(render(&page(&app, frame, &name, |field| field).await?))
}

/// `POST /work/rounds/{line}/ring`.
pub(crate) async fn ring(
    Given(app): Given<App>,
    Officer(actor): Officer,
    PathOf(name): PathOf<String>,
    frame: PageFrame,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let filled = Filled::from(pairs);
    let mut errors = FieldErrors::none();
    let Some(note) = errors.text(&filled, "note", texts) else {
        let fill = |field: FormField| field.filled(&filled).checked(&errors);
        let page = page(&app, frame.with_errors(true), &name, fill).await?;
        return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let here = format!("/work/rounds/{name}");
    match app.rounds.ring(&actor, &name, note).await {
        Ok(true) => {
            app.bell.ring();
            Ok(Redirect::to(&here).into_response())
        }
        Ok(false) => Err(Problem::conflict(texts.t("work-rings-already")).or_else_do(
            "show",
            texts.t("work-rounds-show"),
            here,
        )),
        Err(RingRefused::Unknown) => Err(Problem::not_found()),
        Err(RingRefused::Database(error)) => Err(error.into()),
    }
}

async fn page(
    app: &App,
    frame: PageFrame,
    name: &str,
    fill: impl FnOnce(FormField) -> FormField,
) -> Result<RoundPage, Problem> {
    let texts = frame.texts;
    let round = app.rounds.board().await?.into_iter().find(|round| round.name == name);
    let round = round.ok_or_else(Problem::not_found)?;
    let t = |key: &str| texts.t(key).to_string();
    let mut last = instant_or_none(texts, round.last);
    if round.left_out {
        last = format!("{last} – {}", t("work-left-out"));
    }
    let rows = format!("/work?kind={}", round.kind);
    let note = FormField::lines(2, "note", t("work-note")).hint(t("work-ring-note-hint"));
    Ok(RoundPage {
        facts: vec![
            Fact::new(t("work-line"), &round.name),
            Fact::new(t("work-schedule"), &round.schedule),
            Fact::new(t("work-last-tick"), last),
            Fact::new(t("work-next-tick"), instant_or_none(texts, round.next)),
            Fact::new(t("work-rows"), t("work-of-this-kind")).leading_to(rows),
        ],
        ring: Confirmation::new(
            format!("/work/rounds/{name}/ring"),
            t("work-ring"),
            "/work/rounds",
        )
        .consequence(t("work-ring-now"))
        .consequence(t("work-ring-next"))
        .consequence(t("work-replay-journal"))
        .field(fill(note)),
        history: history::moments(&app.db, texts, "cron-line", name).await?,
        frame: frame
            .titled(words::kind(texts, &round.kind))
            .crumb("work-title", "/work")
            .crumb("work-rounds", "/work/rounds"),
    })
}
