//! One way of sharing out a call's money.

use crate::Reason;
use chrono::{DateTime, Utc};
use vocabulary::{ApplicationId, CallId, CountyNumber, Money, ScenarioId};

/// How a scenario sets its frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// The whole budget is one frame: down the national list by score.
    RankedList,
    /// Each county has a frame by population (largest remainder, units of 1 000 kr).
    CountyFrames,
}

impl Method {
    /// All of them.
    pub const ALL: [Method; 2] = [Method::RankedList, Method::CountyFrames];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Method::RankedList => "ranked-list",
            Method::CountyFrames => "county-frames",
        }
    }
    /// The method of a word.
    pub fn from_word(word: &str) -> Option<Method> {
        Method::ALL.into_iter().find(|method| method.word() == word)
    }
}

/// One way of sharing out a call's money, with what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Its id.
    pub id: ScenarioId,
    /// The call.
    pub call: CallId,
    /// From 1 within the call.
    pub number: i32,
    /// What people call it.
    pub name: String,
    /// How the frames were set.
    pub method: Method,
    /// What there was to share.
    pub budget: Money,
    /// When it was drawn.
    pub made_at: DateTime<Utc>,
    /// By whom.
    pub made_by: String,
    /// When and by whom it was adopted; it never changes after that.
    pub adopted: Option<(DateTime<Utc>, String)>,
    /// One line per county of the time, by number.
    pub counties: Vec<CountyLine>,
    /// One line per application, by place.
    pub lines: Vec<ScenarioLine>,
}

impl Scenario {
    /// What it awards in all.
    pub fn awarded(&self) -> Money {
        self.lines.iter().map(|line| line.awarded).sum()
    }
    /// How many projects it funds.
    pub fn projects(&self) -> usize {
        self.lines.iter().filter(|line| line.awarded.is_positive()).count()
    }
}

/// What a county gets in a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountyLine {
    /// The county.
    pub county: CountyNumber,
    /// Its name at the time.
    pub name: String,
    /// What it counts by: persons.
    pub weight: i64,
    /// Its frame; none where the whole budget is one.
    pub frame: Option<Money>,
    /// What its projects get.
    pub awarded: Money,
    /// How many projects.
    pub projects: i32,
}

/// What an application gets in a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioLine {
    /// The application.
    pub application: ApplicationId,
    /// Its county.
    pub county: CountyNumber,
    /// Its place in the whole list, from 1.
    pub place: i32,
    /// Its score, in thousandths on a scale from 0 to 100.
    pub score_milli: i64,
    /// What was applied for.
    pub applied: Money,
    /// What the assessors recommend.
    pub recommended: Money,
    /// What it gets.
    pub awarded: Money,
    /// Why.
    pub reason: Reason,
}
