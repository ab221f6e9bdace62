//! From words to glyphs. Every glyph knows which text it stands for, so that a PDF can say it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use harfrust::{Buffer, Direction, Script, ShapeOptions};
use unicode_segmentation::UnicodeSegmentation;

use crate::fonts::{Face, FaceName, Fonts};
use crate::text::is_invisible;

/// A glyph in its place. Widths are whole 1/1000 em, so that layout and the widths in the PDF agree exactly.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) id: u16,
    /// The width the font gives it.
    pub(crate) width: i32,
    /// How far the pen moves: the width and the kerning.
    pub(crate) advance: i32,
    /// Where it is drawn relative to the pen; marks above letters are moved.
    pub(crate) shift: (i32, i32),
    /// What the glyph, together with those that continue it, says.
    pub(crate) text: Rc<str>,
    /// Whether it belongs to the text of the glyph before it.
    pub(crate) continues: bool,
}

/// The sum of the advances, in 1/1000 em.
pub(crate) fn advance(glyphs: &[Glyph]) -> i32 {
    glyphs.iter().map(|glyph| glyph.advance).sum()
}

type Key = (FaceName, bool, Box<str>);

/// Shapes words and remembers them for one rendering.
pub(crate) struct Shaper {
    fonts: Rc<Fonts>,
    buffer: RefCell<Buffer>,
    shaped: RefCell<HashMap<Key, Rc<[Glyph]>>>,
}

impl Shaper {
    pub(crate) fn new(fonts: Rc<Fonts>) -> Self {
        Shaper { fonts, buffer: RefCell::new(Buffer::new()), shaped: RefCell::default() }
    }

    pub(crate) fn face(&self, name: FaceName) -> &Face {
        self.fonts.face(name)
    }

    /// The glyphs of a word. Nothing in it is lost: what the face lacks becomes a stand-in with the
    /// original text behind it.
    pub(crate) fn shape(&self, face: FaceName, tabular: bool, word: &str) -> Rc<[Glyph]> {
        let key: Key = (face, tabular, word.into());
        if let Some(glyphs) = self.shaped.borrow().get(&key) {
            return Rc::clone(glyphs);
        }
        let glyphs: Rc<[Glyph]> = self.shape_anew(self.face(face), tabular, word).into();
        self.shaped.borrow_mut().insert(key, Rc::clone(&glyphs));
        glyphs
    }

    fn shape_anew(&self, face: &Face, tabular: bool, word: &str) -> Vec<Glyph> {
        let shown = Shown::of(word, face);
        if shown.text.is_empty() {
            return Vec::new();
        }
        let mut buffer = self.buffer.borrow_mut();
        buffer.reset();
        buffer.push_str(&shown.text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(Some(Script::LATIN));
        buffer.set_language("nb".parse().ok());
        let (features, plan) = face.plan(tabular);
        let options = ShapeOptions::new().plan(Some(plan)).features(features);
        if harfrust::shape(&face.shaper, &mut buffer, options).is_err() {
            return shown.unshaped(face);
        }
        let (infos, positions) = (buffer.glyph_infos(), buffer.glyph_positions());
        let mut glyphs = Vec::with_capacity(infos.len());
        let mut at = 0;
        while at < infos.len() {
            let start = infos[at].cluster as usize;
            let next = (at..infos.len()).find(|i| infos[*i].cluster as usize != start);
            let end = next.map_or(shown.text.len(), |i| infos[i].cluster as usize);
            let until = next.unwrap_or(infos.len());
            let sources = shown.sources(start, end);
            let ids: Option<Vec<u16>> =
                infos[at..until].iter().map(|i| u16::try_from(i.glyph_id).ok()).collect();
            // The replacement was checked for each character, so glyph 0 can only come from a rule of
            // the font; PDF/A forbids it all the same.
            let Some(ids) = ids.filter(|ids| !ids.contains(&0)) else {
                return shown.unshaped(face);
            };
            let one_to_one = ids.len() == sources.len()
                && ids.iter().zip(sources).all(|(id, s)| face.glyph(s.shown) == Some(*id));
            let whole: Rc<str> = sources.iter().map(|s| s.says.as_str()).collect::<String>().into();
            for (k, (id, position)) in ids.into_iter().zip(&positions[at..until]).enumerate() {
                let width = face.width(id);
                let text =
                    if one_to_one { sources[k].says.as_str().into() } else { Rc::clone(&whole) };
                glyphs.push(Glyph {
                    id,
                    width,
                    advance: face.thousandths(position.x_advance),
                    shift: (
                        face.thousandths(position.x_offset),
                        face.thousandths(position.y_offset),
                    ),
                    text,
                    continues: k > 0 && !one_to_one,
                });
            }
            at = until;
        }
        glyphs
    }
}

/// A character that is drawn and the text it stands for.
struct Source {
    at: usize,
    shown: char,
    says: String,
}

/// What is drawn of a word, and for each drawn character what it says.
struct Shown {
    text: String,
    sources: Vec<Source>,
}

impl Shown {
    fn of(word: &str, face: &Face) -> Self {
        let stand_in = face.stand_in();
        let mut drawn = Shown { text: String::with_capacity(word.len()), sources: Vec::new() };
        for cluster in word.graphemes(true) {
            let mut visible = cluster.chars().filter(|c| !is_invisible(*c)).peekable();
            match visible.peek().copied() {
                None => {}
                // A no-break space is a space that the line breaker has already honoured. It must come
                // out of the file as an ordinary space, or nobody finds "11 000 000".
                Some('\u{a0}' | '\u{202f}' | '\u{2007}') => drawn.push(' ', " "),
                Some(first) if face.glyph(first).is_none() => drawn.push(stand_in, cluster),
                Some(_) => {
                    for c in visible {
                        if face.glyph(c).is_some() {
                            drawn.push(c, c.encode_utf8(&mut [0; 4]));
                        } else if let Some(last) = drawn.sources.last_mut() {
                            last.says.push(c);
                        }
                    }
                }
            }
        }
        drawn
    }

