//! Tables with their heads, spans and sections.

use askama::Template;

use crate::layout::table_grid::{Grid, GridRow, Kind, Placed};
use crate::model::{Align, Table};
use crate::text::{is_blank, one_line};

use super::inline::{Inline, Reader};

/// A table that can be moved sideways where it is wider than its screen.
#[derive(Template)]
#[template(path = "table.html")]
pub(super) struct ShownTable {
    /// What those hear who come to it with the keyboard.
    label: String,
    caption: String,
    parts: Vec<Part>,
}

/// Heads, rows or sums.
struct Part {
    tag: &'static str,
    rows: Vec<ShownRow>,
}

struct ShownRow {
    class: Option<&'static str>,
    cells: Vec<ShownCell>,
}

struct ShownCell {
    tag: &'static str,
    scope: Option<&'static str>,
    columns: usize,
    rows: usize,
    is_number: bool,
    pieces: Vec<Inline>,
}

/// The table; nothing if it has neither heads nor rows, unless it has a caption to say so.
pub(super) fn of(table: &Table, reader: &mut Reader) -> ShownTable {
    let grid = Grid::of(table);
    let columns = grid.columns;
    let mut parts = Vec::new();
    let heads: Vec<ShownRow> = grid.heads.iter().map(|row| shown_row(row, table, reader)).collect();
    if !heads.is_empty() {
        parts.push(Part { tag: "thead", rows: heads });
    }
    if table.rows.is_empty() {
        let pieces = vec![Inline::plain(crate::words::no_rows(reader.language).to_owned())];
        let cell = ShownCell {
            tag: "td",
            scope: None,
            columns: columns.max(1),
            rows: 1,
            is_number: false,
            pieces,
        };
        let row = ShownRow { class: Some("document__none"), cells: vec![cell] };
        parts.push(Part { tag: "tbody", rows: vec![row] });
    }
    for row in &grid.rows {
        let shown = shown_row(row, table, reader);
        // A section is a body of its own, so that its head is known to be the head of its rows.
        let tag = if row.kind == Kind::Total { "tfoot" } else { "tbody" };
        match parts.last_mut() {
            Some(part) if part.tag == tag && row.kind != Kind::Section => part.rows.push(shown),
            _ => parts.push(Part { tag, rows: vec![shown] }),
        }
    }
    let caption = if is_blank(&table.caption) { String::new() } else { table.caption.clone() };
    let label = match one_line(&caption) {
        label if label.is_empty() => reader.words.table.to_owned(),
        label => label,
    };
    ShownTable { label, caption, parts }
}

fn shown_row(row: &GridRow<'_>, table: &Table, reader: &mut Reader) -> ShownRow {
    let class = match row.kind {
        Kind::Head | Kind::Data => None,
        Kind::Section => Some("document__section"),
        Kind::Sum => Some("document__sum"),
        Kind::Total => Some("document__total"),
    };
    let cells = row.cells.iter().map(|cell| shown_cell(cell, row.kind, table, reader)).collect();
    ShownRow { class, cells }
}

fn shown_cell(cell: &Placed<'_>, kind: Kind, table: &Table, reader: &mut Reader) -> ShownCell {
    let is_blank = cell.is_blank();
    let scope = match kind {
        _ if is_blank => None,
        Kind::Head if cell.columns > 1 => Some("colgroup"),
        Kind::Head => Some("col"),
        Kind::Section if cell.column == 0 => Some("rowgroup"),
        Kind::Section => None,
        _ if cell.column > 0 => None,
        _ if cell.rows > 1 => Some("rowgroup"),
        _ => Some("row"),
    };
    let align = table.columns.get(cell.column).map_or(Align::Left, |column| column.align);
    ShownCell {
        tag: if scope.is_some() { "th" } else { "td" },
        scope,
        columns: cell.columns,
        rows: cell.rows,
        is_number: align == Align::Right && (cell.columns == 1 || kind == Kind::Total),
        pieces: if is_blank { Vec::new() } else { reader.read(&cell.text) },
    }
}
