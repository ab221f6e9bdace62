//! Random questions, the same in every run.

use crate::selection::{Contender, CountyFrame, Frames, Quota, Rules};
use std::collections::BTreeMap;
use vocabulary::{ApplicationId, CountyNumber, Money};

/// Numbers that look random and are the same in every run (xorshift).
pub(super) struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }
    /// From 0, below `sides`.
    pub fn below(&mut self, sides: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        number as i64 % sides
    }
    pub fn one_in(&mut self, many: i64) -> bool {
        self.below(many) == 0
    }
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last as i64 + 1) as usize);
        }
    }
}

/// What limits a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    OneFrame,
    Counties,
    BudgetBinds,
    CountyMinima,
    Purposes,
    Recipients,
    Pairs,
    Everything,
}

impl Kind {
    pub fn of(round: usize) -> Kind {
        use Kind::*;
        let all = [
            OneFrame,
            Counties,
            BudgetBinds,
            CountyMinima,
            Purposes,
            Recipients,
            Pairs,
            Everything,
        ];
        all[round % all.len()]
    }
}

#[derive(Debug)]
pub(super) struct Drawn {
    pub frames: Frames,
    pub rules: Rules,
    pub contenders: Vec<Contender>,
}

pub(super) fn contender(number: usize, county: i64, kroner: i64, score_milli: i64) -> Contender {
    Contender {
        // The same in every run, so that ties are too.
        application: ApplicationId(uuid_of(number)),
        reference: format!("{number:05}"),
        county: format!("{county:02}").parse().expect("a county"),
        applied: Money::from_kroner(kroner),
        recommended: Money::from_kroner(kroner),
        score_milli,
        least: None,
        recipient: "958935420".to_owned(),
        purpose: None,
    }
}

fn uuid_of<T: std::str::FromStr>(number: usize) -> T
where
    T::Err: std::fmt::Debug,
{
    format!("00000000-0000-4000-8000-{number:012}").parse().expect("an id")
}

/// Up to so many applications, with what limits them.
pub(super) fn drawn(dice: &mut Dice, kind: Kind, most: i64) -> Drawn {
    use Kind::*;
    let counties = if kind == OneFrame { 1 } else { 1 + dice.below(4) };
    // Some scales meet many equal scores and sums, others hardly any.
    let (coarse, unit) = (dice.one_in(3), if dice.one_in(2) { 1000 } else { 1 });
    let mut contenders: Vec<Contender> = (0..dice.below(most + 1))
        .map(|number| {
            let kroner = (1 + dice.below(60)) * unit;
            let score = if coarse { dice.below(6) * 10_000 } else { dice.below(100_001) };
            let mut one = contender(number as usize, 1 + dice.below(counties), kroner, score);
            one.recipient = format!("{}", dice.below(5));
            one.purpose = ["a", "b"].get(dice.below(3) as usize).map(|word| (*word).to_owned());
            if dice.one_in(15) {
                one.recommended = Money::ZERO;
            }
            one
        })
        .collect();
    dice.shuffle(&mut contenders);
    let sum = |list: &[Contender], county: Option<CountyNumber>| -> i64 {
        let here = list.iter().filter(|one| county.is_none_or(|county| one.county == county));
        here.map(|one| one.recommended.whole_kroner()).sum()
    };
    let all = sum(&contenders, None);
    let minima = matches!(kind, CountyMinima | Everything);
    let by_county: BTreeMap<CountyNumber, CountyFrame> = (1..=counties)
        .map(|number| {
            let county: CountyNumber = format!("{number:02}").parse().expect("a county");
            let here = sum(&contenders, Some(county));
            let most = here * (20 + dice.below(90)) / 100;
            let least = if minima && dice.one_in(2) { dice.below(most + 1) } else { 0 };
            let frame = (Money::from_kroner(least), Money::from_kroner(most));
            (county, CountyFrame { least: frame.0, most: frame.1 })
        })
        .collect();
    let percent = match kind {
        OneFrame | BudgetBinds | CountyMinima | Everything => 15 + dice.below(60),
        _ => 40 + dice.below(80),
    };
    let budget = Money::from_kroner(all * percent / 100);
    let by_county = (kind != OneFrame && !dice.one_in(8)).then_some(by_county);
    let mut rules = Rules::default();
    if matches!(kind, Purposes | Everything) {
        for word in ["a", "b"] {
            let most = dice.one_in(2).then(|| Money::from_kroner(dice.below(all + 1)));
            let least = if dice.one_in(2) { dice.below(all / 4 + 1) } else { 0 };
            rules.purposes.insert(word.into(), Quota { least: Money::from_kroner(least), most });
        }
    }
    if matches!(kind, Recipients | Everything) {
        rules.per_recipient = Some(1 + dice.below(2) as u32);
    }
    if matches!(kind, Pairs | Everything) && !contenders.is_empty() {
        let many = contenders.len() as i64;
        for _ in 0..1 + dice.below(5) {
            let mut one = || contenders[dice.below(many) as usize].application;
            rules.exclusive.push((one(), one()));
        }
    }
    Drawn { frames: Frames { budget, by_county }, rules, contenders }
}

/// Whether a choice keeps everything, said without any of the code that is tested.
pub(super) fn keeps(frames: &Frames, rules: &Rules, chosen: &[&Contender]) -> bool {
    let cost = |keep: &dyn Fn(&Contender) -> bool| -> i64 {
        chosen.iter().filter(|one| keep(one)).map(|one| one.recommended.ore()).sum()
    };
    let within = |cost: i64, least: Money, most: Option<Money>| {
        cost >= least.ore() && most.is_none_or(|most| cost <= most.ore())
    };
    let counties = frames.by_county.as_ref().is_none_or(|by_county| {
        chosen.iter().all(|one| by_county.contains_key(&one.county))
            && by_county.iter().all(|(county, frame)| {
                within(cost(&|one| one.county == *county), frame.least, Some(frame.most))
            })
    });
    let purposes = rules.purposes.iter().all(|(purpose, quota)| {
        within(cost(&|one| one.purpose.as_ref() == Some(purpose)), quota.least, quota.most)
    });
    let recipients = rules.per_recipient.is_none_or(|most| {
        let awards =
            |of: &Contender| chosen.iter().filter(|one| one.recipient == of.recipient).count();
        chosen.iter().all(|one| awards(one) <= most as usize)
    });
    let has = |id: ApplicationId| chosen.iter().any(|one| one.application == id);
    let pairs = rules.exclusive.iter().all(|(a, b)| a == b || !(has(*a) && has(*b)));
    chosen.iter().all(|one| one.recommended.is_positive())
        && cost(&|_| true) <= frames.budget.ore()
        && counties
        && purposes
        && recipients
        && pairs
}
