//! What machines ask about the process itself, and what is counted of every request.

use crate::{App, kit::Problem};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// How long the database may take to say that it is there.
const LONGEST_SILENCE: Duration = Duration::from_secs(2);

/// `GET /livez`: the process answers.
pub(crate) async fn live() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: 200 when the database answers and its tables fit, else 503. Why not stands in the
/// log: anybody may ask here.
pub(crate) async fn ready(State(app): State<App>) -> Response {
    let reason = match tokio::time::timeout(LONGEST_SILENCE, (app.readiness)()).await {
        Ok(Ok(())) => return "ok\n".into_response(),
        Ok(Err(reason)) => reason,
        Err(_) => "the database does not answer".to_owned(),
    };
    tracing::warn!(reason, "not ready");
    Problem::of(StatusCode::SERVICE_UNAVAILABLE).into_response()
}

/// `GET /metrics`: for who knows the token; for everybody else there is no such page.
pub(crate) async fn metrics(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let presented = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let presented = presented.and_then(|value| value.strip_prefix("Bearer "));
    let (Some(wanted), Some(presented), Some(metrics)) =
        (&app.installation.metrics_token, presented, &app.metrics)
    else {
        return Err(Problem::not_found());
    };
    // Compared by hash, so that the time it takes says nothing about the token.
    if Sha256::digest(wanted) != Sha256::digest(presented) {
        return Err(Problem::not_found());
    }
    let headers = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((headers, metrics.render()).into_response())
}

/// The template of the route that answered, carried from within the routes to around them.
#[derive(Clone, Default)]
struct RouteName(Arc<OnceLock<String>>);

pub(crate) async fn name_route(request: Request, next: Next) -> Response {
    let name = request.extensions().get::<RouteName>();
    if let (Some(name), Some(path)) = (name, request.extensions().get::<MatchedPath>()) {
        let _ = name.0.set(path.as_str().to_owned());
    }
    next.run(request).await
}

/// After so many requests, what was measured is put together.
const UPKEEP_EVERY: u64 = 256;

/// Counts every request by route and status, and how long it took. The route's template, not the
/// path: ids would make a series each.
pub(crate) async fn measure(State(app): State<App>, mut request: Request, next: Next) -> Response {
    static MEASURED: AtomicU64 = AtomicU64::new(0);
    let Some(metrics) = &app.metrics else { return next.run(request).await };
    if MEASURED.fetch_add(1, Ordering::Relaxed).is_multiple_of(UPKEEP_EVERY) {
        // Single measurements would pile up in memory where nobody ever asks for the metrics.
        metrics.run_upkeep();
    }
    let began = Instant::now();
    // Anybody may make up a method; each would be a series of its own for ever.
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => known,
        _ => "other",
    }
    .to_owned();
    let name = RouteName::default();
    request.extensions_mut().insert(name.clone());
    let response = next.run(request).await;
    let route = name.0.get().cloned().unwrap_or_else(|| "none".to_owned());
    let labels =
        [("method", method), ("route", route), ("status", response.status().as_str().to_owned())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_duration_seconds", &labels).record(began.elapsed());
    response
}
