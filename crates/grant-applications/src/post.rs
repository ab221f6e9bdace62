//! Writing to those who take part in an application.

use crate::{Application, repository};
use chrono::{DateTime, Utc};
use letters::{About, Desk, Letter, Recipient, WriteError};
use organisations::{Organisation, Person};
use sea_orm::{DatabaseTransaction, DbErr};
use std::collections::BTreeMap;
use vocabulary::{ApplicationId, Language, OrganisationId, Role};

/// What a round wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wrote {
    /// How many letters.
    pub letters: usize,
    /// About how many applications.
    pub applications: usize,
    /// What could not be written, and why. The next round tries again.
    pub failed: Vec<(ApplicationId, String)>,
}

impl Wrote {
    pub(crate) fn count<E: std::fmt::Display>(
        &mut self,
        id: ApplicationId,
        done: Result<usize, E>,
    ) {
        match done {
            Ok(0) => {}
            Ok(letters) => {
                self.letters += letters;
                self.applications += 1;
            }
            Err(error) => self.failed.push((id, error.to_string())),
        }
    }
}

/// Letters about one application, in one transaction.
pub(crate) struct Post<'a> {
    pub(crate) tx: &'a DatabaseTransaction,
    pub(crate) desk: &'a Desk,
    pub(crate) now: DateTime<Utc>,
    pub(crate) application: &'a Application,
}

/// Whom a letter is for.
pub(crate) struct Addressed<'a> {
    /// The organisation that applies.
    pub(crate) applicant: &'a str,
    /// The organisation the recipient acts for.
    pub(crate) organisation: &'a str,
    /// The language it is written to in.
    pub(crate) language: Language,
}

impl Post<'_> {
    /// Where the application is.
    pub(crate) fn path(&self) -> String {
        format!("/applications/{}", self.application.id)
    }

    /// To the people of the applicant and of those who joined it; how many.
    pub(crate) async fn to_all(
        &self,
        key: &str,
        letter: impl Fn(&Addressed<'_>) -> Letter,
    ) -> Result<usize, WriteError> {
        let own = self.application.organisation;
        let mut written = 0;
        for organisation in [own].into_iter().chain(self.application.joined()) {
            written += self.to_organisation(organisation, key, &letter).await?;
        }
        Ok(written)
    }

    /// To the people who apply for an organisation; how many.
    pub(crate) async fn to_organisation(
        &self,
        organisation: OrganisationId,
        key: &str,
        letter: impl Fn(&Addressed<'_>) -> Letter,
    ) -> Result<usize, WriteError> {
        let people = organisations::people_of(self.tx, organisation, Role::Applicant).await?;
        self.to_people(organisation, &people, key, letter).await
    }

    /// To some people of an organisation; how many.
    pub(crate) async fn to_people(
        &self,
        organisation: OrganisationId,
        people: &[Person],
        key: &str,
        letter: impl Fn(&Addressed<'_>) -> Letter,
    ) -> Result<usize, WriteError> {
        let applicant = self.known(self.application.organisation).await?;
        let theirs = self.known(organisation).await?;
        let letter = letter(&Addressed {
            applicant: &applicant.name,
            organisation: &theirs.name,
            language: theirs.language,
        });
        for person in people {
            let recipient = Recipient {
                name: person.name.clone(),
                email: person.email.clone(),
                language: theirs.language,
                organisation: Some(organisation),
            };
            let key = format!("{key}:{}", recipient.email);
            let about = About { thing: "application", id: self.application.id.to_string() };
            letters::write(self.tx, self.desk, self.now, &key, about, &recipient, &letter).await?;
        }
        Ok(people.len())
    }

    async fn known(&self, organisation: OrganisationId) -> Result<Organisation, DbErr> {
        let known = organisations::organisation(self.tx, organisation).await?;
        known.ok_or_else(|| DbErr::RecordNotFound(format!("the organisation {organisation}")))
    }
}

/// The names of the municipalities of a day, by number.
pub(crate) async fn place_names(
    tx: &DatabaseTransaction,
    application: &Application,
) -> Result<BTreeMap<String, String>, DbErr> {
    let day = application.located_on;
    let places = organisations::queries::municipalities_on(tx, day).await?;
    Ok(places.into_iter().map(|place| (place.number.to_string(), place.short_name)).collect())
}

/// Whether the journal says of an application that this was done, in these words.
pub(crate) async fn was_done(
    tx: &DatabaseTransaction,
    id: ApplicationId,
    act: &str,
    detail: Option<(&str, &serde_json::Value)>,
) -> Result<bool, DbErr> {
    let history = journal::history(tx, "application", &id.to_string()).await?;
    let fits = |entry: &journal::Entry| match detail {
        Some((key, value)) => entry.detail.get(key) == Some(value),
        None => true,
    };
    Ok(history.iter().any(|entry| entry.act == act && fits(entry)))
}

/// The application with its call, locked, for a round that writes about it.
pub(crate) async fn reopened(
    tx: &DatabaseTransaction,
    id: ApplicationId,
) -> Result<Option<(Application, crate::Call)>, DbErr> {
    let Some(application) = repository::application_locked(tx, id).await? else { return Ok(None) };
    let call = repository::call(tx, application.call).await?;
    Ok(call.map(|call| (application, call)))
}
