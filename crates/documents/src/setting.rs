//! A text on its way into lines, word by word.

use crate::shaping::{Glyph, advance};

/// Glyphs on one line in the order they are read.
pub(crate) struct Raw {
    pub(crate) glyphs: Vec<Glyph>,
    /// The width that is seen, in 1/1000 em.
    pub(crate) seen: i32,
}

/// A text on its way into lines. Measures are 1/1000 em.
pub(crate) struct Setting {
    pub(crate) lines: Vec<Raw>,
    pub(crate) current: Vec<Glyph>,
    /// Where the next glyph goes.
    pub(crate) pen: i32,
    /// Where the last visible glyph ended.
    pub(crate) seen: i32,
    /// How many spaces the current line ends with.
    pub(crate) spaces: usize,
    pub(crate) limit: i32,
    pub(crate) space: Vec<Glyph>,
    pub(crate) hyphen: Vec<Glyph>,
    /// Whether the current line ends with a soft hyphen that the writer set.
    pub(crate) soft_end: bool,
}

impl Setting {
    pub(crate) fn place(
        &mut self,
        word: &[Glyph],
        soft_end: bool,
        syllables: impl FnOnce() -> Vec<usize>,
    ) {
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
                self.push_hyphen();
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

    pub(crate) fn push(&mut self, glyphs: &[Glyph]) {
        if glyphs.is_empty() {
            return;
        }
        self.current.extend_from_slice(glyphs);
        self.pen += advance(glyphs);
        self.seen = self.pen;
        self.spaces = 0;
        self.soft_end = false;
    }

    /// A hyphen that belongs to what stands before it.
    fn push_hyphen(&mut self) {
        let (piece, level) = self.current.last().map_or((0, 0), |last| (last.piece, last.level));
        let hyphen = in_piece(&self.hyphen, piece, level);
        self.push(&hyphen);
    }

    pub(crate) fn push_spaces(&mut self, count: usize, piece: u16, level: u8) {
        for _ in 0..count {
            let space = self.space.iter();
            self.current.extend(space.map(|glyph| Glyph { piece, level, ..glyph.clone() }));
            self.pen += advance(&self.space);
            self.spaces += 1;
            self.soft_end = false;
        }
    }

    /// Ends the line before a word, unless it holds nothing but spaces.
    fn leave_line(&mut self) {
        // Counted and not measured: a mark without a letter has no width, and is something all the same.
        if self.current.len() == self.spaces * self.space.len() {
            self.current.clear();
            self.pen = 0;
            self.spaces = 0;
        } else {
            if self.soft_end {
                self.push_hyphen();
            }
            self.end_line();
        }
    }

    /// Ends the line. One space is kept at its end, so that those who read the text without seeing the
    /// lines do not read two words as one.
    pub(crate) fn end_line(&mut self) {
        let keep = self.current.len() - (self.spaces * self.space.len());
        self.current.truncate(keep + self.space.len().min(self.spaces * self.space.len()));
        let glyphs = std::mem::take(&mut self.current);
        self.lines.push(Raw { glyphs, seen: self.seen });
        self.pen = 0;
        self.seen = 0;
        self.spaces = 0;
        self.soft_end = false;
    }

    pub(crate) fn finish(mut self) -> Vec<Raw> {
        if !self.current.is_empty() || self.lines.is_empty() {
            let keep = self.current.len() - (self.spaces * self.space.len());
            self.current.truncate(keep);
            self.spaces = 0;
            self.end_line();
        }
        self.lines
    }
}

/// The glyphs in a piece of their text and at a level.
pub(crate) fn in_piece(glyphs: &[Glyph], piece: u16, level: u8) -> Vec<Glyph> {
    glyphs.iter().map(|glyph| Glyph { piece, level, ..glyph.clone() }).collect()
}
