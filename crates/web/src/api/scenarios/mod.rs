//! Scenarios of a call: drawn, read, drawn again, changed by hand, adopted. What they look like from
//! inside is in [`looks`], beside something else in [`beside`].

pub(crate) mod beside;
mod bodies;
pub(crate) mod looks;
mod plan;
pub(crate) mod purposes;
mod refused;

use super::ProblemBody;
use crate::{
    App,
    allocations::{Now, Purposes, adopted, kept_scenarios_of, scenario_of, scenarios_of},
    json::{Bare, JsonOf},
    kit::{Problem, Texts},
    session::{Officer, holds_budget_authority},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use bodies::{ScenarioBody, WholeBody};
use county_allocation::{
    AdoptError, NewAdjustment, NewScenario, adjust, draw_scenario, drop_adjustment, queries,
    redraw_scenario,
};
use funding_periods::{AwardError, adopt_and_award};
use grant_applications::Call;
use plan::PlanBody;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::{Actor, ApplicationId, Money, ScenarioId};

/// A scenario to draw.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewScenario)]
pub(crate) struct DrawBody {
    /// What people call it; no other scenario of the call has that name.
    name: String,
    /// How it shares the money out.
    plan: PlanBody,
}

/// By what a scenario is drawn again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScenarioRedraw)]
pub(crate) struct RedrawBody {
    /// Another plan; its own when left out.
    #[serde(default)]
    plan: Option<PlanBody>,
}

/// An amount to set by hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAdjustment)]
pub(crate) struct AdjustBody {
    /// What it is to get, in øre: from nothing up to what was applied for.
    amount_ore: i64,
    /// Why, as its applicant is told; at most 2 000 letters.
    reason: String,
}

/// What came of an adoption.
#[derive(Serialize, ToSchema)]
#[schema(as = Adoption)]
pub(crate) struct AdoptionBody {
    /// The number of the scenario.
    scenario: i32,
    /// The grants, in the order of the list.
    grants: Vec<Uuid>,
    /// How many applications were refused.
    refused: usize,
    /// What was awarded in all, in øre.
    awarded_ore: i64,
}

/// A scenario as it stands now, with all that it rests on.
async fn whole(
    app: &App,
    actor: &Actor,
    call: &Call,
    id: ScenarioId,
    texts: Texts,
) -> Result<WholeBody, Problem> {
    let scenarios = queries::scenarios_for_actor(&app.db, actor, call.id).await?;
    let adopted = adopted(&scenarios).map(|one| one.id);
    let scenario = scenarios.iter().find(|one| one.id == id).ok_or_else(Problem::not_found)?;
    let freshness = match adopted {
        Some(_) => None,
        None => Some(Now::of(app, call, texts).await?.freshness(app, scenario, texts).await?),
    };
    let purposes = Purposes::of(app, actor, call.id, texts).await?;
    Ok(WholeBody::of(scenario, adopted, freshness, &purposes, texts))
}

/// The scenarios of a call, oldest first. For the directorate.
#[utoipa::path(get, path = "/api/v1/calls/{slug}/scenarios", tag = "scenarios",
    params(("slug" = String, Path, description = "Short name of the call")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The scenarios", body = Vec<ScenarioBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate, or scores are closed to who asks", body = ProblemBody),
        (status = 404, description = "No such call", body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    texts: Texts,
) -> Result<Json<Vec<ScenarioBody>>, Problem> {
    let (call, scenarios) = kept_scenarios_of(&app, &actor, &slug, texts).await?;
    let adopted = adopted(&scenarios).map(|one| one.id);
    let purposes = Purposes::of(&app, &actor, call.id, texts).await?;
    let body = |one| ScenarioBody::of(one, adopted, &purposes, texts);
    Ok(Json(scenarios.iter().map(body).collect()))
}

/// One scenario with all that it rests on: its plan, what it was computed from and where that is from, what
/// was set by hand, and what has changed since. For the directorate.
#[utoipa::path(get, path = "/api/v1/calls/{slug}/scenarios/{number}", tag = "scenarios",
    params(("slug" = String, Path, description = "Short name of the call"),
        ("number" = i32, Path, description = "The scenario's number within the call")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The scenario", body = WholeBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate, or scores are closed to who asks", body = ProblemBody),
        (status = 404, description = "No such call or scenario", body = ProblemBody)))]
