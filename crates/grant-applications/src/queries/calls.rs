//! Calls as they may be seen.

use crate::{Call, CallAmendment, Scheme, SchemeVersion, repository};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use vocabulary::{Actor, CallId};

/// A call with the scheme it belongs to.
#[derive(Debug, Clone)]
pub struct CallView {
    /// The call.
    pub call: Call,
    /// Its scheme.
    pub scheme: Scheme,
    /// The version it was announced under.
    pub version: SchemeVersion,
}

/// The calls that may be seen, latest first. `None` is the public: drafts are the directorate's.
pub async fn calls_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: Option<&Actor>,
) -> Result<Vec<Call>, DbErr> {
    repository::calls(db, actor.is_some_and(Actor::is_directorate)).await
}

/// One call by its short name, when it may be seen.
pub async fn call_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: Option<&Actor>,
    slug: &str,
) -> Result<Option<CallView>, DbErr> {
    let drafts = actor.is_some_and(Actor::is_directorate);
    match repository::call_by_slug(db, slug).await?.filter(|call| drafts || call.is_public()) {
        Some(call) => with_scheme(db, call).await.map(Some),
        None => Ok(None),
    }
}

/// One call by id, for the crates above.
pub async fn call<C: ConnectionTrait>(db: &C, id: CallId) -> Result<Option<CallView>, DbErr> {
    match repository::call(db, id).await? {
        Some(call) => with_scheme(db, call).await.map(Some),
        None => Ok(None),
    }
}

/// One call by id without its scheme, for those who need only what it says itself.
pub async fn plain_call<C: ConnectionTrait>(db: &C, id: CallId) -> Result<Option<Call>, DbErr> {
    repository::call(db, id).await
}

/// A call that one can apply to now or later.
#[derive(Debug, Clone)]
pub struct OpenCall {
    /// The call with its scheme.
    pub view: CallView,
    /// It opens later; until then one can only read it.
    pub coming: bool,
}

/// The calls that take applications at this moment, those that close first before the others, and after
/// them those that are announced and open later, in the order they open. For everybody.
pub async fn open_calls<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
) -> Result<Vec<OpenCall>, DbErr> {
    let mut open = Vec::new();
    for call in repository::calls_standing_open(db).await? {
        if now < call.closes_at {
            let coming = now < call.opens_at;
            open.push(OpenCall { view: with_scheme(db, call).await?, coming });
        }
    }
    open.sort_by_key(|one| {
        let call = &one.view.call;
        (one.coming, if one.coming { call.opens_at } else { call.closes_at })
    });
    Ok(open)
}

/// What was amended in a call while it was open, first to last. As public as the call is.
pub async fn amendments<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<Vec<CallAmendment>, DbErr> {
    repository::amendments(db, call).await
}

async fn with_scheme<C: ConnectionTrait>(db: &C, call: Call) -> Result<CallView, DbErr> {
    let missing = || DbErr::RecordNotFound(format!("the scheme of call {}", call.slug));
    let scheme = repository::scheme(db, call.scheme).await?.ok_or_else(missing)?;
    let version = repository::scheme_versions(db, call.scheme)
        .await?
        .into_iter()
        .find(|version| version.number == call.scheme_version)
        .ok_or_else(missing)?;
    Ok(CallView { call, scheme, version })
}
