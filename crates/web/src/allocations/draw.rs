//! Drawing a scenario by a plan, and drawing one again from what stands now.

use super::{
    named::under_allocation,
    one::{numbered, scenario_of, scenarios_of},
    plan_fields::{Offered, ROWS, fields},
    plan_fill::{completed, fill},
    plan_form::{self, Pairs},
    refusals,
};
use crate::{
    App,
    kit::{Control, FieldErrors, Filled, Form, FormField, PageFrame, Problem, render, render_as},
    session::Officer,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use county_allocation::{
    Basis, Method, NewScenario, Plan, Scenario, draw_scenario, queries, redraw_scenario,
};
use grant_applications::Call;
use serde::Deserialize;
use vocabulary::{Actor, ApplicationId, CountyNumber};

#[derive(Template)]
#[template(path = "allocations/new.html")]
struct DrawPage {
    frame: PageFrame,
    action: String,
    back: String,
    /// The scenario it is a variant of.
    from: Option<String>,
    /// That one has amounts set by hand, which do not come along.
    leaves_behind: usize,
    form: Form,
    has_sets: bool,
    needs: Vec<usize>,
    steps: Vec<usize>,
    pairs: Vec<usize>,
    ties: Vec<usize>,
    counties: Vec<(CountyNumber, String)>,
    purposes: Vec<(String, String)>,
    /// What is seldom used says something, or something in it is wrong.
    has_more: bool,
}

impl DrawPage {
    /// The field of a row.
    fn of(&self, kind: &str, row: &dyn std::fmt::Display, part: &str) -> FormField {
        self.form.field(&format!("{kind}.{row}.{part}"))
    }
    /// Whether there may be more rows of a kind than are shown.
    fn takes_more(&self, kind: &str, shown: &[usize]) -> bool {
        shown.len() < plan_form::most(kind)
    }
    /// The field of who goes first among equals, the first, the second.
    fn tie(&self, index: &usize) -> FormField {
        self.form.field(&format!("tie.{index}"))
    }
}

/// What is to be drawn, as far as it is typed.
struct Typing {
    pairs: Pairs,
    errors: FieldErrors,
    from: Option<Scenario>,
}

async fn page(
    app: &App,
    actor: &Actor,
    call: &Call,
    basis: &Basis,
    frame: PageFrame,
    typing: Typing,
) -> Result<DrawPage, Problem> {
    let Typing { pairs, errors, from } = typing;
    let offered = Offered::of(app, actor, basis, frame.texts).await?;
    // Every county has its fields, also when nothing was sent of it.
    let filled = Filled::from(pairs.clone());
    let form = Form::new(fields(&pairs, &offered, frame.texts)).filled(&filled).checked(&errors);
    let here = format!("/calls/{}/allocation", call.slug);
    let back = match &from {
        Some(scenario) => format!("{here}/{}", scenario.number),
        None => here.clone(),
    };
    let seldom = ["per_recipient", "tie.1", "tie.2", "tie.3"];
    let is_seldom = |name: &str| {
        seldom.contains(&name) || name.starts_with("pair.") || name.starts_with("purpose.")
    };
    let has_more = pairs.iter().any(|(name, value)| is_seldom(name) && !value.trim().is_empty())
        || errors.all().iter().any(|error| is_seldom(&error.field) || error.field == "tie.0")
        || filled.one("do") == "add:pair";
    Ok(DrawPage {
        action: format!("{here}/new"),
        back,
        leaves_behind: from.as_ref().map_or(0, |scenario| scenario.adjustments.len()),
        from: from.map(|scenario| scenario.name),
        has_sets: !offered.sets.is_empty(),
        needs: plan_form::rows(&pairs, "need", ROWS),
        steps: plan_form::rows(&pairs, "step", ROWS),
        pairs: plan_form::rows(&pairs, "pair", ROWS),
        ties: (0..county_allocation::TieBreak::ALL.len()).collect(),
        counties: offered.counties_shown(&pairs),
        purposes: offered.purposes_shown(&pairs),
        has_more,
        form,
        frame: under_allocation(frame, call)
            .with_errors(!errors.is_empty())
            .titled_by("allocations-draw-title"),
    })
}

/// Which scenario the new one is a variant of.
#[derive(Deserialize, Default)]
pub(crate) struct From {
    from: Option<String>,
}

/// The call, what it would be drawn from, and its scenarios; refused when it is settled, or when not all
/// applications are assessed.
async fn open_call(
    app: &App,
    actor: &Actor,
    slug: &str,
    frame: &PageFrame,
) -> Result<(Call, Basis, Vec<Scenario>), Problem> {
    let (call, scenarios) = scenarios_of(app, actor, slug, frame.texts).await?;
    refusals::refuse_settled(frame.texts, slug, &scenarios)?;
    let basis = funding_periods::basis(&app.db, call.id).await;
    let basis = basis.map_err(|error| refusals::of_award(frame.texts, slug, &error))?;
    Ok((call, basis, scenarios))
}

/// `GET /calls/{slug}/allocation/new?from=2`.
pub(crate) async fn ask(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    Query(wanted): Query<From>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (call, basis, scenarios) = open_call(&app, &actor, &slug, &frame).await?;
    let from = wanted.from.filter(|number| !number.is_empty());
    let from = from.map(|number| numbered(&scenarios, &number).cloned()).transpose()?;
    let pairs = match &from {
        None => fill(&Plan::of(Method::CountyFrames), &|id| id.to_string()),
        Some(scenario) => {
            let reference = |application: ApplicationId| {
                let found = scenario.inputs.contender(application);
                found.map_or_else(|| application.to_string(), |one| one.reference.clone())
            };
            let mut pairs = fill(&scenario.plan, &reference);
            pairs.push(("name".into(), another_name(&scenario.name, &scenarios, &frame)));
            pairs.push(("from".into(), scenario.number.to_string()));
            pairs
        }
    };
    let typing = Typing { pairs, errors: FieldErrors::none(), from };
    Ok(render(&page(&app, &actor, &call, &basis, frame, typing).await?))
}

/// A name for a variant that no scenario of the call has.
fn another_name(name: &str, scenarios: &[Scenario], frame: &PageFrame) -> String {
    let numbered = |number: usize| {
        frame.t("allocations-variant-name").with("name", name).with("number", number).to_string()
    };
    let is_free = |name: &String| scenarios.iter().all(|scenario| scenario.name != *name);
    (2..).map(numbered).find(is_free).unwrap_or_default()
}

/// `POST /calls/{slug}/allocation/new`: draws a scenario, or shows the same page with a row more.
pub(crate) async fn draw(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
    Sent(pairs): Sent<Pairs>,
) -> Result<Response, Problem> {
    let (call, basis, scenarios) = open_call(&app, &actor, &slug, &frame).await?;
    let mut pairs = completed(pairs);
    let number = Filled::from(pairs.clone()).one("from").to_owned();
    let from = scenarios.into_iter().find(|scenario| scenario.number.to_string() == number);
    let (mut errors, mut status) = (FieldErrors::none(), StatusCode::UNPROCESSABLE_ENTITY);
    if plan_form::rearranged(&mut pairs) {
        status = StatusCode::OK;
    } else {
        let offered = Offered::of(&app, &actor, &basis, frame.texts).await?;
        if let Some(typed) = plan_form::read(&pairs, &offered, &mut errors, frame.texts) {
            let new = NewScenario { name: typed.name, plan: typed.plan, basis: basis.clone() };
            match draw_scenario(&app.db, app.clock.as_ref(), &actor, new).await {
                Ok(id) => {
                    app.bell.ring();
                    let drawn = queries::scenario(&app.db, id).await?;
                    let number = drawn.map(|scenario| scenario.number.to_string());
                    let number = number.unwrap_or_default();
                    let path = format!("/calls/{slug}/allocation/{number}");
                    return Ok(Redirect::to(&path).into_response());
                }
                Err(error) => {
                    let problem = refusals::of_draw(frame.texts, &error, &mut errors);
                    if let Some(problem) = problem {
                        return Err(problem);
                    }
                }
            }
        }
    }
    let typing = Typing { pairs, errors, from };
    Ok(render_as(status, &page(&app, &actor, &call, &basis, frame, typing).await?))
}

/// `POST /calls/{slug}/allocation/{scenario}/redraw`: by its own plan, from what stands now.
pub(crate) async fn redraw(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (call, scenario) = scenario_of(&app, &actor, &slug, &number, frame.texts).await?;
    let basis = funding_periods::basis(&app.db, call.id).await;
    let basis = basis.map_err(|error| refusals::of_award(frame.texts, &slug, &error))?;
    redraw_scenario(&app.db, app.clock.as_ref(), &actor, scenario.id, None, &basis)
        .await
        .map_err(|error| refusals::of_redraw(frame.texts, &slug, scenario.number, &error))?;
    app.bell.ring();
    Ok(Redirect::to(&format!("/calls/{slug}/allocation/{number}")).into_response())
}
