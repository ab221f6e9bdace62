//! Rows of background work, asked for inside the transaction that makes them true.
//!
//! A verb that wants something done later calls [`ask`] in its own transaction: the row is there when
//! the fact is there, and not otherwise. While one row of a (kind, unique key) waits or runs, asking
//! again adds nothing. Whoever commits rings a [`Bell`], which only saves time: a slow look at the
//! table finds the row anyway.
//!
//! A worker [`claim`]s rows for the length of a lease and raises `attempt`. Every later write of that
//! attempt ([`renew`], [`finish`], [`fail`], [`snooze`], [`hand_back`]) is fenced by worker and attempt
//! and says whether it hit its one row, so a worker that was asleep too long changes nothing. A row
//! whose lease ran out is [`rescue`]d; one that has used up its attempts is dead with a reason until a
//! person [`replay`]s it.
//!
//! Times are arguments. `asked_at` belongs to the trade's clock and may be a rehearsed day of the past;
//! leases and retries belong to the machine's clock. [`queries`] look, and change nothing.

mod ask;
mod backoff;
mod bell;
mod claim;
mod dialect;
mod entity;
pub mod queries;
mod replay;
mod state;

pub use ask::{Ask, ask, cancel};
pub use backoff::Backoff;
pub use bell::{Bell, SilentBell};
pub use claim::{
    Claim, Fate, Rescued, claim, fail, finish, hand_back, hand_back_all, renew, rescue, snooze,
};
pub use replay::{ReplayError, prune, replay};
pub use state::State;
