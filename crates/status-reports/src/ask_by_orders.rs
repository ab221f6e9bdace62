//! The round that asks for what is ordered: compares the orders that stand with the turns they have had.

use crate::approve_report::look_at_call;
use crate::ask_for::{ask_within, decided_calls, is_in};
use crate::{AskForError, BY_ITSELF, OrderedScope, ReportOrder, Subject, Wanted, repository};
use chrono::SubsecRound;
use grant_applications::Call;
use sea_orm::{DatabaseConnection, DbErr};
use vocabulary::{Actor, Clock, Day};

/// What a round asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AskedByOrders {
    /// How many reports were asked for.
    pub reports: usize,
    /// What could not be asked for, and why. The next round tries again.
    pub failed: Vec<String>,
}

/// Asks for the reports of all periods that are over and have not been asked for, one for each order and
/// only the latest period of it. It may run any number of times, also at the same time as another: a
/// turn is taken once. An order of which nothing was decided in its period has its turn without a report.
///
/// # Errors
///
/// When the orders could not be read; what goes wrong with one of them does not end the round.
pub async fn ask_by_orders(
    db: &DatabaseConnection,
    clock: &dyn Clock,
) -> Result<AskedByOrders, DbErr> {
    let mut asked = AskedByOrders::default();
    let today = clock.today();
    let calls = decided_calls(db).await?;
    for order in repository::standing_orders(db).await? {
        let Some(over) = order.due_on(today) else { continue };
        // A look first: most rounds find nothing to do and need no write lock.
        if repository::turn_is_taken(db, order.id, &over.to_string()).await? {
            continue;
        }
        match take(db, clock, &order, over, &calls).await {
            Ok(added) => asked.reports += usize::from(added),
            Err(error) => asked.failed.push(format!("order {}: {error}", order.id)),
        }
    }
    // Something may have fallen away since the last approval, so that nothing is owed any more.
    for call in repository::calls_being_approved(db).await? {
        let now = clock.now().trunc_subsecs(6);
        let looked = async {
            let tx = journal::begin(db).await?;
            let added = look_at_call(&tx, now, today, call).await?;
            tx.commit().await?;
            Ok::<_, DbErr>(added)
        };
        match looked.await {
            Ok(added) => asked.reports += added,
            Err(error) => asked.failed.push(format!("call {call}: {error}")),
        }
    }
    Ok(asked)
}

async fn take(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    order: &ReportOrder,
    over: Day,
    calls: &[(Call, Day)],
) -> Result<bool, AskForError> {
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    // Somebody may have ended it, or changed who is told, since the look.
    let Some(order) = repository::order_locked(&tx, order.id).await? else { return Ok(false) };
    if order.due_on(clock.today()) != Some(over)
        || repository::turn_is_taken(&tx, order.id, &over.to_string()).await?
    {
        return Ok(false);
    }
    let wanted = &order.order;
    let report = match subject(wanted.scope, over, calls) {
        Some(subject) => {
            let (language, audience) = (wanted.language, wanted.audience);
            let one = Wanted { subject, audience, language, as_of: over };
            match ask_within(&tx, now, &Actor::System(BY_ITSELF), one, &wanted.readers).await {
                Ok(report) => Some(report),
                Err(AskForError::NotDecided | AskForError::NoSubject) => None,
                Err(error) => return Err(error),
            }
        }
        None => None,
    };
    if !repository::take_turn(&tx, order.id, &over.to_string(), report, now).await? {
        return Ok(false);
    }
    tx.commit().await?;
    Ok(report.is_some())
}

/// What the report of a period is about: of a scheme, a county or everything the year that was ordered,
/// or the latest one that was decided by the end of the period and had begun.
fn subject(scope: OrderedScope, over: Day, calls: &[(Call, Day)]) -> Option<Subject> {
    if let OrderedScope::Call(call) = scope {
        return Some(Subject::Call(call));
    }
    let calls: Vec<&Call> =
        calls.iter().filter(|(_, on)| *on <= over).map(|(call, _)| call).collect();
    let covered = |year: i32| Subject::from(scope.in_year(year));
    let has = |year: i32| {
        let wanted = covered(year).scope();
        calls.iter().any(|call| wanted.is_some_and(|wanted| is_in(call, wanted)))
    };
    let years = calls.iter().map(|call| call.year).filter(|year| *year <= over.year());
    let latest = years.filter(|year| has(*year)).max()?;
    Some(covered(latest))
}
