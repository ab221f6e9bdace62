//! Rows to nouns and back.

use super::{Form, FormVersion, VersionState, entity};
use crate::{Definition, FormKind};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use vocabulary::{FormId, FormVersionId};

fn unreadable(what: &str, value: &str) -> DbErr {
    DbErr::Custom(format!("«{value}» is not a {what} that this version of the program knows"))
}

fn form_from(row: entity::form::Model) -> Result<Form, DbErr> {
    let kind =
        FormKind::from_word(&row.kind).ok_or_else(|| unreadable("kind of form", &row.kind))?;
    Ok(Form { id: FormId(row.id), slug: row.slug, kind, made_at: row.made_at })
}

fn version_from(row: entity::form_version::Model, slug: String) -> Result<FormVersion, DbErr> {
    let definition = Definition::from_json(&row.definition)
        .map_err(|why| DbErr::Custom(format!("the form «{slug}» cannot be read: {why}")))?;
    let state = match (row.state.as_str(), row.published_at, row.published_by) {
        ("published", Some(at), Some(by)) => VersionState::Published { at, by },
        ("draft", ..) => VersionState::Draft { revision: row.revision },
        (other, ..) => return Err(unreadable("state of a form", other)),
    };
    Ok(FormVersion {
        id: FormVersionId(row.id),
        form: FormId(row.form_id),
        slug,
        number: row.number,
        definition,
        hash: row.definition_hash,
        state,
        saved_at: row.saved_at,
        saved_by: row.saved_by,
    })
}

pub(crate) async fn form_by_slug<C: ConnectionTrait>(
    db: &C,
    slug: &str,
) -> Result<Option<Form>, DbErr> {
    let found =
        entity::form::Entity::find().filter(entity::form::Column::Slug.eq(slug)).one(db).await?;
    found.map(form_from).transpose()
}

pub(crate) async fn forms<C: ConnectionTrait>(db: &C) -> Result<Vec<Form>, DbErr> {
    let rows =
        entity::form::Entity::find().order_by_asc(entity::form::Column::Slug).all(db).await?;
    rows.into_iter().map(form_from).collect()
}

pub(crate) async fn insert_form(tx: &DatabaseTransaction, form: &Form) -> Result<(), DbErr> {
    let row = entity::form::ActiveModel {
        id: Set(form.id.0),
        slug: Set(form.slug.clone()),
        kind: Set(form.kind.word().to_owned()),
        made_at: Set(form.made_at),
    };
    entity::form::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

pub(crate) async fn version<C: ConnectionTrait>(
    db: &C,
    id: FormVersionId,
) -> Result<Option<FormVersion>, DbErr> {
    let row = entity::form_version::Entity::find_by_id(id.0).one(db).await?;
    with_slug(db, row).await
}

/// The version as it stays until this transaction ends.
pub(crate) async fn version_locked(
    tx: &DatabaseTransaction,
    id: FormVersionId,
) -> Result<Option<FormVersion>, DbErr> {
    let row = entity::form_version::Entity::find_by_id(id.0).lock_exclusive().one(tx).await?;
    with_slug(tx, row).await
}

async fn with_slug<C: ConnectionTrait>(
    db: &C,
    row: Option<entity::form_version::Model>,
) -> Result<Option<FormVersion>, DbErr> {
    let Some(row) = row else { return Ok(None) };
    let form = entity::form::Entity::find_by_id(row.form_id).one(db).await?;
    let form = form.ok_or_else(|| DbErr::RecordNotFound(format!("the form {}", row.form_id)))?;
    version_from(row, form.slug).map(Some)
}

/// All versions of a form, latest first.
pub(crate) async fn versions<C: ConnectionTrait>(
    db: &C,
    form: &Form,
) -> Result<Vec<FormVersion>, DbErr> {
    let rows = entity::form_version::Entity::find()
        .filter(entity::form_version::Column::FormId.eq(form.id.0))
        .order_by_desc(entity::form_version::Column::Number)
        .all(db)
        .await?;
    rows.into_iter().map(|row| version_from(row, form.slug.clone())).collect()
}

pub(crate) async fn insert_version(
    tx: &DatabaseTransaction,
    version: &FormVersion,
) -> Result<(), DbErr> {
    let (revision, published) = match &version.state {
        VersionState::Draft { revision } => (*revision, None),
        VersionState::Published { at, by } => (1, Some((*at, by.clone()))),
    };
    let row = entity::form_version::ActiveModel {
        id: Set(version.id.0),
        form_id: Set(version.form.0),
        number: Set(version.number),
        state: Set(version.state.word().to_owned()),
        definition: Set(version.definition.to_json()),
        definition_hash: Set(version.hash.clone()),
        revision: Set(revision),
        saved_at: Set(version.saved_at),
        saved_by: Set(version.saved_by.clone()),
        published_at: Set(published.as_ref().map(|published| published.0)),
        published_by: Set(published.map(|published| published.1)),
    };
    entity::form_version::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a draft; `false` when it is no draft any more or was saved by another meanwhile.
pub(crate) async fn save_draft(
    tx: &DatabaseTransaction,
    id: FormVersionId,
    revision: i32,
    definition: &Definition,
    at: DateTime<Utc>,
    by: &str,
) -> Result<bool, DbErr> {
    use entity::form_version::Column;
    let saved = entity::form_version::Entity::update_many()
        .col_expr(Column::Definition, Expr::value(definition.to_json()))
        .col_expr(Column::DefinitionHash, Expr::value(definition.hash()))
        .col_expr(Column::Revision, Expr::value(revision + 1))
        .col_expr(Column::SavedAt, Expr::value(at))
        .col_expr(Column::SavedBy, Expr::value(by))
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq("draft"))
        .filter(Column::Revision.eq(revision))
        .exec(tx)
        .await?;
    Ok(saved.rows_affected == 1)
}

/// Publishes a draft as it was read; `false` when somebody else has saved or published it meanwhile.
pub(crate) async fn publish(
    tx: &DatabaseTransaction,
    id: FormVersionId,
    revision: i32,
    at: DateTime<Utc>,
    by: &str,
) -> Result<bool, DbErr> {
    use entity::form_version::Column;
    let published = entity::form_version::Entity::update_many()
        .col_expr(Column::State, Expr::value("published"))
        .col_expr(Column::PublishedAt, Expr::value(at))
        .col_expr(Column::PublishedBy, Expr::value(by))
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq("draft"))
        .filter(Column::Revision.eq(revision))
        .exec(tx)
        .await?;
    Ok(published.rows_affected == 1)
}

/// Throws a draft away; `false` when it is none.
pub(crate) async fn discard(tx: &DatabaseTransaction, id: FormVersionId) -> Result<bool, DbErr> {
    use entity::form_version::Column;
    let gone = entity::form_version::Entity::delete_many()
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq("draft"))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected == 1)
}

/// Throws a form away of which no version is left.
pub(crate) async fn discard_form(tx: &DatabaseTransaction, id: FormId) -> Result<(), DbErr> {
    entity::form::Entity::delete_by_id(id.0).exec(tx).await?;
    Ok(())
}
