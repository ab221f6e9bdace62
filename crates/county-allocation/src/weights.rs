//! Sets of weights that are brought in from files.

use crate::{Figures, UnitCode};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, Language, WeightSetId};

/// What the units of a set are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Counties, by their two digits.
    County,
    /// Municipalities, by their four digits.
    Municipality,
}

impl Level {
    /// Both.
    pub const ALL: [Level; 2] = [Level::County, Level::Municipality];

    /// The word in the database and in files.
    pub const fn word(self) -> &'static str {
        match self {
            Level::County => "county",
            Level::Municipality => "municipality",
        }
    }
    /// What a word means.
    pub fn from_word(word: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.word() == word)
    }
}

/// An imported set of weights. It never changes: another file under the same slug is the next version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightSet {
    /// Its id.
    pub id: WeightSetId,
    /// What its units are.
    pub level: Level,
    /// Which day it holds for.
    pub as_of: Day,
    /// When it was brought in.
    pub imported_at: DateTime<Utc>,
    /// By whom.
    pub imported_by: String,
    /// Its numbers, with slug, version, name and source.
    pub figures: Figures,
}

/// A set of weights to bring in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWeightSet {
    /// What programs call it: small letters, digits and hyphens.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// What its units are.
    pub level: Level,
    /// Where it is from, as the reader is told.
    pub source: String,
    /// The day it holds for; the units are those of that day.
    pub as_of: Day,
    /// The rows of the file, in its order.
    pub rows: Vec<WeightRow>,
}

/// A row of a file of weights, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightRow {
    /// Its line in the file, from 1.
    pub line: u64,
    /// The unit's number.
    pub unit: String,
    /// What it counts by.
    pub value: String,
}

/// What is wrong with a line of a file of weights.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongLine {
    /// No unit or no value.
    #[error("line {0}: the unit or the value is missing")]
    Blank(u64),
    /// No unit of that number on the day.
    #[error("line {line}: there is no {unit} on that day")]
    Unknown {
        /// The line.
        line: u64,
        /// What stands there.
        unit: String,
    },
    /// The unit stands on an earlier line too.
    #[error("line {line}: {unit} stands on line {first} already")]
    Twice {
        /// The line.
        line: u64,
        /// Which.
        unit: String,
        /// The line on which it stands first.
        first: u64,
    },
    /// Not a whole number of 0 or more, at most 10^15.
    #[error("line {line}: «{value}» is not a whole number from 0 up")]
    Number {
        /// The line.
        line: u64,
        /// What stands there.
        value: String,
    },
}

impl WrongLine {
    /// The sentence in the reader's language.
    pub fn in_words(&self, language: Language) -> String {
        let [nb, nn, en] = match self {
            WrongLine::Blank(line) => [
                format!("Linje {line}: enheten eller verdien mangler."),
                format!("Linje {line}: eininga eller verdien manglar."),
                format!("Line {line}: the unit or the value is missing."),
            ],
            WrongLine::Unknown { line, unit } => [
                format!("Linje {line}: {unit} finnes ikke den dagen."),
                format!("Linje {line}: {unit} finst ikkje den dagen."),
                format!("Line {line}: there is no {unit} on that day."),
            ],
            WrongLine::Twice { line, unit, first } => [
                format!("Linje {line}: {unit} står allerede på linje {first}."),
                format!("Linje {line}: {unit} står alt på linje {first}."),
                format!("Line {line}: {unit} stands on line {first} already."),
            ],
            WrongLine::Number { line, value } => [
                format!("Linje {line}: «{value}» er ikke et helt tall fra 0 og oppover."),
                format!("Linje {line}: «{value}» er ikkje eit heilt tal frå 0 og oppover."),
                format!("Line {line}: “{value}” is not a whole number from 0 up."),
            ],
        };
        match language {
            Language::Bokmal => nb,
            Language::Nynorsk => nn,
            Language::English => en,
        }
    }
}

/// The most a single weight may be, so that sums can be counted exactly.
const MOST: i64 = 1_000_000_000_000_000;

/// Reads the rows of a file: the numbers by unit, or everything that is wrong with it, line by line.
pub fn read_weights(
    rows: &[WeightRow],
    known: &BTreeSet<UnitCode>,
) -> Result<BTreeMap<UnitCode, i64>, Vec<WrongLine>> {
    let (mut values, mut wrong) = (BTreeMap::new(), Vec::new());
    let mut first: BTreeMap<UnitCode, u64> = BTreeMap::new();
    for WeightRow { line, unit, value } in rows {
        let (line, unit, value) = (*line, unit.trim(), value.trim());
        if unit.is_empty() || value.is_empty() {
            wrong.push(WrongLine::Blank(line));
            continue;
        }
        let code = UnitCode::from(unit);
        if !known.contains(&code) {
            wrong.push(WrongLine::Unknown { line, unit: unit.to_owned() });
        } else if let Some(first) = first.get(&code) {
            wrong.push(WrongLine::Twice { line, unit: unit.to_owned(), first: *first });
        } else {
            first.insert(code.clone(), line);
            let digits = value.bytes().all(|byte| byte.is_ascii_digit());
            let number = value.parse::<i64>().ok().filter(|number| digits && *number <= MOST);
            match number {
                Some(number) => drop(values.insert(code, number)),
                None => wrong.push(WrongLine::Number { line, value: value.to_owned() }),
            }
        }
    }
    if wrong.is_empty() { Ok(values) } else { Err(wrong) }
}

/// Whether a text can be what programs call a set: small letters, digits and hyphens, at most 60.
pub(crate) fn is_slug(text: &str) -> bool {
    let of = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.len() <= 60 && text.bytes().all(of) && text != "population"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: u64, unit: &str, value: &str) -> WeightRow {
        WeightRow { line, unit: unit.into(), value: value.into() }
    }

    #[test]
    fn every_wrong_line_is_said() {
        let known = BTreeSet::from(["03".into(), "11".into(), "18".into()]);
        let read = read_weights(&[row(2, "03", "7"), row(3, " 11 ", "0")], &known);
        assert_eq!(read, Ok(BTreeMap::from([("03".into(), 7), ("11".into(), 0)])));
        let wrong = read_weights(
            &[
                row(2, "03", "7"),
                row(3, "03", "8"),
                row(4, "99", "1"),
                row(5, "11", "-1"),
                row(6, "", "5"),
                row(7, "18", " "),
                row(8, "18", "+4"),
            ],
            &known,
        );
        let lines: Vec<String> = wrong.unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "line 3: 03 stands on line 2 already",
                "line 4: there is no 99 on that day",
                "line 5: «-1» is not a whole number from 0 up",
                "line 6: the unit or the value is missing",
                "line 7: the unit or the value is missing",
                "line 8: «+4» is not a whole number from 0 up",
            ]
        );
    }
}
