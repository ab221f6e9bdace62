//! Rows to nouns and back: decisions.

use super::unreadable;
use crate::{DecisionTaken, entity};
use chrono::SubsecRound;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder,
};
use vocabulary::{ApplicationId, Money};

/// The decisions on an application, the first one first.
pub(crate) async fn decisions<C: ConnectionTrait>(
    db: &C,
    id: ApplicationId,
) -> Result<Vec<DecisionTaken>, DbErr> {
    use entity::application_decision::{Column, Entity};
    let found = Entity::find().filter(Column::ApplicationId.eq(id.0)).order_by_asc(Column::Number);
    let rows = found.all(db).await?;
    rows.into_iter()
        .map(|row| {
            Ok(DecisionTaken {
                number: row.number,
                kind: row.decision.parse().map_err(|_| unreadable("decision", &row.decision))?,
                amount: Money::from_ore(row.amount_ore),
                reason: row.reason,
                at: row.decided_at,
                by: row.decided_by,
            })
        })
        .collect()
}

/// Keeps a decision as the next one on its application, whose row is held, and says which it is.
pub(crate) async fn insert_decision(
    tx: &DatabaseTransaction,
    id: ApplicationId,
    decision: DecisionTaken,
) -> Result<i32, DbErr> {
    let before = decisions(tx, id).await?;
    let number = before.last().map_or(0, |last| last.number) + 1;
    let row = entity::application_decision::ActiveModel {
        application_id: Set(id.0),
        number: Set(number),
        decision: Set(decision.kind.word().to_owned()),
        amount_ore: Set(decision.amount.ore()),
        reason: Set(decision.reason),
        decided_at: Set(decision.at.trunc_subsecs(6)),
        decided_by: Set(decision.by),
    };
    entity::application_decision::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(number)
}
