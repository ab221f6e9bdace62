//! Files of weights as people have them: commas, semicolons, or tabs where they come out of a
//! spreadsheet; with a head or without one.

use crate::{Level, WeightRow};
use csv::{ReaderBuilder, StringRecord, Trim};
use vocabulary::Language;

/// Why a text is no table of weights. What is wrong with single lines is said by
/// [`read_weights`](crate::read_weights).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightsFileError {
    /// Nothing but a head, or nothing at all.
    #[error("there are no rows in the file")]
    Empty,
    /// It cannot be taken apart into columns.
    #[error("the file is not a table with columns")]
    Unreadable,
    /// No column has the numbers of counties or municipalities.
    #[error("there is no column «unit» among {}", .columns.join(", "))]
    NoUnits {
        /// The columns there are.
        columns: Vec<String>,
    },
    /// The column that was asked for is not there, or it is the one of the units.
    #[error("there is no column «{wanted}» with numbers among {}", .columns.join(", "))]
    NoColumn {
        /// What was asked for.
        wanted: String,
        /// The columns there are beside the units'.
        columns: Vec<String>,
    },
    /// There are several, and nobody said which.
    #[error("say which column counts: {}", .columns.join(", "))]
    WhichColumn {
        /// The columns there are beside the units'.
        columns: Vec<String>,
    },
}

impl WeightsFileError {
    /// The sentence in the reader's language.
    pub fn in_words(&self, language: Language) -> String {
        let [nb, nn, en] = match self {
            WeightsFileError::Empty => [
                "Det er ingen rader under overskriftene.".to_owned(),
                "Det er ingen rader under overskriftene.".to_owned(),
                "There are no rows below the head.".to_owned(),
            ],
            WeightsFileError::Unreadable => [
                "Dette er ikke en tabell med kolonner.".to_owned(),
                "Dette er ikkje ein tabell med kolonnar.".to_owned(),
                "This is not a table with columns.".to_owned(),
            ],
            WeightsFileError::NoUnits { columns } => {
                let columns = columns.join(", ");
                [
                    format!(
                        "Ingen kolonne har numrene. Kall den «nummer». Kolonnene er: {columns}."
                    ),
                    format!(
                        "Ingen kolonne har nummera. Kall han «nummer». Kolonnane er: {columns}."
                    ),
                    format!(
                        "No column has the numbers of places. Call it “unit”. There are: {columns}."
                    ),
                ]
            }
            WeightsFileError::NoColumn { wanted, columns } => {
                let columns = columns.join(", ");
                [
                    format!("Det er ingen kolonne «{wanted}» med vekter. Kolonnene er: {columns}."),
                    format!("Det er ingen kolonne «{wanted}» med vekter. Kolonnane er: {columns}."),
                    format!("There is no column “{wanted}” with weights. There are: {columns}."),
                ]
            }
            WeightsFileError::WhichColumn { columns } => {
                let columns = columns.join(", ");
                [
                    format!("Skriv hvilken kolonne som har vektene: {columns}."),
                    format!("Skriv kva kolonne som har vektene: {columns}."),
                    format!("Write which column has the weights: {columns}."),
                ]
            }
        };
        match language {
            Language::Bokmal => nb,
            Language::Nynorsk => nn,
            Language::English => en,
        }
    }
}

/// What heads of the units' column are called, in letters and digits only.
const UNITS: [&str; 11] = [
    "unit",
    "enhet",
    "eining",
    "nummer",
    "nr",
    "kode",
    "code",
    "fylke",
    "kommune",
    "county",
    "municipality",
];

/// What heads of the weights' column are called.
const WEIGHTS: [&str; 6] = ["weight", "vekt", "vekter", "verdi", "value", "antall"];

