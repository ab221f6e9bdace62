//! `fordel demo`, and what the commands beside it say of what it made.

use std::path::{Path, PathBuf};

use sea_orm::ConnectionTrait;
use tempfile::TempDir;
use tests::{settings, wait_until};

use super::census::{census, database, differences, documents, files, message_ids, texts};
use super::program::{Running, answer, ended, fordel, free_address};

async fn tell(place: &Path) -> String {
    answer(fordel(place, &["demo", "--once", "--data", "data"])).await
}

/// A directory in which the story was told. It is told once for all tests and copied for each.
pub async fn told() -> (TempDir, PathBuf) {
    let model = settings::directory().join("told");
    let lock = std::fs::File::create(settings::directory().join("told.lock")).expect("a lock file");
    let lock = tokio::task::spawn_blocking(move || {
        lock.lock().expect("the lock is taken");
        lock
    });
    let lock = lock.await.expect("the lock is waited for");
    if !model.exists() {
        let place = settings::directory().join("telling");
        std::fs::create_dir_all(&place).expect("a directory");
        tell(&place).await;
        std::fs::rename(&place, &model).expect("the model is kept");
    }
    drop(lock);
    let place = tempfile::tempdir().expect("a directory");
    copy(&model, place.path());
    let data = place.path().join("data");
    (place, data)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a directory");
    for name in files(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(from, to).expect("a file is copied");
        }
    }
}

#[tokio::test]
async fn told_again_it_changes_nothing() {
    let place = tempfile::tempdir().expect("a directory");
    let data = place.path().join("data");
    let said = tell(place.path()).await;
    assert!(said.contains("status-reports/ips-2012.pdf") && said.contains("data/outbox"), "{said}");
    assert_eq!(said.matches("/sign-in/").count(), 5, "{said}");
    assert!(said.contains("/calls/ips-2013") && said.contains("2013-03-15"), "{said}");
    let db = database(&data).await;
    let (first, letters, reports) =
        (census(&db).await, message_ids(&data.join("outbox")), documents(&data));
    assert_eq!(first["funded_grant"], 18, "{first:#?}");
    assert_eq!(first["call budget_ore"] % 100, 0);

    tell(place.path()).await;
    assert_eq!(differences(&census(&db).await, &first), [""; 0]);
    assert_eq!(message_ids(&data.join("outbox")), letters);
    assert_eq!(documents(&data), reports);
}

/// Who told the story and now serves is a worker like any other, and not one about to end.
#[tokio::test]
async fn it_serves_and_its_workers_are_ready() {
    let (place, data) = told().await;
    let address = free_address();
    let demo = ["demo", "--data", "data", "--listen", &address.to_string()];
    let mut demo = Running::start(place.path(), fordel(place.path(), &demo));
    demo.answers(address, "/livez").await;
    let db = database(&data).await;
    let looked = "SELECT CAST(draining AS text) FROM worker WHERE polled_at IS NOT NULL";
    let ending = wait_until("the list is looked at", async || {
        let looked = texts(&db, looked).await;
        (!looked.is_empty()).then_some(looked)
    });
    assert_eq!(ending.await, ["0"]);
    demo.answers(address, "/readyz").await;
    demo.terminate().await;
    assert_eq!(demo.end().await, Some(0));
}

#[tokio::test]
async fn it_makes_the_same_documents_everywhere() {
    let (_place, model) = told().await;
    let elsewhere = tempfile::tempdir().expect("a directory");
    tell(elsewhere.path()).await;
    let other = elsewhere.path().join("data");
    let here = documents(&model);
    assert_eq!(here.keys().collect::<Vec<_>>(), ["ips-2012.pdf", "lab-2009-t01.pdf"]);
    assert_eq!(here, documents(&other));
    let (db, other) = (database(&model).await, database(&other).await);
    assert_eq!(differences(&census(&db).await, &census(&other).await), [""; 0]);
}

#[tokio::test]
async fn the_outbox_holds_what_was_accepted() {
    let (_place, data) = told().await;
    let db = database(&data).await;
    let accepted = "SELECT message_id FROM letter WHERE state = 'accepted' ORDER BY message_id";
    let mut accepted: Vec<String> = texts(&db, accepted).await;
    for id in &mut accepted {
        *id = id.trim_matches(['<', '>']).to_owned();
    }
    accepted.sort();
    assert_eq!(message_ids(&data.join("outbox")), accepted);
    let all = texts(&db, "SELECT DISTINCT state FROM letter").await;
    assert_eq!(all, ["accepted"], "no letter waits");
    let work = texts(&db, "SELECT DISTINCT state FROM work").await;
    assert_eq!(work, ["done"], "no work waits");
}

