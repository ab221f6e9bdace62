//! Text as it may stand in a PDF: composed, without control characters, never unnamed.

use unicode_normalization::UnicodeNormalization;

use crate::model::{
    Attached, Bar, Block, BudgetBar, Cell, Chart, Column, Document, Drawing, Figure, HeadGroup,
    KeyFigure, Link, Mark, Multiple, Numbers, Part, Piece, Rich, Row, Share, Span, StackedBar,
    Table, Tile,
};
use crate::words;

/// What stands for a character that cannot be shown or may not stand in a PDF.
pub(crate) const REPLACEMENT: char = '\u{FFFD}';

/// Text that may have several lines: composed (NFC), line ends as `\n`, tabs as spaces, control
/// characters and noncharacters removed, private-use characters replaced.
///
/// XML forbids most control characters, so this also comes before the metadata. Private-use
/// characters mean nothing to a reader, and PDF/A-2a forbids them without further text.
pub(crate) fn clean(text: &str) -> String {
    composed(text).collect::<String>().trim().to_owned()
}

/// The text with all that [`clean`] does, but with the spaces at its ends.
fn composed(text: &str) -> impl Iterator<Item = char> {
    let text = text.replace("\r\n", "\n").nfc().collect::<Vec<char>>();
    text.into_iter().filter_map(|c| match c {
        '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some(' '),
        c if c.is_control() || is_noncharacter(c) || c == '\u{FEFF}' => None,
        c if is_private_use(c) => Some(REPLACEMENT),
        c => Some(c),
    })
}

/// Takes the spaces off both ends of a text in pieces.
fn trim(pieces: &mut Vec<Piece>) {
    while let Some(first) = pieces.first_mut() {
        first.text.drain(..first.text.len() - first.text.trim_start().len());
        if !first.text.is_empty() || first.note.is_some() {
            break;
        }
        pieces.remove(0);
    }
    while let Some(last) = pieces.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() || last.note.is_some() {
            break;
        }
        pieces.pop();
    }
}

/// A language tag in the form of BCP 47; nothing where it has not got that form.
fn language_tag(tag: &str) -> Option<String> {
    let mut parts = tag.split('-');
    let language = parts.next()?;
    let well_formed = (2..=8).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_alphabetic())
        && parts
            .all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    well_formed.then(|| tag.to_owned())
}

/// A link that may stand in a PDF; nothing where it leads to no web or mail address.
fn cleaned_link(link: &Link) -> Option<Link> {
    match link {
        Link::Heading(words) => Some(Link::Heading(one_line(words))),
        Link::Web(address) => {
            let address = address.trim();
            let known = ["https://", "http://", "mailto:"].iter().any(|kind| {
                address.get(..kind.len()).is_some_and(|s| s.eq_ignore_ascii_case(kind))
            });
            let sound = known && !address.chars().any(|c| c.is_control() || c.is_whitespace());
            sound.then(|| Link::Web(address.to_owned()))
        }
    }
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
    let mut blocks: Vec<Block> = document.blocks.iter().map(cleaned_block).collect();
    // Words that should lead to a heading that is not there lead nowhere.
    let mut headings = vec![title.clone()];
    blocks.iter().for_each(|block| each_heading(block, &mut headings));
    for block in &mut blocks {
        each_text(block, &mut |text| {
            for piece in &mut text.0 {
                let known = |words: &String| headings.contains(words);
                piece.link.take_if(|link| matches!(link, Link::Heading(words) if !known(words)));
            }
        });
    }
    Document {
        title,
        language: document.language,
        sender: one_line(&document.sender),
        reference: one_line(&document.reference),
        subject: one_line(&document.subject),
        made_at: document.made_at,
        blocks,
    }
}

fn each_heading(block: &Block, headings: &mut Vec<String>) {
    match block {
        Block::Heading { text, .. } if !is_blank(text) => headings.push(one_line(text)),
        Block::Together(blocks) => blocks.iter().for_each(|block| each_heading(block, headings)),
        _ => {}
    }
}

/// Goes through every text in pieces, in the order they are read.
pub(crate) fn each_text(block: &mut Block, change: &mut dyn FnMut(&mut Rich)) {
    let table = |table: &mut Table, change: &mut dyn FnMut(&mut Rich)| {
        let cells = table.rows.iter_mut().map(|row| &mut row.cells).chain(&mut table.total);
        cells.flatten().for_each(|cell| change(&mut cell.text));
    };
    match block {
        Block::Paragraph(text) | Block::Small(text) | Block::Quote(text) => change(text),
        Block::Bullets(items) | Block::Numbered(items) => items.iter_mut().for_each(change),
        Block::Facts(facts) => facts.iter_mut().for_each(|(_, value)| change(value)),
        Block::Table(of) => table(of, change),
        Block::Chart(chart) => {
            if let Numbers::Here(of) = &mut chart.numbers {
                table(of, change);
            }
        }
        Block::Together(blocks) => blocks.iter_mut().for_each(|block| each_text(block, change)),
        Block::Heading { .. }
        | Block::KeyFigures(_)
        | Block::Figure(_)
        | Block::AddressField { .. }
        | Block::Contents { .. }
        | Block::Attachments(_)
        | Block::PageBreak => {}
    }
}

