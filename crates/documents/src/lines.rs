//! Breaking text into lines: by the Unicode rules (UAX #14), greedily, ragged right. Only a word that
//! is wider than its line is hyphenated or, where no syllable fits, broken between any two letters.
//! What runs from right to left is broken in the order it is read, and put in the order it is seen
//! when the line is made (UAX #9, in `visual`).

use std::rc::Rc;

use unicode_linebreak::BreakOpportunity;

use crate::fonts::FaceName;
use crate::inline::Inline;
use crate::layout::Style;
use crate::matter::Matter;
use crate::model::{Rich, Style as Said};
use crate::setting::{Raw, Setting, in_piece};
use crate::shaping::{Glyph, Manner, Shaper, advance};
use crate::visual;

/// A hyphen at the end of a line is drawn, and read as a soft hyphen.
const SOFT_HYPHEN: &str = "\u{AD}";

/// Longer words are no words of a language; looking for their syllables would only cost time.
const LONGEST_HYPHENATED: usize = 80;

/// How far the text of a note stands in from its number, in points.
pub(crate) const NOTE_INDENT: f32 = 14.0;

/// Glyphs on one line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// Stretches of one kind, in the order they are read. Most lines have one.
    pub(crate) parts: Vec<Part>,
    /// The width that is seen, in points: without spaces at the end.
    pub(crate) width: f32,
    /// What the line says, where that is more than it shows.
    pub(crate) says: Option<Rc<str>>,
    /// Whether it begins at the right.
    pub(crate) leftwards: bool,
}

/// A stretch of a line in one face and one direction, which all belongs to the same piece.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub(crate) face: FaceName,
    /// Where it begins, in points from the left end of the line.
    pub(crate) x: f32,
    /// The width that is seen, in points: without spaces at the end.
    pub(crate) width: f32,
    /// From left to right.
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) inline: Option<Rc<Inline>>,
}

#[cfg(test)]
impl Part {
    /// The text the glyphs stand for.
    fn text(&self) -> String {
        text_of(&self.glyphs)
    }
}

#[cfg(test)]
impl Line {
    /// The text the glyphs stand for.
    pub(crate) fn text(&self) -> String {
        self.parts.iter().map(Part::text).collect()
    }
}

fn text_of(glyphs: &[Glyph]) -> String {
    glyphs.iter().filter(|g| !g.continues).map(|g| &*g.text).collect()
}

/// Sets text in lines with the words of one language.
pub(crate) struct Breaker {
    pub(crate) shaper: Shaper,
    pub(crate) hyphenation: hypher::Lang,
}

impl Breaker {
    /// The lines of a text no wider than `width` points. At least one line, which may be empty.
    pub(crate) fn lines(&self, text: &str, style: &Style, width: f32) -> Vec<Line> {
        let matter = self.plain(text, style);
        let raw = self.set(&matter, style, width);
        self.made(raw, &matter, style)
    }

    /// The lines of a text in pieces no wider than `width` points. At least one line, which may be empty.
    pub(crate) fn rich(&self, text: &Rich, style: &Style, width: f32) -> Vec<Line> {
        if let [only] = text.0.as_slice()
            && only.style == Said::Plain
            && only.language.is_none()
            && only.link.is_none()
            && only.note.is_none()
        {
            return self.lines(&only.text, style, width);
        }
        let words = text.words();
        let matter = self.matter(&words, text, style);
        let raw = self.set(&matter, style, width);
        self.made(raw, &matter, style)
    }

    /// At most `most` lines. What does not fit is cut with an ellipsis; the last line still says all of it.
    pub(crate) fn lines_at_most(
        &self,
        text: &str,
        style: &Style,
        width: f32,
        most: usize,
    ) -> Vec<Line> {
        let matter = self.plain(text, style);
        let mut raw = self.set(&matter, style, width);
        if raw.len() <= most || most == 0 {
            return self.made(raw, &matter, style);
        }
        let rest = raw.split_off(most - 1);
        let says: String = rest.iter().map(|line| text_of(&line.glyphs)).collect();
        let dots = self.sign(style, "…", "…");
        let limit = (width * 1000.0 / style.size) as i32 - advance(&dots);
        let mut glyphs = rest.into_iter().next().map(|line| line.glyphs).unwrap_or_default();
        while glyphs.last().is_some_and(|g| {
            g.continues || &*g.text == " " || &*g.text == SOFT_HYPHEN || advance(&glyphs) > limit
        }) {
            glyphs.pop();
        }
        glyphs.extend(dots);
        raw.push(Raw { seen: advance(&glyphs), glyphs });
        let mut lines = self.made(raw, &matter, style);
        if let Some(last) = lines.last_mut() {
            last.says = Some(says.replace(SOFT_HYPHEN, "").into());
        }
        lines
    }

