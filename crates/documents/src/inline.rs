//! What hangs on words inside a text: their language, where they lead, the note about them.

use std::rc::Rc;

use crate::lines::Line;
use crate::model::{Document, Link};
use crate::text::each_text;

/// Parts the number of a note from its words. No cleaned text contains it.
const UNIT: char = '\u{1F}';

/// What hangs on the words of a piece.
#[derive(Debug, PartialEq)]
pub(crate) enum Inline {
    /// Words in another language, words that lead somewhere, or both.
    Words {
        language: Option<String>,
        link: Option<Link>,
        /// The words.
        says: String,
    },
    /// The mark of a note.
    Mark(Note),
}

/// A note, to be set at the foot of the page of its mark.
#[derive(Debug, PartialEq)]
pub(crate) struct Note {
    /// Its number in the document, from 1.
    pub(crate) number: u32,
    /// The number, as it stands before the note.
    pub(crate) label: Line,
    pub(crate) lines: Vec<Line>,
}

impl Inline {
    /// The note whose mark this is.
    pub(crate) fn note(&self) -> Option<&Note> {
        match self {
            Inline::Mark(note) => Some(note),
            Inline::Words { .. } => None,
        }
    }
}

/// The mark of a note: ¹².
pub(crate) fn superscript(number: u32) -> String {
    number
        .to_string()
        .chars()
        .map(|digit| match digit {
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            other => u32::from(other)
                .checked_sub(u32::from('0'))
                .and_then(|digit| char::from_u32(0x2070 + digit))
                .unwrap_or(other),
        })
        .collect()
}

/// The notes on these lines, in their order.
pub(crate) fn notes(lines: &[Line]) -> impl Iterator<Item = &Rc<Inline>> {
    let inlines = lines.iter().flat_map(|line| &line.parts).filter_map(|part| part.inline.as_ref());
    inlines.filter(|inline| inline.note().is_some())
}

/// The document with its notes numbered through in the order they are read.
///
/// The number is written before the words of each note, because a text may be set several times
/// until a page has room for it, and every time its notes are the same.
pub(crate) fn numbered(mut document: Document) -> Document {
    let mut next = 1_u32;
    for block in &mut document.blocks {
        each_text(block, &mut |text| {
            for note in text.0.iter_mut().filter_map(|piece| piece.note.as_mut()) {
                *note = format!("{next}{UNIT}{note}");
                next += 1;
            }
        });
    }
    document
}

/// The number and the words of a numbered note.
pub(crate) fn numbered_note(note: &str) -> (u32, &str) {
    match note.split_once(UNIT) {
        Some((number, words)) => (number.parse().unwrap_or(0), words),
        None => (0, note),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, Piece, Rich, Row, Table};

    #[test]
    fn a_mark_is_written_in_raised_figures() {
        assert_eq!(superscript(1_234_567_890), "¹²³⁴⁵⁶⁷⁸⁹⁰");
    }

    #[test]
    fn notes_are_numbered_through_in_the_order_they_are_read() {
        let noted = |text: &str| Rich::from(vec![Piece::from("a").noted(text)]);
        let table = Table { rows: vec![Row::data([noted("to")])], ..Table::default() };
        let blocks = vec![
            Block::Paragraph(noted("en")),
            Block::Together(vec![Block::Table(table)]),
            Block::Facts(vec![("x".into(), noted("tre"))]),
        ];
        let document = numbered(crate::text::tests::document(blocks));
        let said = serde_json::to_string(&document).unwrap();
        for (number, words) in [(1, "en"), (2, "to"), (3, "tre")] {
            assert!(said.contains(&format!("{number}\\u001f{words}")), "{said}");
        }
        assert_eq!(numbered_note("12\u{1F}ord"), (12, "ord"));
    }
}
