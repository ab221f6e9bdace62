//! The layer that has written down what became of an attempt.
//!
//! It lies around the caught panics, so it sees every end. It has it written at once, in the act's own
//! task: apalis would gather outcomes until its next look at the list, and during a graceful stop until
//! the last act is through.

use super::{
    backend::{Foreman, Post},
    outcome::{self, Outcome},
};
use apalis::prelude::{BoxDynError, Task};
use futures::{FutureExt, future::BoxFuture};
use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
    time::Instant,
};
use tower::{Layer, Service};
use worklist::Claim;

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
            let foreman = &with.foreman;
            let began = Instant::now();
            let waited = (claim.began_at - claim.due_at).to_std().unwrap_or_default();
            metrics::histogram!("fordel_work_wait_seconds", "kind" => claim.kind.clone())
                .record(waited.as_secs_f64());
            let outcome = act.await.unwrap_or_else(|said| Outcome::of_apalis(&said.to_string()));
            let took = began.elapsed();
            let rules = foreman.rules(&claim.kind);
            let ending = outcome.ending(claim, foreman.now(), &rules);
            // Unwritten, it is out of hand now, so that its lease runs out and it is rescued.
            if let Some(settled) = foreman.clerk.write(ending.clone()).await {
                outcome::report(&ending, settled, took);
            }
            drop(under_way);
            with.post.has_room(foreman, &rules);
            Ok(())
        }
        .boxed()
    }
}
