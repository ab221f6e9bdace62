//! The rules a call's money is shared out by, and the frames it must stay within.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocabulary::{ApplicationId, CountyNumber, Money};

/// What happens at the first application that the money does not reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AtTheLine {
    /// The list ends there: nobody further down gets anything from the same frame.
    Stop,
    /// It is passed over and the next one that fits is taken.
    #[default]
    Skip,
    /// It gets what is left when that is no less than its applicant's own minimum, and is passed over
    /// otherwise. An applicant who has not said a minimum has not agreed to less, and is passed over.
    Partial,
}

impl AtTheLine {
    /// All of them.
    pub const ALL: [AtTheLine; 3] = [AtTheLine::Stop, AtTheLine::Skip, AtTheLine::Partial];

    /// The word in forms and files.
    pub const fn word(self) -> &'static str {
        match self {
            AtTheLine::Stop => "stop",
            AtTheLine::Skip => "skip",
            AtTheLine::Partial => "partial",
        }
    }
    /// What a word means.
    pub fn from_word(word: &str) -> Option<AtTheLine> {
        AtTheLine::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// One step of a step cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Step {
    /// From this score on, in thousandths on a scale from 0 to 100.
    pub from_score_milli: i64,
    /// How much of the recommended amount, in thousandths of a percent: 100 000 is all of it.
    pub percent_milli: i64,
}

/// Whether recommended amounts are cut before they are awarded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    /// They are not.
    #[default]
    None,
    /// All are cut by the same share within each frame, so that everybody gets something.
    ProRata,
    /// By score: the highest step that the score reaches decides, below the lowest nothing is given.
    Steps(Vec<Step>),
}

/// What decides between equal scores. The reference always decides last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TieBreak {
    /// The smaller recommended amount goes first.
    SmallerAmount,
    /// The larger recommended amount goes first.
    LargerAmount,
    /// Who is recommended more of what they applied for goes first.
    LargerShareRecommended,
    /// The reference that comes first in the alphabet goes first.
    EarlierReference,
}

impl TieBreak {
    /// All of them.
    pub const ALL: [TieBreak; 4] = [
        TieBreak::SmallerAmount,
        TieBreak::LargerAmount,
        TieBreak::LargerShareRecommended,
        TieBreak::EarlierReference,
    ];

    /// The word in forms and files.
    pub const fn word(self) -> &'static str {
        match self {
            TieBreak::SmallerAmount => "smaller-amount",
            TieBreak::LargerAmount => "larger-amount",
            TieBreak::LargerShareRecommended => "larger-share-recommended",
            TieBreak::EarlierReference => "earlier-reference",
        }
    }
    /// What a word means.
    pub fn from_word(word: &str) -> Option<TieBreak> {
        TieBreak::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// What a purpose must get at least and may get at most, in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Quota {
    /// At least.
    pub least: Money,
    /// At most; no limit when none.
    pub most: Option<Money>,
}

/// By what rules projects are chosen. The default goes down the list by score, the smaller recommended
/// amount first among equals, and passes over what does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// What happens at the first application that the money does not reach.
    pub at_the_line: AtTheLine,
    /// Whether recommended amounts are cut.
    pub cut: Cut,
    /// What decides between equal scores, the most important first.
    pub ties: Vec<TieBreak>,
    /// How many awards one recipient may get at most.
    pub per_recipient: Option<u32>,
    /// Pairs of which only one can be funded.
    pub exclusive: Vec<(ApplicationId, ApplicationId)>,
    /// What each purpose must get at least and may get at most. A purpose without an entry has no limit.
    pub purposes: BTreeMap<String, Quota>,
    /// What a cut or partial amount is rounded down to whole multiples of. What is recommended and not
    /// cut is never rounded.
    pub unit: Money,
}

impl Default for Rules {
    fn default() -> Self {
        Rules {
            at_the_line: AtTheLine::Skip,
            cut: Cut::None,
            ties: vec![TieBreak::SmallerAmount],
            per_recipient: None,
            exclusive: Vec::new(),
            purposes: BTreeMap::new(),
            unit: Money::from_kroner(1000),
        }
    }
}

impl Rules {
    /// An amount rounded down to whole units.
    pub(super) fn in_units(&self, amount: Money) -> Money {
        let unit = self.unit.ore().max(1);
        Money::from_ore(amount.ore().div_euclid(unit) * unit)
    }

    /// What an application of a score may get of what is recommended, in thousandths of a percent.
    pub(super) fn percent_milli(&self, score_milli: i64) -> i64 {
        match &self.cut {
            Cut::None | Cut::ProRata => WHOLE,
            Cut::Steps(steps) => steps
                .iter()
                .filter(|step| step.from_score_milli <= score_milli)
                .max_by_key(|step| step.from_score_milli)
                .map_or(0, |step| step.percent_milli.clamp(0, WHOLE)),
        }
    }
}

/// All of an amount, in thousandths of a percent.
pub(super) const WHOLE: i64 = 100_000;

/// What a county must get at least and may get at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CountyFrame {
    /// At least. A list by score cannot promise it: see [`Selection::short`](super::Selection::short).
    pub least: Money,
    /// At most.
    pub most: Money,
}

/// The money there is, and what each county may have of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frames {
    /// What there is in all; it is never exceeded, whatever the counties' frames add up to.
    pub budget: Money,
    /// A frame for each county; without it the whole budget is one frame. A county that is not named
    /// has nothing to give.
    pub by_county: Option<BTreeMap<CountyNumber, CountyFrame>>,
}

impl Frames {
    /// The whole budget as one frame.
    pub const fn whole(budget: Money) -> Frames {
        Frames { budget, by_county: None }
    }
    /// A frame of its own for each county, with no minimum.
    pub fn by_county(budget: Money, frames: &BTreeMap<CountyNumber, Money>) -> Frames {
        let frame = |(county, most): (&CountyNumber, &Money)| {
            (*county, CountyFrame { least: Money::ZERO, most: *most })
        };
        Frames { budget, by_county: Some(frames.iter().map(frame).collect()) }
    }
    /// The frame an application of a county competes in.
    pub fn of(&self, county: CountyNumber) -> CountyFrame {
        match &self.by_county {
            Some(frames) => frames.get(&county).copied().unwrap_or_default(),
            None => CountyFrame { least: Money::ZERO, most: self.budget },
        }
    }
}
