//! The bell within one process, and those who listen to it.

use futures::FutureExt;
use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::sync::watch;
use worklist::Bell;

/// A bell that workers can listen to.
pub trait Audible: Bell {
    /// Ears that hear every ring from now on.
    fn listen(&self) -> Ears;
}

/// A bell within this process.
#[derive(Debug)]
pub struct LocalBell(watch::Sender<u64>);

impl LocalBell {
    /// A new bell that nobody listens to yet.
    pub fn new() -> LocalBell {
        LocalBell(watch::Sender::new(0))
    }
}
impl Default for LocalBell {
    fn default() -> Self {
        LocalBell::new()
    }
}
impl Bell for LocalBell {
    fn ring(&self) {
        self.0.send_modify(|rings| *rings = rings.wrapping_add(1));
    }
}
impl Audible for LocalBell {
    fn listen(&self) -> Ears {
        Ears(next_ring(self.0.subscribe()))
    }
}

/// Hears the rings of one bell. Several rings while nobody looks are one; none is lost.
pub struct Ears(NextRing);

type NextRing = Pin<Box<dyn Future<Output = Option<watch::Receiver<u64>>> + Send + Sync>>;

impl Ears {
    /// Waits for a ring that was not yet heard. Never ends once the bell is gone.
    pub async fn ring(&mut self) {
        std::future::poll_fn(|cx| if self.poll_rung(cx) { Poll::Ready(()) } else { Poll::Pending })
            .await;
    }
    /// Whether it rang since this was last asked. Leaves the task's waker with the bell, so that no
    /// ring is lost after a `false`.
    pub(crate) fn poll_rung(&mut self, cx: &mut Context<'_>) -> bool {
        let mut rung = false;
        while let Poll::Ready(heard) = self.0.poll_unpin(cx) {
            match heard {
                Some(rings) => {
                    rung = true;
                    self.0 = next_ring(rings);
                }
                None => self.0 = Box::pin(std::future::pending()),
            }
        }
        rung
    }
}

impl fmt::Debug for Ears {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ears")
    }
}

fn next_ring(mut rings: watch::Receiver<u64>) -> NextRing {
    Box::pin(async move { rings.changed().await.ok().map(|()| rings) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_ring_before_anybody_waits_is_heard_once() {
        let bell = LocalBell::new();
        let mut ears = bell.listen();
        bell.ring();
        bell.ring();
        ears.ring().await;
        assert!(ears.ring().now_or_never().is_none());
        bell.ring();
        ears.ring().await;
    }

    #[tokio::test]
    async fn everybody_hears_it() {
        let bell = LocalBell::new();
        let (mut one, mut other) = (bell.listen(), bell.listen());
        bell.ring();
        one.ring().await;
        other.ring().await;
    }
}
