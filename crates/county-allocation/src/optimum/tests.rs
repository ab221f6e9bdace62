mod generate;
mod reference;
mod table;

use super::*;
use crate::selection::{CountyFrame, Quota, compare_choices};
use generate::{Dice, Drawn, Kind, contender, drawn};
use std::collections::BTreeMap;

/// Everything that can be asked of an answer, from its contenders alone.
fn holds(drawn: &Drawn, answer: &Optimum) {
    let Drawn { frames, rules, contenders } = drawn;
    let chosen: Vec<&Contender> = answer
        .chosen
        .iter()
        .map(|id| contenders.iter().find(|one| one.application == *id).expect("it is one of them"))
        .collect();
    assert_eq!(answer.value, chosen.iter().map(|one| one.score_milli).sum::<i64>());
    assert_eq!(answer.cost, chosen.iter().map(|one| one.recommended).sum());
    assert!(generate::keeps(frames, rules, &chosen), "{drawn:?} {answer:?}");
    assert!(answer.value <= answer.bound);
    assert_eq!(answer.proof == Proof::Optimal, answer.value == answer.bound);
}

fn agree(drawn: &Drawn, best: Option<i64>) {
    let answer = optimum(&drawn.frames, &drawn.rules, &drawn.contenders, Effort::default());
    match (answer, best) {
        (Ok(answer), Some(best)) => {
            holds(drawn, &answer);
            assert_eq!(answer.proof, Proof::Optimal, "{drawn:?} {answer:?}");
            assert_eq!(answer.value, best, "{drawn:?} {answer:?}");
        }
        (Err(error), None) => {
            let certain = !matches!(error, OptimumError::EffortEnded | OptimumError::Solver(_));
            assert!(certain, "{error}: {drawn:?}");
        }
        (answer, best) => panic!("{answer:?} is not {best:?}: {drawn:?}"),
    }
}

#[test]
fn twelve_hundred_instances_agree_with_an_independent_solver() {
    let mut dice = Dice::new(4);
    let mut with_an_answer = 0;
    for round in 0..1200 {
        let drawn = drawn(&mut dice, Kind::of(round), if round < 1000 { 16 } else { 26 });
        let best = reference::best(&drawn);
        with_an_answer += usize::from(best.is_some());
        agree(&drawn, best);
    }
    // Most of what is drawn can be solved, and some of it cannot.
    assert!((700..1200).contains(&with_an_answer), "{with_an_answer}");
}

#[test]
fn small_instances_agree_with_trying_everything() {
    let mut dice = Dice::new(14);
    for round in 0..1500 {
        let drawn = drawn(&mut dice, Kind::of(round), 11);
        let n = drawn.contenders.len();
        let mut best = None;
        for subset in 0_u32..1 << n {
            let chosen: Vec<&Contender> = (0..n)
                .filter(|at| subset & (1 << at) != 0)
                .map(|at| &drawn.contenders[at])
                .collect();
            if generate::keeps(&drawn.frames, &drawn.rules, &chosen) {
                best = best.max(Some(chosen.iter().map(|one| one.score_milli).sum::<i64>()));
            }
        }
        agree(&drawn, best);
    }
}

#[test]
fn larger_instances_agree_with_a_table_over_every_sum() {
    let mut dice = Dice::new(90);
    for _ in 0..60 {
        let drawn = table::drawn(&mut dice);
        agree(&drawn, table::best(&drawn));
    }
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    let mut dice = Dice::new(7);
    for round in 0..200 {
        let mut drawn = drawn(&mut dice, Kind::of(round), 16);
        let ask = |drawn: &Drawn| {
            optimum(&drawn.frames, &drawn.rules, &drawn.contenders, Effort::default())
        };
        let answer = ask(&drawn);
        dice.shuffle(&mut drawn.contenders);
        assert_eq!(ask(&drawn), answer);
    }
}

