//! Fields of an HTML form and answers, both ways.
//!
//! The name of a field is the place of its answer: `a.<question>`, `a.<question>.<part>`,
//! `a.<question>.<index>.<column>`, where the index is the place in [`crate::Rows::laid_out`] and
//! `a.<question>.<index>.row` says which fixed row it is; what can be chosen several times stands there
//! several times. What people type is read as people write it. What cannot be read stays the text it
//! was, so that it can be shown again with what is wrong about it.

use crate::answers::says_nothing;
use crate::breadth::{CELLS_OF_A_FILE, most_rows};
use crate::imprecise::certain_day;
use crate::{Answers, Column, Definition, ImpreciseDate, Row, Rows, Shape, Takes};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Money, MunicipalityNumber, OrganisationNumber};

/// What the names of all fields of answers begin with; a place ([`crate::At`]) follows it.
pub const PREFIX: &str = "a.";

/// What was typed, by the name of the field.
type Typed<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// The answers in the fields of an HTML form. Empty fields are no answers, empty rows fall away, fields
/// that the form does not have are left out.
pub fn read<'a>(
    definition: &Definition,
    fields: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Answers {
    let mut typed = Typed::new();
    for (name, text) in fields {
        if let Some(place) = name.strip_prefix(PREFIX) {
            typed.entry(place).or_default().push(text);
        }
    }
    let mut answers = Answers::new();
    for (_, question) in definition.questions() {
        if let Some(answer) = answer(&question.takes, &question.key, &typed) {
            answers.set(question.key.clone(), answer);
        }
    }
    answers
}

/// The fields that show these answers, name and text: every fixed row has at least its `row`. Reading
/// them gives the same answers.
pub fn fill(definition: &Definition, answers: &Answers) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (_, question) in definition.questions() {
        let name = format!("{PREFIX}{}", question.key);
        show(&question.takes, name, answers.get(&question.key), &mut fields);
    }
    fields
}

fn answer(takes: &Takes, place: &str, typed: &Typed) -> Option<Value> {
    match takes.shape() {
        Shape::Single => single(takes, typed.get(place)?),
        Shape::Record(columns) => {
            let record = record(columns.iter(), place, typed);
            if record.is_empty() { plain(place, typed) } else { Some(Value::Object(record)) }
        }
        Shape::Rows(rows) => {
            let columns = || rows.named_by.iter().chain(&rows.columns);
            let most = most_rows(columns().count());
            let list = listed(place, typed, most, |row| record(columns(), row, typed))?;
            if !list.is_array() {
                return Some(list);
            }
            // In the order people see them, whatever order the page sent them in.
            let laid = rows.laid_out(Some(&list)).into_iter();
            Some(Value::Array(laid.filter_map(|row| row.answer.cloned()).collect()))
        }
        Shape::Files { .. } => listed(place, typed, most_rows(CELLS_OF_A_FILE), |file| {
            let mut file = record(std::iter::empty(), file, typed);
            if let Some(bytes) = file.get("bytes").and_then(Value::as_str)
                && let Ok(bytes) = bytes.parse::<u64>()
            {
                file.insert("bytes".to_owned(), bytes.into());
            }
            file
        }),
    }
}

/// Rows or files in the order of their indices, whatever these are; those that say nothing fall away, and
/// of more than can be kept so many are told apart that they are refused ([`crate::too_wide`]).
fn listed(
    place: &str,
    typed: &Typed,
    most: usize,
    read: impl Fn(&str) -> Map<String, Value>,
) -> Option<Value> {
    let mut indices: Vec<(u64, &str)> = below(place, typed)
        .map(|(rest, _)| rest.split_once('.').map_or(rest, |(index, _)| index))
        .filter(|index| index.bytes().all(|byte| byte.is_ascii_digit()))
        .filter_map(|index| Some((index.parse().ok()?, index)))
        .collect();
    indices.sort_unstable();
    indices.dedup();
    let list: Vec<Value> = indices
        .into_iter()
        .filter_map(|(_, index)| {
            let place = format!("{place}.{index}");
            let row = Value::Object(read(&place));
            if says_nothing(&row) { plain(&place, typed) } else { Some(row) }
        })
        .take(most)
        .collect();
    if list.is_empty() { plain(place, typed) } else { Some(Value::Array(list)) }
}

