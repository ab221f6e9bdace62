//! The whole picture of a call or of a grant: as figures read from the database, and as a document.
//!
//! Somebody asks for a status report ([`ask_for`]); the request and its row of work are written
//! together. The worker then gathers the figures, keeps them with the report, renders the document and
//! stores the file under its hash ([`make`]). The same figures give the same bytes, so a document that is
//! lost is made again from what is kept with its report ([`MadeReports`]) and compared with its hash.

mod ask_for;
mod call_figures;
mod call_report;
mod entity;
mod grant_figures;
mod grant_report;
mod made_reports;
mod make;
pub mod queries;
mod repository;
mod status_report;
mod store;
mod words;

pub use ask_for::{AskForError, ask_for};
pub use attachments::StoreError;
pub use call_figures::{CallFigures, CountyFigure, FundedProject, call_figures};
pub use call_report::call_report;
pub use grant_figures::{GrantFigures, TargetFigure, grant_figures};
pub use grant_report::grant_report;
pub use made_reports::MadeReports;
pub use make::{MAKE, MakeError, make};
pub use status_report::{Figures, ReportState, StatusReport, Subject, TEMPLATE};
pub use store::DocumentStore;
