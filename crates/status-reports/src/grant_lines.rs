//! What is gathered of one grant, as it stood when a day was over.

use crate::geography::Place;
use crate::scope_figures::{
    Counts, GrantLine, ReportLine, ReportStanding, ResultLine, ReversedLine, TargetLine,
};
use funding_periods::{Grant, GrantState, InstalmentState};
use reporting_deadlines::{Deadline, DeadlineState, Funnel, Owed, ReportView, Target};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::Value;
use vocabulary::{Day, GrantId, Money};

/// The line of a grant, without the name of its county, and where it lies.
pub(crate) async fn grant_line<C: ConnectionTrait>(
    db: &C,
    grant: &Grant,
    call: &str,
    as_of: Day,
) -> Result<(GrantLine, Place), DbErr> {
    let award = county_allocation::queries::as_of(db, grant.envelope, as_of).await?;
    let organisation = organisations::organisation(db, grant.organisation).await?;
    let application =
        grant_applications::queries::application(db, grant.application).await?.ok_or_else(
            || DbErr::RecordNotFound(format!("the application of grant {}", grant.reference)),
        )?;
    let located_on = application.located_on;
    let municipality =
        organisations::queries::municipality_on(db, grant.municipality, located_on).await?;
    let reports = delivered_reports(db, grant.id, as_of).await?;
    let targets = reporting_deadlines::targets_of_grant(db, grant.id).await?;
    let reversal = funding_periods::queries::reversal_of(db, grant).await?;
    let reversal = reversal.filter(|reversed| Day::at(reversed.at) <= as_of);
    let counted = latest_counts(&reports);
    let accepted_on = grant.state.acceptance().map(|(at, _)| Day::at(at));
    let accepted_on = accepted_on.filter(|on| *on <= as_of);
    let instalments = funding_periods::queries::instalments(db, grant.id).await?;
    let line = GrantLine {
        reference: grant.reference.clone(),
        call: call.to_owned(),
        organisation: organisation.map(|o| o.name).unwrap_or_default(),
        title: grant.title.clone(),
        county: grant.county.to_string(),
        county_name: String::new(),
        municipality: municipality.map(|m| m.short_name).unwrap_or_default(),
        applied: application.content.amount,
        granted: grant.amount,
        holds: award.as_ref().map_or(Money::ZERO, |award| award.amount),
        paid: award.as_ref().map_or(Money::ZERO, |award| award.paid),
        returned: award.as_ref().map_or(Money::ZERO, |award| award.returned),
        planned_by_now: instalments
            .iter()
            .filter(|i| {
                let state = instalment_on(i.state, reversal.is_some(), as_of);
                i.due_on <= as_of && state != InstalmentState::Stopped
            })
            .map(|i| i.amount)
            .sum(),
        awarded_on: Day::at(grant.awarded_at),
        accept_by: grant.accept_by,
        accepted_on,
        state: state_on(grant, as_of).to_owned(),
        reversed: reversal.as_ref().map(|reversed| ReversedLine {
            on: Day::at(reversed.at),
            why: Some(reversed.why.clone()),
            freed: reversed.freed,
            owed: reversed.owed,
        }),
        periods: funding_periods::queries::periods(db, grant.id)
            .await?
            .into_iter()
            .filter(|_| accepted_on.is_some())
            .map(|period| (period.days, period.amount))
            .collect(),
        reports: with_approvals(reports_due(db, &[grant.id], as_of).await?, &reports, as_of),
        targets: targets.into_iter().map(|target| target_line(target, &reports)).collect(),
        participants: counted.map(|(on, funnel)| (on, counts(funnel))),
        counts_unexplained: counted.is_some_and(|(_, funnel)| !funnel.unexplained().is_empty()),
        narrative: latest_narrative(&reports),
    };
    Ok((line, (grant.municipality, located_on)))
}

/// Where a grant stood when the day was over, by its word.
pub(crate) fn state_on(grant: &Grant, as_of: Day) -> &'static str {
    let by_then = |at| Day::at(at) <= as_of;
    match &grant.state {
        GrantState::Reversed { at, .. } if by_then(*at) => grant.state.word(),
        // That a grant lapsed or was closed has no day of its own: it is told as it is now.
        GrantState::Lapsed | GrantState::Closed { .. } => grant.state.word(),
        GrantState::Awarded | GrantState::Active { .. } | GrantState::Reversed { .. } => {
            let accepted = grant.state.acceptance().is_some_and(|(at, _)| by_then(at));
            if accepted { "active" } else { "awarded" }
        }
    }
}

