use super::{Act, ActError, Workplace};
use crate::{Rules, cron};
use attachments::{
    Catalogue, FileStore, HandedIn, Pace, Shelf, Verified, VerifyError, queries::findings_count,
};
use status_reports::{DocumentStore, MadeReports};
use std::time::Duration;
use vocabulary::SystemClock;
use worklist::Claim;

/// Longer than a go at the pace can take.
const LIMIT: Duration = Duration::from_secs(8 * 60 * 60);

/// The round that goes through the store: is every document and every attachment there, and is it what
/// it was? It goes on the next night where it stopped.
#[derive(Debug)]
pub struct VerifyDocuments {
    /// Where documents are kept.
    pub store: DocumentStore,
    /// Where the files are kept that people hand in.
    pub files: FileStore,
    /// The body that speaks in documents.
    pub sender: String,
    /// How fast.
    pub pace: Pace,
}

impl VerifyDocuments {
    /// At the usual pace.
    pub fn of(store: DocumentStore, files: FileStore, sender: String) -> VerifyDocuments {
        VerifyDocuments { store, files, sender, pace: Pace::default() }
    }
}

#[async_trait::async_trait]
impl Act for VerifyDocuments {
    fn kind(&self) -> &'static str {
        cron::VERIFY_DOCUMENTS
    }
    fn rules(&self) -> Rules {
        Rules { limit: Some(LIMIT), ..Rules::of_a_sweep() }
    }
    async fn run(&self, at: &Workplace, claim: &Claim) -> Result<(), ActError> {
        let made = MadeReports { sender: self.sender.clone() };
        let shelves: [(&FileStore, &dyn Catalogue); 2] =
            [(self.store.documents(), &made), (&self.files, &HandedIn)];
        let mut failed = None;
        // One shelf that fails is no reason to leave the other alone.
        for (shelf, catalogue) in shelves {
            let stop = || claim.lease.is_told_to_stop();
            let (clock, machine) = (at.clock.as_ref(), &SystemClock);
            let verified =
                attachments::verify(&at.db, clock, machine, shelf, catalogue, self.pace, stop);
            match verified.await {
                Ok(verified) => told(shelf.shelf(), &verified),
                Err(why @ VerifyError::TooMany(_)) => failed = Some(ActError::give_up(why)),
                Err(why) => failed = failed.or(Some(ActError::retry(why))),
            }
            count(at, shelf.shelf()).await?;
        }
        failed.map_or(Ok(()), Err)
    }
}

fn told(shelf: Shelf, verified: &Verified) {
    tracing::info!(shelf = shelf.word(), ?verified, "went through the store");
    let shelf = shelf.word();
    metrics::counter!("fordel_documents_verified_total", "shelf" => shelf)
        .increment(verified.files);
    metrics::counter!("fordel_documents_rebuilt_total", "shelf" => shelf)
        .increment(verified.rebuilt);
}

/// What is wrong with a shelf as far as anybody knows.
async fn count(at: &Workplace, shelf: Shelf) -> Result<(), ActError> {
    let (missing, strangers) = findings_count(&at.db, shelf).await?;
    metrics::gauge!("fordel_documents_missing", "shelf" => shelf.word()).set(missing as f64);
    metrics::gauge!("fordel_documents_unrecorded", "shelf" => shelf.word()).set(strangers as f64);
    Ok(())
}
