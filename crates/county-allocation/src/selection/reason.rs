//! Why an application got what it got, as facts.

use serde::{Deserialize, Serialize};
use vocabulary::{ApplicationId, CountyNumber, Money};

/// Where an application stands among those it competes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rank {
    /// Its place within its frame, from 1.
    pub place: usize,
    /// How many stand in that frame.
    pub of: usize,
    /// The frame.
    pub frame: Money,
    /// Whose frame it is; none where the whole budget is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub county: Option<CountyNumber>,
}

/// Why an application got what it got: kept as facts (amounts in øre), said in the reader's language by
/// [`Reason::in_words`]. What was kept once can always be read: fields are only added, never required.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "kebab-case")]
pub enum Reason {
    /// High enough on the list while there was money.
    Funded {
        /// Where it stands.
        #[serde(flatten)]
        rank: Rank,
    },
    /// It gets what was left, which its applicant can do with.
    Partial {
        /// Where it stands.
        #[serde(flatten)]
        rank: Rank,
        /// What was left.
        left: Money,
        /// What it needed.
        needed: Money,
        /// The applicant's own minimum.
        least: Money,
    },
    /// Its score gives it a part of what is recommended, or nothing.
    CutByStep {
        /// Where it stands.
        #[serde(flatten)]
        rank: Rank,
        /// The part, in thousandths of a percent.
        percent_milli: i64,
        /// The score from which that part is given; none when it reaches no step.
        #[serde(default)]
        from_score_milli: Option<i64>,
        /// What is recommended.
        recommended: Money,
    },
    /// All in its frame are cut alike.
    CutProRata {
        /// Where it stands.
        #[serde(flatten)]
        rank: Rank,
        /// What it gets of what is recommended, in thousandths of a percent.
        percent_milli: i64,
        /// What is recommended.
        recommended: Money,
    },
    /// Those before it used up the frame.
    UsedUp {
        /// Where it stands.
        #[serde(flatten)]
        rank: Rank,
        /// How many of those before it were funded.
        funded_before: usize,
    },
    /// What was left did not reach.
    DoesNotFit {
        /// Where it stands.
        #[serde(flatten)]
        rank: Rank,
        /// What was left of the frame.
        left: Money,
        /// What it needed.
        needed: Money,
    },
    /// The list ended above it, at the first application the money did not reach.
    Stopped {
        /// Where it stands.
        #[serde(flatten)]
        rank: Rank,
        /// The place at which the list ended.
        at: usize,
    },
    /// What it could have got is less than its applicant's own minimum.
    BelowLeast {
        /// Where it stands.
        #[serde(flatten)]
        rank: Rank,
        /// What it could have got.
        offered: Money,
        /// The applicant's own minimum.
        least: Money,
    },
    /// What is left is kept for counties or purposes that have not got their minimum.
    KeptForOthers {
        /// Where it stands.
        #[serde(flatten)]
        rank: Rank,
        /// What was left of the budget.
        left: Money,
        /// What of it is kept.
        kept: Money,
        /// What it needed.
        needed: Money,
    },
    /// Its purpose has got what it may get.
    PurposeUsedUp {
        /// Where it stands.
        #[serde(flatten)]
        rank: Rank,
        /// The purpose.
        purpose: String,
        /// What the purpose may get.
        most: Money,
        /// What was left of that.
        left: Money,
        /// What it needed.
        needed: Money,
    },
    /// Its applicant has got as many awards as one may get.
    RecipientHasEnough {
        /// Where it stands.
        #[serde(flatten)]
        rank: Rank,
        /// As many as one may get.
        most: u32,
    },
    /// Another application is funded, and only one of the two can be.
    ExcludedBy {
        /// Where it stands.
        #[serde(flatten)]
        rank: Rank,
        /// The other one.
        other: ApplicationId,
        /// What people call it.
        reference: String,
    },
    /// It belongs to the choice that adds up to the most points within the frames.
    InOptimum {
        /// Where it stands.
        #[serde(flatten)]
        rank: Rank,
    },
    /// It does not belong to the choice that adds up to the most points within the frames.
    OutsideOptimum {
        /// Where it stands.
        #[serde(flatten)]
        rank: Rank,
    },
    /// The assessors recommended nothing.
    NothingRecommended,
    /// An officer decided otherwise than the computation, and wrote why.
    Adjusted {
        /// Who.
        by: String,
        /// Why, in their words.
        why: String,
        /// What was computed.
        from: Money,
    },
}

impl Reason {
    /// Where the application stands; none where that is not what decided.
    pub fn rank(&self) -> Option<Rank> {
        match self {
            Reason::Funded { rank }
            | Reason::Partial { rank, .. }
            | Reason::CutByStep { rank, .. }
            | Reason::CutProRata { rank, .. }
            | Reason::UsedUp { rank, .. }
            | Reason::DoesNotFit { rank, .. }
            | Reason::Stopped { rank, .. }
            | Reason::BelowLeast { rank, .. }
            | Reason::KeptForOthers { rank, .. }
            | Reason::PurposeUsedUp { rank, .. }
            | Reason::RecipientHasEnough { rank, .. }
            | Reason::ExcludedBy { rank, .. }
            | Reason::InOptimum { rank }
            | Reason::OutsideOptimum { rank } => Some(*rank),
            Reason::NothingRecommended | Reason::Adjusted { .. } => None,
        }
    }

    /// The purpose it speaks of, by its key in the form.
    pub fn purpose(&self) -> Option<&str> {
        match self {
            Reason::PurposeUsedUp { purpose, .. } => Some(purpose),
            _ => None,
        }
    }

    /// The same with the purpose it speaks of under the name people know, for [`Reason::in_words`]. For
    /// reading only: what is kept is the key.
    #[must_use]
    pub fn with_purpose_called(mut self, name: &str) -> Reason {
        if let Reason::PurposeUsedUp { purpose, .. } = &mut self {
            name.clone_into(purpose);
        }
        self
    }

    /// It was refused for want of money only: more money, for example what others return, would fund it.
    pub fn is_for_want_of_money(&self) -> bool {
        matches!(
            self,
            Reason::UsedUp { .. }
                | Reason::DoesNotFit { .. }
                | Reason::Stopped { .. }
                | Reason::BelowLeast { .. }
                | Reason::KeptForOthers { .. }
                | Reason::PurposeUsedUp { .. }
                | Reason::OutsideOptimum { .. }
        )
    }
}
