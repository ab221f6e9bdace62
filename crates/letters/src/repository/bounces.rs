//! Reports on deliveries, and the letters that nobody knows of.

use crate::{
    bounce::Report,
    entity::{self, bounce},
    repository::Stored,
    state::LetterState,
};
use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};
use uuid::Uuid;
use vocabulary::LetterId;

/// Keeps a report; false when this very mail was read before.
pub(crate) async fn keep(
    tx: &DatabaseTransaction,
    report: &Report,
    letter: Option<LetterId>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = bounce::ActiveModel {
        id: Set(Uuid::now_v7()),
        letter_id: Set(letter.map(|letter| letter.0)),
        digest: Set(report.digest.clone()),
        message_id: Set(report.message_id.clone()),
        action: Set(report.action.word().to_owned()),
        status: Set(report.status.clone()),
        said: Set(report.said.clone()),
        read_at: Set(now.trunc_subsecs(6)),
    };
    let kept = bounce::Entity::insert(row)
        .on_conflict(OnConflict::column(bounce::Column::Digest).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(kept == 1)
}

/// The letters that nobody knows of, those longest in doubt first; at most so many.
pub(crate) async fn uncertain<C: ConnectionTrait>(db: &C, most: u64) -> Result<Vec<Stored>, DbErr> {
    let rows = entity::Entity::find()
        .filter(entity::Column::State.eq(LetterState::Uncertain.word()))
        .order_by_asc(entity::Column::UncertainAt)
        .order_by_asc(entity::Column::Id)
        .limit(most)
        .all(db)
        .await?;
    rows.into_iter().map(Stored::try_from).collect()
}

/// The Message-ID of the letter that an office took last, of those it took before an instant.
pub(crate) async fn last_taken<C: ConnectionTrait>(
    db: &C,
    office: &str,
    before: DateTime<Utc>,
) -> Result<Option<String>, DbErr> {
    entity::Entity::find()
        .select_only()
        .column(entity::Column::MessageId)
        .filter(entity::Column::State.eq(LetterState::Accepted.word()))
        .filter(entity::Column::OfferedTo.eq(office))
        .filter(entity::Column::SettledAt.lt(before.trunc_subsecs(6)))
        .order_by_desc(entity::Column::SettledAt)
        .limit(1)
        .into_tuple()
        .one(db)
        .await
}