pub(crate) async fn one(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    texts: Texts,
) -> Result<Json<WholeBody>, Problem> {
    let (call, scenario) = scenario_of(&app, &actor, &slug, &number, texts).await?;
    Ok(Json(whole(&app, &actor, &call, scenario.id, texts).await?))
}

/// Draws a scenario from what stands now, by a plan. Nothing is reserved until one is adopted.
#[utoipa::path(post, path = "/api/v1/calls/{slug}/scenarios", tag = "scenarios",
    request_body = DrawBody,
    params(("slug" = String, Path, description = "Short name of the call")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The scenario", body = WholeBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate, or scores are closed to who asks", body = ProblemBody),
        (status = 404, description = "No such call", body = ProblemBody),
        (status = 409, description = "The call is settled, or applications are not assessed", body = ProblemBody),
        (status = 422, description = "The name is taken, or the plan has no result, with where and why", body = ProblemBody)))]
pub(crate) async fn draw(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    texts: Texts,
    JsonOf(body): JsonOf<DrawBody>,
) -> Result<(StatusCode, Json<WholeBody>), Problem> {
    let (call, _) = scenarios_of(&app, &actor, &slug, texts).await?;
    let basis = funding_periods::basis(&app.db, call.id).await;
    let basis = basis.map_err(|error| refused::of_settling(texts, &slug, &error))?;
    let new = NewScenario { name: body.name, plan: body.plan.into(), basis };
    let drawn = draw_scenario(&app.db, app.clock.as_ref(), &actor, new).await;
    let id = drawn.map_err(|error| refused::of_draw(texts, &error))?;
    app.bell.ring();
    Ok((StatusCode::CREATED, Json(whole(&app, &actor, &call, id, texts).await?)))
}

/// Draws a scenario again from what stands now, by its own plan or by another. What was set by hand stays
/// where its application still stands for selection.
#[utoipa::path(post, path = "/api/v1/calls/{slug}/scenarios/{number}/redraw", tag = "scenarios",
    request_body = RedrawBody,
    params(("slug" = String, Path, description = "Short name of the call"),
        ("number" = i32, Path, description = "The scenario's number within the call")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The scenario as it is now", body = WholeBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate, or scores are closed to who asks", body = ProblemBody),
        (status = 404, description = "No such call or scenario", body = ProblemBody),
        (status = 409, description = "The call is settled, applications are not assessed, or what was set by hand does not fit any more", body = ProblemBody),
        (status = 422, description = "The plan has no result, with where and why", body = ProblemBody)))]
pub(crate) async fn redraw(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    texts: Texts,
    JsonOf(body): JsonOf<RedrawBody>,
) -> Result<Json<WholeBody>, Problem> {
    let (call, scenario) = scenario_of(&app, &actor, &slug, &number, texts).await?;
    let basis = funding_periods::basis(&app.db, call.id).await;
    let basis = basis.map_err(|error| refused::of_settling(texts, &slug, &error))?;
    let plan = body.plan.map(Into::into);
    redraw_scenario(&app.db, app.clock.as_ref(), &actor, scenario.id, plan, &basis)
        .await
        .map_err(|error| refused::of_draw(texts, &error))?;
    app.bell.ring();
    Ok(Json(whole(&app, &actor, &call, scenario.id, texts).await?))
}

/// Sets by hand what an application gets in a scenario, in place of what was computed and of what was set
/// before. The other lines stay as they are, so it must fit into what they leave.
#[utoipa::path(put, path = "/api/v1/calls/{slug}/scenarios/{number}/adjustments/{application}", tag = "scenarios",
    request_body = AdjustBody,
    params(("slug" = String, Path, description = "Short name of the call"),
        ("number" = i32, Path, description = "The scenario's number within the call"),
        ("application" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The scenario as it is now", body = WholeBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate, or scores are closed to who asks", body = ProblemBody),
        (status = 404, description = "No such call or scenario, or the application is not in it", body = ProblemBody),
        (status = 409, description = "The call is settled, or there is not so much for it: remaining_ore says how much", body = ProblemBody),
        (status = 422, description = "No reason, or more than was applied for", body = ProblemBody)))]
