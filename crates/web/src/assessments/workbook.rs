//! `GET /calls/{slug}/ranking.xlsx`: the ranking as a workbook, for those who work on in a spreadsheet.
//!
//! Numbers are numbers and texts are texts: a text is never written as a formula, whatever it begins
//! with.

use super::{agreed::agreed, ranked::RankedCall};
use crate::{
    App,
    applications::words::state_text,
    kit::{PageFrame, Problem, Texts},
    session::Officer,
};
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Datelike, Utc};
use grant_applications::{Assessment, Ranked};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};
use vocabulary::{Day, Money};

const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What stands in a cell.
enum Cell {
    Text(String),
    Count(usize),
    /// With so many decimals.
    Number(f64, u8),
    Kroner(Money),
    Day(Day),
    Empty,
}

impl Cell {
    fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }
    fn count(count: Option<usize>) -> Cell {
        count.map_or(Cell::Empty, Cell::Count)
    }
    fn number(number: Option<f64>, decimals: u8) -> Cell {
        number.map_or(Cell::Empty, |number| Cell::Number(number, decimals))
    }
    fn kroner(amount: Option<Money>) -> Cell {
        amount.map_or(Cell::Empty, Cell::Kroner)
    }
}

/// A table that becomes a sheet.
struct Table {
    name: String,
    head: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

/// The formats of a workbook.
struct Formats {
    head: Format,
    whole: Format,
    one: Format,
    two: Format,
    day: Format,
    text: Format,
}

impl Formats {
    fn new() -> Formats {
        let format = |pattern| Format::new().set_num_format(pattern).set_align(FormatAlign::Top);
        Formats {
            head: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            whole: format("#,##0"),
            one: format("0.0"),
            two: format("0.00"),
            day: format("yyyy-mm-dd"),
            text: Format::new().set_align(FormatAlign::Top).set_text_wrap(),
        }
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
        for (row, at) in self.rows.iter().zip(1_u32..) {
            for (cell, column) in row.iter().zip(0_u16..) {
                match cell {
                    Cell::Text(text) if text.is_empty() => {}
                    Cell::Text(text) => {
                        sheet.write_string_with_format(at, column, text, &formats.text)?;
                    }
                    Cell::Count(count) => {
                        let count = f64::from(u32::try_from(*count).unwrap_or(u32::MAX));
                        sheet.write_number_with_format(at, column, count, &formats.whole)?;
                    }
                    Cell::Number(number, decimals) => {
                        let format = if *decimals > 1 { &formats.two } else { &formats.one };
                        sheet.write_number_with_format(at, column, *number, format)?;
                    }
                    Cell::Kroner(amount) => {
                        // Amounts of a call are far below where a float would lose an øre.
                        let kroner = amount.ore() as f64 / 100.0;
                        let format =
                            if amount.ore() % 100 == 0 { &formats.whole } else { &formats.two };
                        sheet.write_number_with_format(at, column, kroner, format)?;
                    }
                    Cell::Day(day) => {
                        let date = day.date();
                        let (month, of_month) = (
                            u8::try_from(date.month()).unwrap_or(1),
                            u8::try_from(date.day()).unwrap_or(1),
                        );
                        let year = u16::try_from(date.year()).unwrap_or(1900);
                        let date = ExcelDateTime::from_ymd(year, month, of_month)?;
                        sheet.write_datetime_with_format(at, column, &date, &formats.day)?;
                    }
                    Cell::Empty => {}
                }
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

fn yes_no(is_so: bool, texts: Texts) -> Cell {
    Cell::text(texts.t(if is_so { "assessments-yes" } else { "assessments-no" }))
}

fn ranked_table(ranked: &RankedCall, texts: Texts) -> Table {
    let mut head: Vec<String> = [
        texts.t("assessments-place"),
        texts.t("assessments-place-in-county"),
        texts.t("assessments-reference"),
        texts.t("assessments-applicant"),
        texts.t("assessments-participants"),
        texts.t("assessments-project"),
        texts.t("assessments-state"),
        texts.t("assessments-county-number"),
        texts.t("assessments-county"),
        texts.t("assessments-assessor-count"),
        texts.t("assessments-score"),
        texts.t("assessments-least-score"),
        texts.t("assessments-most-score"),
        texts.t("assessments-deviation"),
        texts.t("assessments-applied-kroner"),
        texts.t("assessments-recommended-kroner"),
        texts.t("assessments-reached"),
        texts.t("assessments-best-place"),
        texts.t("assessments-worst-place"),
    ]
    .map(String::from)
    .into();
    let without = |name: &String| texts.t("assessments-place-without").with("name", name).into();
    head.extend(ranked.ranking.assessors.iter().map(|(_, name)| without(name)));
    let row = |one: &Ranked| {
        let panel = ranked.row(one);
        let spread = panel.and_then(|row| row.agreement.as_ref()?.score);
        let of = |text: Option<String>| Cell::Text(text.unwrap_or_default());
        let places = ranked.places_without(one);
        let now = one.place.map(|place| place.in_call);
        let mut cells = vec![
            Cell::count(now),
            Cell::count(one.place.map(|place| place.in_county)),
            Cell::text(one.reference.clone()),
            of(panel.map(|row| row.organisation.clone())),
            of(panel.map(|row| row.others.join(", "))),
            of(panel.and_then(|row| row.title.clone())),
            of(panel.map(|row| state_text(&row.state, true, texts))),
            Cell::text(one.county.to_string()),
            Cell::text(ranked.county(one.county)),
            Cell::count(one.standing.map(|standing| standing.assessors)),
            Cell::number(one.standing.map(|standing| standing.score_milli as f64 / 1000.0), 1),
            Cell::number(spread.map(|spread| spread.least), 1),
            Cell::number(spread.map(|spread| spread.most), 1),
            Cell::number(spread.and_then(|spread| spread.deviation), 2),
            Cell::kroner(panel.and_then(|row| row.applied)),
            Cell::kroner(one.standing.map(|standing| standing.recommended)),
            yes_no(ranked.reached.contains(&one.application), texts),
            Cell::count(places.map(|(best, _)| best).or(now)),
            Cell::count(places.map(|(_, worst)| worst).or(now)),
        ];
        cells.extend(one.without.iter().map(|place| Cell::count(place.map(|one| one.in_call))));
        cells
    };
    Table {
        name: texts.t("assessments-sheet-ranking").into(),
        rows: ranked.ranking.rows.iter().map(row).collect(),
        head,
    }
}

fn county_table(ranked: &RankedCall, texts: Texts) -> Table {
    let head = [
        texts.t("assessments-county-number"),
        texts.t("assessments-county"),
        texts.t("assessments-place-in-county"),
        texts.t("assessments-place"),
        texts.t("assessments-reference"),
        texts.t("assessments-applicant"),
        texts.t("assessments-score"),
        texts.t("assessments-recommended-kroner"),
        texts.t("assessments-reached"),
    ];
    let mut rows: Vec<&Ranked> = ranked.ranking.rows.iter().collect();
    rows.sort_by_key(|row| (row.county, row.place.map_or(usize::MAX, |place| place.in_county)));
    let row = |one: &&Ranked| {
        vec![
            Cell::text(one.county.to_string()),
            Cell::text(ranked.county(one.county)),
            Cell::count(one.place.map(|place| place.in_county)),
            Cell::count(one.place.map(|place| place.in_call)),
            Cell::text(one.reference.clone()),
            Cell::Text(ranked.row(one).map(|row| row.organisation.clone()).unwrap_or_default()),
            Cell::number(one.standing.map(|standing| standing.score_milli as f64 / 1000.0), 1),
            Cell::kroner(one.standing.map(|standing| standing.recommended)),
            yes_no(ranked.reached.contains(&one.application), texts),
        ]
    };
    Table {
        name: texts.t("assessments-sheet-counties").into(),
        head: head.map(String::from).into(),
        rows: rows.iter().map(row).collect(),
    }
}

fn assessment_table(ranked: &RankedCall, texts: Texts) -> Table {
    let language = texts.language();
    let criteria = &ranked.call.criteria;
    let mut head: Vec<String> = [
        texts.t("assessments-reference"),
        texts.t("assessments-applicant"),
        texts.t("assessments-assessor"),
        texts.t("assessments-handed-in-on"),
        texts.t("assessments-counts"),
        texts.t("assessments-score"),
        texts.t("assessments-recommended-kroner"),
    ]
    .map(String::from)
    .into();
    head.extend(criteria.iter().map(|one| one.name_in(language).to_owned()));
    head.push(texts.t("assessments-comment").into());
    let comment = |name: &str| texts.t("assessments-comment-of").with("name", name).into();
    head.extend(criteria.iter().map(|one| comment(one.name_in(language))));
    let mut rows = Vec::new();
    for one in &ranked.ranking.rows {
        let Some(panel) = ranked.row(one) else { continue };
        let row =
            |given: &Assessment| {
                let mut cells = vec![
                    Cell::text(one.reference.clone()),
                    Cell::text(panel.organisation.clone()),
                    Cell::text(given.assessor_name.clone()),
                    Cell::Day(Day::at(given.submitted_at)),
                    yes_no(given.counts(), texts),
                    Cell::Number(given.score_milli(criteria) as f64 / 1000.0, 1),
                    Cell::Kroner(given.recommended),
                ];
                cells.extend((0..criteria.len()).map(|place| {
                    let points =
                        given.points.get(place).and_then(|points| usize::try_from(*points).ok());
                    Cell::count(points)
                }));
                cells.push(Cell::text(given.comment.clone()));
                cells.extend((0..criteria.len()).map(|place| {
                    Cell::Text(given.comments.get(place).cloned().unwrap_or_default())
                }));
                cells
            };
        rows.extend(panel.assessments.iter().map(row));
    }
    Table { name: texts.t("assessments-sheet-assessments").into(), head, rows }
}

fn agreement_table(ranked: &RankedCall, texts: Texts) -> Table {
    let frame = PageFrame::new(texts, "");
    let words = agreed(&ranked.agreement, &ranked.call, &frame);
    let head = [
        texts.t("assessments-what"),
        texts.t("assessments-alpha"),
        texts.t("assessments-meaning"),
        texts.t("assessments-compared"),
    ];
    let row = |said: super::agreed::Agreed| {
        vec![
            Cell::Text(said.label),
            Cell::number(said.coefficient, 2),
            Cell::Text(said.badge.text),
            Cell::Count(ranked.agreement.compared),
        ]
    };
    Table {
        name: texts.t("assessments-sheet-agreement").into(),
        head: head.map(String::from).into(),
        rows: words.into_iter().map(row).collect(),
    }
}

/// The workbook, in the reader's language, as it stood at this moment.
fn workbook(ranked: &RankedCall, texts: Texts, now: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let date = Day::at(now).date();
    let year = u16::try_from(date.year()).unwrap_or(1900);
    let (month, day) =
        (u8::try_from(date.month()).unwrap_or(1), u8::try_from(date.day()).unwrap_or(1));
    let made = ExcelDateTime::from_ymd(year, month, day)?;
    let title = ranked.call.title_in(texts.language());
    let properties = DocProperties::new().set_title(title).set_creation_datetime(&made);
    book.set_properties(&properties);
    let formats = Formats::new();
    for table in [
        ranked_table(ranked, texts),
        county_table(ranked, texts),
        assessment_table(ranked, texts),
        agreement_table(ranked, texts),
    ] {
        table.write(book.add_worksheet(), &formats)?;
    }
    book.save_to_buffer()
}

/// `GET /calls/{slug}/ranking.xlsx`.
pub(crate) async fn download(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    texts: Texts,
) -> Result<Response, Problem> {
    let call = crate::calls::seen(&app, Some(&actor), &slug).await?.call;
    let ranked = RankedCall::of(&app, &actor, call).await?;
    let name = texts.t("assessments-file-name").with("slug", ranked.call.slug.as_str()).to_string();
    let now = app.clock.now();
    // Packing thousands of cells would hold up everybody else's work on this thread.
    let made = tokio::task::spawn_blocking(move || workbook(&ranked, texts, now)).await;
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
