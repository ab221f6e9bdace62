//! The table of routes and the document of the interface say the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use tests::databases::{Database, TestDatabase};
use tower::ServiceExt;
use web::{App, Installation, KIT_ROUTES, ROUTES, Route};

/// The document as anybody gets it.
async fn document() -> Value {
    let database = TestDatabase::fresh(Database::Sqlite).await;
    let db = migrations::open(database.url()).await.expect("a database");
    let desk = letters::Desk::new(
        "Direktoratet",
        "Tilskudd <tilskudd@direktoratet.example>",
        "http://fordel.example",
        "tilskudd@direktoratet.example",
    )
    .expect("a desk");
    let directory = tempfile::tempdir().expect("a directory");
    let app = App::new(
        db,
        Arc::new(vocabulary::SystemClock),
        desk,
        Arc::new(jobs::LocalBell::new()),
        status_reports::DocumentStore::within(directory.path()),
        Installation::default(),
    );
    let request = Request::get("/api/openapi.json").body(Body::empty()).expect("a request");
    let answer = web::router(app).oneshot(request).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    let body = answer.into_body().collect().await.expect("a whole answer").to_bytes();
    serde_json::from_slice(&body).expect("the document is JSON")
}

/// What the document describes, as `GET /api/v1/…`.
fn described(document: &Value) -> BTreeSet<String> {
    const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
    let paths = document["paths"].as_object().expect("the document has paths");
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = METHODS.iter().filter(|method| item.get(**method).is_some());
        methods.map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    operations.collect()
}

#[tokio::test]
async fn the_interface_is_described_whole_and_nothing_else() {
    let document = document().await;
    let version = document["openapi"].as_str().expect("a version");
    assert!(version.starts_with("3.1"), "it is written in OpenAPI {version}");
    let served: BTreeSet<String> = ROUTES
        .iter()
        .filter(|route| route.path.starts_with("/api/v1/"))
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    assert!(!served.is_empty());
    assert_eq!(described(&document), served);
}

#[tokio::test]
async fn every_operation_says_what_it_does_and_what_it_answers() {
    let document = document().await;
    let paths = document["paths"].as_object().expect("the document has paths");
    for (path, item) in paths {
        for (method, operation) in item.as_object().expect("a path is an object") {
            if !operation.is_object() || method == "parameters" {
                continue;
            }
            let said = ["summary", "description"]
                .iter()
                .any(|field| operation[field].as_str().is_some_and(|text| !text.trim().is_empty()));
            assert!(said, "{method} {path} says nothing of itself");
            let answers = operation["responses"].as_object().map_or(0, |answers| answers.len());
            assert!(answers > 0, "{method} {path} answers nothing");
        }
    }
}

#[test]
fn a_route_stands_in_the_table_once() {
    let mut seen = BTreeSet::new();
    for Route { method, path, access: _ } in ROUTES.iter().chain(KIT_ROUTES) {
        assert!(seen.insert((*method, *path)), "{method} {path} stands there twice");
        assert!(path.starts_with('/') && (*path == "/" || !path.ends_with('/')), "{path}");
        assert!(["GET", "POST", "PUT", "PATCH", "DELETE"].contains(method), "{method} {path}");
    }
}
