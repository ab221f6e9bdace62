//! Text as it may stand in a PDF: composed, without control characters, never unnamed.

use unicode_normalization::UnicodeNormalization;

use crate::model::{Bar, BarChart, Block, Column, Document, Funnel, KeyFigure, Table};
use crate::words;

/// What stands for a character that cannot be shown or may not stand in a PDF.
pub(crate) const REPLACEMENT: char = '\u{FFFD}';

/// Text that may have several lines: composed (NFC), line ends as `\n`, tabs as spaces, control
/// characters and noncharacters removed, private-use characters replaced.
///
/// XML forbids most control characters, so this also comes before the metadata. Private-use
/// characters mean nothing to a reader, and PDF/A-2a forbids them without further text.
pub(crate) fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .nfc()
        .filter_map(|c| match c {
            '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\t' => Some(' '),
            c if c.is_control() || is_noncharacter(c) || c == '\u{FEFF}' => None,
            c if is_private_use(c) => Some(REPLACEMENT),
            c => Some(c),
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Clean text on one line, for titles, captions in metadata and alternative texts.
pub(crate) fn one_line(text: &str) -> String {
    let text = clean(text);
    text.split([' ', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_noncharacter(c: char) -> bool {
    let c = u32::from(c);
    (0xFDD0..=0xFDEF).contains(&c) || c & 0xFFFE == 0xFFFE
}

fn is_private_use(c: char) -> bool {
    matches!(u32::from(c), 0xE000..=0xF8FF | 0xF_0000..=0xF_FFFD | 0x10_0000..=0x10_FFFD)
}

/// Whether nothing would be seen of this text.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// Characters that steer and are never drawn: soft hyphen, joiners, direction marks, selectors.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        u32::from(c),
        0xAD | 0x34F
            | 0x61C
            | 0x115F..=0x1160
            | 0x17B4..=0x17B5
            | 0x180B..=0x180F
            | 0x200B..=0x200F
            | 0x202A..=0x202E
            | 0x2060..=0x206F
            | 0x3164
            | 0xFE00..=0xFE0F
            | 0xFEFF
            | 0xFFA0
            | 0xFFF0..=0xFFFB
            | 0x1BCA0..=0x1BCA3
            | 0x1D173..=0x1D17A
            | 0xE0000..=0xE0FFF
    )
}

/// The document with every text cleaned and with a title, which PDF/UA demands.
pub(crate) fn cleaned(document: &Document) -> Document {
    let title = [&document.title, &document.subject, &document.reference]
        .into_iter()
        .map(|text| one_line(text))
        .find(|text| !is_blank(text))
        .unwrap_or_else(|| words::untitled(document.language).to_owned());
    Document {
        title,
        language: document.language,
        sender: one_line(&document.sender),
        reference: one_line(&document.reference),
        subject: one_line(&document.subject),
        made_at: document.made_at,
        blocks: document.blocks.iter().map(cleaned_block).collect(),
    }
}

fn cleaned_block(block: &Block) -> Block {
    match block {
        Block::Heading { level, text } => {
            Block::Heading { level: (*level).clamp(1, 3), text: clean(text) }
        }
        Block::Paragraph(text) => Block::Paragraph(clean(text)),
        Block::Small(text) => Block::Small(clean(text)),
        Block::Bullets(items) => Block::Bullets(all_clean(items)),
        Block::KeyFigures(figures) => Block::KeyFigures(
            figures
                .iter()
                .map(|f| KeyFigure { figure: one_line(&f.figure), caption: clean(&f.caption) })
                .collect(),
        ),
        Block::Table(table) => Block::Table(Table {
            caption: clean(&table.caption),
            columns: table
                .columns
                .iter()
                .map(|c| Column { head: clean(&c.head), share: c.share, align: c.align })
                .collect(),
            rows: table.rows.iter().map(|row| all_clean(row)).collect(),
            total: table.total.as_ref().map(|row| all_clean(row)),
        }),
        Block::Bars(chart) => Block::Bars(BarChart {
            caption: clean(&chart.caption),
            alt: one_line(&chart.alt),
            bars: chart.bars.iter().map(cleaned_bar).collect(),
        }),
        Block::Funnel(funnel) => Block::Funnel(Funnel {
            caption: clean(&funnel.caption),
            alt: one_line(&funnel.alt),
            steps: funnel.steps.iter().map(cleaned_bar).collect(),
        }),
        Block::AddressField { recipient, references } => Block::AddressField {
            recipient: all_clean(recipient),
            references: references.iter().map(|(k, v)| (clean(k), clean(v))).collect(),
        },
        Block::PageBreak => Block::PageBreak,
    }
}

fn cleaned_bar(bar: &Bar) -> Bar {
    Bar { name: one_line(&bar.name), value: bar.value, label: one_line(&bar.label) }
}

fn all_clean(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| clean(text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_go_and_line_ends_become_one_kind() {
        assert_eq!(clean("a\u{0}b\r\nc\rd\u{2028}e\tf\u{7}"), "ab\nc\nd\ne f");
    }

    #[test]
    fn no_break_spaces_stay_inside_and_letters_are_composed() {
        assert_eq!(one_line("11\u{a0}000\n a\u{30A}"), "11\u{a0}000 å");
    }

    #[test]
    fn noncharacters_go_and_private_use_is_replaced() {
        assert_eq!(clean("a\u{FFFE}\u{FDD0}b\u{E001}"), "ab\u{FFFD}");
    }

    #[test]
    fn text_of_joiners_only_is_blank() {
        assert!(is_blank("\u{200B}\u{AD} \u{a0}"));
        assert!(!is_blank("å"));
    }
}
