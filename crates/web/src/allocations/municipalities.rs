//! `GET …/{scenario}/municipalities`: what the frame of each county would be, split over its
//! municipalities.

use super::{
    named::{Ways, about},
    one::scenario_of,
    working::unit_name,
};
use crate::{
    App,
    kit::{Choice, Fact, PageFrame, Problem, Texts, render},
    session::Officer,
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use county_allocation::{
    Further, Level, Scenario, UnitCode, WeightSet, queries, queries::MunicipalSharesError,
    whole_number,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use vocabulary::{Actor, Day, Money};

/// By which set of weights.
#[derive(Deserialize)]
pub(crate) struct Asked {
    set: Option<String>,
}

/// The second step of a scenario.
pub(super) struct SecondStep {
    /// By what the municipalities count.
    pub set: WeightSet,
    /// The counties, in the order of the first step.
    pub counties: Vec<Further>,
    /// What the municipalities were called on the day of the set.
    pub names: BTreeMap<UnitCode, String>,
}

impl SecondStep {
    /// What a municipality was called; its number where the register does not know it.
    pub(super) fn name(&self, unit: &UnitCode) -> String {
        self.names.get(unit).cloned().unwrap_or_else(|| unit.to_string())
    }
}

/// The latest version of each set of weights for municipalities, by slug.
pub(super) async fn sets(app: &App, actor: &Actor) -> Result<Vec<WeightSet>, Problem> {
    let all = queries::weight_sets_for_actor(&app.db, actor).await?;
    let of_level = all.into_iter().filter(|set| set.level == Level::Municipality);
    // In order of slug and version, so that the last one of a slug is its latest.
    let latest: BTreeMap<String, WeightSet> =
        of_level.map(|set| (set.figures.slug.clone(), set)).collect();
    Ok(latest.into_values().collect())
}

/// The second step by a set of weights, or why it cannot be taken, in words.
pub(super) async fn second_step(
    app: &App,
    actor: &Actor,
    scenario: &Scenario,
    set: &WeightSet,
    texts: Texts,
) -> Result<Result<SecondStep, String>, Problem> {
    let slug = &set.figures.slug;
    let shared = queries::municipal_shares_for_actor(&app.db, actor, scenario.id, slug).await;
    let counties = match shared {
        Ok(counties) => counties,
        Err(error @ MunicipalSharesError::Database(_)) => return Err(Problem::internal(&error)),
        Err(MunicipalSharesError::NotYours) => return Err(Problem::forbidden()),
        Err(error) => return Ok(Err(error.in_words(texts.language()))),
    };
    Ok(Ok(SecondStep { names: names(app, set.as_of).await?, set: set.clone(), counties }))
}

async fn names(app: &App, day: Day) -> Result<BTreeMap<UnitCode, String>, Problem> {
    let municipalities = organisations::queries::municipalities_on(&app.db, day).await?;
    let named = municipalities.into_iter().map(|one| (UnitCode::from(one.number), one.name));
    Ok(named.collect())
}

/// A municipality of a county.
struct Municipality {
    name: String,
    number: String,
    weight: String,
    quota: String,
    units: String,
    amount: Money,
}

/// A county with its municipalities.
struct County {
    name: String,
    frame: Money,
    shared: Money,
    rest: Money,
    municipalities: Vec<Municipality>,
}

/// The second step as tables.
struct Shown {
    facts: Vec<Fact>,
    counties: Vec<County>,
    frames: Money,
    shared: Money,
    rest: Money,
}

#[derive(Template)]
#[template(path = "allocations/municipalities.html")]
struct MunicipalitiesPage {
    frame: PageFrame,
    ways: Ways,
    path: String,
    has_formula: bool,
    choices: Vec<Choice>,
    chosen: String,
    refused: Option<String>,
    shown: Option<Shown>,
}

impl MunicipalitiesPage {
    fn is_chosen(&self, choice: &Choice) -> bool {
        choice.value == self.chosen
    }
}

fn shown(scenario: &Scenario, step: &SecondStep, frame: &PageFrame) -> Shown {
    let language = frame.language();
    let county = |further: &Further| County {
        name: unit_name(scenario, &further.within),
        frame: further.shares.terms.pot,
        shared: further.shares.shared(),
        rest: further.shares.rest,
        municipalities: further
            .shares
            .shares
            .iter()
            .map(|share| Municipality {
                name: step.name(&share.unit),
                number: share.unit.to_string(),
                weight: whole_number(share.weight),
                quota: share.quota.decimals(3).in_words(language),
                units: whole_number(share.units),
                amount: share.amount,
            })
            .collect(),
    };
    let counties: Vec<County> = step.counties.iter().map(county).collect();
    let figures = &step.set.figures;
    let mut facts = vec![
        Fact::new(frame.t("working-source"), &figures.source),
        Fact::new(frame.t("working-day"), frame.day(&step.set.as_of)),
        Fact::new(frame.t("working-version"), figures.version.to_string())
            .leading_to(format!("/weights/{}?version={}", figures.slug, figures.version)),
    ];
    if let Some(working) = &scenario.working {
        let method = working.terms.method.name(language);
        let unit = working.terms.unit;
        facts.push(Fact::new(
            frame.t("municipal-method"),
            frame.t("municipal-method-in-units").with("method", method).with("unit", unit),
        ));
    }
    Shown {
        facts,
        frames: counties.iter().map(|county| county.frame).sum(),
        shared: counties.iter().map(|county| county.shared).sum(),
        rest: counties.iter().map(|county| county.rest).sum(),
        counties,
    }
}

/// `GET /calls/{slug}/allocation/{scenario}/municipalities?set=SLUG`. Without a set, the first one that
/// fits the counties of the scenario.
pub(crate) async fn municipalities(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (call, scenario) = scenario_of(&app, &actor, &slug, &number, frame.texts).await?;
    let sets = sets(&app, &actor).await?;
    let wanted = asked.set.as_deref().filter(|set| !set.is_empty());
    let has_formula = scenario.working.is_some();
    let (mut chosen, mut refused, mut step) = (String::new(), None, None);
    let tried = sets.iter().filter(|set| wanted.is_none_or(|wanted| set.figures.slug == wanted));
    for set in tried.filter(|_| has_formula) {
        match second_step(&app, &actor, &scenario, set, frame.texts).await? {
            Ok(found) => {
                (chosen, refused, step) = (set.figures.slug.clone(), None, Some(found));
                break;
            }
            Err(why) if refused.is_none() => {
                (chosen, refused) = (set.figures.slug.clone(), Some(why));
            }
            Err(_) => {}
        }
    }
    if wanted.is_some() && has_formula && chosen.is_empty() {
        return Err(Problem::not_found());
    }
    let choice = |set: &WeightSet| {
        let label = frame.t("municipal-set").with("name", &set.figures.name).with("day", set.as_of);
        Choice::new(&set.figures.slug, label)
    };
    Ok(render(&MunicipalitiesPage {
        ways: Ways::from(&call, &scenario, "municipalities"),
        path: format!("/calls/{slug}/allocation/{number}/municipalities"),
        has_formula,
        choices: sets.iter().map(choice).collect(),
        chosen,
        refused,
        shown: step.map(|step| shown(&scenario, &step, &frame)),
        frame: about(frame, &call, &scenario, "municipal-title"),
    }))
}
