//! Writing, publishing and copying forms.

use super::{Form, FormVersion, STANDARD, VersionState, VersionVerb, repository, version::is_slug};
use crate::{Definition, Fault, FormKind, Lack, standard};
use chrono::SubsecRound;
use journal::Act;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, SqlErr};
use serde_json::json;
use vocabulary::{Actor, Clock, FormId, FormVersionId, Language, NotPossible};

/// Why a form could not be written or published.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// Forms are the directorate's.
    #[error("only the directorate makes forms")]
    NotYours,
    /// No such form or version.
    #[error("there is no such form")]
    NoForm,
    /// Not a short name.
    #[error(
        "«{0}» cannot be a short name: 2 to 60 of the letters a to z, digits and hyphens, beginning with a letter"
    )]
    BadSlug(String),
    /// Another form has that short name.
    #[error("there is another form with the short name «{0}»")]
    SlugTaken(String),
    /// A form stays what it is for.
    #[error("the form «{slug}» is a form of the kind {}, and stays one", .kind.word())]
    OtherKind {
        /// The form.
        slug: String,
        /// What it is for.
        kind: FormKind,
    },
    /// A version is being written already; it can be gone on with or discarded.
    #[error("version {} of this form is being written already", .0.number)]
    DraftStands(Box<FormVersion>),
    /// Somebody saved it meanwhile: what they saved comes along so that both can be compared.
    #[error("somebody else has saved this form since you opened it")]
    Stale(Box<FormVersion>),
    /// It contradicts itself, so nobody could fill it in.
    #[error("the form cannot be published: {}", .0.iter().map(Fault::to_string).collect::<Vec<_>>().join("; "))]
    Faulty(Vec<Fault>),
    /// Texts are missing that the law demands: forms exist in bokmål and nynorsk at the same time
    /// (språklova § 14, text of 2026).
    #[error("the form cannot be published: {} texts are missing in bokmål or nynorsk", .0.len())]
    Wordless(Vec<Lack>),
    /// The version is in a state where this cannot be done.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// The languages a form must speak before it is published.
const DEMANDED: [Language; 2] = [Language::Bokmal, Language::Nynorsk];

fn directorate(actor: &Actor) -> Result<(), FormError> {
    if actor.is_directorate() { Ok(()) } else { Err(FormError::NotYours) }
}

/// Takes a definition in: as a new form, or as the draft of the next version of the form with this
/// short name. What is the same as the latest published version changes nothing.
pub async fn import_form(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    slug: &str,
    definition: Definition,
) -> Result<FormVersionId, FormError> {
    directorate(actor)?;
    let tx = journal::begin(db).await?;
    let Some(form) = repository::form_by_slug(&tx, slug).await? else {
        let id = first_version(&tx, clock, actor, slug, definition, "made").await?;
        tx.commit().await?;
        return Ok(id);
    };
    if form.kind != definition.kind {
        return Err(FormError::OtherKind { slug: form.slug, kind: form.kind });
    }
    let versions = repository::versions(&tx, &form).await?;
    if let Some(latest) = versions.first().filter(|latest| latest.hash == definition.hash()) {
        return Ok(latest.id);
    }
    if let Some(draft) = versions.iter().find(|version| !version.state.is_published()) {
        return Err(FormError::DraftStands(Box::new(draft.clone())));
    }
    let id = next_version(&tx, clock, actor, &form, &versions, definition).await?;
    tx.commit().await?;
    Ok(id)
}