fn cleaned_block(block: &Block) -> Block {
    match block {
        Block::Heading { level, text } => {
            Block::Heading { level: (*level).clamp(1, 3), text: clean(text) }
        }
        Block::Paragraph(text) => Block::Paragraph(cleaned_rich(text)),
        Block::Small(text) => Block::Small(cleaned_rich(text)),
        Block::Quote(text) => Block::Quote(cleaned_rich(text)),
        Block::Bullets(items) => Block::Bullets(items.iter().map(cleaned_rich).collect()),
        Block::Numbered(items) => Block::Numbered(items.iter().map(cleaned_rich).collect()),
        Block::Facts(facts) => Block::Facts(
            facts.iter().map(|(name, value)| (clean(name), cleaned_rich(value))).collect(),
        ),
        Block::KeyFigures(figures) => Block::KeyFigures(
            figures
                .iter()
                .map(|f| KeyFigure {
                    figure: one_line(&f.figure),
                    caption: clean(&f.caption),
                    against: clean(&f.against),
                })
                .collect(),
        ),
        Block::Table(table) => Block::Table(cleaned_table(table)),
        Block::Chart(chart) => Block::Chart(cleaned_chart(chart)),
        Block::Figure(figure) => Block::Figure(Figure {
            picture: figure.picture.clone(),
            alt: one_line(&figure.alt),
            caption: clean(&figure.caption),
            width: figure.width,
        }),
        Block::AddressField { recipient, references } => Block::AddressField {
            recipient: all_clean(recipient),
            references: references.iter().map(|(k, v)| (clean(k), clean(v))).collect(),
        },
        Block::Contents { depth } => Block::Contents { depth: (*depth).clamp(1, 3) },
        Block::Attachments(all) => Block::Attachments(
            all.iter()
                .map(|one| Attached { name: clean(&one.name), about: clean(&one.about) })
                .collect(),
        ),
        Block::Together(blocks) => Block::Together(blocks.iter().map(cleaned_block).collect()),
        Block::PageBreak => Block::PageBreak,
    }
}

fn cleaned_table(table: &Table) -> Table {
    let row = |cells: &[Cell]| -> Vec<Cell> {
        let cell = |cell: &Cell| Cell { text: cleaned_rich(&cell.text), ..*cell };
        cells.iter().map(cell).collect()
    };
    Table {
        caption: clean(&table.caption),
        groups: table
            .groups
            .iter()
            .map(|g| HeadGroup { head: clean(&g.head), columns: g.columns })
            .collect(),
        columns: table
            .columns
            .iter()
            .map(|c| Column { head: clean(&c.head), share: c.share, align: c.align })
            .collect(),
        rows: table.rows.iter().map(|r| Row { cells: row(&r.cells), kind: r.kind }).collect(),
        total: table.total.as_ref().map(|cells| row(cells)),
    }
}

fn cleaned_chart(chart: &Chart) -> Chart {
    Chart {
        finding: clean(&chart.finding),
        alt: one_line(&chart.alt),
        drawing: cleaned_drawing(&chart.drawing),
        numbers: match &chart.numbers {
            Numbers::Here(table) => Numbers::Here(cleaned_table(table)),
            Numbers::In(name) => Numbers::In(one_line(name)),
            Numbers::FromDrawing => Numbers::FromDrawing,
        },
    }
}

