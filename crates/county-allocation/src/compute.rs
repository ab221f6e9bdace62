//! From a plan and its inputs to who gets what: the one computation behind drawing, drawing again,
//! adjusting and checking.

use crate::share::{ShareError, share};
use crate::{
    Adjustment, Claim, CountyFrame, CountyLine, Effort, Formula, FramePlan, Frames, IndexError,
    Inputs, Optimum, OptimumError, Plan, Reason, Scenario, ScenarioLine, Shares, Short, Terms,
    optimum, select,
};
use counted::weights;
pub use counted::{NeedIndex, index_of};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{ApplicationId, CountyNumber, Language, Money};

/// Why a plan has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The frames cannot be shared out.
    #[error(transparent)]
    Share(#[from] ShareError),
    /// There is no need index.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// It shares out nothing, or more than the call has.
    #[error("{asked} kr cannot be shared out: set an amount above 0 and up to {budget} kr")]
    Budget {
        /// What was to be shared out.
        asked: Money,
        /// What the call has.
        budget: Money,
    },
    /// A set of weights says nothing of some counties.
    #[error("«{name}» has no number for {}", counties.join(", "))]
    NoFigures {
        /// What people call the set.
        name: String,
        /// The counties, by number.
        counties: Vec<String>,
    },
    /// Frames by hand have a reason that can be read: not blank, and no longer than 2 000 letters.
    #[error("write why the frames are as they are, in at most 2 000 letters")]
    NoReason,
    /// A frame by hand of a county that there is not.
    #[error("there is no county {0} on the day the call opens")]
    NoCounty(CountyNumber),
    /// A frame by hand below nothing, or with its minimum above its maximum.
    #[error("county {0} must have a minimum from 0 up to its frame")]
    UpsideDown(CountyNumber),
    /// The minima by hand are more than there is.
    #[error("the minima add up to {minima} kr, and there are {budget} kr")]
    MinimaAbove {
        /// Their sum.
        minima: Money,
        /// What there is.
        budget: Money,
    },
    /// An adjusted application does not stand for selection.
    #[error("{0} does not stand for selection")]
    NotAContender(ApplicationId),
    /// Nobody gets less than nothing or more than they have applied for.
    #[error("{reference} has applied for {applied} kr; set an amount from 0 up to that")]
    AboveApplied {
        /// The application.
        reference: String,
        /// What was applied for.
        applied: Money,
    },
    /// An adjustment does not fit into what the others leave of the frame or of the budget.
    #[error("for {reference} there are {remaining} kr, and {asked} kr were set")]
    NoRoom {
        /// The application.
        reference: String,
        /// What there is for it beside the others.
        remaining: Money,
        /// What was set.
        asked: Money,
    },
}

impl PlanError {
    /// The sentence in the reader's language.
    pub fn in_words(&self, language: Language) -> String {
        use PlanError as E;
        let [nb, nn, en] = match self {
            E::Share(error) => return error.in_words(language),
            E::Index(error) => return error.in_words(language),
            E::Budget { asked, budget } => [
                format!(
                    "{asked} kr kan ikke deles ut. Sett et beløp over 0 og opp til budsjettet for utlysningen, {budget} kr."
                ),
                format!(
                    "{asked} kr kan ikkje delast ut. Set eit beløp over 0 og opp til budsjettet for utlysinga, {budget} kr."
                ),
                format!(
                    "{asked} kr cannot be shared out. Set an amount above 0 and up to the budget of the call, {budget} kr."
                ),
            ],
            E::NoFigures { name, counties } => {
                let counties = counties.join(", ");
                [
                    format!("«{name}» har ikke noe tall for {counties}."),
                    format!("«{name}» har ikkje noko tal for {counties}."),
                    format!("“{name}” has no number for {counties}."),
                ]
            }
            E::NoReason => [
                "Skriv hvorfor rammene er som de er, med høyst 2 000 tegn.".to_owned(),
                "Skriv kvifor rammene er som dei er, med høgst 2 000 teikn.".to_owned(),
                "Write why the frames are as they are, in at most 2 000 letters.".to_owned(),
            ],
            E::NoCounty(county) => [
                format!("Det finnes ikke noe fylke {county} den dagen utlysningen åpner."),
                format!("Det finst ikkje noko fylke {county} den dagen utlysinga opnar."),
                format!("There is no county {county} on the day the call opens."),
            ],
            E::UpsideDown(county) => [
                format!("Det minste fylke {county} skal ha, må være fra 0 og opp til rammen."),
                format!("Det minste fylke {county} skal ha, må vere frå 0 og opp til ramma."),
                format!("The minimum of county {county} must be from 0 up to its frame."),
            ],
            E::MinimaAbove { minima, budget } => [
                format!("Minstebeløpene er til sammen {minima} kr, og det er {budget} kr å dele."),
                format!("Minstebeløpa er til saman {minima} kr, og det er {budget} kr å dele."),
                format!("The minima add up to {minima} kr, and there are {budget} kr."),
            ],
            E::NotAContender(_) => [
                "Søknaden er ikke med i utvelgelsen.".to_owned(),
                "Søknaden er ikkje med i utveljinga.".to_owned(),
                "The application does not stand for selection.".to_owned(),
            ],
            E::AboveApplied { reference, applied } => [
                format!(
                    "{reference} har søkt om {applied} kr. Sett et beløp fra 0 og opp til det."
                ),
                format!(
                    "{reference} har søkt om {applied} kr. Set eit beløp frå 0 og opp til det."
                ),
                format!(
                    "{reference} has applied for {applied} kr. Set an amount from 0 up to that."
                ),
            ],
            E::NoRoom { reference, remaining, asked } => [
                format!("Det er {remaining} kr til {reference}, og det er satt {asked} kr."),
                format!("Det er {remaining} kr til {reference}, og det er sett {asked} kr."),
                format!("There are {remaining} kr for {reference}, and {asked} kr were set."),
            ],
        };
        match language {
            Language::Bokmal => nb,
            Language::Nynorsk => nn,
            Language::English => en,
        }
    }
}

