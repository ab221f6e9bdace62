//! Rows to nouns and back: posts, rules of carrying over, and what was carried.

use super::envelope_from;
use crate::entity;
use crate::ledger::tranches;
use crate::{Appropriation, CarryRule, Post, Tranche};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder,
};
use std::collections::BTreeMap;
use vocabulary::{Actor, Day, EnvelopeId, Money};

fn post_from(row: entity::appropriation::Model) -> Post {
    Post { year: row.year, chapter: row.chapter, item: row.item }
}

/// The post an envelope is of, when it is an appropriation that names one.
pub(crate) async fn post_of<C: ConnectionTrait>(
    db: &C,
    id: EnvelopeId,
) -> Result<Option<Post>, DbErr> {
    Ok(entity::appropriation::Entity::find_by_id(id.0).one(db).await?.map(post_from))
}

/// Whether there is an appropriation of this post.
pub(crate) async fn is_given<C: ConnectionTrait>(db: &C, post: &Post) -> Result<bool, DbErr> {
    use entity::appropriation::Column;
    let found = entity::appropriation::Entity::find()
        .filter(Column::Year.eq(post.year))
        .filter(Column::Chapter.eq(post.chapter.as_str()))
        .filter(Column::Item.eq(post.item.as_str()));
    Ok(found.count(db).await? > 0)
}

pub(crate) async fn insert_post(
    tx: &DatabaseTransaction,
    id: EnvelopeId,
    post: &Post,
) -> Result<(), DbErr> {
    entity::appropriation::Entity::insert(entity::appropriation::ActiveModel {
        envelope_id: Set(id.0),
        year: Set(post.year),
        chapter: Set(post.chapter.clone()),
        item: Set(post.item.clone()),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

/// All appropriations that name a post, by year, chapter and item.
pub(crate) async fn appropriations<C: ConnectionTrait>(
    db: &C,
) -> Result<Vec<Appropriation>, DbErr> {
    use entity::appropriation::Column;
    let posts = entity::appropriation::Entity::find()
        .order_by_asc(Column::Year)
        .order_by_asc(Column::Chapter)
        .order_by_asc(Column::Item)
        .all(db)
        .await?;
    let frames = entity::envelope::Entity::find()
        .filter(entity::envelope::Column::ParentId.is_null())
        .all(db)
        .await?;
    let mut frames: BTreeMap<_, _> = frames.into_iter().map(|row| (row.id, row)).collect();
    let mut all = Vec::with_capacity(posts.len());
    for row in posts {
        if let Some(frame) = frames.remove(&row.envelope_id) {
            all.push(Appropriation { envelope: envelope_from(frame)?, post: post_from(row) });
        }
    }
    Ok(all)
}

/// All rules of carrying over.
pub(crate) async fn carry_rules<C: ConnectionTrait>(db: &C) -> Result<Vec<CarryRule>, DbErr> {
    use entity::carry_rule::Column;
    let rows = entity::carry_rule::Entity::find()
        .order_by_asc(Column::Chapter)
        .order_by_asc(Column::Item)
        .order_by_asc(Column::FromYear)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| CarryRule {
            chapter: row.chapter,
            item: row.item,
            from_year: row.from_year,
            years_on: row.years_on,
            most_milli: row.most_milli,
            source: row.source,
            source_on: Day::from(row.source_on),
        })
        .collect())
}

pub(crate) async fn insert_carry_rule(
    tx: &DatabaseTransaction,
    rule: &CarryRule,
) -> Result<(), DbErr> {
    entity::carry_rule::Entity::insert(entity::carry_rule::ActiveModel {
        chapter: Set(rule.chapter.clone()),
        item: Set(rule.item.clone()),
        from_year: Set(rule.from_year),
        years_on: Set(rule.years_on),
        most_milli: Set(rule.most_milli),
        source: Set(rule.source.clone()),
        source_on: Set(rule.source_on.date()),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

/// Which years the money of an appropriation is of.
pub(crate) async fn tranches_of<C: ConnectionTrait>(
    db: &C,
    appropriation: &Appropriation,
) -> Result<Vec<Tranche>, DbErr> {
    tranches_until(db, appropriation, None).await
}

/// The same by what was carried up to and with a day; the frame as it stood then.
pub(crate) async fn tranches_until<C: ConnectionTrait>(
    db: &C,
    appropriation: &Appropriation,
    until: Option<Day>,
) -> Result<Vec<Tranche>, DbErr> {
    use entity::carried::Column;
    let Appropriation { post, envelope } = appropriation;
    let touches = Condition::any()
        .add(Column::FromEnvelope.eq(envelope.id.0))
        .add(Column::ToEnvelope.eq(envelope.id.0));
    let touches =
        Condition::all().add(touches).add_option(until.map(|day| Column::Day.lte(day.date())));
    let rows = entity::carried::Entity::find().filter(touches).all(db).await?;
    let books: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let (from, to) = (EnvelopeId(row.from_envelope), EnvelopeId(row.to_envelope));
            (from, to, row.origin_year, Money::from_ore(row.amount_ore))
        })
        .collect();
    Ok(tranches(envelope.id, post.year, envelope.amount, &books))
}

pub(crate) async fn insert_carried(
    tx: &DatabaseTransaction,
    from: EnvelopeId,
    to: EnvelopeId,
    origin: i32,
    amount: Money,
    day: Day,
    by: &Actor,
) -> Result<(), DbErr> {
    entity::carried::Entity::insert(entity::carried::ActiveModel {
        id: NotSet,
        from_envelope: Set(from.0),
        to_envelope: Set(to.0),
        origin_year: Set(origin),
        amount_ore: Set(amount.ore()),
        day: Set(day.date()),
        carried_by: Set(by.name().to_owned()),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}