pub(crate) async fn set_amount(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number, application)): Path<(String, String, String)>,
    texts: Texts,
    JsonOf(body): JsonOf<AdjustBody>,
) -> Result<Json<WholeBody>, Problem> {
    let (call, scenario) = scenario_of(&app, &actor, &slug, &number, texts).await?;
    let application = application.parse().map_err(|_| Problem::not_found())?;
    let amount = Money::from_ore(body.amount_ore);
    let new = NewAdjustment { application, amount, reason: body.reason };
    adjust(&app.db, app.clock.as_ref(), &actor, scenario.id, new)
        .await
        .map_err(|error| refused::of_adjust(texts, &error))?;
    app.bell.ring();
    Ok(Json(whole(&app, &actor, &call, scenario.id, texts).await?))
}

/// Takes back what was set by hand: the application gets what was computed again.
#[utoipa::path(delete, path = "/api/v1/calls/{slug}/scenarios/{number}/adjustments/{application}", tag = "scenarios",
    params(("slug" = String, Path, description = "Short name of the call"),
        ("number" = i32, Path, description = "The scenario's number within the call"),
        ("application" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The scenario as it is now", body = WholeBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate, or scores are closed to who asks", body = ProblemBody),
        (status = 404, description = "No such call or scenario, or nothing was set for the application", body = ProblemBody),
        (status = 409, description = "The call is settled, or something else that was set leaves no room", body = ProblemBody)))]
pub(crate) async fn drop_amount(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number, application)): Path<(String, String, String)>,
    texts: Texts,
    _: Bare,
) -> Result<Json<WholeBody>, Problem> {
    let (call, scenario) = scenario_of(&app, &actor, &slug, &number, texts).await?;
    let application: ApplicationId = application.parse().map_err(|_| Problem::not_found())?;
    drop_adjustment(&app.db, app.clock.as_ref(), &actor, scenario.id, application)
        .await
        .map_err(|error| refused::of_adjust(texts, &error))?;
    app.bell.ring();
    Ok(Json(whole(&app, &actor, &call, scenario.id, texts).await?))
}

/// Adopts a scenario and settles its call: every application is decided, the money of each award reserved,
/// and a letter written to every applicant. All of it or nothing, and once. Takes budget authority.
#[utoipa::path(post, path = "/api/v1/calls/{slug}/scenarios/{number}/adopt", tag = "scenarios",
    params(("slug" = String, Path, description = "Short name of the call"),
        ("number" = i32, Path, description = "The scenario's number within the call")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "What came of it", body = AdoptionBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Without budget authority, or scores are closed to who asks", body = ProblemBody),
        (status = 404, description = "No such call or scenario", body = ProblemBody),
        (status = 409, description = "The call is settled, the scenario is out of date (changes says how), applications are not checked or not assessed, who asks is disqualified, or the money does not reach (remaining_ore)", body = ProblemBody)))]
pub(crate) async fn adopt(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    texts: Texts,
    _: Bare,
) -> Result<Json<AdoptionBody>, Problem> {
    let (_, scenario) = scenario_of(&app, &actor, &slug, &number, texts).await?;
    if !holds_budget_authority(&actor) {
        let refused = AwardError::Adopt(AdoptError::NotYours);
        return Err(refused::of_settling(texts, &slug, &refused));
    }
    let adopted =
        adopt_and_award(&app.db, app.clock.as_ref(), &actor, &app.desk, scenario.id).await;
    let adopted = adopted.map_err(|error| refused::of_settling(texts, &slug, &error))?;
    app.bell.ring();
    Ok(Json(AdoptionBody {
        scenario: scenario.number,
        grants: adopted.grants.iter().map(|grant| grant.0).collect(),
        refused: adopted.refused,
        awarded_ore: adopted.amount.ore(),
    }))
}
