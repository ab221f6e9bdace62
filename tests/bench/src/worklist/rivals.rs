//! The stores that apalis brings along, worked by apalis.
//!
//! They run as their makers configure them, with as many tasks to a batch as there are slots. How often
//! they look is set: left alone, an idle worker would look again with its next sign of life, after half
//! a minute.

use super::contest::{AtWork, BULK, Begun, SLOTS, Store};
use anyhow::Context;
use apalis::prelude::*;
use apalis_postgres::PostgresStorage;
use apalis_redis::{ConnectionManager, RedisStorage};
use redis::{Client, aio::ConnectionManagerConfig};
use sqlx::{PgPool, postgres::PgPoolOptions};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const QUEUE: &str = "bench";
/// As many connections as our own program keeps to PostgreSQL.
const CONNECTIONS: u32 = 16;
/// apalis-redis takes half a second without an answer for a dead Redis, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a worker of theirs finds new work.
#[derive(Debug, Clone, Copy)]
pub(super) enum Finds {
    /// It looks this often.
    Looking(Duration),
    /// PostgreSQL tells it by NOTIFY.
    Told,
}

/// A worker's name is used once: apalis refuses one that it believes to be alive.
fn fresh_name() -> String {
    static WORKERS: AtomicU64 = AtomicU64::new(0);
    format!("bench-{}", WORKERS.fetch_add(1, Relaxed))
}

/// Runs what `$backend` makes, which is of another type with every way of finding work.
macro_rules! run {
    ($backend:expr, $begun:expr) => {{
        let (backend, begun, stop) = ($backend, $begun, CancellationToken::new());
        let asked_to_stop = stop.clone().cancelled_owned();
        let monitor = Monitor::new().register(move |_| {
            let begun = begun.clone();
            WorkerBuilder::new(fresh_name())
                .backend(backend())
                .parallelize(tokio::spawn)
                .concurrency(SLOTS)
                .build(move |number: u64| {
                    begun(number);
                    async { Ok::<(), BoxDynError>(()) }
                })
        });
        let task = tokio::spawn(async move {
            // It is dropped where it stands: whatever was measured is over.
            tokio::select! {
                ended = monitor.run() => ended.context("the worker of apalis"),
                () = asked_to_stop => Ok(()),
            }
        });
        Ok(AtWork::new(task, stop))
    }};
}

/// apalis-postgres.
pub(super) struct InPostgres {
    pool: PgPool,
    finds: Finds,
}

impl InPostgres {
    /// In a database of its own.
    pub(super) async fn at(url: &str, finds: Finds) -> anyhow::Result<InPostgres> {
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).connect(url).await?;
        PostgresStorage::setup(&pool).await?;
        Ok(InPostgres { pool, finds })
    }
    fn storage(&self) -> PostgresStorage<u64> {
        let config = apalis_postgres::Config::default().queue(QUEUE).batch_size(SLOTS);
        PostgresStorage::new(&self.pool).with_config(config)
    }
}

#[async_trait::async_trait]
impl Store for InPostgres {
    async fn ask(&self, number: u64) -> anyhow::Result<Instant> {
        self.storage().push(number).await?;
        Ok(Instant::now())
    }
    async fn ask_in_bulk(&self, numbers: Range<u64>) -> anyhow::Result<()> {
        let numbers: Vec<u64> = numbers.collect();
        for numbers in numbers.chunks(BULK) {
            self.storage().push_bulk(numbers.to_vec()).await?;
        }
        Ok(())
    }
    async fn work(&self, begun: Begun) -> anyhow::Result<AtWork> {
        let storage = self.storage();
        match self.finds {
            Finds::Looking(every) => run!(move || storage.clone().poll_with_interval(every), begun),
            Finds::Told => run!(move || storage.clone().with_pubsub(), begun),
        }
    }
    async fn done(&self) -> anyhow::Result<u64> {
        let count = "SELECT count(*) FROM apalis.jobs WHERE status = 'Done'";
        let count: i64 = sqlx::query_scalar(count).fetch_one(&self.pool).await?;
        Ok(u64::try_from(count)?)
    }
    async fn clear(&self) -> anyhow::Result<()> {
        sqlx::query("DELETE FROM apalis.jobs").execute(&self.pool).await?;
        Ok(())
    }
}

/// apalis-redis. It can also be told of new work by a message, but sends none: in 1.0.0 everything that
/// is asked for goes among what is scheduled, and only what is not is announced.
pub(super) struct InRedis {
    connection: ConnectionManager,
    look: Duration,
}

impl InRedis {
    /// In a Redis of its own, looking this often.
    pub(super) async fn at(url: &str, look: Duration) -> anyhow::Result<InRedis> {
        let client = Client::open(url)?;
        let patient = ConnectionManagerConfig::new().set_response_timeout(Some(PATIENCE));
        let connection = client.get_connection_manager_with_config(patient).await?;
        Ok(InRedis { connection, look })
    }
    fn config() -> apalis_redis::Config {
        apalis_redis::Config::default().queue(QUEUE).batch_size(SLOTS)
    }
    fn storage(&self) -> RedisStorage<u64> {
        RedisStorage::new(self.connection.clone()).with_config(InRedis::config())
    }
}

#[async_trait::async_trait]
impl Store for InRedis {
    async fn ask(&self, number: u64) -> anyhow::Result<Instant> {
        self.storage().push(number).await?;
        Ok(Instant::now())
    }
    async fn ask_in_bulk(&self, numbers: Range<u64>) -> anyhow::Result<()> {
        let numbers: Vec<u64> = numbers.collect();
        for numbers in numbers.chunks(BULK) {
            self.storage().push_bulk(numbers.to_vec()).await?;
        }
        Ok(())
    }
    async fn work(&self, begun: Begun) -> anyhow::Result<AtWork> {
        let (storage, look) = (self.storage(), self.look);
        run!(move || storage.clone().poll_with_interval(look), begun)
    }
    async fn done(&self) -> anyhow::Result<u64> {
        let mut connection = self.connection.clone();
        let key = InRedis::config().done_jobs_set();
        Ok(redis::cmd("SCARD").arg(key).query_async(&mut connection).await?)
    }
    async fn clear(&self) -> anyhow::Result<()> {
        let mut connection = self.connection.clone();
        redis::cmd("FLUSHALL").query_async::<()>(&mut connection).await?;
        Ok(())
    }
}
