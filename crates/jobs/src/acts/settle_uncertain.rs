use super::{Act, ActError, Workplace};
use crate::{Rules, cron};
use letters::{PostOffice, Trouble};
use std::time::Duration;
use worklist::Claim;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The round that looks for uncertain letters among the copies of what the relay took, where there are
/// such, and tells how the post is doing.
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
        tell(at).await?;
        settled.map(|_| ()).map_err(ActError::retry)
    }
}

/// The figures of the post, and which trouble it is in.
async fn tell(at: &Workplace) -> Result<(), ActError> {
    let figures = letters::queries::post_figures(&at.db, at.clock.now()).await?;
    let seconds = figures.longest_uncertain.map_or(0.0, |age| age.as_seconds_f64());
    metrics::gauge!("fordel_mail_uncertain").set(figures.uncertain as f64);
    metrics::gauge!("fordel_mail_uncertain_longest_seconds").set(seconds);
    metrics::gauge!("fordel_mail_refused").set(figures.refused as f64);
    metrics::gauge!("fordel_mail_waiting").set(figures.waiting as f64);
    metrics::gauge!("fordel_mail_bounced").set(figures.bounced as f64);
    metrics::gauge!("fordel_mail_bounces_unmatched").set(figures.unmatched as f64);
    for trouble in Trouble::ALL {
        let offices = figures.offices.iter().filter(|office| office.trouble == Some(trouble));
        metrics::gauge!("fordel_mail_trouble", "trouble" => trouble.word())
            .set(offices.count() as f64);
    }
    Ok(())
}
