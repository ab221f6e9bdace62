//! A decision that was taken on an application. A new one stands beside those before it.

use chrono::{DateTime, Utc};
use std::{fmt, str::FromStr};
use vocabulary::Money;

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DecisionKind {
    /// Turned away unassessed.
    Dismissed,
    /// Money.
    Awarded,
    /// No money.
    Refused,
    /// The award before it is taken back.
    Reversed,
}

impl DecisionKind {
    /// All of them.
    pub const ALL: [DecisionKind; 4] = [
        DecisionKind::Dismissed,
        DecisionKind::Awarded,
        DecisionKind::Refused,
        DecisionKind::Reversed,
    ];

    /// The word in the database: that of the state the application is in afterwards.
    pub const fn word(self) -> &'static str {
        match self {
            DecisionKind::Dismissed => "dismissed",
            DecisionKind::Awarded => "awarded",
            DecisionKind::Refused => "refused",
            DecisionKind::Reversed => "reversed",
        }
    }
}

impl fmt::Display for DecisionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl FromStr for DecisionKind {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        DecisionKind::ALL
            .into_iter()
            .find(|kind| kind.word() == word)
            .ok_or_else(|| format!("«{word}» is not a decision"))
    }
}

/// A decision on an application. It never changes; another can follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionTaken {
    /// From 1 within the application; 0 of one that is not kept yet.
    pub number: i32,
    /// What was decided.
    pub kind: DecisionKind,
    /// What was awarded; nothing where it is no award.
    pub amount: Money,
    /// Why, as the applicant reads it.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

impl DecisionTaken {
    /// That an application was turned away.
    pub(crate) fn dismissal(reason: &str, at: DateTime<Utc>, by: &str) -> DecisionTaken {
        DecisionTaken {
            number: 0,
            kind: DecisionKind::Dismissed,
            amount: Money::ZERO,
            reason: reason.to_owned(),
            at,
            by: by.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ApplicationState;

    #[test]
    fn every_decision_reads_back_and_is_a_state() {
        for kind in DecisionKind::ALL {
            assert_eq!(kind.word().parse(), Ok(kind));
            assert!(ApplicationState::WORDS.contains(&kind.word()), "{kind}");
        }
        assert!("regretted".parse::<DecisionKind>().is_err());
    }
}
