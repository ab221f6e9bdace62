//! Answers as people read them: labels instead of keys, amounts and days as people write them. What a
//! page, a PDF and a mail show.

use crate::answers::says_nothing;
use crate::fields::{percent, text_of};
use crate::imprecise::certain_day;
use crate::{Answers, Choice, Column, Definition, ImpreciseDate, Row, Rows, Shape, Takes, Visible};
use serde::Serialize;
use serde_json::{Map, Value};
use vocabulary::{Language, Money, OrganisationNumber};

/// A form with its answers, in the language of the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// The title of the form.
    pub title: String,
    /// What stands above the first section; may be empty.
    pub about: String,
    /// The sections that are shown and ask something.
    pub sections: Vec<ReadSection>,
}

/// A section with the answers to its questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadSection {
    /// Its key.
    pub key: String,
    /// Its heading.
    pub title: String,
    /// The questions that are shown, answered or not.
    pub entries: Vec<Entry>,
}

/// A question and what was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The key of the question.
    pub key: String,
    /// What was asked.
    pub label: String,
    /// What was said.
    pub said: Said,
}

/// What was said to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    /// Nothing.
    Nothing,
    /// One line.
    Line(String),
    /// Text with line breaks as it was written.
    Paragraphs(String),
    /// Several things, one after the other.
    Many(Vec<String>),
    /// Rows and columns; every row and the sums are as long as the head.
    Grid {
        /// The heads of the columns.
        head: Vec<String>,
        /// The cells, row by row; empty where nothing was said.
        rows: Vec<Vec<String>>,
        /// What the columns add up to; empty where a column is not summed.
        sums: Option<Vec<String>>,
        /// Each row is a group of questions of its own and is shown by itself.
        apart: bool,
    },
    /// Files.
    Files(Vec<NamedFile>),
}

/// A file as people know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedFile {
    /// The id of the attachment, as the answer has it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// The answers as a reader of this language reads them; only what is shown. `names` knows the names of
/// municipalities by their numbers. A draft may hold anything: what does not fit its question is told
/// as it stands.
pub fn read(
    definition: &Definition,
    answers: &Answers,
    language: Language,
    names: &dyn Fn(&str) -> Option<String>,
) -> Reading {
    let visible = Visible::of(definition, answers);
    let reader = Reader { language, names };
    let sections = definition.sections.iter().filter(|section| visible.section(&section.key));
    Reading {
        title: definition.title.to(language).to_owned(),
        about: definition.about.to(language).to_owned(),
        sections: sections
            .map(|section| ReadSection {
                key: section.key.clone(),
                title: section.title.to(language).to_owned(),
                entries: section
                    .questions
                    .iter()
                    .filter(|question| visible.question(&question.key))
                    .map(|question| Entry {
                        key: question.key.clone(),
                        label: question.label.to(language).to_owned(),
                        said: reader.said(&question.takes, answers.get(&question.key)),
                    })
                    .collect(),
            })
            .filter(|section: &ReadSection| !section.entries.is_empty())
            .collect(),
    }
}

/// Who reads: the language, and the names of municipalities.
pub(crate) struct Reader<'a> {
    pub(crate) language: Language,
    pub(crate) names: &'a dyn Fn(&str) -> Option<String>,
}

/// Whether the words around a value say its unit, and how much room there is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// By itself: `kr 1 250 000`, `1. mars 2026`.
    Line,
    /// In a table, under a head that says the unit: `1 250 000`, `01.03.2026`.
    Cell,
}

