//! Taking an application back, or what was written beside it.

use crate::apply::{ApplyError, note, nothing, owned_by, written_by};
use crate::{ApplicationVerb, files, repository};
use sea_orm::DatabaseConnection;
use serde_json::json;
use vocabulary::{Actor, ApplicationId, Clock};

/// Takes an application back.
pub async fn withdraw_application(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
) -> Result<(), ApplyError> {
    let tx = journal::begin(db).await?;
    let application = owned_by(&tx, actor, id).await?;
    let next = application.state.clone().withdraw()?;
    if !repository::move_application(&tx, id, application.state.word(), &next).await? {
        return Err(ApplyError::Stale(Box::new(application)));
    }
    note(&tx, clock, actor, id, "withdrew", nothing()).await?;
    Ok(tx.commit().await?)
}

/// Throws away what was written since the application was sent in: what was sent in stands.
pub async fn drop_working_copy(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
) -> Result<(), ApplyError> {
    let tx = journal::begin(db).await?;
    let application = written_by(&tx, actor, id).await?;
    let call = repository::call(&tx, application.call).await?.ok_or(ApplyError::NoCall)?;
    application.allow_for(ApplicationVerb::Drop, actor, &call, clock.now())?;
    let (from, revision) = (application.state.word(), application.revision);
    // Whoever has it open still sees what is thrown away: their next saving must not bring it back
    // unseen.
    let counted = repository::count_saving(&tx, id, from, revision).await?;
    if !counted || !repository::delete_working_copy(&tx, id).await? {
        return Err(ApplyError::Stale(Box::new(application)));
    }
    files::release(&tx, clock, actor, &application, &[], None).await?;
    note(&tx, clock, actor, id, "dropped changes", json!({ "revision": revision + 1 })).await?;
    Ok(tx.commit().await?)
}
