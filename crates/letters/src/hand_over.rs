use crate::{
    Desk, LetterState, PostOffice,
    message::{self, MessageError, Posting},
    post_office::Answer,
    repository::{self, Stored},
    state::Offer,
    write::work,
};
use sea_orm::{DatabaseConnection, DbErr};
use vocabulary::{Actor, Clock, LetterId};

/// The name the journal shows for what the post office found out.
pub(crate) const POST_OFFICE: Actor = Actor::System("post office");

/// What became of a letter that was to be handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandedOver {
    /// The post office has it.
    Accepted,
    /// There was nothing to do: it was accepted, refused, withdrawn or uncertain before.
    Already(LetterState),
    /// The post office will never take it; why.
    Refused(String),
    /// It certainly was not taken; why. The work should be tried again later.
    Retry(String),
    /// Nobody knows whether it was taken; what was seen last. It is not offered again by itself.
    Uncertain(String),
}

/// Why a letter could not even be offered, or its fate not be written down.
#[derive(Debug, thiserror::Error)]
pub enum HandOverError {
    /// There is no such letter.
    #[error("there is no letter {0}")]
    NoSuchLetter(LetterId),
    /// Another attempt has it, or had it before this one was done.
    #[error("another attempt to hand over the letter {0} came in between")]
    Overtaken(LetterId),
    /// The enclosure could not be rendered.
    #[error("the enclosure of the letter {id} cannot be rendered: {reason}")]
    Enclosure {
        /// Which letter.
        id: LetterId,
        /// Why.
        reason: String,
    },
    /// It could not be made into an e-mail.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// The database answered with an error.
    #[error("the letter cannot be handed over: {0}")]
    Database(#[from] DbErr),
}

/// Hands one letter over: looks whether it is still wanted, marks that it is being offered, offers it,
/// and writes down what the post office said.
///
/// The mark is committed before the offer. So a letter that is found with the mark on may have been
/// taken by the post office while the one who offered it died: it becomes uncertain, unless the
/// office drops repeats. An attempt that comes back late, after another called it uncertain, still
/// knows the truth and may write it.
///
/// # Errors
///
/// [`HandOverError`]; the work should be tried again later.
pub async fn hand_over(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    desk: &Desk,
    office: &PostOffice,
    id: LetterId,
) -> Result<HandedOver, HandOverError> {
    let letter = repository::load(db, id).await?.ok_or(HandOverError::NoSuchLetter(id))?;
    match letter.state.offer(office.drops_repeats()) {
        Offer::Leave => return Ok(HandedOver::Already(letter.state)),
        Offer::Park => {
            let seen = "the attempt to hand it over ended without an answer";
            let answer = Answer::Unknown(seen.to_owned());
            return settle(db, clock, &letter, letter.attempt, answer).await;
        }
        Offer::Go => {}
    }
    // Everything that can fail without the post office comes before the mark.
    let (posting, letter) = put_together(letter, desk).await?;
    let tx = journal::begin(db).await?;
    let read = (letter.state, letter.attempt);
    if !repository::begin_attempt(&tx, id, read, clock.now()).await? {
        return Err(HandOverError::Overtaken(id));
    }
    tx.commit().await?;
    let answer = office.offer(posting).await;
    settle(db, clock, &letter, letter.attempt + 1, answer).await
}

/// Renders the enclosure and builds the e-mail, away from the threads that serve.
async fn put_together(letter: Stored, desk: &Desk) -> Result<(Posting, Stored), HandOverError> {
    let (id, desk) = (letter.id, desk.clone());
    let put = tokio::task::spawn_blocking(move || {
        let enclosed = match &letter.enclosed {
            Some(enclosure) => {
                let pdf = documents::render(&enclosure.document)
                    .map_err(|error| enclosure_error(id, &error))?;
                Some((enclosure.name.clone(), pdf.bytes))
            }
            None => None,
        };
        Ok((message::posting(&letter, &desk, enclosed)?, letter))
    });
    put.await.map_err(|error| enclosure_error(id, &error))?
}

fn enclosure_error(id: LetterId, error: &dyn std::error::Error) -> HandOverError {
    HandOverError::Enclosure { id, reason: error.to_string() }
}

async fn settle(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    letter: &Stored,
    attempt: i32,
    answer: Answer,
) -> Result<HandedOver, HandOverError> {
    let id = letter.id;
    let (to, said, act, outcome) = match answer {
        Answer::Taken(said) => (LetterState::Accepted, said, "accepted", HandedOver::Accepted),
        Answer::Never(why) => {
            (LetterState::Refused, why.clone(), "refused", HandedOver::Refused(why))
        }
        Answer::NotNow(why) => {
            (LetterState::Retry, why.clone(), "not taken", HandedOver::Retry(why))
        }
        Answer::Unknown(seen) => {
            (LetterState::Uncertain, seen.clone(), "uncertain", HandedOver::Uncertain(seen))
        }
    };
    let now = clock.now();
    let from = [LetterState::HandingOver, LetterState::Uncertain];
    let tx = journal::begin(db).await?;
    if !repository::settle(&tx, id, &from, attempt, to, Some(&said), now).await? {
        tracing::warn!(letter = %id, attempt, outcome = act, "a late answer of the post office was not written down");
        return Err(HandOverError::Overtaken(id));
    }
    if to == LetterState::Retry {
        // Adds nothing while the work that called us lives; it does when that was given up meanwhile.
        worklist::ask(&tx, now, work(id, letter.kind, now)).await?;
    }
    // What the relay said stays in the letter's row: it may name the recipient, the journal does not.
    let detail = serde_json::json!({ "kind": letter.kind.word(), "attempt": attempt });
    let act = journal::Act { act, thing: "letter", id: id.to_string(), detail };
    journal::record(&tx, &POST_OFFICE, now, act).await?;
    tx.commit().await?;
    tracing::info!(letter = %id, kind = %letter.kind, attempt, state = %to, "letter handed over");
    Ok(outcome)
}
