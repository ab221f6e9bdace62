//! Charts on paper: the shapes of a chart as one figure, or as one on each page that it takes.

use vocabulary::Language;

use crate::charts::{self, Anchor, Band, Drawn, Label, Ruler, Shape, Sheet, Tone, Weight};
use crate::display::{Colour, PAGE_HEIGHT};
use crate::fonts::FaceName;
use crate::lines::{Breaker, Line};
use crate::model::Chart as Said;
use crate::tags::{NodeId, Role, Tree};
use crate::text::is_blank;
use crate::words;

use super::Prepared;
use super::flow::Running;
use super::page::Paper;
use super::style::{BAR, BRIDGE, CAPACITY, INK, LEFT, MUTED, PAPER, RULE, Style, WIDTH};

/// What asks for something, and the most of a scale; 13:1 against white.
const STRONG: Colour = [0.0, 0.21, 0.31];
/// The steps of a scale from little to much.
const STEPS: [Colour; 5] =
    [[0.95, 0.97, 0.98], [0.795, 0.875, 0.915], [0.575, 0.74, 0.825], BAR, STRONG];
/// Between the finding and the drawing.
const CAPTION_GAP: f32 = 4.0;
/// What explains a chart is repeated on its further pages only if it is no taller than this.
const TALLEST_HEAD: f32 = CAPACITY / 4.0;

/// A chart with something to draw.
pub(super) struct Chart {
    caption: Vec<Line>,
    alt: String,
    drawn: Drawn,
}

impl Ruler for Breaker {
    fn width(&self, text: &str, weight: Weight, size: f32) -> f32 {
        Breaker::width(self, text, &style_of(weight, size, INK))
    }
}

fn style_of(weight: Weight, size: f32, colour: Colour) -> Style {
    let face = match weight {
        Weight::Regular => FaceName::Regular,
        Weight::SemiBold => FaceName::SemiBold,
    };
    Style { face, size, leading: size, colour, tabular: false }
}

fn colour_of(tone: Tone) -> Colour {
    match tone {
        Tone::Ink => INK,
        Tone::Muted => MUTED,
        Tone::Rule => RULE,
        Tone::Paper => PAPER,
        Tone::Bar => BAR,
        Tone::Strong => STRONG,
        Tone::Light => BRIDGE,
        Tone::Step(step) => STEPS[usize::from(step).min(STEPS.len() - 1)],
        Tone::OnStep(0..=2) => INK,
        Tone::OnStep(_) => PAPER,
    }
}

/// The chart, or a word that there is nothing to draw.
pub(super) fn prepare(breaker: &Breaker, language: Language, chart: &Said) -> Prepared {
    let sheet = Sheet { width: WIDTH, text: Style::CELL.size, language, ruler: breaker };
    let Some(mut drawn) = charts::draw(&chart.drawing, &sheet) else {
        let notice = words::no_figures(language);
        let text = if is_blank(&chart.finding) {
            notice.to_owned()
        } else {
            format!("{}\n{notice}", chart.finding)
        };
        return Prepared::Running(Running::new(breaker, Style::NOTICE, &text));
    };
    if height(&drawn.head) > TALLEST_HEAD {
        let head = std::mem::take(&mut drawn.head);
        drawn.bands.splice(0..0, head);
    }
    let caption = if is_blank(&chart.finding) {
        Vec::new()
    } else {
        breaker.lines(&chart.finding, &Style::CAPTION, WIDTH)
    };
    Prepared::Chart(Chart { caption, alt: charts::alt(chart, language), drawn })
}

fn height(bands: &[Band]) -> f32 {
    bands.iter().map(|band| band.height).sum()
}

impl Chart {
    fn caption_height(&self) -> f32 {
        if self.caption.is_empty() {
            0.0
        } else {
            self.caption.len() as f32 * Style::CAPTION.leading + CAPTION_GAP
        }
    }

    pub(super) fn opening(&self) -> f32 {
        let whole = self.caption_height() + self.drawn.height() + 2.0;
        let first = self.drawn.bands.iter().take(2).map(|band| band.height).sum::<f32>();
        let opening = self.caption_height() + height(&self.drawn.head) + first + 2.0;
        if whole <= CAPACITY { whole } else { opening.min(CAPACITY) }
    }

