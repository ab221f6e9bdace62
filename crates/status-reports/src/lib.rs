//! The whole picture of a grant, a call, a scheme, a county or a year: as figures read from the database,
//! and as a document, for the directorate or for everybody.
//!
//! Somebody asks for a status report ([`ask_for`]), an order stands ([`ask_by_orders`]) or the last report
//! of a call is approved ([`approve_report`]); the request and its row of work are written
//! together. The worker then gathers the figures, keeps them with the report, renders the document, stores
//! the file under its hash and writes to those who are to read it ([`make`]). The same figures give the
//! same bytes, so a document that is lost is made again from what is kept with its report
//! ([`MadeReports`]) and compared with its hash. A public report holds public figures only, and is open
//! to everybody from when somebody publishes it ([`publish`]).

mod approve_report;
mod ask_by_orders;
mod ask_for;
mod definitions;
mod deviations;
mod entity;
mod gather;
mod geography;
mod goals;
mod grant_figures;
mod grant_lines;
mod grant_report;
mod made_reports;
mod make;
mod order_reports;
mod paper;
mod preview;
mod public;
mod publish;
pub mod queries;
mod report_order;
mod repository;
#[cfg(test)]
mod samples;
mod scope;
mod scope_figures;
mod scope_report;
mod sheets;
mod shown;
mod status_report;
mod store;
mod suppression;
mod words;

pub use approve_report::approve_report;
pub use ask_by_orders::{AskedByOrders, ask_by_orders};
pub use ask_for::{AskForError, BY_ITSELF, MOST_READERS, ReaderError, ask_for};
pub use attachments::StoreError;
pub use deviations::{Deviation, deviations};
pub use gather::scope_figures;
pub use goals::{GoalLine, goals};
pub use grant_figures::{GrantFigures, TargetFigure, grant_figures};
pub use grant_report::grant_report;
pub use made_reports::MadeReports;
pub use make::{MAKE, MakeError, NOTHING_TO_TELL, make};
pub use order_reports::{OrderError, end_order, order_reports, set_order_readers};
pub use preview::preview_for_actor;
pub use publish::{PublishError, publish, withdraw_publication};
pub use report_order::{NewOrder, OrderedScope, ReportOrder, Rhythm};
pub use scope::{Audience, Scope};
pub use scope_figures::{
    CallLine, Counts, CountyLine, Covered, GrantLine, LatestMap, MoneyStep, ReportLine,
    ReportStanding, Reporting, ResultLine, ReversedLine, ScopeFigures, Step, TargetLine, Totals,
    UnusedMoney,
};
pub use scope_report::scope_report;
pub use sheets::{Sheet, SheetValue, sheets};
pub use shown::Shown;
pub use status_report::{
    Figures, Reader, ReportState, Snapshot, StatusReport, Subject, TEMPLATE, Wanted,
};
pub use store::DocumentStore;
