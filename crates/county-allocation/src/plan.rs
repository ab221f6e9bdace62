//! How a call's money is to be shared out, before anything is computed.

use crate::{Apportionment, CountyFrame, Rules};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocabulary::{CountyNumber, Money};

/// How a scenario sets its frames, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// The whole budget is one frame: down the national list by score.
    RankedList,
    /// Each county has a frame of its own, by a formula or by hand.
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

/// How a call's money is shared out: the frames, and by what rules projects are chosen within them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// How the frames are set.
    pub frames: FramePlan,
    /// How projects are chosen within them.
    #[serde(default)]
    pub rules: Rules,
    /// How much of the call's budget is shared out, more than nothing and at most all of it; the whole
    /// of it where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
}

/// How the frames of a plan are set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FramePlan {
    /// The whole budget is one frame.
    OneFrame,
    /// A frame for each county, shared out by weights.
    ByFormula(Formula),
    /// A frame for each county that somebody has set, with a reason.
    ByHand {
        /// What each county must get at least and may get at most. Who is not named gets nothing. They
        /// may add up to more than the budget, which is never exceeded all the same.
        frames: BTreeMap<CountyNumber, CountyFrame>,
        /// Why they are as they are.
        why: String,
    },
}

/// How a pot is shared over the counties: on which terms, by which weights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Formula {
    /// How quotas become whole units.
    pub method: Apportionment,
    /// Frames are whole multiples of this, beyond the lump.
    pub unit: Money,
    /// Held back of the budget before anything is shared.
    pub reserve: Money,
    /// The least any county may get.
    pub floor: Option<Money>,
    /// The most any county may get.
    pub cap: Option<Money>,
    /// Whether no county gets more than its applicants have applied for.
    pub demand_as_cap: bool,
    /// What every county gets before anything is shared by weight.
    pub lump: Money,
    /// What counties count by.
    pub weights: WeightSource,
}

impl Default for Formula {
    /// By population, largest remainder, in units of 1 000 kr.
    fn default() -> Self {
        Formula {
            method: Apportionment::Hamilton,
            unit: Money::from_kroner(1000),
            reserve: Money::ZERO,
            floor: None,
            cap: None,
            demand_as_cap: false,
            lump: Money::ZERO,
            weights: WeightSource::Population,
        }
    }
}

/// What counties count by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WeightSource {
    /// Persons on 1 January of the call's year.
    Population,
    /// An imported set of weights of county level, by its slug; the latest version when it is drawn.
    Set(String),
    /// A need index: population times weighted criteria per head, each held against the nation's.
    Index(Vec<NeedCriterion>),
}

/// A criterion of a need index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedCriterion {
    /// The slug of the set of weights that counts it.
    pub set: String,
    /// How much of the index it makes up, in millionths; all of them together make 1 000 000.
    pub share_millionths: i64,
}

impl Plan {
    /// The usual plan of a method: frames by population where counties have them, and the list goes on
    /// past what does not fit.
    pub fn of(method: Method) -> Plan {
        let frames = match method {
            Method::RankedList => FramePlan::OneFrame,
            Method::CountyFrames => FramePlan::ByFormula(Formula::default()),
        };
        Plan { frames, rules: Rules::default(), budget: None }
    }

    /// How it sets its frames, in one word.
    pub fn method(&self) -> Method {
        match self.frames {
            FramePlan::OneFrame => Method::RankedList,
            FramePlan::ByFormula(_) | FramePlan::ByHand { .. } => Method::CountyFrames,
        }
    }

    /// The formula of its frames, where there is one.
    pub fn formula(&self) -> Option<&Formula> {
        match &self.frames {
            FramePlan::ByFormula(formula) => Some(formula),
            FramePlan::OneFrame | FramePlan::ByHand { .. } => None,
        }
    }

    /// The slugs of the sets of weights it takes, in the order of the plan.
    pub fn sets(&self) -> Vec<&str> {
        match self.formula().map(|formula| &formula.weights) {
            Some(WeightSource::Set(slug)) => vec![slug],
            Some(WeightSource::Index(criteria)) => {
                criteria.iter().map(|criterion| criterion.set.as_str()).collect()
            }
            Some(WeightSource::Population) | None => Vec::new(),
        }
    }

    /// Whether its frames depend on how many people live where.
    pub fn counts_people(&self) -> bool {
        let weights = self.formula().map(|formula| &formula.weights);
        matches!(weights, Some(WeightSource::Population | WeightSource::Index(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_read_back_as_it_was_written() {
        let by_hand = FramePlan::ByHand {
            frames: BTreeMap::from([(
                "03".parse().unwrap(),
                CountyFrame { least: Money::ZERO, most: Money::from_kroner(5) },
            )]),
            why: "Etter møtet".into(),
        };
        let index = Formula {
            weights: WeightSource::Index(vec![NeedCriterion {
                set: "alene".into(),
                share_millionths: 1_000_000,
            }]),
            ..Formula::default()
        };
        for frames in [FramePlan::OneFrame, by_hand, FramePlan::ByFormula(index)] {
            let mut plan = Plan { frames, rules: Rules::default(), budget: None };
            assert!(!serde_json::to_string(&plan).unwrap().contains("budget"), "as it was before");
            plan.budget = Some(Money::from_kroner(7));
            let text = serde_json::to_string(&plan).unwrap();
            assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan, "{text}");
        }
        let short = r#"{"frames":{"by-formula":{"weights":{"set":"unge"}}}}"#;
        let plan: Plan = serde_json::from_str(short).expect("what is left out is as usual");
        assert_eq!((plan.sets(), plan.method()), (vec!["unge"], Method::CountyFrames));
        assert!(!plan.counts_people());
    }
}
