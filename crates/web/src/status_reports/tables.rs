//! `GET /status-reports/{id}/workbook` and `…/figures`: the tables of a report for spreadsheets, and
//! what it was made from for programs.

use super::preview::{read, snapshot_of};
use crate::{
    App, Officer, PathOf,
    kit::{Problem, Texts},
    spreadsheet::{Cell, Table, download_of, packed},
};
use ::status_reports::{Sheet, SheetValue, Snapshot, StatusReport};
use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::json;
use vocabulary::StatusReportId;

/// The longest name of a sheet, as spreadsheets have it.
const LONGEST_NAME: usize = 31;

/// Every table of a report as a sheet.
pub(crate) async fn workbook(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<StatusReportId>,
    texts: Texts,
) -> Result<Response, Problem> {
    let (report, snapshot) = snapshot_of(&app, &actor, texts, id).await?;
    let shown = read(&app, texts, &snapshot)?;
    let mut tables = named(shown.sheets());
    if tables.is_empty() {
        // A workbook without sheets cannot be opened.
        let name = texts.t("status-reports-no-tables").to_string();
        tables.push(Table { name, head: Vec::new(), rows: Vec::new(), below: Vec::new() });
    }
    let (title, now) = (shown.title().to_owned(), app.clock.now());
    download_of(report.stem(), move || packed(&title, now, &tables)).await
}

/// What a report was made from.
pub(crate) async fn figures(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<StatusReportId>,
    texts: Texts,
) -> Result<Response, Problem> {
    let (report, snapshot) = snapshot_of(&app, &actor, texts, id).await?;
    let name = format!("attachment; filename=\"{}.json\"", report.stem());
    let headers =
        [(header::CONTENT_DISPOSITION, name), (header::CACHE_CONTROL, "no-store".to_owned())];
    Ok((headers, Json(body(&report, snapshot))).into_response())
}

/// The figures with what tells them from others.
pub(crate) fn body(report: &StatusReport, snapshot: Snapshot) -> serde_json::Value {
    json!({
        "id": report.id,
        "about": report.subject.kind(),
        "about_id": report.subject.id(),
        "year": report.subject.year(),
        "audience": snapshot.audience.word(),
        "language": snapshot.language.code(),
        "as_of_on": report.as_of,
        "sha256": report.sha256(),
        "template": snapshot.template,
        "sender": snapshot.sender,
        "figures": snapshot.figures,
    })
}

fn named(sheets: Vec<Sheet>) -> Vec<Table> {
    let tables = sheets.into_iter().zip(1..).map(|(sheet, number)| {
        let name = name_of(&sheet.caption, number);
        let mut below = Vec::new();
        below.extend(sheet.total.map(cells));
        below.push(Vec::new());
        below.push(vec![Cell::Note(sheet.caption)]);
        Table { name, head: sheet.head, rows: sheet.rows.into_iter().map(cells).collect(), below }
    });
    tables.collect()
}

fn cells(values: Vec<SheetValue>) -> Vec<Cell> {
    values.into_iter().map(cell).collect()
}

fn cell(value: SheetValue) -> Cell {
    match value {
        SheetValue::Empty => Cell::Empty,
        SheetValue::Words(words) => Cell::text(words),
        SheetValue::Figure { digits, decimals: 0 } => Cell::Whole(digits),
        SheetValue::Figure { digits, decimals } => {
            Cell::Number(digits as f64 / 10_f64.powi(i32::from(decimals)), decimals)
        }
    }
}

/// A name that spreadsheets take, and that no other sheet has: the number of the table and its caption.
fn name_of(caption: &str, number: usize) -> String {
    let refused = |c: char| matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    let plain: String =
        caption.chars().map(|c| if refused(c) || c.is_control() { ' ' } else { c }).collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let name: String = format!("{number} {words}").chars().take(LONGEST_NAME).collect();
    name.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sheet_has_a_name_that_spreadsheets_take() {
        let sheet = |caption: &str| Sheet {
            caption: caption.into(),
            head: vec!["Fylke".into(), "Beløp (kr)".into()],
            rows: vec![vec![
                SheetValue::Words("Agder".into()),
                SheetValue::Figure { digits: 125, decimals: 1 },
            ]],
            total: None,
        };
        let long = "Penger fra bevilgning til brukt: utlysninger/ordninger [2012] 'i alt'";
        let tables = named(vec![sheet(long), sheet(long), sheet("")]);
        let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names[2], "3");
        assert!(names[0].starts_with("1 Penger fra bevilgning til") && names[0] != names[1]);
        for name in names {
            assert!(name.chars().count() <= LONGEST_NAME && !name.contains(['/', ':', '[', '\'']));
        }
        let now = vocabulary::FixedClock::on("2013-02-15".parse().unwrap(), 9).0;
        let bytes = packed("Statusrapport", now, &tables).expect("packed");
        assert_eq!(&bytes[..2], b"PK");
    }
}
