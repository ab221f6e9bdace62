//! What staff do with a frame by its key, each in a transaction of its own. Takes budget authority.

use super::posting::known_by_key;
use super::{Envelope, EnvelopeKind, LedgerError, Voucher, increase, reduce, transfer};
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use vocabulary::{Actor, Clock, Money, Role};

/// Makes a frame larger, see [`increase`]. The frame as it is afterwards.
pub async fn increase_now(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    key: &str,
    amount: Money,
    voucher: &Voucher,
) -> Result<Envelope, LedgerError> {
    let tx = begun(db, actor).await?;
    let envelope = of_nobody(&tx, key).await?;
    increase(&tx, clock.now(), actor, envelope.id, amount, voucher).await?;
    ended(tx, key).await
}

/// Makes a frame smaller, see [`reduce`]. The frame as it is afterwards.
pub async fn reduce_now(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    key: &str,
    amount: Money,
    voucher: &Voucher,
) -> Result<Envelope, LedgerError> {
    let tx = begun(db, actor).await?;
    let envelope = of_nobody(&tx, key).await?;
    reduce(&tx, clock.now(), actor, envelope.id, amount, voucher).await?;
    ended(tx, key).await
}

/// Moves money to the frame beside, see [`transfer`]. The frame that gave, as it is afterwards.
pub async fn transfer_now(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    (from_key, to_key): (&str, &str),
    amount: Money,
    voucher: &Voucher,
) -> Result<Envelope, LedgerError> {
    let tx = begun(db, actor).await?;
    let (from, to) = (known_by_key(&tx, from_key).await?, known_by_key(&tx, to_key).await?);
    transfer(&tx, clock.now(), actor, from.id, to.id, amount, voucher).await?;
    ended(tx, from_key).await
}

async fn begun(db: &DatabaseConnection, actor: &Actor) -> Result<DatabaseTransaction, LedgerError> {
    if !actor.is(Role::BudgetAuthority) {
        return Err(LedgerError::NotYours);
    }
    Ok(journal::begin(db).await?)
}

/// A frame that is not a grant's: that one changes in the verb that changes the grant.
pub(super) async fn of_nobody(
    tx: &DatabaseTransaction,
    key: &str,
) -> Result<Envelope, LedgerError> {
    let envelope = known_by_key(tx, key).await?;
    match envelope.kind {
        EnvelopeKind::Award => Err(LedgerError::OfAGrant(envelope.name)),
        _ => Ok(envelope),
    }
}

async fn ended(tx: DatabaseTransaction, key: &str) -> Result<Envelope, LedgerError> {
    let after = known_by_key(&tx, key).await?;
    tx.commit().await?;
    Ok(after)
}
