//! What is looked at: lists for pages, and the whole of a grant's reporting for those who sum up.

mod deadlines;
mod invariants;
mod listing;
mod reports;

pub use deadlines::{
    DeadlineRow, ReportingStatus, Shown, all_approved, deadline_for_actor, deadlines_for_actor,
    deadlines_of_grants, overdue_count, reminders_of_deadline, reporting_status,
};
pub use invariants::INVARIANTS;
pub use reports::{
    ReportRow, ReportView, ShownReports, report_for_actor, report_of_deadline, reports_for_actor,
    reports_of_grant, targets_of_grant,
};
