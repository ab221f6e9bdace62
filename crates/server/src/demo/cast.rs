//! Who is in the stories: functions, not persons.

use super::story::Story;
use super::tell::DemoError;
use crate::House;
use organisations::{NewOrganisation, NewPerson, OrganisationKind};
use std::collections::BTreeMap;
use vocabulary::{Actor, Clock, Language, OrganisationId, PersonId, Role};

/// The directorate's people.
pub(super) struct Cast {
    pub(super) officers: Vec<Actor>,
    pub(super) authority: Actor,
    /// Organisation and actor by the organisation's name.
    pub(super) applicants: BTreeMap<String, (OrganisationId, Actor)>,
    /// Who is shown a sign-in address, with what they are.
    pub(super) shown: Vec<(String, PersonId)>,
}

const OFFICERS: [(&str, &str); 2] = [
    ("Saksbehandler A", "saksbehandler.a@direktoratet.example"),
    ("Saksbehandler B", "saksbehandler.b@direktoratet.example"),
];
const AUTHORITY: (&str, &str) = ("Avdelingsdirektøren", "avdelingsdirektor@direktoratet.example");

/// The municipalities that can be signed in for: each has something to do in the call that is open.
const SHOWN: [&str; 3] = ["Stavanger", "Bodø", "Førde"];

/// Enrols everybody; those who are known stay as they are.
pub(super) async fn assemble(
    house: &House,
    clock: &dyn Clock,
    teller: &Actor,
    stories: &[Story],
) -> Result<Cast, DemoError> {
    let db = &house.db;
    let directorate = NewOrganisation {
        kind: OrganisationKind::Directorate,
        name: house.desk.authority.clone(),
        number: None,
        municipality: None,
        language: Some(Language::Bokmal),
    };
    let directorate = organisations::enrol(db, clock, teller, directorate).await?;
    let mut shown = Vec::new();
    let mut officers = Vec::new();
    for (name, email) in OFFICERS {
        let (id, actor) =
            join(house, clock, teller, directorate, name, email, &[Role::CaseOfficer]).await?;
        if shown.is_empty() {
            shown.push((name.to_owned(), id));
        }
        officers.push(actor);
    }
    let roles = [Role::BudgetAuthority, Role::CaseOfficer];
    let (id, authority) =
        join(house, clock, teller, directorate, AUTHORITY.0, AUTHORITY.1, &roles).await?;
    shown.push((AUTHORITY.0.to_owned(), id));
    let mut applicants = BTreeMap::new();
    for application in stories.iter().flat_map(|story| &story.applications) {
        let name = &application.organisation;
        if applicants.contains_key(name) {
            continue;
        }
        let new = NewOrganisation {
            kind: OrganisationKind::Municipality,
            name: name.clone(),
            number: None,
            municipality: Some(application.municipality),
            language: None,
        };
        let organisation = organisations::enrol(db, clock, teller, new).await?;
        let person = format!("Søknadsansvarlig i {name}");
        let roles = [Role::Applicant];
        let (id, actor) =
            join(house, clock, teller, organisation, &person, &application.email, &roles).await?;
        if SHOWN.iter().any(|shown| name.starts_with(shown)) {
            shown.push((name.clone(), id));
        }
        applicants.insert(name.clone(), (organisation, actor));
    }
    Ok(Cast { officers, authority, applicants, shown })
}

async fn join(
    house: &House,
    clock: &dyn Clock,
    teller: &Actor,
    organisation: OrganisationId,
    name: &str,
    email: &str,
    roles: &[Role],
) -> Result<(PersonId, Actor), DemoError> {
    let mut id = None;
    for role in roles {
        let (name, email) = (name.to_owned(), email.to_owned());
        let new = NewPerson { name, email, organisation, role: *role };
        id = Some(organisations::add_person(&house.db, clock, teller, new).await?);
    }
    let id = id.ok_or(DemoError::Lost("a person without a role"))?;
    let actor = organisations::queries::actor(&house.db, id, organisation).await?;
    Ok((id, actor.ok_or(DemoError::Lost("a person without a role"))?))
}
