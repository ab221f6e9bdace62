use super::*;
use axum::body::Body;
use chrono::NaiveDate;
use uuid::Uuid;
use vocabulary::Language;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "only how it is read is tested")]
struct Inner {
    points: Vec<i32>,
    #[serde(default)]
    kind: Kind,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    #[default]
    OneThing,
    AnotherThing,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "only how it is read is tested")]
struct Outer {
    title: String,
    #[serde(default)]
    due_on: Option<NaiveDate>,
    #[serde(default)]
    who: Option<Uuid>,
    #[serde(default)]
    really: bool,
    #[serde(default)]
    rows: Vec<Inner>,
}

async fn sent(kind: &str, body: &str) -> Result<Outer, Problem> {
    let request = Request::post("/").header(header::CONTENT_TYPE, kind);
    let request = request.header(header::ACCEPT_LANGUAGE, "en");
    let request = request.body(Body::from(body.to_owned())).expect("a request");
    JsonOf::<Outer>::from_request(request, &()).await.map(|JsonOf(outer)| outer)
}

#[tokio::test]
async fn what_fits_is_read() {
    for kind in ["application/json", "application/JSON; charset=utf-8", "application/x+json"] {
        let read = sent(kind, r#"{"title":"Æ","rows":[{"points":[1,2]}]}"#).await;
        assert_eq!(read.expect("it fits").rows[0].points, [1, 2], "{kind}");
    }
}

#[tokio::test]
async fn what_is_no_json_says_so() {
    let cases = [
        ("application/json", "{", 400, "/problems/not-json"),
        ("application/json", "", 400, "/problems/not-json"),
        ("application/json", "[]", 422, "/problems/invalid"),
        ("application/json", "7", 422, "/problems/invalid"),
        ("text/plain", "{}", 415, "/problems/media-type"),
        ("application/x-www-form-urlencoded", "a=b", 415, "/problems/media-type"),
    ];
    for (kind, body, status, problem) in cases {
        let refused = sent(kind, body).await.expect_err(body);
        assert_eq!((refused.status, refused.kind), (status, problem), "{kind} {body}");
        assert!(refused.detail.is_some_and(|detail| detail.len() > 10), "{kind} {body}");
    }
    let deep = format!("{{\"title\":{}", "[".repeat(10_000));
    assert_eq!(sent("application/json", &deep).await.expect_err("too deep").status, 400);
}

#[tokio::test]
async fn what_is_wrong_names_its_field() {
    let cases = [
        (r#"{}"#, "title", "missing"),
        (r#"{"title":7}"#, "title", "text"),
        (r#"{"title":"a","due_on":"tomorrow"}"#, "due_on", "day"),
        (r#"{"title":"a","due_on":3}"#, "due_on", "day"),
        (r#"{"title":"a","who":"me"}"#, "who", "id"),
        (r#"{"title":"a","really":"yes"}"#, "really", "true"),
        (r#"{"title":"a","rows":{}}"#, "rows", "list"),
        (r#"{"title":"a","rows":[{"points":[1,2.5]}]}"#, "rows.0.points.1", "whole number"),
        (r#"{"title":"a","rows":[{"points":[3000000000]}]}"#, "rows.0.points.0", "whole number"),
        (r#"{"title":"a","rows":[{"points":[],"knid":1}]}"#, "rows.0.knid", "kind"),
        (r#"{"title":"a","rows":[{"points":[],"kind":"x"}]}"#, "rows.0.kind", "another-thing"),
        (r#"{"titel":"a","title":"b"}"#, "titel", "Did you mean title?"),
        (r#"{"title":"a","rows":[{"kind":"one-thing"}]}"#, "rows.0.points", "missing"),
        (r#"{"title":"a\u0000b"}"#, "title", "NUL"),
        (r#"{"title":"a","rows":[{"x":{"y\u0000":1}}]}"#, "rows.0.x.y\u{fffd}", "NUL"),
    ];
    for (body, field, says) in cases {
        let refused = sent("application/json", body).await.expect_err(body);
        assert_eq!((refused.status, refused.kind), (422, "/problems/invalid"), "{body}");
        let wrong = &refused.errors[0];
        assert_eq!(wrong.field, field, "{body}");
        assert!(wrong.detail.contains(says), "{body}: {}", wrong.detail);
    }
}

#[tokio::test]
async fn what_says_nothing_may_be_left_out_but_nothing_else() {
    let bare = async |kind: &str, body: &str| {
        let request = Request::post("/").header(header::CONTENT_TYPE, kind);
        let request = request.body(Body::from(body.to_owned())).expect("a request");
        Bare::from_request(request, &()).await.map_err(|refused| refused.status)
    };
    assert!(bare("text/plain", "").await.is_ok());
    assert!(bare("application/json", "{}").await.is_ok());
    assert_eq!(bare("application/json", "{\"a\":1}").await.expect_err("a field"), 422);
    assert_eq!(bare("application/json", "{").await.expect_err("broken"), 400);
    assert_eq!(bare("text/plain", "{}").await.expect_err("no JSON"), 415);
}

#[test]
fn every_sentence_is_there_in_every_language() {
    let keys = [
        "api-wants-whole-number",
        "api-wants-number",
        "api-wants-text",
        "api-wants-yes-no",
        "api-wants-id",
        "api-wants-day",
        "api-wants-list",
        "api-wants-object",
    ];
    for language in Language::ALL {
        for key in keys {
            assert!(Texts::new(language).find(key).is_some(), "{language} {key}");
        }
    }
}

#[test]
fn likeness_goes_over_hyphens_and_slips() {
    let known = ["title", "target-group", "summary", "own-share"];
    let like = |typed| wrong::like(typed, known.into_iter());
    assert_eq!(like("titel"), ["title"]);
    assert_eq!(like("target_group"), ["target-group"]);
    assert_eq!(like("targetGroup"), ["target-group"]);
    assert_eq!(like("project-summary"), ["summary"]);
    assert!(like("budget").is_empty());
}
