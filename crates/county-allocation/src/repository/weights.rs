//! Rows to nouns and back: sets of weights.

use super::unreadable;
use crate::entity;
use crate::{Figures, Level, UnitCode, WeightSet};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::BTreeMap;
use uuid::Uuid;
use vocabulary::{Day, ScenarioId, WeightSetId};

async fn weights_from<C: ConnectionTrait>(
    db: &C,
    row: entity::weight_set::Model,
) -> Result<WeightSet, DbErr> {
    let values = entity::weight::Entity::find()
        .filter(entity::weight::Column::SetId.eq(row.id))
        .all(db)
        .await?;
    let values: BTreeMap<UnitCode, i64> =
        values.into_iter().map(|row| (UnitCode(row.unit), row.value)).collect();
    let as_of = Day::from(row.as_of);
    Ok(WeightSet {
        id: WeightSetId(row.id),
        level: Level::from_word(&row.level).ok_or_else(|| unreadable("level", &row.level))?,
        as_of,
        imported_at: row.imported_at,
        imported_by: row.imported_by,
        figures: Figures {
            slug: row.slug,
            version: row.version,
            name: row.name,
            source: row.source,
            as_of: Some(as_of),
            hash: row.hash,
            values,
        },
    })
}

/// The latest version of a set.
pub(crate) async fn latest_weights<C: ConnectionTrait>(
    db: &C,
    slug: &str,
    level: Level,
) -> Result<Option<WeightSet>, DbErr> {
    let row = entity::weight_set::Entity::find()
        .filter(entity::weight_set::Column::Slug.eq(slug))
        .filter(entity::weight_set::Column::Level.eq(level.word()))
        .order_by_desc(entity::weight_set::Column::Version)
        .one(db)
        .await?;
    match row {
        Some(row) => weights_from(db, row).await.map(Some),
        None => Ok(None),
    }
}

/// All versions of all sets, by slug, level and version.
pub(crate) async fn weight_sets<C: ConnectionTrait>(db: &C) -> Result<Vec<WeightSet>, DbErr> {
    let rows = entity::weight_set::Entity::find()
        .order_by_asc(entity::weight_set::Column::Slug)
        .order_by_asc(entity::weight_set::Column::Level)
        .order_by_asc(entity::weight_set::Column::Version)
        .all(db)
        .await?;
    let mut sets = Vec::with_capacity(rows.len());
    for row in rows {
        sets.push(weights_from(db, row).await?);
    }
    Ok(sets)
}

/// The scenarios whose plan names a set of weights.
pub(crate) async fn scenarios_naming<C: ConnectionTrait>(
    db: &C,
    slug: &str,
) -> Result<Vec<ScenarioId>, DbErr> {
    // As a plan says it; a short name holds no character that means something in the pattern.
    let named = format!("\"set\":\"{slug}\"");
    let ids: Vec<Uuid> = entity::scenario::Entity::find()
        .select_only()
        .column(entity::scenario::Column::Id)
        .filter(entity::scenario::Column::Plan.contains(named))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(ScenarioId).collect())
}

pub(crate) async fn insert_weights(tx: &DatabaseTransaction, set: &WeightSet) -> Result<(), DbErr> {
    let figures = &set.figures;
    entity::weight_set::Entity::insert(entity::weight_set::ActiveModel {
        id: Set(set.id.0),
        slug: Set(figures.slug.clone()),
        level: Set(set.level.word().to_owned()),
        version: Set(figures.version),
        name: Set(figures.name.clone()),
        source: Set(figures.source.clone()),
        as_of: Set(set.as_of.date()),
        hash: Set(figures.hash.clone()),
        imported_at: Set(set.imported_at),
        imported_by: Set(set.imported_by.clone()),
    })
    .exec_without_returning(tx)
    .await?;
    let rows = figures.values.iter().map(|(unit, value)| entity::weight::ActiveModel {
        set_id: Set(set.id.0),
        unit: Set(unit.as_str().to_owned()),
        value: Set(*value),
    });
    entity::weight::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}
