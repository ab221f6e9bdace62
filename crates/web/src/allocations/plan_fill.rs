//! A plan as fields.

use super::{plan_form::Pairs, words};
use county_allocation::{Cut, Formula, FramePlan, Method, Plan, TieBreak, WeightSource};
use vocabulary::{ApplicationId, Language, Money};

fn number(value: i64, places: u32) -> String {
    words::decimal(value, places, Language::Bokmal)
}

/// The fields of a plan, filled in. `reference` says what people call an application.
pub(super) fn fill(plan: &Plan, reference: &dyn Fn(ApplicationId) -> String) -> Pairs {
    let usual = Formula::default();
    let formula = plan.formula().unwrap_or(&usual);
    let rules = &plan.rules;
    let some = |amount: Option<Money>| amount.map(|it| it.to_string()).unwrap_or_default();
    let positive = |amount: Money| some(Some(amount).filter(|it| it.is_positive()));
    let frames = match plan.frames {
        FramePlan::OneFrame => "one",
        FramePlan::ByFormula(_) => "formula",
        FramePlan::ByHand { .. } => "hand",
    };
    let weights = match formula.weights {
        WeightSource::Population => "population",
        WeightSource::Set(_) => "set",
        WeightSource::Index(_) => "index",
    };
    let cut = match rules.cut {
        Cut::None => "none",
        Cut::ProRata => "pro-rata",
        Cut::Steps(_) => "steps",
    };
    let mut pairs: Pairs = [
        ("budget", some(plan.budget)),
        ("frames", frames.to_owned()),
        ("apportionment", formula.method.word().to_owned()),
        ("weights", weights.to_owned()),
        ("unit", formula.unit.to_string()),
        ("reserve", positive(formula.reserve)),
        ("lump", positive(formula.lump)),
        ("floor", some(formula.floor)),
        ("cap", some(formula.cap)),
        ("at_the_line", rules.at_the_line.word().to_owned()),
        ("cut", cut.to_owned()),
        ("per_recipient", rules.per_recipient.map(|it| it.to_string()).unwrap_or_default()),
        ("rounding", rules.unit.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let mut add = |name: String, value: String| pairs.push((name, value));
    if formula.demand_as_cap {
        add("demand".into(), "yes".into());
    }
    match &formula.weights {
        WeightSource::Population => {}
        WeightSource::Set(slug) => add("set".into(), slug.clone()),
        WeightSource::Index(criteria) => {
            for (index, one) in criteria.iter().enumerate() {
                add(format!("need.{index}.set"), one.set.clone());
                add(format!("need.{index}.share"), number(one.share_millionths, 4));
            }
        }
    }
    if let FramePlan::ByHand { frames, why } = &plan.frames {
        for (county, frame) in frames {
            add(format!("county.{county}.least"), positive(frame.least));
            add(format!("county.{county}.most"), frame.most.to_string());
        }
        add("why".into(), why.clone());
    }
    if let Cut::Steps(steps) = &rules.cut {
        for (index, step) in steps.iter().enumerate() {
            add(format!("step.{index}.from"), number(step.from_score_milli, 3));
            add(format!("step.{index}.percent"), number(step.percent_milli, 3));
        }
    }
    for (index, _) in TieBreak::ALL.iter().enumerate() {
        let tie = rules.ties.get(index).map(|tie| tie.word().to_owned());
        add(format!("tie.{index}"), tie.unwrap_or_default());
    }
    for (index, (one, other)) in rules.exclusive.iter().enumerate() {
        add(format!("pair.{index}.one"), reference(*one));
        add(format!("pair.{index}.other"), reference(*other));
    }
    for (purpose, quota) in &rules.purposes {
        add(format!("purpose.{purpose}.least"), positive(quota.least));
        add(format!("purpose.{purpose}.most"), some(quota.most));
    }
    pairs
}

/// What was sent, and of what was not sent at all what usually stands there: programs that fill in a
/// form may send a name and a `method` (`ranked-list`, `county-frames`) only.
pub(super) fn completed(mut pairs: Pairs) -> Pairs {
    let sent = |pairs: &Pairs, name: &str| pairs.iter().any(|(one, _)| one == name);
    let method = pairs.iter().find(|(name, _)| name == "method");
    let method = method.and_then(|(_, word)| Method::from_word(word.trim()));
    let knows_frames = sent(&pairs, "frames") || method.is_some();
    let usual = Plan::of(method.unwrap_or(Method::CountyFrames));
    for (name, value) in fill(&usual, &|application| application.to_string()) {
        let is_asked = name == "frames" && !knows_frames;
        if !is_asked && !sent(&pairs, &name) {
            pairs.push((name, value));
        }
    }
    pairs
}
