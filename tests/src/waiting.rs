//! Waiting for something to become true, instead of for a time to pass.

use std::time::{Duration, Instant};

/// How long a test waits for anything: far longer than it takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(20);

/// Looks again and again until `look` finds something, and returns it. Panics, naming `what` was waited
/// for, when it has not come within 30 seconds.
///
/// For a plain condition let `look` return `condition.then_some(())`.
pub async fn wait_until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        // A look that hangs is as bad as one that finds nothing.
        let left = PATIENCE.saturating_sub(began.elapsed());
        match tokio::time::timeout(left, look()).await {
            Ok(Some(found)) => return found,
            Ok(None) if began.elapsed() < PATIENCE => tokio::time::sleep(PAUSE).await,
            _ => panic!("waited {PATIENCE:?} in vain until {what}"),
        }
    }
}
