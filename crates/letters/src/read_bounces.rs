use crate::{
    Delivery, Happened, LetterState,
    bounce::Report,
    hand_over::POST_OFFICE,
    maildir::{Entry, Maildir},
    repository::{self, Doubt, Move, Stored, bounces},
};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use std::str::FromStr;
use vocabulary::Clock;

/// So many mails are read at a time; the next round takes the rest.
const AT_ONCE: usize = 500;
/// What is longer than this is read as far as that: what is returned stands last in a report.
const LONGEST: u64 = 4 * 1024 * 1024;

/// The mailbox to which reports on deliveries come: that of the address mails are from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BounceBox(Maildir);

/// Not the address of such a mailbox.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is not a mailbox; write maildir:///PATH")]
pub struct BounceBoxError(String);

impl FromStr for BounceBox {
    type Err = BounceBoxError;
    fn from_str(text: &str) -> Result<Self, BounceBoxError> {
        Maildir::from_url(text).map(BounceBox).ok_or_else(|| BounceBoxError(text.to_owned()))
    }
}

/// What a round of reading found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BouncesRead {
    /// Reports that a letter cannot be delivered.
    pub failed: u64,
    /// Reports that a letter is late.
    pub delayed: u64,
    /// Reports that a letter was delivered.
    pub delivered: u64,
    /// Reports about no letter of ours. They are kept.
    pub unmatched: u64,
    /// Mails that are no report: answers, absence notices. They stay in the mailbox, flagged.
    pub others: u64,
}

/// Why the mailbox could not be read to its end. What was read is written down.
#[derive(Debug, thiserror::Error)]
pub enum ReadBouncesError {
    /// The mailbox cannot be read, or nothing be put away in it.
    #[error("the mailbox for what comes back cannot be read: {0}")]
    Mailbox(String),
    /// The database answered with an error.
    #[error("what came back cannot be written down: {0}")]
    Database(#[from] DbErr),
}

/// Reads the new mail in the mailbox and writes each report beside the letter that it is about; what was
/// accepted stays accepted. Mails that were read are put away as read, those that a person should look
/// at as flagged; nothing is deleted.
///
/// A report comes from a relay that had the letter. So one about an uncertain letter settles it.
///
/// # Errors
///
/// [`ReadBouncesError`]; the round should be tried again.
pub async fn read_bounces(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    mailbox: &BounceBox,
) -> Result<BouncesRead, ReadBouncesError> {
    let mut read = BouncesRead::default();
    let folder = mailbox.0.clone();
    let unread = away(move || folder.unread()).await?;
    for entry in unread.into_iter().take(AT_ONCE) {
        let mail = entry.clone();
        // Gone: another worker has just read it.
        let Some(bytes) = away(move || mail.beginning(LONGEST)).await? else { continue };
        let (counted, flag) = match Report::read(&bytes) {
            None => (&mut read.others, 'F'),
            Some(report) => match write_down(db, clock, &report).await? {
                Written::Matched => match report.action {
                    Delivery::Failed => (&mut read.failed, 'S'),
                    Delivery::Delayed => (&mut read.delayed, 'S'),
                    Delivery::Delivered => (&mut read.delivered, 'S'),
                },
                Written::Unmatched => (&mut read.unmatched, 'F'),
                Written::Before => (&mut 0, 'S'),
            },
        };
        *counted += 1;
        put_away(&mailbox.0, entry, flag).await?;
    }
    Ok(read)
}

enum Written {
    /// Beside its letter.
    Matched,
    /// Without a letter.
    Unmatched,
    /// It stood there: the mail was read before and not put away, or lies there twice.
    Before,
}

async fn write_down(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    report: &Report,
) -> Result<Written, DbErr> {
    let now = clock.now();
    let tx = journal::begin(db).await?;
    let letter = letter_of(&tx, report).await?;
    if !bounces::keep(&tx, report, letter.as_ref().map(|letter| letter.id), now).await? {
        return Ok(Written::Before);
    }
    let Some(letter) = letter else {
        tx.commit().await?;
        return Ok(Written::Unmatched);
    };
    let happened = match report.action {
        Delivery::Failed => Happened::Bounced,
        Delivery::Delayed => Happened::Delayed,
        Delivery::Delivered => Happened::Delivered,
    };
    let (id, attempt) = (letter.id, letter.attempt);
    if letter.state == LetterState::Uncertain {
        let how = Move {
            from: &[LetterState::Uncertain],
            attempt,
            to: LetterState::Accepted,
            answer: Some("a report on its delivery came back, so it was taken"),
            doubt: Doubt::AsItWas,
        };
        if repository::settle(&tx, id, how, now).await? {
            let line = (Happened::Found, attempt);
            repository::remember(&tx, id, &POST_OFFICE, now, line, how.answer).await?;
        }
    }
    repository::remember(&tx, id, &POST_OFFICE, now, (happened, attempt), Some(&report.said))
        .await?;
    let detail = serde_json::json!({
        "kind": letter.kind.word(), "attempt": attempt, "status": report.status,
    });
    let act = journal::Act { act: happened.act(), thing: "letter", id: id.to_string(), detail };
    journal::record(&tx, &POST_OFFICE, now, act).await?;
    tx.commit().await?;
    Ok(Written::Matched)
}

/// By the envelope, else by the Message-ID of what is returned.
async fn letter_of(tx: &DatabaseTransaction, report: &Report) -> Result<Option<Stored>, DbErr> {
    if let Some(id) = report.letter
        && let Some(letter) = repository::load(tx, id).await?
    {
        return Ok(Some(letter));
    }
    match &report.message_id {
        Some(id) => repository::by_message_id(tx, id).await,
        None => Ok(None),
    }
}

async fn put_away(mailbox: &Maildir, entry: Entry, flag: char) -> Result<(), ReadBouncesError> {
    let mailbox = mailbox.clone();
    away(move || match mailbox.put_away(&entry, flag) {
        // Another worker was faster.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !entry.path.exists() => {
            Ok(())
        }
        done => done,
    })
    .await
}

/// Away from the threads that serve: it reads files.
async fn away<T: Send + 'static>(
    reading: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, ReadBouncesError> {
    let failed = |why: &dyn std::fmt::Display| ReadBouncesError::Mailbox(why.to_string());
    let read = tokio::task::spawn_blocking(reading).await.map_err(|error| failed(&error))?;
    read.map_err(|error| failed(&error))
}
