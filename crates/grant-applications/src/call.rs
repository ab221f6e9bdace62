//! A call for applications.

use crate::Criterion;
use chrono::{DateTime, Utc};
use vocabulary::{CallId, Day, Money, NotPossible, SchemeId};

/// A call: a budget and a period in which municipalities may apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Its id.
    pub id: CallId,
    /// The scheme it belongs to.
    pub scheme: SchemeId,
    /// The version of the scheme it was announced under.
    pub scheme_version: i32,
    /// Short name in addresses and references: `ips-2012`.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The budget year.
    pub year: i32,
    /// What can be awarded in all.
    pub budget: Money,
    /// When applications may come.
    pub opens_at: DateTime<Utc>,
    /// When they may no longer.
    pub closes_at: DateTime<Utc>,
    /// When the report on a grant of this call is due.
    pub report_due: Day,
    /// The last day a grant of this call is given for.
    pub funded_through: Day,
    /// How many days a recipient has to accept.
    pub accept_within_days: i32,
    /// The text of the announcement.
    pub about: String,
    /// What applications are scored on.
    pub criteria: Vec<Criterion>,
    /// Where it stands.
    pub state: CallState,
}

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallState {
    /// Being written; not public.
    Draft,
    /// Public; takes applications between its opening and closing moments.
    Open,
    /// Takes no more applications; they are being assessed.
    Closed,
    /// An allocation was adopted and every application decided.
    Decided,
}

/// What can be done with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallVerb {
    /// Make it public.
    Open,
    /// Take no more applications.
    Close,
    /// Settle it with an adopted allocation.
    Decide,
}

impl CallState {
    /// All of them.
    pub const ALL: [CallState; 4] =
        [CallState::Draft, CallState::Open, CallState::Closed, CallState::Decided];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            CallState::Draft => "draft",
            CallState::Open => "open",
            CallState::Closed => "closed",
            CallState::Decided => "decided",
        }
    }
    /// The state of a word, `None` when there is no such state.
    pub fn from_word(word: &str) -> Option<CallState> {
        CallState::ALL.into_iter().find(|state| state.word() == word)
    }
    /// What is possible now; the buttons on the pages come from here.
    pub const fn possible(self) -> &'static [CallVerb] {
        match self {
            CallState::Draft => &[CallVerb::Open],
            CallState::Open => &[CallVerb::Close],
            CallState::Closed => &[CallVerb::Decide],
            CallState::Decided => &[],
        }
    }
    /// The state after a verb.
    pub fn after(self, verb: CallVerb) -> Result<CallState, NotPossible> {
        if !self.possible().contains(&verb) {
            return Err(NotPossible {
                tried: verb.word(),
                state: self.word(),
                possible: self.possible().iter().map(|verb| verb.word()).collect(),
            });
        }
        Ok(match verb {
            CallVerb::Open => CallState::Open,
            CallVerb::Close => CallState::Closed,
            CallVerb::Decide => CallState::Decided,
        })
    }
}

impl CallVerb {
    /// All of them.
    pub const ALL: [CallVerb; 3] = [CallVerb::Open, CallVerb::Close, CallVerb::Decide];

    /// The word that state tables and refusals use.
    pub const fn word(self) -> &'static str {
        match self {
            CallVerb::Open => "open",
            CallVerb::Close => "close",
            CallVerb::Decide => "decide",
        }
    }
}

impl Call {
    /// Takes an application at this moment.
    pub fn takes_applications(&self, now: DateTime<Utc>) -> bool {
        self.state == CallState::Open && self.opens_at <= now && now < self.closes_at
    }
    /// Anybody may see it.
    pub fn is_public(&self) -> bool {
        self.state != CallState::Draft
    }
}

/// A call to announce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCall {
    /// Short name of the scheme.
    pub scheme_slug: String,
    /// Short name of the call.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The budget year.
    pub year: i32,
    /// What can be awarded in all.
    pub budget: Money,
    /// The first day applications may come.
    pub opens_on: Day,
    /// The last day they may: until midnight in Norway.
    pub closes_on: Day,
    /// When the report is due.
    pub report_due: Day,
    /// The last day a grant of this call is given for.
    pub funded_through: Day,
    /// How many days a recipient has to accept.
    pub accept_within_days: i32,
    /// The text of the announcement.
    pub about: String,
    /// What applications are scored on.
    pub criteria: Vec<Criterion>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_every_verb() {
        let mut table = String::new();
        for state in CallState::ALL {
            for verb in CallVerb::ALL {
                let after = match state.after(verb) {
                    Ok(next) => next.word().to_owned(),
                    Err(no) => no.to_string(),
                };
                table += &format!("{} + {} → {after}\n", state.word(), verb.word());
            }
        }
        insta::assert_snapshot!(table, @r"
        draft + open → open
        draft + close → cannot close what is draft; possible now: open
        draft + decide → cannot decide what is draft; possible now: open
        open + open → cannot open what is open; possible now: close
        open + close → closed
        open + decide → cannot decide what is open; possible now: close
        closed + open → cannot open what is closed; possible now: decide
        closed + close → cannot close what is closed; possible now: decide
        closed + decide → decided
        decided + open → cannot open what is decided; nothing can be done with it now
        decided + close → cannot close what is decided; nothing can be done with it now
        decided + decide → cannot decide what is decided; nothing can be done with it now
        ");
    }
}
