//! Scenarios split by purpose: the frames of the counties over the purposes of the call, both margins
//! exact.

use super::{ProblemBody, refused};
use crate::{
    App,
    allocations::{Demand, Purposes, purpose_called, scenario_of, sum_field},
    kit::{Filled, Problem, Texts},
    session::Officer,
};
use axum::{
    Json,
    extract::{Path, Query, State},
};
use county_allocation::{Scenario, Table};
use serde::Serialize;
use utoipa::ToSchema;
use vocabulary::{CountyNumber, Money};

/// A purpose and what it gets in all.
#[derive(Serialize, ToSchema)]
#[schema(as = PurposeSum)]
struct PurposeBody {
    /// Its key in the form; none for applications that do not say what they are for.
    purpose: Option<String>,
    /// What it is called, in the language asked for.
    name: String,
    /// What is applied for to it in the counties of the table, in øre.
    applied_ore: i64,
    /// What it gets in all, in øre: as it was asked for, or as it follows from what is applied for.
    sum_ore: i64,
}

/// What a purpose gets in a county.
#[derive(Serialize, ToSchema)]
#[schema(as = PurposeCell)]
struct CellBody {
    /// The key of the purpose; none for applications that do not say.
    purpose: Option<String>,
    /// What is applied for, in øre.
    applied_ore: i64,
    /// The exact value in units, in millionths of a unit: what is applied for, scaled by rows and columns
    /// until both add up.
    quota_millionths: i64,
    /// Got the unit above its exact value and not the one below.
    rounded_up: bool,
    /// What it gets, in øre.
    amount_ore: i64,
}

/// A county's frame, split over the purposes.
#[derive(Serialize, ToSchema)]
#[schema(as = CountyByPurpose)]
struct CountyBody {
    /// The county, by its two digits.
    county: String,
    /// Its name.
    name: String,
    /// Its frame, in øre: the sum of its cells.
    frame_ore: i64,
    /// One for each purpose, in the order of the purposes.
    cells: Vec<CellBody>,
}

/// A county whose frame is not split.
#[derive(Serialize, ToSchema)]
#[schema(as = CountyWithoutApplications)]
struct WithoutBody {
    /// The county, by its two digits.
    county: String,
    /// Its name.
    name: String,
    /// Its frame, in øre.
    frame_ore: i64,
}

/// A cell by its row and column.
#[derive(Serialize, ToSchema)]
#[schema(as = PurposeShift)]
struct ShiftBody {
    /// The county, by its two digits.
    county: String,
    /// The key of the purpose; none for applications that do not say.
    purpose: Option<String>,
}

/// The frames of the counties split over purposes.
#[derive(Serialize, ToSchema)]
#[schema(as = ByPurpose)]
pub(crate) struct ByPurposeBody {
    /// Amounts are whole multiples of this, in øre.
    unit_ore: i64,
    /// How often rows and columns were scaled.
    passes: usize,
    /// The purposes with their sums.
    purposes: Vec<PurposeBody>,
    /// The counties with their frames.
    counties: Vec<CountyBody>,
    /// Chains of cells that changed their rounding in turns, up and down, after the largest remainders had
    /// been rounded up, so that all sums hold.
    shifts: Vec<Vec<ShiftBody>>,
    /// Counties with a frame in which nobody applies: they are not in the table.
    without_applications: Vec<WithoutBody>,
}