/// Where an instalment stood when the day was over. It is a reversal that stops what is not paid.
pub(crate) fn instalment_on(state: InstalmentState, reversed: bool, as_of: Day) -> InstalmentState {
    match state {
        InstalmentState::Paid(on) if on > as_of => InstalmentState::Scheduled,
        InstalmentState::Stopped if !reversed => InstalmentState::Scheduled,
        state => state,
    }
}

/// The reports of a grant that were handed in by the day, by the day they describe.
pub(crate) async fn delivered_reports<C: ConnectionTrait>(
    db: &C,
    grant: GrantId,
    as_of: Day,
) -> Result<Vec<ReportView>, DbErr> {
    let mut views = reporting_deadlines::reports_of_grant(db, grant).await?;
    views.retain(|view| {
        view.report.state.submission().is_some_and(|handed_in| Day::at(handed_in.at) <= as_of)
    });
    Ok(views)
}

/// The reports that some grants owe or have delivered, by due day, each with its deadline.
pub(crate) async fn reports_due<C: ConnectionTrait>(
    db: &C,
    grants: &[GrantId],
    as_of: Day,
) -> Result<Vec<(Deadline, ReportLine)>, DbErr> {
    let mut lines = Vec::new();
    for deadline in reporting_deadlines::deadlines_of_grants(db, grants).await? {
        if deadline.owed == Owed::Acceptance {
            continue;
        }
        let id = deadline.id.to_string();
        let history = journal::history(db, "deadline", &id).await?;
        let acts = |act: &'static str| history.iter().filter(move |entry| entry.act == act);
        let moves: Vec<Move> = acts("moved")
            .filter_map(|entry| Move::read(Day::at(entry.at), &entry.detail))
            .collect();
        let lapsed_on = acts("lapsed").map(|entry| Day::at(entry.at)).next_back();
        lines.push((deadline.clone(), report_line(&deadline, &moves, lapsed_on, as_of)));
    }
    Ok(lines)
}

/// That a deadline was moved.
struct Move {
    on: Day,
    from: Day,
    why: String,
}

impl Move {
    fn read(on: Day, detail: &Value) -> Option<Move> {
        let from = detail.get("from")?.as_str()?.parse().ok()?;
        let why = detail.get("reason")?.as_str()?.to_owned();
        Some(Move { on, from, why })
    }
}

/// A deadline as it stood when a day was over: a later move had not happened, what was delivered later
/// was not there, and what was let go later was still owed.
fn report_line(
    deadline: &Deadline,
    moves: &[Move],
    lapsed_on: Option<Day>,
    as_of: Day,
) -> ReportLine {
    let later = moves.iter().find(|one| one.on > as_of);
    let due_on = later.map_or(deadline.due_on, |one| one.from);
    let standing = match deadline.state {
        DeadlineState::Met { at } if Day::at(at) <= as_of => ReportStanding::Delivered(Day::at(at)),
        DeadlineState::Lapsed if lapsed_on.is_none_or(|on| on <= as_of) => ReportStanding::NotOwed,
        _ if due_on < as_of => ReportStanding::Missing,
        _ => ReportStanding::NotDue,
    };
    let moved = moves.iter().rfind(|one| one.on <= as_of);
    ReportLine {
        title: deadline.title.clone(),
        due_on,
        moved_from: moved.map(|one| (one.from, one.why.clone())),
        standing,
        approved_on: None,
    }
}

/// The lines with the day each report was approved.
pub(crate) fn with_approvals(
    due: Vec<(Deadline, ReportLine)>,
    reports: &[ReportView],
    as_of: Day,
) -> Vec<ReportLine> {
    let approved = |deadline: &Deadline| {
        let view = reports.iter().find(|view| view.report.deadline == Some(deadline.id))?;
        let on = Day::at(view.report.state.approval()?.at);
        (on <= as_of).then_some(on)
    };
    due.into_iter()
        .map(|(deadline, line)| ReportLine { approved_on: approved(&deadline), ..line })
        .collect()
}

