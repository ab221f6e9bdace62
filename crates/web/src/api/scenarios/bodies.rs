//! Scenarios as programs read them. Amounts are whole øre.

use super::{plan::PlanBody, refused};
use crate::{
    allocations::{Freshness, Purposes},
    kit::Texts,
};
use chrono::{DateTime, NaiveDate, Utc};
use county_allocation::{
    Adjustment, Contender, CountyLine, EnvelopeState, Figures, Inputs, Plan, Reason, Scenario,
    ScenarioLine, ScenarioState, ScenarioVerb,
};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::{Day, Money, ScenarioId};

/// What a county gets in a scenario.
#[derive(Serialize, ToSchema)]
#[schema(as = CountyLine)]
pub(super) struct CountyBody {
    /// The county, by its two digits.
    county: String,
    /// Its name at the time.
    name: String,
    /// What it counts by: persons, unless the plan says otherwise.
    weight: i64,
    /// Its frame in øre; none where the whole budget is one.
    frame_ore: Option<i64>,
    /// What its projects get, in øre.
    awarded_ore: i64,
    /// How many projects.
    projects: i32,
}

impl From<&CountyLine> for CountyBody {
    fn from(line: &CountyLine) -> CountyBody {
        CountyBody {
            county: line.county.to_string(),
            name: line.name.clone(),
            weight: line.weight,
            frame_ore: line.frame.map(Money::ore),
            awarded_ore: line.awarded.ore(),
            projects: line.projects,
        }
    }
}

/// What an application gets in a scenario.
#[derive(Serialize, ToSchema)]
#[schema(as = ScenarioLine)]
pub(super) struct LineBody {
    /// The application.
    application: Uuid,
    /// What people call it.
    reference: String,
    /// Its county, by its two digits.
    county: String,
    /// Its place in the whole list, from 1.
    place: i32,
    /// Its score in thousandths, on a scale from 0 to 100.
    score_milli: i64,
    /// What was applied for, in øre.
    applied_ore: i64,
    /// What the assessors recommend, in øre.
    recommended_ore: i64,
    /// What was computed for it, in øre, before anybody set it by hand.
    computed_ore: i64,
    /// What it gets, in øre.
    awarded_ore: i64,
    /// Why, in the language asked for.
    reason: String,
    /// The same as facts: amounts in øre, `because` the word of the reason, purposes by their keys.
    #[schema(value_type = Object)]
    facts: Reason,
}

impl LineBody {
    fn of(line: &ScenarioLine, scenario: &Scenario, purposes: &Purposes, texts: Texts) -> LineBody {
        let contender = scenario.inputs.contender(line.application);
        let county = scenario.county_name(line.county);
        LineBody {
            application: line.application.0,
            reference: contender.map(|one| one.reference.clone()).unwrap_or_default(),
            county: line.county.to_string(),
            place: line.place,
            score_milli: line.score_milli,
            applied_ore: line.applied.ore(),
            recommended_ore: line.recommended.ore(),
            computed_ore: line.computed().ore(),
            awarded_ore: line.awarded.ore(),
            reason: purposes.told(&line.reason).in_words(texts.language(), county),
            facts: line.reason.clone(),
        }
    }
}

/// One way of sharing out a call's money.
#[derive(Serialize, ToSchema)]
#[schema(as = Scenario)]
pub(crate) struct ScenarioBody {
    /// Its id.
    id: Uuid,
    /// From 1 within the call.
    number: i32,
    /// What people call it.
    name: String,
    /// `draft`, `passed-over` (the call was settled by another one) or `adopted`.
    state: &'static str,
    /// What can be done with it now: `redraw`, `adjust`, `drop-adjustment`, `adopt`, `compare`.
    possible: Vec<&'static str>,
    /// `ranked-list` or `county-frames`.
    method: &'static str,
    /// What there was to share, in øre.
    budget_ore: i64,
    /// What it awards, in øre.
    awarded_ore: i64,
    /// How many projects it funds.
    projects: usize,
    /// When it was drawn last.
    made_at: DateTime<Utc>,
    /// By whom.
    made_by: String,
    /// When it was adopted; none until it is.
    adopted_at: Option<DateTime<Utc>>,
    /// By whom.
    adopted_by: Option<String>,
    /// The counties of the time.
    counties: Vec<CountyBody>,
    /// The applications, by place.
    lines: Vec<LineBody>,
}