/// The parts of a record: the columns as they are read, the others as text. A part that nobody asked
/// for is kept too, so that whoever sent it hears of it.
fn record<'c>(
    columns: impl Iterator<Item = &'c Column>,
    place: &str,
    typed: &Typed,
) -> Map<String, Value> {
    let mut record = Map::new();
    // A wide row of which one cell was sent costs one cell.
    let sent: BTreeSet<&str> = below(place, typed)
        .map(|(rest, _)| rest.split_once('.').map_or(rest, |(part, _)| part))
        .collect();
    let mut asked = Vec::new();
    for column in columns.filter(|column| sent.contains(column.key.as_str())) {
        asked.push(column.key.as_str());
        if let Some(part) = answer(&column.takes, &format!("{place}.{}", column.key), typed) {
            record.insert(column.key.clone(), part);
        }
    }
    for (part, texts) in below(place, typed) {
        // A deeper name belongs to a part that was read above, or to nothing.
        if !part.contains('.')
            && !part.is_empty()
            && !asked.contains(&part)
            && let Some(text) = last(texts)
        {
            record.insert(part.to_owned(), text.into());
        }
    }
    record
}

/// The fields whose names go on below this place, with the rest of the name.
fn below<'t>(
    place: &str,
    typed: &'t Typed,
) -> impl Iterator<Item = (&'t str, &'t Vec<&'t str>)> + use<'t> {
    let place = format!("{place}.");
    let long = place.len();
    let from = typed
        .range::<str, _>((std::ops::Bound::Included(place.as_str()), std::ops::Bound::Unbounded));
    from.take_while(move |(name, _)| name.starts_with(&place))
        .map(move |(name, texts)| (name.get(long..).unwrap_or_default(), texts))
}

/// What stands at a place where more than one value was wanted: the text that an earlier answer had.
fn plain(place: &str, typed: &Typed) -> Option<Value> {
    typed.get(place).and_then(|texts| last(texts)).map(Value::from)
}

/// The last text that says something, without blanks around it.
fn last(texts: &[&str]) -> Option<String> {
    texts.iter().rev().map(|text| text.trim()).find(|text| !text.is_empty()).map(str::to_owned)
}

fn single(takes: &Takes, texts: &[&str]) -> Option<Value> {
    match takes {
        Takes::MultiChoice { options, .. } | Takes::Checklist { options } => {
            let mut keys: Vec<&str> =
                texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
            let place = |key: &str| options.iter().position(|option| option.key == key);
            keys.sort_by_cached_key(|key| place(key).unwrap_or(usize::MAX));
            // A set beside the list: what is sent may be a hundred thousand keys that are no options.
            let mut seen = BTreeSet::new();
            keys.retain(|key| seen.insert(*key));
            let once: Vec<Value> = keys.into_iter().map(Value::from).collect();
            (!once.is_empty()).then_some(Value::Array(once))
        }
        // Browsers end lines with CR LF; what was a line break stays one, blanks inside a text stay.
        Takes::LongText { .. } => {
            let text = texts.iter().rev().find(|text| !text.trim().is_empty())?;
            Some(text.replace("\r\n", "\n").replace('\r', "\n").into())
        }
        _ => {
            let text = last(texts)?;
            Some(understood(takes, &text).unwrap_or_else(|| text.into()))
        }
    }
}

/// What people mean by a text, `None` when it cannot be told.
fn understood(takes: &Takes, text: &str) -> Option<Value> {
    match takes {
        Takes::Whole { .. } => {
            let bare = digits_of(text.trim_end_matches('%'));
            let digits = bare.strip_prefix('-').unwrap_or(&bare);
            let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            whole.then(|| bare.parse::<i64>().ok()).flatten().map(Value::from)
        }
        Takes::Kroner { .. } => {
            let bare = text.trim_start_matches("NOK").trim_end_matches([',', '-', '–']);
            bare.parse::<Money>().ok().map(|amount| amount.ore().into())
        }
        // Hundredths of a percent are to percent what øre are to kroner.
        Takes::Percent { .. } => {
            let bare = text.trim_end_matches('%');
            let digits = bare.chars().any(char::is_alphabetic);
            let share = (!digits).then(|| bare.parse::<Money>().ok()).flatten()?;
            Some(share.ore().into())
        }
        Takes::Date { .. } => certain_day(text).map(|day| day.to_string().into()),
        Takes::ImpreciseDate => ImpreciseDate::typed(text).map(|date| date.to_string().into()),
        Takes::YesNo => match text.to_lowercase().as_str() {
            "yes" | "true" | "ja" => Some(true.into()),
            "no" | "false" | "nei" => Some(false.into()),
            _ => None,
        },
        Takes::OrganisationNumber => {
            text.parse::<OrganisationNumber>().ok().map(|number| number.to_string().into())
        }
        // A list of suggestions may fill in «4642 Lærdal».
        Takes::Municipality => {
            let number = text.split_whitespace().next()?;
            number.parse::<MunicipalityNumber>().ok().map(|number| number.to_string().into())
        }
        _ => None,
    }
}

/// Without the blanks that group digits, with the minus that programs read.
fn digits_of(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}'))
        .map(|c| if c == '\u{2212}' { '-' } else { c })
        .collect()
}

