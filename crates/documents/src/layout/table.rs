//! Tables: heads over columns and groups of columns, repeated on every page as decoration; row heads;
//! cells over several columns and rows; sections and sums in the middle and at the end.

use vocabulary::Language;

use crate::lines::{Breaker, Line};
use crate::model::{self, Align, Rich, Table};
use crate::tags::{NodeId, Role, Scope, Tree};
use crate::text::is_blank;
use crate::words;

use super::Prepared;
use super::flow::Running;
use super::notes::{self, notes_height};
use super::page::Paper;
use super::style::{ACCENT, CAPACITY, LEFT, MUTED, RULE, Style, TINT, WIDTH};
use super::table_columns::Columns;
use super::table_grid::{Grid, GridRow, Kind};
use super::table_plan::{self, Measured, Measures, Piece, Reach, Slice, Start};

/// Above and below the lines of a row.
const ROW_PADDING: f32 = 2.5;
/// Between the heads and the rows.
const HEAD_RULE: f32 = 1.0;
/// Heads taller than this are not repeated; they would leave no room for the rows.
const TALLEST_HEAD: f32 = CAPACITY / 4.0;
/// Above a section.
const ABOVE_SECTION: f32 = 4.0;
/// Below a caption.
const CAPTION_GAP: f32 = 4.0;
/// Below the table.
const BELOW: f32 = 14.0;

/// A table with at least one column.
pub(super) struct PreparedTable {
    caption: Vec<Line>,
    columns: Columns,
    heads: usize,
    /// The heads, the rows, the sum.
    rows: Vec<SetRow>,
    measured: Vec<Measured>,
    /// Whether cells name their heads, because their place does not say which those are.
    names_heads: bool,
    /// Whether thin rules part the rows, because tints would run through cells over several rows.
    ruled: bool,
}

/// A row whose lines are broken.
struct SetRow {
    kind: Kind,
    style: Style,
    cells: Vec<SetCell>,
    tinted: bool,
}

/// A cell whose lines are broken. One without text has none.
struct SetCell {
    lines: Vec<Line>,
    column: usize,
    columns: usize,
    rows: usize,
    /// From the left edge of the page.
    left: f32,
    width: f32,
    /// How far the text stands in from the left edge of the cell.
    inset: f32,
    side: Side,
    /// What it is the head of.
    scope: Option<Scope>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Centre,
    Right,
}

pub(super) fn prepare(breaker: &Breaker, language: Language, table: &Table) -> Prepared {
    let grid = Grid::of(table);
    if grid.columns == 0 {
        let notice = words::no_rows(language);
        let text = if is_blank(&table.caption) {
            notice.to_owned()
        } else {
            format!("{}\n{notice}", table.caption)
        };
        return Prepared::Running(Running::new(breaker, Style::NOTICE, &text));
    }
    let columns = Columns::of(table, &grid, breaker);
    let ruled = grid.rows.iter().any(|row| row.cells.iter().any(|cell| cell.rows > 1));
    let mut rows: Vec<SetRow> = Vec::with_capacity(grid.heads.len() + grid.rows.len() + 1);
    rows.extend(grid.heads.iter().map(|row| set_row(breaker, &columns, row, false)));
    if table.rows.is_empty() {
        rows.push(notice(breaker, &columns, language));
    }
    let mut since_section = 0;
    for row in &grid.rows {
        since_section = if row.kind == Kind::Section { 0 } else { since_section + 1 };
        let tinted = row.kind == Kind::Data && since_section % 2 == 0 && !ruled;
        rows.push(set_row(breaker, &columns, row, tinted));
    }
    let caption = if is_blank(&table.caption) {
        Vec::new()
    } else {
        breaker.lines(&table.caption, &Style::CAPTION, WIDTH)
    };
    Prepared::Table(PreparedTable {
        caption,
        heads: grid.heads.len(),
        measured: measured(&rows),
        rows,
        names_heads: grid.is_intricate(),
        ruled,
        columns,
    })
}

