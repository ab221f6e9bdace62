//! The table whose margins are given: scaled to exact values, and these rounded to whole units.

use std::{cmp::Reverse, collections::VecDeque};

/// Parts of a unit in which the exact table is computed.
pub(super) const FINE: i128 = 1_000_000;
/// After so many passes the scaling is near enough; what is missing is moved exactly.
const PASSES: usize = 300;

/// Cells whose rounding changes in turns, by row and column.
pub(super) type Chain = Vec<(usize, usize)>;

/// A row or a column that does not get its sum.
#[derive(Debug)]
pub(super) enum Margin {
    Row(usize),
    Column(usize),
}

/// The table by name of row and column: margins in units, cells in millionths of a unit.
pub(super) struct Grid {
    pub rows: Vec<i64>,
    pub columns: Vec<i64>,
    pub wanted: Vec<Vec<i128>>,
    /// Filled by scaling; every row and column adds up to its margin once it is met.
    pub exact: Vec<Vec<i128>>,
}

/// Splits a total in proportion, whole, largest remainders first; nothing where all parts are nothing.
fn split(total: i128, parts: &[i128]) -> Vec<i128> {
    let sum: i128 = parts.iter().sum();
    if sum == 0 {
        return vec![0; parts.len()];
    }
    let mut shares: Vec<i128> = parts.iter().map(|part| total * part / sum).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&at| (Reverse(total * parts[at] % sum), Reverse(parts[at]), at));
    let left = total - shares.iter().sum::<i128>();
    for &at in order.iter().take(usize::try_from(left).unwrap_or(0)) {
        shares[at] += 1;
    }
    shares
}

impl Grid {
    /// Scales the wanted numbers by rows and columns in turn until the columns hold but for roundings;
    /// the rows hold exactly. Says how often.
    pub(super) fn scale(&mut self) -> Result<usize, Margin> {
        // Who gets nothing wants nothing.
        for (row, &units) in self.wanted.iter_mut().zip(&self.rows) {
            for (cell, &of_column) in row.iter_mut().zip(&self.columns) {
                if units == 0 || of_column == 0 {
                    *cell = 0;
                }
            }
        }
        for (i, &units) in self.rows.iter().enumerate() {
            if units > 0 && self.wanted[i].iter().all(|cell| *cell == 0) {
                return Err(Margin::Row(i));
            }
        }
        for (j, &units) in self.columns.iter().enumerate() {
            if units > 0 && self.wanted.iter().all(|row| row[j] == 0) {
                return Err(Margin::Column(j));
            }
        }
        self.exact.clone_from(&self.wanted);
        let near = i128::try_from(self.rows.len() + self.columns.len()).unwrap_or(i128::MAX);
        for pass in 1.. {
            for (i, &units) in self.rows.iter().enumerate() {
                // Where scaling has rounded a whole row away it begins anew; moving looks after it.
                if self.exact[i].iter().all(|cell| *cell == 0) {
                    self.exact[i].clone_from(&self.wanted[i]);
                }
                self.exact[i] = split(i128::from(units) * FINE, &self.exact[i]);
            }
            let off: i128 = (0..self.columns.len()).map(|j| self.surplus(j).abs()).sum();
            if off <= near || pass >= PASSES {
                return Ok(pass);
            }
            for (j, &units) in self.columns.iter().enumerate() {
                let column: Vec<i128> = self.exact.iter().map(|row| row[j]).collect();
                let scaled = split(i128::from(units) * FINE, &column);
                for (row, cell) in self.exact.iter_mut().zip(scaled) {
                    row[j] = cell;
                }
            }
        }
        Ok(PASSES)
    }

    /// By how much a column has more than its sum.
    fn surplus(&self, j: usize) -> i128 {
        let has: i128 = self.exact.iter().map(|row| row[j]).sum();
        has - i128::from(self.columns[j]) * FINE
    }

