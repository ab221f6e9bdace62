use crate::person::Person;
use vocabulary::{Day, OrganisationId, PersonId};

/// Somebody who signs for an organisation: sends in on its behalf what binds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signatory {
    /// Who.
    pub person: Person,
    /// The first day.
    pub from: Day,
    /// The last day, included; `None` until further notice.
    pub to: Option<Day>,
}

impl Signatory {
    /// Signs on this day.
    pub fn signs_on(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// Somebody who signs, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatoryRow {
    /// For whom.
    pub organisation: OrganisationId,
    /// That organisation's name.
    pub organisation_name: String,
    /// Who, and when.
    pub signatory: Signatory,
}

/// Somebody who is to sign for an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSignatory {
    /// Who; a person who applies for the organisation.
    pub person: PersonId,
    /// For whom.
    pub organisation: OrganisationId,
    /// The first day.
    pub from: Day,
    /// The last day, included; `None` until further notice.
    pub to: Option<Day>,
}
