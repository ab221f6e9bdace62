//! The order of the applications of a call, and what it would be without one of the assessors.

use crate::{Assessment, Criterion, Standing, assessment::standing_of};
use chrono::{DateTime, Utc};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use vocabulary::{ApplicationId, CountyNumber, Money, PersonId};

/// An application with what was said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entrant {
    /// Which.
    pub application: ApplicationId,
    /// What people call it.
    pub reference: String,
    /// Its county.
    pub county: CountyNumber,
    /// When it was sent in.
    pub submitted_at: Option<DateTime<Utc>>,
    /// What was said about it; only what counts is looked at.
    pub assessments: Vec<Assessment>,
    /// The amount that the assessors have agreed on.
    pub agreed: Option<Money>,
}

/// Where an application stands in a list, from 1. Applications with the same score share a place, and
/// the next place is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// In the whole call.
    pub in_call: usize,
    /// Among those of its county.
    pub in_county: usize,
}

/// An application in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// Which.
    pub application: ApplicationId,
    /// What people call it.
    pub reference: String,
    /// Its county.
    pub county: CountyNumber,
    /// What its assessments add up to; `None` without any that counts.
    pub standing: Option<Standing>,
    /// Its place; `None` without a standing.
    pub place: Option<Place>,
    /// Its place when one assessor is left out of the whole call, in the order of
    /// [`Ranking::assessors`]; `None` when nothing is left to rank it by.
    pub without: Vec<Option<Place>>,
}

/// The applications of a call in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking {
    /// Those whose assessments count, by name.
    pub assessors: Vec<(PersonId, String)>,
    /// The best first, those without a standing last. Within a shared place, and only for the sake of
    /// showing them: the lower recommended amount, the earlier submission, the reference. The first
    /// and the last of these decide in an allocation, too.
    pub rows: Vec<Ranked>,
}

/// Ranks the applications of a call, by score.
pub fn ranking(criteria: &[Criterion], entrants: &[Entrant]) -> Ranking {
    let counting: Vec<Vec<&Assessment>> = entrants
        .iter()
        .map(|one| one.assessments.iter().filter(|assessment| assessment.counts()).collect())
        .collect();
    let mut names: BTreeMap<PersonId, &str> = BTreeMap::new();
    for assessment in counting.iter().flatten() {
        names.insert(assessment.assessor, &assessment.assessor_name);
    }
    let mut assessors: Vec<(PersonId, String)> =
        names.into_iter().map(|(id, name)| (id, name.to_owned())).collect();
    assessors.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));

    let standings: Vec<Option<Standing>> = entrants
        .iter()
        .zip(&counting)
        .map(|(one, own)| Some(standing_of(criteria, own)?.with_agreed(one.agreed)))
        .collect();
    let all = places(entrants, &standings);
    let mut without: Vec<Vec<Option<Place>>> =
        vec![Vec::with_capacity(assessors.len()); entrants.len()];
    for (left_out, _) in &assessors {
        let standings: Vec<Option<Standing>> = counting
            .iter()
            .map(|own| {
                let others: Vec<&Assessment> =
                    own.iter().copied().filter(|one| one.assessor != *left_out).collect();
                standing_of(criteria, &others)
            })
            .collect();
        for (row, place) in without.iter_mut().zip(places(entrants, &standings)) {
            row.push(place);
        }
    }

    let mut order: Vec<usize> = (0..entrants.len()).collect();
    order.sort_by_key(|at| {
        let (entrant, standing) = (&entrants[*at], &standings[*at]);
        let score = Reverse(standing.map(|standing| standing.score_milli));
        let amount = standing.map(|standing| standing.recommended);
        (score, amount, entrant.submitted_at, &entrant.reference)
    });
    let rows = order
        .into_iter()
        .map(|at| Ranked {
            application: entrants[at].application,
            reference: entrants[at].reference.clone(),
            county: entrants[at].county,
            standing: standings[at],
            place: all[at],
            without: std::mem::take(&mut without[at]),
        })
        .collect();
    Ranking { assessors, rows }
}

