//! The table of contents. Its lines are known before anything is placed, because they say no more than
//! the headings; only the numbers of the pages are written last, when all headings have their places.

use crate::display::{Item, PAGE_HEIGHT, TextRun};
use crate::lines::{Breaker, Line};
use crate::tags::{NodeId, Role, Tree};

use super::Prepared;
use super::page::{Leads, Paper, RIGHT_EDGE, run};
use super::style::{LEFT, Manner, RULE, Style, WIDTH};

/// What the numbers of the pages take at the right.
const NUMBERS: f32 = 30.0;
/// Between an entry, its leader and its number.
const GAP: f32 = 6.0;
/// How far each level stands in.
const STEP: f32 = 16.0;
/// No entry says more; a longer heading is cut, and read out whole.
const MOST_LINES: usize = 3;
const BELOW: f32 = 12.0;

/// A heading that is listed.
struct Listed {
    /// 1 to 3, as it is tagged.
    depth: u8,
    title: String,
    /// Which entry of the outline it is.
    entry: usize,
}

/// Sets the contents that were asked for, each with the headings after it.
pub(super) fn fill(breaker: &Breaker, manner: Manner, prepared: &mut [Prepared]) {
    if !prepared.iter().any(|block| matches!(block, Prepared::Contents(..))) {
        return;
    }
    let mut headings: Vec<(usize, Listed)> = Vec::new();
    let mut deepest = 1;
    for (i, block) in prepared.iter().enumerate() {
        if let Prepared::Heading(heading) = block {
            let depth = heading.level().min(deepest);
            deepest = depth + 1;
            let title = heading.title().to_owned();
            headings.push((i, Listed { depth, title, entry: headings.len() }));
        }
    }
    for (i, block) in prepared.iter_mut().enumerate() {
        if let Prepared::Contents(depth, contents) = block {
            let listed = headings.iter().filter(|(at, h)| *at > i && h.depth <= *depth);
            let listed: Vec<&Listed> = listed.map(|(_, heading)| heading).collect();
            *contents = Contents::new(breaker, manner, &listed);
        }
    }
}

struct Entry {
    /// 0 for the highest level that is listed.
    level: u8,
    title: String,
    lines: Vec<Line>,
    style: Style,
    entry: usize,
    /// Whether it stands close to the one above it.
    tight: bool,
}

impl Entry {
    fn above(&self) -> f32 {
        if self.level == 0 && !self.tight { 4.0 } else { 0.0 }
    }

    fn below(&self) -> f32 {
        if self.tight { 0.0 } else { 1.5 }
    }

    fn height(&self) -> f32 {
        self.above() + self.lines.len() as f32 * self.style.leading + self.below()
    }
}

/// At least one entry.
pub(super) struct Contents {
    entries: Vec<Entry>,
}

/// Where the number of a page is to be written.
pub(super) struct Blank {
    page: usize,
    /// The item that stands there until then.
    item: usize,
    top: f32,
    style: Style,
    /// Which entry of the outline it is.
    entry: usize,
}

impl Contents {
    /// Nothing if there are no headings.
    fn new(breaker: &Breaker, manner: Manner, headings: &[&Listed]) -> Option<Self> {
        let highest = headings.iter().map(|heading| heading.depth).min()?;
        let has_levels = headings.iter().any(|heading| heading.depth > highest);
        let entries = headings
            .iter()
            .map(|heading| {
                let level = heading.depth - highest;
                let body = manner.body();
                let style = match level {
                    0 if has_levels => body.semi_bold(),
                    0 => body,
                    _ => Style { size: body.size - 0.5, leading: body.leading - 1.0, ..body },
                };
                let width = WIDTH - f32::from(level) * STEP - NUMBERS - 2.0 * GAP;
                let lines = breaker.lines_at_most(&heading.title, &style, width, MOST_LINES);
                let title = heading.title.clone();
                Entry { level, title, lines, style, entry: heading.entry, tight: false }
            })
            .collect();
        Some(Contents { entries })
    }

