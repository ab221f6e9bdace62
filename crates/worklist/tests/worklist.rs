//! The list on a real database. Every test takes its database from [`database`], the one place to put
//! another one in.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use std::time::Duration;
use worklist::{Ask, Claim, Fate, ReplayError, Rescued, State, ask, claim, queries};

const KIND: &str = "hand-over-letter";
const LEASE: Duration = Duration::from_secs(30);

async fn database() -> (DatabaseConnection, tempfile::TempDir) {
    let dir = tempfile::tempdir().expect("a directory");
    let url = format!("sqlite://{}", dir.path().join("fordel.db").display());
    let db = migrations::open(&url).await.expect("a database");
    migrations::migrate(&db).await.expect("its tables");
    (db, dir)
}

async fn begin(db: &DatabaseConnection) -> DatabaseTransaction {
    db.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    })
    .await
    .expect("a transaction")
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_800_000_000 + seconds)
}

async fn asked(db: &DatabaseConnection, wanted: Ask) -> bool {
    let tx = begin(db).await;
    let added = ask(&tx, at(0), wanted).await.expect("asked");
    tx.commit().await.expect("committed");
    added
}

async fn claimed(db: &DatabaseConnection, now: i64, worker: &str) -> Vec<Claim> {
    claim(db, at(now), worker, &[KIND], 10, LEASE).await.expect("claimed")
}

async fn states(db: &DatabaseConnection) -> Vec<(State, u64)> {
    let counts = queries::counts(db).await.expect("counts");
    counts.into_iter().map(|count| (count.state, count.rows)).collect()
}

#[tokio::test]
async fn asking_twice_adds_one_row_until_it_is_over() {
    let (db, _dir) = database().await;
    assert!(asked(&db, Ask::new(KIND, "a", at(0))).await);
    assert!(!asked(&db, Ask::new(KIND, "a", at(0))).await);
    assert!(asked(&db, Ask::new("other-kind", "a", at(0))).await);

    let held = claimed(&db, 0, "w").await;
    assert!(!asked(&db, Ask::new(KIND, "a", at(0))).await, "it runs");
    assert!(worklist::finish(&db, at(1), &held[0]).await.expect("finished"));
    assert!(asked(&db, Ask::new(KIND, "a", at(0))).await, "it is done");
}

#[tokio::test]
async fn what_is_rolled_back_was_never_asked_for() {
    let (db, _dir) = database().await;
    let tx = begin(&db).await;
    assert!(ask(&tx, at(0), Ask::new(KIND, "a", at(0))).await.expect("asked"));
    tx.rollback().await.expect("rolled back");
    assert_eq!(queries::outstanding(&db).await.expect("counted"), 0);
}

#[tokio::test]
async fn the_most_urgent_go_first_and_nothing_before_its_time() {
    let (db, _dir) = database().await;
    for (subject, run_at, priority) in
        [("later", 60, 9), ("second", -5, 0), ("third", 0, 0), ("first", 0, 1)]
    {
        asked(&db, Ask::new(KIND, subject, at(run_at)).priority(priority)).await;
    }
    asked(&db, Ask::new("unknown-kind", "x", at(0))).await;

    let first = claim(&db, at(0), "w", &[KIND], 2, LEASE).await.expect("claimed");
    let rest = claimed(&db, 0, "w").await;
    let subjects = |claims: &[Claim]| claims.iter().map(|c| c.subject.clone()).collect::<Vec<_>>();
    assert_eq!(subjects(&first), ["first", "second"]);
    assert_eq!(subjects(&rest), ["third"]);
    assert_eq!(first[0].attempt, 1);

    assert_eq!(queries::due(&db, at(0), &[KIND]).await.expect("counted"), 3, "those that run");
    assert_eq!(queries::due(&db, at(60), &[KIND]).await.expect("counted"), 4);
    assert_eq!(queries::outstanding(&db).await.expect("counted"), 5);
    let age = queries::oldest_ready_age(&db, at(10)).await.expect("age");
    assert_eq!(age, Some(TimeDelta::seconds(10)), "of the unknown kind, which nobody claims");
}

