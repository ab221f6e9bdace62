//! Scenarios from inside: how the frames were computed, what the optimum would be, what the choice hangs
//! on.

use super::{ProblemBody, refused};
use crate::{
    App,
    allocations::{points_of, scenario_of, searched},
    kit::{Problem, Texts},
    session::Officer,
};
use axum::{
    Json,
    extract::{Path, State},
};
use county_allocation::{
    Effort, How, Optimum, OptimumOfError, Proof, Scenario, Shares, Swaps, UnitCode, WorkingColumn,
    WorkingRow, index_of, optimum_of, working_rows,
};
use funding_periods::queries::{SensitivityError, sensitivity_for_actor};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::ApplicationId;

/// A line of the working.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkingLine)]
struct WorkingLineBody {
    /// The unit, by its number; none for sums.
    unit: Option<String>,
    /// One text per column, in the language asked for.
    cells: Vec<String>,
}

impl From<WorkingRow> for WorkingLineBody {
    fn from(row: WorkingRow) -> WorkingLineBody {
        WorkingLineBody { unit: row.unit.map(|unit| unit.to_string()), cells: row.cells }
    }
}

/// A criterion of a need index.
#[derive(Serialize, ToSchema)]
#[schema(as = IndexCriterion)]
struct IndexCriterionBody {
    /// What it counts.
    name: String,
    /// How much of the index it makes up, in millionths.
    share_millionths: i64,
    /// Its value in the whole nation.
    national: i64,
    /// Its value by county.
    values: BTreeMap<String, i64>,
}

/// The need index of one county.
#[derive(Serialize, ToSchema)]
#[schema(as = IndexRow)]
struct IndexRowBody {
    /// The county, by its two digits.
    unit: String,
    /// Its persons.
    population: i64,
    /// What each criterion adds, in millionths.
    parts: Vec<i64>,
    /// The sum of the parts: 1 000 000 is the national mean.
    index_millionths: i64,
    /// What it counts by, in millionths of a person.
    weight: i64,
}

/// The need index that counties counted by.
#[derive(Serialize, ToSchema)]
#[schema(as = NeedIndex)]
struct IndexBody {
    /// Its criteria.
    criteria: Vec<IndexCriterionBody>,
    /// One row per county.
    rows: Vec<IndexRowBody>,
}

/// How frames were computed, so that it can be checked by hand.
#[derive(Serialize, ToSchema)]
#[schema(as = Working)]
pub(crate) struct WorkingBody {
    /// What was shared, and how.
    title: String,
    /// The heads of the columns.
    columns: Vec<String>,
    /// One row per county.
    rows: Vec<WorkingLineBody>,
    /// The sum, the rest and the reserve, and the pot that they add up to.
    sums: Vec<WorkingLineBody>,
    /// How to check it: sentences about quotas, rounds of bounds, ties and what was taken back.
    notes: Vec<String>,
    /// The need index behind the weights, where there is one.
    index: Option<IndexBody>,
    /// All of it as exact numbers: quotas as fractions, amounts in øre, bounds, rounds, ties, rest.
    #[schema(value_type = Object)]
    exact: Shares,
}

/// How the frames of a scenario were computed. For the directorate.
#[utoipa::path(get, path = "/api/v1/calls/{slug}/scenarios/{number}/working", tag = "scenarios",
    params(("slug" = String, Path, description = "Short name of the call"),
        ("number" = i32, Path, description = "The scenario's number within the call")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The working", body = WorkingBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate, or scores are closed to who asks", body = ProblemBody),
        (status = 404, description = "No such call or scenario", body = ProblemBody),
        (status = 409, description = "No formula set its frames", body = ProblemBody)))]
pub(crate) async fn working(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    texts: Texts,
) -> Result<Json<WorkingBody>, Problem> {
    let (_, scenario) = scenario_of(&app, &actor, &slug, &number, texts).await?;
    let Some(shares) = scenario.working.clone() else { return Err(no_formula(texts)) };
    let name = |unit: &UnitCode| {
        let county = unit.as_str().parse().ok();
        let county = county.and_then(|county| scenario.county_name(county));
        county.map_or_else(|| unit.to_string(), |name| format!("{unit} {name}"))
    };
    let working = working_rows(&shares, texts.language(), &name);
    let title = |column: &WorkingColumn| column.title(texts.language()).to_owned();
    // What is kept has a result; where it had none, there is no index to show.
    let index = index_of(&scenario.plan, &scenario.inputs).ok().flatten();
    Ok(Json(WorkingBody {
        title: working.title,
        columns: working.columns.iter().map(title).collect(),
        rows: working.rows.into_iter().map(WorkingLineBody::from).collect(),
        sums: working.sums.into_iter().map(WorkingLineBody::from).collect(),
        notes: working.notes,
        index: index.map(|(parts, rows)| IndexBody {
            criteria: parts
                .into_iter()
                .map(|part| IndexCriterionBody {
                    name: part.name,
                    share_millionths: part.share_millionths,
                    national: part.national,
                    values: part.values.into_iter().map(|(u, v)| (u.to_string(), v)).collect(),
                })
                .collect(),
            rows: rows
                .into_iter()
                .map(|row| IndexRowBody {
                    unit: row.unit.to_string(),
                    population: row.population,
                    parts: row.parts,
                    index_millionths: row.index_millionths,
                    weight: row.weight,
                })
                .collect(),
        }),
        exact: shares,
    }))
}

