//! Rows to nouns and back.

mod applications;
mod assessments;
mod calls;
mod schemes;

pub(crate) use applications::*;
pub(crate) use assessments::*;
pub(crate) use calls::*;
pub(crate) use schemes::*;

use sea_orm::DbErr;

/// A row that no noun can be read from: somebody wrote past the application.
pub(crate) fn unreadable(what: &str, value: &str) -> DbErr {
    DbErr::Custom(format!("«{value}» is not a {what}"))
}
