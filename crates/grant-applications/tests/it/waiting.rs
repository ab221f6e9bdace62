//! What waits for an answer, as the first page lists it.

use crate::house::{clock, day};
use crate::town::{Town, titled};
use grant_applications::{ask_for_more, queries};

#[tokio::test]
async fn what_was_asked_for_waits_until_its_day_and_is_overdue_after_it() {
    let town = Town::new().await;
    let id = town.sent_in().await;
    let (db, desk) = (&town.house.db, &town.house.desk);
    let asked = &clock("2012-02-01");
    ask_for_more(db, asked, &town.officer, desk, id, "Budsjett", day("2012-02-10"))
        .await
        .expect("asked");
    let listed = async |actor, on: &str, overdue| {
        let found = queries::supplements_for_actor(db, actor, day(on), overdue, 5).await;
        found.expect("a list").rows.into_iter().map(|row| (row.id, row.due_on)).collect::<Vec<_>>()
    };
    let due = vec![(id, day("2012-02-10"))];
    assert_eq!(listed(&town.officer, "2012-02-10", false).await, due);
    assert_eq!(listed(&town.officer, "2012-02-10", true).await, []);
    assert_eq!(listed(&town.officer, "2012-02-11", false).await, []);
    assert_eq!(listed(&town.officer, "2012-02-11", true).await, due);
    assert_eq!(listed(&town.stavanger.1, "2012-02-11", true).await, due);
    assert_eq!(listed(&town.sandnes.1, "2012-02-11", true).await, [], "another's");
}

#[tokio::test]
async fn a_provisional_reply_is_due_counted_from_the_first_arrival() {
    let town = Town::new().await;
    let id = town.sent_in().await;
    // Sent in again: that is no new arrival.
    town.save(id, 1, titled("Jobb fremdeles")).await.expect("saved");
    town.submit(id, "2012-01-20").await.expect("sent in again");
    let db = &town.house.db;
    let listed = async |actor, today: &str, until: &str| {
        let (today, until) = (day(today), day(until));
        let found = queries::provisional_replies_for_actor(db, actor, today, until).await;
        let found = found.expect("a list").into_iter();
        found.map(|one| (one.call, one.applications, one.first_on)).collect::<Vec<_>>()
    };
    // Thirty days after the eleventh.
    let due = vec![(town.call, 1, day("2012-02-10"))];
    assert_eq!(listed(&town.officer, "2012-02-05", "2012-02-12").await, due);
    assert_eq!(listed(&town.officer, "2012-02-09", "2012-02-10").await, due);
    assert_eq!(listed(&town.officer, "2012-02-01", "2012-02-09").await, [], "not so soon");
    assert_eq!(listed(&town.officer, "2012-02-10", "2012-02-17").await, [], "it has gone out");
    assert_eq!(listed(&town.stavanger.1, "2012-02-05", "2012-02-12").await, [], "not theirs");
}
