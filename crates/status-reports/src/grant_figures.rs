//! The figures of one grant, read back from the database.

use reporting_deadlines::{Funnel, Passage, Target, TargetResult};
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use vocabulary::{Day, GrantId, Money, Period};

/// One grant and what has come of it so far. Amounts in øre.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GrantFigures {
    /// Its reference.
    pub reference: String,
    /// The project.
    pub title: String,
    /// Who received it.
    pub organisation: String,
    /// The municipality and the county at the time of the application.
    pub place: String,
    /// The scheme.
    pub scheme: String,
    /// The version of the scheme it was awarded under, and what was changed in later ones.
    pub scheme_changes: Vec<String>,
    /// The day the report describes.
    pub as_of: Day,
    /// What the project is, as the application says.
    pub summary: String,
    /// For whom.
    pub target_group: String,
    /// How it goes on when the state's money ends.
    pub continuation: String,
    /// Who does what: the group by its word, the function, the percentage.
    pub members: Vec<(String, String, Option<i32>)>,
    /// What was awarded.
    pub awarded: Money,
    /// What is paid.
    pub paid: Money,
    /// The periods with their money.
    pub periods: Vec<(Period, Money)>,
    /// The instalments: day, amount, state by its word.
    pub instalments: Vec<(Day, Money, String)>,
    /// Targets with the latest result of each.
    pub targets: Vec<TargetFigure>,
    /// The latest participant figures, with their day.
    pub funnel: Option<(Day, Funnel)>,
    /// What the latest report with a narrative says, with its title and day.
    pub narrative: Option<(String, Day, Vec<Passage>)>,
    /// The reports so far: title, day, when they were submitted.
    pub reports: Vec<(String, Day, Option<Day>)>,
}

/// A target and its latest result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetFigure {
    /// The target.
    pub target: Target,
    /// The latest result and the day it was reported for.
    pub result: Option<(Day, TargetResult)>,
}

/// Gathers the figures of a grant; `None` when there is no such grant.
pub async fn grant_figures<C: ConnectionTrait>(
    db: &C,
    id: GrantId,
    as_of: Day,
) -> Result<Option<GrantFigures>, DbErr> {
    let Some(grant) = funding_periods::queries::grant(db, id).await? else { return Ok(None) };
    let Some(application) = grant_applications::queries::application(db, grant.application).await?
    else {
        return Ok(None);
    };
    let Some(call) = grant_applications::queries::call(db, grant.call).await? else {
        return Ok(None);
    };
    let versions = grant_applications::queries::scheme_by_slug(db, &call.scheme.slug).await?;
    let envelope = county_allocation::queries::envelope(db, grant.envelope).await?;
    let organisation = organisations::organisation(db, grant.organisation).await?;
    let municipality =
        organisations::queries::municipality_on(db, grant.municipality, application.located_on)
            .await?;
    let counties = organisations::queries::counties_on(db, application.located_on).await?;
    let county = counties.into_iter().find(|county| county.number == grant.county);
    let reports: Vec<_> = reporting_deadlines::reports_of_grant(db, id)
        .await?
        .into_iter()
        .filter(|view| {
            view.report.state.submission().is_some() && view.report.reporting_on <= as_of
        })
        .collect();
    let targets = reporting_deadlines::targets_of_grant(db, id).await?;
    let latest_result = |target: &Target| {
        reports.iter().rev().find_map(|view| {
            let result = view.contents.results.iter().find(|r| r.target == target.position)?;
            Some((view.report.reporting_on, result.clone()))
        })
    };
    let place = [municipality.map(|m| m.name), county.map(|c| c.name)];
    Ok(Some(GrantFigures {
        title: grant.title.clone(),
        organisation: organisation.map(|o| o.name).unwrap_or_default(),
        place: place.into_iter().flatten().collect::<Vec<_>>().join(", "),
        scheme: call.scheme.name.clone(),
        scheme_changes: versions
            .map(|(_, versions)| versions)
            .unwrap_or_default()
            .into_iter()
            .filter(|v| v.number > call.version.number && v.valid_from <= as_of)
            .map(|v| v.change)
            .collect(),
        as_of,
        summary: application.content.summary,
        target_group: application.content.target_group,
        continuation: application.content.continuation,
        members: application
            .content
            .members
            .into_iter()
            .map(|member| (member.team.word().to_owned(), member.job, member.percent))
            .collect(),
        awarded: grant.amount,
        paid: envelope.map_or(Money::ZERO, |envelope| envelope.paid),
        periods: funding_periods::queries::periods(db, id)
            .await?
            .into_iter()
            .map(|period| (period.days, period.amount))
            .collect(),
        instalments: funding_periods::queries::instalments(db, id)
            .await?
            .into_iter()
            .map(|i| (i.due_on, i.amount, i.state.word().to_owned()))
            .collect(),
        targets: targets
            .into_iter()
            .map(|target| TargetFigure { result: latest_result(&target), target })
            .collect(),
        funnel: reports.iter().rev().find_map(|view| {
            view.contents.funnel.clone().map(|funnel| (view.report.reporting_on, funnel))
        }),
        narrative: reports.iter().rev().find(|view| !view.contents.narrative.is_empty()).map(
            |view| {
                let report = &view.report;
                (report.title.clone(), report.reporting_on, view.contents.narrative.clone())
            },
        ),
        reports: reports
            .iter()
            .map(|view| {
                let submitted = view.report.state.submission().map(|s| Day::at(s.at));
                (view.report.title.clone(), view.report.reporting_on, submitted)
            })
            .collect(),
        reference: grant.reference,
    }))
}
