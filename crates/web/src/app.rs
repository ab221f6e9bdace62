//! What every handler is given, and the layers around all routes.

use crate::{health, kit, routes, session, sign_in::Throttle};
use axum::{
    Router,
    extract::Request,
    http::{HeaderName, StatusCode},
    middleware,
};
use letters::Desk;
use metrics_exporter_prometheus::PrometheusHandle;
use sea_orm::DatabaseConnection;
use status_reports::DocumentStore;
use std::{fmt, pin::Pin, sync::Arc, time::Duration};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    limit::RequestBodyLimitLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::TimeoutLayer,
    trace::{DefaultOnResponse, TraceLayer},
};
use vocabulary::Clock;
use worklist::Bell;

/// The largest body that is read: 1 MiB.
const LARGEST_BODY: usize = 1024 * 1024;

/// How long an answer may take.
const LONGEST_ANSWER: Duration = Duration::from_secs(30);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How this installation is set up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Installation {
    /// Cookies go over TLS only: wherever the public address is `https`.
    pub secure_cookies: bool,
    /// Who presents this may read `/metrics`; without it there is no such page.
    pub metrics_token: Option<String>,
    /// The clock is set to another day: every page says so.
    pub rehearsal: bool,
}

/// Whether the installation can work: the database answers and its tables fit. `Err` says what is
/// wrong, for the log.
pub type Readiness =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>> + Send + Sync>;

/// What every handler is given. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: DatabaseConnection,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Who our letters are from.
    pub desk: Desk,
    /// Rung after a handler changed something.
    pub bell: Arc<dyn Bell>,
    /// Where finished documents lie.
    pub store: DocumentStore,
    /// How this installation is set up.
    pub installation: Installation,
    /// Answers `/readyz`.
    pub readiness: Readiness,
    /// What `/metrics` shows.
    pub metrics: Option<PrometheusHandle>,
    pub(crate) throttle: Arc<Throttle>,
}

impl App {
    /// Ready when the database answers; without metrics.
    pub fn new(
        db: DatabaseConnection,
        clock: Arc<dyn Clock>,
        desk: Desk,
        bell: Arc<dyn Bell>,
        store: DocumentStore,
        installation: Installation,
    ) -> App {
        let asked = db.clone();
        let readiness: Readiness = Arc::new(move || {
            let db = asked.clone();
            Box::pin(async move { db.ping().await.map_err(|error| error.to_string()) })
        });
        let throttle = Arc::default();
        App { db, clock, desk, bell, store, installation, readiness, metrics: None, throttle }
    }
    /// Ready when this says so.
    #[must_use]
    pub fn ready_when(self, readiness: Readiness) -> App {
        App { readiness, ..self }
    }
    /// Shows these metrics.
    #[must_use]
    pub fn measured_by(self, metrics: PrometheusHandle) -> App {
        App { metrics: Some(metrics), ..self }
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("desk", &self.desk).finish_non_exhaustive()
    }
}

/// All routes with all that lies around them.
pub fn router(app: App) -> Router {
    let routes = routes::table()
        .merge(kit::routes())
        .layer(CatchPanicLayer::custom(kit::of_panic))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_ANSWER))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(middleware::from_fn(health::name_route));
    // The session lies outside of the kit's dress, so that a page that does not exist knows its reader
    // too. It never answers by itself.
    kit::dress(routes)
        .layer(middleware::from_fn_with_state(app.clone(), session::read_session))
        .layer(middleware::from_fn_with_state(app.clone(), health::measure))
        .layer(CompressionLayer::new())
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(|request: &Request| span(request))
                .on_response(DefaultOnResponse::new().level(tracing::Level::INFO)),
        )
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .with_state(app)
}

/// What the log says of a request: never the query, where people's words stand, and never the token
/// of a sign-in link.
fn span(request: &Request) -> tracing::Span {
    let path = request.uri().path();
    let path = if path.starts_with("/sign-in/") { "/sign-in/…" } else { path };
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path, id)
}
