//! What the tests of the engine share.

use futures::future::BoxFuture;
use jobs::{Act, ActError, Acts, Engine, EngineError, LocalBell, Rules, Workplace};
use sea_orm::DatabaseConnection;
use std::{future::Future, sync::Arc, time::Duration};
use tokio::{sync::oneshot, task::JoinHandle, time};
use vocabulary::{Clock, Day, FixedClock, SystemClock};
use worklist::{Ask, Backoff, Claim, queries, queries::Item};

pub const KIND: &str = "hand-over-letter";
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The one place to put another database in.
pub async fn database() -> (DatabaseConnection, tempfile::TempDir) {
    let dir = tempfile::tempdir().expect("a directory");
    let url = format!("sqlite://{}", dir.path().join("fordel.db").display());
    let db = migrations::open(&url).await.expect("a database");
    migrations::migrate(&db).await.expect("its tables");
    (db, dir)
}

/// A rehearsed day of the past: what is asked for then is due now.
pub fn story() -> FixedClock {
    FixedClock::on(Day::new(2013, 2, 15).expect("a day"), 9)
}

/// An engine with a bell, that looks often and whose failures hardly wait.
pub fn engine(db: &DatabaseConnection) -> (Engine, Arc<LocalBell>) {
    let bell = Arc::new(LocalBell::new());
    let engine = Engine {
        poll: Duration::from_millis(20),
        backoff: Some(Backoff { first: Duration::from_millis(1), cap: Duration::from_millis(2) }),
        rounds: false,
        ..Engine::new(db.clone(), Arc::new(story()), bell.clone())
    };
    (engine, bell)
}

pub async fn ask(db: &DatabaseConnection, ask: Ask) {
    let tx = journal::begin(db).await.expect("a transaction");
    worklist::ask(&tx, story().now(), ask).await.expect("asked");
    tx.commit().await.expect("committed");
}

pub async fn ask_for(db: &DatabaseConnection, subject: &str, max_attempts: i32) {
    ask(db, Ask::new(KIND, subject, story().now()).max_attempts(max_attempts)).await;
}

type Script = dyn Fn(Workplace, Claim) -> BoxFuture<'static, Result<(), ActError>> + Send + Sync;

struct Scripted(Rules, Box<Script>);

#[async_trait::async_trait]
impl Act for Scripted {
    fn kind(&self) -> &'static str {
        KIND
    }
    fn rules(&self) -> Rules {
        self.0
    }
    async fn run(&self, at: &Workplace, claim: &Claim) -> Result<(), ActError> {
        (self.1)(at.clone(), claim.clone()).await
    }
}

/// The acts of a process that does one kind of work like this.
pub fn acts<F>(script: impl Fn(Workplace, Claim) -> F + Send + Sync + 'static) -> Acts
where
    F: Future<Output = Result<(), ActError>> + Send + 'static,
{
    acts_by(Rules::default(), script)
}

/// The same by these rules.
pub fn acts_by<F>(
    rules: Rules,
    script: impl Fn(Workplace, Claim) -> F + Send + Sync + 'static,
) -> Acts
where
    F: Future<Output = Result<(), ActError>> + Send + 'static,
{
    let script =
        Box::new(move |at, claim| -> BoxFuture<'static, _> { Box::pin(script(at, claim)) });
    Acts::none().with(Scripted(rules, script))
}

/// An engine at work until it is told to stop.
pub struct AtWork {
    stop: oneshot::Sender<()>,
    engine: JoinHandle<Result<(), EngineError>>,
}

pub fn start(engine: Engine, acts: Acts) -> AtWork {
    let (stop, stopped) = oneshot::channel();
    let engine = tokio::spawn(jobs::run(engine, acts, async {
        let _ = stopped.await;
    }));
    AtWork { stop, engine }
}

impl AtWork {
    pub async fn stop(self) {
        let _ = self.stop.send(());
        let ended = time::timeout(PATIENCE, self.engine).await.expect("it stops in time");
        ended.expect("it does not panic").expect("it stops without an error");
    }
}

/// Looks at the list until all of it is as wanted.
pub async fn wait_until(db: &DatabaseConnection, wanted: impl Fn(&[Item]) -> bool) -> Vec<Item> {
    let look = async {
        loop {
            let items = items(db).await;
            if wanted(&items) {
                return items;
            }
            time::sleep(Duration::from_millis(5)).await;
        }
    };
    match time::timeout(PATIENCE, look).await {
        Ok(items) => items,
        Err(_) => panic!("it did not come to that: {:#?}", items(db).await),
    }
}

pub async fn items(db: &DatabaseConnection) -> Vec<Item> {
    let all = queries::Filter::default();
    queries::list(db, &all, 0, 1000).await.expect("the list").items
}

/// The instant it is by the machine.
pub fn now() -> chrono::DateTime<chrono::Utc> {
    SystemClock.now()
}
