//! Which cell of a table stands where, when cells reach over several columns and rows.

use std::borrow::Cow;

use crate::model::{Cell, Rich, RowKind, Table};
use crate::text::is_blank;

/// A table without declared columns takes no more of them from one cell.
const WIDEST_CELL: usize = 40;

/// A table whose every place belongs to exactly one cell.
pub(crate) struct Grid<'t> {
    /// How many columns there are.
    pub(crate) columns: usize,
    /// The rows of heads: none, one, or two where heads stand over several columns.
    pub(crate) heads: Vec<GridRow<'t>>,
    /// The rows below, the sum of the table last.
    pub(crate) rows: Vec<GridRow<'t>>,
}

/// A row of a grid.
pub(crate) struct GridRow<'t> {
    pub(crate) kind: Kind,
    /// The cells that begin in this row, from left to right.
    pub(crate) cells: Vec<Placed<'t>>,
}

/// What a row is among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Head,
    Data,
    Section,
    Sum,
    Total,
}

/// A cell in its place.
#[derive(Debug)]
pub(crate) struct Placed<'t> {
    pub(crate) text: Cow<'t, Rich>,
    /// The first column it covers, from 0.
    pub(crate) column: usize,
    /// How many columns it covers.
    pub(crate) columns: usize,
    /// How many rows it covers.
    pub(crate) rows: usize,
}

impl Placed<'_> {
    /// Whether nothing stands in it.
    pub(crate) fn is_blank(&self) -> bool {
        says_nothing(&self.text)
    }
}

/// Whether nothing would be seen of this text.
pub(crate) fn says_nothing(text: &Rich) -> bool {
    text.0.iter().all(|piece| is_blank(&piece.text) && piece.note.is_none())
}

impl<'t> Grid<'t> {
    /// Spans are cut where they reach beyond the columns, the data or the next section; no text is.
    pub(crate) fn of(table: &'t Table) -> Self {
        let declared = table.columns.len();
        let counted = || {
            let rows = table.rows.iter().map(|row| &row.cells).chain(&table.total);
            rows.map(|cells| cells.iter().map(|cell| cell.columns.clamp(1, WIDEST_CELL)).sum())
                .max()
                .unwrap_or(0)
        };
        let mut columns = if declared > 0 { declared } else { counted() };
        let mut rows = place_rows(table, &mut columns);
        if let Some(total) = &table.total {
            let mut taken = vec![0; columns];
            let cells = place_cells(total, 0, 1, &mut taken, &mut columns);
            rows.push(GridRow { kind: Kind::Total, cells });
        }
        let groups = place_groups(table, &mut columns);
        fill(&mut rows, columns);
        Grid { columns, heads: heads(table, groups, columns), rows }
    }

    /// Whether a reader needs to be told which heads belong to a cell, because the first row and the
    /// first column do not say it.
    pub(crate) fn is_intricate(&self) -> bool {
        self.heads.len() > 1
            || self.rows.iter().any(|row| {
                row.kind == Kind::Section
                    || row.cells.iter().any(|cell| cell.column == 0 && cell.rows > 1)
            })
    }
}

fn place_rows<'t>(table: &'t Table, columns: &mut usize) -> Vec<GridRow<'t>> {
    let mut taken = vec![0; *columns];
    let mut rows = Vec::with_capacity(table.rows.len() + 1);
    for (r, row) in table.rows.iter().enumerate() {
        let kind = match row.kind {
            RowKind::Data => Kind::Data,
            RowKind::Section => Kind::Section,
            RowKind::Sum => Kind::Sum,
        };
        let cells = if kind == Kind::Section {
            // The first cell is stretched in the end, when the number of columns is known.
            *columns = (*columns).max(row.cells.len().max(1));
            let single = |(column, cell): (usize, &'t Cell)| Placed {
                text: Cow::Borrowed(&cell.text),
                column,
                columns: 1,
                rows: 1,
            };
            row.cells.iter().enumerate().map(single).collect()
        } else {
            let sections = table.rows[r..].iter().position(|row| row.kind == RowKind::Section);
            let end = sections.map_or(table.rows.len(), |after| r + after);
            place_cells(&row.cells, r, end, &mut taken, columns)
        };
        rows.push(GridRow { kind, cells });
    }
    rows
}

