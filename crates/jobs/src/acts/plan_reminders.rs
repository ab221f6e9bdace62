use super::{Act, ActError, Workplace};
use crate::cron;
use letters::Desk;
use vocabulary::Day;
use worklist::Claim;

/// The round that writes the reminders of a day: the day its subject names, else today by the trade's
/// clock.
#[derive(Debug)]
pub struct PlanReminders {
    /// Who writes.
    pub desk: Desk,
}

#[async_trait::async_trait]
impl Act for PlanReminders {
    fn kind(&self) -> &'static str {
        cron::PLAN_REMINDERS
    }
    async fn run(&self, at: &Workplace, claim: &Claim) -> Result<(), ActError> {
        let on = claim.subject.parse::<Day>().unwrap_or_else(|_| at.clock.today());
        let reminded = reporting_deadlines::remind(&at.db, at.clock.as_ref(), &self.desk, on)
            .await
            .map_err(ActError::retry)?;
        tracing::info!(%on, letters = reminded.letters, deadlines = reminded.deadlines, "wrote reminders");
        if reminded.letters > 0 {
            at.bell.ring();
        }
        match reminded.failed.as_slice() {
            [] => Ok(()),
            // What could be written is written; trying again finds only the rest.
            [(deadline, why), ..] => Err(ActError::retry(format!(
                "{} deadlines could not be reminded of; the first is {deadline}: {why}",
                reminded.failed.len()
            ))),
        }
    }
}