/// Saves what a draft asks, whole or not: what it lacks is said when it is published. `revision` is the
/// one the writer saw; the new one comes back.
pub async fn save_form(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: FormVersionId,
    revision: i32,
    definition: Definition,
) -> Result<i32, FormError> {
    directorate(actor)?;
    let tx = journal::begin(db).await?;
    let version = repository::version_locked(&tx, id).await?.ok_or(FormError::NoForm)?;
    version.state.allow(VersionVerb::Save)?;
    if version.definition.kind != definition.kind {
        return Err(FormError::OtherKind { slug: version.slug, kind: version.definition.kind });
    }
    let at = clock.now().trunc_subsecs(6);
    if !repository::save_draft(&tx, id, revision, &definition, at, actor.name()).await? {
        return Err(FormError::Stale(Box::new(version)));
    }
    let detail = json!({ "version": version.number, "hash": definition.hash() });
    note(&tx, clock, actor, "saved", version.form, detail).await?;
    tx.commit().await?;
    Ok(revision + 1)
}

/// Publishes a draft: from now on it never changes, and calls may use it.
pub async fn publish_form(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: FormVersionId,
) -> Result<(), FormError> {
    directorate(actor)?;
    let tx = journal::begin(db).await?;
    let version = repository::version_locked(&tx, id).await?.ok_or(FormError::NoForm)?;
    version.state.allow(VersionVerb::Publish)?;
    let VersionState::Draft { revision } = version.state else { return Err(FormError::NoForm) };
    let faults = version.definition.faults();
    if !faults.is_empty() {
        return Err(FormError::Faulty(faults));
    }
    let lacks = version.definition.lacks(&DEMANDED);
    if !lacks.is_empty() {
        return Err(FormError::Wordless(lacks));
    }
    let at = clock.now().trunc_subsecs(6);
    if !repository::publish(&tx, id, revision, at, actor.name()).await? {
        return Err(FormError::Stale(Box::new(version)));
    }
    let detail = json!({ "version": version.number, "hash": version.hash });
    note(&tx, clock, actor, "published", version.form, detail).await?;
    Ok(tx.commit().await?)
}

/// Begins the next version of a form, from the latest published one.
pub async fn revise_form(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    slug: &str,
) -> Result<FormVersionId, FormError> {
    directorate(actor)?;
    let tx = journal::begin(db).await?;
    let form = repository::form_by_slug(&tx, slug).await?.ok_or(FormError::NoForm)?;
    let versions = repository::versions(&tx, &form).await?;
    let latest = versions.first().ok_or(FormError::NoForm)?;
    if !latest.state.is_published() {
        return Err(FormError::DraftStands(Box::new(latest.clone())));
    }
    let definition = latest.definition.clone();
    let id = next_version(&tx, clock, actor, &form, &versions, definition).await?;
    tx.commit().await?;
    Ok(id)
}

/// Makes another form from a version of this one. It begins as a draft.
pub async fn copy_form(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    from: FormVersionId,
    new_slug: &str,
) -> Result<FormVersionId, FormError> {
    directorate(actor)?;
    let tx = journal::begin(db).await?;
    let version = repository::version(&tx, from).await?.ok_or(FormError::NoForm)?;
    let id = first_version(&tx, clock, actor, new_slug, version.definition, "copied").await?;
    tx.commit().await?;
    Ok(id)
}

/// Throws a draft away; the form too when nothing else is left of it.
pub async fn discard_form_draft(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: FormVersionId,
) -> Result<(), FormError> {
    directorate(actor)?;
    let tx = journal::begin(db).await?;
    let version = repository::version_locked(&tx, id).await?.ok_or(FormError::NoForm)?;
    version.state.allow(VersionVerb::Discard)?;
    if !repository::discard(&tx, id).await? {
        return Err(FormError::NoForm);
    }
    if version.number == 1 {
        repository::discard_form(&tx, version.form).await?;
    }
    let detail = json!({ "version": version.number, "slug": version.slug });
    note(&tx, clock, actor, "discarded", version.form, detail).await?;
    Ok(tx.commit().await?)
}

