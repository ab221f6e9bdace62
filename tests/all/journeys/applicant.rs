//! What applicants send to the house, by its interface for programs and by its pages.

use super::house::{Answer, TestHouse};
use super::stage::CALL;
use forms::{Answers, Definition};
use serde_json::{Value, json};
use vocabulary::ApplicationId;

/// Whole answers to the standard form. Amounts in kroner.
pub(crate) fn standard(title: &str, kroner: i64) -> Value {
    json!({
        "title": title,
        "summary": "Vi vil ansette en jobbspesialist.",
        "amount": kroner * 100,
        "own-share": 10_000_000,
        "continuation": "Vi fortsetter i ordinær drift.",
        "members": [{ "team": "staff", "job": "jobbspesialist", "percent": 50 }],
    })
}

/// The fields of a page's form that say the same.
pub(crate) fn fields(form: &Definition, answers: &Value) -> Vec<(String, String)> {
    let answers = Answers::from_value(answers.clone()).expect("answers");
    forms::fields::fill(form, &answers)
}

/// The same with what stands beside the answers, as a request takes it.
pub(crate) fn with<'a>(
    beside: &[(&'a str, &'a str)],
    fields: &'a [(String, String)],
) -> Vec<(&'a str, &'a str)> {
    let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    beside.iter().copied().chain(fields).collect()
}

/// Where the interface has an application.
pub(crate) fn api(id: ApplicationId) -> String {
    format!("/api/v1/applications/{id}")
}

/// Where the pages have it.
pub(crate) fn page(id: ApplicationId) -> String {
    format!("/applications/{id}")
}

/// Begins an application to the call of the stage.
pub(crate) async fn begins(house: &TestHouse, who: &str, answers: &Value) -> ApplicationId {
    let begin = json!({ "call": CALL, "answers": answers });
    let begun = house.json("POST", "/api/v1/applications", &begin, who).await.is(201).value();
    begun["id"].as_str().and_then(|id| id.parse().ok()).expect("an id")
}

/// What the interface says of it.
pub(crate) async fn reads(house: &TestHouse, who: &str, id: ApplicationId) -> Value {
    house.get(&api(id), who).await.is(200).value()
}

/// Saves answers over the revision that was seen.
pub(crate) async fn saves(
    house: &TestHouse,
    who: &str,
    id: ApplicationId,
    revision: &Value,
    answers: &Value,
) -> Answer {
    let body = json!({ "revision": revision, "answers": answers });
    house.json("PUT", &format!("{}/answers", api(id)), &body, who).await
}

/// Sends in what stands, as one who has just looked it over; who does not see it says a revision all the
/// same.
pub(crate) async fn submits(house: &TestHouse, who: &str, id: ApplicationId) -> Answer {
    let seen = house.get(&api(id), who).await;
    let revision = if seen.status == 200 { seen.value()["revision"].clone() } else { json!(1) };
    let body = json!({ "revision": revision });
    house.json("POST", &format!("{}/submit", api(id)), &body, who).await
}

/// Changes what stands and sends it in; what the interface answers.
pub(crate) async fn sends_again(
    house: &TestHouse,
    who: &str,
    id: ApplicationId,
    answers: &Value,
) -> Value {
    let revision = reads(house, who, id).await["revision"].clone();
    saves(house, who, id, &revision, answers).await.is(200);
    submits(house, who, id).await.is(200).value()
}

/// Begins one and sends it in.
pub(crate) async fn applies(
    house: &TestHouse,
    who: &str,
    title: &str,
    kroner: i64,
) -> ApplicationId {
    let id = begins(house, who, &standard(title, kroner)).await;
    submits(house, who, id).await.is(200);
    id
}

/// The fields that a problem names.
pub(crate) fn wrong(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    errors.iter().filter_map(|error| error["field"].as_str()).collect()
}
