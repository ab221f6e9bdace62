//! From an empty form to an open call, through the pages and the API, as staff and programs go.

use crate::flow_tests::{Visit, house};
use axum::{
    body::Body,
    http::{Request, header},
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

/// What the API answers.
async fn api(visit: &Visit, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::COOKIE, &visit.cookie)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .expect("a request");
    let response = visit.routes.clone().oneshot(request).await.expect("an answer");
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

fn empty_form() -> Value {
    serde_json::to_value(super::builder::change::blank(forms::FormKind::Application, "Kort"))
        .expect("a form")
}

#[tokio::test]
async fn a_form_is_built_page_by_page_and_nobody_s_work_is_lost() {
    let house = house().await;
    let officer = house.visit("2012-01-03", Some(house.officer)).await;
    let import = json!({ "slug": "kort", "definition": empty_form() });
    assert_eq!(api(&officer, "POST", "/api/v1/forms", &import).await.0, 201);

    // A question is added and led to; what is wrong on its page is said there and nothing is saved.
    let edit = "/forms/kort/1/edit";
    let asked = [
        ("do", "question:innhold"),
        ("revision", "1"),
        ("new.innhold.label", "Hvor mange?"),
        ("new.innhold.kind", "whole"),
    ];
    let question = officer.does(edit, &asked).await;
    assert_eq!(question, "/forms/kort/1/questions/hvor-mange");
    let mut fields = vec![
        ("revision", "2"),
        ("label.nb", "Hvor mange barn?"),
        ("kind", "whole"),
        ("most", "mange"),
        ("required", "never"),
        ("section", "innhold"),
        ("key", "barn"),
    ];
    let refused = officer.post(&question, &fields).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("value=\"mange\"") && refused.body.contains("Skriv et helt tall")
    );
    fields[3] = ("most", "500");
    assert_eq!(officer.does(&question, &fields).await, format!("{edit}#question-barn"));

    // Somebody who opened the page before that gets both to see, and saves on top of it.
    let theirs = [
        ("revision", "2"),
        ("label.nb", "Hvor mange unge?"),
        ("label.nn", "Kor mange unge?"),
        ("kind", "whole"),
        ("required", "never"),
        ("section", "innhold"),
        ("key", "barn"),
    ];
    let renamed = "/forms/kort/1/questions/barn";
    let stale = officer.post(renamed, &theirs).await;
    assert_eq!(stale.status, 409);
    for both in ["Hvor mange barn?", "Hvor mange unge?", "Kor mange unge?"] {
        assert!(stale.body.contains(both), "{both}");
    }
    assert!(stale.body.contains("name=\"revision\" value=\"3\""));
    let mut again = theirs;
    again[0] = ("revision", "3");
    officer.does(renamed, &again).await;

    // It is not published until it speaks both Norwegian languages.
    let missing = officer.get("/forms/kort/1/publish").await;
    assert!(missing.body.contains("mangler tekst på nynorsk"));
    assert_eq!(officer.post("/forms/kort/1/publish", &[]).await.status, 422);
    let titles =
        [("do", "texts"), ("revision", "4"), ("title.nb", "Kort"), ("title.nn", "Kort nn")];
    officer.does(edit, &titles).await;
    assert_eq!(officer.does("/forms/kort/1/publish", &[]).await, "/forms/kort");
    assert_eq!(officer.get(edit).await.status, 409);

    // What travels as a file comes back as the same form.
    let file = officer.get("/forms/kort/1/file").await;
    let read = forms::Definition::from_json(&file.body).expect("a form");
    assert_eq!(read.question("barn").map(|one| one.takes.word()), Some("whole"));
    let applicant = house.visit("2012-01-03", Some(house.applicant)).await;
    assert_eq!(applicant.get("/forms/kort/1/file").await.status, 403);
}

#[tokio::test]
async fn a_scheme_whose_decisions_can_be_appealed_says_to_whom() {
    let house = house().await;
    let officer = house.visit("2012-01-03", Some(house.officer)).await;
    let mut form = vec![
        ("name", "Fritid"),
        ("slug", "fritid"),
        ("chapter", "846"),
        ("item", "61"),
        ("programme", "jobb"),
        ("appealable", "yes"),
        ("appeal_body", " "),
    ];
    let silent = officer.post("/schemes/new", &form).await;
    assert_eq!(silent.status, 422);
    assert!(silent.body.contains("Skriv hvem som er klageinstans."), "{}", silent.body);
    form[6] = ("appeal_body", "Barne- og familiedepartementet");
    let unticked: Vec<_> = form.iter().copied().filter(|(name, _)| *name != "appealable").collect();
    let unticked = officer.post("/schemes/new", &unticked).await;
    assert_eq!(unticked.status, 422);
    assert!(unticked.body.contains("Kryss av for at vedtak kan påklages"), "{}", unticked.body);
    assert_eq!(officer.does("/schemes/new", &form).await, "/schemes/fritid/draft");
    let page = officer.get("/schemes/fritid").await;
    assert!(page.body.contains("Barne- og familiedepartementet"), "{}", page.body);
}

