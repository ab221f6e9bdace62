//! A grant and where it stands.

use chrono::{DateTime, Utc};
use vocabulary::{
    ApplicationId, CallId, CountyNumber, Day, EnvelopeId, GrantId, InstalmentId, Money,
    MunicipalityNumber, NotPossible, OrganisationId, Period,
};

/// What became of an awarded application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// What people call it: `IPS-2012-T07`.
    pub reference: String,
    /// The application it was awarded to.
    pub application: ApplicationId,
    /// The call.
    pub call: CallId,
    /// Who receives it.
    pub organisation: OrganisationId,
    /// Where its money is.
    pub envelope: EnvelopeId,
    /// The project.
    pub title: String,
    /// The recipient's municipality when it applied.
    pub municipality: MunicipalityNumber,
    /// Its county then.
    pub county: CountyNumber,
    /// How much was awarded.
    pub amount: Money,
    /// When it was awarded.
    pub awarded_at: DateTime<Utc>,
    /// By whom.
    pub awarded_by: String,
    /// The last day to accept the terms.
    pub accept_by: Day,
    /// Where it stands.
    pub state: GrantState,
}

/// Where a grant stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GrantState {
    /// Awarded; the recipient has not answered.
    Awarded,
    /// The terms are accepted: periods run and reports are owed.
    Active {
        /// When they were accepted.
        accepted_at: DateTime<Utc>,
        /// By whom.
        accepted_by: String,
    },
    /// Not accepted in time: the money is free again.
    Lapsed,
    /// Everything is settled.
    Closed {
        /// When the terms were accepted.
        accepted_at: DateTime<Utc>,
        /// By whom.
        accepted_by: String,
    },
    /// Taken back by a new decision: nothing more is paid and nothing is owed but money.
    Reversed {
        /// When and by whom the terms had been accepted, where they had.
        accepted: Option<(DateTime<Utc>, String)>,
        /// When it was reversed.
        at: DateTime<Utc>,
        /// By whom.
        by: String,
    },
}

/// What can be done with a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GrantVerb {
    /// Accept the terms.
    Accept,
    /// Take it back by a new decision.
    Reverse,
}

impl GrantVerb {
    /// All of them.
    pub const ALL: [GrantVerb; 2] = [GrantVerb::Accept, GrantVerb::Reverse];

    /// The word that state tables and refusals use.
    pub const fn word(self) -> &'static str {
        match self {
            GrantVerb::Accept => "accept",
            GrantVerb::Reverse => "reverse",
        }
    }
}

impl GrantState {
    /// The words of all states, as the database keeps them.
    pub const WORDS: [&str; 5] = ["awarded", "active", "lapsed", "closed", "reversed"];

    /// The word in the database.
    pub const fn word(&self) -> &'static str {
        match self {
            GrantState::Awarded => "awarded",
            GrantState::Active { .. } => "active",
            GrantState::Lapsed => "lapsed",
            GrantState::Closed { .. } => "closed",
            GrantState::Reversed { .. } => "reversed",
        }
    }
    /// The award stands: it has neither lapsed nor been reversed.
    pub const fn stands(&self) -> bool {
        match self {
            GrantState::Awarded | GrantState::Active { .. } | GrantState::Closed { .. } => true,
            GrantState::Lapsed | GrantState::Reversed { .. } => false,
        }
    }
    /// When and by whom the terms were accepted.
    pub fn acceptance(&self) -> Option<(DateTime<Utc>, &str)> {
        match self {
            GrantState::Active { accepted_at, accepted_by }
            | GrantState::Closed { accepted_at, accepted_by } => Some((*accepted_at, accepted_by)),
            GrantState::Reversed { accepted, .. } => {
                accepted.as_ref().map(|(at, by)| (*at, by.as_str()))
            }
            GrantState::Awarded | GrantState::Lapsed => None,
        }
    }
    /// What is possible now; the buttons on the pages come from here.
    pub const fn possible(&self) -> &'static [GrantVerb] {
        match self {
            GrantState::Awarded => &[GrantVerb::Accept, GrantVerb::Reverse],
            GrantState::Active { .. } => &[GrantVerb::Reverse],
            GrantState::Lapsed | GrantState::Closed { .. } | GrantState::Reversed { .. } => &[],
        }
    }
    /// When and by whom it was reversed.
    pub fn reversal(&self) -> Option<(DateTime<Utc>, &str)> {
        match self {
            GrantState::Reversed { at, by, .. } => Some((*at, by)),
            _ => None,
        }
    }
    fn refuses(&self, verb: GrantVerb) -> NotPossible {
        NotPossible {
            tried: verb.word(),
            state: self.word(),
            possible: self.possible().iter().map(|verb| verb.word()).collect(),
        }
    }
    /// Accepts the terms.
    pub fn accept(self, at: DateTime<Utc>, by: &str) -> Result<GrantState, NotPossible> {
        match self {
            GrantState::Awarded => {
                Ok(GrantState::Active { accepted_at: at, accepted_by: by.to_owned() })
            }
            other => Err(other.refuses(GrantVerb::Accept)),
        }
    }
    /// Takes it back, before or after the terms were accepted.
    pub fn reverse(self, at: DateTime<Utc>, by: &str) -> Result<GrantState, NotPossible> {
        let by = by.to_owned();
        match self {
            GrantState::Awarded => Ok(GrantState::Reversed { accepted: None, at, by }),
            GrantState::Active { accepted_at, accepted_by } => {
                Ok(GrantState::Reversed { accepted: Some((accepted_at, accepted_by)), at, by })
            }
            other => Err(other.refuses(GrantVerb::Reverse)),
        }
    }
}

