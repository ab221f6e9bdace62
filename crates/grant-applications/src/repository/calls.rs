//! Calls and their criteria.

use super::unreadable;
use crate::entity;
use crate::{Call, CallState, Criterion};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, sea_query::Expr,
};
use vocabulary::{CallId, Money, SchemeId};

async fn call_from<C: ConnectionTrait>(db: &C, row: entity::call::Model) -> Result<Call, DbErr> {
    let criteria = entity::call_criterion::Entity::find()
        .filter(entity::call_criterion::Column::CallId.eq(row.id))
        .order_by_asc(entity::call_criterion::Column::Position)
        .all(db)
        .await?;
    Ok(Call {
        id: CallId(row.id),
        scheme: SchemeId(row.scheme_id),
        scheme_version: row.scheme_version,
        slug: row.slug,
        title: row.title,
        year: row.year,
        budget: Money::from_ore(row.budget_ore),
        opens_at: row.opens_at,
        closes_at: row.closes_at,
        report_due: row.report_due_on.into(),
        funded_through: row.funded_through_on.into(),
        accept_within_days: row.accept_within_days,
        about: row.about,
        criteria: criteria
            .into_iter()
            .map(|c| Criterion { name: c.name, weight: c.weight, max_points: c.max_points })
            .collect(),
        state: CallState::from_word(&row.state)
            .ok_or_else(|| unreadable("call state", &row.state))?,
    })
}

pub(crate) async fn call<C: ConnectionTrait>(db: &C, id: CallId) -> Result<Option<Call>, DbErr> {
    match entity::call::Entity::find_by_id(id.0).one(db).await? {
        Some(row) => call_from(db, row).await.map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn call_by_slug<C: ConnectionTrait>(
    db: &C,
    slug: &str,
) -> Result<Option<Call>, DbErr> {
    match entity::call::Entity::find().filter(entity::call::Column::Slug.eq(slug)).one(db).await? {
        Some(row) => call_from(db, row).await.map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn calls<C: ConnectionTrait>(db: &C, drafts: bool) -> Result<Vec<Call>, DbErr> {
    let mut found = entity::call::Entity::find();
    if !drafts {
        found = found.filter(entity::call::Column::State.ne(CallState::Draft.word()));
    }
    let rows = found
        .order_by_desc(entity::call::Column::ClosesAt)
        .order_by_asc(entity::call::Column::Slug)
        .all(db)
        .await?;
    let mut calls = Vec::with_capacity(rows.len());
    for row in rows {
        calls.push(call_from(db, row).await?);
    }
    Ok(calls)
}

pub(crate) async fn insert_call(tx: &DatabaseTransaction, call: &Call) -> Result<(), DbErr> {
    entity::call::Entity::insert(entity::call::ActiveModel {
        id: Set(call.id.0),
        scheme_id: Set(call.scheme.0),
        scheme_version: Set(call.scheme_version),
        slug: Set(call.slug.clone()),
        title: Set(call.title.clone()),
        year: Set(call.year),
        budget_ore: Set(call.budget.ore()),
        opens_at: Set(call.opens_at),
        closes_at: Set(call.closes_at),
        report_due_on: Set(call.report_due.date()),
        funded_through_on: Set(call.funded_through.date()),
        accept_within_days: Set(call.accept_within_days),
        about: Set(call.about.clone()),
        state: Set(call.state.word().to_owned()),
    })
    .exec_without_returning(tx)
    .await?;
    let criteria = call.criteria.iter().zip(1..).map(|(criterion, position)| {
        entity::call_criterion::ActiveModel {
            call_id: Set(call.id.0),
            position: Set(position),
            name: Set(criterion.name.clone()),
            weight: Set(criterion.weight),
            max_points: Set(criterion.max_points),
        }
    });
    entity::call_criterion::Entity::insert_many(criteria).exec_without_returning(tx).await?;
    Ok(())
}

/// Moves a call on; `false` when somebody else has moved it meanwhile.
pub(crate) async fn move_call(
    tx: &DatabaseTransaction,
    id: CallId,
    from: CallState,
    to: CallState,
) -> Result<bool, DbErr> {
    let moved = entity::call::Entity::update_many()
        .col_expr(entity::call::Column::State, Expr::value(to.word()))
        .filter(entity::call::Column::Id.eq(id.0))
        .filter(entity::call::Column::State.eq(from.word()))
        .exec(tx)
        .await?;
    Ok(moved.rows_affected == 1)
}
