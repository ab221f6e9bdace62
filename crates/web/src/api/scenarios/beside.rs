//! Scenarios beside something else: the second step to municipalities, two of them compared.

use super::{ProblemBody, looks::no_formula, refused};
use crate::{
    App,
    allocations::{scenario_of, scenarios_of},
    kit::{Problem, Texts},
    places::county_names,
    session::Officer,
};
use axum::{
    Json,
    extract::{Path, Query, State},
};
use county_allocation::{
    Comparison, Further, Level, Scenario, compare,
    queries::{self, MunicipalSharesError},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vocabulary::Money;

/// By which set of weights frames go on to municipalities.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct By {
    /// The short name of a set of weights of municipality level.
    set: Option<String>,
}

/// What a municipality would get of its county's frame.
#[derive(Serialize, ToSchema)]
#[schema(as = MunicipalShare)]
struct MunicipalBody {
    /// The municipality, by its four digits.
    municipality: String,
    /// Its name on the day the set is of.
    name: String,
    /// What it counts by.
    weight: i64,
    /// Its share, in øre.
    amount_ore: i64,
}

/// A county's frame, split over its municipalities.
#[derive(Serialize, ToSchema)]
#[schema(as = CountyFurther)]
pub(crate) struct FurtherBody {
    /// The county, by its two digits.
    county: String,
    /// Its name on the day the set is of.
    name: String,
    /// Its frame, in øre.
    frame_ore: i64,
    /// What nobody got of it, in øre, because it makes no whole unit.
    rest_ore: i64,
    /// Its municipalities.
    municipalities: Vec<MunicipalBody>,
}

/// What the frame of each county would be, split over its municipalities by a set of weights in the same
/// units and by the same method. For looking at: awards are per application. For the directorate.
#[utoipa::path(get, path = "/api/v1/calls/{slug}/scenarios/{number}/municipalities", tag = "scenarios",
    params(("slug" = String, Path, description = "Short name of the call"),
        ("number" = i32, Path, description = "The scenario's number within the call"), By),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "One for each county", body = Vec<FurtherBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate, or scores are closed to who asks", body = ProblemBody),
        (status = 404, description = "No such call or scenario", body = ProblemBody),
        (status = 409, description = "No formula set its frames, or one of them cannot be split", body = ProblemBody),
        (status = 422, description = "No such set; the ones there are are named", body = ProblemBody)))]
pub(crate) async fn municipalities(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    Query(by): Query<By>,
    texts: Texts,
) -> Result<Json<Vec<FurtherBody>>, Problem> {
    let (_, scenario) = scenario_of(&app, &actor, &slug, &number, texts).await?;
    if scenario.working.is_none() {
        return Err(no_formula(texts));
    }
    let sets = queries::weight_sets_for_actor(&app.db, &actor).await?;
    let asked = by.set.unwrap_or_default();
    let set =
        sets.iter().rfind(|one| one.level == Level::Municipality && one.figures.slug == asked);
    let Some(set) = set else {
        let known = sets.iter().filter(|one| one.level == Level::Municipality);
        let known: BTreeSet<&str> = known.map(|one| one.figures.slug.as_str()).collect();
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        let detail = match known.is_empty() {
            true => texts.t("scenarios-no-sets"),
            false => texts.t("scenarios-which-set").with("sets", known),
        };
        return Err(refused::wrong("set", detail));
    };
    let shared = queries::municipal_shares_for_actor(&app.db, &actor, scenario.id, &asked).await;
    let shared = shared.map_err(|error| match &error {
        MunicipalSharesError::NotYours => Problem::forbidden(),
        MunicipalSharesError::Database(_) => Problem::internal(&error),
        _ => Problem::conflict(error.in_words(texts.language())),
    })?;
    let counties = county_names(&app.db, set.as_of).await?;
    let all = organisations::queries::municipalities_on(&app.db, set.as_of).await?;
    let names: BTreeMap<String, String> =
        all.into_iter().map(|one| (one.number.to_string(), one.name)).collect();
    let further = |further: Further| {
        let county = further.within.to_string();
        let name = county.parse().ok().and_then(|number| counties.get(&number).cloned());
        let share = |share: county_allocation::Share| MunicipalBody {
            name: names.get(share.unit.as_str()).cloned().unwrap_or_default(),
            municipality: share.unit.to_string(),
            weight: share.weight,
            amount_ore: share.amount.ore(),
        };
        FurtherBody {
            name: name.unwrap_or_default(),
            county,
            frame_ore: further.shares.terms.pot.ore(),
            rest_ore: further.shares.rest.ore(),
            municipalities: further.shares.shares.into_iter().map(share).collect(),
        }
    };
    Ok(Json(shared.into_iter().map(further).collect()))
}