fn show(takes: &Takes, name: String, answer: Option<&Value>, fields: &mut Vec<(String, String)>) {
    match takes.shape() {
        Shape::Single => match (takes, answer) {
            (Takes::MultiChoice { .. } | Takes::Checklist { .. }, Some(Value::Array(keys))) => {
                fields.extend(keys.iter().filter_map(|key| Some((name.clone(), text_of(key)?))));
            }
            _ => fields.extend(answer.and_then(|one| Some((name, shown(takes, one)?)))),
        },
        Shape::Record(columns) => match answer {
            Some(Value::Object(record)) => {
                show_parts(columns.iter(), &name, record, fields);
            }
            _ => fields.extend(answer.and_then(|one| Some((name, text_of(one)?)))),
        },
        Shape::Rows(rows) => show_rows(&rows, name, answer, fields),
        Shape::Files { .. } => match answer {
            Some(Value::Array(files)) => {
                for (index, file) in files.iter().enumerate() {
                    let name = format!("{name}.{index}");
                    match file {
                        Value::Object(file) => show_parts(std::iter::empty(), &name, file, fields),
                        _ => fields.extend(text_of(file).map(|text| (name, text))),
                    }
                }
            }
            _ => fields.extend(answer.and_then(|one| Some((name, text_of(one)?)))),
        },
    }
}

fn show_rows(
    rows: &Rows,
    name: String,
    answer: Option<&Value>,
    fields: &mut Vec<(String, String)>,
) {
    for (index, row) in rows.laid_out(answer).into_iter().enumerate() {
        let name = format!("{name}.{index}");
        match row {
            Row { fixed: Some(fixed), answer: None, .. } => {
                fields.push((format!("{name}.row"), fixed.key.clone()));
            }
            Row { answer: Some(Value::Object(cells)), .. } => {
                let columns = rows.named_by.iter().chain(&rows.columns);
                show_parts(columns, &name, cells, fields);
            }
            Row { answer, .. } => {
                fields.extend(answer.and_then(|one| Some((name, text_of(one)?))));
            }
        }
    }
    if !answer.is_some_and(Value::is_array) {
        fields.extend(answer.and_then(|one| Some((name, text_of(one)?))));
    }
}

fn show_parts<'c>(
    columns: impl Iterator<Item = &'c Column>,
    name: &str,
    record: &Map<String, Value>,
    fields: &mut Vec<(String, String)>,
) {
    let mut asked = Vec::new();
    for column in columns {
        asked.push(column.key.as_str());
        show(&column.takes, format!("{name}.{}", column.key), record.get(&column.key), fields);
    }
    for (part, value) in record.iter().filter(|(part, _)| !asked.contains(&part.as_str())) {
        fields.extend(text_of(value).map(|text| (format!("{name}.{part}"), text)));
    }
}

