use serde::{Deserialize, Serialize};
use std::{fmt, iter::Sum, str::FromStr};

/// An amount of Norwegian kroner, held as whole øre (1 kr = 100 øre). Never a float.
///
/// May be negative: a return or a reduction is a negative movement.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(i64);

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not digits with optional grouping spaces and at most two decimals after a comma or point.
    #[error("«{0}» is not an amount; write for example 1 250 000 or 1250000,50")]
    NotAnAmount(String),
    /// Larger than the 92 thousand billion kroner that fit.
    #[error("«{0}» is larger than any amount this system can hold")]
    TooLarge(String),
}

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// From whole øre.
    pub const fn from_ore(ore: i64) -> Self {
        Money(ore)
    }
    /// From whole kroner; saturates at the largest amount that fits.
    pub const fn from_kroner(kroner: i64) -> Self {
        Money(kroner.saturating_mul(100))
    }
    /// In whole øre.
    pub const fn ore(self) -> i64 {
        self.0
    }
    /// In whole kroner, the øre cut off.
    pub const fn whole_kroner(self) -> i64 {
        self.0 / 100
    }
    /// Greater than nothing.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }
    /// The sum, or `None` when it does not fit.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }
    /// The difference, or `None` when it does not fit.
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        self.0.checked_sub(other.0).map(Money)
    }
}

impl std::ops::Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}
impl std::ops::Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }
}
impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, |a, b| a + b)
    }
}

/// `1 250 000` or `1 250 000,50`: no-break spaces between thousands, a comma before the øre, the øre
/// left out where there are none, U+2212 as minus. No unit: the head of a column or the sentence says «kr».
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ore = self.0.unsigned_abs();
        let digits = (ore / 100).to_string();
        let mut text = String::with_capacity(digits.len() * 2);
        if self.0 < 0 {
            text.push('\u{2212}');
        }
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push('\u{a0}');
            }
            text.push(digit);
        }
        if !ore.is_multiple_of(100) {
            text.push_str(&format!(",{:02}", ore % 100));
        }
        f.pad(&text)
    }
}

impl FromStr for Money {
    type Err = MoneyError;
    /// Reads what people type: `1250000`, `1 250 000`, `1.250.000` is refused (ambiguous), `99,50`, `kr 100`.
    fn from_str(typed: &str) -> Result<Self, MoneyError> {
        let not = || MoneyError::NotAnAmount(typed.trim().to_owned());
        let bare: String = typed
            .trim()
            .trim_start_matches("kr")
            .trim_end_matches("kr")
            .chars()
            .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}'))
            .collect();
        let (negative, bare) = match bare.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, bare.as_str()),
        };
        let (kroner, ore) = bare.split_once([',', '.']).unwrap_or((bare, ""));
        if kroner.is_empty()
            || ore.len() > 2
            || !kroner.bytes().chain(ore.bytes()).all(|b| b.is_ascii_digit())
        {
            return Err(not());
        }
        let large = || MoneyError::TooLarge(typed.trim().to_owned());
        let kroner: i64 = kroner.parse().map_err(|_| large())?;
        let ore: i64 =
            if ore.is_empty() { 0 } else { format!("{ore:0<2}").parse().map_err(|_| not())? };
        let amount = kroner.checked_mul(100).and_then(|k| k.checked_add(ore)).ok_or_else(large)?;
        Ok(Money(if negative { -amount } else { amount }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_people_write_it() {
        assert_eq!(Money::from_kroner(11_000_000).to_string(), "11\u{a0}000\u{a0}000");
        assert_eq!(Money::from_ore(123_456_789).to_string(), "1\u{a0}234\u{a0}567,89");
        assert_eq!(Money::from_kroner(-950).to_string(), "\u{2212}950");
        assert_eq!(Money::ZERO.to_string(), "0");
    }

    #[test]
    fn reads_what_people_type() {
        assert_eq!("kr 1 250 000".parse(), Ok(Money::from_kroner(1_250_000)));
        assert_eq!("99,5".parse(), Ok(Money::from_ore(9_950)));
        assert!("1.250.000".parse::<Money>().is_err());
        assert!("tolv".parse::<Money>().is_err());
        assert!("".parse::<Money>().is_err());
        assert!(matches!("99999999999999999999".parse::<Money>(), Err(MoneyError::TooLarge(_))));
    }

    proptest::proptest! {
        #[test]
        fn what_is_printed_is_read_back(ore in -10_000_000_000_000_i64..10_000_000_000_000) {
            let amount = Money::from_ore(ore);
            proptest::prop_assert_eq!(amount.to_string().parse::<Money>(), Ok(amount));
        }
    }
}
