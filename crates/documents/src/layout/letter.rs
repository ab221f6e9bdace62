//! The head of a letter and the masthead of a report.

use crate::lines::{Breaker, Line};
use crate::tags::{Role, Tree};
use crate::text::is_blank;

use super::page::{Paper, RIGHT_EDGE};
use super::style::{INK, LEFT, MILLIMETRE, MUTED, Style, TOP};

/// The right column of a letter: sender and references.
const COLUMN: f32 = 140.0 * MILLIMETRE;
/// Where the recipient begins, so that the address shows in the window.
const WINDOW_TOP: f32 = 50.0 * MILLIMETRE;
/// As wide as the window shows.
const WINDOW_WIDTH: f32 = 85.0 * MILLIMETRE;
/// The letter itself begins below the field that print services keep for the address.
const LETTER_TOP: f32 = 96.0 * MILLIMETRE;
/// Higher than this and the address is no address; it is set as running text.
const HIGHEST: f32 = 120.0 * MILLIMETRE;

const RECIPIENT: Style = Style { leading: 14.0, ..Style::BODY };
const NAME: Style = Style { size: 8.5, leading: 11.5, colour: MUTED, ..Style::BODY };
const VALUE: Style = NAME.in_colour(INK);

/// The sender at the head of a report.
pub(super) fn set_masthead(paper: &mut Paper, sender: &str) {
    if is_blank(sender) {
        return;
    }
    let node = paper.tree.add(Tree::ROOT, Role::Paragraph);
    let lines = paper.lines(sender, &Style::MASTHEAD);
    paper.y = 52.0;
    paper.flow(node, &lines, &Style::MASTHEAD, 0.0);
    if paper.page() == 0 {
        paper.y = paper.y.max(66.0) + 42.0;
    }
}

/// The address field of a letter.
pub(super) struct Address {
    recipient: Vec<Line>,
    references: Vec<(Vec<Line>, Vec<Line>)>,
}

impl Address {
    pub(super) fn new(
        breaker: &Breaker,
        recipient: &[String],
        references: &[(String, String)],
    ) -> Self {
        let recipient: Vec<&str> =
            recipient.iter().map(String::as_str).filter(|line| !is_blank(line)).collect();
        let recipient = if recipient.is_empty() {
            Vec::new()
        } else {
            breaker.lines(&recipient.join("\n"), &RECIPIENT, WINDOW_WIDTH)
        };
        let width = RIGHT_EDGE - COLUMN;
        let lines = |text: &str, style: &Style| {
            if is_blank(text) { Vec::new() } else { breaker.lines(text, style, width) }
        };
        let references = references
            .iter()
            .map(|(name, value)| (lines(name, &NAME), lines(value, &VALUE)))
            .filter(|(name, value)| !name.is_empty() || !value.is_empty())
            .collect();
        Address { recipient, references }
    }

    /// Places it at the head of a new page.
    pub(super) fn place(self, paper: &mut Paper, sender: &str) {
        paper.break_page();
        self.set_sender(paper, sender);
        let mut lowest = self.set_recipient(paper);
        lowest = lowest.max(self.set_references(paper, lowest));
        if paper.y < LETTER_TOP || lowest > paper.y {
            paper.y = LETTER_TOP.max(lowest + 12.0);
        }
    }

    fn set_sender(&self, paper: &mut Paper, sender: &str) {
        if is_blank(sender) {
            return;
        }
        let style = Style { leading: 13.0, ..Style::MASTHEAD };
        let lines = paper.breaker.lines_at_most(sender, &style, RIGHT_EDGE - COLUMN, 5);
        let node = paper.tree.add(Tree::ROOT, Role::Paragraph);
        paper.begin(node);
        paper.put_all(&lines, &style, COLUMN, 20.0 * MILLIMETRE);
        paper.end();
    }

    /// Where the recipient ends; 0 if it had to become running text, which moves `paper.y` itself.
    fn set_recipient(&self, paper: &mut Paper) -> f32 {
        if self.recipient.is_empty() {
            return 0.0;
        }
        let node = paper.tree.add(Tree::ROOT, Role::Paragraph);
        if self.recipient.len() as f32 * RECIPIENT.leading > HIGHEST {
            paper.y = LETTER_TOP;
            paper.flow(node, &self.recipient, &RECIPIENT, 0.0);
            paper.y += 12.0;
            return 0.0;
        }
        paper.begin(node);
        let height = paper.put_all(&self.recipient, &RECIPIENT, LEFT, WINDOW_TOP);
        paper.end();
        WINDOW_TOP + height
    }

    /// Where the references end. Those that do not fit beside the address go on as running text.
    fn set_references(&self, paper: &mut Paper, address_end: f32) -> f32 {
        if self.references.is_empty() {
            return 0.0;
        }
        let first_page = paper.page();
        let mut top = WINDOW_TOP;
        let mut beside = paper.y == TOP;
        let list = paper.tree.add(Tree::ROOT, Role::List);
        for (name, value) in &self.references {
            let height = name.len() as f32 * NAME.leading + value.len() as f32 * VALUE.leading;
            beside &= top + height <= WINDOW_TOP + HIGHEST && paper.page() == first_page;
            let item = paper.tree.add(list, Role::ListItem);
            let label = paper.tree.add(item, Role::Label);
            let body = paper.tree.add(item, Role::ListBody);
            if beside {
                for (node, lines, style) in [(label, name, &NAME), (body, value, &VALUE)] {
                    paper.begin(node);
                    top += paper.put_all(lines, style, COLUMN, top);
                    paper.end();
                }
                top += 3.0;
            } else {
                if paper.page() == first_page {
                    paper.y = paper.y.max(LETTER_TOP).max(top.max(address_end) + 12.0);
                }
                paper.flow(label, name, &NAME, 0.0);
                paper.flow(body, value, &VALUE, 0.0);
                paper.y += 3.0;
            }
        }
        if beside || paper.page() == first_page { top } else { 0.0 }
    }
}
