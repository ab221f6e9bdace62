//! The engine: apalis over the worklist. Nothing outside this module knows of apalis.

mod backend;
mod clerk;
mod doorbell;
mod figures;
mod hand;
mod heart;
mod outcome;
mod write_back;

use crate::{Acts, Audible, Vitals, Workplace, cron};
use apalis::{layers::catch_panic::CatchPanicLayer, prelude::*};
use backend::{Foreman, Worklist, in_time};
use doorbell::Doorbell;
use heart::Heart;
use outcome::Outcome;
use sea_orm::{DatabaseConnection, DbErr};
use std::{
    any::Any,
    future::Future,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::{task::JoinSet, time};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use vocabulary::{Clock, SystemClock};
use worklist::{Backoff, Claim};
use write_back::WriteBack;

/// How long an act may take to notice that it is to stop, after its time of grace.
const LAST_CALL: Duration = Duration::from_secs(5);
/// How often the cron table is looked at.
const CRON_LOOK: Duration = Duration::from_secs(5);
/// One look at the whole table takes no longer, or the database is not there.
const ROUND_OF_LOOKS: Duration = Duration::from_secs(60);
/// More restarts of a worker than this within a minute, and the engine stops instead.
const RESTARTS_A_MINUTE: usize = 5;

/// What runs the worklist, and how.
#[derive(Debug, Clone)]
pub struct Engine {
    /// The database.
    pub db: DatabaseConnection,
    /// The trade's clock, which acts get. Leases, retries and cron lines go by the machine's.
    pub clock: Arc<dyn Clock>,
    /// The bell that wakes the workers, and that acts ring.
    pub bell: Arc<dyn Audible>,
    /// How many acts run at a time.
    pub concurrency: usize,
    /// How often the list is looked at when no bell rings.
    pub poll: Duration,
    /// How long a row is held without a sign of life. Signs come four times as often, and what a dead
    /// process held is free again after a lease and a quarter at the latest.
    pub lease: Duration,
    /// How long one act may take whose rules say nothing of it.
    pub limit: Duration,
    /// How long running acts are waited for when the engine is to stop.
    pub grace: Duration,
    /// How long failed work waits, whatever the rules of its kind say: for tests.
    pub backoff: Option<Backoff>,
    /// Whether this engine also looks at the cron table.
    pub rounds: bool,
    /// The version of the program, for the operators' page.
    pub version: String,
    /// How the workers are, for readiness.
    pub vitals: Arc<Vitals>,
}

impl Engine {
    /// Four acts at a time, of at most two minutes each; the list is looked at every second; leases of
    /// 12 s; 20 s of grace; with the cron table.
    pub fn new(db: DatabaseConnection, clock: Arc<dyn Clock>, bell: Arc<dyn Audible>) -> Engine {
        Engine {
            db,
            clock,
            bell,
            concurrency: 4,
            poll: Duration::from_secs(1),
            lease: Duration::from_secs(12),
            limit: Duration::from_secs(120),
            grace: Duration::from_secs(20),
            backoff: None,
            rounds: true,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            vitals: Arc::default(),
        }
    }
}

/// Why the engine stopped.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The workers ended though nobody asked them to.
    #[error("the workers stopped though nobody asked them to: {0}")]
    Unasked(String),
    /// The database answered with an error where waiting would not help.
    #[error("the worklist cannot be read: {0}")]
    Database(#[from] DbErr),
}

/// Works the list until `shutdown` is over; then claims nothing more, waits for what runs as long as
/// grace lasts, and hands the rest back without counting the attempt.
pub async fn run(
    engine: Engine,
    acts: Acts,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), EngineError> {
    let foreman = Arc::new(Foreman::new(&engine, &acts));
    if let Err(error) = foreman.set_clock(&engine.db).await {
        tracing::warn!("the database's clock could not be read: {error}");
    }
    let stop = CancellationToken::new();
    let heart = Heart::start(foreman.clone()); // ends with this function, however it ends
    let mut beside = JoinSet::new(); // likewise
    beside.spawn(figures::keep_count(foreman.clone()));
    if engine.rounds {
        beside.spawn(keep_rounds(foreman.clone()));
    }

    let keep = acts.rules().into_iter().map(|(kind, rules)| (kind, rules.keep_done)).collect();
    let shop = Arc::new(Shop {
        acts,
        foreman: foreman.clone(),
        at: Workplace {
            db: engine.db.clone(),
            clock: engine.clock.clone(),
            bell: engine.bell.clone(),
            keep: Arc::new(keep),
        },
        stop: stop.clone(),
    });
    let monitor = monitor(&engine, &foreman, &shop);
    let control = monitor.context();
    let mut workers = pin!(monitor.run());
    let result = tokio::select! {
        ended = &mut workers => {
            let why = ended.err().map_or("none is left".to_owned(), |error| error.to_string());
            Err(EngineError::Unasked(why))
        }
        () = shutdown => {
            foreman.vitals.drain();
            fail::fail_point!("drain.begin");
            let _ = control.shutdown(); // only says so, and cannot fail
            let mut ended = time::timeout(engine.grace, &mut workers).await.is_ok();
            if !ended {
                stop.cancel();
                ended = time::timeout(LAST_CALL, &mut workers).await.is_ok();
            }
            if !ended {
                tracing::warn!("an act did not stop; its lease will run out");
            }
            Ok(())
        }
    };
    stop.cancel();
    foreman.hand_everything_back().await;
    heart.stop().await;
    result
}

/// Works the list until nothing is due and nothing runs; how many rows then still wait for a later
/// time, or for a kind of act that is not among `acts`. Looks at no cron table.
pub async fn drain(engine: Engine, acts: Acts) -> Result<u64, EngineError> {
    // What is told of the engine is told of who works on, not of who ends when nothing is left.
    let engine = Engine { rounds: false, vitals: Arc::default(), ..engine };
    let (db, bell, kinds) = (engine.db.clone(), engine.bell.clone(), acts.kinds());
    let look_every = engine.poll.min(Duration::from_millis(50));
    let mut idle = Ok(());
    let until_idle = async {
        let mut ears = bell.listen();
        loop {
            match worklist::queries::due(&db, SystemClock.now(), &kinds).await {
                Ok(0) => break,
                Ok(_) => {
                    let _ = time::timeout(look_every, ears.ring()).await;
                }
                Err(error) => {
                    idle = Err(error);
                    break;
                }
            }
        }
    };
    run(engine, acts, until_idle).await?;
    idle?;
    Ok(worklist::queries::outstanding(&db).await?)
}

async fn keep_rounds(foreman: Arc<Foreman>) {
    loop {
        match in_time(ROUND_OF_LOOKS, cron::ring_due(&foreman.db, foreman.now())).await {
            Ok(rung) if rung.is_empty() => {}
            Ok(rung) => {
                tracing::info!(lines = ?rung, "the cron table asked for rounds");
                foreman.bell.ring();
            }
            Err(error) => tracing::warn!("the cron table could not be looked at: {error}"),
        }
        time::sleep(CRON_LOOK).await;
    }
}

/// What the acts of one engine share.
struct Shop {
    acts: Acts,
    foreman: Arc<Foreman>,
    at: Workplace,
    stop: CancellationToken,
}

impl Shop {
    async fn run(&self, claim: Claim) -> Outcome {
        let span = tracing::info_span!(
            "work",
            kind = claim.kind,
            id = %claim.id,
            attempt = claim.attempt
        );
        let rules = self.foreman.rules(&claim.kind);
        let act = async {
            // Named by what it is done to, so that one piece of work can be made to kill its worker.
            fail::fail_point!(&format!("work.{}", claim.subject));
            self.acts.run(&self.at, &claim).await
        };
        let limit = rules.limit.unwrap_or(Duration::MAX);
        let told_to_stop = async {
            claim.lease.told_to_stop().await;
            time::sleep(rules.last_call).await;
        };
        tokio::select! {
            done = act.instrument(span) => Outcome::of(done),
            () = time::sleep(limit) => Outcome::too_long(limit),
            () = told_to_stop => Outcome::CutOff,
            () = self.stop.cancelled() => Outcome::Interrupted,
        }
    }
}

fn monitor(engine: &Engine, foreman: &Arc<Foreman>, shop: &Arc<Shop>) -> Monitor {
    let restarts = Mutex::new(Vec::new());
    let (foreman, shop) = (foreman.clone(), shop.clone());
    let (poll, concurrency) = (engine.poll, engine.concurrency.max(1));
    Monitor::new()
        .should_restart(move |_, error| {
            tracing::error!("a worker ended: {error}");
            let mut recent = restarts.lock().unwrap_or_else(PoisonError::into_inner);
            recent.retain(|at: &Instant| at.elapsed() < Duration::from_secs(60));
            recent.push(Instant::now());
            recent.len() <= RESTARTS_A_MINUTE
        })
        .register(move |_| {
            // A new name each time: the rows of the old one are not this worker's any more.
            let post = foreman.new_post();
            let ears = [foreman.bell.listen(), foreman.wake.listen()];
            let doorbell = Doorbell::new(poll, ears);
            let write_back = WriteBack { foreman: foreman.clone(), post: post.clone() };
            let shop = shop.clone();
            WorkerBuilder::new(post.name.as_str())
                .backend(Worklist::new(foreman.clone(), post).poll_with_strategy(doorbell))
                .parallelize(tokio::spawn)
                .concurrency(concurrency)
                .layer(write_back)
                .layer(CatchPanicLayer::with_panic_handler(panicked as PanicHandler))
                .build(move |claim: Claim| {
                    let shop = shop.clone();
                    async move { Ok::<_, Panicked>(shop.run(claim).await) }
                })
        })
}

/// What an act said when it panicked.
#[derive(Debug, thiserror::Error)]
#[error("the act panicked: {0}")]
struct Panicked(String);

type PanicHandler = fn(&Box<dyn Any + Send>) -> Panicked;

fn panicked(said: &Box<dyn Any + Send>) -> Panicked {
    let text = said.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| said.downcast_ref::<String>().cloned());
    Panicked(text.unwrap_or_else(|| "without a word".to_owned()))
}
