//! Tables as Excel workbooks, for those who work on in a spreadsheet.
//!
//! Numbers are numbers and texts are texts: a text is never written as a formula, whatever it begins
//! with.

use crate::kit::Problem;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Datelike, Utc};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};
use std::borrow::Cow;
use vocabulary::{Day, Money};

const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What stands in a cell.
pub(crate) enum Cell {
    Text(String),
    /// A sentence that goes on over the cells beside it.
    Note(String),
    Count(usize),
    /// Exact up to 9 · 10^15, as spreadsheets count.
    Whole(i64),
    /// With so many decimals shown: one, two, or else six.
    Number(f64, u8),
    Kroner(Money),
    Day(Day),
    Empty,
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }
    pub(crate) fn count(count: Option<usize>) -> Cell {
        count.map_or(Cell::Empty, Cell::Count)
    }
    pub(crate) fn whole(number: Option<i64>) -> Cell {
        number.map_or(Cell::Empty, Cell::Whole)
    }
    pub(crate) fn number(number: Option<f64>, decimals: u8) -> Cell {
        number.map_or(Cell::Empty, |number| Cell::Number(number, decimals))
    }
    pub(crate) fn kroner(amount: Option<Money>) -> Cell {
        amount.map_or(Cell::Empty, Cell::Kroner)
    }
    pub(crate) fn day(day: Option<Day>) -> Cell {
        day.map_or(Cell::Empty, Cell::Day)
    }
}

/// A table that becomes a sheet.
pub(crate) struct Table {
    /// At most 31 letters, as spreadsheets have it.
    pub name: String,
    pub head: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
    /// Sums and sentences beneath the rows, which are not ordered and filtered with them.
    pub below: Vec<Vec<Cell>>,
}

/// The formats of a workbook.
struct Formats {
    head: Format,
    whole: Format,
    one: Format,
    two: Format,
    six: Format,
    day: Format,
    text: Format,
    note: Format,
}

impl Formats {
    fn new() -> Formats {
        let format = |pattern| Format::new().set_num_format(pattern).set_align(FormatAlign::Top);
        Formats {
            head: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            whole: format("#,##0"),
            one: format("0.0"),
            two: format("0.00"),
            six: format("0.000000"),
            day: format("yyyy-mm-dd"),
            text: Format::new().set_align(FormatAlign::Top).set_text_wrap(),
            note: Format::new().set_align(FormatAlign::Top),
        }
    }
}

fn date_of(day: Day) -> Result<ExcelDateTime, XlsxError> {
    let date = day.date();
    let year = u16::try_from(date.year()).unwrap_or(1900);
    let month = u8::try_from(date.month()).unwrap_or(1);
    let of_month = u8::try_from(date.day()).unwrap_or(1);
    ExcelDateTime::from_ymd(year, month, of_month)
}

/// The most that a cell holds, in units of UTF-16; the format's own limit.
const MOST_IN_A_CELL: usize = 32_767;

/// As much of a text as a cell holds, with a sign where it was cut: what somebody wrote at length must not
/// keep all others from their workbook.
fn held(text: &str) -> Cow<'_, str> {
    // No letter takes more units than bytes.
    if text.len() <= MOST_IN_A_CELL || text.encode_utf16().count() <= MOST_IN_A_CELL {
        return Cow::Borrowed(text);
    }
    let mut units = 0;
    let fits = text.chars().take_while(|letter| {
        units += letter.len_utf16();
        units < MOST_IN_A_CELL
    });
    Cow::Owned(fits.chain(['…']).collect())
}

impl Cell {
    fn write(
        &self,
        sheet: &mut Worksheet,
        formats: &Formats,
        row: u32,
        column: u16,
    ) -> Result<(), XlsxError> {
        match self {
            Cell::Text(text) | Cell::Note(text) if text.is_empty() => {}
            Cell::Text(text) => {
                sheet.write_string_with_format(row, column, held(text), &formats.text)?;
            }
            Cell::Note(text) => {
                sheet.write_string_with_format(row, column, held(text), &formats.note)?;
            }
            Cell::Count(count) => {
                let count = f64::from(u32::try_from(*count).unwrap_or(u32::MAX));
                sheet.write_number_with_format(row, column, count, &formats.whole)?;
            }
            Cell::Whole(number) => {
                sheet.write_number_with_format(row, column, *number as f64, &formats.whole)?;
            }
            Cell::Number(number, decimals) => {
                let format = match decimals {
                    0 | 1 => &formats.one,
                    2 => &formats.two,
                    _ => &formats.six,
                };
                sheet.write_number_with_format(row, column, *number, format)?;
            }
            Cell::Kroner(amount) => {
                // Amounts of a call are far below where a float would lose an øre.
                let kroner = amount.ore() as f64 / 100.0;
                let format = if amount.ore() % 100 == 0 { &formats.whole } else { &formats.two };
                sheet.write_number_with_format(row, column, kroner, format)?;
            }
            Cell::Day(day) => {
                let date = date_of(*day)?;
                sheet.write_datetime_with_format(row, column, &date, &formats.day)?;
            }
            Cell::Empty => {}
        }
        Ok(())
    }
}

