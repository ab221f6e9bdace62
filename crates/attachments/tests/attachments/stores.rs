//! What both kinds of places do alike: everything here is asked of a folder and of a bucket.

use crate::bucket::BucketServer;
use crate::support::{Place, applicant, clock, officer};
use attachments::{
    BucketKeys, FetchError, FileStore, HandedIn, Pace, Shelf, StoreError, Verified, VerifyError,
    Wrong, queries, verify,
};
use chrono::{DateTime, TimeDelta, Utc};
use std::path::{Path, PathBuf};
use vocabulary::{Clock, FixedClock, Look, SystemClock};

const PDF: &[u8] = b"%PDF-1.7\nen plan\n";
const OTHER: &[u8] = b"%PDF-1.7\nen annen plan\n";

/// A database and a store, and where the store's files really lie.
struct Stood {
    place: Place,
    server: Option<BucketServer>,
}

impl Stood {
    async fn in_a_folder() -> Stood {
        Stood { place: Place::new().await, server: None }
    }
    async fn in_a_bucket() -> Stood {
        let server = BucketServer::start().await;
        let mut place = Place::new().await;
        place.store = FileStore::on(&server.place(), Shelf::Attachments);
        Stood { place, server: Some(server) }
    }
    fn path_of(&self, shelf: Shelf, name: &str) -> PathBuf {
        let key = Path::new(shelf.word()).join(&name[..2]).join(name);
        match &self.server {
            Some(server) => server.path_of(key.to_str().unwrap()),
            None => self.place.folder.path().join(key),
        }
    }
    /// Puts there what no row knows, under a name.
    fn drop_in(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path_of(Shelf::Attachments, name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }
    async fn verified(&self, pace: Pace, days: i64) -> Result<Verified, VerifyError> {
        // Files are dated by the machine; a day later nothing is too young to be told.
        let machine = FixedClock(SystemClock.now() + TimeDelta::days(2));
        let now = FixedClock(clock().now() + TimeDelta::days(days));
        let place = &self.place;
        verify(&place.db, &now, &machine, &place.store, &HandedIn, pace, || false).await
    }
    async fn findings(&self) -> Vec<(String, Wrong)> {
        let look = Look::default();
        let page = queries::findings_for_actor(&self.place.db, &officer(), &look).await.unwrap();
        let mut all: Vec<_> = page.rows.into_iter().map(|one| (one.name, one.wrong)).collect();
        all.sort();
        all
    }
    async fn journal(&self, name: &str) -> Vec<String> {
        let entries = journal::history(&self.place.db, "stored-file", name).await.unwrap();
        entries.into_iter().map(|entry| entry.act).collect()
    }
}

/// As fast as it goes.
fn quick() -> Pace {
    Pace { bytes_per_second: u64::MAX, ..Pace::default() }
}

/// The same of a folder and of a bucket.
macro_rules! of_both {
    ($($name:ident)+) => {
        mod in_a_folder { $(#[tokio::test] async fn $name() { super::$name(super::Stood::in_a_folder().await).await; })+ }
        mod in_a_bucket { $(#[tokio::test] async fn $name() { super::$name(super::Stood::in_a_bucket().await).await; })+ }
    };
}

of_both! {
    what_is_stored_is_read_back_and_damage_is_seen_and_mended
    the_shelves_are_apart
    nothing_outside_of_the_shelf_is_read
    what_is_handed_in_is_fetched_and_swept
    a_look_finds_what_is_wrong_once_and_sees_it_come_right
    a_look_goes_on_where_it_stopped
    what_no_row_knows_is_told_and_swept_later
    when_nearly_everything_is_gone_it_stops
}

async fn what_is_stored_is_read_back_and_damage_is_seen_and_mended(stood: Stood) {
    let store = &stood.place.store;
    let hash = store.put(PDF).await.unwrap();
    assert_eq!(store.put(PDF).await.unwrap(), hash);
    assert_eq!(store.read(&hash).await.unwrap(), PDF);
    assert_eq!(store.length(&hash).await.unwrap(), Some(PDF.len() as u64));
    let path = stood.path_of(Shelf::Attachments, &hash);
    std::fs::write(&path, b"another").unwrap();
    assert!(matches!(store.read(&hash).await, Err(StoreError::Damaged(_))));
    store.put(PDF).await.unwrap();
    assert_eq!(store.read(&hash).await.unwrap(), PDF);
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(store.read(&hash).await, Err(StoreError::Missing(_))));
    assert_eq!(store.length(&hash).await.unwrap(), None);
    let large = vec![7; 11 * 1024 * 1024];
    let hash = store.put(&large).await.unwrap();
    assert_eq!(store.read(&hash).await.unwrap(), large);
}

async fn the_shelves_are_apart(stood: Stood) {
    let documents = match &stood.server {
        Some(server) => FileStore::on(&server.place(), Shelf::Documents),
        None => {
            let folder = attachments::Place::folder(stood.place.folder.path());
            FileStore::on(&folder, Shelf::Documents)
        }
    };
    let hash = documents.put(PDF).await.unwrap();
    assert_eq!(documents.read(&hash).await.unwrap(), PDF);
    assert!(matches!(stood.place.store.read(&hash).await, Err(StoreError::Missing(_))));
    assert!(stood.path_of(Shelf::Documents, &format!("{hash}.pdf")).exists());
}

async fn nothing_outside_of_the_shelf_is_read(stood: Stood) {
    let long = format!("../{}", "a".repeat(61));
    for hash in ["../secret", "", "ab", &long, &"A".repeat(64), &"æ".repeat(32)] {
        let read = stood.place.store.read(hash).await;
        assert!(matches!(read, Err(StoreError::Missing(_))), "{hash}");
    }
}

async fn what_is_handed_in_is_fetched_and_swept(stood: Stood) {
    let place = &stood.place;
    let file = place.receive(false, "1", "plan.pdf", PDF).await.unwrap();
    assert_eq!(attachments::fetch(&place.store, &file).await.unwrap(), PDF);
    assert_eq!(place.offenders().await, Vec::<String>::new());
    let tx = journal::begin(&place.db).await.unwrap();
    attachments::remove_use(&tx, &clock(), &applicant(), file.id).await.unwrap();
    tx.commit().await.unwrap();
    let tomorrow = clock().now() + TimeDelta::days(1);
    assert_eq!(attachments::prune(&place.db, &clock(), &place.store, tomorrow).await.unwrap(), 1);
    let gone = attachments::fetch(&place.store, &file).await;
    assert!(matches!(gone, Err(FetchError::Store(StoreError::Missing(_)))));
}

async fn a_look_finds_what_is_wrong_once_and_sees_it_come_right(stood: Stood) {
    let place = &stood.place;
    let lost = place.receive(false, "1", "plan.pdf", PDF).await.unwrap();
    let bad = place.receive(false, "1", "annen.pdf", OTHER).await.unwrap();
    let whole =
        Verified { files: 2, bytes: lost.bytes + bad.bytes, ended: true, ..Verified::default() };
    assert_eq!(stood.verified(quick(), 0).await.unwrap(), whole);
    assert_eq!(stood.findings().await, []);
    std::fs::remove_file(stood.path_of(Shelf::Attachments, &lost.hash)).unwrap();
    // One bit.
    let mut bytes = OTHER.to_vec();
    bytes[12] ^= 1;
    std::fs::write(stood.path_of(Shelf::Attachments, &bad.hash), &bytes).unwrap();
    for day in 1..3 {
        assert_eq!(stood.verified(quick(), day).await.unwrap(), whole);
        let mut wrong =
            vec![(lost.hash.clone(), Wrong::Missing), (bad.hash.clone(), Wrong::Damaged)];
        wrong.sort();
        assert_eq!(stood.findings().await, wrong);
        assert_eq!(stood.journal(&lost.hash).await, ["found-wrong"], "told once");
    }
    let count = queries::findings_count(&place.db, Shelf::Attachments).await.unwrap();
    assert_eq!(count, (2, 0));
    let nobody = queries::findings_for_actor(&place.db, &applicant(), &Look::default()).await;
    assert_eq!(nobody.unwrap().total, 0);
    let uses = queries::used_by(&place.db, &lost.hash).await.unwrap();
    assert_eq!(uses, [("application".to_owned(), "1".to_owned())]);
    // Handed in again it is there again; the other is not needed any more.
    place.receive(false, "2", "plan.pdf", PDF).await.unwrap();
    let tx = journal::begin(&place.db).await.unwrap();
    attachments::remove_use(&tx, &clock(), &applicant(), bad.id).await.unwrap();
    tx.commit().await.unwrap();
    let tomorrow = clock().now() + TimeDelta::days(1);
    attachments::prune(&place.db, &clock(), &place.store, tomorrow).await.unwrap();
    stood.verified(quick(), 3).await.unwrap();
    assert_eq!(stood.findings().await, []);
    assert_eq!(stood.journal(&lost.hash).await, ["found-wrong", "came-right"]);
    assert_eq!(stood.journal(&bad.hash).await, ["found-wrong", "not-needed"]);
}

async fn a_look_goes_on_where_it_stopped(stood: Stood) {
    let place = &stood.place;
    let mut hashes = Vec::new();
    for number in 0..5 {
        let content = format!("%PDF-1.7\nplan {number}\n");
        let file = place.receive(false, "1", "plan.pdf", content.as_bytes()).await.unwrap();
        hashes.push(file.hash);
    }
    let bytes = b"%PDF-1.7\nplan 0\n".len() as u64;
    // Two fit into one go.
    let short = Pace { bytes_in_one_go: 2 * bytes, ..quick() };
    let mut read = Vec::new();
    for night in 0..3 {
        let verified = stood.verified(short, night).await.unwrap();
        read.push((verified.files, verified.ended));
        let round = queries::round(&place.db, Shelf::Attachments).await.unwrap().unwrap();
        assert_eq!(round.is_under_way(), night < 2);
        assert_eq!(round.began_at, clock().now());
    }
    assert_eq!(read, [(2, false), (2, false), (1, true)]);
    // The next look begins at the beginning, and remembers when the last one ended.
    let again = stood.verified(short, 3).await.unwrap();
    assert_eq!((again.files, again.ended), (2, false));
    let round = queries::round(&place.db, Shelf::Attachments).await.unwrap().unwrap();
    assert_eq!(round.ended_at, Some(clock().now() + TimeDelta::days(2)));
    assert_eq!(round.files, 2);
}

async fn what_no_row_knows_is_told_and_swept_later(stood: Stood) {
    let place = &stood.place;
    let orphan = place.store.put(OTHER).await.unwrap();
    let path = stood.path_of(Shelf::Attachments, &orphan);
    let strange = stood.drop_in("ab-notes.txt", b"who put this here?");
    let name = format!("{}/{orphan}", &orphan[..2]);
    // By a clock a day behind both would be too young to be told.
    let young = FixedClock(SystemClock.now() - TimeDelta::days(1));
    let (db, store) = (&place.db, &place.store);
    verify(db, &clock(), &young, store, &HandedIn, quick(), || false).await.unwrap();
    assert_eq!(stood.findings().await, []);
    stood.verified(quick(), 1).await.unwrap();
    let mut told =
        vec![(name.clone(), Wrong::Unrecorded), ("ab/ab-notes.txt".to_owned(), Wrong::Unrecorded)];
    told.sort();
    assert_eq!(stood.findings().await, told);
    assert_eq!(stood.verified(quick(), 30).await.unwrap().swept, 0);
    assert!(path.exists());
    assert_eq!(stood.verified(quick(), 31).await.unwrap().swept, 1);
    assert!(!path.exists());
    assert_eq!(stood.journal(&name).await, ["found-wrong", "swept"]);
    // What is none of ours is never removed.
    assert!(strange.exists());
    assert_eq!(stood.findings().await, [("ab/ab-notes.txt".to_owned(), Wrong::Unrecorded)]);
    // Handed in after all, it is stored anew.
    let file = place.receive(false, "1", "annen.pdf", OTHER).await.unwrap();
    assert_eq!(attachments::fetch(&place.store, &file).await.unwrap(), OTHER);
    assert_eq!(place.number("SELECT COUNT(*) FROM attachment").await, 1);
}

async fn when_nearly_everything_is_gone_it_stops(stood: Stood) {
    let place = &stood.place;
    for number in 0..6 {
        let content = format!("%PDF-1.7\nplan {number}\n");
        let file = place.receive(false, "1", "plan.pdf", content.as_bytes()).await.unwrap();
        std::fs::remove_file(stood.path_of(Shelf::Attachments, &file.hash)).unwrap();
    }
    let pace = Pace { most_findings: 3, ..quick() };
    let stopped = stood.verified(pace, 0).await;
    assert!(matches!(stopped, Err(VerifyError::TooMany(3))), "{stopped:?}");
    assert_eq!(stood.findings().await.len(), 3);
}

/// While contents that no row knows are swept, others hand in the very same.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_handed_in_while_strangers_are_swept_is_there_afterwards() {
    let stood = Stood::in_a_folder().await;
    let place = &stood.place;
    for round in 0..20 {
        let content = format!("%PDF-1.7\nplan {round}\n");
        let hash = place.store.put(content.as_bytes()).await.unwrap();
        stood.verified(quick(), round * 100).await.unwrap();
        assert_eq!(stood.findings().await.len(), 1, "{hash} is told");
        let to = round.to_string();
        let (swept, received) = tokio::join!(
            stood.verified(quick(), round * 100 + 40),
            place.receive(false, &to, "plan.pdf", content.as_bytes()),
        );
        swept.unwrap();
        let file = received.unwrap();
        let fetched = attachments::fetch(&place.store, &file).await.unwrap();
        assert_eq!(fetched, content.as_bytes(), "round {round}");
        assert_eq!(place.offenders().await, Vec::<String>::new(), "round {round}");
    }
}

#[tokio::test]
async fn what_a_dead_process_left_half_written_is_swept_after_an_hour() {
    let stood = Stood::in_a_folder().await;
    let half = stood.drop_in("ab.unfinished", b"x").with_file_name(".unfinished-x");
    std::fs::write(&half, b"a h").unwrap();
    let written: DateTime<Utc> = std::fs::metadata(&half).unwrap().modified().unwrap().into();
    let (db, store) = (&stood.place.db, &stood.place.store);
    for (minutes, there) in [(59, true), (61, false)] {
        let machine = FixedClock(written + TimeDelta::minutes(minutes));
        verify(db, &clock(), &machine, store, &HandedIn, quick(), || false).await.unwrap();
        assert_eq!(half.exists(), there, "after {minutes} minutes");
    }
}

#[tokio::test]
async fn a_bucket_that_is_away_or_refuses_is_told_and_nothing_is_taken_for_missing() {
    let mut stood = Stood::in_a_bucket().await;
    let file = stood.place.receive(false, "1", "plan.pdf", PDF).await.unwrap();
    let server = stood.server.as_mut().unwrap();
    let wrong = BucketKeys { secret: "feil".into(), ..BucketServer::keys() };
    let stranger = attachments::Place::bucket(&server.url(), &wrong).unwrap();
    let refused = FileStore::on(&stranger, Shelf::Attachments).read(&file.hash).await;
    let Err(StoreError::Away { why }) = refused else { panic!("{refused:?}") };
    assert!(!why.contains("feil"), "{why}");
    server.goes_away().await;
    let away = stood.verified(quick(), 0).await;
    assert!(matches!(away, Err(VerifyError::Store(StoreError::Away { .. }))), "{away:?}");
    assert_eq!(stood.findings().await, []);
}
