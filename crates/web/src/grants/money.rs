//! One krone's way: the frames of money from the appropriation down to the award, and what was
//! entered in the last of them. The directorate's.

use crate::{
    kit::{Problem, Texts},
    ledger::{frame_path, level, movement},
};
use chrono::{DateTime, Utc};
use county_allocation::queries;
use sea_orm::DatabaseConnection;
use vocabulary::{EnvelopeId, Money};

/// The way to a grant's money.
pub(super) struct Way {
    pub(super) frames: Vec<MoneyFrame>,
    pub(super) entries: Vec<Entry>,
}

/// A frame of money on the way.
pub(super) struct MoneyFrame {
    pub(super) level: String,
    /// Its page in the ledger.
    pub(super) href: String,
    pub(super) name: String,
    pub(super) amount: Money,
    pub(super) reserved: Money,
    pub(super) paid: Money,
    pub(super) remaining: Money,
}

/// A movement in the award's own frame.
pub(super) struct Entry {
    pub(super) at: DateTime<Utc>,
    pub(super) what: String,
    pub(super) amount: Money,
    pub(super) by: String,
    pub(super) why: String,
}

/// From the appropriation to the award.
pub(super) async fn way(
    db: &DatabaseConnection,
    texts: Texts,
    award: EnvelopeId,
) -> Result<Way, Problem> {
    let frames = queries::way_to(db, award).await?;
    let entries = queries::entries(db, award).await?;
    Ok(Way {
        frames: frames
            .into_iter()
            .map(|envelope| MoneyFrame {
                level: level(envelope.kind, texts),
                href: frame_path(&envelope.key),
                amount: envelope.amount,
                reserved: envelope.reserved,
                paid: envelope.paid,
                remaining: envelope.remaining(),
                name: envelope.name,
            })
            .collect(),
        entries: entries
            .into_iter()
            .map(|entry| Entry {
                at: entry.at,
                what: movement(&entry.movement, texts),
                amount: entry.amount,
                by: entry.by,
                why: entry.why,
            })
            .collect(),
    })
}
