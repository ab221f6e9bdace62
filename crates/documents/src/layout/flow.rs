//! What runs from page to page: paragraphs, headings, lists.

use crate::display::{OutlineEntry, PAGE_HEIGHT};
use crate::lines::{Breaker, Line};
use crate::tags::{Role, Tree, heading_role};
use crate::text::{is_blank, one_line};

use super::page::{Paper, opening_lines};
use super::style::{HeadingStyle, LEFT, Manner, Style, WIDTH};

/// A paragraph.
pub(super) struct Running {
    lines: Vec<Line>,
    style: Style,
}

impl Running {
    pub(super) fn new(breaker: &Breaker, style: Style, text: &str) -> Self {
        Running { lines: breaker.lines(text, &style, WIDTH), style }
    }

    pub(super) fn opening(&self) -> f32 {
        opening_lines(self.lines.len()) as f32 * self.style.leading
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

/// How far the text of an item stands in from its bullet.
const INDENT: f32 = 16.0;

/// A list with bullets.
pub(super) struct List {
    bullet: Line,
    items: Vec<Vec<Line>>,
    style: Style,
}

impl List {
    /// Nothing if no item has something to say.
    pub(super) fn new(breaker: &Breaker, style: Style, items: &[String]) -> Option<Self> {
        let items: Vec<Vec<Line>> = items
            .iter()
            .filter(|item| !is_blank(item))
            .map(|item| breaker.lines(item, &style, WIDTH - INDENT))
            .collect();
        let bullet = breaker.lines("•", &style, WIDTH).into_iter().next()?;
        if items.is_empty() { None } else { Some(List { bullet, items, style }) }
    }

    pub(super) fn opening(&self) -> f32 {
        let first = self.items.first().map_or(0, Vec::len);
        opening_lines(first) as f32 * self.style.leading
    }

    pub(super) fn place(self, paper: &mut Paper) {
        let list = paper.tree.add(Tree::ROOT, Role::List);
        paper.tree.nodes[list].bulleted = true;
        for lines in &self.items {
            let item = paper.tree.add(list, Role::ListItem);
            let label = paper.tree.add(item, Role::Label);
            let body = paper.tree.add(item, Role::ListBody);
            paper.need(opening_lines(lines.len()) as f32 * self.style.leading);
            paper.begin(label);
            let top = paper.y;
            paper.put(&self.bullet, &self.style, LEFT + 4.0, top);
            paper.end();
            paper.flow(body, lines, &self.style, INDENT);
            paper.y += 3.0;
        }
        paper.y += 5.0;
    }
}
