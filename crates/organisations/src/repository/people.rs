use super::{kept, known, known_or_none, leave_what_is_there};
use crate::{
    entity::{organisation, person, person_role},
    organisation::{Organisation, OrganisationKind},
    person::{Person, RoleHeld},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Order, QueryFilter,
    sea_query::{Asterisk, Condition, Expr, ExprTrait, Func, LikeExpr, Query, SelectStatement},
};
use vocabulary::{
    Actor, Look, MunicipalityNumber, OrganisationId, OrganisationNumber, Page, PersonId, Role,
};

impl TryFrom<organisation::Model> for Organisation {
    type Error = DbErr;
    fn try_from(row: organisation::Model) -> Result<Organisation, DbErr> {
        Ok(Organisation {
            id: OrganisationId(row.id),
            kind: known(&row.kind)?,
            name: row.name,
            number: known_or_none::<OrganisationNumber>(row.number.as_deref())?,
            municipality: known_or_none::<MunicipalityNumber>(row.municipality_number.as_deref())?,
            language: known(&row.language)?,
        })
    }
}

impl From<person::Model> for Person {
    fn from(row: person::Model) -> Person {
        Person { id: PersonId(row.id), name: row.name, email: row.email }
    }
}

/// Keeps a new organisation; `false` when its name or number is taken.
pub(crate) async fn insert_organisation<C: ConnectionTrait>(
    tx: &C,
    organisation: &Organisation,
) -> Result<bool, DbErr> {
    let row = organisation::ActiveModel {
        id: Set(organisation.id.0),
        kind: Set(organisation.kind.word().to_owned()),
        name: Set(organisation.name.clone()),
        number: Set(organisation.number.map(|number| number.to_string())),
        municipality_number: Set(organisation.municipality.map(|number| number.to_string())),
        language: Set(organisation.language.code().to_owned()),
    };
    let kept = organisation::Entity::insert(row)
        .on_conflict(leave_what_is_there())
        .exec_without_returning(tx)
        .await?;
    Ok(kept == 1)
}

pub(crate) async fn organisation<C: ConnectionTrait>(
    db: &C,
    id: OrganisationId,
) -> Result<Option<Organisation>, DbErr> {
    let row = organisation::Entity::find_by_id(id.0).one(db).await?;
    row.map(Organisation::try_from).transpose()
}

pub(crate) async fn organisation_by_name<C: ConnectionTrait>(
    db: &C,
    name: &str,
) -> Result<Option<Organisation>, DbErr> {
    let row =
        organisation::Entity::find().filter(organisation::Column::Name.eq(name)).one(db).await?;
    row.map(Organisation::try_from).transpose()
}

pub(crate) async fn organisation_by_number<C: ConnectionTrait>(
    db: &C,
    number: OrganisationNumber,
) -> Result<Option<Organisation>, DbErr> {
    let row = organisation::Entity::find()
        .filter(organisation::Column::Number.eq(number.to_string()))
        .one(db)
        .await?;
    row.map(Organisation::try_from).transpose()
}

pub(crate) async fn organisations<C: ConnectionTrait>(db: &C) -> Result<Vec<Organisation>, DbErr> {
    by_name(organisation::Entity::find().all(db).await?)
}

