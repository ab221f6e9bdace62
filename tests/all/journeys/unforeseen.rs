//! A scheme that nobody foresaw goes from a definition in a file to an application that is sent in, by
//! what anybody can send to the house. Baths by the fjord occur nowhere else in the program.

use super::house::{STRANGER, TestHouse, migrated};
use super::stage::{BODO, KLEPP, OFFICER, assemble};
use forms::Definition;
use serde_json::{Value, json};
use tests::both_databases;

/// The call everything is about.
pub(crate) const CALL: &str = "bad-2026";
/// The form, as it is called.
pub(crate) const SLUG: &str = "naermiljobad";
/// What it asks.
pub(crate) const FORM: &str = include_str!("unforeseen/form.json");
/// Whole answers to it.
pub(crate) const ANSWERS: &str = include_str!("unforeseen/answers.json");

pub(crate) fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn scheme() -> Value {
    json!({
        "programme": { "slug": "naermiljo", "name": "Nærmiljø", "about": "Steder å være." },
        "slug": "bad", "name": "Nærmiljøbad", "chapter": "315", "item": "60", "appealable": false,
        "version": {
            "number": 1, "valid_from": "2026-01-01", "change": "", "goals": "Flere kan bade.",
            "target_group": "Alle som bor i kommunen.", "achievement_criteria": "Besøk i året.",
            "award_criteria": "Behov og tilgjengelighet.", "follow_up": "Årlig rapport.",
            "evaluation": "Etter tre år.", "support_types": ["Bygging", "Drift"],
            "rulebook": [{
                "kind": "rulebook", "title": "Regelverk for tilskudd til nærmiljøbad",
                "reference": "Kapittel 315 post 60", "approved_by": "Departementet",
                "dated_on": "2025-12-01"
            }]
        }
    })
}

fn call() -> Value {
    json!({
        "scheme": "bad", "slug": CALL, "title": "Nærmiljøbad 2026", "title_nn": "Nærmiljøbad 2026",
        "about": "Kommuner kan søke.", "about_nn": "Kommunar kan søkje.", "year": 2026,
        "budget_ore": 500_000_000, "opens_on": "2026-01-05", "closes_on": "2026-02-28",
        "report_due": "2027-03-01", "funded_through": "2026-12-31", "accept_within_days": 21,
        "form": SLUG, "own_share_milli": 200, "continuation_required": true,
        "criteria": [{
            "name": "Behov", "name_nn": "Behov", "weight": 2, "max_points": 4,
            "anchors": [{ "points": 4, "text": { "nb": "Ingen andre bad", "nn": "Ingen andre bad" } }]
        }]
    })
}

/// Everybody, the form, the scheme and the call, taken in from what is sent; the call is open.
pub(crate) async fn announced(house: &TestHouse) {
    assemble(house).await;
    let form = json!({ "slug": SLUG, "definition": parsed(FORM) });
    let form = house.json("POST", "/api/v1/forms", &form, OFFICER).await.is(201).value();
    assert_eq!((&form["faults"], &form["lacks"]), (&json!([]), &json!([])), "{form}");
    let taken_in = Definition::from_json(&form["definition"].to_string()).expect("a form");
    let written = Definition::from_json(FORM).expect("a form");
    assert_eq!(taken_in, written, "what was taken in is what goes out");
    let nothing = json!({});
    house.json("POST", "/api/v1/forms/naermiljobad/1/publish", &nothing, OFFICER).await.is(200);
    house.json("POST", "/api/v1/schemes", &scheme(), OFFICER).await.is(201);
    house.json("POST", "/api/v1/calls", &call(), OFFICER).await.is(201);
    house.json("POST", "/api/v1/calls/bad-2026/open", &nothing, OFFICER).await.is(200);
}

pub(crate) async fn begun(house: &TestHouse, answers: &Value) -> String {
    let begin = json!({ "call": CALL, "answers": answers });
    let begun = house.json("POST", "/api/v1/applications", &begin, KLEPP).await.is(201).value();
    begun["id"].as_str().expect("an id").to_owned()
}

