//! Rows to nouns and back.

mod carried;
mod envelopes;
mod guarded;
mod scenarios;
mod weights;

pub(crate) use carried::*;
pub(crate) use envelopes::*;
pub(crate) use guarded::*;
pub(crate) use scenarios::*;
pub(crate) use weights::*;

use sea_orm::DbErr;
use vocabulary::CountyNumber;

/// A row that no noun can be read from: somebody wrote past the application.
pub(crate) fn unreadable(what: &str, value: &str) -> DbErr {
    DbErr::Custom(format!("«{value}» is not a {what}"))
}

pub(crate) fn county(text: &str) -> Result<CountyNumber, DbErr> {
    text.parse().map_err(|_| unreadable("county number", text))
}
