//! Applications: writing, sending in and taking back for applicants; checking, dismissing and
//! assessing for officers.

mod assess;
mod form;
mod list;
pub(crate) mod refusals;
mod settle;
pub(crate) mod show;
mod timeline;
pub(crate) mod words;
mod write;

pub(crate) use assess::{assess, assess_form};
pub(crate) use list::list;
pub(crate) use settle::{
    check, confirm_dismiss, confirm_submit, confirm_withdraw, dismiss, submit, withdraw,
};
pub(crate) use show::show;
pub(crate) use write::{begin, edit, new, save};
