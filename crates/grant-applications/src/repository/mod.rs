//! Rows to nouns and back.

mod application_parts;
mod application_rounds;
mod applications;
mod assessments;
mod calls;
mod candidates;
mod cases;
mod decisions;
mod schemes;

pub(crate) use application_parts::*;
pub(crate) use application_rounds::*;
pub(crate) use applications::*;
pub(crate) use assessments::*;
pub(crate) use calls::*;
pub(crate) use candidates::*;
pub(crate) use cases::*;
pub(crate) use decisions::*;
pub(crate) use schemes::*;

use sea_orm::DbErr;
use serde::{Serialize, de::DeserializeOwned};

/// A row that no noun can be read from: somebody wrote past the application.
pub(crate) fn unreadable(what: &str, value: &str) -> DbErr {
    DbErr::Custom(format!("«{value}» is not a {what}"))
}

/// A value as the text of JSON a column keeps.
pub(crate) fn json_text<T: Serialize>(value: &T) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}

/// The value in a column that keeps the text of JSON.
pub(crate) fn from_json_text<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|_| unreadable(what, text))
}
