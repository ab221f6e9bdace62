//! With a scanner: who waits, who is served, and what happens when it is away or wrong.

use crate::support::{Clamd, EICAR, Manner, Place, applicant, clock, officer};
use attachments::{Attachment, FetchError, Scan, ScanAgainError, ScanError, Scanned, Scanner};
use chrono::TimeDelta;
use vocabulary::{Clock, Look};

const PDF: &[u8] = b"%PDF-1.7\nen plan\n";

async fn scan(place: &Place, scanner: &Scanner, file: &Attachment) -> Result<Scanned, ScanError> {
    attachments::scan(&place.db, &clock(), &place.store, scanner, &file.hash).await
}

async fn fetched(place: &Place, file: &Attachment) -> Result<Vec<u8>, FetchError> {
    attachments::fetch(&place.store, &place.again(file).await).await
}

/// The work was done: its row is over, as the workers leave it.
async fn work_is_done(place: &Place) {
    let over = "UPDATE work SET state = 'done', finished_at = asked_at WHERE state = 'ready'";
    place.run(over).await;
}

#[tokio::test]
async fn a_file_waits_for_the_scanner_and_is_served_when_it_is_clean() {
    let (place, clamd) = (Place::new().await, Clamd::that(Manner::Honest).await);
    clamd.scanner.answers().await.unwrap();
    // Larger than what is sent at a time.
    let large = [PDF, &vec![b'x'; 300_000]].concat();
    let file = place.receive(true, "1", "plan.pdf", &large).await.unwrap();
    assert_eq!(file.scan, Scan::Waiting);
    assert!(matches!(fetched(&place, &file).await, Err(FetchError::Waiting)));
    let sql = "SELECT COUNT(*) FROM work WHERE kind = 'scan-attachment' AND state = 'ready'";
    assert_eq!(place.number(sql).await, 1);
    assert_eq!(scan(&place, &clamd.scanner, &file).await.unwrap(), Scanned::Clean);
    assert_eq!(place.again(&file).await.scan, Scan::Clean { at: clock().now() });
    assert_eq!(fetched(&place, &file).await.unwrap(), large);
    // Run twice, as work may be, it looks once and writes once.
    assert_eq!(scan(&place, &clamd.scanner, &file).await.unwrap(), Scanned::NotWanted);
    assert_eq!(clamd.looks(), 1);
    let entries = journal::history(&place.db, "attachment", &file.hash).await.unwrap();
    assert_eq!(entries.iter().filter(|entry| entry.act == "scanned").count(), 1);
    // The same content again keeps its verdict and is not looked at again.
    work_is_done(&place).await;
    let again = place.receive(true, "2", "samme.pdf", &large).await.unwrap();
    assert_eq!(again.scan, Scan::Clean { at: clock().now() });
    assert_eq!(place.number(sql).await, 0);
    assert_eq!(place.offenders().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_infected_is_never_served_and_never_lost() {
    let (place, clamd) = (Place::new().await, Clamd::that(Manner::Honest).await);
    let file = place.receive(true, "1", "notat.txt", EICAR.as_bytes()).await.unwrap();
    let scanned = scan(&place, &clamd.scanner, &file).await.unwrap();
    assert_eq!(scanned, Scanned::Infected { finding: "Eicar-Test-Signature".into() });
    let refused = fetched(&place, &file).await;
    assert!(matches!(refused, Err(FetchError::Infected { finding }) if finding.contains("Eicar")));
    // Handed in elsewhere, with or without a scanner, it is what it was.
    for scanning in [true, false] {
        let other = place.receive(scanning, "2", "annet.txt", EICAR.as_bytes()).await.unwrap();
        assert!(matches!(other.scan, Scan::Infected { .. }));
    }
    let look = Look::default();
    let listed = |actor| {
        let (db, look) = (&place.db, &look);
        async move {
            let page = attachments::queries::infected_for_actor(db, &actor, look).await;
            page.unwrap().total
        }
    };
    assert_eq!((listed(officer()).await, listed(applicant()).await), (3, 0));
    // Nobody uses it any more, and it stays all the same.
    place.run("DELETE FROM attachment_use").await;
    let later = clock().now() + TimeDelta::days(400);
    assert_eq!(attachments::prune(&place.db, &clock(), &place.store, later).await.unwrap(), 0);
    assert_eq!((place.number("SELECT COUNT(*) FROM attachment").await, place.files()), (1, 1));
}

#[tokio::test]
async fn a_second_look_clears_a_false_alarm_and_nobody_gets_it_before() {
    let (place, ghosts) = (Place::new().await, Clamd::that(Manner::SeesGhosts).await);
    let honest = Clamd::that(Manner::Honest).await;
    let file = place.receive(true, "1", "plan.pdf", PDF).await.unwrap();
    scan(&place, &ghosts.scanner, &file).await.unwrap();
    let ask = |actor, scanning| {
        let (place, file) = (&place, &file);
        async move { attachments::scan_again(&place.db, &clock(), &actor, scanning, &file.hash).await }
    };
    assert!(matches!(ask(applicant(), true).await, Err(ScanAgainError::NotAllowed)));
    assert!(matches!(ask(officer(), false).await, Err(ScanAgainError::NoScanner)));
    // The work of the first look has not ended yet: the second gets a row of its own.
    ask(officer(), true).await.unwrap();
    assert_eq!(place.number("SELECT COUNT(*) FROM work WHERE state = 'ready'").await, 2);
    assert!(matches!(ask(officer(), true).await, Err(ScanAgainError::AlreadyWaiting)));
    assert!(matches!(fetched(&place, &file).await, Err(FetchError::Waiting)));
    assert_eq!(scan(&place, &honest.scanner, &file).await.unwrap(), Scanned::Clean);
    assert_eq!(fetched(&place, &file).await.unwrap(), PDF);
    // The false alarm can still be read about.
    let entries = journal::history(&place.db, "attachment", &file.hash).await.unwrap();
    let acts: Vec<&str> = entries.iter().map(|entry| entry.act.as_str()).collect();
    assert_eq!(acts, ["received", "scanned", "asked-for-another-look", "scanned"]);
    assert_eq!(entries[2].detail["finding"], "Ghost");
    let nothing = attachments::scan_again(&place.db, &clock(), &officer(), true, "x").await;
    assert!(matches!(nothing, Err(ScanAgainError::NoAttachment)));
}

#[tokio::test]
async fn a_scanner_that_is_away_or_confused_leaves_the_file_waiting() {
    let place = Place::new().await;
    let file = place.receive(true, "1", "plan.pdf", PDF).await.unwrap();
    for manner in [Manner::CutsOff, Manner::TooLarge] {
        let clamd = Clamd::that(manner).await;
        let told = scan(&place, &clamd.scanner, &file).await.unwrap_err();
        assert!(matches!(told, ScanError::Away(_)), "{told}");
        assert_eq!(place.again(&file).await.scan, Scan::Waiting);
    }
    let gone = Clamd::that(Manner::Honest).await.goes_away().await;
    assert!(gone.answers().await.is_err());
    assert!(matches!(scan(&place, &gone, &file).await, Err(ScanError::Away(_))));
    let nowhere: Scanner = "unix:///nowhere/clamd.ctl".parse().unwrap();
    assert!(matches!(scan(&place, &nowhere, &file).await, Err(ScanError::Away(_))));
    assert!(matches!(fetched(&place, &file).await, Err(FetchError::Waiting)));
    assert_eq!(place.offenders().await, Vec::<String>::new());
    // And is served when the scanner is back.
    let back = Clamd::that(Manner::Honest).await;
    assert_eq!(scan(&place, &back.scanner, &file).await.unwrap(), Scanned::Clean);
    assert!(fetched(&place, &file).await.is_ok());
}

#[tokio::test]
async fn a_damaged_file_gets_no_verdict() {
    let (place, clamd) = (Place::new().await, Clamd::that(Manner::Honest).await);
    let file = place.receive(true, "1", "plan.pdf", PDF).await.unwrap();
    let path = place.folder.path().join("attachments").join(&file.hash[..2]).join(&file.hash);
    std::fs::write(path, b"%PDF-1.7\nen plam\n").unwrap();
    assert!(matches!(scan(&place, &clamd.scanner, &file).await, Err(ScanError::Store(_))));
    assert_eq!((clamd.looks(), place.again(&file).await.scan), (0, Scan::Waiting));
}

#[tokio::test]
async fn what_came_before_the_scanner_stays_is_listed_and_can_be_looked_at() {
    let (place, clamd) = (Place::new().await, Clamd::that(Manner::Honest).await);
    let before = place.receive(false, "1", "plan.pdf", PDF).await.unwrap();
    let other = place.receive(false, "1", "notat.txt", b"et notat").await.unwrap();
    // The scanner is switched on.
    assert_eq!(fetched(&place, &before).await.unwrap(), PDF);
    let listed = |look: Look| {
        let db = &place.db;
        async move {
            let officer = officer();
            let page = attachments::queries::not_scanned_for_actor(db, &officer, &look).await;
            page.unwrap().rows.into_iter().map(|file| file.name).collect::<Vec<_>>()
        }
    };
    assert_eq!(listed(Look::default()).await, ["notat.txt", "plan.pdf"]);
    let search = Look { search: Some("plan".into()), ..Look::default() };
    assert_eq!(listed(search).await, ["plan.pdf"]);
    // Handed in once more, it is looked at now.
    let after = place.receive(true, "2", "plan.pdf", PDF).await.unwrap();
    assert_eq!(after.scan, Scan::Waiting);
    assert!(matches!(fetched(&place, &before).await, Err(FetchError::Waiting)));
    scan(&place, &clamd.scanner, &after).await.unwrap();
    assert_eq!(fetched(&place, &before).await.unwrap(), PDF);
    // And an officer can have the rest looked at.
    let hash = &other.hash;
    attachments::scan_again(&place.db, &clock(), &officer(), true, hash).await.unwrap();
    scan(&place, &clamd.scanner, &other).await.unwrap();
    assert_eq!(listed(Look::default()).await, Vec::<String>::new());
    assert_eq!(place.offenders().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_verdict_that_comes_too_late_changes_nothing() {
    let (place, clamd) = (Place::new().await, Clamd::that(Manner::Honest).await);
    let ghosts = Clamd::that(Manner::SeesGhosts).await;
    let file = place.receive(true, "1", "plan.pdf", PDF).await.unwrap();
    // Two workers with the same work, one of them asleep past its lease.
    let (first, second) =
        tokio::join!(scan(&place, &ghosts.scanner, &file), scan(&place, &clamd.scanner, &file));
    let outcomes = [first.unwrap(), second.unwrap()];
    assert_eq!(outcomes.iter().filter(|one| **one != Scanned::NotWanted).count(), 1);
    let entries = journal::history(&place.db, "attachment", &file.hash).await.unwrap();
    assert_eq!(entries.iter().filter(|entry| entry.act == "scanned").count(), 1);
}

#[tokio::test]
async fn the_check_sees_a_file_that_waits_for_nobody_and_a_verdict_from_nowhere() {
    let place = Place::new().await;
    let file = place.receive(true, "1", "plan.pdf", PDF).await.unwrap();
    assert_eq!(place.offenders().await, Vec::<String>::new());
    place.run("DELETE FROM work").await;
    assert_eq!(
        place.offenders().await,
        [format!("the attachment {} waits without work", file.hash)]
    );
    place.run("UPDATE attachment SET scan = 'clean', scanned_at = stored_at").await;
    let offenders = place.offenders().await;
    assert_eq!(offenders, [format!("the attachment {} is clean without an entry", file.hash)]);
}
