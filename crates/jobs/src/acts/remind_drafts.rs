use super::{Act, ActError, Workplace};
use crate::cron;
use letters::Desk;
use vocabulary::Day;
use worklist::Claim;

/// The round that writes to those with an unfinished draft: for the day its subject names, else today by the
/// trade's clock.
#[derive(Debug)]
pub struct RemindDrafts {
    /// Who writes.
    pub desk: Desk,
}

#[async_trait::async_trait]
impl Act for RemindDrafts {
    fn kind(&self) -> &'static str {
        cron::REMIND_DRAFTS
    }
    async fn run(&self, at: &Workplace, claim: &Claim) -> Result<(), ActError> {
        let on = claim.subject.parse::<Day>().unwrap_or_else(|_| at.clock.today());
        let wrote =
            grant_applications::remind_drafts(&at.db, at.clock.as_ref(), &self.desk, on).await?;
        tracing::info!(%on, letters = wrote.letters, applications = wrote.applications, "wrote about drafts");
        super::told(at, &wrote)
    }
}
