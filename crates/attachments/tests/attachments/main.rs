//! Files from being handed in to being fetched, with a database, a folder and a scanner.

#![allow(clippy::unwrap_used, reason = "whatever is missing fails the test")]

mod bucket;
mod keeping;
mod scanning;
mod stores;
mod support;