impl Table {
    fn write(&self, sheet: &mut Worksheet, formats: &Formats) -> Result<(), XlsxError> {
        sheet.set_name(&self.name)?;
        for (label, column) in self.head.iter().zip(0_u16..) {
            sheet.write_string_with_format(0, column, label, &formats.head)?;
            // As wide as its head wants, within what a screen can show.
            let longest =
                self.rows.iter().filter_map(|row| match row.get(usize::from(column))? {
                    Cell::Text(text) => Some(text.chars().count()),
                    _ => Some(8),
                });
            let widest = longest.max().unwrap_or(0).max(label.chars().count()).clamp(8, 48);
            sheet.set_column_width(column, f64::from(u8::try_from(widest).unwrap_or(48)) + 2.0)?;
        }
        for (row, at) in self.rows.iter().chain(&self.below).zip(1_u32..) {
            for (cell, column) in row.iter().zip(0_u16..) {
                cell.write(sheet, formats, at, column)?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        if let (Ok(rows), Ok(columns)) =
            (u32::try_from(self.rows.len()), u16::try_from(self.head.len()))
        {
            sheet.autofilter(0, 0, rows, columns.saturating_sub(1))?;
        }
        Ok(())
    }
}

/// The tables as one workbook that says when it was made.
pub(crate) fn packed(
    title: &str,
    now: DateTime<Utc>,
    tables: &[Table],
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = date_of(Day::at(now))?;
    let properties = DocProperties::new().set_title(title).set_creation_datetime(&made);
    book.set_properties(&properties);
    let formats = Formats::new();
    for table in tables {
        table.write(book.add_worksheet(), &formats)?;
    }
    book.save_to_buffer()
}

/// A workbook to download under this name, without its ending.
pub(crate) async fn download_of(
    name: &str,
    make: impl FnOnce() -> Result<Vec<u8>, XlsxError> + Send + 'static,
) -> Result<Response, Problem> {
    // Packing thousands of cells would hold up everybody else's work on this thread.
    let made = tokio::task::spawn_blocking(make).await;
    let bytes = made
        .map_err(|stopped| Problem::internal(&stopped))?
        .map_err(|error| Problem::internal(&error))?;
    let headers = [
        (header::CONTENT_TYPE, MEDIA_TYPE.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.xlsx\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_longer_than_a_cell_is_cut_and_the_workbook_is_made() {
        for (text, units) in [("æ".repeat(40_000), 32_767), ("👩".repeat(40_000), 32_767)] {
            let held = held(&text);
            assert!(held.ends_with('…') && text.starts_with(held.trim_end_matches('…')));
            assert_eq!(held.encode_utf16().count(), units);
            let mut table = table();
            table.rows[0][0] = Cell::text(text);
            let now = "2012-03-10".parse::<vocabulary::Day>().expect("a day").at_hour(9, 0);
            assert!(packed("Lang", now, &[table]).is_ok());
        }
        assert_eq!(held(&"æ".repeat(32_767)).encode_utf16().count(), 32_767);
        assert!(!held(&"æ".repeat(32_767)).contains('…'));
    }

    fn table() -> Table {
        Table {
            name: "Rangering".into(),
            head: vec!["Søker".into(), "Beløp".into(), "Levert".into(), "Plass".into()],
            rows: vec![vec![
                Cell::text("=HYPERLINK(\"http://x\")"),
                Cell::Kroner(Money::from_ore(123_450)),
                Cell::Day("2012-03-10".parse().expect("a day")),
                Cell::count(None),
            ]],
            below: vec![vec![Cell::Note("Sum".into()), Cell::Whole(-7)]],
        }
    }

    #[test]
    fn a_text_that_looks_like_a_formula_stays_a_text() {
        let mut book = Workbook::new();
        table().write(book.add_worksheet(), &Formats::new()).expect("written");
        let bytes = book.save_to_buffer().expect("packed");
        assert_eq!(&bytes[..2], b"PK");
        let sheet = unpacked(&bytes, "xl/worksheets/sheet1.xml");
        assert!(!sheet.contains("<f>"), "no formula anywhere: {sheet}");
        assert!(sheet.contains("<v>1234.5</v>"), "an amount is a number: {sheet}");
        assert!(sheet.contains("<v>-7</v>"), "what stands beneath is there: {sheet}");
        assert!(sheet.contains("<v>40978</v>"), "a day is a date: {sheet}");
        assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter ref=\"A1:D2\""));
        let strings = unpacked(&bytes, "xl/sharedStrings.xml");
        assert!(strings.contains("=HYPERLINK("), "{strings}");
    }

    /// A file of the archive, as text.
    fn unpacked(bytes: &[u8], name: &str) -> String {
        use std::io::Read;
        let reader = std::io::Cursor::new(bytes);
        let mut archive = zip::ZipArchive::new(reader).expect("an archive");
        let mut text = String::new();
        archive.by_name(name).expect("a file").read_to_string(&mut text).expect("text");
        text
    }
}
