//! The tables of a report, for those who work on in a spreadsheet.

use documents::{Align, Block, Cell, Document, Numbers, Row, RowKind, Table};
use std::collections::BTreeMap;

/// A table of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What it shows.
    pub caption: String,
    /// The heads of the columns; a head over several stands before theirs.
    pub head: Vec<String>,
    /// The rows, each with a value a column.
    pub rows: Vec<Vec<SheetValue>>,
    /// The sum over all rows, where there is one.
    pub total: Option<Vec<SheetValue>>,
}

/// What stands in a cell of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetValue {
    /// Nothing.
    Empty,
    /// Words, and figures with words at them.
    Words(String),
    /// A figure: so many units of the last of its decimals.
    Figure {
        /// The figure without its comma.
        digits: i64,
        /// How many of them stand behind the comma.
        decimals: u8,
    },
}

/// All tables of a document, those of its charts too, in the order they are read.
pub fn sheets(document: &Document) -> Vec<Sheet> {
    let mut found = Vec::new();
    gather(&document.blocks, &mut found);
    found
}

fn gather(blocks: &[Block], found: &mut Vec<Sheet>) {
    for block in blocks {
        match block {
            Block::Table(table) => found.push(sheet(table)),
            Block::Chart(chart) => {
                if let Numbers::Here(table) = &chart.numbers {
                    found.push(sheet(table));
                }
            }
            Block::Together(blocks) => gather(blocks, found),
            _ => {}
        }
    }
}

fn sheet(table: &Table) -> Sheet {
    let rows = grid(table);
    let wide = rows.iter().map(Vec::len).chain([table.columns.len()]).max().unwrap_or(0);
    let mut groups = table
        .groups
        .iter()
        .flat_map(|group| std::iter::repeat_n(group.head.as_str(), group.columns.max(1)));
    let head = (0..wide).map(|at| {
        let own = table.columns.get(at).map_or("", |column| column.head.as_str());
        match groups.next().filter(|group| !group.is_empty()) {
            Some(group) => format!("{group}: {own}"),
            None => own.to_owned(),
        }
    });
    let head = head.collect();
    let value = |at: usize, text: &str| {
        let figures = table.columns.get(at).is_some_and(|column| column.align == Align::Right);
        value(text, figures)
    };
    let values = |cells: Vec<String>| {
        let mut values: Vec<_> =
            cells.iter().enumerate().map(|(at, text)| value(at, text)).collect();
        values.resize(wide, SheetValue::Empty);
        values
    };
    let total = table.total.as_ref().map(|cells| {
        let row = Row { cells: cells.clone(), kind: RowKind::Sum };
        laid_out(&[&row], table.columns.len()).pop().unwrap_or_default()
    });
    Sheet {
        caption: table.caption.clone(),
        head,
        rows: rows.into_iter().map(&values).collect(),
        total: total.map(values),
    }
}

fn grid(table: &Table) -> Vec<Vec<String>> {
    let rows: Vec<&Row> = table.rows.iter().collect();
    laid_out(&rows, table.columns.len())
}

/// The words of each place: what reaches over several stands in its first, so that a sum over a column
/// counts it once.
fn laid_out(rows: &[&Row], columns: usize) -> Vec<Vec<String>> {
    // How many rows more each column is taken for.
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut laid = Vec::with_capacity(rows.len());
    for row in rows {
        if row.kind != RowKind::Data {
            taken.clear();
        }
        let mut line: Vec<String> = Vec::with_capacity(columns);
        let mut next: BTreeMap<usize, usize> = BTreeMap::new();
        let mut skip = |line: &mut Vec<String>, next: &mut BTreeMap<usize, usize>| {
            while let Some(more) = taken.remove(&line.len()) {
                if more > 1 {
                    next.insert(line.len(), more - 1);
                }
                line.push(String::new());
            }
        };
        for Cell { text, columns: across, rows: down } in &row.cells {
            skip(&mut line, &mut next);
            let across = (*across).max(1);
            for place in 0..across {
                if *down > 1 {
                    next.insert(line.len(), down - 1);
                }
                line.push(if place == 0 { text.words() } else { String::new() });
            }
        }
        skip(&mut line, &mut next);
        taken = next;
        laid.push(line);
    }
    laid
}

