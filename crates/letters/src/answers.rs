//! Answers to a form as blocks of a document.

use crate::{
    ReceiptEntry, ReceiptSaid, ReceiptSection,
    words::{lines, one_line},
};
use documents::{Align, Block, Cell, Column, Row, Table};

/// More columns than this make no readable table on a page.
const MOST_COLUMNS: usize = 7;
/// Longer texts than this, in characters, do not belong into one of three or more columns.
const LONGEST_CELL: usize = 240;

/// The words that stand among answers.
pub(crate) struct Answers<'a> {
    nothing: &'a str,
    of: &'a str,
    sum: &'a str,
}

impl<'a> Answers<'a> {
    /// From the words of a template: for an answer in which nothing stands, for «of» as in «1 of 3», and
    /// for a sum.
    pub(crate) fn in_words(words: &[&'a str]) -> Self {
        let word = |place: usize| words.get(place).copied().unwrap_or_default();
        Answers { nothing: word(0), of: word(1), sum: word(2) }
    }

    /// A section under its heading. Short answers in a row stand in one list; what is long, a list, a
    /// grid, or short among long ones stands by itself under its question.
    pub(crate) fn section(&self, section: &ReceiptSection) -> Vec<Block> {
        if section.entries.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![heading(2, &section.title)];
        for run in section.entries.chunk_by(|one, next| is_short(one) && is_short(next)) {
            match run {
                [only] => {
                    blocks.push(heading(3, &only.label));
                    blocks.extend(self.answer("", &only.said));
                }
                several => blocks.push(pairs(
                    String::new(),
                    several.iter().map(|one| [one_line(&one.label), self.line(&one.said)]),
                )),
            }
        }
        blocks
    }

    /// A short answer on one line.
    fn line(&self, said: &ReceiptSaid) -> String {
        let line = match said {
            ReceiptSaid::Line(text) => one_line(text),
            ReceiptSaid::Many(things) => given(things).join(", "),
            ReceiptSaid::Nothing | ReceiptSaid::Paragraphs(_) | ReceiptSaid::Grid { .. } => {
                String::new()
            }
        };
        self.or_nothing(line)
    }

    /// An answer that stands by itself; a table of it is called by the caption.
    pub(crate) fn answer(&self, caption: &str, said: &ReceiptSaid) -> Vec<Block> {
        match said {
            said if is_empty(said) => vec![Block::Small(self.nothing.into())],
            ReceiptSaid::Nothing => Vec::new(),
            ReceiptSaid::Line(text) => vec![Block::Paragraph(one_line(text).into())],
            ReceiptSaid::Paragraphs(text) => {
                lines(text).split("\n\n").map(|one| Block::Paragraph(one.into())).collect()
            }
            ReceiptSaid::Many(things) => match given(things).as_slice() {
                [only] => vec![Block::Paragraph(only.as_str().into())],
                several => {
                    vec![Block::Bullets(several.iter().map(|one| one.as_str().into()).collect())]
                }
            },
            ReceiptSaid::Grid { head, rows, sums } if is_wide(head, rows) => {
                self.row_by_row(head, rows, sums.as_deref())
            }
            ReceiptSaid::Grid { head, rows, sums } => {
                vec![self.grid(caption, head, rows, sums.as_deref())]
            }
        }
    }

    /// A grid as a table.
    fn grid(
        &self,
        caption: &str,
        head: &[String],
        rows: &[Vec<String>],
        sums: Option<&[String]>,
    ) -> Block {
        let columns = head.iter().enumerate().map(|(place, head)| {
            let cells = || rows.iter().filter_map(move |row| row.get(place));
            let widest = cells().chain([head]).map(|cell| cell.chars().count()).max().unwrap_or(0);
            let figures = cells().any(|cell| !cell.trim().is_empty())
                && cells().all(|cell| cell.trim().is_empty() || is_figure(cell));
            Column {
                head: one_line(head),
                // By the root, so that a column of sentences leaves room for the others.
                share: (widest.clamp(4, 200) as f32).sqrt(),
                align: if figures { Align::Right } else { Align::Left },
            }
        });
        let filled = |cell: &String| match lines(cell) {
            nothing if nothing.is_empty() => Cell::from("–"),
            something => Cell::from(something),
        };
        Block::Table(Table {
            caption: caption.to_owned(),
            columns: columns.collect(),
            rows: rows.iter().map(|row| Row::data(row.iter().map(filled))).collect(),
            total: sums.map(|sums| self.named(sums)),
            ..Table::default()
        })
    }

    /// A grid that has no room on a page: for each row the heads beside the cells.
    fn row_by_row(
        &self,
        head: &[String],
        rows: &[Vec<String>],
        sums: Option<&[String]>,
    ) -> Vec<Block> {
        let mut blocks = Vec::with_capacity(rows.len() + 1);
        for (place, row) in rows.iter().enumerate() {
            let caption = format!("{} {} {}", place + 1, self.of, rows.len());
            let at = |texts: &[String], place: usize| texts.get(place).cloned().unwrap_or_default();
            let cells = (0..row.len().max(head.len()))
                .map(|place| [one_line(&at(head, place)), self.or_nothing(lines(&at(row, place)))]);
            blocks.push(pairs(caption, cells));
        }
        let sums = head.iter().zip(sums.unwrap_or_default());
        let mut sums = sums.filter(|(_, sum)| is_figure(sum)).peekable();
        if sums.peek().is_some() {
            let sums = sums.map(|(head, sum)| [one_line(head), one_line(sum)]);
            blocks.push(pairs(self.sum.to_owned(), sums));
        }
        blocks
    }

    /// The sums below a table, with the word in the first cell where nothing stands in it.
    fn named(&self, sums: &[String]) -> Vec<Cell> {
        let mut sums: Vec<String> = sums.iter().map(|sum| one_line(sum)).collect();
        if let Some(first) = sums.first_mut().filter(|first| first.is_empty()) {
            self.sum.clone_into(first);
        }
        sums.into_iter().map(Cell::from).collect()
    }

    fn or_nothing(&self, text: String) -> String {
        if text.is_empty() { self.nothing.to_owned() } else { text }
    }
}

/// What is asked beside what is answered. The names of the rows are heads enough.
fn pairs(caption: String, rows: impl Iterator<Item = [String; 2]>) -> Block {
    let column = |share| Column { head: String::new(), share, align: Align::Left };
    Block::Table(Table {
        caption,
        columns: vec![column(2.0), column(3.0)],
        rows: rows.map(Row::data).collect(),
        ..Table::default()
    })
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, text: one_line(text) }
}

