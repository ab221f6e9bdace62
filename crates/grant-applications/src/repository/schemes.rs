//! Programmes, schemes and their versions.

use crate::entity;
use crate::{Programme, Scheme, SchemeVersion};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder,
};
use vocabulary::{ProgrammeId, SchemeId};

pub(crate) async fn programme_by_slug<C: ConnectionTrait>(
    db: &C,
    slug: &str,
) -> Result<Option<Programme>, DbErr> {
    let row =
        entity::programme::Entity::find().filter(entity::programme::Column::Slug.eq(slug)).one(db);
    Ok(row.await?.map(|row| Programme {
        id: ProgrammeId(row.id),
        slug: row.slug,
        name: row.name,
        about: row.about,
    }))
}

pub(crate) async fn insert_programme(
    tx: &DatabaseTransaction,
    programme: &Programme,
) -> Result<(), DbErr> {
    entity::programme::Entity::insert(entity::programme::ActiveModel {
        id: Set(programme.id.0),
        slug: Set(programme.slug.clone()),
        name: Set(programme.name.clone()),
        about: Set(programme.about.clone()),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

fn scheme_from(row: entity::scheme::Model) -> Scheme {
    Scheme {
        id: SchemeId(row.id),
        programme: ProgrammeId(row.programme_id),
        slug: row.slug,
        name: row.name,
        chapter: row.chapter,
        item: row.item,
        appealable: row.appealable,
    }
}

pub(crate) async fn scheme_by_slug<C: ConnectionTrait>(
    db: &C,
    slug: &str,
) -> Result<Option<Scheme>, DbErr> {
    let found = entity::scheme::Entity::find().filter(entity::scheme::Column::Slug.eq(slug));
    Ok(found.one(db).await?.map(scheme_from))
}

pub(crate) async fn scheme<C: ConnectionTrait>(
    db: &C,
    id: SchemeId,
) -> Result<Option<Scheme>, DbErr> {
    Ok(entity::scheme::Entity::find_by_id(id.0).one(db).await?.map(scheme_from))
}

pub(crate) async fn insert_scheme(tx: &DatabaseTransaction, scheme: &Scheme) -> Result<(), DbErr> {
    entity::scheme::Entity::insert(entity::scheme::ActiveModel {
        id: Set(scheme.id.0),
        programme_id: Set(scheme.programme.0),
        slug: Set(scheme.slug.clone()),
        name: Set(scheme.name.clone()),
        chapter: Set(scheme.chapter.clone()),
        item: Set(scheme.item.clone()),
        appealable: Set(scheme.appealable),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

pub(crate) async fn versions<C: ConnectionTrait>(
    db: &C,
    scheme: SchemeId,
) -> Result<Vec<SchemeVersion>, DbErr> {
    let rows = entity::scheme_version::Entity::find()
        .filter(entity::scheme_version::Column::SchemeId.eq(scheme.0))
        .order_by_asc(entity::scheme_version::Column::Number)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| SchemeVersion {
            number: row.number,
            valid_from: row.valid_from_on.into(),
            valid_to: row.valid_to_on.map(Into::into),
            change: row.change,
            goals: row.goals,
            target_group: row.target_group,
            achievement_criteria: row.achievement_criteria,
            award_criteria: row.award_criteria,
            follow_up: row.follow_up,
        })
        .collect())
}

pub(crate) async fn insert_version(
    tx: &DatabaseTransaction,
    scheme: SchemeId,
    version: &SchemeVersion,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<(), DbErr> {
    entity::scheme_version::Entity::insert(entity::scheme_version::ActiveModel {
        scheme_id: Set(scheme.0),
        number: Set(version.number),
        valid_from_on: Set(version.valid_from.date()),
        valid_to_on: Set(version.valid_to.map(|day| day.date())),
        change: Set(version.change.clone()),
        goals: Set(version.goals.clone()),
        target_group: Set(version.target_group.clone()),
        achievement_criteria: Set(version.achievement_criteria.clone()),
        award_criteria: Set(version.award_criteria.clone()),
        follow_up: Set(version.follow_up.clone()),
        published_at: Set(at),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}