/// What comes of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The frames.
    pub frames: Frames,
    /// How a formula came to them.
    pub working: Option<Shares>,
    /// One line per county, in the order of the inputs.
    pub counties: Vec<CountyLine>,
    /// One line per application, by place.
    pub lines: Vec<ScenarioLine>,
    /// Who is funded when money comes back, in the order of the list.
    pub reserve_list: Vec<ApplicationId>,
    /// Minima of counties and purposes that the computation did not reach. What was set by hand
    /// afterwards is not counted.
    pub short: Vec<Short>,
    /// What is left of the budget.
    pub left: Money,
}

/// Computes what comes of a plan. The same plan, inputs and adjustments always give the same outcome.
///
/// An adjustment changes its own line only: what it takes or frees is not chosen for anew. Each must fit
/// beside all the other lines; they are set in the order given.
pub fn compute(
    plan: &Plan,
    inputs: &Inputs,
    adjustments: &[Adjustment],
) -> Result<Outcome, PlanError> {
    let weights = weights(plan, inputs)?;
    let (frames, working) = framed(plan, inputs, &weights)?;
    let selection = select(&frames, &plan.rules, inputs.contenders.clone());
    let mut lines: Vec<ScenarioLine> = selection
        .choices
        .into_iter()
        .map(|choice| ScenarioLine {
            application: choice.contender.application,
            county: choice.contender.county,
            place: i32::try_from(choice.place).unwrap_or(i32::MAX),
            score_milli: choice.contender.score_milli,
            applied: choice.contender.applied,
            recommended: choice.contender.recommended,
            awarded: choice.awarded,
            reason: choice.reason,
        })
        .collect();
    adjusted(&frames, inputs, &mut lines, adjustments)?;
    let awarded: Money = lines.iter().map(|line| line.awarded).sum();
    let by_hand: BTreeSet<ApplicationId> = adjustments.iter().map(|one| one.application).collect();
    let mut reserve_list = selection.reserve_list;
    reserve_list.retain(|application| !by_hand.contains(application));
    Ok(Outcome {
        counties: county_lines(inputs, &frames, &weights, &lines),
        lines,
        reserve_list,
        short: selection.short,
        left: frames.budget - awarded,
        frames,
        working,
    })
}

/// What there is to share: the budget of the call, or as much of it as the plan says.
fn pot(plan: &Plan, inputs: &Inputs) -> Result<Money, PlanError> {
    match plan.budget {
        None => Ok(inputs.budget),
        Some(asked) if asked.is_positive() && asked <= inputs.budget => Ok(asked),
        Some(asked) => Err(PlanError::Budget { asked, budget: inputs.budget }),
    }
}

