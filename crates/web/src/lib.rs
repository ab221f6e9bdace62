//! HTTP, and nothing but HTTP: pages for people, JSON for programs, problems for both. No rules.
//!
//! [`kit`] is what every page is made of.

pub mod kit;
