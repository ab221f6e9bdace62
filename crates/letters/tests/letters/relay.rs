//! Every answer of a relay, and every silence, told apart.

use crate::{
    scripted::{Does, ScriptedRelay, Step},
    support::{clock, database, written},
};
use letters::{
    HandedOver, LetterState, NotNow, PostOffice, Smtp, Trouble, hand_over, hand_over_while,
    queries, samples,
};
use mail_parser::MessageParser;
use sea_orm::DatabaseConnection;
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use vocabulary::{Actor, LetterId};

const SHORT: Duration = Duration::from_millis(700);

pub fn office(relay: &ScriptedRelay, settings: &str) -> PostOffice {
    let url = format!("smtp://{}{settings}", relay.address());
    PostOffice::Smtp(Smtp::from_url(&url).expect("an address").with_patience(SHORT, SHORT))
}

pub async fn handed(db: &DatabaseConnection, office: &PostOffice, id: LetterId) -> HandedOver {
    hand_over(db, &clock(), &samples::desk(), office, id).await.expect("an answer")
}

pub async fn state(db: &DatabaseConnection, id: LetterId) -> LetterState {
    let kept = queries::letter_for_actor(db, &Actor::System("t"), id).await;
    kept.expect("rows").expect("a letter").row.state
}

/// What became of it, in a word.
fn word(handed: &HandedOver) -> &'static str {
    match handed {
        HandedOver::Accepted => "accepted",
        HandedOver::Already(_) => "already",
        HandedOver::Refused(_) => "refused",
        HandedOver::Retry(not_taken) => not_taken.because.word(),
        HandedOver::Uncertain(_) => "uncertain",
    }
}

#[tokio::test]
async fn a_relay_that_takes_it() {
    let (db, _dir) = database().await;
    let relay = ScriptedRelay::start().await;
    relay.speaks_dsn();
    let id = written(&db, "award", "k").await;
    let office = office(&relay, "");
    assert_eq!(handed(&db, &office, id).await, HandedOver::Accepted);
    let again = handed(&db, &office, id).await;
    assert_eq!(again, HandedOver::Already(LetterState::Accepted));
    let kept = queries::letter_for_actor(&db, &Actor::System("t"), id).await;
    let kept = kept.expect("rows").expect("a letter");
    assert_eq!(kept.row.relay_answer.as_deref(), Some("250 2.0.0 queued as 4711"));
    let [letter] = relay.taken().try_into().expect("one letter");
    let mail = MessageParser::default().parse(&letter.message).expect("a mail");
    assert_eq!(mail.subject(), kept.row.subject.as_deref());
    assert_eq!(mail.attachment_count(), 1);
    // Failures are to be reported under the letter's own id.
    assert!(letter.sender.ends_with(&format!("RET=HDRS ENVID={id}")), "{}", letter.sender);
    assert!(letter.recipient.ends_with("NOTIFY=FAILURE,DELAY"), "{}", letter.recipient);
}

