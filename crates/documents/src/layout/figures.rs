//! Key figures: boxes with a large figure and a caption, tagged as a list.

use crate::lines::{Breaker, Line};
use crate::model::KeyFigure;
use crate::tags::{Role, Tree};
use crate::text::is_blank;

use super::flow::List;
use super::page::Paper;
use super::style::{ACCENT, INK, LEFT, Manner, Style, TINT, WIDTH};
use super::{FaceName, Prepared};

/// The sizes a figure may have; the first in which it fits on one line is taken.
const SIZES: [f32; 4] = [20.0, 17.0, 14.0, 12.0];
const GAP: f32 = 10.0;
const PADDING: f32 = 12.0;
/// Between the figure and its caption.
const CAPTION_GAP: f32 = 2.0;
/// Boxes higher than this are no boxes any more; their text is set as a list.
const HIGHEST: f32 = 240.0;
const CAPTION: Style = Style::SMALL.in_colour(INK);

struct Box {
    figure: Vec<Line>,
    style: Style,
    caption: Vec<Line>,
}

impl Box {
    fn height(&self) -> f32 {
        let figure = self.figure.len() as f32 * self.style.leading;
        8.0 + figure + CAPTION_GAP + self.caption.len() as f32 * CAPTION.leading + 9.0
    }
}

/// Rows of boxes.
pub(super) struct Figures {
    rows: Vec<Vec<Box>>,
    width: f32,
}

/// Nothing if no figure has something to say.
pub(super) fn prepare(breaker: &Breaker, manner: Manner, all: &[KeyFigure]) -> Option<Prepared> {
    let all: Vec<&KeyFigure> =
        all.iter().filter(|k| !is_blank(&k.figure) || !is_blank(&k.caption)).collect();
    if all.is_empty() {
        return None;
    }
    let in_a_row = if all.len() <= 4 { all.len() } else { 3 };
    let width = (WIDTH - GAP * (in_a_row as f32 - 1.0)) / in_a_row as f32;
    let boxes: Vec<Box> =
        all.iter().map(|k| prepare_box(breaker, k, width - PADDING - 8.0)).collect();
    if boxes.iter().any(|b| b.height() > HIGHEST) {
        let items: Vec<String> =
            all.iter().map(|k| format!("{} {}", k.figure, k.caption)).collect();
        return List::new(breaker, manner.body(), &items).map(Prepared::List);
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

fn prepare_box(breaker: &Breaker, key_figure: &KeyFigure, width: f32) -> Box {
    let mut style = Style {
        face: FaceName::Bold,
        size: SIZES[0],
        leading: 24.0,
        colour: ACCENT,
        tabular: true,
    };
    for size in SIZES {
        style = Style { size, leading: size * 1.2, ..style };
        if breaker.width(&key_figure.figure, &style) <= width {
            break;
        }
    }
    let lines = |text: &str, style: &Style| {
        if is_blank(text) { Vec::new() } else { breaker.lines(text, style, width) }
    };
    // The figure and its caption are read as one sentence, so a space stands between them.
    let figure = lines(&format!("{} ", key_figure.figure), &style);
    Box { figure, style, caption: lines(&key_figure.caption, &CAPTION) }
}

impl Figures {
    pub(super) fn opening(&self) -> f32 {
        self.rows.first().map_or(0.0, |row| height(row))
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
                paper.begin(body);
                let below = paper.put_all(&b.figure, &b.style, x + PADDING, top + 8.0);
                paper.put_all(&b.caption, &CAPTION, x + PADDING, top + 8.0 + below + CAPTION_GAP);
                paper.end();
            }
            paper.y += height + GAP;
        }
        paper.y += 2.0;
    }
}

fn height(row: &[Box]) -> f32 {
    row.iter().map(Box::height).fold(0.0, f32::max)
}
