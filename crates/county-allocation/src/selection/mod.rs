//! Choosing projects within frames of money: who gets what, and why.

mod compare;
mod given;
mod line;
mod pro_rata;
mod reason;
mod rules;
#[cfg(test)]
mod tests;
mod words;

pub use compare::{OtherAmount, Swaps, compare_choices, with_scores};
pub use given::{BrokenRule, Given};
pub use reason::{Rank, Reason};
pub use rules::{AtTheLine, CountyFrame, Cut, Frames, Quota, Rules, Step, TieBreak};

use serde::{Deserialize, Serialize};
use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;
use vocabulary::{ApplicationId, CountyNumber, Money};

/// An application that stands for selection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contender {
    /// Which.
    pub application: ApplicationId,
    /// What people call it; the last resort when scores are equal.
    pub reference: String,
    /// Its county.
    pub county: CountyNumber,
    /// What was applied for.
    pub applied: Money,
    /// What the assessors recommend; never more than was applied for.
    pub recommended: Money,
    /// Its score, in thousandths on a scale from 0 to 100.
    pub score_milli: i64,
    /// The least its applicant could carry out the project with; none when nothing was said.
    pub least: Option<Money>,
    /// The organisation number of its applicant.
    pub recipient: String,
    /// What it is for, by the word of a purpose in [`Rules::purposes`]; none when it is for none of them.
    pub purpose: Option<String>,
}

/// What became of a contender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The contender.
    pub contender: Contender,
    /// Its place in the whole list, from 1.
    pub place: usize,
    /// What it gets; nothing when it is refused.
    pub awarded: Money,
    /// Why.
    pub reason: Reason,
}

/// A minimum that was not reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum Short {
    /// A county got less than its minimum.
    County {
        /// Which.
        county: CountyNumber,
        /// Its minimum.
        least: Money,
        /// What it got.
        got: Money,
    },
    /// A purpose got less than its minimum.
    Purpose {
        /// Which.
        purpose: String,
        /// Its minimum.
        least: Money,
        /// What it got.
        got: Money,
    },
}

/// What became of all contenders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// One for each contender, by place.
    pub choices: Vec<Choice>,
    /// Who would be funded if there were more money, for example what others return: those refused for
    /// want of money only, in the order in which they stand.
    pub reserve_list: Vec<ApplicationId>,
    /// What is left of the budget.
    pub left: Money,
    /// Minima of counties and purposes that were not reached. Money is kept for them while somebody
    /// further down could use it, but a list by score does not search for combinations that fit.
    pub short: Vec<Short>,
}

/// Chooses by score: ranks the contenders, and either goes down the list while the frames last or cuts
/// all of them alike, by the rules. Never above a frame, a quota or the budget. The order of
/// `contenders` does not matter.
pub fn select(frames: &Frames, rules: &Rules, contenders: Vec<Contender>) -> Selection {
    let ranked = ranked(frames, rules, contenders);
    let choices = match rules.cut {
        Cut::ProRata => pro_rata::cut_alike(frames, rules, ranked),
        Cut::None | Cut::Steps(_) => line::down_the_list(frames, rules, ranked),
    };
    let awarded: Money = choices.iter().map(|choice| choice.awarded).sum();
    let reserve_list = choices
        .iter()
        .filter(|choice| !choice.awarded.is_positive() && choice.reason.is_for_want_of_money())
        .map(|choice| choice.contender.application)
        .collect();
    Selection {
        reserve_list,
        left: frames.budget - awarded,
        short: short(frames, rules, &choices),
        choices,
    }
}

/// A contender with where it stands.
pub(crate) struct Ranked {
    pub contender: Contender,
    /// Its place in the whole list, from 1.
    pub place: usize,
    /// Where it stands in its own frame.
    pub rank: Rank,
    /// Where it stands in the whole budget.
    pub overall: Rank,
}

/// The contenders by score, ties by the rules, with their places.
pub(crate) fn ranked(
    frames: &Frames,
    rules: &Rules,
    mut contenders: Vec<Contender>,
) -> Vec<Ranked> {
    contenders.sort_by(|a, b| {
        let by_rules = rules.ties.iter().map(|tie| tie_order(*tie, a, b));
        b.score_milli
            .cmp(&a.score_milli)
            .then(by_rules.fold(Ordering::Equal, Ordering::then))
            .then_with(|| a.reference.cmp(&b.reference))
            .then_with(|| a.application.cmp(&b.application))
    });
    let key = |contender: &Contender| frames.by_county.as_ref().map(|_| contender.county);
    let mut standing: BTreeMap<Option<CountyNumber>, usize> = BTreeMap::new();
    for contender in &contenders {
        *standing.entry(key(contender)).or_default() += 1;
    }
    let mut seen: BTreeMap<Option<CountyNumber>, usize> = BTreeMap::new();
    let all = contenders.len();
    contenders
        .into_iter()
        .zip(1..)
        .map(|(contender, overall)| {
            let county = key(&contender);
            let place = seen.entry(county).or_default();
            *place += 1;
            Ranked {
                rank: Rank {
                    place: *place,
                    of: standing.get(&county).copied().unwrap_or(0),
                    frame: frames.of(contender.county).most,
                    county,
                },
                overall: Rank { place: overall, of: all, frame: frames.budget, county: None },
                place: overall,
                contender,
            }
        })
        .collect()
}

fn tie_order(tie: TieBreak, a: &Contender, b: &Contender) -> Ordering {
    let share = |one: &Contender, other: &Contender| {
        i128::from(one.recommended.ore()) * i128::from(other.applied.ore().max(1))
    };
    match tie {
        TieBreak::SmallerAmount => a.recommended.cmp(&b.recommended),
        TieBreak::LargerAmount => b.recommended.cmp(&a.recommended),
        TieBreak::LargerShareRecommended => Reverse(share(a, b)).cmp(&Reverse(share(b, a))),
        TieBreak::EarlierReference => a.reference.cmp(&b.reference),
    }
}

fn short(frames: &Frames, rules: &Rules, choices: &[Choice]) -> Vec<Short> {
    let mut by_county: BTreeMap<CountyNumber, Money> = BTreeMap::new();
    let mut by_purpose: BTreeMap<&str, Money> = BTreeMap::new();
    for choice in choices {
        let county = by_county.entry(choice.contender.county).or_default();
        *county = *county + choice.awarded;
        if let Some(purpose) = &choice.contender.purpose {
            let purpose = by_purpose.entry(purpose).or_default();
            *purpose = *purpose + choice.awarded;
        }
    }
    let counties = frames.by_county.iter().flatten().map(|(county, frame)| {
        let got = by_county.get(county).copied().unwrap_or_default();
        (frame.least, got, Short::County { county: *county, least: frame.least, got })
    });
    let purposes = rules.purposes.iter().map(|(purpose, quota)| {
        let (least, got) = (quota.least, by_purpose.get(purpose.as_str()).copied());
        let got = got.unwrap_or_default();
        (least, got, Short::Purpose { purpose: purpose.clone(), least, got })
    });
    let all = counties.chain(purposes);
    all.filter(|(least, got, _)| got < least).map(|(_, _, short)| short).collect()
}