/// The place of each, in the order they are given.
fn places(entrants: &[Entrant], standings: &[Option<Standing>]) -> Vec<Option<Place>> {
    let score = |standing: &Option<Standing>| standing.map(|standing| standing.score_milli);
    let mut scores: Vec<i64> = standings.iter().filter_map(score).collect();
    let mut by_county: BTreeMap<CountyNumber, Vec<i64>> = BTreeMap::new();
    for (entrant, standing) in entrants.iter().zip(standings) {
        by_county.entry(entrant.county).or_default().extend(score(standing));
    }
    scores.sort_unstable();
    by_county.values_mut().for_each(|scores| scores.sort_unstable());
    // One place after all that are better.
    let place = |sorted: &[i64], score: i64| {
        sorted.len() - sorted.partition_point(|other| *other <= score) + 1
    };
    let in_county = |county, score| by_county.get(&county).map_or(1, |all| place(all, score));
    entrants
        .iter()
        .zip(standings)
        .map(|(entrant, standing)| {
            let score = score(standing)?;
            let in_county = in_county(entrant.county, score);
            Some(Place { in_call: place(&scores, score), in_county })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Blocked;

    fn criteria() -> [Criterion; 1] {
        [Criterion { weight: 1, max_points: 10, ..Criterion::default() }]
    }

    struct Stage {
        anne: PersonId,
        bjorn: PersonId,
        entrants: Vec<Entrant>,
    }

    /// Reference, county, points of Anne and of Bjørn.
    fn stage(given: &[(&str, &str, Option<i32>, Option<i32>)]) -> Stage {
        let (anne, bjorn) = (PersonId::fresh(), PersonId::fresh());
        let at = DateTime::<Utc>::UNIX_EPOCH;
        let said = |assessor, name: &str, points: i32| Assessment {
            assessor,
            assessor_name: name.into(),
            impartial_at: at,
            points: vec![points],
            comments: Vec::new(),
            recommended: Money::from_kroner(100),
            comment: String::new(),
            submitted_at: at,
            set_aside: Vec::new(),
        };
        let entrants = given
            .iter()
            .map(|(reference, county, by_anne, by_bjorn)| Entrant {
                application: ApplicationId::fresh(),
                reference: (*reference).into(),
                county: county.parse().unwrap(),
                submitted_at: Some(at),
                assessments: by_anne
                    .map(|points| said(anne, "Anne", points))
                    .into_iter()
                    .chain(by_bjorn.map(|points| said(bjorn, "Bjørn", points)))
                    .collect(),
                agreed: None,
            })
            .collect();
        Stage { anne, bjorn, entrants }
    }

    type Row = (String, Option<(usize, usize)>, Vec<Option<usize>>);

    fn table(ranking: &Ranking) -> Vec<Row> {
        let row = |row: &Ranked| {
            let place = row.place.map(|place| (place.in_call, place.in_county));
            let without = row.without.iter().map(|place| place.map(|place| place.in_call));
            (row.reference.clone(), place, without.collect())
        };
        ranking.rows.iter().map(row).collect()
    }

    #[test]
    fn equal_scores_share_a_place_and_leaving_one_out_moves_them() {
        let stage = stage(&[
            ("S01", "11", Some(4), Some(8)),
            ("S02", "11", Some(6), Some(6)),
            ("S03", "18", Some(9), None),
            ("S04", "18", Some(1), Some(3)),
            ("S05", "18", None, None),
        ]);
        let ranking = ranking(&criteria(), &stage.entrants);
        let names: Vec<PersonId> = ranking.assessors.iter().map(|one| one.0).collect();
        assert_eq!(names, [stage.anne, stage.bjorn]);
        let row = |reference: &str, place, without: [Option<usize>; 2]| {
            (reference.to_owned(), place, without.to_vec())
        };
        assert_eq!(
            table(&ranking),
            [
                row("S03", Some((1, 1)), [None, Some(1)]),
                row("S01", Some((2, 1)), [Some(1), Some(3)]),
                row("S02", Some((2, 1)), [Some(2), Some(2)]),
                row("S04", Some((4, 2)), [Some(3), Some(4)]),
                row("S05", None, [None, None]),
            ]
        );
    }

    #[test]
    fn within_a_place_the_lower_amount_then_the_earlier_then_the_reference() {
        let mut stage = stage(&[
            ("S01", "11", Some(5), None),
            ("S02", "11", Some(5), None),
            ("S03", "11", Some(5), None),
            ("S04", "11", Some(5), None),
        ]);
        stage.entrants[3].agreed = Some(Money::from_kroner(50));
        let earlier = DateTime::<Utc>::UNIX_EPOCH - chrono::TimeDelta::days(1);
        stage.entrants[2].submitted_at = Some(earlier);
        let ranking = ranking(&criteria(), &stage.entrants);
        let order: Vec<&str> = ranking.rows.iter().map(|row| row.reference.as_str()).collect();
        assert_eq!(order, ["S04", "S03", "S01", "S02"]);
        assert!(ranking.rows.iter().all(|row| row.place.unwrap().in_call == 1));
    }

    #[test]
    fn who_is_disqualified_is_not_among_the_assessors() {
        let mut stage = stage(&[("S01", "11", Some(4), Some(8))]);
        let at = DateTime::<Utc>::UNIX_EPOCH;
        let ground = Blocked::Declared { ground: "Nabo".into(), at };
        stage.entrants[0].assessments[0].set_aside.push(ground);
        let ranking = ranking(&criteria(), &stage.entrants);
        assert_eq!(ranking.assessors.len(), 1);
        assert_eq!(ranking.rows[0].standing.unwrap().score_milli, 80_000);
    }
}
