//! Tables of data.

use serde::{Deserialize, Serialize};

use super::Rich;

/// A table of data. The heads are repeated on every page; the first column names the row.
///
/// A row may be shorter or longer than the heads: missing cells are empty, further cells get a column
/// without a head.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// Heads over several columns, from left to right; empty where there are none. Together they may
    /// cover fewer columns than there are.
    pub groups: Vec<HeadGroup>,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The rows from top to bottom, each with one cell a column.
    pub rows: Vec<Row>,
    /// The last row, set apart as the sum.
    pub total: Option<Vec<Cell>>,
}

/// A head over several columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadGroup {
    /// What stands there; may be empty over columns that belong to no group.
    pub head: String,
    /// How many columns it covers, at least 1.
    pub columns: usize,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// What stands at the head, with the unit: "Beløp (kr)".
    pub head: String,
    /// The width relative to the other columns. Columns of figures get more if they need it.
    pub share: f32,
    /// Where the text stands in the column.
    pub align: Align,
}

/// Where text stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Align {
    /// Words.
    #[default]
    Left,
    /// Figures.
    Right,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The cells from left to right. Columns that a cell of a row above reaches into are skipped.
    pub cells: Vec<Cell>,
    /// What the row is among the others.
    pub kind: RowKind,
}

/// What a row is among the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowKind {
    /// Data.
    #[default]
    Data,
    /// A head in the middle of the table for the rows below it; its first cell reaches over all columns.
    Section,
    /// The sum of the rows above it, up to the section or sum before.
    Sum,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// What stands in it.
    pub text: Rich,
    /// How many columns it reaches over, at least 1.
    pub columns: usize,
    /// How many rows it reaches over, at least 1. It never reaches beyond the data or the next section.
    pub rows: usize,
}

impl Default for Cell {
    fn default() -> Self {
        Cell { text: Rich::default(), columns: 1, rows: 1 }
    }
}

impl<T: Into<Rich>> From<T> for Cell {
    fn from(text: T) -> Self {
        Cell { text: text.into(), columns: 1, rows: 1 }
    }
}

impl Row {
    /// A row of data.
    pub fn data<T: Into<Cell>>(cells: impl IntoIterator<Item = T>) -> Self {
        Row { cells: cells.into_iter().map(Into::into).collect(), kind: RowKind::Data }
    }

    /// A head for the rows below it.
    pub fn section(text: impl Into<Rich>) -> Self {
        Row { cells: vec![Cell::from(text.into())], kind: RowKind::Section }
    }

    /// A sum of the rows above it.
    pub fn sum<T: Into<Cell>>(cells: impl IntoIterator<Item = T>) -> Self {
        Row { cells: cells.into_iter().map(Into::into).collect(), kind: RowKind::Sum }
    }
}

impl From<Vec<String>> for Row {
    fn from(cells: Vec<String>) -> Self {
        Row::data(cells)
    }
}
