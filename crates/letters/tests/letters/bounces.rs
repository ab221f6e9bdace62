//! What comes back.

use crate::{
    relay::{handed, office, state},
    scripted::{Does, ScriptedRelay, Step},
    support::{clock, database, written},
};
use letters::{
    BounceBox, BouncesRead, FollowUpError, HandedOver, Happened, LetterState, follow_up, queries,
    queries::LetterFilter, read_bounces,
};
use std::{fs, path::Path};
use vocabulary::{Actor, LetterId, OrganisationId, PersonId, Role};

const LOOKER: Actor = Actor::System("t");

fn report(action: &str, envelope: Option<LetterId>, returned: Option<&str>) -> String {
    let envelope = envelope.map(|id| format!("Original-Envelope-Id: {id}\r\n")).unwrap_or_default();
    let returned = returned
        .map(|id| {
            format!("--B\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {id}\r\n\r\n")
        })
        .unwrap_or_default();
    format!(
        "From: MAILER-DAEMON@relay.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n\
         --B\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
         --B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; r.example\r\n{envelope}\r\n\
         Final-Recipient: rfc822; maret@guovdageainnu.example\r\nAction: {action}\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n{returned}--B--\r\n"
    )
}

struct Mailbox(tempfile::TempDir);

impl Mailbox {
    fn new() -> Mailbox {
        let dir = tempfile::tempdir().expect("a folder");
        for folder in ["new", "cur"] {
            fs::create_dir(dir.path().join(folder)).expect("a mailbox");
        }
        Mailbox(dir)
    }
    fn gets(&self, name: &str, mail: &str) {
        fs::write(self.0.path().join("new").join(name), mail).expect("a mail");
    }
    fn is_read_by(&self) -> BounceBox {
        format!("maildir://{}", self.0.path().display()).parse().expect("a mailbox")
    }
    fn files(&self, folder: &str) -> Vec<String> {
        files(&self.0.path().join(folder))
    }
}

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<String> =
        entries.map(|entry| name(entry).to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn what_comes_back_stands_beside_what_was_accepted() {
    let (db, _dir) = database().await;
    let relay = ScriptedRelay::start().await;
    let office = office(&relay, "");
    let mut ids = Vec::new();
    for n in 0..3 {
        ids.push(written(&db, "report-notice", &n.to_string()).await);
        assert_eq!(handed(&db, &office, ids[n]).await, HandedOver::Accepted);
    }
    let message_id = format!("<{}@direktoratet.example>", ids[1]);
    let mailbox = Mailbox::new();
    mailbox.gets("1.a", &report("failed", Some(ids[0]), None));
    mailbox.gets("2.b", &report("failed", None, Some(&message_id)));
    mailbox.gets("3.c", &report("delayed", Some(ids[2]), None));
    mailbox.gets("4.d", &report("failed", Some(LetterId::fresh()), Some("<a@b.example>")));
    mailbox.gets("5.e", "Subject: Fravær\r\nAuto-Submitted: auto-replied\r\n\r\nJeg er borte.\r\n");
    let read = read_bounces(&db, &clock(), &mailbox.is_read_by()).await.expect("a round");
    let all = BouncesRead { failed: 2, delayed: 1, delivered: 0, unmatched: 1, others: 1 };
    assert_eq!(read, all);
    // Nothing is lost: what a person should look at is flagged.
    assert!(mailbox.files("new").is_empty());
    assert_eq!(mailbox.files("cur"), ["1.a:2,S", "2.b:2,S", "3.c:2,S", "4.d:2,F", "5.e:2,F"]);
    for id in &ids {
        assert_eq!(state(&db, *id).await, LetterState::Accepted, "what was accepted stays so");
    }
    let filter = LetterFilter { bounced: true, ..LetterFilter::default() };
    let found = queries::letters_for_actor(&db, &LOOKER, filter).await.expect("rows");
    let found: Vec<LetterId> = found.rows.into_iter().map(|row| row.id).collect();
    assert_eq!(found, [ids[1], ids[0]]);
    let lines = queries::timeline_for_actor(&db, &LOOKER, ids[0]).await.expect("lines");
    let last = lines.last().expect("a line");
    assert_eq!(
        (last.what, last.said.as_deref()),
        (Happened::Bounced, Some("550 5.1.1 no such user"))
    );
    let journal = journal::history(&db, "letter", &ids[0].to_string()).await.expect("entries");
    assert!(journal.iter().any(|entry| entry.act == "bounced"));
    assert_eq!(queries::unmatched_bounces_for_actor(&db, &LOOKER).await.expect("rows").len(), 1);

    // The same mail once more, as after a crash before it was put away, changes nothing.
    mailbox.gets("6.f", &report("failed", Some(ids[0]), None));
    let read = read_bounces(&db, &clock(), &mailbox.is_read_by()).await.expect("a round");
    assert_eq!(read, BouncesRead::default());
    assert_eq!(queries::open_bounces(&db).await.expect("a number"), 2);
}

#[tokio::test]
async fn somebody_deals_with_a_bounce() {
    let (db, _dir) = database().await;
    let relay = ScriptedRelay::start().await;
    let id = written(&db, "report-notice", "k").await;
    assert_eq!(handed(&db, &office(&relay, ""), id).await, HandedOver::Accepted);
    let note = "Ringte kommunen; ny adresse er registrert.";
    let early = follow_up(&db, &LOOKER, &clock(), id, note).await;
    assert!(matches!(early, Err(FollowUpError::NothingToDo)), "{early:?}");
    let mailbox = Mailbox::new();
    mailbox.gets("1.a", &report("failed", Some(id), None));
    read_bounces(&db, &clock(), &mailbox.is_read_by()).await.expect("a round");
    assert_eq!(queries::open_bounces(&db).await.expect("a number"), 1);
    let outsider = Actor::Person {
        id: PersonId::fresh(),
        name: "X".into(),
        organisation: OrganisationId::fresh(),
        roles: vec![Role::Applicant],
    };
    let refused = follow_up(&db, &outsider, &clock(), id, note).await;
    assert!(matches!(refused, Err(FollowUpError::NoSuchLetter(_))), "{refused:?}");
    assert!(matches!(follow_up(&db, &LOOKER, &clock(), id, " ").await, Err(FollowUpError::NoNote)));
    follow_up(&db, &LOOKER, &clock(), id, note).await.expect("written down");
    assert_eq!(queries::open_bounces(&db).await.expect("a number"), 0);
    // It comes back again, from somebody else on the way.
    mailbox.gets("2.b", &report("failed", Some(id), None).replace("Sorry", "Very sorry"));
    read_bounces(&db, &clock(), &mailbox.is_read_by()).await.expect("a round");
    assert_eq!(queries::open_bounces(&db).await.expect("a number"), 1);
}

#[tokio::test]
async fn a_report_proves_that_the_relay_had_it() {
    let (db, _dir) = database().await;
    let relay = ScriptedRelay::start().await;
    relay.once(Step::Taken, Does::HangsUp);
    let id = written(&db, "report-notice", "k").await;
    handed(&db, &office(&relay, ""), id).await;
    assert_eq!(state(&db, id).await, LetterState::Uncertain);
    let mailbox = Mailbox::new();
    mailbox.gets("1.a", &report("failed", Some(id), None));
    read_bounces(&db, &clock(), &mailbox.is_read_by()).await.expect("a round");
    assert_eq!(state(&db, id).await, LetterState::Accepted);
    assert_eq!(queries::open_bounces(&db).await.expect("a number"), 1);
}

#[tokio::test]
async fn a_mailbox_that_is_away_is_said_to_be() {
    let (db, dir) = database().await;
    let away = format!("maildir://{}", dir.path().join("nowhere").display());
    let read = read_bounces(&db, &clock(), &away.parse().expect("a mailbox")).await;
    assert!(read.is_err());
    assert!(
        "/var/mail".parse::<BounceBox>().is_err() && "maildir://h/x".parse::<BounceBox>().is_err()
    );
}
