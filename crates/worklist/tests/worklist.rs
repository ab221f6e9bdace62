//! The list on a real database. Every test takes its database from [`database`], the one place to put
//! another one in.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use std::time::Duration;
use worklist::{
    Ask, CancelError, Cancelled, Claim, Class, DeadFilter, Ending, How, Keep, ReplayError, Settled,
    State, Turns, Wanted, ask, claim, queries,
};

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
    claims(db, now, worker, &[KIND.into()], 10, &Turns::new()).await
}

async fn claims(
    db: &DatabaseConnection,
    now: i64,
    worker: &str,
    wanted: &[Wanted<'_>],
    most: usize,
    turns: &Turns,
) -> Vec<Claim> {
    claim(db, at(now), worker, wanted, most, LEASE, turns).await.expect("claimed")
}

/// What became of one attempt that ended like this.
async fn ended(db: &DatabaseConnection, now: i64, claim: &Claim, how: How) -> Settled {
    let tx = begin(db).await;
    let ending = Ending { claim: claim.clone(), at: at(now), how };
    let became = worklist::settle(&tx, &[ending]).await.expect("written").remove(0);
    tx.commit().await.expect("committed");
    became
}

/// They all did their work.
async fn finished(db: &DatabaseConnection, now: i64, claims: &[Claim]) {
    let done = |claim: &Claim| Ending { claim: claim.clone(), at: at(now), how: How::Done };
    let endings: Vec<Ending> = claims.iter().map(done).collect();
    worklist::finish(db, &endings).await.expect("finished");
}

fn failed(retry_at: i64, reason: &str) -> How {
    How::Failed { retry_at: at(retry_at), reason: reason.into() }
}

fn given_up(reason: &str) -> How {
    How::GivenUp { reason: reason.into() }
}

/// What became of the rows whose leases ran out.
async fn rescued(db: &DatabaseConnection, now: i64) -> Vec<Settled> {
    let tx = begin(db).await;
    let rescued = worklist::rescue(&tx, at(now)).await.expect("rescued");
    tx.commit().await.expect("committed");
    rescued.into_iter().map(|rescued| rescued.became).collect()
}

async fn handed_back(db: &DatabaseConnection, worker: &str, except: &[vocabulary::WorkId]) -> u64 {
    let tx = begin(db).await;
    let rows = worklist::hand_back_all(&tx, at(0), worker, except).await.expect("handed back");
    tx.commit().await.expect("committed");
    rows
}

async fn cancelled(db: &DatabaseConnection, now: i64, key: &str) -> Option<Cancelled> {
    let tx = begin(db).await;
    let cancelled = worklist::cancel(&tx, at(now), KIND, key, "the deadline was withdrawn").await;
    tx.commit().await.expect("committed");
    cancelled.expect("cancelled")
}

async fn item(db: &DatabaseConnection, claim: &Claim) -> queries::Item {
    queries::item(db, claim.id).await.expect("an item").expect("is there")
}

fn subjects(claims: &[Claim]) -> Vec<String> {
    claims.iter().map(|claim| claim.subject.clone()).collect()
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
    finished(&db, 1, &held).await;
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

    let first = claims(&db, 0, "w", &[KIND.into()], 2, &Turns::new()).await;
    let rest = claimed(&db, 0, "w").await;
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
                let turns = Turns::new();
                let more = claims(&db, 0, &format!("w{n}"), &[KIND.into()], 3, &turns).await;
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
    assert_eq!(rescued(&db, 31).await, [Settled::Waits]);

    for held in [None, Some("other"), Some("sleeper")] {
        if let Some(worker) = held {
            assert_eq!(claimed(&db, 31, worker).await.len(), 1);
        }
        let before = item(&db, &late).await;
        let setbacks = queries::setbacks(&db, late.id).await.expect("a look");
        for how in [
            How::Done,
            failed(40, "no"),
            given_up("no"),
            How::PutOff { until: at(99), reason: "not yet".into() },
            How::HandedBack,
            How::Stopped,
        ] {
            assert_eq!(ended(&db, 32, &late, how).await, Settled::NotOurs);
        }
        let alone = std::slice::from_ref(&late);
        let renewed = worklist::renew(&db, at(32), alone, LEASE).await.expect("written");
        assert_eq!((renewed.held, renewed.lost), (0, 1));
        assert!(!late.still_held() && late.lease.is_told_to_stop());
        assert_eq!(item(&db, &late).await, before);
        assert_eq!(queries::setbacks(&db, late.id).await.expect("a look"), setbacks);
        handed_back(&db, "other", &[]).await;
    }
}

#[tokio::test]
async fn a_renewed_lease_is_not_rescued() {
    let (db, _dir) = database().await;
    asked(&db, Ask::new(KIND, "a", at(0))).await;
    let held = claimed(&db, 0, "w").await;
    assert_eq!(worklist::renew(&db, at(20), &held, LEASE).await.expect("renewed").held, 1);
    assert!(held[0].still_held());
    assert!(!worklist::any_lost(&db, at(49)).await.expect("a look"));
    assert_eq!(rescued(&db, 49).await, []);
    assert!(worklist::any_lost(&db, at(51)).await.expect("a look"));
    assert_eq!(rescued(&db, 51).await, [Settled::Waits]);
}

#[tokio::test]
async fn work_that_kills_its_worker_ends_dead_with_the_reason() {
    let (db, _dir) = database().await;
    asked(&db, Ask::new(KIND, "a", at(0)).max_attempts(2)).await;
    let first = claimed(&db, 0, "w1").await.remove(0);
    rescued(&db, 31).await;
    assert_eq!(claimed(&db, 31, "w2").await[0].attempt, 2);
    assert_eq!(rescued(&db, 62).await, [Settled::Dead]);

    let item = item(&db, &first).await;
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
    assert_eq!(ended(&db, 0, &first, failed(5, "relay busy")).await, Settled::Waits);
    assert!(claimed(&db, 4, "w").await.is_empty());
    let second = claimed(&db, 5, "w").await.remove(0);
    assert_eq!(ended(&db, 5, &second, failed(9, "relay away")).await, Settled::Dead);
    assert_eq!(item(&db, &first).await.reason.as_deref(), Some("relay away"));
}

#[tokio::test]
async fn what_went_wrong_can_be_read_in_order() {
    let (db, _dir) = database().await;
    asked(&db, Ask::new(KIND, "a", at(0))).await;
    let hows = [
        failed(1, "relay busy"),
        How::PutOff { until: at(2), reason: "at night".into() },
        How::PutOff { until: at(3), reason: "at night".into() },
        How::HandedBack,
        given_up("no such address"),
    ];
    let mut last = None;
    for (second, how) in (0..).zip(hows) {
        let held = claimed(&db, second, &format!("w{second}")).await.remove(0);
        ended(&db, second, &held, how).await;
        last = Some(held);
    }
    let held = last.expect("it was held");
    let setbacks = queries::setbacks(&db, held.id).await.expect("a look");
    let told: Vec<String> = setbacks
        .iter()
        .map(|s| format!("{} {} {} {} ×{}", s.attempt, s.worker, s.outcome, s.reason, s.times))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    1 w0 failed relay busy ×1
    2 w2 put-off at night ×2
    2 w3 handed-back  ×1
    2 w4 given-up no such address ×1
    ");
    assert_eq!((setbacks[1].began_at, setbacks[1].ended_at), (Some(at(1)), at(2)));

    // A write whose answer was lost is known again, and only that one.
    let ending = Ending { claim: held.clone(), at: at(4), how: given_up("no such address") };
    assert_eq!(worklist::known(&db, &ending).await.expect("a look"), Some(Settled::Dead));
    let other = Ending { at: at(5), ..ending };
    assert_eq!(worklist::known(&db, &other).await.expect("a look"), None);
}

#[tokio::test]
async fn giving_up_is_dead_at_once_and_a_person_may_replay_it() {
    let (db, _dir) = database().await;
    asked(&db, Ask::new(KIND, "a", at(0))).await;
    let held = claimed(&db, 0, "w").await.remove(0);
    let early = replayed(&db, 1, &held).await;
    assert!(matches!(early, Err(ReplayError::NotDead(State::Running))), "{early:?}");
    ended(&db, 1, &held, given_up("no such address")).await;
    assert_eq!(states(&db).await, [(State::Dead, 1)]);

    assert!(asked(&db, Ask::new(KIND, "a", at(0))).await);
    let meanwhile = replayed(&db, 2, &held).await;
    assert!(matches!(meanwhile, Err(ReplayError::AskedAgain)), "{meanwhile:?}");
    let again = claimed(&db, 2, "w").await;
    finished(&db, 2, &again).await;

    replayed(&db, 3, &held).await.expect("replayed");
    assert_eq!(claimed(&db, 3, "w").await[0].attempt, 1);
}

#[tokio::test]
async fn the_dead_are_replayed_by_what_they_died_of() {
    let (db, _dir) = database().await;
    for (subject, reason) in [
        ("a", "relay 50% full"),
        ("b", "no such address"),
        ("c", "relay away"),
        ("d", "relay away"),
    ] {
        asked(&db, Ask::new(KIND, subject, at(0))).await;
        let held = claimed(&db, 0, "w").await.remove(0);
        ended(&db, 1, &held, given_up(reason)).await;
    }
    asked(&db, Ask::new(KIND, "d", at(900))).await;
    let of = |words: &str| DeadFilter { reason: Some(words.into()), ..DeadFilter::default() };
    assert_eq!(queries::dead(&db, &of("relay")).await.expect("counted"), 3);
    assert_eq!(queries::dead(&db, &of("0% f")).await.expect("counted"), 1);
    assert_eq!(queries::dead(&db, &of("r%l")).await.expect("counted"), 0, "a sign is a sign");
    let later = DeadFilter { since: Some(at(2)), ..of("relay") };
    assert_eq!(queries::dead(&db, &later).await.expect("counted"), 0);

    let tx = begin(&db).await;
    let replayed = worklist::replay_many(&tx, at(9), &of("relay"), 100).await.expect("replayed");
    tx.commit().await.expect("committed");
    assert_eq!(replayed.len(), 2, "d was asked for again");
    assert_eq!(subjects(&claimed(&db, 9, "w").await).len(), 2);
    assert_eq!(queries::dead(&db, &DeadFilter::default()).await.expect("counted"), 2);
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
    let night = How::PutOff { until: at(10), reason: "the relay rests at night".into() };
    assert_eq!(ended(&db, 0, &held, night).await, Settled::Waits);
    assert!(claimed(&db, 9, "w").await.is_empty());
    let held = claimed(&db, 10, "w").await.remove(0);
    assert_eq!(ended(&db, 10, &held, How::HandedBack).await, Settled::Waits);
    let held = claimed(&db, 10, "w").await.remove(0);
    assert_eq!(held.attempt, 1);
    assert_eq!(handed_back(&db, "w", &[held.id]).await, 0);
    assert_eq!(handed_back(&db, "w", &[]).await, 1);
}

#[tokio::test]
async fn what_is_withdrawn_is_cancelled_or_asked_to_stop() {
    let (db, _dir) = database().await;
    for subject in ["waits", "runs", "fails", "is-done", "dies"] {
        asked(&db, Ask::new(KIND, subject, at(if subject == "waits" { 60 } else { 0 }))).await;
    }
    let held = claimed(&db, 0, "w").await;
    let of = |subject| held.iter().find(|claim| claim.subject == subject).expect("it is held");
    ended(&db, 1, of("dies"), given_up("poison")).await;

    assert_eq!(cancelled(&db, 2, "waits").await, Some(Cancelled::AtOnce));
    for running in ["runs", "fails", "is-done"] {
        assert_eq!(cancelled(&db, 2, running).await, Some(Cancelled::AskedToStop));
    }
    assert_eq!((cancelled(&db, 2, "dies").await, cancelled(&db, 2, "nobody").await), (None, None));
    let renewed = worklist::renew(&db, at(3), &held, LEASE).await.expect("renewed");
    assert_eq!((renewed.held, renewed.to_stop), (3, 3));
    assert!(of("runs").lease.is_told_to_stop() && of("runs").still_held());

    assert_eq!(ended(&db, 4, of("runs"), How::Stopped).await, Settled::Cancelled);
    assert_eq!(ended(&db, 4, of("fails"), failed(9, "no")).await, Settled::Cancelled);
    assert_eq!(ended(&db, 4, of("is-done"), How::Done).await, Settled::Done);
    let stopped = item(&db, of("runs")).await;
    assert_eq!(stopped.reason.as_deref(), Some("the deadline was withdrawn"));
}

#[tokio::test]
async fn what_is_asked_for_again_is_not_stopped_after_all() {
    let (db, _dir) = database().await;
    asked(&db, Ask::new(KIND, "a", at(0))).await;
    let held = claimed(&db, 0, "w").await.remove(0);
    cancelled(&db, 1, "a").await;
    assert!(!asked(&db, Ask::new(KIND, "a", at(0))).await, "it still runs");
    assert_eq!(ended(&db, 2, &held, How::Stopped).await, Settled::Waits);
    assert_eq!(claimed(&db, 2, "w").await[0].attempt, 1);
}

#[tokio::test]
async fn an_officer_cancels_one_row() {
    let (db, _dir) = database().await;
    asked(&db, Ask::new(KIND, "dies", at(0))).await;
    let dead = claimed(&db, 0, "w").await.remove(0);
    ended(&db, 0, &dead, given_up("poison")).await;
    let tx = begin(&db).await;
    let seen = worklist::cancel_one(&tx, at(1), dead.id, "seen").await.expect("cancelled");
    assert_eq!(seen, Cancelled::AtOnce);
    let twice = worklist::cancel_one(&tx, at(1), dead.id, "seen").await;
    assert!(matches!(twice, Err(CancelError::Over(State::Cancelled))), "{twice:?}");
    let unknown = worklist::cancel_one(&tx, at(1), vocabulary::WorkId::fresh(), "x").await;
    assert!(matches!(unknown, Err(CancelError::Unknown)), "{unknown:?}");
}

#[tokio::test]
async fn what_is_over_is_pruned_by_its_kinds_rule() {
    let (db, _dir) = database().await;
    for n in 0..5 {
        asked(&db, Ask::new(KIND, n, at(0))).await;
    }
    asked(&db, Ask::new("seal-journal", "", at(0))).await;
    let wanted = [KIND.into(), "seal-journal".into()];
    let held = claims(&db, 0, "w", &wanted, 10, &Turns::new()).await;
    let dies = held.iter().position(|claim| claim.subject == "3").expect("it is held");
    ended(&db, 1, &held[dies], given_up("poison")).await;
    finished(&db, 1, &held).await;

    let pruned = |before: i64, others: i64, most| {
        let keep = Keep { of_kind: vec![(KIND, at(before))], others: at(others) };
        let db = &db;
        async move { worklist::prune(db, &keep, most).await.expect("pruned") }
    };
    assert_eq!(pruned(1, 1, 10).await, 0);
    assert_eq!(pruned(1, 9, 10).await, 1, "the other kind");
    assert_eq!(pruned(2, 0, 3).await, 3);
    assert_eq!(pruned(2, 0, 3).await, 1);
    assert_eq!(states(&db).await, [(State::Dead, 1)]);
    let keep = queries::setbacks(&db, held[dies].id).await.expect("a look");
    assert_eq!(keep.len(), 1);
}

#[tokio::test]
async fn a_paused_kind_waits_and_is_in_nobodys_way() {
    let (db, _dir) = database().await;
    for n in 0..300 {
        asked(&db, Ask::new(KIND, n, at(0))).await;
    }
    asked(&db, Ask::new("seal-journal", "", at(1))).await;
    let tx = begin(&db).await;
    assert!(worklist::pause(&tx, at(2), KIND, "Kari", "the relay is down").await.expect("paused"));
    assert!(!worklist::pause(&tx, at(3), KIND, "Ola", "again").await.expect("paused"));
    tx.commit().await.expect("committed");
    assert_eq!(queries::paused(&db).await.expect("a look")[0].by, "Kari");

    let wanted = [KIND.into(), "seal-journal".into()];
    let held = claims(&db, 4, "w", &wanted, 10, &Turns::new()).await;
    assert_eq!(held.iter().map(|c| c.kind.as_str()).collect::<Vec<_>>(), ["seal-journal"]);
    let tx = begin(&db).await;
    assert!(worklist::resume(&tx, KIND).await.expect("resumed"));
    assert!(!worklist::resume(&tx, KIND).await.expect("resumed"));
    tx.commit().await.expect("committed");
    assert_eq!(claims(&db, 4, "w", &wanted, 10, &Turns::new()).await.len(), 10);
}

#[tokio::test]
async fn organisations_take_turns_and_urgent_work_does_not_wait_for_one() {
    let (db, _dir) = database().await;
    let [big, small] = [1, 2].map(|n| vocabulary::OrganisationId(uuid::Uuid::from_u128(n)));
    let tx = begin(&db).await;
    let many = (0..400).map(|n| Ask::new(KIND, n, at(-600)).organisation(big)).collect();
    assert_eq!(worklist::ask_many(&tx, at(0), many).await.expect("asked"), 400);
    let few = ["small", "small too"].map(|n| Ask::new(KIND, n, at(0)).organisation(small));
    worklist::ask_many(&tx, at(0), few.into()).await.expect("asked");
    let link = Ask::new(KIND, "link", at(0)).organisation(big).class(Class::Urgent);
    worklist::ask_many(&tx, at(0), vec![link.clone(), link]).await.expect("asked once");
    tx.commit().await.expect("committed");

    let turns = Turns::new();
    let mut order = Vec::new();
    for _ in 0..5 {
        let held = claims(&db, 0, "w", &[KIND.into()], 1, &turns).await;
        finished(&db, 0, &held).await;
        order.extend(subjects(&held));
    }
    assert_eq!(order, ["link", "small", "0", "small too", "1"]);

    let narrow = Wanted { per_organisation: Some(2), ..Wanted::from(KIND) };
    assert_eq!(claims(&db, 0, "w", &[narrow], 9, &turns).await.len(), 2);
    assert_eq!(claims(&db, 0, "w", &[narrow], 9, &turns).await.len(), 0);
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
