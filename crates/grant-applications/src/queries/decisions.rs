//! What was decided on an application, and who may decide on it again.

use crate::{Blocked, DecisionTaken, repository};
use sea_orm::{ConnectionTrait, DbErr};
use vocabulary::{Actor, ApplicationId, Day};

/// The decisions on an application, the first one first. Whoever may see the application may see them.
pub async fn decisions<C: ConnectionTrait>(
    db: &C,
    id: ApplicationId,
) -> Result<Vec<DecisionTaken>, DbErr> {
    repository::decisions(db, id).await
}

/// Why the actor may not decide on an application, whatever was decided on it before: a new decision is
/// prepared and taken like the first one (forvaltningsloven § 6, text of 2026), although what came of the
/// first may be read by everybody in the role. Nothing when the actor may, and for the house itself.
pub async fn disqualified_in<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    id: ApplicationId,
) -> Result<Vec<Blocked>, DbErr> {
    let Some(person) = actor.person() else { return Ok(Vec::new()) };
    let Some((known, panel)) = repository::panel(db, id).await? else { return Ok(Vec::new()) };
    Ok(panel.bearing(&known, person, today).blocked)
}
