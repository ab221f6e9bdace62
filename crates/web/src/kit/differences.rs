//! Differences side by side: more to the right of a line, less to the left of it.

use vocabulary::Money;

/// An amount with its sign, so that more and less are told apart without colour: `+1 000`, `−1 000`, `0`.
pub fn signed(amount: Money) -> String {
    if amount.is_positive() { format!("+{amount}") } else { amount.to_string() }
}

/// One difference and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferenceBar {
    /// The name: a county.
    pub label: String,
    /// How much more; below nothing: less.
    pub difference: Money,
    /// The same measured otherwise, as people read it: by head.
    pub note: String,
}

/// Differences side by side, as a table with bars from a line in the middle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferenceBars {
    /// What the table shows.
    pub caption: String,
    /// What the names are: the head of the first column.
    pub label_head: String,
    /// What the differences are.
    pub difference_head: String,
    /// What the notes are.
    pub note_head: String,
    /// In the order in which they are shown.
    pub rows: Vec<DifferenceBar>,
}

impl DifferenceBars {
    /// The bars.
    pub fn rows(&self) -> &[DifferenceBar] {
        &self.rows
    }
    /// The sum.
    pub fn total(&self) -> Money {
        self.rows.iter().map(|bar| bar.difference).sum()
    }
    /// How long a bar is, in per cent of the longest to either side.
    pub fn length(&self, bar: &DifferenceBar) -> u8 {
        let size = |bar: &DifferenceBar| bar.difference.ore().unsigned_abs();
        let longest = self.rows.iter().map(size).max().unwrap_or(0).max(1);
        let length = u128::from(size(bar)) * 100 / u128::from(longest);
        u8::try_from(length).unwrap_or(100)
    }
    /// Where it begins, when the line in the middle stands at 100 of 200.
    pub fn begin(&self, bar: &DifferenceBar) -> u8 {
        if bar.difference < Money::ZERO { 100 - self.length(bar).min(100) } else { 100 }
    }
    /// As it is written, with its sign.
    pub fn written(&self, bar: &DifferenceBar) -> String {
        signed(bar.difference)
    }
    /// The sum as it is written, with its sign.
    pub fn written_total(&self) -> String {
        signed(self.total())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_goes_to_the_left_and_more_to_the_right() {
        let bar = |kroner| DifferenceBar {
            label: String::new(),
            difference: Money::from_kroner(kroner),
            note: String::new(),
        };
        let bars = DifferenceBars {
            caption: String::new(),
            label_head: String::new(),
            difference_head: String::new(),
            note_head: String::new(),
            rows: [200, -400, 0].map(bar).into(),
        };
        let drawn: Vec<_> =
            bars.rows.iter().map(|bar| (bars.begin(bar), bars.length(bar))).collect();
        assert_eq!(drawn, [(100, 50), (0, 100), (100, 0)]);
        let written: Vec<_> = bars.rows.iter().map(|bar| bars.written(bar)).collect();
        assert_eq!(written, ["+200", "\u{2212}400", "0"]);
        assert_eq!(bars.written_total(), "\u{2212}200");
    }
}
