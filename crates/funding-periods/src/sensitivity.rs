//! What would come out otherwise with other weights of the criteria, or without one of the assessors.
//! Pure: it joins what assessments add up to with the selection a scenario makes.

use county_allocation::{
    Choice, Contender, Frames, Rules, Swaps, compare_choices, select, with_scores,
};
use grant_applications::{Assessment, Criterion, standing};
use std::collections::BTreeMap;
use vocabulary::{ApplicationId, PersonId};

/// What a choice hangs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sensitivity {
    /// Who is funded as it stands, in the order of the list.
    pub funded: Vec<ApplicationId>,
    /// One for each criterion, in the order of the call.
    pub by_weight: Vec<Weighed>,
    /// One for each assessor, by name.
    pub by_assessor: Vec<Without>,
}

/// What comes out otherwise when a criterion counts more or less. In each, the first choice is the one
/// as it stands and the second the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// Its place among the criteria, from 0.
    pub criterion: usize,
    /// Its name in bokmål.
    pub name: String,
    /// With a tenth more weight.
    pub up: Swaps,
    /// With a tenth less.
    pub down: Swaps,
}

/// What comes out otherwise when nothing that one assessor has handed in counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Without {
    /// Who.
    pub assessor: PersonId,
    /// The name shown.
    pub name: String,
    /// How many applications they have assessed.
    pub assessed: usize,
    /// The first choice is the one as it stands and the second the one without them. Who was assessed by
    /// nobody else does not stand in the second.
    pub swaps: Swaps,
}

/// An application with what its assessors have handed in.
#[derive(Debug, Clone)]
pub struct Assessed {
    /// Which.
    pub application: ApplicationId,
    /// All its assessments; those that do not count are left out of account.
    pub assessments: Vec<Assessment>,
}

/// What a choice within these frames and by these rules hangs on. Frames stay as they are.
pub fn sensitivity(
    criteria: &[Criterion],
    assessed: &[Assessed],
    frames: &Frames,
    rules: &Rules,
    contenders: &[Contender],
) -> Sensitivity {
    let chosen = |contenders: Vec<Contender>| select(frames, rules, contenders).choices;
    let now = chosen(contenders.to_vec());
    let with = |contenders: Vec<Contender>| compare_choices(&now, &chosen(contenders));
    let weighing = |criterion: usize, tenths: i32| {
        let moved = with_weight(criteria, criterion, tenths);
        let scores: BTreeMap<ApplicationId, i64> = assessed
            .iter()
            .filter_map(|one| {
                let standing = standing(&moved, &one.assessments)?;
                Some((one.application, standing.score_milli))
            })
            .collect();
        with(with_scores(contenders, &scores))
    };
    let by_weight = criteria.iter().enumerate().map(|(criterion, of)| Weighed {
        criterion,
        name: of.name.clone(),
        up: weighing(criterion, 11),
        down: weighing(criterion, 9),
    });
    let by_assessor = assessors(assessed).into_iter().map(|(name, assessor, count)| Without {
        swaps: with(without(criteria, assessed, contenders, assessor)),
        assessor,
        name,
        assessed: count,
    });
    let is_funded = |choice: &&Choice| choice.awarded.is_positive();
    Sensitivity {
        by_weight: by_weight.collect(),
        by_assessor: by_assessor.collect(),
        funded: now.iter().filter(is_funded).map(|c| c.contender.application).collect(),
    }
}

/// The criteria with one of them weighing so many tenths of what it does.
fn with_weight(criteria: &[Criterion], at: usize, tenths: i32) -> Vec<Criterion> {
    let moved = criteria.iter().enumerate().map(|(place, criterion)| {
        let times = if place == at { tenths } else { 10 };
        Criterion { weight: criterion.weight.saturating_mul(times), ..criterion.clone() }
    });
    moved.collect()
}

/// Whose assessments count, with how many, by name.
fn assessors(assessed: &[Assessed]) -> Vec<(String, PersonId, usize)> {
    let mut counts: BTreeMap<PersonId, (String, usize)> = BTreeMap::new();
    let counting = assessed.iter().flat_map(|one| &one.assessments).filter(|one| one.counts());
    for one in counting {
        let name = || one.assessor_name.clone();
        counts.entry(one.assessor).or_insert_with(|| (name(), 0)).1 += 1;
    }
    let mut all: Vec<_> =
        counts.into_iter().map(|(person, (name, count))| (name, person, count)).collect();
    all.sort();
    all
}

