//! Rows to nouns and back: the one place that knows the tables.

mod people;
mod places;
mod sessions;
mod signatories;

pub(crate) use people::*;
pub(crate) use places::*;
pub(crate) use sessions::*;
pub(crate) use signatories::*;

use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{DbErr, sea_query::OnConflict};
use std::{fmt::Display, str::FromStr};

/// A text of the database that must be a word we know; else the row was written by somebody else.
fn known<T: FromStr<Err: Display>>(text: &str) -> Result<T, DbErr> {
    text.parse().map_err(|error: T::Err| DbErr::Custom(format!("a row cannot be read: {error}")))
}

fn known_or_none<T: FromStr<Err: Display>>(text: Option<&str>) -> Result<Option<T>, DbErr> {
    text.map(known).transpose()
}

/// Whatever constraint stands in the way, leave what is there: the caller looks again.
fn leave_what_is_there() -> OnConflict {
    OnConflict::new().do_nothing().to_owned()
}

/// As finely as both databases keep an instant.
fn kept(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}
