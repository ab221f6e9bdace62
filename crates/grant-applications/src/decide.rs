//! Deciding applications: called by the verb that awards, in its transaction.

use crate::announce::{AnnounceError, move_on};
use crate::{Application, ApplicationVerb, CallVerb, repository};
use journal::Act;
use sea_orm::{DatabaseTransaction, DbErr};
use serde_json::json;
use vocabulary::{Actor, ApplicationId, CallId, Clock, Money, NotPossible, Role};

/// Why an application could not be decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// No such application.
    #[error("there is no such application")]
    NoApplication,
    /// Decisions are for those who hold budget authority.
    #[error("only somebody with budget authority can decide applications")]
    NotYours,
    /// The application is in a state where this cannot be done.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The call could not be moved on.
    #[error(transparent)]
    Call(#[from] AnnounceError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// What is decided, with the reason that the applicant reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Money.
    Award {
        /// How much.
        amount: Money,
        /// Why.
        reason: String,
    },
    /// No money.
    Refuse {
        /// Why.
        reason: String,
    },
}

/// Decides an application and returns it as it was decided upon.
pub async fn decide(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
    decision: Decision,
) -> Result<Application, DecideError> {
    if !actor.is(Role::BudgetAuthority) {
        return Err(DecideError::NotYours);
    }
    let application =
        repository::application_locked(tx, id).await?.ok_or(DecideError::NoApplication)?;
    let (verb, act, amount, reason) = match decision {
        Decision::Award { amount, reason } => (ApplicationVerb::Award, "awarded", amount, reason),
        Decision::Refuse { reason } => (ApplicationVerb::Refuse, "refused", Money::ZERO, reason),
    };
    let detail = json!({ "amount_ore": amount.ore(), "reason": reason });
    let next = application.state.clone().decide(verb, clock.now(), reason)?;
    if !repository::move_application(tx, id, application.state.word(), &next).await? {
        return Err(DecideError::NoApplication);
    }
    let act = Act { act, thing: "application", id: id.to_string(), detail };
    journal::record(tx, actor, clock.now(), act).await?;
    Ok(Application { state: next, ..application })
}

/// Notes that every application of a call is decided.
pub async fn mark_call_decided(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    call: CallId,
) -> Result<(), DecideError> {
    move_on(tx, clock, actor, call, CallVerb::Decide, "decided").await?;
    Ok(())
}
