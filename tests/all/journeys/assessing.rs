//! Assessment: who reads what and when, who may not deal with a case, and what the scores add up to.

use super::applicant::{api, applies, page};
use super::house::{TestHouse, actor, migrated};
use super::stage::{self, AUTHORITY, BODO, CALL, KLEPP, OFFICER, OTHER_OFFICER, STAVANGER};
use calamine::{Data, Reader, Xlsx};
use grant_applications::queries;
use serde_json::json;
use std::io::Cursor;
use tests::both_databases;
use tests::databases::TestDatabase;
use vocabulary::{ApplicationId, CallId};

const THIRD: &str = "c@direktoratet.example";

/// A closed call with three applications that are found complete, of Klepp, Stavanger and Bodø.
async fn checked(db: TestDatabase) -> (TestHouse, CallId, [ApplicationId; 3]) {
    let house = TestHouse::open(db, "2012-01-05").await;
    let call = stage::opened_like(&house, |_| {}).await;
    let ids = [
        applies(&house, KLEPP, "Jobb i Klepp", 400_000).await,
        applies(&house, STAVANGER, "Jobb i Stavanger", 500_000).await,
        applies(&house, BODO, "Jobb i Bodø", 300_000).await,
    ];
    house.drain().await;
    house.set_clock("2012-03-01", 9);
    house.post(&format!("/calls/{CALL}/close"), &[], OFFICER).await.leads_on();
    for id in ids {
        house.post(&format!("{}/check", page(id)), &[], OFFICER).await.leads_on();
    }
    (house, call, ids)
}

async fn id_of(house: &TestHouse, email: &str) -> String {
    house.person(email).await.to_string()
}

/// Asks somebody to assess, or tries to.
async fn asks(house: &TestHouse, id: ApplicationId, email: &str) -> super::house::Answer {
    let person = id_of(house, email).await;
    let form = [("do", "ask"), ("assessor", person.as_str())];
    house.post(&format!("{}/assessors", page(id)), &form, OFFICER).await
}

async fn declares(house: &TestHouse, id: ApplicationId, who: &str) {
    let form = [("verdict", "impartial")];
    house.post(&format!("{}/impartiality", page(id)), &form, who).await.leads_on();
}

/// Hands in points and an amount in kroner.
async fn scores(
    house: &TestHouse,
    id: ApplicationId,
    who: &str,
    (points, kroner): ([&str; 2], &str),
) -> super::house::Answer {
    let form = [
        ("points-1", points[0]),
        ("points-2", points[1]),
        ("comment-1", "Godt samarbeid."),
        ("recommended", kroner),
        ("comment", "Verdt pengene."),
    ];
    house.post(&format!("{}/assess", page(id)), &form, who).await
}

async fn registers(house: &TestHouse, path: &str, form: &[(&str, &str)]) {
    house.post(path, form, OFFICER).await.leads_on();
}

