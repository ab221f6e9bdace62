//! A call's ranking with all that is shown of it: for the page, the workbook and the API.

use super::effect::{Without, effect};
use crate::{App, kit::Problem, places::county_names};
use grant_applications::{
    Call, CallAgreement, Ranked, Ranking, agreement,
    queries::{PanelRow, ranked_panels_for_actor},
};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Actor, ApplicationId, CountyNumber, Day, Money};

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
        let (reached, without) = effect(call.budget, &call.criteria, &ranking, &rows);
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
