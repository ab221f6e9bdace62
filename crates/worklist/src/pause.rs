//! Pausing a kind of work: kept in the database, so that it holds for every process and over restarts.

use crate::entity::paused_kind;
use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait, sea_query::OnConflict};

/// Pauses a kind in the caller's transaction: nothing of it is claimed any more; what runs goes on, and
/// what is asked for waits. False when it was paused already, which then stays as it was. The caller
/// records it in the journal of the same transaction. `by` and `why` are not empty.
pub async fn pause(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    kind: &str,
    by: &str,
    why: &str,
) -> Result<bool, DbErr> {
    let row = paused_kind::ActiveModel {
        kind: Set(kind.to_owned()),
        since_at: Set(now.trunc_subsecs(6)),
        paused_by: Set(by.to_owned()),
        why: Set(why.to_owned()),
    };
    let added = paused_kind::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(added == 1)
}

/// Lets a kind go on in the caller's transaction; false when it was not paused. The caller records it in
/// the journal of the same transaction and rings the bell after the commit.
pub async fn resume(tx: &DatabaseTransaction, kind: &str) -> Result<bool, DbErr> {
    let gone = paused_kind::Entity::delete_by_id(kind.to_owned()).exec(tx).await?;
    Ok(gone.rows_affected == 1)
}
