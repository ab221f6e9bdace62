//! Whose contents are closed to whom: the one rule that every page, list, letter and file asks.
//!
//! Until an application is decided, nothing of what it says is shown to somebody who works for the
//! directorate and may not deal with it: who is disqualified neither prepares nor decides a case
//! (forvaltningsloven § 6, text of 2026), and who is asked to assess it declares first. What is decided
//! is made known to the parties in the same transaction; from then on nothing is prepared any more, and
//! the case follows the ordinary access of the role, as what came of it does: the grant, its letters,
//! its reports, the status reports.

use crate::{Blocked, Panel, panel::Reading, repository};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::BTreeSet;
use vocabulary::{Actor, ApplicationId, Day};

/// Why somebody may not read an application, nor do anything about it.
#[derive(Debug, thiserror::Error)]
pub enum MayReadError {
    /// Is asked to assess it and has not declared to be impartial.
    #[error("declare that you are impartial in this case before you read it")]
    NotDeclared,
    /// Is disqualified.
    #[error("you are disqualified in this case and cannot read it")]
    Blocked(Vec<Blocked>),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Whether impartiality stands in the way of reading an application. Whose application it is is another
/// question: this one is asked besides, of those who work for the directorate. Lists ask
/// [`closed_contents`].
pub async fn may_read<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    id: ApplicationId,
) -> Result<(), MayReadError> {
    let Some(person) = actor.person().filter(|_| actor.is_directorate()) else { return Ok(()) };
    let Some((known, panel)) = repository::panel(db, id).await? else { return Ok(()) };
    match panel.reading(&known, person, today) {
        Reading::Open => Ok(()),
        Reading::NotDeclared => Err(MayReadError::NotDeclared),
        Reading::Blocked(grounds) => Err(MayReadError::Blocked(grounds)),
    }
}

/// The applications, of all calls, that [`may_read`] keeps from the actor: lists name them by their
/// reference, and neither find nor sort them by what they say. None for applicants and for the house
/// itself, and for most officers none without looking at any application.
pub async fn closed_contents<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
) -> Result<BTreeSet<ApplicationId>, DbErr> {
    let person = actor.person().filter(|_| actor.is_directorate());
    let Some(person) = person else { return Ok(BTreeSet::new()) };
    let (known, panels) = repository::undecided_around(db, person).await?;
    let is_closed = |panel: &&Panel| !matches!(panel.reading(&known, person, today), Reading::Open);
    Ok(panels.iter().filter(is_closed).map(|panel| panel.case.application).collect())
}
