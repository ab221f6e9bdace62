use crate::{
    Desk, Happened, Letter, LetterKind, LetterState, Recipient, compose, message,
    repository::{self, Stored},
    words::{self, NotAnAddress},
};
use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{DatabaseTransaction, DbErr, SqlErr};
use vocabulary::{Actor, LetterId, OrganisationId};
use worklist::{Ask, Class};

/// The name the history shows for who wrote a letter: the verb of another crate did.
const WRITER: Actor = Actor::System("letters");

/// How often it is tried to hand a letter over before a person has to look. What the relay says, and its
/// being away, does not count: then the work is put off. A worker that dies over the letter does.
const ATTEMPTS: i32 = 30;

/// The kind of the work that hands a letter over. Its subject and its unique key are the letter's id.
pub const HAND_OVER: &str = "hand-over-letter";

/// What a letter is about: the thing a page shows it with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The kind of thing: `application`.
    pub thing: &'static str,
    /// Its id.
    pub id: String,
}

/// Why a letter could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The recipient has no usable e-mail address.
    #[error(transparent)]
    Address(#[from] NotAnAddress),
    /// The recipient's organisation is not known.
    #[error("the organisation the letter is for does not exist")]
    NoSuchOrganisation,
    /// The words could not be put together.
    #[error("the letter cannot be put into words: {0}")]
    Words(#[from] askama::Error),
    /// The database answered with an error.
    #[error("the letter cannot be stored: {0}")]
    Database(#[from] DbErr),
}

/// Writes a letter and asks for it to be handed over, in the caller's transaction.
///
/// `unique_key` names the fact and the recipient. When a letter with that key stands already, its id
/// is the answer and nothing changes: what was said is never said again in other words.
///
/// # Errors
///
/// [`WriteError`]; the caller's transaction should then be given up.
pub async fn write(
    tx: &DatabaseTransaction,
    desk: &Desk,
    now: DateTime<Utc>,
    unique_key: &str,
    about: About,
    recipient: &Recipient,
    letter: &Letter,
) -> Result<LetterId, WriteError> {
    if let Some(standing) = repository::by_unique_key(tx, unique_key).await? {
        return Ok(standing);
    }
    let now = now.trunc_subsecs(6);
    let address = words::address(&recipient.email)?;
    let composed = compose(desk, now, recipient, letter)?;
    let id = LetterId::fresh();
    let stored = Stored {
        id,
        kind: letter.kind(),
        language: recipient.language,
        recipient_name: words::one_line(&recipient.name),
        recipient_email: address.to_string(),
        organisation: recipient.organisation,
        about: (about.thing.to_owned(), about.id),
        subject: composed.subject,
        text: composed.text,
        html: composed.html,
        enclosed: composed.enclosed,
        message_id: message::message_id(id, desk),
        written_at: now,
        state: LetterState::Planned,
        attempt: 0,
        handing_over_at: None,
        settled_at: None,
        relay_answer: None,
        offered_to: None,
        first_offered_at: None,
        in_doubt_since: None,
        uncertain_at: None,
        mended_email: None,
    };
    if repository::insert(tx, unique_key, stored).await.map_err(named)? {
        repository::remember(tx, id, &WRITER, now, (Happened::Planned, 0), None).await?;
        worklist::ask(tx, now, work(id, letter.kind(), recipient.organisation, now)).await?;
        return Ok(id);
    }
    // Somebody else wrote it between our look and our insert, and has committed.
    repository::by_unique_key(tx, unique_key).await?.ok_or_else(|| {
        WriteError::Database(DbErr::RecordNotFound(format!("the letter «{unique_key}»")))
    })
}

/// The work that hands a letter over. Somebody sits and waits for a sign-in link, so it goes first.
pub(crate) fn work(
    id: LetterId,
    kind: LetterKind,
    organisation: Option<OrganisationId>,
    now: DateTime<Utc>,
) -> Ask {
    let class = if kind == LetterKind::SignIn { Class::Urgent } else { Class::Ordinary };
    Ask::new(HAND_OVER, id, now).class(class).max_attempts(ATTEMPTS).organisation(organisation)
}

/// `letter_organisation` is the one foreign key of the table, and SQLite does not say names.
fn named(error: DbErr) -> WriteError {
    match error.sql_err() {
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => WriteError::NoSuchOrganisation,
        _ => WriteError::Database(error),
    }
}
