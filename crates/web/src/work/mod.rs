//! Background work, for those who look after it: how it stands, what is dead and why, replaying it.

mod list;
mod replay;
mod show;
mod words;

pub(crate) use list::list;
pub(crate) use show::{replay, show};
