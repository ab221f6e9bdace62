//! Facts and figures: definition lists, key figures, bars.

use super::format;
use vocabulary::{Language, Money};

/// A term and what it is: a row of a definition list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The term.
    pub term: String,
    /// What it is.
    pub value: String,
    /// Where more about it stands.
    pub href: Option<String>,
}

impl Fact {
    /// A term and what it is.
    pub fn new(term: impl Into<String>, value: impl Into<String>) -> Fact {
        Fact { term: term.into(), value: value.into(), href: None }
    }
    /// With a link.
    #[must_use]
    pub fn leading_to(self, href: impl Into<String>) -> Fact {
        Fact { href: Some(href.into()), ..self }
    }
}

/// A figure that stands out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFigure {
    /// What it counts.
    pub label: String,
    /// The figure, with its unit.
    pub value: String,
    /// What to compare it with, or a word more.
    pub note: Option<String>,
}

impl KeyFigure {
    /// A figure.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> KeyFigure {
        KeyFigure { label: label.into(), value: value.into(), note: None }
    }
    /// With a word more.
    #[must_use]
    pub fn note(self, note: impl Into<String>) -> KeyFigure {
        KeyFigure { note: Some(note.into()), ..self }
    }
}

/// One bar: an amount and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// The name: a county.
    pub label: String,
    /// The amount.
    pub amount: Money,
    /// Where more about it stands.
    pub href: Option<String>,
}

/// Amounts side by side, as a table with bars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars {
    /// What the table shows.
    pub caption: String,
    /// What the names are: the head of the first column.
    pub label_head: String,
    rows: Vec<Bar>,
}

impl Bars {
    /// In the order given.
    pub fn new(
        caption: impl Into<String>,
        label_head: impl Into<String>,
        rows: impl IntoIterator<Item = (String, Money)>,
    ) -> Bars {
        let rows = rows.into_iter().map(|(label, amount)| Bar { label, amount, href: None });
        Bars { caption: caption.into(), label_head: label_head.into(), rows: rows.collect() }
    }
    /// With a link on every name.
    #[must_use]
    pub fn leading_to(mut self, href: impl Fn(&Bar) -> String) -> Bars {
        for bar in &mut self.rows {
            bar.href = Some(href(bar));
        }
        self
    }
    /// The bars.
    pub fn rows(&self) -> &[Bar] {
        &self.rows
    }
    /// The sum.
    pub fn total(&self) -> Money {
        self.rows.iter().map(|bar| bar.amount).sum()
    }
    /// How long a bar is, in per cent of the longest; 0 for nothing and less.
    pub fn length(&self, bar: &Bar) -> u8 {
        let longest = self.rows.iter().map(|bar| bar.amount.ore()).max().unwrap_or(0).max(1);
        let length = i128::from(bar.amount.ore().max(0)) * 100 / i128::from(longest);
        u8::try_from(length).unwrap_or(100)
    }
    /// The bars' shares of the sum, as people write them beneath each other.
    pub fn shares(&self, language: Language) -> Vec<String> {
        let amounts: Vec<Money> = self.rows.iter().map(|bar| bar.amount).collect();
        format::shares(&amounts, self.total(), language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_fills_the_line() {
        let amounts = [("A", 200), ("B", 50), ("C", 0), ("D", -10)];
        let rows = amounts.map(|(label, kroner)| (label.to_owned(), Money::from_kroner(kroner)));
        let bars = Bars::new("", "", rows);
        let lengths: Vec<_> = bars.rows().iter().map(|bar| bars.length(bar)).collect();
        assert_eq!(lengths, [100, 25, 0, 0]);
        assert_eq!(bars.total(), Money::from_kroner(240));
        let empty = Bars::new("", "", []);
        assert_eq!(empty.total(), Money::ZERO);
    }
}
