//! What is said about an application on its way: begun, sent in, asked about, waited for, dismissed.
//!
//! The title of a project may be empty where a letter is about a draft.

use chrono::{DateTime, Utc};
use vocabulary::{Day, Money};

/// The application arrived: what, when, and what happens now. Carries a receipt with all the answers
/// as an enclosed PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationReceipt {
    /// The organisation that applies.
    pub applicant: String,
    /// The call it answers.
    pub call_title: String,
    /// The project.
    pub project_title: String,
    /// The case reference.
    pub reference: String,
    /// The amount applied for.
    pub amount: Money,
    /// Which version this is, from 1. A new one replaces the one before.
    pub version: i32,
    /// When it arrived.
    pub submitted_at: DateTime<Utc>,
    /// The name of who sent it in.
    pub submitted_by: String,
    /// The last day to change it and send it in again.
    pub closes_on: Day,
    /// It arrived after the call had closed, so it is not certain that it is taken in.
    pub late: bool,
    /// The checksum of what was submitted: 64 hexadecimal digits.
    pub content_hash: String,
    /// The day by which applicants can expect a decision, where one is set.
    pub expected_decision: Option<Day>,
    /// All that was asked and answered, in the recipient's language, for the enclosed receipt.
    pub contents: Vec<ReceiptSection>,
    /// The files that were sent in with it.
    pub files: Vec<ReceiptFile>,
    /// To the application.
    pub path: String,
}

/// A file that was sent in with an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptFile {
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of its content, 64 hexadecimal digits; empty where it is not known.
    pub hash: String,
}

/// Some questions and answers under one heading. Without entries it is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceiptSection {
    /// The heading.
    pub title: String,
    /// What was asked, in the order it was asked.
    pub entries: Vec<ReceiptEntry>,
}

/// A question and what was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptEntry {
    /// What was asked.
    pub label: String,
    /// What was answered.
    pub said: ReceiptSaid,
}

/// An answer as people read it. One in which nothing stands is shown as not answered, whichever
/// it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiptSaid {
    /// Not answered.
    Nothing,
    /// On one line.
    Line(String),
    /// Running text; an empty line parts paragraphs.
    Paragraphs(String),
    /// Several things, such as what was chosen or the names of files.
    Many(Vec<String>),
    /// Rows and columns. A grid too wide for a page is shown row by row.
    Grid {
        /// The heads of the columns.
        head: Vec<String>,
        /// The rows, each with a cell a column.
        rows: Vec<Vec<String>>,
        /// The sums below the columns, where there are any.
        sums: Option<Vec<String>>,
    },
}

/// A draft is unfinished, and the call closes soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftClosing {
    /// The organisation that applies.
    pub organisation: String,
    /// The project; may be empty.
    pub project_title: String,
    /// The call.
    pub call_title: String,
    /// The case reference.
    pub reference: String,
    /// The last day to submit.
    pub closes_on: Day,
    /// Days until then.
    pub days: i64,
    /// A version has been sent in, and what is unfinished are changes to it.
    pub already_sent: bool,
    /// To the draft.
    pub path: String,
}

/// A call was amended while it is open: what, and what that asks of those who are applying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallAmended {
    /// The organisation that applies.
    pub organisation: String,
    /// The project; may be empty.
    pub project_title: String,
    /// The call.
    pub call_title: String,
    /// The case reference of the application.
    pub reference: String,
    /// What is amended: whole sentences in the recipient's language. May have several lines.
    pub what: String,
    /// The last day to submit, as it is now.
    pub closes_on: Day,
    /// That day has been moved.
    pub closes_moved: bool,
    /// There is a new version of the form, and the draft has been moved to it.
    pub new_form: bool,
    /// The application has been sent in; else it is a draft.
    pub already_sent: bool,
    /// To the draft or the application.
    pub path: String,
}

/// The application is not complete: what is missing, by when, and what happens otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InformationRequest {
    /// The organisation that applies.
    pub organisation: String,
    /// The project.
    pub project_title: String,
    /// The call.
    pub call_title: String,
    /// The case reference.
    pub reference: String,
    /// What is missing: whole sentences in the recipient's language. May have several lines.
    pub what: String,
    /// The last day to send it.
    pub due_on: Day,
    /// The name of the case officer.
    pub case_officer: String,
    /// To the application, where it is completed.
    pub path: String,
}

/// The answer takes longer than a month: when the application arrived, why, and when to expect one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvisionalReply {
    /// The organisation that applies.
    pub organisation: String,
    /// The project.
    pub project_title: String,
    /// The call.
    pub call_title: String,
    /// The case reference.
    pub reference: String,
    /// When the application arrived.
    pub received_at: DateTime<Utc>,
    /// The day by which to expect a decision. Without one the letter says that none is set.
    pub expected_decision: Option<Day>,
    /// To the application.
    pub path: String,
}

/// The application is dismissed: what it says has not been assessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dismissal {
    /// The organisation that applied.
    pub recipient_organisation: String,
    /// The project.
    pub project_title: String,
    /// The call.
    pub call_title: String,
    /// The case reference.
    pub reference: String,
    /// Why: whole sentences in the recipient's language. May have several lines.
    pub reason: String,
    /// The name of the case officer.
    pub case_officer: String,
    /// The name of the one who answers for the decision.
    pub responsible: String,
    /// Whether the decision can be appealed: a switch of the scheme.
    pub appealable: bool,
    /// Who decides appeals, where that is said; older schemes do not say it.
    pub appeal_body: Option<String>,
    /// To the application.
    pub path: String,
}

/// An application that arrived late is taken in after all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateAdmitted {
    /// The organisation that applies.
    pub organisation: String,
    /// The project.
    pub project_title: String,
    /// The call.
    pub call_title: String,
    /// The case reference.
    pub reference: String,
    /// When the application arrived.
    pub received_at: DateTime<Utc>,
    /// Why it is taken in: whole sentences in the recipient's language. May have several lines.
    pub reason: String,
    /// The day by which to expect a decision, where one is set.
    pub expected_decision: Option<Day>,
    /// To the application.
    pub path: String,
}

/// To one who may sign for the organisation: an application is ready and waits to be sent in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureWanted {
    /// The organisation that applies.
    pub organisation: String,
    /// The project.
    pub project_title: String,
    /// The call.
    pub call_title: String,
    /// The case reference.
    pub reference: String,
    /// The amount applied for.
    pub amount: Money,
    /// The name of the one who made it ready.
    pub prepared_by: String,
    /// The last day to submit.
    pub closes_on: Day,
    /// Days until then.
    pub days: i64,
    /// To the application, where it is sent in.
    pub path: String,
}

/// To an organisation that is invited to take part in another's project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinInvitation {
    /// The organisation that is invited.
    pub organisation: String,
    /// The organisation that invites, and applies for all.
    pub invited_by: String,
    /// The project; may be empty.
    pub project_title: String,
    /// The call.
    pub call_title: String,
    /// The case reference of the application.
    pub reference: String,
    /// The last day to submit the application.
    pub closes_on: Day,
    /// To the application, where the invitation is answered.
    pub path: String,
}
