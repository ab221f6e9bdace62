//! Which applications the money reaches, and what would be different without one of the assessors.
//! Pure: it joins the order of the applications with the selection an allocation makes.

use county_allocation::{Contender, Frames, Rules, select};
use grant_applications::{Criterion, Ranking, Standing, queries::PanelRow, standing};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{ApplicationId, Money, PersonId};

/// An application that would stand elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Move {
    /// Which.
    pub application: ApplicationId,
    /// What people call it.
    pub reference: String,
    /// Its place.
    pub from: usize,
    /// Its place without the assessor; `None` when nothing would be left to rank it by.
    pub to: Option<usize>,
}

/// What one assessor means for the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Without {
    /// Who.
    pub assessor: PersonId,
    /// The name shown.
    pub name: String,
    /// How many applications they have assessed.
    pub assessed: usize,
    /// What would stand elsewhere without them, in the order of the ranking.
    pub moves: Vec<Move>,
    /// What the money would reach then and does not now.
    pub enters: BTreeSet<ApplicationId>,
    /// What it reaches now and would not then.
    pub leaves: BTreeSet<ApplicationId>,
}

impl Without {
    /// What would cross the line where the money ends.
    pub(crate) fn crosses(&self, application: ApplicationId) -> bool {
        self.enters.contains(&application) || self.leaves.contains(&application)
    }
}

type Standings = BTreeMap<ApplicationId, Standing>;

/// Which applications the budget reaches when it is shared out by score over the whole call.
fn reached(
    budget: Money,
    rows: &BTreeMap<ApplicationId, PanelRow>,
    standings: &Standings,
) -> BTreeSet<ApplicationId> {
    let contenders = standings.iter().filter_map(|(application, standing)| {
        let row = rows.get(application)?;
        Some(Contender {
            application: *application,
            reference: row.reference.clone(),
            county: row.county,
            applied: row.applied?,
            recommended: standing.recommended,
            score_milli: standing.score_milli,
            // The rules it is held against ask for none of these.
            least: None,
            recipient: row.organisation.clone(),
            purpose: None,
        })
    });
    let chosen = select(&Frames::whole(budget), &Rules::default(), contenders.collect());
    let funded = chosen.choices.into_iter().filter(|choice| choice.awarded.is_positive());
    funded.map(|choice| choice.contender.application).collect()
}