    pub(super) fn opening(&self) -> f32 {
        self.entries.iter().take(2).map(Entry::height).sum()
    }

    /// The height with the space below.
    pub(super) fn height(&self) -> f32 {
        self.entries.iter().map(Entry::height).sum::<f32>() + BELOW
    }

    /// Places it; the blanks for the numbers of the pages. What does not fit the page it begins on is
    /// set tighter, so that no line or two go over to the next.
    pub(super) fn place(mut self, paper: &mut Paper) -> Vec<Blank> {
        let tight = self.height() - BELOW > paper.room();
        self.entries.iter_mut().for_each(|entry| entry.tight = tight);
        let mut blanks = Vec::with_capacity(self.entries.len());
        // The lists of the levels that are open, the innermost last.
        let mut open: Vec<(u8, NodeId)> = Vec::new();
        for entry in &self.entries {
            while open.len() > 1 && open.last().is_some_and(|(level, _)| *level > entry.level) {
                open.pop();
            }
            let list = match open.last() {
                Some((level, list)) if *level >= entry.level => *list,
                above => {
                    let parent = above.map_or(Tree::ROOT, |(_, list)| *list);
                    let list = paper.tree.add(parent, Role::Toc);
                    open.push((entry.level, list));
                    list
                }
            };
            paper.need(entry.height());
            blanks.push(entry.place(paper, list));
        }
        paper.y += BELOW;
        blanks
    }
}

impl Entry {
    fn place(&self, paper: &mut Paper, list: NodeId) -> Blank {
        if !paper.is_fresh() {
            paper.y += self.above();
        }
        let element = paper.tree.add(list, Role::TocItem);
        let reference = paper.tree.add(element, Role::Reference);
        let node = paper.tree.add(reference, Role::Link);
        let left = LEFT + f32::from(self.level) * STEP;
        let top = paper.y;
        paper.begin(node);
        let height = paper.put_all(&self.lines, &self.style, left, top);
        let last_top = top + height - self.style.leading;
        let page = paper.page();
        let sheet = paper.pages_mut().nth(page);
        let item = sheet.map_or(0, |sheet| {
            sheet.items.push(Item::Text(TextRun {
                face: self.style.face,
                size: self.style.size,
                colour: self.style.colour,
                x: RIGHT_EDGE,
                y: PAGE_HEIGHT - last_top,
                glyphs: Vec::new(),
                says: None,
            }));
            sheet.items.len() - 1
        });
        paper.end();
        let title_ends = left + self.lines.last().map_or(0.0, |line| line.width) + GAP;
        let leader_ends = RIGHT_EDGE - NUMBERS;
        if leader_ends - title_ends > GAP {
            let base_line = last_top + self.style.leading * 0.7;
            paper.decoration(|paper| {
                paper.rule((title_ends, base_line), (leader_ends, base_line), 0.4, RULE);
            });
        }
        let area = (left, top, RIGHT_EDGE - left, height);
        paper.link(node, area, Leads::Outline(self.entry), &self.title);
        paper.y += height + self.below();
        Blank { page, item, top: last_top, style: self.style, entry: self.entry }
    }
}

/// Writes the numbers of the pages where they belong.
pub(super) fn number(paper: &mut Paper, blanks: Vec<Blank>) {
    for blank in blanks {
        let Some(entry) = paper.outline.get(blank.entry) else { continue };
        // The space keeps the number from the last word for those who hear both.
        let number = format!("\u{a0}{}", entry.page + 1);
        let style = Style { tabular: true, ..blank.style };
        let Some(line) = paper.breaker.lines(&number, &style, WIDTH).into_iter().next() else {
            continue;
        };
        let left = RIGHT_EDGE - line.width;
        let item = run(&paper.breaker, &line, &style, left, blank.top).into_iter().next();
        let Some(sheet) = paper.pages_mut().nth(blank.page) else { continue };
        if let (Some(place), Some(item)) = (sheet.items.get_mut(blank.item), item) {
            *place = item;
        }
    }
}
