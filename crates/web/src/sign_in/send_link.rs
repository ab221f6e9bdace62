//! Sending somebody a link to sign in with.

use crate::App;
use chrono::Duration;
use letters::{About, Letter, Recipient, SignIn};
use vocabulary::{Language, PersonId};

/// How long a link works, in minutes: as long as the throttle looks back, so that whoever is not sent
/// another has one that works.
const VALID_MINUTES: u32 = 60;

/// Why a link could not be sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SendLinkError {
    /// The link could not be made.
    #[error(transparent)]
    Link(#[from] organisations::SignInLinkError),
    /// The letter could not be written.
    #[error(transparent)]
    Letter(#[from] letters::WriteError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] sea_orm::DbErr),
}

/// Writes a letter with a link to whoever has this address; does nothing when nobody has, or when
/// that person was sent enough of them. `next` is where the link leads after signing in.
///
/// The link and the letter are two transactions, because `organisations` and `letters` do not see each
/// other. Nothing can go wrong between them that matters: a link that nobody is sent opens nothing and
/// expires by itself.
pub(crate) async fn send_link(
    app: &App,
    language: Language,
    email: &str,
    next: Option<&str>,
) -> Result<(), SendLinkError> {
    let now = app.clock.now();
    let Some(person) = organisations::person_by_email(&app.db, email).await? else {
        return Ok(());
    };
    if !app.throttle.admits(person.id, now) {
        tracing::warn!(person = %person.id, "no more sign-in links this hour");
        return Ok(());
    }
    let valid = Duration::minutes(VALID_MINUTES.into());
    let clock = app.clock.as_ref();
    let token = organisations::sign_in_link(&app.db, clock, person.id, valid).await?;
    let next = next.map(|next| {
        let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        format!("?next={next}")
    });
    let path = format!("/sign-in/{}{}", token.reveal(), next.unwrap_or_default());
    let letter =
        Letter::SignIn(SignIn { name: person.name.clone(), path, valid_minutes: VALID_MINUTES });
    let about = About { thing: "person", id: person.id.to_string() };
    // No organisation: nobody but the person may read where this link leads.
    let recipient =
        Recipient { name: person.name, email: person.email, language, organisation: None };
    let key = unique_key(person.id);
    let tx = journal::begin(&app.db).await?;
    letters::write(&tx, &app.desk, now, &key, about, &recipient, &letter).await?;
    tx.commit().await?;
    app.bell.ring();
    Ok(())
}

/// Every link is a fact of its own, so the key never repeats; and it must not tell the token.
fn unique_key(person: PersonId) -> String {
    format!("sign-in:{person}:{}", uuid::Uuid::now_v7())
}
