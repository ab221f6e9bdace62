//! The paper that is being written on: its pages, the pen, the tag tree.

use crate::display::{
    Artifact, Colour, Item, OutlineEntry, PAGE_HEIGHT, PAGE_WIDTH, Page, Sheets, TextRun,
};
use crate::lines::{Breaker, Line};
use crate::tags::{Kid, NodeId, Tree};

use super::style::{BOTTOM, LEFT, Style, TOP, WIDTH};

/// Pages in the making. `y` is where the next line begins, from the upper edge of the last page.
pub(super) struct Paper {
    pub(super) breaker: Breaker,
    pub(super) tree: Tree,
    pub(super) outline: Vec<OutlineEntry>,
    pub(super) y: f32,
    pages: Vec<Page>,
    last: Page,
}

impl Paper {
    pub(super) fn new(breaker: Breaker) -> Self {
        Paper {
            breaker,
            tree: Tree::new(),
            outline: Vec::new(),
            y: TOP,
            pages: Vec::new(),
            last: Page::default(),
        }
    }

    pub(super) fn into_sheets(mut self) -> Sheets {
        self.pages.push(self.last);
        Sheets { pages: self.pages, tree: self.tree, outline: self.outline }
    }

    /// The number of the page that is written on, from 0.
    pub(super) fn page(&self) -> usize {
        self.pages.len()
    }

    /// Every page, for the heads and footers.
    pub(super) fn pages_mut(&mut self) -> impl Iterator<Item = &mut Page> {
        self.pages.iter_mut().chain(std::iter::once(&mut self.last))
    }

    /// Whether nothing stands on the page yet.
    pub(super) fn is_fresh(&self) -> bool {
        self.last.items.is_empty()
    }

    /// Begins a new page, unless the page is still empty.
    pub(super) fn break_page(&mut self) {
        if !self.is_fresh() {
            self.pages.push(std::mem::take(&mut self.last));
        }
        self.y = TOP;
    }

    /// What is left of the page.
    pub(super) fn room(&self) -> f32 {
        PAGE_HEIGHT - BOTTOM - self.y
    }

    /// Begins a new page if less than `height` is left. Whether it did.
    pub(super) fn need(&mut self, height: f32) -> bool {
        let breaks = self.room() < height && !self.is_fresh();
        if breaks {
            self.break_page();
        }
        breaks
    }

    /// Begins a stretch of content that belongs to an element.
    pub(super) fn begin(&mut self, node: NodeId) {
        let mcid = self.last.owners.len() as u32;
        self.last.owners.push(node);
        let page = self.page();
        let element = &mut self.tree.nodes[node];
        element.kids.push(Kid::Content { page, mcid });
        self.last.items.push(Item::Begin { role: element.role, mcid });
    }

    /// Ends what was begun.
    pub(super) fn end(&mut self) {
        self.last.items.push(Item::End);
    }

    /// Draws what is no part of the text.
    pub(super) fn decoration(&mut self, draw: impl FnOnce(&mut Self)) {
        self.last.items.push(Item::BeginArtifact(Artifact::Decoration));
        draw(self);
        self.end();
    }

    pub(super) fn rectangle(&mut self, x: f32, top: f32, width: f32, height: f32, fill: Colour) {
        let y = PAGE_HEIGHT - top - height;
        self.last.items.push(Item::Rectangle { x, y, width, height, fill });
    }

    /// A filled polygon of points (x, from the top).
    pub(super) fn polygon(&mut self, points: &[(f32, f32)], fill: Colour) {
        let points = points.iter().map(|(x, top)| (*x, PAGE_HEIGHT - top)).collect();
        self.last.items.push(Item::Polygon { points, fill });
    }

    /// A straight rule between two points (x, from the top).
    pub(super) fn rule(
        &mut self,
        from: (f32, f32),
        to: (f32, f32),
        thickness: f32,
        colour: Colour,
    ) {
        let turned = |(x, top): (f32, f32)| (x, PAGE_HEIGHT - top);
        let (from, to) = (turned(from), turned(to));
        self.last.items.push(Item::Rule { from, to, thickness, colour });
    }

    /// Puts a line so that its box begins at `top`.
    pub(super) fn put(&mut self, line: &Line, style: &Style, x: f32, top: f32) {
        let run = run(&self.breaker, line, style, x, top);
        self.last.items.extend(run);
    }

    /// Puts a line so that it ends at `right`.
    pub(super) fn put_right(&mut self, line: &Line, style: &Style, right: f32, top: f32) {
        self.put(line, style, right - line.width, top);
    }

    /// Puts lines below each other; the height they take.
    pub(super) fn put_all(&mut self, lines: &[Line], style: &Style, x: f32, top: f32) -> f32 {
        for (i, line) in lines.iter().enumerate() {
            self.put(line, style, x, top + i as f32 * style.leading);
        }
        lines.len() as f32 * style.leading
    }

    /// Sets lines as one element from `y` down. Over a page end at least two lines stay together on
    /// each side.
    pub(super) fn flow(&mut self, node: NodeId, lines: &[Line], style: &Style, indent: f32) {
        let mut rest = lines;
        while !rest.is_empty() {
            let fitting = (self.room() / style.leading).floor().max(0.0) as usize;
            let mut take = fitting.min(rest.len());
            if take < rest.len() {
                if rest.len() - take == 1 {
                    take = take.saturating_sub(1);
                }
                if take < 2 && !self.is_fresh() {
                    self.break_page();
                    continue;
                }
                take = take.max(1);
            }
            let (now, later) = rest.split_at(take);
            self.begin(node);
            let top = self.y;
            self.y += self.put_all(now, style, LEFT + indent, top);
            self.end();
            rest = later;
            if !rest.is_empty() {
                self.break_page();
            }
        }
    }

    /// The lines of a text over the full width.
    pub(super) fn lines(&self, text: &str, style: &Style) -> Vec<Line> {
        self.breaker.lines(text, style, WIDTH)
    }
}

/// A line as an item whose box begins at `top`; nothing if the line is empty.
pub(super) fn run(breaker: &Breaker, line: &Line, style: &Style, x: f32, top: f32) -> Option<Item> {
    if line.glyphs.is_empty() {
        return None;
    }
    let face = breaker.shaper.face(style.face);
    let ascent = f32::from(face.ascent) * style.size / 1000.0;
    let descent = f32::from(-face.descent) * style.size / 1000.0;
    let base_line = top + (style.leading - ascent - descent) / 2.0 + ascent;
    Some(Item::Text(TextRun {
        face: style.face,
        size: style.size,
        colour: style.colour,
        x,
        y: PAGE_HEIGHT - base_line,
        glyphs: line.glyphs.clone(),
        says: line.says.clone(),
    }))
}

/// How many of `count` lines must stay on one page with what comes before.
pub(super) fn opening_lines(count: usize) -> usize {
    if count <= 3 { count } else { 2 }
}

/// The right end of the text.
pub(super) const RIGHT_EDGE: f32 = PAGE_WIDTH - LEFT;
