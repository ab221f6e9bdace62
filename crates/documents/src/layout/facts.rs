//! Words and what is said of them, one pair a line: the words on the left, what is said on the right.

use crate::lines::{Breaker, Line};
use crate::model::Rich;
use crate::tags::{Role, Tree};
use crate::text::is_blank;

use super::Prepared;
use super::page::{Paper, opening_lines};
use super::style::{LEFT, MUTED, Manner, Style, WIDTH};
use super::table_grid::says_nothing;

/// Words get at most this part of the width.
const NAMES_SHARE: f32 = 0.38;
/// Between the words and what is said of them.
const GAP: f32 = 14.0;
const BELOW_FACT: f32 = 2.5;
const BELOW: f32 = 6.0;
/// Words with more lines than this are no name any more; they stand above what is said of them.
const MOST_LINES: usize = 8;
/// What stands where nothing is said.
const NOTHING: &str = "–";

/// At least one pair.
pub(super) struct Facts {
    facts: Vec<(Vec<Line>, Vec<Line>)>,
    name: Style,
    value: Style,
    /// Where what is said begins, from the left margin.
    indent: f32,
}

/// Nothing if there are no facts.
pub(super) fn prepare(
    breaker: &Breaker,
    manner: Manner,
    facts: &[(String, Rich)],
) -> Option<Prepared> {
    let value = manner.body();
    let name = value.in_colour(MUTED);
    let facts: Vec<&(String, Rich)> =
        facts.iter().filter(|(name, value)| !is_blank(name) || !says_nothing(value)).collect();
    if facts.is_empty() {
        return None;
    }
    let most = WIDTH * NAMES_SHARE;
    let names: Vec<Vec<Line>> = facts
        .iter()
        .map(|(text, _)| {
            let lines = if is_blank(text) { Vec::new() } else { breaker.lines(text, &name, most) };
            let fits = lines.len() <= MOST_LINES;
            if fits { lines } else { breaker.lines(text, &name, WIDTH) }
        })
        .collect();
    let beside = names.iter().filter(|lines| lines.len() <= MOST_LINES).flatten();
    let widest = beside.map(|line| line.width).fold(0.0, f32::max);
    let indent = widest.min(most) + GAP;
    let facts = names.into_iter().zip(facts).map(|(name, (_, said))| {
        let lines = if says_nothing(said) {
            breaker.lines(NOTHING, &value, WIDTH - indent)
        } else {
            breaker.rich(said, &value, WIDTH - indent)
        };
        (name, lines)
    });
    let facts = facts.collect();
    Some(Prepared::Facts(Facts { facts, name, value, indent }))
}

impl Facts {
    pub(super) fn opening(&self) -> f32 {
        self.facts.first().map_or(0.0, |(name, value)| self.beginning(name, value))
    }

    /// What of a pair must stand on one page.
    fn beginning(&self, name: &[Line], value: &[Line]) -> f32 {
        let value = opening_lines(value.len()) as f32 * self.value.leading;
        if name.len() > MOST_LINES {
            return opening_lines(name.len()) as f32 * self.name.leading;
        }
        value.max(name.len() as f32 * self.name.leading)
    }

    /// The height with the space below.
    pub(super) fn height(&self) -> f32 {
        let heights = self.facts.iter().map(|(name, value)| {
            let (name_height, value) =
                (name.len() as f32 * self.name.leading, value.len() as f32 * self.value.leading);
            let height =
                if name.len() > MOST_LINES { name_height + value } else { name_height.max(value) };
            height + BELOW_FACT
        });
        heights.sum::<f32>() + BELOW
    }

    pub(super) fn place(self, paper: &mut Paper) {
        let list = paper.tree.add(Tree::ROOT, Role::List);
        for (name, value) in &self.facts {
            let item = paper.tree.add(list, Role::ListItem);
            let label = paper.tree.add(item, Role::Label);
            let body = paper.tree.add(item, Role::ListBody);
            paper.need(self.beginning(name, value));
            let (page, top) = (paper.page(), paper.y);
            if name.len() > MOST_LINES {
                paper.flow(label, name, &self.name, 0.0);
            } else if !name.is_empty() {
                paper.begin(label);
                paper.put_all(name, &self.name, LEFT, top);
                paper.end();
            }
            let beside = name.len() <= MOST_LINES;
            paper.flow(body, value, &self.value, self.indent);
            if beside && paper.page() == page {
                paper.y = paper.y.max(top + name.len() as f32 * self.name.leading);
            }
            paper.y += BELOW_FACT;
        }
        paper.y += BELOW;
    }
}
