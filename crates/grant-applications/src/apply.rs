//! What writing, sending in and withdrawing an application have in common.

use crate::{Application, Call, repository};
use forms::{At, Doubt, FormVersion};
use journal::Act;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use serde_json::json;
use std::sync::Arc;
use vocabulary::{
    Actor, ApplicationId, Clock, Day, FormVersionId, MunicipalityNumber, NotPossible,
};

/// Why an application could not be written or sent in.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// Private: for whoever asks it does not exist.
    #[error("there is no such application")]
    NoApplication,
    /// No such public call.
    #[error("there is no such call")]
    NoCall,
    /// Only people of the organisation apply for it.
    #[error("only people with the role applicant in the organisation can do this")]
    NotYours,
    /// The call does not take applications now.
    #[error("the call takes applications from {opens} to {closes}")]
    NotOpen {
        /// The first day.
        opens: Day,
        /// The last day.
        closes: Day,
    },
    /// The organisation has as many drafts in the call as it may have.
    #[error(
        "there are {most} drafts that are not sent in: go on with one of them, or withdraw one"
    )]
    TooManyDrafts {
        /// The most that may be.
        most: u64,
    },
    /// The municipality is not in the register on that day.
    #[error("municipality {0} is not in the register on that day")]
    NoMunicipality(MunicipalityNumber),
    /// It is not complete.
    #[error("the application cannot be sent in yet")]
    Incomplete(Vec<Doubt>),
    /// The organisation has signatories, and this is none of them.
    #[error("only those who sign for the organisation can send this in: {}", .who.join(", "))]
    NotSignatory {
        /// Who may, by name.
        who: Vec<String>,
    },
    /// Answers name files that were not handed in to this application.
    #[error("a file that is named was not handed in to this application")]
    NoSuchFile(Vec<At>),
    /// A virus was found in a file: it must be taken out first.
    #[error("the file «{name}» is infected")]
    InfectedFile {
        /// Where it is named.
        at: At,
        /// Its name.
        name: String,
    },
    /// A file that a version sent in names stays.
    #[error("this file belongs to what was sent in and cannot be removed")]
    FileSentIn,
    /// Somebody saved it meanwhile: what they saved comes along so that both can be compared.
    #[error("somebody else has saved this application since you opened it")]
    Stale(Box<Application>),
    /// The application is in a state where this cannot be done.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The house's own form could not be brought in.
    #[error(transparent)]
    Form(#[from] forms::FormError),
    /// A letter could not be written.
    #[error("the letter could not be written: {0}")]
    Letter(#[from] letters::WriteError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl ApplyError {
    /// The call does not take applications now.
    pub(crate) fn not_open(call: &Call) -> ApplyError {
        ApplyError::NotOpen { opens: Day::at(call.opens_at), closes: call.closes_on() }
    }
}

/// Why an application was not even looked at.
pub(crate) enum Unseen {
    NoApplication,
    NotYours,
    Database(DbErr),
}

impl From<DbErr> for Unseen {
    fn from(error: DbErr) -> Unseen {
        Unseen::Database(error)
    }
}

impl From<Unseen> for ApplyError {
    fn from(unseen: Unseen) -> ApplyError {
        match unseen {
            Unseen::NoApplication => ApplyError::NoApplication,
            Unseen::NotYours => ApplyError::NotYours,
            Unseen::Database(error) => ApplyError::Database(error),
        }
    }
}

/// The application, locked, for one who writes it: people of the applicant and of those who joined.
pub(crate) async fn written_by(
    tx: &DatabaseTransaction,
    actor: &Actor,
    id: ApplicationId,
) -> Result<Application, Unseen> {
    let application = seen_by(tx, actor, id).await?;
    let joined = application.joined().any(|organisation| actor.applies_for(organisation));
    if joined || actor.applies_for(application.organisation) {
        return Ok(application);
    }
    Err(Unseen::NotYours)
}

/// The application, locked, for one who answers for it: people of the applicant only.
pub(crate) async fn owned_by(
    tx: &DatabaseTransaction,
    actor: &Actor,
    id: ApplicationId,
) -> Result<Application, Unseen> {
    let application = seen_by(tx, actor, id).await?;
    if actor.applies_for(application.organisation) {
        return Ok(application);
    }
    Err(Unseen::NotYours)
}

async fn seen_by(
    tx: &DatabaseTransaction,
    actor: &Actor,
    id: ApplicationId,
) -> Result<Application, Unseen> {
    let application = repository::application_locked(tx, id).await?.ok_or(Unseen::NoApplication)?;
    if may_see(actor, &application) { Ok(application) } else { Err(Unseen::NoApplication) }
}

/// Whether it exists for the actor: for those who take part, and for the directorate once it was sent
/// in. The house itself sees everything.
pub(crate) fn may_see(actor: &Actor, application: &Application) -> bool {
    match (actor, actor.confined_to()) {
        (Actor::System(_), _) => true,
        (_, Some(own)) => application.takes_part(own),
        (_, None) => application.state.submission().is_some(),
    }
}

/// The form that what is written now belongs to: the call's as it is now, in the version that the call
/// was last amended to. A call that is older than forms has the house's own.
pub(crate) async fn form_now(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    call: &Call,
    application: &Application,
) -> Result<Arc<FormVersion>, ApplyError> {
    let draft = || application.draft.as_ref().map(|draft| draft.form);
    let form = match call.form.or_else(draft) {
        Some(form) => form,
        None => forms::standard_form(tx, clock).await?,
    };
    Ok(form_version(tx, form).await?)
}

/// A version of a form that something was answered to.
pub(crate) async fn form_version<C: ConnectionTrait>(
    db: &C,
    id: FormVersionId,
) -> Result<Arc<FormVersion>, DbErr> {
    let found = forms::shared_version(db, id).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("the form version {id}")))
}

/// Writes the journal.
pub(crate) async fn note(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    application: ApplicationId,
    act: &str,
    detail: serde_json::Value,
) -> Result<(), DbErr> {
    let act = Act { act, thing: "application", id: application.to_string(), detail };
    journal::record(tx, actor, clock.now(), act).await
}

/// Nothing that an auditor would ask next.
pub(crate) fn nothing() -> serde_json::Value {
    json!({})
}
