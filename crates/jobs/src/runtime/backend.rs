//! The worklist as apalis sees it.

use super::{Engine, clerk::Clerk, hand::Hand};
use crate::{Acts, Audible, LocalBell, Rules, Vitals};
use apalis::prelude::{Backend, TaskBuilder, TaskId, WorkerContext};
use apalis_core::{
    backend::{
        BackendConfig,
        codec::Codec,
        finalize::Ephemeral,
        persistence::{Persisted, Persistence, TaskEvent, TaskPersistLayer},
    },
    task::Task,
};
use chrono::{DateTime, TimeDelta, Utc};
use fail::fail_point;
use futures::FutureExt;
use sea_orm::{DatabaseConnection, DbErr, RuntimeErr};
use std::{
    collections::BTreeMap,
    convert::Infallible,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::time;
use uuid::Uuid;
use vocabulary::{Clock, SystemClock};
use worklist::{Bell, Claim, Ending, How, Turns, Wanted};

/// apalis beats its heart only between two looks at the list; signs of life come from the heart.
const UNUSED_HEARTBEAT: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(500);
/// Who waits longer for the database talks to nobody: a connection can be gone without anybody saying
/// so. What was claimed all the same is rescued.
pub(super) const SILENCE: Duration = Duration::from_secs(20);
/// Nothing is known of a database whose clock is so little ahead or behind: it may be the way there.
const UNCERTAIN: TimeDelta = TimeDelta::milliseconds(200);

/// What the database answers, if it does within this time.
pub(super) async fn in_time<T>(
    patience: Duration,
    asking: impl Future<Output = Result<T, DbErr>>,
) -> Result<T, DbErr> {
    let silent = |_| DbErr::Conn(RuntimeErr::Internal("no answer".to_owned()));
    time::timeout(patience, asking).await.map_err(silent)?
}

/// What all workers of one engine share.
#[derive(Debug)]
pub(super) struct Foreman {
    pub(super) db: DatabaseConnection,
    pub(super) bell: Arc<dyn Audible>,
    /// Rings when a kind has room again that had none.
    pub(super) wake: LocalBell,
    pub(super) lease: Duration,
    rules: BTreeMap<&'static str, Rules>,
    concurrency: usize,
    name: String,
    pub(super) version: String,
    pub(super) started_at: DateTime<Utc>,
    pub(super) vitals: Arc<Vitals>,
    pub(super) clerk: Clerk,
    /// How far the database's clock is ahead of the machine's, in microseconds.
    ahead: AtomicI64,
    turns: Turns,
    posts: Mutex<Vec<Arc<Post>>>,
    /// Held while rows are being claimed, so that the end of the engine can wait for it: apalis drops a
    /// look at the list half-way when it is told to stop.
    claiming: Arc<tokio::sync::Mutex<()>>,
}

/// One life of a worker: a name, and what it has in hand.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) name: String,
    pub(super) hand: Arc<Hand>,
}

