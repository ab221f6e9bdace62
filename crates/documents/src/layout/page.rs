//! The paper that is being written on: its pages, the pen, the tag tree.

use std::rc::Rc;

use crate::display::{
    Artifact, Colour, Item, LinkArea, OutlineEntry, PAGE_HEIGHT, PAGE_WIDTH, Page, Sheets, Target,
    TextRun,
};
use crate::inline::Inline;
use crate::lines::{Breaker, Line, Part};
use crate::model::Picture;
use crate::tags::{Kid, NodeId, Role, Tree};

use super::notes::{Notes, notes_height};
use super::style::{BOTTOM, LEFT, Style, TOP, WIDTH};

/// Pages in the making. `y` is where the next line begins, from the upper edge of the last page.
pub(super) struct Paper {
    pub(super) breaker: Breaker,
    pub(super) tree: Tree,
    pub(super) outline: Vec<OutlineEntry>,
    pub(super) y: f32,
    /// What waits for the foot of the page.
    pub(super) notes: Notes,
    /// How far down the page is written on.
    lowest: f32,
    pages: Vec<Page>,
    last: Page,
    /// The element whose content is drawn.
    open: Option<NodeId>,
    /// Whether its content has begun on the page. It begins with what is drawn first, so that no
    /// stretch of content is empty.
    begun: bool,
    /// Whether what is drawn is no part of the text.
    decorating: bool,
    /// The elements of what hangs on words, so that words over several lines stay one element.
    inlines: Vec<(Rc<Inline>, NodeId)>,
    /// Where the links lead, by page and place on it. Known places come at the end.
    leads: Vec<(usize, usize, Leads)>,
}

/// Where a link leads while the pages are still being made.
#[derive(Debug, Clone)]
pub(super) enum Leads {
    /// To an address of the web or of mail.
    Web(String),
    /// To the first heading with these words.
    Heading(String),
    /// To a heading by its place in the outline.
    Outline(usize),
    /// To where a note stands.
    Note(NodeId),
}

impl Paper {
    pub(super) fn new(breaker: Breaker) -> Self {
        Paper {
            breaker,
            tree: Tree::new(),
            outline: Vec::new(),
            y: TOP,
            notes: Notes::default(),
            lowest: TOP,
            pages: Vec::new(),
            last: Page::default(),
            open: None,
            begun: false,
            decorating: false,
            inlines: Vec::new(),
            leads: Vec::new(),
        }
    }

    pub(super) fn into_sheets(mut self) -> Sheets {
        self.pages.push(std::mem::take(&mut self.last));
        for (page, link, leads) in std::mem::take(&mut self.leads) {
            let to = self.target(leads);
            self.pages[page].links[link].to = to;
        }
        Sheets { pages: self.pages, tree: self.tree, outline: self.outline }
    }