both_databases! {
    from migrated;

    async fn nothing_is_readable_before_impartiality_is_declared(db: TestDatabase) {
        let (house, _, [id, ..]) = checked(db).await;
        // A case officer who is not asked reads it; whoever is asked declares first.
        house.get(&page(id), OTHER_OFFICER).await.is(200).says("jobbspesialist");
        asks(&house, id, OTHER_OFFICER).await.leads_on();
        asks(&house, id, OTHER_OFFICER).await.is(409);
        let declare = format!("{}/impartiality", page(id));
        for path in [page(id), format!("{}/receipt", page(id)), format!("{}/versions/1", page(id))] {
            let closed = house.get(&path, OTHER_OFFICER).await;
            assert!([200, 303, 403].contains(&closed.status.as_u16()), "{path}: {}", closed.status);
            assert!(!closed.text().contains("jobbspesialist"), "{path}: {}", closed.text());
            assert!(!closed.text().contains("ordinær drift"), "{path}: {}", closed.text());
        }
        let closed = house.get(&api(id), OTHER_OFFICER).await;
        assert!(!closed.text().contains("ordinær drift"), "{}", closed.text());
        assert_eq!(house.get(&format!("{}/assess", page(id)), OTHER_OFFICER).await.leads_on(), declare);
        scores(&house, id, OTHER_OFFICER, (["5", "5"], "400000")).await.is(409);
        let asked = house.get(&declare, OTHER_OFFICER).await.is(200).says("Klepp kommune").text();
        assert!(!asked.contains("jobbspesialist"), "{asked}");
        house.post(&declare, &[], OTHER_OFFICER).await.is(422);
        house.post(&declare, &[("verdict", "disqualified"), ("ground", " ")], OTHER_OFFICER).await.is(422);
        house.post(&declare, &[("verdict", "impartial")], KLEPP).await.is(403);

        declares(&house, id, OTHER_OFFICER).await;
        house.get(&page(id), OTHER_OFFICER).await.is(200).says("jobbspesialist");
        house.get(&format!("{}/assess", page(id)), OTHER_OFFICER).await.is(200).says("jobbspesialist");
        // A later declaration counts at once.
        let ground = [("verdict", "disqualified"), ("ground", "Naboen min leder det.")];
        house.post(&declare, &ground, OTHER_OFFICER).await.leads_on();
        let closed = house.get(&page(id), OTHER_OFFICER).await.text();
        assert!(!closed.contains("jobbspesialist"), "{closed}");
        scores(&house, id, OTHER_OFFICER, (["5", "5"], "400000")).await.is(409);
        house.leave().await;
    }

    async fn a_tie_blocks_by_itself_and_a_superior_s_reaches_below(db: TestDatabase) {
        let (house, call, [klepp, stavanger, _]) = checked(db).await;
        stage::join_officer(&house, "Cato Saksbehandler", THIRD).await;
        let organisation = actor(&house, KLEPP).await.confined_to().expect("an applicant").to_string();
        let (officer, other, third, authority) = (
            id_of(&house, OFFICER).await,
            id_of(&house, OTHER_OFFICER).await,
            id_of(&house, THIRD).await,
            id_of(&house, AUTHORITY).await,
        );
        // Asked and declared, and then the tie is found.
        asks(&house, klepp, OTHER_OFFICER).await.leads_on();
        declares(&house, klepp, OTHER_OFFICER).await;
        let tie = [
            ("person", other.as_str()),
            ("organisation", &organisation),
            ("kind", "board"),
            ("from", "2010-01-01"),
        ];
        house.post("/ties", &tie, KLEPP).await.is(403);
        house.post("/ties", &[("person", other.as_str())], OFFICER).await.is(422);
        registers(&house, "/ties", &tie).await;
        house.get("/ties", OFFICER).await.is(200).says("Klepp kommune");
        let closed = house.get(&page(klepp), OTHER_OFFICER).await.text();
        assert!(!closed.contains("jobbspesialist"), "{closed}");
        scores(&house, klepp, OTHER_OFFICER, (["5", "5"], "400000")).await.is(409);
        asks(&house, stavanger, OTHER_OFFICER).await.leads_on();

        // Cato is below Bjørn, who is tied; and Anne below Dina, who declares to be.
        let below = [("subordinate", third.as_str()), ("superior", &other), ("since", "2011-01-01")];
        registers(&house, "/ties/superiors", &below).await;
        asks(&house, klepp, THIRD).await.is(409);
        let circle = [("subordinate", other.as_str()), ("superior", &third), ("since", "2011-01-01")];
        house.post("/ties/superiors", &circle, OFFICER).await.is(422);
        asks(&house, stavanger, OFFICER).await.leads_on();
        declares(&house, stavanger, OFFICER).await;
        house.get(&page(stavanger), OFFICER).await.is(200).says("jobbspesialist");
        let below = [("subordinate", officer.as_str()), ("superior", &authority), ("since", "2011-01-01")];
        registers(&house, "/ties/superiors", &below).await;
        let ground = [("verdict", "disqualified"), ("ground", "Svogeren min er rådmann der.")];
        house.post(&format!("{}/impartiality", page(stavanger)), &ground, AUTHORITY).await.leads_on();
        let closed = house.get(&page(stavanger), OFFICER).await.text();
        assert!(!closed.contains("jobbspesialist"), "{closed}");
        // A spreading asks nobody who is in the way; what lacks assessors is said with the reason.
        let spread = [("assessor", officer.as_str()), ("assessor", &third), ("each", "2")];
        house.post(&format!("/calls/{CALL}/spread"), &spread, KLEPP).await.is(403);
        house.post(&format!("/calls/{CALL}/spread"), &[("each", "2")], OFFICER).await.is(422);
        house.post(&format!("/calls/{CALL}/spread"), &spread, OFFICER).await.leads_on();
        let authority = actor(&house, AUTHORITY).await;
        let loads = queries::loads_for_actor(&house.house.db, &authority, call).await.expect("loads");
        let given = loads.iter().find(|(_, name, _)| name == "Cato Saksbehandler");
        assert_eq!(given.map(|(_, _, load)| load.asked), Some(1), "Bodø: Klepp is closed to Cato, and Stavanger to who spreads");
        house.leave().await;
    }

    async fn others_scores_come_after_one_s_own(db: TestDatabase) {
        let (house, _, [id, ..]) = checked(db).await;
        let assess = format!("{}/assess", page(id));
        for who in [OFFICER, OTHER_OFFICER] {
            asks(&house, id, who).await.leads_on();
            declares(&house, id, who).await;
        }
        // What does not fit is said at its field, and what was typed is still there.
        let too_much = scores(&house, id, OFFICER, (["5", "4"], "400001")).await.is(422);
        too_much.says("400001").says("Verdt pengene.").says("Godt samarbeid.");
        for points in [["6", "4"], ["-1", "4"], ["fem", "4"], ["", "4"]] {
            let refused = scores(&house, id, OFFICER, (points, "400000")).await.is(422);
            refused.says("Verdt pengene.");
        }
        scores(&house, id, KLEPP, (["5", "4"], "400000")).await.is(403);
        scores(&house, id, OFFICER, (["5", "4"], "400000")).await.leads_on();
        scores(&house, id, OFFICER, (["1", "1"], "1")).await.is(409);
        let before = house.get(&assess, OTHER_OFFICER).await.is(200).text();
        assert!(!before.contains("Verdt pengene."), "{before}");
        let ranking = house.get(&format!("/calls/{CALL}/ranking"), OTHER_OFFICER).await.is(200).text();
        assert!(!ranking.contains("Jobb i Klepp"), "{ranking}");
        // Nor does what is made of the scores tell them.
        let (allocation, scenarios) =
            (format!("/calls/{CALL}/allocation"), format!("/api/v1/calls/{CALL}/scenarios"));
        house.get(&allocation, OTHER_OFFICER).await.is(403).says("/assessments");
        house.get(&scenarios, OTHER_OFFICER).await.is(403);
        house.get(&allocation, OFFICER).await.is(200);
        // Together they say something only when both have said their own.
        let agreed = [("note", "Vi er enige."), ("recommended", "350000")];
        let consensus = format!("{}/consensus", page(id));
        house.post(&consensus, &agreed, OFFICER).await.is(409).says("Bjørn Saksbehandler");
        scores(&house, id, OTHER_OFFICER, (["3", "2"], "300000")).await.leads_on();
        house.get(&assess, OTHER_OFFICER).await.is(200).says("Anne Saksbehandler").says("400");
        house.get(&allocation, OTHER_OFFICER).await.is(200);
        house.get(&scenarios, OTHER_OFFICER).await.is(200);
        house.get(&assess, OFFICER).await.is(200).says("Bjørn Saksbehandler");
        let greedy = [("note", "Mer!"), ("recommended", "400001")];
        house.post(&consensus, &greedy, OFFICER).await.is(422).says("Mer!");
        house.post(&consensus, &agreed, OFFICER).await.leads_on();
        house.get(&assess, OTHER_OFFICER).await.is(200).says("Vi er enige.");
        // Applicants are told nothing of it.
        let theirs = house.get(&page(id), KLEPP).await.is(200).text();
        assert!(!theirs.contains("Verdt pengene.") && !theirs.contains("Vi er enige."), "{theirs}");
        house.leave().await;
    }

    async fn the_ranking_goes_into_a_spreadsheet(db: TestDatabase) {
        let (house, call, ids) = checked(db).await;
        let points = [["5", "5"], ["4", "3"], ["4", "3"]];
        for (id, points) in ids.into_iter().zip(points) {
            for who in [OFFICER, OTHER_OFFICER] {
                asks(&house, id, who).await.leads_on();
                declares(&house, id, who).await;
            }
            for who in [OFFICER, OTHER_OFFICER] {
                let strict = if who == OTHER_OFFICER && points[0] == "5" { ["4", "5"] } else { points };
                scores(&house, id, who, (strict, "250 000,50")).await.leads_on();
            }
        }
        let authority = actor(&house, AUTHORITY).await;
        let (ranking, _) = queries::ranking_for_actor(&house.house.db, &authority, house.today(), call)
            .await
            .expect("a ranking");
        let places: Vec<_> = ranking.rows.iter().map(|row| row.place.expect("a place").in_call).collect();
        assert_eq!(places, [1, 2, 2]);
        house.get(&format!("/calls/{CALL}/ranking"), AUTHORITY).await.is(200).says("Jobb i Klepp");
        let path = format!("/calls/{CALL}/ranking.xlsx");
        house.get(&path, KLEPP).await.is(403);
        let file = house.get(&path, AUTHORITY).await.is(200);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.bytes)).expect("a workbook");
        assert_eq!(book.sheet_names(), ["Rangering", "Fylker", "Vurderinger", "Enighet"]);
        let sheet = book.worksheet_range("Rangering").expect("the ranking");
        let rows: Vec<_> = sheet.rows().collect();
        let column = |name: &str| {
            let found = rows[0].iter().position(|head| *head == name);
            found.unwrap_or_else(|| panic!("no column {name} in {:?}", rows[0]))
        };
        assert_eq!(rows.len(), 1 + ranking.rows.len());
        for (cells, row) in rows[1..].iter().zip(&ranking.rows) {
            let number = |name: &str| match &cells[column(name)] {
                Data::Float(number) => *number,
                Data::Int(number) => *number as f64,
                other => panic!("{name} is {other:?}, which is no number"),
            };
            let (place, standing) = (row.place.expect("a place"), row.standing.expect("a standing"));
            assert_eq!(cells[column("Saksnummer")], Data::String(row.reference.clone()));
            assert_eq!(number("Plass") as usize, place.in_call);
            assert_eq!(number("Plass i fylket") as usize, place.in_county);
            assert_eq!((number("Poeng") * 1000.0).round() as i64, standing.score_milli);
            assert_eq!((number("Tilrådd (kr)") * 100.0).round() as i64, standing.recommended.ore());
        }
        let given = book.worksheet_range("Vurderinger").expect("the assessments");
        assert_eq!(given.rows().count(), 1 + 6);
        // Programs get the same figures.
        let told = house.get(&format!("/api/v1/calls/{CALL}/ranking"), AUTHORITY).await.is(200).value();
        let first = ranking.rows.first().expect("the best");
        let text = told.to_string();
        assert!(text.contains(&json!(first.standing.map(|one| one.score_milli)).to_string()), "{text}");
        house.get(&format!("/api/v1/calls/{CALL}/ranking"), KLEPP).await.is(403);
        house.leave().await;
    }
}
