//! The workers: what runs the worklist.
//!
//! [`run`] shows the worklist to apalis as a backend and lets it run one [`Act`] per row, so many at a
//! time, with a time limit, caught panics and a graceful stop. The truth stays in the rows: an act
//! that ends as [`ActError`] says itself whether it is tried again, given up or put off; a panic or a
//! time limit counts as an attempt and is tried again. How a kind is tried, limited and kept are its
//! [`Rules`]. [`drain`] runs until nothing is due.
//!
//! Signs of life come from a thread of their own with a connection of its own, so that acts which keep
//! every other thread busy lose no lease. What became of attempts is written down by one clerk, who
//! takes together whatever ended while the last write was under way.
//!
//! A bell ([`LocalBell`], or [`RedisBell`] between processes) makes work start at once; a slow look at
//! the table stands behind it, so a bell nobody hears costs time and never work. The [`cron`] table
//! asks for the rounds.
//!
//! Two clocks: acts get the trade's clock, which may be a rehearsed day; leases, retries and cron lines
//! go by the machine's.
//!
//! # How to add an act
//!
//! One file in `acts/` and one line where the server puts the acts together. The act loads its subject,
//! checks that the work is still wanted, does it, and records it; it may be run twice.
//!
//! ```
//! use jobs::{Act, ActError, Acts, Workplace};
//! use worklist::Claim;
//!
//! struct HandOverLetter { /* the post office, settings */ }
//!
//! #[async_trait::async_trait]
//! impl Act for HandOverLetter {
//!     fn kind(&self) -> &'static str {
//!         "hand-over-letter" // letters::HAND_OVER
//!     }
//!     async fn run(&self, at: &Workplace, claim: &Claim) -> Result<(), ActError> {
//!         let letter: vocabulary::LetterId = claim.subject.parse().map_err(ActError::give_up)?;
//!         // letters::hand_over(&at.db, at.clock.as_ref(), &self.post_office, letter).await
//!         //     .map_err(|error| match error { … ActError::retry(error) … })?;
//!         // at.bell.ring(); when the act asked for more work
//! #       let _ = (at, letter);
//!         Ok(())
//!     }
//! }
//!
//! let acts = Acts::of_the_house().with(HandOverLetter {});
//! assert!(acts.kinds().contains(&"hand-over-letter"));
//! ```

mod acts;
mod bell;
pub mod cron;
mod entity;
mod redis_bell;
mod rules;
mod runtime;
mod throttle;
mod vitals;

pub use acts::{
    Act, ActError, Acts, HandOverLetter, MakeStatusReport, OrderStatusReports, PlanReminders,
    Prune, PruneAttachments, ReadBounces, RemindDrafts, ReplyProvisionally, ScanAttachment,
    SealJournal, SettleUncertain, VerifyDocuments, Workplace, WriteReceipts,
};
pub use bell::{Audible, Ears, LocalBell};
pub use redis_bell::{RedisBell, RedisBellError};
pub use rules::Rules;
pub use runtime::{Engine, EngineError, drain, run};
pub use throttle::{LocalThrottle, Pace, RedisThrottle};
pub use vitals::Vitals;
