use super::{kept, known};
use crate::entity::{person, person_role, session, sign_in_link};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Query},
};
use vocabulary::{Actor, OrganisationId, PersonId, Role};

/// A link as it is kept.
pub(crate) struct LinkKept {
    pub(crate) person: PersonId,
    pub(crate) used: bool,
}

pub(crate) async fn insert_link<C: ConnectionTrait>(
    db: &C,
    token_hash: String,
    person: PersonId,
    made_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = sign_in_link::ActiveModel {
        token_hash: Set(token_hash),
        person_id: Set(person.0),
        made_at: Set(kept(made_at)),
        expires_at: Set(kept(expires_at)),
        used_at: Set(None),
    };
    sign_in_link::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Marks a link as used if it is neither used nor expired: whoever gets `true` is the only one.
pub(crate) async fn use_link<C: ConnectionTrait>(
    tx: &C,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let used = sign_in_link::Entity::update_many()
        .col_expr(sign_in_link::Column::UsedAt, Expr::value(kept(now)))
        .filter(sign_in_link::Column::TokenHash.eq(token_hash))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .filter(sign_in_link::Column::ExpiresAt.gt(kept(now)))
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

pub(crate) async fn link<C: ConnectionTrait>(
    db: &C,
    token_hash: &str,
) -> Result<Option<LinkKept>, DbErr> {
    let row = sign_in_link::Entity::find_by_id(token_hash.to_owned()).one(db).await?;
    Ok(row.map(|row| LinkKept { person: PersonId(row.person_id), used: row.used_at.is_some() }))
}

pub(crate) async fn insert_session<C: ConnectionTrait>(
    tx: &C,
    token_hash: String,
    person: PersonId,
    organisation: OrganisationId,
    began_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = session::ActiveModel {
        token_hash: Set(token_hash),
        person_id: Set(person.0),
        organisation_id: Set(organisation.0),
        began_at: Set(kept(began_at)),
        expires_at: Set(kept(expires_at)),
    };
    session::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Who a session stands for now, in one question: no row when it is unknown or over, or when the
/// person holds no role there any more.
pub(crate) async fn actor_of_session<C: ConnectionTrait>(
    db: &C,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<Actor>, DbErr> {
    let asked = Query::select()
        .expr_as(Expr::col((person::Entity, person::Column::Id)), "person_id")
        .expr_as(Expr::col((person::Entity, person::Column::Name)), "person_name")
        .expr_as(Expr::col((session::Entity, session::Column::OrganisationId)), "organisation_id")
        .expr_as(Expr::col((person_role::Entity, person_role::Column::Role)), "role")
        .from(session::Entity)
        .inner_join(
            person::Entity,
            Expr::col((person::Entity, person::Column::Id))
                .equals((session::Entity, session::Column::PersonId)),
        )
        .inner_join(
            person_role::Entity,
            Expr::col((person_role::Entity, person_role::Column::PersonId))
                .equals((session::Entity, session::Column::PersonId))
                .and(
                    Expr::col((person_role::Entity, person_role::Column::OrganisationId))
                        .equals((session::Entity, session::Column::OrganisationId)),
                ),
        )
        .and_where(session::Column::TokenHash.eq(token_hash))
        .and_where(session::Column::ExpiresAt.gt(kept(now)))
        .to_owned();
    let rows = db.query_all(&asked).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let mut roles = rows
        .iter()
        .map(|row| known(&row.try_get::<String>("", "role")?))
        .collect::<Result<Vec<Role>, DbErr>>()?;
    roles.sort();
    Ok(Some(Actor::Person {
        id: PersonId(first.try_get("", "person_id")?),
        name: first.try_get("", "person_name")?,
        organisation: OrganisationId(first.try_get("", "organisation_id")?),
        roles,
    }))
}

pub(crate) async fn delete_session<C: ConnectionTrait>(
    db: &C,
    token_hash: &str,
) -> Result<(), DbErr> {
    session::Entity::delete_by_id(token_hash.to_owned()).exec(db).await?;
    Ok(())
}

/// Removes the sessions and links that were over before an instant; how many.
pub(crate) async fn delete_expired<C: ConnectionTrait>(
    db: &C,
    sessions_before: DateTime<Utc>,
    links_before: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let sessions = session::Entity::delete_many()
        .filter(session::Column::ExpiresAt.lte(kept(sessions_before)))
        .exec(db)
        .await?;
    let links = sign_in_link::Entity::delete_many()
        .filter(sign_in_link::Column::ExpiresAt.lte(kept(links_before)))
        .exec(db)
        .await?;
    Ok(sessions.rows_affected + links.rows_affected)
}
