//! Opening, reserving, releasing and paying: each is one guarded statement in the caller's transaction.

use crate::{Envelope, EnvelopeKind, Movement, repository};
use chrono::{DateTime, Utc};
use journal::Act;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;
use vocabulary::{Actor, Clock, CountyNumber, EnvelopeId, Money};

/// Why money could not be moved.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The frame has not enough left.
    #[error("«{envelope}» has {remaining} kr left, and {asked} kr were asked for")]
    NoRoom {
        /// The frame.
        envelope: String,
        /// What is left of it.
        remaining: Money,
        /// What was asked for.
        asked: Money,
    },
    /// No such frame.
    #[error("there is no envelope «{0}»")]
    NoEnvelope(String),
    /// A frame with this key exists with another amount or another parent.
    #[error("the envelope «{0}» is open with another amount or under another parent")]
    KeyTaken(String),
    /// A movement moves something.
    #[error("an amount must be above 0")]
    Nothing,
    /// Only the directorate moves money.
    #[error("only the directorate can move money")]
    NotYours,
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// A frame to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEnvelope {
    /// The key of the frame it is taken from; none for an appropriation.
    pub parent: Option<String>,
    /// What kind.
    pub kind: EnvelopeKind,
    /// Its key.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Its county, for county envelopes and awards.
    pub county: Option<CountyNumber>,
    /// What it holds.
    pub amount: Money,
}

/// Opens a frame in a transaction of its own. Opening the same again changes nothing.
pub async fn open_envelope(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewEnvelope,
) -> Result<EnvelopeId, LedgerError> {
    let tx = journal::begin(db).await?;
    let id = open_envelope_within(&tx, clock.now(), actor, new).await?;
    tx.commit().await?;
    Ok(id)
}

/// Opens a frame and reserves its amount in the frame it is taken from. Opening the same again
/// changes nothing.
pub async fn open_envelope_within(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    new: NewEnvelope,
) -> Result<EnvelopeId, LedgerError> {
    if !actor.is_directorate() {
        return Err(LedgerError::NotYours);
    }
    if !new.amount.is_positive() {
        return Err(LedgerError::Nothing);
    }
    let parent = match &new.parent {
        Some(key) => Some(
            repository::by_key(tx, key)
                .await?
                .ok_or_else(|| LedgerError::NoEnvelope(key.clone()))?,
        ),
        None => None,
    };
    if let Some(open) = repository::by_key(tx, &new.key).await? {
        let same = open.amount == new.amount && open.parent == parent.as_ref().map(|p| p.id);
        return if same { Ok(open.id) } else { Err(LedgerError::KeyTaken(new.key)) };
    }
    if let Some(parent) = parent.as_ref() {
        move_money(tx, now, actor, parent, Movement::Reserve, new.amount, &new.name).await?;
    }
    let envelope = Envelope {
        id: EnvelopeId::fresh(),
        parent: parent.map(|parent| parent.id),
        kind: new.kind,
        key: new.key,
        name: new.name,
        county: new.county,
        amount: new.amount,
        reserved: Money::ZERO,
        paid: Money::ZERO,
        returned: Money::ZERO,
    };
    repository::insert(tx, &envelope).await?;
    repository::enter(tx, now, actor, envelope.id, Movement::Open, envelope.amount, &envelope.name)
        .await?;
    let detail = json!({ "key": envelope.key, "amount_ore": envelope.amount.ore() });
    let act = Act { act: "opened", thing: "envelope", id: envelope.id.to_string(), detail };
    journal::record(tx, actor, now, act).await?;
    Ok(envelope.id)
}

/// Promises money of a frame.
pub async fn reserve(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    envelope: EnvelopeId,
    amount: Money,
    why: &str,
) -> Result<(), LedgerError> {
    let envelope = known(tx, envelope).await?;
    move_money(tx, now, actor, &envelope, Movement::Reserve, amount, why).await
}

/// Takes a promise back: a refused or lapsed award frees its money again.
pub async fn release(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    envelope: EnvelopeId,
    amount: Money,
    why: &str,
) -> Result<(), LedgerError> {
    let envelope = known(tx, envelope).await?;
    move_money(tx, now, actor, &envelope, Movement::Release, amount, why).await
}

/// Pays out of an award; every frame around it counts the payment too, up to the appropriation.
pub async fn pay(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    envelope: EnvelopeId,
    amount: Money,
    why: &str,
) -> Result<(), LedgerError> {
    let mut next = Some(envelope);
    while let Some(id) = next {
        let envelope = known(tx, id).await?;
        move_money(tx, now, actor, &envelope, Movement::Pay, amount, why).await?;
        next = envelope.parent;
    }
    Ok(())
}

async fn known(tx: &DatabaseTransaction, id: EnvelopeId) -> Result<Envelope, LedgerError> {
    let missing = || LedgerError::NoEnvelope(id.to_string());
    repository::by_id(tx, id).await?.ok_or_else(missing)
}

async fn move_money(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    envelope: &Envelope,
    movement: Movement,
    amount: Money,
    why: &str,
) -> Result<(), LedgerError> {
    if !actor.is_directorate() {
        return Err(LedgerError::NotYours);
    }
    if !amount.is_positive() {
        return Err(LedgerError::Nothing);
    }
    if !repository::move_guarded(tx, envelope.id, movement, amount).await? {
        let now = known(tx, envelope.id).await?;
        let remaining = match movement {
            Movement::Pay => now.reserved - now.paid,
            Movement::Release => now.reserved - now.paid,
            _ => now.remaining(),
        };
        return Err(LedgerError::NoRoom { envelope: now.name, remaining, asked: amount });
    }
    repository::enter(tx, now, actor, envelope.id, movement, amount, why).await?;
    let detail = json!({ "key": envelope.key, "amount_ore": amount.ore(), "why": why });
    let act = Act { act: movement.word(), thing: "envelope", id: envelope.id.to_string(), detail };
    Ok(journal::record(tx, actor, now, act).await?)
}
