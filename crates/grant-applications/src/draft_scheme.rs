//! Writing a scheme until its next version can be published.

use crate::{
    AppealDoubt, NewSchemeHead, Programme, Scheme, SchemeDraft, SchemeVersion, repository,
    scheme::{appeal_body, is_slug},
};
use chrono::SubsecRound;
use journal::Act;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, SqlErr};
use serde_json::json;
use vocabulary::{Actor, Clock, Day, ProgrammeId, SchemeId};

/// Why a scheme could not be written or published.
#[derive(Debug, thiserror::Error)]
pub enum SchemeError {
    /// Schemes are the directorate's.
    #[error("only the directorate writes schemes")]
    NotYours,
    /// No such scheme.
    #[error("there is no such scheme")]
    NoScheme,
    /// Nothing is being written of it.
    #[error("no version of this scheme is being written")]
    NoDraft,
    /// Not a short name.
    #[error(
        "«{0}» cannot be a short name: 2 to 60 of the letters a to z, digits and hyphens, beginning with a letter"
    )]
    BadSlug(String),
    /// Something every scheme has is empty: the field of [`NewSchemeHead`].
    #[error("a scheme cannot be without {0}")]
    Empty(&'static str),
    /// It says something wrong of appeals.
    #[error(transparent)]
    Appeal(#[from] AppealDoubt),
    /// Another scheme has that short name.
    #[error("there is another scheme with the short name «{0}»")]
    SlugTaken(String),
    /// Somebody saved it meanwhile: what they saved comes along so that both can be compared.
    #[error("somebody else has saved this scheme since you opened it")]
    Stale(Box<SchemeDraft>),
    /// Elements that the rules demand are missing.
    #[error("the scheme cannot be published without: {}", .0.join(", "))]
    Incomplete(Vec<&'static str>),
    /// It would be over before it begins.
    #[error("the version is in force from {from} and cannot end on {to}")]
    EndsBeforeItBegins {
        /// The first day.
        from: Day,
        /// The last day.
        to: Day,
    },
    /// It would be in force before the version it follows: calls find their version by the day.
    #[error("the version cannot be in force before the one it follows, which is from {0}")]
    BeforeTheLast(Day),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

fn directorate(actor: &Actor) -> Result<(), SchemeError> {
    if actor.is_directorate() { Ok(()) } else { Err(SchemeError::NotYours) }
}

/// Begins a scheme, in its programme, with an empty first version to be written. Beginning the same again
/// changes nothing.
pub async fn begin_scheme(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewSchemeHead,
) -> Result<SchemeId, SchemeError> {
    directorate(actor)?;
    for slug in [&new.programme_slug, &new.slug] {
        if !is_slug(slug) {
            return Err(SchemeError::BadSlug(slug.clone()));
        }
    }
    let always = [("name", &new.name), ("chapter", &new.chapter), ("item", &new.item)];
    if let Some((field, _)) = always.into_iter().find(|(_, text)| text.trim().is_empty()) {
        return Err(SchemeError::Empty(field));
    }
    let appeal_body = appeal_body(new.appealable, new.appeal_body.as_deref())?;
    let tx = journal::begin(db).await?;
    let programme = match repository::programme_by_slug(&tx, &new.programme_slug).await? {
        Some(programme) => programme.id,
        None if new.programme_name.trim().is_empty() => {
            return Err(SchemeError::Empty("programme_name"));
        }
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
    let scheme = Scheme {
        id: SchemeId::fresh(),
        programme,
        slug: new.slug,
        name: new.name,
        chapter: new.chapter,
        item: new.item,
        appealable: new.appealable,
        appeal_body,
    };
    if let Some(known) = repository::scheme_by_slug(&tx, &scheme.slug).await? {
        let same = Scheme { id: known.id, ..scheme };
        return if same == known { Ok(known.id) } else { Err(SchemeError::SlugTaken(same.slug)) };
    }
    repository::insert_scheme(&tx, &scheme).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => SchemeError::SlugTaken(scheme.slug.clone()),
        _ => SchemeError::Database(error),
    })?;
    let version = SchemeVersion { valid_from: clock.today(), ..SchemeVersion::default() };
    let draft = written(scheme.id, version, 1, clock, actor);
    repository::insert_scheme_draft(&tx, &draft).await?;
    note(&tx, clock, actor, "began", scheme.id, json!({ "slug": scheme.slug })).await?;
    tx.commit().await?;
    Ok(scheme.id)
}

/// Begins the next version of a scheme, from the latest one; what is being written already comes back as
/// it is.
pub async fn revise_scheme(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: SchemeId,
) -> Result<SchemeDraft, SchemeError> {
    directorate(actor)?;
    let tx = journal::begin(db).await?;
    repository::scheme_locked(&tx, id).await?.ok_or(SchemeError::NoScheme)?;
    if let Some(draft) = repository::scheme_draft(&tx, id).await? {
        return Ok(draft);
    }
    let today = clock.today();
    let version = match repository::scheme_versions(&tx, id).await?.pop() {
        Some(latest) => SchemeVersion {
            number: latest.number + 1,
            valid_from: latest.valid_from.max(today),
            // A last day that has passed would end the new version before it begins.
            valid_to: latest.valid_to.filter(|last| *last >= today),
            change: String::new(),
            ..latest
        },
        None => SchemeVersion { valid_from: today, ..SchemeVersion::default() },
    };
    let draft = written(id, version, 1, clock, actor);
    repository::insert_scheme_draft(&tx, &draft).await?;
    note(&tx, clock, actor, "revised", id, json!({ "version": draft.version.number })).await?;
    tx.commit().await?;
    Ok(draft)
}

/// Saves what the next version of a scheme says, whole or not: what it lacks is said when it is
/// published. `revision` is the one the writer saw, 0 when nothing was being written; the new one comes
/// back. The number of the version is given by the house.
pub async fn save_scheme_draft(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: SchemeId,
    revision: i32,
    version: SchemeVersion,
) -> Result<i32, SchemeError> {
    directorate(actor)?;
    let tx = journal::begin(db).await?;
    repository::scheme_locked(&tx, id).await?.ok_or(SchemeError::NoScheme)?;
    let latest =
        repository::scheme_versions(&tx, id).await?.pop().map_or(0, |latest| latest.number);
    let version = SchemeVersion { number: latest + 1, ..version };
    let draft = written(id, version, revision.saturating_add(1), clock, actor);
    match repository::scheme_draft(&tx, id).await? {
        None if revision == 0 => repository::insert_scheme_draft(&tx, &draft).await?,
        None => return Err(SchemeError::NoDraft),
        Some(standing) => {
            if standing.revision != revision || !repository::save_scheme_draft(&tx, &draft).await? {
                return Err(SchemeError::Stale(Box::new(standing)));
            }
        }
    }
    let detail = json!({ "version": draft.version.number, "revision": draft.revision });
    note(&tx, clock, actor, "saved", id, detail).await?;
    tx.commit().await?;
    Ok(draft.revision)
}

/// Publishes what is being written as the next version of the scheme and returns its number. From now on
/// it never changes, and calls that open in its time are announced under it.
pub async fn publish_scheme_draft(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: SchemeId,
) -> Result<i32, SchemeError> {
    directorate(actor)?;
    let tx = journal::begin(db).await?;
    repository::scheme_locked(&tx, id).await?.ok_or(SchemeError::NoScheme)?;
    let draft = repository::scheme_draft(&tx, id).await?.ok_or(SchemeError::NoDraft)?;
    let latest = repository::scheme_versions(&tx, id).await?.pop();
    let version = SchemeVersion {
        number: latest.as_ref().map_or(1, |latest| latest.number + 1),
        ..draft.version
    };
    let mut missing = version.missing();
    if latest.is_some() && version.change.trim().is_empty() {
        missing.push("what changes");
    }
    if !missing.is_empty() {
        return Err(SchemeError::Incomplete(missing));
    }
    if let Some(to) = version.valid_to.filter(|to| *to < version.valid_from) {
        return Err(SchemeError::EndsBeforeItBegins { from: version.valid_from, to });
    }
    if let Some(latest) = latest.filter(|latest| version.valid_from < latest.valid_from) {
        return Err(SchemeError::BeforeTheLast(latest.valid_from));
    }
    repository::insert_scheme_version(&tx, id, &version, clock.now().trunc_subsecs(6)).await?;
    repository::delete_scheme_draft(&tx, id).await?;
    let detail = json!({ "version": version.number, "change": version.change });
    note(&tx, clock, actor, "published", id, detail).await?;
    tx.commit().await?;
    Ok(version.number)
}

/// Throws away what is being written of a scheme; what is published stays.
pub async fn discard_scheme_draft(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: SchemeId,
) -> Result<(), SchemeError> {
    directorate(actor)?;
    let tx = journal::begin(db).await?;
    repository::scheme_locked(&tx, id).await?.ok_or(SchemeError::NoScheme)?;
    if !repository::delete_scheme_draft(&tx, id).await? {
        return Err(SchemeError::NoDraft);
    }
    note(&tx, clock, actor, "discarded", id, json!({})).await?;
    Ok(tx.commit().await?)
}

fn written(
    scheme: SchemeId,
    version: SchemeVersion,
    revision: i32,
    clock: &dyn Clock,
    actor: &Actor,
) -> SchemeDraft {
    let (saved_at, saved_by) = (clock.now().trunc_subsecs(6), actor.name().to_owned());
    SchemeDraft { scheme, version, revision, saved_at, saved_by }
}

async fn note(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    act: &str,
    scheme: SchemeId,
    detail: serde_json::Value,
) -> Result<(), DbErr> {
    let act = Act { act, thing: "scheme", id: scheme.to_string(), detail };
    journal::record(tx, actor, clock.now(), act).await
}
