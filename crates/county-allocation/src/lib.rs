//! How a budget is shared out, so that it is never overspent and every krone can be followed.
//!
//! **Envelopes** are frames of money inside frames of money: appropriation → scheme → call → county →
//! award. Children never exceed their parent, and paid ≤ reserved ≤ amount, at every level and under
//! any concurrency: each movement is one guarded statement, a named constraint and an entry that is
//! never edited.
//!
//! **Formulas** ([`share`]) split a pot over counties in whole units, exactly, and show their working.
//! **Selection** ([`select`]) goes down the ranked list until the frame is used up and gives every
//! application its reason. A **scenario** keeps both with frozen inputs; any number can be drawn and
//! compared until one is **adopted**, which opens the envelopes of its counties and awards.
//!
//! Applications are known here by id and plain values only.

mod adopt;
mod draw;
mod entity;
mod envelope;
mod movements;
pub mod queries;
mod repository;
mod scenario;
mod selection;
mod share;

pub use adopt::{AdoptError, AdoptedLine, adopt};
pub use draw::{CountyWeight, DrawError, NewScenario, draw_scenario};
pub use envelope::{Envelope, EnvelopeKind, Movement};
pub use movements::{
    LedgerError, NewEnvelope, open_envelope, open_envelope_within, pay, release, reserve,
};
pub use queries::INVARIANTS;
pub use scenario::{CountyLine, Method, Scenario, ScenarioLine};
pub use selection::{Choice, Contender, Reason, select};
pub use share::{Share, ShareError, Shares, share};
