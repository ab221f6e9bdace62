//! A grant's life with money: the award, its acceptance, the periods and their instalments.
//!
//! This is where the domain crates meet. [`adopt_and_award`] settles a call in **one** transaction:
//! the scenario is adopted, every application decided, the money reserved, a grant made of each award,
//! its report deadline set and a letter written to everybody. Either all of it is so or none of it.
//! [`accept_grant`] then opens the funding period and schedules its instalments.
//!
//! What was decided is never edited. [`reverse_grant`] takes an award back by a new decision, and
//! [`award_later`] gives money that came back to the next on the reserve list by another.

mod accept;
mod award;
mod award_later;
mod decision_letters;
mod entity;
mod grant;
mod instalments;
pub mod queries;
mod repository;
mod reserve;
mod reversal;
mod reverse;
mod sensitivity;

pub use accept::{AcceptError, accept_grant};
pub use award::{AwardError, Awarded, adopt_and_award, basis, contenders};
pub use award_later::{AwardLaterError, LaterAward, award_later};
pub use grant::{FundingPeriod, Grant, GrantState, GrantVerb, Instalment, InstalmentState};
pub use instalments::{PlannedInstalment, instalment_plan};
pub use queries::INVARIANTS;
pub use reserve::{CallFrames, ReservePlace, given_now, reserve_places};
pub use reversal::{LegalGround, Reversal, ReversalDoubt, Reversed};
pub use reverse::{ReverseError, reverse_grant};
pub use sensitivity::{Assessed, Sensitivity, Weighed, Without, sensitivity};

use award_later::PassedOver;
