//! What a chart is drawn on: its width, its type and the words around it, and how text is fitted in.

use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::UnicodeSegmentation;
use vocabulary::Language;

use super::shapes::{Anchor, Band, Label, Point, Tone, Weight};

/// Measures text as it will be drawn.
pub(crate) trait Ruler {
    /// The width of a text on one line, in points.
    fn width(&self, text: &str, weight: Weight, size: f32) -> f32;
}

/// What a chart is drawn on.
#[derive(Clone, Copy)]
pub(crate) struct Sheet<'r> {
    /// The width that the chart may take.
    pub(crate) width: f32,
    /// The size of names and values.
    pub(crate) text: f32,
    pub(crate) language: Language,
    pub(crate) ruler: &'r dyn Ruler,
}

/// The middle of a line of text lies this part of its size above the base line.
const MIDDLE: f32 = 0.36;

impl Sheet<'_> {
    /// A measure that grows with the type: 1 where names are set in 9 points.
    pub(crate) fn unit(&self) -> f32 {
        self.text / 9.0
    }

    /// From base line to base line.
    pub(crate) fn leading(&self) -> f32 {
        self.text * 1.36
    }

    /// The size of what is said in passing.
    pub(crate) fn small(&self) -> f32 {
        self.text * 0.9
    }

    /// Whether names stand above what they name instead of beside it.
    pub(crate) fn is_narrow(&self) -> bool {
        self.width < 34.0 * self.text
    }

    /// One line of text; what does not fit is cut with an ellipsis and still said.
    pub(crate) fn line(&self, text: &str, weight: Weight, size: f32, width: f32) -> Option<Label> {
        self.wrapped(text, weight, size, width, 1).into_iter().next()
    }

    /// One line in ordinary size and weight, as wide as it gets.
    pub(crate) fn whole(&self, text: &str, weight: Weight, size: f32) -> Label {
        let text = text.replace('\n', " ");
        let width = self.ruler.width(text.trim_end(), weight, size);
        Label { text, says: None, width, weight, size }
    }

    /// The lines of a text, at most `most`. What does not fit is cut with an ellipsis and still said.
    pub(crate) fn wrapped(
        &self,
        text: &str,
        weight: Weight,
        size: f32,
        width: f32,
        most: usize,
    ) -> Vec<Label> {
        let text = text.trim();
        let mut lines: Vec<Label> = Vec::new();
        let mut start = 0;
        let measure = |part: &str| self.ruler.width(part, weight, size);
        while start < text.len() && lines.len() < most {
            let rest = &text[start..];
            let end = self.line_end(rest, weight, size, width);
            let is_last = lines.len() + 1 == most;
            if is_last && end < rest.len() {
                let cut = self.cut(rest, weight, size, width);
                lines.push(Label {
                    width: measure(&cut),
                    text: format!("{cut} "),
                    says: Some(rest.to_owned()),
                    weight,
                    size,
                });
                break;
            }
            let part = rest[..end].trim_end();
            // A space keeps the words of two lines apart, but no word that was broken.
            let parted = part.len() < end || end == rest.len();
            let drawn = if parted { format!("{part} ") } else { part.to_owned() };
            lines.push(Label { width: measure(part), text: drawn, says: None, weight, size });
            start += end;
            start += text[start..].len() - text[start..].trim_start().len();
        }
        lines
    }

    /// Where the first line of a text ends.
    fn line_end(&self, text: &str, weight: Weight, size: f32, width: f32) -> usize {
        let mut end = 0;
        let mut pen = 0.0;
        for (at, opportunity) in linebreaks(text) {
            let segment = &text[end..at];
            let seen = segment.trim_end();
            if pen + self.ruler.width(seen, weight, size) > width + 0.01 {
                break;
            }
            pen += self.ruler.width(segment, weight, size);
            end = at;
            if opportunity == BreakOpportunity::Mandatory {
                return end;
            }
        }
        if end > 0 {
            return end;
        }
        // A word wider than the line is broken between any two letters.
        let mut pen = 0.0;
        for (at, letter) in text.grapheme_indices(true) {
            pen += self.ruler.width(letter, weight, size);
            if at > 0 && pen > width {
                return at;
            }
        }
        text.len()
    }

    /// As much of a text as fits with an ellipsis.
    fn cut(&self, text: &str, weight: Weight, size: f32, width: f32) -> String {
        let room = width - self.ruler.width("…", weight, size);
        let mut pen = 0.0;
        let mut end = 0;
        for (at, letter) in text.grapheme_indices(true) {
            pen += self.ruler.width(letter, weight, size);
            if pen > room || letter.contains('\n') {
                break;
            }
            end = at + letter.len();
        }
        format!("{}…", text[..end].trim_end())
    }

    /// The height of lines below each other.
    pub(crate) fn height(&self, lines: usize) -> f32 {
        lines as f32 * self.leading()
    }

    /// Puts lines below each other with their middle at `middle`.
    pub(crate) fn put_middle(
        &self,
        band: &mut Band,
        lines: Vec<Label>,
        x: f32,
        middle: f32,
        anchor: Anchor,
        tone: Tone,
    ) {
        let leading = lines.first().map_or(0.0, |line| line.size * 1.36);
        let top = middle - leading * lines.len() as f32 / 2.0;
        for (i, line) in lines.into_iter().enumerate() {
            let base = top + leading * (i as f32 + 0.5) + line.size * MIDDLE;
            band.text(line, (x, base), anchor, tone);
        }
    }

    /// Puts lines below each other with the upper edge of the first at `top`.
    pub(crate) fn put_below(
        &self,
        band: &mut Band,
        lines: Vec<Label>,
        (x, top): Point,
        anchor: Anchor,
        tone: Tone,
    ) {
        let height = lines.iter().map(|line| line.size * 1.36).sum::<f32>();
        self.put_middle(band, lines, x, top + height / 2.0, anchor, tone);
    }
}