fn framed(
    plan: &Plan,
    inputs: &Inputs,
    weights: &BTreeMap<CountyNumber, i64>,
) -> Result<(Frames, Option<Shares>), PlanError> {
    let budget = pot(plan, inputs)?;
    match &plan.frames {
        FramePlan::OneFrame => Ok((Frames::whole(budget), None)),
        FramePlan::ByFormula(formula) => {
            let shares = by_formula(formula, budget, inputs, weights)?;
            // Shares come in the order of the claims.
            let amounts = shares.shares.iter().map(|share| share.amount);
            let counties = inputs.counties.iter().map(|one| one.county);
            let frames = counties.zip(amounts).collect();
            Ok((Frames::by_county(budget, &frames), Some(shares)))
        }
        FramePlan::ByHand { frames, why } => {
            by_hand(frames, why, budget, inputs)?;
            let by_county = Some(frames.clone());
            Ok((Frames { budget, by_county }, None))
        }
    }
}

fn by_formula(
    formula: &Formula,
    pot: Money,
    inputs: &Inputs,
    weights: &BTreeMap<CountyNumber, i64>,
) -> Result<Shares, ShareError> {
    let demand = |county: CountyNumber| {
        let of_county = inputs.contenders.iter().filter(|one| one.county == county);
        of_county.map(|one| one.applied).sum::<Money>()
    };
    let claims: Vec<Claim> = inputs
        .counties
        .iter()
        .map(|one| Claim {
            lump: formula.lump,
            demand: formula.demand_as_cap.then(|| demand(one.county)),
            ..Claim::of(one.county, weights.get(&one.county).copied().unwrap_or(0))
        })
        .collect();
    let terms = Terms {
        pot,
        unit: formula.unit,
        reserve: formula.reserve,
        method: formula.method,
        floor: formula.floor,
        cap: formula.cap,
    };
    share(&terms, &claims)
}

fn by_hand(
    frames: &BTreeMap<CountyNumber, CountyFrame>,
    why: &str,
    budget: Money,
    inputs: &Inputs,
) -> Result<(), PlanError> {
    if why.trim().is_empty() || why.chars().count() > Adjustment::LONGEST_REASON {
        return Err(PlanError::NoReason);
    }
    let mut minima: i128 = 0;
    for (county, frame) in frames {
        if inputs.county_name(*county).is_none() {
            return Err(PlanError::NoCounty(*county));
        }
        if frame.least < Money::ZERO || frame.least > frame.most {
            return Err(PlanError::UpsideDown(*county));
        }
        minima += i128::from(frame.least.ore());
    }
    if minima > i128::from(budget.ore()) {
        let minima = Money::from_ore(i64::try_from(minima).unwrap_or(i64::MAX));
        return Err(PlanError::MinimaAbove { minima, budget });
    }
    Ok(())
}

fn adjusted(
    frames: &Frames,
    inputs: &Inputs,
    lines: &mut [ScenarioLine],
    adjustments: &[Adjustment],
) -> Result<(), PlanError> {
    // What is set lower goes first, so that what is set higher finds the room that it makes.
    let computed: BTreeMap<ApplicationId, Money> =
        lines.iter().map(|line| (line.application, line.awarded)).collect();
    let rises = |one: &Adjustment| {
        computed.get(&one.application).is_some_and(|computed| one.amount > *computed)
    };
    let (higher, lower): (Vec<&Adjustment>, Vec<&Adjustment>) =
        adjustments.iter().partition(|one| rises(one));
    for adjustment in lower.into_iter().chain(higher) {
        let Adjustment { application, amount, reason, by, .. } = adjustment;
        let unknown = || PlanError::NotAContender(*application);
        let reference = &inputs.contender(*application).ok_or_else(unknown)?.reference;
        let at = lines.iter().position(|line| line.application == *application);
        let at = at.ok_or_else(unknown)?;
        let line = &lines[at];
        if *amount < Money::ZERO || *amount > line.applied {
            let (reference, applied) = (reference.clone(), line.applied);
            return Err(PlanError::AboveApplied { reference, applied });
        }
        let others = |within: Option<CountyNumber>| {
            let others = lines.iter().filter(|one| one.application != *application);
            let others = others.filter(|one| within.is_none_or(|county| one.county == county));
            others.map(|one| one.awarded).sum::<Money>()
        };
        let in_frame = match frames.by_county {
            Some(_) => frames.of(line.county).most - others(Some(line.county)),
            None => frames.budget,
        };
        let remaining = in_frame.min(frames.budget - others(None)).min(line.applied);
        // What was computed fits, and so does anything below it.
        if *amount > remaining && *amount > line.awarded {
            let (reference, remaining) = (reference.clone(), remaining.max(Money::ZERO));
            return Err(PlanError::NoRoom { reference, remaining, asked: *amount });
        }
        let reason = Reason::Adjusted { by: by.clone(), why: reason.clone(), from: line.awarded };
        let line = &mut lines[at];
        (line.awarded, line.reason) = (*amount, reason);
    }
    Ok(())
}