/// Places the cells of row `r`, whose spans end before `end`. `taken` says for each column up to which
/// row a cell from above covers it.
fn place_cells<'t>(
    cells: &'t [Cell],
    r: usize,
    end: usize,
    taken: &mut Vec<usize>,
    columns: &mut usize,
) -> Vec<Placed<'t>> {
    let mut placed = Vec::with_capacity(cells.len());
    let mut column = 0;
    for cell in cells {
        while taken.get(column).is_some_and(|until| *until > r) {
            column += 1;
        }
        *columns = (*columns).max(column + 1);
        taken.resize((*columns).max(taken.len()), 0);
        let free = taken[column..].iter().take_while(|until| **until <= r).count();
        let wide = cell.columns.clamp(1, free.max(1));
        let rows = cell.rows.clamp(1, (end - r).max(1));
        for until in &mut taken[column..column + wide] {
            *until = r + rows;
        }
        placed.push(Placed { text: Cow::Borrowed(&cell.text), column, columns: wide, rows });
        column += wide;
    }
    placed
}

/// Gives every place that no cell covers an empty one, and stretches the heads of sections.
fn fill(rows: &mut [GridRow<'_>], columns: usize) {
    let mut taken = vec![0; columns];
    for (r, row) in rows.iter_mut().enumerate() {
        if row.kind == Kind::Section
            && let Some((first, rest)) = row.cells.split_first_mut()
        {
            first.columns = columns - rest.len();
            for cell in rest {
                cell.column += first.columns - 1;
            }
        }
        for cell in &row.cells {
            for until in &mut taken[cell.column..cell.column + cell.columns] {
                *until = r + cell.rows;
            }
        }
        let empty = (0..columns).filter(|column| taken[*column] <= r).map(|column| Placed {
            text: Cow::Owned(Rich::default()),
            column,
            columns: 1,
            rows: 1,
        });
        let empty: Vec<Placed<'_>> = empty.collect();
        if !empty.is_empty() {
            row.cells.extend(empty);
            row.cells.sort_by_key(|cell| cell.column);
        }
    }
}

/// A head over several columns: what it says, the first column, how many.
type Group<'t> = (&'t str, usize, usize);

fn place_groups<'t>(table: &'t Table, columns: &mut usize) -> Vec<Group<'t>> {
    let mut groups = Vec::new();
    let mut column = 0;
    for group in &table.groups {
        let blank = is_blank(&group.head);
        if column >= *columns {
            if blank {
                continue;
            }
            *columns = column + 1;
        }
        let wide = group.columns.clamp(1, *columns - column);
        if !blank {
            groups.push((group.head.as_str(), column, wide));
        }
        column += wide;
    }
    groups
}

