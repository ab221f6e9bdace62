//! The rules beside the frames, as rows: weights of chosen items add up to no more than a limit.

use super::problem::Problem;
use crate::selection::Rules;
use std::collections::{BTreeMap, HashMap};
use vocabulary::{ApplicationId, Money};

/// One row. A minimum is a row of negative weights.
#[derive(Debug, Clone)]
pub(super) struct Side {
    /// Places in [`Problem::items`] with their weights, none of which is 0.
    pub terms: Vec<(usize, i64)>,
    /// What the weights of the chosen ones add up to at most.
    pub most: i64,
    /// The weights are costs, so that half a unit more or less allows nothing else.
    pub of_costs: bool,
}

impl Side {
    /// What the chosen ones add up to.
    pub fn sum(&self, inside: &[bool]) -> i64 {
        self.terms.iter().filter(|(at, _)| inside[*at]).map(|(_, weight)| weight).sum()
    }
    /// It can bind at all.
    fn can_bind(&self) -> bool {
        self.terms.iter().map(|(_, weight)| (*weight).max(0)).sum::<i64>() > self.most
    }
}

/// All rows that can bind.
pub(super) fn sides(problem: &Problem, rules: &Rules) -> Vec<Side> {
    let mut all = Vec::new();
    let items = || problem.items.iter().enumerate();
    for (purpose, quota) in &rules.purposes {
        let of = items().filter(|(_, item)| item.contender.purpose.as_ref() == Some(purpose));
        let costs: Vec<(usize, i64)> = of.map(|(at, item)| (at, item.cost)).collect();
        let units = |amount: Money| amount.ore().max(0);
        let least = (units(quota.least) + (problem.unit - 1)) / problem.unit;
        if least > 0 {
            let terms = costs.iter().map(|(at, cost)| (*at, -cost)).collect();
            all.push(Side { terms, most: -least, of_costs: true });
        }
        if let Some(most) = quota.most {
            all.push(Side { terms: costs, most: units(most) / problem.unit, of_costs: true });
        }
    }
    if let Some(most) = rules.per_recipient {
        let mut recipients: BTreeMap<&str, Vec<(usize, i64)>> = BTreeMap::new();
        for (at, item) in items() {
            recipients.entry(&item.contender.recipient).or_default().push((at, 1));
        }
        all.extend(recipients.into_values().map(|terms| Side {
            terms,
            most: most.into(),
            of_costs: false,
        }));
    }
    let places: HashMap<ApplicationId, usize> =
        items().map(|(at, item)| (item.contender.application, at)).collect();
    for (one, other) in rules.exclusive.iter().filter(|(one, other)| one != other) {
        if let (Some(one), Some(other)) = (places.get(one), places.get(other)) {
            all.push(Side { terms: vec![(*one, 1), (*other, 1)], most: 1, of_costs: false });
        }
    }
    all.retain(Side::can_bind);
    all
}
