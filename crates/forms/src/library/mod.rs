//! The library of forms: their versions as rows, and the verbs that write, publish and copy them.

mod entity;
pub mod queries;
mod repository;
mod shared;
mod verbs;
mod version;

pub use shared::shared_version;
pub use verbs::{
    FormError, copy_form, discard_form_draft, import_form, publish_form, revise_form, save_form,
    standard_form,
};
pub use version::{Form, FormVersion, VersionState, VersionVerb};

use sea_orm::{ConnectionTrait, DbErr};
use vocabulary::FormVersionId;

/// The short name of the house's own application form.
pub const STANDARD: &str = "standard-soknad";

/// One version of a form, for the crates above. Forms are no secret: who may see what was answered to
/// them is decided where the answers are.
pub async fn version<C: ConnectionTrait>(
    db: &C,
    id: FormVersionId,
) -> Result<Option<FormVersion>, DbErr> {
    repository::version(db, id).await
}

/// The latest published version of a form, `None` when there is no such form or nothing of it is
/// published.
pub async fn latest_published<C: ConnectionTrait>(
    db: &C,
    slug: &str,
) -> Result<Option<FormVersion>, DbErr> {
    let Some(form) = repository::form_by_slug(db, slug).await? else { return Ok(None) };
    let versions = repository::versions(db, &form).await?;
    Ok(versions.into_iter().find(|version| version.state.is_published()))
}
