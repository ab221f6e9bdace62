//! What the list of background work costs, beside the stores that apalis brings along.

mod contest;
mod latency;
mod own;
mod processor;
mod rate;
mod redis;
mod rivals;

use crate::figure::Figure;
use latency::Latency;
use own::Own;
use rate::{Asked, Rate, Runner};
use redis::Redis;
use rivals::{Finds, InPostgres, InRedis};
use std::sync::Arc;
use std::time::Duration;
use tests::postgres::Postgres;

const LIMIT: &str = "single-row commits per second, pgbench, 8 clients";
/// Where our own list lies, in the order in which it is measured.
const OWN: [&str; 2] = ["PostgreSQL", "SQLite"];
/// Beside whom.
const RIVALS: [&str; 2] = ["apalis-postgres 1.0.0", "apalis-redis 1.0.0"];
/// How often the others look while they have enough to do.
const BUSY_LOOK: Duration = Duration::from_millis(20);
/// How often everybody looks when nobody tells them: what our own program does.
const LOOK: Duration = Duration::from_secs(1);
/// How often who has no bell looks that is to begin soon.
const EAGER_LOOK: Duration = Duration::from_millis(100);

/// Pieces of work that do nothing, asked for and done a second, one by one and in bulk, with the
/// processor time they take; and the time from commit to start, with and without a bell.
pub(crate) fn measure() -> anyhow::Result<Vec<Figure>> {
    let grounds = Grounds::lay()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut figures = Vec::new();
    // Once before and once after, so that both meet the same machine.
    let seconds = if cfg!(debug_assertions) { 1 } else { 5 };
    let clients = usize::try_from(rate::ASKING)?;
    let before = grounds.postgres.commits_per_second(clients, seconds)?;
    let one_by_one = runtime.block_on(rates(&grounds, Asked::OneByOne))?;
    let after = grounds.postgres.commits_per_second(clients, seconds)?;
    if let Some(first) = one_by_one.first() {
        let limit = f64::midpoint(before, after);
        figures.push(Figure::new(
            "work asked for one by one, PostgreSQL",
            first.asked,
            "per second",
            LIMIT,
            limit,
        ));
    }
    figures.extend(of_rates("one by one", &one_by_one));
    let in_bulk = runtime.block_on(rates(&grounds, Asked::InBulk))?;
    figures.extend(of_rates("in bulk", &in_bulk));
    figures.extend(runtime.block_on(waits(&grounds))?);
    Ok(figures)
}

/// The servers, and a place for files.
struct Grounds {
    postgres: Postgres,
    postgres_process: u32,
    redis: Redis,
    place: tempfile::TempDir,
}

impl Grounds {
    fn lay() -> anyhow::Result<Grounds> {
        let postgres = Postgres::start()?;
        postgres.sql("CREATE DATABASE rival")?;
        let postgres_process = processor::child("postgres")?;
        let (redis, place) = (Redis::start()?, tempfile::tempdir()?);
        Ok(Grounds { postgres, postgres_process, redis, place })
    }
    fn sqlite(&self) -> String {
        format!("sqlite://{}?mode=rwc", self.place.path().join("fordel.db").display())
    }
    fn rival(&self) -> String {
        format!("postgres://postgres@{}/rival", self.postgres.address())
    }
}

/// First our own, then theirs, each in the order of their names above.
async fn rates(grounds: &Grounds, asked: Asked) -> anyhow::Result<Vec<Rate>> {
    let postgres = Some(grounds.postgres_process);
    let runners = [
        Runner { store: Arc::new(Own::silent(&grounds.postgres.url()).await?), server: postgres },
        Runner { store: Arc::new(Own::silent(&grounds.sqlite()).await?), server: None },
        Runner {
            store: Arc::new(InPostgres::at(&grounds.rival(), Finds::Looking(BUSY_LOOK)).await?),
            server: postgres,
        },
        Runner {
            store: Arc::new(InRedis::at(&grounds.redis.url(), BUSY_LOOK).await?),
            server: Some(grounds.redis.process()),
        },
    ];
    rate::measure(&runners, asked).await
}

fn of_rates(how: &str, rates: &[Rate]) -> Vec<Figure> {
    let (own, rivals) = rates.split_at(rates.len().min(OWN.len()));
    let mut figures = Vec::new();
    for (database, own) in OWN.iter().zip(own) {
        for (rival, theirs) in RIVALS.iter().zip(rivals) {
            let mut figure = |what: &str, unit, of: fn(&Rate) -> f64| {
                let name = format!("{what} {how}, {database}");
                figures.push(Figure::new(&name, of(own), unit, rival, of(theirs)));
            };
            figure("work asked for", "per second", |rate| rate.asked);
            figure("work done that was asked for", "per second", |rate| rate.done);
            figure("work asked for and done", "CPU ms per 1 000", |rate| rate.processor);
        }
    }
    figures
}

/// From commit to start. With a bell: ours within the process, ours over Redis, and the nearest to it that
/// apalis has; without: everybody looks once a second.
async fn waits(grounds: &Grounds) -> anyhow::Result<Vec<Figure>> {
    let (postgres, redis) = (grounds.postgres.url(), grounds.redis.url());
    let (rival, sqlite) = (grounds.rival(), grounds.sqlite());
    let soon = [
        (
            "apalis-postgres 1.0.0, told by NOTIFY",
            latency::measure(&InPostgres::at(&rival, Finds::Told).await?).await?,
        ),
        (
            "apalis-redis 1.0.0, looking every 100 ms",
            latency::measure(&InRedis::at(&redis, EAGER_LOOK).await?).await?,
        ),
    ];
    let later = [
        (
            "apalis-postgres 1.0.0, looking every second",
            latency::measure(&InPostgres::at(&rival, Finds::Looking(LOOK)).await?).await?,
        ),
        (
            "apalis-redis 1.0.0, looking every second",
            latency::measure(&InRedis::at(&redis, LOOK).await?).await?,
        ),
    ];
    let own = [
        ("with the bell, PostgreSQL", Own::with_bell(&postgres).await?, soon),
        (
            "with the bell over Redis, PostgreSQL",
            Own::with_redis_bell(&postgres, &redis).await?,
            soon,
        ),
        ("with the bell, SQLite", Own::with_bell(&sqlite).await?, soon),
        ("without a bell, PostgreSQL", Own::silent(&postgres).await?, later),
        ("without a bell, SQLite", Own::silent(&sqlite).await?, later),
    ];
    let mut figures = Vec::new();
    for (how, store, theirs) in own {
        let ours = latency::measure(&store).await?;
        for (rival, theirs) in theirs {
            let mut figure = |part: &str, of: fn(&Latency) -> f64| {
                let name = format!("commit to start {how}, {part}");
                figures.push(Figure::new(&name, of(&ours), "ms", rival, of(&theirs)));
            };
            figure("p50", |latency| latency.fifty);
            figure("p99", |latency| latency.ninety_nine);
        }
    }
    Ok(figures)
}