impl Reader<'_> {
    /// What was said to a question of this kind.
    pub(crate) fn said(&self, takes: &Takes, answer: Option<&Value>) -> Said {
        let Some(answer) = answer.filter(|answer| takes.is_answered_by(answer)) else {
            return Said::Nothing;
        };
        match (takes.shape(), answer) {
            (Shape::Rows(rows), Value::Array(_)) => self.grid(&rows, answer),
            (Shape::Files { .. }, Value::Array(files)) => {
                Said::Files(files.iter().filter_map(file).collect())
            }
            (Shape::Single, Value::Array(keys)) if !takes.options().is_empty() => Said::Many(
                keys.iter().filter_map(|key| chosen(takes, key, self.language)).collect(),
            ),
            (Shape::Single, Value::String(text)) if matches!(takes, Takes::LongText { .. }) => {
                Said::Paragraphs(text.trim().to_owned())
            }
            _ => self.told(takes, answer, Place::Line).map_or(Said::Nothing, Said::Line),
        }
    }

    /// One value in one line.
    fn told(&self, takes: &Takes, value: &Value, place: Place) -> Option<String> {
        let known = match (takes, value) {
            (Takes::Whole { .. }, Value::Number(_)) => value.as_i64().map(whole),
            (Takes::Kroner { .. }, Value::Number(_)) => {
                value.as_i64().map(|ore| self.kroner(Money::from_ore(ore), place))
            }
            (Takes::Percent { .. }, Value::Number(_)) => {
                value.as_i64().map(|hundredths| self.percent(&percent(hundredths)))
            }
            (Takes::Date { .. }, Value::String(text)) => {
                // Only the notation that counts as an answer is reworded.
                let day = certain_day(text).filter(|day| day.to_string() == *text);
                day.map(|day| match place {
                    Place::Line => day.in_words(self.language),
                    Place::Cell => day.short(),
                })
            }
            (Takes::ImpreciseDate, Value::String(text)) => {
                text.parse::<ImpreciseDate>().ok().map(|date| date.in_words(self.language))
            }
            (_, Value::Bool(yes)) => Some(yes_or_no(*yes, self.language).to_owned()),
            (Takes::Choice { .. }, Value::String(_)) => chosen(takes, value, self.language),
            (Takes::MultiChoice { .. } | Takes::Checklist { .. }, Value::Array(keys)) => {
                let chosen: Vec<String> =
                    keys.iter().filter_map(|key| chosen(takes, key, self.language)).collect();
                Some(chosen.join("; "))
            }
            (Takes::Municipality, Value::String(number)) => (self.names)(number),
            (Takes::OrganisationNumber, Value::String(text)) => organisation_number(text),
            (Takes::Organisation, Value::Object(parts)) => Some(self.organisation(parts)),
            (Takes::Person, Value::Object(parts)) => Some(self.person(parts)),
            _ => None,
        };
        known.or_else(|| self.as_it_stands(value)).filter(|text| !text.is_empty())
    }

    /// JSON that does not fit its question, without its signs where that is possible.
    fn as_it_stands(&self, value: &Value) -> Option<String> {
        match value {
            _ if says_nothing(value) => None,
            Value::Bool(yes) => Some(yes_or_no(*yes, self.language).to_owned()),
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Array(list) => {
                let told: Vec<String> =
                    list.iter().filter_map(|one| self.as_it_stands(one)).collect();
                Some(told.join("; "))
            }
            Value::Object(parts) => {
                let told: Vec<String> = parts
                    .iter()
                    .filter_map(|(key, one)| Some(format!("{key}: {}", self.as_it_stands(one)?)))
                    .collect();
                Some(told.join(", "))
            }
            _ => text_of(value),
        }
    }

    fn kroner(&self, amount: Money, place: Place) -> String {
        match (place, self.language) {
            (Place::Cell, _) => amount.to_string(),
            (Place::Line, Language::English) => format!("NOK\u{a0}{amount}"),
            (Place::Line, _) => format!("kr\u{a0}{amount}"),
        }
    }

    fn percent(&self, number: &str) -> String {
        match self.language {
            Language::English => format!("{}%", number.replace(',', ".")),
            Language::Bokmal | Language::Nynorsk => format!("{number}\u{a0}%"),
        }
    }

    /// `Lærdal kommune (983 544 622)`.
    fn organisation(&self, parts: &Map<String, Value>) -> String {
        let part = |key| parts.get(key).and_then(|part| self.as_it_stands(part));
        let number = part("number").map(|text| organisation_number(&text).unwrap_or(text));
        match (part("name"), number) {
            (Some(name), Some(number)) => format!("{name} ({number})"),
            (name, number) => name.or(number).unwrap_or_default(),
        }
    }

    /// `Kari Nordmann, prosjektleder, 50 %, kari@example.no, mars 2012 – april 2013`.
    fn person(&self, parts: &Map<String, Value>) -> String {
        let part = |key| parts.get(key).and_then(|part| self.as_it_stands(part));
        let when = |key| {
            let text = part(key)?;
            let date = text.parse::<ImpreciseDate>().ok();
            Some(date.map_or(text, |date| date.in_words(self.language)))
        };
        let share = parts.get("percent").and_then(|share| match share.as_i64() {
            Some(number) => Some(self.percent(&whole(number))),
            None => self.as_it_stands(share),
        });
        let time = match (when("from"), when("to"), self.language) {
            (Some(from), Some(to), _) => Some(format!("{from} – {to}")),
            (Some(from), None, Language::Bokmal) => Some(format!("fra {from}")),
            (Some(from), None, Language::Nynorsk) => Some(format!("frå {from}")),
            (Some(from), None, Language::English) => Some(format!("from {from}")),
            (None, Some(to), Language::English) => Some(format!("until {to}")),
            (None, Some(to), _) => Some(format!("til {to}")),
            (None, None, _) => None,
        };
        let told = [part("name"), part("function"), share, part("email"), time];
        told.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn grid(&self, rows: &Rows, answer: &Value) -> Said {
        let place = if rows.apart { Place::Line } else { Place::Cell };
        // What a row is called stands before its columns, where rows are called something.
        let called = rows.named_by.is_some() || !rows.fixed.is_empty();
        let naming = rows.named_by.as_ref().map(|column| column.label.to(self.language).to_owned());
        let mut head: Vec<String> =
            called.then(|| naming.unwrap_or_default()).into_iter().collect();
        head.extend(rows.columns.iter().map(|column| self.head(column, place)));

        let laid: Vec<Row<'_>> = rows
            .laid_out(Some(answer))
            .into_iter()
            .filter(|row| row.fixed.is_some() || row.counts())
            .collect();
        let told = laid.iter().map(|row| {
            let name = called.then(|| self.row_name(rows, row));
            let cells = rows.columns.iter().map(|column| {
                let cell = row.get(&column.key);
                cell.and_then(|cell| self.told(&column.takes, cell, place)).unwrap_or_default()
            });
            let mut told: Vec<String> = name.into_iter().chain(cells).collect();
            // A row that is no object is told in its first cell.
            if let (None, Some(answer), Some(first)) = (row.cells(), row.answer, told.first_mut()) {
                *first = self.as_it_stands(answer).unwrap_or_default();
            }
            told
        });
        let told = told.collect();

        let sums = rows.columns.iter().any(|column| column.sum).then(|| {
            let total = match self.language {
                Language::Bokmal | Language::Nynorsk => "Sum",
                Language::English => "Total",
            };
            let sums = rows.columns.iter().map(|column| self.sum(column, &laid, place));
            called.then(|| total.to_owned()).into_iter().chain(sums).collect()
        });
        Said::Grid { head, rows: told, sums, apart: rows.apart }
    }

    /// The head of a column; amounts say their unit there, because the cells do not.
    fn head(&self, column: &Column, place: Place) -> String {
        let label = column.label.to(self.language);
        let low = label.to_lowercase();
        let says = ["kr)", "kroner", "nok", "(kr"].iter().any(|unit| low.contains(unit));
        match (&column.takes, place, self.language) {
            (Takes::Kroner { .. }, Place::Cell, Language::English) if !says => {
                format!("{label} (NOK)")
            }
            (Takes::Kroner { .. }, Place::Cell, _) if !says => format!("{label} (kr)"),
            _ => label.to_owned(),
        }
    }

    fn row_name(&self, rows: &Rows, row: &Row<'_>) -> String {
        if let Some(fixed) = row.fixed {
            return fixed.label.to(self.language).to_owned();
        }
        let text = rows.named_by.as_ref().and_then(|column| row.get(&column.key));
        text.and_then(|text| self.as_it_stands(text)).unwrap_or_default()
    }

    /// What a column adds up to; nothing for one that is not summed.
    fn sum(&self, column: &Column, rows: &[Row<'_>], place: Place) -> String {
        if !column.sum {
            return String::new();
        }
        let numbers = rows.iter().filter_map(|row| row.get(&column.key)).filter_map(Value::as_i64);
        let sum = numbers.fold(0_i64, i64::saturating_add);
        self.told(&column.takes, &sum.into(), place).unwrap_or_default()
    }
}

/// `Ja`, `Nei`.
fn yes_or_no(yes: bool, language: Language) -> &'static str {
    match (yes, language) {
        (true, Language::English) => "Yes",
        (false, Language::English) => "No",
        (true, _) => "Ja",
        (false, _) => "Nei",
    }
}

