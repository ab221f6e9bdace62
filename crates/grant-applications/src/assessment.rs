//! Scores and what they add up to.

use crate::{Blocked, Criterion};
use chrono::{DateTime, Utc};
use vocabulary::{Money, PersonId};

/// One assessor's assessment of one application. It is handed in once and never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// Who.
    pub assessor: PersonId,
    /// The name shown.
    pub assessor_name: String,
    /// When the assessor declared to be impartial in this case.
    pub impartial_at: DateTime<Utc>,
    /// Points by criterion, in the call's order.
    pub points: Vec<i32>,
    /// What is said about each criterion, in the call's order; empty where nothing is.
    pub comments: Vec<String>,
    /// What the assessor would award.
    pub recommended: Money,
    /// Why.
    pub comment: String,
    /// When it was handed in.
    pub submitted_at: DateTime<Utc>,
    /// Why it does not count: the assessor has turned out to be disqualified. Empty when it counts.
    pub set_aside: Vec<Blocked>,
}

impl Assessment {
    /// Whether it counts.
    pub fn counts(&self) -> bool {
        self.set_aside.is_empty()
    }
    /// Its own weighted share of all points, on the scale of [`Standing::score_milli`].
    pub fn score_milli(&self, criteria: &[Criterion]) -> i64 {
        weighted(criteria, &self.points) / weights(criteria)
    }
}

/// What assessors have agreed on after they had all handed in. It adds to the assessments and changes
/// none of them; a later note adds to an earlier one, and its amount goes before the earlier one's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsensusNote {
    /// Its number in the application, from 1.
    pub number: i32,
    /// What they agreed on, and why.
    pub note: String,
    /// What they would award together.
    pub recommended: Money,
    /// How many assessments counted then.
    pub counted: usize,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// By whom.
    pub written_by: String,
}

/// What the assessments of one application add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Weighted share of all points, in thousandths on a scale from 0 to 100 (72 500 is 72,5),
    /// the mean of the assessors, rounded down.
    pub score_milli: i64,
    /// What the assessors have agreed on; without that the lowest amount that one of them recommends:
    /// nobody is awarded more than all can answer for.
    pub recommended: Money,
    /// Whether they have agreed on that amount.
    pub agreed: bool,
    /// How many have assessed.
    pub assessors: usize,
}

impl Standing {
    /// The same with the amount that was agreed on, if one was.
    #[must_use]
    pub fn with_agreed(self, amount: Option<Money>) -> Standing {
        match amount {
            Some(recommended) => Standing { recommended, agreed: true, ..self },
            None => self,
        }
    }
}

/// The amount of the last note, while it is an agreement of the very assessments that count: one that
/// was handed in later, or set aside since, was not agreed on as it stands now.
pub fn agreed_amount(notes: &[ConsensusNote], assessments: &[Assessment]) -> Option<Money> {
    let last = notes.last()?;
    let mut counting = assessments.iter().filter(|one| one.counts());
    let same = counting.clone().count() == last.counted
        && counting.all(|one| one.submitted_at <= last.written_at);
    same.then_some(last.recommended)
}

/// Adds up those that count; `None` without any. What was agreed on is another's to add
/// ([`agreed_amount`]).
pub fn standing(criteria: &[Criterion], assessments: &[Assessment]) -> Option<Standing> {
    let counting: Vec<&Assessment> = assessments.iter().filter(|one| one.counts()).collect();
    standing_of(criteria, &counting)
}

/// The same of assessments already chosen.
pub(crate) fn standing_of(criteria: &[Criterion], assessments: &[&Assessment]) -> Option<Standing> {
    let recommended = assessments.iter().map(|one| one.recommended).min()?;
    let sum: i64 = assessments.iter().map(|one| weighted(criteria, &one.points)).sum();
    let count = assessments.len();
    Some(Standing {
        score_milli: sum / weights(criteria) / i64::try_from(count).unwrap_or(i64::MAX),
        recommended,
        agreed: false,
        assessors: count,
    })
}

/// Points times weights as parts of the scales, in thousandths of a percent times the weights: divided
/// by these only at the end, so that nothing is lost before.
fn weighted(criteria: &[Criterion], points: &[i32]) -> i64 {
    let parts = criteria.iter().zip(points).map(|(criterion, points)| {
        i64::from(criterion.weight) * i64::from(*points) * 100_000
            / i64::from(criterion.max_points.max(1))
    });
    parts.sum()
}