fn heads<'t>(table: &'t Table, groups: Vec<Group<'t>>, columns: usize) -> Vec<GridRow<'t>> {
    let head = |column: usize| table.columns.get(column).map_or("", |column| column.head.as_str());
    let cell = |text: &str, column: usize, columns: usize, rows: usize| Placed {
        text: Cow::Owned(if is_blank(text) { Rich::default() } else { Rich::plain(text) }),
        column,
        columns,
        rows,
    };
    let is_bare = (0..columns).all(|column| is_blank(head(column)));
    if is_bare && groups.is_empty() {
        return Vec::new();
    }
    let mut upper = Vec::new();
    let mut lower = Vec::new();
    let rows = if is_bare || groups.is_empty() { 1 } else { 2 };
    let mut column = 0;
    while column < columns {
        match groups.iter().find(|(_, first, _)| *first == column) {
            Some((text, _, wide)) => {
                let below = column..column + wide;
                let is_alone = below.clone().all(|column| is_blank(head(column)));
                upper.push(cell(text, column, *wide, if is_alone { rows } else { 1 }));
                if !is_alone {
                    lower.extend(below.map(|column| cell(head(column), column, 1, 1)));
                }
                column += wide;
            }
            None => {
                upper.push(cell(head(column), column, 1, rows));
                column += 1;
            }
        }
    }
    if lower.is_empty() {
        // Nothing stands below, so nothing needs to reach down.
        upper.iter_mut().for_each(|cell| cell.rows = 1);
        return vec![GridRow { kind: Kind::Head, cells: upper }];
    }
    vec![GridRow { kind: Kind::Head, cells: upper }, GridRow { kind: Kind::Head, cells: lower }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Align, Column, HeadGroup, Row};

    fn column(head: &str) -> Column {
        Column { head: head.into(), share: 1.0, align: Align::Left }
    }

    fn span(text: &str, columns: usize, rows: usize) -> Cell {
        Cell { text: text.into(), columns, rows }
    }

    /// Each row as "text@column×columns×rows".
    fn told(rows: &[GridRow<'_>]) -> Vec<String> {
        rows.iter()
            .map(|row| {
                let cells = row.cells.iter().map(|cell| {
                    let Placed { text, column, columns, rows } = cell;
                    format!("{}@{column}x{columns}x{rows}", text.words())
                });
                cells.collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    /// Every place belongs to exactly one cell.
    fn assert_is_whole(rows: &[GridRow<'_>], columns: usize) {
        let mut owners = vec![vec![0; columns]; rows.len()];
        for (r, row) in rows.iter().enumerate() {
            for cell in &row.cells {
                for row in &mut owners[r..r + cell.rows] {
                    row[cell.column..cell.column + cell.columns].iter_mut().for_each(|n| *n += 1);
                }
            }
        }
        assert!(owners.iter().flatten().all(|owner| *owner == 1), "{owners:?}");
    }

    #[test]
    fn cells_from_above_push_the_ones_below_aside() {
        let table = Table {
            columns: vec![column("Fylke"), column("År"), column("Beløp")],
            rows: vec![
                Row::data([span("Agder", 1, 2), span("2025", 1, 1), span("1", 1, 1)]),
                Row::data(["2026", "2"]),
                Row::data([span("Oslo", 2, 9)]),
            ],
            total: Some(vec![span("Sum", 2, 3), "3".into()]),
            ..Table::default()
        };
        let grid = Grid::of(&table);
        assert_is_whole(&grid.rows, grid.columns);
        assert_eq!(
            told(&grid.rows),
            [
                "Agder@0x1x2 2025@1x1x1 1@2x1x1",
                "2026@1x1x1 2@2x1x1",
                "Oslo@0x2x1 @2x1x1",
                "Sum@0x2x1 3@2x1x1"
            ]
        );
        assert!(grid.is_intricate());
    }

    #[test]
    fn no_cell_reaches_into_the_next_section_and_no_text_is_lost() {
        let table = Table {
            columns: vec![column("a"), column("b")],
            rows: vec![
                Row::data([span("lang", 9, 9), span("til", 1, 1)]),
                Row::section("Del 2"),
                Row::data([span("x", 1, usize::MAX), span("y", usize::MAX, 1)]),
                Row::sum(["Sum", "1"]),
            ],
            ..Table::default()
        };
        let grid = Grid::of(&table);
        assert_is_whole(&grid.rows, grid.columns);
        assert_eq!(
            told(&grid.rows),
            ["lang@0x2x1 til@2x1x1", "Del 2@0x3x1", "x@0x1x2 y@1x2x1", "Sum@1x1x1 1@2x1x1"]
        );
    }

    #[test]
    fn a_head_over_nothing_reaches_down_and_one_without_words_lets_its_columns_reach_up() {
        let table = Table {
            columns: vec![column("Fylke"), column("Søkt"), column("Gitt"), column("")],
            groups: vec![
                HeadGroup { head: String::new(), columns: 1 },
                HeadGroup { head: "Kroner".into(), columns: 2 },
                HeadGroup { head: "Merknad".into(), columns: 7 },
                HeadGroup { head: "Til".into(), columns: usize::MAX },
            ],
            ..Table::default()
        };
        let grid = Grid::of(&table);
        assert_is_whole(&grid.heads, grid.columns);
        assert_eq!(
            told(&grid.heads),
            ["Fylke@0x1x2 Kroner@1x2x1 Merknad@3x1x2 Til@4x1x2", "Søkt@1x1x1 Gitt@2x1x1"]
        );
        let bare = Table { columns: vec![column("a")], ..Table::default() };
        assert_eq!(told(&Grid::of(&bare).heads), ["a@0x1x1"]);
        assert!(Grid::of(&Table::default()).heads.is_empty());
    }
}
