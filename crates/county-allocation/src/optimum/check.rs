//! Whether a choice keeps all frames and rules, in whole numbers and from scratch: whoever found it.

use super::problem::Problem;
use crate::selection::Rules;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{ApplicationId, Money};

/// What a choice does not keep.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Broken {
    Budget,
    Frame,
    Purpose,
    Recipient,
    Pair,
}

/// Holds a choice against everything.
pub(super) fn keeps(problem: &Problem, rules: &Rules, chosen: &[usize]) -> Result<(), Broken> {
    let chosen: BTreeSet<usize> = chosen.iter().copied().collect();
    let cost: i64 = chosen.iter().map(|at| problem.items[*at].cost).sum();
    if cost > problem.budget {
        return Err(Broken::Budget);
    }
    let mut in_groups = 0;
    for group in &problem.groups {
        let here = group.items.iter().filter(|at| chosen.contains(at));
        let cost: i64 = here.map(|at| problem.items[*at].cost).sum();
        if cost < group.least || cost > group.most {
            return Err(Broken::Frame);
        }
        in_groups += group.items.iter().filter(|at| chosen.contains(at)).count();
    }
    // One of a county without a frame.
    if in_groups != chosen.len() {
        return Err(Broken::Frame);
    }
    for (purpose, quota) in &rules.purposes {
        let here = chosen.iter().map(|at| problem.items[*at].contender);
        let here = here.filter(|one| one.purpose.as_ref() == Some(purpose));
        let cost: Money = here.map(|one| one.recommended).sum();
        if cost < quota.least || quota.most.is_some_and(|most| cost > most) {
            return Err(Broken::Purpose);
        }
    }
    if let Some(most) = rules.per_recipient {
        let mut awards: BTreeMap<&str, u32> = BTreeMap::new();
        for at in &chosen {
            let has = awards.entry(&problem.items[*at].contender.recipient).or_default();
            *has += 1;
            if *has > most {
                return Err(Broken::Recipient);
            }
        }
    }
    let ids: BTreeSet<ApplicationId> =
        chosen.iter().map(|at| problem.items[*at].contender.application).collect();
    let both = |(one, other): &(ApplicationId, ApplicationId)| {
        one != other && ids.contains(one) && ids.contains(other)
    };
    match rules.exclusive.iter().any(both) {
        true => Err(Broken::Pair),
        false => Ok(()),
    }
}

/// The rules say nothing that the frames do not.
pub(super) fn only_frames(problem: &Problem, rules: &Rules) -> bool {
    let all: Vec<usize> = (0..problem.items.len()).collect();
    let purposes = rules.purposes.values().all(|quota| !quota.least.is_positive());
    purposes
        && rules.purposes.values().all(|quota| quota.most.is_none())
        && rules.exclusive.is_empty()
        && rules.per_recipient.is_none_or(|most| all.len() <= most as usize)
}
