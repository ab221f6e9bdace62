//! Keeping the registers that disqualify by themselves: ties to organisations, and who is above whom.

use crate::tie::closes_a_circle;
use crate::{Superior, Tie, TieKind, repository};
use journal::Act;
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::json;
use vocabulary::{Actor, Clock, Day, OrganisationId, PersonId, SuperiorId, TieId};

/// Why a register was not changed.
#[derive(Debug, thiserror::Error)]
pub enum TieError {
    /// The directorate keeps the registers.
    #[error("only those who work for the directorate keep the register of ties")]
    NotYours,
    /// No such person.
    #[error("there is no such person")]
    NoPerson,
    /// No such organisation.
    #[error("there is no such organisation")]
    NoOrganisation,
    /// Nothing with this id.
    #[error("there is no such tie")]
    NoTie,
    /// It would end before it begins.
    #[error("a tie cannot end before it begins, on {0}")]
    EndsBeforeItBegins(Day),
    /// What is registered stands on the day it is registered; what is to come is registered when it
    /// comes, and declared before that.
    #[error("a tie cannot be registered before it begins; the day is {0}")]
    NotYet(Day),
    /// It has ended already.
    #[error("it ended on {0}")]
    Ended(Day),
    /// Somebody would be their own superior, or above somebody who is above them.
    #[error("nobody can be above themselves")]
    Circle,
    /// The person has that superior already on some of these days.
    #[error("that person is the superior already")]
    Already,
    /// More was said than can be kept.
    #[error("a note takes at most {most} characters, and this has {is}")]
    TooLong {
        /// The most characters.
        most: usize,
        /// How many there are.
        is: usize,
    },
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// A tie that is to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTie {
    /// Who.
    pub person: PersonId,
    /// To which organisation.
    pub organisation: OrganisationId,
    /// What ties them.
    pub kind: TieKind,
    /// What more there is to know, for those who keep the register; may be empty.
    pub note: String,
    /// The first day, today or earlier.
    pub from: Day,
    /// The last day; open-ended without one.
    pub to: Option<Day>,
}

const LONGEST_NOTE: usize = 1000;

/// Registers a tie. It blocks by itself and at once, in every case that concerns the organisation.
pub async fn register_tie(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewTie,
) -> Result<TieId, TieError> {
    fits(clock, actor, new.from, new.to)?;
    let note = new.note.trim().to_owned();
    let is = note.chars().count();
    if is > LONGEST_NOTE {
        return Err(TieError::TooLong { most: LONGEST_NOTE, is });
    }
    let tx = journal::begin(db).await?;
    organisations::person(&tx, new.person).await?.ok_or(TieError::NoPerson)?;
    organisations::organisation(&tx, new.organisation).await?.ok_or(TieError::NoOrganisation)?;
    let tie = Tie {
        id: TieId::fresh(),
        person: new.person,
        organisation: new.organisation,
        kind: new.kind,
        note,
        from: new.from,
        to: new.to,
    };
    repository::insert_tie(&tx, &tie, clock.now(), actor.name()).await?;
    let detail = json!({
        "person": tie.person, "organisation": tie.organisation, "kind": tie.kind.word(),
        "from": tie.from, "to": tie.to,
    });
    let act = Act { act: "registered", thing: "tie", id: tie.id.to_string(), detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    tx.commit().await?;
    Ok(tie.id)
}

/// Gives a tie its last day, which may be past or to come.
pub async fn end_tie(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: TieId,
    on: Day,
) -> Result<(), TieError> {
    if !actor.is_directorate() {
        return Err(TieError::NotYours);
    }
    let tx = journal::begin(db).await?;
    let tie = repository::tie_locked(&tx, id).await?.ok_or(TieError::NoTie)?;
    can_end(clock, tie.from, tie.to, on)?;
    if !repository::end_tie(&tx, id, on).await? {
        return Err(TieError::NoTie);
    }
    let act = Act { act: "ended", thing: "tie", id: id.to_string(), detail: json!({ "on": on }) };
    journal::record(&tx, actor, clock.now(), act).await?;
    Ok(tx.commit().await?)
}

/// Says who is somebody's superior from a day on. What disqualifies the superior reaches the
/// subordinate (forvaltningsloven § 6, third paragraph), and those below in turn.
pub async fn set_superior(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    person: PersonId,
    superior: PersonId,
    from: Day,
) -> Result<SuperiorId, TieError> {
    fits(clock, actor, from, None)?;
    let tx = journal::begin(db).await?;
    for one in [person, superior] {
        organisations::person(&tx, one).await?.ok_or(TieError::NoPerson)?;
    }
    let all = repository::superiors(&tx).await?;
    if closes_a_circle(&all, person, superior, from, None) {
        return Err(TieError::Circle);
    }
    let same = |link: &&Superior| link.person == person && link.superior == superior;
    if all.iter().filter(same).any(|link| link.within(from, None).is_some()) {
        return Err(TieError::Already);
    }
    let link = Superior { id: SuperiorId::fresh(), person, superior, from, to: None };
    repository::insert_superior(&tx, &link).await?;
    let detail = json!({ "person": person, "superior": superior, "from": from });
    let act = Act { act: "set", thing: "superior", id: link.id.to_string(), detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    tx.commit().await?;
    Ok(link.id)
}

/// Says until when somebody was a superior.
pub async fn end_superior(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: SuperiorId,
    on: Day,
) -> Result<(), TieError> {
    if !actor.is_directorate() {
        return Err(TieError::NotYours);
    }
    let tx = journal::begin(db).await?;
    let link = repository::superior_locked(&tx, id).await?.ok_or(TieError::NoTie)?;
    can_end(clock, link.from, link.to, on)?;
    if !repository::end_superior(&tx, id, on).await? {
        return Err(TieError::NoTie);
    }
    let act =
        Act { act: "ended", thing: "superior", id: id.to_string(), detail: json!({ "on": on }) };
    journal::record(&tx, actor, clock.now(), act).await?;
    Ok(tx.commit().await?)
}

fn fits(clock: &dyn Clock, actor: &Actor, from: Day, to: Option<Day>) -> Result<(), TieError> {
    if !actor.is_directorate() {
        return Err(TieError::NotYours);
    }
    if from > clock.today() {
        return Err(TieError::NotYet(from));
    }
    if to.is_some_and(|to| to < from) {
        return Err(TieError::EndsBeforeItBegins(from));
    }
    Ok(())
}

/// A last day that has passed stands: moving it would change who could have dealt with what.
fn can_end(clock: &dyn Clock, from: Day, to: Option<Day>, on: Day) -> Result<(), TieError> {
    if let Some(ended) = to.filter(|ended| *ended < clock.today()) {
        return Err(TieError::Ended(ended));
    }
    if on < from {
        return Err(TieError::EndsBeforeItBegins(from));
    }
    Ok(())
}