fn without(
    criteria: &[Criterion],
    assessed: &[Assessed],
    contenders: &[Contender],
    assessor: PersonId,
) -> Vec<Contender> {
    let by_id: BTreeMap<ApplicationId, &Assessed> =
        assessed.iter().map(|one| (one.application, one)).collect();
    let then = contenders.iter().filter_map(|contender| {
        let theirs = |one: &Assessment| one.assessor == assessor;
        let touched = by_id
            .get(&contender.application)
            .filter(|one| one.assessments.iter().any(|one| one.counts() && theirs(one)));
        let Some(touched) = touched else { return Some(contender.clone()) };
        let others: Vec<Assessment> =
            touched.assessments.iter().filter(|one| !theirs(one)).cloned().collect();
        let standing = standing(criteria, &others)?;
        let (score_milli, recommended) = (standing.score_milli, standing.recommended);
        Some(Contender { score_milli, recommended, ..contender.clone() })
    });
    then.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use vocabulary::Money;

    const NAMES: [&str; 2] = ["Anne", "Bjørn"];

    /// Reference, points of Anne and of Bjørn on two criteria; each recommends 100 kr.
    type Given<'a> = (&'a str, [i32; 2], Option<[i32; 2]>);

    fn given(all: &[Given<'_>]) -> (Vec<Assessed>, Vec<Contender>) {
        let people = [PersonId::fresh(), PersonId::fresh()];
        let (mut assessed, mut contenders) = (Vec::new(), Vec::new());
        for (reference, anne, bjorn) in all {
            let application = ApplicationId::fresh();
            let assessments: Vec<Assessment> = [Some(anne), bjorn.as_ref()]
                .into_iter()
                .enumerate()
                .filter_map(|(who, points)| {
                    Some(Assessment {
                        assessor: people[who],
                        assessor_name: NAMES[who].to_owned(),
                        impartial_at: DateTime::<Utc>::UNIX_EPOCH,
                        points: points?.to_vec(),
                        comments: Vec::new(),
                        recommended: Money::from_kroner(100),
                        comment: String::new(),
                        submitted_at: DateTime::<Utc>::UNIX_EPOCH,
                        set_aside: Vec::new(),
                    })
                })
                .collect();
            let standing = standing(&criteria(), &assessments).unwrap();
            contenders.push(Contender {
                application,
                reference: (*reference).to_owned(),
                county: "11".parse().unwrap(),
                applied: Money::from_kroner(100),
                recommended: standing.recommended,
                score_milli: standing.score_milli,
                least: None,
                recipient: (*reference).to_owned(),
                purpose: None,
            });
            assessed.push(Assessed { application, assessments });
        }
        (assessed, contenders)
    }

    fn criteria() -> Vec<Criterion> {
        let criterion = |name: &str| Criterion {
            name: name.into(),
            weight: 50,
            max_points: 100,
            ..Criterion::default()
        };
        vec![criterion("Plan"), criterion("Behov")]
    }

    #[test]
    fn what_a_choice_hangs_on_is_found() {
        // A is 61, B 60: with a tenth more weight on the need, B comes first.
        let (assessed, contenders) = given(&[
            ("A", [92, 30], Some([92, 30])),
            ("B", [20, 100], Some([20, 100])),
            ("C", [0, 10], None),
        ]);
        let [a, b, c] = [0, 1, 2].map(|at| contenders[at].application);
        let frames = Frames::whole(Money::from_kroner(200));
        let found = sensitivity(&criteria(), &assessed, &frames, &Rules::default(), &contenders);
        assert_eq!(found.funded, [a, b]);
        assert!(found.by_weight.iter().all(|one| one.up.is_empty() && one.down.is_empty()));

        let frames = Frames::whole(Money::from_kroner(100));
        let found = sensitivity(&criteria(), &assessed, &frames, &Rules::default(), &contenders);
        let [plan, need] = found.by_weight.as_slice() else { panic!("{found:?}") };
        assert_eq!((plan.name.as_str(), need.name.as_str()), ("Plan", "Behov"));
        assert!(plan.up.is_empty() && need.down.is_empty());
        for swaps in [&plan.down, &need.up] {
            assert_eq!(swaps.funded_only_in_a, [a]);
            assert_eq!(swaps.funded_only_in_b, [b]);
        }
        let counted: Vec<_> =
            found.by_assessor.iter().map(|one| (one.name.as_str(), one.assessed)).collect();
        assert_eq!(counted, [("Anne", 3), ("Bjørn", 2)]);
        assert!(found.by_assessor.iter().all(|one| one.swaps.is_empty()));

        // Whom only the left out one has assessed, does not stand for selection.
        let frames = Frames::whole(Money::from_kroner(300));
        let found = sensitivity(&criteria(), &assessed, &frames, &Rules::default(), &contenders);
        assert_eq!(found.by_assessor[0].swaps.funded_only_in_a, [c]);
        assert!(found.by_assessor[1].swaps.is_empty());
    }
}
