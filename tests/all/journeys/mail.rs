//! Letters through a real mail relay: each goes once, and what nobody knows is said so.

use super::house::{TestHouse, actor, migrated};
use super::stage::{self, BODO, KLEPP, OFFICER, STAVANGER};
use letters::queries::{LetterFilter, LetterRow, letters_for_actor};
use letters::{Evidence, LetterState, settle_uncertain};
use mail_parser::MessageParser;
use sea_orm::{ConnectionTrait, Statement};
use std::collections::BTreeSet;
use tests::both_databases;
use tests::databases::TestDatabase;
use tests::smtp::{Behaviour, SmtpSink};
use vocabulary::{Actor, Clock, Money, SystemClock};

pub(super) const LOOKER: Actor = Actor::System("the tests");

/// A house with a relay in which three receipts wait to be handed over.
pub(super) async fn with_receipts(db: TestDatabase, relay: String) -> TestHouse {
    let house = TestHouse::with(db, "2012-01-05", |settings| settings.smtp_url = Some(relay)).await;
    stage::assemble(&house).await;
    let call = stage::announce(&house, Money::from_kroner(900_000)).await;
    let applications =
        [(KLEPP, "Klepp", 1000, 3), (STAVANGER, "Stavanger", 1000, 3), (BODO, "Bodø", 1000, 3)];
    stage::judged(&house, call, &applications).await;
    house
}

pub(super) async fn letters(house: &TestHouse) -> Vec<LetterRow> {
    let found = letters_for_actor(&house.house.db, &LOOKER, LetterFilter::default()).await;
    found.expect("letters").rows
}

pub(super) async fn states(house: &TestHouse) -> Vec<LetterState> {
    letters(house).await.into_iter().map(|letter| letter.state).collect()
}

fn message_ids(sink: &SmtpSink) -> BTreeSet<String> {
    let read = |mail: tests::smtp::ReceivedMail| {
        let message = MessageParser::default().parse(&mail.message).expect("a mail").into_owned();
        message.message_id().expect("every mail has a Message-ID").to_owned()
    };
    sink.mails().into_iter().map(read).collect()
}

/// Lets time pass for the rows that wait to be tried again: they are due at once.
pub(super) async fn time_passes(house: &TestHouse) {
    let db = &house.house.db;
    let sql = match db.get_database_backend() {
        sea_orm::DbBackend::Postgres => "UPDATE work SET run_at = $1 WHERE state = 'ready'",
        _ => "UPDATE work SET run_at = ? WHERE state = 'ready'",
    };
    let now = SystemClock.now().into();
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [now]);
    db.execute_raw(statement).await.expect("time passes");
}

