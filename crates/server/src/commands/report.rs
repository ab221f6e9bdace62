//! `fordel report`.

use crate::House;
use anyhow::{Context, bail};
use status_reports::{Audience, ReportState, Subject, Wanted};
use vocabulary::{Actor, CountyNumber, Day, GrantId, Language};

/// Which report to make.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("about").required(true).args(["call", "grant", "scheme", "county", "everything"])))]
pub(super) struct Arguments {
    /// Of a call, by its short name: ips-2012.
    #[arg(long, value_name = "CALL")]
    call: Option<String>,
    /// Of a grant, by its id.
    #[arg(long, value_name = "ID")]
    grant: Option<GrantId>,
    /// Of the calls of a scheme in a year, by its short name: ips.
    #[arg(long, value_name = "SCHEME", requires = "year")]
    scheme: Option<String>,
    /// Of a county in all calls of a year, by its two digits at the time: 11.
    #[arg(long, value_name = "NUMBER", requires = "year")]
    county: Option<CountyNumber>,
    /// Of all calls of a year.
    #[arg(long, requires = "year")]
    everything: bool,
    /// The budget year of a scheme, a county or everything.
    #[arg(long, value_name = "YEAR", conflicts_with_all = ["call", "grant"])]
    year: Option<i32>,
    /// For whom: internal, or public without what is nobody else's.
    #[arg(long, value_name = "AUDIENCE", default_value = "internal")]
    audience: Audience,
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
    let wanted = Wanted {
        subject: subject(house, &actor, &arguments).await?,
        audience: arguments.audience,
        language: arguments.language,
        as_of: arguments.as_of.unwrap_or_else(|| house.clock.today()),
    };
    let clock = house.clock.as_ref();
    let id = status_reports::ask_for(&house.db, clock, &actor, wanted, &[]).await?;
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

async fn subject(house: &House, actor: &Actor, said: &Arguments) -> anyhow::Result<Subject> {
    let year = said.year.unwrap_or_default();
    if let Some(slug) = &said.call {
        let call =
            grant_applications::queries::call_for_actor(&house.db, Some(actor), slug).await?;
        let call = call.with_context(|| format!("there is no call «{slug}»"))?;
        return Ok(Subject::Call(call.call.id));
    }
    if let Some(slug) = &said.scheme {
        let scheme =
            grant_applications::queries::scheme_for_actor(&house.db, Some(actor), slug).await?;
        let scheme = scheme.with_context(|| format!("there is no scheme «{slug}»"))?.scheme.id;
        return Ok(Subject::Scheme { scheme, year });
    }
    match (said.grant, said.county) {
        (Some(grant), _) => Ok(Subject::Grant(grant)),
        (None, Some(number)) => Ok(Subject::County { number, year }),
        (None, None) => Ok(Subject::Year(year)),
    }
}
