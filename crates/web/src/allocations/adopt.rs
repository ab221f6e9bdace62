//! Adopting a scenario: the question before, and the act.

use super::{
    freshness::Now,
    named::under_allocation,
    one::{numbered, scenarios_of},
    refusals, words,
};
use crate::{
    App,
    kit::{Confirmation, ConfirmationPage, Fact, PageFrame, Problem, format::kroner, render},
    session::{Officer, holds_budget_authority},
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use county_allocation::{AdoptError, Change, Scenario};
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
    let (call, scenarios) = scenarios_of(app, actor, slug, frame.texts).await?;
    let scenario = numbered(&scenarios, number)?.clone();
    if !holds_budget_authority(actor) {
        let error = AwardError::Adopt(AdoptError::NotYours);
        return Err(refusals::of_award(frame.texts, slug, &error));
    }
    refusals::refuse_settled(frame.texts, slug, &scenarios)?;
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
    // Nobody is asked whether to adopt what cannot be adopted.
    let changes = Now::of(&app, &call, frame.texts).await?;
    let changes = changes.changes(&app, &scenario, frame.texts).await?;
    let here = format!("/calls/{slug}/allocation/{number}");
    if !changes.is_empty() {
        return Err(refusals::out_of_date(frame.texts, here, &changes));
    }
    let language = frame.language();
    let (awarded, projects) = (scenario.awarded(), scenario.projects());
    let refused = scenario.lines.len() - projects;
    let facts = vec![
        Fact::new(frame.t("allocations-call"), call.title_in(language)),
        Fact::new(frame.t("allocations-scenario"), &scenario.name).leading_to(&here),
        Fact::new(
            frame.t("allocations-method"),
            words::plan(&scenario.plan, &scenario.inputs, frame.texts),
        ),
        Fact::new(frame.t("allocations-shared-out"), kroner(scenario.budget, language)),
        Fact::new(frame.t("allocations-awarded"), kroner(awarded, language)),
        Fact::new(frame.t("allocations-left"), kroner(scenario.budget - awarded, language)),
    ];
    let confirmation =
        Confirmation::new(format!("{here}/adopt"), frame.t("allocations-adopt"), &here)
            .consequence(
                frame
                    .t("allocations-adopt-letters")
                    .with("projects", projects)
                    .with("refused", refused),
            )
            .consequence(frame.t("allocations-adopt-money").with("amount", awarded));
    let confirmation = match scenario.adjustments.len() {
        0 => confirmation,
        count => {
            confirmation.consequence(frame.t("allocations-adopt-by-hand").with("count", count))
        }
    };
    let confirmation = confirmation.consequence(frame.t("allocations-adopt-for-good"));
    let frame = under_allocation(frame, &call)
        .titled_by("allocations-adopt-title")
        .under(scenario.name.clone(), here);
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
    adopt_and_award(&app.db, app.clock.as_ref(), &actor, &app.desk, scenario.id).await.map_err(
        |error| match &error {
            AwardError::Adopt(AdoptError::Stale(changes)) => {
                let words = |change: &Change| change.in_words(frame.language());
                let changes: Vec<String> = changes.iter().map(words).collect();
                let here = format!("/calls/{slug}/allocation/{number}");
                refusals::out_of_date(frame.texts, here, &changes)
            }
            error => refusals::of_award(frame.texts, &slug, error),
        },
    )?;
    app.bell.ring();
    Ok(Redirect::to(&format!("/calls/{slug}/allocation/{number}")).into_response())
}
