//! What stands where on each page, independent of the writer. Measures are points, from the lower
//! left corner of the page.

use std::rc::Rc;

use crate::fonts::FaceName;
use crate::model::Picture;
use crate::shaping::Glyph;
use crate::tags::{NodeId, Role, Tree};

/// A4, in points.
pub(crate) const PAGE_WIDTH: f32 = 595.28;
/// A4, in points.
pub(crate) const PAGE_HEIGHT: f32 = 841.89;

/// Red, green and blue from 0 to 1.
pub(crate) type Colour = [f32; 3];

/// One step of drawing. Every drawing step stands between a `Begin…` and its `End`.
#[derive(Debug, Clone)]
pub(crate) enum Item {
    /// Marked content that belongs to an element of the structure.
    Begin {
        role: Role,
        mcid: u32,
    },
    /// Content that is no part of the text: rules, backgrounds, repeated heads.
    BeginArtifact(Artifact),
    End,
    Text(TextRun),
    Rectangle {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        fill: Colour,
    },
    Polygon {
        points: Vec<(f32, f32)>,
        fill: Colour,
    },
    Rule {
        from: (f32, f32),
        to: (f32, f32),
        thickness: f32,
        colour: Colour,
    },
    Picture {
        picture: Picture,
        x: f32,
        y: f32,
        width: f32,
        height: f32,
    },
}

/// Why a piece of content is not part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Artifact {
    /// Lines and backgrounds.
    Decoration,
    /// Running head.
    Header,
    /// Footer with the page number.
    Footer,
}

/// Glyphs on one line in one face and size.
#[derive(Debug, Clone)]
pub(crate) struct TextRun {
    pub(crate) face: FaceName,
    pub(crate) size: f32,
    pub(crate) colour: Colour,
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) glyphs: Vec<Glyph>,
    /// What the run says, where that is more than its glyphs show.
    pub(crate) says: Option<Rc<str>>,
}

/// A page: what is drawn, which element owns each stretch of marked content (by its MCID), and what
/// can be followed.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) items: Vec<Item>,
    pub(crate) owners: Vec<NodeId>,
    pub(crate) links: Vec<LinkArea>,
}

/// Words on a page that lead somewhere.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LinkArea {
    /// The element of the words.
    pub(crate) node: NodeId,
    /// Where the words stand, one rectangle a line: left, bottom, right, top.
    pub(crate) areas: Vec<[f32; 4]>,
    pub(crate) to: Target,
    /// What the words say, for those who hear of the link without the text around it.
    pub(crate) says: String,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Target {
    /// An address.
    Web(String),
    /// A place in the document: a page (counted from 0) and the height above its lower edge.
    Place { page: usize, y: f32 },
}

/// An entry of the outline that viewers show beside the pages.
#[derive(Debug)]
pub(crate) struct OutlineEntry {
    /// 1 to 3, never more than one below the entry before it.
    pub(crate) depth: u8,
    pub(crate) title: String,
    /// Counted from 0.
    pub(crate) page: usize,
    /// Height above the lower edge of the page, in points.
    pub(crate) y: f32,
}

/// The whole document, laid out.
#[derive(Debug)]
pub(crate) struct Sheets {
    pub(crate) pages: Vec<Page>,
    pub(crate) tree: Tree,
    pub(crate) outline: Vec<OutlineEntry>,
}