/// As it stands in the field: numbers as people write them, all else as it is.
fn shown(takes: &Takes, answer: &Value) -> Option<String> {
    match (takes, answer.as_i64()) {
        (Takes::Kroner { .. }, Some(ore)) => Some(Money::from_ore(ore).to_string()),
        (Takes::Percent { .. }, Some(hundredths)) => Some(percent(hundredths)),
        _ => text_of(answer),
    }
}

/// Hundredths of a percent as people write them, without the sign: `12,5`.
pub(crate) fn percent(hundredths: i64) -> String {
    let text = Money::from_ore(hundredths).to_string();
    match text.split_once(',') {
        Some((whole, rest)) => format!("{whole},{}", rest.trim_end_matches('0')),
        None => text,
    }
}

/// Any JSON as a text; nothing of what says nothing.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(true) => Some("yes".to_owned()),
        Value::Bool(false) => Some("no".to_owned()),
        Value::String(text) => (!text.trim().is_empty()).then(|| text.clone()),
        Value::Number(_) => Some(value.to_string()),
        Value::Array(_) | Value::Object(_) => (!says_nothing(value)).then(|| value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn form() -> Definition {
        serde_json::from_value(json!({
            "kind": "application",
            "title": {"nb": "Søknad"},
            "sections": [{"key": "all", "title": {"nb": "Alt"}, "questions": [
                {"key": "title", "label": {"nb": "Tittel"}, "takes": {"kind": "short-text"}},
                {"key": "text", "label": {"nb": "Tekst"}, "takes": {"kind": "long-text"}},
                {"key": "amount", "label": {"nb": "Beløp"}, "takes": {"kind": "kroner"}},
                {"key": "share", "label": {"nb": "Andel"}, "takes": {"kind": "percent"}},
                {"key": "count", "label": {"nb": "Antall"}, "takes": {"kind": "whole"}},
                {"key": "day", "label": {"nb": "Dag"}, "takes": {"kind": "date"}},
                {"key": "when", "label": {"nb": "Når"}, "takes": {"kind": "imprecise-date"}},
                {"key": "sure", "label": {"nb": "Sikker"}, "takes": {"kind": "yes-no"}},
                {"key": "who", "label": {"nb": "Hvem"}, "takes": {"kind": "organisation"}},
                {"key": "where", "label": {"nb": "Hvor"}, "takes": {"kind": "municipality"}},
                {"key": "groups", "label": {"nb": "Grupper"}, "takes": {"kind": "multi-choice", "options": [
                    {"key": "young", "label": {"nb": "Unge"}}, {"key": "old", "label": {"nb": "Eldre"}}]}},
                {"key": "budget", "label": {"nb": "Budsjett"}, "takes": {"kind": "budget", "own_lines": 3, "lines": [
                    {"key": "wages", "label": {"nb": "Lønn"}}, {"key": "rent", "label": {"nb": "Leie"}}]}},
                {"key": "files", "label": {"nb": "Filer"}, "takes": {"kind": "files", "most": 2}}
            ]}]
        }))
        .expect("a definition")
    }

    const TYPED: [(&str, &str); 26] = [
        ("csrf", "x"),
        ("a.title", "  Recovery-team "),
        ("a.text", "En linje\r\nto linjer "),
        ("a.amount", "1 250 000,50"),
        ("a.share", "12,5 %"),
        ("a.count", "1\u{a0}000"),
        ("a.day", "01.03.2026"),
        ("a.when", "mars/april 2012"),
        ("a.sure", "no"),
        ("a.who.number", "983 544 622"),
        ("a.who.name", "Lærdal kommune"),
        ("a.where", "4642 Lærdal"),
        ("a.groups", "old"),
        ("a.groups", "young"),
        ("a.budget.0.row", "wages"),
        ("a.budget.0.amount", ""),
        ("a.budget.1.row", "rent"),
        ("a.budget.1.amount", "100,-"),
        ("a.budget.10.text", "Kaffe"),
        ("a.budget.10.amount", "tolv"),
        ("a.budget.2.text", " "),
        ("a.files.0.id", "f1"),
        ("a.files.0.name", "plan.pdf"),
        ("a.files.0.bytes", "1200"),
        ("a.files.0.type", "application/pdf"),
        ("a.unasked", "x"),
    ];

    #[test]
    fn what_people_type_is_read_as_they_write_it() {
        let form = form();
        let answers = read(&form, TYPED);
        assert_eq!(
            answers.to_value(),
            json!({
                "title": "Recovery-team", "text": "En linje\nto linjer ", "amount": 125_000_050,
                "share": 1250, "count": 1000, "day": "2026-03-01", "when": "2012-03/2012-04",
                "sure": false, "who": {"number": "983544622", "name": "Lærdal kommune"},
                "where": "4642", "groups": ["young", "old"],
                "budget": [{"row": "rent", "amount": 10_000}, {"text": "Kaffe", "amount": "tolv"}],
                "files": [{"id": "f1", "name": "plan.pdf", "bytes": 1200, "type": "application/pdf"}],
            })
        );
        let fields = fill(&form, &answers);
        let pairs = fields.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        assert_eq!(read(&form, pairs), answers);
        // The fields of a row carry the index of the row as it is laid out.
        let at = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, text)| text.as_str());
        assert_eq!(at("a.budget.0.row"), Some("wages"));
        assert_eq!(at("a.budget.1.amount"), Some("100"));
        assert_eq!(at("a.budget.2.amount"), Some("tolv"));
        assert_eq!(at("a.share"), Some("12,5"));
    }

    #[test]
    fn what_cannot_be_read_stays_the_text_it_was() {
        let form = form();
        let typed = [
            ("a.amount", "tolv kroner"),
            ("a.share", "kr 12"),
            ("a.count", "12,5"),
            ("a.day", "1.3.26"),
            ("a.when", "vinteren 2012"),
            ("a.sure", "kanskje"),
            ("a.who", "Lærdal"),
            ("a.where", "Lærdal"),
            ("a.budget", "mye"),
            ("a.files.0", "borte"),
        ];
        let answers = read(&form, typed);
        for (name, text) in typed {
            let key = name.trim_start_matches("a.").trim_end_matches(".0");
            let kept = answers.get(key).expect("an answer");
            assert_eq!(kept.as_array().map_or(kept, |list| &list[0]), text, "{name}");
        }
        let fields = fill(&form, &answers);
        let pairs = fields.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        assert_eq!(read(&form, pairs), answers);
    }

    #[test]
    fn a_choice_is_kept_once_and_options_stand_first() {
        let keys = ["x", "old", "y", " x ", "young", "old", "y"];
        let typed = keys.map(|key| ("a.groups", key));
        assert_eq!(read(&form(), typed).to_value(), json!({"groups": ["young", "old", "x", "y"]}));
        // A body full of keys that are no options costs what it is long, not its square.
        let many: Vec<String> = (0..150_000).map(|n| format!("{n:x}")).collect();
        let answers = read(&form(), many.iter().map(|key| ("a.groups", key.as_str())));
        let kept = answers.get("groups").and_then(Value::as_array).map(Vec::len);
        assert_eq!(kept, Some(150_000));
    }

    #[test]
    fn sparse_rows_are_read_in_their_order_and_a_flood_of_them_no_further_than_needed() {
        let form = form();
        let typed = [("a.budget.999999.text", "sist"), ("a.budget.18446744073709551615.text", "x")];
        let answers = read(&form, typed.into_iter().chain([("a.budget.7.text", "først")]));
        let rows = json!([{"text": "først"}, {"text": "sist"}, {"text": "x"}]);
        assert_eq!(answers.get("budget"), Some(&rows));
        for (name, cells) in [("a.budget", 2), ("a.files", CELLS_OF_A_FILE)] {
            let many: Vec<String> = (0..90_000).map(|n| format!("{name}.{n}.text")).collect();
            let answers = read(&form, many.iter().map(|name| (name.as_str(), "1")));
            let key = name.trim_start_matches("a.");
            let kept = answers.get(key).and_then(Value::as_array).map(Vec::len);
            assert_eq!(kept, Some(most_rows(cells)), "{name}");
            // What is left of it is refused.
            assert!(crate::too_wide(&form, &answers).is_some(), "{name}");
        }
    }

    #[test]
    fn empty_fields_are_no_answers() {
        let empty = TYPED.map(|(name, _)| (name, " "));
        assert!(read(&form(), empty).is_empty());
    }
}