impl Foreman {
    pub(super) fn new(engine: &Engine, acts: &Acts) -> Foreman {
        let of_act = |(kind, rules): (&'static str, Rules)| {
            let backoff = engine.backoff.unwrap_or(rules.backoff);
            (kind, Rules { backoff, limit: rules.limit.or(Some(engine.limit)), ..rules })
        };
        Foreman {
            db: engine.db.clone(),
            bell: engine.bell.clone(),
            wake: LocalBell::new(),
            lease: engine.lease,
            rules: acts.rules().into_iter().map(of_act).collect(),
            concurrency: engine.concurrency.max(1),
            name: format!("{}-{}", std::process::id(), Uuid::new_v4().simple()),
            version: engine.version.clone(),
            started_at: SystemClock.now(),
            vitals: engine.vitals.clone(),
            clerk: Clerk::employ(engine.db.clone()),
            ahead: AtomicI64::new(0),
            turns: Turns::new(),
            posts: Mutex::default(),
            claiming: Arc::default(),
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
    pub(super) fn kinds(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.rules.keys().copied()
    }
    pub(super) fn rules(&self, kind: &str) -> Rules {
        self.rules.get(kind).copied().unwrap_or_default()
    }

    /// The instant it is by the clock that all workers share: the database's, where it has one.
    pub(super) fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + TimeDelta::microseconds(self.ahead.load(Relaxed))
    }
    /// Finds out how far the database's clock is ahead.
    pub(super) async fn set_clock(&self, db: &DatabaseConnection) -> Result<(), DbErr> {
        let ahead = worklist::clock_ahead(db, || SystemClock.now()).await?;
        let counts = if ahead.abs() < UNCERTAIN { TimeDelta::zero() } else { ahead };
        self.ahead.store(counts.num_microseconds().unwrap_or(0), Relaxed);
        metrics::gauge!("fordel_worker_clock_behind_seconds")
            .set(ahead.num_milliseconds() as f64 / 1000.0);
        Ok(())
    }

    pub(super) fn new_post(&self) -> Arc<Post> {
        let mut posts = self.posts.lock().unwrap_or_else(PoisonError::into_inner);
        let name = format!("{}.{}", self.name, posts.len());
        let post = Arc::new(Post { name, hand: Arc::default() });
        posts.push(post.clone());
        post
    }

    fn posts(&self) -> Vec<Arc<Post>> {
        self.posts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the present worker has in hand. What an earlier life of it held is left to run out.
    pub(super) fn in_hand(&self) -> Vec<Claim> {
        self.posts().last().map(|post| post.hand.claims()).unwrap_or_default()
    }

    /// The last thing an engine does: what is claimed and does not run is free again.
    pub(super) async fn hand_everything_back(&self) {
        let _none_is_claiming = self.claiming.lock().await;
        for post in self.posts() {
            match self.hand_back(&post).await {
                Ok(0) => {}
                Ok(rows) => tracing::info!(rows, "handed back what was not begun"),
                Err(error) => tracing::warn!("could not hand back, leases run out: {error}"),
            }
        }
    }

    async fn hand_back(&self, post: &Post) -> Result<u64, DbErr> {
        let tx = journal::begin(&self.db).await?;
        let running = post.hand.running();
        let rows = worklist::hand_back_all(&tx, self.now(), &post.name, &running).await?;
        tx.commit().await?;
        Ok(rows)
    }
}

impl Post {
    /// An attempt at work of a kind is over: where the kind is limited, there may be room for one that
    /// was left alone.
    pub(super) fn has_room(&self, foreman: &Foreman, rules: &Rules) {
        foreman.vitals.runs(self.hand.busy(), foreman.concurrency);
        if rules.at_once.is_some() || rules.per_organisation.is_some() {
            foreman.wake.ring();
        }
    }
}

/// What apalis is told of the worklist. Nothing here ever fails: apalis would end the worker.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    foreman: Arc<Foreman>,
    post: Arc<Post>,
}

impl Rows {
    async fn claim(&self) -> Vec<Claim> {
        let (foreman, post) = (self.foreman.clone(), self.post.clone());
        let claiming = foreman.claiming.clone().lock_owned().await;
        // A task of its own: it gets to its end, and what it claims comes to hand, even when apalis
        // drops this look half-way.
        let claimed = tokio::spawn(async move {
            let _claiming = claiming;
            // What was written down together is let go together: apalis asks when the first slot is
            // free, and in a moment there are more.
            tokio::task::yield_now().await;
            // There is always one.
            let most = foreman.concurrency.saturating_sub(post.hand.busy()).max(1);
            let wanted: Vec<Wanted<'_>> = foreman
                .rules
                .iter()
                .map(|(kind, rules)| Wanted {
                    kind,
                    room: rules
                        .at_once
                        .map_or(usize::MAX, |most| most.saturating_sub(post.hand.busy_with(kind))),
                    per_organisation: rules.per_organisation,
                    class: rules.class,
                })
                .collect();
            let (now, lease) = (foreman.now(), foreman.lease);
            let (db, turns) = (&foreman.db, &foreman.turns);
            let claiming = worklist::claim(db, now, &post.name, &wanted, most, lease, turns);
            let claims = in_time(SILENCE, claiming).await?;
            if !claims.is_empty() {
                fail_point!("work.after_claim");
            }
            post.hand.take(&claims);
            foreman.vitals.polled(SystemClock.now());
            foreman.vitals.runs(post.hand.busy(), foreman.concurrency);
            Ok::<_, DbErr>(claims)
        });
        match claimed.await {
            Ok(Ok(claims)) => claims,
            Ok(Err(error)) => {
                tracing::warn!("the worklist could not be looked at: {error}");
                time::sleep(PAUSE).await;
                Vec::new()
            }
            Err(error) => {
                tracing::error!("a look at the worklist did not end: {error}");
                time::sleep(PAUSE).await;
                Vec::new()
            }
        }
    }
}

impl Persistence for Rows {
    type Compact = Claim;
    type Response = ();
    type Error = Infallible;

