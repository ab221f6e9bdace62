//! Lists of applications: what is found, in which order, how many, and with how little asking.

use crate::house::{clock, day};
use crate::town::{Town, answers, titled};
use forms::Answers;
use grant_applications::queries::{
    ApplicationFilter, ApplicationRow, applications_for_actor, calls_for_actor,
    ranked_panels_for_actor, waiting_for_actor,
};
use grant_applications::{NewApplication, begin_application, submit_application};
use sea_orm::DatabaseConnection;
use serde_json::json;
use std::cmp::Ordering;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use vocabulary::{Actor, ApplicationId, Look, OrganisationId, Page};

const TODAY: &str = "2012-02-01";

async fn sent_in(town: &Town, whose: &(OrganisationId, Actor), answers: Answers) -> ApplicationId {
    let municipality = if whose.0 == town.stavanger.0 { "1103" } else { "1102" };
    let new = NewApplication {
        call: town.call,
        organisation: whose.0,
        municipality: municipality.parse().expect("a number"),
        answers,
    };
    let id = begin_application(&town.house.db, &clock("2012-01-10"), &whose.1, new).await;
    let id = id.expect("begun");
    let sent = submit_application(&town.house.db, &clock("2012-01-11"), &whose.1, id, 1).await;
    sent.expect("sent in").application.id
}

/// Seven projects of two municipalities, with amounts and titles that tell the orders apart.
async fn town_with_seven() -> Town {
    let town = Town::new().await;
    for number in 1..=7 {
        let title = format!("{} veien til jobb {number}", ["Ærlig", "bratt", "Åpen"][number % 3]);
        let mut answers = titled(&title);
        answers.set("amount", json!((number * 37 % 11 + 1) * 1_000_000));
        let whose = if number % 2 == 0 { &town.stavanger } else { &town.sandnes };
        sent_in(&town, whose, answers).await;
    }
    town
}

async fn listed(town: &Town, look: Look) -> Page<ApplicationRow> {
    let filter = ApplicationFilter { call: Some(town.call), look, ..Default::default() };
    let found = applications_for_actor(&town.house.db, &town.officer, day(TODAY), &filter).await;
    found.expect("a list")
}

fn sorted(sort: &str, descending: bool, page: u64) -> Look {
    Look { sort: Some(sort.into()), descending, page, per_page: 3, ..Look::default() }
}

#[tokio::test]
async fn every_order_holds_over_all_pages() {
    let town = town_with_seven().await;
    let key = |sort: &str, row: &ApplicationRow| match sort {
        "organisation" => row.organisation.clone(),
        "title" => row.title.clone().unwrap_or_default().to_ascii_lowercase(),
        "county" => row.county_number.clone(),
        "amount" => format!("{:020}", row.amount_ore.unwrap_or_default()),
        "state" => row.state.clone(),
        "submitted" => row.submitted_at.map(|at| at.to_string()).unwrap_or_default(),
        _ => row.reference.clone(),
    };
    let all = listed(&town, Look::everything()).await.rows;
    for sort in ["reference", "organisation", "title", "county", "amount", "state", "submitted"] {
        for descending in [false, true] {
            let mut expected = all.clone();
            expected.sort_by(|a, b| {
                let by = key(sort, a).cmp(&key(sort, b));
                let by = if descending { by.reverse() } else { by };
                if by == Ordering::Equal { a.reference.cmp(&b.reference) } else { by }
            });
            let mut found = Vec::new();
            for page in 1..=3 {
                let page = listed(&town, sorted(sort, descending, page)).await;
                assert_eq!(page.total, 7);
                found.extend(page.rows);
            }
            assert_eq!(found, expected, "{sort}, descending: {descending}");
        }
    }
}

#[tokio::test]
async fn a_search_finds_by_title_reference_and_applicant_and_counts_all() {
    let town = town_with_seven().await;
    let search = async |words: &str, page: u64| {
        let look = Look { search: Some(words.into()), page, per_page: 2, ..Look::default() };
        let found = listed(&town, look).await;
        (found.total, found.rows.len())
    };
    assert_eq!(search("VEIEN TIL", 1).await, (7, 2));
    assert_eq!(search("bratt", 1).await, (3, 2));
    assert_eq!(search("bratt", 2).await, (3, 1));
    assert_eq!(search("bratt", 9).await, (3, 0), "past the end it is counted all the same");
    assert_eq!(search("ips-2012-s04", 1).await, (1, 1));
    assert_eq!(search("Stavanger", 1).await, (3, 2));
    assert_eq!(search("finnes ikke", 1).await, (0, 0));
}

#[tokio::test]
async fn what_waits_is_counted_no_further_than_asked() {
    let town = town_with_seven().await;
    let waiting = async |actor: &Actor, most| {
        waiting_for_actor(&town.house.db, actor, most).await.expect("a count")
    };
    town.begun(answers()).await;
    assert_eq!(waiting(&town.officer, 100).await, 7, "a draft does not wait");
    assert_eq!(waiting(&town.officer, 5).await, 5);
    assert_eq!(waiting(&town.stavanger.1, 100).await, 0);
}

/// The same database, counting what it is asked.
fn counted(db: &DatabaseConnection) -> (DatabaseConnection, Arc<AtomicUsize>) {
    let (mut db, asked) = (db.clone(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&asked);
    db.set_metric_callback(move |_| {
        count.fetch_add(1, SeqCst);
    });
    (db, asked)
}

#[tokio::test]
async fn more_applications_are_not_more_questions() {
    let town = Town::new().await;
    let asked = async || {
        let (db, asked) = counted(&town.house.db);
        let filter = ApplicationFilter::default();
        let (today, officer) = (day(TODAY), &town.officer);
        applications_for_actor(&db, officer, today, &filter).await.expect("a list");
        let calls = calls_for_actor(&db, Some(officer)).await.expect("calls");
        ranked_panels_for_actor(&db, officer, today, &calls[0]).await.expect("a ranking");
        asked.load(SeqCst)
    };
    town.sent_in().await;
    let of_one = asked().await;
    for number in 0..12 {
        sent_in(&town, &town.sandnes, titled(&format!("Nr. {number}"))).await;
    }
    assert_eq!(asked().await, of_one);
}

/// On the last day everybody sends in at once: what one submission asks of the database is the measure
/// of how many can. Whoever needs one more question says so here.
#[tokio::test]
async fn sending_in_asks_little() {
    let town = Town::new().await;
    // The form is read once for all.
    town.sent_in().await;
    let id = town.begun(answers()).await;
    let (db, asked) = counted(&town.house.db);
    submit_application(&db, &clock("2012-01-11"), &town.stavanger.1, id, 1).await.expect("sent in");
    let asked = asked.load(SeqCst);
    assert_eq!(asked, 11, "statements, besides begin and commit");
}
