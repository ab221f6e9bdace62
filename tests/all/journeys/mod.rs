//! Journeys through the whole house: many crates, one story, on both databases.

mod access;
mod adoption;
mod answer;
mod api_whole;
mod applicant;
mod applying;
mod assessing;
mod bad_input;
mod call_to_report;
mod closed;
mod demo_told;
mod files;
mod four_hundred;
pub(crate) mod house;
mod ledger;
mod ledger_crowd;
mod ledger_moves;
mod mail;
mod pages;
mod post;
mod rounds;
mod scenarios;
mod stage;
mod together;
mod unforeseen;
