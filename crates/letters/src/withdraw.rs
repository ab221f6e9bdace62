use crate::{
    HAND_OVER, Happened, LetterState,
    hand_over::POST_OFFICE,
    repository::{self, Doubt, Move},
};
use chrono::{DateTime, Utc};
use sea_orm::{DatabaseTransaction, DbErr};
use vocabulary::LetterId;

/// Takes a letter back that nobody has been offered: true when it was planned or waiting for another
/// try and is withdrawn now, false when it is too late or there is no such letter.
pub async fn withdraw(
    tx: &DatabaseTransaction,
    letter: LetterId,
    now: DateTime<Utc>,
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
        repository::remember(tx, letter, &POST_OFFICE, now, happened, None).await?;
        // Work that has begun looks at the letter again; what still waits need not begin.
        let reason = "the letter was withdrawn";
        worklist::cancel(tx, now, HAND_OVER, &letter.to_string(), reason).await?;
    }
    Ok(withdrawn)
}