    /// The width of a text set on one line, in points.
    pub(crate) fn width(&self, text: &str, style: &Style) -> f32 {
        let glyphs = self.shaper.shape(manner(style.face, style, false), text);
        advance(&glyphs) as f32 * style.size / 1000.0
    }

    /// The width of the widest word that cannot be broken by the rules, in points.
    pub(crate) fn widest_word(&self, text: &str, style: &Style) -> f32 {
        let mut start = 0;
        let mut widest = 0.0_f32;
        for (end, _) in breaks(text) {
            widest = widest.max(self.width(text[start..end].trim_end_matches([' ', '\n']), style));
            start = end;
        }
        widest
    }

    /// Breaks a text into lines.
    fn set(&self, matter: &Matter<'_>, style: &Style, width: f32) -> Vec<Raw> {
        let mut setting = Setting {
            lines: Vec::new(),
            current: Vec::new(),
            pen: 0,
            seen: 0,
            spaces: 0,
            limit: (width * 1000.0 / style.size).floor() as i32,
            space: self.sign(style, " ", " "),
            hyphen: self.sign(style, "-", SOFT_HYPHEN),
            soft_end: false,
        };
        let simple =
            matter.stretches.len() == 1 && matter.marks.is_empty() && matter.levels.is_none();
        let text = matter.text;
        let mut cursor = Cursor::default();
        let mut start = 0;
        for (end, opportunity) in breaks(text) {
            let segment = &text[start..end];
            let word = segment.trim_end_matches([' ', '\n']);
            let spaces = segment[word.len()..].matches(' ').count();
            let word_end = start + word.len();
            let shaped: Rc<[Glyph]>;
            let assembled: Vec<Glyph>;
            let glyphs: &[Glyph] = if simple && matter.stretches[0].inline.is_none() {
                let face = matter.stretches[0].face;
                shaped = self.shaper.shape(manner(face, style, false), word);
                &shaped
            } else {
                assembled = self.assembled(matter, style, start..word_end, &mut cursor);
                &assembled
            };
            let hyphenation = matter.stretches.get(cursor.stretch).and_then(|s| s.hyphenation);
            setting.place(glyphs, word.ends_with('\u{AD}'), || {
                hyphenation.map_or_else(Vec::new, |lang| syllables(word, glyphs, lang))
            });
            let piece = matter.stretches.iter().position(|stretch| word_end < stretch.end);
            let piece = piece.and_then(|piece| u16::try_from(piece).ok()).unwrap_or(0);
            setting.push_spaces(spaces, piece, matter.level(word_end));
            if opportunity == BreakOpportunity::Mandatory && end != text.len() {
                setting.push_spaces(1, 0, matter.base);
                setting.end_line();
            }
            start = end;
        }
        // Marks behind everything: those of a text of spaces only.
        for mark in &matter.marks[cursor.mark..] {
            setting.push(&in_piece(&mark.glyphs, mark.piece, matter.base));
        }
        setting.finish()
    }

    /// The glyphs of a word that may reach over several stretches, with the marks in and behind it.
    fn assembled(
        &self,
        matter: &Matter<'_>,
        style: &Style,
        word: std::ops::Range<usize>,
        cursor: &mut Cursor,
    ) -> Vec<Glyph> {
        let mut glyphs = Vec::with_capacity(word.len());
        let mut at = word.start;
        loop {
            while let Some(mark) = matter.marks.get(cursor.mark).filter(|mark| mark.at <= at) {
                glyphs.extend(in_piece(&mark.glyphs, mark.piece, matter.base));
                cursor.mark += 1;
            }
            if at >= word.end {
                return glyphs;
            }
            while matter.stretches.get(cursor.stretch).is_some_and(|stretch| stretch.end <= at) {
                cursor.stretch += 1;
            }
            let Some(stretch) = matter.stretches.get(cursor.stretch) else { return glyphs };
            let mut end = word.end.min(stretch.end);
            if let Some(mark) = matter.marks.get(cursor.mark) {
                end = end.min(mark.at);
            }
            let level = matter.level(at);
            if matter.levels.is_some() {
                end = (at..end).find(|i| matter.level(*i) != level).unwrap_or(end);
            }
            let manner = manner(stretch.face, style, level % 2 == 1);
            let shaped = self.shaper.shape(manner, &matter.text[at..end]);
            let piece = u16::try_from(cursor.stretch).unwrap_or(u16::MAX);
            glyphs.extend(in_piece(&shaped, piece, level));
            at = end;
        }
    }