    /// Where a link leads, now that everything has its place.
    fn target(&self, leads: Leads) -> Target {
        let heading = |entry: Option<&OutlineEntry>| {
            let (page, y) = entry.map_or((0, PAGE_HEIGHT), |e| (e.page, e.y + 6.0));
            Target::Place { page, y }
        };
        match leads {
            Leads::Web(address) => Target::Web(address),
            Leads::Heading(words) => {
                heading(self.outline.iter().find(|entry| entry.title == words))
            }
            Leads::Outline(place) => heading(self.outline.get(place)),
            Leads::Note(node) => {
                let (page, y) = self.notes.place(node).unwrap_or((0, PAGE_HEIGHT));
                Target::Place { page, y }
            }
        }
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

    /// How far down the page is written on, from its upper edge.
    pub(super) fn lowest(&self) -> f32 {
        self.lowest
    }

    /// Begins a new page, unless the page is still empty. Its notes are set before.
    pub(super) fn break_page(&mut self) {
        self.pause();
        if !self.is_fresh() {
            self.set_notes();
            self.pages.push(std::mem::take(&mut self.last));
        }
        self.y = TOP;
        self.lowest = TOP;
    }

    /// What is left of the page above its notes.
    pub(super) fn room(&self) -> f32 {
        PAGE_HEIGHT - BOTTOM - self.y - self.notes.height(0.0)
    }

    /// Begins a new page if less than `height` is left. Whether it did.
    pub(super) fn need(&mut self, height: f32) -> bool {
        let breaks = self.room() < height && !self.is_fresh();
        if breaks {
            self.break_page();
        }
        breaks
    }

    /// Begins content that belongs to an element.
    pub(super) fn begin(&mut self, node: NodeId) {
        self.pause();
        self.open = Some(node);
    }

    /// Ends what was begun.
    pub(super) fn end(&mut self) {
        self.pause();
        self.open = None;
    }

    /// Draws content of an element inside that of another, which goes on afterwards.
    fn within(&mut self, node: NodeId, draw: impl FnOnce(&mut Self)) {
        let outer = self.open;
        self.begin(node);
        draw(self);
        self.pause();
        self.open = outer;
    }

    /// Ends the stretch of content that is being drawn; what is drawn next begins another.
    fn pause(&mut self) {
        if std::mem::take(&mut self.begun) {
            self.last.items.push(Item::End);
        }
    }

    /// Begins the content of the open element on this page, if it has not begun.
    fn ink(&mut self) {
        let Some(node) = self.open.filter(|_| !self.begun && !self.decorating) else { return };
        let mcid = self.last.owners.len() as u32;
        self.last.owners.push(node);
        let page = self.page();
        let element = &mut self.tree.nodes[node];
        element.kids.push(Kid::Content { page, mcid });
        self.last.items.push(Item::Begin { role: element.role, mcid });
        self.begun = true;
    }

    /// Draws what is no part of the text.
    pub(super) fn decoration(&mut self, draw: impl FnOnce(&mut Self)) {
        self.pause();
        self.decorating = true;
        self.last.items.push(Item::BeginArtifact(Artifact::Decoration));
        draw(self);
        self.last.items.push(Item::End);
        self.decorating = false;
    }

    fn item(&mut self, item: Item, bottom: f32) {
        self.ink();
        self.lowest = self.lowest.max(bottom);
        self.last.items.push(item);
    }

    pub(super) fn rectangle(&mut self, x: f32, top: f32, width: f32, height: f32, fill: Colour) {
        let y = PAGE_HEIGHT - top - height;
        self.item(Item::Rectangle { x, y, width, height, fill }, top + height);
    }

    /// A filled polygon of points (x, from the top).
    pub(super) fn polygon(&mut self, points: &[(f32, f32)], fill: Colour) {
        let bottom = points.iter().map(|(_, top)| *top).fold(0.0, f32::max);
        let points = points.iter().map(|(x, top)| (*x, PAGE_HEIGHT - top)).collect();
        self.item(Item::Polygon { points, fill }, bottom);
    }

    /// A picture whose upper left corner is at a point (x, from the top).
    pub(super) fn picture(&mut self, picture: &Picture, x: f32, top: f32, width: f32, height: f32) {
        let y = PAGE_HEIGHT - top - height;
        let picture = picture.clone();
        self.item(Item::Picture { picture, x, y, width, height }, top + height);
    }

    /// A straight rule between two points (x, from the top).
    pub(super) fn rule(
        &mut self,
        from: (f32, f32),
        to: (f32, f32),
        thickness: f32,
        colour: Colour,
    ) {
        let bottom = from.1.max(to.1);
        let turned = |(x, top): (f32, f32)| (x, PAGE_HEIGHT - top);
        let (from, to) = (turned(from), turned(to));
        self.item(Item::Rule { from, to, thickness, colour }, bottom);
    }

    /// Puts a line so that its box begins at `top`. Words in another language, links and the marks of
    /// notes become elements inside the open one, and their notes wait for the foot of the page.
    pub(super) fn put(&mut self, line: &Line, style: &Style, x: f32, top: f32) {
        let bottom = top + style.leading;
        let plain = self.decorating || self.open.is_none();
        if plain || line.parts.iter().all(|part| part.inline.is_none()) {
            for run in run(&self.breaker, line, style, x, top) {
                self.item(run, bottom);
            }
            return;
        }
        let same = |one: &Part, next: &Part| match (&one.inline, &next.inline) {
            (Some(one), Some(next)) => Rc::ptr_eq(one, next),
            (None, None) => true,
            _ => false,
        };
        for parts in line.parts.chunk_by(same) {
            let runs: Vec<Item> = parts
                .iter()
                .map(|part| text_run(&self.breaker, part, None, style, x, top))
                .collect();
            let Some(inline) = &parts[0].inline else {
                runs.into_iter().for_each(|run| self.item(run, bottom));
                continue;
            };
            let left = parts.iter().map(|part| part.x).fold(f32::MAX, f32::min);
            let right = parts.iter().map(|part| part.x + part.width).fold(0.0, f32::max);
            let node = self.inline_node(inline);
            self.within(node, |paper| {
                runs.into_iter().for_each(|run| paper.item(run, bottom));
                paper.follow(inline, node, style, (x + left, top, right - left));
            });
        }
    }

    /// The element of what hangs on words, inside the open element.
    fn inline_node(&mut self, inline: &Rc<Inline>) -> NodeId {
        if let Some((_, node)) =
            self.inlines.iter().rev().find(|(known, _)| Rc::ptr_eq(known, inline))
        {
            return *node;
        }
        let parent = self.open.unwrap_or(Tree::ROOT);
        let node = match &**inline {
            Inline::Words { language, link, .. } => {
                let role = if link.is_some() { Role::Link } else { Role::Span };
                let node = self.tree.add(parent, role);
                self.tree.nodes[node].language.clone_from(language);
                node
            }
            Inline::Mark(_) => {
                let reference = self.tree.add(parent, Role::Reference);
                let link = self.tree.add(reference, Role::Link);
                let note = self.tree.add(parent, Role::Note);
                self.notes.wait(note, inline);
                link
            }
        };
        self.inlines.push((Rc::clone(inline), node));
        node
    }

    /// Makes words followable that lead somewhere.
    fn follow(
        &mut self,
        inline: &Rc<Inline>,
        node: NodeId,
        style: &Style,
        (left, top, width): (f32, f32, f32),
    ) {
        let (leads, says) = match &**inline {
            Inline::Words { link: None, .. } => return,
            Inline::Words { link: Some(crate::model::Link::Web(address)), says, .. } => {
                (Leads::Web(address.clone()), says.clone())
            }
            Inline::Words { link: Some(crate::model::Link::Heading(words)), says, .. } => {
                (Leads::Heading(words.clone()), says.clone())
            }
            Inline::Mark(note) => match self.notes.node(inline) {
                Some(node) => (Leads::Note(node), note.number.to_string()),
                None => return,
            },
        };
        // A link is known by its line, not by its colour alone; the mark of a note by its place.
        if matches!(&**inline, Inline::Words { .. }) {
            let under = top + style.leading / 2.0 + style.size * 0.5;
            let thickness = style.size * 0.05;
            self.rule((left, under), (left + width, under), thickness, style.colour);
        }
        self.link(node, (left, top, width, style.leading), leads, &says);
    }

    /// Makes a rectangle (left, top, width, height) lead somewhere. Several rectangles of one element
    /// on one page are one link.
    pub(super) fn link(
        &mut self,
        node: NodeId,
        (left, top, width, height): (f32, f32, f32, f32),
        leads: Leads,
        says: &str,
    ) {
        let area = [left, PAGE_HEIGHT - top - height, left + width, PAGE_HEIGHT - top];
        let page = self.page();
        if let Some(known) = self.last.links.iter_mut().find(|link| link.node == node) {
            match known.areas.last_mut().filter(|last| last[1] == area[1]) {
                Some(last) => {
                    last[0] = last[0].min(area[0]);
                    last[2] = last[2].max(area[2]);
                }
                None => known.areas.push(area),
            }
            return;
        }
        let link = self.last.links.len();
        self.tree.nodes[node].kids.push(Kid::Link { page, link });
        self.leads.push((page, link, leads));
        self.last.links.push(LinkArea {
            node,
            areas: vec![area],
            to: Target::Place { page: 0, y: PAGE_HEIGHT },
            says: says.to_owned(),
        });
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
    /// each side. A line has room only if its notes have too.
    pub(super) fn flow(&mut self, node: NodeId, lines: &[Line], style: &Style, indent: f32) {
        let mut rest = lines;
        while !rest.is_empty() {
            let mut take = self.fitting(rest, style.leading);
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
            for (i, line) in now.iter().enumerate() {
                let left = if line.leftwards { WIDTH - line.width } else { indent };
                self.put(line, style, LEFT + left, top + i as f32 * style.leading);
            }
            self.y += now.len() as f32 * style.leading;
            self.end();
            rest = later;
            if !rest.is_empty() {
                self.break_page();
            }
        }
    }

    /// How many of these lines have room on the page together with their notes.
    fn fitting(&self, lines: &[Line], leading: f32) -> usize {
        let room = PAGE_HEIGHT - BOTTOM - self.y;
        let mut height = 0.0;
        let mut notes = 0.0;
        lines
            .iter()
            .take_while(|line| {
                height += leading;
                notes += notes_height(std::slice::from_ref(line));
                height + self.notes.height(notes) <= room
            })
            .count()
    }

    /// The lines of a text over the full width.
    pub(super) fn lines(&self, text: &str, style: &Style) -> Vec<Line> {
        self.breaker.lines(text, style, WIDTH)
    }
}

/// A line as items whose box begins at `top`; none if the line is empty.
pub(super) fn run(breaker: &Breaker, line: &Line, style: &Style, x: f32, top: f32) -> Vec<Item> {
    let parts = line.parts.iter().enumerate();
    parts
        .map(|(i, part)| {
            // What a whole line says is said once, by its first part.
            let says = match &line.says {
                Some(says) if i == 0 => Some(Rc::clone(says)),
                Some(_) => Some("".into()),
                None => None,
            };
            text_run(breaker, part, says, style, x, top)
        })
        .collect()
}

fn text_run(
    breaker: &Breaker,
    part: &Part,
    says: Option<Rc<str>>,
    style: &Style,
    x: f32,
    top: f32,
) -> Item {
    let face = breaker.shaper.face(style.face);
    let ascent = f32::from(face.ascent) * style.size / 1000.0;
    let descent = f32::from(-face.descent) * style.size / 1000.0;
    let base_line = top + (style.leading - ascent - descent) / 2.0 + ascent;
    Item::Text(TextRun {
        face: part.face,
        size: style.size,
        colour: style.colour,
        x: x + part.x,
        y: PAGE_HEIGHT - base_line,
        glyphs: part.glyphs.clone(),
        says,
    })
}

/// How many of `count` lines must stay on one page with what comes before.
pub(super) fn opening_lines(count: usize) -> usize {
    if count <= 3 { count } else { 2 }
}

/// The right end of the text.
pub(super) const RIGHT_EDGE: f32 = PAGE_WIDTH - LEFT;
