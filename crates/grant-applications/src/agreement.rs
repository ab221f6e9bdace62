//! How far assessors agree: the spread of their points, and Krippendorff's alpha over a call.
//!
//! A diagnostic for people, never an input to a decision about money; so it is in floating point. The
//! coefficient is our own code because no crate that is kept up computes it; it is held against the
//! example of its author (Krippendorff 2011, «Computing Krippendorff's Alpha-Reliability»).

use crate::{Assessment, Criterion, assessment::standing_of};
use vocabulary::{ApplicationId, Money};

/// What a difference between two values means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Only whether they are the same: categories.
    Nominal,
    /// How many values lie between them, by how often these were given: points on a scale.
    Ordinal,
    /// How far they are apart: amounts and weighted scores.
    Interval,
}

/// Krippendorff's alpha: 1 when all agree, 0 when they agree as chance would, negative when less.
///
/// A unit is one thing that was judged, with the values that were given; who gave which does not
/// matter, and a missing value is simply not there. Units with fewer than two values say nothing and
/// fall away. `None` when nothing can be compared, or when one and the same value was given everywhere:
/// then there is no variation that assessors could agree about.
pub fn alpha(units: &[Vec<f64>], metric: Metric) -> Option<f64> {
    let units: Vec<&Vec<f64>> = units.iter().filter(|unit| unit.len() > 1).collect();
    let mut given: Vec<f64> = units.iter().flat_map(|unit| unit.iter().copied()).collect();
    given.sort_by(f64::total_cmp);
    if given.first() == given.last() {
        return None;
    }
    if metric == Metric::Nominal {
        return nominal(&units, &given);
    }
    // Ordinal differences are those of the places in the middle of each value's run in the sorted list
    // of all values: half of the values at either end and all between them lie within.
    let place = |value: f64| match metric {
        Metric::Ordinal => {
            let before = given.partition_point(|one| one.total_cmp(&value).is_lt());
            let until = given.partition_point(|one| one.total_cmp(&value).is_le());
            (before + until) as f64 / 2.0
        }
        _ => value,
    };
    let places: Vec<f64> = given.iter().map(|value| place(*value)).collect();
    let expected = square_differences(&places);
    let observed: f64 = units
        .iter()
        .map(|unit| {
            let places: Vec<f64> = unit.iter().map(|value| place(*value)).collect();
            square_differences(&places) / (unit.len() - 1) as f64
        })
        .sum();
    from_disagreements(observed, expected, given.len())
}

fn nominal(units: &[&Vec<f64>], given: &[f64]) -> Option<f64> {
    // Ordered pairs of different values: all pairs less those within a run of equal ones.
    let different = |sorted: &[f64]| {
        let runs = sorted.chunk_by(|a, b| a.total_cmp(b).is_eq());
        let same: usize = runs.map(|run| run.len() * run.len()).sum();
        (sorted.len() * sorted.len() - same) as f64
    };
    let observed: f64 = units
        .iter()
        .map(|unit| {
            let mut sorted = (*unit).clone();
            sorted.sort_by(f64::total_cmp);
            different(&sorted) / (unit.len() - 1) as f64
        })
        .sum();
    from_disagreements(observed, different(given), given.len())
}

/// The sum over all ordered pairs of the square of their difference.
fn square_differences(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    // Around the mean, so that large values do not swallow small differences.
    2.0 * count * values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>()
}

fn from_disagreements(observed: f64, expected: f64, values: usize) -> Option<f64> {
    (expected > 0.0).then(|| 1.0 - (values as f64 - 1.0) * observed / expected)
}

/// How far some values lie apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The least.
    pub least: f64,
    /// The most.
    pub most: f64,
    /// The mean.
    pub mean: f64,
    /// The standard deviation of the sample; nothing with a single value.
    pub deviation: Option<f64>,
}

impl Spread {
    /// Of these; `None` without any.
    pub fn of(values: &[f64]) -> Option<Spread> {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let deviation = (values.len() > 1).then(|| {
            let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
            (squares / (count - 1.0)).sqrt()
        });
        Some(Spread {
            least: values.iter().copied().min_by(f64::total_cmp)?,
            most: values.iter().copied().max_by(f64::total_cmp)?,
            mean,
            deviation,
        })
    }
    /// From the least to the most.
    pub fn range(&self) -> f64 {
        self.most - self.least
    }
}

/// How far the assessors of one application agree.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Which.
    pub application: ApplicationId,
    /// What people call it.
    pub reference: String,
    /// How many assessments count.
    pub assessors: usize,
    /// The spread of the points, by criterion, in the call's order.
    pub criteria: Vec<Option<Spread>>,
    /// The spread of the assessors' own weighted scores, from 0 to 100.
    pub score: Option<Spread>,
    /// The least and the most that is recommended.
    pub recommended: Option<(Money, Money)>,
}

/// How far the assessors of a call agree.
#[derive(Debug, Clone, PartialEq)]
pub struct CallAgreement {
    /// By application, in the order they were given.
    pub applications: Vec<Agreement>,
    /// How many applications have two assessments or more that count: what the coefficients rest on.
    pub compared: usize,
    /// Krippendorff's alpha of the weighted scores, as distances.
    pub score: Option<f64>,
    /// Krippendorff's alpha of the points by criterion, as places on a scale, in the call's order.
    pub criteria: Vec<Option<f64>>,
}