/// Of a state, the verbs that are possible.
fn possible(state: ScenarioState) -> Vec<&'static str> {
    let verbs = ScenarioVerb::ALL.into_iter().filter(|verb| state.may(*verb));
    verbs.map(ScenarioVerb::word).collect()
}

impl ScenarioBody {
    /// `adopted` is the one its call was settled by.
    pub(super) fn of(
        scenario: &Scenario,
        adopted: Option<ScenarioId>,
        purposes: &Purposes,
        texts: Texts,
    ) -> ScenarioBody {
        let state = scenario.state(adopted);
        let lines = scenario.lines.iter();
        ScenarioBody {
            id: scenario.id.0,
            number: scenario.number,
            name: scenario.name.clone(),
            state: state.word(),
            possible: possible(state),
            method: scenario.method().word(),
            budget_ore: scenario.budget.ore(),
            awarded_ore: scenario.awarded().ore(),
            projects: scenario.projects(),
            made_at: scenario.made_at,
            made_by: scenario.made_by.clone(),
            adopted_at: scenario.adopted.as_ref().map(|(at, _)| *at),
            adopted_by: scenario.adopted.as_ref().map(|(_, by)| by.clone()),
            counties: scenario.counties.iter().map(CountyBody::from).collect(),
            lines: lines.map(|line| LineBody::of(line, scenario, purposes, texts)).collect(),
        }
    }
}

/// Numbers by county, with where they are from.
#[derive(Serialize, ToSchema)]
#[schema(as = Figures)]
struct FiguresBody {
    /// The short name of the set; `population` for persons.
    slug: String,
    /// Which version of an imported set; 0 where there are no versions.
    version: i32,
    /// What people call them.
    name: String,
    /// Where they are from.
    source: String,
    /// The day they hold for; none where that was not kept.
    as_of_on: Option<NaiveDate>,
    /// SHA-256 of lines `county,number`, each with a line feed, by county.
    hash: String,
    /// The numbers, by the county's two digits.
    values: BTreeMap<String, i64>,
}

impl From<&Figures> for FiguresBody {
    fn from(figures: &Figures) -> FiguresBody {
        let values = figures.values.iter();
        FiguresBody {
            slug: figures.slug.clone(),
            version: figures.version,
            name: figures.name.clone(),
            source: figures.source.clone(),
            as_of_on: figures.as_of.map(Day::date),
            hash: figures.hash.clone(),
            values: values.map(|(unit, value)| (unit.as_str().to_owned(), *value)).collect(),
        }
    }
}

/// An application that stood for selection, as it stood then.
#[derive(Serialize, ToSchema)]
#[schema(as = Contender)]
struct ContenderBody {
    /// The application.
    application: Uuid,
    /// What people call it.
    reference: String,
    /// Its county, by its two digits.
    county: String,
    /// Its score in thousandths.
    score_milli: i64,
    /// What was applied for, in øre.
    applied_ore: i64,
    /// What the assessors recommended, in øre.
    recommended_ore: i64,
    /// The least its applicant could carry out the project with, in øre.
    least_ore: Option<i64>,
    /// The organisation number of its applicant.
    recipient: String,
    /// What it is for, by the word of a purpose.
    purpose: Option<String>,
}

impl From<&Contender> for ContenderBody {
    fn from(one: &Contender) -> ContenderBody {
        ContenderBody {
            application: one.application.0,
            reference: one.reference.clone(),
            county: one.county.to_string(),
            score_milli: one.score_milli,
            applied_ore: one.applied.ore(),
            recommended_ore: one.recommended.ore(),
            least_ore: one.least.map(Money::ore),
            recipient: one.recipient.clone(),
            purpose: one.purpose.clone(),
        }
    }
}

/// The call's frame in the ledger when a scenario was drawn.
#[derive(Serialize, ToSchema)]
#[schema(as = FrameThen)]
struct FrameThenBody {
    /// What it held, in øre.
    amount_ore: i64,
    /// What of that was promised to nobody, in øre.
    remaining_ore: i64,
}

impl From<EnvelopeState> for FrameThenBody {
    fn from(frame: EnvelopeState) -> FrameThenBody {
        FrameThenBody { amount_ore: frame.amount.ore(), remaining_ore: frame.remaining.ore() }
    }
}

