//! `fordel report`.

use crate::House;
use anyhow::{Context, bail};
use status_reports::{ReportState, Subject};
use vocabulary::{Actor, Day, GrantId, Language};

/// Which report to make.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Of a call, by its short name: ips-2012.
    #[arg(long, value_name = "CALL", required_unless_present = "grant", conflicts_with = "grant")]
    call: Option<String>,
    /// Of a grant, by its id.
    #[arg(long, value_name = "ID")]
    grant: Option<GrantId>,
    /// The day it describes; today when it is left out.
    #[arg(long, value_name = "DAY")]
    as_of: Option<Day>,
    /// The language: nb or nn.
    #[arg(long, default_value = "nb")]
    language: Language,
}

/// Asks for the report and works the list until it is made.
pub(super) async fn report(house: &House, arguments: Arguments) -> anyhow::Result<()> {
    let actor = Actor::System("fordel report");
    let subject = match (&arguments.call, arguments.grant) {
        (Some(slug), _) => {
            let call =
                grant_applications::queries::call_for_actor(&house.db, Some(&actor), slug).await?;
            Subject::Call(call.with_context(|| format!("there is no call «{slug}»"))?.call.id)
        }
        (None, Some(grant)) => Subject::Grant(grant),
        (None, None) => bail!("say --call or --grant"),
    };
    let as_of = arguments.as_of.unwrap_or_else(|| house.clock.today());
    let clock = house.clock.as_ref();
    let id = status_reports::ask_for(&house.db, clock, &actor, subject, arguments.language, as_of)
        .await?;
    jobs::drain(house.engine(), house.acts()).await?;
    let report = status_reports::queries::status_report_for_actor(&house.db, &actor, id)
        .await?
        .context("the report is gone")?;
    match report.state {
        ReportState::Made { sha256, pages, bytes, .. } => {
            say!("{}", house.store.published(&report.file_name).display());
            say!("{pages} pages, {bytes} bytes, SHA-256 {sha256}");
            Ok(())
        }
        ReportState::Failed { reason } => bail!("the report could not be made: {reason}"),
        ReportState::Asked => bail!("the report waits; the workers try again"),
    }
}
