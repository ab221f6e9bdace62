//! A status report as it would be now, without asking for one.

use crate::Shown;
use crate::ask_for::name_of;
use crate::make::gathered;
use crate::{AskForError, Wanted};
use sea_orm::ConnectionTrait;
use vocabulary::Actor;

/// The document that [`crate::make`] would render from what stands now. Nothing is kept.
pub async fn preview_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    sender: &str,
    wanted: Wanted,
) -> Result<Shown, AskForError> {
    if !actor.is_directorate() {
        return Err(AskForError::NotYours);
    }
    name_of(db, wanted).await?;
    let figures = gathered(db, wanted).await?.ok_or(AskForError::NotDecided)?;
    Ok(Shown::from(figures.document(wanted.audience, sender, wanted.language)))
}
