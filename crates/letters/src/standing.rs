//! How a post office is doing, for readiness, metrics and the operators.

use crate::{PostOffice, Trouble, post_office::Answer, repository::office};
use sea_orm::{DatabaseConnection, DbErr};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use vocabulary::Clock;

/// What seems unchanged is looked at again after this time: another process may have written since.
const AGAIN: Duration = Duration::from_secs(60);

/// What this process wrote last of a relay, so that not every letter asks the database.
#[derive(Debug, Clone, Default)]
pub(crate) struct Noted(Arc<Mutex<Option<Note>>>);

#[derive(Debug, Clone, Copy)]
struct Note {
    trouble: Option<Trouble>,
    at: Instant,
}

impl Noted {
    fn is_news(&self, trouble: Option<Trouble>) -> bool {
        let noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.is_none_or(|last| last.trouble != trouble || last.at.elapsed() >= AGAIN)
    }
    fn set(&self, trouble: Option<Trouble>) {
        let note = Note { trouble, at: Instant::now() };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(note);
    }
}

/// Notes what an answer says of the relay. That it cannot be written down hinders no letter.
pub(crate) async fn note(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    office: &PostOffice,
    answer: &Answer,
) {
    let PostOffice::Smtp(relay) = office else { return };
    let trouble = match answer {
        Answer::NotNow(because, why) => match because.says_of_the_office() {
            Some(trouble) => trouble.map(|trouble| (trouble, why.as_str())),
            None => return,
        },
        Answer::Taken(_) | Answer::Never(_) => None,
        Answer::Unknown(_) => return,
    };
    let (name, word) = (office.name(), trouble.map(|(trouble, _)| trouble));
    if !relay.noted().is_news(word) {
        return;
    }
    match write(db, clock, &name, trouble).await {
        Ok(()) => relay.noted().set(word),
        Err(error) => {
            tracing::warn!(office = name, "how the relay is doing was not written down: {error}");
        }
    }
}

/// Writes how an office is doing, when that is not what stands there. A name that was never in trouble
/// has no row.
pub(crate) async fn write(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    name: &str,
    trouble: Option<(Trouble, &str)>,
) -> Result<(), DbErr> {
    let word = trouble.map(|(trouble, _)| trouble);
    if office::standing(db, name).await?.unwrap_or_default() == word {
        return Ok(());
    }
    let tx = journal::begin(db).await?;
    office::write_standing(&tx, name, trouble, clock.now()).await?;
    tx.commit().await?;
    match trouble {
        Some((trouble, said)) => {
            tracing::warn!(
                office = name,
                trouble = trouble.word(),
                said,
                "the post office is in trouble"
            );
        }
        None => tracing::info!(office = name, "the post office is well again"),
    }
    Ok(())
}
