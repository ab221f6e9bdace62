//! The formal check: complete and within the rules, or turned away.

use crate::apply::note;
use crate::post::Post;
use crate::queries::{self, MayReadError};
use crate::{Application, ApplicationState, Blocked, Call, DecisionTaken, repository};
use chrono::SubsecRound;
use letters::{Desk, Dismissal, Letter};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;
use vocabulary::{Actor, ApplicationId, Clock, Day, NotPossible};

/// Why an application could not be checked.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// No such application.
    #[error("there is no such application")]
    NoApplication,
    /// Only the directorate checks.
    #[error("only the directorate can check applications")]
    NotYours,
    /// Who is asked to assess it declares to be impartial first: what is done with it before is prepared
    /// by somebody of whom nobody knows whether they may.
    #[error("declare that you are impartial in this case before you deal with it")]
    NotDeclared,
    /// Whoever is disqualified neither prepares nor decides a case (forvaltningsloven § 6, text of 2026).
    #[error("you are disqualified in this case; somebody else must deal with it")]
    Disqualified(Vec<Blocked>),
    /// Dismissing and letting in what is late needs a reason that the applicant can read.
    #[error("this can only be done with a reason")]
    NoReason,
    /// A request must say what is missing.
    #[error("say what is missing")]
    NothingAsked,
    /// Nobody can answer by a day that is over.
    #[error("{0} is over: give the applicant a day to come")]
    DayIsOver(Day),
    /// The application is in a state where this cannot be done.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The letter could not be written.
    #[error("the letter could not be written: {0}")]
    Letter(#[from] letters::WriteError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Finds an application complete and within the rules: it may be assessed.
pub async fn check_application(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
) -> Result<(), CheckError> {
    let tx = journal::begin(db).await?;
    let (application, _) = seen(&tx, actor, clock.today(), id).await?;
    let next = application.state.clone().check()?;
    settle(&tx, &application, &next).await?;
    note(&tx, clock, actor, id, "checked", json!({ "reason": next.reason() })).await?;
    Ok(tx.commit().await?)
}

/// Turns an application away without assessing it; the applicant gets the decision by letter.
pub async fn dismiss_application(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    desk: &Desk,
    id: ApplicationId,
    reason: &str,
) -> Result<(), CheckError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(CheckError::NoReason);
    }
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    let (application, call) = seen(&tx, actor, clock.today(), id).await?;
    let next = application.state.clone().dismiss(now, reason.to_owned())?;
    settle(&tx, &application, &next).await?;
    let decided = DecisionTaken::dismissal(reason, now, actor.name());
    repository::insert_decision(&tx, id, decided).await?;
    note(&tx, clock, actor, id, "dismissed", json!({ "reason": next.reason() })).await?;
    let scheme = repository::scheme(&tx, call.scheme).await?;
    let post = Post { tx: &tx, desk, now, application: &application };
    post.to_all(&format!("dismissal:{id}"), |to| {
        Letter::Dismissal(Dismissal {
            recipient_organisation: to.applicant.to_owned(),
            project_title: application.content.title.clone(),
            call_title: call.title_in(to.language).to_owned(),
            reference: application.reference.clone(),
            reason: reason.to_owned(),
            case_officer: actor.name().to_owned(),
            responsible: actor.name().to_owned(),
            appealable: scheme.as_ref().is_some_and(|scheme| scheme.appealable),
            appeal_body: scheme.as_ref().and_then(|scheme| scheme.appeal_body.clone()),
            path: post.path(),
        })
    })
    .await?;
    Ok(tx.commit().await?)
}

impl From<MayReadError> for CheckError {
    fn from(error: MayReadError) -> CheckError {
        match error {
            MayReadError::NotDeclared => CheckError::NotDeclared,
            MayReadError::Blocked(grounds) => CheckError::Disqualified(grounds),
            MayReadError::Database(error) => CheckError::Database(error),
        }
    }
}

/// The application with its call, locked, for an officer who may deal with it: what one may not read,
/// one does not settle either. Drafts do not exist for officers.
pub(crate) async fn seen(
    tx: &DatabaseTransaction,
    actor: &Actor,
    today: Day,
    id: ApplicationId,
) -> Result<(Application, Call), CheckError> {
    if !actor.is_directorate() {
        return Err(CheckError::NotYours);
    }
    let application = repository::application_locked(tx, id).await?;
    let application = application.ok_or(CheckError::NoApplication)?;
    queries::may_read(tx, actor, today, id).await?;
    let call = repository::call(tx, application.call).await?.ok_or(CheckError::NoApplication)?;
    Ok((application, call))
}

pub(crate) async fn settle(
    tx: &DatabaseTransaction,
    application: &Application,
    next: &ApplicationState,
) -> Result<(), CheckError> {
    let from = application.state.word();
    if !repository::move_application(tx, application.id, from, next).await? {
        return Err(CheckError::NoApplication);
    }
    Ok(())
}
