use crate::support::{clock, database, sample, written, written_to};
use letters::{
    HandedOver, LetterState, Outbox, PostOffice, Recipient, hand_over, queries, samples,
};
use mail_parser::{MessageParser, MimeHeaders};
use std::{fs, path::Path};
use vocabulary::{Actor, Language};

#[tokio::test]
async fn a_letter_in_the_outbox_reads_back() {
    let (db, dir) = database().await;
    let outbox = dir.path().join("outbox");
    let office = PostOffice::Outbox(Outbox { dir: outbox.clone() });
    let id = written(&db, "award", "k").await;
    let handed = hand_over(&db, &clock(), &samples::desk(), &office, id).await;
    assert_eq!(handed.expect("an answer"), HandedOver::Accepted);

    let files = files(&outbox);
    let rows = queries::outbox_rows(&db).await.expect("rows");
    assert_eq!(files, rows.iter().map(|row| row.file_name.clone()).collect::<Vec<_>>());
    assert!(files[0].starts_with("20130215-award-"), "{}", files[0]);
    let bytes = fs::read(outbox.join(&files[0])).expect("a file");
    assert!(bytes.is_ascii(), "any relay takes it");
    let mail = MessageParser::default().parse(&bytes).expect("a mail");

    let kept = queries::letter_for_actor(&db, &Actor::System("t"), id).await;
    let kept = kept.expect("rows").expect("a letter");
    assert_eq!(mail.subject(), kept.row.subject.as_deref());
    let message_id = format!("{id}@direktoratet.example");
    assert_eq!(mail.message_id(), Some(message_id.as_str()));
    assert_eq!(kept.message_id, format!("<{message_id}>"));
    assert_eq!(mail.date().map(|date| date.to_timestamp()), Some(samples::now().timestamp()));
    let to = mail.to().and_then(|to| to.first()).expect("a recipient");
    assert_eq!(to.name(), Some("Máret Ánne Čállinávki-Østbye"));
    assert_eq!(to.address(), Some("maret@guovdageainnu.example"));
    let from = mail.from().and_then(|from| from.first()).expect("a sender");
    assert_eq!(from.address(), Some("tilskudd@direktoratet.example"));
    let reply = mail.reply_to().and_then(|reply| reply.first()).expect("who takes questions");
    assert_eq!(reply.address(), Some("tilskudd@direktoratet.example"));
    assert_eq!(mail.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    assert!(mail.header("List-Unsubscribe").is_none());
    let unix = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
    assert_eq!(mail.body_text(0).map(|text| unix(&text)), kept.text.map(|text| unix(&text)));
    assert_eq!(mail.body_html(0).map(|html| unix(&html)), kept.html.map(|html| unix(&html)));
    let enclosed = mail.attachment(0).expect("an enclosure");
    assert_eq!(enclosed.attachment_name(), Some("tilskuddsbrev-2012-1234-5.pdf"));
    assert!(enclosed.contents().starts_with(b"%PDF"));
    let shown = queries::enclosed_for_actor(&db, &Actor::System("t"), id).await;
    assert_eq!(shown.expect("a file").expect("a file").bytes, enclosed.contents());
}

#[tokio::test]
async fn every_letter_in_every_language_can_be_posted() {
    let (db, dir) = database().await;
    let outbox = dir.path().join("outbox");
    let office = PostOffice::Outbox(Outbox { dir: outbox.clone() });
    let mut written = 0;
    for (name, _) in samples::samples() {
        for language in Language::ALL {
            let to = samples::recipient(language);
            let id = written_to(&db, name, &format!("{name}.{language}"), &to).await;
            let handed = hand_over(&db, &clock(), &samples::desk(), &office, id).await;
            assert_eq!(handed.expect("an answer"), HandedOver::Accepted);
            written += 1;
        }
    }
    let files = files(&outbox);
    assert_eq!(files.len(), written);
    for file in files {
        let bytes = fs::read(outbox.join(&file)).expect("a file");
        let mail = MessageParser::default().parse(&bytes).expect("a mail");
        assert!(mail.header("Bcc").is_none(), "{file}");
        assert!(mail.body_text(0).is_some_and(|text| text.contains("https://tilskudd")), "{file}");
    }
}

#[tokio::test]
async fn handing_over_twice_changes_nothing() {
    let (db, dir) = database().await;
    let outbox = dir.path().join("outbox");
    let office = PostOffice::Outbox(Outbox { dir: outbox.clone() });
    let id = written(&db, "report-notice", "k").await;
    let desk = samples::desk();
    let first = hand_over(&db, &clock(), &desk, &office, id).await;
    assert_eq!(first.expect("an answer"), HandedOver::Accepted);
    let lies = fs::read(outbox.join(&files(&outbox)[0])).expect("a file");
    let second = hand_over(&db, &clock(), &desk, &office, id).await;
    assert_eq!(second.expect("an answer"), HandedOver::Already(LetterState::Accepted));

    // The crash between the file and the row: the same file with the same bytes once more.
    let sql = "UPDATE letter SET state = 'handing-over', settled_at = NULL";
    sea_orm::ConnectionTrait::execute_unprepared(&db, sql).await.expect("a row");
    let third = hand_over(&db, &clock(), &desk, &office, id).await;
    assert_eq!(third.expect("an answer"), HandedOver::Accepted);
    let files = files(&outbox);
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(fs::read(outbox.join(&files[0])).expect("a file"), lies);
    let journal = journal::history(&db, "letter", &id.to_string()).await.expect("entries");
    assert_eq!(journal.iter().filter(|entry| entry.act == "accepted").count(), 2);
}

#[tokio::test]
async fn an_outbox_that_cannot_be_written_is_tried_again() {
    let (db, dir) = database().await;
    let in_the_way = dir.path().join("outbox");
    fs::write(&in_the_way, "a file").expect("a file");
    let office = PostOffice::Outbox(Outbox { dir: in_the_way.clone() });
    let id = written(&db, "report-notice", "k").await;
    let handed = hand_over(&db, &clock(), &samples::desk(), &office, id).await;
    assert!(matches!(handed, Ok(HandedOver::Retry(_))), "{handed:?}");
    fs::remove_file(&in_the_way).expect("gone");
    let handed = hand_over(&db, &clock(), &samples::desk(), &office, id).await;
    assert_eq!(handed.expect("an answer"), HandedOver::Accepted);
}

#[tokio::test]
async fn no_letter_is_put_over_another() {
    let (db, dir) = database().await;
    let outbox = dir.path().join("outbox");
    let office = PostOffice::Outbox(Outbox { dir: outbox.clone() });
    let id = written(&db, "report-notice", "k").await;
    hand_over(&db, &clock(), &samples::desk(), &office, id).await.expect("handed over");
    let path = outbox.join(&files(&outbox)[0]);
    fs::write(&path, "Message-ID: <another@direktoratet.example>\r\n\r\n").expect("a file");
    let sql = "UPDATE letter SET state = 'retry', settled_at = NULL";
    sea_orm::ConnectionTrait::execute_unprepared(&db, sql).await.expect("a row");
    let handed = hand_over(&db, &clock(), &samples::desk(), &office, id).await;
    assert!(matches!(handed, Ok(HandedOver::Refused(_))), "{handed:?}");
}

#[tokio::test]
async fn names_cannot_add_headers() {
    let (db, dir) = database().await;
    let outbox = dir.path().join("outbox");
    let office = PostOffice::Outbox(Outbox { dir: outbox.clone() });
    let sly = Recipient {
        name: "Kari\r\nBcc: alle@direktoratet.example\r\n\r\n<script>".into(),
        ..samples::recipient(Language::Bokmal)
    };
    let letters::Letter::Award(mut award) = sample("award") else { panic!("an award") };
    award.reference = "12/1\r\nX-Sly: 1".into();
    award.project_title = "A\r\nSubject: B".into();
    let tx = journal::begin(&db).await.expect("a transaction");
    let about = letters::About { thing: "grant", id: "1".into() };
    let letter = letters::Letter::Award(award);
    let id = letters::write(&tx, &samples::desk(), samples::now(), "k", about, &sly, &letter).await;
    tx.commit().await.expect("a commit");
    let id = id.expect("a letter");
    hand_over(&db, &clock(), &samples::desk(), &office, id).await.expect("handed over");
    let bytes = fs::read(outbox.join(&files(&outbox)[0])).expect("a file");
    let mail = MessageParser::default().parse(&bytes).expect("a mail");
    assert!(mail.header("Bcc").is_none() && mail.header("X-Sly").is_none());
    assert_eq!(mail.to().map(|to| to.iter().count()), Some(1));
    assert!(mail.subject().is_some_and(|subject| subject.contains("A Subject: B")));
}

fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