/// Which applications the budget reaches, and what each assessor means for that and for the places.
pub(crate) fn effect(
    budget: Money,
    criteria: &[Criterion],
    ranking: &Ranking,
    rows: &BTreeMap<ApplicationId, PanelRow>,
) -> (BTreeSet<ApplicationId>, Vec<Without>) {
    let standings: Standings =
        ranking.rows.iter().filter_map(|row| Some((row.application, row.standing?))).collect();
    let now = reached(budget, rows, &standings);
    let without = ranking.assessors.iter().enumerate().map(|(place, (assessor, name))| {
        let mut then = standings.clone();
        let mut assessed = 0;
        for application in ranking.rows.iter().map(|row| row.application) {
            let Some(row) = rows.get(&application) else { continue };
            let is_theirs = |one: &grant_applications::Assessment| one.assessor == *assessor;
            if !row.assessments.iter().any(|one| one.counts() && is_theirs(one)) {
                continue;
            }
            assessed += 1;
            let others: Vec<_> =
                row.assessments.iter().filter(|one| !is_theirs(one)).cloned().collect();
            match standing(criteria, &others) {
                Some(standing) => then.insert(application, standing),
                None => then.remove(&application),
            };
        }
        let moves = ranking.rows.iter().filter_map(|row| {
            let from = row.place?.in_call;
            let to = row.without.get(place).copied().flatten().map(|place| place.in_call);
            (to != Some(from)).then(|| Move {
                application: row.application,
                reference: row.reference.clone(),
                from,
                to,
            })
        });
        let then = reached(budget, rows, &then);
        Without {
            assessor: *assessor,
            name: name.clone(),
            assessed,
            moves: moves.collect(),
            enters: then.difference(&now).copied().collect(),
            leaves: now.difference(&then).copied().collect(),
        }
    });
    let without = without.collect();
    (now, without)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use grant_applications::{Assessment, Entrant, ranking};

    struct Given {
        rows: BTreeMap<ApplicationId, PanelRow>,
        entrants: Vec<Entrant>,
    }

    fn criteria() -> Vec<Criterion> {
        vec![Criterion { weight: 1, max_points: 10, ..Criterion::default() }]
    }

    /// Reference, points of Anne and of Bjørn; each recommends 100 kr.
    fn given(all: &[(&str, Option<i32>, Option<i32>)]) -> Given {
        let people = [(PersonId::fresh(), "Anne"), (PersonId::fresh(), "Bjørn")];
        let at = DateTime::<Utc>::UNIX_EPOCH;
        let (mut rows, mut entrants) = (BTreeMap::new(), Vec::new());
        for (reference, anne, bjorn) in all {
            let assessments: Vec<Assessment> = people
                .iter()
                .zip([anne, bjorn])
                .filter_map(|((assessor, name), points)| {
                    Some(Assessment {
                        assessor: *assessor,
                        assessor_name: (*name).to_owned(),
                        impartial_at: at,
                        points: vec![(*points)?],
                        comments: Vec::new(),
                        recommended: Money::from_kroner(100),
                        comment: String::new(),
                        submitted_at: at,
                        set_aside: Vec::new(),
                    })
                })
                .collect();
            let application = ApplicationId::fresh();
            let county = "11".parse().expect("a county");
            rows.insert(
                application,
                PanelRow {
                    application,
                    reference: (*reference).to_owned(),
                    organisation: "Klepp kommune".to_owned(),
                    others: Vec::new(),
                    title: None,
                    county,
                    applied: Some(Money::from_kroner(100)),
                    state: "checked".to_owned(),
                    submitted_at: Some(at),
                    own: None,
                    able: assessments.len(),
                    awaited: Vec::new(),
                    assessments: assessments.clone(),
                    hidden: 0,
                    sees_others: true,
                    takes_more: false,
                    standing: standing(&criteria(), &assessments),
                    agreement: None,
                    consensus: Vec::new(),
                },
            );
            entrants.push(Entrant {
                application,
                reference: (*reference).to_owned(),
                county,
                submitted_at: Some(at),
                agreed: None,
                assessments,
            });
        }
        Given { rows, entrants }
    }

    fn names(given: &Given, some: &BTreeSet<ApplicationId>) -> Vec<String> {
        let mut names: Vec<String> =
            some.iter().map(|id| given.rows[id].reference.clone()).collect();
        names.sort();
        names
    }

    #[test]
    fn who_decides_alone_is_seen() {
        // With both: A 9, B 7,5, C 6. Without Anne B falls behind C; without Bjørn B leads.
        let given =
            given(&[("A", Some(9), Some(9)), ("B", Some(10), Some(5)), ("C", Some(5), Some(7))]);
        let order = ranking(&criteria(), &given.entrants);
        let budget = Money::from_kroner(200);
        let (now, without) = effect(budget, &criteria(), &order, &given.rows);
        assert_eq!(names(&given, &now), ["A", "B"]);
        let [anne, bjorn] = without.as_slice() else { panic!("{without:?}") };
        assert_eq!((anne.name.as_str(), anne.assessed), ("Anne", 3));
        assert_eq!(names(&given, &anne.enters), ["C"]);
        assert_eq!(names(&given, &anne.leaves), ["B"]);
        let moved: Vec<_> =
            anne.moves.iter().map(|one| (one.reference.as_str(), one.from, one.to)).collect();
        assert_eq!(moved, [("B", 2, Some(3)), ("C", 3, Some(2))]);
        assert!(bjorn.enters.is_empty() && bjorn.leaves.is_empty());
        assert_eq!(bjorn.moves.len(), 2, "B and A change places");
        let b = given.entrants[1].application;
        assert!(anne.crosses(b) && !bjorn.crosses(b));
    }

    #[test]
    fn whose_only_assessor_is_left_out_has_no_place() {
        let given = given(&[("A", Some(9), None), ("B", None, Some(5))]);
        let order = ranking(&criteria(), &given.entrants);
        let (now, without) = effect(Money::from_kroner(100), &criteria(), &order, &given.rows);
        assert_eq!(names(&given, &now), ["A"]);
        assert_eq!(without[0].moves[0].to, None);
        assert_eq!(names(&given, &without[0].enters), ["B"]);
    }
}
