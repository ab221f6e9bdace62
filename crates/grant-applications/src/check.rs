//! The formal check: complete and within the rules, or turned away.

use crate::{Application, ApplicationState, repository};
use journal::Act;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;
use vocabulary::{Actor, ApplicationId, Clock, NotPossible};

/// Why an application could not be checked.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// No such application.
    #[error("there is no such application")]
    NoApplication,
    /// Only the directorate checks.
    #[error("only the directorate can check applications")]
    NotYours,
    /// A dismissal needs a reason that the applicant can read.
    #[error("an application can only be dismissed with a reason")]
    NoReason,
    /// The application is in a state where this cannot be done.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
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
    let application = seen(&tx, actor, id).await?;
    let next = application.state.clone().check()?;
    settle(&tx, clock, actor, &application, next, "checked").await?;
    Ok(tx.commit().await?)
}

/// Turns an application away without assessing it.
pub async fn dismiss_application(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
    reason: &str,
) -> Result<(), CheckError> {
    if reason.trim().is_empty() {
        return Err(CheckError::NoReason);
    }
    let tx = journal::begin(db).await?;
    let application = seen(&tx, actor, id).await?;
    let next = application.state.clone().dismiss(clock.now(), reason.trim().to_owned())?;
    settle(&tx, clock, actor, &application, next, "dismissed").await?;
    Ok(tx.commit().await?)
}

async fn seen(
    tx: &DatabaseTransaction,
    actor: &Actor,
    id: ApplicationId,
) -> Result<Application, CheckError> {
    if !actor.is_directorate() {
        return Err(CheckError::NotYours);
    }
    repository::application_locked(tx, id).await?.ok_or(CheckError::NoApplication)
}

async fn settle(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    application: &Application,
    next: ApplicationState,
    act: &str,
) -> Result<(), CheckError> {
    let from = application.state.word();
    if !repository::move_application(tx, application.id, from, &next).await? {
        return Err(CheckError::NoApplication);
    }
    let detail = json!({ "reason": next.reason() });
    let act = Act { act, thing: "application", id: application.id.to_string(), detail };
    Ok(journal::record(tx, actor, clock.now(), act).await?)
}
