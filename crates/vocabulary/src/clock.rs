use crate::Day;
use chrono::{DateTime, Utc};
use std::fmt;

/// Where the time comes from. Rules take `today` or `now`, verbs take `&dyn Clock`; nobody else asks
/// the machine.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The instant it is.
    fn now(&self) -> DateTime<Utc>;
    /// The day it is in Norway.
    fn today(&self) -> Day {
        Day::at(self.now())
    }
}

/// The machine's clock: the one place that asks it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)] // this is the clock everybody else is handed
    fn now(&self) -> DateTime<Utc> {
        // A test of faults sets a machine's clock wrong; what is shipped has nothing here.
        fail::fail_point!("clock.ahead", |seconds| {
            let seconds = seconds.and_then(|seconds| seconds.parse().ok()).unwrap_or(0);
            Utc::now() + chrono::TimeDelta::seconds(seconds)
        });
        Utc::now()
    }
}

/// A clock that stands still: for "what would go out that day?", for the demo's story, for tests.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub DateTime<Utc>);

impl FixedClock {
    /// Stands at an hour of a day, by the clock on the wall in Norway.
    pub fn on(day: Day, hour: u32) -> FixedClock {
        FixedClock(day.at_hour(hour, 0))
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

/// A clock that was set to another time when it was made and has run on since: for rehearsals.
#[derive(Debug, Clone, Copy)]
pub struct RunningClock {
    set_to: DateTime<Utc>,
    set_at: DateTime<Utc>,
}

impl RunningClock {
    /// Set to `set_to` now.
    pub fn set_to(set_to: DateTime<Utc>) -> RunningClock {
        RunningClock { set_to, set_at: SystemClock.now() }
    }
}

impl Clock for RunningClock {
    fn now(&self) -> DateTime<Utc> {
        self.set_to + (SystemClock.now() - self.set_at)
    }
}
