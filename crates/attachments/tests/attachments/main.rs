//! Files from being handed in to being fetched, with a database, a folder and a scanner.

mod bucket;
mod keeping;
mod scanning;
mod stores;
mod support;