    fn push(&mut self, shown: char, says: &str) {
        self.sources.push(Source { at: self.text.len(), shown, says: says.to_owned() });
        self.text.push(shown);
    }

    fn sources(&self, start: usize, end: usize) -> &[Source] {
        let from = self.sources.partition_point(|s| s.at < start);
        let to = self.sources.partition_point(|s| s.at < end);
        &self.sources[from..to]
    }

    /// One glyph a character, without kerning and marks: the way out if shaping fails.
    fn unshaped(&self, face: &Face) -> Vec<Glyph> {
        self.sources
            .iter()
            .filter_map(|source| {
                let id = face.glyph(source.shown)?;
                let width = face.width(id);
                let text = source.says.as_str().into();
                Some(Glyph { id, width, advance: width, shift: (0, 0), text, continues: false })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::built_in;

    fn shape(word: &str) -> Rc<[Glyph]> {
        Shaper::new(built_in().unwrap()).shape(FaceName::Regular, false, word)
    }

    fn says(glyphs: &[Glyph]) -> String {
        glyphs.iter().filter(|g| !g.continues).map(|g| &*g.text).collect()
    }

    #[test]
    fn a_no_break_space_is_drawn_and_read_as_a_space() {
        let glyphs = shape("11\u{a0}000");
        assert_eq!(says(&glyphs), "11 000");
        assert_eq!(glyphs[2].id, shape(" ")[0].id);
    }

    #[test]
    fn what_the_face_lacks_is_replaced_and_still_says_what_was_written() {
        let glyphs = shape("a👨‍👩‍👧b漢");
        assert_eq!(says(&glyphs), "a👨‍👩‍👧b漢");
        assert_eq!(glyphs.len(), 4);
        assert!(glyphs.iter().all(|g| g.id != 0));
        assert_eq!(glyphs[1].id, glyphs[3].id);
    }

    #[test]
    fn marks_that_cannot_be_composed_keep_their_text() {
        assert_eq!(says(&shape("x\u{301}y\u{20D0}")), "x\u{301}y\u{20D0}");
    }

    #[test]
    fn tabular_figures_are_equally_wide() {
        let shaper = Shaper::new(built_in().unwrap());
        let width = |text| advance(&shaper.shape(FaceName::Regular, true, text));
        assert_eq!(width("1111"), width("8008"));
    }

    #[test]
    fn nothing_visible_gives_no_glyphs() {
        assert!(shape("\u{AD}\u{200B}").is_empty());
    }
}
