//! Making a frame larger or smaller, in the caller's transaction.

use super::posting::{Main, Posting, Step};
use super::{Envelope, EnvelopeKind, LedgerError, Movement, Voucher};
use crate::repository;
use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;
use vocabulary::{Actor, EnvelopeId, Money};

/// Makes a frame larger out of what the frame around it has left. An appropriation grows by parliament's
/// decision, which the voucher names. An award promises what it gets to its recipient.
pub async fn increase(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    id: EnvelopeId,
    amount: Money,
    voucher: &Voucher,
) -> Result<(), LedgerError> {
    let posting = Posting::new(tx, now, actor, amount, voucher)?;
    let (parent, envelope) = held(tx, id).await?;
    posting.documented(&envelope)?;
    let main = Main { envelope: id, movement: Movement::Increase, other: None };
    if posting.is_done(main, amount).await? {
        return Ok(());
    }
    // No frame may hold more than can be counted; the frame around it is the only other to refuse.
    if let Err(refused) = envelope.moved(Movement::Increase, amount) {
        let (remaining, asked) = (refused.remaining, refused.asked);
        return Err(LedgerError::NoRoom { envelope: envelope.name, remaining, asked });
    }
    if let Some(parent) = parent {
        posting.step(&parent, Movement::Reserve, amount, Step::BESIDE).await?;
    }
    posting.step(&envelope, Movement::Increase, amount, Step::KEYED).await?;
    if envelope.kind == EnvelopeKind::Award {
        posting.step(&envelope, Movement::Reserve, amount, Step::BESIDE).await?;
    }
    Ok(())
}

/// Makes a frame smaller by what it has not promised; the frame around it can promise that again. Of an
/// award, what is not paid is first released. An appropriation shrinks by parliament's decision.
pub async fn reduce(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    id: EnvelopeId,
    amount: Money,
    voucher: &Voucher,
) -> Result<(), LedgerError> {
    let posting = Posting::new(tx, now, actor, amount, voucher)?;
    let (parent, envelope) = held(tx, id).await?;
    posting.documented(&envelope)?;
    let main = Main { envelope: id, movement: Movement::Reduce, other: None };
    if posting.is_done(main, amount).await? {
        return Ok(());
    }
    if envelope.kind == EnvelopeKind::Award {
        let promised = amount - envelope.remaining();
        let unpaid = envelope.reserved - envelope.paid;
        if promised > unpaid {
            let remaining = envelope.amount - envelope.paid;
            return Err(LedgerError::NoRoom { envelope: envelope.name, remaining, asked: amount });
        }
        if promised.is_positive() {
            posting.step(&envelope, Movement::Release, promised, Step::BESIDE).await?;
        }
    }
    posting.step(&envelope, Movement::Reduce, amount, Step::KEYED).await?;
    if let Some(parent) = parent {
        posting.step(&parent, Movement::Release, amount, Step::BESIDE).await?;
    }
    Ok(())
}

/// The frame and the one around it, their rows held from the top down.
async fn held(
    tx: &DatabaseTransaction,
    id: EnvelopeId,
) -> Result<(Option<Envelope>, Envelope), LedgerError> {
    let mut held = repository::hold_with_parent(tx, id).await?;
    let envelope = held.pop().ok_or_else(|| LedgerError::NoEnvelope(id.to_string()))?;
    Ok((held.pop(), envelope))
}
