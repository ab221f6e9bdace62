//! Tables. The heads are repeated on every page as decoration; the first column names the row; a row
//! that is taller than a page goes on over the next.

use vocabulary::Language;

use crate::lines::{Breaker, Line};
use crate::model::{Align, Table};
use crate::tags::{NodeId, Role, Scope, Tree};
use crate::text::is_blank;
use crate::words;

use super::Prepared;
use super::flow::Running;
use super::page::Paper;
use super::style::{ACCENT, CAPACITY, LEFT, Style, TINT, WIDTH};
use super::table_columns::Columns;

/// Above and below the lines of a row.
const ROW_PADDING: f32 = 2.5;
/// Heads taller than this are not repeated; they would leave no room for the rows.
const TALLEST_HEAD: f32 = CAPACITY / 4.0;

/// The lines of the cells of one row. A cell without text has none.
type Cells = Vec<Vec<Line>>;

/// A table with at least one column.
pub(super) struct PreparedTable {
    caption: Vec<Line>,
    columns: Columns,
    head: Cells,
    rows: Vec<Cells>,
    total: Option<Cells>,
    /// What is said where there are no rows.
    notice: Vec<Line>,
}

/// What a row is, which decides how it is set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RowKind {
    Head,
    Plain,
    Tinted,
    Total,
}

pub(super) fn prepare(breaker: &Breaker, language: Language, table: &Table) -> Prepared {
    let columns = Columns::of(table, breaker);
    if columns.widths.is_empty() {
        let notice = words::no_rows(language);
        let text = if is_blank(&table.caption) {
            notice.to_owned()
        } else {
            format!("{}\n{notice}", table.caption)
        };
        return Prepared::Running(Running::new(breaker, Style::NOTICE, &text));
    }
    let cells = |row: &[String], style: Style| -> Cells {
        let width = |i: usize| columns.widths[i] - 2.0 * columns.padding;
        (0..columns.widths.len())
            .map(|i| match row.get(i) {
                Some(text) if !is_blank(text) => breaker.lines(text, &style, width(i)),
                _ => Vec::new(),
            })
            .collect()
    };
    let bold = columns.cell.semi_bold();
    let heads: Vec<String> = table.columns.iter().map(|column| column.head.clone()).collect();
    let caption = if is_blank(&table.caption) {
        Vec::new()
    } else {
        breaker.lines(&table.caption, &Style::CAPTION, WIDTH)
    };
    let notice = if table.rows.is_empty() {
        breaker.lines(words::no_rows(language), &Style::NOTICE, WIDTH)
    } else {
        Vec::new()
    };
    Prepared::Table(PreparedTable {
        caption,
        head: cells(&heads, bold),
        rows: table.rows.iter().map(|row| cells(row, columns.cell)).collect(),
        total: table.total.as_ref().map(|row| cells(row, bold)),
        notice,
        columns,
    })
}

impl PreparedTable {
    fn row_height(&self, cells: &Cells) -> f32 {
        line_count(cells) as f32 * self.columns.cell.leading + 2.0 * ROW_PADDING
    }

    fn has_heads(&self) -> bool {
        self.head.iter().any(|cell| !cell.is_empty())
    }

    pub(super) fn opening(&self) -> f32 {
        let caption = self.caption.len() as f32 * Style::CAPTION.leading + 4.0;
        let head = if self.has_heads() { self.row_height(&self.head) + 1.0 } else { 0.0 };
        let first: f32 = self.rows.iter().take(2).map(|row| self.row_height(row)).sum();
        caption + head + first.clamp(0.0, CAPACITY / 3.0)
    }

    pub(super) fn place(self, paper: &mut Paper) {
        paper.need(self.opening().min(CAPACITY));
        let table = paper.tree.add(Tree::ROOT, Role::Table);
        if !self.caption.is_empty() {
            let caption = paper.tree.add(table, Role::Caption);
            paper.flow(caption, &self.caption, &Style::CAPTION, 0.0);
            paper.y += 4.0;
        }
        if self.has_heads() {
            let head = paper.tree.add(table, Role::TableHead);
            let nodes = self.add_row(paper, head, RowKind::Head);
            self.place_row(paper, &self.head, Some(&nodes), RowKind::Head, 0.0);
        }
        let body = paper.tree.add(table, Role::TableBody);
        if self.rows.is_empty() {
            self.place_notice(paper, body);
        }
        let total_height = self.total.as_ref().map_or(0.0, |total| self.row_height(total));
        for (i, row) in self.rows.iter().enumerate() {
            let kind = if i % 2 == 1 { RowKind::Tinted } else { RowKind::Plain };
            let nodes = self.add_row(paper, body, kind);
            // The sum never stands alone on a page.
            let kept = if i + 1 == self.rows.len() { total_height } else { 0.0 };
            self.place_row(paper, row, Some(&nodes), kind, kept);
        }
        if let Some(total) = &self.total {
            let foot = paper.tree.add(table, Role::TableFoot);
            let nodes = self.add_row(paper, foot, RowKind::Total);
            self.place_row(paper, total, Some(&nodes), RowKind::Total, 0.0);
        }
        paper.y += 14.0;
    }

    fn add_row(&self, paper: &mut Paper, parent: NodeId, kind: RowKind) -> Vec<NodeId> {
        let row = paper.tree.add(parent, Role::Row);
        (0..self.columns.widths.len())
            .map(|i| {
                let scope = match kind {
                    RowKind::Head => Some(Scope::Column),
                    _ if i == 0 => Some(Scope::Row),
                    _ => None,
                };
                let role = if scope.is_some() { Role::HeadCell } else { Role::Cell };
                let cell = paper.tree.add(row, role);
                paper.tree.nodes[cell].scope = scope;
                cell
            })
            .collect()
    }