    /// Moves what columns have too much to columns that have too little, within rows, by the shortest
    /// chains; where no chain leads on, no table has these margins.
    pub(super) fn meet_columns(&mut self) -> Result<(), Margin> {
        while let Some(from) = (0..self.columns.len()).find(|&j| self.surplus(j) > 0) {
            // By which row and from which column each column was reached.
            let mut reached: Vec<Option<(usize, usize)>> = vec![None; self.columns.len()];
            let mut queue = VecDeque::from([from]);
            let mut to = None;
            'search: while let Some(j) = queue.pop_front() {
                for i in 0..self.rows.len() {
                    if self.exact[i][j] == 0 {
                        continue;
                    }
                    for (k, by) in reached.iter_mut().enumerate() {
                        if k == from || by.is_some() || self.wanted[i][k] == 0 {
                            continue;
                        }
                        *by = Some((i, j));
                        if self.surplus(k) < 0 {
                            to = Some(k);
                            break 'search;
                        }
                        queue.push_back(k);
                    }
                }
            }
            let Some(to) = to else {
                let short = (0..self.columns.len()).find(|&j| self.surplus(j) < 0);
                return Err(Margin::Column(short.unwrap_or(from)));
            };
            let mut chain = Vec::new();
            let mut amount = self.surplus(from).min(-self.surplus(to));
            let mut at = to;
            while let Some((i, j)) = reached[at] {
                amount = amount.min(self.exact[i][j]);
                chain.push((i, j, at));
                at = j;
            }
            for (i, j, k) in chain {
                self.exact[i][j] -= amount;
                self.exact[i][k] += amount;
            }
        }
        Ok(())
    }

    /// Which cells are rounded up, and the chains that were shifted for it. Such a choice exists
    /// because the exact table is itself a fractional one, and flows in whole numbers exist where
    /// fractional ones do.
    pub(super) fn round(&self) -> Result<(Vec<Vec<bool>>, Vec<Chain>), Margin> {
        let (height, width) = (self.rows.len(), self.columns.len());
        let fraction = |i: usize, j: usize| self.exact[i][j] % FINE;
        let short =
            |units: i64, down: i128| usize::try_from(i128::from(units) - down / FINE).unwrap_or(0);
        let down = |i: usize, j: usize| self.exact[i][j] - fraction(i, j);
        let mut of_row: Vec<usize> = (0..height)
            .map(|i| short(self.rows[i], (0..width).map(|j| down(i, j)).sum()))
            .collect();
        let mut of_column: Vec<usize> = (0..width)
            .map(|j| short(self.columns[j], (0..height).map(|i| down(i, j)).sum()))
            .collect();
        let mut order: Vec<(usize, usize)> = (0..height)
            .flat_map(|i| (0..width).map(move |j| (i, j)))
            .filter(|&(i, j)| fraction(i, j) > 0)
            .collect();
        order.sort_by_key(|&(i, j)| (Reverse(fraction(i, j)), Reverse(self.wanted[i][j]), i, j));
        let mut up = vec![vec![false; width]; height];
        for (i, j) in order {
            if of_row[i] > 0 && of_column[j] > 0 {
                up[i][j] = true;
                of_row[i] -= 1;
                of_column[j] -= 1;
            }
        }
        let mut chains = Vec::new();
        while let Some(from) = (0..height).find(|&i| of_row[i] > 0) {
            // From which row each column was reached, and from which column each row.
            let mut by_row: Vec<Option<usize>> = vec![None; width];
            let mut by_column: Vec<Option<usize>> = vec![None; height];
            let mut queue = VecDeque::from([from]);
            let mut to = None;
            'search: while let Some(i) = queue.pop_front() {
                for j in 0..width {
                    if by_row[j].is_some() || up[i][j] || fraction(i, j) == 0 {
                        continue;
                    }
                    by_row[j] = Some(i);
                    if of_column[j] > 0 {
                        to = Some(j);
                        break 'search;
                    }
                    for k in 0..height {
                        if k != from && by_column[k].is_none() && up[k][j] {
                            by_column[k] = Some(j);
                            queue.push_back(k);
                        }
                    }
                }
            }
            let Some(to) = to else { return Err(Margin::Row(from)) };
            let mut chain = Vec::new();
            let mut column = to;
            while let Some(i) = by_row[column] {
                up[i][column] = true;
                chain.push((i, column));
                let Some(before) = by_column[i].filter(|_| i != from) else { break };
                up[i][before] = false;
                chain.push((i, before));
                column = before;
            }
            chain.reverse();
            of_row[from] -= 1;
            of_column[to] -= 1;
            chains.push(chain);
        }
        self.improve(&mut up, &mut chains);
        Ok((up, chains))
    }

    /// Shifts closed chains, which leave all margins as they are, while that makes the rounded-up
    /// remainders more together (cancelling of cycles, found as Bellman and Ford do). When there is no
    /// such chain left, no other table has more.
    fn improve(&self, up: &mut [Vec<bool>], chains: &mut Vec<Chain>) {
        let (height, width) = (self.rows.len(), self.columns.len());
        let nodes = height + width;
        loop {
            let mut gain = vec![0_i128; nodes];
            let mut reached: Vec<Step> = vec![None; nodes];
            let begin = loop {
                let mut gained = false;
                for (i, row) in up.iter().enumerate() {
                    for (j, &is_up) in row.iter().enumerate() {
                        let fraction = self.exact[i][j] % FINE;
                        if fraction == 0 {
                            continue;
                        }
                        // Rounding a cell up leads from its row to its column, and down back again.
                        let (from, to, gains) = match is_up {
                            false => (i, height + j, fraction),
                            true => (height + j, i, -fraction),
                        };
                        if gain[from] + gains > gain[to] {
                            gain[to] = gain[from] + gains;
                            reached[to] = Some((from, (i, j)));
                            gained = true;
                        }
                    }
                }
                if !gained {
                    return;
                }
                if let Some(begin) = on_a_cycle(&reached) {
                    break begin;
                }
            };
            let (mut at, mut chain) = (begin, Vec::new());
            while let Some((from, (i, j))) = reached[at] {
                up[i][j] = !up[i][j];
                chain.push((i, j));
                at = from;
                if at == begin {
                    break;
                }
            }
            if chain.first().is_some_and(|&(i, j)| !up[i][j]) {
                chain.rotate_left(1);
            }
            chains.push(chain);
        }
    }
}

/// A step of a chain: from which node, by which cell.
type Step = Option<(usize, (usize, usize))>;

/// A node from which one comes back to it by the steps.
fn on_a_cycle(reached: &[Step]) -> Option<usize> {
    // In which walk each node was seen.
    let mut seen = vec![0; reached.len()];
    for walk in 1..=reached.len() {
        let mut at = walk - 1;
        while seen[at] == 0 {
            seen[at] = walk;
            let Some((from, _)) = reached[at] else { break };
            at = from;
        }
        if seen[at] == walk && reached[at].is_some() {
            return Some(at);
        }
    }
    None
}
