//! Breaking text into lines: by the Unicode rules (UAX #14), greedily, ragged right. Only a word that
//! is wider than its line is hyphenated or, where no syllable fits, broken between any two letters.

use std::rc::Rc;

use unicode_linebreak::BreakOpportunity;

use crate::layout::Style;
use crate::shaping::{Glyph, Shaper, advance};

/// A hyphen at the end of a line is drawn, and read as a soft hyphen.
const SOFT_HYPHEN: &str = "\u{AD}";

/// Longer words are no words of a language; looking for their syllables would only cost time.
const LONGEST_HYPHENATED: usize = 80;

/// Glyphs on one line.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) glyphs: Vec<Glyph>,
    /// The width that is seen, in points: without spaces at the end.
    pub(crate) width: f32,
    /// What the line says, where that is more than it shows.
    pub(crate) says: Option<Rc<str>>,
}

impl Line {
    /// The text the glyphs stand for.
    pub(crate) fn text(&self) -> String {
        self.glyphs.iter().filter(|g| !g.continues).map(|g| &*g.text).collect()
    }
}

/// Sets text in lines with the words of one language.
pub(crate) struct Breaker {
    pub(crate) shaper: Shaper,
    pub(crate) hyphenation: hypher::Lang,
}

impl Breaker {
    /// The lines of a text no wider than `width` points. At least one line, which may be empty.
    pub(crate) fn lines(&self, text: &str, style: &Style, width: f32) -> Vec<Line> {
        let mut setting = Setting {
            lines: Vec::new(),
            current: Vec::new(),
            pen: 0,
            seen: 0,
            spaces: 0,
            limit: (width * 1000.0 / style.size).floor() as i32,
            size: style.size,
            space: self.sign(style, " ", " "),
            hyphen: self.sign(style, "-", SOFT_HYPHEN),
            soft_end: false,
        };
        let mut start = 0;
        for (end, opportunity) in breaks(text) {
            let segment = &text[start..end];
            start = end;
            let word = segment.trim_end_matches([' ', '\n']);
            let spaces = segment[word.len()..].matches(' ').count();
            let glyphs = self.shaper.shape(style.face, style.tabular, word);
            setting.place(&glyphs, word.ends_with('\u{AD}'), || self.syllables(word, &glyphs));
            setting.push_spaces(spaces);
            if opportunity == BreakOpportunity::Mandatory && end != text.len() {
                setting.push_spaces(1);
                setting.end_line();
            }
        }
        setting.push_spaces(0);
        setting.finish()
    }

    /// At most `most` lines. What does not fit is cut with an ellipsis; the last line still says all of it.
    pub(crate) fn lines_at_most(
        &self,
        text: &str,
        style: &Style,
        width: f32,
        most: usize,
    ) -> Vec<Line> {
        let mut lines = self.lines(text, style, width);
        if lines.len() <= most || most == 0 {
            return lines;
        }
        let rest = lines.split_off(most - 1);
        let says: String = rest.iter().map(Line::text).collect::<String>().replace('\u{AD}', "");
        let dots = self.sign(style, "…", "…");
        let limit = (width * 1000.0 / style.size) as i32 - advance(&dots);
        let mut glyphs = rest.into_iter().next().map(|line| line.glyphs).unwrap_or_default();
        while glyphs.last().is_some_and(|g| {
            g.continues || &*g.text == " " || &*g.text == SOFT_HYPHEN || advance(&glyphs) > limit
        }) {
            glyphs.pop();
        }
        glyphs.extend(dots);
        let width = advance(&glyphs) as f32 * style.size / 1000.0;
        lines.push(Line { glyphs, width, says: Some(says.into()) });
        lines
    }

    /// The width of a text set on one line, in points.
    pub(crate) fn width(&self, text: &str, style: &Style) -> f32 {
        let glyphs = self.shaper.shape(style.face, style.tabular, text);
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

    fn sign(&self, style: &Style, drawn: &str, says: &str) -> Vec<Glyph> {
        let glyphs = self.shaper.shape(style.face, style.tabular, drawn);
        glyphs.iter().map(|glyph| Glyph { text: says.into(), ..glyph.clone() }).collect()
    }

    /// Where a word may be hyphenated, counted in glyphs.
    fn syllables(&self, word: &str, glyphs: &[Glyph]) -> Vec<usize> {
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
        for syllable in hypher::hyphenate(core, self.hyphenation) {
            at += syllable.chars().count();
            if at >= 3 && at + 3 <= end {
                places.push(at);
            }
        }
        places
    }
}

/// A text on its way into lines. Measures are 1/1000 em.
struct Setting {
    lines: Vec<Line>,
    current: Vec<Glyph>,
    /// Where the next glyph goes.
    pen: i32,
    /// Where the last visible glyph ended.
    seen: i32,
    /// How many spaces the current line ends with.
    spaces: usize,
    limit: i32,
    size: f32,
    space: Vec<Glyph>,
    hyphen: Vec<Glyph>,
    /// Whether the current line ends with a soft hyphen that the writer set.
    soft_end: bool,
}

impl Setting {
    fn place(&mut self, word: &[Glyph], soft_end: bool, syllables: impl FnOnce() -> Vec<usize>) {
        let width = advance(word) + if soft_end { advance(&self.hyphen) } else { 0 };
        if self.pen + width > self.limit {
            if width <= self.limit {
                self.leave_line();
            } else {
                self.place_piecewise(word, &syllables());
                self.soft_end = soft_end;
                return;
            }
        }
        self.push(word);
        self.soft_end = soft_end && !word.is_empty();
    }

