//! Mails sent: the list, one letter as it was sent, and what a person says of an uncertain one.

mod list;
mod settle;
mod show;
mod words;

pub(crate) use list::{LetterLine, lines_about, list};
pub(crate) use settle::{confirm_settle, settle};
pub(crate) use show::{enclosure, pdf_headers, show};
