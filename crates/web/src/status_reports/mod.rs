//! Status reports of the directorate: the list, asking for one, its state, its file.

mod ask;
mod file;
mod list;
mod show;
mod words;

pub(crate) use ask::{ask_for, language_and_day};
pub(crate) use file::file;
pub(crate) use list::{StatusReportLine, lines_about, list};
pub(crate) use show::{progress, show};
