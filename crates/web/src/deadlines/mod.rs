//! Deadlines: what is owed and by when, the reminders about it, another day for it, and what would
//! go out on a day.

mod list;
mod move_day;
mod preview;
mod show;
mod words;

pub(crate) use list::list;
pub(crate) use move_day::{ask_day, move_it};
pub(crate) use preview::preview;
pub(crate) use show::show;
pub(crate) use words::{badge, capitalised};
