//! One scenario: what it gives whom, and why; how it came about; what can be done with it.

use super::{
    freshness::Now,
    named::{Named, under_allocation},
    one::{self, Purposes, numbered, scenarios_of},
    plan_words,
    scenario_parts::{AdjustedRow, CountyRow, Group, Parts, Row, Waiting},
    words,
};
use crate::{
    App,
    kit::{
        Badge, Bars, Choice, Fact, KeyFigure, PageFrame, Problem,
        format::{kroner, share},
        render,
    },
    session::{Officer, holds_budget_authority},
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use county_allocation::{Scenario, ScenarioState, compute};
use funding_periods::queries::reserve_list_for_actor;
use vocabulary::{Actor, ApplicationId, Money};

#[derive(Template)]
#[template(path = "allocations/scenario.html")]
struct ScenarioPage {
    frame: PageFrame,
    here: String,
    all: String,
    badge: Badge,
    may_change: bool,
    changes: Vec<String>,
    unassessed: Vec<String>,
    may_adopt: bool,
    figures: Vec<KeyFigure>,
    short: Vec<String>,
    plan: Vec<Fact>,
    inputs: Vec<Fact>,
    others: Vec<Choice>,
    number: i32,
    has_working: bool,
    bars: Bars,
    counties: Vec<CountyRow>,
    has_frames: bool,
    total: CountyRow,
    groups: Vec<Group>,
    has_adjusted: bool,
    adjusted: Vec<AdjustedRow>,
    waiting: Vec<Waiting>,
}

impl ScenarioPage {
    /// How many columns the list has.
    fn width(&self) -> usize {
        7 + usize::from(self.has_adjusted) + usize::from(self.may_change)
    }
}

/// `GET /calls/{slug}/allocation/{scenario}`.
pub(crate) async fn scenario(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (call, scenarios) = scenarios_of(&app, &actor, &slug, frame.texts).await?;
    let scenario = numbered(&scenarios, &number)?;
    let state = scenario.state(one::adopted(&scenarios).map(|adopted| adopted.id));
    let may_change = state == ScenarioState::Draft;
    let now = Now::of(&app, &call, frame.texts).await?;
    let changes =
        if may_change { now.changes(&app, scenario, frame.texts).await? } else { Vec::new() };
    let named = Named::of(&app, &actor, &call).await?;
    let purposes = Purposes::of(&app, &actor, call.id, frame.texts).await?;
    let all = format!("/calls/{slug}/allocation");
    let here = format!("{all}/{number}");
    let awardable = awardable(&app, &actor, scenario).await?;
    let parts = Parts::new(scenario, &named, &here, &frame);
    let other = |other: &Scenario| Choice::new(other.number.to_string(), &other.name);
    let others = scenarios.iter().filter(|other| other.id != scenario.id).map(other);
    let bars = Bars::new(
        frame.t("allocations-bars").with("scenario", &scenario.name),
        frame.t("allocations-county"),
        scenario.counties.iter().map(|county| (county.name.clone(), county.awarded)),
    );
    let (counties, total, groups) = (parts.counties(), parts.total(), parts.groups());
    let (adjusted, waiting) = (parts.adjusted(), parts.waiting(&awardable));
    let has_frames = parts.has_frames();
    let frame = under_allocation(frame, &call).titled(scenario.name.clone());
    Ok(render(&ScenarioPage {
        badge: words::state(state, !changes.is_empty(), frame.texts),
        may_adopt: may_change && changes.is_empty() && holds_budget_authority(&actor),
        unassessed: if may_change { now.unassessed().to_vec() } else { Vec::new() },
        figures: figures(scenario, &frame),
        short: short(scenario, &purposes, &frame),
        plan: plan_words::facts(&scenario.plan, &scenario.inputs, &purposes, frame.texts),
        inputs: plan_words::inputs(scenario, frame.texts),
        others: others.collect(),
        number: scenario.number,
        has_working: scenario.working.is_some(),
        bars,
        counties,
        has_frames,
        total,
        groups,
        has_adjusted: !scenario.adjustments.is_empty(),
        adjusted,
        waiting,
        may_change,
        changes,
        here,
        all,
        frame,
    }))
}

/// Who still waits on the reserve list of an adopted scenario, for who may award what came back.
async fn awardable(
    app: &App,
    actor: &Actor,
    scenario: &Scenario,
) -> Result<Vec<ApplicationId>, Problem> {
    if scenario.adopted.is_none() || !holds_budget_authority(actor) {
        return Ok(Vec::new());
    }
    let list = reserve_list_for_actor(&app.db, actor, scenario.call).await?;
    Ok(list.iter().filter(|place| place.waits()).map(|place| place.application).collect())
}

fn figures(scenario: &Scenario, frame: &PageFrame) -> Vec<KeyFigure> {
    let language = frame.language();
    let awarded = scenario.awarded();
    let of_budget = share(awarded, scenario.budget, language);
    let projects =
        frame.t("allocations-of-applications").with("count", scenario.lines.len()).to_string();
    vec![
        KeyFigure::new(frame.t("allocations-shared-out"), kroner(scenario.budget, language)),
        KeyFigure::new(frame.t("allocations-awarded"), kroner(awarded, language))
            .note(frame.t("allocations-of-budget").with("share", of_budget)),
        KeyFigure::new(
            frame.t("allocations-left"),
            kroner((scenario.budget - awarded).max(Money::ZERO), language),
        ),
        KeyFigure::new(frame.t("allocations-projects"), scenario.projects().to_string())
            .note(projects),
    ]
}

/// The minima that the computation did not reach; it is repeated, because only its lines are kept.
fn short(scenario: &Scenario, purposes: &Purposes, frame: &PageFrame) -> Vec<String> {
    let outcome = compute(&scenario.plan, &scenario.inputs, &scenario.adjustments);
    let short = outcome.map(|outcome| outcome.short).unwrap_or_default();
    short.iter().map(|one| words::short(one, scenario, purposes, frame.texts)).collect()
}
