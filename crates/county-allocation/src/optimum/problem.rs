//! The question in bare numbers.

use super::OptimumError;
use super::sides::Side;
use crate::selection::{Contender, Frames, Rules};
use std::collections::BTreeMap;
use vocabulary::{CountyNumber, Money};

/// An application that could be chosen.
pub(super) struct Item<'a> {
    pub contender: &'a Contender,
    /// What it costs, in units of the problem.
    pub cost: i64,
    /// What it adds.
    pub value: i64,
}

/// Those that compete in one frame.
pub(super) struct Group {
    /// Whose frame it is; none when it is the whole budget.
    pub county: Option<CountyNumber>,
    /// Places in [`Problem::items`], ascending.
    pub items: Vec<usize>,
    /// What they must cost at least, in units.
    pub least: i64,
    /// What they may cost at most, in units.
    pub most: i64,
}

impl Group {
    /// Another one like it.
    pub fn again(&self) -> Group {
        let Group { county, least, most, .. } = *self;
        Group { county, items: self.items.clone(), least, most }
    }
}

/// What is to be solved. Items that can never be funded are not in it.
pub(super) struct Problem<'a> {
    /// By county, reference and id, so that the order of the input is forgotten.
    pub items: Vec<Item<'a>>,
    pub groups: Vec<Group>,
    /// What all may cost, in units.
    pub budget: i64,
    /// What one unit is, in øre: the greatest that divides all costs.
    pub unit: i64,
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl<'a> Problem<'a> {
    /// Reads the question, and says at once what is impossible whatever is chosen.
    pub fn new(
        frames: &Frames,
        rules: &Rules,
        contenders: &'a [Contender],
    ) -> Result<Problem<'a>, OptimumError> {
        let fits = |one: &&Contender| {
            let quota = one.purpose.as_ref().and_then(|name| rules.purposes.get(name)?.most);
            let most = frames.of(one.county).most.min(frames.budget);
            one.recommended.is_positive()
                && one.recommended <= quota.map_or(most, |quota| quota.min(most))
                && rules.per_recipient != Some(0)
        };
        let mut fitting: Vec<&Contender> = contenders.iter().filter(fits).collect();
        fitting.sort_by(|a, b| {
            let key = |one: &'a Contender| (one.county, &one.reference, one.application);
            key(a).cmp(&key(b))
        });
        let mut sums = (0_i64, 0_i64);
        for one in &fitting {
            let sum = |a: i64, b: i64| a.checked_add(b).ok_or(OptimumError::TooLarge);
            sums = (sum(sums.0, one.recommended.ore())?, sum(sums.1, one.score_milli.abs())?);
        }
        // Values are counted in small parts while they are weighed against rules.
        if sums.1 > 1 << 50 {
            return Err(OptimumError::TooLarge);
        }
        let unit = fitting.iter().fold(0, |unit, one| gcd(one.recommended.ore(), unit)).max(1);
        let down = |amount: Money| amount.ore().max(0) / unit;
        let up = |amount: Money| (amount.ore().max(0) + (unit - 1)) / unit;
        let items: Vec<Item> = fitting
            .into_iter()
            .map(|contender| Item {
                cost: contender.recommended.ore() / unit,
                value: contender.score_milli,
                contender,
            })
            .collect();
        let mut groups = Vec::new();
        match &frames.by_county {
            None => groups.push(Group {
                county: None,
                items: (0..items.len()).collect(),
                least: 0,
                most: down(frames.budget),
            }),
            Some(by_county) => {
                let mut of_county: BTreeMap<CountyNumber, Vec<usize>> = BTreeMap::new();
                for (at, item) in items.iter().enumerate() {
                    of_county.entry(item.contender.county).or_default().push(at);
                }
                for (county, frame) in by_county {
                    let (county, least, most) = (*county, frame.least, frame.most);
                    if least > most {
                        return Err(OptimumError::LeastAboveMost { county, least, most });
                    }
                    let items_here = of_county.remove(&county).unwrap_or_default();
                    let recommended: Money =
                        items_here.iter().map(|at| items[*at].contender.recommended).sum();
                    if recommended < least {
                        return Err(OptimumError::CountyTooLittle { county, least, recommended });
                    }
                    groups.push(Group {
                        county: Some(county),
                        items: items_here,
                        least: up(least),
                        most: down(most),
                    });
                }
            }
        }
        let problem = Problem { items, groups, budget: down(frames.budget), unit };
        problem.minima_fit(frames, rules)?;
        Ok(problem)
    }

    fn minima_fit(&self, frames: &Frames, rules: &Rules) -> Result<(), OptimumError> {
        let counties: Money = frames.by_county.iter().flatten().map(|(_, frame)| frame.least).sum();
        let purposes: Money = rules.purposes.values().map(|quota| quota.least).sum();
        let minima = counties.max(purposes);
        if minima > frames.budget {
            return Err(OptimumError::LeastAboveBudget { minima, budget: frames.budget });
        }
        for (purpose, quota) in &rules.purposes {
            let of_purpose = |item: &&Item| item.contender.purpose.as_ref() == Some(purpose);
            let recommended: Money =
                self.items.iter().filter(of_purpose).map(|item| item.contender.recommended).sum();
            if recommended < quota.least {
                let (purpose, least) = (purpose.clone(), quota.least);
                return Err(OptimumError::PurposeTooLittle { purpose, least, recommended });
            }
        }
        Ok(())
    }

    /// The sum of the minima of the counties, or of the purposes where that is more.
    pub fn minima(&self, sides: &[Side]) -> Money {
        let counties: i64 = self.groups.iter().map(|group| group.least).sum();
        let purposes: i64 = sides.iter().filter(|side| side.most < 0).map(|side| -side.most).sum();
        self.money(counties.max(purposes))
    }

    /// An amount of units as money.
    pub fn money(&self, units: i64) -> Money {
        Money::from_ore(units.saturating_mul(self.unit))
    }
}