/// Where values lie along a line that always holds zero.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    least: f64,
    span: f64,
    start: f32,
    room: f32,
}

impl Scale {
    /// A scale for values along `room` points from `start`.
    pub(crate) fn of(values: impl Iterator<Item = i64>, start: f32, room: f32) -> Self {
        let (mut least, mut most) = (0.0_f64, 0.0_f64);
        for value in values {
            least = least.min(value as f64);
            most = most.max(value as f64);
        }
        Scale { least, span: most - least, start, room: room.max(1.0) }
    }

    /// Where a value lies.
    pub(crate) fn at(&self, value: i64) -> f32 {
        if self.span > 0.0 {
            self.start + ((value as f64 - self.least) / self.span * f64::from(self.room)) as f32
        } else {
            self.start
        }
    }

    /// Where zero lies.
    pub(crate) fn zero(&self) -> f32 {
        self.at(0)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Every letter is half as wide as it is high.
    pub(crate) struct Even;

    impl Ruler for Even {
        fn width(&self, text: &str, _: Weight, size: f32) -> f32 {
            text.chars().count() as f32 * size / 2.0
        }
    }

    pub(crate) fn sheet(width: f32) -> Sheet<'static> {
        Sheet { width, text: 10.0, language: Language::Bokmal, ruler: &Even }
    }

    fn texts(text: &str, width: f32, most: usize) -> Vec<String> {
        let lines = sheet(400.0).wrapped(text, Weight::Regular, 10.0, width, most);
        lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn names_are_broken_between_words_and_cut_at_the_end() {
        assert_eq!(texts("Møre og Romsdal", 40.0, 2), ["Møre og ", "Romsdal "]);
        assert_eq!(texts("Møre og Romsdal fylke", 40.0, 2), ["Møre og ", "Romsdal… "]);
    }

    #[test]
    fn a_cut_name_still_says_all() {
        let lines = sheet(400.0).wrapped("Møre og Romsdal", Weight::Regular, 10.0, 30.0, 1);
        assert_eq!(lines[0].says.as_deref(), Some("Møre og Romsdal"));
        assert!(lines[0].width <= 30.0);
    }

    #[test]
    fn long_words_are_broken_and_nothing_is_lost() {
        let lines = texts(&"x".repeat(30), 50.0, 9);
        assert_eq!(lines, ["xxxxxxxxxx", "xxxxxxxxxx", "xxxxxxxxxx "]);
    }

    #[test]
    fn no_width_at_all_still_ends() {
        assert!(texts("abc def", -3.0, 4).len() <= 4);
        assert!(texts("", 10.0, 2).is_empty());
    }

    #[test]
    fn the_scale_holds_zero_and_both_ends() {
        let scale = Scale::of([-50, 150].into_iter(), 100.0, 200.0);
        assert_eq!((scale.at(-50), scale.zero(), scale.at(150)), (100.0, 150.0, 300.0));
        let scale = Scale::of([i64::MIN, i64::MAX].into_iter(), 0.0, 10.0);
        assert!((0.0..=10.0).contains(&scale.zero()));
        assert_eq!(Scale::of(std::iter::empty(), 7.0, 10.0).at(5), 7.0);
    }
}
