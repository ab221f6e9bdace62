//! `fordel work`.

use crate::House;

/// Runs the workers until the process is told to stop.
pub(super) async fn work(house: House) -> anyhow::Result<()> {
    tracing::info!(workers = house.settings.workers, "working");
    jobs::run(house.engine(), house.acts(), super::serve::told_to_stop()).await?;
    tracing::info!("stopped");
    Ok(())
}
