//! How wide the columns of a table are, and how large its type.

use crate::lines::Breaker;
use crate::model::{Align, Rich, Style as Manner, Table};

use super::FaceName;
use super::style::{Style, WIDTH};
use super::table::set_as;
use super::table_grid::{Grid, Kind, Placed};

/// The sizes of type that are tried, each with the space beside the text, in points.
const SIZES: [(f32, f32); 5] = [(9.0, 4.0), (8.0, 3.0), (7.0, 2.0), (6.5, 1.5), (6.0, 1.0)];
/// What the mark of a footnote takes, in em.
const MARK: f32 = 0.7;

/// The columns of a table and the type that fits them.
pub(super) struct Columns {
    pub(super) widths: Vec<f32>,
    pub(super) aligns: Vec<Align>,
    /// Which columns are too narrow for their figures.
    pub(super) narrow: Vec<bool>,
    /// Between the text and the edge of its column, in points.
    pub(super) padding: f32,
    pub(super) cell: Style,
    /// How much further words stand in that follow a column of figures, in points.
    indents: Vec<f32>,
}

impl Columns {
    /// Figures are never broken if type of 6 points or more lets them stand on one line; words are
    /// broken only where their column cannot be widened.
    pub(super) fn of(table: &Table, grid: &Grid<'_>, breaker: &Breaker) -> Self {
        let count = grid.columns;
        let aligns: Vec<Align> =
            (0..count).map(|i| table.columns.get(i).map_or(Align::Left, |c| c.align)).collect();
        let shares: Vec<f32> =
            (0..count).map(|i| table.columns.get(i).map_or(1.0, |c| share(c.share))).collect();
        let demands = Demands::of(grid, &aligns, breaker);
        let widest_padding = WIDTH / count.max(1) as f32 * 0.12;
        let mut fitted = (SIZES[0].0, SIZES[0].1, Vec::new());
        for (size, padding) in SIZES {
            let padding = widest_padding.min(padding);
            let needs = demands.at(size, padding, &aligns);
            let fits = needs.iter().map(Need::least).sum::<f32>() <= WIDTH;
            fitted = (size, padding, needs);
            if fits {
                break;
            }
        }
        let (size, padding, needs) = fitted;
        let cell = Style { size, leading: size * 1.4, ..Style::CELL };
        let widths = widths(&shares, &needs);
        let narrow = widths.iter().zip(&needs).map(|(width, need)| width + 0.1 < need.figures);
        let narrow = narrow.collect();
        let indents = (0..count).map(|column| indent(&aligns, column, padding)).collect();
        Columns { narrow, widths, aligns, padding, cell, indents }
    }

    /// The left edge of a cell from the left edge of the table, and its width.
    pub(super) fn extent(&self, cell: &Placed<'_>) -> (f32, f32) {
        let left = self.widths[..cell.column].iter().sum();
        let width = self.widths[cell.column..cell.column + cell.columns].iter().sum();
        (left, width)
    }

    /// How far the text of a cell stands in from its left edge.
    pub(super) fn inset(&self, cell: &Placed<'_>) -> f32 {
        self.padding + self.indents[cell.column]
    }
}

/// Figures that end where words begin are read as one.
fn indent(aligns: &[Align], column: usize, padding: f32) -> f32 {
    let follows = column > 0 && aligns[column - 1] == Align::Right;
    if follows && aligns[column] == Align::Left { padding } else { 0.0 }
}

/// A share that can be reckoned with.
fn share(share: f32) -> f32 {
    if share.is_finite() && share > 0.0 { share.clamp(0.05, 100.0) } else { 1.0 }
}

/// What columns need: in em in a [`Demands`], in points elsewhere.
#[derive(Debug, Clone, Copy, Default)]
struct Need {
    /// So that no figure is broken.
    figures: f32,
    /// So that no word is broken either.
    words: f32,
}

impl Need {
    fn least(&self) -> f32 {
        self.figures.max(self.words)
    }

    fn widen(&mut self, other: Need) {
        self.figures = self.figures.max(other.figures);
        self.words = self.words.max(other.words);
    }
}

