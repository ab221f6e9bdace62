//! Which counts of persons can be published, so that none under 5 is told and none can be found by
//! adding and subtracting what is told.

mod equations;
mod leeway;
#[cfg(test)]
mod tests;

use equations::{Equations, MINUS};
use leeway::Leeway;
use std::collections::BTreeSet;

/// Counts of persons under this are not published.
pub(crate) const LEAST: u32 = 5;

/// How many kinds of counts a project has, in this order: informed, started, departed, active, in work.
pub(crate) const KINDS: usize = 5;

/// The kinds, with two that are never told but follow from others: who was informed and did not start,
/// and who started and is not in work.
const ALL: usize = KINDS + 2;
const INFORMED: usize = 0;
const STARTED: usize = 1;
const DEPARTED: usize = 2;
const ACTIVE: usize = 3;
const IN_WORK: usize = 4;
const NOT_STARTED: usize = 5;
const NOT_IN_WORK: usize = 6;

/// What a reader knows of any project: the first is the sum of the two others.
const RELATIONS: [[usize; 3]; 3] = [
    [INFORMED, STARTED, NOT_STARTED],
    [STARTED, DEPARTED, ACTIVE],
    [STARTED, IN_WORK, NOT_IN_WORK],
];

/// Which counts can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// Of each project.
    pub(crate) rows: Vec<[bool; KINDS]>,
    /// Of all of them together.
    pub(crate) total: [bool; KINDS],
}

/// Which counts of some projects and of their sums can be told. Every count under 5 is hidden; others
/// are, as few as a simple search finds, until every count under 5 could be another one for all that a
/// reader knows: the sums over the projects, what belongs together within one (those who started have
/// left or are active), and that there are no fewer than none of anything. What is hidden of one kind and
/// does not follow adds up to at least 5 as well.
pub(crate) fn shown(rows: &[[u32; KINDS]]) -> Shown {
    let mut sheet = Sheet::new(rows);
    // What can be another count can still be when more is hidden.
    let mut open = BTreeSet::new();
    loop {
        let mut changed = sheet.hide_what_gives_away();
        let following = sheet.determined();
        for kind in 0..ALL {
            changed |= sheet.widen(kind, &following);
        }
        if changed {
            continue;
        }
        // Then what the sums leave open and the floor of none does not.
        let Some(certain) = sheet.certain(&mut open) else { break };
        if !sheet.cure(certain) && !sheet.hide_beside(certain) {
            break;
        }
    }
    // A search that found nothing more to hide must not end with something told.
    if !sheet.disclosed().is_empty() || sheet.certain(&mut open).is_some() {
        sheet.shown.iter_mut().for_each(|row| *row = [false; KINDS]);
    }
    let total = sheet.shown.pop().unwrap_or([false; KINDS]);
    Shown { rows: sheet.shown, total }
}

/// A count by its row and kind.
type Cell = (usize, usize);

/// The counts with what is told of them; the last row is the sum of those before it.
struct Sheet {
    values: Vec<[i64; ALL]>,
    shown: Vec<[bool; KINDS]>,
}

impl Sheet {
    fn new(rows: &[[u32; KINDS]]) -> Sheet {
        let wide = |row: &[u32; KINDS]| {
            let of = |kind: usize| i64::from(row[kind]);
            [of(0), of(1), of(2), of(3), of(4), of(0) - of(1), of(1) - of(4)]
        };
        let mut values: Vec<[i64; ALL]> = rows.iter().map(wide).collect();
        let mut total = [0; ALL];
        for row in &values {
            for (sum, value) in total.iter_mut().zip(row) {
                *sum += value;
            }
        }
        values.push(total);
        let large = |row: &[i64; ALL]| {
            std::array::from_fn(|kind| row.get(kind).is_some_and(|n| *n >= i64::from(LEAST)))
        };
        let shown = values.iter().map(large).collect();
        Sheet { values, shown }
    }

    fn total(&self) -> usize {
        self.values.len() - 1
    }
    fn is_shown(&self, (row, kind): Cell) -> bool {
        kind < KINDS && self.shown[row][kind]
    }
    /// Hides a count; whether it was told before.
    fn hide(&mut self, (row, kind): Cell) -> bool {
        let was = self.is_shown((row, kind));
        if was {
            self.shown[row][kind] = false;
        }
        was
    }
    /// A count that nobody is to know. A difference below nothing is no count.
    fn is_small(&self, (row, kind): Cell) -> bool {
        (0..i64::from(LEAST)).contains(&self.values[row][kind])
    }

    /// The counts under 5 that follow from what is told.
    fn disclosed(&self) -> Vec<Cell> {
        self.determined().into_iter().filter(|cell| self.is_small(*cell)).collect()
    }

