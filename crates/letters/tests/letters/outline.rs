//! A document as it can be read in a snapshot: one line for each thing, in reading order.

use documents::{Block, Cell, Document, Link, Piece, Rich, Style, Table};

/// All that a document says, and what each part of it is.
pub fn outline(document: &Document) -> String {
    let Document { title, language, sender, reference, subject, made_at, blocks } = document;
    let mut lines = vec![
        format!("title: {title}"),
        format!("subject: {subject}"),
        format!("from {sender}, {reference}, {language}, {made_at}"),
        String::new(),
    ];
    for block in blocks {
        lines.extend(told(block));
    }
    lines.join("\n")
}

fn told(block: &Block) -> Vec<String> {
    match block {
        Block::Heading { level, text } => {
            vec![String::new(), format!("{} {text}", "#".repeat((*level).into()))]
        }
        Block::Paragraph(text) => vec![rich(text)],
        Block::Small(text) => vec![format!("small: {}", rich(text))],
        Block::Quote(text) => vec![format!("> {}", rich(text))],
        Block::Bullets(items) => items.iter().map(|item| format!("- {}", rich(item))).collect(),
        Block::Numbered(items) => {
            let numbered = items.iter().zip(1..);
            numbered.map(|(item, number)| format!("{number}. {}", rich(item))).collect()
        }
        Block::Facts(facts) => {
            facts.iter().map(|(name, value)| format!("{name} = {}", rich(value))).collect()
        }
        Block::Table(table) => rows(table),
        Block::AddressField { recipient, references } => {
            let to = recipient.iter().map(|line| format!("to: {line}"));
            to.chain(references.iter().map(|(name, value)| format!("{name} = {value}"))).collect()
        }
        Block::Attachments(things) => {
            things.iter().map(|thing| format!("+ {} ({})", thing.name, thing.about)).collect()
        }
        Block::Together(blocks) => {
            let inside = blocks.iter().flat_map(told).map(|line| format!("  {line}"));
            ["together:".to_owned()].into_iter().chain(inside).collect()
        }
        Block::PageBreak => vec![String::new(), "--- new page".to_owned()],
        other => panic!("no letter has this: {other:?}"),
    }
}

fn rows(table: &Table) -> Vec<String> {
    let mut lines = vec![format!("table: {}", table.caption)];
    let heads: Vec<&str> = table.columns.iter().map(|column| column.head.as_str()).collect();
    lines.push(format!("|| {}", heads.join(" | ")));
    lines.extend(table.rows.iter().map(|row| format!("| {}", cells(&row.cells))));
    lines.extend(table.total.iter().map(|total| format!("= {}", cells(total))));
    lines
}

fn cells(cells: &[Cell]) -> String {
    cells.iter().map(|cell| rich(&cell.text)).collect::<Vec<_>>().join(" | ")
}

fn rich(text: &Rich) -> String {
    text.0.iter().map(piece).collect::<String>().replace('\n', " / ")
}

fn piece(piece: &Piece) -> String {
    let text = match piece.style {
        Style::Plain => piece.text.clone(),
        Style::Strong => format!("*{}*", piece.text),
        Style::Emphasis => format!("_{}_", piece.text),
    };
    match &piece.link {
        None => text,
        Some(Link::Web(to)) => format!("[{text}]({to})"),
        Some(Link::Heading(to)) => format!("[{text}](#{to})"),
    }
}
