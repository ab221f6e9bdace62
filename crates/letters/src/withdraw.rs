use crate::{
    HAND_OVER, Happened, LetterState,
    hand_over::POST_OFFICE,
    repository::{self, Doubt, Move},
    words,
};
use chrono::{DateTime, Utc};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use vocabulary::{Actor, Clock, LetterId, NotPossible};

/// Why a letter could not be taken back by a person.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawError {
    /// There is no such letter, or none that the actor sees.
    #[error("there is no letter {0}")]
    NoSuchLetter(LetterId),
    /// It is on its way, or over.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// It says nothing.
    #[error("a note says why")]
    NoNote,
    /// The database answered with an error.
    #[error("the letter cannot be taken back: {0}")]
    Database(#[from] DbErr),
}

/// Takes a letter back that nobody has been offered: true when it was planned or waiting for another
/// try and is withdrawn now, false when it is too late or there is no such letter.
pub async fn withdraw(
    tx: &DatabaseTransaction,
    letter: LetterId,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    take_back(tx, letter, now, &POST_OFFICE, None).await
}

/// The same for a person of the directorate, who says why.
///
/// # Errors
///
/// [`WithdrawError`] says why not.
pub async fn withdraw_one(
    db: &DatabaseConnection,
    actor: &Actor,
    clock: &dyn Clock,
    id: LetterId,
    note: &str,
) -> Result<(), WithdrawError> {
    if !actor.is_directorate() {
        return Err(WithdrawError::NoSuchLetter(id));
    }
    let note = words::one_line(note);
    if note.is_empty() {
        return Err(WithdrawError::NoNote);
    }
    let now = clock.now();
    let tx = journal::begin(db).await?;
    let (state, attempt) =
        repository::state_of(&tx, id).await?.ok_or(WithdrawError::NoSuchLetter(id))?;
    if !take_back(&tx, id, now, actor, Some(&note)).await? {
        let state = state.word();
        return Err(NotPossible { tried: "withdraw", state, possible: Vec::new() }.into());
    }
    // The note may name people; it stands in the letter's history and not in the journal.
    let detail = serde_json::json!({ "attempt": attempt });
    let act = Happened::Withdrawn.act();
    let act = journal::Act { act, thing: "letter", id: id.to_string(), detail };
    journal::record(&tx, actor, now, act).await?;
    tx.commit().await?;
    Ok(())
}

async fn take_back(
    tx: &DatabaseTransaction,
    letter: LetterId,
    now: DateTime<Utc>,
    actor: &Actor,
    note: Option<&str>,
) -> Result<bool, DbErr> {
    let Some((_, attempt)) = repository::state_of(tx, letter).await? else { return Ok(false) };
    let how = Move {
        from: &[LetterState::Planned, LetterState::Retry],
        attempt,
        to: LetterState::Withdrawn,
        answer: None,
        doubt: Doubt::AsItWas,
    };
    let withdrawn = repository::settle(tx, letter, how, now).await?;
    if withdrawn {
        let happened = (Happened::Withdrawn, attempt);
        repository::remember(tx, letter, actor, now, happened, note).await?;
        // Work that has begun looks at the letter again; what still waits need not begin.
        let reason = "the letter was withdrawn";
        worklist::cancel(tx, now, HAND_OVER, &letter.to_string(), reason).await?;
    }
    Ok(withdrawn)
}
