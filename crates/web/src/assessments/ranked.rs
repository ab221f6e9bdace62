//! A call's ranking with all that is shown of it: for the page, the workbook and the API.

use crate::{App, kit::Problem, places::county_names};
use county_allocation::{Contender, Frames, Rules, Swaps};
use funding_periods::{Assessed, sensitivity};
use grant_applications::{
    Call, CallAgreement, Criterion, Ranked, Ranking, agreement,
    queries::{PanelRow, ranked_panels_for_actor},
};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Actor, ApplicationId, CountyNumber, Day, Money, PersonId};

/// An application that would stand elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Move {
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

/// Which applications the budget reaches when it is shared out by score over the whole call, and what
/// each assessor means for that and for the places.
fn reached(
    budget: Money,
    criteria: &[Criterion],
    ranking: &Ranking,
    rows: &BTreeMap<ApplicationId, PanelRow>,
) -> (BTreeSet<ApplicationId>, Vec<Without>) {
    let contenders = ranking.rows.iter().filter_map(|ranked| {
        let (row, standing) = (rows.get(&ranked.application)?, ranked.standing?);
        Some(Contender {
            application: ranked.application,
            reference: ranked.reference.clone(),
            county: ranked.county,
            applied: row.applied?,
            recommended: standing.recommended,
            score_milli: standing.score_milli,
            // The rules it is held against ask for none of these.
            least: None,
            recipient: row.organisation.clone(),
            purpose: None,
        })
    });
    let contenders: Vec<Contender> = contenders.collect();
    let assessed = ranking.rows.iter().filter_map(|ranked| {
        let row = rows.get(&ranked.application)?;
        Some(Assessed { application: row.application, assessments: row.assessments.clone() })
    });
    let assessed: Vec<Assessed> = assessed.collect();
    let frames = Frames::whole(budget);
    let hangs = sensitivity(criteria, &assessed, &frames, &Rules::default(), &contenders);
    let without = ranking.assessors.iter().enumerate().map(|(at, (assessor, name))| {
        let found = hangs.by_assessor.iter().find(|one| one.assessor == *assessor);
        let swaps = found.map(|one| one.swaps.clone()).unwrap_or_default();
        let Swaps { funded_only_in_a, funded_only_in_b, .. } = swaps;
        let moves = ranking.rows.iter().filter_map(|row| {
            let from = row.place?.in_call;
            let to = row.without.get(at).copied().flatten().map(|place| place.in_call);
            (to != Some(from)).then(|| Move { reference: row.reference.clone(), from, to })
        });
        Without {
            assessor: *assessor,
            name: name.clone(),
            assessed: found.map_or(0, |one| one.assessed),
            moves: moves.collect(),
            enters: funded_only_in_b.into_iter().collect(),
            leaves: funded_only_in_a.into_iter().collect(),
        }
    });
    let without = without.collect();
    (hangs.funded.into_iter().collect(), without)
}

/// A call's ranking as one person may see it.
pub(crate) struct RankedCall {
    /// The call.
    pub call: Call,
    /// The order, and the places without each assessor.
    pub ranking: Ranking,
    /// How many applications are left out because their scores are closed to the reader.
    pub hidden: usize,
    /// The applications by id.
    pub rows: BTreeMap<ApplicationId, PanelRow>,
    /// The counties of the day the call opened.
    pub counties: BTreeMap<CountyNumber, String>,
    /// How far the assessors agree about the applications that are shown.
    pub agreement: CallAgreement,
    /// What the budget reaches when it is shared out by score over the whole call.
    pub reached: BTreeSet<ApplicationId>,
    /// What each assessor means for that and for the places.
    pub without: Vec<Without>,
}

impl RankedCall {
    /// The ranking of a call for somebody of the directorate.
    pub(crate) async fn of(app: &App, actor: &Actor, call: Call) -> Result<RankedCall, Problem> {
        let (db, today) = (&app.db, app.clock.today());
        let (ranking, hidden, rows) = ranked_panels_for_actor(db, actor, today, &call).await?;
        let rows: BTreeMap<ApplicationId, PanelRow> =
            rows.into_iter().map(|row| (row.application, row)).collect();
        let counties = county_names(db, Day::at(call.opens_at)).await?;
        let shown = ranking.rows.iter().filter_map(|ranked| {
            let row = rows.get(&ranked.application)?;
            Some((row.application, row.reference.as_str(), row.assessments.as_slice()))
        });
        let agreement = agreement(&call.criteria, shown);
        let (reached, without) = reached(call.budget, &call.criteria, &ranking, &rows);
        Ok(RankedCall { ranking, hidden, rows, counties, agreement, reached, without, call })
    }

    /// An application of the ranking; every one of them is among the rows that were read with it.
    pub(crate) fn row(&self, ranked: &Ranked) -> Option<&PanelRow> {
        self.rows.get(&ranked.application)
    }
    /// A county's name, its number when the register does not know it.
    pub(crate) fn county(&self, number: CountyNumber) -> String {
        self.counties.get(&number).cloned().unwrap_or_else(|| number.to_string())
    }
    /// The best and the worst place in the call when any one assessor is left out; `None` when it is
    /// never another than now.
    pub(crate) fn places_without(&self, ranked: &Ranked) -> Option<(usize, usize)> {
        let now = ranked.place?.in_call;
        let others = ranked.without.iter().flatten().map(|place| place.in_call);
        let (best, worst) =
            others.fold((now, now), |(best, worst), place| (best.min(place), worst.max(place)));
        (best != worst).then_some((best, worst))
    }
    /// Whether an application would cross the line where the money ends without one of the assessors.
    pub(crate) fn is_on_the_line(&self, application: ApplicationId) -> bool {
        self.without.iter().any(|one| one.crosses(application))
    }
    /// How many applications of a county are in the ranking, how many of them the budget reaches, and
    /// with how much; by county number.
    pub(crate) fn by_county(&self) -> BTreeMap<CountyNumber, (usize, usize, Money)> {
        let mut found: BTreeMap<CountyNumber, (usize, usize, Money)> = BTreeMap::new();
        for ranked in &self.ranking.rows {
            let own = found.entry(ranked.county).or_insert((0, 0, Money::ZERO));
            own.0 += 1;
            if self.reached.contains(&ranked.application) {
                own.1 += 1;
                own.2 = own.2 + ranked.standing.map_or(Money::ZERO, |one| one.recommended);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use grant_applications::{Assessment, Entrant, ranking, standing};

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
        let (now, without) = reached(budget, &criteria(), &order, &given.rows);
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
        let (now, without) = reached(Money::from_kroner(100), &criteria(), &order, &given.rows);
        assert_eq!(names(&given, &now), ["A"]);
        assert_eq!(without[0].moves[0].to, None);
        assert_eq!(names(&given, &without[0].enters), ["B"]);
    }
}
