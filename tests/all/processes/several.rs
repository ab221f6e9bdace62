//! Several processes on one PostgreSQL and one Redis do everything once.

use std::collections::BTreeSet;
use std::path::Path;

use tests::databases::{Database, TestDatabase};
use tests::{settings, wait_until};

use super::census::{census, documents, message_ids, number, texts};
use super::demo::told;
use super::program::{Running, answer, fordel, free_address};

/// A command of the program on the common database.
fn on(database: &TestDatabase, place: &Path, arguments: &[&str]) -> tokio::process::Command {
    let mut command = fordel(place, arguments);
    command.args(["--data", "data"]);
    command.env("DATABASE_URL", database.url()).env("REDIS_URL", settings::redis_url());
    command.env("FORDEL_POLL_SECONDS", "1");
    command
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_done_once() {
    let database = TestDatabase::fresh(Database::Postgres).await;
    let place = tempfile::tempdir().expect("a directory");
    let place = place.path();
    answer(on(&database, place, &["migrate"])).await;
    let db = migrations::open(database.url()).await.expect("the database opens");

    let mut workers = [(); 2].map(|()| Running::start(place, on(&database, place, &["work"])));
    for worker in &mut workers {
        worker.says("working").await;
    }
    // The rounds of this morning are made up for before there is anything to remind of.
    wait_until("the first rounds are over", async || {
        let asked = number(&db, "SELECT COUNT(*) FROM cron_tick").await;
        let left =
            number(&db, "SELECT COUNT(*) FROM work WHERE state IN ('ready', 'running')").await;
        (asked >= 3 && left == 0).then_some(())
    })
    .await;
    let address = free_address();
    let listen = address.to_string();
    let mut serve = Running::start(place, on(&database, place, &["serve", "--listen", &listen]));
    serve.answers(address, "/readyz").await;

    answer(on(&database, place, &["demo", "--once"])).await;

    let data = place.join("data");
    // A round of a new morning may come in between; the story ends long before it.
    let of_the_story = "NOT EXISTS (SELECT 1 FROM reminder r WHERE r.letter_id = letter.id AND r.planned_on > '2020-01-01')";
    let letters = texts(&db, "SELECT message_id FROM letter").await;
    let outbox = message_ids(&data.join("outbox"));
    let different: BTreeSet<&str> = letters.iter().map(|id| id.trim_matches(['<', '>'])).collect();
    assert_eq!(
        outbox.iter().map(String::as_str).collect::<Vec<_>>(),
        different.into_iter().collect::<Vec<_>>()
    );
    let not_accepted = number(&db, "SELECT COUNT(*) FROM letter WHERE state <> 'accepted'").await;
    assert_eq!(not_accepted, 0);
    // The journal says it once of each letter.
    let twice = "SELECT thing_id FROM journal_entry WHERE thing = 'letter' AND act = 'accepted' GROUP BY thing_id HAVING COUNT(*) > 1";
    assert_eq!(texts(&db, twice).await, Vec::<String>::new());
    let states = texts(&db, "SELECT DISTINCT state FROM work WHERE kind <> 'seal-journal'").await;
    assert_eq!(states, ["done"]);

    // The same story alone on the other database comes to the same.
    let (_alone, alone) = told().await;
    assert_eq!(documents(&data), documents(&alone));
    let counted = census(&super::census::database(&alone).await).await;
    let here = census(&db).await;
    for what in [
        "funded_grant",
        "application awarded",
        "funded_grant amount_ore",
        "envelope reserved_ore",
        "reminder",
        "report submitted",
    ] {
        assert_eq!(here.get(what), counted.get(what), "{what}");
    }
    let told = number(&db, &format!("SELECT COUNT(*) FROM letter WHERE {of_the_story}")).await;
    assert_eq!(told, counted["letter"]);
    answer(on(&database, place, &["check"])).await;

    let [one, other] = &mut workers;
    for process in [one, other, &mut serve] {
        process.terminate().await;
        assert_eq!(process.end().await, Some(0), "{}", process.log());
        assert!(process.log().contains("stopped"), "{}", process.log());
    }
}