both_databases! {
    async fn from_a_file_to_an_application_that_is_sent_in(db: TestDatabase) {
        let house = TestHouse::open(migrated(db.kind()).await, "2026-01-07").await;
        announced(&house).await;
        // Anybody finds the call, its questions and what answers must look like.
        let calls = house.get("/api/v1/calls", STRANGER).await.is(200).value();
        assert_eq!(calls[0]["slug"], CALL);
        let schema = house.get("/api/v1/calls/bad-2026/schema", STRANGER).await.is(200).value();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["properties"]["budget"]["type"], "array", "{schema}");
        house.get("/calls/bad-2026", STRANGER).await.is(200).says("Nærmiljøbad 2026");

        let id = begun(&house, &parsed(ANSWERS)).await;
        house.get(&format!("/applications/{id}/edit"), KLEPP).await.is(200).says("Barn som lærer å svømme");
        let submit = format!("/api/v1/applications/{id}/submit");
        let sent = house.json("POST", &submit, &json!({ "revision": 1 }), KLEPP).await.is(200).value();
        assert_eq!(sent["state"], "submitted");
        assert_eq!(sent["title"], "Fjordbadet");
        assert_eq!(sent["amount_ore"], 120_000_000);
        assert_eq!(sent["answers"]["started"], "1972/1974");
        house.drain().await;
        let page = house.get(&format!("/applications/{id}"), OFFICER).await.is(200).text();
        let page = page.replace("&#160;", " ").replace('\u{a0}', " ");
        for said in ["Fjordbadet", "Kunst", "1 500 000", "Sparebankstiftelsen", "1. kvartal", "32 000"] {
            assert!(page.contains(said), "{said} is not on the page");
        }
        // For another municipality there is no such application.
        house.get(&format!("/api/v1/applications/{id}"), BODO).await.is(404);
        house.leave().await;
    }

    async fn what_is_wrong_is_said_where_it_is_and_nothing_is_lost(db: TestDatabase) {
        let house = TestHouse::open(migrated(db.kind()).await, "2026-01-07").await;
        announced(&house).await;
        let mut answers = parsed(ANSWERS);
        answers["visitors"] = json!("tolv");
        answers["budget"][0]["amount"] = json!(1);
        answers["kind"] = json!("submarine");
        let id = begun(&house, &answers).await;
        let kept = house.get(&format!("/api/v1/applications/{id}"), KLEPP).await.is(200).value();
        assert_eq!(kept["draft"]["answers"]["visitors"], "tolv", "{kept}");
        let submit = format!("/api/v1/applications/{id}/submit");
        let unsaid = house.json("POST", &submit, &json!({}), KLEPP).await.is(422).value();
        assert_eq!(unsaid["errors"][0]["field"], "revision", "{unsaid}");
        let seen = json!({ "revision": kept["revision"] });
        let refused = house.json("POST", &submit, &seen, KLEPP).await.is(422).value();
        let errors = refused["errors"].as_array().expect("errors");
        let fields: Vec<&str> = errors.iter().filter_map(|error| error["field"].as_str()).collect();
        for field in ["visitors", "kind", "budget"] {
            assert!(fields.contains(&field), "{field} is not among {fields:?}");
        }
        // A stale save is refused, and what stands comes along.
        let save = format!("/api/v1/applications/{id}/answers");
        let revision = kept["revision"].as_i64().expect("a revision");
        let good = json!({ "revision": revision, "answers": parsed(ANSWERS) });
        house.json("PUT", &save, &good, KLEPP).await.is(200);
        // What stands already can be saved again; anything else cannot.
        house.json("PUT", &save, &good, KLEPP).await.is(200);
        let other = json!({ "revision": revision, "answers": { "title": "Et annet bad" } });
        let stale = house.json("PUT", &save, &other, KLEPP).await.is(409).value();
        assert_eq!(stale["type"], "/problems/stale", "{stale}");
        // Nor is what was saved since sent in unseen.
        let unseen = house.json("POST", &submit, &seen, KLEPP).await.is(409).value();
        assert_eq!((&unseen["type"], &unseen["revision"]), (&json!("/problems/stale"), &json!(revision + 1)));
        let many: Vec<Value> = (0..1_000).map(|n| json!({ "what": format!("Steg {n}") })).collect();
        let mut answers = parsed(ANSWERS);
        answers["steps"] = Value::from(many);
        let too_many = json!({ "revision": revision + 1, "answers": answers });
        // A draft keeps what was typed and says what is wrong with it; it cannot be sent in.
        let saved = house.json("PUT", &save, &too_many, KLEPP).await.is(200).value();
        let doubts = saved["doubts"].to_string();
        assert!(doubts.contains("steps"), "{doubts}");
        let seen = json!({ "revision": saved["revision"] });
        let refused = house.json("POST", &submit, &seen, KLEPP).await.is(422).value();
        assert!(refused["errors"].to_string().contains("steps"), "{refused}");
        house.leave().await;
    }
}
