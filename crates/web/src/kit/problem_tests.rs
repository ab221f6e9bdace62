use super::*;
use crate::kit::{NavItem, SignedIn, dress};
use axum::{Router, body::Body, routing::get};
use http_body_util::BodyExt;
use tower::ServiceExt;

fn app() -> Router {
    let refusal = || NotPossible { tried: "award", state: "draft", possible: vec!["submit"] };
    dress(
        Router::new()
            .route("/grants", get(|| async { "fine" }))
            .route("/hidden", get(|| async { Problem::not_found() }))
            .route("/late", get(move || async move { Problem::not_possible(&refusal()) }))
            .route(
                "/api/v1/late",
                get(move || async move {
                    Problem::not_possible(&refusal()).detail("Kallet er stengt <nå>.")
                }),
            )
            .route(
                "/api/v1/form",
                get(|| async {
                    let field = FieldProblem { field: "amount".into(), detail: "mangler".into() };
                    Problem::invalid(vec![field])
                }),
            )
            .route("/broken", get(|| async { Problem::broken(&"the password is hunter2") }))
            .route(
                "/own-page",
                get(|| async {
                    (StatusCode::UNPROCESSABLE_ENTITY, axum::response::Html("<p>skjema</p>"))
                }),
            ),
    )
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

async fn ask(method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).expect("a request");
    let response = app().oneshot(request).await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
}

#[tokio::test]
async fn programs_get_json() {
    let answer = ask("GET", "/api/v1/late", &[]).await;
    assert_eq!(answer.status, 409);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    let json: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(json["type"], "/problems/not-possible");
    assert_eq!(json["status"], 409);
    assert_eq!(json["detail"], "Kallet er stengt <nå>.");
    assert_eq!(json["instance"], "/api/v1/late");
    assert_eq!(json["possible"][0]["action"], "submit");
    assert!(json.get("errors").is_none() && json.get("detail_key").is_none());

    let answer = ask("GET", "/api/v1/form", &[("accept-language", "en")]).await;
    let json: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!((answer.status, &json["errors"][0]["field"]), (422, &"amount".into()));
    assert_eq!(
        json["title"],
        Texts::new(vocabulary::Language::English).t("problem-title-422").to_string()
    );

    let answer = ask("GET", "/api/nowhere", &[("accept", "text/html")]).await;
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    let answer = ask("GET", "/hidden", &[("accept", "application/json")]).await;
    assert_eq!(answer.headers["content-type"], "application/problem+json");
}

#[tokio::test]
async fn people_get_a_page() {
    for (method, path, status) in [
        ("GET", "/hidden", 404),
        ("GET", "/nowhere", 404),
        ("POST", "/grants", 405),
        ("GET", "/late", 409),
    ] {
        let answer = ask(method, path, &[("accept", "text/html,application/xhtml+xml")]).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8", "{path}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        let title = Texts::default().t(&format!("problem-title-{status}")).to_string();
        assert!(answer.body.contains(&format!("{title}</h1>")), "{path}: {}", answer.body);
    }
    assert_eq!(ask("POST", "/grants", &[]).await.headers["allow"], "GET,HEAD");
}

#[tokio::test]
async fn what_broke_is_not_told() {
    let answer = ask("GET", "/broken", &[("x-request-id", "r-17")]).await;
    assert_eq!(answer.status, 500);
    assert!(!answer.body.contains("hunter2") && answer.body.contains("r-17"));
}

#[tokio::test]
async fn a_page_of_its_own_stays() {
    let answer = ask("GET", "/own-page", &[]).await;
    assert_eq!((answer.status, answer.body.as_str()), (422, "<p>skjema</p>"));
}

#[tokio::test]
async fn every_answer_is_guarded() {
    let answer = ask("POST", "/grants", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(answer.status, 403);
    assert!(
        answer.headers["content-security-policy"]
            .to_str()
            .expect("text")
            .contains("default-src 'self'")
    );
    assert!(answer.body.contains(&Texts::default().t("problem-cross-site").to_string()));
    for path in ["/grants", "/nowhere", "/api/v1/late"] {
        let answer = ask("GET", path, &[]).await;
        assert!(answer.headers.contains_key("content-security-policy"), "{path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
    }
}

#[tokio::test]
async fn a_problem_page_knows_who_is_signed_in() {
    let person = SignedIn {
        id: "kari".into(),
        name: "Kari Nordmann".into(),
        organisation: "Oslo kommune".into(),
    };
    let visitor = Visitor {
        person: Some(person),
        nav: vec![NavItem::new("kit-nav", "/grants")],
        banner: None,
    };
    let mut request = Request::builder().uri("/nowhere").body(Body::empty()).expect("a request");
    request.extensions_mut().insert(visitor);
    let response = app().oneshot(request).await.expect("an answer");
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    let body = String::from_utf8_lossy(&body);
    assert!(body.contains("Kari Nordmann") && body.contains("href=\"/grants\""));
}
