//! Orders, their turns, and the calls whose reports are being approved.

use super::unreadable;
use crate::entity::{
    call_reporting, report_order as order, report_order_reader as reader, report_turn as turn,
};
use crate::{NewOrder, OrderedScope, Reader, ReportOrder};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, SqlErr,
    sea_query::{Expr, OnConflict},
};
use std::collections::BTreeMap;
use uuid::Uuid;
use vocabulary::{CallId, ReportOrderId, StatusReportId};

fn order_from(row: order::Model, readers: Vec<Reader>) -> Result<ReportOrder, DbErr> {
    let scope = OrderedScope::from_parts(&row.kind, &row.subject, row.year);
    Ok(ReportOrder {
        id: ReportOrderId(row.id),
        order: NewOrder {
            scope: scope.ok_or_else(|| unreadable("scope of an order", &row.subject))?,
            rhythm: row.rhythm.parse().map_err(|e: String| unreadable("rhythm", &e))?,
            language: row.language.parse().map_err(|e: String| unreadable("language", &e))?,
            audience: row.audience.parse().map_err(|e: String| unreadable("audience", &e))?,
            readers,
        },
        ordered_at: row.ordered_at,
        ordered_by: row.ordered_by,
        ended: row.ended_at.zip(row.ended_by),
    })
}

async fn with_readers<C: ConnectionTrait>(
    db: &C,
    orders: Select<order::Entity>,
) -> Result<Vec<ReportOrder>, DbErr> {
    let rows = orders.all(db).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut readers: BTreeMap<Uuid, Vec<Reader>> = BTreeMap::new();
    let found = reader::Entity::find()
        .filter(reader::Column::OrderId.is_in(ids))
        .order_by_asc(reader::Column::Name)
        .order_by_asc(reader::Column::Email);
    for row in found.all(db).await? {
        let one = Reader { name: row.name, email: row.email };
        readers.entry(row.order_id).or_default().push(one);
    }
    rows.into_iter()
        .map(|row| {
            let readers = readers.remove(&row.id).unwrap_or_default();
            order_from(row, readers)
        })
        .collect()
}

/// The orders that stand, the oldest first.
pub(crate) async fn standing_orders<C: ConnectionTrait>(db: &C) -> Result<Vec<ReportOrder>, DbErr> {
    let these = order::Entity::find()
        .filter(order::Column::EndedAt.is_null())
        .order_by_asc(order::Column::OrderedAt)
        .order_by_asc(order::Column::Id);
    with_readers(db, these).await
}

pub(crate) async fn order<C: ConnectionTrait>(
    db: &C,
    id: ReportOrderId,
) -> Result<Option<ReportOrder>, DbErr> {
    Ok(with_readers(db, order::Entity::find_by_id(id.0)).await?.pop())
}

pub(crate) async fn order_locked(
    tx: &DatabaseTransaction,
    id: ReportOrderId,
) -> Result<Option<ReportOrder>, DbErr> {
    Ok(with_readers(tx, order::Entity::find_by_id(id.0).lock_exclusive()).await?.pop())
}

/// Writes an order; `false` when the same stands already. The transaction is then to be given up.
pub(crate) async fn insert_order(
    tx: &DatabaseTransaction,
    new: &ReportOrder,
) -> Result<bool, DbErr> {
    let (wanted, scope) = (&new.order, new.order.scope);
    let row = order::ActiveModel {
        id: Set(new.id.0),
        kind: Set(scope.kind().to_owned()),
        subject: Set(scope.id()),
        year: Set(scope.year()),
        rhythm: Set(wanted.rhythm.word().to_owned()),
        language: Set(wanted.language.code().to_owned()),
        audience: Set(wanted.audience.word().to_owned()),
        ordered_at: Set(new.ordered_at),
        ordered_by: Set(new.ordered_by.clone()),
        ended_at: Set(None),
        ended_by: Set(None),
    };
    match order::Entity::insert(row).exec_without_returning(tx).await {
        Ok(_) => {}
        Err(error) if is_there(&error) => return Ok(false),
        Err(error) => return Err(error),
    }
    insert_readers(tx, new.id, &wanted.readers).await?;
    Ok(true)
}

/// The id is new, so what is there already is an order of the same.
fn is_there(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
        || error.to_string().contains("report_order_stands_once")
}

