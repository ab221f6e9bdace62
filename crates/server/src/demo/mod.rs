//! The demonstration: two real programmes, told through the verbs that everybody uses.
//!
//! The stories stand as data in `crates/server/demo/`. [`Story::all`] reads them and refuses what does
//! not add up before anything is written; [`tell`] then goes through them step by step. Each step looks
//! first whether it has happened, and is one transaction, so a demonstration that is cut off anywhere
//! goes on where it was, and one that is told again changes nothing.

mod afterwards;
mod cast;
mod story;
mod tell;

pub use story::{Story, StoryError};
pub use tell::{DemoError, Made, tell};
