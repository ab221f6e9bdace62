use super::{Act, ActError, Workplace};
use crate::Rules;
use letters::Desk;
use status_reports::{DocumentStore, MakeError};
use std::time::Duration;
use vocabulary::StatusReportId;
use worklist::Claim;

/// When a report that was asked for again while it was made is begun anew.
const SOON: Duration = Duration::from_secs(2);

/// Makes one status report that was asked for.
#[derive(Debug)]
pub struct MakeStatusReport {
    /// Where documents are kept.
    pub store: DocumentStore,
    /// Who speaks in the document, and writes to those who are to read it.
    pub desk: Desk,
}

#[async_trait::async_trait]
impl Act for MakeStatusReport {
    fn kind(&self) -> &'static str {
        status_reports::MAKE
    }
    fn rules(&self) -> Rules {
        // Setting a document takes a whole processor: the other slots are for what is short.
        Rules { at_once: Some(2), ..Rules::default() }
    }
    async fn run(&self, at: &Workplace, claim: &Claim) -> Result<(), ActError> {
        let report: StatusReportId = claim.subject.parse().map_err(ActError::give_up)?;
        let letters =
            status_reports::make(&at.db, at.clock.as_ref(), &self.store, &self.desk, report)
                .await
                .map_err(|error| match error {
                    // Nothing went wrong, so it is no attempt.
                    MakeError::AskedAgain => ActError::snooze(SOON, error),
                    error if error.may_pass() => ActError::retry(error),
                    error => ActError::give_up(error),
                })?;
        if letters > 0 {
            at.bell.ring();
        }
        Ok(())
    }
}
