//! The ledger: frames of money, what moves in them, and the verbs that move it.

mod appropriation;
mod carry;
mod carry_over;
mod envelope;
mod foresee;
mod movement;
mod movements;
mod open;
mod posting;
mod resize;
mod staff;
mod transfer;
mod voucher;

pub use appropriation::{Appropriation, Post};
pub(crate) use carry::tranches;
pub use carry::{Carriable, CarryRule, CarryRules, Lapse, Tranche, carriable, unused};
pub use carry_over::{carry_over, set_carry_rule};
pub use envelope::{Envelope, EnvelopeKind, NoRoom};
pub use foresee::{ChangedFrame, StaffMovement, foresee};
pub(crate) use movement::every_movement;
pub use movement::{Delta, Movement};
pub use movements::{hold, pay, release, reserve, take_back};
pub use open::{NewEnvelope, open_by_voucher, open_envelope, open_envelope_within, open_now};
pub use posting::LedgerError;
pub use resize::{increase, reduce};
pub use staff::{increase_now, reduce_now, transfer_now};
pub use transfer::transfer;
pub use voucher::Voucher;
