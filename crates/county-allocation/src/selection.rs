//! Choosing projects within a frame.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocabulary::{ApplicationId, CountyNumber, Language, Money};

/// An application that stands for selection.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Why an application got what it got: kept as facts, said in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "kebab-case")]
pub enum Reason {
    /// High enough on the list while there was money.
    Funded {
        /// Place within its frame, from 1.
        place: usize,
        /// How many stood in that frame.
        of: usize,
        /// The frame, in øre.
        frame: Money,
    },
    /// Those before it used up the frame.
    UsedUp {
        /// Place within its frame, from 1.
        place: usize,
        /// How many stood in that frame.
        of: usize,
        /// The frame, in øre.
        frame: Money,
        /// How many of those before it were funded.
        funded_before: usize,
    },
    /// What was left did not reach.
    DoesNotFit {
        /// Place within its frame, from 1.
        place: usize,
        /// How many stood in that frame.
        of: usize,
        /// The frame, in øre.
        frame: Money,
        /// What was left of it, in øre.
        left: Money,
        /// What was recommended, in øre.
        needed: Money,
    },
    /// The assessors recommended nothing.
    NothingRecommended,
}

impl Reason {
    /// The sentence the applicant reads.
    pub fn in_words(&self, language: Language) -> String {
        use Language::{Bokmal, English, Nynorsk};
        match (self, language) {
            (Reason::Funded { place, of, .. }, Bokmal) => {
                format!("Søknaden er nummer {place} av {of} etter poeng og er innenfor rammen.")
            }
            (Reason::Funded { place, of, .. }, Nynorsk) => {
                format!("Søknaden er nummer {place} av {of} etter poeng og er innanfor ramma.")
            }
            (Reason::Funded { place, of, .. }, English) => {
                format!("The application is number {place} of {of} by score, within the frame.")
            }
            (Reason::UsedUp { place, of, frame, funded_before }, Bokmal) => format!(
                "Søknaden er nummer {place} av {of} etter poeng. Rammen på {frame} kr ble brukt opp av søknader med flere poeng ({funded_before})."
            ),
            (Reason::UsedUp { place, of, frame, funded_before }, Nynorsk) => format!(
                "Søknaden er nummer {place} av {of} etter poeng. Ramma på {frame} kr vart brukt opp av søknader med fleire poeng ({funded_before})."
            ),
            (Reason::UsedUp { place, of, frame, funded_before }, English) => format!(
                "The application is number {place} of {of} by score. The frame of {frame} kr was used up by applications that scored higher ({funded_before})."
            ),
            (Reason::DoesNotFit { place, of, left, needed, .. }, Bokmal) => format!(
                "Søknaden er nummer {place} av {of} etter poeng. Det var {left} kr igjen av rammen, og det rekker ikke til {needed} kr."
            ),
            (Reason::DoesNotFit { place, of, left, needed, .. }, Nynorsk) => format!(
                "Søknaden er nummer {place} av {of} etter poeng. Det var {left} kr igjen av ramma, og det rekk ikkje til {needed} kr."
            ),
            (Reason::DoesNotFit { place, of, left, needed, .. }, English) => format!(
                "The application is number {place} of {of} by score. There were {left} kr left of the frame, which does not reach {needed} kr."
            ),
            (Reason::NothingRecommended, Bokmal) => {
                "De som vurderte søknaden, tilrådde ikke tilskudd.".into()
            }
            (Reason::NothingRecommended, Nynorsk) => {
                "Dei som vurderte søknaden, tilrådde ikkje tilskot.".into()
            }
            (Reason::NothingRecommended, English) => {
                "Those who assessed the application did not recommend a grant.".into()
            }
        }
    }
}