    async fn register(&mut self, _: &WorkerContext) -> Result<(), Infallible> {
        Ok(())
    }

    async fn heartbeat(&mut self, _: &WorkerContext) -> Result<(), Infallible> {
        Ok(())
    }

    async fn fetch_next(&mut self, _: &WorkerContext) -> Result<Vec<Task<Claim>>, Infallible> {
        loop {
            let (mut ears, mut room) = (self.foreman.bell.listen(), self.foreman.wake.listen());
            let claims = self.claim().await;
            // A ring during the look may be for a row that was committed just after it.
            let rung = ears.ring().now_or_never().is_some() | room.ring().now_or_never().is_some();
            if claims.is_empty() && rung {
                continue;
            }
            return Ok(claims.into_iter().map(task).collect());
        }
    }

    async fn reenqueue_abandoned(
        &mut self,
        tasks: Vec<Task<Claim>>,
        _: &WorkerContext,
    ) -> Result<u64, Infallible> {
        let mut handed_back = 0;
        for task in tasks {
            let claim = task.args;
            self.post.hand.put_down(&claim);
            let ending = Ending { claim, at: self.foreman.now(), how: How::HandedBack };
            handed_back += u64::from(self.foreman.clerk.write(ending).await.is_some());
        }
        Ok(handed_back)
    }

    async fn handle_events(
        &mut self,
        _: Vec<TaskEvent<()>>,
        _: &WorkerContext,
    ) -> Result<(), Infallible> {
        Ok(()) // there are none: see `write_back`
    }

    async fn push_tasks(&mut self, tasks: Vec<Task<Claim>>) -> Result<(), Infallible> {
        // Work is asked for through the worklist, inside a transaction; nobody pushes it here.
        tracing::error!(rows = tasks.len(), "work was pushed past the worklist and is not done");
        Ok(())
    }
}

fn task(claim: Claim) -> Task<Claim> {
    let (id, attempt) = (claim.id, claim.attempt);
    // apalis raises the attempt itself when the task starts.
    let before = usize::try_from(attempt - 1).unwrap_or(0);
    let id = TaskId::String(format!("{id}#{attempt}"));
    TaskBuilder::new(claim).task_id(id).attempt(before).build()
}

/// The backend. apalis moves it through its states; the rows are behind it.
#[derive(Debug)]
pub(super) struct Worklist(Persisted<Rows>);

impl Worklist {
    pub(super) fn new(foreman: Arc<Foreman>, post: Arc<Post>) -> Worklist {
        Worklist(Persisted::new(Rows { foreman, post }))
    }
}

impl Backend for Worklist {
    type Task = Task<Claim>;
    type Error = Infallible;

    fn poll_ready(
        &mut self,
        cx: &mut Context<'_>,
        worker: &WorkerContext,
    ) -> Poll<Result<(), Infallible>> {
        self.0.poll_ready(cx, worker, UNUSED_HEARTBEAT)
    }
    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        worker: &WorkerContext,
    ) -> Poll<Option<Result<Task<Claim>, Infallible>>> {
        self.0.poll_next(cx, worker)
    }
    fn poll_close(
        &mut self,
        cx: &mut Context<'_>,
        worker: &WorkerContext,
    ) -> Poll<Result<(), Infallible>> {
        self.0.poll_close(cx, worker)
    }
}

impl BackendConfig for Worklist {
    type Args = Claim;
    type Id = Uuid;
    type Kind = Ephemeral; // claims are handed over as they are
    type Config = ();
    type Layer = TaskPersistLayer<Nothing, ()>;

    fn config(&self) -> &() {
        &()
    }
    fn middleware(&mut self, _: &mut WorkerContext) -> Self::Layer {
        self.0.layer(Nothing, 1).persist_results(false).lock_tasks(false)
    }
}

/// Results are written by `write_back`; nothing is left for apalis to encode.
#[derive(Debug, Clone, Copy)]
pub(super) struct Nothing;

impl Codec<()> for Nothing {
    type Error = Infallible;
    type Compact = ();
    fn encode(&self, (): &()) -> Result<(), Infallible> {
        Ok(())
    }
    fn decode(&self, (): &()) -> Result<(), Infallible> {
        Ok(())
    }
}
