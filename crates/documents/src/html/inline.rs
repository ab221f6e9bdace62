//! Words with their styles, languages, links and notes.

use vocabulary::Language;

use crate::model::{Link, Piece, Rich, Style};
use crate::text::{is_blank, one_line};

use super::words::Words;

/// A stretch of text of one kind.
pub(super) struct Inline {
    pub(super) text: String,
    pub(super) tag: Option<&'static str>,
    pub(super) language: Option<String>,
    pub(super) href: Option<String>,
    pub(super) note: Option<NoteMark>,
}

/// The mark of a note.
pub(super) struct NoteMark {
    pub(super) id: String,
    pub(super) mark: String,
    pub(super) number: usize,
    /// What is read out instead of the bare number.
    pub(super) says: String,
}

/// A note at the end of the document.
pub(super) struct Note {
    pub(super) id: String,
    pub(super) mark: String,
    pub(super) text: String,
}

/// A heading and where it can be reached.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) level: u8,
    pub(super) text: String,
    pub(super) id: String,
}

/// What is known while a document is read from its first to its last word.
pub(super) struct Reader {
    pub(super) language: Language,
    pub(super) words: Words,
    /// All headings, in the order they stand.
    pub(super) headings: Vec<Place>,
    /// How many headings have been passed.
    pub(super) passed: usize,
    /// How many charts have been passed.
    pub(super) charts: usize,
    pub(super) notes: Vec<Note>,
}

impl Inline {
    pub(super) fn plain(text: String) -> Self {
        Inline { text, tag: None, language: None, href: None, note: None }
    }
}

impl Reader {
    /// The words, with their notes put to the end of the document.
    pub(super) fn read(&mut self, text: &Rich) -> Vec<Inline> {
        text.0.iter().map(|piece| self.read_piece(piece)).collect()
    }

    fn read_piece(&mut self, piece: &Piece) -> Inline {
        Inline {
            text: piece.text.clone(),
            tag: match piece.style {
                Style::Plain => None,
                Style::Strong => Some("strong"),
                Style::Emphasis => Some("em"),
            },
            language: piece.language.clone().filter(|tag| is_language(tag)),
            href: piece.link.as_ref().and_then(|link| self.href(link)),
            note: piece.note.as_deref().filter(|note| !is_blank(note)).map(|note| self.note(note)),
        }
    }

    /// Where a link leads; nothing where it may not or cannot lead there.
    fn href(&self, link: &Link) -> Option<String> {
        match link {
            Link::Web(address) => {
                let lower = address.to_ascii_lowercase();
                let may = ["https://", "http://", "mailto:"];
                may.iter().any(|kind| lower.starts_with(kind)).then(|| address.clone())
            }
            Link::Heading(words) => {
                let words = one_line(words);
                let place = self.headings.iter().find(|place| one_line(&place.text) == words)?;
                Some(format!("#{}", place.id))
            }
        }
    }

    fn note(&mut self, text: &str) -> NoteMark {
        let number = self.notes.len() + 1;
        let id = format!("document-note-{number}");
        let mark = format!("{id}-mark");
        self.notes.push(Note { id: id.clone(), mark: mark.clone(), text: text.to_owned() });
        NoteMark { id, mark, number, says: format!("{} {number}", self.words.note) }
    }
}

/// Whether this can be a language tag of BCP 47: letters first, then parts of up to eight letters and
/// figures.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=8).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}
