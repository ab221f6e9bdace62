//! A document as a fragment of HTML, for the page on which it is read before it is made. It says the
//! same as the file in the same order; only pages, and what stands at their head and foot, are missing.

mod inline;
mod svg;
mod table;
#[cfg(test)]
mod tests;
mod words;

use askama::Template;

use crate::charts;
use crate::charts::{Ruler, Weight};
use crate::error::RenderError;
use crate::layout::table_grid::says_nothing;
use crate::lines::Breaker;
use crate::model::{Attached, Block, Chart, Document, Figure, KeyFigure, Numbers, Rich};
use crate::shaping::Shaper;
use crate::text::is_blank;

use inline::{Inline, Note, Place, Reader};
use words::Words;

/// The whole fragment.
#[derive(Template)]
#[template(path = "document.html")]
struct Fragment {
    language: &'static str,
    words: Words,
    sender: String,
    reference: String,
    body: Blocks,
    notes: Vec<Note>,
}

/// Blocks below each other.
#[derive(Template)]
#[template(path = "blocks.html")]
struct Blocks {
    words: Words,
    blocks: Vec<Shown>,
}

/// A block as the page shows it.
enum Shown {
    Heading(Heading),
    Paragraph(Vec<Inline>),
    Small(Vec<Inline>),
    Quote(Vec<Inline>),
    List { tag: &'static str, items: Vec<Vec<Inline>> },
    Facts(Vec<(String, Vec<Inline>)>),
    Figures(Vec<KeyFigure>),
    Table(table::ShownTable),
    Chart(ShownChart),
    Picture(ShownPicture),
    Address { recipient: Vec<String>, references: Vec<(String, String)> },
    Contents(Vec<Place>),
    Attachments(Vec<Attached>),
    Together(Blocks),
}

struct Heading {
    tag: &'static str,
    id: String,
    text: String,
}

struct ShownChart {
    finding: String,
    drawings: Vec<svg::Svg>,
    table: Option<table::ShownTable>,
    /// Whether the writer gave the table; one made from the chart is opened on demand.
    is_open: bool,
}

/// A picture within the page itself.
struct ShownPicture {
    media_type: &'static str,
    base64: String,
    /// Empty for decoration.
    alt: String,
    caption: String,
    width: u32,
    height: u32,
}

/// The width of a column on a screen, and how tall a picture may be there.
const COLUMN: f32 = 680.0;
const TALLEST: f32 = 620.0;

/// The document as a fragment of HTML: one `article` with the class `document`.
///
/// The highest headings are `h2`, because the page around the fragment has its own. Ids begin with
/// `document-`. Nothing in it needs a script, and no style stands in an attribute; without a style
/// sheet it can be read, with `document.css` it looks like the file.
///
/// # Errors
///
/// [`RenderError`] if the built-in fonts, by which charts are measured, cannot be read. It does not
/// depend on what the document says.
pub fn html(document: &Document) -> Result<String, RenderError> {
    let document = crate::text::cleaned(document);
    let language = document.language;
    let ruler = ScreenRuler(Breaker {
        shaper: Shaper::new(crate::fonts::built_in()?),
        hyphenation: crate::words::hyphenation(language),
    });
    let words = words::of(language);
    let blocks = with_title(&document);
    let mut headings = Vec::new();
    find_headings(&blocks, &mut headings);
    let mut reader = Reader { language, words, headings, passed: 0, charts: 0, notes: Vec::new() };
    let body = Blocks { words, blocks: shown(&blocks, &mut reader, &ruler) };
    let fragment = Fragment {
        language: language.code(),
        words,
        sender: document.sender,
        reference: document.reference,
        body,
        notes: reader.notes,
    };
    fragment.render().map_err(|error| RenderError::Html(error.to_string()))
}

/// Measures text for a screen, where another cut of the typeface or another typeface may be wider.
struct ScreenRuler(Breaker);

impl Ruler for ScreenRuler {
    fn width(&self, text: &str, weight: Weight, size: f32) -> f32 {
        Ruler::width(&self.0, text, weight, size) * 1.04
    }
}

/// The blocks with the title as a heading, where no block says it.
fn with_title(document: &Document) -> Vec<Block> {
    let mut blocks = document.blocks.clone();
    if !has_title(&blocks) {
        let after = usize::from(matches!(blocks.first(), Some(Block::AddressField { .. })));
        blocks.insert(after, Block::Heading { level: 1, text: document.title.clone() });
    }
    blocks
}

fn has_title(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match block {
        Block::Heading { level: 1, text } => !is_blank(text),
        Block::Together(blocks) => has_title(blocks),
        _ => false,
    })
}

/// All headings, none more than one level below the one before it.
fn find_headings(blocks: &[Block], found: &mut Vec<Place>) {
    for block in blocks {
        match block {
            Block::Heading { level, text } if !is_blank(text) => {
                let deepest = found.last().map_or(1, |place| place.level + 1);
                let id = format!("document-heading-{}", found.len() + 1);
                found.push(Place {
                    level: (*level).clamp(1, deepest.min(3)),
                    text: text.clone(),
                    id,
                });
            }
            Block::Together(blocks) => find_headings(blocks, found),
            _ => {}
        }
    }
}

