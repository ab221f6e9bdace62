//! Both margins at once: a table of counties and purposes whose rows and columns are given.

use super::{
    Ratio, UnitCode,
    error::in_language,
    grid::{FINE, Grid, Margin},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vocabulary::{Language, Money};

/// The most units the whole table may have, so that every product fits in 128 bits.
const MOST_UNITS: i128 = 1_000_000_000_000;
/// The most the wanted numbers may be together.
const MOST_WANTED: i128 = 1_000_000_000_000_000;

/// One cell of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// What it counts by.
    pub wanted: i64,
    /// Its exact value in units: the wanted numbers scaled by rows and by columns in turn until both
    /// margins hold, in millionths.
    pub exact: Ratio,
    /// Got the unit above its exact value and not the one below.
    pub rounded_up: bool,
    /// What it gets.
    pub amount: Money,
}

/// A chain of cells that changed their rounding after the largest remainders had been rounded up: the
/// first was rounded up, the next down, and so on in turns, so that a margin that was short got its sum,
/// or so that the remainders that are rounded up are more together. Row and column of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// The cells of the chain.
    pub cells: Vec<(UnitCode, String)>,
}

/// A table whose rows and columns add up to their margins, to the øre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The unit of the cells.
    pub unit: Money,
    /// The rows with their margins, in the order of the input.
    pub rows: Vec<(UnitCode, Money)>,
    /// The columns with their margins, in the order of the input.
    pub columns: Vec<(String, Money)>,
    /// The cells, row by row.
    pub cells: Vec<Vec<Cell>>,
    /// How often rows and columns were scaled.
    pub passes: usize,
    /// Where the largest remainders one by one were not the best of all tables with these margins.
    pub shifts: Vec<Shift>,
}

/// Why there is no such table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BothError {
    /// No rows, no columns, a name twice, or not one wanted number per cell.
    #[error("the table needs one wanted number for every row and column, and every name once")]
    Shape,
    /// A wanted number is negative, or all of them are above 10^15 together.
    #[error("what is wanted must be numbers of 0 or more, and 10^15 together at most")]
    Wanted,
    /// A margin is negative or not a whole number of units.
    #[error("«{name}» is not a whole number of units of {unit} kr")]
    Unit {
        /// The row or the column.
        name: String,
        /// The unit.
        unit: Money,
    },
    /// The margins do not belong together.
    #[error("the rows add up to {rows} kr and the columns to {columns} kr")]
    Margins {
        /// The sum of the rows.
        rows: Money,
        /// The sum of the columns.
        columns: Money,
    },
    /// No table has these margins and nothing where nothing is wanted.
    #[error("«{name}» cannot get its sum: too few of its cells may get anything")]
    NoWay {
        /// The row or the column.
        name: String,
    },
}

impl BothError {
    /// The sentence in the reader's language.
    pub fn in_words(&self, language: Language) -> String {
        let [nb, nn] = match self {
            BothError::Shape => [
                "Tabellen må ha ett tall for hver rad og kolonne, og hvert navn én gang."
                    .to_owned(),
                "Tabellen må ha eitt tal for kvar rad og kolonne, og kvart namn éin gong."
                    .to_owned(),
            ],
            BothError::Wanted => [
                "Tallene i tabellen må være 0 eller mer, og til sammen høyst 10¹⁵.".to_owned(),
                "Tala i tabellen må vere 0 eller meir, og til saman høgst 10¹⁵.".to_owned(),
            ],
            BothError::Unit { name, unit } => [
                format!("«{name}» er ikke et helt antall enheter på {unit} kr."),
                format!("«{name}» er ikkje eit heilt tal einingar på {unit} kr."),
            ],
            BothError::Margins { rows, columns } => [
                format!("Radene er til sammen {rows} kr og kolonnene {columns} kr."),
                format!("Radene er til saman {rows} kr og kolonnane {columns} kr."),
            ],
            BothError::NoWay { name } => [
                format!("«{name}» kan ikke få summen sin: for få av rutene kan få noe."),
                format!("«{name}» kan ikkje få summen sin: for få av rutene kan få noko."),
            ],
        };
        in_language(language, nb, nn, self)
    }
}

