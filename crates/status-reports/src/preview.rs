//! A status report as it would be now, without asking for one.

use crate::Shown;
use crate::ask_for::{is_not_to_come, name_of};
use crate::make::gathered;
use crate::{AskForError, Wanted};
use sea_orm::DatabaseConnection;
use vocabulary::{Actor, Clock};

/// The document that [`crate::make`] would render from what stands now. Nothing is kept.
pub async fn preview_for_actor(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    sender: &str,
    wanted: Wanted,
) -> Result<Shown, AskForError> {
    if !actor.is_directorate() {
        return Err(AskForError::NotYours);
    }
    is_not_to_come(wanted.as_of, clock.today())?;
    name_of(db, wanted).await?;
    let figures = gathered(db, clock, wanted).await?.ok_or(AskForError::NotDecided)?;
    Ok(Shown::from(figures.document(wanted.audience, sender, wanted.language)))
}