/// Takes a text apart into the rows of a set: the units' numbers and what they count by, with the line
/// each stands on. `column` is the head of the weights' column; without it, it must be plain which it is.
///
/// Numbers are taken as spreadsheets give them: `12 345` is 12345, `3` among counties is 03, and of
/// `03 Oslo` the number counts.
pub fn weight_rows(
    text: &str,
    level: Level,
    column: Option<&str>,
) -> Result<Vec<WeightRow>, WeightsFileError> {
    let text = text.trim_start_matches('\u{feff}');
    let records = records(text)?;
    let (first, _) = records.first().ok_or(WeightsFileError::Empty)?;
    let has_head = !first.iter().any(|cell| is_digits(&number(cell)));
    let head: Vec<String> = match has_head {
        true => first.iter().map(str::to_owned).collect(),
        false => (1..=first.len()).map(|place| place.to_string()).collect(),
    };
    let rows = if has_head { &records[1..] } else { &records[..] };
    let (sample, _) = rows.first().ok_or(WeightsFileError::Empty)?;
    let units = units_column(&head, sample, has_head)?;
    let weights = weights_column(&head, sample, units, column)?;
    let field = |record: &StringRecord, at: usize| record.get(at).unwrap_or_default().to_owned();
    let row = |(record, line): &(StringRecord, u64)| WeightRow {
        line: *line,
        unit: unit(&field(record, units), level),
        value: number(&field(record, weights)),
    };
    Ok(rows.iter().map(row).collect())
}

/// The records of a text, each with its line. Lines with empty cells only are passed over, as a
/// spreadsheet's last ones are.
fn records(text: &str) -> Result<Vec<(StringRecord, u64)>, WeightsFileError> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(text))
        .trim(Trim::All)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| WeightsFileError::Unreadable)?;
        let line = record.position().map_or(0, |at| at.line() + blank_lines(text, at.byte()));
        if record.iter().any(|cell| !cell.is_empty()) {
            records.push((record, line));
        }
    }
    Ok(records)
}

fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |mark: char| first.matches(mark).count();
    if count('\t') > 0 {
        b'\t'
    } else if count(';') > 0 && count(';') >= count(',') {
        b';'
    } else {
        b','
    }
}

