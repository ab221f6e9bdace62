//! Spreading applications over assessors.

use crate::Blocked;
use std::collections::BTreeMap;
use vocabulary::{ApplicationId, PersonId};

/// What came of spreading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spreading {
    /// Who was given which application, in the order of the applications.
    pub assigned: Vec<(ApplicationId, PersonId)>,
    /// Those that lack assessors still.
    pub unfilled: Vec<Unfilled>,
    /// The references of those that somebody else must say the assessors of: who spreads is
    /// disqualified in them, or is asked to assess them and has not declared to be impartial.
    pub left_to_others: Vec<String>,
}

/// An application for which there are not enough assessors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfilled {
    /// Which.
    pub application: ApplicationId,
    /// What people call it.
    pub reference: String,
    /// How many it should have.
    pub wanted: usize,
    /// How many it has now.
    pub has: usize,
    /// Who could not be given it, and why. When nobody stands here there were too few to begin with.
    pub blocked: Vec<(PersonId, String, Vec<Blocked>)>,
}

/// An application that is to be assessed.
#[derive(Debug, Clone)]
pub(crate) struct Wanting {
    pub application: ApplicationId,
    pub reference: String,
    /// Those asked already and not blocked.
    pub has: usize,
    /// Those asked already, blocked or not.
    pub asked: Vec<PersonId>,
    /// Who may not.
    pub blocked: BTreeMap<PersonId, Vec<Blocked>>,
}

/// Gives every application `each` assessors, one after the other in the order they are given: always
/// whoever has the fewest, then by name, then by id. The same registers give the same outcome.
pub(crate) fn spread_over(
    applications: &[Wanting],
    assessors: &[(PersonId, String)],
    mut loads: BTreeMap<PersonId, usize>,
    each: usize,
) -> Spreading {
    let mut came = Spreading::default();
    for one in applications {
        let mut free: Vec<&(PersonId, String)> = assessors
            .iter()
            .filter(|(id, _)| !one.asked.contains(id) && !one.blocked.contains_key(id))
            .collect();
        free.sort_by_key(|(id, name)| (loads.get(id).copied().unwrap_or(0), name, *id));
        free.truncate(each.saturating_sub(one.has));
        let has = one.has + free.len();
        for (id, _) in free {
            *loads.entry(*id).or_default() += 1;
            came.assigned.push((one.application, *id));
        }
        if has < each {
            let blocked = assessors
                .iter()
                .filter_map(|(id, name)| Some((*id, name.clone(), one.blocked.get(id)?.clone())));
            came.unfilled.push(Unfilled {
                application: one.application,
                reference: one.reference.clone(),
                wanted: each,
                has,
                blocked: blocked.collect(),
            });
        }
    }
    came
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use proptest::prelude::*;

    fn ground() -> Vec<Blocked> {
        vec![Blocked::Declared { ground: "Nabo".into(), at: DateTime::<Utc>::UNIX_EPOCH }]
    }

    fn assessors(count: usize) -> Vec<(PersonId, String)> {
        (0..count).map(|at| (PersonId::fresh(), format!("A{at}"))).collect()
    }

    fn wanting(blocked: &[PersonId]) -> Wanting {
        Wanting {
            application: ApplicationId::fresh(),
            reference: "S01".into(),
            has: 0,
            asked: Vec::new(),
            blocked: blocked.iter().map(|id| (*id, ground())).collect(),
        }
    }

    proptest! {
        #[test]
        fn it_is_even_whole_and_never_the_blocked(
            people in 1_usize..7,
            each in 0_usize..4,
            barred in prop::collection::vec(prop::collection::vec(any::<bool>(), 7), 0..30),
        ) {
            let assessors = assessors(people);
            let applications: Vec<Wanting> = barred
                .iter()
                .map(|row| {
                    let barred = assessors.iter().zip(row).filter(|(_, barred)| **barred);
                    wanting(&barred.map(|((id, _), _)| *id).collect::<Vec<_>>())
                })
                .collect();
            let came = spread_over(&applications, &assessors, BTreeMap::new(), each);
            for one in &applications {
                let given: Vec<PersonId> = came.assigned
                    .iter()
                    .filter(|(application, _)| *application == one.application)
                    .map(|(_, person)| *person)
                    .collect();
                prop_assert!(given.iter().all(|id| !one.blocked.contains_key(id)));
                let able = assessors.len() - one.blocked.len();
                prop_assert_eq!(given.len(), each.min(able));
                let unfilled = came.unfilled.iter().find(|un| un.application == one.application);
                prop_assert_eq!(unfilled.map(|un| un.has), (able < each).then_some(given.len()));
            }
            if barred.iter().flatten().all(|barred| !barred) {
                let load = |id| came.assigned.iter().filter(|(_, one)| *one == id).count();
                let loads: Vec<usize> = assessors.iter().map(|(id, _)| load(*id)).collect();
                prop_assert!(loads.iter().max().unwrap() - loads.iter().min().unwrap() <= 1);
            }
        }
    }

    #[test]
    fn who_was_asked_counts_and_is_not_asked_again() {
        let assessors = assessors(2);
        let (first, second) = (assessors[0].0, assessors[1].0);
        // Asked and blocked since: somebody else is needed.
        let mut substitute = wanting(&[first]);
        substitute.asked = vec![first];
        let mut half = wanting(&[]);
        (half.asked, half.has) = (vec![second], 1);
        let applications = [substitute, half];
        let came = spread_over(&applications, &assessors, BTreeMap::from([(second, 1)]), 2);
        assert_eq!(
            came.assigned,
            [(applications[0].application, second), (applications[1].application, first)]
        );
        assert_eq!(came.unfilled.len(), 1);
        let blocked: Vec<PersonId> = came.unfilled[0].blocked.iter().map(|one| one.0).collect();
        assert_eq!((came.unfilled[0].has, blocked), (1, vec![first]));
    }
}