fn shown(blocks: &[Block], reader: &mut Reader, ruler: &dyn Ruler) -> Vec<Shown> {
    blocks.iter().filter_map(|block| shown_block(block, reader, ruler)).collect()
}

fn shown_block(block: &Block, reader: &mut Reader, ruler: &dyn Ruler) -> Option<Shown> {
    let shown = match block {
        Block::Heading { text, .. } if is_blank(text) => return None,
        Block::Heading { text, .. } => {
            let place = reader.headings.get(reader.passed)?.clone();
            reader.passed += 1;
            let tag = ["h2", "h3", "h4"][usize::from(place.level.clamp(1, 3)) - 1];
            Shown::Heading(Heading { tag, id: place.id, text: text.clone() })
        }
        Block::Paragraph(text) | Block::Small(text) | Block::Quote(text) if says_nothing(text) => {
            return None;
        }
        Block::Paragraph(text) => Shown::Paragraph(reader.read(text)),
        Block::Small(text) => Shown::Small(reader.read(text)),
        Block::Quote(text) => Shown::Quote(reader.read(text)),
        Block::Bullets(items) => list("ul", items, reader)?,
        Block::Numbered(items) => list("ol", items, reader)?,
        Block::Facts(facts) => {
            let facts: Vec<_> = facts
                .iter()
                .filter(|(name, value)| !is_blank(name) || !says_nothing(value))
                .map(|(name, value)| {
                    let value = if says_nothing(value) { Vec::new() } else { reader.read(value) };
                    (name.clone(), value)
                })
                .collect();
            if facts.is_empty() {
                return None;
            }
            Shown::Facts(facts)
        }
        Block::KeyFigures(figures) => {
            let says = |figure: &&KeyFigure| {
                [&figure.figure, &figure.caption, &figure.against]
                    .iter()
                    .any(|text| !is_blank(text))
            };
            let figures: Vec<KeyFigure> = figures.iter().filter(says).cloned().collect();
            if figures.is_empty() {
                return None;
            }
            Shown::Figures(figures)
        }
        Block::Table(table) => Shown::Table(table::of(table, reader)),
        Block::Chart(chart) => Shown::Chart(shown_chart(chart, reader, ruler)),
        Block::Figure(figure) => Shown::Picture(shown_picture(figure)),
        Block::AddressField { recipient, references } => Shown::Address {
            recipient: recipient.iter().filter(|line| !is_blank(line)).cloned().collect(),
            references: references.clone(),
        },
        Block::Contents { depth } => {
            let after = reader.headings.iter().skip(reader.passed);
            let mut entries: Vec<Place> =
                after.filter(|place| place.level <= *depth).cloned().collect();
            // The highest of them are not indented, whatever their level.
            let highest = entries.iter().map(|place| place.level).min()?;
            entries.iter_mut().for_each(|place| place.level -= highest - 1);
            Shown::Contents(entries)
        }
        Block::Attachments(all) => {
            let all: Vec<Attached> =
                all.iter().filter(|one| !is_blank(&one.name)).cloned().collect();
            if all.is_empty() {
                return None;
            }
            Shown::Attachments(all)
        }
        Block::Together(blocks) => {
            let blocks = shown(blocks, reader, ruler);
            if blocks.is_empty() {
                return None;
            }
            Shown::Together(Blocks { words: reader.words, blocks })
        }
        Block::PageBreak => return None,
    };
    Some(shown)
}

/// A list of what its items say; nothing if they say nothing.
fn list(tag: &'static str, items: &[Rich], reader: &mut Reader) -> Option<Shown> {
    let items: Vec<_> =
        items.iter().filter(|item| !says_nothing(item)).map(|item| reader.read(item)).collect();
    if items.is_empty() { None } else { Some(Shown::List { tag, items }) }
}

/// The size is that of a wide screen; the style sheet draws it smaller where there is less room.
fn shown_picture(figure: &Figure) -> ShownPicture {
    let said = |text: &String| if is_blank(text) { String::new() } else { text.clone() };
    let (width, height) = figure.picture.size(figure.width, COLUMN, TALLEST);
    ShownPicture {
        media_type: figure.picture.media_type(),
        base64: figure.picture.base64(),
        alt: said(&figure.alt),
        caption: said(&figure.caption),
        width: width.round() as u32,
        height: height.round() as u32,
    }
}

fn shown_chart(chart: &Chart, reader: &mut Reader, ruler: &dyn Ruler) -> ShownChart {
    reader.charts += 1;
    let id = format!("document-chart-{}", reader.charts);
    ShownChart {
        finding: if is_blank(&chart.finding) { String::new() } else { chart.finding.clone() },
        drawings: svg::of(chart, &id, reader.language, ruler),
        table: charts::numbers(chart, reader.language).map(|table| table::of(&table, reader)),
        is_open: matches!(chart.numbers, Numbers::Here(_)),
    }
}