pub(super) fn no_formula(texts: Texts) -> Problem {
    Problem::conflict(texts.t("scenarios-no-formula"))
}

/// A choice as a whole.
#[derive(Serialize, ToSchema)]
#[schema(as = ChoiceSum)]
struct ChoiceBody {
    /// The sum of the scores of who is funded, in thousandths.
    points_milli: i64,
    /// What they get, in øre.
    cost_ore: i64,
    /// Who is funded.
    applications: Vec<Uuid>,
}

/// The choice of whole amounts with the most points within the frames and rules of a scenario, beside the
/// scenario's own.
#[derive(Serialize, ToSchema)]
#[schema(as = Optimum)]
pub(crate) struct OptimumBody {
    /// The best choice that was found.
    optimum: ChoiceBody,
    /// The scenario as it stands.
    scenario: ChoiceBody,
    /// No choice can have more points than this, in thousandths.
    bound_milli: i64,
    /// How far below the bound the best choice found is, in thousandths; 0 when it is proved.
    gap_milli: i64,
    /// `optimal`: there is nothing better. `gap`: the effort ended first.
    proof: &'static str,
    /// `dynamic-programming` or `solver`.
    how: &'static str,
    /// Funded in the scenario only.
    only_in_scenario: Vec<Uuid>,
    /// Funded in the optimum only.
    only_in_optimum: Vec<Uuid>,
}

fn optimum_body(scenario: &Scenario, found: &Optimum) -> OptimumBody {
    let funded = || scenario.lines.iter().filter(|line| line.awarded.is_positive());
    let own: BTreeSet<ApplicationId> = funded().map(|line| line.application).collect();
    let best: BTreeSet<ApplicationId> = found.chosen.iter().copied().collect();
    let ids = |some: &mut dyn Iterator<Item = &ApplicationId>| some.map(|id| id.0).collect();
    OptimumBody {
        optimum: ChoiceBody {
            points_milli: found.value,
            cost_ore: found.cost.ore(),
            applications: ids(&mut found.chosen.iter()),
        },
        scenario: ChoiceBody {
            points_milli: points_of(scenario),
            cost_ore: scenario.awarded().ore(),
            applications: funded().map(|line| line.application.0).collect(),
        },
        bound_milli: found.bound,
        gap_milli: found.bound - found.value,
        proof: match found.proof {
            Proof::Optimal => "optimal",
            Proof::Gap => "gap",
        },
        how: match found.how {
            How::DynamicProgramming => "dynamic-programming",
            How::Solver => "solver",
        },
        only_in_scenario: ids(&mut own.difference(&best)),
        only_in_optimum: ids(&mut best.difference(&own)),
    }
}

/// The choice of the most points within the frames and rules of a scenario, to hold it against. Computed
/// when asked for, with a bounded effort: the same scenario always has the same answer. For the directorate.
#[utoipa::path(get, path = "/api/v1/calls/{slug}/scenarios/{number}/optimum", tag = "scenarios",
    params(("slug" = String, Path, description = "Short name of the call"),
        ("number" = i32, Path, description = "The scenario's number within the call")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The optimum beside the scenario", body = OptimumBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate, or scores are closed to who asks", body = ProblemBody),
        (status = 404, description = "No such call or scenario", body = ProblemBody),
        (status = 409, description = "No choice keeps all minima, or none could be found", body = ProblemBody)))]
pub(crate) async fn optimal(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    texts: Texts,
) -> Result<Json<OptimumBody>, Problem> {
    let (_, scenario) = scenario_of(&app, &actor, &slug, &number, texts).await?;
    let search = |scenario: &Scenario| {
        let found = optimum_of(scenario, Effort::default())?;
        Ok::<_, OptimumOfError>(optimum_body(scenario, &found))
    };
    let (_, found) = searched(scenario, search).await?;
    let found = found.map_err(|error| Problem::conflict(error.in_words(texts.language())))?;
    Ok(Json(found))
}