    /// Lines as they are seen.
    fn made(&self, raw: Vec<Raw>, matter: &Matter<'_>, style: &Style) -> Vec<Line> {
        let em = style.size / 1000.0;
        raw.into_iter()
            .map(|line| Line {
                width: line.seen as f32 * em,
                parts: visual::parts(line.glyphs, matter.base, em, |piece| {
                    matter.inline(piece).cloned()
                }),
                says: None,
                leftwards: matter.base % 2 == 1,
            })
            .collect()
    }

    fn sign(&self, style: &Style, drawn: &str, says: &str) -> Vec<Glyph> {
        let glyphs = self.shaper.shape(manner(style.face, style, false), drawn);
        glyphs.iter().map(|glyph| Glyph { text: says.into(), ..glyph.clone() }).collect()
    }
}

impl Line {
    pub(crate) fn empty() -> Self {
        Line { parts: Vec::new(), width: 0.0, says: None, leftwards: false }
    }
}

/// How far a text in stretches is set.
#[derive(Default)]
struct Cursor {
    stretch: usize,
    mark: usize,
}

/// How a word of a text in this style is shaped in a face.
pub(crate) fn manner(face: FaceName, style: &Style, leftwards: bool) -> Manner {
    Manner { face, tabular: style.tabular, leftwards }
}

/// Where a word may be hyphenated, counted in glyphs.
fn syllables(word: &str, glyphs: &[Glyph], language: hypher::Lang) -> Vec<usize> {
    let count = word.chars().count();
    if count != glyphs.len() || !(6..=LONGEST_HYPHENATED).contains(&count) {
        return Vec::new();
    }
    let core = word.trim_matches(|c: char| !c.is_alphabetic());
    if !core.chars().all(char::is_alphabetic) {
        return Vec::new();
    }
    let mut at = word.chars().take_while(|c| !c.is_alphabetic()).count();
    let end = at + core.chars().count();
    let mut places = Vec::new();
    for syllable in hypher::hyphenate(core, language) {
        at += syllable.chars().count();
        if at >= 3 && at + 3 <= end {
            places.push(at);
        }
    }
    places
}

/// Where a line may end by the Unicode rules (UAX #14), but not inside a double name: Nord-Trøndelag
/// that ends a line after its hyphen is taken for one hyphenated word by whoever copies or reads it out.
/// Nor between the day and the month of a date.
fn breaks(text: &str) -> impl Iterator<Item = (usize, BreakOpportunity)> + '_ {
    unicode_linebreak::linebreaks(text).filter(|(end, opportunity)| {
        let (before, after) = text.split_at(*end);
        let in_a_name = before.ends_with('-') && after.starts_with(char::is_uppercase);
        *opportunity == BreakOpportunity::Mandatory
            || !in_a_name && !is_between_day_and_month(before, after)
    })
}

