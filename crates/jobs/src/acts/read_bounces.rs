use super::{Act, ActError, Workplace};
use crate::{Rules, cron};
use letters::BounceBox;
use std::time::Duration;
use worklist::Claim;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The round that reads what came back of letters.
#[derive(Debug)]
pub struct ReadBounces {
    /// The mailbox it comes to; without one there is nothing to read.
    pub mailbox: Option<BounceBox>,
}

#[async_trait::async_trait]
impl Act for ReadBounces {
    fn kind(&self) -> &'static str {
        cron::READ_BOUNCES
    }
    fn rules(&self) -> Rules {
        // Every minute: a day of them is enough to look at.
        Rules { keep_done: DAY, ..Rules::of_a_sweep() }
    }
    async fn run(&self, at: &Workplace, _: &Claim) -> Result<(), ActError> {
        let Some(mailbox) = &self.mailbox else { return Ok(()) };
        let read = letters::read_bounces(&at.db, at.clock.as_ref(), mailbox)
            .await
            .map_err(ActError::retry)?;
        for (outcome, mails) in [
            ("failed", read.failed),
            ("delayed", read.delayed),
            ("delivered", read.delivered),
            ("unmatched", read.unmatched),
            ("other", read.others),
        ] {
            metrics::counter!("fordel_mail_bounces_total", "outcome" => outcome).increment(mails);
        }
        if read != letters::BouncesRead::default() {
            tracing::info!(?read, "read what came back");
        }
        Ok(())
    }
}
