//! One way of sharing out a call's money.

use crate::{Inputs, Method, Plan, Reason, Shares};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use vocabulary::{ApplicationId, CallId, CountyNumber, Money, NotPossible, ScenarioId};

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
    /// How it shares the money out.
    pub plan: Plan,
    /// What it was computed from.
    pub inputs: Inputs,
    /// SHA-256 of the inputs as they are kept; none of scenarios drawn by versions before plans.
    pub inputs_hash: Option<String>,
    /// How the frames were computed, where a formula set them.
    pub working: Option<Shares>,
    /// What was set by hand, by application.
    pub adjustments: Vec<Adjustment>,
    /// What there was to share.
    pub budget: Money,
    /// When it was drawn last.
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
    /// How it sets its frames, in one word.
    pub fn method(&self) -> Method {
        self.plan.method()
    }
    /// What it awards in all.
    pub fn awarded(&self) -> Money {
        self.lines.iter().map(|line| line.awarded).sum()
    }
    /// What a county was called at the time.
    pub fn county_name(&self, county: CountyNumber) -> Option<&str> {
        let line = self.counties.iter().find(|line| line.county == county);
        line.map(|line| line.name.as_str())
    }
    /// How many people lived in a county; none where the source does not say.
    pub fn persons(&self, county: CountyNumber) -> Option<i64> {
        self.inputs.population.of(county)
    }
    /// How many projects it funds.
    pub fn projects(&self) -> usize {
        self.lines.iter().filter(|line| line.awarded.is_positive()).count()
    }
    /// Who is funded when money comes back: refused for want of money only, in the order of the list.
    pub fn reserve_list(&self) -> Vec<ApplicationId> {
        let waiting = self
            .lines
            .iter()
            .filter(|line| !line.awarded.is_positive() && line.reason.is_for_want_of_money());
        waiting.map(|line| line.application).collect()
    }
    /// Where it stands, when this scenario of its call is adopted (none yet: `None`).
    pub fn state(&self, adopted: Option<ScenarioId>) -> ScenarioState {
        match adopted {
            _ if self.adopted.is_some() => ScenarioState::Adopted,
            Some(other) if other != self.id => ScenarioState::PassedOver,
            _ => ScenarioState::Draft,
        }
    }
}

/// Where a scenario stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScenarioState {
    /// It can still become the one.
    Draft,
    /// The call was settled by another one.
    PassedOver,
    /// The call was settled by it.
    Adopted,
}

/// What can be done with a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScenarioVerb {
    /// Draw it again from what stands now.
    Redraw,
    /// Set an amount by hand.
    Adjust,
    /// Take such an amount back.
    DropAdjustment,
    /// Settle the call by it.
    Adopt,
    /// Hold it against another.
    Compare,
}

impl ScenarioVerb {
    /// All of them.
    pub const ALL: [ScenarioVerb; 5] = [
        ScenarioVerb::Redraw,
        ScenarioVerb::Adjust,
        ScenarioVerb::DropAdjustment,
        ScenarioVerb::Adopt,
        ScenarioVerb::Compare,
    ];
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            ScenarioVerb::Redraw => "redraw",
            ScenarioVerb::Adjust => "adjust",
            ScenarioVerb::DropAdjustment => "drop-adjustment",
            ScenarioVerb::Adopt => "adopt",
            ScenarioVerb::Compare => "compare",
        }
    }
}

impl ScenarioState {
    /// All of them.
    pub const ALL: [ScenarioState; 3] =
        [ScenarioState::Draft, ScenarioState::PassedOver, ScenarioState::Adopted];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            ScenarioState::Draft => "draft",
            ScenarioState::PassedOver => "passed-over",
            ScenarioState::Adopted => "adopted",
        }
    }
    /// Whether this can be done now.
    pub fn may(self, verb: ScenarioVerb) -> bool {
        verb == ScenarioVerb::Compare || self == ScenarioState::Draft
    }
    /// Refuses what cannot be done now, with what can.
    pub fn allow(self, verb: ScenarioVerb) -> Result<(), NotPossible> {
        if self.may(verb) {
            return Ok(());
        }
        let possible = ScenarioVerb::ALL.into_iter().filter(|verb| self.may(*verb));
        Err(NotPossible {
            tried: verb.word(),
            state: self.word(),
            possible: possible.map(ScenarioVerb::word).collect(),
        })
    }
}

/// An amount that somebody set by hand in a scenario, and why. The computed amount stays known beside
/// it, in the reason of the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// Of which application.
    pub application: ApplicationId,
    /// What it gets; nothing is an amount too.
    pub amount: Money,
    /// Why, as its applicant is told.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl Adjustment {
    /// The most letters of a reason.
    pub const LONGEST_REASON: usize = 2000;
}

/// What a county gets in a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountyLine {
    /// The county.
    pub county: CountyNumber,
    /// Its name at the time.
    pub name: String,
    /// What it counts by: persons, unless the plan says otherwise.
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

impl ScenarioLine {
    /// What was computed for it, before anybody set it by hand.
    pub fn computed(&self) -> Money {
        match &self.reason {
            Reason::Adjusted { from, .. } => *from,
            _ => self.awarded,
        }
    }
    /// Whether somebody set it by hand.
    pub fn is_adjusted(&self) -> bool {
        matches!(self.reason, Reason::Adjusted { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_every_verb() {
        let mut table = String::new();
        for state in ScenarioState::ALL {
            for verb in ScenarioVerb::ALL {
                let then = match state.allow(verb) {
                    Ok(()) => "may".to_owned(),
                    Err(refused) => refused.to_string(),
                };
                table.push_str(&format!("{} · {}: {then}\n", state.word(), verb.word()));
            }
        }
        insta::assert_snapshot!(table);
    }
}
