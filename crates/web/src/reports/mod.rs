//! Reports of grants: the list, reading one, writing one, handing it in, approving it.

mod approve;
mod begin;
mod draft;
mod edit;
mod list;
mod show;
mod submit;
mod words;

pub(crate) use approve::{approve, confirm_approve};
pub(crate) use begin::{begin, confirm_begin};
pub(crate) use edit::{edit, save};
pub(crate) use list::list;
pub(crate) use show::show;
pub(crate) use submit::{confirm_submit, submit};
pub(crate) use words::{badge, wanted_in_words};
