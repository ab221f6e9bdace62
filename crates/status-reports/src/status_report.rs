//! A status report and where it stands.

use crate::{CallFigures, GrantFigures};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use vocabulary::{CallId, Day, GrantId, Language, StatusReportId};

/// By which words, tables and setting reports are written. To be raised by whoever changes the bytes that
/// given figures come out as (a test holds them): what was written before can then not be made again, and
/// is told so.
pub const TEMPLATE: i32 = 1;

/// What a status report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A call and everything that came of it.
    Call(CallId),
    /// One grant.
    Grant(GrantId),
}

impl Subject {
    /// The word of its kind in the database.
    pub const fn kind(self) -> &'static str {
        match self {
            Subject::Call(_) => "call",
            Subject::Grant(_) => "grant",
        }
    }
    /// The id, as the database keeps it.
    pub fn id(self) -> String {
        match self {
            Subject::Call(id) => id.to_string(),
            Subject::Grant(id) => id.to_string(),
        }
    }
}

/// A status report that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusReport {
    /// Its id.
    pub id: StatusReportId,
    /// What it is about.
    pub subject: Subject,
    /// The language it is written in.
    pub language: Language,
    /// The day it describes: what is late, is late on that day.
    pub as_of: Day,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// By whom.
    pub asked_by: String,
    /// The name of the file for people: `ips-2012.pdf`.
    pub file_name: String,
    /// Where it stands.
    pub state: ReportState,
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
        /// What it was made from.
        figures: Box<Figures>,
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
    /// Of a call.
    Call(Box<CallFigures>),
    /// Of a grant.
    Grant(Box<GrantFigures>),
}

impl Figures {
    /// The document these figures give.
    pub fn document(&self, sender: &str, language: Language) -> documents::Document {
        match self {
            Figures::Call(figures) => crate::call_report(figures, sender, language),
            Figures::Grant(figures) => crate::grant_report(figures, sender, language),
        }
    }
}
