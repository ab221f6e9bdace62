//! `GET /grants`: the grants one may see.

use super::words;
use crate::{
    App, Signed,
    kit::{Badge, Choice, ListQuery, ListSpec, PageFrame, PagePlace, Paging, Problem, render},
    listing::{last_page, look},
};
use askama::Template;
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use funding_periods::{
    GrantState,
    queries::{GrantFilter, GrantRow, grants_for_actor},
};
use std::collections::BTreeMap;
use vocabulary::{Actor, CountyNumber, Day, Money};

static GRANTS: ListSpec = ListSpec {
    sorts: &["reference", "title", "organisation", "county", "amount", "state"],
    first_sort: "reference",
    filters: &["call", "county", "state"],
    per_page: 25,
};

#[derive(Template)]
#[template(path = "grants/list.html")]
struct GrantList {
    frame: PageFrame,
    query: ListQuery,
    paging: Paging,
    rows: Vec<Row>,
    officer: bool,
    calls: Vec<Choice>,
    counties: Vec<Choice>,
    states: Vec<Choice>,
}

struct Row {
    href: String,
    reference: String,
    title: String,
    organisation: String,
    county: String,
    amount: Money,
    badge: Badge,
}

pub(crate) async fn list(
    State(app): State<App>,
    Signed(actor): Signed,
    frame: PageFrame,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let query = ListQuery::read(&GRANTS, &uri);
    let today = app.clock.today();
    let officer = actor.is_directorate();
    let calls = grant_applications::queries::calls_for_actor(&app.db, Some(&actor)).await?;
    let filter = GrantFilter {
        call: calls.iter().find(|call| query.is_filtered_to("call", &call.slug)).map(|c| c.id),
        state: query.filter("state").map(str::to_owned),
        county: query.filter_as::<CountyNumber>("county"),
        look: look(&query),
    };
    let mut found = grants_for_actor(&app.db, &actor, &filter).await?;
    if let Some(look) = last_page(&query, found.total) {
        found = grants_for_actor(&app.db, &actor, &GrantFilter { look, ..filter }).await?;
    }
    let paging = query.paging(found.total);
    let years = calls.iter().map(|call| call.year);
    let counties = county_names(&app, years, today).await?;
    let texts = frame.texts;
    let row = |row: GrantRow| {
        let county = row.county_number.parse().ok().and_then(|n: CountyNumber| counties.get(&n));
        Row {
            href: format!("/grants/{}", row.id),
            county: county.cloned().unwrap_or_else(|| row.county_number.clone()),
            amount: row.amount(),
            badge: words::badge(texts, &actor, &row.state, row.accept_by_on.into(), today),
            reference: row.reference,
            title: row.title,
            organisation: row.organisation,
        }
    };
    let rows = found.rows.into_iter().map(row).collect();
    let title = frame.t(title_key(&actor)).to_string();
    let state = |word: &str| Choice::new(word, texts.t(words::state_key(word, officer)));
    Ok(render(&GrantList {
        frame: frame.titled(title),
        paging,
        rows,
        officer,
        calls: calls.iter().map(|call| Choice::new(&call.slug, &call.title)).collect(),
        counties: counties.iter().map(|(n, name)| Choice::new(n.to_string(), name)).collect(),
        states: GrantState::WORDS.into_iter().map(state).collect(),
        query,
    }))
}

/// What the list is called: an applicant's are its own.
pub(super) fn title_key(actor: &Actor) -> &'static str {
    if actor.is_directorate() { "grants-title" } else { "grants-title-own" }
}

/// The counties that grants of these years can lie in, and those of today.
pub(super) async fn county_names(
    app: &App,
    years: impl Iterator<Item = i32>,
    today: Day,
) -> Result<BTreeMap<CountyNumber, String>, Problem> {
    let mut days: Vec<Day> = years.filter_map(|year| Day::new(year, 1, 1)).collect();
    days.sort_unstable();
    days.dedup();
    days.push(today);
    let mut names = BTreeMap::new();
    for day in days {
        for county in organisations::queries::counties_on(&app.db, day).await? {
            names.insert(county.number, county.name);
        }
    }
    Ok(names)
}
