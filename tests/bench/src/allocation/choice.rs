//! The best choice among ten thousand applications within the frames of the counties.

use crate::figure::{Figure, median};
use crate::reference::{Dice, asked};
use anyhow::{Context, ensure};
use county_allocation::{
    Contender, CountyFrame, Effort, Frames, Optimum, Proof, Quota, Rules, optimum,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Instant;
use vocabulary::{ApplicationId, CountyNumber, Money};

const APPLICATIONS: usize = 10_000;
/// The counties since 2024, with how many of a hundred people of 18–66 years live there.
const COUNTIES: [(&str, i64); 15] = [
    ("03", 15),
    ("11", 9),
    ("15", 5),
    ("18", 4),
    ("31", 5),
    ("32", 13),
    ("33", 5),
    ("34", 6),
    ("39", 5),
    ("40", 3),
    ("42", 6),
    ("46", 12),
    ("50", 8),
    ("55", 3),
    ("56", 1),
];
const PURPOSES: [&str; 3] = ["new", "more", "research"];
const RUNS: usize = 5;

/// Frames only, which the program decides by dynamic programming, and the other rules with them, for
/// which it has its prices and its solver. HiGHS gets the same amounts and points.
pub(super) fn measure() -> anyhow::Result<Vec<Figure>> {
    let (frames, contenders) = drawn(APPLICATIONS)?;
    let ruled = rules(&frames, &contenders);
    Ok(vec![
        measured("frames of 15 counties", &frames, &Rules::default(), &contenders)?,
        measured("frames, purposes, recipients and pairs", &frames, &ruled, &contenders)?,
    ])
}

fn measured(
    what: &str,
    frames: &Frames,
    rules: &Rules,
    contenders: &[Contender],
) -> anyhow::Result<Figure> {
    let mut milliseconds = Vec::with_capacity(RUNS);
    let mut found: Option<Optimum> = None;
    for _ in 0..RUNS {
        let began = Instant::now();
        let again = optimum(frames, rules, contenders, Effort::default())?;
        milliseconds.push(began.elapsed().as_secs_f64() * 1e3);
        ensure!(
            found.as_ref().is_none_or(|found| *found == again),
            "the same question, two answers"
        );
        found = Some(again);
    }
    let found = found.context("as many runs")?;
    let answer: Answer = asked("choose", &Question::of(frames, rules, contenders))?;
    ensure!(
        answer.value <= found.bound,
        "HiGHS finds {} above the bound {}",
        answer.value,
        found.bound
    );
    // Bounds of HiGHS are floats; points are thousandths of a point.
    ensure!(found.value as f64 <= answer.bound + 1.0, "above the bound of HiGHS, {}", answer.bound);
    let proved = found.proof == Proof::Optimal;
    if proved && answer.settled {
        ensure!(found.value == answer.value, "{}, and HiGHS {}", found.value, answer.value);
    }
    let ours = match found.proof {
        Proof::Optimal => "proved the best".to_owned(),
        Proof::Gap => format!("{} of at most {} points", points(found.value), points(found.bound)),
    };
    let theirs = if answer.settled {
        format!("proved the best with {} points", points(answer.value))
    } else {
        let bound = answer.bound / 1000.0;
        format!("stopped with {} of at most {bound:.3} points", points(answer.value))
    };
    let name = format!("optimum of 10 000 applications, {what}, {ours}");
    let reference = format!("{}, time inside its solver only, {theirs}", answer.solver);
    Ok(Figure::new(&name, median(milliseconds), "ms", &reference, answer.seconds * 1e3))
}

fn points(milli: i64) -> String {
    format!("{}.{:03}", milli / 1000, milli % 1000)
}

fn drawn(applications: usize) -> anyhow::Result<(Frames, Vec<Contender>)> {
    let mut dice = Dice::new(10_000);
    // As many recipients as three applications in ten.
    let recipients = (i64::try_from(applications)? * 3 / 10).max(1);
    let mut contenders = Vec::with_capacity(applications);
    for number in 0..applications {
        let mut person = dice.below(100);
        let (county, _) = COUNTIES
            .into_iter()
            .find(|(_, people)| {
                person -= people;
                person < 0
            })
            .context("a county")?;
        let amount = Money::from_kroner((150 + dice.below(1_350)) * 1_000);
        contenders.push(Contender {
            application: format!("00000000-0000-4000-8000-{number:012}").parse()?,
            reference: format!("{number:05}"),
            county: county.parse()?,
            applied: amount,
            recommended: amount,
            score_milli: 20_000 + dice.below(80_001),
            least: None,
            recipient: format!("{}", dice.below(recipients)),
            purpose: usize::try_from(dice.below(4))
                .ok()
                .and_then(|at| PURPOSES.get(at))
                .map(|purpose| (*purpose).to_owned()),
        });
    }
    let all: Money = contenders.iter().map(|one| one.recommended).sum();
    // A third of what is applied for. The maxima add up to more, the minima to less.
    let budget = kroner(all.whole_kroner() / 3);
    let mut by_county: BTreeMap<CountyNumber, CountyFrame> = BTreeMap::new();
    for (county, people) in COUNTIES {
        let share = budget.whole_kroner() * people / 100;
        let frame = CountyFrame { least: kroner(share * 9 / 10), most: kroner(share * 21 / 20) };
        by_county.insert(county.parse()?, frame);
    }
    Ok((Frames { budget, by_county: Some(by_county) }, contenders))
}

/// Whole thousands, as the amounts are.
fn kroner(kroner: i64) -> Money {
    Money::from_kroner(kroner / 1_000 * 1_000)
}

/// Purposes that must or may get some of it, at most two awards for a recipient, and pairs of which only
/// one can be funded.
fn rules(frames: &Frames, contenders: &[Contender]) -> Rules {
    let of_budget = |percent: i64| kroner(frames.budget.whole_kroner() * percent / 100);
    let quota =
        |least, most: Option<i64>| Quota { least: of_budget(least), most: most.map(of_budget) };
    let quotas = [quota(30, None), quota(0, Some(20)), quota(20, Some(30))];
    let purposes = PURPOSES.into_iter().map(str::to_owned).zip(quotas).collect();
    let pairs = contenders.chunks(40).filter_map(|some| match some {
        [one, other, ..] => Some((one.application, other.application)),
        _ => None,
    });
    Rules { purposes, per_recipient: Some(2), exclusive: pairs.collect(), ..Rules::default() }
}

/// What the reference is asked: values, and rows of which the chosen must keep within.
#[derive(Serialize)]
struct Question {
    values: Vec<i64>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    least: i64,
    most: i64,
    entries: Vec<(usize, i64)>,
}

#[derive(Deserialize)]
struct Answer {
    seconds: f64,
    value: i64,
    bound: f64,
    settled: bool,
    solver: String,
}

impl Question {
    fn of(frames: &Frames, rules: &Rules, contenders: &[Contender]) -> Question {
        let thousands = |amount: Money| amount.whole_kroner() / 1_000;
        let amounts = |of: &dyn Fn(&Contender) -> bool| -> Vec<(usize, i64)> {
            let some = contenders.iter().enumerate().filter(|(_, one)| of(one));
            some.map(|(at, one)| (at, thousands(one.recommended))).collect()
        };
        let budget = thousands(frames.budget);
        let mut rows = vec![Row { least: 0, most: budget, entries: amounts(&|_| true) }];
        for (county, frame) in frames.by_county.iter().flatten() {
            let entries = amounts(&|one| one.county == *county);
            rows.push(Row { least: thousands(frame.least), most: thousands(frame.most), entries });
        }
        for (purpose, quota) in &rules.purposes {
            let most = quota.most.map_or(budget, thousands);
            let entries = amounts(&|one| one.purpose.as_ref() == Some(purpose));
            rows.push(Row { least: thousands(quota.least), most, entries });
        }
        if let Some(most) = rules.per_recipient {
            let mut by_recipient: BTreeMap<&str, Vec<(usize, i64)>> = BTreeMap::new();
            for (at, one) in contenders.iter().enumerate() {
                by_recipient.entry(&one.recipient).or_default().push((at, 1));
            }
            let most = i64::from(most);
            rows.extend(by_recipient.into_values().map(|entries| Row { least: 0, most, entries }));
        }
        let places: BTreeMap<ApplicationId, usize> =
            contenders.iter().enumerate().map(|(at, one)| (one.application, at)).collect();
        for (one, other) in &rules.exclusive {
            let both = [one, other].into_iter().filter_map(|id| places.get(id));
            let entries = both.map(|at| (*at, 1)).collect();
            rows.push(Row { least: 0, most: 1, entries });
        }
        let values = contenders.iter().map(|one| one.score_milli).collect();
        Question { values, rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_what_is_chosen_among() {
        let (frames, contenders) = drawn(2_000).unwrap();
        let rules = rules(&frames, &contenders);
        let question = Question::of(&frames, &rules, &contenders);
        let effort = Effort { states: 100_000, nodes: 1 };
        let found = optimum(&frames, &rules, &contenders, effort).unwrap();
        let chosen = |at: usize| found.chosen.contains(&contenders[at].application);
        assert_eq!(question.values.len(), 2_000);
        // The budget, the counties, the purposes, the recipients and fifty pairs.
        assert!(question.rows.len() > 1 + 15 + 3 + 50);
        for Row { least, most, entries } in &question.rows {
            let sum: i64 = entries.iter().filter(|(at, _)| chosen(*at)).map(|one| one.1).sum();
            assert!((*least..=*most).contains(&sum), "{sum} of {least} to {most}");
        }
        let points: i64 = (0..2_000).filter(|at| chosen(*at)).map(|at| question.values[at]).sum();
        assert_eq!(points, found.value);
    }
}
