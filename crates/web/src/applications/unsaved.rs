//! What cannot be saved, and what was typed all the same: nobody's text is lost because a call closed or
//! a case went on while it was written.

use super::opened::{Opened, name, reading};
use crate::{
    kit::{PageFrame, Problem, render_as},
    questions::ReadingView,
};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use forms::Answers;
use serde_json::Value;

/// Of rows so many are shown: what is refused for being too wide is too wide for this page too.
const MOST_ROWS: usize = 1_000;

#[derive(Template)]
#[template(path = "applications/unsaved.html")]
struct UnsavedPage {
    frame: PageFrame,
    here: String,
    problem: Problem,
    /// Something was sent; else what stands is shown.
    was_typed: bool,
    /// Not all rows are shown.
    is_cut: bool,
    reading: ReadingView,
}

/// Why it was not saved, what is possible now, and what was typed, to be read and copied.
pub(super) fn unsaved_page(
    frame: PageFrame,
    opened: &Opened,
    typed: Answers,
    problem: Problem,
) -> Response {
    page(frame, opened, typed, problem, true)
}

/// Why it cannot be written now, what is possible instead, and what stands.
pub(super) fn not_now_page(frame: PageFrame, opened: &Opened, problem: Problem) -> Response {
    page(frame, opened, opened.answers().clone(), problem, false)
}

fn page(
    frame: PageFrame,
    opened: &Opened,
    mut answers: Answers,
    problem: Problem,
    was_typed: bool,
) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT);
    // A fault of ours is said as such; what it broke may be what this page needs.
    if status.is_server_error() {
        return problem.into_response();
    }
    let problem = problem.worded(frame.texts);
    let is_cut = cut(&mut answers);
    let page = UnsavedPage {
        here: opened.here(),
        reading: reading(&frame, &opened.definition, &answers, &opened.places, &opened.files()),
        was_typed,
        is_cut,
        frame: frame
            .titled(problem.title.clone())
            .crumb("applications-title", "/applications")
            .under(name(&opened.application), opened.here()),
        problem,
    };
    render_as(status, &page)
}

/// Keeps the first rows of each list; whether that left any out.
fn cut(answers: &mut Answers) -> bool {
    let long = answers.iter().filter_map(|(key, answer)| {
        let rows = answer.as_array().filter(|rows| rows.len() > MOST_ROWS)?;
        Some((key.to_owned(), rows.iter().take(MOST_ROWS).cloned().collect::<Vec<Value>>()))
    });
    let long: Vec<_> = long.collect();
    let is_cut = !long.is_empty();
    for (key, rows) in long {
        answers.set(key, rows);
    }
    is_cut
}

#[cfg(test)]
#[path = "unsaved_tests.rs"]
mod tests;
