//! Key figures: boxes with a large figure, a caption and what it stands against, tagged as a list.

use crate::lines::{Breaker, Line};
use crate::model::{KeyFigure, Rich};
use crate::tags::{NodeId, Numbering, Role, Tree};
use crate::text::is_blank;

use super::lists::List;
use super::page::Paper;
use super::style::{ACCENT, INK, LEFT, Manner, Style, TINT, WIDTH};
use super::{FaceName, Prepared};

/// The sizes figures may have; the first in which each of them fits on one line is taken.
const SIZES: [f32; 4] = [20.0, 17.0, 14.0, 12.0];
const GAP: f32 = 10.0;
const PADDING: f32 = 12.0;
/// Between the figure and its caption.
const CAPTION_GAP: f32 = 2.0;
/// Boxes higher than this are no boxes any more; their text is set as a list.
const HIGHEST: f32 = 240.0;
const CAPTION: Style = Style::SMALL.in_colour(INK);
const AGAINST: Style = Style::SMALL;
/// Between the caption and what the figure stands against.
const AGAINST_GAP: f32 = 3.0;

struct Box {
    figure: Vec<Line>,
    style: Style,
    caption: Vec<Line>,
    against: Vec<Line>,
}

impl Box {
    fn height(&self) -> f32 {
        let figure = self.figure.len() as f32 * self.style.leading;
        let caption = self.caption.len() as f32 * CAPTION.leading;
        let against = if self.against.is_empty() {
            0.0
        } else {
            AGAINST_GAP + self.against.len() as f32 * AGAINST.leading
        };
        8.0 + figure + CAPTION_GAP + caption + against + 9.0
    }

    /// Sets each part as a paragraph of its own, so that they are not read as one word.
    fn place(&self, paper: &mut Paper, body: NodeId, x: f32, top: f32) {
        let mut top = top + 8.0;
        let parts = [
            (&self.figure, &self.style, CAPTION_GAP),
            (&self.caption, &CAPTION, AGAINST_GAP),
            (&self.against, &AGAINST, 0.0),
        ];
        for (lines, style, below) in parts {
            if !lines.is_empty() {
                let paragraph = paper.tree.add(body, Role::Paragraph);
                paper.begin(paragraph);
                top += paper.put_all(lines, style, x, top) + below;
                paper.end();
            }
        }
    }
}

/// Rows of boxes.
pub(super) struct Figures {
    rows: Vec<Vec<Box>>,
    width: f32,
}

/// Nothing if no figure has something to say.
pub(super) fn prepare(breaker: &Breaker, manner: Manner, all: &[KeyFigure]) -> Option<Prepared> {
    let all: Vec<&KeyFigure> = all
        .iter()
        .filter(|k| [&k.figure, &k.caption, &k.against].iter().any(|t| !is_blank(t)))
        .collect();
    if all.is_empty() {
        return None;
    }
    let in_a_row = if all.len() <= 4 { all.len() } else { 3 };
    let width = (WIDTH - GAP * (in_a_row as f32 - 1.0)) / in_a_row as f32;
    let room = width - PADDING - 8.0;
    // Figures beside each other are of one size.
    let size = all.iter().map(|k| size(breaker, &k.figure, room)).fold(SIZES[0], f32::min);
    let boxes: Vec<Box> = all.iter().map(|k| prepare_box(breaker, k, size, room)).collect();
    if boxes.iter().any(|b| b.height() > HIGHEST) {
        let items: Vec<Rich> = all
            .iter()
            .map(|k| {
                let parts = [&k.figure, &k.caption, &k.against].map(String::as_str);
                let parts: Vec<&str> = parts.into_iter().filter(|part| !is_blank(part)).collect();
                parts.join("\n").into()
            })
            .collect();
        return List::new(breaker, manner.body(), Numbering::Bullets, &items).map(Prepared::List);
    }
    let mut rows: Vec<Vec<Box>> = Vec::new();
    for b in boxes {
        match rows.last_mut() {
            Some(row) if row.len() < in_a_row => row.push(b),
            _ => rows.push(vec![b]),
        }
    }
    Some(Prepared::Figures(Figures { rows, width }))
}

/// How a figure is set.
const fn style(size: f32) -> Style {
    Style { face: FaceName::Bold, size, leading: size * 1.2, colour: ACCENT, tabular: true }
}

/// The largest size a figure fits in on one line; the smallest where it fits in none.
fn size(breaker: &Breaker, figure: &str, width: f32) -> f32 {
    let fits = |size: &f32| breaker.width(figure, &style(*size)) <= width;
    SIZES.into_iter().find(fits).unwrap_or(SIZES[SIZES.len() - 1])
}

fn prepare_box(breaker: &Breaker, key_figure: &KeyFigure, size: f32, width: f32) -> Box {
    let style = style(size);
    let lines = |text: &str, style: &Style| {
        if is_blank(text) { Vec::new() } else { breaker.lines(text, style, width) }
    };
    Box {
        figure: lines(&key_figure.figure, &style),
        style,
        caption: lines(&key_figure.caption, &CAPTION),
        against: lines(&key_figure.against, &AGAINST),
    }
}

impl Figures {
    pub(super) fn opening(&self) -> f32 {
        self.rows.first().map_or(0.0, |row| height(row))
    }

    /// The height with the space below.
    pub(super) fn height(&self) -> f32 {
        self.rows.iter().map(|row| height(row) + GAP).sum::<f32>() + 2.0
    }

    pub(super) fn place(self, paper: &mut Paper) {
        let list = paper.tree.add(Tree::ROOT, Role::List);
        for row in &self.rows {
            let height = height(row);
            paper.need(height);
            let top = paper.y;
            for (i, b) in row.iter().enumerate() {
                let x = LEFT + i as f32 * (self.width + GAP);
                paper.decoration(|paper| {
                    paper.rectangle(x, top, self.width, height, TINT);
                    paper.rectangle(x, top, 3.0, height, ACCENT);
                });
                let item = paper.tree.add(list, Role::ListItem);
                let body = paper.tree.add(item, Role::ListBody);
                b.place(paper, body, x + PADDING, top);
            }
            paper.y += height + GAP;
        }
        paper.y += 2.0;
    }
}

fn height(row: &[Box]) -> f32 {
    row.iter().map(Box::height).fold(0.0, f32::max)
}