/// What a scenario was computed from.
#[derive(Serialize, ToSchema)]
#[schema(as = ScenarioInputs)]
struct InputsBody {
    /// SHA-256 of the inputs as they are kept; none of scenarios that older versions drew.
    hash: Option<String>,
    /// The budget of the call, in øre.
    budget_ore: i64,
    /// The call's frame in the ledger; none when it had none.
    frame: Option<FrameThenBody>,
    /// How many people lived in each county.
    population: FiguresBody,
    /// The other weights that the plan takes.
    weights: Vec<FiguresBody>,
    /// The applications that stood for selection.
    contenders: Vec<ContenderBody>,
}

impl InputsBody {
    fn of(inputs: &Inputs, hash: Option<&str>) -> InputsBody {
        InputsBody {
            hash: hash.map(str::to_owned),
            budget_ore: inputs.budget.ore(),
            frame: inputs.envelope.map(FrameThenBody::from),
            population: (&inputs.population).into(),
            weights: inputs.weights.iter().map(FiguresBody::from).collect(),
            contenders: inputs.contenders.iter().map(ContenderBody::from).collect(),
        }
    }
}

/// An amount that somebody set by hand.
#[derive(Serialize, ToSchema)]
#[schema(as = Adjustment)]
struct AdjustmentBody {
    /// The application.
    application: Uuid,
    /// What it gets, in øre.
    amount_ore: i64,
    /// Why, as its applicant is told.
    reason: String,
    /// By whom.
    by: String,
    /// When.
    at: DateTime<Utc>,
}

impl From<&Adjustment> for AdjustmentBody {
    fn from(one: &Adjustment) -> AdjustmentBody {
        AdjustmentBody {
            application: one.application.0,
            amount_ore: one.amount.ore(),
            reason: one.reason.clone(),
            by: one.by.clone(),
            at: one.at,
        }
    }
}

/// A scenario with all that it rests on.
#[derive(Serialize, ToSchema)]
#[schema(as = WholeScenario)]
pub(crate) struct WholeBody {
    #[serde(flatten)]
    scenario: ScenarioBody,
    /// How it shares the money out, as it is sent when one is drawn.
    #[schema(value_type = PlanBody)]
    plan: Plan,
    /// What it was computed from.
    inputs: InputsBody,
    /// What was set by hand.
    adjustments: Vec<AdjustmentBody>,
    /// Who is funded when money comes back, in the order of the list.
    reserve_list: Vec<Uuid>,
    /// It was drawn from something that is not so any more, and must be drawn again before it is adopted.
    is_stale: bool,
    /// What has changed since it was drawn: `what`, its facts and a sentence each.
    #[schema(value_type = Vec<Object>)]
    changes: Vec<Value>,
    /// Why it cannot be drawn again as it is, in the language asked for.
    cannot_redraw: Option<String>,
    /// Applications that are not assessed, by reference; as long as there are any, nothing is drawn.
    unassessed: Vec<String>,
}

impl WholeBody {
    /// `freshness` is none where the call is settled: nothing is drawn any more.
    pub(super) fn of(
        scenario: &Scenario,
        adopted: Option<ScenarioId>,
        freshness: Option<Freshness>,
        purposes: &Purposes,
        texts: Texts,
    ) -> WholeBody {
        let hash = scenario.inputs_hash.as_deref();
        let (changes, cannot_redraw, unassessed) = match freshness {
            None => (Vec::new(), None, Vec::new()),
            Some(Freshness::Changes(changes)) => (changes, None, Vec::new()),
            Some(Freshness::Gone(why)) => (Vec::new(), Some(why), Vec::new()),
            Some(Freshness::Unassessed(references)) => (Vec::new(), None, references),
        };
        WholeBody {
            scenario: ScenarioBody::of(scenario, adopted, purposes, texts),
            plan: scenario.plan.clone(),
            inputs: InputsBody::of(&scenario.inputs, hash),
            adjustments: scenario.adjustments.iter().map(AdjustmentBody::from).collect(),
            reserve_list: scenario.reserve_list().into_iter().map(|one| one.0).collect(),
            is_stale: !changes.is_empty() || cannot_redraw.is_some(),
            changes: changes.iter().map(|one| refused::change(one, texts)).collect(),
            cannot_redraw,
            unassessed,
        }
    }
}
