use super::{Act, ActError, Workplace};
use crate::{Rules, cron};
use attachments::FileStore;
use std::time::Duration;
use worklist::Claim;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The round that removes the contents that nothing uses any more.
#[derive(Debug)]
pub struct PruneAttachments {
    /// Where they lie.
    pub files: FileStore,
    /// How old a content is before it is removed.
    pub keep: Duration,
}

impl PruneAttachments {
    /// Those that are older than thirty days.
    pub fn of(files: FileStore) -> PruneAttachments {
        PruneAttachments { files, keep: 30 * DAY }
    }
}

#[async_trait::async_trait]
impl Act for PruneAttachments {
    fn kind(&self) -> &'static str {
        cron::PRUNE_ATTACHMENTS
    }
    fn rules(&self) -> Rules {
        Rules::of_a_sweep()
    }
    async fn run(&self, at: &Workplace, _: &Claim) -> Result<(), ActError> {
        let before = at.clock.now() - self.keep;
        let gone = attachments::prune(&at.db, at.clock.as_ref(), &self.files, before)
            .await
            .map_err(ActError::retry)?;
        tracing::info!(gone, "pruned the attachments");
        Ok(())
    }
}
