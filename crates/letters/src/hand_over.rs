use crate::{
    Desk, Happened, LetterState, NotNow, PostOffice, StillHeld,
    message::{self, MessageError, Posting},
    post_office::Answer,
    repository::{self, Doubt, Move, Stored},
    standing,
    state::Offer,
    write::work,
};
use chrono::{DateTime, TimeDelta, Utc};
use fail::fail_point;
use sea_orm::{DatabaseConnection, DbErr, RuntimeErr};
use std::time::Duration;
use tokio::time::{sleep, timeout};
use vocabulary::{Actor, Clock, LetterId};

/// For so long a letter is offered again and again; RFC 5321 § 4.5.4.1 says four to five days.
const PERSISTS: TimeDelta = TimeDelta::days(5);

/// Longer than this no database may take for one transaction.
const SILENCE: Duration = Duration::from_secs(20);
/// So long it is waited each time before what the post office said is written once more.
const PAUSES: [Duration; 6] = [
    Duration::from_millis(50),
    Duration::from_millis(500),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(20),
];

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
    /// It is to be offered again later.
    Retry(NotTaken),
    /// Nobody knows whether it was taken; what was seen last. It is not offered again by itself.
    Uncertain(String),
}

/// A letter that was not taken this time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// What kind of obstacle it met.
    pub because: NotNow,
    /// What was said or seen.
    pub why: String,
    /// How often it has been offered.
    pub attempt: i32,
    /// It has been offered for days; a person should look before it is offered again.
    pub is_hopeless: bool,
}

impl NotTaken {
    /// How long it waits, by the kind of obstacle and the number of offers. `roll` is the chance, 0..=1.
    pub fn wait(&self, roll: f64) -> Duration {
        self.because.backoff().wait(self.attempt, roll)
    }
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
/// and writes down what the post office said. For who cannot lose the work meanwhile; see
/// [`hand_over_while`].
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
    hand_over_while(db, clock, desk, office, id, &|| true).await
}

/// Hands one letter over as long as the work is still the caller's: `still_held` is asked before the
/// letter is marked and again just before the final dot, without which no relay takes it.
///
/// The mark is committed before the offer. So a letter that is found with the mark on may have been
/// taken by the post office while the one who offered it died: it becomes uncertain, unless the
/// office drops repeats. An attempt that comes back late, after another called it uncertain, still
/// knows the truth and may write it.
///
/// # Errors
///
/// [`HandOverError`]; the work should be tried again later.
pub async fn hand_over_while(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    desk: &Desk,
    office: &PostOffice,
    id: LetterId,
    still_held: StillHeld<'_>,
) -> Result<HandedOver, HandOverError> {
    fail_point!("mail.after_claim");
    let letter = in_time(async { Ok(repository::load(db, id).await?) }).await?;
    let letter = letter.ok_or(HandOverError::NoSuchLetter(id))?;
    let since = letter.possibly_taken_since();
    let may_repeat = office.may_repeat(letter.offered_to.as_deref(), since, clock.now());
    match letter.state.offer(since.is_some(), may_repeat) {
        Offer::Leave => return Ok(HandedOver::Already(letter.state)),
        Offer::Park => {
            let seen = match letter.state {
                LetterState::Retry => "the relay may have it, and does not drop repeats for longer",
                _ => "the attempt to hand it over ended without an answer",
            };
            return park(db, clock, &letter, seen).await;
        }
        Offer::Go => {}
    }
    // Everything that can fail without the post office comes before the mark.
    let (posting, mut letter) = put_together(letter, desk).await?;
    if !still_held() {
        return Err(HandOverError::Overtaken(id));
    }
    let now = clock.now();
    in_time(mark(db, &letter, office, now)).await?;
    fail_point!("mail.after_marker");
    letter.attempt += 1;
    letter.in_doubt_since = since;
    letter.first_offered_at.get_or_insert(now);
    let answer = office.offer(posting, still_held).await;
    if matches!(answer, Answer::Taken(_)) {
        fail_point!("mail.after_250");
    }
    // What became of the letter goes before how the relay is doing.
    let settled = settle(db, clock, office, &letter, &answer, now).await;
    if timeout(SILENCE, standing::note(db, clock, office, &answer)).await.is_err() {
        tracing::warn!("how the relay is doing was not written down: no answer");
    }
    settled
}

/// Commits that the letter is about to be offered.
async fn mark(
    db: &DatabaseConnection,
    letter: &Stored,
    office: &PostOffice,
    now: DateTime<Utc>,
) -> Result<(), HandOverError> {
    let tx = journal::begin(db).await?;
    if !repository::begin_attempt(&tx, letter, &office.name(), now).await? {
        return Err(HandOverError::Overtaken(letter.id));
    }
    let offered = (Happened::Offered, letter.attempt + 1);
    repository::remember(&tx, letter.id, &POST_OFFICE, now, offered, None).await?;
    Ok(tx.commit().await?)
}

