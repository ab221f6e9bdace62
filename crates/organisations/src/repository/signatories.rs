use super::{kept, known};
use crate::entity::{person, person_role, signatory};
use crate::{NewSignatory, Person, Signatory};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect,
    sea_query::{Expr, Query},
};
use std::collections::BTreeMap;
use uuid::Uuid;
use vocabulary::{Day, OrganisationId, PersonId, Role};

/// What a person does for an organisation, and will do until this transaction ends.
pub(crate) async fn roles_at_locked(
    tx: &DatabaseTransaction,
    person: PersonId,
    organisation: OrganisationId,
) -> Result<Vec<Role>, DbErr> {
    let rows = person_role::Entity::find()
        .filter(person_role::Column::PersonId.eq(person.0))
        .filter(person_role::Column::OrganisationId.eq(organisation.0))
        .lock_exclusive()
        .all(tx)
        .await?;
    rows.iter().map(|row| known(&row.role)).collect()
}

pub(crate) async fn insert_signatory(
    tx: &DatabaseTransaction,
    new: &NewSignatory,
    at: DateTime<Utc>,
    by: &str,
) -> Result<(), DbErr> {
    let row = signatory::ActiveModel {
        id: Set(Uuid::now_v7()),
        person_id: Set(new.person.0),
        organisation_id: Set(new.organisation.0),
        from_on: Set(new.from.date()),
        to_on: Set(new.to.map(Day::date)),
        registered_at: Set(kept(at)),
        registered_by: Set(by.to_owned()),
    };
    signatory::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Ends what is in force after the day, and takes away what begins after it; `false` when there was
/// nothing.
pub(crate) async fn end_signatory(
    tx: &DatabaseTransaction,
    person: PersonId,
    organisation: OrganisationId,
    last: Day,
) -> Result<bool, DbErr> {
    use signatory::Column;
    let own = || {
        Condition::all()
            .add(Column::PersonId.eq(person.0))
            .add(Column::OrganisationId.eq(organisation.0))
    };
    let later = signatory::Entity::delete_many()
        .filter(own())
        .filter(Column::FromOn.gt(last.date()))
        .exec(tx)
        .await?;
    let ended = signatory::Entity::update_many()
        .col_expr(Column::ToOn, Expr::value(Some(last.date())))
        .filter(own())
        .filter(Column::FromOn.lte(last.date()))
        .filter(Condition::any().add(Column::ToOn.is_null()).add(Column::ToOn.gt(last.date())))
        .exec(tx)
        .await?;
    Ok(later.rows_affected + ended.rows_affected > 0)
}

/// Everything that is registered: who, for whom, the first day and the last.
pub(crate) async fn signatory_days<C: ConnectionTrait>(
    db: &C,
) -> Result<Vec<(PersonId, OrganisationId, Day, Option<Day>)>, DbErr> {
    let rows = signatory::Entity::find().all(db).await?;
    let days = |row: signatory::Model| {
        let (person, organisation) = (PersonId(row.person_id), OrganisationId(row.organisation_id));
        (person, organisation, Day::from(row.from_on), row.to_on.map(Day::from))
    };
    Ok(rows.into_iter().map(days).collect())
}

/// Those who sign or signed for an organisation and apply for it still, by name and first day.
pub(crate) async fn signatories<C: ConnectionTrait>(
    db: &C,
    organisation: OrganisationId,
) -> Result<Vec<Signatory>, DbErr> {
    let rows = signatory::Entity::find()
        .filter(signatory::Column::OrganisationId.eq(organisation.0))
        .all(db)
        .await?;
    let applying = Query::select()
        .column(person_role::Column::PersonId)
        .from(person_role::Entity)
        .and_where(person_role::Column::OrganisationId.eq(organisation.0))
        .and_where(person_role::Column::Role.eq(Role::Applicant.word()))
        .to_owned();
    let people = match rows.is_empty() {
        true => Vec::new(),
        false => {
            person::Entity::find().filter(person::Column::Id.in_subquery(applying)).all(db).await?
        }
    };
    let people: BTreeMap<Uuid, Person> =
        people.into_iter().map(|person| (person.id, Person::from(person))).collect();
    let mut found: Vec<Signatory> = rows
        .into_iter()
        .filter_map(|row| {
            let person = people.get(&row.person_id)?.clone();
            Some(Signatory { person, from: row.from_on.into(), to: row.to_on.map(Day::from) })
        })
        .collect();
    found.sort_by(|a, b| (&a.person.name, a.from).cmp(&(&b.person.name, b.from)));
    Ok(found)
}
