//! What a grant owes and by when, the reminders until it is there, and the reports that come.
//!
//! A [`Deadline`] is set in the transaction that makes it owed and knows its grant by id and by the
//! plain words that letters need. Its [`Ladder`] says when to remind: [`plan`] answers what goes out
//! on a day, to whom and why, and is the same for a rehearsal ([`preview`]) and for the round
//! ([`remind`]), which looks at each deadline again in its own transaction and writes nothing twice.
//! A deadline that moves starts its ladder again; one that is met takes back what has not left.
//!
//! A [`Report`] is written as a draft, handed in, approved. It tells in words, holds results against
//! the grant's [`Target`]s and counts participants in a [`Funnel`], whose numbers need an explanation
//! where they do not add up.

mod approve_report;
mod begin_report;
mod deadline;
mod entity;
mod funnel;
mod ladder;
mod ladders;
mod move_deadline;
mod plan;
mod queries;
mod remind;
mod reminder;
mod report;
mod repository;
mod save_draft;
mod set;
mod set_targets;
mod submit_report;
mod target;
mod why;
mod withdraw;

pub use approve_report::{ApproveReportError, approve_report};
pub use begin_report::{BeginReportError, NewReport, begin_report};
pub use deadline::{Deadline, DeadlineAct, DeadlineState, Owed};
pub use funnel::{Departure, Funnel, FunnelDoubt};
pub use ladder::{Audience, Ladder, LadderError, STANDARD_LADDER, Step, StepDue, StepName};
pub use move_deadline::{MoveDeadlineError, move_deadline};
pub use plan::{Addressee, Planned, Preview, Quiet, explain, plan, preview};
pub use queries::{
    DeadlineRow, INVARIANTS, ReportRow, ReportView, ReportingStatus, Shown, ShownReports,
    all_approved, deadline_for_actor, deadlines_for_actor, deadlines_of_grants, overdue_count,
    reminders_of_deadline, report_for_actor, report_of_deadline, reporting_status,
    reports_for_actor, reports_of_grant, targets_of_grant,
};
pub use remind::{RemindError, Reminded, remind};
pub use reminder::Reminder;
pub use report::{
    Approval, Contents, Passage, Report, ReportAct, ReportKind, ReportState, Submission,
};
pub use save_draft::{SaveDraftError, save_draft};
pub use set::{NewDeadline, SetDeadlineError, SettleError, lapse, meet, set_deadline};
pub use set_targets::{SetTargetsError, set_targets};
pub use submit_report::{SubmitReportError, submit_report};
pub use target::{Direction, Target, TargetResult, Verdict, Wanted, suggested_verdict, unanswered};
pub use why::{Skipped, Why};

use ladders::Ladders;
