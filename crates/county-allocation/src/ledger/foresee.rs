//! What a movement would change, before somebody says yes to it.

use super::carry_over::carry_over_within;
use super::posting::{known, known_by_key};
use super::staff::of_nobody;
use super::{Envelope, LedgerError, Voucher, increase, reduce, transfer};
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use vocabulary::{Actor, Clock, Money, Role};

/// A movement that staff ask for. The keys are of the frames that get the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffMovement<'a> {
    /// Larger, see [`increase`].
    Increase,
    /// Smaller, see [`reduce`].
    Reduce,
    /// To the frame beside, see [`transfer`].
    Transfer(&'a str),
    /// To a later budget year, see [`super::carry_over`].
    CarryOver(&'a str),
}

/// A frame before and after a movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedFrame {
    /// As it is.
    pub before: Envelope,
    /// As it would be.
    pub after: Envelope,
}

/// The frames that a movement would change, as they are and as they would be, from the top down: the
/// movement itself in a transaction that is given up, so that what it would refuse is refused here too.
/// Empty when the voucher has moved it already. Takes budget authority.
pub async fn foresee(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    key: &str,
    movement: StaffMovement<'_>,
    amount: Money,
    voucher: &Voucher,
) -> Result<Vec<ChangedFrame>, LedgerError> {
    if !actor.is(Role::BudgetAuthority) {
        return Err(LedgerError::NotYours);
    }
    let tx = journal::begin(db).await?;
    let outcome = changed(&tx, clock, actor, key, movement, amount, voucher).await;
    tx.rollback().await?;
    outcome
}

async fn changed(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    key: &str,
    movement: StaffMovement<'_>,
    amount: Money,
    voucher: &Voucher,
) -> Result<Vec<ChangedFrame>, LedgerError> {
    let own = known_by_key(tx, key).await?;
    let (id, now) = (own.id, clock.now());
    let mut before = Vec::new();
    if let Some(parent) = own.parent {
        before.push(known(tx, parent).await?);
    }
    before.push(own);
    match movement {
        StaffMovement::Increase => {
            of_nobody(tx, key).await?;
            increase(tx, now, actor, id, amount, voucher).await?;
        }
        StaffMovement::Reduce => {
            of_nobody(tx, key).await?;
            reduce(tx, now, actor, id, amount, voucher).await?;
        }
        StaffMovement::Transfer(to) => {
            let other = known_by_key(tx, to).await?;
            let to = other.id;
            before.push(other);
            transfer(tx, now, actor, id, to, amount, voucher).await?;
        }
        StaffMovement::CarryOver(to) => {
            before.push(known_by_key(tx, to).await?);
            carry_over_within(tx, now, actor, (key, to), amount, voucher).await?;
        }
    }
    let mut changed = Vec::new();
    for before in before {
        let after = known(tx, before.id).await?;
        if after != before {
            changed.push(ChangedFrame { before, after });
        }
    }
    Ok(changed)
}