fn set_row(breaker: &Breaker, columns: &Columns, row: &GridRow<'_>, tinted: bool) -> SetRow {
    let style = match row.kind {
        Kind::Data => columns.cell,
        Kind::Head | Kind::Sum | Kind::Total => columns.cell.semi_bold(),
        Kind::Section => columns.cell.semi_bold().in_colour(ACCENT),
    };
    let cells = row.cells.iter().map(|cell| {
        let (left, width) = columns.extent(cell);
        let inset = columns.inset(cell);
        let room = width - inset - columns.padding;
        let lines = if cell.is_blank() {
            Vec::new()
        } else {
            let is_narrow = columns.aligns[cell.column] == Align::Right
                && columns.narrow[cell.column..cell.column + cell.columns].contains(&true);
            let text = if is_narrow { &breakable(&cell.text) } else { &*cell.text };
            breaker.rich(text, &set_as(style, columns.aligns[cell.column]), room)
        };
        let side = match (row.kind, columns.aligns[cell.column]) {
            (Kind::Head, _) if cell.columns > 1 => Side::Centre,
            (Kind::Section, _) if cell.column == 0 => Side::Left,
            (_, Align::Left) => Side::Left,
            (_, Align::Right) => Side::Right,
        };
        let names_row =
            cell.column == 0 && !lines.is_empty() && cell.columns < columns.widths.len();
        let scope = match row.kind {
            Kind::Head => Some(Scope::Column),
            Kind::Section => (cell.column == 0 && !lines.is_empty()).then_some(Scope::Column),
            Kind::Data | Kind::Sum | Kind::Total => names_row.then_some(Scope::Row),
        };
        SetCell {
            lines,
            scope,
            column: cell.column,
            columns: cell.columns,
            rows: cell.rows,
            left: LEFT + left,
            width,
            inset,
            side,
        }
    });
    SetRow { kind: row.kind, style, cells: cells.collect(), tinted }
}

/// Figures stand below each other digit by digit; words do not, or hyphens would be as wide as digits.
pub(super) fn set_as(style: Style, align: Align) -> Style {
    Style { tabular: style.tabular && align == Align::Right, ..style }
}

/// Figures whose groups of digits may stand on several lines. Where a column is too narrow for them,
/// that is better than to part the digits of a group.
fn breakable(text: &Rich) -> Rich {
    let broken = |piece: &model::Piece| model::Piece {
        text: piece.text.replace('\u{a0}', " "),
        ..piece.clone()
    };
    Rich(text.0.iter().map(broken).collect())
}

/// The row that says that there are no rows.
fn notice(breaker: &Breaker, columns: &Columns, language: Language) -> SetRow {
    let Style { size, leading, .. } = columns.cell;
    let style = Style { size, leading, ..Style::NOTICE };
    let lines = breaker.lines(words::no_rows(language), &style, WIDTH - 2.0 * columns.padding);
    let cell = SetCell {
        lines,
        column: 0,
        columns: columns.widths.len(),
        rows: 1,
        left: LEFT,
        width: WIDTH,
        inset: columns.padding,
        side: Side::Left,
        scope: None,
    };
    SetRow { kind: Kind::Data, style, cells: vec![cell], tinted: false }
}

fn measured(rows: &[SetRow]) -> Vec<Measured> {
    rows.iter()
        .enumerate()
        .map(|(r, row)| {
            let single = row.cells.iter().filter(|cell| cell.rows == 1);
            let several = row.cells.iter().enumerate().filter(|(_, cell)| cell.rows > 1);
            let next = rows.get(r + 1).map(|row| row.kind);
            Measured {
                lines: single.map(|cell| cell.lines.len()).max().unwrap_or(0).max(1),
                spans: several
                    .map(|(i, cell)| Reach { cell: i, rows: cell.rows, lines: cell.lines.len() })
                    .collect(),
                keeps_next: next.is_some()
                    && (matches!(row.kind, Kind::Head | Kind::Section)
                        || matches!(next, Some(Kind::Sum | Kind::Total))),
                above: match row.kind {
                    Kind::Section => ABOVE_SECTION,
                    _ if r > 0 && rows[r - 1].kind == Kind::Head && row.kind != Kind::Head => {
                        HEAD_RULE
                    }
                    _ => 0.0,
                },
                notes: row.cells.iter().map(|cell| notes_height(&cell.lines)).sum(),
            }
        })
        .collect()
}

