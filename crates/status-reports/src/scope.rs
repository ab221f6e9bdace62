//! What a status report to the directorate covers, and who is to read it.

use serde::{Deserialize, Serialize};
use std::{fmt, ops::RangeInclusive, str::FromStr};
use vocabulary::{CallId, CountyNumber, SchemeId};

/// The budget years that something can be told of; a number beyond them is no year.
pub(crate) const YEARS: RangeInclusive<i32> = 1900..=2200;

/// What a status report to the directorate covers. A year is the budget year of the calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// One call.
    Call(CallId),
    /// The calls of one scheme in one year.
    Scheme {
        /// The scheme.
        scheme: SchemeId,
        /// The budget year.
        year: i32,
    },
    /// One county in all calls of one year.
    County {
        /// Its number when applications were sent.
        number: CountyNumber,
        /// The budget year.
        year: i32,
    },
    /// All calls of one budget year.
    Year(i32),
}

impl Scope {
    /// The word of its kind in the database and in addresses.
    pub const fn kind(self) -> &'static str {
        match self {
            Scope::Call(_) => "call",
            Scope::Scheme { .. } => "scheme",
            Scope::County { .. } => "county",
            Scope::Year(_) => "year",
        }
    }

    /// What tells it from the others of its kind, as the database keeps it: a call's or a scheme's id,
    /// a county's number, nothing for a year.
    pub fn id(self) -> String {
        match self {
            Scope::Call(call) => call.to_string(),
            Scope::Scheme { scheme, .. } => scheme.to_string(),
            Scope::County { number, .. } => number.to_string(),
            Scope::Year(_) => String::new(),
        }
    }

    /// The budget year; a call has its own.
    pub const fn year(self) -> Option<i32> {
        match self {
            Scope::Call(_) => None,
            Scope::Scheme { year, .. } | Scope::County { year, .. } | Scope::Year(year) => {
                Some(year)
            }
        }
    }

    /// The scope of what the database keeps of it: the inverse of [`Scope::kind`], [`Scope::id`] and
    /// [`Scope::year`]. `None` when that is none.
    pub fn from_parts(kind: &str, id: &str, year: Option<i32>) -> Option<Scope> {
        if year.is_some_and(|year| !YEARS.contains(&year)) {
            return None;
        }
        Some(match (kind, year) {
            ("call", None) => Scope::Call(id.parse().ok()?),
            ("scheme", Some(year)) => Scope::Scheme { scheme: id.parse().ok()?, year },
            ("county", Some(year)) => Scope::County { number: id.parse().ok()?, year },
            ("year", Some(year)) if id.is_empty() => Scope::Year(year),
            _ => return None,
        })
    }
}

/// Who is to read a report.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// The directorate and the ministry: everything that is recorded.
    #[default]
    Internal,
    /// Anybody: counts of persons under 5 are suppressed, and narratives, reasons and the functions of
    /// those who take part are left out. What projects are called and what their targets say stands as it
    /// was written.
    Public,
}

impl Audience {
    /// Both.
    pub const ALL: [Audience; 2] = [Audience::Internal, Audience::Public];

    /// The word in the database, in addresses and in file names.
    pub const fn word(self) -> &'static str {
        match self {
            Audience::Internal => "internal",
            Audience::Public => "public",
        }
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl FromStr for Audience {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        let known = Audience::ALL.into_iter().find(|audience| audience.word() == word);
        known.ok_or_else(|| format!("«{word}» is not an audience; there are internal and public"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_database_keeps_is_read_back() {
        let scopes = [
            Scope::Call(CallId::fresh()),
            Scope::Scheme { scheme: SchemeId::fresh(), year: 2012 },
            Scope::County { number: "03".parse().unwrap(), year: 2012 },
            Scope::Year(2012),
        ];
        for scope in scopes {
            let read = Scope::from_parts(scope.kind(), &scope.id(), scope.year());
            assert_eq!(read, Some(scope));
        }
        assert_eq!(Scope::from_parts("county", "3", Some(2012)), None);
        assert_eq!(Scope::from_parts("year", "", None), None);
        for audience in Audience::ALL {
            assert_eq!(audience.word().parse(), Ok(audience));
        }
    }
}
