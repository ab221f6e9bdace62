//! Which applications a round has to look at, and what went before one.

use crate::entity;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;
use vocabulary::{ApplicationId, CallId, Day, OrganisationId, SchemeId};

/// The applications to a call of which something was written that was not sent in.
pub(crate) async fn unsent<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<Vec<ApplicationId>, DbErr> {
    use entity::application::{Column, Entity};
    let written = Query::select()
        .column(entity::application_draft::Column::ApplicationId)
        .from(entity::application_draft::Entity)
        .to_owned();
    let sent =
        Condition::all().add(Column::State.eq("submitted")).add(Column::Id.in_subquery(written));
    let found = Entity::find()
        .filter(Column::CallId.eq(call.0))
        .filter(Condition::any().add(Column::State.eq("draft")).add(sent));
    ids(db, found).await
}

/// The applications without a decision that arrived on a day or before, in calls that reply
/// provisionally, and were not replied to. The first arrival and the exact day are the caller's to look
/// at.
pub(crate) async fn waiting<C: ConnectionTrait>(
    db: &C,
    on: Day,
) -> Result<Vec<ApplicationId>, DbErr> {
    use entity::application::{Column, Entity};
    let calls = Query::select()
        .column(entity::call::Column::Id)
        .from(entity::call::Entity)
        .and_where(Expr::col("provisional_reply_days").gt(0))
        .and_where(entity::call::Column::State.is_in(["open", "closed"]))
        .to_owned();
    let found = Entity::find()
        .filter(Column::State.is_in(["submitted", "late", "checked"]))
        .filter(Column::SubmittedAt.lt(on.ends_at()))
        .filter(Column::CallId.in_subquery(calls));
    ids(db, found).await
}

async fn ids<C: ConnectionTrait>(
    db: &C,
    found: sea_orm::Select<entity::application::Entity>,
) -> Result<Vec<ApplicationId>, DbErr> {
    use entity::application::Column;
    let found = found.select_only().column(Column::Id).order_by_asc(Column::Reference);
    let ids: Vec<Uuid> = found.into_tuple().all(db).await?;
    Ok(ids.into_iter().map(ApplicationId).collect())
}

/// The application of an organisation that was awarded money last in a scheme, with its title.
pub(crate) async fn last_awarded<C: ConnectionTrait>(
    db: &C,
    organisation: OrganisationId,
    scheme: SchemeId,
) -> Result<Option<(ApplicationId, String)>, DbErr> {
    use entity::application::{Column, Entity};
    let calls = Query::select()
        .column(entity::call::Column::Id)
        .from(entity::call::Entity)
        .and_where(entity::call::Column::SchemeId.eq(scheme.0))
        .to_owned();
    let last: Option<(Uuid, String)> = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::Title)
        .filter(Column::OrganisationId.eq(organisation.0))
        .filter(Column::State.eq("awarded"))
        .filter(Column::CallId.in_subquery(calls))
        .order_by_desc(Column::DecidedAt)
        .order_by_desc(Column::Reference)
        .into_tuple()
        .one(db)
        .await?;
    Ok(last.map(|(id, title)| (ApplicationId(id), title)))
}