impl PreparedTable {
    fn measures(&self) -> Measures {
        Measures { leading: self.columns.cell.leading, padding: ROW_PADDING, notes_gap: notes::GAP }
    }

    fn caption_height(&self) -> f32 {
        if self.caption.is_empty() {
            0.0
        } else {
            self.caption.len() as f32 * Style::CAPTION.leading + CAPTION_GAP
        }
    }

    /// The height with the space below.
    pub(super) fn height(&self) -> f32 {
        self.caption_height() + table_plan::height(&self.measured, self.measures()) + BELOW
    }

    /// What must stand on the page it begins on: all of a small table, else its heads and two rows.
    pub(super) fn opening(&self) -> f32 {
        let whole = self.height() - BELOW;
        if whole <= CAPACITY / 4.0 {
            return whole;
        }
        let heads = table_plan::height(&self.measured[..self.heads], self.measures());
        let first = self.measured[self.heads..].iter().take(2).cloned().collect::<Vec<_>>();
        let first = table_plan::height(&first, self.measures());
        self.caption_height() + heads + first.clamp(0.0, CAPACITY / 3.0)
    }

    pub(super) fn place(self, paper: &mut Paper) {
        paper.need(self.opening().min(CAPACITY));
        let table = paper.tree.add(Tree::ROOT, Role::Table);
        if !self.caption.is_empty() {
            let caption = paper.tree.add(table, Role::Caption);
            paper.flow(caption, &self.caption, &Style::CAPTION, 0.0);
            paper.y += CAPTION_GAP;
        }
        let nodes = self.add_nodes(paper, table);
        let repeated = self.repeated_height();
        let start =
            Start { room: paper.room(), fresh: paper.is_fresh(), full: CAPACITY - repeated };
        let last = table_plan::plan(&self.measured, self.measures(), start, |slice, next| {
            self.draw(paper, &slice, Some(&nodes));
            paper.break_page();
            if repeated > 0.0 && next >= self.heads {
                self.repeat_heads(paper);
            }
            paper.room()
        });
        self.draw(paper, &last, Some(&nodes));
        paper.y += BELOW;
    }

    /// The height of the heads on further pages; 0 if they are not repeated.
    fn repeated_height(&self) -> f32 {
        let height = table_plan::height(&self.measured[..self.heads], self.measures()) + HEAD_RULE;
        if self.heads > 0 && height <= TALLEST_HEAD { height } else { 0.0 }
    }

    fn repeat_heads(&self, paper: &mut Paper) {
        let start = Start { room: f32::INFINITY, fresh: true, full: f32::INFINITY };
        let heads = &self.measured[..self.heads];
        let slice = table_plan::plan(heads, self.measures(), start, |_, _| f32::INFINITY);
        self.draw(paper, &slice, None);
        paper.y += HEAD_RULE;
    }

    /// The elements of all cells, in reading order. Each section is a body of its own.
    fn add_nodes(&self, paper: &mut Paper, table: NodeId) -> Vec<Vec<NodeId>> {
        let mut nodes: Vec<Vec<NodeId>> = Vec::with_capacity(self.rows.len());
        let mut part: Option<(Role, NodeId)> = None;
        for row in &self.rows {
            let role = match row.kind {
                Kind::Head => Role::TableHead,
                Kind::Total => Role::TableFoot,
                Kind::Data | Kind::Section | Kind::Sum => Role::TableBody,
            };
            let parent = match part {
                Some((last, node)) if last == role && row.kind != Kind::Section => node,
                _ => paper.tree.add(table, role),
            };
            part = Some((role, parent));
            let element = paper.tree.add(parent, Role::Row);
            nodes.push(row.cells.iter().map(|cell| cell.add(paper, element)).collect());
        }
        if self.names_heads {
            self.name_heads(paper, &nodes);
        }
        nodes
    }

