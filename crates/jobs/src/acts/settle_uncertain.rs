use super::{Act, ActError, Workplace};
use crate::{Rules, cron};
use letters::PostOffice;
use std::time::Duration;
use worklist::Claim;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The round that looks for uncertain letters among the copies of what the relay took, where there are
/// such.
#[derive(Debug)]
pub struct SettleUncertain {
    /// Who carries, and keeps copies.
    pub office: PostOffice,
}

#[async_trait::async_trait]
impl Act for SettleUncertain {
    fn kind(&self) -> &'static str {
        cron::SETTLE_UNCERTAIN
    }
    fn rules(&self) -> Rules {
        // Every minute: a day of them is enough to look at.
        Rules { keep_done: DAY, ..Rules::of_a_sweep() }
    }
    async fn run(&self, at: &Workplace, _: &Claim) -> Result<(), ActError> {
        let settled = letters::settle_by_evidence(&at.db, at.clock.as_ref(), &self.office).await;
        if let Ok(settled) = &settled {
            metrics::counter!("fordel_mail_settled_total", "outcome" => "found")
                .increment(settled.found);
            metrics::counter!("fordel_mail_settled_total", "outcome" => "not-found")
                .increment(settled.not_found);
            if settled.found + settled.not_found > 0 {
                tracing::info!(?settled, "settled uncertain letters by the relay's copies");
            }
            if settled.not_found > 0 {
                at.bell.ring();
            }
        }
        settled.map(|_| ()).map_err(ActError::retry)
    }
}
