use super::{Act, ActError, Workplace};
use crate::cron;
use std::time::Duration;
use vocabulary::{Clock, SystemClock};
use worklist::Claim;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The round that sweeps away work that was done or cancelled long ago, and old ticks of the cron
/// lines. Dead work stays.
#[derive(Debug, Clone, Copy)]
pub struct Prune {
    /// How long work that is over stays in the list.
    pub keep: Duration,
}

impl Default for Prune {
    /// Thirty days.
    fn default() -> Self {
        Prune { keep: 30 * DAY }
    }
}

#[async_trait::async_trait]
impl Act for Prune {
    fn kind(&self) -> &'static str {
        cron::PRUNE
    }
    async fn run(&self, at: &Workplace, _: &Claim) -> Result<(), ActError> {
        // Rows end, and cron ticks, by the machine's clock.
        let before = SystemClock.now() - self.keep;
        let work = worklist::prune(&at.db, before).await?;
        let ticks = cron::prune(&at.db, before).await?;
        tracing::info!(work, ticks, "pruned the worklist");
        Ok(())
    }
}
