//! How a kind of work is tried, limited and kept.

use std::time::Duration;
use worklist::{Backoff, Class};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How a kind of work is tried, how much of it runs at once, and how long it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// How long it waits after it failed.
    pub backoff: Backoff,
    /// How long one attempt may take; without it, what the engine allows.
    pub limit: Option<Duration>,
    /// How many of it run at once in a process.
    pub at_once: Option<usize>,
    /// How many of it run at once for one organisation, in all processes together.
    pub per_organisation: Option<usize>,
    /// How long it stays in the list when it is done or cancelled.
    pub keep_done: Duration,
    /// How urgent the kind is beside others.
    pub class: Class,
    /// How long an attempt that is told to stop may take to end by itself before it is cut off.
    pub last_call: Duration,
}

impl Default for Rules {
    /// The usual backoff, the engine's limit, as many as there are slots, thirty days, ordinary, five
    /// seconds.
    fn default() -> Self {
        Rules {
            backoff: Backoff::default(),
            limit: None,
            at_once: None,
            per_organisation: None,
            keep_done: 30 * DAY,
            class: Class::Ordinary,
            last_call: Duration::from_secs(5),
        }
    }
}

impl Rules {
    /// Of the rounds that sweep and seal: behind other work, one at a time, and gone after a week.
    pub fn of_a_sweep() -> Rules {
        Rules { at_once: Some(1), keep_done: 7 * DAY, class: Class::Background, ..Rules::default() }
    }
}