    /// The row that says that there are no rows.
    fn place_notice(&self, paper: &mut Paper, body: NodeId) {
        let row = paper.tree.add(body, Role::Row);
        let cell = paper.tree.add(row, Role::Cell);
        let count = self.columns.widths.len();
        paper.tree.nodes[cell].columns = (count > 1).then_some(count);
        paper.need(Style::NOTICE.leading + 2.0 * ROW_PADDING);
        paper.begin(cell);
        let top = paper.y + ROW_PADDING;
        let height = paper.put_all(&self.notice, &Style::NOTICE, LEFT + self.columns.padding, top);
        paper.end();
        paper.y += height + 2.0 * ROW_PADDING;
    }

    /// Places a row with `kept` points of what follows. Without nodes it is a repeated head.
    fn place_row(
        &self,
        paper: &mut Paper,
        cells: &Cells,
        nodes: Option<&[NodeId]>,
        kind: RowKind,
        kept: f32,
    ) {
        let leading = self.columns.cell.leading;
        let count = line_count(cells);
        let height = self.row_height(cells);
        let repeats = kind != RowKind::Head;
        let fresh_room = CAPACITY - if repeats { self.repeated_head_height() } else { 0.0 };
        let fits_a_page = height <= fresh_room;
        let wanted = if fits_a_page { (height + kept).min(fresh_room) } else { 4.0 * leading };
        if paper.room() < wanted {
            self.break_page(paper, repeats);
        }
        let mut from = 0;
        while from < count {
            let room = paper.room() - 2.0 * ROW_PADDING;
            // The small addition keeps a row that fits exactly from being split by rounding.
            let fitting = ((room + 0.01) / leading).floor().max(1.0) as usize;
            let to = count.min(from + fitting);
            self.draw(paper, cells, nodes, kind, from..to);
            from = to;
            if from < count {
                self.break_page(paper, repeats);
            }
        }
    }

    fn repeated_head_height(&self) -> f32 {
        let height = self.row_height(&self.head) + 1.0;
        if self.has_heads() && height <= TALLEST_HEAD { height } else { 0.0 }
    }

    fn break_page(&self, paper: &mut Paper, repeats: bool) {
        if paper.is_fresh() {
            return;
        }
        paper.break_page();
        if repeats && self.repeated_head_height() > 0.0 {
            let count = line_count(&self.head);
            self.draw(paper, &self.head, None, RowKind::Head, 0..count);
        }
    }

    /// Draws some lines of a row.
    fn draw(
        &self,
        paper: &mut Paper,
        cells: &Cells,
        nodes: Option<&[NodeId]>,
        kind: RowKind,
        lines: std::ops::Range<usize>,
    ) {
        let style = match kind {
            RowKind::Head | RowKind::Total => self.columns.cell.semi_bold(),
            RowKind::Plain | RowKind::Tinted => self.columns.cell,
        };
        let top = paper.y;
        let height = lines.len() as f32 * style.leading + 2.0 * ROW_PADDING;
        let bottom = top + height;
        let right = LEFT + WIDTH;
        match kind {
            RowKind::Head => paper.decoration(|paper| {
                paper.rule((LEFT, bottom), (right, bottom), 1.0, ACCENT);
            }),
            RowKind::Tinted => paper.decoration(|paper| {
                paper.rectangle(LEFT, top, WIDTH, height, TINT);
            }),
            RowKind::Total if lines.start == 0 => paper.decoration(|paper| {
                paper.rule((LEFT, top), (right, top), 1.0, ACCENT);
            }),
            RowKind::Plain | RowKind::Total => {}
        }
        if nodes.is_none() {
            paper.decoration(|paper| self.draw_cells(paper, cells, None, kind, &style, &lines));
        } else {
            self.draw_cells(paper, cells, nodes, kind, &style, &lines);
        }
        paper.y = bottom + if kind == RowKind::Head { 1.0 } else { 0.0 };
    }

    fn draw_cells(
        &self,
        paper: &mut Paper,
        cells: &Cells,
        nodes: Option<&[NodeId]>,
        kind: RowKind,
        style: &Style,
        lines: &std::ops::Range<usize>,
    ) {
        let padding = self.columns.padding;
        let top = paper.y + ROW_PADDING;
        let mut x = LEFT;
        for (i, cell) in cells.iter().enumerate() {
            let width = self.columns.widths[i];
            // Short heads stand on the rule, beside the last line of taller ones.
            let lowered = if kind == RowKind::Head { line_count(cells) - cell.len() } else { 0 };
            let shown: Vec<(usize, &Line)> = cell
                .iter()
                .enumerate()
                .map(|(k, line)| (k + lowered, line))
                .filter(|(k, _)| lines.contains(k))
                .collect();
            if !shown.is_empty() {
                if let Some(nodes) = nodes {
                    paper.begin(nodes[i]);
                }
                for (k, line) in shown {
                    let y = top + (k - lines.start) as f32 * style.leading;
                    match self.columns.aligns[i] {
                        Align::Left => paper.put(line, style, x + padding, y),
                        Align::Right => paper.put_right(line, style, x + width - padding, y),
                    }
                }
                if nodes.is_some() {
                    paper.end();
                }
            }
            x += width;
        }
    }
}

/// The lines of the tallest cell, at least one.
fn line_count(cells: &Cells) -> usize {
    cells.iter().map(Vec::len).max().unwrap_or(0).max(1)
}