/// The table: what the relay does at a step, what becomes of the letter with a plain relay, and whether
/// the relay had the whole of it.
#[tokio::test]
async fn every_answer_is_told_apart() {
    use Does::{Hangs, HangsUp, Says};
    use Step::{Data, Greeting, Hello, Lost, Recipient, Sender, Taken};
    for (step, does, becomes, had_it) in [
        (Greeting, Hangs, "away", false),
        (Greeting, HangsUp, "away", false),
        (Greeting, Says("421 4.3.2 shutting down"), "busy", false),
        (Greeting, Says("554 5.7.1 go away"), "busy", false),
        (Hello, Hangs, "away", false),
        (Hello, HangsUp, "away", false),
        (Sender, Hangs, "away", false),
        (Sender, HangsUp, "away", false),
        (Sender, Says("451 4.3.0 later"), "busy", false),
        (Sender, Says("530 5.7.0 sign in first"), "sign-in", false),
        (Sender, Says("550 5.7.1 not from you"), "sender", false),
        (Recipient, Hangs, "away", false),
        (Recipient, HangsUp, "away", false),
        (Recipient, Says("450 4.2.0 greylisted"), "greylisted", false),
        (Recipient, Says("452 4.2.2 over quota"), "mailbox-full", false),
        (Recipient, Says("552 5.2.2 over quota"), "mailbox-full", false),
        (Recipient, Says("550 5.1.1 nobody here"), "refused", false),
        (Data, Hangs, "away", false),
        (Data, HangsUp, "away", false),
        (Data, Says("451 4.3.0 later"), "busy", false),
        (Data, Says("554 5.5.1 no"), "refused", false),
        (Data, Says("250 what?"), "away", false),
        (Lost, Says("451 4.3.0 later"), "busy", true),
        (Lost, Says("452 4.3.1 no room"), "busy", true),
        (Lost, Says("421 4.3.2 shutting down"), "busy", true),
        (Lost, Says("554 5.7.1 spam"), "refused", true),
        (Lost, Hangs, "uncertain", true),
        (Lost, HangsUp, "uncertain", true),
        (Taken, Hangs, "uncertain", true),
        (Taken, HangsUp, "uncertain", true),
        (Taken, Says("nonsense"), "uncertain", true),
    ] {
        let (db, _dir) = database().await;
        let relay = ScriptedRelay::start().await;
        relay.always(step, does.clone());
        let id = written(&db, "report-notice", "k").await;
        let outcome = handed(&db, &office(&relay, ""), id).await;
        let said = format!("{step:?} {does:?}: {outcome:?}");
        assert_eq!((word(&outcome), relay.finished() == 1), (becomes, had_it), "{said}");
        let stands = match becomes {
            "refused" => LetterState::Refused,
            "uncertain" => LetterState::Uncertain,
            _ => LetterState::Retry,
        };
        assert_eq!(state(&db, id).await, stands, "{said}");
        let kept = queries::letter_for_actor(&db, &Actor::System("t"), id).await;
        let answer = kept.expect("rows").expect("a letter").row.relay_answer;
        assert!(answer.is_some_and(|answer| !answer.is_empty()), "{said}");
        // When it does right again, what was certainly not taken goes out, and nothing else.
        relay.behaves();
        let (taken, again) = (relay.taken().len(), handed(&db, &office(&relay, ""), id).await);
        match stands {
            LetterState::Retry => {
                assert_eq!((again, relay.taken().len()), (HandedOver::Accepted, 1))
            }
            stands => {
                assert_eq!((again, relay.taken().len()), (HandedOver::Already(stands), taken))
            }
        }
    }
}

#[tokio::test]
async fn a_relay_that_takes_its_time_is_waited_for() {
    let (db, _dir) = database().await;
    let relay = ScriptedRelay::start().await;
    for step in [Step::Greeting, Step::Sender, Step::Data, Step::Taken] {
        relay.once(step, Does::Waits(SHORT / 2));
    }
    let id = written(&db, "report-notice", "k").await;
    assert_eq!(handed(&db, &office(&relay, ""), id).await, HandedOver::Accepted);
}

#[tokio::test]
async fn a_relay_that_stops_reading_certainly_has_not_taken_it() {
    let (db, _dir) = database().await;
    let relay = ScriptedRelay::start().await;
    relay.always(Step::Body, Does::Waits(Duration::from_secs(60)));
    let id = written(&db, "award", "k").await;
    // So much that it does not fit into what lies between us and the relay.
    let sql = "DROP TRIGGER letter_never_changes";
    sea_orm::ConnectionTrait::execute_unprepared(&db, sql).await.expect("a row");
    let sql = "UPDATE letter SET text_body = hex(zeroblob(16000000))";
    sea_orm::ConnectionTrait::execute_unprepared(&db, sql).await.expect("a row");
    let outcome = handed(&db, &office(&relay, ""), id).await;
    assert_eq!((word(&outcome), relay.finished()), ("away", 0), "{outcome:?}");
}

