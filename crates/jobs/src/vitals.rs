//! How the workers of this process are, for readiness.

use chrono::{DateTime, Utc};
use std::{
    sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering::Relaxed},
    time::Duration,
};

/// How the workers of one engine are: written by the engine, read by whoever asks whether the process
/// is ready.
#[derive(Debug, Default)]
pub struct Vitals {
    /// In milliseconds since 1970; 0 before the first look.
    polled: AtomicI64,
    draining: AtomicBool,
    running: AtomicUsize,
    slots: AtomicUsize,
}

impl Vitals {
    /// Nothing is known yet.
    pub fn new() -> Vitals {
        Vitals::default()
    }
    /// When the list was last looked at with success, by the machine's clock.
    pub fn polled_at(&self) -> Option<DateTime<Utc>> {
        match self.polled.load(Relaxed) {
            0 => None,
            millis => DateTime::from_timestamp_millis(millis),
        }
    }
    /// Whether the engine claims nothing more and is about to end.
    pub fn draining(&self) -> bool {
        self.draining.load(Relaxed)
    }
    /// How many acts are under way.
    pub fn running(&self) -> usize {
        self.running.load(Relaxed)
    }

    /// Whether work gets done here: why not, in a sentence for the log. Who has all hands full need not
    /// have looked at the list for a while.
    pub fn ready(&self, now: DateTime<Utc>, patience: Duration) -> Result<(), String> {
        if self.draining() {
            return Err("the workers are about to end".to_owned());
        }
        if self.slots.load(Relaxed) > 0 && self.running() >= self.slots.load(Relaxed) {
            return Ok(());
        }
        match self.polled_at() {
            None => Err("the workers have not looked at the list yet".to_owned()),
            Some(at) if now - at > chrono::TimeDelta::from_std(patience).unwrap_or_default() => {
                Err(format!("the workers have not looked at the list since {at}"))
            }
            Some(_) => Ok(()),
        }
    }

    pub(crate) fn polled(&self, now: DateTime<Utc>) {
        self.polled.store(now.timestamp_millis(), Relaxed);
        metrics::gauge!("fordel_worker_last_poll_timestamp_seconds").set(now.timestamp() as f64);
    }
    pub(crate) fn drain(&self) {
        self.draining.store(true, Relaxed);
    }
    pub(crate) fn runs(&self, running: usize, slots: usize) {
        self.running.store(running, Relaxed);
        self.slots.store(slots, Relaxed);
        metrics::gauge!("fordel_worker_running")
            .set(f64::from(u32::try_from(running).unwrap_or(u32::MAX)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn ready_is_who_looks_or_has_all_hands_full() {
        let (vitals, now) = (Vitals::new(), DateTime::UNIX_EPOCH + TimeDelta::days(20_000));
        let patience = Duration::from_secs(60);
        let later = now + TimeDelta::seconds(61);
        assert!(vitals.ready(now, patience).is_err());
        vitals.polled(now);
        assert!(vitals.ready(now + TimeDelta::seconds(60), patience).is_ok());
        assert!(vitals.ready(later, patience).is_err());
        vitals.runs(4, 4);
        assert!(vitals.ready(later, patience).is_ok());
        vitals.drain();
        assert!(vitals.ready(now, patience).is_err());
    }
}
