use crate::{Happened, queries::is_bounced, repository, words};
use sea_orm::{DatabaseConnection, DbErr};
use vocabulary::{Actor, Clock, LetterId};

/// Why a bounce could not be said to be dealt with.
#[derive(Debug, thiserror::Error)]
pub enum FollowUpError {
    /// There is no such letter, or none that the actor sees.
    #[error("there is no letter {0}")]
    NoSuchLetter(LetterId),
    /// Nothing came back, or somebody has dealt with it.
    #[error("nothing came back of this letter that nobody has dealt with")]
    NothingToDo,
    /// It says nothing.
    #[error("a note says what was done")]
    NoNote,
    /// The database answered with an error.
    #[error("this cannot be written down: {0}")]
    Database(#[from] DbErr),
}

/// Says what was done about a letter that came back: called, written to another address, let be. For the
/// directorate only. A later bounce of the letter asks again.
///
/// # Errors
///
/// [`FollowUpError`] says why not.
pub async fn follow_up(
    db: &DatabaseConnection,
    actor: &Actor,
    clock: &dyn Clock,
    id: LetterId,
    note: &str,
) -> Result<(), FollowUpError> {
    if !actor.is_directorate() {
        return Err(FollowUpError::NoSuchLetter(id));
    }
    let note = words::one_line(note);
    if note.is_empty() {
        return Err(FollowUpError::NoNote);
    }
    let now = clock.now();
    let tx = journal::begin(db).await?;
    let (_, attempt) =
        repository::state_of(&tx, id).await?.ok_or(FollowUpError::NoSuchLetter(id))?;
    if !is_bounced(&tx, id).await? {
        return Err(FollowUpError::NothingToDo);
    }
    let line = (Happened::FollowedUp, attempt);
    repository::remember(&tx, id, actor, now, line, Some(&note)).await?;
    // The note may name people; it stands in the letter's history and not in the journal.
    let detail = serde_json::json!({ "attempt": attempt });
    let act = Happened::FollowedUp.act();
    let act = journal::Act { act, thing: "letter", id: id.to_string(), detail };
    journal::record(&tx, actor, now, act).await?;
    tx.commit().await?;
    Ok(())
}