/// A figure as figures are written in Norwegian, where the column is one of figures; words else.
fn value(text: &str, figures: bool) -> SheetValue {
    let text = text.trim();
    if text.is_empty() {
        return SheetValue::Empty;
    }
    match figure(text).filter(|_| figures) {
        Some((digits, decimals)) => SheetValue::Figure { digits, decimals },
        None => SheetValue::Words(text.to_owned()),
    }
}

fn figure(text: &str) -> Option<(i64, u8)> {
    let text = text.strip_suffix("kr").unwrap_or(text).trim();
    let (sign, text) = match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => (-1, rest.trim_start()),
        None => (1, text),
    };
    let (whole, part) = text.split_once(',').unwrap_or((text, ""));
    let plain: String = whole.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = format!("{plain}{part}");
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(&plain) || !(part.is_empty() || all_digits(part)) || part.len() > 4 {
        return None;
    }
    Some((sign * digits.parse::<i64>().ok()?, u8::try_from(part.len()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use documents::{Column, HeadGroup};

    fn column(head: &str, align: Align) -> Column {
        Column { head: head.into(), share: 1.0, align }
    }

    fn figure(digits: i64, decimals: u8) -> SheetValue {
        SheetValue::Figure { digits, decimals }
    }

    fn words(text: &str) -> SheetValue {
        SheetValue::Words(text.into())
    }

    #[test]
    fn figures_are_figures_and_words_are_words() {
        for (text, read) in [
            ("11\u{a0}000\u{a0}000", figure(11_000_000, 0)),
            ("−1\u{202f}250,50", figure(-125_050, 2)),
            ("650 000 kr", figure(650_000, 0)),
            ("0", figure(0, 0)),
            ("33\u{a0}%", words("33\u{a0}%")),
            ("under 5", words("under 5")),
            ("–", words("–")),
            ("2012/13", words("2012/13")),
            ("1,", words("1,")),
            (" ", SheetValue::Empty),
        ] {
            let expected = if text == "1," { figure(1, 0) } else { read };
            assert_eq!(value(text, true), expected, "{text}");
        }
        assert_eq!(value("0301", false), words("0301"), "a number that names is no figure");
    }

    #[test]
    fn what_reaches_over_several_places_stands_once_and_the_others_keep_their_columns() {
        let mut tall = Cell::from("Agder");
        tall.rows = 2;
        let mut wide = Cell::from("ikke oppgitt");
        wide.columns = 2;
        let table = Table {
            caption: "Fylker".into(),
            groups: vec![
                HeadGroup { head: String::new(), columns: 1 },
                HeadGroup { head: "2012".into(), columns: 2 },
            ],
            columns: vec![
                column("Fylke", Align::Left),
                column("Søkt", Align::Right),
                column("Fått", Align::Right),
            ],
            rows: vec![
                Row::section("Sør"),
                Row { cells: vec![tall, "10".into(), "5".into()], kind: RowKind::Data },
                Row { cells: vec!["20".into(), "6".into()], kind: RowKind::Data },
                Row { cells: vec!["Rogaland".into(), wide], kind: RowKind::Data },
                Row::sum(["Sum", "30", "11"]),
            ],
            total: Some(vec!["I alt".into(), "30".into(), "11".into()]),
        };
        let sheet = sheet(&table);
        assert_eq!(sheet.head, ["Fylke", "2012: Søkt", "2012: Fått"]);
        let empty = SheetValue::Empty;
        assert_eq!(
            sheet.rows,
            [
                vec![words("Sør"), empty.clone(), empty.clone()],
                vec![words("Agder"), figure(10, 0), figure(5, 0)],
                vec![empty.clone(), figure(20, 0), figure(6, 0)],
                vec![words("Rogaland"), words("ikke oppgitt"), empty],
                vec![words("Sum"), figure(30, 0), figure(11, 0)],
            ]
        );
        assert_eq!(sheet.total, Some(vec![words("I alt"), figure(30, 0), figure(11, 0)]));
    }
}