#[tokio::test]
async fn two_workers_never_hold_the_same_row() {
    let (db, _dir) = database().await;
    for n in 0..40 {
        asked(&db, Ask::new(KIND, n, at(0))).await;
    }
    let workers = (0..4).map(|n| {
        let db = db.clone();
        tokio::spawn(async move {
            let mut held = Vec::new();
            loop {
                let more = claim(&db, at(0), &format!("w{n}"), &[KIND], 3, LEASE).await;
                let more = more.expect("claimed");
                if more.is_empty() {
                    return held;
                }
                held.extend(more.into_iter().map(|claim| claim.id));
            }
        })
    });
    let mut ids = Vec::new();
    for worker in workers.collect::<Vec<_>>() {
        ids.extend(worker.await.expect("a worker"));
    }
    assert_eq!(ids.len(), 40);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 40);
}

#[tokio::test]
async fn a_late_writer_changes_nothing() {
    let (db, _dir) = database().await;
    asked(&db, Ask::new(KIND, "a", at(0))).await;
    let late = claimed(&db, 0, "sleeper").await.remove(0);
    let rescued = worklist::rescue(&db, at(31)).await.expect("rescued");
    assert_eq!(rescued, Rescued { ready: 1, dead: 0 });

    for held in [None, Some("other"), Some("sleeper")] {
        if let Some(worker) = held {
            assert_eq!(claimed(&db, 31, worker).await.len(), 1);
        }
        let before = queries::item(&db, late.id).await.expect("an item");
        let late = &late;
        assert!(!worklist::finish(&db, at(32), late).await.expect("written"));
        let fate = worklist::fail(&db, at(32), late, Some(at(40)), "no").await.expect("written");
        assert_eq!(fate, Fate::NotOurs);
        assert!(!worklist::snooze(&db, late, at(99), "not yet").await.expect("written"));
        assert!(!worklist::hand_back(&db, late).await.expect("written"));
        let held = std::slice::from_ref(late);
        assert_eq!(worklist::renew(&db, at(32), held, LEASE).await.expect("written"), 0);
        assert_eq!(queries::item(&db, late.id).await.expect("an item"), before);
        worklist::hand_back_all(&db, "other", &[]).await.expect("handed back");
    }
}

#[tokio::test]
async fn a_renewed_lease_is_not_rescued() {
    let (db, _dir) = database().await;
    asked(&db, Ask::new(KIND, "a", at(0))).await;
    let held = claimed(&db, 0, "w").await;
    assert_eq!(worklist::renew(&db, at(20), &held, LEASE).await.expect("renewed"), 1);
    assert_eq!(worklist::rescue(&db, at(49)).await.expect("rescued"), Rescued::default());
    assert_eq!(worklist::rescue(&db, at(51)).await.expect("rescued").ready, 1);
}

#[tokio::test]
async fn work_that_kills_its_worker_ends_dead_with_the_reason() {
    let (db, _dir) = database().await;
    asked(&db, Ask::new(KIND, "a", at(0)).max_attempts(2)).await;
    let first = claimed(&db, 0, "w1").await.remove(0);
    worklist::rescue(&db, at(31)).await.expect("rescued");
    assert_eq!(claimed(&db, 31, "w2").await[0].attempt, 2);
    let rescued = worklist::rescue(&db, at(62)).await.expect("rescued");
    assert_eq!(rescued, Rescued { ready: 0, dead: 1 });

    let item = queries::item(&db, first.id).await.expect("an item").expect("is there");
    assert_eq!((item.state, item.attempt, item.finished_at), (State::Dead, 2, Some(at(62))));
    let reason = item.reason.expect("a reason");
    assert_eq!(reason, "lease expired on attempt 2: the worker w2 died or hung");
    assert!(claimed(&db, 99, "w3").await.is_empty());
}

#[tokio::test]
async fn failures_are_tried_again_until_the_attempts_are_used_up() {
    let (db, _dir) = database().await;
    asked(&db, Ask::new(KIND, "a", at(0)).max_attempts(2)).await;
    let first = claimed(&db, 0, "w").await.remove(0);
    let fate = worklist::fail(&db, at(0), &first, Some(at(5)), "relay busy").await.expect("failed");
    assert_eq!(fate, Fate::Again);
    assert!(claimed(&db, 4, "w").await.is_empty());
    let second = claimed(&db, 5, "w").await.remove(0);
    let fate =
        worklist::fail(&db, at(5), &second, Some(at(9)), "relay away").await.expect("failed");
    assert_eq!(fate, Fate::Dead);
    let item = queries::item(&db, first.id).await.expect("an item").expect("is there");
    assert_eq!(item.reason.as_deref(), Some("relay away"));
}

