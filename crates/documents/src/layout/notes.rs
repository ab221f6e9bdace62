//! Notes at the foot of the page of their mark. What has no room there goes on at the foot of the next.

use std::rc::Rc;

use crate::display::PAGE_HEIGHT;
use crate::inline::{Inline, Note, notes};
use crate::lines::{Line, NOTE_INDENT};
use crate::tags::{NodeId, Role};

use super::page::Paper;
use super::style::{BOTTOM, CAPACITY, LEFT, RULE, Style};

const STYLE: Style = Style::SMALL;
/// Between the text and the notes; a short rule stands in it.
pub(super) const GAP: f32 = 14.0;
/// How long that rule is.
const RULE_LENGTH: f32 = 60.0;
/// A note of more lines than this may go on over the page.
const BEGINNING: usize = 3;
/// Notes push text off the page only up to this height; beyond it they go on over the page.
const HIGHEST: f32 = CAPACITY * 0.4;

/// A note that waits for the foot of a page, wholly or in part.
struct Waiting {
    node: NodeId,
    inline: Rc<Inline>,
    /// How many of its lines are set already.
    set: usize,
}

impl Waiting {
    fn left(&self) -> usize {
        self.inline.note().map_or(0, |note| note.lines.len() - self.set)
    }
}

/// The notes of a document in the making.
#[derive(Default)]
pub(super) struct Notes {
    waiting: Vec<Waiting>,
    /// Where each note begins: page and height above its lower edge.
    places: Vec<(NodeId, usize, f32)>,
    nodes: Vec<(Rc<Inline>, NodeId)>,
}

impl Notes {
    /// A note waits for the foot of the page that is written on.
    pub(super) fn wait(&mut self, node: NodeId, inline: &Rc<Inline>) {
        self.nodes.push((Rc::clone(inline), node));
        self.waiting.push(Waiting { node, inline: Rc::clone(inline), set: 0 });
    }

    /// The element of the note with this mark.
    pub(super) fn node(&self, mark: &Rc<Inline>) -> Option<NodeId> {
        let known = self.nodes.iter().rev().find(|(inline, _)| Rc::ptr_eq(inline, mark));
        known.map(|(_, node)| *node)
    }

    /// Where a note begins: its page and the height above the lower edge.
    pub(super) fn place(&self, node: NodeId) -> Option<(usize, f32)> {
        self.places.iter().find(|(of, ..)| *of == node).map(|(_, page, y)| (*page, *y))
    }

    /// The height that is kept at the foot of the page for what waits, and for `more` points of notes.
    pub(super) fn height(&self, more: f32) -> f32 {
        let lines: usize = self.waiting.iter().map(Waiting::left).sum();
        let height = lines as f32 * STYLE.leading + more;
        if height > 0.0 { GAP + height.min(HIGHEST) } else { 0.0 }
    }
}

/// The height that the notes on these lines need on the page of their marks, without the gap above
/// them. A long note only has to begin there.
pub(super) fn notes_height(lines: &[Line]) -> f32 {
    let needed = |note: &Note| note.lines.len().min(BEGINNING);
    let count: usize = notes(lines).filter_map(|inline| inline.note()).map(needed).sum();
    count as f32 * STYLE.leading
}

impl Paper {
    /// Sets what waits at the foot of the page, as far as the page has room.
    pub(super) fn set_notes(&mut self) {
        let lines: usize = self.notes.waiting.iter().map(Waiting::left).sum();
        let bottom = PAGE_HEIGHT - BOTTOM;
        let room = ((bottom - self.lowest() - GAP + 0.01) / STYLE.leading).floor().max(0.0);
        let mut left = lines.min(room as usize);
        if left == 0 {
            return;
        }
        let mut y = bottom - left as f32 * STYLE.leading;
        self.decoration(|paper| {
            paper.rule((LEFT, y - 5.0), (LEFT + RULE_LENGTH, y - 5.0), 0.5, RULE);
        });
        for mut note in std::mem::take(&mut self.notes.waiting) {
            let take = note.left().min(left);
            left -= take;
            y = self.set_note(&note, take, y);
            note.set += take;
            if note.left() > 0 {
                self.notes.waiting.push(note);
            }
        }
    }