/// Hundreds of applications in amounts of whole kroner, under county frames and a budget that binds.
#[test]
fn a_large_call_is_proved() {
    let mut dice = Dice::new(2024);
    let contenders: Vec<Contender> = (0..800)
        .map(|number| {
            let county = 1 + dice.below(15);
            let kroner = 50_000 + dice.below(2_950_000);
            contender(number, county, kroner, 20_000 + dice.below(80_001))
        })
        .collect();
    let mut sums: BTreeMap<_, Money> = BTreeMap::new();
    for one in &contenders {
        let sum = sums.entry(one.county).or_default();
        *sum = *sum + one.recommended;
    }
    let part =
        |amount: &Money, percent: i64| Money::from_kroner(amount.whole_kroner() * percent / 100);
    let total: Money = sums.values().copied().sum();
    let frame = |sum: &Money| CountyFrame { least: part(sum, 25), most: part(sum, 40) };
    let frames = Frames {
        budget: part(&total, 33),
        by_county: Some(sums.iter().map(|(county, sum)| (*county, frame(sum))).collect()),
    };
    let rules = Rules::default();
    let answer = optimum(&frames, &rules, &contenders, Effort::default()).expect("there is one");
    assert_eq!((answer.how, answer.proof), (How::DynamicProgramming, Proof::Optimal));
    assert!(answer.cost <= frames.budget);
    // Nobody who is left out would fit beside those who are chosen.
    let left = frames.budget - answer.cost;
    assert!(left < Money::from_kroner(50_000), "{left}");
    let list = select(&frames, &rules, contenders.clone());
    let swaps = compare_choices(&list.choices, &answer.choices(&frames, &rules, &contenders));
    let points = |ids: &[ApplicationId]| -> i64 {
        contenders
            .iter()
            .filter(|one| ids.contains(&one.application))
            .map(|one| one.score_milli)
            .sum()
    };
    let of_list: i64 = list
        .choices
        .iter()
        .filter(|choice| choice.awarded.is_positive())
        .map(|choice| choice.contender.score_milli)
        .sum();
    let gained = points(&swaps.funded_only_in_b) - points(&swaps.funded_only_in_a);
    assert_eq!(answer.value, of_list + gained);
    assert!(gained > 0 && swaps.other_amount.is_empty());
}

#[test]
fn where_the_effort_ends_the_gap_is_honest() {
    let mut dice = Dice::new(3);
    let mut gaps = 0;
    for round in 0..300 {
        let drawn = drawn(&mut dice, Kind::of(round), 16);
        let ask = |effort| optimum(&drawn.frames, &drawn.rules, &drawn.contenders, effort);
        let Ok(best) = ask(Effort::default()) else { continue };
        for states in [0, 3, 20, 100] {
            match ask(Effort { states, nodes: 0 }) {
                Ok(answer) => {
                    holds(&drawn, &answer);
                    assert!(answer.value <= best.value && answer.bound >= best.value);
                    gaps += usize::from(answer.proof == Proof::Gap);
                }
                Err(error) => assert_eq!(error, OptimumError::EffortEnded),
            }
        }
    }
    assert!(gaps > 100, "{gaps}");
}

#[test]
fn what_is_impossible_is_said_with_the_sums() {
    let kroner = Money::from_kroner;
    let list = [contender(1, 3, 300, 1000), contender(2, 11, 500, 1000)];
    let of = |number: &str, least: i64, most: i64| {
        (number.parse().unwrap(), CountyFrame { least: kroner(least), most: kroner(most) })
    };
    let ask = |budget: i64, by_county, rules: &Rules| {
        let frames = Frames { budget: kroner(budget), by_county: Some(BTreeMap::from(by_county)) };
        optimum(&frames, rules, &list, Effort::default()).unwrap_err()
    };
    let none = Rules::default();
    let said = |error: OptimumError| error.to_string().replace('\u{a0}', " ");
    assert_eq!(
        said(ask(500, [of("03", 300, 400), of("11", 250, 600)], &none)),
        "the minima add up to 550 kr, and there are 500 kr"
    );
    assert_eq!(
        said(ask(900, [of("03", 400, 300), of("11", 0, 600)], &none)),
        "county 03 must get at least 400 kr and may get at most 300 kr"
    );
    assert_eq!(
        said(ask(900, [of("03", 310, 400), of("11", 0, 600)], &none)),
        "county 03 must get at least 310 kr, and what can be funded there adds up to 300 kr"
    );
    assert_eq!(
        said(ask(700, [of("03", 200, 400), of("11", 400, 600)], &none)),
        "no choice of whole amounts reaches all minima (600 kr in all) within 700 kr and the rules"
    );
    let quota = Quota { least: kroner(100), most: None };
    let rules = Rules { purposes: BTreeMap::from([("arbeid".into(), quota)]), ..Rules::default() };
    let error = ask(900, [of("03", 0, 400), of("11", 0, 600)], &rules);
    assert_eq!(
        error.in_words(vocabulary::Language::Nynorsk, None),
        "Føremålet «arbeid» skal ha minst 100 kr, men det som kan få tilskot, er 0 kr til saman."
    );
    let error = ask(900, [of("03", 310, 400), of("11", 0, 600)], &none);
    assert_eq!(error.county(), "03".parse().ok());
    assert_eq!(
        error.in_words(vocabulary::Language::Bokmal, Some("Oslo")),
        "Oslo skal ha minst 310 kr, men det som kan få tilskudd der, er 300 kr til sammen."
    );
}

#[test]
fn nobody_to_choose_is_an_answer() {
    let frames = Frames::whole(Money::from_kroner(100));
    let answer = optimum(&frames, &Rules::default(), &[], Effort::default()).expect("nobody");
    assert_eq!((answer.value, answer.bound, answer.proof), (0, 0, Proof::Optimal));
    assert!(answer.chosen.is_empty());
}
