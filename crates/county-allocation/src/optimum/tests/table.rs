//! The same question by a table over every sum: slow, simple, and for frames only.

use super::generate::{Dice, Drawn, contender};
use crate::selection::{Contender, CountyFrame, Frames, Rules};
use std::collections::BTreeMap;
use vocabulary::{CountyNumber, Money};

/// The best value for exactly each cost; none where no choice costs that.
type Table = Vec<Option<i64>>;

fn of_items(items: &[&Contender], most: usize) -> Table {
    let mut table: Table = vec![None; most + 1];
    table[0] = Some(0);
    for item in items {
        let cost = item.recommended.whole_kroner() as usize;
        for sum in (cost..=most).rev() {
            let with = table[sum - cost].map(|value| value + item.score_milli);
            table[sum] = table[sum].max(with);
        }
    }
    table
}

/// The largest sum of scores, or nothing when no choice keeps the frames.
pub(super) fn best(drawn: &Drawn) -> Option<i64> {
    let budget = drawn.frames.budget.whole_kroner() as usize;
    let mut all: Table = vec![None; budget + 1];
    all[0] = Some(0);
    for (county, frame) in drawn.frames.by_county.iter().flatten() {
        let here: Vec<&Contender> =
            drawn.contenders.iter().filter(|one| one.county == *county).collect();
        let (least, most) =
            (frame.least.whole_kroner() as usize, frame.most.whole_kroner() as usize);
        let own = of_items(&here, most);
        let mut next: Table = vec![None; budget + 1];
        for (before, value) in all.iter().enumerate() {
            let Some(value) = value else { continue };
            for cost in least..=most.min(budget - before) {
                let with = own[cost].map(|own| own + value);
                next[before + cost] = next[before + cost].max(with);
            }
        }
        all = next;
    }
    all.into_iter().flatten().max()
}

/// Three counties with dozens of applications each, a budget that binds, and minima.
pub(super) fn drawn(dice: &mut Dice) -> Drawn {
    let equal_worth = dice.one_in(3);
    let contenders: Vec<Contender> = (0..90)
        .map(|number| {
            let kroner = 1 + dice.below(60);
            let noise = dice.below(if equal_worth { 50 } else { 90_000 });
            let score = if equal_worth { kroner * 1000 + noise } else { 10_000 + noise };
            contender(number, 1 + dice.below(3), kroner, score)
        })
        .collect();
    let mut by_county = BTreeMap::new();
    let mut mosts = 0;
    for number in 1..=3 {
        let county: CountyNumber = format!("{number:02}").parse().expect("a county");
        let here = contenders.iter().filter(|one| one.county == county);
        let sum: i64 = here.map(|one| one.recommended.whole_kroner()).sum();
        let most = sum * (30 + dice.below(50)) / 100;
        let least = if dice.one_in(2) { most * (50 + dice.below(50)) / 100 } else { 0 };
        let frame =
            CountyFrame { least: Money::from_kroner(least), most: Money::from_kroner(most) };
        by_county.insert(county, frame);
        mosts += most;
    }
    let budget = Money::from_kroner(mosts * (60 + dice.below(45)) / 100);
    Drawn {
        frames: Frames { budget, by_county: Some(by_county) },
        rules: Rules::default(),
        contenders,
    }
}
