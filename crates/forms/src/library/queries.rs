//! Lists of forms for pages, the API and the command line.

use super::{Form, FormVersion, repository};
use crate::FormKind;
use sea_orm::{ConnectionTrait, DbErr};
use vocabulary::{Actor, FormVersionId, Invariant};

/// A form with what a list shows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormLine {
    /// The form.
    pub form: Form,
    /// Its latest published version.
    pub published: Option<FormVersion>,
    /// The version that is being written.
    pub draft: Option<FormVersion>,
}

impl FormLine {
    /// The version to show of it: the published one, else the draft.
    pub fn shown(&self) -> Option<&FormVersion> {
        self.published.as_ref().or(self.draft.as_ref())
    }
}

/// The forms, by short name. They are the directorate's: for others there are none.
pub async fn forms_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    kind: Option<FormKind>,
) -> Result<Vec<FormLine>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    let mut lines = Vec::new();
    for form in repository::forms(db).await? {
        if kind.is_some_and(|kind| kind != form.kind) {
            continue;
        }
        let versions = repository::versions(db, &form).await?;
        let (published, draft) = versions.into_iter().partition(|v| v.state.is_published());
        let (published, draft): (Vec<_>, Vec<_>) = (published, draft);
        lines.push(FormLine {
            form,
            published: published.into_iter().next(),
            draft: draft.into_iter().next(),
        });
    }
    Ok(lines)
}

/// One form with all its versions, latest first.
pub async fn versions_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    slug: &str,
) -> Result<Option<(Form, Vec<FormVersion>)>, DbErr> {
    if !actor.is_directorate() {
        return Ok(None);
    }
    match repository::form_by_slug(db, slug).await? {
        Some(form) => {
            let versions = repository::versions(db, &form).await?;
            Ok(Some((form, versions)))
        }
        None => Ok(None),
    }
}

/// One version, by its number.
pub async fn version_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    slug: &str,
    number: i32,
) -> Result<Option<FormVersion>, DbErr> {
    let found = versions_for_actor(db, actor, slug).await?;
    Ok(found.and_then(|(_, versions)| versions.into_iter().find(|v| v.number == number)))
}

/// The versions whose stored text is not what its hash says: none, unless somebody has been at the
/// tables. Each is said as a sentence.
pub async fn changed_after_all<C: ConnectionTrait>(db: &C) -> Result<Vec<String>, DbErr> {
    let mut wrong = Vec::new();
    for form in repository::forms(db).await? {
        for version in repository::versions(db, &form).await? {
            if version.definition.hash() != version.hash {
                wrong.push(format!("version {} of the form «{}»", version.number, form.slug));
            }
        }
    }
    Ok(wrong)
}

/// The id of a version, by short name and number, for files and the command line.
pub async fn version_id<C: ConnectionTrait>(
    db: &C,
    slug: &str,
    number: i32,
) -> Result<Option<FormVersionId>, DbErr> {
    let Some(form) = repository::form_by_slug(db, slug).await? else { return Ok(None) };
    let versions = repository::versions(db, &form).await?;
    Ok(versions.into_iter().find(|version| version.number == number).map(|version| version.id))
}

/// What must hold of forms.
pub const INVARIANTS: &[Invariant] = &[Invariant {
    name: "form-versions-without-gaps",
    says: "the versions of a form are numbered from 1 without gaps",
    offenders: "SELECT f.slug AS offender FROM form f JOIN form_version v ON v.form_id = f.id \
                GROUP BY f.slug HAVING COUNT(*) <> MAX(v.number) OR MIN(v.number) <> 1",
}];
