//! A status report and where it stands.

use crate::{Audience, GrantFigures, Scope, ScopeFigures};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use vocabulary::{CallId, CountyNumber, Day, GrantId, Language, SchemeId, StatusReportId};

/// By which words, tables and setting reports are written. To be raised by whoever changes the bytes that
/// given figures come out as (a test holds them): what was written before can then not be made again, and
/// is told so.
pub const TEMPLATE: i32 = 3;

/// What a status report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A call and everything that came of it.
    Call(CallId),
    /// One grant.
    Grant(GrantId),
    /// The calls of one scheme in one budget year.
    Scheme {
        /// The scheme.
        scheme: SchemeId,
        /// The budget year.
        year: i32,
    },
    /// One county in all calls of one budget year.
    County {
        /// Its number at the time.
        number: CountyNumber,
        /// The budget year.
        year: i32,
    },
    /// All calls of one budget year.
    Year(i32),
}

impl Subject {
    /// The word of its kind in the database and in addresses.
    pub const fn kind(self) -> &'static str {
        match self {
            Subject::Call(_) => "call",
            Subject::Grant(_) => "grant",
            Subject::Scheme { .. } => "scheme",
            Subject::County { .. } => "county",
            Subject::Year(_) => "year",
        }
    }
    /// What tells it from the others of its kind, as the database keeps it; empty for a year.
    pub fn id(self) -> String {
        match self {
            Subject::Grant(id) => id.to_string(),
            Subject::Call(id) => id.to_string(),
            Subject::Scheme { scheme, .. } => scheme.to_string(),
            Subject::County { number, .. } => number.to_string(),
            Subject::Year(_) => String::new(),
        }
    }
    /// The budget year; calls and grants have their own.
    pub const fn year(self) -> Option<i32> {
        match self {
            Subject::Call(_) | Subject::Grant(_) => None,
            Subject::Scheme { year, .. } | Subject::County { year, .. } | Subject::Year(year) => {
                Some(year)
            }
        }
    }
    /// What it covers, when it is a report to the directorate and not of one grant.
    pub const fn scope(self) -> Option<Scope> {
        Some(match self {
            Subject::Grant(_) => return None,
            Subject::Call(call) => Scope::Call(call),
            Subject::Scheme { scheme, year } => Scope::Scheme { scheme, year },
            Subject::County { number, year } => Scope::County { number, year },
            Subject::Year(year) => Scope::Year(year),
        })
    }
    /// The subject of what the database keeps of it; `None` when that is none.
    pub fn from_parts(kind: &str, id: &str, year: Option<i32>) -> Option<Subject> {
        match (kind, year) {
            ("grant", None) => id.parse().ok().map(Subject::Grant),
            _ => Scope::from_parts(kind, id, year).map(Subject::from),
        }
    }
}

impl From<Scope> for Subject {
    fn from(scope: Scope) -> Subject {
        match scope {
            Scope::Call(call) => Subject::Call(call),
            Scope::Scheme { scheme, year } => Subject::Scheme { scheme, year },
            Scope::County { number, year } => Subject::County { number, year },
            Scope::Year(year) => Subject::Year(year),
        }
    }
}

/// Which status report is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// What it is about.
    pub subject: Subject,
    /// Who is to read it.
    pub audience: Audience,
    /// The language it is written in.
    pub language: Language,
    /// The day it describes: what is late, is late on that day.
    pub as_of: Day,
}

/// Somebody who is told by mail when a report is made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reader {
    /// The name the letter greets.
    pub name: String,
    /// The e-mail address.
    pub email: String,
}

/// A status report that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusReport {
    /// Its id.
    pub id: StatusReportId,
    /// What it is about.
    pub subject: Subject,
    /// Who is to read it.
    pub audience: Audience,
    /// The language it is written in.
    pub language: Language,
    /// The day it describes: what is late, is late on that day.
    pub as_of: Day,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// By whom.
    pub asked_by: String,
    /// How often it was asked for while it waited.
    pub asked_times: i32,
    /// The name of the file for people: `ips-2012.pdf`.
    pub file_name: String,
    /// Its title, once it is made; the oldest have none.
    pub title: Option<String>,
    /// Where it stands.
    pub state: ReportState,
    /// When and by whom it was laid open to everybody, as long as it is.
    pub published: Option<(DateTime<Utc>, String)>,
}