/// Fills a table whose margins are given (controlled rounding): both margins hold exactly, and every
/// cell is its exact value rounded down or up to a whole unit; what is wanted nowhere gets nothing.
///
/// Of all such tables it is one whose rounded-up remainders are the most together. The largest are
/// rounded up first, as far as row and column have room; ties: the larger wanted number, then the row,
/// then the column. Where that leaves a margin short or is not the most, chains of cells are shifted;
/// the result shows them. Source: Cox, *A constructive procedure for unbiased controlled rounding* (1987); the exact
/// table is Deming & Stephan's iterative proportional fitting (1940).
pub fn share_both(
    unit: Money,
    rows: &[(UnitCode, Money)],
    columns: &[(String, Money)],
    wanted: &[Vec<i64>],
) -> Result<Table, BothError> {
    let names: BTreeSet<&UnitCode> = rows.iter().map(|(name, _)| name).collect();
    let heads: BTreeSet<&String> = columns.iter().map(|(name, _)| name).collect();
    if rows.is_empty()
        || columns.is_empty()
        || names.len() != rows.len()
        || heads.len() != columns.len()
        || wanted.len() != rows.len()
        || wanted.iter().any(|row| row.len() != columns.len())
    {
        return Err(BothError::Shape);
    }
    let all: i128 = wanted.iter().flatten().map(|number| i128::from(*number)).sum();
    if all > MOST_WANTED || wanted.iter().flatten().any(|number| *number < 0) {
        return Err(BothError::Wanted);
    }
    let sum = |amounts: &mut dyn Iterator<Item = Money>| amounts.sum::<Money>();
    let margins =
        (sum(&mut rows.iter().map(|row| row.1)), sum(&mut columns.iter().map(|column| column.1)));
    if margins.0 != margins.1 {
        return Err(BothError::Margins { rows: margins.0, columns: margins.1 });
    }
    // By name, so that the order of the input changes nothing.
    let mut row_order: Vec<usize> = (0..rows.len()).collect();
    row_order.sort_by_key(|&at| &rows[at].0);
    let mut column_order: Vec<usize> = (0..columns.len()).collect();
    column_order.sort_by_key(|&at| &columns[at].0);
    let in_units = |name: &str, amount: Money| {
        let fits = unit.is_positive()
            && amount >= Money::ZERO
            && amount.ore() % unit.ore() == 0
            && i128::from(margins.0.ore() / unit.ore()) <= MOST_UNITS;
        let wrong = || BothError::Unit { name: name.to_owned(), unit };
        fits.then(|| amount.ore() / unit.ore()).ok_or_else(wrong)
    };
    let mut grid = Grid {
        rows: row_order
            .iter()
            .map(|&at| in_units(rows[at].0.as_str(), rows[at].1))
            .collect::<Result<_, _>>()?,
        columns: column_order
            .iter()
            .map(|&at| in_units(&columns[at].0, columns[at].1))
            .collect::<Result<_, _>>()?,
        wanted: row_order
            .iter()
            .map(|&row| column_order.iter().map(|&column| wanted[row][column].into()).collect())
            .collect(),
        exact: Vec::new(),
    };
    let named = |margin: Margin| BothError::NoWay {
        name: match margin {
            Margin::Row(at) => rows[row_order[at]].0.to_string(),
            Margin::Column(at) => columns[column_order[at]].0.clone(),
        },
    };
    let passes = grid.scale().map_err(named)?;
    grid.meet_columns().map_err(named)?;
    let (up, chains) = grid.round().map_err(named)?;

    let mut cells: Vec<Vec<Option<Cell>>> = vec![vec![None; columns.len()]; rows.len()];
    for (i, &row) in row_order.iter().enumerate() {
        for (j, &column) in column_order.iter().enumerate() {
            let exact = Ratio::of(grid.exact[i][j], FINE);
            let units = exact.whole + i64::from(up[i][j]);
            cells[row][column] = Some(Cell {
                wanted: wanted[row][column],
                exact,
                rounded_up: up[i][j],
                amount: Money::from_ore(units * unit.ore()),
            });
        }
    }
    let name =
        |(i, j): (usize, usize)| (rows[row_order[i]].0.clone(), columns[column_order[j]].0.clone());
    Ok(Table {
        unit,
        rows: rows.to_vec(),
        columns: columns.to_vec(),
        cells: cells.into_iter().map(|row| row.into_iter().flatten().collect()).collect(),
        passes,
        shifts: chains
            .into_iter()
            .map(|chain| Shift { cells: chain.into_iter().map(name).collect() })
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kr(thousands: i64) -> Money {
        Money::from_kroner(thousands * 1000)
    }
    fn rows(sums: &[i64]) -> Vec<(UnitCode, Money)> {
        sums.iter().enumerate().map(|(n, sum)| (UnitCode(format!("{n:02}")), kr(*sum))).collect()
    }
    fn columns(sums: &[i64]) -> Vec<(String, Money)> {
        sums.iter().enumerate().map(|(n, sum)| (format!("purpose {n}"), kr(*sum))).collect()
    }
    fn thousands(table: &Table) -> Vec<Vec<i64>> {
        let row = |row: &Vec<Cell>| row.iter().map(|c| c.amount.whole_kroner() / 1000).collect();
        table.cells.iter().map(row).collect()
    }

    #[test]
    fn a_table_whose_margins_fit() {
        let table = share_both(
            kr(1),
            &rows(&[5, 5]),
            &columns(&[3, 3, 4]),
            &[vec![1, 1, 1], vec![1, 1, 1]],
        )
        .expect("a table");
        // Every exact value is half a row's share of the column: 1.5, 1.5, 2.
        assert_eq!(table.cells[0][0].exact.decimals(3).to_string(), "1.500");
        assert_eq!(thousands(&table), [vec![2, 1, 2], vec![1, 2, 2]]);
    }

    #[test]
    fn the_largest_remainders_one_by_one_are_not_always_the_most() {
        let wanted = [vec![3, 2, 4, 2], vec![1, 3, 5, 4], vec![0, 5, 3, 3], vec![0, 3, 5, 2]];
        let table = share_both(kr(1), &rows(&[1, 4, 5, 5]), &columns(&[2, 2, 5, 6]), &wanted)
            .expect("a table");
        assert!(!table.shifts.is_empty());
        for Shift { cells } in &table.shifts {
            for pair in cells.windows(2) {
                assert!((pair[0].0 == pair[1].0) != (pair[0].1 == pair[1].1), "{cells:?}");
            }
        }
        let sums = |table: &Table| -> Vec<Money> {
            (0..4).map(|j| table.cells.iter().map(|row| row[j].amount).sum()).collect()
        };
        assert_eq!(sums(&table), [kr(2), kr(2), kr(5), kr(6)]);
    }

    /// The most that rounded-up remainders can be together: every choice is tried.
    fn most(table: &Table) -> i64 {
        let cells: Vec<&Cell> = table.cells.iter().flatten().collect();
        let width = table.columns.len();
        let short = |given: i64, margin: Money| margin.whole_kroner() / 1000 - given;
        let of_row: Vec<i64> = table
            .rows
            .iter()
            .zip(&table.cells)
            .map(|(row, cells)| short(cells.iter().map(|c| c.exact.whole).sum(), row.1))
            .collect();
        let of_column: Vec<i64> = table
            .columns
            .iter()
            .enumerate()
            .map(|(j, column)| {
                short(table.cells.iter().map(|row| row[j].exact.whole).sum(), column.1)
            })
            .collect();
        let choices = 0_u32..1 << cells.len();
        let best = choices.filter_map(|choice| {
            let (mut rows, mut columns, mut sum) = (of_row.clone(), of_column.clone(), 0);
            for (at, cell) in cells.iter().enumerate().filter(|(at, _)| choice >> at & 1 == 1) {
                if cell.exact.numerator == 0 {
                    return None;
                }
                rows[at / width] -= 1;
                columns[at % width] -= 1;
                sum += cell.exact.numerator;
            }
            rows.iter().chain(&columns).all(|short| *short == 0).then_some(sum)
        });
        best.max().expect("some choice")
    }

    #[test]
    fn what_has_no_table_is_said() {
        let two = vec![vec![1, 0], vec![1, 0]];
        let why = |r: &[i64], c: &[i64], w: &[Vec<i64>]| {
            share_both(kr(1), &rows(r), &columns(c), w).map(|_| ()).unwrap_err()
        };
        assert_eq!(
            why(&[1, 2], &[2, 2], &two).to_string(),
            "the rows add up to 3\u{a0}000 kr and the columns to 4\u{a0}000 kr"
        );
        assert_eq!(why(&[2, 2], &[3, 1], &two), BothError::NoWay { name: "purpose 1".into() });
        assert_eq!(
            why(&[2, 2], &[2, 2], &[vec![0, 0], vec![1, 1]]),
            BothError::NoWay { name: "00".into() }
        );
        // Each row and column has a cell, and yet the first column cannot get more than its row.
        assert_eq!(
            why(&[1, 3], &[3, 1], &[vec![1, 0], vec![0, 1]]),
            BothError::NoWay { name: "purpose 0".into() }
        );
        assert_eq!(why(&[2], &[2], &two), BothError::Shape);
        assert_eq!(why(&[2], &[2], &[vec![-1]]), BothError::Wanted);
        let odd = share_both(kr(2), &rows(&[3]), &columns(&[3]), &[vec![1]]);
        assert!(matches!(odd, Err(BothError::Unit { .. })));
    }

    proptest! {
        #[test]
        fn both_margins_hold_and_every_cell_is_its_exact_value_rounded(
            wanted in (1_usize..9, 1_usize..6).prop_flat_map(|(height, width)| {
                proptest::collection::vec(proptest::collection::vec(0_i64..50, width), height)
            }),
            sums in proptest::collection::vec(0_i64..40, 5 * 9),
            reversed in any::<bool>(),
        ) {
            let (height, width) = (wanted.len(), wanted[0].len());
            // Margins of some table that has nothing where nothing is wanted: so there is one.
            let some = |i: usize, j: usize| if wanted[i][j] > 0 { sums[i * 5 + j] } else { 0 };
            let of_row: Vec<i64> =
                (0..height).map(|i| (0..width).map(|j| some(i, j)).sum()).collect();
            let of_column: Vec<i64> =
                (0..width).map(|j| (0..height).map(|i| some(i, j)).sum()).collect();
            let (mut rows, columns) = (rows(&of_row), columns(&of_column));
            let table = share_both(kr(1), &rows, &columns, &wanted).unwrap();
            for (row, cells) in rows.iter().zip(&table.cells) {
                prop_assert_eq!(cells.iter().map(|cell| cell.amount).sum::<Money>(), row.1);
            }
            for (j, column) in columns.iter().enumerate() {
                let sum: Money = table.cells.iter().map(|row| row[j].amount).sum();
                prop_assert_eq!(sum, column.1);
            }
            for cell in table.cells.iter().flatten() {
                let units = cell.amount.whole_kroner() / 1000;
                prop_assert_eq!(units, cell.exact.whole + i64::from(cell.rounded_up));
                prop_assert!(!cell.rounded_up || cell.exact.numerator > 0);
                prop_assert!(cell.wanted > 0 || units == 0);
            }
            if height * width <= 10 {
                let up = table.cells.iter().flatten().filter(|cell| cell.rounded_up);
                prop_assert_eq!(up.map(|cell| cell.exact.numerator).sum::<i64>(), most(&table));
            }
            if reversed {
                let mut wanted = wanted.clone();
                wanted.reverse();
                rows.reverse();
                let mut again = share_both(kr(1), &rows, &columns, &wanted).unwrap().cells;
                again.reverse();
                prop_assert_eq!(again, table.cells);
            }
        }
    }
}