/// The label of what was chosen; the key itself where there is no such option.
fn chosen(takes: &Takes, key: &Value, language: Language) -> Option<String> {
    let text = text_of(key)?;
    let option: Option<&Choice> = takes.options().iter().find(|option| option.key == text);
    Some(option.map_or(text, |option| option.label.to(language).to_owned()))
}

/// Grouped from five digits on: a number of four may be a year.
fn whole(number: i64) -> String {
    if number.unsigned_abs() >= 10_000
        && let Some(ore) = number.checked_mul(100)
    {
        return Money::from_ore(ore).to_string();
    }
    number.to_string().replace('-', "\u{2212}")
}

/// `983 544 622`.
fn organisation_number(text: &str) -> Option<String> {
    let number = text.parse::<OrganisationNumber>().ok()?.to_string();
    Some(format!("{}\u{a0}{}\u{a0}{}", number.get(..3)?, number.get(3..6)?, number.get(6..)?))
}

fn file(file: &Value) -> Option<NamedFile> {
    let text = |key| file.get(key).and_then(text_of).unwrap_or_default();
    if says_nothing(file) {
        return None;
    }
    let (id, name) = (text("id"), text("name"));
    let name = [name, id.clone()].into_iter().find(|name| !name.is_empty());
    Some(NamedFile {
        id,
        name: name.or_else(|| text_of(file)).unwrap_or_default(),
        bytes: file.get("bytes").and_then(Value::as_u64).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(takes: Value, answer: Value, language: Language) -> Said {
        let takes: Takes = serde_json::from_value(takes).expect("a kind of question");
        let names = |number: &str| (number == "4642").then(|| "Lærdal".to_owned());
        Reader { language, names: &names }.said(&takes, Some(&answer))
    }
    fn line(takes: Value, answer: Value, language: Language) -> String {
        match said(takes, answer, language) {
            Said::Line(text) => text.replace('\u{a0}', "_"),
            other => panic!("a line, not {other:?}"),
        }
    }

    #[test]
    fn lines_in_three_languages() {
        use Language::{Bokmal, English, Nynorsk};
        let person = json!({"name": "Kari", "function": "leder", "percent": 50, "from": "2012-03"});
        for (takes, answer, nb, nn, en) in [
            (
                json!({"kind": "kroner"}),
                json!(125_000_050),
                "kr_1_250_000,50",
                "kr_1_250_000,50",
                "NOK_1_250_000,50",
            ),
            (json!({"kind": "percent"}), json!(1250), "12,5_%", "12,5_%", "12.5%"),
            (json!({"kind": "whole"}), json!(-12_000), "−12_000", "−12_000", "−12_000"),
            (json!({"kind": "whole"}), json!(2026), "2026", "2026", "2026"),
            (
                json!({"kind": "date"}),
                json!("2026-03-01"),
                "1. mars 2026",
                "1. mars 2026",
                "1 March 2026",
            ),
            (
                json!({"kind": "imprecise-date"}),
                json!("2012-03/2012-04"),
                "mars/april 2012",
                "mars/april 2012",
                "March/April 2012",
            ),
            (json!({"kind": "yes-no"}), json!(true), "Ja", "Ja", "Yes"),
            (json!({"kind": "municipality"}), json!("4642"), "Lærdal", "Lærdal", "Lærdal"),
            (json!({"kind": "municipality"}), json!("9999"), "9999", "9999", "9999"),
            (
                json!({"kind": "organisation"}),
                json!({"number": "983544622", "name": "Lærdal"}),
                "Lærdal (983_544_622)",
                "Lærdal (983_544_622)",
                "Lærdal (983_544_622)",
            ),
            (
                json!({"kind": "person"}),
                person,
                "Kari, leder, 50_%, fra mars 2012",
                "Kari, leder, 50_%, frå mars 2012",
                "Kari, leder, 50%, from March 2012",
            ),
            // What does not fit is told as it stands.
            (json!({"kind": "kroner"}), json!("tolv"), "tolv", "tolv", "tolv"),
            (
                json!({"kind": "short-text"}),
                json!({"a": [1, true]}),
                "a: 1; Ja",
                "a: 1; Ja",
                "a: 1; Yes",
            ),
        ] {
            for (language, text) in [(Bokmal, nb), (Nynorsk, nn), (English, en)] {
                assert_eq!(line(takes.clone(), answer.clone(), language), text, "{takes} {answer}");
            }
        }
    }

    #[test]
    fn a_budget_with_its_sum() {
        let takes = json!({"kind": "budget", "own_lines": 2, "lines": [
            {"key": "wages", "label": {"nb": "Lønn"}}, {"key": "rent", "label": {"nb": "Leie"}}]});
        let answer = json!([{"row": "wages", "amount": 100_000}, {"text": "Kaffe", "amount": 550},
            {"text": "Te", "amount": "litt"}, {"text": " "}]);
        assert_eq!(
            said(takes, answer, Language::Bokmal),
            Said::Grid {
                head: vec!["Budsjettpost".into(), "Beløp (kr)".into()],
                rows: vec![
                    vec!["Lønn".into(), "1\u{a0}000".into()],
                    vec!["Leie".into(), String::new()],
                    vec!["Kaffe".into(), "5,50".into()],
                    vec!["Te".into(), "litt".into()],
                ],
                sums: Some(vec!["Sum".into(), "1\u{a0}005,50".into()]),
                apart: false,
            }
        );
    }

    #[test]
    fn choices_texts_and_files() {
        let options = json!([{"key": "a", "label": {"nb": "Alfa", "en": "Alpha"}}, {"key": "b", "label": {"nb": "Beta"}}]);
        let many = json!({"kind": "multi-choice", "options": options});
        let english = said(many.clone(), json!(["a", "b", "c"]), Language::English);
        assert_eq!(english, Said::Many(vec!["Alpha".into(), "Beta".into(), "c".into()]));
        assert_eq!(said(many, json!([]), Language::English), Said::Nothing);
        let text = said(json!({"kind": "long-text"}), json!("En\n\nto\n"), Language::Bokmal);
        assert_eq!(text, Said::Paragraphs("En\n\nto".into()));
        let files =
            json!([{"id": "f", "name": "plan.pdf", "bytes": 12, "type": "application/pdf"}]);
        let plan = NamedFile { id: "f".into(), name: "plan.pdf".into(), bytes: 12 };
        assert_eq!(
            said(json!({"kind": "files"}), files, Language::Bokmal),
            Said::Files(vec![plan])
        );
    }
}
