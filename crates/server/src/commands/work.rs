//! `fordel work`.

use super::serve::{app, listen_at, told_to_stop, working};
use crate::House;
use anyhow::Context;
use metrics_exporter_prometheus::PrometheusHandle;
use std::{future::IntoFuture, time::Duration};
use tokio::sync::watch;

/// Runs the workers until the process is told to stop. Where it has an address, an operator can ask there
/// how it is, until its last act has ended.
pub(super) async fn work(house: House) -> anyhow::Result<()> {
    let listener = match house.settings.work_listen {
        Some(address) => Some(listen_at(address).await?),
        None => None,
    };
    tracing::info!(workers = house.settings.workers, "working");
    let (ended, mut ending) = watch::channel(false);
    let asked = async {
        let Some(listener) = listener else { return Ok(()) };
        let app = working(app(&house, false), &house);
        let metrics = app.metrics.clone();
        // The sender lives until the workers have ended.
        let until = async move {
            let _ = ending.wait_for(|ended| *ended).await;
        };
        let served =
            axum::serve(listener, web::operators(app)).with_graceful_shutdown(until).into_future();
        tokio::select! {
            served = served => served.context("the operators' address is not served any more"),
            () = put_together(metrics) => Ok(()),
        }
    };
    let works = async {
        let worked = jobs::run(house.engine(), house.acts(), told_to_stop()).await;
        let _ = ended.send(true);
        worked.context("the workers ended")
    };
    tokio::try_join!(asked, works)?;
    tracing::info!("stopped");
    Ok(())
}

/// For ever: puts together what was measured, which would pile up in memory where nobody ever asks for it.
async fn put_together(metrics: Option<PrometheusHandle>) {
    loop {
        tokio::time::sleep(Duration::from_secs(10)).await;
        if let Some(metrics) = &metrics {
            metrics.run_upkeep();
        }
    }
}
