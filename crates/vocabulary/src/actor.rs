use crate::{OrganisationId, PersonId};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What a person may do, always on behalf of one organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Handles cases at the directorate: sees all of it.
    CaseOfficer,
    /// Holds budget authority at the directorate: adopts an allocation and awards grants.
    BudgetAuthority,
    /// Applies and reports on behalf of one applicant organisation.
    Applicant,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 3] = [Role::CaseOfficer, Role::BudgetAuthority, Role::Applicant];

    /// The word that stands in the database and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Role::CaseOfficer => "case-officer",
            Role::BudgetAuthority => "budget-authority",
            Role::Applicant => "applicant",
        }
    }
    /// Works for the directorate.
    pub const fn is_directorate(self) -> bool {
        matches!(self, Role::CaseOfficer | Role::BudgetAuthority)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl FromStr for Role {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Role::ALL.into_iter().find(|role| role.word() == word).ok_or_else(|| {
            format!(
                "«{word}» is not a role; the roles are {}",
                Role::ALL.map(Role::word).join(", ")
            )
        })
    }
}

/// Who does something, and on whose behalf. Every verb asks it whether the act may be done; every
/// query is scoped to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The system itself: a round, an importer. `0` says which.
    System(&'static str),
    /// A person, acting for one organisation with the roles held there.
    Person {
        /// Who.
        id: PersonId,
        /// The name the journal shows.
        name: String,
        /// For whom.
        organisation: OrganisationId,
        /// As what.
        roles: Vec<Role>,
    },
}

impl Actor {
    /// Has this role. The system has every role: what it may do is decided by what is built into it.
    pub fn is(&self, role: Role) -> bool {
        match self {
            Actor::System(_) => true,
            Actor::Person { roles, .. } => roles.contains(&role),
        }
    }
    /// Works for the directorate (or is the system): sees every organisation's things.
    pub fn is_directorate(&self) -> bool {
        match self {
            Actor::System(_) => true,
            Actor::Person { roles, .. } => roles.iter().any(|role| role.is_directorate()),
        }
    }
    /// The one organisation this actor is confined to; `None` when it sees all.
    pub fn confined_to(&self) -> Option<OrganisationId> {
        match self {
            Actor::Person { organisation, .. } if !self.is_directorate() => Some(*organisation),
            _ => None,
        }
    }
    /// May see things that belong to this organisation and are not public.
    pub fn sees(&self, owner: OrganisationId) -> bool {
        self.confined_to().is_none_or(|own| own == owner)
    }
    /// May act as an applicant for this organisation.
    pub fn applies_for(&self, owner: OrganisationId) -> bool {
        match self {
            Actor::System(_) => true,
            Actor::Person { organisation, roles, .. } => {
                *organisation == owner && roles.contains(&Role::Applicant)
            }
        }
    }
    /// The person, when it is one.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Actor::System(_) => None,
            Actor::Person { id, .. } => Some(*id),
        }
    }
    /// The name the journal shows.
    pub fn name(&self) -> &str {
        match self {
            Actor::System(what) => what,
            Actor::Person { name, .. } => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(organisation: OrganisationId, role: Role) -> Actor {
        Actor::Person { id: PersonId::fresh(), name: "P".into(), organisation, roles: vec![role] }
    }

    #[test]
    fn an_applicant_sees_only_its_own() {
        let (own, other) = (OrganisationId::fresh(), OrganisationId::fresh());
        let applicant = person(own, Role::Applicant);
        assert!(applicant.sees(own) && !applicant.sees(other));
        assert!(applicant.applies_for(own) && !applicant.applies_for(other));
        let officer = person(own, Role::CaseOfficer);
        assert!(officer.sees(other) && !officer.applies_for(own));
    }
}
