//! The row that says how a post office is doing.

use crate::{Trouble, entity::office, repository::word};
use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    sea_query::OnConflict,
};

/// What is written down of an office; `None` when nothing is.
pub(crate) async fn standing<C: ConnectionTrait>(
    db: &C,
    name: &str,
) -> Result<Option<Option<Trouble>>, DbErr> {
    let row = office::Entity::find_by_id(name.to_owned()).one(db).await?;
    row.map(|row| row.trouble.as_deref().map(word).transpose()).transpose()
}

/// Writes how it is doing since now.
pub(crate) async fn write_standing(
    tx: &DatabaseTransaction,
    name: &str,
    trouble: Option<(Trouble, &str)>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = office::ActiveModel {
        name: Set(name.to_owned()),
        trouble: Set(trouble.map(|(trouble, _)| trouble.word().to_owned())),
        said: Set(trouble.map(|(_, said)| said.to_owned())),
        since_at: Set(now.trunc_subsecs(6)),
    };
    use office::Column as C;
    let mut anew = OnConflict::column(C::Name);
    anew.update_columns([C::Trouble, C::Said, C::SinceAt]);
    office::Entity::insert(row).on_conflict(anew).exec_without_returning(tx).await?;
    Ok(())
}
