//! The figures of one grant, read back from the database.

use crate::Audience;
use crate::grant_lines::{counts, delivered_reports, latest_counts, latest_narrative, reports_due};
use crate::grant_lines::{instalment_on, state_on, with_approvals};
use crate::public::told_beside;
use crate::scope_figures::{Counts, ReportLine, ReversedLine};
use chrono::{DateTime, Utc};
use funding_periods::Grant;
use reporting_deadlines::{Funnel, Passage, ReportView, Target, TargetResult};
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use vocabulary::{Day, GrantId, Language, Money, Period};

/// One grant and what has come of it so far. Amounts in øre.
///
/// What was added to these figures later has a default, so that those of older reports can be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GrantFigures {
    /// Who may read these figures.
    #[serde(default)]
    pub audience: Audience,
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
    /// The call: its title in bokmål and in nynorsk.
    #[serde(default)]
    pub call: (String, String),
    /// Chapter and item of the state budget: `764.60`.
    #[serde(default)]
    pub chapter_item: String,
    /// What was changed in the scheme after the version it was awarded under, as it was written there.
    pub scheme_changes: Vec<String>,
    /// What was amended while the call was open: the day, and the words in bokmål and nynorsk.
    #[serde(default)]
    pub amendments: Vec<(Day, String, String)>,
    /// The day the report describes.
    pub as_of: Day,
    /// When they were gathered, where that was before the day was over.
    #[serde(default)]
    pub told_at: Option<DateTime<Utc>>,
    /// What the project is, as the application says.
    pub summary: String,
    /// For whom.
    pub target_group: String,
    /// How it goes on when the state's money ends.
    pub continuation: String,
    /// Who does what: the group by its word, the function, the percentage.
    pub members: Vec<(String, String, Option<i32>)>,
    /// Others who take part.
    #[serde(default)]
    pub partners: Vec<String>,
    /// What was applied for.
    #[serde(default)]
    pub applied: Money,
    /// What the recipient puts in itself, as the application says.
    #[serde(default)]
    pub own_share: Money,
    /// What was awarded.
    pub awarded: Money,
    /// What of that it holds: all of it, or of a reversed award what was paid. The oldest figures do not
    /// say.
    #[serde(default)]
    pub holds: Option<Money>,
    /// What is paid.
    pub paid: Money,
    /// What of that came back.
    #[serde(default)]
    pub returned: Money,
    /// The frames the money came through, from the appropriation down: name and what each holds.
    #[serde(default)]
    pub way: Vec<(String, Money)>,
    /// When it was awarded, and the last day to accept the terms.
    #[serde(default)]
    pub awarded_on: Option<(Day, Day)>,
    /// When the terms were accepted.
    #[serde(default)]
    pub accepted_on: Option<Day>,
    /// Where it stands, by its word; the oldest figures do not say.
    #[serde(default)]
    pub state: String,
    /// How it was taken back.
    #[serde(default)]
    pub reversed: Option<ReversedLine>,
    /// The periods with their money.
    pub periods: Vec<(Period, Money)>,
    /// The instalments: day, amount, state by its word.
    pub instalments: Vec<(Day, Money, String)>,
    /// Targets with the latest result of each.
    pub targets: Vec<TargetFigure>,
    /// The latest participant figures, with their day.
    pub funnel: Option<(Day, Funnel)>,
    /// The counts of them that may be told, where not all of the figures may.
    #[serde(default)]
    pub counts: Option<(Day, Counts)>,
    /// Which of the counts may be told to anybody, in the order of the funnel: those that the public report
    /// on the call tells. `None` where that is not known, or where it tells none of this grant.
    #[serde(default)]
    pub tellable: Option<[bool; 5]>,
    /// What the latest report with a narrative says, with its title and day.
    pub narrative: Option<(String, Day, Vec<Passage>)>,
    /// The reports so far: title, day, when they were submitted.
    pub reports: Vec<(String, Day, Option<Day>)>,
    /// The reports it owes or owed.
    #[serde(default)]
    pub owed: Vec<ReportLine>,
}

/// A target and its latest result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetFigure {
    /// The target.
    pub target: Target,
    /// The latest result and the day it was reported for.
    pub result: Option<(Day, TargetResult)>,
}

