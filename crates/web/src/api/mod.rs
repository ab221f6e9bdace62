//! The JSON API under `/api/v1`, its OpenAPI document, and a page to read it on.
//!
//! Amounts are whole øre (`amount_ore`), days are ISO 8601 days in Norway, instants are in UTC. What
//! goes wrong comes as `application/problem+json`. Bodies are read by [`crate::json`]: every handler that
//! is sent something takes a `JsonOf`, every other that changes something takes `Bare`.

pub(crate) mod announce;
pub(crate) mod applications;
pub(crate) mod apply;
pub(crate) mod appropriations;
pub(crate) mod assessments;
pub(crate) mod calls;
pub(crate) mod carry_rules;
mod docs;
mod doubts;
pub(crate) mod envelopes;
pub(crate) mod files;
pub(crate) mod findings;
pub(crate) mod forms;
pub(crate) mod grants;
mod listed;
pub(crate) mod ranking;
pub(crate) mod registers;
pub(crate) mod report_orders;
pub(crate) mod reporting;
pub(crate) mod reversals;
pub(crate) mod scenarios;
pub(crate) mod schemes;
pub(crate) mod signatories;
pub(crate) mod status_reports;
pub(crate) mod thresholds;
pub(crate) mod together;
pub(crate) mod versions;
pub(crate) mod weights;
pub(crate) mod work;

pub(crate) use docs::{docs, document};
pub(crate) use listed::{Asked, Listed, ProblemBody, StaleBody};
