//! What stands where, on which page, and what it means.
//!
//! Every block is first prepared (its lines are broken and its height is known) and then placed, so that
//! a heading can stay with what follows it. Measures are points from the upper left corner of the
//! page; they are turned only where an item is put on the page.

mod attachments;
mod chart;
mod contents;
mod facts;
mod figures;
mod flow;
mod furniture;
mod letter;
mod lists;
mod notes;
mod page;
mod picture;
mod quote;
mod style;
mod table;
mod table_columns;
pub(crate) mod table_grid;
mod table_plan;
#[cfg(test)]
mod tests;

pub(crate) use style::{Style, WIDTH};

use std::rc::Rc;

use crate::charts;
use crate::display::Sheets;
use crate::error::RenderError;
use crate::fonts::{FaceName, Fonts};
use crate::lines::Breaker;
use crate::model::{Block, Document};
use crate::shaping::Shaper;
use crate::tags::Numbering;
use crate::text::is_blank;
use crate::words;

use flow::Running;
use lists::List;
use page::Paper;
use style::{CAPACITY, Manner};

/// A block whose lines are broken and whose height is known.
enum Prepared {
    Running(Running),
    Heading(flow::Heading),
    Quote(quote::Quote),
    List(List),
    Facts(facts::Facts),
    Attachments(attachments::Attachments),
    /// The headings that follow down to this level, once all are known.
    Contents(u8, Option<contents::Contents>),
    /// How many of the blocks that follow should stand on one page, and how high they are together.
    Together(usize, f32),
    Figures(figures::Figures),
    Table(table::PreparedTable),
    Chart(chart::Chart),
    Figure(picture::Figure),
    Address(letter::Address),
    PageBreak,
}

impl Prepared {
    /// The height of the part that must not be torn from what comes before.
    fn opening(&self) -> f32 {
        match self {
            Prepared::Running(running) => running.opening(),
            Prepared::Heading(heading) => heading.height(),
            Prepared::Quote(quote) => quote.opening(),
            Prepared::List(list) => list.opening(),
            Prepared::Facts(facts) => facts.opening(),
            Prepared::Attachments(attachments) => attachments.opening(),
            Prepared::Contents(_, contents) => contents.as_ref().map_or(0.0, |c| c.opening()),
            Prepared::Together(_, height) => height.min(CAPACITY),
            Prepared::Figures(figures) => figures.opening(),
            Prepared::Table(table) => table.opening(),
            Prepared::Chart(chart) => chart.opening(),
            Prepared::Figure(figure) => figure.opening(),
            // Both begin a page of their own.
            Prepared::Address(_) | Prepared::PageBreak => 0.0,
        }
    }

