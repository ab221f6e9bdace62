//! Opening a frame inside another.

use super::posting::{Posting, Step, known_by_key};
use super::{Envelope, EnvelopeKind, LedgerError, Movement, Post, Voucher};
use crate::repository::{self, NewEntry};
use chrono::{DateTime, Utc};
use journal::Act;
use sea_orm::{DatabaseConnection, DatabaseTransaction, SqlErr};
use serde_json::json;
use vocabulary::{Actor, Clock, CountyNumber, Day, EnvelopeId, Money, Role};

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

impl NewEnvelope {
    /// Whether its key is such that everybody can write it into an address and nobody takes it for
    /// another kind of frame: the word of its kind and a colon, then small letters, digits, `:`, `.`, `-`
    /// and `_`, at most 120 in all. A frame under the key of a call or an award would be in the way of
    /// what opens there by itself, and frames are never removed.
    pub fn has_a_key(&self) -> bool {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ":.-_".contains(c);
        let name = self.key.strip_prefix(self.kind.word()).and_then(|rest| rest.strip_prefix(':'));
        name.is_some_and(|name| !name.is_empty())
            && self.key.len() <= 120
            && self.key.chars().all(fits)
    }

    /// Whether its kind lies in frames of this one (`None`: in none).
    pub fn lies_in(&self, parent: Option<EnvelopeKind>) -> bool {
        let above = match self.kind {
            EnvelopeKind::Appropriation => None,
            EnvelopeKind::Scheme => Some(EnvelopeKind::Appropriation),
            EnvelopeKind::Call => Some(EnvelopeKind::Scheme),
            EnvelopeKind::County => Some(EnvelopeKind::Call),
            EnvelopeKind::Award => Some(EnvelopeKind::County),
        };
        above == parent
    }
}

/// Opens a frame as staff do, in a transaction of its own: with a document behind an appropriation, in
/// the kind of frame it belongs in, and by a voucher whose key opens it once. A frame that stands
/// already is refused, unless this very voucher opened it. Takes budget authority. The frame as it is
/// afterwards.
pub async fn open_now(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: &NewEnvelope,
    voucher: &Voucher,
) -> Result<Envelope, LedgerError> {
    if !actor.is(Role::BudgetAuthority) {
        return Err(LedgerError::NotYours);
    }
    // Those open when a scenario is adopted.
    if matches!(new.kind, EnvelopeKind::County | EnvelopeKind::Award) {
        return Err(LedgerError::NotInside { kind: new.kind, around: None });
    }
    match opened_once(db, clock, actor, new, voucher).await {
        // Of two that were sent at once, one is refused by the key; looking again it finds the other's.
        Err(LedgerError::KeyTaken(_)) if voucher.once.is_some() => {
            opened_once(db, clock, actor, new, voucher).await
        }
        outcome => outcome,
    }
}

async fn opened_once(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: &NewEnvelope,
    voucher: &Voucher,
) -> Result<Envelope, LedgerError> {
    let now = clock.now();
    if new.name.trim().is_empty() {
        return Err(LedgerError::NoName);
    }
    let tx = journal::begin(db).await?;
    Posting::new(&tx, now, actor, new.amount, voucher)?;
    if !new.has_a_key() {
        return Err(LedgerError::NotAKey(new.key.clone()));
    }
    let parent = match &new.parent {
        Some(key) => Some(known_by_key(&tx, key).await?),
        None => None,
    };
    let around = parent.as_ref().map(|parent| parent.kind);
    if !new.lies_in(around) {
        return Err(LedgerError::NotInside { kind: new.kind, around });
    }
    if new.kind == EnvelopeKind::Appropriation {
        if Post::of_key(&new.key).is_none() {
            return Err(LedgerError::NotAnAppropriation(new.key.clone()));
        }
        if !voucher.is_documented() {
            return Err(LedgerError::NoDocument);
        }
    }
    if let Some(parent) = &parent {
        repository::hold_one(&tx, parent.id).await?;
    }
    let stands = repository::by_key(&tx, &new.key).await?;
    if let Some(once) = &voucher.once
        && let Some(entry) = repository::entry_by_key(&tx, once).await?
    {
        let same = |frame: &Envelope| {
            entry.envelope_id == frame.id.0
                && entry.movement == Movement::Open.word()
                && entry.amount_ore == new.amount.ore()
                && frame.parent == parent.as_ref().map(|parent| parent.id)
        };
        let done = stands.filter(same);
        return done.ok_or_else(|| LedgerError::OtherContent(once.clone()));
    }
    if stands.is_some() {
        return Err(LedgerError::KeyTaken(new.key.clone()));
    }
    let id = opened(&tx, now, actor, new.clone(), parent, voucher).await?;
    let after = repository::by_id(&tx, id).await?;
    let after = after.ok_or_else(|| LedgerError::NoEnvelope(new.key.clone()))?;
    tx.commit().await?;
    Ok(after)
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
    open_by_voucher(tx, now, actor, new, &voucher).await
}

/// The same by a voucher that says what it rests on, such as the scenario that was adopted.
pub async fn open_by_voucher(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    new: NewEnvelope,
    voucher: &Voucher,
) -> Result<EnvelopeId, LedgerError> {
    // Asked for nothing, it is refused before anything is looked for.
    Posting::new(tx, now, actor, new.amount, voucher)?;
    let parent = match &new.parent {
        Some(key) => Some(known_by_key(tx, key).await?),
        None => None,
    };
    if let Some(open) = repository::by_key(tx, &new.key).await? {
        let opened_with = repository::opened_with(tx, open.id).await?;
        let same = opened_with == Some(new.amount) && open.parent == parent.as_ref().map(|p| p.id);
        return if same { Ok(open.id) } else { Err(LedgerError::KeyTaken(new.key)) };
    }
    opened(tx, now, actor, new, parent, voucher).await
}

/// The frame that is not there yet.
async fn opened(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    new: NewEnvelope,
    parent: Option<Envelope>,
    voucher: &Voucher,
) -> Result<EnvelopeId, LedgerError> {
    let posting = Posting::new(tx, now, actor, new.amount, voucher)?;
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
    repository::insert(tx, &envelope).await.map_err(|error| match error.sql_err() {
        // Opened by somebody else meanwhile; the transaction must be given up.
        Some(SqlErr::UniqueConstraintViolation(_)) => LedgerError::KeyTaken(envelope.key.clone()),
        _ => LedgerError::Database(error),
    })?;
    if let Some(post) = &post {
        repository::insert_post(tx, envelope.id, post).await?;
    }
    let entry = NewEntry {
        envelope: envelope.id,
        movement: Movement::Open,
        amount: envelope.amount,
        at: now,
        actor,
        voucher,
        other: None,
        keyed: true,
    };
    repository::enter(tx, &entry).await.map_err(|error| {
        match (error.sql_err(), &voucher.once) {
            // Posted to another frame with the same key at the same time.
            (Some(SqlErr::UniqueConstraintViolation(_)), Some(once)) => {
                LedgerError::OtherContent(once.clone())
            }
            _ => LedgerError::Database(error),
        }
    })?;
    let mut detail = json!({ "key": envelope.key, "amount_ore": envelope.amount.ore() });
    if let Some(document) = &voucher.document {
        detail["document"] = json!(document);
    }
    let act = Act { act: "opened", thing: "envelope", id: envelope.id.to_string(), detail };
    journal::record(tx, actor, now, act).await?;
    Ok(envelope.id)
}
