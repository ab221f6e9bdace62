//! How many sign-in links somebody may be sent.

use chrono::{DateTime, Duration, Utc};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use vocabulary::PersonId;

/// Links an hour for one person.
const LINKS_AN_HOUR: usize = 5;

/// Counts the links each person was sent in the last hour, in this process only: it keeps a mailbox
/// from being flooded, it is not what keeps strangers out. Several processes let that many more through.
#[derive(Debug, Default)]
pub(crate) struct Throttle(Mutex<HashMap<PersonId, Vec<DateTime<Utc>>>>);

impl Throttle {
    /// Whether one more may be sent now; counts it when so.
    pub(crate) fn admits(&self, person: PersonId, now: DateTime<Utc>) -> bool {
        let an_hour_ago = now - Duration::hours(1);
        let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever asked last long ago is forgotten, so that the map does not grow for ever.
        sent.retain(|_, times| {
            times.retain(|at| *at > an_hour_ago);
            !times.is_empty()
        });
        let times = sent.entry(person).or_default();
        if times.len() >= LINKS_AN_HOUR {
            return false;
        }
        times.push(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::Day;

    #[test]
    fn five_an_hour_for_each() {
        let throttle = Throttle::default();
        let noon = Day::new(2013, 2, 15).expect("a day").at_hour(12, 0);
        let (kari, ola) = (PersonId::fresh(), PersonId::fresh());
        for minute in 0..5 {
            assert!(throttle.admits(kari, noon + Duration::minutes(minute)));
        }
        assert!(!throttle.admits(kari, noon + Duration::minutes(59)));
        assert!(throttle.admits(ola, noon + Duration::minutes(59)));
        assert!(throttle.admits(kari, noon + Duration::minutes(60)));
        assert!(!throttle.admits(kari, noon + Duration::seconds(3630)));
    }
}
