//! `fordel serve`.

use crate::{House, Settings};
use anyhow::Context;
use jobs::cron;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sea_orm::{DatabaseConnection, DbErr};
use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use vocabulary::{Actor, Clock, SystemClock};
use web::{App, Installation, RingRefused, Round, Rounds};

/// Takes the address, before anything else is touched: a port in use is said at once.
pub(super) async fn listener(settings: &Settings) -> anyhow::Result<TcpListener> {
    listen_at(settings.listen).await
}

/// The same at another address.
pub(super) async fn listen_at(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {address}; is another program using the port? --listen takes another one")
    })
}

/// Serves until the process is told to stop; then finishes what was begun.
pub(super) async fn serve(
    house: House,
    listener: TcpListener,
    with_workers: bool,
    rehearsal: bool,
) -> anyhow::Result<()> {
    let (stop, stopping) = watch::channel(false);
    let app = app(&house, rehearsal).telling_until(stopping.clone());
    let app = if with_workers { working(app, &house) } else { app };
    tokio::spawn(async move {
        told_to_stop().await;
        let _ = stop.send(true);
    });
    let wait = |mut stopping: watch::Receiver<bool>| async move {
        // The sender lives as long as the process waits for a signal.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    };
    tracing::info!(address = %house.settings.listen, with_workers, "serving");
    let web = {
        let stopping = wait(stopping.clone());
        async move {
            axum::serve(listener, web::router(app))
                .with_graceful_shutdown(stopping)
                .await
                .context("the web server ended")
        }
    };
    if with_workers {
        let working = jobs::run(house.engine(), house.acts(), wait(stopping));
        tokio::try_join!(web, async { working.await.context("the workers ended") })?;
    } else {
        web.await?;
    }
    tracing::info!("stopped");
    Ok(())
}

/// What the web is given. `rehearsal` when the clock is set to another day, which every page then says.
pub fn app(house: &House, rehearsal: bool) -> App {
    let installation = Installation {
        secure_cookies: house.desk.public_url.starts_with("https:"),
        metrics_token: house.settings.metrics_token.clone(),
        rehearsal,
    };
    let db = house.db.clone();
    let app = App::new(
        house.db.clone(),
        house.clock.clone(),
        house.desk.clone(),
        house.bell.clone(),
        house.store.clone(),
        installation,
    )
    .rung_by(std::sync::Arc::new(CronTable { db: house.db.clone(), clock: house.clock.clone() }))
    .keeping(house.files.clone(), house.scanner.is_some())
    .ready_when(std::sync::Arc::new(move || {
        let db = db.clone();
        Box::pin(async move { migrations::verify(&db).await.map_err(|why| why.to_string()) })
    }));
    match recorder() {
        Some(metrics) => app.measured_by(metrics),
        None => app,
    }
}

/// The cron table, as pages see it.
struct CronTable {
    db: DatabaseConnection,
    clock: std::sync::Arc<dyn Clock>,
}

#[async_trait::async_trait]
impl Rounds for CronTable {
    async fn board(&self) -> Result<Vec<Round>, DbErr> {
        // Lines tick by the machine's clock, whatever day is rehearsed.
        let board = cron::board(&self.db, SystemClock.now()).await?;
        let round = |standing: cron::Standing| Round {
            name: standing.line.name.to_owned(),
            kind: standing.line.kind.to_owned(),
            schedule: standing.line.schedule.to_owned(),
            last: standing.last,
            left_out: standing.skipped,
            next: standing.next,
        };
        Ok(board.into_iter().map(round).collect())
    }
    async fn ring(&self, actor: &Actor, name: &str, note: &str) -> Result<bool, RingRefused> {
        let rang = cron::ring_by_hand(&self.db, self.clock.as_ref(), actor, name, note).await;
        rang.map_err(|error| match error {
            cron::RingError::Unknown => RingRefused::Unknown,
            cron::RingError::Database(error) => RingRefused::Database(error),
        })
    }
}

/// Of a process that also works it is asked that its workers do. They look at the list every few
/// seconds; what has just begun has its first look ahead.
pub(super) fn working(app: App, house: &House) -> App {
    let (ready, vitals) = (app.readiness.clone(), house.vitals.clone());
    let patience = house.settings.poll * 3 + Duration::from_secs(30);
    let began = SystemClock.now();
    app.ready_when(std::sync::Arc::new(move || {
        let (database, vitals) = (ready(), vitals.clone());
        Box::pin(async move {
            database.await?;
            let now = SystemClock.now();
            let just_begun = vitals.polled_at().is_none() && now < began + patience;
            if just_begun { Ok(()) } else { vitals.ready(now, patience) }
        })
    }))
}

/// The process's one recorder of metrics; none when another was put in place before.
fn recorder() -> Option<PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    // Buckets, in seconds, so that several processes can be added up.
    const BUCKETS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];
    let install = || PrometheusBuilder::new().set_buckets(&BUCKETS).ok()?.install_recorder().ok();
    RECORDER.get_or_init(install).clone()
}

/// Waits for SIGTERM or Ctrl-C.
pub(super) async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminated) => {
                tokio::select! {
                    _ = interrupted => {}
                    _ = terminated.recv() => {}
                }
            }
            Err(_) => {
                let _ = interrupted.await;
            }
        }
    }
    #[cfg(not(unix))]
    let _ = interrupted.await;
}
