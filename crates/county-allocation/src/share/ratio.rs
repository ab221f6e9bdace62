//! Exact numbers, and how they are written for people.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use vocabulary::Language;

/// `whole + numerator / denominator`, 0 or more, the numerator below the denominator. Not reduced: the
/// denominator is the sum of the weights, so that it can be recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    /// The whole part.
    pub whole: i64,
    /// What it has beyond the whole part, over the denominator.
    pub numerator: i64,
    /// Above 0.
    pub denominator: i64,
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Ratio = Ratio { whole: 0, numerator: 0, denominator: 1 };

    /// `numerator / denominator`; nothing where there is nothing to divide by. Both are 0 or more, and
    /// the parts fit because callers divide `units · weight` by a sum of weights.
    pub(super) fn of(numerator: i128, denominator: i128) -> Ratio {
        if denominator <= 0 {
            return Ratio::ZERO;
        }
        let part = |number: i128| i64::try_from(number).unwrap_or(i64::MAX);
        Ratio {
            whole: part(numerator / denominator),
            numerator: part(numerator % denominator),
            denominator: part(denominator),
        }
    }

    /// With so many decimals (12 at most), what lies beyond them cut off: a remainder never looks
    /// larger than it is.
    pub fn decimals(self, places: u32) -> Decimal {
        let scale = 10_i128.pow(places.min(12));
        let digits = i128::from(self.whole) * scale
            + i128::from(self.numerator) * scale / i128::from(self.denominator.max(1));
        Decimal { digits, decimals: places.min(12) }
    }

    /// Half or more beyond the whole part.
    pub(super) fn rounds_up(self) -> bool {
        2 * i128::from(self.numerator) >= i128::from(self.denominator)
    }
}

/// A decimal number for reading, kept as text: `441.672`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Decimal {
    /// All its digits as one number.
    pub(super) digits: i128,
    /// How many of them stand behind the mark.
    pub(super) decimals: u32,
}

impl Decimal {
    /// As people write it: no-break spaces between thousands; a comma as decimal mark, a point in
    /// English.
    pub fn in_words(self, language: Language) -> String {
        let mark = match language {
            Language::Bokmal | Language::Nynorsk => ",",
            Language::English => ".",
        };
        let plain = self.to_string();
        let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut text = grouped(whole);
        if !decimals.is_empty() {
            text.push_str(mark);
            text.push_str(decimals);
        }
        text
    }
    /// The decimal mark moved so that it counts in millionths: for numbers kept that way.
    pub fn of_millionths(millionths: i64) -> Decimal {
        Decimal { digits: i128::from(millionths), decimals: 6 }
    }
}

/// A whole number with no-break spaces between thousands.
pub fn whole_number(number: i64) -> String {
    match number {
        0.. => grouped(&number.to_string()),
        _ => format!("\u{2212}{}", grouped(&number.unsigned_abs().to_string())),
    }
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// `441.672`, without grouping: for machines.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.decimals == 0 {
            return f.pad(&self.digits.to_string());
        }
        let width = self.decimals as usize + 1;
        let digits = format!("{:0width$}", self.digits);
        let (whole, decimals) = digits.split_at(digits.len() - self.decimals as usize);
        f.pad(&format!("{whole}.{decimals}"))
    }
}
impl FromStr for Decimal {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("«{text}» is not a decimal number");
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        if whole.is_empty() || !whole.bytes().chain(decimals.bytes()).all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        let digits = format!("{whole}{decimals}").parse().map_err(|_| wrong())?;
        Ok(Decimal { digits, decimals: u32::try_from(decimals.len()).map_err(|_| wrong())? })
    }
}
impl TryFrom<String> for Decimal {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
impl From<Decimal> for String {
    fn from(decimal: Decimal) -> String {
        decimal.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_cut_off_and_read_back() {
        let quota = Ratio::of(11_000 * 271_662, 4_858_199);
        assert_eq!((quota.whole, quota.numerator), (615, 489_615));
        assert_eq!(quota.decimals(3).to_string(), "615.100");
        assert_eq!(Ratio::of(1, 20).decimals(3).to_string(), "0.050");
        assert_eq!(
            Ratio::of(2_000_000, 3).decimals(2).in_words(Language::Bokmal),
            "666\u{a0}666,66"
        );
        assert_eq!(Ratio::of(7, 7).decimals(0).in_words(Language::English), "1");
        let kept = serde_json::to_string(&quota.decimals(3)).expect("text");
        assert_eq!(kept, "\"615.100\"");
        assert_eq!(serde_json::from_str::<Decimal>(&kept).expect("read back"), quota.decimals(3));
        assert!("1,5".parse::<Decimal>().is_err() && "".parse::<Decimal>().is_err());
        assert_eq!(whole_number(-1_250_000), "\u{2212}1\u{a0}250\u{a0}000");
    }
}
