//! Programmes, schemes and thresholds.

use crate::{Programme, Scheme, SchemeDraft, SchemeVersion, Threshold, repository};
use sea_orm::{ConnectionTrait, DbErr};
use vocabulary::{Actor, SchemeId};

/// A scheme with its versions, oldest first.
pub async fn scheme_by_slug<C: ConnectionTrait>(
    db: &C,
    slug: &str,
) -> Result<Option<(Scheme, Vec<SchemeVersion>)>, DbErr> {
    match repository::scheme_by_slug(db, slug).await? {
        Some(scheme) => {
            let versions = repository::scheme_versions(db, scheme.id).await?;
            Ok(Some((scheme, versions)))
        }
        None => Ok(None),
    }
}

/// The programme of a scheme.
pub async fn programme_of<C: ConnectionTrait>(
    db: &C,
    scheme: SchemeId,
) -> Result<Option<Programme>, DbErr> {
    match repository::scheme(db, scheme).await? {
        Some(scheme) => repository::programme(db, scheme.programme).await,
        None => Ok(None),
    }
}

/// All programmes, by name. They are public.
pub async fn programmes<C: ConnectionTrait>(db: &C) -> Result<Vec<Programme>, DbErr> {
    repository::programmes(db).await
}

/// A scheme with all that stands of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeView {
    /// The scheme.
    pub scheme: Scheme,
    /// Its programme.
    pub programme: Programme,
    /// Its published versions, oldest first.
    pub versions: Vec<SchemeVersion>,
    /// What is being written of it; only the directorate sees that.
    pub draft: Option<SchemeDraft>,
}

/// The schemes that may be seen, by name. `None` is the public: what has no published version yet is the
/// directorate's.
pub async fn schemes_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: Option<&Actor>,
) -> Result<Vec<SchemeView>, DbErr> {
    let mut seen = Vec::new();
    for scheme in repository::schemes(db).await? {
        seen.extend(view(db, actor, scheme).await?);
    }
    Ok(seen)
}

/// One scheme by its short name, when it may be seen.
pub async fn scheme_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: Option<&Actor>,
    slug: &str,
) -> Result<Option<SchemeView>, DbErr> {
    match repository::scheme_by_slug(db, slug).await? {
        Some(scheme) => view(db, actor, scheme).await,
        None => Ok(None),
    }
}

async fn view<C: ConnectionTrait>(
    db: &C,
    actor: Option<&Actor>,
    scheme: Scheme,
) -> Result<Option<SchemeView>, DbErr> {
    let staff = actor.is_some_and(Actor::is_directorate);
    let versions = repository::scheme_versions(db, scheme.id).await?;
    if versions.is_empty() && !staff {
        return Ok(None);
    }
    let missing = || DbErr::RecordNotFound(format!("the programme of scheme {}", scheme.slug));
    let programme = repository::programme(db, scheme.programme).await?.ok_or_else(missing)?;
    let draft = if staff { repository::scheme_draft(db, scheme.id).await? } else { None };
    Ok(Some(SchemeView { scheme, programme, versions, draft }))
}

/// All thresholds, by rule, scheme and day. They are public: see [`crate::in_force`].
pub async fn thresholds<C: ConnectionTrait>(db: &C) -> Result<Vec<Threshold>, DbErr> {
    repository::thresholds(db).await
}
