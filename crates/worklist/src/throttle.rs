use std::{fmt::Debug, time::Duration};

/// Says how fast something outside may be asked, the mail relay above all. What hangs here is wired in
/// the server: within one process, or shared by all over Redis.
///
/// An act that gets no turn puts its work off for the wait it was told, without counting the attempt.
#[async_trait::async_trait]
pub trait Throttle: Send + Sync + Debug {
    /// Takes one turn of `key` now; else how long it takes until there may be one. Never waits itself
    /// for a turn, and never fails: what shares the turns may be away, and then each takes its share.
    async fn take(&self, key: &str) -> Result<(), Duration>;
}

/// No limit: for installations without one, and for tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unthrottled;

#[async_trait::async_trait]
impl Throttle for Unthrottled {
    async fn take(&self, _: &str) -> Result<(), Duration> {
        Ok(())
    }
}
