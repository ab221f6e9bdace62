//! Writing down what assessors agree on.

use crate::{ApplicationVerb, Blocked, ConsensusNote, repository};
use journal::Act;
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::json;
use vocabulary::{Actor, ApplicationId, Clock, Money, NotPossible, Role};

/// Why a note was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ConsensusError {
    /// No such application.
    #[error("there is no such application")]
    NoApplication,
    /// Case officers write it.
    #[error("only case officers write what assessors agree on")]
    NotYours,
    /// The writer is disqualified (forvaltningsloven § 6).
    #[error("you are disqualified in this case and cannot write what assessors agree on")]
    Blocked(Vec<Blocked>),
    /// Nobody has handed in anything that counts.
    #[error("there is no assessment that counts")]
    NothingToAgreeOn,
    /// Somebody has still to hand in; to agree before that would be to see others' scores first.
    #[error("these have not handed in yet: {}", .0.join(", "))]
    StillWaiting(Vec<String>),
    /// Nothing is said.
    #[error("say what was agreed on")]
    NoNote,
    /// More was said than can be kept.
    #[error("a note takes at most {most} characters, and this has {is}")]
    TooLong {
        /// The most characters.
        most: usize,
        /// How many there are.
        is: usize,
    },
    /// More than was applied for, or less than nothing.
    #[error("you cannot recommend more than the {0} kr applied for")]
    TooMuch(Money),
    /// The application is in a state where this cannot be done.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

const LONGEST_NOTE: usize = 4000;

/// Adds what assessors agree on, once all who may assess have handed in. Assessments are not changed by
/// it, nor is an earlier note; answers the number of the note.
pub async fn write_consensus(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
    note: &str,
    recommended: Money,
) -> Result<i32, ConsensusError> {
    let writer = actor.person().filter(|_| actor.is(Role::CaseOfficer));
    let writer = writer.ok_or(ConsensusError::NotYours)?;
    let note = note.trim();
    match note.chars().count() {
        0 => return Err(ConsensusError::NoNote),
        is if is > LONGEST_NOTE => {
            return Err(ConsensusError::TooLong { most: LONGEST_NOTE, is });
        }
        _ => {}
    }
    let tx = journal::begin(db).await?;
    let application =
        repository::application_locked(&tx, id).await?.ok_or(ConsensusError::NoApplication)?;
    application.state.allow(ApplicationVerb::Assess)?;
    let (known, panel) = repository::panel(&tx, id).await?.ok_or(ConsensusError::NoApplication)?;
    let bearing = panel.bearing(&known, writer, clock.today());
    if !bearing.blocked.is_empty() {
        return Err(ConsensusError::Blocked(bearing.blocked));
    }
    let waiting = panel.awaited(&known, clock.today());
    if !waiting.is_empty() {
        let names = waiting.into_iter().map(|person| known.name(person)).collect();
        return Err(ConsensusError::StillWaiting(names));
    }
    let counted = panel.assessments.iter().filter(|one| one.counts()).count();
    if counted == 0 {
        return Err(ConsensusError::NothingToAgreeOn);
    }
    let applied = application.content.amount;
    if recommended > applied || recommended < Money::ZERO {
        return Err(ConsensusError::TooMuch(applied));
    }
    let number = panel.consensus.last().map_or(0, |last| last.number) + 1;
    let written = ConsensusNote {
        number,
        note: note.to_owned(),
        recommended,
        counted,
        written_at: clock.now(),
        written_by: actor.name().to_owned(),
    };
    repository::insert_consensus(&tx, id, &written).await?;
    let detail = json!({ "number": number, "recommended_ore": recommended.ore() });
    let act = Act { act: "agreed", thing: "application", id: id.to_string(), detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    tx.commit().await?;
    Ok(number)
}
