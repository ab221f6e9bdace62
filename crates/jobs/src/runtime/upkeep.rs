//! What has to go on whatever the acts do: signs of life, rescue, figures.

use super::backend::Foreman;
use sea_orm::DbErr;
use std::sync::Arc;
use tokio::time;
use vocabulary::{Clock, SystemClock};
use worklist::{State, queries};

/// For ever: renews what is in hand, rescues what others lost, counts. An error is for the next time.
pub(super) async fn keep_up(foreman: Arc<Foreman>) {
    loop {
        if let Err(error) = renew(&foreman).await {
            tracing::warn!("leases could not be renewed: {error}");
        }
        if let Err(error) = rescue(&foreman).await {
            tracing::warn!("lost work could not be rescued: {error}");
        }
        if let Err(error) = count(&foreman).await {
            tracing::warn!("the worklist could not be counted: {error}");
        }
        time::sleep(foreman.lease / 3).await;
    }
}

async fn renew(foreman: &Foreman) -> Result<(), DbErr> {
    let held = foreman.in_hand();
    worklist::renew(&foreman.db, SystemClock.now(), &held, foreman.lease).await?;
    Ok(())
}

async fn rescue(foreman: &Foreman) -> Result<(), DbErr> {
    let rescued = worklist::rescue(&foreman.db, SystemClock.now()).await?;
    for (rows, outcome) in [(rescued.ready, "ready"), (rescued.dead, "dead")] {
        if rows > 0 {
            tracing::warn!(rows, outcome, "rescued work whose lease ran out");
            metrics::counter!("fordel_work_rescued_total", "outcome" => outcome).increment(rows);
        }
    }
    Ok(())
}

async fn count(foreman: &Foreman) -> Result<(), DbErr> {
    let counts = queries::counts(&foreman.db).await?;
    let of = |state| {
        let rows: u64 = counts.iter().filter(|c| c.state == state).map(|c| c.rows).sum();
        f64::from(u32::try_from(rows).unwrap_or(u32::MAX))
    };
    metrics::gauge!("fordel_work_ready").set(of(State::Ready));
    metrics::gauge!("fordel_work_running").set(of(State::Running));
    metrics::gauge!("fordel_work_dead").set(of(State::Dead));
    let oldest = queries::oldest_ready_age(&foreman.db, SystemClock.now()).await?;
    let seconds = oldest.and_then(|age| age.to_std().ok()).unwrap_or_default().as_secs_f64();
    metrics::gauge!("fordel_work_oldest_ready_seconds").set(seconds);
    Ok(())
}
