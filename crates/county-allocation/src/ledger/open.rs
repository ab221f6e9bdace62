//! Opening a frame inside another.

use super::posting::{Posting, Step, known_by_key};
use super::{Envelope, EnvelopeKind, LedgerError, Movement, Post, Voucher};
use crate::repository::{self, NewEntry};
use chrono::{DateTime, Utc};
use journal::Act;
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use serde_json::json;
use vocabulary::{Actor, Clock, CountyNumber, Day, EnvelopeId, Money};

/// A frame to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEnvelope {
    /// The key of the frame it is taken from; none for an appropriation.
    pub parent: Option<String>,
    /// What kind.
    pub kind: EnvelopeKind,
    /// Its key. An appropriation's names its post: `appropriation:2012:764.60`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Its county, for county envelopes and awards.
    pub county: Option<CountyNumber>,
    /// What it holds.
    pub amount: Money,
}

/// Opens a frame in a transaction of its own. Opening the same again changes nothing.
pub async fn open_envelope(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewEnvelope,
) -> Result<EnvelopeId, LedgerError> {
    let tx = journal::begin(db).await?;
    let id = open_envelope_within(&tx, clock.now(), actor, new).await?;
    tx.commit().await?;
    Ok(id)
}

/// Opens a frame and reserves its amount in the frame it is taken from. Opening the same again, with the
/// amount it was opened with, changes nothing, whatever has moved in it since.
pub async fn open_envelope_within(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    new: NewEnvelope,
) -> Result<EnvelopeId, LedgerError> {
    let voucher = Voucher::new(new.name.clone(), Day::at(now));
    let posting = Posting::new(tx, now, actor, new.amount, &voucher)?;
    let parent = match &new.parent {
        Some(key) => Some(known_by_key(tx, key).await?),
        None => None,
    };
    if let Some(open) = repository::by_key(tx, &new.key).await? {
        let opened_with = repository::opened_with(tx, open.id).await?;
        let same = opened_with == Some(new.amount) && open.parent == parent.as_ref().map(|p| p.id);
        return if same { Ok(open.id) } else { Err(LedgerError::KeyTaken(new.key)) };
    }
    let post = match new.kind {
        EnvelopeKind::Appropriation => Post::of_key(&new.key),
        _ => None,
    };
    if let Some(post) = &post
        && repository::is_given(tx, post).await?
    {
        return Err(LedgerError::KeyTaken(new.key));
    }
    if let Some(parent) = parent.as_ref() {
        posting.step(parent, Movement::Reserve, new.amount, Step::BESIDE).await?;
    }
    let envelope = Envelope {
        id: EnvelopeId::fresh(),
        parent: parent.map(|parent| parent.id),
        kind: new.kind,
        key: new.key,
        name: new.name,
        county: new.county,
        amount: new.amount,
        reserved: Money::ZERO,
        paid: Money::ZERO,
        returned: Money::ZERO,
    };
    repository::insert(tx, &envelope).await?;
    if let Some(post) = &post {
        repository::insert_post(tx, envelope.id, post).await?;
    }
    let entry = NewEntry {
        envelope: envelope.id,
        movement: Movement::Open,
        amount: envelope.amount,
        at: now,
        actor,
        voucher: &voucher,
        other: None,
        keyed: false,
    };
    repository::enter(tx, &entry).await?;
    let detail = json!({ "key": envelope.key, "amount_ore": envelope.amount.ore() });
    let act = Act { act: "opened", thing: "envelope", id: envelope.id.to_string(), detail };
    journal::record(tx, actor, now, act).await?;
    Ok(envelope.id)
}
