//! Chance that can be had again.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A seed that differs from run to run.
#[allow(clippy::disallowed_methods, reason = "any number will do")]
pub(crate) fn of_the_moment() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.subsec_nanos().into())
}

/// xorshift: the same numbers for the same seed, on every machine.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..8 {
            dice.throw();
        }
        dice
    }
    pub(crate) fn throw(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 2
    }
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.throw() % end.max(1) as u64).unwrap_or_default()
    }
    /// From one time to another, evenly.
    pub(crate) fn between(&mut self, least: Duration, most: Duration) -> Duration {
        let share = (self.throw() % 10_000) as f64 / 10_000.0;
        least + (most.saturating_sub(least)).mul_f64(share)
    }
}
