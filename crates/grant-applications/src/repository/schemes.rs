//! Programmes, schemes, their versions and what is being written of them; thresholds.

use super::{from_json_text, json_text, unreadable};
use crate::entity;
use crate::{Programme, Scheme, SchemeDraft, SchemeVersion, Threshold, ThresholdRule};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use vocabulary::{Day, Money, ProgrammeId, SchemeId};

fn programme_from(row: entity::programme::Model) -> Programme {
    Programme { id: ProgrammeId(row.id), slug: row.slug, name: row.name, about: row.about }
}

pub(crate) async fn programme<C: ConnectionTrait>(
    db: &C,
    id: ProgrammeId,
) -> Result<Option<Programme>, DbErr> {
    Ok(entity::programme::Entity::find_by_id(id.0).one(db).await?.map(programme_from))
}

pub(crate) async fn programmes<C: ConnectionTrait>(db: &C) -> Result<Vec<Programme>, DbErr> {
    let found = entity::programme::Entity::find().order_by_asc(entity::programme::Column::Name);
    Ok(found.all(db).await?.into_iter().map(programme_from).collect())
}

pub(crate) async fn programme_by_slug<C: ConnectionTrait>(
    db: &C,
    slug: &str,
) -> Result<Option<Programme>, DbErr> {
    let row =
        entity::programme::Entity::find().filter(entity::programme::Column::Slug.eq(slug)).one(db);
    Ok(row.await?.map(programme_from))
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
        appeal_body: row.appeal_body,
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

/// The scheme, held until this transaction ends: two who write its next version come one after the other.
pub(crate) async fn scheme_locked(
    tx: &DatabaseTransaction,
    id: SchemeId,
) -> Result<Option<Scheme>, DbErr> {
    Ok(entity::scheme::Entity::find_by_id(id.0).lock_exclusive().one(tx).await?.map(scheme_from))
}

pub(crate) async fn schemes<C: ConnectionTrait>(db: &C) -> Result<Vec<Scheme>, DbErr> {
    let found = entity::scheme::Entity::find().order_by_asc(entity::scheme::Column::Name);
    Ok(found.all(db).await?.into_iter().map(scheme_from).collect())
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
        appeal_body: Set(scheme.appeal_body.clone()),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

/// The published versions of a scheme, oldest first.
pub(crate) async fn scheme_versions<C: ConnectionTrait>(
    db: &C,
    scheme: SchemeId,
) -> Result<Vec<SchemeVersion>, DbErr> {
    let rows = entity::scheme_version::Entity::find()
        .filter(entity::scheme_version::Column::SchemeId.eq(scheme.0))
        .order_by_asc(entity::scheme_version::Column::Number)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(SchemeVersion {
                number: row.number,
                valid_from: row.valid_from_on.into(),
                valid_to: row.valid_to_on.map(Into::into),
                change: row.change,
                goals: row.goals,
                target_group: row.target_group,
                achievement_criteria: row.achievement_criteria,
                award_criteria: row.award_criteria,
                follow_up: row.follow_up,
                evaluation: row.evaluation,
                support_types: from_json_text("list of support types", &row.support_types)?,
                rulebook: from_json_text("rulebook", &row.rulebook)?,
            })
        })
        .collect()
}

