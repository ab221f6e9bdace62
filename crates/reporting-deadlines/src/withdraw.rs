//! Taking back reminders that were written but not sent.

use crate::repository;
use chrono::{DateTime, Utc};
use sea_orm::{DatabaseTransaction, DbErr};
use vocabulary::DeadlineId;

/// Takes back the letters of a deadline's reminders that have not left; says how many those were.
/// What has left, or may have, stays as it was: it counts as sent.
pub(crate) async fn withdraw_unsent(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    deadline: DeadlineId,
) -> Result<usize, DbErr> {
    let mut withdrawn = 0;
    for reminder in repository::reminders(tx, deadline).await? {
        let Some(letter) = reminder.letter.filter(|_| !reminder.withdrawn) else {
            continue;
        };
        if letters::withdraw(tx, letter, now).await? {
            repository::withdraw_reminder(tx, reminder.id).await?;
            withdrawn += 1;
        }
    }
    Ok(withdrawn)
}
