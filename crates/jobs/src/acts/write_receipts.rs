use super::{Act, ActError, Workplace};
use grant_applications::WRITE_RECEIPTS;
use letters::Desk;
use worklist::Claim;

/// Writes the receipts of a version of an application that was sent in.
#[derive(Debug)]
pub struct WriteReceipts {
    /// Who writes.
    pub desk: Desk,
}

#[async_trait::async_trait]
impl Act for WriteReceipts {
    fn kind(&self) -> &'static str {
        WRITE_RECEIPTS
    }
    async fn run(&self, at: &Workplace, claim: &Claim) -> Result<(), ActError> {
        let written = grant_applications::write_receipts(&at.db, &self.desk, &claim.subject)
            .await
            .map_err(ActError::retry)?;
        if written > 0 {
            at.bell.ring();
        }
        Ok(())
    }
}
