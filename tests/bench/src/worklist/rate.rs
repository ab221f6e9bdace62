//! How much is asked for and done in a second, and what that costs.

use super::contest::{AtWork, Begun, Store};
use super::processor;
use crate::figure::median;
use anyhow::ensure;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// As many ask at the same time as the machine's own limit is measured with.
pub(super) const ASKING: u64 = 8;
/// Fewer than apalis-redis can have waiting: its workers end when there are some eight thousand.
#[cfg(not(debug_assertions))]
const PIECES: u64 = 4_000;
#[cfg(not(debug_assertions))]
const ROUNDS: usize = 5;
// Without optimisation the figures mean nothing: it is only seen that it runs.
#[cfg(debug_assertions)]
const PIECES: u64 = 200;
#[cfg(debug_assertions)]
const ROUNDS: usize = 1;
const PATIENCE: Duration = Duration::from_secs(300);

/// How work is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Each piece by itself, by some at once.
    OneByOne,
    /// Some hundred pieces at a time, by one.
    InBulk,
}

/// What was measured of one store: medians over all rounds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rate {
    /// Pieces a second that were asked for.
    pub(super) asked: f64,
    /// Pieces a second that were done, while nobody asked for more.
    pub(super) done: f64,
    /// Milliseconds of processor time for a thousand pieces, asked for and done: of this process and of
    /// the server that keeps them.
    pub(super) processor: f64,
}

/// A store, and the process that is its server, if it has one.
pub(super) struct Runner {
    pub(super) store: Arc<dyn Store>,
    pub(super) server: Option<u32>,
}

/// All stores in turns, so that each meets the same machine; in their order.
pub(super) async fn measure(runners: &[Runner], asked: Asked) -> anyhow::Result<Vec<Rate>> {
    let mut rounds: Vec<Vec<Rate>> = runners.iter().map(|_| Vec::new()).collect();
    for _ in 0..ROUNDS {
        for (runner, rounds) in runners.iter().zip(&mut rounds) {
            rounds.push(round(runner, asked).await?);
        }
    }
    let medians = rounds.iter().map(|rounds| {
        let of = |part: fn(&Rate) -> f64| median(rounds.iter().map(part).collect());
        Rate { asked: of(|r| r.asked), done: of(|r| r.done), processor: of(|r| r.processor) }
    });
    Ok(medians.collect())
}

async fn round(runner: &Runner, asked: Asked) -> anyhow::Result<Rate> {
    let store = &runner.store;
    store.clear().await?;
    let spent = processor::milliseconds(runner.server)?;
    let began = Instant::now();
    match asked {
        Asked::OneByOne => one_by_one(store).await?,
        Asked::InBulk => store.ask_in_bulk(0..PIECES).await?,
    }
    let asking = began.elapsed();
    let begun = Arc::new(AtomicU64::new(0));
    let count = begun.clone();
    let tell: Begun = Arc::new(move |_| {
        count.fetch_add(1, Relaxed);
    });
    let began = Instant::now();
    let mut worker = store.work(tell).await?;
    until_done(store.as_ref(), &mut worker, &begun).await?;
    let doing = began.elapsed();
    let spent = processor::milliseconds(runner.server)? - spent;
    worker.end().await?;
    let begun = begun.load(Relaxed);
    ensure!(begun == PIECES, "{PIECES} were asked for and {begun} were begun");
    Ok(Rate {
        asked: PIECES as f64 / asking.as_secs_f64(),
        done: PIECES as f64 / doing.as_secs_f64(),
        processor: spent * 1000.0 / PIECES as f64,
    })
}

async fn one_by_one(store: &Arc<dyn Store>) -> anyhow::Result<()> {
    let mut asking = JoinSet::new();
    for who in 0..ASKING {
        let store = store.clone();
        let mine: Range<u64> = PIECES * who / ASKING..PIECES * (who + 1) / ASKING;
        asking.spawn(async move {
            for number in mine {
                store.ask(number).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(asked) = asking.join_next().await {
        asked??;
    }
    Ok(())
}

/// Until all have begun, which costs the store nothing to find out, and then until the store says that
/// they are done.
async fn until_done(
    store: &dyn Store,
    worker: &mut AtWork,
    begun: &AtomicU64,
) -> anyhow::Result<()> {
    let since = Instant::now();
    while begun.load(Relaxed) < PIECES || store.done().await? < PIECES {
        worker.still().await?;
        ensure!(
            since.elapsed() < PATIENCE,
            "of {PIECES} pieces {} were begun within {PATIENCE:?}",
            begun.load(Relaxed)
        );
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(())
}
