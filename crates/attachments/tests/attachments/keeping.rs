//! Without a scanner: one content is kept once, and what nobody uses goes.

use crate::support::{Place, applicant, clock};
use attachments::{FetchError, ReceiveError, Scan, StoreError};
use chrono::TimeDelta;
use vocabulary::{AttachmentId, Clock};

const PDF: &[u8] = b"%PDF-1.7\nen plan\n";

#[tokio::test]
async fn one_content_has_one_row_one_file_and_as_many_uses_as_it_has() {
    let place = Place::new().await;
    let one = place.receive(false, "1", "C:\\plan.pdf", PDF).await.unwrap();
    let two = place.receive(false, "2", "Planen vår.pdf", PDF).await.unwrap();
    assert_eq!((one.name.as_str(), one.bytes), ("plan.pdf", PDF.len() as u64));
    assert_eq!(one.hash, two.hash);
    assert_eq!(one.scan, Scan::NotScanned);
    assert_eq!(place.number("SELECT COUNT(*) FROM attachment").await, 1);
    assert_eq!(place.number("SELECT COUNT(*) FROM attachment_use").await, 2);
    assert_eq!(place.number("SELECT COUNT(*) FROM work").await, 0);
    assert_eq!(place.files(), 1);
    // What is answered is what is read back.
    let of = |id: &'static str| attachments::attachments_of(&place.db, "application", id);
    assert_eq!(of("1").await.unwrap(), [place.again(&one).await]);
    assert_eq!(place.again(&two).await, two);
    assert_eq!(attachments::fetch(&place.store, &two).await.unwrap(), PDF);
    let entries = journal::history(&place.db, "attachment", &one.hash).await.unwrap();
    assert_eq!(
        entries.iter().map(|entry| entry.act.as_str()).collect::<Vec<_>>(),
        ["received", "received"]
    );
    assert!(entries.iter().all(|entry| !entry.detail.to_string().contains("plan.pdf")));
    assert_eq!(place.offenders().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_same_text_is_served_as_what_each_name_says() {
    let place = Place::new().await;
    let text = place.receive(false, "1", "tall.txt", b"a;b\n1;2\n").await.unwrap();
    let table = place.receive(false, "1", "tall.csv", b"a;b\n1;2\n").await.unwrap();
    assert_eq!(text.hash, table.hash);
    assert_eq!(place.again(&text).await.media_type, "text/plain");
    assert_eq!(place.again(&table).await.media_type, "text/csv");
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind() {
    let place = Place::new().await;
    let lies = place.receive(true, "1", "plan.docx", PDF).await.unwrap_err();
    let ReceiveError::Lies { name_says, is } = lies else { panic!("{lies}") };
    assert_eq!((name_says.as_str(), is.as_str()), ("docx", "application/pdf"));
    assert!(matches!(place.receive(true, "1", "a.pdf", b"").await, Err(ReceiveError::Empty)));
    assert_eq!(place.files(), 0);
    for table in ["attachment", "attachment_use", "work", "journal_entry"] {
        assert_eq!(place.number(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
}

#[tokio::test]
async fn a_thing_has_only_so_many_files() {
    let place = Place::new().await;
    for _ in 0..attachments::LIMITS.most_files {
        place.receive(false, "1", "plan.pdf", PDF).await.unwrap();
    }
    let more = place.receive(false, "1", "plan.pdf", PDF).await;
    assert!(matches!(more, Err(ReceiveError::TooMany { most: 100 })));
    assert!(place.receive(false, "2", "plan.pdf", PDF).await.is_ok());
}

#[tokio::test]
async fn a_damaged_file_is_not_served_and_is_mended_by_the_same_again() {
    let place = Place::new().await;
    let file = place.receive(false, "1", "plan.pdf", PDF).await.unwrap();
    let path = place.folder.path().join("attachments").join(&file.hash[..2]).join(&file.hash);
    std::fs::write(&path, b"%PDF-1.7\nen plam\n").unwrap();
    let damaged = attachments::fetch(&place.store, &file).await;
    assert!(matches!(damaged, Err(FetchError::Store(StoreError::Damaged(_)))));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(place.offenders().await, [format!("the file {} is not there", file.hash)]);
    place.receive(false, "2", "plan.pdf", PDF).await.unwrap();
    assert_eq!(attachments::fetch(&place.store, &file).await.unwrap(), PDF);
}

#[tokio::test]
async fn what_nobody_uses_is_swept_after_a_while_and_what_somebody_uses_stays() {
    let place = Place::new().await;
    let taken_back = place.receive(false, "1", "feil.pdf", b"%PDF-1.7\nfeil\n").await.unwrap();
    let shared = place.receive(false, "1", "plan.pdf", PDF).await.unwrap();
    let other = place.receive(false, "2", "plan.pdf", PDF).await.unwrap();
    for id in [taken_back.id, shared.id] {
        let tx = journal::begin(&place.db).await.unwrap();
        assert!(attachments::remove_use(&tx, &clock(), &applicant(), id).await.unwrap());
        assert!(!attachments::remove_use(&tx, &clock(), &applicant(), id).await.unwrap());
        tx.commit().await.unwrap();
    }
    let now = clock();
    let prune = |before| attachments::prune(&place.db, &now, &place.store, before);
    assert_eq!(prune(clock().now()).await.unwrap(), 0, "too young");
    assert_eq!(place.files(), 2);
    assert_eq!(prune(clock().now() + TimeDelta::days(1)).await.unwrap(), 1);
    assert_eq!(place.files(), 1);
    assert_eq!(attachments::fetch(&place.store, &other).await.unwrap(), PDF);
    assert_eq!(prune(clock().now() + TimeDelta::days(1)).await.unwrap(), 0);
    // Handed in anew, it is there anew.
    let anew = place.receive(false, "3", "feil.pdf", b"%PDF-1.7\nfeil\n").await.unwrap();
    assert!(attachments::fetch(&place.store, &anew).await.is_ok());
    assert_eq!(place.offenders().await, Vec::<String>::new());
    assert_eq!(attachments::attachment(&place.db, AttachmentId::fresh()).await.unwrap(), None);
}

#[tokio::test]
async fn cut_off_between_file_and_row_nothing_is_wrong_and_the_next_try_finishes() {
    let place = Place::new().await;
    // What a process leaves that dies after the file and before the row.
    let orphan = place.store.put(PDF).await.unwrap();
    assert_eq!(place.offenders().await, Vec::<String>::new());
    let file = place.receive(false, "1", "plan.pdf", PDF).await.unwrap();
    assert_eq!((file.hash, place.files()), (orphan, 1));
}

#[tokio::test]
async fn many_who_hand_in_the_same_at_once_share_it() {
    let place = Place::new().await;
    let names: Vec<String> = (0..12).map(|n| format!("{n}.pdf")).collect();
    let all = names.iter().map(|name| place.receive(true, "1", name, PDF));
    let mut hashes = Vec::new();
    for received in futures::future::join_all(all).await {
        hashes.push(received.unwrap().hash);
    }
    hashes.dedup();
    assert_eq!((hashes.len(), place.files()), (1, 1));
    assert_eq!(place.number("SELECT COUNT(*) FROM attachment_use").await, 12);
    assert_eq!(place.number("SELECT COUNT(*) FROM work").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_handed_in_while_it_is_swept_is_there_afterwards() {
    let place = Place::new().await;
    let (now, tomorrow) = (clock(), clock().now() + TimeDelta::days(1));
    for round in 0..20 {
        let (swept, received) = tokio::join!(
            attachments::prune(&place.db, &now, &place.store, tomorrow),
            place.receive(false, "1", "plan.pdf", PDF),
        );
        swept.unwrap();
        let file = received.unwrap();
        assert_eq!(attachments::fetch(&place.store, &file).await.unwrap(), PDF, "round {round}");
        assert_eq!(place.offenders().await, Vec::<String>::new(), "round {round}");
        // Taken back, so that the next round's sweep has something to take.
        let tx = journal::begin(&place.db).await.unwrap();
        attachments::remove_use(&tx, &now, &applicant(), file.id).await.unwrap();
        tx.commit().await.unwrap();
    }
}