/// Nothing stands in it.
pub(crate) fn is_empty(said: &ReceiptSaid) -> bool {
    match said {
        ReceiptSaid::Nothing => true,
        ReceiptSaid::Line(text) | ReceiptSaid::Paragraphs(text) => lines(text).is_empty(),
        ReceiptSaid::Many(things) => given(things).is_empty(),
        ReceiptSaid::Grid { rows, .. } => rows.is_empty(),
    }
}

/// It has room in the cell of a table.
fn is_short(entry: &ReceiptEntry) -> bool {
    match &entry.said {
        ReceiptSaid::Line(_) => true,
        ReceiptSaid::Many(things) => given(things).len() < 2,
        said => is_empty(said),
    }
}

/// The things in which something stands.
fn given(things: &[String]) -> Vec<String> {
    things.iter().map(|thing| one_line(thing)).filter(|thing| !thing.is_empty()).collect()
}

/// Too wide for a table.
fn is_wide(head: &[String], rows: &[Vec<String>]) -> bool {
    let columns = rows.iter().map(Vec::len).fold(head.len(), usize::max);
    let longest = || rows.iter().flatten().map(|cell| cell.chars().count()).max().unwrap_or(0);
    columns > MOST_COLUMNS || (columns > 2 && longest() > LONGEST_CELL)
}

/// A number as people write it, with or without «%» or «kr»; no day, no telephone number with a plus.
fn is_figure(cell: &str) -> bool {
    let number = cell.trim().trim_end_matches('%').trim_end_matches("kr").trim_end();
    number.contains(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "-−,".contains(c))
}
