use crate::{
    repository,
    token::{self, SecretToken},
};
use chrono::Duration;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use vocabulary::{Actor, Clock, PersonId};

/// How long a session lasts: a working day and a bit.
pub const SESSION_LASTS: Duration = Duration::hours(12);

/// How long an expired link is kept, so that «expired» and «used» can be told from «unknown».
const LINKS_ARE_REMEMBERED: Duration = Duration::days(30);

/// Why no sign-in link was made.
#[derive(Debug, thiserror::Error)]
pub enum SignInLinkError {
    /// There is no such person.
    #[error("there is no such person")]
    UnknownPerson(PersonId),
    /// A link must be valid for some time, and not until the end of the calendar.
    #[error("a link cannot be valid that long or that short")]
    ValidForNoTime,
    /// The machine has no randomness to give.
    #[error("no secret can be drawn: {0}")]
    NoRandomness(String),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Why a link did not sign anybody in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// There is no such link.
    #[error("this sign-in link is not known")]
    Unknown,
    /// It has signed somebody in already.
    #[error("this sign-in link has been used")]
    Used,
    /// Its time is over.
    #[error("this sign-in link has expired")]
    Expired,
    /// The person holds no role any more. The link stays unused.
    #[error("this person has no role")]
    NoRole,
    /// The machine has no randomness to give. The link stays unused.
    #[error("no secret can be drawn: {0}")]
    NoRandomness(String),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Makes a link that signs the person in once, while `valid` lasts. The token is to be mailed to the
/// person's address; only its hash is kept.
pub async fn sign_in_link(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    person: PersonId,
    valid: Duration,
) -> Result<SecretToken, SignInLinkError> {
    let now = clock.now();
    let expires_at = now
        .checked_add_signed(valid)
        .filter(|_| valid >= Duration::seconds(1))
        .ok_or(SignInLinkError::ValidForNoTime)?;
    let token =
        SecretToken::draw().map_err(|error| SignInLinkError::NoRandomness(error.to_string()))?;
    let tx = journal::begin(db).await?;
    if repository::person(&tx, person).await?.is_none() {
        return Err(SignInLinkError::UnknownPerson(person));
    }
    repository::insert_link(&tx, token.hash(), person, now, expires_at).await?;
    tx.commit().await?;
    Ok(token)
}

/// Turns a link's token into a session of [`SESSION_LASTS`] and says who signed in. Of several who
/// present the same token at once, one wins. A person with roles at several organisations acts for the
/// first by name.
pub async fn redeem(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    presented: &str,
) -> Result<(SecretToken, Actor), SignInError> {
    let now = clock.now();
    let link_hash = token::hash(presented.trim());
    let session =
        SecretToken::draw().map_err(|error| SignInError::NoRandomness(error.to_string()))?;
    let tx = journal::begin(db).await?;
    let is_first = repository::use_link(&tx, &link_hash, now).await?;
    let link = repository::link(&tx, &link_hash).await?.ok_or(SignInError::Unknown)?;
    if !is_first {
        return Err(if link.used { SignInError::Used } else { SignInError::Expired });
    }
    let actor = actor_of_first(&tx, link.person).await?.ok_or(SignInError::NoRole)?;
    let Actor::Person { id, organisation, .. } = &actor else { return Err(SignInError::NoRole) };
    let until = now + SESSION_LASTS;
    repository::insert_session(&tx, session.hash(), *id, *organisation, now, until).await?;
    let detail = serde_json::json!({ "organisation": organisation });
    let act = journal::Act { act: "signed in", thing: "person", id: id.to_string(), detail };
    journal::record(&tx, &actor, now, act).await?;
    tx.commit().await?;
    Ok((session, actor))
}

async fn actor_of_first(
    tx: &DatabaseTransaction,
    person: PersonId,
) -> Result<Option<Actor>, DbErr> {
    match repository::organisations_of(tx, person).await?.first() {
        Some(first) => crate::queries::actor(tx, person, first.id).await,
        None => Ok(None),
    }
}

/// Who the session stands for, with the roles held at this moment; `None` when it is unknown or over,
/// or no role is left.
pub async fn actor_of(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    presented: &str,
) -> Result<Option<Actor>, DbErr> {
    repository::actor_of_session(db, &token::hash(presented), clock.now()).await
}

/// Ends the session. Ending one that is over already changes nothing.
pub async fn sign_out(db: &DatabaseConnection, presented: &str) -> Result<(), DbErr> {
    repository::delete_session(db, &token::hash(presented)).await
}

/// Removes sessions that are over and links that expired long ago; how many rows.
pub async fn prune_sessions(db: &DatabaseConnection, clock: &dyn Clock) -> Result<u64, DbErr> {
    let now = clock.now();
    repository::delete_expired(db, now, now - LINKS_ARE_REMEMBERED).await
}