/// `14. ` before `februar`: no sentence ends there, since none begins with a small letter.
fn is_between_day_and_month(before: &str, after: &str) -> bool {
    let Some(day) = before.strip_suffix(". ") else { return false };
    let digits = day.bytes().rev().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits) && after.starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::built_in;
    use crate::model::{Link, Piece};

    fn breaker() -> Breaker {
        let shaper = Shaper::new(built_in().unwrap());
        Breaker { shaper, hyphenation: hypher::Lang::Norwegian }
    }

    fn texts(text: &str, width: f32) -> Vec<String> {
        breaker().lines(text, &Style::BODY, width).iter().map(Line::text).collect()
    }

    #[test]
    fn a_day_is_not_parted_from_its_month() {
        let ends = |text: &str| breaks(text).map(|(end, _)| text[..end].to_owned()).last();
        let first = |text: &str| breaks(text).map(|(end, _)| text[..end].to_owned()).next();
        assert_eq!(first("23. februar kom").as_deref(), Some("23. februar "));
        assert_eq!(first("8. Deretter").as_deref(), Some("8. "));
        assert_eq!(ends("23. februar").as_deref(), Some("23. februar"));
    }

    #[test]
    fn a_no_break_space_never_breaks_and_a_space_does() {
        assert_eq!(texts("Vi ga 11\u{a0}000\u{a0}000", 60.0), ["Vi ga ", "11 000 000"]);
    }

    #[test]
    fn a_newline_starts_a_line_and_keeps_words_apart() {
        assert_eq!(texts("a\nb\n\nc", 100.0), ["a ", "b ", " ", "c"]);
    }

    #[test]
    fn words_wider_than_the_line_are_hyphenated() {
        let lines = texts("tilskuddsforvaltning", 60.0);
        assert!(lines.len() > 1 && lines[0].ends_with('\u{AD}'), "{lines:?}");
        assert_eq!(lines.concat().replace('\u{AD}', ""), "tilskuddsforvaltning");
    }

    #[test]
    fn words_without_syllables_are_broken_anywhere_and_nothing_is_lost() {
        let word = "x1".repeat(150);
        let lines = breaker().lines(&word, &Style::BODY, 50.0);
        assert!(lines.iter().all(|line| line.width <= 50.0));
        assert_eq!(lines.iter().map(Line::text).collect::<String>(), word);
    }

    #[test]
    fn a_width_of_nothing_still_ends() {
        assert_eq!(texts("abc", -5.0).concat(), "abc");
    }

    #[test]
    fn a_cut_line_still_says_all() {
        let lines = breaker().lines_at_most("en to tre fire fem seks", &Style::BODY, 60.0, 1);
        assert_eq!(lines.len(), 1);
        assert!(lines[0].text().ends_with('…') && lines[0].width <= 60.0);
        assert_eq!(lines[0].says.as_deref(), Some("en to tre fire fem seks"));
    }

    #[test]
    fn a_soft_hyphen_is_drawn_only_where_the_line_ends() {
        assert_eq!(texts("for\u{AD}valt\u{AD}ning", 300.0), ["forvaltning"]);
        let lines = texts("for\u{AD}valt\u{AD}ning", 40.0);
        assert!(lines[0].ends_with('\u{AD}'), "{lines:?}");
    }

    fn rich(pieces: Vec<Piece>, width: f32) -> Vec<Line> {
        breaker().rich(&pieces.into(), &Style::BODY, width)
    }

    fn hung(lines: &[Line]) -> Vec<(String, bool)> {
        let parts = lines.iter().flat_map(|line| &line.parts);
        parts.map(|part| (part.text(), part.inline.is_some())).collect()
    }

    #[test]
    fn styles_change_inside_a_word_without_breaking_it() {
        let lines = rich(vec!["tilskudds".into(), Piece::strong("brev")], 300.0);
        assert_eq!(lines.len(), 1);
        let faces: Vec<FaceName> = lines[0].parts.iter().map(|part| part.face).collect();
        assert_eq!(faces, [FaceName::Regular, FaceName::SemiBold]);
        let wide = lines[0].width;
        // With the word as one piece it is broken where this one would be.
        assert_eq!(rich(vec!["a tilskudds".into(), Piece::strong("brev")], wide).len(), 2);
    }

    #[test]
    fn a_link_over_two_lines_is_one_link() {
        let link = Link::Web("https://direktoratet.example".into());
        let lines = rich(vec!["Se ".into(), Piece::from("lovene våre på nettet").to(link)], 70.0);
        assert!(lines.len() > 1);
        let inlines: Vec<&Rc<Inline>> =
            lines.iter().flat_map(|l| &l.parts).filter_map(|p| p.inline.as_ref()).collect();
        assert!(inlines.len() > 1 && inlines.iter().all(|one| Rc::ptr_eq(one, inlines[0])));
    }

    #[test]
    fn the_mark_of_a_note_stands_at_the_word_before_the_space() {
        let lines = rich(vec![Piece::from("ord ").noted("7\u{1F}Om ordet."), "mer".into()], 300.0);
        let parts = hung(&lines);
        assert_eq!(parts, [("ord".into(), false), ("⁷".into(), true), (" mer".into(), false)]);
        let alone = rich(vec![Piece::from(" ").noted("1\u{1F}n")], 300.0);
        assert_eq!(alone.iter().map(Line::text).collect::<String>().trim(), "¹");
    }

    #[test]
    fn a_line_is_read_in_the_order_it_was_written_whatever_its_direction() {
        for text in ["Arabisk: مرحبا بالعالم og mer", "مرحبا 2027 بالعالم", "שלום!"]
        {
            let lines = breaker().lines(text, &Style::BODY, 400.0);
            assert_eq!(lines[0].text(), text);
        }
    }

    #[test]
    fn what_runs_leftwards_is_seen_from_right_to_left() {
        let lines = breaker().lines("norsk שלום b", &Style::BODY, 400.0);
        let places: Vec<f32> = lines[0].parts.iter().map(|part| part.x).collect();
        // The words before, four letters, the words behind.
        assert_eq!(places.len(), 6);
        assert!(places[1..5].windows(2).all(|two| two[0] > two[1]), "{places:?}");
        assert!(places[0] < places[4] && places[1] < places[5]);
        assert!(!lines[0].leftwards && breaker().lines("שלום a", &Style::BODY, 400.0)[0].leftwards);
    }

    #[test]
    fn a_long_word_that_runs_leftwards_is_broken_and_nothing_is_lost() {
        let word = "שלום".repeat(60);
        let lines = breaker().lines(&word, &Style::BODY, 60.0);
        assert!(lines.iter().all(|line| line.width <= 60.0));
        assert_eq!(lines.iter().map(Line::text).collect::<String>(), word);
    }
}