async fn insert_readers(
    tx: &DatabaseTransaction,
    id: ReportOrderId,
    readers: &[Reader],
) -> Result<(), DbErr> {
    if readers.is_empty() {
        return Ok(());
    }
    let rows = readers.iter().map(|one| reader::ActiveModel {
        order_id: Set(id.0),
        email: Set(one.email.clone()),
        name: Set(one.name.clone()),
    });
    reader::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

/// Puts these readers in the place of those before.
pub(crate) async fn replace_readers(
    tx: &DatabaseTransaction,
    id: ReportOrderId,
    readers: &[Reader],
) -> Result<(), DbErr> {
    reader::Entity::delete_many().filter(reader::Column::OrderId.eq(id.0)).exec(tx).await?;
    insert_readers(tx, id, readers).await
}

/// Ends an order; `false` when it is ended.
pub(crate) async fn end_order(
    tx: &DatabaseTransaction,
    id: ReportOrderId,
    at: DateTime<Utc>,
    by: &str,
) -> Result<bool, DbErr> {
    let ended = order::Entity::update_many()
        .col_expr(order::Column::EndedAt, Expr::value(at))
        .col_expr(order::Column::EndedBy, Expr::value(by))
        .filter(order::Column::Id.eq(id.0))
        .filter(order::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected == 1)
}

pub(crate) async fn turn_is_taken<C: ConnectionTrait>(
    db: &C,
    id: ReportOrderId,
    name: &str,
) -> Result<bool, DbErr> {
    Ok(turn::Entity::find_by_id((id.0, name.to_owned())).one(db).await?.is_some())
}

/// Takes a turn; `false` when it is taken. The transaction is then to be given up.
pub(crate) async fn take_turn(
    tx: &DatabaseTransaction,
    id: ReportOrderId,
    name: &str,
    report: Option<StatusReportId>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = turn::ActiveModel {
        order_id: Set(id.0),
        turn: Set(name.to_owned()),
        report_id: Set(report.map(|report| report.0)),
        asked_at: Set(now),
    };
    let added = turn::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(added == 1)
}

/// The latest turn of each of these orders: its name, and the report it asked for.
pub(crate) async fn latest_turns<C: ConnectionTrait>(
    db: &C,
    orders: &[ReportOrderId],
) -> Result<BTreeMap<ReportOrderId, (DateTime<Utc>, Option<StatusReportId>)>, DbErr> {
    let rows = turn::Entity::find()
        .filter(turn::Column::OrderId.is_in(orders.iter().map(|order| order.0)))
        .order_by_asc(turn::Column::AskedAt)
        .all(db)
        .await?;
    let latest = rows.into_iter().map(|row| {
        (ReportOrderId(row.order_id), (row.asked_at, row.report_id.map(StatusReportId)))
    });
    Ok(latest.collect())
}

/// Holds the call, and says when its status report was asked for because its last report was approved.
pub(crate) async fn hold_call(
    tx: &DatabaseTransaction,
    call: CallId,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let row = call_reporting::ActiveModel {
        call_id: Set(call.0),
        looked_at: Set(now),
        report_id: Set(None),
        told_at: Set(None),
    };
    call_reporting::Entity::insert(row)
        .on_conflict(
            OnConflict::column(call_reporting::Column::CallId)
                .update_column(call_reporting::Column::LookedAt)
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    let held = call_reporting::Entity::find_by_id(call.0).one(tx).await?;
    Ok(held.and_then(|held| held.told_at))
}

/// The last report of a call was approved, and its status report asked for.
pub(crate) async fn is_told(tx: &DatabaseTransaction, call: CallId) -> Result<bool, DbErr> {
    let held = call_reporting::Entity::find_by_id(call.0).one(tx).await?;
    Ok(held.is_some_and(|held| held.report_id.is_some()))
}

/// Writes down which report was asked for when the last one of a call was approved, the latest of them.
pub(crate) async fn mark_call_told(
    tx: &DatabaseTransaction,
    call: CallId,
    report: StatusReportId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    call_reporting::Entity::update_many()
        .col_expr(call_reporting::Column::ReportId, Expr::value(report.0))
        .col_expr(call_reporting::Column::ToldAt, Expr::value(now))
        .filter(call_reporting::Column::CallId.eq(call.0))
        .exec(tx)
        .await
        .map(|_| ())
}

/// The calls of which something was approved, also where it was everything.
pub(crate) async fn calls_being_approved<C: ConnectionTrait>(db: &C) -> Result<Vec<CallId>, DbErr> {
    let rows =
        call_reporting::Entity::find().order_by_asc(call_reporting::Column::CallId).all(db).await?;
    Ok(rows.into_iter().map(|row| CallId(row.call_id)).collect())
}