fn body(
    scenario: &Scenario,
    demand: &Demand,
    table: &Table,
    names: &Purposes,
    texts: Texts,
) -> ByPurposeBody {
    let name = |county: CountyNumber| scenario.county_name(county).unwrap_or_default().to_owned();
    let purpose_of = |field: &str| {
        let mut all = demand.purposes.iter();
        all.find(|one| sum_field(one.as_deref()) == field).cloned().flatten()
    };
    let purposes = demand.purposes.iter().zip(&table.columns).enumerate();
    let purpose =
        |(place, (key, (_, sum))): (usize, (&Option<String>, &(String, Money)))| PurposeBody {
            purpose: key.clone(),
            name: purpose_called(names, key.as_deref(), texts),
            applied_ore: demand.applied_to(place).ore(),
            sum_ore: sum.ore(),
        };
    let cell = |(key, cell): (&Option<String>, &county_allocation::Cell)| CellBody {
        purpose: key.clone(),
        applied_ore: cell.wanted,
        quota_millionths: cell.exact.whole * 1_000_000
            + cell.exact.numerator * 1_000_000 / cell.exact.denominator.max(1),
        rounded_up: cell.rounded_up,
        amount_ore: cell.amount.ore(),
    };
    let county =
        |((number, frame), cells): (&(CountyNumber, Money), &Vec<county_allocation::Cell>)| {
            CountyBody {
                county: number.to_string(),
                name: name(*number),
                frame_ore: frame.ore(),
                cells: demand.purposes.iter().zip(cells).map(cell).collect(),
            }
        };
    let shift = |(county, field): &(county_allocation::UnitCode, String)| ShiftBody {
        county: county.to_string(),
        purpose: purpose_of(field),
    };
    let without = |(number, frame): &(CountyNumber, Money)| WithoutBody {
        county: number.to_string(),
        name: name(*number),
        frame_ore: frame.ore(),
    };
    ByPurposeBody {
        unit_ore: table.unit.ore(),
        passes: table.passes,
        purposes: purposes.map(purpose).collect(),
        counties: demand.counties.iter().zip(&table.cells).map(county).collect(),
        shifts: table.shifts.iter().map(|one| one.cells.iter().map(shift).collect()).collect(),
        without_applications: demand.without.iter().map(without).collect(),
    }
}

/// What the frames of the counties would be, split over the purposes of the call, so that every frame and
/// every purpose's sum hold exactly and every cell is its exact value rounded down or up to a whole unit
/// (controlled rounding). For looking at: awards are per application. For the directorate.
#[utoipa::path(get, path = "/api/v1/calls/{slug}/scenarios/{number}/purposes", tag = "scenarios",
    params(("slug" = String, Path, description = "Short name of the call"),
        ("number" = i32, Path, description = "The scenario's number within the call"),
        ("sum-KEY" = Option<String>, Query, description = "What the purpose with this key gets in all, in kroner; one for each purpose, together the frames. Without any sum each county's frame goes as its applicants apply"),
        ("sum" = Option<String>, Query, description = "The same for applications that do not say what they are for")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The table with both its margins", body = ByPurposeBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate, or scores are closed to who asks", body = ProblemBody),
        (status = 404, description = "No such call or scenario", body = ProblemBody),
        (status = 409, description = "No frames for counties, nobody applies in them, or nobody says for what", body = ProblemBody),
        (status = 422, description = "A sum is missing, is of no purpose of the call, or they do not add up to the frames", body = ProblemBody)))]
pub(crate) async fn purposes(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    Query(sent): Query<Vec<(String, String)>>,
    texts: Texts,
) -> Result<Json<ByPurposeBody>, Problem> {
    let (call, scenario) = scenario_of(&app, &actor, &slug, &number, texts).await?;
    let demand = Demand::of(&scenario).map_err(|why| Problem::conflict(why.in_words(texts)))?;
    let known = demand.fields();
    if let Some((field, _)) = sent.iter().find(|(field, _)| !known.contains(field)) {
        let said = texts.t("by-purpose-no-such").with("known", known.join(", "));
        return Err(refused::wrong(field.clone(), said));
    }
    let names = Purposes::of(&app, &actor, call.id, texts).await?;
    let (_, table) = demand.answered(&Filled::from(sent), &scenario, &names, texts);
    let table = table.map_err(|errors| Problem::invalid(errors.into_problems()))?;
    Ok(Json(body(&scenario, &demand, &table, &names, texts)))
}
