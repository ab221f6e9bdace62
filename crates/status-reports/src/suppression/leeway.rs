//! What a hidden count could be instead: another table that looks the same to a reader.
//!
//! A reader knows the counts that are told, the equations between all of them, and that nothing is less
//! than none. A count is safe when a second table of whole numbers fits all that and has another number in
//! its place. Such a table is searched for from the true one, by one person more here and one less there
//! until every equation balances again; what none is found for counts as given away, so that a search that
//! ends too soon hides too much and never too little.

use super::{Cell, RELATIONS, Sheet};
use std::collections::{BTreeMap, BTreeSet};

/// In how many places another table may differ; narrow ones are found at once.
const WIDTHS: [usize; 5] = [4, 8, 12, 20, 40];
/// How many steps are taken for each width. Tables of a hundred projects need a few hundred.
const STEPS: usize = 3_000;

/// Looks for other tables.
pub(super) struct Leeway<'a> {
    sheet: &'a Sheet,
    /// What is hidden and follows from what is told: it cannot change.
    fixed: &'a BTreeSet<Cell>,
}

/// An equation between counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Equation {
    /// What belongs together within a row, by its place among [`RELATIONS`].
    Within(usize, usize),
    /// A kind over all rows.
    Over(usize),
}

impl<'a> Leeway<'a> {
    pub(super) const fn new(sheet: &'a Sheet, fixed: &'a BTreeSet<Cell>) -> Leeway<'a> {
        Leeway { sheet, fixed }
    }

    /// The places in which another table differs, this one among them; `None` when none was found.
    pub(super) fn another(&self, cell: Cell) -> Option<Vec<Cell>> {
        if self.is_fixed(cell) {
            return None;
        }
        for width in WIDTHS {
            for by in [1, -1] {
                let mut search = Search {
                    leeway: self,
                    changes: BTreeMap::new(),
                    unbalanced: BTreeMap::new(),
                    width,
                    steps: STEPS,
                };
                if self.may_change(cell, by) && search.goes_on_from(cell, by) {
                    return Some(search.changes.into_keys().collect());
                }
            }
        }
        None
    }

    fn is_fixed(&self, cell: Cell) -> bool {
        self.sheet.is_shown(cell) || self.fixed.contains(&cell)
    }

    /// Nothing becomes less than none; a difference that is so already may be anything.
    fn may_change(&self, (row, kind): Cell, by: i64) -> bool {
        let value = self.sheet.values[row][kind];
        value < 0 || value + by >= 0
    }

    /// Whether the counts of a row fit a relation. Where people came back, or were there before the project
    /// was, they do not, and no table is found by it.
    fn holds(&self, row: usize, relation: usize) -> bool {
        let [sum, one, other] = RELATIONS[relation].map(|kind| self.sheet.values[row][kind]);
        sum == one + other && one >= 0 && other >= 0
    }

    fn equations(&self, (row, kind): Cell) -> impl Iterator<Item = Equation> {
        let within = (0..RELATIONS.len())
            .filter(move |at| RELATIONS[*at].contains(&kind) && self.holds(row, *at))
            .map(move |at| Equation::Within(row, at));
        within.chain([Equation::Over(kind)])
    }

    /// The counts of an equation with their factors.
    fn terms(&self, equation: Equation) -> Vec<(Cell, i64)> {
        match equation {
            Equation::Within(row, at) => {
                let [sum, one, other] = RELATIONS[at];
                vec![((row, sum), 1), ((row, one), -1), ((row, other), -1)]
            }
            Equation::Over(kind) => {
                let total = self.sheet.total();
                let rows = (0..total).map(|row| ((row, kind), -1));
                [((total, kind), 1)].into_iter().chain(rows).collect()
            }
        }
    }

    fn factor(&self, equation: Equation, (row, kind): Cell) -> i64 {
        let is_sum = match equation {
            Equation::Within(_, at) => RELATIONS[at][0] == kind,
            Equation::Over(_) => row == self.sheet.total(),
        };
        if is_sum { 1 } else { -1 }
    }
}

/// A search under way.
struct Search<'a> {
    leeway: &'a Leeway<'a>,
    /// The counts that are one more or one less.
    changes: BTreeMap<Cell, i64>,
    /// The equations that do not hold with these changes, and by how much.
    unbalanced: BTreeMap<Equation, i64>,
    width: usize,
    steps: usize,
}

impl Search<'_> {
    /// Changes a count and what must follow; whether a table came of it. Otherwise all is as before.
    fn goes_on_from(&mut self, cell: Cell, by: i64) -> bool {
        self.put(cell, by);
        if self.is_balanced() {
            return true;
        }
        self.put(cell, -by);
        false
    }

    /// Changes a count, or takes the change back when it is the opposite of one.
    fn put(&mut self, cell: Cell, by: i64) {
        if self.changes.remove(&cell).is_none() {
            self.changes.insert(cell, by);
        }
        for equation in self.leeway.equations(cell) {
            let off = self.unbalanced.entry(equation).or_insert(0);
            *off += self.leeway.factor(equation, cell) * by;
            if *off == 0 {
                self.unbalanced.remove(&equation);
            }
        }
    }

    fn is_balanced(&mut self) -> bool {
        let ways = self.unbalanced.iter().map(|(equation, off)| self.ways(*equation, *off));
        let Some(ways) = ways.min_by_key(Vec::len) else { return true };
        if self.changes.len() >= self.width || self.steps == 0 {
            return false;
        }
        self.steps -= 1;
        ways.into_iter().any(|(cell, by)| self.goes_on_from(cell, by))
    }

    /// The changes that bring an equation nearer to its balance.
    fn ways(&self, equation: Equation, off: i64) -> Vec<(Cell, i64)> {
        let terms = self.leeway.terms(equation).into_iter();
        terms
            .map(|(cell, factor)| (cell, -off.signum() * factor))
            .filter(|(cell, by)| {
                !self.leeway.is_fixed(*cell)
                    && !self.changes.contains_key(cell)
                    && self.leeway.may_change(*cell, *by)
            })
            .collect()
    }
}
