//! What stands where, on which page, and what it means.
//!
//! Every block is first prepared (its lines are broken and its height is known) and then placed, so that
//! a heading can stay with what follows it. Measures are points from the upper left corner of the
//! page; they are turned only where an item is put on the page.

mod chart;
mod figures;
mod flow;
mod furniture;
mod letter;
mod page;
mod style;
mod table;
mod table_columns;

pub(crate) use style::Style;

use std::rc::Rc;

use crate::display::Sheets;
use crate::error::RenderError;
use crate::fonts::{FaceName, Fonts};
use crate::lines::Breaker;
use crate::model::{Block, Document};
use crate::shaping::Shaper;
use crate::text::is_blank;
use crate::words;

use flow::{List, Running};
use page::Paper;
use style::{CAPACITY, Manner};

/// A block whose lines are broken and whose height is known.
enum Prepared {
    Running(Running),
    Heading(flow::Heading),
    List(List),
    Figures(figures::Figures),
    Table(table::PreparedTable),
    Chart(chart::Chart),
    Address(letter::Address),
    PageBreak,
}

impl Prepared {
    /// The height of the part that must not be torn from what comes before.
    fn opening(&self) -> f32 {
        match self {
            Prepared::Running(running) => running.opening(),
            Prepared::Heading(heading) => heading.height(),
            Prepared::List(list) => list.opening(),
            Prepared::Figures(figures) => figures.opening(),
            Prepared::Table(table) => table.opening(),
            Prepared::Chart(chart) => chart.opening(),
            // Both begin a page of their own.
            Prepared::Address(_) | Prepared::PageBreak => 0.0,
        }
    }
}

/// Lays out a document whose texts are clean.
pub(crate) fn set(document: &Document, fonts: Rc<Fonts>) -> Result<Sheets, RenderError> {
    let breaker =
        Breaker { shaper: Shaper::new(fonts), hyphenation: words::hyphenation(document.language) };
    let manner = match document.blocks.first() {
        Some(Block::AddressField { .. }) => Manner::Letter,
        _ => Manner::Report,
    };
    let prepared = prepare(document, &breaker, manner);
    let mut paper = Paper::new(breaker);
    if manner == Manner::Report {
        letter::set_masthead(&mut paper, &document.sender);
    }
    let kept = kept(&prepared, manner);
    let mut break_before = false;
    for (block, kept) in prepared.into_iter().zip(kept) {
        if matches!(block, Prepared::PageBreak) {
            // Broken only when something follows, so that no document ends with an empty page.
            break_before = true;
            continue;
        }
        if std::mem::take(&mut break_before) {
            paper.break_page();
        }
        match block {
            Prepared::Running(running) => running.place(&mut paper, kept),
            Prepared::Heading(heading) => heading.place(&mut paper, kept),
            Prepared::List(list) => list.place(&mut paper),
            Prepared::Figures(figures) => figures.place(&mut paper),
            Prepared::Table(table) => table.place(&mut paper),
            Prepared::Chart(chart) => chart.place(&mut paper),
            Prepared::Address(address) => address.place(&mut paper, &document.sender),
            Prepared::PageBreak => {}
        }
    }
    furniture::add(&mut paper, document);
    Ok(paper.into_sheets())
}

/// How much of what follows each block must stay on its page. A heading keeps the opening of the next
/// block, and so do several headings in a row. In a letter a single line keeps the paragraph after it:
/// "Med hilsen" does not part from the name.
fn kept(prepared: &[Prepared], manner: Manner) -> Vec<f32> {
    let mut kept = vec![0.0_f32; prepared.len()];
    let mut next: Option<(&Prepared, f32)> = None;
    for (i, block) in prepared.iter().enumerate().rev() {
        kept[i] = match (block, next) {
            (Prepared::Heading(_), Some((_, opening))) => opening,
            (Prepared::Running(running), Some((Prepared::Running(_), opening)))
                if manner == Manner::Letter && running.is_single_line() =>
            {
                opening
            }
            _ => 0.0,
        };
        next = Some((block, (block.opening() + kept[i]).min(CAPACITY)));
    }
    kept
}

/// Prepares every block that has something to say.
fn prepare(document: &Document, breaker: &Breaker, manner: Manner) -> Vec<Prepared> {
    let has_title = document
        .blocks
        .iter()
        .any(|block| matches!(block, Block::Heading { level: 1, text } if !is_blank(text)));
    let title_at = match (has_title, manner) {
        (true, _) => None,
        (false, Manner::Report) => Some(0),
        (false, Manner::Letter) => Some(1),
    };
    let title = || Prepared::Heading(flow::Heading::new(breaker, manner, 1, &document.title));
    let mut prepared = Vec::with_capacity(document.blocks.len() + 1);
    for (i, block) in document.blocks.iter().enumerate() {
        if title_at == Some(i) {
            prepared.push(title());
        }
        prepared.extend(prepare_block(block, document, breaker, manner));
    }
    if title_at.is_some_and(|at| at >= document.blocks.len()) {
        prepared.push(title());
    }
    prepared
}

fn prepare_block(
    block: &Block,
    document: &Document,
    breaker: &Breaker,
    manner: Manner,
) -> Option<Prepared> {
    let language = document.language;
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) | Block::Small(text)
            if is_blank(text) =>
        {
            None
        }
        Block::Heading { level, text } => {
            Some(Prepared::Heading(flow::Heading::new(breaker, manner, *level, text)))
        }
        Block::Paragraph(text) => {
            Some(Prepared::Running(Running::new(breaker, manner.body(), text)))
        }
        Block::Small(text) => Some(Prepared::Running(Running::new(breaker, Style::SMALL, text))),
        Block::Bullets(items) => List::new(breaker, manner.body(), items).map(Prepared::List),
        Block::KeyFigures(figures) => figures::prepare(breaker, manner, figures),
        Block::Table(table) => Some(table::prepare(breaker, language, table)),
        Block::Bars(bars) => Some(chart::prepare_bars(breaker, language, bars)),
        Block::Funnel(funnel) => Some(chart::prepare_funnel(breaker, language, funnel)),
        Block::AddressField { recipient, references } => {
            Some(Prepared::Address(letter::Address::new(breaker, recipient, references)))
        }
        Block::PageBreak => Some(Prepared::PageBreak),
    }
}
