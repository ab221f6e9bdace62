//! Grants: the list, one grant with all that hangs on it, the acceptance of its terms.

mod accept;
pub(crate) mod history;
mod list;
mod money;
mod reverse;
mod show;
mod words;

pub(crate) use accept::{accept, confirm_accept};
pub(crate) use list::list;
pub(crate) use reverse::{confirm_reverse, of_reverse, reverse};
pub(crate) use show::show;
