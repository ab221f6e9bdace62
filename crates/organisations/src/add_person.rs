use crate::{
    person::{self, NewPerson, Person},
    repository,
};
use sea_orm::{DatabaseConnection, DbErr};
use vocabulary::{Actor, Clock, OrganisationId, PersonId, Role};

/// Why somebody was not given a role.
#[derive(Debug, thiserror::Error)]
pub enum AddPersonError {
    /// Only the directorate gives roles.
    #[error("only the directorate gives people their roles")]
    NotAllowed,
    /// There is no name, or one that cannot be printed.
    #[error("a person needs a name")]
    NoName,
    /// No letter could be addressed to this.
    #[error("«{0}» is not an e-mail address")]
    NotAnAddress(String),
    /// There is no such organisation.
    #[error("there is no such organisation")]
    UnknownOrganisation(OrganisationId),
    /// Officers are at the directorate, applicants are not.
    #[error("nobody at «{organisation}» can be {role}")]
    RoleDoesNotFit {
        /// The organisation's name.
        organisation: String,
        /// The role.
        role: Role,
    },
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Gives somebody a role at an organisation, and makes them known when they are not. People are told
/// apart by their e-mail address; giving a role they have already changes nothing.
pub async fn add_person(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewPerson,
) -> Result<PersonId, AddPersonError> {
    if !actor.is_directorate() {
        return Err(AddPersonError::NotAllowed);
    }
    let name = person::name(&new.name).ok_or(AddPersonError::NoName)?;
    let email = person::email_address(&new.email)
        .ok_or_else(|| AddPersonError::NotAnAddress(new.email.clone()))?;
    let tx = journal::begin(db).await?;
    let organisation = repository::organisation(&tx, new.organisation)
        .await?
        .ok_or(AddPersonError::UnknownOrganisation(new.organisation))?;
    if !organisation.kind.has_role(new.role) {
        let (organisation, role) = (organisation.name, new.role);
        return Err(AddPersonError::RoleDoesNotFit { organisation, role });
    }
    let made = Person { id: PersonId::fresh(), name, email };
    // An insert that gives way, then a look: whoever was quicker, there is one person afterwards.
    let is_new = repository::insert_person(&tx, &made, clock.now()).await?;
    let person = repository::person_by_email(&tx, &made.email).await?.unwrap_or(made);
    let gained = repository::insert_role(&tx, person.id, organisation.id, new.role).await?;
    if is_new || gained {
        let detail = serde_json::json!({ "organisation": organisation.id, "role": new.role });
        let act = if is_new { "added" } else { "gave role" };
        let act = journal::Act { act, thing: "person", id: person.id.to_string(), detail };
        journal::record(&tx, actor, clock.now(), act).await?;
    }
    tx.commit().await?;
    Ok(person.id)
}
