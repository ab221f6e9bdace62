//! What people send that is wrong: each time the field and a sentence in their language come back, and
//! nothing that they typed is lost.

use super::applicant::{api, fields, page, reads, saves, submits, with, wrong};
use super::house::{Answer, TestHouse, migrated};
use super::stage::{BODO, KLEPP, OFFICER};
use super::unforeseen::{ANSWERS, CALL, FORM, announced, begun, parsed};
use forms::Definition;
use serde_json::{Map, Value, json};
use tests::both_databases;
use vocabulary::ApplicationId;

/// Something wrong: what is typed over good answers, where that is said and in which words, and what of
/// it stands on the page.
struct Wrong {
    typed: Value,
    at: &'static str,
    /// In bokmål, nynorsk and English.
    says: [&'static str; 3],
    /// What the page still shows. Empty for what no page sends.
    kept: &'static str,
}

fn wrongs() -> Vec<Wrong> {
    let wrong = |typed: Value, at, says, kept| Wrong { typed, at, says, kept };
    let missing = ["Fyll ut dette feltet", "Fyll ut dette feltet", "Fill in this field"];
    let number = ["et helt tall", "eit heilt tal", "a whole number"];
    let rows = ["blir høyst 8", "blir høgst 8", "at most 8"];
    let many: Vec<Value> = (0..1_000).map(|n| json!({ "what": format!("Steg {n}") })).collect();
    let norwegian = ["Budsjettet må være lik", "Budsjettet må vere lik", "Budsjettet må være lik"];
    vec![
        wrong(json!({ "title": null }), "title", missing, "Badet pusses opp."),
        wrong(
            json!({ "title": "F".repeat(121) }),
            "title",
            ["høyst 120", "høgst 120", "at most 120"],
            "FFFFFFFF",
        ),
        wrong(json!({ "visitors": "tolv" }), "visitors", number, "tolv"),
        wrong(
            json!({ "visitors": 2_000_000 }),
            "visitors",
            ["eller mindre", "eller mindre", "or less"],
            "value=\"2000000\"",
        ),
        wrong(
            json!({ "kind": "submarine" }),
            "kind",
            [
                "kan ikke velges her. Velg mellom «Nytt bad»",
                "kan ikkje veljast her. Vel mellom «Nytt bad»",
                "cannot be chosen here. Choose from",
            ],
            "submarine",
        ),
        wrong(
            json!({ "amount": "mykje" }),
            "amount",
            ["et beløp i kroner", "eit beløp i kroner", "an amount in Norwegian kroner"],
            "mykje",
        ),
        wrong(json!({ "amount": 130_000_000 }), "budget", norwegian, "Kunst"),
        wrong(
            json!({ "share-children": "halvparten" }),
            "share-children",
            ["Skriv en prosent", "Skriv ein prosent", "Write a percentage"],
            "halvparten",
        ),
        wrong(
            json!({ "started": "en gang" }),
            "started",
            ["et år, en måned", "eit år, ein månad", "a year, a month"],
            "en gang",
        ),
        wrong(
            json!({ "kind": "new", "opening": "i morgen" }),
            "opening",
            ["Skriv en dato", "Skriv ein dato", "Write a date"],
            "i morgen",
        ),
        wrong(
            json!({ "kind": "new", "opening": "2025-01-01" }),
            "opening",
            ["eller senere", "eller seinare", "on or after"],
            "2025-01-01",
        ),
        wrong(
            json!({ "municipality": "9999" }),
            "municipality",
            ["Kommune 9999 finnes ikke", "Kommune 9999 finst ikkje", "no municipality 9999"],
            "9999",
        ),
        wrong(
            json!({ "owner": { "number": "123456789", "name": "Badet AS" } }),
            "owner.number",
            [
                "ikke et organisasjonsnummer",
                "ikkje eit organisasjonsnummer",
                "not an organisation number",
            ],
            "Badet AS",
        ),
        wrong(
            json!({ "for-whom": ["children", "old", "disabled", "all"] }),
            "for-whom",
            ["Velg høyst 3", "Vel høgst 3", "Choose at most 3"],
            "value=\"disabled\"",
        ),
        wrong(
            json!({ "declared": ["true"] }),
            "declared",
            ["alle punktene", "alle punkta", "all of the points"],
            "value=\"true\"",
        ),
        wrong(
            json!({ "accessible": "kanskje" }),
            "accessible",
            ["Svar ja eller nei", "Svar ja eller nei", "Answer yes or no"],
            "Badet pusses opp.",
        ),
        wrong(json!({ "steps": many }), "steps", rows, "Steg 999"),
        // What no page of ours sends.
        wrong(
            json!({ "summary": 5 }),
            "summary",
            ["svaret som tekst", "svaret som tekst", "as text"],
            "",
        ),
        wrong(
            json!({ "budget": "mange penger" }),
            "budget",
            ["må stå i rader", "må stå i rader", "must be in rows"],
            "",
        ),
    ]
}

const LANGUAGES: [&str; 3] = ["nb", "nn", "en"];

/// Good answers with this typed over them.
fn typed_over(wrong: &Wrong) -> Value {
    let mut answers = parsed(ANSWERS);
    for (key, value) in wrong.typed.as_object().unwrap_or(&Map::new()) {
        match value {
            Value::Null => {
                answers.as_object_mut().expect("answers").remove(key);
            }
            value => answers[key] = value.clone(),
        }
    }
    answers
}

/// What a problem says of a field.
fn said_at<'a>(problem: &'a Value, field: &str) -> &'a str {
    let errors = problem["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    let error = errors.iter().find(|error| error["field"] == field);
    error.and_then(|error| error["detail"].as_str()).unwrap_or_default()
}

