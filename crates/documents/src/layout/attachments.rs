//! What goes with a document: a list of names, each with what it is in small type below.

use crate::lines::{Breaker, Line};
use crate::model::Attached;
use crate::tags::{Numbering, Role, Tree};
use crate::text::is_blank;

use super::Prepared;
use super::page::{Paper, opening_lines};
use super::style::{LEFT, Manner, Style, WIDTH};

/// Between a number and its name.
const GAP: f32 = 6.0;
const BELOW_ITEM: f32 = 4.0;
const BELOW: f32 = 5.0;

struct Item {
    number: Line,
    name: Vec<Line>,
    about: Vec<Line>,
}

/// At least one thing that goes with the document.
pub(super) struct Attachments {
    items: Vec<Item>,
    style: Style,
    indent: f32,
}

/// Nothing if there is nothing that goes with the document.
pub(super) fn prepare(breaker: &Breaker, manner: Manner, all: &[Attached]) -> Option<Prepared> {
    let style = manner.body();
    let all: Vec<&Attached> =
        all.iter().filter(|one| !is_blank(&one.name) || !is_blank(&one.about)).collect();
    let of_number = Style { tabular: true, ..style };
    let widest = breaker.width(&format!("{}.", all.len()), &of_number);
    let indent = widest + GAP;
    let lines = |text: &str, style: &Style| {
        if is_blank(text) { Vec::new() } else { breaker.lines(text, style, WIDTH - indent) }
    };
    let items: Vec<Item> = all
        .iter()
        .enumerate()
        .filter_map(|(i, one)| {
            let number = format!("{}.", i + 1);
            let number = breaker.lines(&number, &of_number, WIDTH).into_iter().next()?;
            let (name, about) = (lines(&one.name, &style), lines(&one.about, &Style::SMALL));
            Some(Item { number, name, about })
        })
        .collect();
    if items.is_empty() {
        return None;
    }
    Some(Prepared::Attachments(Attachments { items, style, indent }))
}

impl Attachments {
    pub(super) fn opening(&self) -> f32 {
        self.items.first().map_or(0.0, |item| self.beginning(item))
    }

    /// What of an item must stand on one page.
    fn beginning(&self, item: &Item) -> f32 {
        opening_lines(item.name.len()) as f32 * self.style.leading
            + opening_lines(item.about.len()) as f32 * Style::SMALL.leading
    }

    /// The height with the space below.
    pub(super) fn height(&self) -> f32 {
        let heights = self.items.iter().map(|item| {
            let name = item.name.len() as f32 * self.style.leading;
            name + item.about.len() as f32 * Style::SMALL.leading + BELOW_ITEM
        });
        heights.sum::<f32>() + BELOW
    }

    pub(super) fn place(self, paper: &mut Paper) {
        let list = paper.tree.add(Tree::ROOT, Role::List);
        paper.tree.nodes[list].numbering = Some(Numbering::Numbers);
        for item in &self.items {
            paper.need(self.beginning(item));
            let element = paper.tree.add(list, Role::ListItem);
            let label = paper.tree.add(element, Role::Label);
            let body = paper.tree.add(element, Role::ListBody);
            paper.begin(label);
            let (right, top) = (LEFT + self.indent - GAP, paper.y);
            paper.put_right(&item.number, &self.style, right, top);
            paper.end();
            // Two paragraphs, so that the name and what it is are not read as one word.
            for (lines, style) in [(&item.name, &self.style), (&item.about, &Style::SMALL)] {
                if !lines.is_empty() {
                    let paragraph = paper.tree.add(body, Role::Paragraph);
                    paper.flow(paragraph, lines, style, self.indent);
                }
            }
            paper.y += BELOW_ITEM;
        }
        paper.y += BELOW;
    }
}
