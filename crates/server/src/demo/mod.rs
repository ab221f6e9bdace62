//! The demonstration: two real programmes, told through the verbs that everybody uses.
//!
//! The stories stand as data in `crates/server/demo/`, and with them what is open when the demonstration
//! is served: the next call of the last story, with a form of its own. [`Story::all`] reads them and refuses what does
//! not add up before anything is written; [`tell`] then goes through them step by step. Each step looks
//! first whether it has happened, and is one transaction, so a demonstration that is cut off anywhere
//! goes on where it was, and one that is told again changes nothing.

mod afterwards;
mod cast;
mod next_call;
mod opening;
mod story;
mod tell;

pub use story::{Story, StoryError};
pub use tell::{DemoError, Made, tell};
