//! Setting a deadline, meeting it, letting it lapse.

use crate::{Deadline, DeadlineState, Owed, repository, withdraw::withdraw_unsent};
use chrono::{DateTime, SubsecRound, Utc};
use journal::Act;
use sea_orm::{DatabaseTransaction, DbErr};
use vocabulary::{Actor, Day, DeadlineId, GrantId, NotPossible, OrganisationId};

/// What a grant is to owe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDeadline {
    /// Whose it is.
    pub grant: GrantId,
    /// The organisation that owes.
    pub organisation: OrganisationId,
    /// The reference people know the grant by.
    pub grant_reference: String,
    /// What the project is called.
    pub project_title: String,
    /// What is owed.
    pub owed: Owed,
    /// What is owed, in words for a letter: `Årsrapport 2012`.
    pub title: String,
    /// The last day.
    pub due_on: Day,
    /// The name of its ladder, most often [`STANDARD_LADDER`](crate::STANDARD_LADDER).
    pub ladder: String,
}

/// Why a deadline was not set.
#[derive(Debug, thiserror::Error)]
pub enum SetDeadlineError {
    /// There is one already.
    #[error("the grant already owes the {owed} by {due_on}")]
    AlreadySet {
        /// What.
        owed: Owed,
        /// By when.
        due_on: Day,
    },
    /// No ladder has that name and is valid on the due day.
    #[error("there is no ladder «{ladder}» for what is due on {due_on}")]
    NoSuchLadder {
        /// The name.
        ladder: String,
        /// The due day.
        due_on: Day,
    },
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Why a deadline was neither met nor lapsed.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// There is none with this id.
    #[error("there is no such deadline")]
    NotFound,
    /// It is settled already.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Sets a deadline, in the transaction of the verb that makes it owed.
pub async fn set_deadline(
    tx: &DatabaseTransaction,
    actor: &Actor,
    now: DateTime<Utc>,
    new: NewDeadline,
) -> Result<DeadlineId, SetDeadlineError> {
    let ladders = repository::ladders(tx).await?;
    if ladders.in_force(&new.ladder, new.due_on).is_none() {
        return Err(SetDeadlineError::NoSuchLadder { ladder: new.ladder, due_on: new.due_on });
    }
    let deadline = Deadline {
        id: DeadlineId::fresh(),
        grant: new.grant,
        organisation: new.organisation,
        grant_reference: new.grant_reference,
        project_title: new.project_title,
        owed: new.owed,
        title: new.title,
        due_on: new.due_on,
        ladder: new.ladder,
        state: DeadlineState::Open,
    };
    repository::insert_deadline(tx, &deadline).await?.map_err(|_| {
        SetDeadlineError::AlreadySet { owed: deadline.owed, due_on: deadline.due_on }
    })?;
    let detail = serde_json::json!({
        "grant": deadline.grant,
        "owed": deadline.owed,
        "due_on": deadline.due_on,
        "ladder": deadline.ladder,
    });
    record(tx, actor, now, "set", deadline.id, detail).await?;
    Ok(deadline.id)
}

/// What was owed is delivered: no more reminders, and those that were not sent are taken back.
pub async fn meet(
    tx: &DatabaseTransaction,
    actor: &Actor,
    now: DateTime<Utc>,
    deadline: DeadlineId,
) -> Result<Deadline, SettleError> {
    settle(tx, actor, now, deadline, "met", |deadline| deadline.meet(now.trunc_subsecs(6))).await
}

/// What was owed is not owed any more.
pub async fn lapse(
    tx: &DatabaseTransaction,
    actor: &Actor,
    now: DateTime<Utc>,
    deadline: DeadlineId,
) -> Result<Deadline, SettleError> {
    settle(tx, actor, now, deadline, "lapsed", Deadline::lapse).await
}

async fn settle(
    tx: &DatabaseTransaction,
    actor: &Actor,
    now: DateTime<Utc>,
    id: DeadlineId,
    act: &'static str,
    transition: impl FnOnce(Deadline) -> Result<Deadline, NotPossible>,
) -> Result<Deadline, SettleError> {
    let deadline = repository::deadline_locked(tx, id).await?.ok_or(SettleError::NotFound)?;
    let settled = transition(deadline)?;
    // Only its state changed, so no other deadline can be in its place.
    let _ = repository::update_deadline(tx, &settled).await?;
    let withdrawn = withdraw_unsent(tx, now, id).await?;
    let detail = serde_json::json!({
        "grant": settled.grant,
        "due_on": settled.due_on,
        "days_late": Day::at(now).days_since(settled.due_on).max(0),
        "reminders_withdrawn": withdrawn,
    });
    record(tx, actor, now, act, id, detail).await?;
    Ok(settled)
}

pub(crate) async fn record(
    tx: &DatabaseTransaction,
    actor: &Actor,
    now: DateTime<Utc>,
    act: &str,
    id: DeadlineId,
    detail: serde_json::Value,
) -> Result<(), DbErr> {
    journal::record(tx, actor, now, Act { act, thing: "deadline", id: id.to_string(), detail })
        .await
}
