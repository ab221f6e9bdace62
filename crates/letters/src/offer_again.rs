use crate::{
    Happened, LetterState, NotAnAddress, repository,
    words::{self, address},
    write::work,
};
use sea_orm::{DatabaseConnection, DbErr};
use vocabulary::{Actor, Clock, LetterId, NotPossible};

/// Why a letter could not be offered again.
#[derive(Debug, thiserror::Error)]
pub enum OfferAgainError {
    /// There is no such letter, or none that the actor sees.
    #[error("there is no letter {0}")]
    NoSuchLetter(LetterId),
    /// It was not refused.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// It carries a link that is its recipient's alone, and another one is asked for in a moment.
    #[error("this letter is for its recipient only; a new one is asked for instead")]
    Secret,
    /// Not an address.
    #[error(transparent)]
    Address(#[from] NotAnAddress),
    /// It says nothing.
    #[error("a note says what was mended")]
    NoNote,
    /// The database answered with an error.
    #[error("the letter cannot be offered again: {0}")]
    Database(#[from] DbErr),
}

/// Offers a letter again that the post office refused for good, when whatever it was refused for has been
/// mended: to the same address, or to another one (`email`). What it says, its Message-ID and its day stay
/// as they were; the refusal stays in its history. For the directorate only; whoever asks has looked
/// whether the contents are open to the actor.
///
/// # Errors
///
/// [`OfferAgainError`] says why not.
pub async fn offer_again(
    db: &DatabaseConnection,
    actor: &Actor,
    clock: &dyn Clock,
    id: LetterId,
    email: Option<&str>,
    note: &str,
) -> Result<(), OfferAgainError> {
    if !actor.is_directorate() {
        return Err(OfferAgainError::NoSuchLetter(id));
    }
    let note = words::one_line(note);
    if note.is_empty() {
        return Err(OfferAgainError::NoNote);
    }
    let now = clock.now();
    let tx = journal::begin(db).await?;
    let letter = repository::load(&tx, id).await?.ok_or(OfferAgainError::NoSuchLetter(id))?;
    // An address that somebody else types must never get what lets its recipient in.
    if letter.kind.is_secret() {
        return Err(OfferAgainError::Secret);
    }
    let email = email.map(address).transpose()?.map(|email| email.to_string());
    let mended = email.as_deref().filter(|email| *email != letter.address());
    if letter.state != LetterState::Refused
        || !repository::take_up_again(&tx, &letter, mended).await?
    {
        let state = letter.state.word();
        return Err(NotPossible { tried: "offer again", state, possible: Vec::new() }.into());
    }
    worklist::ask(&tx, now, work(id, letter.kind, letter.organisation, now)).await?;
    let line = (Happened::FollowedUp, letter.attempt);
    repository::remember(&tx, id, actor, now, line, Some(&note)).await?;
    // The address and the note may name people; they stand with the letter and not in the journal.
    let detail = serde_json::json!({ "attempt": letter.attempt, "mended": mended.is_some() });
    let act = journal::Act { act: "offered again", thing: "letter", id: id.to_string(), detail };
    journal::record(&tx, actor, now, act).await?;
    tx.commit().await?;
    Ok(())
}