    /// Sets some lines of a note from `y` down; where they end.
    fn set_note(&mut self, waiting: &Waiting, take: usize, y: f32) -> f32 {
        let Some(note) = waiting.inline.note().filter(|_| take > 0) else { return y };
        if waiting.set == 0 {
            self.notes.places.push((waiting.node, self.page(), PAGE_HEIGHT - y));
            let label = self.tree.add(waiting.node, Role::Label);
            self.begin(label);
            self.put(&note.label, &STYLE, LEFT, y);
            self.end();
        }
        let lines = &note.lines[waiting.set..waiting.set + take];
        self.begin(waiting.node);
        let height = self.put_all(lines, &STYLE, LEFT + NOTE_INDENT, y);
        self.end();
        y + height
    }

    /// Sets all that still waits, on further pages if need be.
    pub(super) fn set_last_notes(&mut self) {
        self.set_notes();
        while self.notes.height(0.0) > 0.0 {
            self.break_page();
            self.set_notes();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::display::{Item, Sheets};
    use crate::fonts::built_in;
    use crate::inline::numbered;
    use crate::layout::set;
    use crate::model::{Block, Piece, Row, Table};
    use crate::tags::{Kid, Role};
    use crate::text::{cleaned, tests::document};

    fn sheets(blocks: Vec<Block>) -> Sheets {
        set(&numbered(cleaned(&document(blocks))), built_in().unwrap()).unwrap()
    }

    /// The pages with content of each element of a role.
    fn pages(sheets: &Sheets, role: Role) -> Vec<Vec<usize>> {
        let of_role = sheets.tree.nodes.iter().filter(|node| node.role == role);
        of_role
            .map(|node| {
                let content = node.kids.iter().filter_map(|kid| match kid {
                    Kid::Content { page, .. } => Some(*page),
                    _ => None,
                });
                content.collect()
            })
            .collect()
    }

    fn noted(words: &str, note: &str) -> Block {
        Block::Paragraph(vec![Piece::from(words).noted(note), Piece::from(" slutt")].into())
    }

    #[test]
    fn a_note_stands_on_the_page_of_its_mark() {
        for lines in 30..60 {
            let filler = Block::Paragraph(vec!["linje"; lines].join("\n").into());
            let sheets = sheets(vec![filler, noted("Ord", "Om ordet."), noted("To", "Om to.")]);
            let marks: Vec<usize> = sheets
                .pages
                .iter()
                .enumerate()
                .flat_map(|(page, sheet)| sheet.links.iter().map(move |_| page))
                .collect();
            let notes: Vec<usize> = pages(&sheets, Role::Note).concat();
            assert_eq!(marks.len(), 2);
            assert_eq!(marks, notes, "after {lines} lines");
        }
    }

    #[test]
    fn a_note_taller_than_a_page_goes_on_at_the_foot_of_the_next() {
        let note = "ord ".repeat(4000);
        let after = Block::Paragraph(vec!["linje"; 90].join("\n").into());
        let sheets = sheets(vec![noted("Ord", &note), after]);
        let pages = pages(&sheets, Role::Note).concat();
        assert!(pages.len() > 2 && pages.windows(2).all(|two| two[0] + 1 == two[1]), "{pages:?}");
        assert_eq!(pages[0], 0);
        // The text goes on above it.
        let words: usize = sheets.pages[1]
            .items
            .iter()
            .filter(|item| matches!(item, Item::Begin { role: Role::Paragraph, .. }))
            .count();
        assert!(words > 0);
    }

    #[test]
    fn a_note_in_a_cell_stands_at_the_foot_too() {
        let cell = vec![Piece::from("celle").noted("Om cellen.")];
        let rows = vec![Row { cells: vec![crate::model::Rich(cell).into()], ..Row::default() }];
        let sheets = sheets(vec![Block::Table(Table { rows, ..Table::default() })]);
        assert_eq!(pages(&sheets, Role::Note), [[0]]);
    }
}