/// What the texts of a table need, in em.
struct Demands {
    columns: Vec<Need>,
    /// What cells over several columns need: the first column, how many, how much.
    wide: Vec<(usize, usize, Need)>,
}

impl Demands {
    fn of(grid: &Grid<'_>, aligns: &[Align], breaker: &Breaker) -> Self {
        let mut columns = vec![Need::default(); grid.columns];
        let mut wide: Vec<(usize, usize, Need)> = Vec::new();
        for row in grid.heads.iter().chain(&grid.rows) {
            let style = Style { size: 1.0, ..Style::CELL };
            let is_bold = row.kind != Kind::Data;
            let style = if is_bold { style.semi_bold() } else { style };
            for cell in row.cells.iter().filter(|cell| !cell.is_blank()) {
                let style = set_as(style, aligns[cell.column]);
                // A head may be broken at its spaces, and so may a sentence over all columns.
                let by_words = matches!(row.kind, Kind::Head | Kind::Section)
                    || aligns[cell.column] == Align::Left;
                let need = if by_words {
                    Need { words: widest_word(breaker, &cell.text, &style), figures: 0.0 }
                } else {
                    Need { figures: widest_line(breaker, &cell.text, &style), words: 0.0 }
                };
                if cell.columns == 1 {
                    columns[cell.column].widen(need);
                    continue;
                }
                let place = (cell.column, cell.columns);
                match wide.iter_mut().find(|(column, count, _)| (*column, *count) == place) {
                    Some((_, _, known)) => known.widen(need),
                    None => wide.push((cell.column, cell.columns, need)),
                }
            }
        }
        Demands { columns, wide }
    }

    /// What each column needs in type of this size, in points.
    fn at(&self, size: f32, padding: f32, aligns: &[Align]) -> Vec<Need> {
        let slack = 0.5;
        // A long sentence in a column of figures is no figure, and one endless word must not take the
        // table from the others.
        let bounded = |need: &Need, column: usize| {
            let beside = 2.0 * padding + indent(aligns, column, padding) + slack;
            let points = |em: f32| if em > 0.0 { em * size + beside } else { 0.0 };
            Need {
                figures: points(need.figures).min(WIDTH * 0.4),
                words: points(need.words).max(beside).min(WIDTH * 0.3),
            }
        };
        let columns = self.columns.iter().enumerate();
        let mut needs: Vec<Need> = columns.map(|(i, need)| bounded(need, i)).collect();
        for (first, count, need) in &self.wide {
            let covered = &mut needs[*first..first + count];
            let have: f32 = covered.iter().map(Need::least).sum();
            let short = bounded(need, *first).least() - have;
            if short > 0.0 {
                for column in covered {
                    let least = column.least() + short / *count as f32;
                    column.words = column.words.max(least);
                }
            }
        }
        needs
    }
}

fn set_in(style: &Style, manner: Manner) -> Style {
    match manner {
        Manner::Plain => *style,
        Manner::Strong => style.semi_bold(),
        Manner::Emphasis => Style { face: FaceName::Italic, ..*style },
    }
}

/// The widest word that cannot be broken by the rules.
fn widest_word(breaker: &Breaker, text: &Rich, style: &Style) -> f32 {
    let widths = text.0.iter().map(|piece| {
        let word = breaker.widest_word(&piece.text, &set_in(style, piece.style));
        word + if piece.note.is_some() { MARK } else { 0.0 }
    });
    widths.fold(0.0, f32::max)
}

/// The widest of the lines that the writer has set.
fn widest_line(breaker: &Breaker, text: &Rich, style: &Style) -> f32 {
    let mut widest = 0.0_f32;
    let mut line = 0.0;
    for piece in &text.0 {
        for (i, part) in piece.text.split('\n').enumerate() {
            if i > 0 {
                line = 0.0;
            }
            line += breaker.width(part, &set_in(style, piece.style));
            widest = widest.max(line);
        }
        if piece.note.is_some() {
            line += MARK;
            widest = widest.max(line);
        }
    }
    widest
}