fn cleaned_drawing(drawing: &Drawing) -> Drawing {
    match drawing {
        Drawing::Bars(bars) => Drawing::Bars(bars.iter().map(cleaned_bar).collect()),
        Drawing::Funnel(steps) => Drawing::Funnel(steps.iter().map(cleaned_bar).collect()),
        Drawing::BudgetAgainstUsed(bars) => Drawing::BudgetAgainstUsed(
            bars.iter()
                .map(|bar| BudgetBar {
                    name: one_line(&bar.name),
                    budget: cleaned_share(&bar.budget),
                    used: cleaned_share(&bar.used),
                    expected: bar.expected.as_ref().map(cleaned_share),
                })
                .collect(),
        ),
        Drawing::Stacked { parts, bars } => Drawing::Stacked {
            parts: parts
                .iter()
                .map(|part| Part { name: one_line(&part.name), stressed: part.stressed })
                .collect(),
            bars: bars
                .iter()
                .map(|bar| StackedBar {
                    name: one_line(&bar.name),
                    shares: bar.shares.iter().map(cleaned_share).collect(),
                })
                .collect(),
        },
        Drawing::TimeLine { spans, today } => {
            Drawing::TimeLine { spans: spans.iter().map(cleaned_span).collect(), today: *today }
        }
        Drawing::SmallMultiples { steps, charts } => Drawing::SmallMultiples {
            steps: steps.iter().map(|step| one_line(step)).collect(),
            charts: charts
                .iter()
                .map(|chart| Multiple {
                    name: one_line(&chart.name),
                    values: chart.values.iter().map(|v| v.as_ref().map(cleaned_share)).collect(),
                })
                .collect(),
        },
        Drawing::CountyTiles { year, tiles } => Drawing::CountyTiles {
            year: *year,
            tiles: tiles
                .iter()
                .map(|tile| Tile {
                    number: one_line(&tile.number),
                    name: one_line(&tile.name),
                    value: tile.value,
                    label: one_line(&tile.label),
                })
                .collect(),
        },
    }
}

fn cleaned_span(span: &Span) -> Span {
    Span {
        name: one_line(&span.name),
        from: span.from,
        to: span.to,
        label: one_line(&span.label),
        marks: span
            .marks
            .iter()
            .map(|mark| Mark { on: mark.on, name: one_line(&mark.name), done: mark.done })
            .collect(),
    }
}

fn cleaned_bar(bar: &Bar) -> Bar {
    Bar { name: one_line(&bar.name), value: bar.value, label: one_line(&bar.label) }
}

fn cleaned_share(share: &Share) -> Share {
    Share { value: share.value, label: one_line(&share.label) }
}

fn all_clean(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| clean(text)).collect()
}

/// Text in pieces, cleaned as one text: spaces between two pieces stay, those around the whole go.
/// Pieces without words go, and with them what hung on them; a note moves to the words before it, and
/// stands by itself where there are none or they have one.
fn cleaned_rich(text: &Rich) -> Rich {
    let mut pieces: Vec<Piece> = Vec::with_capacity(text.0.len());
    for piece in &text.0 {
        let words: String = composed(&piece.text).collect();
        let note = piece.note.as_deref().map(clean).filter(|note| !is_blank(note));
        if words.is_empty() {
            match (note, pieces.last_mut()) {
                (None, _) => {}
                (Some(note), Some(before)) if before.note.is_none() => before.note = Some(note),
                (Some(note), _) => pieces.push(Piece { note: Some(note), ..Piece::default() }),
            }
            continue;
        }
        pieces.push(Piece {
            text: words,
            style: piece.style,
            language: piece.language.as_deref().and_then(language_tag),
            link: piece.link.as_ref().and_then(cleaned_link),
            note,
        });
    }
    trim(&mut pieces);
    Rich(pieces)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A document of these blocks.
    pub(crate) fn document(blocks: Vec<Block>) -> Document {
        Document {
            title: "Rapport".into(),
            language: vocabulary::Language::Bokmal,
            sender: String::new(),
            reference: String::new(),
            subject: String::new(),
            made_at: chrono::DateTime::UNIX_EPOCH,
            blocks,
        }
    }

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
    fn only_links_that_lead_somewhere_are_kept() {
        let led = |link| Block::Paragraph(vec![Piece::from("ord").to(link)].into());
        let heading = Block::Heading { level: 2, text: "Mål".into() };
        let links = [
            Link::Web("javascript:x".into()),
            Link::Web("https://direktoratet.example/a".into()),
            Link::Heading("Finnes ikke".into()),
            Link::Heading("Mål".into()),
        ];
        let blocks = links.into_iter().map(led).chain([heading]).collect();
        let kept: Vec<bool> = cleaned(&document(blocks))
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Paragraph(text) => Some(text.0[0].link.is_some()),
                _ => None,
            })
            .collect();
        assert_eq!(kept, [false, true, false, true]);
    }

    #[test]
    fn pieces_keep_the_spaces_between_them_and_notes_find_words_to_stand_by() {
        let text =
            vec![Piece::from(" Se "), Piece::strong("her "), Piece::from("\u{7}").noted("n")];
        let clean = cleaned_rich(&text.into());
        assert_eq!(clean.words(), "Se her");
        assert_eq!(clean.0[1].note.as_deref(), Some("n"));
        assert_eq!(language_tag("se"), Some("se".into()));
        assert_eq!(language_tag("nord samisk"), None);
    }

    #[test]
    fn text_of_joiners_only_is_blank() {
        assert!(is_blank("\u{200B}\u{AD} \u{a0}"));
        assert!(!is_blank("å"));
    }
}
