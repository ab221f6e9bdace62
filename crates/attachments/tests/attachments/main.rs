//! Files from being handed in to being fetched, with a database, a folder and a scanner.

mod keeping;
mod scanning;
mod support;
