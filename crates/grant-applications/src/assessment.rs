//! Scores and what they add up to.

use chrono::{DateTime, Utc};
use vocabulary::{Money, PersonId};

/// What applications to a call are scored on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Its name, with what the points mean.
    pub name: String,
    /// How heavily it counts beside the others.
    pub weight: i32,
    /// The most points that can be given; the least is 0.
    pub max_points: i32,
}

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
    /// What the assessor would award.
    pub recommended: Money,
    /// Why.
    pub comment: String,
    /// When it was handed in.
    pub submitted_at: DateTime<Utc>,
}

/// What the assessments of one application add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Weighted share of all points, in thousandths on a scale from 0 to 100 (72 500 is 72,5),
    /// the mean of the assessors, rounded down.
    pub score_milli: i64,
    /// The lowest amount that an assessor recommends: nobody is awarded more than all can answer for.
    pub recommended: Money,
    /// How many have assessed.
    pub assessors: usize,
}

/// Adds up; `None` without assessments.
pub fn standing(criteria: &[Criterion], assessments: &[Assessment]) -> Option<Standing> {
    let recommended = assessments.iter().map(|one| one.recommended).min()?;
    let weights: i64 = criteria.iter().map(|c| i64::from(c.weight)).sum();
    let per_assessor = |one: &Assessment| -> i64 {
        // Kept as a fraction over the product of the scales until the end, so that nothing is lost.
        criteria
            .iter()
            .zip(&one.points)
            .map(|(criterion, points)| {
                i64::from(criterion.weight) * i64::from(*points) * 100_000
                    / i64::from(criterion.max_points)
            })
            .sum()
    };
    let sum: i64 = assessments.iter().map(per_assessor).sum();
    let count = assessments.len();
    Some(Standing {
        score_milli: sum / weights.max(1) / i64::try_from(count).unwrap_or(i64::MAX),
        recommended,
        assessors: count,
    })
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
            recommended: Money::from_kroner(kroner),
            comment: String::new(),
            submitted_at: at,
        }
    }

    #[test]
    fn weights_count_and_the_lowest_recommendation_holds() {
        let criteria = [
            Criterion { name: "a".into(), weight: 3, max_points: 5 },
            Criterion { name: "b".into(), weight: 1, max_points: 10 },
        ];
        let both = [assessment(&[5, 0], 700), assessment(&[4, 10], 600)];
        let standing = standing(&criteria, &both).unwrap();
        // (3·100 + 0)/4 = 75; (3·80 + 100)/4 = 85; mean 80
        assert_eq!(standing.score_milli, 80_000);
        assert_eq!(standing.recommended, Money::from_kroner(600));
    }

    #[test]
    fn nothing_adds_up_to_nothing() {
        assert_eq!(standing(&[], &[]), None);
    }
}
