use super::{Act, ActError, Workplace};
use crate::{Rules, cron};
use std::time::{Duration, Instant};
use vocabulary::{Clock, SystemClock};
use worklist::{Claim, Keep};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// So many rows to a statement, so that nobody waits long for it.
const AT_ONCE: u32 = 2000;

/// The round that sweeps away work that was done or cancelled long ago, each kind by its own rule, and
/// old ticks of the cron lines. Dead work stays.
#[derive(Debug, Clone, Copy)]
pub struct Prune {
    /// How long work of a kind that has no rule here stays in the list, and how long ticks do.
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
    fn rules(&self) -> Rules {
        Rules::of_a_sweep()
    }
    async fn run(&self, at: &Workplace, claim: &Claim) -> Result<(), ActError> {
        // Rows end, and cron ticks, by the machine's clock.
        let (began, now) = (Instant::now(), SystemClock.now());
        let of_kind = at.keep.iter().map(|(kind, keep)| (*kind, now - *keep)).collect();
        let keep = Keep { of_kind, others: now - self.keep };
        let mut work = 0;
        loop {
            let swept = worklist::prune(&at.db, &keep, AT_ONCE).await?;
            work += swept;
            if swept < u64::from(AT_ONCE) || claim.lease.is_told_to_stop() {
                break;
            }
        }
        let ticks = cron::prune(&at.db, now - self.keep).await?;
        metrics::counter!("fordel_work_pruned_total").increment(work);
        tracing::info!(work, ticks, took = ?began.elapsed(), "pruned the worklist");
        Ok(())
    }
}