    /// Places a word that is wider than a line.
    fn place_piecewise(&mut self, word: &[Glyph], syllables: &[usize]) {
        let mut ends = vec![0];
        for glyph in word {
            ends.push(ends[ends.len() - 1] + glyph.advance);
        }
        let total = ends[word.len()];
        let mut from = 0;
        while from < word.len() {
            let room = self.limit - self.pen;
            let wide = |to: usize| ends[to] - ends[from];
            if total - ends[from] <= room {
                self.push(&word[from..]);
                return;
            }
            let hyphen = advance(&self.hyphen);
            let syllable =
                syllables.iter().copied().rfind(|to| *to > from && wide(*to) + hyphen <= room);
            if let Some(to) = syllable {
                self.push(&word[from..to]);
                let hyphen = self.hyphen.clone();
                self.push(&hyphen);
                self.end_line();
                from = to;
            } else if !self.current.is_empty() {
                self.leave_line();
            } else {
                let mut to = from + 1;
                while to < word.len() && (wide(to + 1) <= room || word[to].continues) {
                    to += 1;
                }
                // A letter and its marks are never parted, even if that means one letter less.
                while to > from + 1 && word.get(to).is_some_and(|glyph| glyph.continues) {
                    to -= 1;
                }
                self.push(&word[from..to]);
                self.end_line();
                from = to;
            }
        }
    }

    fn push(&mut self, glyphs: &[Glyph]) {
        if glyphs.is_empty() {
            return;
        }
        self.current.extend_from_slice(glyphs);
        self.pen += advance(glyphs);
        self.seen = self.pen;
        self.spaces = 0;
        self.soft_end = false;
    }

    fn push_spaces(&mut self, count: usize) {
        for _ in 0..count {
            self.current.extend_from_slice(&self.space);
            self.pen += advance(&self.space);
            self.spaces += 1;
            self.soft_end = false;
        }
    }

    /// Ends the line before a word, unless it holds nothing but spaces.
    fn leave_line(&mut self) {
        if self.seen == 0 {
            self.current.clear();
            self.pen = 0;
            self.spaces = 0;
        } else {
            if self.soft_end {
                let hyphen = self.hyphen.clone();
                self.push(&hyphen);
            }
            self.end_line();
        }
    }

    /// Ends the line. One space is kept at its end, so that those who read the text without seeing the
    /// lines do not read two words as one.
    fn end_line(&mut self) {
        let keep = self.current.len() - (self.spaces * self.space.len());
        self.current.truncate(keep);
        if self.spaces > 0 {
            self.current.extend_from_slice(&self.space);
        }
        let glyphs = std::mem::take(&mut self.current);
        self.lines.push(Line { glyphs, width: self.seen as f32 * self.size / 1000.0, says: None });
        self.pen = 0;
        self.seen = 0;
        self.spaces = 0;
        self.soft_end = false;
    }

    fn finish(mut self) -> Vec<Line> {
        if !self.current.is_empty() || self.lines.is_empty() {
            let keep = self.current.len() - (self.spaces * self.space.len());
            self.current.truncate(keep);
            self.spaces = 0;
            self.end_line();
        }
        self.lines
    }
}

/// Where a line may end by the Unicode rules (UAX #14), but not inside a double name: Nord-Trøndelag
/// that ends a line after its hyphen is taken for one hyphenated word by whoever copies or reads it out.
fn breaks(text: &str) -> impl Iterator<Item = (usize, BreakOpportunity)> + '_ {
    unicode_linebreak::linebreaks(text).filter(|(end, opportunity)| {
        *opportunity == BreakOpportunity::Mandatory
            || !text[..*end].ends_with('-')
            || !text[*end..].chars().next().is_some_and(char::is_uppercase)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::built_in;

    fn breaker() -> Breaker {
        let shaper = Shaper::new(built_in().unwrap());
        Breaker { shaper, hyphenation: hypher::Lang::Norwegian }
    }

    fn texts(text: &str, width: f32) -> Vec<String> {
        breaker().lines(text, &Style::BODY, width).iter().map(Line::text).collect()
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
}
