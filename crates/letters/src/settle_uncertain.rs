use crate::{
    Happened, LetterState,
    repository::{self, Doubt, Move},
    write::work,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{DatabaseConnection, DbErr};
use vocabulary::{Actor, Clock, LetterId, NotPossible};

/// How long a relay may still take what it was sent over a connection that stood still (RFC 5321
/// § 4.5.3.2.6): before that, «not taken» is a guess.
const STILL_OPEN: Duration = Duration::minutes(10);

/// What somebody found in the relay's log, or heard from the recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The relay took it.
    Taken,
    /// The relay did not take it: it is to be offered again.
    NotTaken,
}

/// Why an uncertain letter could not be settled.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// There is no such letter, or none that the actor sees.
    #[error("there is no letter {0}")]
    NoSuchLetter(LetterId),
    /// It is not uncertain.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The relay could still take it.
    #[error("the relay may still take the letter until {0}; look again after that")]
    TooEarly(DateTime<Utc>),
    /// The database answered with an error.
    #[error("the letter cannot be settled: {0}")]
    Database(#[from] DbErr),
}

/// Says what became of an uncertain letter. For the directorate only.
///
/// # Errors
///
/// [`SettleError`] says why not.
pub async fn settle_uncertain(
    db: &DatabaseConnection,
    actor: &Actor,
    clock: &dyn Clock,
    id: LetterId,
    evidence: Evidence,
) -> Result<LetterState, SettleError> {
    if !actor.is_directorate() {
        return Err(SettleError::NoSuchLetter(id));
    }
    let now = clock.now();
    let tx = journal::begin(db).await?;
    let letter = repository::load(&tx, id).await?.ok_or(SettleError::NoSuchLetter(id))?;
    let (to, happened, doubt) = match evidence {
        Evidence::Taken => (LetterState::Accepted, Happened::SettledTaken, Doubt::AsItWas),
        Evidence::NotTaken => (LetterState::Retry, Happened::SettledNotTaken, Doubt::Over),
    };
    if letter.state != LetterState::Uncertain {
        return Err(not_uncertain(letter.state).into());
    }
    // From when nobody knew any more: who offered it may have stood still before that, and its
    // connection with it.
    let since = letter.uncertain_at.or(letter.handing_over_at);
    let open_until = since.map(|since| since + STILL_OPEN);
    if let Some(until) = open_until
        && evidence == Evidence::NotTaken
        && now < until
    {
        return Err(SettleError::TooEarly(until));
    }
    let attempt = letter.attempt;
    let how = Move { from: &[LetterState::Uncertain], attempt, to, answer: None, doubt };
    if !repository::settle(&tx, id, how, now).await? {
        // The attempt itself came back in between with the truth.
        return Err(not_uncertain(LetterState::Accepted).into());
    }
    if to == LetterState::Retry {
        worklist::ask(&tx, now, work(id, letter.kind, letter.organisation, now)).await?;
    }
    repository::remember(&tx, id, actor, now, (happened, attempt), None).await?;
    let act = journal::Act {
        act: happened.act(),
        thing: "letter",
        id: id.to_string(),
        detail: serde_json::json!({ "attempt": attempt }),
    };
    journal::record(&tx, actor, now, act).await?;
    tx.commit().await?;
    Ok(to)
}

fn not_uncertain(state: LetterState) -> NotPossible {
    NotPossible { tried: "settle", state: state.word(), possible: Vec::new() }
}