impl StatusReport {
    /// Its file's SHA-256 in hexadecimal, once it is made.
    pub fn sha256(&self) -> Option<&str> {
        match &self.state {
            ReportState::Made { sha256, .. } => Some(sha256),
            ReportState::Asked | ReportState::Failed { .. } => None,
        }
    }
    /// The name of its file without the ending.
    pub fn stem(&self) -> &str {
        self.file_name.strip_suffix(".pdf").unwrap_or(&self.file_name)
    }
}

/// Where a status report stands.
#[derive(Debug, Clone, PartialEq)]
pub enum ReportState {
    /// Waits for a worker.
    Asked,
    /// Stored.
    Made {
        /// When.
        at: DateTime<Utc>,
        /// SHA-256 of the file in hexadecimal; its name in the store.
        sha256: String,
        /// The size of the file.
        bytes: i64,
        /// How many pages it has.
        pages: i32,
    },
    /// Given up.
    Failed {
        /// Why.
        reason: String,
    },
}

impl ReportState {
    /// The word in the database.
    pub const fn word(&self) -> &'static str {
        match self {
            ReportState::Asked => "asked",
            ReportState::Made { .. } => "made",
            ReportState::Failed { .. } => "failed",
        }
    }
}

/// What a report is made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "kebab-case")]
pub enum Figures {
    /// Of a call, a scheme, a county or a year.
    Scope(Box<ScopeFigures>),
    /// Of a grant.
    Grant(Box<GrantFigures>),
}

impl Figures {
    /// The document these figures give. For the public it tells what is public of them, whatever figures
    /// these are.
    pub fn document(
        &self,
        audience: Audience,
        sender: &str,
        language: Language,
    ) -> documents::Document {
        match self {
            Figures::Scope(figures) => crate::scope_report(figures, audience, sender, language),
            Figures::Grant(figures) => match audience {
                Audience::Internal => crate::grant_report(figures, sender, language),
                Audience::Public => crate::grant_report(&figures.for_public(), sender, language),
            },
        }
    }
}

/// What a report was made from, as it was kept with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The figures, as they were written then.
    pub figures: serde_json::Value,
    /// By which template it was written; the oldest do not say.
    pub template: Option<i32>,
    /// Whose name it was made in; the oldest do not say.
    pub sender: Option<String>,
    /// Who is to read it.
    pub audience: Audience,
    /// The language it is written in.
    pub language: Language,
}

impl Snapshot {
    /// The figures, when this version can still read them.
    ///
    /// # Errors
    ///
    /// A sentence that says why not: an older template kept other figures.
    pub fn read(&self) -> Result<Figures, String> {
        serde_json::from_value(self.figures.clone())
            .map_err(|why| format!("its figures cannot be read any more ({why}){}", self.older()))
    }

    /// The document these figures give as reports are written now, in the name it was made in.
    ///
    /// # Errors
    ///
    /// As [`Snapshot::read`].
    pub fn document(&self, sender: &str) -> Result<documents::Document, String> {
        let sender = self.sender.as_deref().unwrap_or(sender);
        Ok(self.read()?.document(self.audience, sender, self.language))
    }

    /// What is said of a report that another template wrote; nothing of one that this one did.
    pub(crate) fn older(&self) -> String {
        match self.template {
            Some(TEMPLATE) => String::new(),
            Some(older) => {
                format!(", which was written by template {older}; this is {TEMPLATE}")
            }
            None => format!(", which was written before templates had numbers; this is {TEMPLATE}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_database_keeps_is_read_back() {
        let subjects = [
            Subject::Call(CallId::fresh()),
            Subject::Grant(GrantId::fresh()),
            Subject::Scheme { scheme: SchemeId::fresh(), year: 2012 },
            Subject::County { number: "03".parse().unwrap(), year: 2012 },
            Subject::Year(2012),
        ];
        for subject in subjects {
            let read = Subject::from_parts(subject.kind(), &subject.id(), subject.year());
            assert_eq!(read, Some(subject));
            assert_eq!(subject.scope().map(Subject::from).unwrap_or(subject), subject);
        }
        assert_eq!(Subject::from_parts("grant", &GrantId::fresh().to_string(), Some(2012)), None);
        assert_eq!(Subject::from_parts("moon", "", Some(2012)), None);
    }
}
