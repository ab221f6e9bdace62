//! Targets against results.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Something a grant is to reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Its place among the grant's targets, from 1.
    pub position: i32,
    /// What is to be reached: «deltakere rekruttert det første året».
    pub what: String,
    /// How much, or what it is to be like.
    pub wanted: Wanted,
    /// By when, as the project said it; such dates are often imprecise. May be empty.
    pub by_when: String,
}

/// How much is wanted, or what it is to be like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    /// A number.
    Number {
        /// How much.
        value: i64,
        /// Which side of it is good.
        direction: Direction,
        /// Of what: «deltakere», «prosent».
        unit: String,
    },
    /// Something that is judged, not counted.
    Quality(String),
}

/// Which side of a wanted number is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Neither more nor less.
    Exactly,
    /// More is fine.
    AtLeast,
    /// Less is fine.
    AtMost,
}

impl Direction {
    /// All of them.
    pub const ALL: [Direction; 3] = [Direction::Exactly, Direction::AtLeast, Direction::AtMost];

    /// The word that stands in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Direction::Exactly => "exactly",
            Direction::AtLeast => "at-least",
            Direction::AtMost => "at-most",
        }
    }
}

impl FromStr for Direction {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Direction::ALL
            .into_iter()
            .find(|direction| direction.word() == word)
            .ok_or_else(|| format!("«{word}» is not exactly, at-least or at-most"))
    }
}

/// How a result is judged by those who report it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The target was reached.
    Reached,
    /// Some of it was.
    Partly,
    /// It was not.
    NotReached,
    /// It was set aside.
    NotPrioritised,
    /// Nobody has judged it yet.
    NotAssessed,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Verdict; 5] = [
        Verdict::Reached,
        Verdict::Partly,
        Verdict::NotReached,
        Verdict::NotPrioritised,
        Verdict::NotAssessed,
    ];

    /// The word that stands in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Reached => "reached",
            Verdict::Partly => "partly",
            Verdict::NotReached => "not-reached",
            Verdict::NotPrioritised => "not-prioritised",
            Verdict::NotAssessed => "not-assessed",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl FromStr for Verdict {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Verdict::ALL
            .into_iter()
            .find(|verdict| verdict.word() == word)
            .ok_or_else(|| format!("«{word}» is not a verdict"))
    }
}

/// What became of a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetResult {
    /// The position of the target.
    pub target: i32,
    /// How much was reached, where it is counted and known.
    pub reached: Option<i64>,
    /// How the recipient judges it.
    pub verdict: Verdict,
    /// Why it came like that: «målet var for ambisiøst». May be empty.
    pub explanation: String,
}

/// The verdict the numbers alone suggest; the recipient may judge otherwise. What is not counted has
/// none: [`Verdict::NotAssessed`].
pub fn suggested_verdict(wanted: &Wanted, reached: Option<i64>) -> Verdict {
    let (Wanted::Number { value, direction, .. }, Some(reached)) = (wanted, reached) else {
        return Verdict::NotAssessed;
    };
    let met = match direction {
        Direction::Exactly => reached == *value,
        Direction::AtLeast => reached >= *value,
        Direction::AtMost => reached <= *value,
    };
    match direction {
        _ if met => Verdict::Reached,
        // Above a ceiling there is no part of the way that was gone.
        Direction::AtMost => Verdict::NotReached,
        Direction::Exactly | Direction::AtLeast if reached > 0 => Verdict::Partly,
        Direction::Exactly | Direction::AtLeast => Verdict::NotReached,
    }
}

/// The positions of the targets that have no result, or one that nobody has judged.
pub fn unanswered(targets: &[Target], results: &[TargetResult]) -> Vec<i32> {
    let answered = |target: &Target| {
        results.iter().any(|result| {
            result.target == target.position && result.verdict != Verdict::NotAssessed
        })
    };
    targets.iter().filter(|target| !answered(target)).map(|target| target.position).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(value: i64, direction: Direction) -> Wanted {
        Wanted::Number { value, direction, unit: "deltakere".into() }
    }

    #[test]
    fn the_lab_project_judged_by_its_numbers() {
        assert_eq!(suggested_verdict(&number(20, Direction::AtLeast), Some(17)), Verdict::Partly);
        assert_eq!(suggested_verdict(&number(10, Direction::AtLeast), Some(10)), Verdict::Reached);
        assert_eq!(suggested_verdict(&number(5, Direction::Exactly), Some(0)), Verdict::NotReached);
        assert_eq!(suggested_verdict(&number(5, Direction::AtMost), Some(6)), Verdict::NotReached);
        assert_eq!(suggested_verdict(&number(5, Direction::Exactly), None), Verdict::NotAssessed);
        let quality = Wanted::Quality("brukere under 35 år".into());
        assert_eq!(suggested_verdict(&quality, Some(9)), Verdict::NotAssessed);
    }

    #[test]
    fn targets_without_a_result_are_flagged() {
        let target = |position| Target {
            position,
            what: "deltakere".into(),
            wanted: number(1, Direction::AtLeast),
            by_when: String::new(),
        };
        let result = |target, verdict| TargetResult {
            target,
            reached: None,
            verdict,
            explanation: String::new(),
        };
        let results = [result(1, Verdict::Partly), result(2, Verdict::NotAssessed)];
        assert_eq!(unanswered(&[target(1), target(2), target(3)], &results), [2, 3]);
    }

    proptest! {
        #[test]
        fn more_is_never_worse_when_at_least_is_wanted(value in 0i64..100, a in 0i64..100, b in 0i64..100) {
            let rank = |reached| match suggested_verdict(&number(value, Direction::AtLeast), Some(reached)) {
                Verdict::Reached => 2,
                Verdict::Partly => 1,
                _ => 0,
            };
            prop_assert!(rank(a.min(b)) <= rank(a.max(b)));
        }
    }
}