/// Which two scenarios.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Two {
    /// The number of the first.
    a: Option<String>,
    /// The number of the second; all differences are the second less the first.
    b: Option<String>,
}

/// What an application gets in both.
#[derive(Serialize, ToSchema)]
#[schema(as = LinePair)]
struct LinePairBody {
    /// The application.
    application: Uuid,
    /// In the first, in øre; none when it does not stand there.
    a_ore: Option<i64>,
    /// In the second, in øre; none when it does not stand there.
    b_ore: Option<i64>,
    /// How much more in the second, in øre.
    difference_ore: i64,
}

/// What a county gets in both.
#[derive(Serialize, ToSchema)]
#[schema(as = CountyPair)]
struct CountyPairBody {
    /// The county, by its two digits.
    county: String,
    /// Its name.
    name: String,
    /// In the first, in øre.
    a_ore: i64,
    /// In the second, in øre.
    b_ore: i64,
    /// How much more in the second, in øre.
    difference_ore: i64,
    /// In the first, in øre per person; none where nobody is counted.
    per_head_a_ore: Option<i64>,
    /// In the second, in øre per person.
    per_head_b_ore: Option<i64>,
    /// How much more in the second, in øre per person.
    per_head_difference_ore: Option<i64>,
}

/// Two scenarios beside each other.
#[derive(Serialize, ToSchema)]
#[schema(as = Comparison)]
pub(crate) struct ComparisonBody {
    /// The number of the first.
    a: i32,
    /// The number of the second.
    b: i32,
    /// How many applications get different amounts.
    differing: usize,
    /// One for each application of either, in the order of the first.
    lines: Vec<LinePairBody>,
    /// One for each county of either.
    counties: Vec<CountyPairBody>,
}

impl ComparisonBody {
    fn of(a: &Scenario, b: &Scenario, pair: &Comparison) -> ComparisonBody {
        let line = |line: &county_allocation::LinePair| LinePairBody {
            application: line.application.0,
            a_ore: line.a.map(Money::ore),
            b_ore: line.b.map(Money::ore),
            difference_ore: line.difference.ore(),
        };
        let county = |county: &county_allocation::CountyPair| CountyPairBody {
            county: county.county.to_string(),
            name: county.name.clone(),
            a_ore: county.a.ore(),
            b_ore: county.b.ore(),
            difference_ore: county.difference.ore(),
            per_head_a_ore: county.per_head_a,
            per_head_b_ore: county.per_head_b,
            per_head_difference_ore: county.per_head_difference,
        };
        ComparisonBody {
            a: a.number,
            b: b.number,
            differing: pair.differing().count(),
            lines: pair.lines.iter().map(line).collect(),
            counties: pair.counties.iter().map(county).collect(),
        }
    }
}

/// Two scenarios of a call beside each other, line by line and county by county, with the difference per
/// head. For the directorate.
#[utoipa::path(get, path = "/api/v1/calls/{slug}/scenarios/compare", tag = "scenarios",
    params(("slug" = String, Path, description = "Short name of the call"), Two),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The two beside each other", body = ComparisonBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate, or scores are closed to who asks", body = ProblemBody),
        (status = 404, description = "No such call", body = ProblemBody),
        (status = 422, description = "No scenario of the call has this number", body = ProblemBody)))]
pub(crate) async fn compared(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    Query(two): Query<Two>,
    texts: Texts,
) -> Result<Json<ComparisonBody>, Problem> {
    let (_, scenarios) = scenarios_of(&app, &actor, &slug, texts).await?;
    let one = |field: &str, number: Option<String>| {
        let number = number.unwrap_or_default();
        let found = scenarios.iter().find(|one| one.number.to_string() == number);
        found.ok_or_else(|| {
            refused::wrong(field, texts.t("scenarios-no-such").with("number", number))
        })
    };
    let (a, b) = (one("a", two.a)?, one("b", two.b)?);
    Ok(Json(ComparisonBody::of(a, b, &compare(a, b))))
}
