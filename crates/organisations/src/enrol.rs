use crate::{
    organisation::{NewOrganisation, Organisation, OrganisationKind},
    person,
    register::{Register, RegisterError},
    repository,
};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use vocabulary::{Actor, Clock, Language, MunicipalityNumber, OrganisationId, OrganisationNumber};

/// Why an organisation was not enrolled.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// Only the directorate enrols organisations.
    #[error("only the directorate enrols organisations")]
    NotAllowed,
    /// There is no name, or one that cannot be printed.
    #[error("an organisation needs a name")]
    NoName,
    /// Another organisation, one with other particulars, is enrolled under this name.
    #[error("another organisation is enrolled as «{0}» already")]
    NameTaken(String),
    /// The organisation number belongs to another one.
    #[error("{number} is the number of «{holder}» already")]
    NumberTaken {
        /// The number.
        number: OrganisationNumber,
        /// The name of the one that has it.
        holder: String,
    },
    /// A municipality without its number.
    #[error("a municipality is enrolled with its number")]
    NoMunicipalityNumber,
    /// The register has never had this number.
    #[error("there has been no municipality {0} since 2005")]
    UnknownMunicipality(MunicipalityNumber),
    /// The register's own data is damaged.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Enrols an organisation and returns its id. Enrolling the same one again returns the id it has.
pub async fn enrol(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewOrganisation,
) -> Result<OrganisationId, EnrolError> {
    if !actor.is_directorate() {
        return Err(EnrolError::NotAllowed);
    }
    let new = NewOrganisation { name: person::name(&new.name).ok_or(EnrolError::NoName)?, ..new };
    if new.kind == OrganisationKind::Municipality && new.municipality.is_none() {
        return Err(EnrolError::NoMunicipalityNumber);
    }
    let tx = journal::begin(db).await?;
    if let Some(id) = enrolled_already(&tx, &new).await? {
        return Ok(id);
    }
    let of_its_place = match new.municipality {
        Some(number) => language_of(&tx, number).await?,
        None => Language::Bokmal,
    };
    let organisation = Organisation {
        id: OrganisationId::fresh(),
        kind: new.kind,
        name: new.name.clone(),
        number: new.number,
        municipality: new.municipality,
        language: new.language.unwrap_or(of_its_place),
    };
    if !repository::insert_organisation(&tx, &organisation).await? {
        // Somebody else was quicker, between our look and our insert.
        return enrolled_already(&tx, &new)
            .await?
            .ok_or_else(|| EnrolError::NameTaken(new.name.clone()));
    }
    let detail = serde_json::json!({
        "kind": organisation.kind.word(),
        "name": organisation.name,
        "number": organisation.number,
        "municipality": organisation.municipality,
        "language": organisation.language,
    });
    let id = organisation.id.to_string();
    let act = journal::Act { act: "enrolled", thing: "organisation", id, detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    tx.commit().await?;
    Ok(organisation.id)
}

/// The id when this organisation is there; an error when its name or number is another's.
async fn enrolled_already(
    tx: &DatabaseTransaction,
    new: &NewOrganisation,
) -> Result<Option<OrganisationId>, EnrolError> {
    if let Some(found) = repository::organisation_by_name(tx, &new.name).await? {
        return if new.is(&found) {
            Ok(Some(found.id))
        } else {
            Err(EnrolError::NameTaken(found.name))
        };
    }
    if let Some(number) = new.number
        && let Some(holder) = repository::organisation_by_number(tx, number).await?
    {
        return Err(EnrolError::NumberTaken { number, holder: holder.name });
    }
    Ok(None)
}

/// The language a municipality is written to in. Language forms are known of today's municipalities,
/// so one that is no more is written to as the one that stands in its place.
async fn language_of(
    tx: &DatabaseTransaction,
    number: MunicipalityNumber,
) -> Result<Language, EnrolError> {
    let latest = repository::latest_municipality(tx, number)
        .await?
        .ok_or(EnrolError::UnknownMunicipality(number))?;
    let today = match latest.valid_to {
        None => Some(latest),
        Some(last) => {
            let register = Register::embedded()?;
            let newest = register.changes().last().map_or(last, |change| change.in_force_on);
            match register.successor(number, last, newest.max(last)) {
                Some(heir) => repository::latest_municipality(tx, heir).await?,
                None => None,
            }
        }
    };
    Ok(today.map_or(Language::Bokmal, |municipality| municipality.language_form.language()))
}
