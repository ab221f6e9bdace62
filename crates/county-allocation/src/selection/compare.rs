//! Two choices beside each other, and the same contenders with other scores.

use super::{Choice, Contender};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocabulary::{ApplicationId, Money};

/// Somebody who gets something in both choices, and not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherAmount {
    /// Which.
    pub application: ApplicationId,
    /// What it gets in the one.
    pub a: Money,
    /// What it gets in the other.
    pub b: Money,
}

/// What is different between two choices, each list in the order of the first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swaps {
    /// Funded in the first only.
    pub funded_only_in_a: Vec<ApplicationId>,
    /// Funded in the second only (in the order of the second).
    pub funded_only_in_b: Vec<ApplicationId>,
    /// Funded in both with different amounts.
    pub other_amount: Vec<OtherAmount>,
}

impl Swaps {
    /// Both choices fund the same with the same amounts.
    pub fn is_empty(&self) -> bool {
        self.funded_only_in_a.is_empty()
            && self.funded_only_in_b.is_empty()
            && self.other_amount.is_empty()
    }
}

/// Who swaps with whom between two choices among the same applications.
pub fn compare_choices(a: &[Choice], b: &[Choice]) -> Swaps {
    let funded = |choices: &[Choice]| -> BTreeMap<ApplicationId, Money> {
        let funded = choices.iter().filter(|choice| choice.awarded.is_positive());
        funded.map(|choice| (choice.contender.application, choice.awarded)).collect()
    };
    let (in_a, in_b) = (funded(a), funded(b));
    let only = |choices: &[Choice], other: &BTreeMap<ApplicationId, Money>| {
        let funded = choices.iter().filter(|choice| choice.awarded.is_positive());
        let ids = funded.map(|choice| choice.contender.application);
        ids.filter(|id| !other.contains_key(id)).collect()
    };
    let other_amount = a.iter().filter_map(|choice| {
        let application = choice.contender.application;
        let (a, b) = (*in_a.get(&application)?, *in_b.get(&application)?);
        (a != b).then_some(OtherAmount { application, a, b })
    });
    Swaps {
        funded_only_in_a: only(a, &in_b),
        funded_only_in_b: only(b, &in_a),
        other_amount: other_amount.collect(),
    }
}

/// The same contenders with other scores, for example as they would be with another weight or without
/// one assessor. Who has no score then does not stand for selection.
pub fn with_scores(
    contenders: &[Contender],
    scores_milli: &BTreeMap<ApplicationId, i64>,
) -> Vec<Contender> {
    let with = contenders.iter().filter_map(|contender| {
        let score_milli = *scores_milli.get(&contender.application)?;
        Some(Contender { score_milli, ..contender.clone() })
    });
    with.collect()
}
