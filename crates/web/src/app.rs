//! What every handler is given, and the layers around all routes.

use crate::{
    health, kit,
    once_more::once_more,
    patience::limit_time,
    progress::Watchers,
    routes, session,
    sign_in::Throttle,
    work::rounds::{NoRounds, Rounds},
};
use attachments::FileStore;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderName, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use letters::Desk;
use metrics_exporter_prometheus::PrometheusHandle;
use sea_orm::DatabaseConnection;
use status_reports::DocumentStore;
use std::{fmt, pin::Pin, sync::Arc};
use tokio::sync::watch;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    trace::{DefaultOnResponse, TraceLayer},
};
use vocabulary::Clock;
use worklist::Bell;

/// The largest body that is read: 1 MiB.
pub(crate) const LARGEST_BODY: usize = 1024 * 1024;

/// The largest body with a file in it: the file's 10 MiB and the form around it.
const LARGEST_UPLOAD: usize = 11 * 1024 * 1024;

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
    /// Where the files lie that people hand in.
    pub files: FileStore,
    /// A virus scanner looks at them before anybody gets them.
    pub scanning: bool,
    /// How this installation is set up.
    pub installation: Installation,
    /// Answers `/readyz`.
    pub readiness: Readiness,
    /// What `/metrics` shows.
    pub metrics: Option<PrometheusHandle>,
    /// The cron table.
    pub rounds: Arc<dyn Rounds>,
    pub(crate) watchers: Watchers,
    pub(crate) throttle: Arc<Throttle>,
}

impl App {
    /// Ready when the database answers; without metrics; files that people hand in lie beside the
    /// documents and no scanner looks at them.
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
        let files = FileStore::within(store.data());
        App {
            db,
            clock,
            desk,
            bell,
            store,
            files,
            scanning: false,
            installation,
            readiness,
            metrics: None,
            rounds: Arc::new(NoRounds),
            watchers: Watchers::default(),
            throttle,
        }
    }
    /// Keeps the files that people hand in there; `scanning` when a virus scanner looks at them.
    #[must_use]
    pub fn keeping(self, files: FileStore, scanning: bool) -> App {
        App { files, scanning, ..self }
    }
    /// Ready when this says so.
    #[must_use]
    pub fn ready_when(self, readiness: Readiness) -> App {
        App { readiness, ..self }
    }
    /// Shows this cron table, and rings its lines.
    #[must_use]
    pub fn rung_by(self, rounds: Arc<dyn Rounds>) -> App {
        App { rounds, ..self }
    }
    /// Tells browsers how long work is doing until the process is about to end, which this says. Without
    /// it each is told once.
    #[must_use]
    pub fn telling_until(self, ending: watch::Receiver<bool>) -> App {
        let watchers = self.watchers.clone().until(ending);
        App { watchers, ..self }
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
        .layer(middleware::from_fn(once_more))
        .layer(middleware::from_fn(limit_time))
        .layer(middleware::from_fn(limit_body))
        .layer(middleware::from_fn(refuse_nul))
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

/// What an operator asks of a process that serves nothing else: whether it lives, whether it is ready, what
/// it counts.
pub fn operators(app: App) -> Router {
    let routes = Router::new()
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .layer(CatchPanicLayer::custom(kit::of_panic))
        .layer(middleware::from_fn(limit_time));
    kit::dress(routes).with_state(app)
}

/// What is asked for with a NUL names nothing: no name of ours holds one, and PostgreSQL answers a search
/// for it with an error of its own.
async fn refuse_nul(request: Request, next: Next) -> Response {
    let asked = request.uri().path_and_query().map_or("", |asked| asked.as_str());
    if asked.contains("%00") {
        return kit::Problem::not_found().into_response();
    }
    next.run(request).await
}

/// Refuses what is too large before it is read where its length is told, and while it is read where it
/// is not. Only where files are handed in a body may be as large as they.
async fn limit_body(mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // Programs hand in at the list of files, pages at the question.
    let of_a_program = path.strip_prefix("/api/v1").is_some_and(|path| path.ends_with("/files"));
    let takes_a_file = of_a_program
        || (path.starts_with("/applications/") && path.contains("/files/"))
        // A table takes far less; what is typed beside a file that is too large is to come back.
        || path == "/weights";
    let most = if takes_a_file { LARGEST_UPLOAD } else { LARGEST_BODY };
    let told = request.headers().get(header::CONTENT_LENGTH).and_then(|long| long.to_str().ok());
    if told.and_then(|long| long.parse::<u64>().ok()).is_some_and(|long| long > most as u64) {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    DefaultBodyLimit::max(most).apply(&mut request);
    next.run(request).await
}

/// What the log says of a request: never the query, where people's words stand, and never the token
/// of a sign-in link.
fn span(request: &Request) -> tracing::Span {
    let path = request.uri().path();
    let path = if path.starts_with("/sign-in/") { "/sign-in/…" } else { path };
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path, id)
}

#[cfg(test)]
mod tests {
    use crate::flow_tests::house;

    #[tokio::test]
    async fn a_nul_names_nothing() {
        let house = house().await;
        let visit = house.visit("2012-01-20", Some(house.applicant)).await;
        for path in ["/applications?q=a%00", "/api/v1/applications?state=%00", "/calls/%00"] {
            assert_eq!(visit.get(path).await.status, 404, "{path}");
        }
        assert_eq!(visit.get("/applications?q=%2500").await.status, 200);
    }
}