pub(crate) async fn insert_scheme_version(
    tx: &DatabaseTransaction,
    scheme: SchemeId,
    version: &SchemeVersion,
    at: DateTime<Utc>,
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
        evaluation: Set(version.evaluation.clone()),
        support_types: Set(json_text(&version.support_types)?),
        rulebook: Set(json_text(&version.rulebook)?),
        published_at: Set(at),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

pub(crate) async fn scheme_draft<C: ConnectionTrait>(
    db: &C,
    scheme: SchemeId,
) -> Result<Option<SchemeDraft>, DbErr> {
    let row = entity::scheme_draft::Entity::find_by_id(scheme.0).one(db).await?;
    row.map(|row| {
        Ok(SchemeDraft {
            scheme,
            version: from_json_text("version of a scheme", &row.content)?,
            revision: row.revision,
            saved_at: row.saved_at,
            saved_by: row.saved_by,
        })
    })
    .transpose()
}

pub(crate) async fn insert_scheme_draft(
    tx: &DatabaseTransaction,
    draft: &SchemeDraft,
) -> Result<(), DbErr> {
    entity::scheme_draft::Entity::insert(entity::scheme_draft::ActiveModel {
        scheme_id: Set(draft.scheme.0),
        content: Set(json_text(&draft.version)?),
        revision: Set(draft.revision),
        saved_at: Set(draft.saved_at),
        saved_by: Set(draft.saved_by.clone()),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

/// Saves a draft over the one of the revision before; `false` when that one is not there any more.
pub(crate) async fn save_scheme_draft(
    tx: &DatabaseTransaction,
    draft: &SchemeDraft,
) -> Result<bool, DbErr> {
    use entity::scheme_draft::Column;
    let saved = entity::scheme_draft::Entity::update_many()
        .col_expr(Column::Content, Expr::value(json_text(&draft.version)?))
        .col_expr(Column::Revision, Expr::value(draft.revision))
        .col_expr(Column::SavedAt, Expr::value(draft.saved_at))
        .col_expr(Column::SavedBy, Expr::value(draft.saved_by.as_str()))
        .filter(Column::SchemeId.eq(draft.scheme.0))
        .filter(Column::Revision.eq(draft.revision - 1))
        .exec(tx)
        .await?;
    Ok(saved.rows_affected == 1)
}

/// Takes a draft away; `false` when there is none.
pub(crate) async fn delete_scheme_draft(
    tx: &DatabaseTransaction,
    scheme: SchemeId,
) -> Result<bool, DbErr> {
    let gone = entity::scheme_draft::Entity::delete_by_id(scheme.0).exec(tx).await?;
    Ok(gone.rows_affected == 1)
}

/// All thresholds, by rule, scheme and day.
pub(crate) async fn thresholds<C: ConnectionTrait>(db: &C) -> Result<Vec<Threshold>, DbErr> {
    let rows = entity::threshold::Entity::find()
        .order_by_asc(entity::threshold::Column::Rule)
        .order_by_asc(entity::threshold::Column::SchemeSlug)
        .order_by_asc(entity::threshold::Column::ValidFromOn)
        .all(db)
        .await?;
    rows.into_iter().map(threshold_from).collect()
}

fn threshold_from(row: entity::threshold::Model) -> Result<Threshold, DbErr> {
    Ok(Threshold {
        rule: ThresholdRule::from_word(&row.rule)
            .ok_or_else(|| unreadable("rule of a threshold", &row.rule))?,
        scheme_slug: row.scheme_slug,
        valid_from: row.valid_from_on.into(),
        amount: Money::from_ore(row.amount_ore),
        source: row.source,
        source_on: row.source_on.into(),
    })
}

pub(crate) async fn threshold<C: ConnectionTrait>(
    db: &C,
    rule: ThresholdRule,
    scheme_slug: &str,
    valid_from: Day,
) -> Result<Option<Threshold>, DbErr> {
    let key = (rule.word().to_owned(), scheme_slug.to_owned(), valid_from.date());
    entity::threshold::Entity::find_by_id(key).one(db).await?.map(threshold_from).transpose()
}

/// Writes a threshold, in the place of one of the same rule, scheme and day.
pub(crate) async fn put_threshold(tx: &DatabaseTransaction, new: &Threshold) -> Result<(), DbErr> {
    use entity::threshold::Column;
    use sea_orm::sea_query::OnConflict;
    let replace = OnConflict::columns([Column::Rule, Column::SchemeSlug, Column::ValidFromOn])
        .update_columns([Column::AmountOre, Column::Source, Column::SourceOn])
        .to_owned();
    entity::threshold::Entity::insert(entity::threshold::ActiveModel {
        rule: Set(new.rule.word().to_owned()),
        scheme_slug: Set(new.scheme_slug.clone()),
        valid_from_on: Set(new.valid_from.date()),
        amount_ore: Set(new.amount.ore()),
        source: Set(new.source.clone()),
        source_on: Set(new.source_on.date()),
    })
    .on_conflict(replace)
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}
