//! What allocating costs.

mod choice;
mod shares;

use crate::figure::Figure;
use crate::running::migrate_into;
use anyhow::Context;
use county_allocation::{EnvelopeKind, NewEnvelope, Voucher, open_envelope, reserve};
use sea_orm::{ConnectOptions, DatabaseConnection};
use std::time::Instant;
use tests::postgres::Postgres;
use vocabulary::{Actor, Clock, EnvelopeId, Money, SystemClock};

const CLIENTS: usize = 16;
/// Reservations of each client.
const EACH: usize = 300;
/// Frames that lie beside each other: the counties since 2024.
const COUNTIES: usize = 15;
const SECONDS: u32 = 5;
const BENCH: Actor = Actor::System("bench");

/// Every part of it, each beside its reference.
pub(crate) fn measure() -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    figures.extend(shares::measure()?);
    figures.extend(choice::measure()?);
    figures.extend(reservations()?);
    Ok(figures)
}

/// Reservations a second by the verb that everybody uses, each in a transaction of its own with its entry
/// and its line in the journal: all clients in one frame, and spread over the frames of the counties.
/// Beside each, what pgbench makes of single-row updates of as many rows.
fn reservations() -> anyhow::Result<Vec<Figure>> {
    let data = tempfile::tempdir()?;
    let postgres = Postgres::start()?;
    migrate_into(data.path(), &postgres.url())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut options = ConnectOptions::new(postgres.url());
    options.max_connections(u32::try_from(CLIENTS)?).sqlx_logging(false);
    let db = runtime.block_on(sea_orm::Database::connect(options))?;
    let frames = runtime.block_on(opened(&db))?;
    let mut figures = Vec::new();
    for (name, reference, rows) in [
        (
            "reservations, one frame, 16 clients",
            "single-row updates per second, pgbench, 16 clients, one row",
            1,
        ),
        (
            "reservations, 15 frames, 16 clients",
            "single-row updates per second, pgbench, 16 clients, 15 rows",
            COUNTIES,
        ),
    ] {
        let frames = frames.get(..rows).context("as many frames")?;
        // Once before and once after, so that both meet the same machine.
        let before = postgres.updates_per_second(CLIENTS, rows, SECONDS)?;
        let began = Instant::now();
        runtime.block_on(reserved_by_all(&db, frames))?;
        let rate = (CLIENTS * EACH) as f64 / began.elapsed().as_secs_f64();
        let after = postgres.updates_per_second(CLIENTS, rows, SECONDS)?;
        let limit = f64::midpoint(before, after);
        figures.push(Figure::new(name, rate, "per second", reference, limit));
    }
    runtime.block_on(db.close())?;
    Ok(figures)
}

async fn opened(db: &DatabaseConnection) -> anyhow::Result<Vec<EnvelopeId>> {
    let frame = |parent: Option<&str>, kind, key: String, kroner| NewEnvelope {
        parent: parent.map(str::to_owned),
        kind,
        name: key.clone(),
        key,
        county: None,
        amount: Money::from_kroner(kroner),
    };
    let top = frame(None, EnvelopeKind::Appropriation, "top".to_owned(), 1_000_000_000);
    open_envelope(db, &SystemClock, &BENCH, top).await?;
    let mut frames = Vec::new();
    for county in 0..COUNTIES {
        let key = format!("county:{county}");
        let county = frame(Some("top"), EnvelopeKind::County, key, 10_000_000);
        frames.push(open_envelope(db, &SystemClock, &BENCH, county).await?);
    }
    Ok(frames)
}

async fn reserved_by_all(db: &DatabaseConnection, frames: &[EnvelopeId]) -> anyhow::Result<()> {
    let mut clients = tokio::task::JoinSet::new();
    for client in 0..CLIENTS {
        let (db, frames) = (db.clone(), frames.to_vec());
        clients.spawn(async move {
            for round in 0..EACH {
                let frame = frames.get((client + round) % frames.len()).context("a frame")?;
                let voucher = Voucher::new("measured", SystemClock.today());
                let (now, krone) = (SystemClock.now(), Money::from_kroner(1));
                let tx = journal::begin(&db).await?;
                reserve(&tx, now, &BENCH, *frame, krone, &voucher).await?;
                tx.commit().await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(ended) = clients.join_next().await {
        ended.context("a client fell over")??;
    }
    Ok(())
}
