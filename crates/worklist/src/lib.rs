//! Rows of background work, asked for inside the transaction that makes them true.
//!
//! A verb that wants something done later calls [`ask`] in its own transaction: the row is there when
//! the fact is there, and not otherwise. While one row of a (kind, unique key) waits or runs, asking
//! again adds nothing. Whoever commits rings a [`Bell`], which only saves time: a slow look at the
//! table finds the row anyway.
//!
//! A worker [`claim`]s rows for the length of a lease and raises `attempt`; whose turn it is, its
//! [`Turns`] say. Every later write of that attempt ([`renew`], [`settle`]) is fenced by worker and
//! attempt and says whether it hit its one row, so a worker that was asleep too long changes nothing.
//! What went wrong with an attempt is written beside its row in the same transaction. A row whose lease
//! ran out is [`rescue`]d; one that has used up its attempts is dead with a reason until a person
//! [`replay`]s or cancels it.
//!
//! Nothing of a kind that was [`pause`]d is claimed. Times are arguments. `asked_at` belongs to the
//! trade's clock and may be a rehearsed day of the past; leases and retries belong to the machine's
//! clock. [`queries`] look, and change nothing.

mod ask;
mod backoff;
mod bell;
mod cancel;
mod claim;
mod class;
mod dialect;
mod entity;
mod lease;
mod passing;
mod pause;
mod prune;
pub mod queries;
mod renew;
mod replay;
mod rescue;
mod settle;
mod sql;
mod state;
mod throttle;
mod turns;
mod worker;

pub use ask::{Ask, ask, ask_many};
pub use backoff::Backoff;
pub use bell::{Bell, SilentBell};
pub use cancel::{CancelError, Cancelled, cancel, cancel_one};
pub use claim::{Claim, Wanted, claim};
pub use class::Class;
pub use lease::Lease;
pub use passing::{Passing, may_pass, passing};
pub use pause::{pause, resume};
pub use prune::{Keep, prune};
pub use renew::{Renewed, renew};
pub use replay::{DeadFilter, ReplayError, replay, replay_many};
pub use rescue::{Rescued, any_lost, hand_back_all, rescue};
pub use settle::{Ending, How, Settled, finish, known, settle};
pub use state::State;
pub use throttle::{Throttle, Unthrottled};
pub use turns::Turns;
pub use worker::{Worker, clock_ahead, forget_silent, leave, live};
