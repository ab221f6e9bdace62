//! Journeys through the whole house: many crates, one story, on both databases.

mod access;
mod adoption;
mod call_to_report;
mod demo_told;
mod house;
mod ledger;
mod mail;
mod pages;
mod stage;
