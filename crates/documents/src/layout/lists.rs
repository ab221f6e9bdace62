//! Lists with bullets or numbers.

use crate::lines::{Breaker, Line};
use crate::model::Rich;
use crate::tags::{Numbering, Role, Tree};

use super::page::{Paper, opening_lines};
use super::style::{LEFT, Style, WIDTH};
use super::table_grid::says_nothing;

/// How far the text of an item stands in from its mark, at least.
const INDENT: f32 = 16.0;
/// Between a number and its text.
const GAP: f32 = 6.0;
const BELOW_ITEM: f32 = 3.0;
const BELOW: f32 = 5.0;

/// A list with at least one item.
pub(super) struct List {
    numbering: Numbering,
    marks: Vec<Line>,
    items: Vec<Vec<Line>>,
    style: Style,
    indent: f32,
}

impl List {
    /// Nothing if no item has something to say.
    pub(super) fn new(
        breaker: &Breaker,
        style: Style,
        numbering: Numbering,
        items: &[Rich],
    ) -> Option<Self> {
        let items: Vec<&Rich> = items.iter().filter(|item| !says_nothing(item)).collect();
        if items.is_empty() {
            return None;
        }
        // Figures of one width, so that the numbers stand below each other.
        let of_mark = Style { tabular: true, ..style };
        let mark = |text: &str| breaker.lines_at_most(text, &of_mark, WIDTH, 1).into_iter().next();
        let marks: Vec<Line> = match numbering {
            Numbering::Bullets => {
                let bullet = mark("•");
                items.iter().filter_map(|_| bullet.clone()).collect()
            }
            Numbering::Numbers => {
                (1..=items.len()).filter_map(|number| mark(&format!("{number}."))).collect()
            }
        };
        let widest = marks.iter().map(|mark| mark.width).fold(0.0, f32::max);
        let indent = (widest + GAP).max(INDENT);
        let items = items.iter().map(|item| breaker.rich(item, &style, WIDTH - indent)).collect();
        Some(List { numbering, marks, items, style, indent })
    }

    pub(super) fn opening(&self) -> f32 {
        let first = self.items.first().map_or(0, Vec::len);
        opening_lines(first) as f32 * self.style.leading
    }

    /// The height with the space below.
    pub(super) fn height(&self) -> f32 {
        let lines: usize = self.items.iter().map(Vec::len).sum();
        lines as f32 * self.style.leading + self.items.len() as f32 * BELOW_ITEM + BELOW
    }

    pub(super) fn place(self, paper: &mut Paper) {
        let list = paper.tree.add(Tree::ROOT, Role::List);
        paper.tree.nodes[list].numbering = Some(self.numbering);
        for (lines, mark) in self.items.iter().zip(&self.marks) {
            let item = paper.tree.add(list, Role::ListItem);
            let label = paper.tree.add(item, Role::Label);
            let body = paper.tree.add(item, Role::ListBody);
            paper.need(opening_lines(lines.len()) as f32 * self.style.leading);
            paper.begin(label);
            let top = paper.y;
            match self.numbering {
                Numbering::Bullets => paper.put(mark, &self.style, LEFT + 4.0, top),
                Numbering::Numbers => {
                    paper.put_right(mark, &self.style, LEFT + self.indent - GAP, top);
                }
            }
            paper.end();
            paper.flow(body, lines, &self.style, self.indent);
            paper.y += BELOW_ITEM;
        }
        paper.y += BELOW;
    }
}
