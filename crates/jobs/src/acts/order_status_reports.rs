use super::{Act, ActError, Workplace};
use crate::cron;
use worklist::Claim;

/// The round that asks for the status reports that are ordered and due.
#[derive(Debug)]
pub struct OrderStatusReports;

#[async_trait::async_trait]
impl Act for OrderStatusReports {
    fn kind(&self) -> &'static str {
        cron::ORDER_STATUS_REPORTS
    }
    async fn run(&self, at: &Workplace, _claim: &Claim) -> Result<(), ActError> {
        let asked = status_reports::ask_by_orders(&at.db, at.clock.as_ref()).await?;
        tracing::info!(reports = asked.reports, "asked for the status reports that are ordered");
        if asked.reports > 0 {
            at.bell.ring();
        }
        match asked.failed.as_slice() {
            [] => Ok(()),
            // What could be asked for is; trying again finds only the rest.
            [why, ..] => Err(ActError::retry(format!(
                "{} orders could not be followed; the first: {why}",
                asked.failed.len()
            ))),
        }
    }
}
