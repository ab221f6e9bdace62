//! Which counts of persons can be published, so that none under 5 is told and none can be found by
//! adding and subtracting what is told.

use std::collections::BTreeMap;

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
/// are, as few as a simple search finds, until no count under 5 follows from what is left, by the sums
/// over the projects and by what belongs together within one (those who started have left or are
/// active). What is hidden of one kind adds up to at least 5 as well.
pub(crate) fn shown(rows: &[[u32; KINDS]]) -> Shown {
    let mut sheet = Sheet::new(rows);
    loop {
        let mut changed = false;
        let determined = sheet.determined();
        if determined.iter().any(|cell| sheet.is_small(*cell)) {
            // First what was hidden for the sake of another and follows from its sum, which no longer
            // helps that other; then the small counts themselves; then whatever else follows.
            for turn in 0..3 {
                if changed {
                    break;
                }
                for cell in &determined {
                    let small = sheet.is_small(*cell);
                    let wanted = match turn {
                        0 => !small && sheet.is_alone(*cell),
                        1 => small,
                        _ => cell.1 < KINDS,
                    };
                    changed |= wanted && sheet.cure(*cell);
                }
            }
        }
        for kind in 0..KINDS {
            changed |= sheet.widen(kind);
        }
        if !changed {
            break;
        }
    }
    // A search that found nothing more to hide must not end with something told.
    if !sheet.disclosed().is_empty() {
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

    /// Whether it is the only one of its kind that is not told, so that it follows from the sum.
    fn is_alone(&self, (row, kind): Cell) -> bool {
        kind < KINDS && (0..=self.total()).all(|r| r == row || self.is_shown((r, kind)))
    }

    /// Hides one more count, so that less follows about this one; whether there was one to hide.
    fn cure(&mut self, (row, kind): Cell) -> bool {
        let alone =
            kind < KINDS && (0..=self.total()).all(|r| r == row || self.is_shown((r, kind)));
        if !alone {
            let together = RELATIONS.into_iter().filter(|relation| relation.contains(&kind));
            // The counts that stand for least go first.
            let order = [INFORMED, DEPARTED, ACTIVE, IN_WORK, STARTED];
            let mut beside: Vec<usize> = together.flatten().filter(|k| *k != kind).collect();
            beside.sort_by_key(|k| order.iter().position(|o| o == k));
            if beside.into_iter().any(|other| self.hide((row, other))) {
                return true;
            }
        }
        let told = match kind {
            NOT_STARTED => INFORMED,
            NOT_IN_WORK => IN_WORK,
            kind => kind,
        };
        self.hide_smallest(told)
    }

    /// Hides the smallest count of a kind that is told of a project, or else the sum.
    fn hide_smallest(&mut self, kind: usize) -> bool {
        let told = (0..self.total()).filter(|row| self.is_shown((*row, kind)));
        match told.min_by_key(|row| self.values[*row][kind]) {
            Some(row) => self.hide((row, kind)),
            None => self.hide((self.total(), kind)),
        }
    }

    /// Hides more of a kind while what is hidden of it adds up to less than 5, which the sum tells.
    fn widen(&mut self, kind: usize) -> bool {
        let hidden: Vec<usize> =
            (0..self.total()).filter(|row| !self.is_shown((*row, kind))).collect();
        let sum: i64 = hidden.iter().map(|row| self.values[*row][kind]).sum();
        let told = self.is_shown((self.total(), kind));
        told && !hidden.is_empty() && sum < i64::from(LEAST) && self.hide_smallest(kind)
    }
}

/// Whole numbers modulo a prime stand for fractions: what is 0 or not among sums of a few ones is so here.
const PRIME: u64 = (1 << 61) - 1;
const MINUS: u64 = PRIME - 1;

fn times(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64
}

/// The number that makes 1 of this one (Fermat).
fn inverse(of: u64) -> u64 {
    let (mut power, mut left, mut result) = (of, PRIME - 2, 1);
    while left > 0 {
        if left & 1 == 1 {
            result = times(result, power);
        }
        power = times(power, power);
        left >>= 1;
    }
    result
}

/// Linear equations in unknown counts, kept so that each has an unknown of its own in front.
#[derive(Default)]
struct Equations(BTreeMap<usize, BTreeMap<usize, u64>>);

impl Equations {
    /// One more equation, by its unknowns with their factors; what is known of the others is taken out.
    fn add(&mut self, terms: impl Iterator<Item = (usize, u64)>) {
        let mut row: BTreeMap<usize, u64> = terms.collect();
        let mut from = 0;
        while let Some((at, factor)) = row.range(from..).next().map(|(at, factor)| (*at, *factor)) {
            match self.0.get(&at) {
                Some(own) => subtract(&mut row, own, factor),
                None => from = at + 1,
            }
        }
        let Some((first, factor)) = row.first_key_value().map(|(at, factor)| (*at, *factor)) else {
            return;
        };
        let scale = inverse(factor);
        row.values_mut().for_each(|factor| *factor = times(*factor, scale));
        for other in self.0.values_mut() {
            if let Some(factor) = other.get(&first).copied() {
                subtract(other, &row, factor);
            }
        }
        self.0.insert(first, row);
    }
    /// The unknowns that have one value only.
    fn determined(&self) -> Vec<usize> {
        self.0.iter().filter(|(_, row)| row.len() == 1).map(|(at, _)| *at).collect()
    }
}

fn subtract(from: &mut BTreeMap<usize, u64>, row: &BTreeMap<usize, u64>, factor: u64) {
    for (at, own) in row {
        let less = times(*own, factor);
        let left = from.entry(*at).or_insert(0);
        *left = (*left + PRIME - less) % PRIME;
        if *left == 0 {
            from.remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// informed, started, departed, active, in work
    const BODO: [u32; KINDS] = [30, 18, 4, 14, 5];
    const TRONDHEIM: [u32; KINDS] = [38, 24, 7, 17, 6];

    #[test]
    fn what_is_small_is_hidden_and_what_gives_it_away_too() {
        let shown = shown(&[BODO, TRONDHEIM]);
        assert!(!shown.rows[0][DEPARTED]);
        // 18 who started less 14 who are active are the 4 who left.
        assert!(!(shown.rows[0][STARTED] && shown.rows[0][ACTIVE]), "{shown:?}");
        // And 11 who left less 7 are 4.
        assert!(!(shown.total[DEPARTED] && shown.rows[1][DEPARTED]), "{shown:?}");
        assert!(shown.total[STARTED] && shown.total[INFORMED], "{shown:?}");
    }

    #[test]
    fn no_more_is_hidden_than_one_small_count_asks_for() {
        let shown = shown(&[[41, 26, 8, 18, 7], TRONDHEIM, BODO]);
        assert_eq!(shown.total, [true; KINDS], "{shown:?}");
        assert_eq!(shown.rows[0], [true; KINDS], "{shown:?}");
        let told: usize = shown.rows.iter().flatten().filter(|told| **told).count();
        assert_eq!(told, 11, "{shown:?}");
    }

    #[test]
    fn large_counts_are_told() {
        let shown = shown(&[[40, 30, 10, 20, 12], [50, 30, 12, 18, 9]]);
        assert!(shown.rows.iter().flatten().chain(&shown.total).all(|told| *told), "{shown:?}");
    }

    #[test]
    fn one_project_alone_hides_its_sum_with_it() {
        let shown = shown(&[[35, 17, 7, 10, 2]]);
        assert!(!shown.rows[0][IN_WORK] && !shown.total[IN_WORK]);
        assert!(shown.rows[0][STARTED] && shown.total[ACTIVE]);
    }

    #[test]
    fn who_did_not_start_is_a_count_too() {
        let shown = shown(&[[20, 17, 7, 10, 8]]);
        assert!(!(shown.rows[0][INFORMED] && shown.rows[0][STARTED]), "{shown:?}");
    }

    #[test]
    fn a_bridge_between_two_hidden_squares_is_found() {
        // x + y = a, y + z = b, x + z = c leaves one value for each, though no equation has one unknown.
        let mut known = Equations::default();
        known.add([(0, 1), (1, 1)].into_iter());
        known.add([(1, 1), (2, 1)].into_iter());
        assert_eq!(known.determined(), Vec::<usize>::new());
        known.add([(0, 1), (2, 1)].into_iter());
        assert_eq!(known.determined(), [0, 1, 2]);
    }

    proptest! {
        #[test]
        fn nothing_small_is_told_or_follows(rows in proptest::collection::vec((0_u32..30, 0_u32..30, 0_u32..30, 0_u32..20), 1..9)) {
            let rows: Vec<[u32; KINDS]> = rows
                .into_iter()
                .map(|(more, departed, active, work)| {
                    let started = departed + active;
                    [started + more, started, departed, active, work.min(started)]
                })
                .collect();
            let told = shown(&rows);
            let mut sheet = Sheet::new(&rows);
            sheet.shown = told.rows.clone();
            sheet.shown.push(told.total);
            prop_assert_eq!(sheet.disclosed(), vec![]);
            for row in 0..=sheet.total() {
                for kind in 0..KINDS {
                    prop_assert!(!sheet.is_shown((row, kind)) || !sheet.is_small((row, kind)));
                }
            }
            for kind in 0..KINDS {
                let hidden = (0..rows.len()).filter(|row| !told.rows[*row][kind]);
                let sum: u32 = hidden.clone().map(|row| rows[row][kind]).sum();
                prop_assert!(!told.total[kind] || hidden.count() == 0 || sum >= LEAST);
            }
        }
    }
}
