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
    /// The face it is drawn in: the one asked for, or the wide one behind it.
    pub(crate) face: FaceName,
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
    /// Which piece of its text it belongs to, as the setting of lines counts them.
    pub(crate) piece: u16,
    /// Its embedding level (UAX #9): odd where the text runs from right to left.
    pub(crate) level: u8,
}

/// The sum of the advances, in 1/1000 em.
pub(crate) fn advance(glyphs: &[Glyph]) -> i32 {
    glyphs.iter().map(|glyph| glyph.advance).sum()
}

/// What a word is shaped with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Manner {
    pub(crate) face: FaceName,
    /// Whether all figures are equally wide.
    pub(crate) tabular: bool,
    /// Whether it runs from right to left.
    pub(crate) leftwards: bool,
}

type Shaped = HashMap<Box<str>, Rc<[Glyph]>>;

/// Shapes words and remembers them for one rendering.
pub(crate) struct Shaper {
    fonts: Rc<Fonts>,
    buffer: RefCell<Buffer>,
    shaped: RefCell<HashMap<Manner, Shaped>>,
}

impl Shaper {
    pub(crate) fn new(fonts: Rc<Fonts>) -> Self {
        Shaper { fonts, buffer: RefCell::new(Buffer::new()), shaped: RefCell::default() }
    }

    pub(crate) fn face(&self, name: FaceName) -> &Face {
        self.fonts.face(name)
    }

    /// The glyphs of a word, in the order they are read. Nothing in it is lost: what the face lacks
    /// comes from the wide face, and what that lacks too becomes a stand-in with the original text
    /// behind it.
    pub(crate) fn shape(&self, manner: Manner, word: &str) -> Rc<[Glyph]> {
        if let Some(glyphs) = self.shaped.borrow().get(&manner).and_then(|all| all.get(word)) {
            return Rc::clone(glyphs);
        }
        let glyphs: Rc<[Glyph]> = self.shape_anew(manner, word).into();
        let mut shaped = self.shaped.borrow_mut();
        shaped.entry(manner).or_default().insert(word.into(), Rc::clone(&glyphs));
        glyphs
    }

    fn shape_anew(&self, manner: Manner, word: &str) -> Vec<Glyph> {
        let (face, wide) = (self.face(manner.face), self.face(manner.face.wide()));
        let mut glyphs = Vec::with_capacity(word.len());
        for (name, shown) in drawn(word, face, wide) {
            glyphs.extend(self.shape_shown(Manner { face: name, ..manner }, &shown));
        }
        glyphs
    }

    /// Shapes what one face can show.
    fn shape_shown(&self, manner: Manner, shown: &Shown) -> Vec<Glyph> {
        let face = self.face(manner.face);
        let mut buffer = self.buffer.borrow_mut();
        buffer.reset();
        buffer.push_str(&shown.text);
        buffer.set_language("nb".parse().ok());
        let (features, plan) = face.plan(manner.tabular);
        let options = ShapeOptions::new().features(features);
        // The plan is made for Latin letters; Greek and Cyrillic need no more than that. Other scripts
        // are rare, and shaped without a plan made beforehand.
        let options = if manner.leftwards || manner.face == manner.face.wide() {
            buffer.set_direction(if manner.leftwards {
                Direction::RightToLeft
            } else {
                Direction::LeftToRight
            });
            buffer.guess_segment_properties();
            options
        } else {
            buffer.set_direction(Direction::LeftToRight);
            buffer.set_script(Some(Script::LATIN));
            options.plan(Some(plan))
        };
        if harfrust::shape(&face.shaper, &mut buffer, options).is_err() {
            return shown.unshaped(face);
        }
        // What runs leftwards comes in the order it is seen; lines are broken in the order it is read.
        let mut order: Vec<usize> = (0..buffer.glyph_infos().len()).collect();
        if manner.leftwards {
            order.reverse();
        }
        let infos: Vec<_> = order.iter().map(|i| buffer.glyph_infos()[*i]).collect();
        let positions: Vec<_> = order.iter().map(|i| buffer.glyph_positions()[*i]).collect();
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
                    face: face.name,
                    width,
                    advance: face.thousandths(position.x_advance),
                    shift: (
                        face.thousandths(position.x_offset),
                        face.thousandths(position.y_offset),
                    ),
                    text,
                    continues: k > 0 && !one_to_one,
                    piece: 0,
                    level: 0,
                });
            }
            at = until;
        }
        glyphs
    }
}

