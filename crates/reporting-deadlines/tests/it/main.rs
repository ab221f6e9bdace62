//! Deadlines, reminders and reports on a real database.

mod deadlines;
mod place;
mod reminders;
mod reports;
