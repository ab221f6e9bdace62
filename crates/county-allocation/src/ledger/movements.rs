//! Reserving, releasing, paying and taking back, in the caller's transaction.
//!
//! Each frame that a movement touches is one guarded statement. Where there are several frames, their
//! rows are held first, from the top down, so that movements that go up the ledger and movements that
//! go down it wait for each other and never in a circle; and the one frame that may refuse is asked
//! first, so that a refused movement has changed nothing in the caller's transaction. A verb that moves
//! in several frames one after the other holds what they lie in first, see [`hold`].

use super::posting::{Main, Posting, Step, known};
use super::{LedgerError, Movement, Voucher};
use crate::repository;
use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;
use vocabulary::{Actor, EnvelopeId, Money};

/// Holds a frame, all frames around it and all inside it until the transaction ends.
///
/// A verb that makes several movements in one transaction calls it before the first, with the frame that
/// all of them lie in (the call, or the appropriation), and moves nothing outside of it. Two that did not
/// could wait for each other in a circle on PostgreSQL: one that has promised an award's money and now
/// pays another award beside it, and one that holds their county and waits for the first. One movement
/// needs no holding, nor does opening frames inside a frame and promising their money.
pub async fn hold(tx: &DatabaseTransaction, envelope: EnvelopeId) -> Result<(), LedgerError> {
    match repository::hold_all(tx, envelope).await? {
        true => Ok(()),
        false => Err(LedgerError::NoEnvelope(envelope.to_string())),
    }
}

/// Promises money of a frame.
pub async fn reserve(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    envelope: EnvelopeId,
    amount: Money,
    voucher: &Voucher,
) -> Result<(), LedgerError> {
    in_one(Posting::new(tx, now, actor, amount, voucher)?, envelope, Movement::Reserve, amount)
        .await
}

/// Takes a promise back: a refused or lapsed award frees its money again.
pub async fn release(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    envelope: EnvelopeId,
    amount: Money,
    voucher: &Voucher,
) -> Result<(), LedgerError> {
    in_one(Posting::new(tx, now, actor, amount, voucher)?, envelope, Movement::Release, amount)
        .await
}

/// Pays out of an award; every frame around it counts the payment too, up to the appropriation.
pub async fn pay(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    envelope: EnvelopeId,
    amount: Money,
    voucher: &Voucher,
) -> Result<(), LedgerError> {
    up_the_way(Posting::new(tx, now, actor, amount, voucher)?, envelope, Movement::Pay, amount)
        .await
}

/// Counts money that came back, in the award and in every frame around it. It is counted only: what was
/// paid stays paid and what was promised stays promised, so that nothing of it is given away again
/// unless somebody decides to (a reduced award, an increased frame).
pub async fn take_back(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    envelope: EnvelopeId,
    amount: Money,
    voucher: &Voucher,
) -> Result<(), LedgerError> {
    up_the_way(Posting::new(tx, now, actor, amount, voucher)?, envelope, Movement::Return, amount)
        .await
}

async fn in_one(
    posting: Posting<'_>,
    id: EnvelopeId,
    movement: Movement,
    amount: Money,
) -> Result<(), LedgerError> {
    // Alone, the guarded statement decides; with a key, the others with the same key wait here.
    let envelope = if posting.is_keyed() {
        let held = repository::hold_with_parent(posting.tx, id).await?.pop();
        held.ok_or_else(|| LedgerError::NoEnvelope(id.to_string()))?
    } else {
        known(posting.tx, id).await?
    };
    if posting.is_done(Main { envelope: id, movement, other: None }, amount).await? {
        return Ok(());
    }
    match posting.step(&envelope, movement, amount, Step::KEYED).await {
        // Between the statement that refused and the look at what is left, somebody else may have moved
        // money: asked again with the frame held, the refusal and the rest it names are of one moment.
        Err(LedgerError::NoRoom { .. }) if !posting.is_keyed() => {
            let held = repository::hold_one(posting.tx, id).await?;
            let envelope = held.ok_or_else(|| LedgerError::NoEnvelope(id.to_string()))?;
            posting.step(&envelope, movement, amount, Step::KEYED).await
        }
        outcome => outcome,
    }
}

async fn up_the_way(
    posting: Posting<'_>,
    id: EnvelopeId,
    movement: Movement,
    amount: Money,
) -> Result<(), LedgerError> {
    let way = repository::hold_way(posting.tx, id).await?;
    if way.is_empty() {
        return Err(LedgerError::NoEnvelope(id.to_string()));
    }
    if posting.is_done(Main { envelope: id, movement, other: None }, amount).await? {
        return Ok(());
    }
    // What an award has room for, every frame around it has.
    for (steps_up, envelope) in way.iter().rev().enumerate() {
        let step = Step { other: None, keyed: steps_up == 0 };
        posting.step(envelope, movement, amount, step).await?;
    }
    Ok(())
}
