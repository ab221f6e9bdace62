//! What somebody else has said, set apart by a rule at its side.

use crate::display::{Artifact, Item, PAGE_HEIGHT};
use crate::lines::{Breaker, Line};
use crate::model::Rich;
use crate::tags::{Role, Tree};

use super::page::{Paper, opening_lines};
use super::style::{ACCENT, BOTTOM, LEFT, Manner, Style, TOP, WIDTH};

/// How far the words stand in.
const INDENT: f32 = 16.0;
/// How far the rule stands in, and how thick it is.
const RULE_AT: f32 = 4.0;
const THICKNESS: f32 = 2.0;
const BELOW: f32 = 8.0;

/// A quotation.
pub(super) struct Quote {
    lines: Vec<Line>,
    style: Style,
}

impl Quote {
    pub(super) fn new(breaker: &Breaker, manner: Manner, text: &Rich) -> Self {
        let style = manner.body();
        Quote { lines: breaker.rich(text, &style, WIDTH - INDENT), style }
    }

    pub(super) fn opening(&self) -> f32 {
        opening_lines(self.lines.len()) as f32 * self.style.leading
    }

    /// The height with the space below.
    pub(super) fn height(&self) -> f32 {
        self.lines.len() as f32 * self.style.leading + BELOW
    }

    pub(super) fn place(self, paper: &mut Paper) {
        paper.need(self.opening());
        let quote = paper.tree.add(Tree::ROOT, Role::BlockQuote);
        let paragraph = paper.tree.add(quote, Role::Paragraph);
        let (page, top) = (paper.page(), paper.y);
        paper.flow(paragraph, &self.lines, &self.style, INDENT);
        draw_rule(paper, page, top);
        paper.y += BELOW;
    }
}

/// Draws the rule from `top` of this page to where the words end now, over all pages between.
fn draw_rule(paper: &mut Paper, first: usize, top: f32) {
    let (last, end) = (paper.page(), paper.y);
    for page in first..=last {
        let from = if page == first { top } else { TOP };
        let to = if page == last { end } else { PAGE_HEIGHT - BOTTOM };
        let Some(sheet) = paper.pages_mut().nth(page) else { continue };
        sheet.items.push(Item::BeginArtifact(Artifact::Decoration));
        sheet.items.push(Item::Rectangle {
            x: LEFT + RULE_AT,
            y: PAGE_HEIGHT - to + 2.0,
            width: THICKNESS,
            height: (to - from - 4.0).max(THICKNESS),
            fill: ACCENT,
        });
        sheet.items.push(Item::End);
    }
}
