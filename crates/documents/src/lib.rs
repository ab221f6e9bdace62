//! A typed document and its rendering to PDF.
//!
//! A [`Document`] is pure data: headings, paragraphs, lists, key figures, tables, charts, pictures and
//! the head of a letter, in the order they are read. [`render`] turns it into one PDF that is both PDF/A-2a
//! (it can be archived) and PDF/UA-1 (it can be read aloud), because public bodies owe both.
//!
//! Rendering uses no clock, no environment and no file: the same document always gives the same
//! bytes, so a stored checksum can be held against a new rendering years later. It accepts any text:
//! what the typeface cannot show becomes a visible replacement that still carries the original text
//! for search and for screen readers.
//!
//! The way through the crate: [`model`](Document) → `layout` (what stands where, on which page, and
//! the tag tree) → `emit` (printpdf) → `finish` (structure, metadata, colour profile, bytes). Layout
//! and tags know nothing of printpdf, so the writer behind them can be exchanged.

mod charts;
mod display;
mod emit;
mod error;
mod finish;
mod fonts;
mod html;
mod inline;
mod layout;
mod lines;
mod matter;
mod model;
mod pictures;
mod setting;
mod shaping;
mod tags;
mod text;
mod visual;
mod words;

pub use error::RenderError;
pub use html::html;
pub use model::{
    Align, Attached, Bar, Block, BudgetBar, Cell, Chart, Column, Document, Drawing, Figure,
    HeadGroup, KeyFigure, Link, Mark, Multiple, NoPicture, Numbers, Part, Pdf, Picture, Piece,
    Rich, Row, RowKind, Share, Span, StackedBar, Style, Table, Tile,
};

/// Renders a document to tagged PDF (PDF/A-2a and PDF/UA-1 in one file).
///
/// Any text in any place is accepted. What cannot be shown is replaced, what is too wide is broken,
/// what is empty is left out or said to be empty; nothing is lost.
///
/// # Errors
///
/// [`RenderError`] if a built-in font cannot be used or the file cannot be put together. Neither
/// depends on what the document says.
pub fn render(document: &Document) -> Result<Pdf, RenderError> {
    let fonts = fonts::built_in()?;
    let content = inline::numbered(text::cleaned(document));
    let sheets = layout::set(&content, fonts.clone())?;
    let graph = emit::to_graph(&sheets, &fonts, &content.title)?;
    let bytes = finish::to_bytes(graph, &sheets, &content)?;
    Ok(Pdf { bytes, pages: sheets.pages.len() })
}
