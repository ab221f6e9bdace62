//! How long it takes from the commit that asks for work until the work begins.

use super::contest::Store;
use crate::reference::Dice;
use anyhow::Context;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

#[cfg(not(debug_assertions))]
const PIECES: u64 = 300;
#[cfg(debug_assertions)]
const PIECES: u64 = 30;
/// Between two askings lies up to twice this: they come at any moment between two looks at the list, and
/// the worker is idle when they come.
const BETWEEN: i64 = 40;
const PATIENCE: Duration = Duration::from_secs(120);

/// Milliseconds from commit to start: so many of a hundred began within that time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Latency {
    pub(super) fifty: f64,
    pub(super) ninety_nine: f64,
}

/// Asks an idle worker for one piece after the other.
pub(super) async fn measure(store: &dyn Store) -> anyhow::Result<Latency> {
    store.clear().await?;
    let (tell, mut begun) = mpsc::unbounded_channel();
    let mut worker = store
        .work(Arc::new(move |number: u64| {
            // Nobody listens any more once everything was measured.
            let _ = tell.send((number, Instant::now()));
        }))
        .await?;
    // The first one shows that it is at work.
    store.ask(0).await?;
    timeout(PATIENCE, begun.recv()).await.context("the worker does not begin")?;
    let mut dice = Dice::new(20);
    let mut stood = HashMap::new();
    for number in 1..=PIECES {
        sleep(Duration::from_millis(dice.below(2 * BETWEEN).unsigned_abs())).await;
        stood.insert(number, store.ask(number).await?);
    }
    let mut took = Vec::new();
    while took.len() < stood.len() {
        worker.still().await?;
        let next = timeout(PATIENCE, begun.recv()).await.context("some are never begun")?;
        let (number, at) = next.context("nobody is left who could begin them")?;
        let stood: &Instant = stood.get(&number).context("nobody asked for this one")?;
        // A store that says only later that it stands may have begun before that.
        took.push(at.saturating_duration_since(*stood).as_secs_f64() * 1000.0);
    }
    worker.end().await?;
    took.sort_by(f64::total_cmp);
    Ok(Latency { fifty: within(&took, 50), ninety_nine: within(&took, 99) })
}

/// The smallest time within which so many of a hundred lie.
fn within(sorted: &[f64], of_a_hundred: usize) -> f64 {
    let place = (sorted.len() * of_a_hundred).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_hundred_times_the_ninety_ninth_is_the_last_but_one() {
        let times: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!((within(&times, 50), within(&times, 99)), (50.0, 99.0));
        assert_eq!(within(&[7.0], 99), 7.0);
    }
}