/// The house's own application form in the version of this program, published if it is not there yet;
/// in the caller's transaction.
pub async fn standard_form(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
) -> Result<FormVersionId, FormError> {
    let actor = Actor::System("forms");
    let definition = standard();
    let (form, versions) = match repository::form_by_slug(tx, STANDARD).await? {
        Some(form) => {
            let versions = repository::versions(tx, &form).await?;
            (form, versions)
        }
        None => (insert_form(tx, clock, STANDARD, definition.kind).await?, Vec::new()),
    };
    let hash = definition.hash();
    let published = |version: &&FormVersion| version.state.is_published();
    if let Some(same) = versions.iter().filter(published).find(|version| version.hash == hash) {
        return Ok(same.id);
    }
    // Staff have their own next version of it under way or published: theirs counts.
    if let Some(theirs) = versions.iter().find(published) {
        return Ok(theirs.id);
    }
    let at = clock.now().trunc_subsecs(6);
    let version = FormVersion {
        id: FormVersionId::fresh(),
        form: form.id,
        slug: form.slug,
        number: versions.first().map_or(1, |latest| latest.number + 1),
        definition,
        hash,
        state: VersionState::Published { at, by: actor.name().to_owned() },
        saved_at: at,
        saved_by: actor.name().to_owned(),
    };
    repository::insert_version(tx, &version).await?;
    let detail = json!({ "version": version.number, "hash": version.hash });
    note(tx, clock, &actor, "published", version.form, detail).await?;
    Ok(version.id)
}

async fn insert_form(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    slug: &str,
    kind: FormKind,
) -> Result<Form, FormError> {
    if !is_slug(slug) {
        return Err(FormError::BadSlug(slug.to_owned()));
    }
    let made_at = clock.now().trunc_subsecs(6);
    let form = Form { id: FormId::fresh(), slug: slug.to_owned(), kind, made_at };
    match repository::insert_form(tx, &form).await {
        Ok(()) => Ok(form),
        Err(error) => match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Err(FormError::SlugTaken(form.slug)),
            _ => Err(error.into()),
        },
    }
}

async fn first_version(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    slug: &str,
    definition: Definition,
    act: &'static str,
) -> Result<FormVersionId, FormError> {
    if repository::form_by_slug(tx, slug).await?.is_some() {
        return Err(FormError::SlugTaken(slug.to_owned()));
    }
    let form = insert_form(tx, clock, slug, definition.kind).await?;
    insert_draft(tx, clock, actor, &form, 1, definition, act).await
}

async fn next_version(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    form: &Form,
    versions: &[FormVersion],
    definition: Definition,
) -> Result<FormVersionId, FormError> {
    let number = versions.first().map_or(1, |latest| latest.number + 1);
    insert_draft(tx, clock, actor, form, number, definition, "began").await
}

async fn insert_draft(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    form: &Form,
    number: i32,
    definition: Definition,
    act: &'static str,
) -> Result<FormVersionId, FormError> {
    let version = FormVersion {
        id: FormVersionId::fresh(),
        form: form.id,
        slug: form.slug.clone(),
        number,
        hash: definition.hash(),
        definition,
        state: VersionState::Draft { revision: 1 },
        saved_at: clock.now().trunc_subsecs(6),
        saved_by: actor.name().to_owned(),
    };
    match repository::insert_version(tx, &version).await {
        Ok(()) => {}
        // Two who begin the next version at once: the other one's stands.
        Err(error) => {
            return match error.sql_err() {
                Some(SqlErr::UniqueConstraintViolation(_)) => {
                    Err(FormError::DraftStands(Box::new(version)))
                }
                _ => Err(error.into()),
            };
        }
    }
    let detail = json!({ "version": number, "slug": form.slug, "hash": version.hash });
    note(tx, clock, actor, act, form.id, detail).await?;
    Ok(version.id)
}

async fn note(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    act: &str,
    form: FormId,
    detail: serde_json::Value,
) -> Result<(), DbErr> {
    let act = Act { act, thing: "form", id: form.to_string(), detail };
    journal::record(tx, actor, clock.now(), act).await
}
