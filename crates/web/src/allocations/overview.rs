//! The scenarios of a call side by side: who gets what by which, what blocks, and the money behind it.

use super::{
    freshness::Now,
    named::under_call,
    one::{self, scenarios_of},
    words,
};
use crate::{
    App,
    kit::{Badge, Choice, PageFrame, Problem, Texts, Tone, render},
    ledger::{frame_path, level},
    session::Officer,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use county_allocation::{Envelope, Scenario, queries};
use grant_applications::{Call, queries::counts};
use sea_orm::DbErr;
use std::collections::BTreeMap;
use vocabulary::{CountyNumber, Day, Money};

/// A scenario as a row, and as a column of the counties.
struct Column {
    number: i32,
    name: String,
    how: String,
    projects: usize,
    awarded: Money,
    left: Money,
    badge: Badge,
    adjusted: usize,
}

/// What a county gets in one scenario.
struct Cell {
    head: String,
    awarded: Money,
    projects: i32,
    frame: Option<Money>,
}

/// A county as a row.
struct County {
    name: String,
    cells: Vec<Cell>,
}

/// A line of the ledger.
struct LedgerLine {
    level: String,
    href: String,
    envelope: Envelope,
}

#[derive(Template)]
#[template(path = "allocations/show.html")]
struct AllocationPage {
    frame: PageFrame,
    call: Call,
    badge: Option<Badge>,
    unchecked: i64,
    unassessed: Vec<String>,
    may_draw: bool,
    columns: Vec<Column>,
    counties: Vec<County>,
    choices: Vec<Choice>,
    ledger: Vec<LedgerLine>,
    /// The call's own frame, with all that moved in it.
    ledger_href: String,
}

/// `GET /calls/{slug}/allocation`.
pub(crate) async fn show(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (call, scenarios) = scenarios_of(&app, &actor, &slug, frame.texts).await?;
    let now = Now::of(&app, &call, frame.texts).await?;
    // What was asked for more and what came late must be settled one way or the other too.
    let counts = counts(&app.db, call.id).await?;
    let unchecked = ["submitted", "incomplete", "late"].iter().filter_map(|s| counts.get(*s)).sum();
    let adopted = one::adopted(&scenarios);
    let mut columns = Vec::with_capacity(scenarios.len());
    for scenario in &scenarios {
        let is_stale =
            adopted.is_none() && !now.changes(&app, scenario, frame.texts).await?.is_empty();
        columns.push(column(scenario, adopted, is_stale, frame.texts));
    }
    let badge = adopted.and_then(|scenario| scenario.adopted.as_ref()).map(|(at, _)| {
        Badge::new(Tone::Success, frame.t("allocations-adopted-on").with("day", Day::at(*at)))
    });
    let own = format!("call:{}", call.slug);
    let choice = |scenario: &Scenario| Choice::new(scenario.number.to_string(), &scenario.name);
    Ok(render(&AllocationPage {
        badge,
        unchecked,
        unassessed: now.unassessed().to_vec(),
        may_draw: adopted.is_none() && now.unassessed().is_empty(),
        counties: counties(&scenarios),
        choices: scenarios.iter().map(choice).collect(),
        ledger: around_call(&app, &own, frame.texts).await?,
        ledger_href: frame_path(&own),
        columns,
        frame: under_call(frame, &call).titled_by("allocations-title"),
        call,
    }))
}

fn column(scenario: &Scenario, adopted: Option<&Scenario>, is_stale: bool, texts: Texts) -> Column {
    let state = scenario.state(adopted.map(|adopted| adopted.id));
    Column {
        number: scenario.number,
        name: scenario.name.clone(),
        how: words::plan(&scenario.plan, &scenario.inputs, texts),
        projects: scenario.projects(),
        awarded: scenario.awarded(),
        left: scenario.budget - scenario.awarded(),
        badge: words::state(state, is_stale, texts),
        adjusted: scenario.adjustments.len(),
    }
}

/// The counties of all scenarios as rows, one cell per scenario.
fn counties(scenarios: &[Scenario]) -> Vec<County> {
    let all = scenarios.iter().flat_map(|scenario| &scenario.counties);
    let names: BTreeMap<CountyNumber, &str> =
        all.map(|county| (county.county, county.name.as_str())).collect();
    let cell = |scenario: &Scenario, number: CountyNumber| {
        let line = scenario.counties.iter().find(|county| county.county == number);
        Cell {
            head: scenario.name.clone(),
            awarded: line.map_or(Money::ZERO, |line| line.awarded),
            projects: line.map_or(0, |line| line.projects),
            frame: line.and_then(|line| line.frame),
        }
    };
    let row = |(number, name): (CountyNumber, &str)| County {
        name: name.to_owned(),
        cells: scenarios.iter().map(|scenario| cell(scenario, number)).collect(),
    };
    names.into_iter().map(row).collect()
}

/// The frames around the call, and its own: the way of one krone down to it.
async fn around_call(app: &App, key: &str, texts: Texts) -> Result<Vec<LedgerLine>, DbErr> {
    let Some(own) = queries::envelope_by_key(&app.db, key).await? else {
        return Ok(Vec::new());
    };
    let frames = queries::way_to(&app.db, own.id).await?;
    let line = |envelope: Envelope| LedgerLine {
        level: level(envelope.kind, texts),
        href: frame_path(&envelope.key),
        envelope,
    };
    Ok(frames.into_iter().map(line).collect())
}
