//! Until it is decided, an application says nothing to who may not deal with it, wherever it is asked;
//! afterwards it is a case like any other.

use super::applicant::{api, applies, page};
use super::house::{TestHouse, actor, migrated};
use super::stage::{self, AUTHORITY, BODO, CALL, KLEPP, OFFICER, OTHER_OFFICER, STAVANGER};
use calamine::{Reader, Xlsx};
use grant_applications::queries;
use serde_json::json;
use std::io::Cursor;
use tests::both_databases;
use tests::databases::TestDatabase;
use vocabulary::{ApplicationId, CallId};

const TITLE: &str = "Jobb i Klepp";

/// A closed call with three applications; the second officer is on the board of the first applicant.
async fn tied(db: TestDatabase) -> (TestHouse, CallId, [ApplicationId; 3]) {
    let house = TestHouse::open(db, "2012-01-05").await;
    let call = stage::opened_like(&house, |_| {}).await;
    let ids = [
        applies(&house, KLEPP, TITLE, 400_000).await,
        applies(&house, STAVANGER, "Jobb i Stavanger", 500_000).await,
        applies(&house, BODO, "Jobb i Bodø", 300_000).await,
    ];
    house.drain().await;
    house.set_clock("2012-03-01", 9);
    house.post(&format!("/calls/{CALL}/close"), &[], OFFICER).await.leads_on();
    let organisation = actor(&house, KLEPP).await.confined_to().expect("an applicant").to_string();
    let person = house.person(OTHER_OFFICER).await.to_string();
    let tie = [
        ("person", person.as_str()),
        ("organisation", &organisation),
        ("kind", "board"),
        ("from", "2010-01-01"),
    ];
    house.post("/ties", &tie, OFFICER).await.leads_on();
    (house, call, ids)
}

/// The letter about an application of this kind.
async fn letter(house: &TestHouse, id: ApplicationId, kind: &str) -> String {
    let officer = actor(house, OFFICER).await;
    let about = letters::About { thing: "application", id: id.to_string() };
    let filter = letters::queries::LetterFilter { about: Some(about), ..Default::default() };
    let found = letters::queries::letters_for_actor(&house.house.db, &officer, filter).await;
    let row = found.expect("letters").rows.into_iter().find(|row| row.kind.word() == kind);
    format!("/letters/{}", row.expect("a letter").id)
}

/// Pages of the whole house that would name the project to somebody who may read it.
fn pages(id: ApplicationId, letter: &str) -> Vec<String> {
    vec![
        "/".into(),
        page(id),
        format!("{}/receipt", page(id)),
        format!("{}/versions/1", page(id)),
        format!("{}/impartiality", page(id)),
        format!("{}/assess", page(id)),
        format!("{}/assessors", page(id)),
        api(id),
        format!("{}/versions", api(id)),
        format!("{}/files", api(id)),
        format!("{}/findings", api(id)),
        format!("{}/assessments", api(id)),
        "/applications".into(),
        "/applications?sort=title".into(),
        "/applications?sort=-amount".into(),
        "/api/v1/applications".into(),
        "/letters".into(),
        "/letters?order=subject".into(),
        letter.to_owned(),
        "/assessments".into(),
        format!("/calls/{CALL}/assessment"),
        format!("/calls/{CALL}/ranking"),
        format!("/api/v1/calls/{CALL}/ranking"),
        format!("/calls/{CALL}/allocation"),
        format!("/api/v1/calls/{CALL}/scenarios"),
    ]
}

