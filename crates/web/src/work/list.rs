//! `GET /work`: how the background work stands.

use super::words;
use crate::{
    App, Officer,
    kit::{
        Badge, Choice, KeyFigure, ListQuery, ListSpec, PageFrame, PagePlace, Paging, Problem,
        Texts, format, render,
    },
    listing::look,
};
use askama::Template;
use axum::{
    extract::{OriginalUri, State as Given},
    response::Response,
};
use std::collections::BTreeMap;
use worklist::{
    State,
    queries::{Count, Filter, Item, counts, list as list_work, oldest_ready_age},
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
    key_figures: Vec<KeyFigure>,
    heads: Vec<String>,
    kinds: Vec<KindRow>,
    states: Vec<Choice>,
    kind_choices: Vec<Choice>,
}

/// How many rows of one kind are in each state, in the order of the states.
struct KindRow {
    kind: String,
    cells: Vec<KindCell>,
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
    let oldest = oldest_ready_age(db, app.clock.now()).await?;
    let oldest = oldest.map_or_else(|| "–".to_owned(), |age| words::age(texts, age));
    let mut key_figures: Vec<KeyFigure> =
        [State::Ready, State::Running, State::Dead].map(|s| total(texts, &counts, s)).into();
    key_figures
        .push(KeyFigure::new(texts.t("work-oldest"), oldest).note(texts.t("work-oldest-note")));
    let kinds = kinds(texts, &query, &counts);
    let mut names: Vec<&str> = counts.iter().map(|count| count.kind.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let title = frame.t("work-title").to_string();
    let state = |state: State| Choice::new(state.word(), texts.t(words::state_key(state)));
    Ok(render(&WorkList {
        frame: frame.titled(title),
        paging,
        rows: found.items.into_iter().map(|item| row(texts, item)).collect(),
        key_figures,
        heads: State::ALL.iter().map(|s| texts.t(words::state_key(*s)).to_string()).collect(),
        kinds,
        states: State::ALL.into_iter().map(state).collect(),
        kind_choices: names.iter().map(|k| Choice::new(*k, words::kind(texts, k))).collect(),
        query,
    }))
}

fn total(texts: Texts, counts: &[Count], state: State) -> KeyFigure {
    let rows: u64 = counts.iter().filter(|count| count.state == state).map(|c| c.rows).sum();
    KeyFigure::new(texts.t(words::state_key(state)), rows.to_string())
}

fn kinds(texts: Texts, query: &ListQuery, counts: &[Count]) -> Vec<KindRow> {
    let mut by_kind: BTreeMap<&str, [u64; State::ALL.len()]> = BTreeMap::new();
    for count in counts {
        let cells = by_kind.entry(&count.kind).or_default();
        for (cell, state) in cells.iter_mut().zip(State::ALL) {
            if state == count.state {
                *cell += count.rows;
            }
        }
    }
    let path = query.path();
    let row = |(kind, cells): (&str, [u64; State::ALL.len()])| KindRow {
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
