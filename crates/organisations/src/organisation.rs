use std::{fmt, str::FromStr};
use vocabulary::{Language, MunicipalityNumber, OrganisationId, OrganisationNumber, Role};

/// What an organisation is to the grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrganisationKind {
    /// It gives the grants.
    Directorate,
    /// A municipality, as the legal entity that applies.
    Municipality,
    /// A county authority, a health trust, an association.
    Other,
}

impl OrganisationKind {
    /// All of them.
    pub const ALL: [OrganisationKind; 3] =
        [OrganisationKind::Directorate, OrganisationKind::Municipality, OrganisationKind::Other];

    /// The word that stands in the database.
    pub const fn word(self) -> &'static str {
        match self {
            OrganisationKind::Directorate => "directorate",
            OrganisationKind::Municipality => "municipality",
            OrganisationKind::Other => "other",
        }
    }
    /// Whether somebody can hold the role here. What an officer sees, nobody outside the directorate
    /// may see, and the directorate does not apply to itself.
    pub const fn has_role(self, role: Role) -> bool {
        role.is_directorate() == matches!(self, OrganisationKind::Directorate)
    }
}

impl fmt::Display for OrganisationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl FromStr for OrganisationKind {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        OrganisationKind::ALL
            .into_iter()
            .find(|kind| kind.word() == word)
            .ok_or_else(|| format!("«{word}» is not a kind of organisation"))
    }
}

/// An organisation that gives or receives grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// What it is.
    pub kind: OrganisationKind,
    /// Its name, unique here; where names collide, the county belongs to it: `Herøy kommune (Nordland)`.
    pub name: String,
    /// Its number in the register of legal entities, where it is known.
    pub number: Option<OrganisationNumber>,
    /// The municipality it is or lies in, by the number of the day it was enrolled for.
    pub municipality: Option<MunicipalityNumber>,
    /// The language it is written to in.
    pub language: Language,
}

/// An organisation that is to be enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrganisation {
    /// What it is.
    pub kind: OrganisationKind,
    /// Its name.
    pub name: String,
    /// Its number in the register of legal entities.
    pub number: Option<OrganisationNumber>,
    /// The municipality it is or lies in; a municipality must have one. Any number since 2005.
    pub municipality: Option<MunicipalityNumber>,
    /// The language it is written to in. `None` follows the municipality's language form, and is bokmål
    /// where there is none.
    pub language: Option<Language>,
}

impl NewOrganisation {
    /// Whether this says nothing else than what is enrolled already.
    pub(crate) fn is(&self, enrolled: &Organisation) -> bool {
        self.kind == enrolled.kind
            && self.number == enrolled.number
            && self.municipality == enrolled.municipality
            && self.language.is_none_or(|language| language == enrolled.language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn officers_are_found_only_at_the_directorate() {
        for role in Role::ALL {
            assert_eq!(OrganisationKind::Directorate.has_role(role), role != Role::Applicant);
            assert_eq!(OrganisationKind::Municipality.has_role(role), role == Role::Applicant);
            assert_eq!(OrganisationKind::Other.has_role(role), role == Role::Applicant);
        }
    }
}
