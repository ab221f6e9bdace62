//! The round that asks for what is ordered: compares the orders that stand with the turns they have had.

use crate::approve_report::look_at_call;
use crate::ask_for::{ask_within, decided_calls, is_in};
use crate::{
    AskForError, BY_ITSELF, NewOrder, OrderedScope, ReportOrder, Subject, Wanted, repository,
};
use chrono::SubsecRound;
use grant_applications::Call;
use sea_orm::{DatabaseConnection, DbErr};
use vocabulary::{Actor, Clock, Day, ReportOrderId};

/// What a round asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AskedByOrders {
    /// How many reports were asked for.
    pub reports: usize,
    /// What could not be asked for, and why. The next round tries again.
    pub failed: Vec<String>,
}

/// Asks for the reports of all periods that are over and have not been asked for, of each order only
/// that of its latest period. It may run any number of times, also at the same time as another: a
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
    // Orders that want the same, as one for each month and one for each quarter at a quarter's end, ask
    // together: there is one report, and one letter to whoever is told by both.
    let mut due: Vec<(Day, Option<Wanted>, Vec<ReportOrderId>)> = Vec::new();
    for order in repository::standing_orders(db).await? {
        let Some(over) = order.due_on(today) else { continue };
        // A look first: most rounds find nothing to do and need no write lock.
        if repository::turn_is_taken(db, order.id, &over.to_string()).await? {
            continue;
        }
        let wanted = wanted(&order, over, &calls);
        match due.iter_mut().find(|(on, same, _)| (*on, *same) == (over, wanted)) {
            Some((.., orders)) => orders.push(order.id),
            None => due.push((over, wanted, vec![order.id])),
        }
    }
    for (over, wanted, orders) in due {
        match take(db, clock, over, wanted, &orders).await {
            Ok(added) => asked.reports += usize::from(added),
            Err(error) => {
                let orders: Vec<String> = orders.iter().map(ToString::to_string).collect();
                asked.failed.push(format!("orders {}: {error}", orders.join(", ")));
            }
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
    over: Day,
    wanted: Option<Wanted>,
    orders: &[ReportOrderId],
) -> Result<bool, AskForError> {
    let now = clock.now().trunc_subsecs(6);
    let turn = over.to_string();
    let tx = journal::begin(db).await?;
    let (mut standing, mut readers) = (Vec::new(), Vec::new());
    for id in orders {
        // Somebody may have ended it, or changed who is told, since the look.
        let Some(order) = repository::order_locked(&tx, *id).await? else { continue };
        if order.due_on(clock.today()) != Some(over)
            || repository::turn_is_taken(&tx, *id, &turn).await?
        {
            continue;
        }
        readers.extend(order.order.readers);
        standing.push(*id);
    }
    if standing.is_empty() {
        return Ok(false);
    }
    let report = match wanted {
        Some(wanted) => {
            match ask_within(&tx, now, &Actor::System(BY_ITSELF), wanted, &readers).await {
                Ok(report) => Some(report),
                Err(AskForError::NotDecided | AskForError::NoSubject) => None,
                Err(error) => return Err(error),
            }
        }
        None => None,
    };
    for id in standing {
        if !repository::take_turn(&tx, id, &turn, report, now).await? {
            return Ok(false);
        }
    }
    tx.commit().await?;
    Ok(report.is_some())
}

/// The report that an order wants of a period, when there is a year to tell of.
fn wanted(order: &ReportOrder, over: Day, calls: &[(Call, Day)]) -> Option<Wanted> {
    let NewOrder { scope, language, audience, .. } = order.order;
    let subject = subject(scope, over, calls)?;
    Some(Wanted { subject, audience, language, as_of: over })
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
