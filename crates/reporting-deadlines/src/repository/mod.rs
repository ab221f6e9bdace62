//! Rows ⇄ nouns. The only place that names the rows.

mod deadlines;
mod reports;

pub(crate) use deadlines::{
    deadline, deadline_in, deadline_locked, deadlines, insert_deadline, insert_reminder, ladders,
    reminders, reminders_sent, update_deadline, withdraw_reminder,
};
pub(crate) use reports::{
    contents, delete_targets, insert_report, insert_targets, replace_contents, report_in,
    report_locked, report_of_day, report_of_deadline, submitted_with_results, targets,
    update_report,
};

use sea_orm::DbErr;

/// A row says something no version of this program wrote.
fn unreadable(what: impl std::fmt::Display) -> DbErr {
    DbErr::Type(what.to_string())
}
