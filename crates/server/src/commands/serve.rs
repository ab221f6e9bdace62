//! `fordel serve`.

use crate::{House, Settings};
use anyhow::Context;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use vocabulary::{Clock, SystemClock};
use web::{App, Installation};

/// Takes the address, before anything else is touched: a port in use is said at once.
pub(super) async fn listener(settings: &Settings) -> anyhow::Result<TcpListener> {
    let address = settings.listen;
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
    let app = app(&house, rehearsal);
    let app = if with_workers { working(app, &house) } else { app };
    let (stop, stopping) = watch::channel(false);
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

/// What the web is given.
pub(crate) fn app(house: &House, rehearsal: bool) -> App {
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

/// Of a process that also works it is asked that its workers do. They look at the list every few
/// seconds; what has just begun has its first look ahead.
fn working(app: App, house: &House) -> App {
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
