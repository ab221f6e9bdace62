//! The figures of a call, read back from the database.

use funding_periods::Grant;
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocabulary::{CallId, Day, GrantId, Money};

/// A call and everything that came of it. Amounts in øre.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallFigures {
    /// Short name of the call.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The scheme.
    pub scheme: String,
    /// Chapter and item of the state budget: `764.60`.
    pub chapter_item: String,
    /// The budget year.
    pub year: i32,
    /// The day the report describes.
    pub as_of: Day,
    /// What there was to share: the call's envelope.
    pub budget: Money,
    /// What is awarded: reserved in the envelopes of the counties.
    pub awarded: Money,
    /// What is paid.
    pub paid: Money,
    /// What all applications together asked for.
    pub applied: Money,
    /// How many applications were decided.
    pub applications: usize,
    /// How many of them were refused.
    pub refused: usize,
    /// How many awards are accepted.
    pub accepted: usize,
    /// Reports delivered.
    pub reports_delivered: usize,
    /// Reports that are late on the day.
    pub reports_overdue: usize,
    /// Reports not due yet.
    pub reports_open: usize,
    /// When the reports are due.
    pub report_due: Day,
    /// Every county of the time, by number; also those without a project.
    pub counties: Vec<CountyFigure>,
    /// The projects, by county and reference.
    pub projects: Vec<FundedProject>,
}

/// One county of a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountyFigure {
    /// Its number at the time.
    pub number: String,
    /// Its name at the time.
    pub name: String,
    /// Persons on 1 January of the year.
    pub persons: i64,
    /// How many applications came from it.
    pub applications: usize,
    /// How many projects it got.
    pub projects: usize,
    /// What they got.
    pub awarded: Money,
    /// What of that is paid.
    pub paid: Money,
}

/// One project of a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FundedProject {
    /// Reference of the grant.
    pub reference: String,
    /// Who received it.
    pub organisation: String,
    /// The project.
    pub title: String,
    /// The county at the time.
    pub county: String,
    /// What was applied for.
    pub applied: Money,
    /// What was awarded.
    pub awarded: Money,
    /// Where the grant stands, by its word.
    pub state: String,
    /// Where its report stands: `delivered`, `overdue`, `open`, `not-owed`.
    pub report: String,
}

/// Gathers the figures of a call; `None` when there is no such call or nothing is decided yet.
///
/// Money comes from the ledger (the call's and the counties' envelopes), not from the scenario, so
/// that the report says what is so and not what was planned.
pub async fn call_figures<C: ConnectionTrait>(
    db: &C,
    call: CallId,
    as_of: Day,
) -> Result<Option<CallFigures>, DbErr> {
    let Some(view) = grant_applications::queries::call(db, call).await? else { return Ok(None) };
    let Some(scenario) = county_allocation::queries::adopted_scenario(db, call).await? else {
        return Ok(None);
    };
    let key = format!("call:{}", view.call.slug);
    let Some(purse) = county_allocation::queries::envelope_by_key(db, &key).await? else {
        return Ok(None);
    };
    let envelopes = county_allocation::queries::inside(db, purse.id).await?;
    let candidates = grant_applications::queries::candidates(db, call).await?;
    let grants = standing(db, funding_periods::queries::grants_of_call(db, call).await?).await?;
    let ids: Vec<GrantId> = grants.iter().map(|(grant, _)| grant.id).collect();
    let reporting = reporting_deadlines::reporting_status(db, &ids, as_of).await?;
    let mut report_of: BTreeMap<GrantId, &str> = BTreeMap::new();
    for deadline in reporting_deadlines::deadlines_of_grants(db, &ids).await? {
        let word = match deadline.state {
            reporting_deadlines::DeadlineState::Met { .. } => "delivered",
            reporting_deadlines::DeadlineState::Lapsed => "not-owed",
            _ if deadline.is_overdue(as_of) => "overdue",
            _ => "open",
        };
        report_of.insert(deadline.grant, word);
    }
    let counties: Vec<CountyFigure> = scenario
        .counties
        .iter()
        .map(|county| {
            let envelope = envelopes.iter().find(|e| e.county == Some(county.county));
            CountyFigure {
                number: county.county.to_string(),
                name: county.name.clone(),
                persons: scenario.persons(county.county).unwrap_or(0),
                applications: candidates.iter().filter(|c| c.county == county.county).count(),
                projects: grants.iter().filter(|(grant, _)| grant.county == county.county).count(),
                awarded: envelope.map_or(Money::ZERO, |envelope| envelope.reserved),
                paid: envelope.map_or(Money::ZERO, |envelope| envelope.paid),
            }
        })
        .collect();
    let mut projects = Vec::with_capacity(grants.len());
    for (grant, awarded) in &grants {
        let organisation = organisations::organisation(db, grant.organisation).await?;
        let county = scenario.counties.iter().find(|county| county.county == grant.county);
        let applied = candidates.iter().find(|c| c.application == grant.application);
        projects.push(FundedProject {
            reference: grant.reference.clone(),
            organisation: organisation.map(|o| o.name).unwrap_or_default(),
            title: grant.title.clone(),
            county: county.map(|c| c.name.clone()).unwrap_or_default(),
            applied: applied.map_or(Money::ZERO, |c| c.applied),
            awarded: *awarded,
            state: grant.state.word().to_owned(),
            report: report_of.get(&grant.id).copied().unwrap_or("open").to_owned(),
        });
    }
    let order =
        |project: &FundedProject| counties.iter().position(|county| county.name == project.county);
    projects.sort_by(|a, b| order(a).cmp(&order(b)).then(a.reference.cmp(&b.reference)));
    Ok(Some(CallFigures {
        slug: view.call.slug,
        title: view.call.title,
        scheme: view.scheme.name,
        chapter_item: format!("{}.{}", view.scheme.chapter, view.scheme.item),
        year: view.call.year,
        as_of,
        budget: purse.amount,
        awarded: counties.iter().map(|county| county.awarded).sum(),
        paid: purse.paid,
        applied: candidates.iter().map(|candidate| candidate.applied).sum(),
        applications: candidates.len(),
        refused: candidates.iter().filter(|candidate| candidate.state == "refused").count(),
        accepted: grants.iter().filter(|(grant, _)| grant.state.acceptance().is_some()).count(),
        reports_delivered: reporting.delivered,
        reports_overdue: reporting.overdue,
        reports_open: reporting.open,
        report_due: view.call.report_due,
        counties,
        projects,
    }))
}

/// The grants of a call with what each holds of its money. Of an award that was reversed that is what was
/// paid; one of which nothing was paid is no project of the call any more.
async fn standing<C: ConnectionTrait>(
    db: &C,
    grants: Vec<Grant>,
) -> Result<Vec<(Grant, Money)>, DbErr> {
    let mut standing = Vec::with_capacity(grants.len());
    for grant in grants {
        let holds = match grant.state.reversal() {
            Some(_) => funding_periods::queries::paid_and_not_back(db, &grant).await?.0,
            None => grant.amount,
        };
        if holds.is_positive() {
            standing.push((grant, holds));
        }
    }
    Ok(standing)
}
