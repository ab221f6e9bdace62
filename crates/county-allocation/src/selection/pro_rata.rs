//! Everybody gets something: all amounts of a frame are cut by the same share.

use super::rules::WHOLE;
use super::{Choice, Frames, Given, Ranked, Reason, Rules};
use std::collections::BTreeMap;
use vocabulary::{CountyNumber, Money};

/// A share of an amount: `part` of `whole`, at most all of it.
#[derive(Clone, Copy)]
struct Share {
    part: i128,
    whole: i128,
}

impl Share {
    /// What of `wanted` fits into `frame`.
    fn fitting(frame: Money, wanted: i128) -> Share {
        let part = i128::from(frame.ore().max(0));
        if wanted <= part { Share { part: 1, whole: 1 } } else { Share { part, whole: wanted } }
    }
    fn min(self, other: Share) -> Share {
        if self.part * other.whole <= other.part * self.whole { self } else { other }
    }
    fn is_whole(self) -> bool {
        self.part == self.whole
    }
    fn of(self, ore: i128) -> i128 {
        ore * self.part / self.whole
    }
}

/// Cuts what is recommended by the share that makes it fit into the county's frame, the purpose's quota
/// and then the budget, whichever is smallest, and rounds down to whole units; what rounding leaves
/// stays in the frame.
///
/// Who would get less than its applicant's own minimum falls out, the lowest of each frame first, and
/// the others share anew, until all can do with what they get.
pub(super) fn cut_alike(frames: &Frames, rules: &Rules, ranked: Vec<Ranked>) -> Vec<Choice> {
    let mut refused = out_from_the_start(frames, rules, &ranked);
    let amounts = loop {
        let amounts = shared(frames, rules, &ranked, &refused);
        let mut lowest: BTreeMap<CountyNumber, usize> = BTreeMap::new();
        for (at, one) in ranked.iter().enumerate().filter(|(at, _)| refused[*at].is_none()) {
            if amounts[at] < least(rules, one) {
                // By place, so that the last one seen is the lowest.
                lowest.insert(one.rank.county.unwrap_or(one.contender.county), at);
            }
        }
        if frames.by_county.is_none() {
            // One frame: only the lowest of all.
            let last = lowest.values().copied().max();
            lowest.retain(|_, at| Some(*at) == last);
        }
        if lowest.is_empty() {
            break amounts;
        }
        for at in lowest.into_values() {
            let one = &ranked[at];
            let (offered, least) = (amounts[at], least(rules, one));
            refused[at] = Some(Reason::BelowLeast { rank: one.rank, offered, least });
        }
    };
    ranked
        .into_iter()
        .zip(amounts)
        .zip(refused)
        .map(|((one, amount), refused)| {
            let recommended = one.contender.recommended;
            let (awarded, reason) = match refused {
                Some(reason) => (Money::ZERO, reason),
                None if amount == recommended => (amount, Reason::Funded { rank: one.rank }),
                None => {
                    let percent = i128::from(amount.ore()) * i128::from(WHOLE);
                    let percent = percent / i128::from(recommended.ore().max(1));
                    let percent_milli = i64::try_from(percent).unwrap_or(WHOLE);
                    (amount, Reason::CutProRata { rank: one.rank, percent_milli, recommended })
                }
            };
            Choice { contender: one.contender, place: one.place, awarded, reason }
        })
        .collect()
}

/// The least that is worth awarding: the applicant's own minimum, and one unit in any case. Where less
/// than that is recommended, the recommendation stands.
fn least(rules: &Rules, one: &Ranked) -> Money {
    let own = one.contender.least.unwrap_or_default().max(rules.unit);
    own.max(Money::from_ore(1)).min(one.contender.recommended)
}

/// Who cannot be funded whatever the share.
fn out_from_the_start(frames: &Frames, rules: &Rules, ranked: &[Ranked]) -> Vec<Option<Reason>> {
    let mut admitted = Given::under(rules);
    let mut refused = Vec::with_capacity(ranked.len());
    for one in ranked {
        let (contender, rank) = (&one.contender, one.rank);
        let reason = if !contender.recommended.is_positive() {
            Some(Reason::NothingRecommended)
        } else if !frames.of(contender.county).most.is_positive() {
            Some(Reason::UsedUp { rank, funded_before: 0 })
        } else if let Some(rule) = admitted.not_another(contender) {
            Some(rule.refuses(rank, contender.recommended))
        } else {
            // How much it gets is not known yet; the share of its purpose is found with all the others.
            admitted.give(contender, Money::ZERO);
            None
        };
        refused.push(reason);
    }
    refused
}

/// What each gets when those who are not refused share.
fn shared(
    frames: &Frames,
    rules: &Rules,
    ranked: &[Ranked],
    refused: &[Option<Reason>],
) -> Vec<Money> {
    let mut counties: BTreeMap<Option<CountyNumber>, i128> = BTreeMap::new();
    let mut purposes: BTreeMap<&str, i128> = BTreeMap::new();
    let standing = || ranked.iter().zip(refused).filter(|(_, refused)| refused.is_none());
    for (one, _) in standing() {
        let wanted = i128::from(one.contender.recommended.ore());
        *counties.entry(one.rank.county).or_default() += wanted;
        if let Some(purpose) = &one.contender.purpose {
            *purposes.entry(purpose).or_default() += wanted;
        }
    }
    let first = |one: &Ranked| {
        let wanted = counties.get(&one.rank.county).copied().unwrap_or_default();
        let share = Share::fitting(one.rank.frame, wanted);
        let purpose = one.contender.purpose.as_deref();
        let quota = purpose.and_then(|name| Some((name, rules.purposes.get(name)?.most?)));
        match quota {
            Some((name, most)) => {
                let wanted = purposes.get(name).copied().unwrap_or_default();
                share.min(Share::fitting(most, wanted))
            }
            None => share,
        }
    };
    let ore = |one: &Ranked| i128::from(one.contender.recommended.ore());
    let in_all: i128 = standing().map(|(one, _)| first(one).of(ore(one))).sum();
    let budget = Share::fitting(frames.budget, in_all);
    let amount = |(one, refused): (&Ranked, &Option<Reason>)| {
        if refused.is_some() {
            return Money::ZERO;
        }
        let share = first(one);
        if share.is_whole() && budget.is_whole() {
            return one.contender.recommended;
        }
        let ore = budget.of(share.of(ore(one)));
        rules.in_units(Money::from_ore(i64::try_from(ore).unwrap_or(0)))
    };
    ranked.iter().zip(refused).map(amount).collect()
}
