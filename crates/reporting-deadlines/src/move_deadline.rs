//! Giving a deadline another day.

use crate::{Deadline, repository, set::record, withdraw::withdraw_unsent};
use sea_orm::{DatabaseConnection, DbErr};
use vocabulary::{Actor, Clock, Day, DeadlineId, NotPossible};

/// Why a deadline was not moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveDeadlineError {
    /// There is none with this id, or it is not for this person to see.
    #[error("there is no such deadline")]
    NotFound,
    /// Only the directorate moves a deadline.
    #[error("only the directorate can move a deadline")]
    NotAllowed,
    /// The recipient and the journal need to know why.
    #[error("moving a deadline needs a reason")]
    NoReason,
    /// It is due on that day already.
    #[error("the deadline is due on {0} already")]
    SameDay(Day),
    /// That day is over.
    #[error("a deadline cannot be moved to {0}, which is past")]
    Past(Day),
    /// The grant owes the same by that day already.
    #[error("the grant already owes the same by {0}")]
    AlreadySet(Day),
    /// No version of its ladder is valid on that day.
    #[error("the ladder «{0}» is not valid on that day")]
    NoSuchLadder(String),
    /// It is settled.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Moves a deadline to another day. Its ladder starts again from there: reminders about the old day
/// that have not left are taken back, and those that have do not count for the new one.
pub async fn move_deadline(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: DeadlineId,
    to: Day,
    reason: &str,
) -> Result<Deadline, MoveDeadlineError> {
    let now = clock.now();
    let tx = journal::begin(db).await?;
    let deadline = repository::deadline_locked(&tx, id)
        .await?
        .filter(|deadline| actor.sees(deadline.organisation))
        .ok_or(MoveDeadlineError::NotFound)?;
    if !actor.is_directorate() {
        return Err(MoveDeadlineError::NotAllowed);
    }
    let from = deadline.due_on;
    let moved = deadline.move_to(to)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(MoveDeadlineError::NoReason);
    }
    if to == from {
        return Err(MoveDeadlineError::SameDay(to));
    }
    if to < clock.today() {
        return Err(MoveDeadlineError::Past(to));
    }
    if repository::ladders(&tx).await?.in_force(&moved.ladder, to).is_none() {
        return Err(MoveDeadlineError::NoSuchLadder(moved.ladder));
    }
    repository::update_deadline(&tx, &moved)
        .await?
        .map_err(|_| MoveDeadlineError::AlreadySet(to))?;
    let withdrawn = withdraw_unsent(&tx, now, id).await?;
    let detail = serde_json::json!({
        "grant": moved.grant,
        "from": from,
        "to": to,
        "reason": reason,
        "reminders_withdrawn": withdrawn,
    });
    record(&tx, actor, now, "moved", id, detail).await?;
    tx.commit().await?;
    Ok(moved)
}
