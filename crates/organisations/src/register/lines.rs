//! Lines of the data files, with the place kept for the sentence that says what is wrong with one.

use std::{fmt::Display, str::FromStr};

/// Why the register's data cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {what}")]
pub struct RegisterError {
    /// The data file.
    pub file: &'static str,
    /// The line, counted from 1; the heading is the first.
    pub line: u64,
    /// What is wrong there.
    pub what: String,
}

/// One line of a file.
pub(super) struct Line {
    file: &'static str,
    line: u64,
    fields: csv::StringRecord,
}

/// The lines after the heading, which must name exactly these columns.
pub(super) fn lines(
    file: &'static str,
    text: &str,
    columns: &[&str],
) -> Result<Vec<Line>, RegisterError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let refuse = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        RegisterError { file, line, what: unreadable(&error) }
    };
    if reader.headers().map_err(refuse)? != columns {
        let what = format!("the columns are not {}", columns.join(","));
        return Err(RegisterError { file, line: 1, what });
    }
    reader
        .into_records()
        .map(|record| {
            let fields = record.map_err(refuse)?;
            let line = fields.position().map_or(0, csv::Position::line);
            Ok(Line { file, line, fields })
        })
        .collect()
}

fn unreadable(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} fields where there should be {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => "not UTF-8 text".to_owned(),
        _ => error.to_string(),
    }
}

impl Line {
    /// The text of a column; the heading was checked, so a column that is asked for is there.
    pub(super) fn text(&self, column: usize) -> &str {
        self.fields.get(column).unwrap_or_default()
    }
    /// A text that must not be empty.
    pub(super) fn name(&self, column: usize) -> Result<String, RegisterError> {
        match self.text(column).trim() {
            "" => Err(self.wrong("a name is missing")),
            name => Ok(name.to_owned()),
        }
    }
    /// The value of a column.
    pub(super) fn value<T>(&self, column: usize) -> Result<T, RegisterError>
    where
        T: FromStr<Err: Display>,
    {
        self.text(column).parse().map_err(|error: T::Err| self.wrong(error))
    }
    /// The value of a column that may be empty.
    pub(super) fn optional<T>(&self, column: usize) -> Result<Option<T>, RegisterError>
    where
        T: FromStr<Err: Display>,
    {
        if self.text(column).is_empty() { Ok(None) } else { self.value(column).map(Some) }
    }
    /// A whole number from 0 up, in words that say what was read.
    pub(super) fn count(&self, column: usize) -> Result<Option<i64>, RegisterError> {
        let typed = self.text(column);
        if typed.is_empty() {
            return Ok(None);
        }
        match typed.parse() {
            Ok(count) if count >= 0 => Ok(Some(count)),
            _ => Err(self.wrong(format!("«{typed}» is not a whole number from 0 up"))),
        }
    }
    /// A count that must be there.
    pub(super) fn must_count(&self, column: usize) -> Result<i64, RegisterError> {
        self.count(column)?.ok_or_else(|| self.wrong("a number is missing"))
    }
    /// A year.
    pub(super) fn year(&self, column: usize) -> Result<i32, RegisterError> {
        let typed = self.text(column);
        typed
            .parse()
            .ok()
            .filter(|year| (2005..=2100).contains(year))
            .ok_or_else(|| self.wrong(format!("«{typed}» is not a year from 2005 on")))
    }
    /// This line is wrong.
    pub(super) fn wrong(&self, what: impl Display) -> RegisterError {
        RegisterError { file: self.file, line: self.line, what: what.to_string() }
    }
}
