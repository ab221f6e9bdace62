//! Adopting a scenario: the question before, and the act.

use super::{refusals, words};
use crate::{
    App,
    kit::{Confirmation, ConfirmationPage, Fact, PageFrame, Problem, format::kroner, render},
    session::{Officer, holds_budget_authority},
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use county_allocation::{AdoptError, Scenario, queries};
use funding_periods::{AwardError, adopt_and_award};
use grant_applications::Call;
use vocabulary::Actor;

/// The scenario of this number, for who may adopt it.
async fn to_adopt(
    app: &App,
    actor: &Actor,
    slug: &str,
    number: &str,
    frame: &PageFrame,
) -> Result<(Call, Scenario), Problem> {
    let call = crate::calls::seen(app, Some(actor), slug).await?.call;
    super::refuse_closed(app, actor, &call, frame.texts).await?;
    let scenarios = queries::scenarios_for_actor(&app.db, actor, call.id).await?;
    let refused = |error| refusals::of_award(frame.texts, slug, &AwardError::Adopt(error));
    let scenario = scenarios.iter().find(|scenario| scenario.number.to_string() == number);
    let scenario = scenario.ok_or_else(Problem::not_found)?.clone();
    if !holds_budget_authority(actor) {
        return Err(refused(AdoptError::NotYours));
    }
    if scenarios.iter().any(|scenario| scenario.adopted.is_some()) {
        return Err(refused(AdoptError::Settled));
    }
    Ok((call, scenario))
}

/// `GET /calls/{slug}/allocation/{scenario}/adopt`.
pub(crate) async fn confirm_adopt(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (call, scenario) = to_adopt(&app, &actor, &slug, &number, &frame).await?;
    let language = frame.language();
    let (awarded, projects) = (scenario.awarded(), scenario.projects());
    let refused = scenario.lines.len() - projects;
    let facts = vec![
        Fact::new(frame.t("allocations-call"), &call.title),
        Fact::new(frame.t("allocations-scenario"), &scenario.name),
        Fact::new(frame.t("allocations-method"), words::method(scenario.method(), frame.texts)),
        Fact::new(frame.t("allocations-budget"), kroner(scenario.budget, language)),
        Fact::new(frame.t("allocations-awarded"), kroner(awarded, language)),
        Fact::new(frame.t("allocations-left"), kroner(scenario.budget - awarded, language)),
    ];
    let here = format!("/calls/{slug}/allocation");
    let confirmation =
        Confirmation::new(format!("{here}/{number}/adopt"), frame.t("allocations-adopt"), &here)
            .consequence(
                frame
                    .t("allocations-adopt-letters")
                    .with("projects", projects)
                    .with("refused", refused),
            )
            .consequence(frame.t("allocations-adopt-money").with("amount", awarded))
            .consequence(frame.t("allocations-adopt-for-good"));
    let frame = frame
        .titled_by("allocations-adopt-title")
        .crumb("calls-title", "/calls")
        .under(&call.title, format!("/calls/{slug}"))
        .crumb("allocations-title", here);
    Ok(render(&ConfirmationPage { frame, facts, confirmation }))
}

/// `POST /calls/{slug}/allocation/{scenario}/adopt`: settles the call.
pub(crate) async fn adopt(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (_, scenario) = to_adopt(&app, &actor, &slug, &number, &frame).await?;
    adopt_and_award(&app.db, app.clock.as_ref(), &actor, &app.desk, scenario.id)
        .await
        .map_err(|error| refusals::of_award(frame.texts, &slug, &error))?;
    app.bell.ring();
    Ok(Redirect::to(&format!("/calls/{slug}/allocation")).into_response())
}