/// Somebody who is funded either way, with another amount.
#[derive(Serialize, ToSchema)]
#[schema(as = MovedAmount)]
struct MovedBody {
    /// The application.
    application: Uuid,
    /// As it stands, in øre.
    was_ore: i64,
    /// Then, in øre.
    then_ore: i64,
}

/// What would come out otherwise.
#[derive(Serialize, ToSchema)]
#[schema(as = Swaps)]
struct SwapsBody {
    /// Who would be funded and is not now.
    enters: Vec<Uuid>,
    /// Who is funded now and would not be.
    leaves: Vec<Uuid>,
    /// Who would get another amount.
    moves: Vec<MovedBody>,
}

impl From<&Swaps> for SwapsBody {
    fn from(swaps: &Swaps) -> SwapsBody {
        SwapsBody {
            enters: swaps.funded_only_in_b.iter().map(|id| id.0).collect(),
            leaves: swaps.funded_only_in_a.iter().map(|id| id.0).collect(),
            moves: swaps
                .other_amount
                .iter()
                .map(|one| MovedBody {
                    application: one.application.0,
                    was_ore: one.a.ore(),
                    then_ore: one.b.ore(),
                })
                .collect(),
        }
    }
}

/// What comes out otherwise with another weight of a criterion.
#[derive(Serialize, ToSchema)]
#[schema(as = SensitivityToWeight)]
struct WeighedBody {
    /// The criterion's place in the call, from 0.
    criterion: usize,
    /// Its name in bokmål.
    name: String,
    /// With a tenth more weight.
    up: SwapsBody,
    /// With a tenth less.
    down: SwapsBody,
}

/// What comes out otherwise without one of the assessors.
#[derive(Serialize, ToSchema)]
#[schema(as = SensitivityToAssessor)]
struct WithoutBody {
    /// Who.
    person: Uuid,
    /// The name.
    name: String,
    /// How many applications they have assessed.
    assessed: usize,
    /// What comes out otherwise.
    #[serde(flatten)]
    swaps: SwapsBody,
}

/// What the choice of a scenario's plan hangs on, as applications are assessed now.
#[derive(Serialize, ToSchema)]
#[schema(as = Sensitivity)]
pub(crate) struct SensitivityBody {
    /// Who is funded as it stands, in the order of the list.
    funded: Vec<Uuid>,
    /// One for each criterion.
    by_weight: Vec<WeighedBody>,
    /// One for each assessor, by name.
    by_assessor: Vec<WithoutBody>,
}

/// What the choice of a scenario hangs on: who enters and who leaves when a criterion weighs a tenth more
/// or less, or without one of the assessors. What was set by hand is left out of account. For the
/// directorate.
#[utoipa::path(get, path = "/api/v1/calls/{slug}/scenarios/{number}/sensitivity", tag = "scenarios",
    params(("slug" = String, Path, description = "Short name of the call"),
        ("number" = i32, Path, description = "The scenario's number within the call")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "What it hangs on", body = SensitivityBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate, or scores are closed to who asks", body = ProblemBody),
        (status = 404, description = "No such call or scenario", body = ProblemBody),
        (status = 409, description = "Applications are not assessed, or the plan has no result any more", body = ProblemBody)))]
pub(crate) async fn sensitivity(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    texts: Texts,
) -> Result<Json<SensitivityBody>, Problem> {
    let (call, scenario) = scenario_of(&app, &actor, &slug, &number, texts).await?;
    let today = app.clock.today();
    let found = sensitivity_for_actor(&app.db, &actor, today, call.id, &scenario.plan).await;
    let found = found.map_err(|error| match &error {
        SensitivityError::NotYours | SensitivityError::Closed(_) => Problem::forbidden(),
        SensitivityError::Award(award) => refused::of_settling(texts, &slug, award),
        // The plan is the scenario's own: nothing that was sent is wrong.
        SensitivityError::Draw(draw) => Problem::conflict(draw.in_words(texts.language())),
        SensitivityError::Database(_) => Problem::internal(&error),
    })?;
    let weighed = found.by_weight.iter().map(|one| WeighedBody {
        criterion: one.criterion,
        name: one.name.clone(),
        up: (&one.up).into(),
        down: (&one.down).into(),
    });
    let without = found.by_assessor.iter().map(|one| WithoutBody {
        person: one.assessor.0,
        name: one.name.clone(),
        assessed: one.assessed,
        swaps: (&one.swaps).into(),
    });
    Ok(Json(SensitivityBody {
        funded: found.funded.iter().map(|id| id.0).collect(),
        by_weight: weighed.collect(),
        by_assessor: without.collect(),
    }))
}
