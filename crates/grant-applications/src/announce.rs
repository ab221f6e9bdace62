//! Publishing a scheme and announcing a call.

use crate::{Call, CallState, CallVerb, NewCall, NewScheme, Programme, Scheme, repository};
use journal::Act;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;
use vocabulary::{Actor, CallId, Clock, NotPossible, ProgrammeId, SchemeId};

/// Why a scheme or a call could not be made public.
#[derive(Debug, thiserror::Error)]
pub enum AnnounceError {
    /// Only the directorate announces.
    #[error("only the directorate can publish schemes and announce calls")]
    NotYours,
    /// Elements that the rules demand are missing.
    #[error("the scheme cannot be published without: {}", .0.join(", "))]
    Incomplete(Vec<&'static str>),
    /// A published version says something else.
    #[error(
        "version {number} of «{scheme}» is published and says something else; make a new version"
    )]
    Published {
        /// The scheme.
        scheme: String,
        /// The version.
        number: i32,
    },
    /// A call with this short name exists and says something else.
    #[error("there is another call with the short name «{0}»")]
    SlugTaken(String),
    /// No such scheme.
    #[error("there is no published scheme «{0}»")]
    NoScheme(String),
    /// No such call.
    #[error("there is no such call")]
    NoCall,
    /// The call opens after it closes, has no money or nothing to score on.
    #[error("the call cannot be announced: {0}")]
    Contradiction(&'static str),
    /// The call is in a state where this cannot be done.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Publishes a scheme (and its programme) or a new version of it. Publishing the same again changes
/// nothing.
pub async fn publish_scheme(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewScheme,
) -> Result<SchemeId, AnnounceError> {
    if !actor.is_directorate() {
        return Err(AnnounceError::NotYours);
    }
    let missing = new.version.missing();
    if !missing.is_empty() {
        return Err(AnnounceError::Incomplete(missing));
    }
    let tx = journal::begin(db).await?;
    let programme = match repository::programme_by_slug(&tx, &new.programme_slug).await? {
        Some(programme) => programme.id,
        None => {
            let programme = Programme {
                id: ProgrammeId::fresh(),
                slug: new.programme_slug,
                name: new.programme_name,
                about: new.programme_about,
            };
            repository::insert_programme(&tx, &programme).await?;
            programme.id
        }
    };
    let scheme = match repository::scheme_by_slug(&tx, &new.slug).await? {
        Some(scheme) => scheme,
        None => {
            let scheme = Scheme {
                id: SchemeId::fresh(),
                programme,
                slug: new.slug,
                name: new.name,
                chapter: new.chapter,
                item: new.item,
                appealable: new.appealable,
            };
            repository::insert_scheme(&tx, &scheme).await?;
            scheme
        }
    };
    let versions = repository::versions(&tx, scheme.id).await?;
    match versions.iter().find(|version| version.number == new.version.number) {
        Some(same) if *same == new.version => return Ok(scheme.id),
        Some(_) => {
            return Err(AnnounceError::Published {
                scheme: scheme.name,
                number: new.version.number,
            });
        }
        None => {}
    }
    repository::insert_version(&tx, scheme.id, &new.version, clock.now()).await?;
    let detail = json!({ "version": new.version.number, "change": new.version.change });
    let act = Act { act: "published", thing: "scheme", id: scheme.id.to_string(), detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    tx.commit().await?;
    Ok(scheme.id)
}

/// Writes a call as a draft. Announcing the same again changes nothing.
pub async fn announce_call(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewCall,
) -> Result<CallId, AnnounceError> {
    if !actor.is_directorate() {
        return Err(AnnounceError::NotYours);
    }
    if new.closes_on < new.opens_on {
        return Err(AnnounceError::Contradiction("it closes before it opens"));
    }
    if !new.budget.is_positive() {
        return Err(AnnounceError::Contradiction("it has no budget"));
    }
    if new.criteria.is_empty() {
        return Err(AnnounceError::Contradiction("there is nothing to score applications on"));
    }
    let tx = journal::begin(db).await?;
    let no_scheme = || AnnounceError::NoScheme(new.scheme_slug.clone());
    let scheme = repository::scheme_by_slug(&tx, &new.scheme_slug).await?.ok_or_else(no_scheme)?;
    let version = repository::versions(&tx, scheme.id)
        .await?
        .into_iter()
        .rfind(|version| version.valid_from <= new.opens_on)
        .ok_or_else(no_scheme)?;
    let mut call = Call {
        id: CallId::fresh(),
        scheme: scheme.id,
        scheme_version: version.number,
        slug: new.slug,
        title: new.title,
        year: new.year,
        budget: new.budget,
        opens_at: new.opens_on.begins_at(),
        closes_at: new.closes_on.ends_at(),
        report_due: new.report_due,
        funded_through: new.funded_through,
        accept_within_days: new.accept_within_days,
        about: new.about,
        criteria: new.criteria,
        state: CallState::Draft,
    };
    if let Some(known) = repository::call_by_slug(&tx, &call.slug).await? {
        (call.id, call.state) = (known.id, known.state);
        return if known == call { Ok(known.id) } else { Err(AnnounceError::SlugTaken(call.slug)) };
    }
    repository::insert_call(&tx, &call).await?;
    let detail = json!({ "slug": call.slug, "budget_ore": call.budget.ore() });
    let act = Act { act: "drafted", thing: "call", id: call.id.to_string(), detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    tx.commit().await?;
    Ok(call.id)
}

/// Makes a call public.
pub async fn open_call(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    call: CallId,
) -> Result<(), AnnounceError> {
    let tx = journal::begin(db).await?;
    move_on(&tx, clock, actor, call, CallVerb::Open, "opened").await?;
    Ok(tx.commit().await?)
}

/// Takes no more applications to a call.
pub async fn close_call(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    call: CallId,
) -> Result<(), AnnounceError> {
    let tx = journal::begin(db).await?;
    move_on(&tx, clock, actor, call, CallVerb::Close, "closed").await?;
    Ok(tx.commit().await?)
}

pub(crate) async fn move_on(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    id: CallId,
    verb: CallVerb,
    act: &str,
) -> Result<Call, AnnounceError> {
    if !actor.is_directorate() {
        return Err(AnnounceError::NotYours);
    }
    let call = repository::call(tx, id).await?.ok_or(AnnounceError::NoCall)?;
    let next = call.state.after(verb)?;
    if !repository::move_call(tx, id, call.state, next).await? {
        // Somebody was faster: what they left behind is the state to explain.
        let now = repository::call(tx, id).await?.ok_or(AnnounceError::NoCall)?;
        now.state.after(verb)?;
        return Err(AnnounceError::NoCall);
    }
    let act = Act { act, thing: "call", id: id.to_string(), detail: json!({ "slug": call.slug }) };
    journal::record(tx, actor, clock.now(), act).await?;
    Ok(call)
}
