//! Declaring to be impartial or disqualified in a case.

use crate::assign::{OPEN_STATES, not_open};
use crate::{AssessorVerb, Blocked, Declaration, Declared, repository};
use journal::Act;
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::json;
use vocabulary::{Actor, ApplicationId, Clock, NotPossible};

/// Why a declaration was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DeclareError {
    /// No such application.
    #[error("there is no such application")]
    NoApplication,
    /// A declaration is a person's own, and of those who work for the directorate.
    #[error("only those who work for the directorate declare whether they are impartial")]
    NotYours,
    /// A declaration of being disqualified says why.
    #[error("say why you are disqualified")]
    NoGround,
    /// More was said than can be kept.
    #[error("a ground takes at most {most} characters, and this has {is}")]
    TooLong {
        /// The most characters.
        most: usize,
        /// How many there are.
        is: usize,
    },
    /// A registered tie or a superior is in the way: that is not lifted by a declaration.
    #[error("you are disqualified in this case, whatever you declare")]
    Blocked(Vec<Blocked>),
    /// The application is in a state where this cannot be done.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// The longest ground, in characters.
pub const LONGEST_GROUND: usize = 2000;

/// Declares the actor's own impartiality in a case (forvaltningsloven § 8). Every declaration stays; the
/// latest counts, at once: who becomes disqualified no longer reads or assesses, and what they have
/// handed in stays and no longer counts.
///
/// Superiors declare too, without being asked to assess: theirs reaches those below them.
pub async fn declare_impartiality(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
    declaration: Declaration,
) -> Result<(), DeclareError> {
    let person = actor.person().filter(|_| actor.is_directorate());
    let person = person.ok_or(DeclareError::NotYours)?;
    let declaration = worded(declaration)?;
    let tx = journal::begin(db).await?;
    let application =
        repository::application_locked(&tx, id).await?.ok_or(DeclareError::NoApplication)?;
    let word = application.state.word();
    if word == "draft" {
        return Err(DeclareError::NoApplication);
    }
    if word != "late" && !OPEN_STATES.contains(&word) {
        let no = not_open(AssessorVerb::Declare, word, application.state.possible());
        return Err(no.into());
    }
    if declaration == Declaration::Impartial {
        let (known, panel) =
            repository::panel(&tx, id).await?.ok_or(DeclareError::NoApplication)?;
        let mut grounds = known.blocked_on(&panel.case, person, clock.today());
        grounds.retain(|ground| !ground.is_own_declaration());
        if !grounds.is_empty() {
            return Err(DeclareError::Blocked(grounds));
        }
    }
    let declared = Declared { application: id, person, declaration, at: clock.now() };
    repository::insert_declaration(&tx, &declared).await?;
    // The ground is in its own table; it may tell of others, and the journal is read by many.
    let detail = json!({ "declared": declared.declaration.word() });
    let act =
        Act { act: "declared-impartiality", thing: "application", id: id.to_string(), detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    Ok(tx.commit().await?)
}

fn worded(declaration: Declaration) -> Result<Declaration, DeclareError> {
    let Declaration::Disqualified { ground } = declaration else { return Ok(declaration) };
    let ground = ground.trim();
    match ground.chars().count() {
        0 => Err(DeclareError::NoGround),
        is if is > LONGEST_GROUND => Err(DeclareError::TooLong { most: LONGEST_GROUND, is }),
        _ => Ok(Declaration::Disqualified { ground: ground.to_owned() }),
    }
}
