use crate::support::{clock, database, sample, written};
use letters::{
    About, Desk, Evidence, HandedOver, LetterState, Outbox, PostOffice, Recipient, SettleError,
    WriteError, hand_over, queries, samples, settle_uncertain, withdraw,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use vocabulary::{Actor, FixedClock, Language, LetterId, OrganisationId};

const ROUND: Actor = Actor::System("a test");

#[tokio::test]
async fn one_letter_for_one_fact() {
    let (db, _dir) = database().await;
    let first = written(&db, "report-notice", "deadline 1, notice, Máret").await;
    let again = written(&db, "report-overdue-1", "deadline 1, notice, Máret").await;
    assert_eq!(first, again);
    let kept =
        queries::letter_for_actor(&db, &ROUND, first).await.expect("rows").expect("a letter");
    assert_eq!(kept.row.kind.word(), "report-deadline");
    let subject = kept.row.subject.as_deref().expect("a subject");
    assert!(subject.starts_with("Rapporten for"), "{subject}");
    assert_eq!(asked(&db).await, 1);
}

#[tokio::test]
async fn a_transaction_given_up_leaves_neither_letter_nor_work() {
    let (db, _dir) = database().await;
    let tx = journal::begin(&db).await.expect("a transaction");
    let to = samples::recipient(Language::Nynorsk);
    let about = About { thing: "deadline", id: "1".into() };
    letters::write(&tx, &samples::desk(), samples::now(), "k", about, &to, &sample("award"))
        .await
        .expect("a letter");
    tx.rollback().await.expect("a rollback");
    assert_eq!(asked(&db).await, 0);
    assert_eq!(queries::counts_by_state(&db).await.expect("counts")[&LetterState::Planned], 0);
}

#[tokio::test]
async fn who_cannot_be_written_to() {
    let (db, _dir) = database().await;
    let write = async |recipient: Recipient| {
        let tx = journal::begin(&db).await.expect("a transaction");
        let about = About { thing: "deadline", id: "1".into() };
        let (desk, now) = (samples::desk(), samples::now());
        letters::write(&tx, &desk, now, "k", about, &recipient, &sample("sign-in")).await
    };
    let plain = samples::recipient(Language::Bokmal);
    let nowhere = Recipient { email: "maret.example\r\nBcc: x@y.no".into(), ..plain.clone() };
    assert!(matches!(write(nowhere).await, Err(WriteError::Address(_))));
    let stranger = Recipient { organisation: Some(OrganisationId::fresh()), ..plain };
    assert!(matches!(write(stranger).await, Err(WriteError::NoSuchOrganisation)));
}

#[tokio::test]
async fn a_withdrawn_letter_is_never_handed_over() {
    let (db, dir) = database().await;
    let id = written(&db, "report-notice", "k").await;
    let tx = journal::begin(&db).await.expect("a transaction");
    assert!(withdraw(&tx, id, samples::now()).await.expect("an answer"));
    assert!(!withdraw(&tx, id, samples::now()).await.expect("an answer"));
    tx.commit().await.expect("a commit");
    let outbox = dir.path().join("outbox");
    let office = PostOffice::Outbox(Outbox { dir: outbox.clone() });
    let handed = hand_over(&db, &clock(), &samples::desk(), &office, id).await;
    assert_eq!(handed.expect("an answer"), HandedOver::Already(LetterState::Withdrawn));
    assert!(!outbox.exists());
    assert_eq!(asked(&db).await, 0);
}

#[tokio::test]
async fn an_accepted_letter_cannot_be_withdrawn_or_changed() {
    let (db, dir) = database().await;
    let id = written(&db, "report-notice", "k").await;
    let office = PostOffice::Outbox(Outbox { dir: dir.path().join("outbox") });
    hand_over(&db, &clock(), &samples::desk(), &office, id).await.expect("handed over");
    let tx = journal::begin(&db).await.expect("a transaction");
    assert!(!withdraw(&tx, id, samples::now()).await.expect("an answer"));
    drop(tx);
    assert!(db.execute_unprepared("UPDATE letter SET subject = 'another'").await.is_err());
    assert!(db.execute_unprepared("DELETE FROM letter").await.is_err());
}

#[tokio::test]
async fn nobody_knows_what_became_of_a_letter_whose_bearer_died() {
    let (db, _dir) = database().await;
    let id = written(&db, "report-notice", "k").await;
    died_while_handing_over(&db, id).await;
    let relay = letters::Smtp::from_url("smtp://127.0.0.1:1").expect("an address");
    let relay = PostOffice::Smtp(relay);
    let handed = hand_over(&db, &clock(), &samples::desk(), &relay, id).await;
    assert!(matches!(handed, Ok(HandedOver::Uncertain(_))), "{handed:?}");
    let handed = hand_over(&db, &clock(), &samples::desk(), &relay, id).await;
    assert_eq!(handed.expect("an answer"), HandedOver::Already(LetterState::Uncertain));

    let settle = async |clock: FixedClock, actor: &Actor, evidence| {
        settle_uncertain(&db, actor, &clock, id, evidence).await
    };
    let outsider = Actor::Person {
        id: vocabulary::PersonId::fresh(),
        name: "X".into(),
        organisation: OrganisationId::fresh(),
        roles: vec![vocabulary::Role::Applicant],
    };
    assert!(matches!(
        settle(clock(), &outsider, Evidence::Taken).await,
        Err(SettleError::NoSuchLetter(_))
    ));
    assert!(matches!(
        settle(clock(), &ROUND, Evidence::NotTaken).await,
        Err(SettleError::TooEarly(_))
    ));
    let later = FixedClock(samples::now() + chrono::Duration::minutes(11));
    assert_eq!(
        settle(later, &ROUND, Evidence::NotTaken).await.expect("an answer"),
        LetterState::Retry
    );
    assert!(matches!(
        settle(later, &ROUND, Evidence::Taken).await,
        Err(SettleError::NotPossible(_))
    ));
}

#[tokio::test]
async fn an_outbox_takes_the_letter_of_a_dead_bearer_again() {
    let (db, dir) = database().await;
    let id = written(&db, "report-notice", "k").await;
    died_while_handing_over(&db, id).await;
    let office = PostOffice::Outbox(Outbox { dir: dir.path().join("outbox") });
    let handed = hand_over(&db, &clock(), &samples::desk(), &office, id).await;
    assert_eq!(handed.expect("an answer"), HandedOver::Accepted);
    let kept = queries::letter_for_actor(&db, &ROUND, id).await.expect("rows").expect("a letter");
    assert_eq!(kept.row.attempt, 2);
}

#[tokio::test]
async fn a_desk_that_was_broken_later_leaves_the_letter_planned() {
    let (db, dir) = database().await;
    let id = written(&db, "report-notice", "k").await;
    let office = PostOffice::Outbox(Outbox { dir: dir.path().join("outbox") });
    let broken = Desk { from: "nobody".into(), ..samples::desk() };
    assert!(hand_over(&db, &clock(), &broken, &office, id).await.is_err());
    assert_eq!(queries::counts_by_state(&db).await.expect("counts")[&LetterState::Planned], 1);
}

async fn died_while_handing_over(db: &DatabaseConnection, id: LetterId) {
    let sql =
        "UPDATE letter SET state = 'handing-over', attempt = 1, handing_over_at = ? WHERE id = ?";
    let values = [samples::now().into(), id.0.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values))
        .await
        .expect("a row");
}

/// How many rows of work wait.
async fn asked(db: &DatabaseConnection) -> i64 {
    let sql = "SELECT count(*) AS n FROM work WHERE state = 'ready' AND kind = 'hand-over-letter'";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await;
    row.expect("a count").expect("a row").try_get("", "n").expect("a number")
}
