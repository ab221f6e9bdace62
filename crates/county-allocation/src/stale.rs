//! What has changed since a scenario was drawn.

use crate::{Contender, EnvelopeState, Figures, Inputs, Scenario};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{ApplicationId, CountyNumber, Language, Money};

/// Something that a scenario was drawn from and that is not so any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Change {
    /// An application stands for selection that did not.
    New {
        /// Which.
        application: ApplicationId,
        /// What people call it.
        reference: String,
    },
    /// An application no longer stands for selection.
    Gone {
        /// Which.
        application: ApplicationId,
        /// What people call it.
        reference: String,
    },
    /// It has another score.
    OtherScore {
        /// Which.
        application: ApplicationId,
        /// What people call it.
        reference: String,
        /// The score then, in thousandths.
        was_milli: i64,
        /// The score now, in thousandths.
        is_milli: i64,
    },
    /// It is recommended another amount.
    OtherRecommended {
        /// Which.
        application: ApplicationId,
        /// What people call it.
        reference: String,
        /// The amount then.
        was: Money,
        /// The amount now.
        is: Money,
    },
    /// It applies for another amount.
    OtherApplied {
        /// Which.
        application: ApplicationId,
        /// What people call it.
        reference: String,
        /// The amount then.
        was: Money,
        /// The amount now.
        is: Money,
    },
    /// Its county, its applicant, its purpose or its applicant's own minimum is another.
    OtherFacts {
        /// Which.
        application: ApplicationId,
        /// What people call it.
        reference: String,
    },
    /// The call has another budget.
    OtherBudget {
        /// The budget then.
        was: Money,
        /// The budget now.
        is: Money,
    },
    /// Counties count by other numbers.
    OtherWeights {
        /// What people call them.
        name: String,
    },
    /// There are other counties.
    OtherCounties {
        /// Those that are new, by name.
        new: Vec<String>,
        /// Those that are gone, by name.
        gone: Vec<String>,
    },
    /// The call's frame in the ledger holds, or has left, something else.
    OtherEnvelope {
        /// As it was; none when there was none.
        was: Option<EnvelopeState>,
        /// As it is; none when there is none.
        is: Option<EnvelopeState>,
    },
}

/// What has changed since a scenario was drawn, `now` being what it would be drawn from today. Nothing
/// when it is as fresh as on the first day.
///
/// Numbers count only where the plan takes them: a national list does not grow old because more people
/// live in a county.
pub fn stale(scenario: &Scenario, now: &Inputs) -> Vec<Change> {
    let then = &scenario.inputs;
    let mut changes = Vec::new();
    // A plan that shares out a part of the budget holds as long as the budget has that part.
    let part = scenario.plan.budget.is_some_and(|part| part <= now.budget);
    if then.budget != now.budget && !part {
        changes.push(Change::OtherBudget { was: then.budget, is: now.budget });
    }
    if !then.of_before && then.envelope != now.envelope {
        changes.push(Change::OtherEnvelope { was: then.envelope, is: now.envelope });
    }
    counties(then, now, &mut changes);
    weights(scenario, now, &mut changes);
    contenders(then, now, &mut changes);
    changes
}

fn counties(then: &Inputs, now: &Inputs, changes: &mut Vec<Change>) {
    let numbers =
        |inputs: &Inputs| inputs.counties.iter().map(|one| one.county).collect::<BTreeSet<_>>();
    let (was, is) = (numbers(then), numbers(now));
    if was == is {
        return;
    }
    let named = |inputs: &Inputs, some: Vec<CountyNumber>| {
        let names = some.into_iter().filter_map(|one| inputs.county_name(one));
        names.map(str::to_owned).collect()
    };
    changes.push(Change::OtherCounties {
        new: named(now, is.difference(&was).copied().collect()),
        gone: named(then, was.difference(&is).copied().collect()),
    });
}

fn weights(scenario: &Scenario, now: &Inputs, changes: &mut Vec<Change>) {
    let then = &scenario.inputs;
    let mut other = |was: &Figures, is: Option<&Figures>| {
        if is.is_none_or(|is| is.hash != was.hash) {
            changes.push(Change::OtherWeights { name: was.name.clone() });
        }
    };
    // Before plans all counties of the time were kept, those without a number with 0.
    if scenario.plan.counts_people() && !then.of_before {
        other(&then.population, Some(&now.population));
    }
    for was in &then.weights {
        other(was, now.weights.iter().find(|is| is.slug == was.slug));
    }
}

fn contenders(then: &Inputs, now: &Inputs, changes: &mut Vec<Change>) {
    fn by_id(inputs: &Inputs) -> BTreeMap<ApplicationId, &Contender> {
        inputs.contenders.iter().map(|one| (one.application, one)).collect()
    }
    let (was_of, is_of) = (by_id(then), by_id(now));
    for is in &now.contenders {
        let (application, reference) = (is.application, is.reference.clone());
        let Some(was) = was_of.get(&application) else {
            changes.push(Change::New { application, reference });
            continue;
        };
        if was.score_milli != is.score_milli {
            let (was_milli, is_milli) = (was.score_milli, is.score_milli);
            let reference = reference.clone();
            changes.push(Change::OtherScore { application, reference, was_milli, is_milli });
        }
        if was.recommended != is.recommended {
            let (was, is) = (was.recommended, is.recommended);
            let reference = reference.clone();
            changes.push(Change::OtherRecommended { application, reference, was, is });
        }
        if was.applied != is.applied {
            let (was, is) = (was.applied, is.applied);
            let reference = reference.clone();
            changes.push(Change::OtherApplied { application, reference, was, is });
        }
        let kept = |one: &Contender| (one.least, one.recipient.clone(), one.purpose.clone());
        if was.county != is.county || (!then.of_before && kept(was) != kept(is)) {
            changes.push(Change::OtherFacts { application, reference });
        }
    }
    for was in then.contenders.iter().filter(|was| !is_of.contains_key(&was.application)) {
        let (application, reference) = (was.application, was.reference.clone());
        changes.push(Change::Gone { application, reference });
    }
}

