//! What is counted of the list itself, every so often.

use super::backend::{Foreman, in_time};
use sea_orm::DbErr;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};
use tokio::time;
use worklist::{State, queries};

const EVERY: Duration = Duration::from_secs(15);

/// For ever. An error is for the next time.
pub(super) async fn keep_count(foreman: Arc<Foreman>) {
    let mut known = BTreeSet::new();
    loop {
        if let Err(error) = in_time(EVERY * 4, count(&foreman, &mut known)).await {
            tracing::debug!("the worklist could not be counted: {error}");
        }
        time::sleep(EVERY).await;
    }
}

/// A kind that was counted once is counted from then on, down to none.
async fn count(foreman: &Foreman, known: &mut BTreeSet<String>) -> Result<(), DbErr> {
    let counts = queries::backlog(&foreman.db).await?;
    let paused: BTreeSet<String> =
        queries::paused(&foreman.db).await?.into_iter().map(|paused| paused.kind).collect();
    known.extend(foreman.kinds().map(str::to_owned));
    known.extend(counts.iter().map(|count| count.kind.clone()));
    let rows: BTreeMap<(&str, State), u64> =
        counts.iter().map(|count| ((count.kind.as_str(), count.state), count.rows)).collect();
    for kind in known.iter() {
        for state in [State::Ready, State::Running, State::Dead] {
            let rows = rows.get(&(kind.as_str(), state)).copied().unwrap_or(0);
            let labels = [("kind", kind.clone()), ("state", state.word().to_owned())];
            metrics::gauge!("fordel_work_rows", &labels).set(rows as f64);
        }
        let paused = f64::from(u8::from(paused.contains(kind)));
        metrics::gauge!("fordel_work_paused", "kind" => kind.clone()).set(paused);
    }
    let oldest = queries::oldest_ready_age(&foreman.db, foreman.now()).await?;
    let seconds = oldest.and_then(|age| age.to_std().ok()).unwrap_or_default().as_secs_f64();
    metrics::gauge!("fordel_work_oldest_ready_seconds").set(seconds);
    Ok(())
}
