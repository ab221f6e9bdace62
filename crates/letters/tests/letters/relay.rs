use crate::{
    sink::{Manner, Sink},
    support::{clock, database, written},
};
use letters::{HandedOver, LetterState, PostOffice, Smtp, hand_over, queries, samples};
use mail_parser::MessageParser;
use std::time::Duration;
use vocabulary::Actor;

fn office(port: u16, settings: &str) -> PostOffice {
    let relay = Smtp::from_url(&format!("smtp://127.0.0.1:{port}{settings}")).expect("an address");
    PostOffice::Smtp(relay.with_patience(Duration::from_millis(700), Duration::from_millis(700)))
}

/// What becomes of a letter with such a relay: the outcome, the state, and how many messages the
/// relay had in full.
async fn fate(manner: Manner, settings: &str) -> (HandedOver, LetterState, usize) {
    let (db, _dir) = database().await;
    let sink = Sink::open(manner).await;
    let id = written(&db, "report-notice", "k").await;
    let office = office(sink.port, settings);
    let handed = hand_over(&db, &clock(), &samples::desk(), &office, id).await;
    let kept = queries::letter_for_actor(&db, &Actor::System("t"), id).await;
    let row = kept.expect("rows").expect("a letter").row;
    assert!(row.relay_answer.is_some_and(|answer| !answer.is_empty()));
    (handed.expect("an answer"), row.state, sink.had().len())
}

#[tokio::test]
async fn a_relay_that_takes_it() {
    let (db, _dir) = database().await;
    let sink = Sink::open(Manner::Accepts).await;
    let id = written(&db, "award", "k").await;
    let office = office(sink.port, "");
    let handed = hand_over(&db, &clock(), &samples::desk(), &office, id).await;
    assert_eq!(handed.expect("an answer"), HandedOver::Accepted);
    let again = hand_over(&db, &clock(), &samples::desk(), &office, id).await;
    assert_eq!(again.expect("an answer"), HandedOver::Already(LetterState::Accepted));
    let kept = queries::letter_for_actor(&db, &Actor::System("t"), id).await;
    let kept = kept.expect("rows").expect("a letter");
    assert_eq!(kept.row.relay_answer.as_deref(), Some("250 2.0.0 queued as 4711"));
    let had = sink.had();
    assert_eq!(had.len(), 1);
    let mail = MessageParser::default().parse(&had[0]).expect("a mail");
    assert_eq!(mail.subject(), kept.row.subject.as_deref());
    assert_eq!(mail.attachment_count(), 1);
}

#[tokio::test]
async fn certainly_not_taken_is_tried_again() {
    for manner in [
        Manner::ToRecipient("451 later"),
        Manner::ToMessage("452 no room"),
        Manner::DropsBeforeData,
        Manner::SilentAtGreeting,
        Manner::ToRecipient("530 sign in first"),
    ] {
        let (handed, state, _) = fate(manner, "").await;
        assert!(matches!(handed, HandedOver::Retry(_)), "{manner:?}: {handed:?}");
        assert_eq!(state, LetterState::Retry, "{manner:?}");
    }
}

#[tokio::test]
async fn a_relay_that_says_no() {
    for manner in [Manner::ToRecipient("550 nobody here"), Manner::ToMessage("554 no")] {
        let (handed, state, _) = fate(manner, "").await;
        assert!(matches!(handed, HandedOver::Refused(_)), "{manner:?}: {handed:?}");
        assert_eq!(state, LetterState::Refused, "{manner:?}");
    }
}

#[tokio::test]
async fn lost_after_the_final_dot_is_uncertain() {
    for manner in [Manner::DropsAfterDot, Manner::SilentAfterDot] {
        let (handed, state, had) = fate(manner, "").await;
        assert!(matches!(handed, HandedOver::Uncertain(_)), "{manner:?}: {handed:?}");
        assert_eq!((state, had), (LetterState::Uncertain, 1), "{manner:?}");
        let (handed, state, _) = fate(manner, "?repeats=dropped").await;
        assert!(matches!(handed, HandedOver::Retry(_)), "{manner:?}: {handed:?}");
        assert_eq!(state, LetterState::Retry, "{manner:?}");
    }
}

#[tokio::test]
async fn a_relay_that_is_away_or_speaks_no_tls() {
    let (db, _dir) = database().await;
    let sink = Sink::open(Manner::Accepts).await;
    let id = written(&db, "report-notice", "k").await;
    for office in [office(1, ""), office(sink.port, "?tls=required")] {
        let handed = hand_over(&db, &clock(), &samples::desk(), &office, id).await;
        assert!(matches!(handed, Ok(HandedOver::Retry(_))), "{handed:?}");
    }
    assert!(sink.had().is_empty(), "nothing goes out in the clear when TLS is required");
    let office = office(sink.port, "");
    let handed = hand_over(&db, &clock(), &samples::desk(), &office, id).await;
    assert_eq!(handed.expect("an answer"), HandedOver::Accepted);
}

#[tokio::test]
async fn a_late_answer_of_the_one_who_was_thought_dead_still_counts() {
    let (db, _dir) = database().await;
    let sink = Sink::open(Manner::SlowAfterDot).await;
    let id = written(&db, "report-notice", "k").await;
    let desk = samples::desk();
    let url = format!("smtp://127.0.0.1:{}", sink.port);
    let patient = PostOffice::Smtp(Smtp::from_url(&url).expect("an address"));
    let slow = {
        let (db, desk) = (db.clone(), desk.clone());
        tokio::spawn(async move { hand_over(&db, &clock(), &desk, &patient, id).await })
    };
    while sink.had().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let other = hand_over(&db, &clock(), &desk, &office(1, ""), id).await;
    assert!(matches!(other, Ok(HandedOver::Uncertain(_))), "{other:?}");
    let slow = slow.await.expect("no panic");
    assert_eq!(slow.expect("an answer"), HandedOver::Accepted);
    let counts = queries::counts_by_state(&db).await.expect("counts");
    assert_eq!(counts[&LetterState::Accepted], 1);
    assert_eq!(sink.had().len(), 1, "offered once");
}
