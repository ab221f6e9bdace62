//! Answers as people read them: definition lists, tables, downloads.

use crate::kit::PageFrame;
use askama::Template;
use forms::{Answers, Definition, Reading, Said};

/// What was answered, as HTML to be embedded: `{{ reading|safe }}`.
#[derive(Debug, Template)]
#[template(path = "questions/reading.html")]
pub(crate) struct ReadingView {
    frame: PageFrame,
    reading: Reading,
    fetch: Option<String>,
}

impl ReadingView {
    /// The answers to a form. Files are fetched at `{fetch}/{id}`, where they can be.
    pub(crate) fn of(
        frame: &PageFrame,
        definition: &Definition,
        answers: &Answers,
        names: &dyn Fn(&str) -> Option<String>,
        fetch: Option<&str>,
    ) -> ReadingView {
        ReadingView {
            frame: PageFrame::new(frame.texts, ""),
            reading: forms::read(definition, answers, frame.language(), names),
            fetch: fetch.map(str::to_owned),
        }
    }
}

impl ReadingView {
    /// Tables need the whole width.
    fn is_wide(&self, said: &Said) -> bool {
        matches!(said, Said::Grid { .. })
    }
}

/// One answer as people read it, as HTML to be embedded: `{{ said|safe }}`.
#[derive(Debug, Template)]
#[template(path = "questions/said.html")]
pub(crate) struct SaidView {
    frame: PageFrame,
    label: String,
    said: Said,
    fetch: Option<String>,
}

impl SaidView {
    /// The answer to the question with this label.
    pub(crate) fn of(frame: &PageFrame, label: &str, said: Said, fetch: Option<&str>) -> SaidView {
        SaidView {
            frame: PageFrame::new(frame.texts, ""),
            label: label.to_owned(),
            said,
            fetch: fetch.map(str::to_owned),
        }
    }
}

/// Whether a column holds nothing but figures: such a column is set to the right.
fn is_figures(rows: &[Vec<String>], column: &usize) -> bool {
    let is_figure = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | ',' | '\u{2212}' | '-'))
    };
    let mut cells = rows.iter().filter_map(|row| row.get(*column)).filter(|cell| !cell.is_empty());
    let mut some = false;
    cells.all(|cell| {
        some = true;
        is_figure(cell)
    }) && some
}
