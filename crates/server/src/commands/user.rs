//! `fordel user`.

use crate::House;
use anyhow::Context;
use organisations::{NewOrganisation, NewPerson, OrganisationKind};
use vocabulary::{Actor, MunicipalityNumber, Role};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Give a person a role, and print a link to sign in with.
    Add {
        /// The e-mail address.
        #[arg(long)]
        email: String,
        /// The name.
        #[arg(long)]
        name: String,
        /// case-officer, budget-authority or applicant.
        #[arg(long)]
        role: Role,
        /// The organisation; made when it is not known.
        #[arg(long)]
        organisation: String,
        /// The municipality number of an organisation that is a municipality.
        #[arg(long)]
        municipality: Option<MunicipalityNumber>,
    },
}

/// How long a printed link works.
const LINK_DAYS: i64 = 7;

/// Adds a person and prints the sign-in address.
pub(super) async fn user(house: &House, command: Command) -> anyhow::Result<()> {
    let Command::Add { email, name, role, organisation, municipality } = command;
    let actor = Actor::System("fordel user");
    let clock = house.clock.as_ref();
    let known = organisations::by_name(&house.db, &organisation).await?;
    let organisation = match known {
        Some(known) => known.id,
        None => {
            organisations::import_register(&house.db, clock).await?;
            county_allocation::import_carried_weights(&house.db, clock).await?;
            let kind = match (role.is_directorate(), municipality) {
                (true, _) => OrganisationKind::Directorate,
                (false, Some(_)) => OrganisationKind::Municipality,
                (false, None) => OrganisationKind::Other,
            };
            let new = NewOrganisation {
                kind,
                name: organisation,
                number: None,
                municipality,
                language: None,
            };
            organisations::enrol(&house.db, clock, &actor, new).await?
        }
    };
    let new = NewPerson { name, email, organisation, role };
    let person = organisations::add_person(&house.db, clock, &actor, new).await?;
    let address = sign_in_address(house, person).await?;
    say!("{address}");
    say!("The address works once, for {LINK_DAYS} days.");
    Ok(())
}

/// An address that signs a person in, once.
pub(crate) async fn sign_in_address(
    house: &House,
    person: vocabulary::PersonId,
) -> anyhow::Result<String> {
    let valid = chrono::Duration::days(LINK_DAYS);
    let token = organisations::sign_in_link(&house.db, house.clock.as_ref(), person, valid)
        .await
        .context("no sign-in address could be made")?;
    Ok(format!("{}/sign-in/{}", house.desk.public_url, token.reveal()))
}