/// Goes down the list by score and gives each what is recommended while the frame lasts; one that does
/// not fit is passed over and the next that fits is taken (skip to the next that fits).
///
/// Ties: the smaller recommended amount first, then the reference. `frames` gives each county its own
/// frame; without it the whole budget is one frame. A county without a frame has nothing to give.
pub fn select(
    budget: Money,
    frames: Option<&BTreeMap<CountyNumber, Money>>,
    mut contenders: Vec<Contender>,
) -> Vec<Choice> {
    contenders.sort_by(|a, b| {
        b.score_milli
            .cmp(&a.score_milli)
            .then(a.recommended.cmp(&b.recommended))
            .then(a.reference.cmp(&b.reference))
    });
    // The key of a frame: its county, or nothing when there is one for all.
    let key = |contender: &Contender| frames.map(|_| contender.county);
    let frame_of = |county: Option<CountyNumber>| match (county, frames) {
        (Some(county), Some(frames)) => frames.get(&county).copied().unwrap_or(Money::ZERO),
        _ => budget,
    };
    let mut standing_in: BTreeMap<Option<CountyNumber>, usize> = BTreeMap::new();
    for contender in &contenders {
        *standing_in.entry(key(contender)).or_default() += 1;
    }
    #[derive(Default)]
    struct Used {
        seen: usize,
        funded: usize,
        money: Money,
    }
    let mut used: BTreeMap<Option<CountyNumber>, Used> = BTreeMap::new();
    contenders
        .into_iter()
        .zip(1..)
        .map(|(contender, overall)| {
            let key = key(&contender);
            let frame = frame_of(key);
            let of = standing_in.get(&key).copied().unwrap_or(0);
            let used = used.entry(key).or_default();
            used.seen += 1;
            let place = used.seen;
            let left = frame - used.money;
            let needed = contender.recommended;
            let (awarded, reason) = if !needed.is_positive() {
                (Money::ZERO, Reason::NothingRecommended)
            } else if needed <= left {
                used.money = used.money + needed;
                used.funded += 1;
                (needed, Reason::Funded { place, of, frame })
            } else if left.is_positive() {
                (Money::ZERO, Reason::DoesNotFit { place, of, frame, left, needed })
            } else {
                let funded_before = used.funded;
                (Money::ZERO, Reason::UsedUp { place, of, frame, funded_before })
            };
            Choice { contender, place: overall, awarded, reason }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn contender(reference: &str, county: &str, score: i64, kroner: i64) -> Contender {
        Contender {
            application: ApplicationId::fresh(),
            reference: reference.into(),
            county: county.parse().unwrap(),
            applied: Money::from_kroner(kroner),
            recommended: Money::from_kroner(kroner),
            score_milli: score,
        }
    }
    fn awarded(choices: &[Choice]) -> Vec<(&str, i64)> {
        choices.iter().map(|c| (c.contender.reference.as_str(), c.awarded.whole_kroner())).collect()
    }

    #[test]
    fn down_the_list_until_the_frame_is_used_up() {
        let list = vec![
            contender("b", "11", 80_000, 600),
            contender("a", "03", 90_000, 300),
            contender("d", "11", 60_000, 100),
            contender("c", "11", 70_000, 200),
            contender("e", "11", 50_000, 10),
        ];
        let choices = select(Money::from_kroner(1000), None, list);
        assert_eq!(awarded(&choices), [("a", 300), ("b", 600), ("c", 0), ("d", 100), ("e", 0)]);
        assert!(matches!(choices[2].reason, Reason::DoesNotFit { place: 3, of: 5, .. }));
        assert!(matches!(choices[4].reason, Reason::UsedUp { funded_before: 3, .. }));
    }

    #[test]
    fn county_frames_hold_by_county() {
        let frames = BTreeMap::from([
            ("03".parse().unwrap(), Money::from_kroner(300)),
            ("11".parse().unwrap(), Money::from_kroner(500)),
        ]);
        let list = vec![
            contender("a", "03", 90_000, 300),
            contender("b", "11", 80_000, 500),
            contender("c", "03", 70_000, 100),
            contender("d", "20", 60_000, 1),
        ];
        let choices = select(Money::from_kroner(800), Some(&frames), list);
        assert_eq!(awarded(&choices), [("a", 300), ("b", 500), ("c", 0), ("d", 0)]);
        assert_eq!(
            choices[2].reason.in_words(Language::Bokmal),
            "Søknaden er nummer 2 av 2 etter poeng. Rammen på 300 kr ble brukt opp av søknader med flere poeng (1)."
        );
    }

    proptest! {
        #[test]
        fn never_above_the_budget_and_never_above_a_better_one_that_fits(
            budget in 1_i64..5000,
            list in proptest::collection::vec((0_i64..100_000, 1_i64..1000), 0..40),
        ) {
            let list: Vec<_> = list.into_iter().enumerate()
                .map(|(n, (score, kroner))| contender(&format!("{n:03}"), "11", score, kroner)).collect();
            let choices = select(Money::from_kroner(budget), None, list);
            let sum: Money = choices.iter().map(|c| c.awarded).sum();
            prop_assert!(sum <= Money::from_kroner(budget));
            let mut left = Money::from_kroner(budget);
            for choice in &choices {
                // Whoever was refused would not have fitted when its turn came.
                if choice.awarded == Money::ZERO {
                    prop_assert!(choice.contender.recommended > left);
                }
                left = left - choice.awarded;
            }
        }
    }
}
