//! Moving money over to the frame beside, in the caller's transaction.

use super::posting::{Main, Posting, Step};
use super::{EnvelopeKind, LedgerError, Movement, Voucher};
use crate::repository;
use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;
use vocabulary::{Actor, EnvelopeId, Money};

/// Moves money that a frame has not promised to a frame beside it, inside the same frame, which does not
/// change. Between frames that lie elsewhere the one is reduced and the other increased; between posts
/// of the state's budget only parliament moves money.
pub async fn transfer(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    from: EnvelopeId,
    to: EnvelopeId,
    amount: Money,
    voucher: &Voucher,
) -> Result<(), LedgerError> {
    let posting = Posting::new(tx, now, actor, amount, voucher)?;
    let held = repository::hold_beside(tx, from, to).await?;
    let of = |id: EnvelopeId| {
        let found = held.iter().find(|envelope| envelope.id == id);
        found.ok_or_else(|| LedgerError::NoEnvelope(id.to_string()))
    };
    let (giver, taker) = (of(from)?, of(to)?);
    if from == to || giver.parent.is_none() || giver.parent != taker.parent {
        let (from, to) = (giver.name.clone(), taker.name.clone());
        return Err(LedgerError::NotSiblings { from, to });
    }
    if let Some(award) = [giver, taker].into_iter().find(|one| one.kind == EnvelopeKind::Award) {
        return Err(LedgerError::OfAGrant(award.name.clone()));
    }
    let main = Main { envelope: from, movement: Movement::TransferOut, other: Some(to) };
    if posting.is_done(main, amount).await? {
        return Ok(());
    }
    let step = Step { other: Some(to), keyed: true };
    posting.step(giver, Movement::TransferOut, amount, step).await?;
    let step = Step { other: Some(from), keyed: false };
    posting.step(taker, Movement::TransferIn, amount, step).await
}