/// Gathers the figures of a grant as they stood when a day was over; `None` when there was no such grant
/// by then.
pub async fn grant_figures<C: ConnectionTrait>(
    db: &C,
    id: GrantId,
    as_of: Day,
) -> Result<Option<GrantFigures>, DbErr> {
    let Some(grant) = funding_periods::queries::grant(db, id).await? else { return Ok(None) };
    if Day::at(grant.awarded_at) > as_of {
        return Ok(None);
    }
    let Some(application) = grant_applications::queries::application(db, grant.application).await?
    else {
        return Ok(None);
    };
    let Some(call) = grant_applications::queries::call(db, grant.call).await? else {
        return Ok(None);
    };
    let versions = grant_applications::queries::scheme_by_slug(db, &call.scheme.slug).await?;
    let amendments = grant_applications::queries::amendments(db, call.call.id).await?;
    let award = county_allocation::queries::as_of(db, grant.envelope, as_of).await?;
    let way = county_allocation::queries::way_to(db, grant.envelope).await?;
    let mut way_then = Vec::with_capacity(way.len());
    for frame in way {
        let stood = county_allocation::queries::as_of(db, frame.id, as_of).await?;
        way_then.extend(stood.map(|frame| (frame.name, frame.amount)));
    }
    let organisation = organisations::organisation(db, grant.organisation).await?;
    let municipality =
        organisations::queries::municipality_on(db, grant.municipality, application.located_on)
            .await?;
    let counties = organisations::queries::counties_on(db, application.located_on).await?;
    let county = counties.into_iter().find(|county| county.number == grant.county);
    let reports = delivered_reports(db, id, as_of).await?;
    let targets = reporting_deadlines::targets_of_grant(db, id).await?;
    let counted = latest_counts(&reports);
    let accepted_on = grant.state.acceptance().map(|(at, _)| Day::at(at));
    let accepted_on = accepted_on.filter(|on| *on <= as_of);
    let reversal = funding_periods::queries::reversal_of(db, &grant).await?;
    let reversal = reversal.filter(|reversed| Day::at(reversed.at) <= as_of);
    let place = [municipality.map(|m| m.name), county.map(|c| c.name)];
    let content = application.content;
    Ok(Some(GrantFigures {
        audience: Audience::Internal,
        title: grant.title.clone(),
        organisation: organisation.map(|o| o.name).unwrap_or_default(),
        place: place.into_iter().flatten().collect::<Vec<_>>().join(", "),
        call: (call.call.title.clone(), call.call.title_nn.clone()),
        chapter_item: format!("{}.{}", call.scheme.chapter, call.scheme.item),
        scheme: call.scheme.name,
        scheme_changes: versions
            .map(|(_, versions)| versions)
            .unwrap_or_default()
            .into_iter()
            .filter(|v| v.number > call.version.number && v.valid_from <= as_of)
            .map(|v| v.change)
            .collect(),
        amendments: amendments
            .into_iter()
            .filter(|amended| Day::at(amended.made_at) <= as_of)
            .map(|amended| {
                let nynorsk = amended.what.exactly(Language::Nynorsk).unwrap_or_default();
                let bokmal = amended.what.to(Language::Bokmal);
                (Day::at(amended.made_at), bokmal.to_owned(), nynorsk.to_owned())
            })
            .collect(),
        as_of,
        told_at: None,
        summary: content.summary,
        target_group: content.target_group,
        continuation: content.continuation,
        members: content
            .members
            .into_iter()
            .map(|member| (member.team.word().to_owned(), member.job, member.percent))
            .collect(),
        partners: content.partners.into_iter().map(|partner| partner.name).collect(),
        applied: content.amount,
        own_share: content.own_share,
        awarded: grant.amount,
        holds: award.as_ref().map(|award| award.amount),
        paid: award.as_ref().map_or(Money::ZERO, |award| award.paid),
        returned: award.as_ref().map_or(Money::ZERO, |award| award.returned),
        way: way_then,
        awarded_on: Some((Day::at(grant.awarded_at), grant.accept_by)),
        accepted_on,
        state: state_on(&grant, as_of).to_owned(),
        reversed: reversal.as_ref().map(|reversed| ReversedLine {
            on: Day::at(reversed.at),
            why: Some(reversed.why.clone()),
            freed: reversed.freed,
            owed: reversed.owed,
        }),
        periods: funding_periods::queries::periods(db, id)
            .await?
            .into_iter()
            .filter(|_| accepted_on.is_some())
            .map(|period| (period.days, period.amount))
            .collect(),
        instalments: funding_periods::queries::instalments(db, id)
            .await?
            .into_iter()
            .map(|i| {
                let state = instalment_on(i.state, reversal.is_some(), as_of);
                (i.due_on, i.amount, state.word().to_owned())
            })
            .collect(),
        targets: targets
            .into_iter()
            .map(|target| TargetFigure { result: latest_result(&target, &reports), target })
            .collect(),
        counts: counted.map(|(on, funnel)| (on, counts(funnel))),
        tellable: tellable(db, &grant, as_of).await?,
        funnel: counted.map(|(on, funnel)| (on, funnel.clone())),
        narrative: latest_narrative(&reports),
        reports: reports
            .iter()
            .map(|view| {
                let submitted = view.report.state.submission().map(|s| Day::at(s.at));
                (view.report.title.clone(), view.report.reporting_on, submitted)
            })
            .collect(),
        owed: with_approvals(reports_due(db, &[id], as_of).await?, &reports, as_of),
        reference: grant.reference,
    }))
}

/// Which counts of a grant the public report on its call tells.
async fn tellable<C: ConnectionTrait>(
    db: &C,
    grant: &Grant,
    as_of: Day,
) -> Result<Option<[bool; 5]>, DbErr> {
    let mut grants = funding_periods::queries::grants_of_call(db, grant.call).await?;
    grants.retain(|one| Day::at(one.awarded_at) <= as_of);
    // What is hidden for the sake of others depends on their order.
    grants.sort_by_cached_key(|one| (one.county.to_string(), one.reference.clone()));
    let (mut all, mut own) = (Vec::new(), None);
    for one in &grants {
        let award = county_allocation::queries::as_of(db, one.envelope, as_of).await?;
        if !award.is_some_and(|award| award.amount.is_positive()) {
            continue;
        }
        let reports = delivered_reports(db, one.id, as_of).await?;
        if let Some((_, funnel)) = latest_counts(&reports) {
            if one.id == grant.id {
                own = Some(all.len());
            }
            all.push(counts(funnel));
        }
    }
    Ok(own.and_then(|at| told_beside(&all, at)))
}

fn latest_result(target: &Target, reports: &[ReportView]) -> Option<(Day, TargetResult)> {
    reports.iter().rev().find_map(|view| {
        let result = view.contents.results.iter().find(|r| r.target == target.position)?;
        Some((view.report.reporting_on, result.clone()))
    })
}
