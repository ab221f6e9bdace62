//! What stands around an application: the working copy, the versions sent in, the organisations in it,
//! what was asked for.

use super::{from_json_text, json_text};
use crate::entity;
use crate::{Asked, Participant, Version, Working};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait,
    PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, JoinType, OnConflict, Order, Query},
};
use vocabulary::{ApplicationId, CallId, FormVersionId, OrganisationId};

pub(crate) async fn working_copy<C: ConnectionTrait>(
    db: &C,
    id: ApplicationId,
) -> Result<Option<Working>, DbErr> {
    let row = entity::application_draft::Entity::find_by_id(id.0).one(db).await?;
    row.map(|row| {
        Ok(Working {
            answers: from_json_text("set of answers", &row.answers)?,
            form: FormVersionId(row.form_version_id),
            saved_at: row.saved_at,
            saved_by: row.saved_by,
        })
    })
    .transpose()
}

/// Writes down what is being written, whether anything was before or not.
pub(crate) async fn put_working_copy(
    tx: &DatabaseTransaction,
    id: ApplicationId,
    working: &Working,
) -> Result<(), DbErr> {
    use entity::application_draft::{ActiveModel, Column, Entity};
    let replaced = [Column::FormVersionId, Column::Answers, Column::SavedAt, Column::SavedBy];
    Entity::insert(ActiveModel {
        application_id: Set(id.0),
        form_version_id: Set(working.form.0),
        answers: Set(json_text(&working.answers)?),
        saved_at: Set(working.saved_at),
        saved_by: Set(working.saved_by.clone()),
    })
    .on_conflict(OnConflict::column(Column::ApplicationId).update_columns(replaced).to_owned())
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

/// How many drafts an organisation has in a call that were never sent in.
pub(crate) async fn drafts_of(
    tx: &DatabaseTransaction,
    call: CallId,
    organisation: OrganisationId,
) -> Result<u64, DbErr> {
    use entity::application::{Column, Entity};
    Entity::find()
        .filter(Column::OrganisationId.eq(organisation.0))
        .filter(Column::CallId.eq(call.0))
        .filter(Column::State.eq("draft"))
        .count(tx)
        .await
}

/// Throws away what is being written; `false` when there was nothing.
pub(crate) async fn delete_working_copy(
    tx: &DatabaseTransaction,
    id: ApplicationId,
) -> Result<bool, DbErr> {
    let deleted = entity::application_draft::Entity::delete_by_id(id.0).exec(tx).await?;
    Ok(deleted.rows_affected == 1)
}

fn version_from(row: entity::application_version::Model) -> Result<Version, DbErr> {
    Ok(Version {
        number: row.number,
        form: FormVersionId(row.form_version_id),
        answers: from_json_text("set of answers", &row.answers)?,
        content_hash: row.content_hash,
        submitted_at: row.submitted_at,
        submitted_by: row.submitted_by,
        late: row.late,
    })
}

pub(crate) async fn versions<C: ConnectionTrait>(
    db: &C,
    id: ApplicationId,
) -> Result<Vec<Version>, DbErr> {
    let rows = entity::application_version::Entity::find()
        .filter(entity::application_version::Column::ApplicationId.eq(id.0))
        .order_by_asc(entity::application_version::Column::Number)
        .all(db)
        .await?;
    rows.into_iter().map(version_from).collect()
}

pub(crate) async fn insert_version(
    tx: &DatabaseTransaction,
    id: ApplicationId,
    version: &Version,
) -> Result<(), DbErr> {
    entity::application_version::Entity::insert(entity::application_version::ActiveModel {
        application_id: Set(id.0),
        number: Set(version.number),
        form_version_id: Set(version.form.0),
        answers: Set(json_text(&version.answers)?),
        content_hash: Set(version.content_hash.clone()),
        submitted_at: Set(version.submitted_at),
        submitted_by: Set(version.submitted_by.clone()),
        late: Set(version.late),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

/// Some versions after a place, in the order of their applications: for looking at all of them without
/// holding all of them.
pub(crate) async fn versions_after<C: ConnectionTrait>(
    db: &C,
    after: Option<ApplicationId>,
    most: u64,
) -> Result<Vec<(ApplicationId, Version)>, DbErr> {
    use entity::application_version::{Column, Entity};
    use sea_orm::QuerySelect;
    let ids: Vec<uuid::Uuid> = {
        let mut find = Entity::find().select_only().column(Column::ApplicationId).distinct();
        if let Some(after) = after {
            find = find.filter(Column::ApplicationId.gt(after.0));
        }
        find.order_by_asc(Column::ApplicationId).limit(most).into_tuple().all(db).await?
    };
    let rows = Entity::find()
        .filter(Column::ApplicationId.is_in(ids))
        .order_by_asc(Column::ApplicationId)
        .order_by_asc(Column::Number)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| Ok((ApplicationId(row.application_id), version_from(row)?)))
        .collect()
}

pub(crate) async fn participants<C: ConnectionTrait>(
    db: &C,
    id: ApplicationId,
) -> Result<Vec<Participant>, DbErr> {
    let p = |column: &'static str| Expr::col(("p", column));
    let select = Query::select()
        .from_as("application_organisation", "p")
        .join_as(
            JoinType::InnerJoin,
            "organisation",
            "o",
            Expr::col(("o", "id")).equals(("p", "organisation_id")),
        )
        .expr_as(p("organisation_id"), "organisation_id")
        .expr_as(Expr::col(("o", "name")), "name")
        .expr_as(p("invited_at"), "invited_at")
        .expr_as(p("joined_at"), "joined_at")
        .expr_as(p("left_at"), "left_at")
        .and_where(p("application_id").eq(id.0))
        .order_by(("p", "invited_at"), Order::Asc)
        .order_by(("p", "organisation_id"), Order::Asc)
        .to_owned();
    let rows = db.query_all(&select).await?;
    rows.iter()
        .map(|row| {
            Ok(Participant {
                organisation: OrganisationId(row.try_get("", "organisation_id")?),
                name: row.try_get("", "name")?,
                invited_at: row.try_get("", "invited_at")?,
                joined_at: row.try_get("", "joined_at")?,
                left_at: row.try_get("", "left_at")?,
            })
        })
        .collect()
}

/// Invites an organisation, also one that was in it before and left.
pub(crate) async fn put_invitation(
    tx: &DatabaseTransaction,
    id: ApplicationId,
    organisation: OrganisationId,
    at: DateTime<Utc>,
    by: &str,
) -> Result<(), DbErr> {
    use entity::application_organisation::{ActiveModel, Column, Entity};
    let replaced =
        [Column::InvitedAt, Column::InvitedBy, Column::JoinedAt, Column::JoinedBy, Column::LeftAt];
    let one = [Column::ApplicationId, Column::OrganisationId];
    Entity::insert(ActiveModel {
        application_id: Set(id.0),
        organisation_id: Set(organisation.0),
        invited_at: Set(at),
        invited_by: Set(by.to_owned()),
        joined_at: Set(None),
        joined_by: Set(None),
        left_at: Set(None),
    })
    .on_conflict(OnConflict::columns(one).update_columns(replaced).to_owned())
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

/// Notes that an invited organisation joined; `false` when it was not invited.
pub(crate) async fn join(
    tx: &DatabaseTransaction,
    id: ApplicationId,
    organisation: OrganisationId,
    at: DateTime<Utc>,
    by: &str,
) -> Result<bool, DbErr> {
    use entity::application_organisation::{Column, Entity};
    let joined = Entity::update_many()
        .col_expr(Column::JoinedAt, Expr::value(Some(at)))
        .col_expr(Column::JoinedBy, Expr::value(Some(by.to_owned())))
        .filter(Column::ApplicationId.eq(id.0))
        .filter(Column::OrganisationId.eq(organisation.0))
        .filter(Column::JoinedAt.is_null())
        .filter(Column::LeftAt.is_null())
        .exec(tx)
        .await?;
    Ok(joined.rows_affected == 1)
}

/// Notes that an organisation left, or that its invitation is over; `false` when it was not in it.
pub(crate) async fn leave(
    tx: &DatabaseTransaction,
    id: ApplicationId,
    organisation: OrganisationId,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    use entity::application_organisation::{Column, Entity};
    let left = Entity::update_many()
        .col_expr(Column::LeftAt, Expr::value(Some(at)))
        .filter(Column::ApplicationId.eq(id.0))
        .filter(Column::OrganisationId.eq(organisation.0))
        .filter(Column::LeftAt.is_null())
        .exec(tx)
        .await?;
    Ok(left.rows_affected == 1)
}

pub(crate) async fn requests<C: ConnectionTrait>(
    db: &C,
    id: ApplicationId,
) -> Result<Vec<Asked>, DbErr> {
    let rows = entity::information_request::Entity::find()
        .filter(entity::information_request::Column::ApplicationId.eq(id.0))
        .order_by_asc(entity::information_request::Column::Number)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Asked {
            number: row.number,
            what: row.what,
            due_on: row.due_on.into(),
            asked_at: row.asked_at,
            asked_by: row.asked_by,
            answered_at: row.answered_at,
        })
        .collect())
}

pub(crate) async fn insert_request(
    tx: &DatabaseTransaction,
    id: ApplicationId,
    asked: &Asked,
) -> Result<(), DbErr> {
    entity::information_request::Entity::insert(entity::information_request::ActiveModel {
        application_id: Set(id.0),
        number: Set(asked.number),
        what: Set(asked.what.clone()),
        due_on: Set(asked.due_on.date()),
        asked_at: Set(asked.asked_at),
        asked_by: Set(asked.asked_by.clone()),
        answered_at: Set(None),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

/// Notes that everything asked for is answered by a new version.
pub(crate) async fn answer_requests(
    tx: &DatabaseTransaction,
    id: ApplicationId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    use entity::information_request::{Column, Entity};
    Entity::update_many()
        .col_expr(Column::AnsweredAt, Expr::value(Some(at)))
        .filter(Column::ApplicationId.eq(id.0))
        .filter(Column::AnsweredAt.is_null())
        .exec(tx)
        .await
        .map(|_| ())
}
