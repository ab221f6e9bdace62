//! Mails sent: the list, one letter as it was sent with what happened to it, and what a person does about
//! one that is uncertain, was refused, came back or is not wanted any more.

mod acts;
mod list;
mod settle;
mod show;
mod unmatched;
mod words;

pub(crate) use acts::{
    confirm_follow_up, confirm_offer_again, confirm_withdraw, follow_up_post, offer_again_post,
    withdraw_post,
};
pub(crate) use list::{LetterLine, lines_about, list};
pub(crate) use settle::{confirm_settle, settle};
pub(crate) use show::{enclosure, pdf_headers, show};
pub(crate) use unmatched::unmatched;
