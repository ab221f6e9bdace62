//! Background work, for those who look after it: how it stands, what is dead and why, and what a person
//! does about it; the lines that ring by themselves; who works.

pub(crate) mod acts;
mod again;
mod files;
mod kinds;
mod list;
pub(crate) mod rounds;
mod show;
#[cfg(test)]
mod tests;
pub(crate) mod words;

pub(crate) use again::{confirm_again, replay_many};
pub(crate) use files::files;
pub(crate) use kinds::{known, one_kind, pause, resume, unchanged};
pub(crate) use list::{list, progress as progress_of_all};
pub(crate) use rounds::{board, line, ring};
pub(crate) use show::{cancel, of_cancel, of_replay, progress, replay, show};
