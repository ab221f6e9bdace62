//! The ledger around a call: one krone's way from the appropriation to the awards.

use super::words;
use crate::{App, kit::Texts};
use county_allocation::{Envelope, queries};
use sea_orm::DbErr;

/// A line of the ledger.
pub(super) struct LedgerLine {
    pub level: String,
    pub envelope: Envelope,
}

/// The frames around the call with this short name, the call's own, and those inside it.
pub(super) async fn around_call(
    app: &App,
    slug: &str,
    texts: Texts,
) -> Result<Vec<LedgerLine>, DbErr> {
    let Some(own) = queries::envelope_by_key(&app.db, &format!("call:{slug}")).await? else {
        return Ok(Vec::new());
    };
    let mut frames = queries::way_to(&app.db, own.id).await?;
    for county in queries::inside(&app.db, own.id).await? {
        let awards = queries::inside(&app.db, county.id).await?;
        frames.push(county);
        frames.extend(awards);
    }
    let line =
        |envelope: Envelope| LedgerLine { level: words::level(envelope.kind, texts), envelope };
    Ok(frames.into_iter().map(line).collect())
}
