//! Approving a report of a grant, and what follows when it was the last of its call.

use crate::ask_for::ask_within;
use crate::report_order::turn_of;
use crate::{AskForError, Audience, BY_ITSELF, Subject, Wanted, repository};
use chrono::{DateTime, SubsecRound, Utc};
use reporting_deadlines::{ApproveReportError, Report};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use vocabulary::{Actor, CallId, Clock, Day, GrantId, Language, ReportId};

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

/// Asks for the reports of a call when all that its grants owe is approved, once; how many that were.
pub(crate) async fn look_at_call(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    today: Day,
    call: CallId,
) -> Result<usize, DbErr> {
    if repository::hold_call(tx, call, now).await?.is_some() {
        return Ok(0);
    }
    let grants = funding_periods::queries::grants_of_call(tx, call).await?;
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
    let first = wanted(Audience::Internal, Language::Bokmal);
    let first = match ask_within(tx, now, &itself, first, &[]).await {
        Ok(report) => report,
        Err(AskForError::Database(error)) => return Err(error),
        // A call whose decision is gone tells nothing; its reports are approved all the same.
        Err(_) => return Ok(0),
    };
    let mut asked = 1;
    repository::mark_call_told(tx, call, first).await?;
    for order in repository::standing_orders(tx).await? {
        let turn = turn_of(call);
        if !order.wants_call(call, known.scheme, known.year)
            || repository::turn_is_taken(tx, order.id, &turn).await?
        {
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
