use crate::{
    Happened, LetterState, PostOffice, Trouble,
    copies::Copies,
    hand_over::POST_OFFICE,
    repository::{self, Doubt, Move, Stored, bounces},
    standing,
    write::work,
};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{DatabaseConnection, DbErr};
use std::collections::HashMap;
use vocabulary::Clock;

/// So many letters are looked for at a time; the next round takes the rest.
const AT_ONCE: u64 = 2000;

/// What a round of looking for copies found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    /// So many were found, and are accepted.
    pub found: u64,
    /// So many were certainly not taken, and are offered again.
    pub not_found: u64,
    /// So many are uncertain still: too early to tell, another relay's, or nobody has evidence.
    pub uncertain: u64,
}

/// Why the evidence could not be looked at. Nothing was said of any letter then.
#[derive(Debug, thiserror::Error)]
pub enum SettleByEvidenceError {
    /// The mailbox of the copies cannot be read.
    #[error("the mailbox of the relay's copies ({place}) cannot be read: {why}")]
    Copies {
        /// Where it is.
        place: String,
        /// Why not.
        why: String,
    },
    /// What the relay took does not arrive there.
    #[error(
        "the mailbox of the relay's copies ({place}) does not hold the last letter that the relay took, {message_id}: what is not there may have been taken all the same"
    )]
    Incomplete {
        /// Where it is.
        place: String,
        /// Which letter is missing.
        message_id: String,
    },
    /// The database answered with an error.
    #[error("uncertain letters cannot be settled: {0}")]
    Database(#[from] DbErr),
}

/// Looks for the letters that nobody knows of among the copies of what the relay took. One that is there
/// was taken. One that is not there, after the time for which a relay may still take it, was not: it is
/// offered again.
///
/// A mailbox that is empty because nothing is delivered to it any more would say of every letter that it
/// was not taken. So before that is believed of any, the last letter that the relay is known to have
/// taken, before that time, must be there; until there is one, nothing is believed.
///
/// Without evidence it only counts.
///
/// # Errors
///
/// [`SettleByEvidenceError`]; what was found is settled all the same when the copies are incomplete.
pub async fn settle_by_evidence(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    office: &PostOffice,
) -> Result<Settled, SettleByEvidenceError> {
    let letters = bounces::uncertain(db, AT_ONCE).await?;
    let mut settled = Settled { uncertain: letters.len() as u64, ..Settled::default() };
    let Some(copies) = office.copies().filter(|_| !letters.is_empty()) else {
        return Ok(settled);
    };
    let name = office.name();
    let settles = TimeDelta::from_std(office.settles()).unwrap_or(TimeDelta::MAX);
    let long_ago = clock.now().checked_sub_signed(settles).unwrap_or(DateTime::<Utc>::MIN_UTC);
    let known = bounces::last_taken(db, &name, long_ago).await?;
    let wanted = letters.iter().map(|letter| letter.message_id.clone()).chain(known.clone());
    let found = look(copies, wanted.collect()).await;
    let place = copies.place();
    let is_trusted = known.as_ref().is_some_and(|id| contains(&found, id));
    let trouble = match (&found, known.filter(|_| !is_trusted)) {
        (Err(why), _) => Some(SettleByEvidenceError::Copies { place, why: why.clone() }),
        (Ok(_), Some(message_id)) => Some(SettleByEvidenceError::Incomplete { place, message_id }),
        (Ok(_), None) => None,
    };
    let said = trouble.as_ref().map(ToString::to_string);
    let of_copies = format!("copies of {name}");
    let told = said.as_deref().map(|said| (Trouble::Copies, said));
    standing::write(db, clock, &of_copies, told).await?;
    let found = found.unwrap_or_default();
    for letter in &letters {
        let is_gone = is_trusted
            && letter.offered_to.as_deref() == Some(name.as_str())
            && letter.uncertain_at.or(letter.handing_over_at).is_some_and(|since| since < long_ago);
        let (to, happened, doubt, answer) = match found.get(&letter.message_id) {
            Some(file) => {
                let answer = format!("found among the copies of the relay: {file}");
                (LetterState::Accepted, Happened::Found, Doubt::AsItWas, answer)
            }
            None if is_gone => {
                let answer = "not among the copies of the relay".to_owned();
                (LetterState::Retry, Happened::NotFound, Doubt::Over, answer)
            }
            None => continue,
        };
        let (from, attempt) = (&[LetterState::Uncertain], letter.attempt);
        let how = Move { from, attempt, to, answer: Some(&answer), doubt };
        if write_down(db, letter, how, happened, clock.now()).await? {
            settled.uncertain -= 1;
            match happened {
                Happened::Found => settled.found += 1,
                _ => settled.not_found += 1,
            }
        }
    }
    trouble.map_or(Ok(settled), Err)
}

fn contains(found: &Result<HashMap<String, String>, String>, id: &str) -> bool {
    found.as_ref().is_ok_and(|found| found.contains_key(id))
}

/// Away from the threads that serve: it reads files.
async fn look(copies: &Copies, wanted: Vec<String>) -> Result<HashMap<String, String>, String> {
    let copies = copies.clone();
    let looked = tokio::task::spawn_blocking(move || copies.find(&wanted)).await;
    looked.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
}

/// False when the attempt itself, or a person, came in between with the truth.
async fn write_down(
    db: &DatabaseConnection,
    letter: &Stored,
    how: Move<'_>,
    happened: Happened,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let tx = journal::begin(db).await?;
    if !repository::settle(&tx, letter.id, how, now).await? {
        return Ok(false);
    }
    if how.to == LetterState::Retry {
        worklist::ask(&tx, now, work(letter.id, letter.kind, letter.organisation, now)).await?;
    }
    let line = (happened, letter.attempt);
    repository::remember(&tx, letter.id, &POST_OFFICE, now, line, how.answer).await?;
    let detail = serde_json::json!({ "kind": letter.kind.word(), "attempt": letter.attempt });
    let act =
        journal::Act { act: happened.act(), thing: "letter", id: letter.id.to_string(), detail };
    journal::record(&tx, &POST_OFFICE, now, act).await?;
    tx.commit().await?;
    Ok(true)
}