/// Ordered here and not by the database: the two order letters differently, and who comes first decides
/// for whom somebody signs in.
fn by_name(rows: Vec<organisation::Model>) -> Result<Vec<Organisation>, DbErr> {
    let mut found =
        rows.into_iter().map(Organisation::try_from).collect::<Result<Vec<_>, DbErr>>()?;
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Keeps a new person; `false` when the address is taken.
pub(crate) async fn insert_person<C: ConnectionTrait>(
    tx: &C,
    person: &Person,
    made_at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = person::ActiveModel {
        id: Set(person.id.0),
        name: Set(person.name.clone()),
        email: Set(person.email.clone()),
        made_at: Set(kept(made_at)),
    };
    let kept = person::Entity::insert(row)
        .on_conflict(leave_what_is_there())
        .exec_without_returning(tx)
        .await?;
    Ok(kept == 1)
}

pub(crate) async fn person<C: ConnectionTrait>(
    db: &C,
    id: PersonId,
) -> Result<Option<Person>, DbErr> {
    Ok(person::Entity::find_by_id(id.0).one(db).await?.map(Person::from))
}

pub(crate) async fn person_by_email<C: ConnectionTrait>(
    db: &C,
    email: &str,
) -> Result<Option<Person>, DbErr> {
    let row = person::Entity::find().filter(person::Column::Email.eq(email)).one(db).await?;
    Ok(row.map(Person::from))
}

/// Gives a role; `false` when it is held already.
pub(crate) async fn insert_role<C: ConnectionTrait>(
    tx: &C,
    person: PersonId,
    organisation: OrganisationId,
    role: Role,
) -> Result<bool, DbErr> {
    let row = person_role::ActiveModel {
        person_id: Set(person.0),
        organisation_id: Set(organisation.0),
        role: Set(role.word().to_owned()),
    };
    let kept = person_role::Entity::insert(row)
        .on_conflict(leave_what_is_there())
        .exec_without_returning(tx)
        .await?;
    Ok(kept == 1)
}

/// Takes a role away; `false` when it was not held.
pub(crate) async fn delete_role<C: ConnectionTrait>(
    tx: &C,
    person: PersonId,
    organisation: OrganisationId,
    role: Role,
) -> Result<bool, DbErr> {
    let key = (person.0, organisation.0, role.word().to_owned());
    Ok(person_role::Entity::delete_by_id(key).exec(tx).await?.rows_affected == 1)
}

/// Those who hold the role at one organisation.
pub(crate) async fn people_of<C: ConnectionTrait>(
    db: &C,
    organisation: OrganisationId,
    role: Role,
) -> Result<Vec<Person>, DbErr> {
    let holders = Query::select()
        .column(person_role::Column::PersonId)
        .from(person_role::Entity)
        .and_where(person_role::Column::OrganisationId.eq(organisation.0))
        .and_where(person_role::Column::Role.eq(role.word()))
        .to_owned();
    people_among(db, holders).await
}

/// Those who hold the role at any directorate.
pub(crate) async fn directorate_people<C: ConnectionTrait>(
    db: &C,
    role: Role,
) -> Result<Vec<Person>, DbErr> {
    let directorates = Query::select()
        .column(organisation::Column::Id)
        .from(organisation::Entity)
        .and_where(organisation::Column::Kind.eq(OrganisationKind::Directorate.word()))
        .to_owned();
    let holders = Query::select()
        .column(person_role::Column::PersonId)
        .from(person_role::Entity)
        .and_where(person_role::Column::OrganisationId.in_subquery(directorates))
        .and_where(person_role::Column::Role.eq(role.word()))
        .to_owned();
    people_among(db, holders).await
}

async fn people_among<C: ConnectionTrait>(
    db: &C,
    holders: SelectStatement,
) -> Result<Vec<Person>, DbErr> {
    let rows =
        person::Entity::find().filter(person::Column::Id.in_subquery(holders)).all(db).await?;
    let mut people: Vec<Person> = rows.into_iter().map(Person::from).collect();
    people.sort_by(|a, b| (&a.name, &a.email).cmp(&(&b.name, &b.email)));
    Ok(people)
}

/// What a person does for one organisation, in the order of the roles; empty when nothing.
pub(crate) async fn roles_at<C: ConnectionTrait>(
    db: &C,
    person: PersonId,
    organisation: OrganisationId,
) -> Result<Vec<Role>, DbErr> {
    let rows = person_role::Entity::find()
        .filter(person_role::Column::PersonId.eq(person.0))
        .filter(person_role::Column::OrganisationId.eq(organisation.0))
        .all(db)
        .await?;
    let mut roles =
        rows.iter().map(|row| known(&row.role)).collect::<Result<Vec<Role>, DbErr>>()?;
    roles.sort();
    Ok(roles)
}

/// The organisations a person holds a role at, by name.
pub(crate) async fn organisations_of<C: ConnectionTrait>(
    db: &C,
    person: PersonId,
) -> Result<Vec<Organisation>, DbErr> {
    let held = Query::select()
        .column(person_role::Column::OrganisationId)
        .from(person_role::Entity)
        .and_where(person_role::Column::PersonId.eq(person.0))
        .to_owned();
    let rows = organisation::Entity::find()
        .filter(organisation::Column::Id.in_subquery(held))
        .all(db)
        .await?;
    by_name(rows)
}

/// A page of the roles held, for those the actor may see.
pub(crate) async fn roles_held<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    look: &Look,
) -> Result<Page<RoleHeld>, DbErr> {
    let mut wanted = Query::select();
    wanted
        .from(person_role::Entity)
        .inner_join(
            person::Entity,
            Expr::col((person::Entity, person::Column::Id))
                .equals((person_role::Entity, person_role::Column::PersonId)),
        )
        .inner_join(
            organisation::Entity,
            Expr::col((organisation::Entity, organisation::Column::Id))
                .equals((person_role::Entity, person_role::Column::OrganisationId)),
        );
    if let Some(own) = actor.confined_to() {
        wanted.and_where(person_role::Column::OrganisationId.eq(own.0));
    }
    if let Some(words) = look.search() {
        let escaped =
            words.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = || LikeExpr::new(format!("%{escaped}%")).escape('\\');
        let lower = |column: Expr| Expr::from(Func::lower(column));
        wanted.cond_where(
            Condition::any()
                .add(lower(Expr::col((person::Entity, person::Column::Name))).like(like()))
                .add(lower(Expr::col((person::Entity, person::Column::Email))).like(like()))
                .add(
                    lower(Expr::col((organisation::Entity, organisation::Column::Name)))
                        .like(like()),
                ),
        );
    }
    let mut counted = wanted.clone();
    counted.expr_as(Expr::col(Asterisk).count(), "total");
    let total: i64 = match db.query_one(&counted).await? {
        Some(row) => row.try_get("", "total")?,
        None => 0,
    };

    let before = (look.page() - 1).saturating_mul(look.per_page());
    let order = if look.descending { Order::Desc } else { Order::Asc };
    match look.sort.as_deref() {
        Some("email") => wanted.order_by((person::Entity, person::Column::Email), order),
        Some("organisation") => {
            wanted.order_by((organisation::Entity, organisation::Column::Name), order)
        }
        Some("role") => wanted.order_by((person_role::Entity, person_role::Column::Role), order),
        _ => wanted.order_by((person::Entity, person::Column::Name), order),
    };
    wanted
        .order_by((person::Entity, person::Column::Email), Order::Asc)
        .order_by((organisation::Entity, organisation::Column::Name), Order::Asc)
        .order_by((person_role::Entity, person_role::Column::Role), Order::Asc)
        .expr_as(Expr::col((person::Entity, person::Column::Id)), "person_id")
        .expr_as(Expr::col((person::Entity, person::Column::Name)), "person_name")
        .expr_as(Expr::col((person::Entity, person::Column::Email)), "email")
        .expr_as(Expr::col((organisation::Entity, organisation::Column::Id)), "organisation_id")
        .expr_as(Expr::col((organisation::Entity, organisation::Column::Name)), "organisation_name")
        .expr_as(Expr::col((person_role::Entity, person_role::Column::Role)), "role")
        .limit(look.per_page())
        .offset(Ord::min(before, i64::MAX as u64));
    let rows = db
        .query_all(&wanted)
        .await?
        .iter()
        .map(|row| {
            Ok(RoleHeld {
                person: Person {
                    id: PersonId(row.try_get("", "person_id")?),
                    name: row.try_get("", "person_name")?,
                    email: row.try_get("", "email")?,
                },
                organisation: OrganisationId(row.try_get("", "organisation_id")?),
                organisation_name: row.try_get("", "organisation_name")?,
                role: known(&row.try_get::<String>("", "role")?)?,
            })
        })
        .collect::<Result<Vec<_>, DbErr>>()?;
    Ok(Page { rows, total: total.unsigned_abs(), page: look.page(), per_page: look.per_page() })
}
