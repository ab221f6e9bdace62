//! How much could be set by hand for one application, beside all the others of its scenario.

use crate::{PlanError, Scenario, frames_of};
use vocabulary::{ApplicationId, CountyNumber, Money};

/// What there is for one application beside all the others, each limit by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// What the others of its county leave of the county's frame; none where the whole budget is one
    /// frame.
    pub in_frame: Option<Money>,
    /// What all the others leave of what is shared out.
    pub in_budget: Money,
    /// What was applied for.
    pub applied: Money,
}

impl Room {
    /// The most that could be set, from nothing up.
    pub fn most(self) -> Money {
        let within = self.in_frame.unwrap_or(self.in_budget).min(self.in_budget);
        within.min(self.applied).max(Money::ZERO)
    }
}

/// The room for an application in a scenario; `None` when it does not stand there.
pub fn room_for(
    scenario: &Scenario,
    application: ApplicationId,
) -> Result<Option<Room>, PlanError> {
    let own = scenario.lines.iter().find(|line| line.application == application);
    let Some(own) = own else { return Ok(None) };
    let frames = frames_of(&scenario.plan, &scenario.inputs)?;
    let others = |within: Option<CountyNumber>| {
        let others = scenario.lines.iter().filter(|line| line.application != application);
        let others = others.filter(|line| within.is_none_or(|county| line.county == county));
        others.map(|line| line.awarded).sum::<Money>()
    };
    let in_frame =
        frames.by_county.as_ref().map(|_| frames.of(own.county).most - others(Some(own.county)));
    let in_budget = frames.budget - others(None);
    Ok(Some(Room { in_frame, in_budget, applied: own.applied }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrowest_limit_counts_and_nothing_is_the_least() {
        let kr = Money::from_kroner;
        let room = |frame: Option<i64>, budget, applied| {
            let in_frame = frame.map(kr);
            Room { in_frame, in_budget: kr(budget), applied: kr(applied) }.most()
        };
        assert_eq!(room(None, 500, 700), kr(500));
        assert_eq!(room(None, 900, 700), kr(700));
        assert_eq!(room(Some(300), 900, 700), kr(300));
        assert_eq!(room(Some(800), 200, 700), kr(200));
        assert_eq!(room(Some(-1), 900, 700), Money::ZERO);
    }
}