#[tokio::test]
async fn the_lease_is_looked_at_before_the_final_dot() {
    for settings in ["", "?repeats=dropped"] {
        let (db, _dir) = database().await;
        let relay = ScriptedRelay::start().await;
        let id = written(&db, "report-notice", "k").await;
        // Held when the letter is marked, and not any more when the dot is due.
        let asked = AtomicUsize::new(0);
        let held = || asked.fetch_add(1, Ordering::SeqCst) == 0;
        let (desk, office) = (samples::desk(), office(&relay, settings));
        let outcome = hand_over_while(&db, &clock(), &desk, &office, id, &held).await;
        assert_eq!(word(&outcome.expect("an answer")), "stopped");
        assert_eq!((asked.load(Ordering::SeqCst), relay.finished()), (2, 0));
        // Who takes over offers it, and it comes once.
        assert_eq!(handed(&db, &office, id).await, HandedOver::Accepted);
        assert_eq!((relay.finished(), relay.taken().len()), (1, 1));
        // Who lost it before that does not even begin.
        let other = written(&db, "report-notice", "other").await;
        let outcome = hand_over_while(&db, &clock(), &desk, &office, other, &|| false).await;
        assert!(outcome.is_err());
        assert_eq!(state(&db, other).await, LetterState::Planned);
    }
}

#[tokio::test]
async fn connections_are_kept_and_end_after_their_share() {
    let (db, _dir) = database().await;
    let relay = ScriptedRelay::start().await;
    let office = office(&relay, "?letters=3");
    for n in 0..7 {
        let id = written(&db, "report-notice", &n.to_string()).await;
        // What is refused leaves the connection as good as it was.
        if n == 1 {
            relay.once(Step::Recipient, Does::Says("550 nobody here"));
            assert_eq!(word(&handed(&db, &office, id).await), "refused");
        } else {
            assert_eq!(handed(&db, &office, id).await, HandedOver::Accepted);
        }
    }
    let sessions: Vec<usize> = relay.taken().iter().map(|letter| letter.session).collect();
    assert_eq!(sessions, [1, 1, 2, 2, 2, 3]);
}

#[tokio::test]
async fn a_kept_connection_that_is_gone_is_noticed_before_the_letter() {
    use Does::{HangsUp, Says};
    // What the kept connection meets: an end without a word, an end with one, an end a little later.
    for gone in [
        None,
        Some((Step::Reset, Says("421 4.4.2 idle too long"))),
        Some((Step::Sender, HangsUp)),
        Some((Step::Data, HangsUp)),
    ] {
        let (db, _dir) = database().await;
        let relay = ScriptedRelay::start().await;
        let office = office(&relay, "");
        let first = written(&db, "report-notice", "1").await;
        assert_eq!(handed(&db, &office, first).await, HandedOver::Accepted);
        match gone {
            None => relay.hang_up(),
            Some((step, does)) => relay.once(step, does),
        }
        let second = written(&db, "report-notice", "2").await;
        assert_eq!(handed(&db, &office, second).await, HandedOver::Accepted);
        assert_eq!((relay.sessions(), relay.taken().len(), relay.finished()), (2, 2, 2));
    }
}

#[tokio::test]
async fn letters_at_the_same_time_have_a_connection_each() {
    let (db, _dir) = database().await;
    let relay = ScriptedRelay::start().await;
    let office = office(&relay, "");
    let mut ids = Vec::new();
    for n in 0..6 {
        ids.push(written(&db, "report-notice", &n.to_string()).await);
    }
    let mut handing = tokio::task::JoinSet::new();
    for id in ids {
        let (db, office) = (db.clone(), office.clone());
        handing.spawn(async move { handed(&db, &office, id).await });
    }
    assert_eq!(handing.join_all().await, vec![HandedOver::Accepted; 6]);
    assert_eq!(relay.taken().len(), 6);
    assert!(relay.sessions() <= 6);
}