/// What the database answers, if it does within a time: a connection can be gone without anybody saying
/// so.
async fn in_time<T>(
    asking: impl Future<Output = Result<T, HandOverError>>,
) -> Result<T, HandOverError> {
    let silent = |_| DbErr::Conn(RuntimeErr::Internal("no answer".to_owned()));
    timeout(SILENCE, asking).await.map_err(silent)?
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

/// Says that nobody knows what became of an earlier offer. It is not offered now.
async fn park(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    letter: &Stored,
    seen: &str,
) -> Result<HandedOver, HandOverError> {
    let now = clock.now();
    let offered_at = letter.possibly_taken_since().unwrap_or(now);
    let how = Move {
        from: &[letter.state],
        attempt: letter.attempt,
        to: LetterState::Uncertain,
        answer: Some(seen),
        doubt: Doubt::Since(offered_at),
    };
    in_time(write_down(db, letter, how, Happened::Uncertain, now)).await?;
    Ok(HandedOver::Uncertain(seen.to_owned()))
}

async fn settle(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    office: &PostOffice,
    letter: &Stored,
    answer: &Answer,
    offered_at: DateTime<Utc>,
) -> Result<HandedOver, HandOverError> {
    let now = clock.now();
    let not_taken = |because, why: &str| {
        let is_hopeless = letter.first_offered_at.is_some_and(|first| now - first > PERSISTS);
        let (why, attempt) = (why.to_owned(), letter.attempt);
        HandedOver::Retry(NotTaken { because, why, attempt, is_hopeless })
    };
    let since = Some(letter.in_doubt_since.unwrap_or(offered_at));
    let (to, happened, doubt, outcome) = match answer {
        Answer::Taken(_) => {
            (LetterState::Accepted, Happened::Accepted, Doubt::AsItWas, HandedOver::Accepted)
        }
        // It may have been taken before: then this is not the last word about it.
        Answer::Never(why) if letter.in_doubt_since.is_some() => {
            let uncertain = HandedOver::Uncertain(why.clone());
            (LetterState::Uncertain, Happened::Uncertain, Doubt::AsItWas, uncertain)
        }
        Answer::Never(why) => {
            let refused = HandedOver::Refused(why.clone());
            (LetterState::Refused, Happened::Refused, Doubt::AsItWas, refused)
        }
        Answer::NotNow(because, why) => {
            let retry = not_taken(*because, why);
            (LetterState::Retry, Happened::NotTaken, Doubt::AsItWas, retry)
        }
        Answer::Unknown(seen) if office.may_repeat(None, since, now) => {
            let retry = not_taken(NotNow::InDoubt, seen);
            (LetterState::Retry, Happened::NotTaken, Doubt::Since(offered_at), retry)
        }
        Answer::Unknown(seen) => {
            let uncertain = HandedOver::Uncertain(seen.clone());
            (LetterState::Uncertain, Happened::Uncertain, Doubt::Since(offered_at), uncertain)
        }
    };
    let (Answer::Taken(said)
    | Answer::Never(said)
    | Answer::NotNow(_, said)
    | Answer::Unknown(said)) = answer;
    let from = [LetterState::HandingOver, LetterState::Uncertain];
    let how = Move { from: &from, attempt: letter.attempt, to, answer: Some(said), doubt };
    for pause in PAUSES {
        match in_time(write_down(db, letter, how, happened, now)).await {
            // What the relay said is known here only: it is worth some patience. A write that stood
            // before its answer was lost finds nothing to change, and the next attempt sees it.
            Err(HandOverError::Database(error)) if worklist::may_pass(&error) => {
                tracing::warn!(letter = %letter.id, "what the post office said is not written yet: {error}");
                sleep(pause).await;
            }
            written => return written.map(|()| outcome),
        }
    }
    in_time(write_down(db, letter, how, happened, now)).await?;
    Ok(outcome)
}

/// Moves the letter on, remembers it, and asks for the work that is left, in one transaction.
async fn write_down(
    db: &DatabaseConnection,
    letter: &Stored,
    how: Move<'_>,
    happened: Happened,
    now: DateTime<Utc>,
) -> Result<(), HandOverError> {
    let (id, attempt) = (letter.id, how.attempt);
    let tx = journal::begin(db).await?;
    if !repository::settle(&tx, id, how, now).await? {
        let outcome = happened.word();
        tracing::warn!(letter = %id, attempt, outcome, "a late answer of the post office was not written down");
        return Err(HandOverError::Overtaken(id));
    }
    if how.to == LetterState::Retry {
        // Adds nothing while the work that called us lives; it does when that was given up meanwhile.
        worklist::ask(&tx, now, work(id, letter.kind, letter.organisation, now)).await?;
    }
    repository::remember(&tx, id, &POST_OFFICE, now, (happened, attempt), how.answer).await?;
    // What the relay said stays in the letter's row and history: it may name the recipient, the journal
    // does not.
    let detail = serde_json::json!({ "kind": letter.kind.word(), "attempt": attempt });
    let act = journal::Act { act: happened.act(), thing: "letter", id: id.to_string(), detail };
    journal::record(&tx, &POST_OFFICE, now, act).await?;
    tx.commit().await?;
    fail_point!("mail.after_commit");
    tracing::info!(letter = %id, kind = %letter.kind, attempt, state = %how.to, "letter handed over");
    Ok(())
}