    /// Says for each cell which heads are its own.
    fn name_heads(&self, paper: &mut Paper, nodes: &[Vec<NodeId>]) {
        let heads: Vec<(usize, &SetCell, NodeId)> = self.rows[..self.heads]
            .iter()
            .enumerate()
            .flat_map(|(r, row)| row.cells.iter().zip(&nodes[r]).map(move |(c, n)| (r, c, *n)))
            .filter(|(_, cell, _)| !cell.lines.is_empty())
            .collect();
        let mut section = None;
        let mut row_head: Option<(NodeId, usize)> = None;
        for (r, row) in self.rows.iter().enumerate() {
            if row.kind == Kind::Section {
                section = nodes[r].first().copied();
                continue;
            }
            if row.kind == Kind::Total {
                section = None;
            }
            for (cell, node) in row.cells.iter().zip(&nodes[r]) {
                if cell.scope == Some(Scope::Row) {
                    row_head = Some((*node, r + cell.rows));
                }
                let above = heads.iter().filter(|(above, head, _)| {
                    *above < r
                        && head.column < cell.column + cell.columns
                        && cell.column < head.column + head.columns
                });
                let beside = row_head.filter(|(head, end)| *end > r && head != node);
                let named = section.into_iter().chain(above.map(|(_, _, head)| *head));
                paper.tree.nodes[*node].headers =
                    named.chain(beside.map(|(head, _)| head)).collect();
            }
        }
    }

    /// Draws what stands on one page. Without nodes it is a repeated head.
    fn draw(&self, paper: &mut Paper, slice: &Slice, nodes: Option<&[Vec<NodeId>]>) {
        let origin = paper.y;
        for (i, piece) in slice.pieces.iter().enumerate() {
            let top = origin + piece.top;
            self.draw_ground(paper, piece, top, i == 0);
            let row = &self.rows[piece.row];
            let mut parts: Vec<Part<'_>> = row
                .cells
                .iter()
                .enumerate()
                .filter(|(_, cell)| cell.rows == 1)
                .map(|(i, cell)| {
                    let holds = self.measured[piece.row].lines.max(piece.lines.end);
                    let lowered = if row.kind == Kind::Head { holds - cell.lines.len() } else { 0 };
                    let from = piece.lines.start.saturating_sub(lowered).min(cell.lines.len());
                    let to = piece.lines.end.saturating_sub(lowered).min(cell.lines.len());
                    let skipped = (lowered + from).saturating_sub(piece.lines.start);
                    let top = top + skipped as f32 * row.style.leading;
                    let node = nodes.map(|nodes| nodes[piece.row][i]);
                    Part { cell, lines: &cell.lines[from..to], style: &row.style, top, node }
                })
                .collect();
            parts.extend(piece.spans.iter().map(|span| {
                let row = &self.rows[span.row];
                let cell = &row.cells[span.cell];
                let lines = &cell.lines[span.lines.clone()];
                let height = lines.len() as f32 * row.style.leading + 2.0 * ROW_PADDING;
                let lowered = if row.kind == Kind::Head { span.height - height } else { 0.0 };
                let node = nodes.map(|nodes| nodes[span.row][span.cell]);
                Part { cell, lines, style: &row.style, top: top + lowered.max(0.0), node }
            }));
            parts.sort_by_key(|part| part.cell.column);
            for part in parts {
                part.draw(paper, self.columns.padding);
            }
        }
        paper.y = slice.pieces.last().map_or(origin, |piece| origin + piece.top + piece.height);
    }