/// How far the assessments of applications agree. Only those that count are looked at.
pub fn agreement<'a>(
    criteria: &[Criterion],
    applications: impl IntoIterator<Item = (ApplicationId, &'a str, &'a [Assessment])>,
) -> CallAgreement {
    let mut scores: Vec<Vec<f64>> = Vec::new();
    let mut points: Vec<Vec<Vec<f64>>> = vec![Vec::new(); criteria.len()];
    let mut rows = Vec::new();
    for (application, reference, assessments) in applications {
        let counting: Vec<&Assessment> = assessments.iter().filter(|one| one.counts()).collect();
        let own: Vec<f64> =
            counting.iter().map(|one| one.score_milli(criteria) as f64 / 1000.0).collect();
        let by_criterion: Vec<Vec<f64>> = (0..criteria.len())
            .map(|place| {
                let given = counting.iter().filter_map(|one| one.points.get(place));
                given.map(|points| f64::from(*points)).collect()
            })
            .collect();
        let least = standing_of(criteria, &counting).map(|standing| standing.recommended);
        let most = counting.iter().map(|one| one.recommended).max();
        rows.push(Agreement {
            application,
            reference: reference.to_owned(),
            assessors: counting.len(),
            criteria: by_criterion.iter().map(|given| Spread::of(given)).collect(),
            score: Spread::of(&own),
            recommended: least.zip(most),
        });
        scores.push(own);
        for (all, given) in points.iter_mut().zip(by_criterion) {
            all.push(given);
        }
    }
    CallAgreement {
        compared: rows.iter().filter(|row| row.assessors > 1).count(),
        applications: rows,
        score: alpha(&scores, Metric::Interval),
        criteria: points.iter().map(|units| alpha(units, Metric::Ordinal)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The reliability data of Krippendorff 2011, section C: four observers, twelve units, 0 is missing.
    const PUBLISHED: [[u8; 12]; 4] = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ];

    fn published() -> Vec<Vec<f64>> {
        (0..12)
            .map(|unit| {
                let given = PUBLISHED.iter().map(|observer| observer[unit]);
                given.filter(|value| *value > 0).map(f64::from).collect()
            })
            .collect()
    }

    #[test]
    fn it_is_what_its_author_computed() {
        let alpha = |metric| (alpha(&published(), metric).unwrap() * 1000.0).round() / 1000.0;
        assert_eq!(alpha(Metric::Nominal), 0.743);
        assert_eq!(alpha(Metric::Ordinal), 0.815);
        assert_eq!(alpha(Metric::Interval), 0.849);
    }

    #[test]
    fn without_variation_or_without_pairs_there_is_none() {
        for metric in [Metric::Nominal, Metric::Ordinal, Metric::Interval] {
            assert_eq!(alpha(&[], metric), None);
            assert_eq!(alpha(&[vec![1.0], vec![2.0], vec![]], metric), None);
            assert_eq!(alpha(&[vec![3.0, 3.0], vec![3.0, 3.0, 3.0]], metric), None);
            assert_eq!(alpha(&[vec![1.0, 1.0], vec![4.0, 4.0]], metric), Some(1.0));
        }
    }

    /// The same by the definition: a coincidence matrix over all pairs of values.
    fn by_definition(units: &[Vec<f64>], metric: Metric) -> Option<f64> {
        let units: Vec<&Vec<f64>> = units.iter().filter(|unit| unit.len() > 1).collect();
        let mut values: Vec<f64> = units.iter().flat_map(|unit| unit.iter().copied()).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let at = |value: f64| values.iter().position(|one| *one == value).unwrap();
        let mut matrix = vec![vec![0.0; values.len()]; values.len()];
        for unit in &units {
            for (i, a) in unit.iter().enumerate() {
                for (_, b) in unit.iter().enumerate().filter(|(j, _)| *j != i) {
                    matrix[at(*a)][at(*b)] += 1.0 / (unit.len() - 1) as f64;
                }
            }
        }
        let margins: Vec<f64> = matrix.iter().map(|row| row.iter().sum()).collect();
        let n: f64 = margins.iter().sum();
        let (mut observed, mut expected) = (0.0, 0.0);
        for c in 0..values.len() {
            for k in 0..values.len() {
                let (low, high) = (c.min(k), c.max(k));
                let squared = match metric {
                    Metric::Nominal => f64::from(u8::from(c != k)),
                    Metric::Interval => (values[c] - values[k]).powi(2),
                    Metric::Ordinal => {
                        let between: f64 = margins[low..=high].iter().sum();
                        (between - (margins[c] + margins[k]) / 2.0).powi(2)
                    }
                };
                observed += matrix[c][k] * squared;
                expected += margins[c] * margins[k] * squared;
            }
        }
        (expected > 0.0).then(|| 1.0 - (n - 1.0) * observed / expected)
    }

    proptest! {
        #[test]
        fn it_is_the_definition(units in prop::collection::vec(prop::collection::vec(0_u8..6, 0..5), 0..20)) {
            let units: Vec<Vec<f64>> = units
                .into_iter()
                .map(|unit| unit.into_iter().map(f64::from).collect())
                .collect();
            for metric in [Metric::Nominal, Metric::Ordinal, Metric::Interval] {
                match (alpha(&units, metric), by_definition(&units, metric)) {
                    (Some(ours), Some(theirs)) => {
                        prop_assert!((ours - theirs).abs() < 1e-9, "{metric:?}: {ours} and {theirs}");
                    }
                    (ours, theirs) => prop_assert_eq!(ours, theirs),
                }
            }
        }
    }

    #[test]
    fn a_spread_of_one_has_no_deviation() {
        let spread = Spread::of(&[2.0, 4.0]).unwrap();
        assert_eq!((spread.least, spread.most, spread.mean), (2.0, 4.0, 3.0));
        assert!((spread.deviation.unwrap() - 2.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!(Spread::of(&[2.0]).unwrap().deviation, None);
        assert_eq!(Spread::of(&[]), None);
    }
}
