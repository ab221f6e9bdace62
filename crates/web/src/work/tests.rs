//! What officers do with background work, through the pages.

use crate::flow_tests::{House, house};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use vocabulary::{Day, WorkId};
use worklist::{
    Ask, State,
    queries::{Filter, item, list, paused},
};

const KIND: &str = "make-status-report";

fn now() -> DateTime<Utc> {
    "2012-01-20".parse::<Day>().expect("a day").at_hour(9, 0)
}

/// Asks for work of the kind about each of these.
async fn asks(house: &House, subjects: &[&str]) -> Vec<WorkId> {
    let tx = journal::begin(&house.db).await.expect("a transaction");
    for subject in subjects {
        worklist::ask(&tx, now(), Ask::new(KIND, subject, now())).await.expect("asked for");
    }
    tx.commit().await.expect("a commit");
    let found = list(&house.db, &Filter::default(), 0, 50).await.expect("work").items;
    let id = |subject: &&str| found.iter().find(|item| item.subject == **subject).map(|row| row.id);
    subjects.iter().filter_map(id).collect()
}

/// What nobody could do: the rows themselves are made dead, as a worker would leave them.
async fn dies(house: &House, subject: &str, reason: &str) {
    let at = now().to_rfc3339();
    let sql = format!(
        "UPDATE work SET state = 'dead', attempt = 3, reason = '{reason}', finished_at = '{at}' \
         WHERE subject = '{subject}'"
    );
    house.db.execute_unprepared(&sql).await.expect("it is dead");
}

async fn state_of(house: &House, id: WorkId) -> State {
    item(&house.db, id).await.expect("a look").expect("the row").state
}

#[tokio::test]
async fn dead_work_gets_another_go_together_after_a_count() {
    let house = house().await;
    let ids = asks(&house, &["a", "b", "c", "d"]).await;
    for (subject, reason) in [("a", "disk full"), ("b", "disk full"), ("c", "no such grant")] {
        dies(&house, subject, reason).await;
    }
    let visit = house.visit("2012-01-20", Some(house.officer)).await;
    let page = visit.get("/work/replay?reason=disk").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("2 arbeid er gitt opp og passer"), "{}", page.body);
    // Without a note nothing happens, and the count is shown again.
    let answer = visit.post("/work/replay", &[("reason", "disk"), ("note", " ")]).await;
    assert_eq!(answer.status, 422);
    assert_eq!(state_of(&house, ids[0]).await, State::Dead);
    let sent = [("reason", "disk"), ("note", "Disken er tømt.")];
    assert_eq!(visit.does("/work/replay", &sent).await, "/work");
    let mut states = Vec::new();
    for id in &ids {
        states.push(state_of(&house, *id).await);
    }
    assert_eq!(states, [State::Ready, State::Ready, State::Dead, State::Ready]);
    let one = visit.get(&format!("/work/{}", ids[0])).await.body;
    assert!(one.contains("Disken er tømt."), "its history says who and why: {one}");
    assert_eq!(visit.get("/work/replay?since=31.02.2012").await.status, 422);
}

#[tokio::test]
async fn a_kind_is_paused_and_goes_on() {
    let house = house().await;
    let visit = house.visit("2012-01-20", Some(house.officer)).await;
    let here = format!("/work/kinds/{KIND}");
    assert_eq!(visit.get(&here).await.status, 200);
    assert_eq!(visit.get("/work/kinds/nothing").await.status, 404);
    assert_eq!(visit.post(&format!("{here}/pause"), &[("note", "")]).await.status, 422);
    visit.does(&format!("{here}/pause"), &[("note", "Feil i malen.")]).await;
    let [kind] = paused(&house.db).await.expect("a look").try_into().expect("one");
    assert_eq!((kind.kind.as_str(), kind.why.as_str()), (KIND, "Feil i malen."));
    assert_eq!(visit.post(&format!("{here}/pause"), &[("note", "x")]).await.status, 409);
    assert!(visit.get("/work").await.body.contains("Satt på pause"));
    visit.does(&format!("{here}/resume"), &[("note", "Malen er rettet.")]).await;
    assert_eq!(paused(&house.db).await.expect("a look"), []);
    let page = visit.get(&here).await.body;
    assert!(page.contains("Feil i malen.") && page.contains("Malen er rettet."), "{page}");
    let applicant = house.visit("2012-01-20", Some(house.applicant)).await;
    assert_eq!(applicant.post(&format!("{here}/pause"), &[("note", "x")]).await.status, 403);
}

#[tokio::test]
async fn work_is_cancelled_and_its_history_told() {
    let house = house().await;
    let [waits, runs] = asks(&house, &["a", "b"]).await.try_into().expect("two");
    let visit = house.visit("2012-01-20", Some(house.officer)).await;
    visit.does(&format!("/work/{waits}/cancel"), &[("why", "Ikke ønsket.")]).await;
    assert_eq!(state_of(&house, waits).await, State::Cancelled);
    assert_eq!(visit.post(&format!("/work/{waits}/cancel"), &[("why", "x")]).await.status, 409);

    let sql = format!(
        "UPDATE work SET state = 'running', attempt = 1, worker = 'w', lease_until_at = '{at}', \
         began_at = '{at}' WHERE subject = 'b'",
        at = now().to_rfc3339()
    );
    house.db.execute_unprepared(&sql).await.expect("it runs");
    let told = visit.get(&format!("/work/{runs}/progress")).await;
    assert_eq!(told.status, 200);
    assert!(
        told.body.contains("Forsøk 1 av") && told.body.contains("event: stands"),
        "{}",
        told.body
    );
    visit.does(&format!("/work/{runs}/cancel"), &[("why", "Ikke ønsket.")]).await;
    assert_eq!(state_of(&house, runs).await, State::Running, "it is asked to stop");
    let told = visit.get(&format!("/work/{runs}/progress")).await.body;
    assert!(told.contains("Er bedt om å stoppe."), "{told}");
    let page = visit.get(&format!("/work/{runs}")).await.body;
    assert!(page.contains("Ikke ønsket.") && !page.contains("Avlys arbeidet</button>"), "{page}");
    let over = visit.get(&format!("/work/{waits}/progress")).await.body;
    assert!(over.contains("event: over"), "{over}");
    assert!(visit.get("/work/progress").await.body.contains("\"running\":\"1\""));
}