/// What is drawn of a word in each face, in the order it is read.
fn drawn(word: &str, face: &Face, wide: &Face) -> Vec<(FaceName, Shown)> {
    let mut all: Vec<(FaceName, Shown)> = Vec::with_capacity(1);
    for cluster in word.graphemes(true) {
        let mut visible = cluster.chars().filter(|c| !is_invisible(*c)).peekable();
        let Some(first) = visible.peek().copied() else { continue };
        let chosen = match first {
            // A no-break space is a space that the line breaker has already honoured.
            '\u{a0}' | '\u{202f}' | '\u{2007}' => face,
            _ if visible.clone().all(|c| face.glyph(c).is_some()) => face,
            _ if visible.clone().all(|c| wide.glyph(c).is_some()) => wide,
            first if face.glyph(first).is_some() => face,
            first if wide.glyph(first).is_some() => wide,
            _ => face,
        };
        if all.last().is_none_or(|(name, _)| *name != chosen.name) {
            all.push((chosen.name, Shown::default()));
        }
        if let Some((_, shown)) = all.last_mut() {
            shown.push_cluster(cluster, first, visible, chosen);
        }
        // Letters on both sides of a non-joiner are shaped apart, which is what it asks for.
        if cluster.contains(NON_JOINER) {
            all.push((chosen.name, Shown::default()));
        }
    }
    all.retain(|(_, shown)| !shown.text.is_empty());
    all
}

const NON_JOINER: char = '\u{200C}';

/// A character that is drawn and the text it stands for.
struct Source {
    at: usize,
    shown: char,
    says: String,
}

/// What one face draws, and for each drawn character what it says.
#[derive(Default)]
struct Shown {
    text: String,
    sources: Vec<Source>,
}

impl Shown {
    fn push_cluster(
        &mut self,
        cluster: &str,
        first: char,
        visible: impl Iterator<Item = char>,
        face: &Face,
    ) {
        // It must come out of the file as an ordinary space, or nobody finds "11 000 000".
        let as_space = |c| matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}');
        match first {
            first if !as_space(first) && face.glyph(first).is_none() => {
                self.push(face.stand_in(), cluster);
            }
            _ => {
                for c in visible.map(|c| if as_space(c) { ' ' } else { c }) {
                    if face.glyph(c).is_some() {
                        self.push(c, c.encode_utf8(&mut [0; 4]));
                    } else if let Some(last) = self.sources.last_mut() {
                        last.says.push(c);
                    }
                }
            }
        }
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
                Some(Glyph {
                    id,
                    face: face.name,
                    width,
                    advance: width,
                    shift: (0, 0),
                    text,
                    continues: false,
                    piece: 0,
                    level: 0,
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::built_in;

    const PLAIN: Manner = Manner { face: FaceName::Regular, tabular: false, leftwards: false };

    fn shape(word: &str) -> Rc<[Glyph]> {
        Shaper::new(built_in().unwrap()).shape(PLAIN, word)
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
    fn the_wide_face_shows_what_the_first_lacks() {
        let glyphs = shape("a→∀שb");
        assert_eq!(says(&glyphs), "a→∀שb");
        assert!(glyphs.iter().any(|g| g.face == FaceName::Wide));
        assert!(glyphs.iter().filter(|g| &*g.text == "b").all(|g| g.face == FaceName::Regular));
    }

    #[test]
    fn arabic_letters_join_and_stay_in_the_order_they_are_read() {
        let shaper = Shaper::new(built_in().unwrap());
        let leftwards = Manner { leftwards: true, ..PLAIN };
        let word = shaper.shape(leftwards, "عربي");
        assert_eq!(says(&word), "عربي");
        // A letter inside a word has another form than the letter by itself.
        assert_ne!(word[0].id, shaper.shape(leftwards, "ع")[0].id);
        let parted = shaper.shape(leftwards, "ع\u{200C}ر");
        assert_eq!(parted[0].id, shaper.shape(leftwards, "ع")[0].id);
    }

    #[test]
    fn marks_that_cannot_be_composed_keep_their_text() {
        assert_eq!(says(&shape("x\u{301}y\u{20D0}")), "x\u{301}y\u{20D0}");
    }

    #[test]
    fn tabular_figures_are_equally_wide() {
        let shaper = Shaper::new(built_in().unwrap());
        let width = |text| advance(&shaper.shape(Manner { tabular: true, ..PLAIN }, text));
        assert_eq!(width("1111"), width("8008"));
    }

    #[test]
    fn nothing_visible_gives_no_glyphs() {
        assert!(shape("\u{AD}\u{200B}").is_empty());
    }
}
