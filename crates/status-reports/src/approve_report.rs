//! Approving a report of a grant, and what follows when it was the last of its call.

use crate::ask_for::ask_within;
use crate::report_order::turn_of;
use crate::{AskForError, Audience, BY_ITSELF, Reader, Subject, Wanted, repository};
use chrono::{DateTime, SubsecRound, Utc};
use funding_periods::{Grant, GrantState};
use reporting_deadlines::{ApproveReportError, Report};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use vocabulary::{Actor, CallId, Clock, Day, GrantId, Language, ReportId, Role};

/// Approves a report that was handed in. When it was the last one that the grants of its call owe, the
/// status report of the call is asked for in the same transaction, and so are those that were ordered
/// for that moment.
pub async fn approve_report(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ReportId,
) -> Result<Report, ApproveReportError> {
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    let report = reporting_deadlines::approve_report(&tx, now, actor, id).await?;
    if let Some(grant) = funding_periods::queries::grant(&tx, report.grant).await? {
        look_at_call(&tx, now, clock.today(), grant.call).await?;
    }
    tx.commit().await?;
    Ok(report)
}

/// Asks for the reports of a call when all that its grants owe is approved; how many that were. Once for
/// the grants there are: where one was awarded or accepted later, the last of its reports brings another.
pub(crate) async fn look_at_call(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    today: Day,
    call: CallId,
) -> Result<usize, DbErr> {
    let told = repository::hold_call(tx, call, now).await?;
    let mut grants = funding_periods::queries::grants_of_call(tx, call).await?;
    grants.retain(|grant| is_counted(grant, today));
    if grants.iter().any(|grant| grant.state == GrantState::Awarded)
        || told.is_some_and(|told| grants.iter().all(|grant| began_at(grant) <= told))
    {
        return Ok(0);
    }
    let grants: Vec<GrantId> = grants.iter().map(|grant| grant.id).collect();
    if !reporting_deadlines::all_approved(tx, &grants).await? {
        return Ok(0);
    }
    let Some(known) = grant_applications::queries::plain_call(tx, call).await? else {
        return Ok(0);
    };
    let subject = Subject::Call(call);
    let itself = Actor::System(BY_ITSELF);
    let wanted = |audience, language| Wanted { subject, audience, language, as_of: today };
    let mut orders = repository::standing_orders(tx).await?;
    orders.retain(|order| order.wants_call(call, known.scheme, known.year));
    // Somebody must learn of it: those who ordered it, or the officers.
    let readers = if orders.is_empty() { officers(tx).await? } else { Vec::new() };
    let first = wanted(Audience::Internal, Language::Bokmal);
    let first = match ask_within(tx, now, &itself, first, &readers).await {
        Ok(report) => report,
        Err(AskForError::Database(error)) => return Err(error),
        // A call whose decision is gone tells nothing; its reports are approved all the same.
        Err(_) => return Ok(0),
    };
    let mut asked = 1;
    repository::mark_call_told(tx, call, first, now).await?;
    let turn = turn_of(call, told.map(|_| now));
    for order in orders {
        if repository::turn_is_taken(tx, order.id, &turn).await? {
            continue;
        }
        let (one, readers) =
            (wanted(order.order.audience, order.order.language), &order.order.readers);
        let report = match ask_within(tx, now, &itself, one, readers).await {
            Ok(report) => report,
            Err(AskForError::Database(error)) => return Err(error),
            Err(_) => continue,
        };
        asked += usize::from(report != first);
        // The call is held, so nobody else takes this turn.
        repository::take_turn(tx, order.id, &turn, Some(report), now).await?;
    }
    Ok(asked)
}

/// Whether the grant owes reports, or may come to: an award that nobody accepted in time does not.
fn is_counted(grant: &Grant, today: Day) -> bool {
    match grant.state {
        GrantState::Active { .. } | GrantState::Closed { .. } => true,
        GrantState::Awarded => grant.accept_by >= today,
        GrantState::Lapsed | GrantState::Reversed { .. } => false,
    }
}

/// When the grant began to owe something.
fn began_at(grant: &Grant) -> DateTime<Utc> {
    grant.state.acceptance().map_or(grant.awarded_at, |(at, _)| at)
}

/// The case officers, as readers.
async fn officers(tx: &DatabaseTransaction) -> Result<Vec<Reader>, DbErr> {
    let people = organisations::directorate_people(tx, Role::CaseOfficer).await?;
    // An address that no letter can be sent to must not keep a report from being approved.
    let reached = people.into_iter().filter(|one| letters::usable_address(&one.email).is_ok());
    Ok(reached.map(|one| Reader { name: one.name, email: one.email }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::{ApplicationId, EnvelopeId, Money, OrganisationId};

    #[test]
    fn an_award_that_nobody_accepted_in_time_is_not_waited_for() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let awarded_at = day("2012-04-12").at_hour(12, 0);
        let mut grant = Grant {
            id: GrantId::fresh(),
            reference: "IPS-2012-T07".into(),
            application: ApplicationId::fresh(),
            call: CallId::fresh(),
            organisation: OrganisationId::fresh(),
            envelope: EnvelopeId::fresh(),
            title: "Jobbstøtte".into(),
            municipality: "1103".parse().unwrap(),
            county: "11".parse().unwrap(),
            amount: Money::ZERO,
            awarded_at,
            awarded_by: "Dina".into(),
            accept_by: day("2012-05-15"),
            state: GrantState::Awarded,
        };
        assert!(is_counted(&grant, day("2012-05-15")), "it may still be accepted");
        assert!(!is_counted(&grant, day("2012-05-16")));
        assert_eq!(began_at(&grant), awarded_at);
        let accepted_at = day("2012-05-02").at_hour(9, 0);
        grant.state = GrantState::Active { accepted_at, accepted_by: "Kari".into() };
        assert!(is_counted(&grant, day("2013-01-01")));
        assert_eq!(began_at(&grant), accepted_at);
        grant.state = GrantState::Lapsed;
        assert!(!is_counted(&grant, day("2012-05-02")));
    }
}