#[tokio::test]
async fn a_scheme_nobody_foresaw_is_announced_through_the_api() {
    let house = house().await;
    let officer = house.visit("2012-01-03", Some(house.officer)).await;
    let scheme = json!({
        "programme": { "slug": "barn", "name": "Barn", "about": "Barn og unge" },
        "slug": "fritid", "name": "Fritid", "chapter": "846", "item": "61", "appealable": true,
        "version": {
            "number": 1, "valid_from": "2012-01-01", "goals": "M", "target_group": "K",
            "achievement_criteria": "K", "award_criteria": "T", "follow_up": "O", "evaluation": ""
        }
    });
    let (status, problem) = api(&officer, "POST", "/api/v1/schemes", &scheme).await;
    assert_eq!((status, problem["errors"][0]["field"].as_str()), (422, Some("evaluation")));
    let mut whole = scheme.clone();
    whole["version"]["evaluation"] = "Etter tre år".into();
    let (status, problem) = api(&officer, "POST", "/api/v1/schemes", &whole).await;
    assert_eq!((status, problem["errors"][0]["field"].as_str()), (422, Some("appeal_body")));
    whole["appeal_body"] = "Barne- og\nfamiliedepartementet".into();
    for _ in 0..2 {
        let (status, told) = api(&officer, "POST", "/api/v1/schemes", &whole).await;
        let body = told["appeal_body"].as_str();
        assert_eq!((status, body), (201, Some("Barne- og familiedepartementet")));
    }
    let mut call = json!({
        "scheme": "fritid", "slug": "fritid-2012", "title": "Fritid", "about": "Om",
        "year": 2012, "budget_ore": 100_000_000, "opens_on": "2012-02-01",
        "closes_on": "2012-01-31", "report_due": "2013-03-01", "funded_through": "2012-12-31",
        "accept_within_days": 21, "who_may_apply": { "kinds": ["municipality"] },
        "criteria": [{ "name": "Plan", "name_nn": "Plan", "weight": 1, "max_points": 5,
            "anchors": [{ "points": 5, "text": { "nb": "God", "nn": "God" } }] }]
    });
    let (status, problem) = api(&officer, "POST", "/api/v1/calls", &call).await;
    assert_eq!((status, problem["errors"][0]["field"].as_str()), (422, Some("closes_on")));
    call["closes_on"] = "2012-03-01".into();
    let (status, draft) = api(&officer, "POST", "/api/v1/calls", &call).await;
    assert_eq!((status, draft["state"].as_str()), (201, Some("draft")));
    let open = "/api/v1/calls/fritid-2012/open";
    let (status, problem) = api(&officer, "POST", open, &json!({})).await;
    assert_eq!(status, 422, "{problem}");
    call["revision"] = draft["revision"].clone();
    call["title_nn"] = "Fritid".into();
    call["about_nn"] = "Om".into();
    let put = api(&officer, "PUT", "/api/v1/calls/fritid-2012", &call).await;
    assert_eq!(put.0, 200, "{}", put.1);
    assert_eq!(api(&officer, "PUT", "/api/v1/calls/fritid-2012", &call).await.0, 409);
    let (status, opened) = api(&officer, "POST", open, &json!({})).await;
    assert_eq!((status, opened["state"].as_str()), (200, Some("open")));
    assert_eq!(opened["criteria"][0]["anchors"][0]["text"]["nb"], "God");

    // Everybody reads the call, what it asks and what its answers look like.
    let stranger = house.visit("2012-01-03", None).await;
    let page = stranger.get("/calls/fritid-2012").await;
    assert!(page.body.contains("Hva poengene betyr") && page.body.contains("Kommuner"));
    assert!(stranger.get("/calls/fritid-2012/form").await.body.contains("Prosjektets navn"));
    let (status, schema) =
        api(&stranger, "GET", "/api/v1/calls/fritid-2012/schema", &Value::Null).await;
    assert_eq!((status, schema["type"].as_str()), (200, Some("object")));

    let amend = json!({ "what": { "nb": "Frist", "nn": "Frist" }, "closes_on": "2012-03-15" });
    let (status, amended) = api(&officer, "POST", "/api/v1/calls/fritid-2012/amend", &amend).await;
    assert_eq!((status, amended["amendments"][0]["number"].as_i64()), (200, Some(1)));
    let copy = json!({ "slug": "fritid-2013", "year": 2013 });
    let (status, copied) = api(&officer, "POST", "/api/v1/calls/fritid-2012/copy", &copy).await;
    assert_eq!((status, copied["funded_through_on"].as_str()), (201, Some("2013-12-31")));
}

#[tokio::test]
async fn what_no_page_could_show_is_not_tried_out_either() {
    let house = house().await;
    let officer = house.visit("2012-01-03", Some(house.officer)).await;
    assert_eq!(officer.get("/forms/standard-soknad/1").await.status, 200);
    let many: Vec<String> = (0..30_000).map(|n| format!("a.members.{n}.team")).collect();
    let fields: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "x")).collect();
    let refused = officer.post("/forms/standard-soknad/1", &fields).await;
    assert_eq!(refused.status, 422);
    let few = officer.post("/forms/standard-soknad/1", &fields[..3]).await;
    assert_eq!(few.status, 200);
}
