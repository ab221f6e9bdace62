//! Deciding applications: called by the verb that awards, in its transaction.

use crate::announce::{AnnounceError, move_on};
use crate::{Application, ApplicationVerb, CallVerb, DecisionKind, DecisionTaken, repository};
use chrono::SubsecRound;
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
    /// Money that came back, after it was refused.
    AwardLater {
        /// How much.
        amount: Money,
        /// Why.
        reason: String,
    },
    /// The award is taken back.
    Reverse {
        /// Why.
        reason: String,
    },
}

/// Holds all applications of a call until the transaction ends, so that nothing they are decided by can
/// change any more: whoever assesses, agrees or asks for more holds an application before it is written.
pub async fn hold_applications(tx: &DatabaseTransaction, call: CallId) -> Result<(), DbErr> {
    repository::lock_applications_of_call(tx, call).await
}

impl Decision {
    fn parts(self) -> (ApplicationVerb, DecisionKind, Money, String) {
        match self {
            Decision::Award { amount, reason } => {
                (ApplicationVerb::Award, DecisionKind::Awarded, amount, reason)
            }
            Decision::Refuse { reason } => {
                (ApplicationVerb::Refuse, DecisionKind::Refused, Money::ZERO, reason)
            }
            Decision::AwardLater { amount, reason } => {
                (ApplicationVerb::AwardLater, DecisionKind::Awarded, amount, reason)
            }
            Decision::Reverse { reason } => {
                (ApplicationVerb::Reverse, DecisionKind::Reversed, Money::ZERO, reason)
            }
        }
    }
}

/// Decides an application and returns it as it was decided upon, with the number of the decision. What
/// was decided before stays beside it.
pub async fn decide(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
    decision: Decision,
) -> Result<(Application, i32), DecideError> {
    if !actor.is(Role::BudgetAuthority) {
        return Err(DecideError::NotYours);
    }
    let application =
        repository::application_locked(tx, id).await?.ok_or(DecideError::NoApplication)?;
    let (verb, kind, amount, reason) = decision.parts();
    let now = clock.now().trunc_subsecs(6);
    let detail = json!({ "amount_ore": amount.ore(), "reason": reason });
    let next = application.state.clone().decide(verb, now, reason.clone())?;
    if !repository::move_application(tx, id, application.state.word(), &next).await? {
        return Err(DecideError::NoApplication);
    }
    let taken =
        DecisionTaken { number: 0, kind, amount, reason, at: now, by: actor.name().to_owned() };
    let number = repository::insert_decision(tx, id, taken).await?;
    let act = Act { act: kind.word(), thing: "application", id: id.to_string(), detail };
    journal::record(tx, actor, now, act).await?;
    Ok((Application { state: next, ..application }, number))
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
