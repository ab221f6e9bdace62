//! What an attempt knows of its lease without asking the database.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};
use tokio_util::sync::{CancellationToken, WaitForCancellationFuture};

/// The lease of one attempt, as this process knows it: until when by a clock that never goes back, and
/// whether the attempt has been told to stop. Clones are the same lease.
#[derive(Debug, Clone)]
pub struct Lease(Arc<State>);

#[derive(Debug)]
struct State {
    /// None once the row is known to be somebody else's.
    ends: Mutex<Option<Instant>>,
    stop: CancellationToken,
}

impl Lease {
    /// A lease until then.
    pub fn until(ends: Instant) -> Lease {
        Lease(Arc::new(State { ends: Mutex::new(Some(ends)), stop: CancellationToken::new() }))
    }
    /// Whether nobody else can hold the row yet. To be asked right before what cannot be taken back: a
    /// process that was asleep longer than its lease must find that out first.
    pub fn is_held(&self) -> bool {
        self.ends().is_some_and(|ends| Instant::now() < ends)
    }
    /// Whether the attempt has been told to stop.
    pub fn is_told_to_stop(&self) -> bool {
        self.0.stop.is_cancelled()
    }
    /// Waits until the attempt is told to stop, because it was cancelled or its lease was lost.
    pub fn told_to_stop(&self) -> WaitForCancellationFuture<'_> {
        self.0.stop.cancelled()
    }

    /// It was renewed and now ends then; what is lost stays lost.
    pub(crate) fn lengthen(&self, until: Instant) {
        if let Some(ends) = self.0.ends.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            *ends = until;
        }
    }
    /// The row is somebody else's, or over.
    pub(crate) fn lose(&self) {
        *self.0.ends.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.0.stop.cancel();
    }
    /// Somebody asked that the work be stopped.
    pub(crate) fn stop(&self) {
        self.0.stop.cancel();
    }

    fn ends(&self) -> Option<Instant> {
        *self.0.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PartialEq for Lease {
    fn eq(&self, other: &Lease) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
impl Eq for Lease {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_lease_ends_by_itself_and_what_is_lost_is_not_won_back() {
        let now = Instant::now();
        let hour = Duration::from_secs(3600);
        let lease = Lease::until(now);
        assert!(!lease.is_held() && !lease.is_told_to_stop());
        lease.lengthen(now + hour);
        assert!(lease.is_held());
        lease.clone().lose();
        lease.lengthen(now + hour);
        assert!(!lease.is_held() && lease.is_told_to_stop());
    }

    #[test]
    fn who_is_told_to_stop_still_holds_it() {
        let lease = Lease::until(Instant::now() + Duration::from_secs(3600));
        lease.stop();
        assert!(lease.is_held() && lease.is_told_to_stop());
    }
}