/// How many blank lines stand at a place of a text. The reader skips them and places the record before.
fn blank_lines(text: &str, byte: u64) -> u64 {
    let rest = usize::try_from(byte).ok().and_then(|byte| text.as_bytes().get(byte..));
    let blank = rest.unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    blank.map(|byte| u64::from(*byte == b'\n')).sum()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A cell without the spaces that group its digits; anything else as it is.
fn number(cell: &str) -> String {
    let bare: String = cell.chars().filter(|one| !one.is_whitespace()).collect();
    if is_digits(&bare) { bare } else { cell.trim().to_owned() }
}

/// The number of a unit: without the name that follows it, with the nought that a spreadsheet took away.
fn unit(cell: &str, level: Level) -> String {
    let first = cell.split_whitespace().next().unwrap_or_default();
    let number = if is_digits(first) { first } else { cell.trim() };
    let long = match level {
        Level::County => 2,
        Level::Municipality => 4,
    };
    if is_digits(number) && number.len() + 1 == long {
        format!("0{number}")
    } else {
        number.to_owned()
    }
}

fn units_column(
    head: &[String],
    sample: &StringRecord,
    has_head: bool,
) -> Result<usize, WeightsFileError> {
    let bare = |own: &String| -> String {
        own.to_lowercase().chars().filter(|one| one.is_alphanumeric()).collect()
    };
    let called = |wanted: &&str| head.iter().position(|own| bare(own) == **wanted);
    // `fylkesnummer`, `kommunenr`, `municipality code`.
    let ends = |own: &String| {
        let own = bare(own);
        ["nummer", "nr", "kode", "code", "number"].iter().any(|end| own.ends_with(end))
    };
    let begins_with_digits =
        sample.get(0).is_some_and(|cell| cell.split_whitespace().next().is_some_and(is_digits));
    let found = match has_head {
        true => UNITS[..3]
            .iter()
            .find_map(called)
            .or_else(|| head.iter().position(ends))
            .or_else(|| UNITS.iter().find_map(called)),
        false => None,
    };
    let found = found.or_else(|| begins_with_digits.then_some(0));
    found.ok_or_else(|| WeightsFileError::NoUnits { columns: head.to_vec() })
}

fn weights_column(
    head: &[String],
    sample: &StringRecord,
    units: usize,
    asked: Option<&str>,
) -> Result<usize, WeightsFileError> {
    let others = || (0..head.len()).filter(|at| *at != units);
    let columns = || others().map(|at| head[at].clone()).collect::<Vec<_>>();
    let called = |wanted: &str| others().find(|at| head[*at].eq_ignore_ascii_case(wanted));
    if let Some(wanted) = asked.map(str::trim).filter(|wanted| !wanted.is_empty()) {
        let (wanted, columns) = (wanted.to_owned(), columns);
        return called(&wanted)
            .ok_or_else(|| WeightsFileError::NoColumn { wanted, columns: columns() });
    }
    if let Some(at) = WEIGHTS.iter().find_map(|wanted| called(wanted)) {
        return Ok(at);
    }
    let only = |mut some: Box<dyn Iterator<Item = usize> + '_>| match (some.next(), some.next()) {
        (Some(at), None) => Some(at),
        _ => None,
    };
    let of_numbers = others().filter(|at| sample.get(*at).is_some_and(|c| is_digits(&number(c))));
    only(Box::new(others())).or_else(|| only(Box::new(of_numbers))).ok_or_else(|| {
        let columns = columns();
        match columns.is_empty() {
            true => WeightsFileError::Unreadable,
            false => WeightsFileError::WhichColumn { columns },
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    type Read = Vec<(u64, String, String)>;

    fn read(text: &str, level: Level, column: Option<&str>) -> Result<Read, WeightsFileError> {
        let rows = weight_rows(text, level, column)?;
        Ok(rows.into_iter().map(|row| (row.line, row.unit, row.value)).collect())
    }

    fn said(rows: &[(u64, &str, &str)]) -> Result<Read, WeightsFileError> {
        let own = |(line, unit, value): &(u64, &str, &str)| {
            (*line, (*unit).to_owned(), (*value).to_owned())
        };
        Ok(rows.iter().map(own).collect())
    }

    #[test]
    fn what_people_have_is_read_with_its_lines() {
        let county = Level::County;
        let whole = said(&[(2, "03", "7"), (3, "11", "8")]);
        for text in [
            "unit,weight\n03,7\n11,8\n",
            "\u{feff}Unit;Weight\r\n03;7\r\n11;8\r\n",
            "Fylkesnummer\tNavn\tUnge\n3\tOslo\t7\n11\tRogaland\t8\n;\t\n",
            "Fylke;Personer\n03 Oslo;7\n11 Rogaland;8",
            ";Unge\n03;7\n11;8\n;\n",
            "navn,enhet,x\nOslo,03,7\nRogaland,11,8",
        ] {
            // The line of marks alone is not one of empty cells in the third.
            let rows = read(text, county, None).map(|mut rows| {
                rows.truncate(2);
                rows
            });
            assert_eq!(rows, whole, "{text}");
        }
        assert_eq!(
            read("03,7\n\n11,\"12 345\"", county, None),
            said(&[(1, "03", "7"), (3, "11", "12345")])
        );
        assert_eq!(
            read("kommunenr;unge\n301;1\u{a0}200\n1103;?", Level::Municipality, None),
            said(&[(2, "0301", "1200"), (3, "1103", "?")])
        );
    }

    #[test]
    fn which_column_counts_must_be_plain() {
        let text = "unit;young;old\n03;7;8\n";
        let which = |column| read(text, Level::County, column);
        assert_eq!(which(Some("OLD")), said(&[(2, "03", "8")]));
        let columns = vec!["young".to_owned(), "old".to_owned()];
        assert_eq!(which(None), Err(WeightsFileError::WhichColumn { columns: columns.clone() }));
        for wanted in ["unit", "middle"] {
            let (asked, columns) = (wanted.to_owned(), columns.clone());
            let error = WeightsFileError::NoColumn { wanted: asked, columns };
            assert_eq!(which(Some(wanted)), Err(error));
        }
        for empty in ["", "\n", "unit,weight\n"] {
            assert_eq!(read(empty, Level::County, None), Err(WeightsFileError::Empty));
        }
        assert_eq!(
            read("hei\nhå\n", Level::County, None),
            Err(WeightsFileError::NoUnits { columns: vec!["hei".to_owned()] })
        );
        assert_eq!(read("03\n11\n", Level::County, None), Err(WeightsFileError::Unreadable));
        let words = WeightsFileError::WhichColumn { columns };
        for language in Language::ALL {
            assert!(words.in_words(language).contains("young, old"), "{language}");
        }
    }
}