/// Widths by share, widened to what each column needs, together exactly the width of the text.
fn widths(shares: &[f32], needs: &[Need]) -> Vec<f32> {
    let sum = |select: fn(&Need) -> f32| needs.iter().map(select).sum::<f32>();
    let least: Vec<f32> = if sum(Need::least) <= WIDTH {
        needs.iter().map(Need::least).collect()
    } else if sum(|need| need.figures) <= WIDTH * 0.85 {
        needs.iter().map(|need| need.figures).collect()
    } else {
        // Not even the figures fit: each column gets less by the same part.
        let narrowed = WIDTH / sum(Need::least);
        return needs.iter().map(|need| need.least() * narrowed).collect();
    };
    let mut widened = vec![false; shares.len()];
    loop {
        let taken: f32 = (0..shares.len()).filter(|i| widened[*i]).map(|i| least[i]).sum();
        let open: f32 = (0..shares.len()).filter(|i| !widened[*i]).map(|i| shares[i]).sum();
        let by_share = |i: usize| shares[i] / open * (WIDTH - taken);
        let short =
            (0..shares.len()).find(|i| !widened[*i] && by_share(*i) + f32::EPSILON < least[*i]);
        match short {
            Some(i) => widened[i] = true,
            None => {
                return (0..shares.len())
                    .map(|i| if widened[i] { least[i] } else { by_share(i) })
                    .collect();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::built_in;
    use crate::model::{Cell, Column, HeadGroup, Row};
    use crate::shaping::Shaper;

    fn of(table: &Table) -> Columns {
        let shaper = Shaper::new(built_in().unwrap());
        let breaker = Breaker { shaper, hyphenation: hypher::Lang::Norwegian };
        Columns::of(table, &Grid::of(table), &breaker)
    }

    fn table(shares: &[f32], row: &[&str]) -> Table {
        let column = |share: &f32| Column { head: "X".into(), share: *share, align: Align::Right };
        Table {
            columns: shares.iter().map(column).collect(),
            rows: vec![Row::data(row.iter().copied())],
            ..Table::default()
        }
    }

    fn columns(shares: &[f32], row: &[&str]) -> Columns {
        of(&table(shares, row))
    }

    #[test]
    fn figures_get_the_width_they_need() {
        let columns = columns(&[50.0, 1.0], &["1", "11\u{a0}000\u{a0}000"]);
        assert!(columns.widths[1] > 45.0, "{:?}", columns.widths);
        assert!((columns.widths.iter().sum::<f32>() - WIDTH).abs() < 0.1);
    }

    #[test]
    fn shares_that_are_no_numbers_count_as_one() {
        let columns = columns(&[f32::NAN, f32::INFINITY, -3.0], &["a", "b", "c"]);
        assert!(columns.widths.iter().all(|w| (w - WIDTH / 3.0).abs() < 0.1));
    }

    #[test]
    fn many_columns_get_smaller_type_and_never_run_off_the_page() {
        let amount = "100\u{a0}000\u{a0}000";
        assert!(columns(&[1.0; 9], &[amount; 9]).cell.size < 9.0);
        for count in [12, 20, 40] {
            let columns = columns(&vec![1.0; count], &vec![amount; count]);
            assert!((columns.widths.iter().sum::<f32>() - WIDTH).abs() < 0.1);
            assert!(columns.widths.iter().all(|width| *width > 2.0 * columns.padding));
        }
    }

    #[test]
    fn a_cell_over_several_columns_widens_them_together() {
        let mut wide = table(&[10.0, 1.0, 1.0], &["a", "1", "2"]);
        wide.groups = vec![
            HeadGroup { head: String::new(), columns: 1 },
            HeadGroup { head: "Måloppnåelsesvurderinger".into(), columns: 2 },
        ];
        let narrow = of(&table(&[10.0, 1.0, 1.0], &["a", "1", "2"])).widths;
        let widths = of(&wide).widths;
        assert!(widths[1] + widths[2] > narrow[1] + narrow[2] + 10.0, "{widths:?} {narrow:?}");
        wide.groups.clear();
        let span = |text: &str, columns| Cell { columns, ..Cell::from(text) };
        wide.total = Some(vec!["Sum".into(), span("1\u{a0}000\u{a0}000\u{a0}000\u{a0}000", 2)]);
        let widths = of(&wide).widths;
        assert!(widths[1] + widths[2] > 90.0, "{widths:?}");
    }
}