/// The text of a page, with what is written in entities as it reads.
fn read(answer: &Answer) -> String {
    answer.text().replace("&#160;", "\u{a0}").replace("&#34;", "\"").replace("&#38;", "&")
}

async fn revision(house: &TestHouse, id: ApplicationId) -> Value {
    reads(house, KLEPP, id).await["revision"].clone()
}

async fn open(db: tests::databases::TestDatabase) -> (TestHouse, ApplicationId) {
    let house = TestHouse::open(db, "2026-01-07").await;
    announced(&house).await;
    let id = begun(&house, &parsed(ANSWERS)).await.parse().expect("an id");
    (house, id)
}

both_databases! {
    from migrated;

    async fn programs_are_told_where_and_what(db: TestDatabase) {
        let (house, id) = open(db).await;
        for wrong in wrongs() {
            let (sent, now) = (typed_over(&wrong), revision(&house, id).await);
            saves(&house, KLEPP, id, &now, &sent).await.is(200);
            for (language, words) in LANGUAGES.iter().zip(wrong.says) {
                house.reads(language);
                let refused = submits(&house, KLEPP, id).await.is(422).value();
                assert_eq!(refused["type"], "/problems/invalid");
                let said = said_at(&refused, wrong.at);
                assert!(said.contains(words), "{} in {language}: «{words}» is not in {refused}", wrong.at);
            }
            house.reads("nb");
            let kept = reads(&house, KLEPP, id).await["draft"]["answers"].clone();
            for (key, typed) in wrong.typed.as_object().expect("an object") {
                assert_eq!(kept.get(key).unwrap_or(&Value::Null), typed, "{key} is lost");
            }
        }
        // With all of it mended it goes.
        let now = revision(&house, id).await;
        saves(&house, KLEPP, id, &now, &parsed(ANSWERS)).await.is(200);
        submits(&house, KLEPP, id).await.is(200);
        house.drain().await;
        house.leave().await;
    }

    async fn people_are_told_at_the_field_and_lose_nothing(db: TestDatabase) {
        let (house, id) = open(db).await;
        let form = Definition::from_json(FORM).expect("a form");
        let edit = format!("{}/edit", page(id));
        for wrong in wrongs().iter().filter(|wrong| !wrong.kept.is_empty()) {
            let now = revision(&house, id).await.to_string();
            let typed = fields(&form, &typed_over(wrong));
            let beside = [("revision", now.as_str()), ("do", "save")];
            // What can never be right is said at once, what is missing when it is looked over.
            let saved = house.post(&edit, &with(&beside, &typed), KLEPP).await;
            assert!([303, 422].contains(&saved.status.as_u16()), "{}: {}", wrong.at, saved.text());
            if saved.status == 422 {
                assert!(read(&saved).contains(wrong.kept), "{}: {}", wrong.at, saved.text());
            }
            for (language, words) in LANGUAGES.iter().zip(wrong.says) {
                house.reads(language);
                let looked = house.get(&format!("{edit}?check=yes"), KLEPP).await.is(200);
                for words in [words, wrong.kept] {
                    assert!(read(&looked).contains(words), "{} in {language}: «{words}» is not in {}", wrong.at, read(&looked));
                }
            }
            house.reads("nb");
            let now = revision(&house, id).await.to_string();
            let seen = [("revision", now.as_str())];
            let submit = house.post(&format!("{}/submit", page(id)), &seen, KLEPP).await.is(422);
            assert!(read(&submit).contains(wrong.says[0]), "{}: {}", wrong.at, submit.text());
        }
        house.drain().await;
        house.leave().await;
    }

    async fn what_is_not_possible_is_said_in_a_sentence(db: TestDatabase) {
        let (house, id) = open(db).await;
        let (good, now) = (parsed(ANSWERS), revision(&house, id).await);
        let answers = format!("{}/answers", api(id));
        let whole = json!({ "revision": now, "answers": good });
        let stale = json!({ "revision": 0, "answers": { "title": "Noe annet" } });
        let nothing = json!({ "call": CALL, "answers": [1, 2] });
        let nowhere = json!({ "call": "there-is-none", "answers": {} });
        let begin = "/api/v1/applications";
        let dismiss = format!("{}/dismiss", api(id));
        let reason = json!({ "reason": "Fordi." });
        // Who sends what, and what comes back.
        let not_there = ["Fant ikke", "Fann ikkje", "not found"];
        let cases = [
            ("PUT", answers.as_str(), &stale, KLEPP, 409, ["Ingenting er borte", "Ingenting er borte", "Nothing is gone"]),
            ("PUT", &answers, &whole, BODO, 404, not_there),
            ("POST", begin, &nothing, KLEPP, 422, ["fylt ut feil", "fylt ut feil", "filled in wrongly"]),
            ("POST", begin, &nowhere, KLEPP, 404, not_there),
            ("POST", begin, &json!({ "call": CALL }), OFFICER, 403, ["Bare de som søker", "Berre dei som søkjer", "Only those who apply"]),
            // Drafts are nobody else's.
            ("POST", &dismiss, &reason, OFFICER, 404, not_there),
            ("POST", &dismiss, &reason, KLEPP, 403, ["ikke", "ikkje", "not"]),
        ];
        for (method, path, body, who, status, says) in cases {
            for (language, words) in LANGUAGES.iter().zip(says) {
                house.reads(language);
                let refused = house.json(method, path, body, who).await.is(status);
                assert_eq!(refused.headers["content-type"], "application/problem+json", "{path}");
                refused.says(words);
            }
        }
        house.reads("nb");
        let refused = house.json("PUT", &answers, &stale, KLEPP).await.value();
        assert!(wrong(&refused).contains(&"title"), "{refused}");
        // What is no JSON at all, or not what is asked for, is a problem like others.
        for (body, kind) in [
            (b"{".to_vec(), "application/json"),
            (b"{\"revision\": \"en\", \"answers\": {}}".to_vec(), "application/json"),
            (b"revision=1".to_vec(), "application/x-www-form-urlencoded"),
        ] {
            let refused = house.sends_raw("PUT", &answers, (kind, body), KLEPP).await;
            assert!([400, 415, 422].contains(&refused.status.as_u16()), "{}", refused.text());
            assert_eq!(refused.headers["content-type"], "application/problem+json");
        }
        // More than a form can hold.
        let much = json!({ "revision": now, "answers": { "summary": "a".repeat(1024 * 1024) } });
        house.json("PUT", &answers, &much, KLEPP).await.is(413);

        submits(&house, KLEPP, id).await.is(200);
        house.set_clock("2026-03-01", 9);
        let closed = ["tar imot søknader fra", "tek imot søknader frå", "takes applications from"];
        let submit = format!("{}/submit", page(id));
        for (language, words) in LANGUAGES.iter().zip(closed) {
            house.reads(language);
            let late = json!({ "revision": now, "answers": { "title": "For sent" } });
            house.json("PUT", &answers, &late, KLEPP).await.is(409).says(words);
            house.json("POST", begin, &json!({ "call": CALL }), KLEPP).await.is(409).says(words);
            house.post("/applications", &[("call", CALL)], KLEPP).await.is(409).says(words);
            house.post(&submit, &[], BODO).await.is(404);
        }
        house.reads("nb");
        assert_eq!(reads(&house, KLEPP, id).await["versions"].as_array().map(Vec::len), Some(1));
        house.drain().await;
        house.leave().await;
    }
}
