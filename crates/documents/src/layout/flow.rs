//! What runs from page to page: paragraphs, headings, lists.

use crate::display::{OutlineEntry, PAGE_HEIGHT};
use crate::lines::{Breaker, Line};
use crate::model::Rich;
use crate::tags::{Role, Tree, heading_role};
use crate::text::one_line;

use super::notes::notes_height;
use super::page::{Paper, opening_lines};
use super::style::{HeadingStyle, Manner, Style, WIDTH};

/// A paragraph.
pub(super) struct Running {
    lines: Vec<Line>,
    style: Style,
    leads: bool,
}

impl Running {
    pub(super) fn new(breaker: &Breaker, style: Style, text: &str) -> Self {
        Running { lines: breaker.lines(text, &style, WIDTH), style, leads: false }
    }

    /// A text in pieces.
    pub(super) fn rich(breaker: &Breaker, style: Style, text: &Rich) -> Self {
        let is_label = text.0.iter().all(|piece| piece.style == crate::model::Style::Strong);
        let leads = is_label || text.words().trim_end().ends_with(':');
        Running { lines: breaker.rich(text, &style, WIDTH), style, leads }
    }

    /// Whether it only leads to what follows: a label, or a sentence that ends with a colon.
    pub(super) fn leads(&self) -> bool {
        self.leads
    }

    pub(super) fn opening(&self) -> f32 {
        let lines = opening_lines(self.lines.len());
        lines as f32 * self.style.leading + notes_height(&self.lines[..lines])
    }

    /// The height with the space below.
    pub(super) fn height(&self) -> f32 {
        self.lines.len() as f32 * self.style.leading + self.space_below()
    }

    /// Whether it is one line only, such as "Med hilsen", which says nothing without what follows.
    pub(super) fn is_single_line(&self) -> bool {
        self.lines.len() == 1
    }

    /// Places it so that `kept` of what follows has room on the same page.
    pub(super) fn place(self, paper: &mut Paper, kept: f32) {
        if kept > 0.0 {
            paper.need(self.opening() + self.space_below() + kept);
        }
        let node = paper.tree.add(Tree::ROOT, Role::Paragraph);
        paper.flow(node, &self.lines, &self.style, 0.0);
        paper.y += self.space_below();
    }

    fn space_below(&self) -> f32 {
        self.style.leading * 0.47
    }
}

/// A heading.
pub(super) struct Heading {
    level: u8,
    title: String,
    lines: Vec<Line>,
    look: HeadingStyle,
}

impl Heading {
    pub(super) fn new(breaker: &Breaker, manner: Manner, level: u8, text: &str) -> Self {
        let look = manner.heading(level);
        let lines = breaker.lines(text, &look.style, WIDTH);
        Heading { level, title: one_line(text), lines, look }
    }

    /// The height with the space around it.
    pub(super) fn height(&self) -> f32 {
        self.look.above + self.lines.len() as f32 * self.look.style.leading + self.look.below
    }

    /// Its level, 1 to 3.
    pub(super) fn level(&self) -> u8 {
        self.level
    }

    /// Its words.
    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// Places it so that `kept` of what follows has room on the same page.
    pub(super) fn place(self, paper: &mut Paper, kept: f32) {
        paper.need(self.height() + kept);
        // After the masthead and at the top of a page the space above is already there.
        if !paper.is_fresh() && !paper.outline.is_empty() {
            paper.y += self.look.above;
        }
        let deepest = paper.outline.last().map_or(1, |entry| entry.depth + 1);
        let depth = self.level.min(deepest);
        let node = paper.tree.add(Tree::ROOT, heading_role(depth));
        paper.tree.nodes[node].title = Some(self.title.clone());
        paper.outline.push(OutlineEntry {
            depth,
            title: self.title,
            page: paper.page(),
            y: PAGE_HEIGHT - paper.y,
        });
        paper.flow(node, &self.lines, &self.look.style, 0.0);
        paper.y += self.look.below;
    }
}
