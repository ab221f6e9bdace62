//! What machines ask about the process itself, and what is counted of every request.
//!
//! Labels are bounded: routes by their templates, states and words of ours; never an id, never a name.

use crate::{App, kit::Problem};
use attachments::{Shelf, queries::findings_count};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use letters::{Trouble, queries::PostFigures};
use sea_orm::{DbBackend, DbErr};
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
    look_around(&app).await;
    let headers = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((headers, metrics.render()).into_response())
}

/// What is looked up when somebody asks: how the post and the store stand, how many connections there are.
/// A database that does not answer leaves them as they were last seen, and says so.
async fn look_around(app: &App) {
    metrics::gauge!("fordel_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    for (state, connections) in connections(app) {
        metrics::gauge!("fordel_db_connections", "state" => state).set(f64::from(connections));
    }
    let up = match tokio::time::timeout(LONGEST_SILENCE, count(app)).await {
        Ok(Ok(())) => 1.0,
        Ok(Err(error)) => {
            tracing::debug!("nothing could be counted: {error}");
            0.0
        }
        Err(_) => 0.0,
    };
    metrics::gauge!("fordel_database_up").set(up);
}

async fn count(app: &App) -> Result<(), DbErr> {
    tell_post(&letters::queries::post_figures(&app.db, app.clock.now()).await?);
    for shelf in Shelf::ALL {
        let (missing, strangers) = findings_count(&app.db, shelf).await?;
        let shelf = shelf.word();
        metrics::gauge!("fordel_documents_missing", "shelf" => shelf).set(missing as f64);
        metrics::gauge!("fordel_documents_unrecorded", "shelf" => shelf).set(strangers as f64);
    }
    Ok(())
}

/// How many connections to the database there are, by what they do.
fn connections(app: &App) -> [(&'static str, u32); 2] {
    let (all, idle) = match app.db.get_database_backend() {
        DbBackend::Postgres => {
            let pool = app.db.get_postgres_connection_pool();
            (pool.size(), pool.num_idle())
        }
        _ => {
            let pool = app.db.get_sqlite_connection_pool();
            (pool.size(), pool.num_idle())
        }
    };
    let idle = u32::try_from(idle).unwrap_or(u32::MAX);
    [("used", all.saturating_sub(idle)), ("idle", idle)]
}

fn tell_post(figures: &PostFigures) {
    let seconds = figures.longest_uncertain.map_or(0.0, |age| age.as_seconds_f64());
    metrics::gauge!("fordel_mail_uncertain").set(figures.uncertain as f64);
    metrics::gauge!("fordel_mail_uncertain_longest_seconds").set(seconds);
    metrics::gauge!("fordel_mail_refused").set(figures.refused as f64);
    metrics::gauge!("fordel_mail_waiting").set(figures.waiting as f64);
    metrics::gauge!("fordel_mail_bounced").set(figures.bounced as f64);
    metrics::gauge!("fordel_mail_bounces_unmatched").set(figures.unmatched as f64);
    for trouble in Trouble::ALL {
        let offices = figures.offices.iter().filter(|office| office.trouble == Some(trouble));
        metrics::gauge!("fordel_mail_trouble", "trouble" => trouble.word())
            .set(offices.count() as f64);
    }
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

/// A request that is being answered.
struct InFlight;

impl Drop for InFlight {
    fn drop(&mut self) {
        metrics::gauge!("http_requests_in_flight").decrement(1.0);
    }
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
    metrics::gauge!("http_requests_in_flight").increment(1.0);
    // A request that is given up in the middle is dropped here, and is not in flight any more.
    let in_flight = InFlight;
    let response = next.run(request).await;
    drop(in_flight);
    let route = name.0.get().cloned().unwrap_or_else(|| "none".to_owned());
    let labels =
        [("method", method), ("route", route), ("status", response.status().as_str().to_owned())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_duration_seconds", &labels).record(began.elapsed());
    response
}