#[tokio::test]
async fn tls_or_nothing() {
    let (db, dir) = database().await;
    let id = written(&db, "report-notice", "k").await;
    let trusted = |relay: &ScriptedRelay| {
        let file = dir.path().join("ca.pem");
        std::fs::write(&file, relay.certificate()).expect("a file");
        format!("&ca={}", file.display())
    };
    let by_name = |relay: &ScriptedRelay, settings: &str| {
        let url = format!("smtp://localhost:{}{settings}", relay.address().port());
        PostOffice::Smtp(Smtp::from_url(&url).expect("an address").with_patience(SHORT, SHORT))
    };
    let plain = ScriptedRelay::start().await;
    let relay = ScriptedRelay::with_tls("localhost").await;
    let other = ScriptedRelay::with_tls("other.example").await;
    for (what, office) in [
        ("no STARTTLS", by_name(&plain, "?tls=required")),
        ("a certificate nobody knows", by_name(&relay, "?tls=required")),
        ("another's certificate", by_name(&other, &format!("?tls=required{}", trusted(&other)))),
    ] {
        let outcome = handed(&db, &office, id).await;
        assert_eq!(word(&outcome), "tls", "{what}: {outcome:?}");
    }
    assert_eq!(plain.finished() + relay.finished() + other.finished(), 0, "nothing in the clear");
    let office = by_name(&relay, &format!("?tls=required{}", trusted(&relay)));
    assert_eq!(handed(&db, &office, id).await, HandedOver::Accepted);
    assert!(relay.taken()[0].over_tls);
    let within = ScriptedRelay::within_tls("localhost").await;
    let (port, ca) = (within.address().port(), trusted(&within));
    let url = format!("smtps://localhost:{port}?{}", ca.trim_start_matches('&'));
    let relays = Smtp::from_url(&url).expect("an address").with_patience(SHORT, SHORT);
    // The dot is kept back over TLS as well, however it begins.
    for (office, relay, key) in [(office, relay, "1"), (PostOffice::Smtp(relays), within, "2")] {
        let first = written(&db, "report-notice", key).await;
        assert_eq!(handed(&db, &office, first).await, HandedOver::Accepted);
        let finished = relay.finished();
        let late = written(&db, "report-notice", &format!("late {key}")).await;
        let asked = AtomicUsize::new(0);
        let held = || asked.fetch_add(1, Ordering::SeqCst) == 0;
        let outcome = hand_over_while(&db, &clock(), &samples::desk(), &office, late, &held).await;
        assert_eq!((word(&outcome.expect("an answer")), relay.finished()), ("stopped", finished));
        assert!(relay.taken().iter().all(|letter| letter.over_tls));
    }
}

#[tokio::test]
async fn a_relay_that_refuses_the_sign_in_stops_nothing_and_is_told_of() {
    let (db, dir) = database().await;
    let relay = ScriptedRelay::with_tls("localhost").await;
    relay.wants_sign_in();
    relay.always(Step::SignIn, Does::Says("535 5.7.8 wrong password"));
    let file = dir.path().join("ca.pem");
    std::fs::write(&file, relay.certificate()).expect("a file");
    let (port, ca) = (relay.address().port(), file.display());
    let url = format!("smtp://user:secret@localhost:{port}?tls=required&ca={ca}");
    let smtp = Smtp::from_url(&url).expect("an address").with_patience(SHORT, SHORT);
    let office = PostOffice::Smtp(smtp);
    let id = written(&db, "report-notice", "k").await;
    let outcome = handed(&db, &office, id).await;
    assert_eq!(word(&outcome), "sign-in", "{outcome:?}");
    let told = queries::post_offices(&db).await.expect("rows");
    assert_eq!(
        (told[0].name.as_str(), told[0].trouble),
        (office.name().as_str(), Some(Trouble::SignIn))
    );
    assert!(
        told[0]
            .said
            .as_deref()
            .is_some_and(|said| said.contains("535") && !said.contains("secret"))
    );
    relay.behaves();
    assert_eq!(handed(&db, &office, id).await, HandedOver::Accepted);
    assert_eq!(queries::post_offices(&db).await.expect("rows")[0].trouble, None);
}