/// A stretch of time a grant is given for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundingPeriod {
    /// From 1.
    pub number: i32,
    /// The days.
    pub days: Period,
    /// The money for them.
    pub amount: Money,
}

/// One payment of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instalment {
    /// Its id.
    pub id: InstalmentId,
    /// The period it belongs to.
    pub period: i32,
    /// From 1 within the grant.
    pub number: i32,
    /// When it is to be paid.
    pub due_on: Day,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub state: InstalmentState,
}

/// Where an instalment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InstalmentState {
    /// To be paid on its day.
    Scheduled,
    /// Paid on this day.
    Paid(Day),
    /// Not to be paid.
    Stopped,
}

impl InstalmentState {
    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            InstalmentState::Scheduled => "scheduled",
            InstalmentState::Paid(_) => "paid",
            InstalmentState::Stopped => "stopped",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_every_verb() {
        let at = Day::new(2012, 5, 2).unwrap().begins_at();
        let (accepted_at, accepted_by) = (at, "Kari".to_owned());
        let states = [
            GrantState::Awarded,
            GrantState::Active { accepted_at, accepted_by: accepted_by.clone() },
            GrantState::Lapsed,
            GrantState::Closed { accepted_at, accepted_by: accepted_by.clone() },
            GrantState::Reversed { accepted: Some((at, accepted_by)), at, by: "Dina".to_owned() },
        ];
        assert_eq!(GrantState::WORDS.to_vec(), states.each_ref().map(GrantState::word).to_vec());
        let mut table = String::new();
        for state in states {
            let word = state.word();
            for verb in GrantVerb::ALL {
                let before = state.clone();
                let after = match verb {
                    GrantVerb::Accept => before.accept(at, "Kari"),
                    GrantVerb::Reverse => before.reverse(at, "Dina"),
                };
                assert_eq!(after.is_ok(), state.possible().contains(&verb), "{word}");
                let after = match after {
                    Ok(next) => next.word().to_owned(),
                    Err(no) => no.to_string(),
                };
                table += &format!("{word} + {} → {after}\n", verb.word());
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn who_had_accepted_stays_known_when_it_is_reversed() {
        let at = Day::new(2012, 5, 2).unwrap().begins_at();
        let later = Day::new(2012, 9, 2).unwrap().begins_at();
        let active = GrantState::Awarded.accept(at, "Kari").unwrap();
        let reversed = active.reverse(later, "Dina").unwrap();
        assert_eq!(reversed.acceptance(), Some((at, "Kari")));
        assert_eq!(reversed.reversal(), Some((later, "Dina")));
        let unanswered = GrantState::Awarded.reverse(later, "Dina").unwrap();
        assert_eq!(unanswered.acceptance(), None);
    }
}