    /// The height with the space around it; of what is longer than a page, as if that had no end.
    fn height(&self) -> f32 {
        match self {
            Prepared::Running(running) => running.height(),
            Prepared::Heading(heading) => heading.height(),
            Prepared::Quote(quote) => quote.height(),
            Prepared::List(list) => list.height(),
            Prepared::Facts(facts) => facts.height(),
            Prepared::Attachments(attachments) => attachments.height(),
            Prepared::Contents(_, contents) => contents.as_ref().map_or(0.0, |c| c.height()),
            Prepared::Figures(figures) => figures.height(),
            Prepared::Table(table) => table.height(),
            // A chart is whole on its page as far as a page holds it.
            Prepared::Chart(chart) => chart.opening(),
            Prepared::Figure(figure) => figure.height(),
            Prepared::Together(..) | Prepared::Address(_) | Prepared::PageBreak => 0.0,
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
    let mut blanks = Vec::new();
    let mut after_heading = false;
    for (block, kept) in prepared.into_iter().zip(kept) {
        if matches!(block, Prepared::PageBreak) {
            // Broken only when something follows, so that no document ends with an empty page.
            break_before = true;
            continue;
        }
        if std::mem::take(&mut break_before) {
            paper.break_page();
        }
        let is_heading = matches!(block, Prepared::Heading(_));
        match block {
            Prepared::Running(running) => running.place(&mut paper, kept),
            Prepared::Heading(heading) => heading.place(&mut paper, kept),
            Prepared::Quote(quote) => quote.place(&mut paper),
            Prepared::List(list) => list.place(&mut paper),
            Prepared::Facts(facts) => facts.place(&mut paper),
            Prepared::Attachments(attachments) => attachments.place(&mut paper),
            Prepared::Contents(_, contents) => {
                blanks.extend(contents.into_iter().flat_map(|c| c.place(&mut paper)));
            }
            // A heading has already looked for the room of what follows it, and does not stay alone.
            Prepared::Together(_, height) if height <= CAPACITY && !after_heading => {
                paper.need(height);
            }
            Prepared::Together(..) => {}
            Prepared::Figures(figures) => figures.place(&mut paper),
            Prepared::Table(table) => table.place(&mut paper),
            Prepared::Chart(chart) => chart.place(&mut paper),
            Prepared::Figure(figure) => figure.place(&mut paper),
            Prepared::Address(address) => address.place(&mut paper, &document.sender),
            Prepared::PageBreak => {}
        }
        after_heading = is_heading;
    }
    contents::number(&mut paper, blanks);
    paper.set_last_notes();
    furniture::add(&mut paper, document);
    Ok(paper.into_sheets())
}

/// How much of what follows each block must stay on its page. A heading keeps the opening of the next
/// block, and so do several headings in a row; so does what only leads to what follows. In a letter a
/// single line keeps the paragraph after it: "Med hilsen" does not part from the name.
fn kept(prepared: &[Prepared], manner: Manner) -> Vec<f32> {
    let mut kept = vec![0.0_f32; prepared.len()];
    let mut next: Option<(&Prepared, f32)> = None;
    for (i, block) in prepared.iter().enumerate().rev() {
        kept[i] = match (block, next) {
            (Prepared::Heading(_), Some((_, opening))) => opening,
            (Prepared::Running(running), Some((_, opening))) if running.leads() => opening,
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
    let has_title = has_title(&document.blocks);
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
        prepare_all(&mut prepared, block, document, breaker, manner);
    }
    if title_at.is_some_and(|at| at >= document.blocks.len()) {
        prepared.push(title());
    }
    contents::fill(breaker, manner, &mut prepared);
    for i in 0..prepared.len() {
        if let Prepared::Together(count, _) = prepared[i] {
            let height = prepared[i + 1..=i + count]
                .iter()
                .take_while(|block| !matches!(block, Prepared::Address(_) | Prepared::PageBreak))
                .map(Prepared::height)
                .sum();
            prepared[i] = Prepared::Together(count, height);
        }
    }
    prepared
}

fn has_title(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match block {
        Block::Heading { level: 1, text } => !is_blank(text),
        Block::Together(blocks) => has_title(blocks),
        _ => false,
    })
}

/// Prepares a block and what it holds.
fn prepare_all(
    prepared: &mut Vec<Prepared>,
    block: &Block,
    document: &Document,
    breaker: &Breaker,
    manner: Manner,
) {
    match block {
        Block::Together(blocks) => {
            let at = prepared.len();
            prepared.push(Prepared::Together(0, 0.0));
            for block in blocks {
                prepare_all(prepared, block, document, breaker, manner);
            }
            prepared[at] = Prepared::Together(prepared.len() - at - 1, 0.0);
        }
        Block::Chart(chart) => {
            prepared.push(chart::prepare(breaker, document.language, chart));
            let numbers = charts::numbers(chart, document.language);
            prepared.extend(numbers.map(|it| table::prepare(breaker, document.language, &it)));
        }
        block => prepared.extend(prepare_block(block, document, breaker, manner)),
    }
}

fn prepare_block(
    block: &Block,
    document: &Document,
    breaker: &Breaker,
    manner: Manner,
) -> Option<Prepared> {
    let language = document.language;
    match block {
        Block::Heading { text, .. } if is_blank(text) => None,
        Block::Paragraph(text) | Block::Small(text) | Block::Quote(text)
            if table_grid::says_nothing(text) =>
        {
            None
        }
        Block::Heading { level, text } => {
            Some(Prepared::Heading(flow::Heading::new(breaker, manner, *level, text)))
        }
        Block::Paragraph(text) => {
            Some(Prepared::Running(Running::rich(breaker, manner.body(), text)))
        }
        Block::Small(text) => Some(Prepared::Running(Running::rich(breaker, Style::SMALL, text))),
        Block::Quote(text) => Some(Prepared::Quote(quote::Quote::new(breaker, manner, text))),
        Block::Bullets(items) => {
            List::new(breaker, manner.body(), Numbering::Bullets, items).map(Prepared::List)
        }
        Block::Numbered(items) => {
            List::new(breaker, manner.body(), Numbering::Numbers, items).map(Prepared::List)
        }
        Block::Facts(facts) => facts::prepare(breaker, manner, facts),
        Block::Attachments(all) => attachments::prepare(breaker, manner, all),
        Block::Contents { depth } => Some(Prepared::Contents(*depth, None)),
        Block::KeyFigures(figures) => figures::prepare(breaker, manner, figures),
        Block::Table(table) => Some(table::prepare(breaker, language, table)),
        Block::Figure(figure) => Some(Prepared::Figure(picture::Figure::new(breaker, figure))),
        Block::AddressField { recipient, references } => {
            Some(Prepared::Address(letter::Address::new(breaker, recipient, references)))
        }
        Block::Chart(_) | Block::Together(_) => None,
        Block::PageBreak => Some(Prepared::PageBreak),
    }
}
