//! A text ready to be set: in stretches of one kind each, with the marks of its notes and the
//! directions it runs in.

use std::rc::Rc;

use unicode_bidi::{BidiClass, BidiInfo, Level};

use crate::fonts::FaceName;
use crate::inline::{Inline, Note, numbered_note, superscript};
use crate::layout::{Style, WIDTH};
use crate::lines::{Breaker, Line, NOTE_INDENT, manner};
use crate::model::{Piece, Rich, Style as Said};
use crate::shaping::Glyph;
use crate::text::{is_blank, one_line};

/// A stretch of a text that is all of one kind.
pub(crate) struct Stretch {
    /// Where it ends, in bytes of the whole text.
    pub(crate) end: usize,
    pub(crate) face: FaceName,
    pub(crate) hyphenation: Option<hypher::Lang>,
    pub(crate) inline: Option<Rc<Inline>>,
}

/// The mark of a note inside a text.
pub(crate) struct Mark {
    /// Where it stands, in bytes of the whole text.
    pub(crate) at: usize,
    pub(crate) piece: u16,
    pub(crate) glyphs: Rc<[Glyph]>,
}

/// A text ready to be set.
pub(crate) struct Matter<'t> {
    pub(crate) text: &'t str,
    pub(crate) stretches: Vec<Stretch>,
    /// In the order of their places. The pieces behind the stretches are their inlines.
    pub(crate) marks: Vec<Mark>,
    pub(crate) of_marks: Vec<Rc<Inline>>,
    /// The level of every byte, where something runs from right to left.
    pub(crate) levels: Option<Vec<Level>>,
    pub(crate) base: u8,
}

impl Matter<'_> {
    /// What hangs on a piece: first the stretches are counted, then the marks.
    pub(crate) fn inline(&self, piece: u16) -> Option<&Rc<Inline>> {
        let piece = usize::from(piece);
        match self.stretches.get(piece) {
            Some(stretch) => stretch.inline.as_ref(),
            None => self.of_marks.get(piece - self.stretches.len()),
        }
    }

    pub(crate) fn level(&self, at: usize) -> u8 {
        let levels = self.levels.as_ref();
        levels.and_then(|all| all.get(at)).map_or(self.base, |level| level.number())
    }
}

impl Breaker {
    /// A text of one kind.
    pub(crate) fn plain<'t>(&self, text: &'t str, style: &Style) -> Matter<'t> {
        let (levels, base) = levels(text);
        let stretch = Stretch {
            end: text.len(),
            face: style.face,
            hyphenation: Some(self.hyphenation),
            inline: None,
        };
        Matter {
            text,
            stretches: vec![stretch],
            marks: Vec::new(),
            of_marks: Vec::new(),
            levels,
            base,
        }
    }

    /// A text in pieces. `words` are its words.
    pub(crate) fn matter<'t>(&self, words: &'t str, text: &Rich, style: &Style) -> Matter<'t> {
        let (levels, base) = levels(words);
        let mut stretches = Vec::with_capacity(text.0.len());
        let mut noted: Vec<(usize, &str)> = Vec::new();
        let mut end = 0;
        for piece in &text.0 {
            let trimmed = piece.text.trim_end().len();
            let note_at = end + if trimmed == 0 { piece.text.len() } else { trimmed };
            end += piece.text.len();
            noted.extend(piece.note.as_deref().map(|note| (note_at, note)));
            stretches.push(Stretch {
                end,
                face: match piece.style {
                    Said::Plain => style.face,
                    Said::Strong => style.face.strong(),
                    Said::Emphasis => style.face.emphasis(),
                },
                hyphenation: self.hyphenation_of(piece),
                inline: hung_on(piece).map(Rc::new),
            });
        }
        let mut marks = Vec::with_capacity(noted.len());
        let mut of_marks = Vec::with_capacity(noted.len());
        for (at, note) in noted {
            let (number, words) = numbered_note(note);
            let mark = superscript(number);
            let label = self.lines(&mark, &Style::SMALL, WIDTH);
            marks.push(Mark {
                at,
                piece: u16::try_from(stretches.len() + of_marks.len()).unwrap_or(u16::MAX),
                glyphs: self.shaper.shape(manner(style.face, style, false), &mark),
            });
            of_marks.push(Rc::new(Inline::Mark(Note {
                number,
                label: label.into_iter().next().unwrap_or_else(Line::empty),
                lines: self.lines(words, &Style::SMALL, WIDTH - NOTE_INDENT),
            })));
        }
        Matter { text: words, stretches, marks, of_marks, levels, base }
    }

    /// The hyphenation of a piece; none for a language whose syllables are not known.
    fn hyphenation_of(&self, piece: &Piece) -> Option<hypher::Lang> {
        match piece.language.as_deref().map(|tag| tag.split('-').next().unwrap_or(tag)) {
            None => Some(self.hyphenation),
            Some("nb" | "nn" | "no") => Some(hypher::Lang::Norwegian),
            Some("en") => Some(hypher::Lang::English),
            Some(_) => None,
        }
    }
}

/// What hangs on the words of a piece.
fn hung_on(piece: &Piece) -> Option<Inline> {
    if is_blank(&piece.text) || (piece.language.is_none() && piece.link.is_none()) {
        return None;
    }
    Some(Inline::Words {
        language: piece.language.clone(),
        link: piece.link.clone(),
        says: one_line(&piece.text),
    })
}

/// The level of every byte of a text and of its lines; no levels if all of it runs from left to right.
///
/// The lines run from right to left only where most letters do, because a Norwegian sentence may well
/// begin with an Arabic name.
fn levels(text: &str) -> (Option<Vec<Level>>, u8) {
    // All letters of scripts that run leftwards, and all marks of direction, are above this.
    if text.chars().all(|c| c < '\u{590}') {
        return (None, 0);
    }
    let (mut leftwards, mut rightwards) = (0, 0);
    for c in text.chars() {
        match unicode_bidi::bidi_class(c) {
            BidiClass::R | BidiClass::AL => leftwards += 1,
            BidiClass::L => rightwards += 1,
            _ => {}
        }
    }
    if leftwards == 0 {
        return (None, 0);
    }
    let base = if leftwards > rightwards { Level::rtl() } else { Level::ltr() };
    (Some(BidiInfo::new(text, Some(base)).levels), base.number())
}
