//! When to look at the list: on a ring, and every so often without one.

use crate::Ears;
use apalis::prelude::{PollSnapshot, PollStrategy};
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep};

/// apalis 1.0.0's own strategies lose a wake-up when their timer fires while the list is being looked
/// at: the next timer is made but never polled. This one never returns without leaving the task's
/// waker with a running timer and with the bell.
#[derive(Debug)]
pub(super) struct Doorbell {
    every: Duration,
    timer: Pin<Box<Sleep>>,
    ears: [Ears; 2],
}

impl Doorbell {
    pub(super) fn new(every: Duration, ears: [Ears; 2]) -> Doorbell {
        Doorbell { every, timer: Box::pin(sleep(every)), ears }
    }
}

impl PollStrategy for Doorbell {
    fn poll_drive(&mut self, cx: &mut Context<'_>, _: &PollSnapshot) -> Poll<Option<()>> {
        let mut look = false;
        while self.timer.as_mut().poll(cx).is_ready() {
            look = true;
            self.timer.as_mut().reset(Instant::now() + self.every);
        }
        for ears in &mut self.ears {
            look |= ears.poll_rung(cx);
        }
        if look { Poll::Ready(Some(())) } else { Poll::Pending }
    }
}
