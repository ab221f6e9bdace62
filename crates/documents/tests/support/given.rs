//! What was given to be said, to be held against what comes out of the file.

use documents::{Block, Cell, Chart, Document, Drawing, Numbers, Rich, Row, RowKind, Table};
use unicode_normalization::UnicodeNormalization;

/// A text as it is compared: decomposed, without what is never shown (controls, joiners, direction
/// marks), without spaces and hyphens of line ends, private use replaced.
pub fn compared(text: &str) -> String {
    // Spaces stay until marks are in order: a mark at the beginning of a text belongs to nothing before it.
    text.chars()
        .filter(|c| c.is_whitespace() || !c.is_control() && !is_hidden(*c))
        .nfd()
        .filter(|c| !c.is_whitespace())
        .map(|c| if is_private(c) { '\u{FFFD}' } else { c })
        .collect()
}

fn is_private(c: char) -> bool {
    matches!(u32::from(c), 0xE000..=0xF8FF | 0xF_0000..=0xF_FFFD | 0x10_0000..=0x10_FFFD)
}

fn is_hidden(c: char) -> bool {
    let code = u32::from(c);
    code & 0xFFFE == 0xFFFE
        || matches!(
            code,
            0xAD | 0x34F
                | 0x61C
                | 0x115F..=0x1160
                | 0x17B4..=0x17B5
                | 0x180B..=0x180F
                | 0x200B..=0x200F
                | 0x2028..=0x202E
                | 0x2060..=0x206F
                | 0x3164
                | 0xFDD0..=0xFDEF
                | 0xFE00..=0xFE0F
                | 0xFEFF
                | 0xFFA0
                | 0xFFF0..=0xFFFB
                | 0x1BCA0..=0x1BCA3
                | 0x1D173..=0x1D17A
                | 0xE0000..=0xE0FFF
        )
}

/// Where a text ends in what was read out: nothing if all of it is there, else how much of it is and what
/// comes then.
pub fn lost(text: &str, said: &str) -> Option<String> {
    if said.contains(text) {
        return None;
    }
    let ends = text.char_indices().map(|(at, _)| at);
    let there = ends.filter(|at| said.contains(&text[..*at])).max().unwrap_or(0);
    let after = said.find(&text[..there]).map_or("", |at| &said[at + there..]);
    let after: String = after.chars().take(40).collect();
    Some(format!("of {text:?} only {:?} is there, then comes {after:?}", &text[..there]))
}

/// Every text of the body, each as it is compared, in reading order; notes come after the text they
/// stand in. What only metadata, alternative texts or drawn charts say is not among them.
pub fn texts(document: &Document) -> Vec<String> {
    let mut texts = Vec::new();
    for block in &document.blocks {
        of_block(block, &mut texts);
    }
    texts.iter().map(|text| compared(text)).filter(|text| !text.is_empty()).collect()
}

fn of_block(block: &Block, texts: &mut Vec<String>) {
    match block {
        Block::Heading { text, .. } => texts.push(text.clone()),
        Block::Paragraph(text) | Block::Small(text) | Block::Quote(text) => of_rich(text, texts),
        Block::Bullets(items) | Block::Numbered(items) => {
            items.iter().for_each(|item| of_rich(item, texts));
        }
        Block::Facts(facts) => {
            for (word, value) in facts {
                texts.push(word.clone());
                of_rich(value, texts);
            }
        }
        Block::KeyFigures(figures) => {
            for figure in figures {
                texts.extend([&figure.figure, &figure.caption, &figure.against].map(String::clone));
            }
        }
        Block::Table(table) => of_table(table, texts),
        Block::Chart(chart) => of_chart(chart, texts),
        Block::Figure(figure) => texts.push(figure.caption.clone()),
        Block::AddressField { recipient, references } => {
            texts.extend(recipient.iter().cloned());
            texts.extend(references.iter().flat_map(|(name, value)| [name, value]).cloned());
        }
        Block::Attachments(attached) => {
            texts.extend(attached.iter().flat_map(|one| [&one.name, &one.about]).cloned());
        }
        Block::Together(blocks) => blocks.iter().for_each(|block| of_block(block, texts)),
        Block::Contents { .. } | Block::PageBreak => {}
    }
}

/// The pieces by themselves: a mark of a note may stand between two of them. A text of nothing is left out
/// with the notes that are about it.
fn of_rich(text: &Rich, texts: &mut Vec<String>) {
    if compared(&text.words()).is_empty() {
        return;
    }
    for piece in &text.0 {
        texts.push(piece.text.clone());
        texts.extend(piece.note.clone());
    }
}

fn of_table(table: &Table, texts: &mut Vec<String>) {
    texts.push(table.caption.clone());
    texts.extend(table.groups.iter().map(|group| group.head.clone()));
    texts.extend(table.columns.iter().map(|column| column.head.clone()));
    let cells = table.rows.iter().flat_map(said_of).chain(table.total.iter().flatten());
    cells.for_each(|cell| of_rich(&cell.text, texts));
}

/// The cells of a row that have a place. A section has one.
fn said_of(row: &Row) -> &[Cell] {
    match row.kind {
        RowKind::Section => row.cells.get(..1).unwrap_or_default(),
        RowKind::Data | RowKind::Sum => &row.cells,
    }
}

fn of_chart(chart: &Chart, texts: &mut Vec<String>) {
    texts.push(chart.finding.clone());
    match &chart.numbers {
        Numbers::Here(table) => of_table(table, texts),
        Numbers::In(_) => {}
        Numbers::FromDrawing => match &chart.drawing {
            Drawing::Bars(bars) | Drawing::Funnel(bars) => {
                texts.extend(bars.iter().flat_map(|bar| [&bar.name, &bar.label]).cloned());
            }
            Drawing::BudgetAgainstUsed(bars) => {
                for bar in bars {
                    texts
                        .extend([&bar.name, &bar.budget.label, &bar.used.label].map(String::clone));
                }
            }
            Drawing::Stacked { bars, .. } => texts.extend(bars.iter().map(|bar| bar.name.clone())),
            Drawing::TimeLine { spans, .. } => {
                texts.extend(spans.iter().map(|span| span.name.clone()));
            }
            Drawing::SmallMultiples { charts, .. } => {
                texts.extend(charts.iter().map(|chart| chart.name.clone()));
            }
            // A tile outside the map of its year has no place.
            Drawing::CountyTiles { .. } => {}
        },
    }
}
