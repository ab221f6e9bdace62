//! Signs of life, from a thread of their own with a runtime and a connection of their own: acts that keep
//! every thread of the process busy must not make it seem dead, nor a full pool.
//!
//! With every beat leases are lengthened, acts are told that they were cancelled or have lost their row,
//! what dead workers held is rescued, and the worker says that it lives.

use super::backend::Foreman;
use sea_orm::{
    DatabaseConnection, DbBackend, DbErr, SqlxPostgresConnector, SqlxSqliteConnector,
    sqlx::{postgres::PgPoolOptions, sqlite::SqlitePoolOptions},
};
use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};
use tokio::{sync::oneshot, time};
use tokio_util::sync::CancellationToken;
use worklist::{Bell, Settled, Worker};

/// Beats in the length of a lease: of four, two may fail.
pub(super) const BEATS: u32 = 4;
/// Who has given no sign of life for this long is not shown any more.
const FORGOTTEN: chrono::TimeDelta = chrono::TimeDelta::hours(1);
const SHORTEST: Duration = Duration::from_millis(20);

/// Beats until it is stopped or dropped.
#[derive(Debug)]
pub(super) struct Heart {
    stop: CancellationToken,
    stopped: Option<oneshot::Receiver<()>>,
}

impl Heart {
    pub(super) fn start(foreman: Arc<Foreman>) -> Heart {
        let stop = CancellationToken::new();
        let (say_stopped, stopped) = oneshot::channel();
        let told = stop.clone();
        let thread = thread::Builder::new().name("fordel-heart".to_owned()).spawn(move || {
            match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime.block_on(beat_until(foreman, told)),
                Err(error) => tracing::error!("there are no signs of life: {error}"),
            }
            let _ = say_stopped.send(());
        });
        if let Err(error) = thread {
            tracing::error!("there are no signs of life: {error}");
        }
        Heart { stop, stopped: Some(stopped) }
    }

    /// Stops it and waits until the worker has taken itself off the list.
    pub(super) async fn stop(mut self) {
        self.stop.cancel();
        if let Some(stopped) = self.stopped.take() {
            let _ = time::timeout(Duration::from_secs(2), stopped).await;
        }
    }
}

impl Drop for Heart {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn beat_until(foreman: Arc<Foreman>, stop: CancellationToken) {
    let every = (foreman.lease / BEATS).max(SHORTEST);
    let own = own_connection(&foreman.db, every);
    let mut failing = false;
    while !stop.is_cancelled() {
        let began = Instant::now();
        let beaten = time::timeout(every.max(Duration::from_secs(1)), beat(&own, &foreman)).await;
        let error = match beaten {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => Some("no answer".to_owned()),
        };
        // A beat that failed is made up for soon, within the same lease.
        let next = if error.is_some() { every / 3 } else { every };
        let fails = error.is_some();
        // One line when it begins and one when it is over, however long the database is away.
        match error {
            Some(error) if !failing => tracing::warn!("a sign of life could not be given: {error}"),
            None if failing => tracing::info!("signs of life are given again"),
            _ => {}
        }
        failing = fails;
        metrics::counter!("fordel_worker_beats_missed_total").increment(u64::from(fails));
        let rest = next.saturating_sub(began.elapsed()).max(SHORTEST);
        let _ = time::timeout(rest, stop.cancelled()).await;
    }
    let farewell = worklist::leave(&own, foreman.name());
    let _ = time::timeout(Duration::from_secs(1), farewell).await;
}

async fn beat(own: &DatabaseConnection, foreman: &Foreman) -> Result<(), DbErr> {
    foreman.set_clock(own).await?;
    let held = foreman.in_hand();
    let renewed = worklist::renew(own, foreman.now(), &held, foreman.lease).await?;
    if renewed.lost > 0 {
        // Some of them have only just ended; their outcome says whether it was written.
        tracing::debug!(rows = renewed.lost, "rows are not this worker's any more");
    }
    if renewed.to_stop > 0 {
        tracing::info!(rows = renewed.to_stop, "acts are told to stop");
    }
    rescue(own, foreman).await?;
    let now = foreman.now();
    let sign = Worker {
        name: foreman.name().to_owned(),
        version: foreman.version.clone(),
        started_at: foreman.started_at,
        seen_at: now,
        polled_at: foreman.vitals.polled_at(),
        running: u32::try_from(foreman.vitals.running()).unwrap_or(u32::MAX),
        draining: foreman.vitals.draining(),
    };
    worklist::live(own, &sign).await?;
    if worklist::forget_silent(own, now - FORGOTTEN).await? > 0 {
        tracing::info!("workers that gave no sign of life were taken off the list");
    }
    Ok(())
}

async fn rescue(own: &DatabaseConnection, foreman: &Foreman) -> Result<(), DbErr> {
    while worklist::any_lost(own, foreman.now()).await? {
        let tx = journal::begin(own).await?;
        let rescued = worklist::rescue(&tx, foreman.now()).await?;
        fail::fail_point!("work.before_rescue_commit");
        tx.commit().await?;
        if rescued.is_empty() {
            // Another worker is at it.
            break;
        }
        for row in rescued {
            let (kind, id, attempt, worker) = (row.kind, row.id, row.attempt, row.worker);
            let outcome = match row.became {
                Settled::Dead => "dead",
                Settled::Cancelled => "cancelled",
                _ => "ready",
            };
            tracing::warn!(kind, %id, attempt, worker, outcome, "rescued work whose lease ran out");
            if row.became == Settled::Dead {
                metrics::counter!("fordel_work_dead_total", "kind" => kind.clone()).increment(1);
            }
            let labels = [("kind", kind), ("outcome", outcome.to_owned())];
            metrics::counter!("fordel_work_rescued_total", &labels).increment(1);
        }
        foreman.wake.ring();
    }
    Ok(())
}

/// One connection to the same database, made in the runtime that will use it.
fn own_connection(db: &DatabaseConnection, patience: Duration) -> DatabaseConnection {
    let patience = patience.max(Duration::from_secs(1));
    match db.get_database_backend() {
        DbBackend::Postgres => {
            let options = db.get_postgres_connection_pool().connect_options();
            let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(patience);
            SqlxPostgresConnector::from_sqlx_postgres_pool(
                pool.connect_lazy_with((*options).clone()),
            )
        }
        _ => {
            let options = db.get_sqlite_connection_pool().connect_options();
            let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(patience);
            SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.connect_lazy_with((*options).clone()))
        }
    }
}
