//! Something a grant owes by a day.

use crate::ReportKind;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use vocabulary::{Day, DeadlineId, GrantId, NotPossible, OrganisationId};

/// What is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Owed {
    /// The recipient's acceptance of the terms.
    Acceptance,
    /// A report.
    Report(ReportKind),
}

impl Owed {
    /// The word that stands in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Owed::Acceptance => "acceptance",
            Owed::Report(kind) => kind.word(),
        }
    }
}

impl fmt::Display for Owed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl FromStr for Owed {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        if word == Owed::Acceptance.word() {
            return Ok(Owed::Acceptance);
        }
        word.parse()
            .map(Owed::Report)
            .map_err(|_| format!("«{word}» is not something a grant owes"))
    }
}
impl From<Owed> for String {
    fn from(owed: Owed) -> String {
        owed.word().to_owned()
    }
}
impl TryFrom<String> for Owed {
    type Error = String;
    fn try_from(word: String) -> Result<Owed, String> {
        word.parse()
    }
}

/// Something a grant owes by a day, with the plain words that letters and lists need about the grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Its id.
    pub id: DeadlineId,
    /// Whose it is.
    pub grant: GrantId,
    /// The organisation that owes.
    pub organisation: OrganisationId,
    /// The reference people know the grant by.
    pub grant_reference: String,
    /// What the project is called.
    pub project_title: String,
    /// What is owed.
    pub owed: Owed,
    /// What is owed, in words for a letter.
    pub title: String,
    /// The last day, which ends at midnight in Norway.
    pub due_on: Day,
    /// The name of its ladder of reminders.
    pub ladder: String,
    /// Where it stands.
    pub state: DeadlineState,
}

/// Where a deadline stands. That it is overdue is no state: that is what an open one is after its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadlineState {
    /// It is owed.
    Open,
    /// It was delivered.
    Met {
        /// When.
        at: DateTime<Utc>,
    },
    /// Nothing is owed any more.
    Lapsed,
}

/// What can be done to a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadlineAct {
    /// What was owed is delivered.
    Meet,
    /// What was owed is not owed any more.
    Lapse,
    /// It gets another day.
    Move,
}

impl DeadlineAct {
    /// All of them.
    pub const ALL: [DeadlineAct; 3] = [DeadlineAct::Meet, DeadlineAct::Lapse, DeadlineAct::Move];

    /// The verb.
    pub const fn word(self) -> &'static str {
        match self {
            DeadlineAct::Meet => "meet",
            DeadlineAct::Lapse => "lapse",
            DeadlineAct::Move => "move",
        }
    }
}

impl DeadlineState {
    /// The word that stands in the database.
    pub const fn word(self) -> &'static str {
        match self {
            DeadlineState::Open => "open",
            DeadlineState::Met { .. } => "met",
            DeadlineState::Lapsed => "lapsed",
        }
    }
    /// What can be done now.
    pub fn possible(self) -> Vec<DeadlineAct> {
        match self {
            DeadlineState::Open => DeadlineAct::ALL.to_vec(),
            DeadlineState::Met { .. } | DeadlineState::Lapsed => Vec::new(),
        }
    }
    fn allow(self, act: DeadlineAct) -> Result<(), NotPossible> {
        let possible = self.possible();
        if possible.contains(&act) {
            return Ok(());
        }
        Err(NotPossible {
            tried: act.word(),
            state: self.word(),
            possible: possible.into_iter().map(DeadlineAct::word).collect(),
        })
    }
}

impl Deadline {
    /// Delivered at an instant; also after the day, a late report is still a report.
    pub fn meet(self, at: DateTime<Utc>) -> Result<Deadline, NotPossible> {
        self.state.allow(DeadlineAct::Meet)?;
        Ok(Deadline { state: DeadlineState::Met { at }, ..self })
    }
    /// Not owed any more.
    pub fn lapse(self) -> Result<Deadline, NotPossible> {
        self.state.allow(DeadlineAct::Lapse)?;
        Ok(Deadline { state: DeadlineState::Lapsed, ..self })
    }
    /// Due on another day.
    pub fn move_to(self, due_on: Day) -> Result<Deadline, NotPossible> {
        self.state.allow(DeadlineAct::Move)?;
        Ok(Deadline { due_on, ..self })
    }
    /// Still owed after its day.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.state == DeadlineState::Open && self.due_on < today
    }
    /// Where the recipient answers it.
    pub fn path(&self) -> String {
        match self.owed {
            Owed::Acceptance => format!("/grants/{}", self.grant),
            Owed::Report(_) => format!("/deadlines/{}", self.id),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::fmt::Write;

    pub(crate) fn deadline() -> Deadline {
        Deadline {
            id: DeadlineId::fresh(),
            grant: GrantId::fresh(),
            organisation: OrganisationId::fresh(),
            grant_reference: "IPS-2012-01".into(),
            project_title: "Jobb først".into(),
            owed: Owed::Report(ReportKind::AnnualReport),
            title: "Rapport for Jobb først".into(),
            due_on: Day::new(2013, 3, 1).expect("a day"),
            ladder: crate::STANDARD_LADDER.into(),
            state: DeadlineState::Open,
        }
    }

    #[test]
    fn every_state_and_every_act() {
        let at = deadline().due_on.begins_at();
        let mut table = String::new();
        for state in [DeadlineState::Open, DeadlineState::Met { at }, DeadlineState::Lapsed] {
            for act in DeadlineAct::ALL {
                let deadline = Deadline { state, ..deadline() };
                let outcome = match act {
                    DeadlineAct::Meet => deadline.meet(at),
                    DeadlineAct::Lapse => deadline.lapse(),
                    DeadlineAct::Move => deadline.clone().move_to(deadline.due_on.plus_days(30)),
                };
                let said = match outcome {
                    Ok(now) => format!("{}, due {}", now.state.word(), now.due_on),
                    Err(no) => format!("no: {no}"),
                };
                writeln!(table, "{:<7} {:<6} → {said}", state.word(), act.word()).expect("text");
            }
        }
        insta::assert_snapshot!(table, @r"
        open    meet   → met, due 2013-03-01
        open    lapse  → lapsed, due 2013-03-01
        open    move   → open, due 2013-03-31
        met     meet   → no: cannot meet what is met; nothing can be done with it now
        met     lapse  → no: cannot lapse what is met; nothing can be done with it now
        met     move   → no: cannot move what is met; nothing can be done with it now
        lapsed  meet   → no: cannot meet what is lapsed; nothing can be done with it now
        lapsed  lapse  → no: cannot lapse what is lapsed; nothing can be done with it now
        lapsed  move   → no: cannot move what is lapsed; nothing can be done with it now
        ");
    }

    #[test]
    fn a_deadline_is_overdue_when_its_day_is_over() {
        let deadline = deadline();
        assert!(!deadline.is_overdue(deadline.due_on));
        assert!(deadline.is_overdue(deadline.due_on.plus_days(1)));
    }

    #[test]
    fn what_is_owed_reads_back() {
        for owed in ["acceptance", "status-report", "annual-report", "final-report"] {
            assert_eq!(owed.parse::<Owed>().map(Owed::word), Ok(owed));
        }
        assert!("tax".parse::<Owed>().is_err());
    }
}