both_databases! {
    from migrated;

    async fn a_relay_gets_every_letter_once(db: TestDatabase) {
        let sink = SmtpSink::start().await;
        let house = with_receipts(db, sink.url()).await;
        house.drain().await;
        let mails = sink.wait_for_mails(3).await;
        assert_eq!(mails.len(), 3);
        let recipients: BTreeSet<_> = mails.iter().map(|mail| mail.recipients.join(" ")).collect();
        assert_eq!(recipients, BTreeSet::from([KLEPP, STAVANGER, BODO].map(str::to_owned)));
        assert!(mails.iter().all(|mail| mail.sender == "tilskudd@direktoratet.example"));

        // What the relay got is what the rows say, and asking again changes nothing.
        let kept = house.number("SELECT COUNT(DISTINCT message_id) FROM letter").await;
        assert_eq!((message_ids(&sink).len(), kept), (3, 3));
        for letter in letters(&house).await {
            let kept = letters::queries::letter_for_actor(&house.house.db, &LOOKER, letter.id).await;
            let id = kept.expect("a look").expect("a letter").message_id;
            let id = id.trim_matches(['<', '>']).to_owned();
            assert!(message_ids(&sink).contains(&id), "{id} is not in {:?}", message_ids(&sink));
            let h = &house.house;
            let again =
                letters::hand_over(&h.db, house.clock(), &h.desk, &h.office, letter.id).await;
            assert!(
                matches!(again, Ok(letters::HandedOver::Already(LetterState::Accepted))),
                "{again:?}"
            );
        }
        assert_eq!(sink.mails().len(), 3);
        assert!(!house.data().join("outbox").exists(), "nothing lies in an outbox beside a relay");
        house.leave().await;
    }

    async fn what_a_relay_refuses_is_seen(db: TestDatabase) {
        let sink = SmtpSink::start().await;
        sink.behave(Behaviour::RefuseMessage(554));
        let house = with_receipts(db, sink.url()).await;
        house.drain().await;
        assert_eq!(states(&house).await, [LetterState::Refused; 3]);
        assert_eq!(sink.mails().len(), 0);
        for letter in letters(&house).await {
            let answer = letter.relay_answer.unwrap_or_default();
            assert!(answer.contains("554"), "{answer}");
        }
        // The officers' list shows all three with what the relay said no to.
        let page = house.get("/letters?state=refused", OFFICER).await.is(200).text();
        for address in [KLEPP, STAVANGER, BODO] {
            assert!(page.contains(address), "{address} is not in {page}");
        }
        sink.behave(Behaviour::Accept);
        time_passes(&house).await;
        house.drain().await;
        assert_eq!(sink.mails().len(), 0, "what was refused is not offered again");
        house.leave_undone().await;
    }

    async fn a_relay_that_is_away_or_busy_is_tried_again(db: TestDatabase) {
        let sink = SmtpSink::start().await;
        sink.behave(Behaviour::RefuseRecipients(450));
        let house = with_receipts(db, sink.url()).await;
        house.drain().await;
        assert_eq!(states(&house).await, [LetterState::Retry; 3]);
        let waits = "SELECT COUNT(*) FROM work WHERE kind = 'hand-over-letter' AND state = 'ready'";
        assert_eq!(house.number(waits).await, 3);

        // The same, with nobody listening at all.
        let away = letters::PostOffice::Smtp(
            letters::Smtp::from_url("smtp://127.0.0.1:1").expect("an address"),
        );
        let h = &house.house;
        let id = letters(&house).await[0].id;
        let handed = letters::hand_over(&h.db, house.clock(), &h.desk, &away, id).await;
        assert!(matches!(handed, Ok(letters::HandedOver::Retry(_))), "{handed:?}");
        assert_eq!(states(&house).await, [LetterState::Retry; 3]);

        sink.behave(Behaviour::Accept);
        time_passes(&house).await;
        house.drain().await;
        assert_eq!(states(&house).await, [LetterState::Accepted; 3]);
        assert_eq!((sink.mails().len(), message_ids(&sink).len()), (3, 3));
        house.leave().await;
    }

    /// The relay took it and hung up: it is never sent again by itself, and an officer who found it in
    /// the relay's log says so.
    async fn what_may_have_been_taken_is_never_repeated(db: TestDatabase) {
        let sink = SmtpSink::start().await;
        sink.behave(Behaviour::KeepAndHangUp);
        let house = with_receipts(db, sink.url()).await;
        house.drain().await;
        assert_eq!(states(&house).await, [LetterState::Uncertain; 3]);
        assert_eq!(sink.mails().len(), 3);
        sink.behave(Behaviour::Accept);
        time_passes(&house).await;
        house.drain().await;
        assert_eq!((sink.mails().len(), message_ids(&sink).len()), (3, 3));

        house.set_clock("2012-03-02", 8);
        let officer = actor(&house, OFFICER).await;
        let db = &house.house.db;
        for letter in letters(&house).await {
            let settled =
                settle_uncertain(db, &officer, house.clock(), letter.id, Evidence::Taken).await;
            assert_eq!(settled.expect("settled"), LetterState::Accepted);
        }
        house.drain().await;
        assert_eq!(sink.mails().len(), 3);
        house.leave().await;
    }

    /// The relay lost it: an officer says so, and it goes out once.
    async fn what_was_lost_goes_out_when_an_officer_says_so(db: TestDatabase) {
        let sink = SmtpSink::start().await;
        sink.behave(Behaviour::LoseAndHangUp);
        let house = with_receipts(db, sink.url()).await;
        house.drain().await;
        assert_eq!(states(&house).await, [LetterState::Uncertain; 3]);
        assert_eq!(sink.mails().len(), 0);
        sink.behave(Behaviour::Accept);
        let officer = actor(&house, OFFICER).await;
        let db = &house.house.db;
        let id = letters(&house).await[0].id;
        // The connection may still stand: not before the relay has certainly given up.
        let early = settle_uncertain(db, &officer, house.clock(), id, Evidence::NotTaken).await;
        assert!(matches!(early, Err(letters::SettleError::TooEarly(_))), "{early:?}");
        house.set_clock("2012-03-02", 8);
        let officer = actor(&house, OFFICER).await;
        for letter in letters(&house).await {
            settle_uncertain(db, &officer, house.clock(), letter.id, Evidence::NotTaken)
                .await
                .expect("settled");
        }
        house.drain().await;
        assert_eq!(states(&house).await, [LetterState::Accepted; 3]);
        assert_eq!((sink.mails().len(), message_ids(&sink).len()), (3, 3));
        house.leave().await;
    }
}
