//! Looking: places on a day, organisations, people.

pub use crate::signatory::SignatoryRow;

use crate::{
    organisation::Organisation,
    person::{self, Person, RoleHeld},
    register::{County, Municipality},
    repository,
    signatory::Signatory,
};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::BTreeMap;
use vocabulary::{
    Actor, CountyNumber, Day, Look, MunicipalityNumber, OrganisationId, Page, PersonId, Role,
};

/// The counties of a day, by number.
pub async fn counties_on(db: &impl ConnectionTrait, day: Day) -> Result<Vec<County>, DbErr> {
    repository::counties_on(db, day).await
}

/// The municipalities of a day, by number.
pub async fn municipalities_on(
    db: &impl ConnectionTrait,
    day: Day,
) -> Result<Vec<Municipality>, DbErr> {
    repository::municipalities_on(db, day).await
}

/// The municipality with this number on a day.
pub async fn municipality_on(
    db: &impl ConnectionTrait,
    number: MunicipalityNumber,
    day: Day,
) -> Result<Option<Municipality>, DbErr> {
    repository::municipality_on(db, number, day).await
}

/// The persons of every county on 1 January of a year; empty for years the source does not give
/// (it gives 2008–2013 and 2024–2026).
pub async fn county_population(
    db: &impl ConnectionTrait,
    year: i32,
) -> Result<BTreeMap<CountyNumber, i64>, DbErr> {
    repository::county_population(db, year).await
}

/// The organisation with this id.
pub async fn organisation(
    db: &impl ConnectionTrait,
    id: OrganisationId,
) -> Result<Option<Organisation>, DbErr> {
    repository::organisation(db, id).await
}

/// The organisation enrolled under this name.
pub async fn by_name(db: &impl ConnectionTrait, name: &str) -> Result<Option<Organisation>, DbErr> {
    repository::organisation_by_name(db, name.trim()).await
}

/// All organisations, by name. That they are enrolled is public.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Organisation>, DbErr> {
    repository::organisations(db).await
}

/// The person with this id.
pub async fn person(db: &impl ConnectionTrait, id: PersonId) -> Result<Option<Person>, DbErr> {
    repository::person(db, id).await
}

/// The person with this e-mail address, typed in letters of any size. Whether there is one is nobody's
/// business: a page answers the same either way.
pub async fn person_by_email(
    db: &impl ConnectionTrait,
    email: &str,
) -> Result<Option<Person>, DbErr> {
    match person::email_address(email) {
        Some(address) => repository::person_by_email(db, &address).await,
        None => Ok(None),
    }
}

/// Those who hold the role at one organisation, by name.
pub async fn people_of(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    role: Role,
) -> Result<Vec<Person>, DbErr> {
    repository::people_of(db, organisation, role).await
}

/// Those who sign for an organisation on a day and apply for it still, by name. Without any, whoever
/// applies for it signs for it.
pub async fn signatories_on(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    day: Day,
) -> Result<Vec<Person>, DbErr> {
    let all = repository::signatories(db, organisation).await?;
    let mut people: Vec<Person> = all
        .into_iter()
        .filter(|signatory| signatory.signs_on(day))
        .map(|signatory| signatory.person)
        .collect();
    people.dedup_by_key(|person| person.id);
    Ok(people)
}

/// Those who sign or signed for an organisation, by name: for the directorate and the organisation's
/// own people, empty for everybody else.
pub async fn signatories_for_actor(
    db: &impl ConnectionTrait,
    actor: &Actor,
    organisation: OrganisationId,
) -> Result<Vec<Signatory>, DbErr> {
    match actor.sees(organisation) {
        true => repository::signatories(db, organisation).await,
        false => Ok(Vec::new()),
    }
}

/// Everybody who signs or signed for an organisation that the actor sees, and applies for it still, by
/// organisation and name.
pub async fn registered_signatories_for_actor(
    db: &impl ConnectionTrait,
    actor: &Actor,
) -> Result<Vec<SignatoryRow>, DbErr> {
    let held = repository::roles_held(db, actor, &Look::everything()).await?.rows;
    let held = held.into_iter().filter(|held| held.role == Role::Applicant);
    let applying: BTreeMap<(PersonId, OrganisationId), _> =
        held.map(|held| ((held.person.id, held.organisation), held)).collect();
    let rows = repository::signatory_days(db).await?.into_iter();
    let mut found: Vec<SignatoryRow> = rows
        .filter_map(|(person, organisation, from, to)| {
            let held = applying.get(&(person, organisation))?;
            Some(SignatoryRow {
                organisation,
                organisation_name: held.organisation_name.clone(),
                signatory: Signatory { person: held.person.clone(), from, to },
            })
        })
        .collect();
    found.sort_by(|a, b| {
        let key = |row: &SignatoryRow| {
            (row.organisation_name.clone(), row.signatory.person.name.clone(), row.signatory.from)
        };
        key(a).cmp(&key(b))
    });
    Ok(found)
}

/// Those who hold the role at the directorate, by name.
pub async fn directorate_people(
    db: &impl ConnectionTrait,
    role: Role,
) -> Result<Vec<Person>, DbErr> {
    repository::directorate_people(db, role).await
}

/// People and their roles, a page of them: all for the directorate, an applicant's own organisation
/// else. Sorts by `name`, `email`, `organisation` or `role`.
pub async fn people_for_actor(
    db: &impl ConnectionTrait,
    actor: &Actor,
    look: &Look,
) -> Result<Page<RoleHeld>, DbErr> {
    repository::roles_held(db, actor, look).await
}

/// A person as one who acts for an organisation now; `None` without a role there.
pub async fn actor(
    db: &impl ConnectionTrait,
    person: PersonId,
    organisation: OrganisationId,
) -> Result<Option<Actor>, DbErr> {
    let roles = repository::roles_at(db, person, organisation).await?;
    if roles.is_empty() {
        return Ok(None);
    }
    let known = repository::person(db, person).await?;
    Ok(known.map(|known| Actor::Person { id: known.id, name: known.name, organisation, roles }))
}
