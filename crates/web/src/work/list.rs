//! `GET /work`: how the background work stands.

use super::{kinds::known, words};
use crate::{
    App, Officer,
    kit::{
        Badge, Choice, ListQuery, ListSpec, PageFrame, PagePlace, Paging, Problem, Texts, Tone,
        format, render,
    },
    listing::look,
    progress::{Told, tell},
};
use askama::Template;
use axum::{
    extract::{OriginalUri, State as Given},
    response::Response,
};
use sea_orm::{DatabaseConnection, DbErr};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use vocabulary::Clock;
use worklist::{
    State,
    queries::{Count, Filter, Item, backlog, counts, list as list_work, oldest_ready_age, paused},
};

static WORK: ListSpec =
    ListSpec { sorts: &["asked"], first_sort: "-asked", filters: &["state", "kind"], per_page: 50 };

#[derive(Template)]
#[template(path = "work/list.html")]
struct WorkList {
    frame: PageFrame,
    query: ListQuery,
    paging: Paging,
    rows: Vec<WorkRow>,
    figures: Vec<LiveFigure>,
    /// Something is dead: it can be given another go together.
    replay: Option<String>,
    heads: Vec<String>,
    kinds: Vec<KindRow>,
    states: Vec<Choice>,
    kind_choices: Vec<Choice>,
}

/// How many rows of one kind are in each state, in the order of the states.
struct KindRow {
    kind: String,
    href: String,
    paused: Option<Badge>,
    cells: Vec<KindCell>,
}

/// A figure that is told anew while the page is open.
struct LiveFigure {
    place: &'static str,
    label: String,
    value: String,
    note: Option<String>,
}

struct KindCell {
    label: String,
    rows: u64,
    href: String,
}

struct WorkRow {
    href: String,
    kind: String,
    badge: Badge,
    asked: String,
    attempts: String,
    reason: String,
}

pub(crate) async fn list(
    Given(app): Given<App>,
    Officer(_): Officer,
    frame: PageFrame,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let query = ListQuery::read(&WORK, &uri);
    let (db, texts) = (&app.db, frame.texts);
    let counts = counts(db).await?;
    let filter =
        Filter { state: query.filter_as("state"), kind: query.filter("kind").map(str::to_owned) };
    let asked = look(&query);
    let mut found = list_work(db, &filter, asked.page - 1, asked.per_page).await?;
    let paging = query.paging(found.total);
    if u64::from(paging.page) != asked.page {
        found = list_work(db, &filter, u64::from(paging.page) - 1, asked.per_page).await?;
    }
    let live = live(db, app.clock.as_ref(), texts).await?;
    let figures = FIGURES.iter().map(|(place, key, note)| LiveFigure {
        place,
        label: texts.t(key).to_string(),
        value: live.get(place).cloned().unwrap_or_default(),
        note: (!note.is_empty()).then(|| texts.t(note).to_string()),
    });
    let figures = figures.collect();
    let is_paused = paused(db).await?.into_iter().map(|paused| paused.kind).collect();
    let kinds = kinds(texts, &query, &counts, &known(&app, &counts).await?, &is_paused);
    let is_dead = counts.iter().any(|count| count.state == State::Dead);
    let narrowed = query.filter("kind").map(|kind| format!("?kind={kind}")).unwrap_or_default();
    let mut names: Vec<&str> = counts.iter().map(|count| count.kind.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let title = frame.t("work-title").to_string();
    let state = |state: State| Choice::new(state.word(), texts.t(words::state_key(state)));
    Ok(render(&WorkList {
        frame: frame.titled(title),
        paging,
        rows: found.items.into_iter().map(|item| row(texts, item)).collect(),
        figures,
        replay: is_dead.then(|| format!("/work/replay{narrowed}")),
        heads: State::ALL.iter().map(|s| texts.t(words::state_key(*s)).to_string()).collect(),
        kinds,
        states: State::ALL.into_iter().map(state).collect(),
        kind_choices: names.iter().map(|k| Choice::new(*k, words::kind(texts, k))).collect(),
        query,
    }))
}

/// The figures above the list: their places, their texts and what is said beside them.
const FIGURES: [(&str, &str, &str); 4] = [
    ("ready", "work-state-ready", ""),
    ("running", "work-state-running", ""),
    ("dead", "work-state-dead", ""),
    ("oldest", "work-oldest", "work-oldest-note"),
];

async fn live(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    texts: Texts,
) -> Result<BTreeMap<&'static str, String>, DbErr> {
    let counts = backlog(db).await?;
    let total = |state: State| -> u64 {
        counts.iter().filter(|count| count.state == state).map(|count| count.rows).sum()
    };
    let mut live: BTreeMap<&str, String> = [State::Ready, State::Running, State::Dead]
        .map(|state| (state.word(), total(state).to_string()))
        .into();
    let oldest = oldest_ready_age(db, clock.now()).await?;
    live.insert("oldest", oldest.map_or_else(|| "–".to_owned(), |age| words::age(texts, age)));
    Ok(live)
}

/// `GET /work/progress`: the figures, as they change.
pub(crate) async fn progress(
    Given(app): Given<App>,
    Officer(_): Officer,
    texts: Texts,
) -> Result<Response, Problem> {
    let (db, clock) = (app.db.clone(), Arc::clone(&app.clock));
    tell(&app, move || {
        let (db, clock) = (db.clone(), Arc::clone(&clock));
        async move {
            let texts = live(&db, clock.as_ref(), texts).await?;
            Ok(Told { texts, ..Told::default() })
        }
    })
}

fn kinds(
    texts: Texts,
    query: &ListQuery,
    counts: &[Count],
    known: &BTreeSet<String>,
    is_paused: &BTreeSet<String>,
) -> Vec<KindRow> {
    let mut by_kind: BTreeMap<&str, [u64; State::ALL.len()]> =
        known.iter().map(|kind| (kind.as_str(), Default::default())).collect();
    for count in counts {
        let cells = by_kind.entry(&count.kind).or_default();
        for (cell, state) in cells.iter_mut().zip(State::ALL) {
            if state == count.state {
                *cell += count.rows;
            }
        }
    }
    let path = query.path();
    let paused = || Badge::new(Tone::Warning, texts.t("work-is-paused"));
    let row = |(kind, cells): (&str, [u64; State::ALL.len()])| KindRow {
        href: format!("/work/kinds/{kind}"),
        paused: is_paused.contains(kind).then(paused),
        kind: words::kind(texts, kind),
        cells: cells
            .into_iter()
            .zip(State::ALL)
            .map(|(rows, state)| KindCell {
                label: texts.t(words::state_key(state)).to_string(),
                rows,
                href: format!("{path}?state={}&kind={kind}", state.word()),
            })
            .collect(),
    };
    by_kind.into_iter().map(row).collect()
}

fn row(texts: Texts, item: Item) -> WorkRow {
    WorkRow {
        href: format!("/work/{}", item.id),
        kind: words::kind(texts, &item.kind),
        badge: words::badge(texts, item.state),
        asked: format::short_instant(item.asked_at),
        attempts: attempts(texts, &item),
        reason: item.reason.unwrap_or_default(),
    }
}

/// `2 av 5`.
pub(super) fn attempts(texts: Texts, item: &Item) -> String {
    let attempts = texts.t("work-attempts-of").with("attempt", item.attempt);
    attempts.with("most", item.max_attempts).to_string()
}
