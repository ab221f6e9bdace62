use super::{Act, ActError, Workplace};
use attachments::{FileStore, Scanned, Scanner};
use worklist::Claim;

/// Shows one content that was handed in to the virus scanner. The subject is its hash.
#[derive(Debug)]
pub struct ScanAttachment {
    /// Where the contents lie.
    pub files: FileStore,
    /// Who looks.
    pub scanner: Scanner,
}

#[async_trait::async_trait]
impl Act for ScanAttachment {
    fn kind(&self) -> &'static str {
        attachments::SCAN
    }
    async fn run(&self, at: &Workplace, claim: &Claim) -> Result<(), ActError> {
        let (files, scanner) = (&self.files, &self.scanner);
        let scanned =
            attachments::scan(&at.db, at.clock.as_ref(), files, scanner, &claim.subject).await;
        // The content waits until there is a verdict, so whatever stood in the way is tried again.
        match scanned.map_err(ActError::retry)? {
            Scanned::Infected { finding } => {
                tracing::warn!(hash = %claim.subject, finding, "an attachment is infected");
            }
            Scanned::Clean | Scanned::NotWanted => {}
        }
        Ok(())
    }
}
