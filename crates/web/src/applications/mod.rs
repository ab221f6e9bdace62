//! Applications: writing, sending in and taking back for applicants; checking, asking, letting in and
//! dismissing for officers.

mod attach;
mod award_later;
mod begin;
mod compare;
mod edit;
mod findings;
mod list;
mod onward;
pub(crate) mod opened;
pub(crate) mod refusals;
mod settle;
pub(crate) mod show;
mod stale;
mod submit;
mod timeline;
mod together;
mod unsaved;
mod versions;
pub(crate) mod words;

pub(crate) use attach::{download, is_sent_in, upload, why_not};
pub(crate) use award_later::{award_later_as_problem, award_later_post, confirm_award_later};
pub(crate) use begin::{begin, new};
pub(crate) use edit::{edit, save};
pub(crate) use findings::{Looked, because, looked_up};
pub(crate) use list::list;
pub(crate) use settle::{
    admit, ask, check, confirm_admit, confirm_ask, confirm_dismiss, confirm_drop, confirm_withdraw,
    dismiss, drop_copy, withdraw,
};
pub(crate) use show::show;
pub(crate) use stale::stale_problem;
pub(crate) use submit::{ask_to_sign, confirm_submit, receipt, submit};
pub(crate) use together::{confirm_join, invite, invited_to, join, leave, together};
pub(crate) use versions::version;