fn weights(criteria: &[Criterion]) -> i64 {
    criteria.iter().map(|criterion| i64::from(criterion.weight)).sum::<i64>().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assessment(points: &[i32], kroner: i64) -> Assessment {
        let at = DateTime::<Utc>::UNIX_EPOCH;
        Assessment {
            assessor: PersonId::fresh(),
            assessor_name: "A".into(),
            impartial_at: at,
            points: points.to_vec(),
            comments: Vec::new(),
            recommended: Money::from_kroner(kroner),
            comment: String::new(),
            submitted_at: at,
            set_aside: Vec::new(),
        }
    }

    #[test]
    fn weights_count_and_the_lowest_recommendation_holds() {
        let criteria = [
            Criterion { name: "a".into(), weight: 3, max_points: 5, ..Criterion::default() },
            Criterion { name: "b".into(), weight: 1, max_points: 10, ..Criterion::default() },
        ];
        let both = [assessment(&[5, 0], 700), assessment(&[4, 10], 600)];
        let standing = standing(&criteria, &both).unwrap();
        // (3·100 + 0)/4 = 75; (3·80 + 100)/4 = 85; mean 80
        assert_eq!(standing.score_milli, 80_000);
        assert_eq!(standing.recommended, Money::from_kroner(600));
        assert_eq!(both.each_ref().map(|one| one.score_milli(&criteria)), [75_000, 85_000]);
    }

    #[test]
    fn what_is_set_aside_does_not_count() {
        let criteria = [Criterion { weight: 1, max_points: 5, ..Criterion::default() }];
        let mut both = [assessment(&[5], 700), assessment(&[1], 100)];
        let at = DateTime::<Utc>::UNIX_EPOCH;
        both[1].set_aside.push(Blocked::Declared { ground: "Nabo".into(), at });
        let counted = standing(&criteria, &both).unwrap();
        assert_eq!((counted.score_milli, counted.assessors), (100_000, 1));
        assert_eq!(counted.recommended, Money::from_kroner(700));
        assert_eq!(standing(&criteria, &both[1..]), None);
    }

    #[test]
    fn what_was_agreed_on_holds_while_the_same_assessments_count() {
        let criteria = [Criterion { weight: 1, max_points: 5, ..Criterion::default() }];
        let mut both = [assessment(&[5], 700), assessment(&[1], 100)];
        let note = |number, kroner, counted, at: i64| ConsensusNote {
            number,
            note: "Enige.".into(),
            recommended: Money::from_kroner(kroner),
            counted,
            written_at: DateTime::from_timestamp(at, 0).unwrap(),
            written_by: "A".into(),
        };
        assert_eq!(agreed_amount(&[], &both), None);
        let notes = [note(1, 900, 2, 5), note(2, 400, 2, 9)];
        let agreed = agreed_amount(&notes, &both);
        assert_eq!(agreed, Some(Money::from_kroner(400)), "the last one");
        let lowest = standing(&criteria, &both).unwrap();
        let together = lowest.with_agreed(agreed);
        assert_eq!((lowest.agreed, together.agreed), (false, true));
        assert_eq!(lowest.recommended, Money::from_kroner(100));
        assert_eq!(together.recommended, Money::from_kroner(400));
        assert_eq!(together.score_milli, lowest.score_milli, "points are nobody's to agree on");

        let mut third = both.to_vec();
        third.push(assessment(&[3], 300));
        assert_eq!(agreed_amount(&notes, &third), None, "one more counts");
        both[0].submitted_at = DateTime::from_timestamp(10, 0).unwrap();
        assert_eq!(agreed_amount(&notes, &both), None, "another was handed in after it");
        both[0].submitted_at = DateTime::<Utc>::UNIX_EPOCH;
        let ground = Blocked::Declared { ground: "Nabo".into(), at: both[0].submitted_at };
        both[1].set_aside.push(ground);
        assert_eq!(agreed_amount(&notes, &both), None, "one of them does not count any more");
    }

    #[test]
    fn nothing_adds_up_to_nothing() {
        assert_eq!(standing(&[], &[]), None);
    }
}
