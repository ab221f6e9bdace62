//! Ordering status reports that come by themselves, changing who is told, and ending an order.

use crate::ask_for::{COUNTER, addressed, few_enough};
use crate::{NewOrder, OrderedScope, Reader, ReaderError, ReportOrder, Rhythm, repository};
use chrono::SubsecRound;
use journal::Act;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vocabulary::{Actor, Clock, Day, Language, ReportOrderId};

/// Why nothing was ordered, changed or ended.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// Only the directorate orders.
    #[error("only the directorate can order status reports")]
    NotAllowed,
    /// There is no such order.
    #[error("there is no such order of status reports")]
    NotFound,
    /// It is ended.
    #[error("the order is ended")]
    Ended,
    /// What it is to be about is not there.
    #[error("there is nothing of that name to report on")]
    NoSubject,
    /// The same comes already.
    #[error("the same report is ordered already")]
    AlreadyOrdered,
    /// A county has no last report of its own.
    #[error("the report of a county comes by the calendar only")]
    CountyByCalendarOnly,
    /// Reports are written in bokmål and nynorsk.
    #[error("status reports are written in bokmål and nynorsk")]
    NotThatLanguage,
    /// The last report of the call is approved already, so the order would wait for nothing.
    #[error("the last report of that call is approved already; ask for a status report instead")]
    AllApproved,
    /// Somebody who cannot be told.
    #[error(transparent)]
    Reader(#[from] ReaderError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Orders a report that comes by itself from now on: the first one after the period that runs.
pub async fn order_reports(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewOrder,
) -> Result<ReportOrderId, OrderError> {
    if !actor.is_directorate() {
        return Err(OrderError::NotAllowed);
    }
    if matches!(new.scope, OrderedScope::County(..)) && new.rhythm == Rhythm::LastApproval {
        return Err(OrderError::CountyByCalendarOnly);
    }
    if new.language == Language::English {
        return Err(OrderError::NotThatLanguage);
    }
    let now = clock.now().trunc_subsecs(6);
    few_enough(&new.readers)?;
    let readers = addressed(&new.readers)?;
    let tx = journal::begin(db).await?;
    if !is_there(&tx, new.scope, clock.today()).await? {
        return Err(OrderError::NoSubject);
    }
    if let (OrderedScope::Call(call), Rhythm::LastApproval) = (new.scope, new.rhythm)
        && repository::is_told(&tx, call).await?
    {
        return Err(OrderError::AllApproved);
    }
    let order = ReportOrder {
        id: ReportOrderId::fresh(),
        order: NewOrder { readers, ..new },
        ordered_at: now,
        ordered_by: actor.name().to_owned(),
        ended: None,
    };
    if !repository::insert_order(&tx, &order).await? {
        return Err(OrderError::AlreadyOrdered);
    }
    let (wanted, scope) = (&order.order, order.order.scope);
    let detail = json!({
        "about": scope.kind(),
        "id": scope.id(),
        "year": scope.year(),
        "rhythm": wanted.rhythm.word(),
        "language": wanted.language.code(),
        "audience": wanted.audience.word(),
        "readers": told(&wanted.readers),
    });
    let act = Act { act: "ordered", thing: "report-order", id: order.id.to_string(), detail };
    journal::record(&tx, actor, now, act).await?;
    tx.commit().await?;
    Ok(order.id)
}

/// Says anew who is told by mail of the reports of an order.
pub async fn set_order_readers(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ReportOrderId,
    readers: &[Reader],
) -> Result<(), OrderError> {
    let now = clock.now().trunc_subsecs(6);
    few_enough(readers)?;
    let readers = addressed(readers)?;
    let tx = journal::begin(db).await?;
    let standing = standing(&tx, actor, id).await?;
    // In which order they are said is nothing.
    let set = |readers: &[Reader]| readers.iter().cloned().collect::<BTreeSet<_>>();
    if set(&standing.order.readers) != set(&readers) {
        repository::replace_readers(&tx, id, &readers).await?;
        let detail = json!({ "before": told(&standing.order.readers), "now": told(&readers) });
        let act = Act { act: "changed-readers", thing: "report-order", id: id.to_string(), detail };
        journal::record(&tx, actor, now, act).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Ends an order: nothing comes by it any more. What it has asked for stays.
pub async fn end_order(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ReportOrderId,
) -> Result<(), OrderError> {
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    standing(&tx, actor, id).await?;
    if !repository::end_order(&tx, id, now, actor.name()).await? {
        return Err(OrderError::Ended);
    }
    let detail = json!({});
    let act = Act { act: "ended", thing: "report-order", id: id.to_string(), detail };
    journal::record(&tx, actor, now, act).await?;
    tx.commit().await?;
    Ok(())
}

async fn standing(
    tx: &DatabaseTransaction,
    actor: &Actor,
    id: ReportOrderId,
) -> Result<ReportOrder, OrderError> {
    if !actor.is_directorate() {
        return Err(OrderError::NotAllowed);
    }
    let order = repository::order_locked(tx, id).await?.ok_or(OrderError::NotFound)?;
    if order.ended.is_some() {
        return Err(OrderError::Ended);
    }
    Ok(order)
}

fn told(readers: &[Reader]) -> Value {
    readers.iter().map(|one| one.email.as_str()).collect()
}

/// What an order is to be about is there; whether anything is decided there is seen when a report is due.
async fn is_there(
    tx: &DatabaseTransaction,
    scope: OrderedScope,
    today: Day,
) -> Result<bool, DbErr> {
    Ok(match scope {
        OrderedScope::Call(call) => {
            grant_applications::queries::plain_call(tx, call).await?.is_some()
        }
        OrderedScope::Scheme(scheme, _) => {
            grant_applications::queries::schemes_for_actor(tx, Some(&COUNTER))
                .await?
                .iter()
                .any(|view| view.scheme.id == scheme)
        }
        OrderedScope::County(number, year) => {
            let day = year.and_then(|year| Day::new(year, 1, 1)).unwrap_or(today);
            organisations::queries::counties_on(tx, day)
                .await?
                .iter()
                .any(|county| county.number == number)
        }
        OrderedScope::Everything(_) => true,
    })
}
