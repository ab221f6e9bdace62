//! What is asked of every store of work that is measured.

use anyhow::bail;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// So many acts run at a time, in whichever store.
pub(super) const SLOTS: usize = 64;
/// So many rows go into one asking in bulk.
pub(super) const BULK: usize = 500;
/// A worker that was told to stop is waited for as long as this.
const GOODBYE: Duration = Duration::from_secs(30);

/// Is told the number of each piece of work in the moment when it begins.
pub(super) type Begun = Arc<dyn Fn(u64) + Send + Sync>;

/// A store of work with workers of its own. A piece of work is a number, and doing it does nothing.
#[async_trait::async_trait]
pub(super) trait Store: Send + Sync {
    /// Asks for one, in a transaction of its own where the store knows transactions; when that stood.
    async fn ask(&self, number: u64) -> anyhow::Result<Instant>;
    /// Asks for many, [`BULK`] at a time.
    async fn ask_in_bulk(&self, numbers: Range<u64>) -> anyhow::Result<()>;
    /// Begins to do what is asked for, [`SLOTS`] at a time.
    async fn work(&self, begun: Begun) -> anyhow::Result<AtWork>;
    /// How many the store itself counts as done.
    async fn done(&self) -> anyhow::Result<u64>;
    /// Forgets everything; nobody works.
    async fn clear(&self) -> anyhow::Result<()>;
}

/// A worker under way.
pub(super) struct AtWork {
    task: JoinHandle<anyhow::Result<()>>,
    stop: CancellationToken,
}

impl AtWork {
    /// A task that ends when `stop` is over.
    pub(super) fn new(task: JoinHandle<anyhow::Result<()>>, stop: CancellationToken) -> AtWork {
        AtWork { task, stop }
    }
    /// An error when it has ended though nobody asked it to.
    pub(super) async fn still(&mut self) -> anyhow::Result<()> {
        if self.task.is_finished() {
            (&mut self.task).await??;
            bail!("the worker has ended by itself");
        }
        Ok(())
    }
    /// Ends it.
    pub(super) async fn end(self) -> anyhow::Result<()> {
        self.stop.cancel();
        timeout(GOODBYE, self.task).await??
    }
}
