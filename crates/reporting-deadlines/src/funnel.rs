//! Participants from first information to work: counts, never persons.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How many came, started, left, stayed and found work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funnel {
    /// Had an information interview.
    pub informed: u32,
    /// Started.
    pub started: u32,
    /// Have left.
    pub departed: u32,
    /// Are active.
    pub active: u32,
    /// Are in ordinary work, whether they left for it or not.
    pub in_work: u32,
    /// Why they left, and how many for each reason.
    pub departures: Vec<Departure>,
    /// Why the counts do not add up, where they do not.
    pub explanation: String,
}

/// A reason for leaving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// The reason.
    pub reason: String,
    /// How many left for it.
    pub participants: u32,
}

/// Counts that do not fit together. That happens in real projects (people come back, or were there
/// before the project was), so it is no error: it needs an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FunnelDoubt {
    /// Those who started are not those who left and those who are active.
    StartedIsNotDepartedAndActive {
        /// Started.
        started: u32,
        /// Left and active together.
        departed_and_active: u32,
    },
    /// More started than were informed.
    MoreStartedThanInformed {
        /// Started.
        started: u32,
        /// Informed.
        informed: u32,
    },
    /// The reasons do not add up to those who left.
    ReasonsAreNotDeparted {
        /// The sum over the reasons.
        reasons: u32,
        /// Left.
        departed: u32,
    },
    /// More are in work than ever took part.
    MoreInWorkThanTookPart {
        /// In work.
        in_work: u32,
        /// Left and active together.
        took_part: u32,
    },
}

impl Funnel {
    /// What does not fit together.
    pub fn check(&self) -> Vec<FunnelDoubt> {
        let took_part = self.departed.saturating_add(self.active);
        let reasons = self
            .departures
            .iter()
            .fold(0u32, |sum, departure| sum.saturating_add(departure.participants));
        let mut doubts = Vec::new();
        if self.started != took_part {
            doubts.push(FunnelDoubt::StartedIsNotDepartedAndActive {
                started: self.started,
                departed_and_active: took_part,
            });
        }
        if self.started > self.informed {
            doubts.push(FunnelDoubt::MoreStartedThanInformed {
                started: self.started,
                informed: self.informed,
            });
        }
        if reasons != self.departed {
            doubts.push(FunnelDoubt::ReasonsAreNotDeparted { reasons, departed: self.departed });
        }
        if self.in_work > took_part {
            doubts.push(FunnelDoubt::MoreInWorkThanTookPart { in_work: self.in_work, took_part });
        }
        doubts
    }

    /// What does not fit together and has not been explained.
    pub fn unexplained(&self) -> Vec<FunnelDoubt> {
        if self.explanation.trim().is_empty() { self.check() } else { Vec::new() }
    }
}

impl fmt::Display for FunnelDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FunnelDoubt::StartedIsNotDepartedAndActive { started, departed_and_active } => {
                write!(f, "{started} started, but {departed_and_active} have left or are active")
            }
            FunnelDoubt::MoreStartedThanInformed { started, informed } => {
                write!(f, "{started} started, but only {informed} were informed")
            }
            FunnelDoubt::ReasonsAreNotDeparted { reasons, departed } => {
                write!(f, "{departed} left, but the reasons add up to {reasons}")
            }
            FunnelDoubt::MoreInWorkThanTookPart { in_work, took_part } => {
                write!(f, "{in_work} are in work, but only {took_part} took part")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn lab() -> Funnel {
        let departure =
            |reason: &str, participants| Departure { reason: reason.into(), participants };
        Funnel {
            informed: 35,
            started: 17,
            departed: 7,
            active: 10,
            in_work: 2,
            departures: vec![
                departure("fravær", 2),
                departure("fant arbeid selv", 2),
                departure("søkte uførepensjon", 2),
                departure("institusjonsbehandling", 1),
            ],
            explanation: String::new(),
        }
    }

    #[test]
    fn the_figures_of_august_2010_add_up() {
        assert_eq!(lab().check(), []);
    }

    #[test]
    fn what_does_not_add_up_needs_an_explanation() {
        let funnel = Funnel { active: 11, informed: 16, in_work: 19, ..lab() };
        insta::assert_snapshot!(
            funnel.unexplained().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
            @r"
        17 started, but 18 have left or are active
        17 started, but only 16 were informed
        19 are in work, but only 18 took part
        "
        );
        let explained = Funnel { explanation: "Én kom tilbake.".into(), ..funnel };
        assert_eq!(explained.unexplained(), []);
        assert_eq!(explained.check().len(), 3);
        let reasons = Funnel { departures: vec![], ..lab() };
        assert_eq!(
            reasons.check(),
            [FunnelDoubt::ReasonsAreNotDeparted { reasons: 0, departed: 7 }]
        );
    }
}
