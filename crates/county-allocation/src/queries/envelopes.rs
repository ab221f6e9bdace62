//! Frames as they are and as they were on a day, and what moved in them.

use crate::repository::{self, Reach};
use crate::{Envelope, Movement};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, EnvelopeId, Money};

/// An envelope by its key.
pub async fn envelope_by_key<C: ConnectionTrait>(
    db: &C,
    key: &str,
) -> Result<Option<Envelope>, DbErr> {
    repository::by_key(db, key).await
}

/// An envelope by its id.
pub async fn envelope<C: ConnectionTrait>(
    db: &C,
    id: EnvelopeId,
) -> Result<Option<Envelope>, DbErr> {
    repository::by_id(db, id).await
}

/// The frames inside a frame, by key.
pub async fn inside<C: ConnectionTrait>(db: &C, id: EnvelopeId) -> Result<Vec<Envelope>, DbErr> {
    repository::children(db, id).await
}

/// The frames around a frame, from the appropriation down to the frame itself: one krone's way.
pub async fn way_to<C: ConnectionTrait>(db: &C, id: EnvelopeId) -> Result<Vec<Envelope>, DbErr> {
    let mut way = Vec::new();
    let mut next = Some(id);
    while let Some(id) = next {
        let Some(envelope) = repository::by_id(db, id).await? else { break };
        next = envelope.parent;
        way.push(envelope);
    }
    way.reverse();
    Ok(way)
}

/// A frame as it stood when a day was over: its figures added up from what counts for that day and the
/// days before. `None` when there is no such frame, or it was not open yet.
///
/// A movement that is entered later for an earlier day changes what that day is told to have been. What
/// was promised is then in order on the day it is entered; on the days between, a frame can show more
/// promised than it held.
pub async fn as_of<C: ConnectionTrait>(
    db: &C,
    id: EnvelopeId,
    day: Day,
) -> Result<Option<Envelope>, DbErr> {
    let (frames, sums) = repository::with_sums(db, id, Reach::Itself, day).await?;
    Ok(frames.into_iter().find_map(|frame| stood(frame, &sums)))
}

/// The frames directly inside a frame as they stood when a day was over, by key. Those that were not
/// open yet are left out.
pub async fn inside_as_of<C: ConnectionTrait>(
    db: &C,
    id: EnvelopeId,
    day: Day,
) -> Result<Vec<Envelope>, DbErr> {
    let (frames, sums) = repository::with_sums(db, id, Reach::Inside, day).await?;
    Ok(frames.into_iter().filter_map(|frame| stood(frame, &sums)).collect())
}

/// A line of the ledger's tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeLine {
    /// How many frames lie around it, of those shown: 0 for the first line.
    pub depth: usize,
    /// The frame as it stood.
    pub envelope: Envelope,
}

/// A frame and all inside it as they stood when a day was over, each before those inside it, beside each
/// other by key. Those that were not open yet are left out.
pub async fn tree_as_of<C: ConnectionTrait>(
    db: &C,
    root: EnvelopeId,
    day: Day,
) -> Result<Vec<TreeLine>, DbErr> {
    let (frames, sums) = repository::with_sums(db, root, Reach::All, day).await?;
    let ids: BTreeSet<EnvelopeId> = frames.iter().map(|frame| frame.id).collect();
    let mut inside: BTreeMap<Option<EnvelopeId>, Vec<Envelope>> = BTreeMap::new();
    for frame in frames.into_iter().filter_map(|frame| stood(frame, &sums)) {
        // What lies around the first line is not shown.
        let parent = frame.parent.filter(|parent| ids.contains(parent));
        inside.entry(parent).or_default().push(frame);
    }
    let mut lines = Vec::new();
    let mut next: Vec<(usize, Envelope)> =
        inside.remove(&None).into_iter().flatten().map(|frame| (0, frame)).collect();
    while let Some((depth, envelope)) = next.pop() {
        let deeper = inside.remove(&Some(envelope.id)).into_iter().flatten().rev();
        next.extend(deeper.map(|frame| (depth + 1, frame)));
        lines.push(TreeLine { depth, envelope });
    }
    Ok(lines)
}

/// A frame by the sums of its entries; `None` when it has none.
fn stood(frame: Envelope, sums: &BTreeMap<EnvelopeId, Vec<(Movement, Money)>>) -> Option<Envelope> {
    let sums = sums.get(&frame.id)?;
    let nothing = Envelope {
        amount: Money::ZERO,
        reserved: Money::ZERO,
        paid: Money::ZERO,
        returned: Money::ZERO,
        ..frame
    };
    Some(sums.iter().fold(nothing, |frame, (movement, sum)| {
        let delta = movement.delta(*sum);
        Envelope {
            amount: frame.amount + delta.amount,
            reserved: frame.reserved + delta.reserved,
            paid: frame.paid + delta.paid,
            returned: frame.returned + delta.returned,
            ..frame
        }
    }))
}

/// A movement of money, as it was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryView {
    /// When it was entered.
    pub at: DateTime<Utc>,
    /// The day it counts for.
    pub day: Day,
    /// By whom.
    pub by: String,
    /// What, by its word: `open`, `reserve`, `transfer-in` (see [`Movement`]).
    pub movement: String,
    /// How much.
    pub amount: Money,
    /// Why.
    pub why: String,
    /// The decision or document behind it.
    pub document: Option<String>,
    /// The frame the money came from or went to, where it lies in the ledger too.
    pub other: Option<EnvelopeId>,
}

/// The movements of an envelope, oldest first.
pub async fn entries<C: ConnectionTrait>(db: &C, id: EnvelopeId) -> Result<Vec<EntryView>, DbErr> {
    let rows = repository::entries(db, id).await?;
    Ok(rows
        .into_iter()
        .map(|row| EntryView {
            at: row.at,
            day: Day::from(row.day),
            by: row.actor_name,
            movement: row.movement,
            amount: Money::from_ore(row.amount_ore),
            why: row.why,
            document: row.document,
            other: row.counter_id.map(EnvelopeId),
        })
        .collect())
}

/// The movements of an envelope that count for a day and the days before, oldest entered first.
pub async fn entries_until<C: ConnectionTrait>(
    db: &C,
    id: EnvelopeId,
    day: Day,
) -> Result<Vec<EntryView>, DbErr> {
    let mut entries = entries(db, id).await?;
    entries.retain(|entry| entry.day <= day);
    Ok(entries)
}
