use super::{Act, ActError, Workplace};
use crate::{Rules, cron};
use worklist::Claim;

/// The round that chains the journal's new entries by hash.
#[derive(Debug, Clone, Copy, Default)]
pub struct SealJournal;

#[async_trait::async_trait]
impl Act for SealJournal {
    fn kind(&self) -> &'static str {
        cron::SEAL_JOURNAL
    }
    fn rules(&self) -> Rules {
        Rules::of_a_sweep()
    }
    async fn run(&self, at: &Workplace, _: &Claim) -> Result<(), ActError> {
        if let Some(seal) = journal::seal(&at.db, at.clock.as_ref()).await? {
            tracing::info!(number = seal.number, entries = seal.entries, "sealed the journal");
        }
        Ok(())
    }
}
