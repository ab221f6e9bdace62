use std::time::Duration;

/// How long failed work waits before it is tried again: doubling, capped, with full jitter, so that
/// what failed together does not come back together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The longest wait after the first attempt.
    pub first: Duration,
    /// The longest wait after any attempt.
    pub cap: Duration,
}

impl Default for Backoff {
    /// Up to 4 s after the first attempt, up to 15 minutes later on.
    fn default() -> Self {
        Backoff { first: Duration::from_secs(4), cap: Duration::from_secs(15 * 60) }
    }
}

impl Backoff {
    /// The wait after attempt number `attempt` (from 1). `roll` is the chance, in 0..1: the wait is that
    /// share of the longest one, but at least a tenth of it, so that a low roll is not a hot loop.
    pub fn wait(&self, attempt: i32, roll: f64) -> Duration {
        let doublings = u32::try_from(attempt.clamp(1, 32) - 1).unwrap_or(0);
        let longest = self.first.saturating_mul(2_u32.saturating_pow(doublings)).min(self.cap);
        longest.mul_f64(roll.clamp(0.1, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn doubles_until_the_cap() {
        let backoff = Backoff::default();
        let waits: Vec<u64> = (1..=10).map(|n| backoff.wait(n, 1.0).as_secs()).collect();
        assert_eq!(waits, [4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    }

    proptest! {
        #[test]
        fn never_longer_than_the_cap_never_nothing(attempt: i32, roll in 0.0..1.0) {
            let backoff = Backoff::default();
            let wait = backoff.wait(attempt, roll);
            prop_assert!(wait <= backoff.cap && wait >= backoff.first.mul_f64(0.1));
        }
    }
}
