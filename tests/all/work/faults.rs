//! The way to the database fails, once, where it hurts: on every write of the engine.

use super::{KIND, asked, open};
use crate::journeys::house::migrated;
use chrono::{DateTime, Utc};
use jobs::{Act, ActError, Acts, Engine, LocalBell, Rules, Workplace};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use tests::databases::{Database, TestDatabase};
use vocabulary::{Clock, SystemClock};
use worklist::{Ask, Backoff, Claim, State, queries};

/// Does what its subject says.
struct Obeys(Arc<AtomicUsize>);

#[async_trait::async_trait]
impl Act for Obeys {
    fn kind(&self) -> &'static str {
        KIND
    }
    fn rules(&self) -> Rules {
        let millis = Duration::from_millis;
        Rules { backoff: Backoff { first: millis(1), cap: millis(2) }, ..Rules::default() }
    }
    async fn run(&self, _: &Workplace, claim: &Claim) -> Result<(), ActError> {
        self.0.fetch_add(1, SeqCst);
        match (claim.subject.split(' ').next(), claim.attempt) {
            (Some("fails"), 1) => Err(ActError::retry("once")),
            (Some("hopeless"), _) => Err(ActError::give_up("never")),
            _ => Ok(()),
        }
    }
}

fn now() -> DateTime<Utc> {
    SystemClock.now()
}

/// Every statement that writes rows of work fails once with this code, counted by a sequence, which no
/// rollback takes back. Asking is left alone: that is the caller's transaction.
async fn fails_once(db: &DatabaseConnection, code: &str) {
    for statement in [
        "CREATE SEQUENCE failed_claim".to_owned(),
        "CREATE SEQUENCE failed_end".to_owned(),
        "CREATE SEQUENCE failed_setback".to_owned(),
        format!(
            "CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF nextval(TG_ARGV[0]) <= 3 THEN RAISE EXCEPTION 'in each other''s way' USING ERRCODE = '{code}'; \
             END IF; RETURN NEW; END $$"
        ),
        "CREATE TRIGGER claim_fails BEFORE UPDATE ON work FOR EACH ROW WHEN (OLD.state = 'ready' \
         AND NEW.state = 'running') EXECUTE FUNCTION fail_once('failed_claim')"
            .to_owned(),
        "CREATE TRIGGER end_fails BEFORE UPDATE ON work FOR EACH ROW WHEN (OLD.state = 'running' \
         AND NEW.state <> 'running') EXECUTE FUNCTION fail_once('failed_end')"
            .to_owned(),
        "CREATE TRIGGER setback_fails BEFORE INSERT ON work_setback FOR EACH ROW \
         EXECUTE FUNCTION fail_once('failed_setback')"
            .to_owned(),
    ] {
        db.execute_unprepared(&statement).await.expect("a trigger");
    }
}

/// The list is worked off, every row once more than it failed, and what is over is as it should be.
async fn is_worked_off(db: &DatabaseConnection) {
    assert_eq!(db.get_database_backend(), DbBackend::Postgres);
    let asks = (0..30).map(|n| {
        let subject = match n % 3 {
            0 => format!("fails {n}"),
            1 => format!("hopeless {n}"),
            _ => format!("works {n}"),
        };
        Ask::new(KIND, subject, now())
    });
    asked(db, asks.collect()).await;
    let runs = Arc::new(AtomicUsize::new(0));
    let engine = Engine {
        poll: Duration::from_millis(50),
        ..Engine::new(db.clone(), Arc::new(SystemClock), Arc::new(LocalBell::new()))
    };
    let left = jobs::drain(engine, Acts::none().with(Obeys(runs.clone()))).await;
    assert_eq!(left.expect("it is worked off"), 0);
    assert_eq!(runs.load(SeqCst), 40, "no act ran twice for a write that failed");
    let all = queries::list(db, &queries::Filter::default(), 0, 100).await.expect("the list");
    for item in all.items {
        let (state, attempt, setbacks) = match item.subject.split(' ').next() {
            Some("fails") => (State::Done, 2, 1),
            Some("hopeless") => (State::Dead, 1, 1),
            _ => (State::Done, 1, 0),
        };
        assert_eq!((item.state, item.attempt), (state, attempt), "{}", item.subject);
        let wrong = queries::setbacks(db, item.id).await.expect("a look");
        assert_eq!(wrong.len(), setbacks, "{}: {wrong:?}", item.subject);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_two_transactions_have_against_each_other_is_tried_again() {
    for code in ["40001", "40P01"] {
        let database: TestDatabase = migrated(Database::Postgres).await;
        let db = open(&database).await;
        fails_once(&db, code).await;
        is_worked_off(&db).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_cut_again_and_again_lose_nothing_and_repeat_nothing() {
    let database: TestDatabase = migrated(Database::Postgres).await;
    let db = open(&database).await;
    let beside = open(&database).await;
    let cutting = tokio::spawn(async move {
        let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
                      AND pid <> pg_backend_pid()";
        let mut every = tokio::time::interval(Duration::from_millis(40));
        for _ in 0..25 {
            every.tick().await;
            let _ = beside.execute_unprepared(others).await;
        }
    });
    // Asked for before anything is cut would be too early: so it is tried until it stands.
    let asks: Vec<Ask> = (0..200).map(|n| Ask::new(KIND, format!("works {n}"), now())).collect();
    while {
        let tried = async {
            let tx = journal::begin(&db).await?;
            worklist::ask_many(&tx, now(), asks.clone()).await?;
            tx.commit().await
        };
        tried.await.is_err()
    } {}
    let runs = Arc::new(AtomicUsize::new(0));
    let engine = Engine {
        poll: Duration::from_millis(20),
        lease: Duration::from_secs(3),
        ..Engine::new(db.clone(), Arc::new(SystemClock), Arc::new(LocalBell::new()))
    };
    let acts = Acts::none().with(Obeys(runs.clone()));
    // A drain that is cut off while it looks whether it is done begins anew.
    while jobs::drain(engine.clone(), acts.clone()).await.is_err() {}
    cutting.await.expect("it cuts");
    while jobs::drain(engine.clone(), acts.clone()).await.is_err() {}
    let all = queries::list(&db, &queries::Filter::default(), 0, 500).await.expect("the list");
    assert_eq!(all.total, 200);
    assert!(all.items.iter().all(|item| item.state == State::Done), "{:#?}", all.items.first());
    // A claim whose answer was lost is rescued and counts; an act whose end was written is not run again.
    let attempts: i32 = all.items.iter().map(|item| item.attempt).sum();
    assert!(runs.load(SeqCst) <= usize::try_from(attempts).expect("a count"));
}
