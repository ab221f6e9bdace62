//! The engine on a real database.

mod support;

use futures::future::join_all;
use jobs::{ActError, Acts, Engine, Rules, cron};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};
use support::{KIND, acts, ask, ask_for, database, engine, items, now, start, story, wait_until};
use tokio::{sync::Notify, time};
use vocabulary::{Actor, Clock};
use worklist::{Ask, Bell, Cancelled, Ending, How, Settled, State};

fn over(items: &[worklist::queries::Item]) -> bool {
    items.iter().all(|item| !matches!(item.state, State::Ready | State::Running))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ring_starts_work_at_once() {
    let (db, _dir) = database().await;
    let (engine, bell) = engine(&db);
    let engine = Engine { poll: Duration::from_secs(3600), ..engine };
    let at_work = start(engine, acts(|_, _| async { Ok(()) }));
    for round in 0..20 {
        ask_for(&db, &round.to_string(), 1).await;
        bell.ring();
        wait_until(&db, over).await;
    }
    at_work.stop().await;
    assert_eq!(items(&db).await.len(), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_ring_it_is_found_by_looking() {
    let (db, _dir) = database().await;
    let (engine, _bell) = engine(&db);
    let at_work = start(engine, acts(|_, _| async { Ok(()) }));
    ask_for(&db, "a", 1).await;
    let items = wait_until(&db, over).await;
    assert_eq!((items[0].state, items[0].attempt), (State::Done, 1));
    at_work.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_counts_as_an_attempt_and_harms_nobody_else() {
    let (db, _dir) = database().await;
    let (engine, _bell) = engine(&db);
    ask_for(&db, "poison", 3).await;
    ask_for(&db, "wholesome", 1).await;
    let at_work = start(
        engine,
        acts(|_, claim| async move {
            assert!(claim.subject != "poison", "no such county: {}", claim.attempt);
            Ok(())
        }),
    );
    let items = wait_until(&db, over).await;
    at_work.stop().await;
    let of = |subject: &str| items.iter().find(|item| item.subject == subject).expect("a row");
    assert_eq!(of("wholesome").state, State::Done);
    let poison = of("poison");
    assert_eq!((poison.state, poison.attempt), (State::Dead, 3));
    assert_eq!(poison.reason.as_deref(), Some("the act panicked: no such county: 3"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_act_says_itself_what_is_to_come_of_it() {
    let (db, _dir) = database().await;
    let (engine, _bell) = engine(&db);
    for subject in ["gives-up", "works-the-second-time", "not-now"] {
        ask_for(&db, subject, 2).await;
    }
    let not_now = Arc::new(AtomicUsize::new(0));
    let at_work = start(
        engine,
        acts(move |_, claim| {
            let not_now = not_now.clone();
            async move {
                match (claim.subject.as_str(), claim.attempt) {
                    ("gives-up", _) => Err(ActError::give_up("no such address")),
                    ("works-the-second-time", 1) => Err(ActError::retry("the relay is busy")),
                    ("not-now", attempt) => {
                        assert_eq!(attempt, 1, "putting off counts no attempt");
                        match not_now.fetch_add(1, SeqCst) {
                            0..5 => Err(ActError::snooze(Duration::from_millis(1), "at night")),
                            _ => Ok(()),
                        }
                    }
                    _ => Ok(()),
                }
            }
        }),
    );
    let items = wait_until(&db, over).await;
    at_work.stop().await;
    let of = |subject: &str| {
        let item = items.iter().find(|item| item.subject == subject).expect("a row");
        (item.state, item.attempt, item.reason.as_deref())
    };
    assert_eq!(of("gives-up"), (State::Dead, 1, Some("no such address")));
    assert_eq!(of("works-the-second-time"), (State::Done, 2, None));
    assert_eq!(of("not-now"), (State::Done, 1, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_act_that_takes_too_long_is_ended() {
    let (db, _dir) = database().await;
    let (engine, _bell) = engine(&db);
    ask_for(&db, "a", 1).await;
    let engine = Engine { limit: Duration::from_millis(50), ..engine };
    let at_work = start(engine, acts(|_, _| std::future::pending()));
    let items = wait_until(&db, over).await;
    at_work.stop().await;
    assert_eq!(items[0].state, State::Dead);
    assert_eq!(items[0].reason.as_deref(), Some("the act took longer than 0 s"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_longer_than_its_lease_runs_once() {
    let (db, _dir) = database().await;
    ask_for(&db, "long", 3).await;
    let runs = Arc::new(AtomicUsize::new(0));
    let engines = (0..2).map(|_| {
        let (engine, _) = engine(&db);
        let runs = runs.clone();
        let engine = Engine { lease: Duration::from_millis(600), ..engine };
        start(
            engine,
            acts(move |_, _| {
                runs.fetch_add(1, SeqCst);
                async {
                    time::sleep(Duration::from_millis(1800)).await;
                    Ok(())
                }
            }),
        )
    });
    let engines: Vec<_> = engines.collect();
    let items = wait_until(&db, over).await;
    join_all(engines.into_iter().map(support::AtWork::stop)).await;
    assert_eq!((items[0].state, items[0].attempt), (State::Done, 1));
    assert_eq!(runs.load(SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_dead_process_held_is_taken_up() {
    let (db, _dir) = database().await;
    ask_for(&db, "a", 2).await;
    let turns = worklist::Turns::new();
    let lease = Duration::from_millis(100);
    let gone = worklist::claim(&db, now(), "gone", &[KIND.into()], 1, lease, &turns).await;
    let gone = gone.expect("claimed").remove(0);
    let (engine, _bell) = engine(&db);
    let at_work = start(
        Engine { lease: Duration::from_millis(300), ..engine },
        acts(|_, _| async { Ok(()) }),
    );
    let items = wait_until(&db, over).await;
    at_work.stop().await;
    assert_eq!((items[0].state, items[0].attempt), (State::Done, 2));
    let late = Ending { claim: gone, at: now(), how: How::Done };
    assert_eq!(worklist::finish(&db, &[late]).await.expect("written"), [Settled::NotOurs]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_engines_share_the_list_and_keep_their_limits() {
    let (db, _dir) = database().await;
    let tx = journal::begin(&db).await.expect("a transaction");
    for n in 0..200 {
        let ask = Ask::new(KIND, n, story().now());
        worklist::ask(&tx, story().now(), ask).await.expect("asked");
    }
    tx.commit().await.expect("committed");
    let runs: Arc<Mutex<HashMap<String, usize>>> = Arc::default();
    let engines = (0..2).map(|_| {
        let (engine, _) = engine(&db);
        let engine = Engine { concurrency: 3, ..engine };
        let (runs, at_once) = (runs.clone(), Arc::new(AtomicUsize::new(0)));
        jobs::drain(
            engine,
            acts(move |_, claim| {
                let (runs, at_once) = (runs.clone(), at_once.clone());
                async move {
                    assert!(at_once.fetch_add(1, SeqCst) < 3, "three at a time");
                    tokio::task::yield_now().await;
                    *runs.lock().expect("counts").entry(claim.subject).or_default() += 1;
                    at_once.fetch_sub(1, SeqCst);
                    Ok(())
                }
            }),
        )
    });
    for left in join_all(engines.map(tokio::spawn)).await {
        assert_eq!(left.expect("no panic").expect("drained"), 0);
    }
    let runs = runs.lock().expect("counts");
    assert_eq!(runs.len(), 200);
    assert!(runs.values().all(|times| *times == 1), "{runs:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn draining_follows_work_that_asks_for_work_and_leaves_what_is_not_due() {
    let (db, _dir) = database().await;
    ask_for(&db, "3", 1).await;
    ask(&db, Ask::new(KIND, "tomorrow", now() + Duration::from_secs(86_400))).await;
    ask(&db, Ask::new("unknown-kind", "x", story().now())).await;
    let (engine, _bell) = engine(&db);
    let chain = acts(|at, claim| async move {
        let left: u32 = claim.subject.parse().map_err(ActError::give_up)?;
        if left > 0 {
            let tx = journal::begin(&at.db).await?;
            let next = Ask::new(KIND, left - 1, at.clock.now());
            worklist::ask(&tx, at.clock.now(), next).await?;
            tx.commit().await?;
            at.bell.ring();
        }
        Ok(())
    });
    assert_eq!(jobs::drain(engine.clone(), chain.clone()).await.expect("drained"), 2);
    let done = items(&db).await.into_iter().filter(|item| item.state == State::Done).count();
    assert_eq!(done, 4);
    assert_eq!(jobs::drain(engine, chain).await.expect("drained again"), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_graceful_stop_finishes_what_it_can_and_hands_back_the_rest() {
    let (db, _dir) = database().await;
    for subject in ["short", "endless", "waits"] {
        ask_for(&db, subject, 1).await;
    }
    let (engine, _bell) = engine(&db);
    let begun = Arc::new(Notify::new());
    let signal = begun.clone();
    let engine = Engine { concurrency: 2, grace: Duration::from_millis(300), ..engine };
    let at_work = start(
        engine,
        acts(move |_, claim| {
            signal.notify_one();
            async move {
                match claim.subject.as_str() {
                    "short" => time::sleep(Duration::from_millis(100)).await,
                    _ => std::future::pending().await,
                }
                Ok(())
            }
        }),
    );
    begun.notified().await;
    wait_until(&db, |items| items.iter().filter(|i| i.state == State::Running).count() == 2).await;
    let asked_to = Instant::now();
    at_work.stop().await;
    assert!(asked_to.elapsed() < Duration::from_secs(5));
    for item in items(&db).await {
        let expected = match item.subject.as_str() {
            "short" => (State::Done, 1),
            _ => (State::Ready, 0),
        };
        assert_eq!((item.state, item.attempt), expected, "{}", item.subject);
        assert_eq!(item.worker, None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_at_any_moment_leaves_nothing_running() {
    let (db, _dir) = database().await;
    for n in 0..60 {
        ask_for(&db, &n.to_string(), 1).await;
    }
    for pause in 0..12 {
        let (engine, _bell) = engine(&db);
        let at_work = start(engine, acts(|_, _| async { Ok(()) }));
        time::sleep(Duration::from_millis(pause)).await;
        at_work.stop().await;
        let items = items(&db).await;
        assert!(items.iter().all(|item| item.state != State::Running), "after {pause} ms");
        assert!(items.iter().all(|item| item.state != State::Dead), "after {pause} ms");
    }
    let (engine, _bell) = engine(&db);
    assert_eq!(jobs::drain(engine, acts(|_, _| async { Ok(()) })).await.expect("drained"), 0);
    assert!(items(&db).await.iter().all(|item| item.state == State::Done));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_number_of_processes_ring_a_tick_once_and_make_up_only_for_the_latest() {
    let (db, _dir) = database().await;
    let monday = "2026-11-02T12:02:00Z".parse().expect("an instant");
    let rings = (0..6).map(|_| {
        let db = db.clone();
        tokio::spawn(async move { cron::ring_due(&db, monday).await.expect("rung") })
    });
    let rung: Vec<_> = join_all(rings).await.into_iter().flat_map(|r| r.expect("rung")).collect();
    assert_eq!(rung.len(), cron::LINES.len());
    assert_eq!(items(&db).await.len(), cron::LINES.len());
    assert!(cron::ring_due(&db, monday).await.expect("rung").is_empty());

    // The first rounds still wait: later ticks are kept, and add no second round.
    let thursday = "2026-11-05T12:02:00Z".parse().expect("an instant");
    assert_eq!(cron::ring_due(&db, thursday).await.expect("rung").len(), cron::LINES.len());
    assert_eq!(items(&db).await.len(), cron::LINES.len());
    let last = cron::last_tick(&db, "plan-reminders").await.expect("a look");
    assert_eq!(last, Some("2026-11-05T05:00:00Z".parse().expect("an instant")));
    assert!(cron::ring_due(&db, monday).await.expect("rung").is_empty(), "a clock set back");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rounds_of_the_house_seal_and_prune() {
    let (db, _dir) = database().await;
    let long_ago = "2024-01-01T12:00:00Z".parse().expect("an instant");
    cron::ring_due(&db, long_ago).await.expect("rung");
    cron::ring_due(&db, "2024-01-02T12:00:00Z".parse().expect("an instant")).await.expect("rung");
    let tx = journal::begin(&db).await.expect("a transaction");
    let act =
        journal::Act { act: "opened", thing: "call", id: "1".into(), detail: Default::default() };
    journal::record(&tx, &Actor::System("test"), story().now(), act).await.expect("recorded");
    // What needs somebody who writes, or files, has no act here.
    let rounds = [cron::SEAL_JOURNAL, cron::PRUNE];
    for line in cron::LINES.iter().filter(|line| !rounds.contains(&line.kind)) {
        worklist::cancel(&tx, long_ago, line.kind, line.name, "not wanted")
            .await
            .expect("cancelled");
    }
    tx.commit().await.expect("committed");

    let (engine, _bell) = engine(&db);
    assert_eq!(jobs::drain(engine, Acts::of_the_house()).await.expect("drained"), 0);
    assert_eq!(journal::verify(&db).await.expect("verified"), Vec::<String>::new());
    let kinds: Vec<_> = items(&db).await.into_iter().map(|item| (item.kind, item.state)).collect();
    assert!(!kinds.iter().any(|(kind, _)| kind == cron::PLAN_REMINDERS), "pruned: {kinds:?}");
    assert!(kinds.iter().all(|(_, state)| *state == State::Done), "{kinds:?}");
    assert!(cron::last_tick(&db, "prune").await.expect("a look").is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acts_that_keep_every_thread_busy_lose_no_lease() {
    let (db, _dir) = database().await;
    for n in 0..2 {
        ask_for(&db, &n.to_string(), 3).await;
    }
    let (engine, _) = engine(&db);
    let lease = Duration::from_millis(600);
    let (busy, other) = (Engine { lease, concurrency: 2, ..engine.clone() }, engine);
    let at_work = start(
        busy,
        acts(|_, _| async {
            // Both threads of the runtime are held, and nothing else of it goes on.
            std::thread::sleep(Duration::from_millis(2500));
            Ok(())
        }),
    );
    // Another process, whose threads are free, would take over what seems dead.
    let db2 = db.clone();
    let rescuer = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async move {
            let options = db2.get_sqlite_connection_pool().connect_options();
            let pool = sea_orm::sqlx::SqlitePool::connect_lazy_with((*options).clone());
            let own = sea_orm::SqlxSqliteConnector::from_sqlx_sqlite_pool(pool);
            let bell = Arc::new(jobs::LocalBell::new());
            let engine = Engine { db: own.clone(), bell, lease, ..other };
            // It comes when the other has begun, whichever of the two the machine gave its time to first.
            wait_until(&own, |items| items.iter().any(|item| item.state != State::Ready)).await;
            let took_over = Arc::new(AtomicUsize::new(0));
            let count = took_over.clone();
            let at_work = start(
                engine,
                acts(move |_, _| {
                    count.fetch_add(1, SeqCst);
                    async { Ok(()) }
                }),
            );
            wait_until(&own, over).await;
            at_work.stop().await;
            took_over.load(SeqCst)
        })
    });
    let items = wait_until(&db, over).await;
    at_work.stop().await;
    let took_over = tokio::task::spawn_blocking(|| rescuer.join()).await.expect("it ends");
    let ours = 2 - took_over.expect("no panic");
    assert!(ours >= 1, "the other one was faster with both, which tests nothing");
    for item in &items {
        assert_eq!((item.state, item.attempt), (State::Done, 1), "{}", item.subject);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_that_is_cancelled_while_it_runs_is_told_and_then_cut_off() {
    let (db, _dir) = database().await;
    for subject in ["listens", "is-deaf"] {
        ask_for(&db, subject, 3).await;
    }
    let (engine, _bell) = engine(&db);
    let engine = Engine { lease: Duration::from_millis(400), ..engine };
    let at_work = start(
        engine,
        support::acts_by(
            Rules { last_call: Duration::from_millis(50), ..Rules::default() },
            |_, claim| async move {
                if claim.subject == "listens" {
                    claim.lease.told_to_stop().await;
                    return Ok(());
                }
                std::future::pending().await
            },
        ),
    );
    wait_until(&db, |items| items.iter().all(|item| item.state == State::Running)).await;
    let tx = journal::begin(&db).await.expect("a transaction");
    for subject in ["listens", "is-deaf"] {
        let asked = worklist::cancel(&tx, now(), KIND, subject, "withdrawn").await;
        assert_eq!(asked.expect("cancelled"), Some(Cancelled::AskedToStop));
    }
    tx.commit().await.expect("committed");
    let items = wait_until(&db, over).await;
    at_work.stop().await;
    for item in items {
        let state = if item.subject == "listens" { State::Done } else { State::Cancelled };
        assert_eq!(item.state, state, "{}", item.subject);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kind_keeps_its_own_limit_and_its_next_does_not_wait_for_a_look() {
    let (db, _dir) = database().await;
    for n in 0..10 {
        ask_for(&db, &n.to_string(), 1).await;
    }
    let (engine, bell) = engine(&db);
    let engine = Engine { poll: Duration::from_secs(3600), ..engine };
    let at_once = Arc::new(AtomicUsize::new(0));
    let at_work = start(
        engine,
        support::acts_by(Rules { at_once: Some(1), ..Rules::default() }, move |_, _| {
            let at_once = at_once.clone();
            async move {
                assert_eq!(at_once.fetch_add(1, SeqCst), 0, "one at a time");
                tokio::task::yield_now().await;
                at_once.fetch_sub(1, SeqCst);
                Ok(())
            }
        }),
    );
    bell.ring();
    let items = wait_until(&db, over).await;
    at_work.stop().await;
    assert!(items.iter().all(|item| item.state == State::Done));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_says_that_it_lives_and_takes_its_leave() {
    let (db, _dir) = database().await;
    let (engine, _bell) = engine(&db);
    let engine = Engine { lease: Duration::from_millis(200), version: "1.2.3".into(), ..engine };
    let vitals = engine.vitals.clone();
    let at_work = start(engine, acts(|_, _| async { Ok(()) }));
    let workers = || async {
        worklist::queries::workers(&db, now() - Duration::from_secs(60)).await.expect("a look")
    };
    let seen = time::timeout(support::PATIENCE, async {
        loop {
            if let Some(worker) = workers().await.into_iter().find(|w| w.polled_at.is_some()) {
                break worker;
            }
            time::sleep(Duration::from_millis(5)).await;
        }
    });
    let seen = seen.await.expect("it is seen");
    assert_eq!((seen.version.as_str(), seen.draining), ("1.2.3", false));
    assert_eq!(vitals.ready(now(), Duration::from_secs(60)), Ok(()));
    at_work.stop().await;
    assert!(workers().await.is_empty());
    assert!(vitals.ready(now(), Duration::from_secs(60)).is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clocks_that_differ_ring_each_tick_once() {
    let (db, _dir) = database().await;
    let noon: chrono::DateTime<chrono::Utc> = "2026-11-02T12:00:00Z".parse().expect("an instant");
    let mut rung = 0;
    // Two hours, looked at every five seconds by three whose clocks differ by up to 90 seconds.
    for second in (0..7200).step_by(5) {
        for skew in [-90, 0, 90] {
            let now = noon + chrono::TimeDelta::seconds(second + skew);
            let lines = cron::ring_due(&db, now).await.expect("rung");
            rung += lines.iter().filter(|line| **line == "seal-journal").count();
        }
    }
    // From 11:55 (the first look is at 11:58:30) to 14:00 by the clock that is ahead: 14:01:25.
    assert_eq!(rung, 26);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_can_be_rung_by_hand_and_the_journal_says_who() {
    let (db, _dir) = database().await;
    let clock = story();
    let kari = Actor::System("kari");
    let ring = |name| cron::ring_by_hand(&db, &clock, &kari, name, "the relay is back");
    assert!(ring("plan-reminders").await.expect("rung"));
    assert!(!ring("plan-reminders").await.expect("rung"), "its round waits already");
    assert!(matches!(ring("no-such-line").await, Err(cron::RingError::Unknown)));
    let entries = journal::history(&db, "cron-line", "plan-reminders").await.expect("the journal");
    assert_eq!(entries.len(), 2);
    let board = cron::board(&db, now()).await.expect("the board");
    assert_eq!(board.len(), cron::LINES.len());
    assert!(board.iter().all(|line| line.last.is_none() && line.next > Some(now())));
}
