use crate::{NewSignatory, repository};
use sea_orm::{DatabaseConnection, DbErr};
use vocabulary::{Actor, Clock, Day, OrganisationId, PersonId, Role};

/// Why somebody was not made a signatory, or is one still.
#[derive(Debug, thiserror::Error)]
pub enum SignatoryError {
    /// Only the directorate registers who signs: nobody gives themselves a signature.
    #[error("only the directorate registers who signs for an organisation")]
    NotAllowed,
    /// Whoever cannot apply for it cannot sign for it.
    #[error("only somebody who applies for the organisation can sign for it")]
    NotAnApplicant,
    /// It would end before it begins.
    #[error("{to} comes before {from}")]
    EndsBeforeItBegins {
        /// The first day.
        from: Day,
        /// The last day.
        to: Day,
    },
    /// The person signs for it already on some of these days.
    #[error("the person signs for this organisation already on some of these days")]
    SignsAlready,
    /// The person does not sign for it on that day or later.
    #[error("the person does not sign for this organisation")]
    NotASignatory,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Registers who signs for an organisation. While it has signatories, nobody else sends in for it.
pub async fn register_signatory(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewSignatory,
) -> Result<(), SignatoryError> {
    if !actor.is_directorate() {
        return Err(SignatoryError::NotAllowed);
    }
    if let Some(to) = new.to.filter(|to| *to < new.from) {
        return Err(SignatoryError::EndsBeforeItBegins { from: new.from, to });
    }
    let tx = journal::begin(db).await?;
    let roles = repository::roles_at_locked(&tx, new.person, new.organisation).await?;
    if !roles.contains(&Role::Applicant) {
        return Err(SignatoryError::NotAnApplicant);
    }
    let known = repository::signatories(&tx, new.organisation).await?;
    let before_it_ends = |from: Day| new.to.is_none_or(|to| from <= to);
    let after_it_begins = |to: Option<Day>| to.is_none_or(|to| new.from <= to);
    let mut own = known.iter().filter(|known| known.person.id == new.person);
    if own.any(|known| before_it_ends(known.from) && after_it_begins(known.to)) {
        return Err(SignatoryError::SignsAlready);
    }
    repository::insert_signatory(&tx, &new, clock.now(), actor.name()).await?;
    let detail = serde_json::json!({ "person": new.person, "from": new.from, "to": new.to });
    let id = new.organisation.to_string();
    let act = journal::Act { act: "registered signatory", thing: "organisation", id, detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    Ok(tx.commit().await?)
}

/// Ends somebody's signature: `last` is the last day they sign. What had not begun by then never does.
pub async fn end_signatory(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    person: PersonId,
    organisation: OrganisationId,
    last: Day,
) -> Result<(), SignatoryError> {
    if !actor.is_directorate() {
        return Err(SignatoryError::NotAllowed);
    }
    let tx = journal::begin(db).await?;
    if !repository::end_signatory(&tx, person, organisation, last).await? {
        return Err(SignatoryError::NotASignatory);
    }
    let detail = serde_json::json!({ "person": person, "last": last });
    let id = organisation.to_string();
    let act = journal::Act { act: "ended signatory", thing: "organisation", id, detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    Ok(tx.commit().await?)
}
