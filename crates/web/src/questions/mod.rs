//! Questions on a page: from a form's definition and the answers to fields, rows, errors, and back; and
//! answers as people read them.
//!
//! [`QuestionForm`] is what stands within a `<form data-questions>`, [`ReadingView`] what was answered.
//! Both are templates of their own: a page embeds them as `{{ questions|safe }}`. Everything works
//! without the script; with it questions appear and vanish while one answers, rows are added and sums
//! made in place.

mod ask;
mod fields;
mod files;
mod parts;
mod places;
mod reading;
mod rows;
mod typed;
pub(crate) mod words;

#[cfg(test)]
mod tests;

pub(crate) use ask::{Asking, QuestionForm, error_lines, question_form};
pub(crate) use parts::{Part, done, parts};
pub(crate) use places::Places;
pub(crate) use reading::{ReadingView, SaidView};
pub(crate) use typed::{Deed, Typed};