#[tokio::test]
async fn every_invariant_holds() {
    let (place, _data) = told().await;
    let said = answer(fordel(place.path(), &["check", "--data", "data"])).await;
    let lines: Vec<&str> = said.lines().collect();
    let (last, invariants) = lines.split_last().expect("it says something");
    assert_eq!(*last, "Everything holds.");
    assert!(invariants.len() >= 15, "{said}");
    for line in invariants {
        let said = line.strip_prefix("ok ").map(str::trim_start);
        let said = said.and_then(|rest| rest.split_once(": "));
        assert!(said.is_some_and(|(name, says)| !name.contains(' ') && says.len() > 20), "{line}");
    }
}

#[tokio::test]
async fn the_reminders_of_a_day_are_rehearsed() {
    let (place, data) = told().await;
    let db = database(&data).await;
    let before = census(&db).await;
    let rehearse = ["remind", "--on", "2013-02-15", "--dry-run", "--data", "data"];
    let said = answer(fordel(place.path(), &rehearse)).await;
    insta::assert_snapshot!("reminders-of-2013-02-15", said);
    assert_eq!(said.matches("påminnelse før fristen").count(), 14, "{said}");
    assert_eq!(differences(&census(&db).await, &before), [""; 0], "a rehearsal writes nothing");
}

/// Changes the database behind the program's back and expects that `check` fails and names what.
async fn tampered(statements: &[&str], named: &[&str]) {
    let (place, data) = told().await;
    let db = database(&data).await;
    for statement in statements {
        db.execute_unprepared(statement).await.expect(statement);
    }
    db.close().await.expect("it is closed");
    let ended = ended(fordel(place.path(), &["check", "--data", "data"])).await;
    assert_eq!(ended.code, Some(1), "{ended:#?}");
    for words in named {
        assert!(ended.out.contains(words), "{words} is missing in {}", ended.out);
    }
    assert!(ended.out.ends_with("not hold.\n"), "{}", ended.out);
}

#[tokio::test]
async fn money_from_nowhere_is_found() {
    let more = [
        "DROP TRIGGER envelope_grows_within_its_parent",
        "UPDATE envelope SET amount_ore = amount_ore + 100 WHERE key = 'call:ips-2012'",
    ];
    let named = [
        "BROKEN  envelope-children-within-parent",
        "BROKEN  envelope-entries-add-up",
        "- call:ips-2012 does not equal its entries",
    ];
    tampered(&more, &named).await;
}

#[tokio::test]
async fn money_promised_twice_is_found() {
    let more =
        "UPDATE funded_grant SET amount_ore = amount_ore + 100 WHERE reference = 'IPS-2012-T01'";
    let named =
        ["BROKEN  grant-money-is-reserved", "BROKEN  grant-periods-add-up", "- IPS-2012-T01"];
    tampered(&[more], &named).await;
}

#[tokio::test]
async fn a_journal_that_was_rewritten_is_found() {
    let rewrite = [
        "DROP TRIGGER journal_entry_only_added_to_update",
        "UPDATE journal_entry SET actor_name = 'somebody else' WHERE seq = 7",
    ];
    tampered(&rewrite, &["BROKEN  journal-chain", "seal 1 was put on"]).await;
}

#[tokio::test]
async fn a_journal_that_lost_an_entry_is_found() {
    let lose = [
        "DROP TRIGGER journal_entry_only_added_to_delete",
        "DELETE FROM journal_entry WHERE seq = 7",
    ];
    tampered(&lose, &["BROKEN  journal-chain", "seal 1 was put on"]).await;
}

#[tokio::test]
async fn a_letter_without_work_is_found_behind_anothers_dead_work() {
    let lose = [
        "UPDATE letter SET state = 'retry', settled_at = NULL \
         WHERE rowid = (SELECT min(rowid) FROM letter)",
        "UPDATE work SET state = 'dead', reason = 'of another letter' \
         WHERE rowid = (SELECT max(rowid) FROM work WHERE kind = 'hand-over-letter')",
    ];
    tampered(&lose, &["BROKEN  letter-waiting-has-work", "waits without work"]).await;
}
