//! What became of letters that nobody knows of, by the copies that a relay keeps.

use crate::{
    relay::{handed, office, state},
    scripted::{Does, ScriptedRelay, Step},
    support::{clock, database, written},
};
use letters::{
    HandedOver, Happened, LetterState, PostOffice, SettleByEvidenceError, Settled, Trouble,
    hand_over, queries, samples, settle_by_evidence,
};
use sea_orm::DatabaseConnection;
use std::fs;
use vocabulary::{Actor, FixedClock, LetterId};

fn minutes(minutes: i64) -> FixedClock {
    FixedClock(samples::now() + chrono::Duration::minutes(minutes))
}

async fn at(db: &DatabaseConnection, clock: &FixedClock, office: &PostOffice) -> Settled {
    settle_by_evidence(db, clock, office).await.expect("a round")
}

async fn history(db: &DatabaseConnection, id: LetterId) -> Vec<Happened> {
    let lines = queries::timeline_for_actor(db, &Actor::System("t"), id).await.expect("lines");
    lines.into_iter().map(|line| line.what).collect()
}

fn settled(found: u64, not_found: u64, uncertain: u64) -> Settled {
    Settled { found, not_found, uncertain }
}

#[tokio::test]
async fn copies_tell_what_was_taken_and_what_was_lost() {
    let (db, dir) = database().await;
    let relay = ScriptedRelay::start().await;
    let copies = dir.path().join("copies");
    relay.copies_to(&copies);
    let office = office(&relay, &format!("?evidence=maildir://{}", copies.display()));
    let plain = written(&db, "report-notice", "plain").await;
    assert_eq!(handed(&db, &office, plain).await, HandedOver::Accepted);
    let (taken, lost) =
        (written(&db, "report-notice", "taken").await, written(&db, "report-notice", "lost").await);
    relay.once(Step::Taken, Does::HangsUp);
    assert!(matches!(handed(&db, &office, taken).await, HandedOver::Uncertain(_)));
    relay.once(Step::Lost, Does::HangsUp);
    assert!(matches!(handed(&db, &office, lost).await, HandedOver::Uncertain(_)));

    assert_eq!(at(&db, &minutes(1), &office).await, settled(1, 0, 1));
    assert_eq!(state(&db, taken).await, LetterState::Accepted);
    // The relay may still take what stands on its wire, and a copy be on its way.
    assert_eq!(at(&db, &minutes(9), &office).await, settled(0, 0, 1));
    assert_eq!(at(&db, &minutes(11), &office).await, settled(0, 1, 0));
    assert_eq!(handed(&db, &office, lost).await, HandedOver::Accepted);
    assert_eq!((relay.taken().len(), relay.finished()), (3, 4));
    use Happened::{Accepted, Found, NotFound, Offered, Planned, Uncertain};
    assert_eq!(history(&db, taken).await, [Planned, Offered, Uncertain, Found]);
    let all = [Planned, Offered, Uncertain, NotFound, Offered, Accepted];
    assert_eq!(history(&db, lost).await, all);
    let kept = queries::letter_for_actor(&db, &Actor::System("t"), taken).await;
    let answer = kept.expect("rows").expect("a letter").row.relay_answer.expect("an answer");
    assert!(answer.contains("00000001.relay"), "{answer}");
}

#[tokio::test]
async fn a_mailbox_that_lacks_what_was_taken_proves_nothing() {
    let (db, dir) = database().await;
    let relay = ScriptedRelay::start().await;
    let copies = dir.path().join("copies");
    for folder in ["new", "cur"] {
        fs::create_dir_all(copies.join(folder)).expect("a mailbox");
    }
    let office = office(&relay, &format!("?evidence=maildir://{}", copies.display()));
    let id = written(&db, "report-notice", "k").await;
    relay.once(Step::Taken, Does::HangsUp);
    handed(&db, &office, id).await;
    // Nothing was ever taken for certain: nothing shows that copies arrive.
    assert_eq!(at(&db, &minutes(30), &office).await, settled(0, 0, 1));
    let plain = written(&db, "report-notice", "plain").await;
    assert_eq!(handed(&db, &office, plain).await, HandedOver::Accepted);
    let round = settle_by_evidence(&db, &minutes(30), &office).await;
    assert!(matches!(round, Err(SettleByEvidenceError::Incomplete { .. })), "{round:?}");
    assert_eq!(state(&db, id).await, LetterState::Uncertain);
    let told = queries::post_offices(&db).await.expect("rows");
    assert_eq!(told.last().map(|told| told.trouble), Some(Some(Trouble::Copies)));
    // A mailbox that is away is not an empty one.
    fs::remove_dir_all(copies.join("cur")).expect("gone");
    let round = settle_by_evidence(&db, &minutes(30), &office).await;
    assert!(matches!(round, Err(SettleByEvidenceError::Copies { .. })), "{round:?}");
    assert_eq!(state(&db, id).await, LetterState::Uncertain);
}

#[tokio::test]
async fn what_another_relay_may_have_is_not_judged_by_these_copies() {
    let (db, dir) = database().await;
    let (elsewhere, relay) = (ScriptedRelay::start().await, ScriptedRelay::start().await);
    let copies = dir.path().join("copies");
    relay.copies_to(&copies);
    let id = written(&db, "report-notice", "k").await;
    elsewhere.once(Step::Taken, Does::HangsUp);
    handed(&db, &office(&elsewhere, ""), id).await;
    let office = office(&relay, &format!("?evidence=maildir://{}", copies.display()));
    let plain = written(&db, "report-notice", "plain").await;
    assert_eq!(handed(&db, &office, plain).await, HandedOver::Accepted);
    assert_eq!(at(&db, &minutes(60), &office).await, settled(0, 0, 1));
    assert_eq!(state(&db, id).await, LetterState::Uncertain);
}

#[tokio::test]
async fn a_bearer_that_died_leaves_a_letter_that_copies_settle() {
    let (db, dir) = database().await;
    let relay = ScriptedRelay::start().await;
    let copies = dir.path().join("copies");
    relay.copies_to(&copies);
    let office = office(&relay, &format!("?evidence=maildir://{}", copies.display()));
    let id = written(&db, "report-notice", "k").await;
    assert_eq!(handed(&db, &office, id).await, HandedOver::Accepted);
    // As when the process died after the relay had taken it, and before that was written down.
    let sql = "UPDATE letter SET state = 'handing-over', settled_at = NULL";
    sea_orm::ConnectionTrait::execute_unprepared(&db, sql).await.expect("a row");
    let parked = hand_over(&db, &clock(), &samples::desk(), &office, id).await;
    assert!(matches!(parked, Ok(HandedOver::Uncertain(_))), "{parked:?}");
    assert_eq!(at(&db, &clock(), &office).await, settled(1, 0, 0));
    assert_eq!((state(&db, id).await, relay.taken().len()), (LetterState::Accepted, 1));
    // Without evidence it is only counted.
    let sql = "UPDATE letter SET state = 'uncertain', settled_at = NULL";
    sea_orm::ConnectionTrait::execute_unprepared(&db, sql).await.expect("a row");
    let without = self::office(&relay, "");
    assert_eq!(at(&db, &minutes(60), &without).await, settled(0, 0, 1));
    let figures = queries::post_figures(&db, minutes(60).0).await.expect("figures");
    assert_eq!((figures.uncertain, figures.bounced), (1, 0));
}
