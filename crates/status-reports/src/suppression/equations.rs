//! Linear equations in hidden counts, and which of these have one value only.

use std::collections::BTreeMap;

/// Whole numbers modulo a prime stand for fractions: what is 0 or not among sums of a few ones is so here.
const PRIME: u64 = (1 << 61) - 1;
pub(super) const MINUS: u64 = PRIME - 1;

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
pub(super) struct Equations(BTreeMap<usize, BTreeMap<usize, u64>>);

impl Equations {
    /// One more equation, by its unknowns with their factors; what is known of the others is taken out.
    pub(super) fn add(&mut self, terms: impl Iterator<Item = (usize, u64)>) {
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
    pub(super) fn determined(&self) -> Vec<usize> {
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
}
