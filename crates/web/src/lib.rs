//! HTTP, and nothing but HTTP: pages for people, JSON for programs, problems for both. No rules.
//!
//! [`router`] is the whole of it; [`ROUTES`] lists what it answers and who may ask. An [`App`] is what
//! every handler is given. [`kit`] is what every page is made of.

mod allocations;
mod api;
mod app;
mod applications;
mod assessments;
mod calls;
mod deadlines;
mod forms;
mod grants;
mod health;
mod json;
pub mod kit;
mod ledger;
mod letters;
mod listing;
mod once_more;
mod path;
mod patience;
mod places;
mod problems;
mod progress;
mod questions;
mod reports;
mod routes;
mod schemes;
mod session;
mod sign_in;
mod signatories;
mod spreadsheet;
mod start;
mod status_reports;
mod text;
mod weights;
mod work;

#[cfg(test)]
mod flow_tests;

pub use app::{App, Installation, Readiness, operators, router};
pub use path::PathOf;
pub use routes::{Access, KIT_ROUTES, ROUTES, Route};
pub use session::{MaybeSigned, Officer, SESSION_COOKIE, Signed};
pub use work::rounds::{NoRounds, RingRefused, Round, Rounds};