both_databases! {
    from migrated;

    async fn before_it_is_decided_nothing_is_said(db: TestDatabase) {
        let (house, _, [id, ..]) = tied(db).await;
        let receipt = letter(&house, id, "application-receipt").await;
        for checked in [false, true] {
            let mut named = 0;
            for path in pages(id, &receipt) {
                let closed = house.get(&path, OTHER_OFFICER).await;
                assert!(closed.status.as_u16() < 500, "{path}: {}", closed.status);
                for words in [TITLE, "jobbspesialist", "ordinær drift", "400\u{a0}000", "40000000"] {
                    assert!(!closed.text().contains(words), "{path} says {words}: {}", closed.text());
                }
                named += usize::from(house.get(&path, OFFICER).await.text().contains(TITLE));
            }
            assert!(named >= 8, "the same pages say it to others: {named}");
            if !checked {
                house.post(&format!("{}/check", page(id)), &[], OFFICER).await.leads_on();
            }
        }
        // Nor is it found by what it says, though by who applies.
        let found = async |path: &str, who: &str| {
            let page = house.get(path, who).await.is(200).text();
            page.contains("JOBB-2012-S01") || page.contains("/letters/0")
        };
        let (list, post) = ("/applications?q=", "/letters?q=");
        for words in ["Jobb+i+Klepp", "i+Klepp"] {
            assert!(found(&format!("{list}{words}"), OFFICER).await, "{words}");
            assert!(!found(&format!("{list}{words}"), OTHER_OFFICER).await, "{words}");
            assert!(found(&format!("{post}{words}"), OFFICER).await, "{words}");
        }
        assert!(!found(&format!("{post}tilskudd+til+Jobb+i+Klepp"), OTHER_OFFICER).await);
        assert!(found(&format!("{list}Klepp+kommune"), OTHER_OFFICER).await);
        house.get(&format!("{receipt}/enclosure"), OTHER_OFFICER).await.is(403);
        house.get(&format!("{receipt}/enclosure"), OFFICER).await.is(200);
        let file = house.get(&format!("/calls/{CALL}/ranking.xlsx"), OTHER_OFFICER).await.is(200);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.bytes)).expect("a workbook");
        for sheet in book.sheet_names() {
            let sheet = book.worksheet_range(&sheet).expect("a sheet");
            let says = sheet.used_cells().any(|(_, _, cell)| cell.to_string().contains("JOBB-2012-S01"));
            assert!(!says, "nothing of it is ranked");
        }
        house.leave().await;
    }

    async fn nothing_is_done_with_it_either(db: TestDatabase) {
        let (house, _, [klepp, stavanger, _]) = tied(db).await;
        let reason = [("reason", "Nei."), ("what", "Budsjett"), ("due_on", "2012-03-20")];
        let said = json!({ "reason": "Nei.", "what": "Budsjett", "due_on": "2012-03-20" });
        let other = house.person(OTHER_OFFICER).await.to_string();
        let ask = [("do", "ask"), ("assessor", other.as_str())];
        house.post(&format!("{}/assessors", page(stavanger)), &ask, OFFICER).await.leads_on();
        // Disqualified in one, and asked to assess the other without having declared.
        for id in [klepp, stavanger] {
            for verb in ["check", "ask", "admit", "dismiss"] {
                house.post(&format!("{}/{verb}", page(id)), &reason, OTHER_OFFICER).await.is(403);
                let path = format!("{}/{verb}", api(id));
                let body = match verb {
                    "ask" => json!({ "what": said["what"], "due_on": said["due_on"] }),
                    "check" => json!({}),
                    _ => json!({ "reason": said["reason"] }),
                };
                house.json("POST", &path, &body, OTHER_OFFICER).await.is(403);
            }
        }
        assert_eq!(house.number("SELECT COUNT(*) FROM application WHERE state = 'submitted'").await, 3);
        house.post(&format!("{}/check", page(klepp)), &[], OFFICER).await.leads_on();
        house.leave().await;
    }

    async fn what_is_decided_is_a_case_like_any_other(db: TestDatabase) {
        let (house, call, ids) = tied(db).await;
        let id = ids[0];
        stage::join_officer(&house, "Cato Saksbehandler", "c@direktoratet.example").await;
        for one in ids {
            house.post(&format!("{}/check", page(one)), &[], OFFICER).await.leads_on();
            stage::asks(&house, OFFICER, one).await;
            stage::assess(&house, OFFICER, one, 5, 300_000).await;
        }
        let scenario = stage::drawn(&house, call, "A").await;
        // Nobody who is closed out of a case settles it.
        let other = actor(&house, OTHER_OFFICER).await;
        let closed = queries::closed_to(&house.house.db, &other, house.today(), call).await;
        assert_eq!(closed.expect("a look"), ["JOBB-2012-S01"]);
        let (h, authority) = (&house.house, actor(&house, AUTHORITY).await);
        funding_periods::adopt_and_award(&h.db, house.clock(), &authority, &h.desk, scenario)
            .await
            .expect("adopted");
        house.drain().await;
        let grant = funding_periods::queries::grant_of_application(&h.db, id).await.expect("a look");
        let grant = grant.expect("a grant");
        let receipt = letter(&house, id, "application-receipt").await;
        for path in [
            page(id),
            format!("{}/versions/1", page(id)),
            "/applications?q=i+Klepp".into(),
            "/letters?q=i+Klepp".into(),
            receipt,
            format!("/grants/{}", grant.id),
            "/grants?q=i+Klepp".into(),
            format!("/calls/{CALL}/allocation/1"),
            format!("/calls/{CALL}/ranking"),
        ] {
            let open = house.get(&path, OTHER_OFFICER).await.is(200).text();
            assert!(open.contains(TITLE) || open.contains("JOBB-2012-S01"), "{path}: {open}");
        }
        let wanted = [("about", format!("grant:{}", grant.id)), ("language", "nb".into()), ("as-of", "2012-03-01".into())];
        let wanted: Vec<_> = wanted.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let report = house.post("/status-reports", &wanted, OTHER_OFFICER).await.leads_on();
        house.drain().await;
        house.get(&report, OTHER_OFFICER).await.is(200).says(TITLE);
        house.leave().await;
    }
}
