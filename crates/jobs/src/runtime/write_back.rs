//! The layer that writes what became of an attempt into its row.
//!
//! It lies around the time limit and the caught panics, so it sees every end. It writes at once, in the
//! act's own task: apalis would gather outcomes until its next look at the list, and during a graceful
//! stop until the last act is through.

use super::{
    backend::{Foreman, Post},
    outcome::Outcome,
};
use apalis::prelude::{BoxDynError, Task};
use futures::{FutureExt, future::BoxFuture};
use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};
use tokio::time;
use tower::{Layer, Service};
use worklist::Claim;

/// With the pauses between them about a minute and a half.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(500);

#[derive(Debug, Clone)]
pub(super) struct WriteBack {
    pub(super) foreman: Arc<Foreman>,
    pub(super) post: Arc<Post>,
}

impl<S> Layer<S> for WriteBack {
    type Service = WritesBack<S>;
    fn layer(&self, act: S) -> WritesBack<S> {
        WritesBack { act, with: self.clone() }
    }
}

#[derive(Debug, Clone)]
pub(super) struct WritesBack<S> {
    act: S,
    with: WriteBack,
}

impl<S> Service<Task<Claim>> for WritesBack<S>
where
    S: Service<Task<Claim>, Response = Outcome, Error = BoxDynError>,
    S::Future: Send + 'static,
{
    type Response = ();
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<(), Infallible>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // The layers within fail a task, never themselves.
        self.act.poll_ready(cx).map(|_| Ok(()))
    }

    fn call(&mut self, task: Task<Claim>) -> Self::Future {
        let with = self.with.clone();
        let claim = task.args.clone();
        let under_way = with.post.hand.begin(&claim);
        let act = self.act.call(task);
        async move {
            let began = Instant::now();
            let outcome = act
                .await
                .unwrap_or_else(|said| Outcome::of_apalis(&said.to_string(), with.foreman.limit));
            with.write(&claim, &outcome, began.elapsed()).await;
            drop(under_way);
            Ok(())
        }
        .boxed()
    }
}

impl WriteBack {
    async fn write(&self, claim: &Claim, outcome: &Outcome, took: Duration) {
        for tries in 1..=TRIES {
            match outcome.write(&self.foreman.db, claim, self.foreman.backoff).await {
                Ok(word) => return outcome.report(claim, word, took),
                Err(error) => {
                    tracing::warn!(kind = claim.kind, id = %claim.id, "not written yet: {error}");
                    time::sleep(PAUSE * tries.min(10)).await;
                }
            }
        }
        // Out of hand now, so its lease runs out and it is rescued.
        tracing::error!(kind = claim.kind, id = %claim.id, "the outcome of an attempt is lost");
    }
}