    /// Draws tints and rules behind a row.
    fn draw_ground(&self, paper: &mut Paper, piece: &Piece, top: f32, is_first: bool) {
        let row = &self.rows[piece.row];
        let (right, bottom) = (LEFT + WIDTH, top + piece.height);
        let begins = piece.lines.start == 0;
        match row.kind {
            Kind::Head => paper.decoration(|paper| {
                if piece.row + 1 == self.heads {
                    paper.rule((LEFT, bottom), (right, bottom), 1.0, ACCENT);
                    return;
                }
                let inset = self.columns.padding;
                for cell in row.cells.iter().filter(|c| c.rows == 1 && !c.lines.is_empty()) {
                    let ends = (cell.left + inset, cell.left + cell.width - inset);
                    paper.rule((ends.0, bottom), (ends.1, bottom), 0.5, MUTED);
                }
            }),
            Kind::Section => paper.decoration(|paper| {
                paper.rectangle(LEFT, top, WIDTH, piece.height, TINT);
            }),
            Kind::Data if row.tinted => paper.decoration(|paper| {
                paper.rectangle(LEFT, top, WIDTH, piece.height, TINT);
            }),
            Kind::Data if self.ruled && begins && !is_first && piece.row > self.heads => {
                paper.decoration(|paper| {
                    for cell in &row.cells {
                        let ends = (cell.left, cell.left + cell.width);
                        paper.rule((ends.0, top), (ends.1, top), 0.4, RULE);
                    }
                });
            }
            Kind::Sum if begins => paper.decoration(|paper| {
                paper.rule((LEFT, top), (right, top), 0.6, MUTED);
            }),
            Kind::Total if begins => paper.decoration(|paper| {
                paper.rule((LEFT, top), (right, top), 1.0, ACCENT);
            }),
            Kind::Data | Kind::Sum | Kind::Total => {}
        }
    }
}

impl SetCell {
    fn add(&self, paper: &mut Paper, row: NodeId) -> NodeId {
        let role = if self.scope.is_some() { Role::HeadCell } else { Role::Cell };
        let node = paper.tree.add(row, role);
        let element = &mut paper.tree.nodes[node];
        element.scope = self.scope;
        element.columns = (self.columns > 1).then_some(self.columns);
        element.rows = (self.rows > 1).then_some(self.rows);
        node
    }
}

/// The lines of a cell on one page.
struct Part<'t> {
    cell: &'t SetCell,
    lines: &'t [Line],
    style: &'t Style,
    /// The upper edge of the lines, less the padding.
    top: f32,
    node: Option<NodeId>,
}

impl Part<'_> {
    fn draw(&self, paper: &mut Paper, padding: f32) {
        if self.lines.is_empty() {
            return;
        }
        let draw = |paper: &mut Paper| {
            for (i, line) in self.lines.iter().enumerate() {
                let y = self.top + ROW_PADDING + i as f32 * self.style.leading;
                let room = self.cell.width - self.cell.inset - padding;
                let free = (room - line.width).max(0.0);
                let moved = match self.cell.side {
                    Side::Left => 0.0,
                    Side::Centre => free / 2.0,
                    Side::Right => free + hanging(line).min(padding),
                };
                let x = self.cell.left + self.cell.inset + moved;
                paper.put(line, self.style, x, y);
            }
        };
        match self.node {
            Some(node) => {
                paper.begin(node);
                draw(paper);
                paper.end();
            }
            None => paper.decoration(draw),
        }
    }
}

/// How wide the mark of a note is that a line ends with. It hangs over the edge of its column, so that
/// the figures stand below each other.
fn hanging(line: &Line) -> f32 {
    let last =
        line.parts.last().filter(|part| part.inline.as_ref().is_some_and(|i| i.note().is_some()));
    last.map_or(0.0, |part| part.width)
}
