//! How wide the columns of a table are.

use crate::lines::Breaker;
use crate::model::{Align, Table};

use super::style::{Style, WIDTH};

/// The sizes of type that are tried, each with the space beside the text, in points.
const SIZES: [(f32, f32); 4] = [(9.0, 4.0), (8.0, 3.0), (7.0, 2.0), (6.5, 1.5)];

/// The columns of a table and the type that fits them.
pub(super) struct Columns {
    pub(super) widths: Vec<f32>,
    pub(super) aligns: Vec<Align>,
    /// Between the text and the edge of its column, in points.
    pub(super) padding: f32,
    pub(super) cell: Style,
}

impl Columns {
    /// As many columns as the widest row has. Figures are never broken if type of 6.5 points or more lets
    /// them stand on one line; words are broken only where their column cannot be widened.
    pub(super) fn of(table: &Table, breaker: &Breaker) -> Self {
        let count = rows(table).map(<[String]>::len).max().unwrap_or(0).max(table.columns.len());
        let aligns: Vec<Align> =
            (0..count).map(|i| table.columns.get(i).map_or(Align::Left, |c| c.align)).collect();
        let shares: Vec<f32> =
            (0..count).map(|i| table.columns.get(i).map_or(1.0, |c| share(c.share))).collect();
        let widest_padding = WIDTH / count.max(1) as f32 * 0.12;
        let mut fitted = None;
        for (size, padding) in SIZES {
            let padding = widest_padding.min(padding);
            let cell = Style { size, leading: size * 1.4, ..Style::CELL };
            let needs: Vec<Need> = (0..count)
                .map(|i| Need::of(table, i, aligns[i], breaker, &cell, 2.0 * padding))
                .collect();
            let fits = needs.iter().map(|need| need.least()).sum::<f32>() <= WIDTH;
            fitted = Some((cell, padding, needs));
            if fits {
                break;
            }
        }
        let (cell, padding, needs) = fitted.unwrap_or((Style::CELL, 4.0, Vec::new()));
        Columns { widths: widths(&shares, &needs), aligns, padding, cell }
    }
}

/// All rows, also the sum.
fn rows(table: &Table) -> impl Iterator<Item = &[String]> {
    table.rows.iter().chain(&table.total).map(Vec::as_slice)
}

/// A share that can be reckoned with.
fn share(share: f32) -> f32 {
    if share.is_finite() && share > 0.0 { share.clamp(0.05, 100.0) } else { 1.0 }
}

/// What a column needs, in points.
struct Need {
    /// So that no figure is broken.
    figures: f32,
    /// So that no word is broken either.
    words: f32,
}

impl Need {
    fn of(
        table: &Table,
        column: usize,
        align: Align,
        breaker: &Breaker,
        cell: &Style,
        padding: f32,
    ) -> Self {
        let bold = cell.semi_bold();
        let mut words = table
            .columns
            .get(column)
            .map_or(0.0, |column| breaker.widest_word(&column.head, &bold));
        let mut figures = 0.0_f32;
        let body = table.rows.iter().map(|row| (row, cell));
        let all = body.chain(table.total.as_ref().map(|row| (row, &bold)));
        for (text, style) in all.filter_map(|(row, style)| Some((row.get(column)?, style))) {
            match align {
                Align::Left => words = words.max(breaker.widest_word(text, style)),
                Align::Right => {
                    let lines = text.split('\n').map(|line| breaker.width(line, style));
                    figures = lines.fold(figures, f32::max);
                }
            }
        }
        // A long sentence in a column of figures is no figure, and one endless word must not take the
        // table from the others.
        let slack = 0.5;
        Need {
            figures: if figures > 0.0 { (figures + padding + slack).min(WIDTH * 0.4) } else { 0.0 },
            words: (words + padding + slack).min(WIDTH * 0.3),
        }
    }

    fn least(&self) -> f32 {
        self.figures.max(self.words)
    }
}

/// Widths by share, widened to what each column needs, together exactly the width of the text.
fn widths(shares: &[f32], needs: &[Need]) -> Vec<f32> {
    let sum = |select: fn(&Need) -> f32| needs.iter().map(select).sum::<f32>();
    let least: Vec<f32> = if sum(Need::least) <= WIDTH {
        needs.iter().map(Need::least).collect()
    } else if sum(|need| need.figures) <= WIDTH * 0.85 {
        needs.iter().map(|need| need.figures).collect()
    } else {
        vec![0.0; shares.len()]
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
    use crate::model::Column;
    use crate::shaping::Shaper;

    fn columns(shares: &[f32], row: &[&str]) -> Columns {
        let shaper = Shaper::new(built_in().unwrap());
        let breaker = Breaker { shaper, hyphenation: hypher::Lang::Norwegian };
        let column = |share: &f32| Column { head: "X".into(), share: *share, align: Align::Right };
        let table = Table {
            caption: String::new(),
            columns: shares.iter().map(column).collect(),
            rows: vec![row.iter().map(|cell| (*cell).to_owned()).collect()],
            total: None,
        };
        Columns::of(&table, &breaker)
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
    fn many_columns_get_smaller_type() {
        let row = vec!["100\u{a0}000\u{a0}000"; 9];
        assert!(columns(&[1.0; 9], &row).cell.size < 9.0);
    }
}
