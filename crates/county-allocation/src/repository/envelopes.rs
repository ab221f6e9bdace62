//! Rows to nouns and back: frames and their entries.

use super::{county, unreadable};
use crate::entity;
use crate::{Envelope, EnvelopeKind, Movement, Voucher};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use vocabulary::{Actor, Day, EnvelopeId, Money};

pub(crate) fn envelope_from(row: entity::envelope::Model) -> Result<Envelope, DbErr> {
    let kind = EnvelopeKind::ALL.into_iter().find(|kind| kind.word() == row.kind);
    Ok(Envelope {
        id: EnvelopeId(row.id),
        parent: row.parent_id.map(EnvelopeId),
        kind: kind.ok_or_else(|| unreadable("kind of envelope", &row.kind))?,
        county: row.county_number.as_deref().map(county).transpose()?,
        key: row.key,
        name: row.name,
        amount: Money::from_ore(row.amount_ore),
        reserved: Money::from_ore(row.reserved_ore),
        paid: Money::from_ore(row.paid_ore),
        returned: Money::from_ore(row.returned_ore),
    })
}

pub(crate) async fn by_key<C: ConnectionTrait>(
    db: &C,
    key: &str,
) -> Result<Option<Envelope>, DbErr> {
    let row = entity::envelope::Entity::find().filter(entity::envelope::Column::Key.eq(key));
    row.one(db).await?.map(envelope_from).transpose()
}

pub(crate) async fn by_id<C: ConnectionTrait>(
    db: &C,
    id: EnvelopeId,
) -> Result<Option<Envelope>, DbErr> {
    entity::envelope::Entity::find_by_id(id.0).one(db).await?.map(envelope_from).transpose()
}

pub(crate) async fn children<C: ConnectionTrait>(
    db: &C,
    id: EnvelopeId,
) -> Result<Vec<Envelope>, DbErr> {
    entity::envelope::Entity::find()
        .filter(entity::envelope::Column::ParentId.eq(id.0))
        .order_by_asc(entity::envelope::Column::Key)
        .all(db)
        .await?
        .into_iter()
        .map(envelope_from)
        .collect()
}

pub(crate) async fn insert(tx: &DatabaseTransaction, envelope: &Envelope) -> Result<(), DbErr> {
    entity::envelope::Entity::insert(entity::envelope::ActiveModel {
        id: Set(envelope.id.0),
        parent_id: Set(envelope.parent.map(|parent| parent.0)),
        kind: Set(envelope.kind.word().to_owned()),
        key: Set(envelope.key.clone()),
        name: Set(envelope.name.clone()),
        county_number: Set(envelope.county.map(|county| county.to_string())),
        amount_ore: Set(envelope.amount.ore()),
        reserved_ore: Set(envelope.reserved.ore()),
        paid_ore: Set(envelope.paid.ore()),
        returned_ore: Set(envelope.returned.ore()),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

/// An entry to write.
pub(crate) struct NewEntry<'a> {
    pub envelope: EnvelopeId,
    pub movement: Movement,
    pub amount: Money,
    pub at: DateTime<Utc>,
    pub actor: &'a Actor,
    pub voucher: &'a Voucher,
    /// The frame at the other end.
    pub other: Option<EnvelopeId>,
    /// Whether it carries the key of the voucher: one entry of a movement does.
    pub keyed: bool,
}

impl NewEntry<'_> {
    pub(super) fn once(&self) -> Option<String> {
        self.voucher.once.clone().filter(|_| self.keyed)
    }
}

/// Writes the entry of a movement.
pub(crate) async fn enter(tx: &DatabaseTransaction, entry: &NewEntry<'_>) -> Result<(), DbErr> {
    entity::envelope_entry::Entity::insert(entity::envelope_entry::ActiveModel {
        seq: NotSet,
        envelope_id: Set(entry.envelope.0),
        movement: Set(entry.movement.word().to_owned()),
        amount_ore: Set(entry.amount.ore()),
        at: Set(entry.at),
        actor_name: Set(entry.actor.name().to_owned()),
        why: Set(entry.voucher.why.clone()),
        counter_id: Set(entry.other.map(|other| other.0)),
        day: Set(entry.voucher.day.date()),
        document: Set(entry.voucher.document.clone()),
        once: Set(entry.once()),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

pub(crate) async fn entries<C: ConnectionTrait>(
    db: &C,
    id: EnvelopeId,
) -> Result<Vec<entity::envelope_entry::Model>, DbErr> {
    entity::envelope_entry::Entity::find()
        .filter(entity::envelope_entry::Column::EnvelopeId.eq(id.0))
        .order_by_asc(entity::envelope_entry::Column::Seq)
        .all(db)
        .await
}

/// The entry with this key of a voucher.
pub(crate) async fn entry_by_key<C: ConnectionTrait>(
    db: &C,
    once: &str,
) -> Result<Option<entity::envelope_entry::Model>, DbErr> {
    entity::envelope_entry::Entity::find()
        .filter(entity::envelope_entry::Column::Once.eq(once))
        .one(db)
        .await
}

async fn opening<C: ConnectionTrait>(
    db: &C,
    id: EnvelopeId,
) -> Result<Option<entity::envelope_entry::Model>, DbErr> {
    entity::envelope_entry::Entity::find()
        .filter(entity::envelope_entry::Column::EnvelopeId.eq(id.0))
        .filter(entity::envelope_entry::Column::Movement.eq(Movement::Open.word()))
        .one(db)
        .await
}

/// The day a frame counts from.
pub(crate) async fn opened_on<C: ConnectionTrait>(
    db: &C,
    id: EnvelopeId,
) -> Result<Option<Day>, DbErr> {
    Ok(opening(db, id).await?.map(|entry| Day::from(entry.day)))
}

/// What a frame was opened with.
pub(crate) async fn opened_with<C: ConnectionTrait>(
    db: &C,
    id: EnvelopeId,
) -> Result<Option<Money>, DbErr> {
    Ok(opening(db, id).await?.map(|entry| Money::from_ore(entry.amount_ore)))
}