    /// The counts that are not told and follow from what is: those that the equations a reader knows
    /// leave one value for.
    fn determined(&self) -> Vec<Cell> {
        let mut known = Equations::default();
        let unknown =
            |cell: Cell, sign: u64| (!self.is_shown(cell)).then_some((cell.0 * ALL + cell.1, sign));
        for row in 0..self.values.len() {
            for [sum, one, other] in RELATIONS {
                let terms = [((row, sum), 1), ((row, one), MINUS), ((row, other), MINUS)];
                known.add(terms.into_iter().filter_map(|(cell, sign)| unknown(cell, sign)));
            }
        }
        for kind in 0..ALL {
            let rows = (0..self.total()).filter_map(|row| unknown((row, kind), MINUS));
            known.add(unknown((self.total(), kind), 1).into_iter().chain(rows));
        }
        known.determined().into_iter().map(|at| (at / ALL, at % ALL)).collect()
    }

    /// Hides more where a count under 5 follows from what is told; whether anything was.
    fn hide_what_gives_away(&mut self) -> bool {
        let determined = self.determined();
        let Some(small) = determined.iter().copied().find(|cell| self.is_small(*cell)) else {
            return false;
        };
        let mut changed = false;
        // First what was hidden for the sake of another and follows from its sum, which no longer helps
        // that other; then the small counts themselves; then whatever else follows.
        for turn in 0..3 {
            if changed {
                break;
            }
            for cell in &determined {
                let small = self.is_small(*cell);
                let wanted = match turn {
                    0 => !small && self.is_alone(*cell),
                    1 => small,
                    _ => cell.1 < KINDS,
                };
                changed |= wanted && self.cure(*cell);
            }
        }
        changed || self.hide_beside(small)
    }

    /// The first hidden count under 5 that can be nothing else: no other table looks the same to a
    /// reader. Those that can be something else are noted.
    fn certain(&self, open: &mut BTreeSet<Cell>) -> Option<Cell> {
        let fixed: BTreeSet<Cell> = self.determined().into_iter().collect();
        let leeway = Leeway::new(self, &fixed);
        let cells = (0..self.values.len()).flat_map(|row| (0..ALL).map(move |kind| (row, kind)));
        for cell in cells.filter(|cell| !self.is_shown(*cell) && self.is_small(*cell)) {
            if open.contains(&cell) {
                continue;
            }
            match leeway.another(cell) {
                Some(differing) => open.extend(differing),
                None => return Some(cell),
            }
        }
        None
    }

    /// Whether it is the only one of its kind that is not told, so that it follows from the sum.
    fn is_alone(&self, (row, kind): Cell) -> bool {
        kind < KINDS && (0..=self.total()).all(|r| r == row || self.is_shown((r, kind)))
    }

    /// Hides one more count, so that less follows about this one; whether there was one to hide.
    fn cure(&mut self, (row, kind): Cell) -> bool {
        if !self.is_alone((row, kind)) {
            let together = RELATIONS.into_iter().filter(|relation| relation.contains(&kind));
            // The counts that stand for least go first.
            let order = [INFORMED, DEPARTED, ACTIVE, IN_WORK, STARTED];
            let mut beside: Vec<usize> = together.flatten().filter(|k| *k != kind).collect();
            beside.sort_by_key(|k| order.iter().position(|o| o == k));
            if beside.into_iter().any(|other| self.hide((row, other))) {
                return true;
            }
        }
        self.hide_smallest(told_with(kind))
    }

    /// Hides the smallest count of a kind that is told of a project, or else the sum.
    fn hide_smallest(&mut self, kind: usize) -> bool {
        let told = (0..self.total()).filter(|row| self.is_shown((*row, kind)));
        match told.min_by_key(|row| self.values[*row][kind]) {
            Some(row) => self.hide((row, kind)),
            None => self.hide((self.total(), kind)),
        }
    }

    /// Hides whatever is left: of the same project first, then of all of them; false when nothing is told
    /// any more.
    fn hide_beside(&mut self, (row, kind): Cell) -> bool {
        let own = told_with(kind);
        (0..KINDS).any(|other| self.hide((row, other)))
            || self.hide_smallest(own)
            || (0..KINDS).any(|other| self.hide_smallest(other))
    }

    /// Hides more of a kind while what a reader does not know of it adds up to less than 5, which the sum
    /// tells. What is hidden and follows from the rest is known: it makes nothing larger.
    fn widen(&mut self, kind: usize, following: &[Cell]) -> bool {
        let is_known = |row| self.is_shown((row, kind)) || following.contains(&(row, kind));
        let unknown: Vec<usize> = (0..self.total()).filter(|row| !is_known(*row)).collect();
        let sum: i64 = unknown.iter().map(|row| self.values[*row][kind]).sum();
        if !is_known(self.total()) || unknown.is_empty() || sum >= i64::from(LEAST) {
            return false;
        }
        if self.hide_smallest(told_with(kind)) {
            return true;
        }
        following.iter().filter(|cell| cell.1 == kind).any(|cell| self.cure(*cell))
    }
}

/// The kind that is told and gives this one away; itself where it is told.
const fn told_with(kind: usize) -> usize {
    match kind {
        NOT_STARTED => INFORMED,
        NOT_IN_WORK => IN_WORK,
        kind => kind,
    }
}