fn county_lines(
    inputs: &Inputs,
    frames: &Frames,
    weights: &BTreeMap<CountyNumber, i64>,
    lines: &[ScenarioLine],
) -> Vec<CountyLine> {
    let line = |county: CountyNumber, name: &str| {
        let funded =
            || lines.iter().filter(move |line| line.county == county && line.awarded.is_positive());
        CountyLine {
            county,
            name: name.to_owned(),
            weight: weights.get(&county).copied().unwrap_or(0),
            frame: frames.by_county.as_ref().map(|_| frames.of(county).most),
            awarded: funded().map(|line| line.awarded).sum(),
            projects: i32::try_from(funded().count()).unwrap_or(i32::MAX),
        }
    };
    inputs.counties.iter().map(|one| line(one.county, &one.name)).collect()
}

/// The frames of a plan, before anything is chosen within them.
pub fn frames_of(plan: &Plan, inputs: &Inputs) -> Result<Frames, PlanError> {
    Ok(framed(plan, inputs, &weights(plan, inputs)?)?.0)
}

/// Why a scenario has no optimum beside it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OptimumOfError {
    /// Its plan has no result.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// No choice can be found. With the name of the county it is about, where it is about one.
    #[error("{0}")]
    Optimum(OptimumError, Option<String>),
}

impl OptimumOfError {
    /// The sentence in the reader's language.
    pub fn in_words(&self, language: Language) -> String {
        match self {
            OptimumOfError::Plan(error) => error.in_words(language),
            OptimumOfError::Optimum(error, county) => error.in_words(language, county.as_deref()),
        }
    }
}

/// The choice of the most points within the frames and rules of a scenario, to hold it against. Never
/// kept: it follows from what is.
pub fn optimum_of(scenario: &Scenario, effort: Effort) -> Result<Optimum, OptimumOfError> {
    let Scenario { plan, inputs, .. } = scenario;
    optimum(&frames_of(plan, inputs)?, &plan.rules, &inputs.contenders, effort).map_err(|error| {
        let county = error.county().and_then(|county| inputs.county_name(county));
        let county = county.map(str::to_owned);
        OptimumOfError::Optimum(error, county)
    })
}

/// What a scenario does not say any more as it is computed again from what is kept of it, a sentence
/// each; nothing when all of it is the same. Amounts, frames and places are held against each other, and
/// not the reasons, whose facts have grown.
pub fn differences(scenario: &Scenario) -> Vec<String> {
    let name = &scenario.name;
    let outcome = match compute(&scenario.plan, &scenario.inputs, &scenario.adjustments) {
        Ok(outcome) => outcome,
        Err(error) => return vec![format!("«{name}» cannot be computed again: {error}")],
    };
    let mut differences = Vec::new();
    if outcome.frames.budget != scenario.budget {
        differences.push(format!("«{name}» shares out another budget than it was drawn from"));
    }
    let facts = |line: &ScenarioLine| {
        (
            line.application,
            line.county,
            line.place,
            line.score_milli,
            line.applied,
            line.recommended,
        )
    };
    let amounts = |line: &ScenarioLine| (line.awarded, line.computed(), line.is_adjusted());
    if outcome.lines.len() != scenario.lines.len() {
        differences.push(format!("«{name}» has other applications than it was drawn from"));
    }
    for (now, kept) in outcome.lines.iter().zip(&scenario.lines) {
        if facts(now) != facts(kept) {
            let place = kept.place;
            differences
                .push(format!("place {place} of «{name}» is another's when it is computed again"));
        } else if amounts(now) != amounts(kept) {
            let (application, then, now) = (kept.application, kept.awarded, now.awarded);
            differences.push(format!(
                "«{name}» gives {application} {then} kr, and {now} kr when it is computed again"
            ));
        }
    }
    if outcome.counties != scenario.counties {
        differences.push(format!("the counties of «{name}» are others when it is computed again"));
    }
    if outcome.working != scenario.working && !scenario.inputs.of_before {
        differences.push(format!("the working of «{name}» is another when it is computed again"));
    }
    differences
}

mod counted;
#[cfg(test)]
mod tests;
