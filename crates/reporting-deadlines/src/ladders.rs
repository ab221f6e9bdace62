//! The ladders there are. A ladder is a dated rule: the version in force for a deadline is the latest
//! that is valid on its due day.

use crate::Ladder;
use std::collections::{BTreeMap, HashMap};
use vocabulary::Day;

/// All ladders with their versions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ladders {
    versions: HashMap<String, BTreeMap<Day, Ladder>>,
}

impl Ladders {
    /// Adds a version.
    pub(crate) fn add(&mut self, name: String, valid_from: Day, ladder: Ladder) {
        self.versions.entry(name).or_default().insert(valid_from, ladder);
    }
    /// The version of this ladder for what is due on this day.
    pub(crate) fn in_force(&self, name: &str, due_on: Day) -> Option<&Ladder> {
        self.versions.get(name)?.range(..=due_on).next_back().map(|(_, ladder)| ladder)
    }
    /// The due days of the deadlines whose ladders, whichever they have, can have a step today.
    pub(crate) fn due_days(&self, today: Day) -> (Day, Day) {
        let ladders = self.versions.values().flat_map(BTreeMap::values);
        ladders.fold((today, today), |(first, last), ladder| {
            let (begins, ends) = ladder.days(today);
            let before = today.plus_days(-ends.days_since(today));
            let after = today.plus_days(-begins.days_since(today));
            (first.min(before), last.max(after))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Step, StepName};

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn the_version_in_force_is_the_latest_valid_on_the_due_day() {
        let ladder =
            |days| Ladder::new(vec![Step { step: StepName::Notice, days }]).expect("a ladder");
        let mut ladders = Ladders::default();
        ladders.add("standard".into(), day("2005-01-01"), ladder(-30));
        ladders.add("standard".into(), day("2013-01-01"), ladder(-60));
        assert_eq!(ladders.in_force("standard", day("2012-12-31")), Some(&ladder(-30)));
        assert_eq!(ladders.in_force("standard", day("2013-01-01")), Some(&ladder(-60)));
        assert_eq!(ladders.in_force("standard", day("2004-12-31")), None);
        assert_eq!(ladders.in_force("other", day("2013-01-01")), None);
        let (first, last) = ladders.due_days(day("2013-01-01"));
        assert_eq!((first, last), (day("2013-01-01"), day("2013-03-02")));
    }
}