impl Change {
    /// The sentence in the reader's language.
    pub fn in_words(&self, language: Language) -> String {
        let points = |milli: &i64| {
            let mark = if language == Language::English { '.' } else { ',' };
            format!("{}{mark}{:02}", milli / 1000, milli.rem_euclid(1000) / 10)
        };
        let [nb, nn, en] = match self {
            Change::New { reference, .. } => [
                format!("{reference} er ny."),
                format!("{reference} er ny."),
                format!("{reference} is new."),
            ],
            Change::Gone { reference, .. } => [
                format!("{reference} er ikke lenger med i utvelgelsen."),
                format!("{reference} er ikkje lenger med i utveljinga."),
                format!("{reference} no longer stands for selection."),
            ],
            Change::OtherScore { reference, was_milli, is_milli, .. } => {
                let (was, is) = (points(was_milli), points(is_milli));
                [
                    format!("{reference} hadde {was} poeng og har nå {is}."),
                    format!("{reference} hadde {was} poeng og har no {is}."),
                    format!("{reference} had {was} points and now has {is}."),
                ]
            }
            Change::OtherRecommended { reference, was, is, .. } => [
                format!("{reference} var tilrådd {was} kr og er nå tilrådd {is} kr."),
                format!("{reference} var tilrådd {was} kr og er no tilrådd {is} kr."),
                format!("{reference} was recommended {was} kr and now {is} kr."),
            ],
            Change::OtherApplied { reference, was, is, .. } => [
                format!("{reference} søkte om {was} kr og søker nå om {is} kr."),
                format!("{reference} søkte om {was} kr og søkjer no om {is} kr."),
                format!("{reference} applied for {was} kr and now applies for {is} kr."),
            ],
            Change::OtherFacts { reference, .. } => [
                format!(
                    "{reference} har annet fylke, annen søker, annet formål eller et annet minstebeløp."
                ),
                format!(
                    "{reference} har anna fylke, annan søkjar, anna føremål eller eit anna minstebeløp."
                ),
                format!("{reference} has another county, applicant, purpose or minimum."),
            ],
            Change::OtherBudget { was, is } => [
                format!("Budsjettet var {was} kr og er nå {is} kr."),
                format!("Budsjettet var {was} kr og er no {is} kr."),
                format!("The budget was {was} kr and is now {is} kr."),
            ],
            Change::OtherWeights { name } => [
                format!("«{name}» har fått nye tall."),
                format!("«{name}» har fått nye tal."),
                format!("“{name}” has new numbers."),
            ],
            Change::OtherCounties { new, gone } => {
                let (new, gone) = (new.join(", "), gone.join(", "));
                let both = |new_are: &str, gone_are: &str| {
                    let new = (!new.is_empty()).then(|| format!("{new_are}: {new}."));
                    let gone = (!gone.is_empty()).then(|| format!("{gone_are}: {gone}."));
                    new.into_iter().chain(gone).collect::<Vec<_>>().join(" ")
                };
                [
                    both("Nye fylker", "Fylker som ikke lenger finnes"),
                    both("Nye fylke", "Fylke som ikkje lenger finst"),
                    both("New counties", "Counties that are gone"),
                ]
            }
            Change::OtherEnvelope { was: Some(was), is: Some(is) } => [
                format!(
                    "Rammen for utlysningen var {} kr med {} kr igjen, og er nå {} kr med {} kr igjen.",
                    was.amount, was.remaining, is.amount, is.remaining
                ),
                format!(
                    "Ramma for utlysinga var {} kr med {} kr att, og er no {} kr med {} kr att.",
                    was.amount, was.remaining, is.amount, is.remaining
                ),
                format!(
                    "The frame of the call was {} kr with {} kr left, and is now {} kr with {} kr left.",
                    was.amount, was.remaining, is.amount, is.remaining
                ),
            ],
            Change::OtherEnvelope { is: None, .. } => [
                "Utlysningen har ikke lenger noen ramme i budsjettet.".to_owned(),
                "Utlysinga har ikkje lenger noka ramme i budsjettet.".to_owned(),
                "The call no longer has a frame in the ledger.".to_owned(),
            ],
            Change::OtherEnvelope { was: None, .. } => [
                "Utlysningen har fått en ramme i budsjettet.".to_owned(),
                "Utlysinga har fått ei ramme i budsjettet.".to_owned(),
                "The call has got a frame in the ledger.".to_owned(),
            ],
        };
        match language {
            Language::Bokmal => nb,
            Language::Nynorsk => nn,
            Language::English => en,
        }
    }
}