#[tokio::test]
async fn giving_up_is_dead_at_once_and_a_person_may_replay_it() {
    let (db, _dir) = database().await;
    asked(&db, Ask::new(KIND, "a", at(0))).await;
    let held = claimed(&db, 0, "w").await.remove(0);
    let early = replayed(&db, 1, &held).await;
    assert!(matches!(early, Err(ReplayError::NotDead(State::Running))), "{early:?}");
    worklist::fail(&db, at(1), &held, None, "no such address").await.expect("failed");
    assert_eq!(states(&db).await, [(State::Dead, 1)]);

    assert!(asked(&db, Ask::new(KIND, "a", at(0))).await);
    let meanwhile = replayed(&db, 2, &held).await;
    assert!(matches!(meanwhile, Err(ReplayError::AskedAgain)), "{meanwhile:?}");
    let again = claimed(&db, 2, "w").await.remove(0);
    worklist::finish(&db, at(2), &again).await.expect("finished");

    replayed(&db, 3, &held).await.expect("replayed");
    assert_eq!(claimed(&db, 3, "w").await[0].attempt, 1);
}

async fn replayed(db: &DatabaseConnection, now: i64, held: &Claim) -> Result<(), ReplayError> {
    let tx = begin(db).await;
    let result = worklist::replay(&tx, at(now), held.id).await;
    if result.is_ok() {
        tx.commit().await?;
    }
    result
}

#[tokio::test]
async fn putting_off_and_handing_back_use_no_attempt() {
    let (db, _dir) = database().await;
    asked(&db, Ask::new(KIND, "a", at(0)).max_attempts(1)).await;
    let held = claimed(&db, 0, "w").await.remove(0);
    assert!(
        worklist::snooze(&db, &held, at(10), "the relay rests at night").await.expect("put off")
    );
    assert!(claimed(&db, 9, "w").await.is_empty());
    let held = claimed(&db, 10, "w").await.remove(0);
    assert!(worklist::hand_back(&db, &held).await.expect("handed back"));
    let held = claimed(&db, 10, "w").await.remove(0);
    assert_eq!(held.attempt, 1);
    assert_eq!(worklist::hand_back_all(&db, "w", &[held.id]).await.expect("handed back"), 0);
    assert_eq!(worklist::hand_back_all(&db, "w", &[]).await.expect("handed back"), 1);
}

#[tokio::test]
async fn what_waits_can_be_cancelled_and_what_is_over_is_pruned() {
    let (db, _dir) = database().await;
    for subject in ["waits", "runs", "dies"] {
        asked(&db, Ask::new(KIND, subject, at(if subject == "waits" { 60 } else { 0 }))).await;
    }
    let held = claimed(&db, 0, "w").await;
    let dies = held.iter().find(|claim| claim.subject == "dies").expect("it is held");
    worklist::fail(&db, at(1), dies, None, "poison").await.expect("failed");

    let tx = begin(&db).await;
    let mut cancelled = Vec::new();
    for key in ["waits", "runs", "dies", "nobody"] {
        let gone = worklist::cancel(&tx, at(2), KIND, key, "the deadline was withdrawn").await;
        cancelled.push(gone.expect("cancelled"));
    }
    tx.commit().await.expect("committed");
    assert_eq!(cancelled, [true, false, false, false]);

    assert_eq!(worklist::prune(&db, at(2)).await.expect("pruned"), 0);
    assert_eq!(worklist::prune(&db, at(3)).await.expect("pruned"), 1);
    assert_eq!(states(&db).await, [(State::Running, 1), (State::Dead, 1)]);
}

#[tokio::test]
async fn the_list_is_filtered_and_paged() {
    let (db, _dir) = database().await;
    for n in 0..5 {
        asked(&db, Ask::new(KIND, n, at(0))).await;
    }
    asked(&db, Ask::new("other-kind", "x", at(0)).unique_key("x@1")).await;
    let only = queries::Filter { state: Some(State::Ready), kind: Some(KIND.into()) };
    let page = queries::list(&db, &only, 1, 2).await.expect("a page");
    assert_eq!((page.total, page.items.len()), (5, 2));
    assert_eq!(page.items[0].subject, "2", "latest first");
    let all = queries::list(&db, &queries::Filter::default(), 0, 50).await.expect("a page");
    assert_eq!((all.total, all.items[0].unique_key.as_str()), (6, "x@1"));
}