#[tokio::test]
async fn a_relay_that_drops_repeats_gets_it_again_until_it_forgets() {
    let (db, _dir) = database().await;
    let relay = ScriptedRelay::start().await;
    relay.drops_repeats();
    let office = office(&relay, "?repeats=dropped&remembers=1h");
    let id = written(&db, "report-notice", "k").await;
    relay.once(Step::Taken, Does::HangsUp);
    assert_eq!(word(&handed(&db, &office, id).await), "in-doubt");
    // A sure «no» to the second offer says nothing about the first.
    relay.once(Step::Recipient, Does::Says("451 later"));
    assert_eq!(word(&handed(&db, &office, id).await), "busy");
    let late = vocabulary::FixedClock(samples::now() + chrono::Duration::minutes(61));
    let desk = samples::desk();
    let parked = hand_over(&db, &late, &desk, &office, id).await.expect("an answer");
    assert_eq!((word(&parked), relay.finished()), ("uncertain", 1));

    let other = written(&db, "report-notice", "other").await;
    relay.once(Step::Taken, Does::HangsUp);
    assert_eq!(word(&handed(&db, &office, other).await), "in-doubt");
    assert_eq!(handed(&db, &office, other).await, HandedOver::Accepted);
    assert_eq!((relay.taken().len(), relay.dropped()), (2, 1));
    // Another relay knows nothing of what this one has seen.
    let third = written(&db, "report-notice", "third").await;
    relay.once(Step::Taken, Does::HangsUp);
    assert_eq!(word(&handed(&db, &office, third).await), "in-doubt");
    let elsewhere = ScriptedRelay::start().await;
    let moved = self::office(&elsewhere, "?repeats=dropped");
    assert_eq!(word(&handed(&db, &moved, third).await), "uncertain");
    assert_eq!(elsewhere.sessions(), 0);
}

#[tokio::test]
async fn waits_by_what_is_in_the_way() {
    let first = |because: NotNow| because.backoff().wait(1, 1.0).as_secs();
    assert_eq!(first(NotNow::Away), 4);
    assert_eq!(first(NotNow::Greylisted), 300);
    assert_eq!(first(NotNow::MailboxFull), 3600);
    let (db, _dir) = database().await;
    let relay = ScriptedRelay::start().await;
    relay.always(Step::Recipient, Does::Says("450 4.2.0 greylisted"));
    let office = office(&relay, "");
    let id = written(&db, "report-notice", "k").await;
    let HandedOver::Retry(once) = handed(&db, &office, id).await else { panic!("a retry") };
    let HandedOver::Retry(twice) = handed(&db, &office, id).await else { panic!("a retry") };
    assert_eq!((once.wait(1.0).as_secs(), twice.wait(1.0).as_secs()), (300, 600));
    assert!(!twice.is_hopeless);
    let late = vocabulary::FixedClock(samples::now() + chrono::Duration::days(6));
    let outcome = hand_over(&db, &late, &samples::desk(), &office, id).await.expect("an answer");
    assert!(matches!(outcome, HandedOver::Retry(last) if last.is_hopeless));
}

#[tokio::test]
async fn a_late_answer_of_the_one_who_was_thought_dead_still_counts() {
    let (db, _dir) = database().await;
    let relay = ScriptedRelay::start().await;
    relay.once(Step::Taken, Does::Waits(Duration::from_secs(1)));
    let id = written(&db, "report-notice", "k").await;
    let desk = samples::desk();
    let url = format!("smtp://{}", relay.address());
    let patient = PostOffice::Smtp(Smtp::from_url(&url).expect("an address"));
    let slow = {
        let (db, desk, patient) = (db.clone(), desk.clone(), patient.clone());
        tokio::spawn(async move { hand_over(&db, &clock(), &desk, &patient, id).await })
    };
    while relay.finished() == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let other = hand_over(&db, &clock(), &desk, &patient, id).await;
    assert!(matches!(other, Ok(HandedOver::Uncertain(_))), "{other:?}");
    let slow = slow.await.expect("no panic");
    assert_eq!(slow.expect("an answer"), HandedOver::Accepted);
    let counts = queries::counts_by_state(&db).await.expect("counts");
    assert_eq!(counts[&LetterState::Accepted], 1);
    assert_eq!(relay.taken().len(), 1, "offered once");
}