    /// Places it on one page if a page can hold it. A longer chart becomes several figures, because a
    /// figure stands on one page.
    pub(super) fn place(self, paper: &mut Paper) {
        paper.need(self.opening());
        let head = height(&self.drawn.head);
        let mut rest = self.drawn.bands.as_slice();
        let mut first = true;
        while !rest.is_empty() {
            let figure = paper.tree.add(Tree::ROOT, Role::Figure);
            paper.tree.nodes[figure].alt = Some(self.alt.clone());
            if std::mem::take(&mut first) && !self.caption.is_empty() {
                let caption = paper.tree.add(figure, Role::Caption);
                paper.flow(caption, &self.caption, &Style::CAPTION, 0.0);
                paper.y += CAPTION_GAP;
            }
            let fitting = |room: f32| {
                let mut height = head;
                rest.iter()
                    .take_while(|band| {
                        height += band.height;
                        height <= room
                    })
                    .count()
            };
            let mut count = fitting(paper.room());
            // A caption of more than a page leaves no room; then the drawing begins on the next.
            if count == 0 && !paper.is_fresh() {
                paper.break_page();
                count = fitting(paper.room());
            }
            let (now, later) = rest.split_at(count.max(1));
            self.place_bands(paper, figure, now);
            rest = later;
            if !rest.is_empty() {
                paper.break_page();
            }
        }
        paper.y += 12.0;
    }

    /// Draws bands below what explains them.
    fn place_bands(&self, paper: &mut Paper, figure: NodeId, bands: &[Band]) {
        let top = paper.y;
        let height = height(&self.drawn.head) + height(bands);
        paper.tree.nodes[figure].bounds =
            Some([LEFT, PAGE_HEIGHT - top - height - 2.0, LEFT + WIDTH, PAGE_HEIGHT - top + 2.0]);
        paper.begin(figure);
        for band in self.drawn.head.iter().chain(bands) {
            for shape in &band.shapes {
                put_shape(paper, shape, paper.y);
            }
            paper.y += band.height;
        }
        paper.end();
        paper.y += 2.0;
    }
}

fn put_shape(paper: &mut Paper, shape: &Shape, top: f32) {
    let placed = |(x, y): (f32, f32)| (LEFT + x, top + y);
    match shape {
        Shape::Rectangle { from, width, height, tone } => {
            let (x, y) = placed(*from);
            paper.rectangle(x, y, *width, *height, colour_of(*tone));
        }
        Shape::Area { corners, tone } => {
            let corners: Vec<(f32, f32)> = corners.iter().copied().map(placed).collect();
            paper.polygon(&corners, colour_of(*tone));
        }
        Shape::Lines { lines, thickness, tone } => {
            for (from, to) in lines {
                paper.rule(placed(*from), placed(*to), *thickness, colour_of(*tone));
            }
        }
        Shape::Text { label, at, anchor, tone } => {
            let left = match anchor {
                Anchor::Start => at.0,
                Anchor::Middle => at.0 - label.width / 2.0,
                Anchor::End => at.0 - label.width,
            };
            put_label(paper, label, placed((left, at.1)), colour_of(*tone));
        }
    }
}

/// Puts a label so that its base line begins at a point.
fn put_label(paper: &mut Paper, label: &Label, (x, base): (f32, f32), colour: Colour) {
    let style = style_of(label.weight, label.size, colour);
    let line = line(&paper.breaker, label, &style);
    let face = paper.breaker.shaper.face(style.face);
    let part = |units: i16| f32::from(units) * style.size / 1000.0;
    let (ascent, descent) = (part(face.ascent), part(-face.descent));
    let above = (style.leading - ascent - descent) / 2.0 + ascent;
    paper.put(&line, &style, x, base - above);
}

/// The label as one line. What comes before a line end keeps a space there, and so does the label: it
/// must not be read together with the one after it.
fn line(breaker: &Breaker, label: &Label, style: &Style) -> Line {
    const WIDEST: f32 = 100_000.0;
    let words = label.text.trim_end();
    let text = if words.len() < label.text.len() { &format!("{words}\nx") } else { words };
    let mut line = breaker.lines(text, style, WIDEST).swap_remove(0);
    if let Some(says) = &label.says {
        line.says = Some(format!("{says} ").into());
    }
    line
}