/// A target with the latest result that any of the reports tells.
pub(crate) fn target_line(target: Target, reports: &[ReportView]) -> TargetLine {
    let result = reports.iter().rev().find_map(|view| {
        let result = view.contents.results.iter().find(|r| r.target == target.position)?;
        Some(ResultLine {
            on: view.report.reporting_on,
            reached: result.reached,
            verdict: result.verdict,
            explanation: result.explanation.clone(),
        })
    });
    TargetLine { what: target.what, wanted: target.wanted, by_when: target.by_when, result }
}

/// The latest counts of participants with their day.
pub(crate) fn latest_counts(reports: &[ReportView]) -> Option<(Day, &Funnel)> {
    let told = |view: &'_ ReportView| view.contents.funnel.is_some();
    let view = reports.iter().rfind(|view| told(view))?;
    Some((view.report.reporting_on, view.contents.funnel.as_ref()?))
}

/// The counts of a funnel.
pub(crate) const fn counts(funnel: &Funnel) -> Counts {
    Counts {
        informed: Some(funnel.informed),
        started: Some(funnel.started),
        departed: Some(funnel.departed),
        active: Some(funnel.active),
        in_work: Some(funnel.in_work),
    }
}

/// What the latest report with a narrative tells, with its title and day.
pub(crate) fn latest_narrative(
    reports: &[ReportView],
) -> Option<(String, Day, Vec<reporting_deadlines::Passage>)> {
    let told = |view: &&ReportView| {
        view.contents.narrative.iter().any(|passage| !passage.text.trim().is_empty())
    };
    let view = reports.iter().rfind(told)?;
    let report = &view.report;
    Some((report.title.clone(), report.reporting_on, view.contents.narrative.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use reporting_deadlines::ReportKind;
    use vocabulary::{DeadlineId, OrganisationId};

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn deadline(state: DeadlineState) -> Deadline {
        Deadline {
            id: DeadlineId::fresh(),
            grant: GrantId::fresh(),
            organisation: OrganisationId::fresh(),
            grant_reference: "IPS-2012-01".into(),
            project_title: "Jobb først".into(),
            owed: Owed::Report(ReportKind::AnnualReport),
            title: "Årsrapport".into(),
            due_on: day("2013-04-01"),
            ladder: reporting_deadlines::STANDARD_LADDER.into(),
            state,
        }
    }

    #[test]
    fn a_deadline_is_told_as_it_stood() {
        let moved = [Move { on: day("2013-02-20"), from: day("2013-03-01"), why: "Sykdom".into() }];
        let met = deadline(DeadlineState::Met { at: day("2013-04-03").at_hour(12, 0) });
        let on = |text| report_line(&met, &moved, None, day(text));
        assert_eq!(
            (on("2013-02-19").due_on, on("2013-02-19").moved_from),
            (day("2013-03-01"), None)
        );
        let later = on("2013-02-20");
        assert_eq!(later.due_on, day("2013-04-01"));
        assert_eq!(later.moved_from, Some((day("2013-03-01"), "Sykdom".into())));
        let standing = |text| on(text).standing;
        assert_eq!(standing("2013-04-01"), ReportStanding::NotDue);
        assert_eq!(standing("2013-04-02"), ReportStanding::Missing);
        assert_eq!(standing("2013-04-03"), ReportStanding::Delivered(day("2013-04-03")));
        let lapsed = |on: Option<&str>| {
            let let_go = deadline(DeadlineState::Lapsed);
            report_line(&let_go, &moved, on.map(day), day("2013-05-01")).standing
        };
        assert_eq!(lapsed(None), ReportStanding::NotOwed);
        assert_eq!(lapsed(Some("2013-05-01")), ReportStanding::NotOwed);
        assert_eq!(lapsed(Some("2013-05-02")), ReportStanding::Missing, "it was owed that day");
    }

    #[test]
    fn an_instalment_is_told_as_it_stood() {
        let paid = InstalmentState::Paid(day("2013-01-10"));
        let on = |state, reversed, text| instalment_on(state, reversed, day(text));
        assert_eq!(on(paid, false, "2013-01-09"), InstalmentState::Scheduled);
        assert_eq!(on(paid, true, "2013-01-10"), paid);
        let stopped = InstalmentState::Stopped;
        assert_eq!(on(stopped, false, "2013-01-10"), InstalmentState::Scheduled);
        assert_eq!(on(stopped, true, "2013-01-10"), stopped);
    }
}
