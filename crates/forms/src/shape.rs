//! What an answer is made of. There are many kinds of questions and four shapes: what examines,
//! describes, shows and compares answers knows the shapes only.

use crate::answers::says_nothing;
use crate::{Choice, Column, Takes, Words};
use serde_json::{Map, Value};
use vocabulary::{Language, Money};

/// What an answer is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// One value: text, number, day, choice, …
    Single,
    /// Some values with a name each: an organisation, a person.
    Record(Vec<Column>),
    /// Rows of values: table, group, budget, indicators, co-financing.
    Rows(Rows),
    /// Files.
    Files {
        /// The most.
        most: u32,
    },
}

/// Rows of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// What each row holds.
    pub columns: Vec<Column>,
    /// The column that names a row of one's own, where the fixed rows have their label: its key is
    /// `text`. Not among `columns`.
    pub named_by: Option<Column>,
    /// Rows that are there for everybody, told apart by `row` in the answer.
    pub fixed: Vec<Choice>,
    /// The fewest rows of one's own.
    pub fewest: u32,
    /// The most rows of one's own.
    pub most: u32,
    /// Each row is shown by itself, as a group of questions.
    pub apart: bool,
}

/// A row in its place: see [`Rows::laid_out`].
#[derive(Debug, Clone, PartialEq)]
pub struct Row<'a> {
    /// The row that is there for everybody; `None` for one of their own.
    pub fixed: Option<&'a Choice>,
    /// What was answered in it; `None` for a fixed row that the answer does not have.
    pub answer: Option<&'a Value>,
    empty: bool,
    stray: bool,
}

impl<'a> Row<'a> {
    /// The answer in this column, when there is one that says anything.
    pub fn get(&self, column: &str) -> Option<&'a Value> {
        self.cells()?.get(column).filter(|value| !says_nothing(value))
    }
    /// The columns answered; `None` when the row is not there or no object.
    pub fn cells(&self) -> Option<&'a Map<String, Value>> {
        self.answer.and_then(Value::as_object)
    }
    /// It stands in the answer, but the form does not ask for it: it names a row that the form does
    /// not have, or that was there already, or has none of the columns.
    pub fn is_stray(&self) -> bool {
        self.stray
    }
    /// It says something and the form asks for it.
    pub fn counts(&self) -> bool {
        !self.empty && !self.stray
    }
    /// Nothing stands in any column.
    pub fn is_empty(&self) -> bool {
        self.empty
    }
}

impl Rows {
    /// The rows in the order people see them: first the fixed ones, each once and in the order of the
    /// form, whether they are answered or not; then their own, in the order of the answer, without
    /// those that say nothing. The index in this list is the index in the name of a field and in
    /// [`crate::At`]. Stray rows (see [`Row::is_stray`]) come last, so that nothing is lost. Of an
    /// answer that is no list the own rows are none.
    pub fn laid_out<'a>(&'a self, answer: Option<&'a Value>) -> Vec<Row<'a>> {
        let given = answer.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let missing = |fixed| Row { fixed: Some(fixed), answer: None, empty: true, stray: false };
        let mut rows: Vec<Row<'a>> = self.fixed.iter().map(missing).collect();
        let mut strays = Vec::new();
        for answer in given.iter().filter(|answer| !says_nothing(answer)) {
            let named = answer.get("row").filter(|row| !says_nothing(row));
            let place = named
                .and_then(Value::as_str)
                .and_then(|key| self.fixed.iter().position(|row| row.key == key));
            match place.and_then(|place| rows.get_mut(place)) {
                Some(row) if row.answer.is_none() => {
                    row.answer = Some(answer);
                    row.empty = self.columns.iter().all(|column| row.get(&column.key).is_none());
                }
                _ => {
                    let mut row =
                        Row { fixed: None, answer: Some(answer), empty: false, stray: false };
                    row.stray = named.is_some()
                        || (answer.is_object()
                            && self.columns_of(&row).all(|column| row.get(&column.key).is_none()));
                    if row.stray { strays.push(row) } else { rows.push(row) }
                }
            }
        }
        rows.append(&mut strays);
        rows
    }
    /// All columns of a row: what names it first (a row of one's own only), then the others.
    pub fn columns_of(&self, row: &Row<'_>) -> impl Iterator<Item = &Column> {
        let naming = self.named_by.as_ref().filter(|_| row.fixed.is_none());
        naming.into_iter().chain(&self.columns)
    }
    /// The column with this key, the naming one included.
    pub fn column(&self, key: &str) -> Option<&Column> {
        self.named_by.iter().chain(&self.columns).find(|column| column.key == key)
    }
}

impl Takes {
    /// What its answers are made of.
    pub fn shape(&self) -> Shape {
        match self {
            Takes::Organisation => Shape::Record(organisation()),
            Takes::Person => Shape::Record(person()),
            Takes::Files { most } => Shape::Files { most: *most },
            Takes::Table(grid) | Takes::Group(grid) => Shape::Rows(Rows {
                columns: grid.columns.clone(),
                named_by: None,
                fixed: grid.rows.clone(),
                fewest: grid.fewest,
                most: grid.most,
                apart: matches!(self, Takes::Group(_)),
            }),
            Takes::Budget { lines, own_lines } => Shape::Rows(Rows {
                columns: vec![Column { sum: true, ..amount() }],
                named_by: Some(named(words("Budsjettpost", "Budsjettpost", "Budget line"))),
                fixed: lines.clone(),
                fewest: 0,
                most: *own_lines,
                apart: false,
            }),
            Takes::Indicators { lines, own_lines } => Shape::Rows(Rows {
                columns: indicator(),
                named_by: Some(named(words("Indikator", "Indikator", "Indicator"))),
                fixed: lines.clone(),
                fewest: 0,
                most: *own_lines,
                apart: false,
            }),
            Takes::CoFinancing { most } => Shape::Rows(Rows {
                columns: vec![
                    Column { sum: true, required: true, ..amount() },
                    Column { required: true, ..column("status", status(), money_from()) },
                ],
                named_by: Some(named(words(
                    "Hvem pengene kommer fra",
                    "Kven pengane kjem frå",
                    "Who the money comes from",
                ))),
                fixed: Vec::new(),
                fewest: 0,
                most: *most,
                apart: false,
            }),
            Takes::ShortText { .. }
            | Takes::LongText { .. }
            | Takes::Whole { .. }
            | Takes::Kroner { .. }
            | Takes::Percent { .. }
            | Takes::Date { .. }
            | Takes::ImpreciseDate
            | Takes::YesNo
            | Takes::Choice { .. }
            | Takes::MultiChoice { .. }
            | Takes::Checklist { .. }
            | Takes::Municipality
            | Takes::OrganisationNumber
            | Takes::Email => Shape::Single,
        }
    }

    /// The answer says anything that the question asks for.
    pub fn is_answered_by(&self, answer: &Value) -> bool {
        match (self.shape(), answer) {
            (Shape::Record(columns), Value::Object(cells)) => columns
                .iter()
                .any(|column| cells.get(&column.key).is_some_and(|cell| !says_nothing(cell))),
            (Shape::Rows(rows), Value::Array(_)) => {
                rows.laid_out(Some(answer)).iter().any(Row::counts)
            }
            _ => !says_nothing(answer),
        }
    }

    /// The least and the most of a number, in the unit of the answer (øre, hundredths of a percent);
    /// nothing for what is no number.
    pub fn bounds(&self) -> (Option<i64>, Option<i64>) {
        match self {
            Takes::Whole { least, most } => (*least, *most),
            Takes::Kroner { least, most } => {
                (Some(least.map_or(0, Money::ore)), most.map(Money::ore))
            }
            Takes::Percent { most } => (Some(0), Some(i64::from(*most))),
            _ => (None, None),
        }
    }

    /// What can be chosen, ticked, or stands as a row for everybody.
    pub fn options(&self) -> &[Choice] {
        match self {
            Takes::Choice { options }
            | Takes::MultiChoice { options, .. }
            | Takes::Checklist { options } => options,
            Takes::Budget { lines, .. } | Takes::Indicators { lines, .. } => lines,
            Takes::Table(grid) | Takes::Group(grid) => &grid.rows,
            _ => &[],
        }
    }

    /// The word that files use for the kind: `short-text`.
    pub const fn word(&self) -> &'static str {
        match self {
            Takes::ShortText { .. } => "short-text",
            Takes::LongText { .. } => "long-text",
            Takes::Whole { .. } => "whole",
            Takes::Kroner { .. } => "kroner",
            Takes::Percent { .. } => "percent",
            Takes::Date { .. } => "date",
            Takes::ImpreciseDate => "imprecise-date",
            Takes::YesNo => "yes-no",
            Takes::Choice { .. } => "choice",
            Takes::MultiChoice { .. } => "multi-choice",
            Takes::Checklist { .. } => "checklist",
            Takes::Organisation => "organisation",
            Takes::OrganisationNumber => "organisation-number",
            Takes::Municipality => "municipality",
            Takes::Email => "email",
            Takes::Person => "person",
            Takes::Files { .. } => "files",
            Takes::Table(_) => "table",
            Takes::Group(_) => "group",
            Takes::Budget { .. } => "budget",
            Takes::Indicators { .. } => "indicators",
            Takes::CoFinancing { .. } => "co-financing",
        }
    }
}

fn words(bokmal: &str, nynorsk: &str, english: &str) -> Words {
    Words::norwegian(bokmal, nynorsk).with(Language::English, english)
}

fn column(key: &str, label: Words, takes: Takes) -> Column {
    Column { key: key.to_owned(), label, required: false, sum: false, takes }
}

fn option(key: &str, label: Words) -> Choice {
    Choice { key: key.to_owned(), label }
}

/// What a row of one's own is called.
fn named(label: Words) -> Column {
    Column { required: true, ..column("text", label, Takes::ShortText { longest: 200 }) }
}

fn amount() -> Column {
    let kroner = Takes::Kroner { least: None, most: None };
    column("amount", words("Beløp (kr)", "Beløp (kr)", "Amount (NOK)"), kroner)
}

fn status() -> Words {
    words("Status", "Status", "Status")
}

fn money_from() -> Takes {
    Takes::Choice {
        options: vec![
            option("own", words("Egne midler", "Eigne midlar", "Own funds")),
            option("applied", words("Søkt om", "Søkt om", "Applied for")),
            option("granted", words("Innvilget", "Innvilga", "Granted")),
        ],
    }
}

fn organisation() -> Vec<Column> {
    vec![
        column(
            "number",
            words("Organisasjonsnummer", "Organisasjonsnummer", "Organisation number"),
            Takes::OrganisationNumber,
        ),
        Column {
            required: true,
            ..column("name", words("Navn", "Namn", "Name"), Takes::ShortText { longest: 200 })
        },
    ]
}

fn person() -> Vec<Column> {
    let line = || Takes::ShortText { longest: 200 };
    vec![
        Column { required: true, ..column("name", words("Navn", "Namn", "Name"), line()) },
        Column {
            required: true,
            ..column("function", words("Funksjon", "Funksjon", "Function"), line())
        },
        column(
            "percent",
            words("Stilling i prosent", "Stilling i prosent", "Position in percent"),
            Takes::Whole { least: Some(0), most: Some(100) },
        ),
        column("email", words("E-post", "E-post", "E-mail"), Takes::Email),
        column("from", words("Fra", "Frå", "From"), Takes::ImpreciseDate),
        column("to", words("Til", "Til", "To"), Takes::ImpreciseDate),
    ]
}

fn indicator() -> Vec<Column> {
    let number = || Takes::Whole { least: None, most: None };
    let directions = vec![
        option("exactly", words("Nøyaktig", "Nøyaktig", "Exactly")),
        option("at-least", words("Minst", "Minst", "At least")),
        option("at-most", words("Høyst", "Høgst", "At most")),
        option("qualitative", words("Kvalitativt mål", "Kvalitativt mål", "Qualitative goal")),
    ];
    vec![
        column("baseline", words("Utgangspunkt", "Utgangspunkt", "Baseline"), number()),
        Column {
            required: true,
            ..column(
                "direction",
                words("Slik leses målet", "Slik skal målet lesast", "How to read the target"),
                Takes::Choice { options: directions },
            )
        },
        column("target", words("Mål", "Mål", "Target"), number()),
        column("unit", words("Enhet", "Eining", "Unit"), Takes::ShortText { longest: 50 }),
        column(
            "by",
            words("Nås innen", "Skal nåast innan", "To be reached by"),
            Takes::ImpreciseDate,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fixed_rows_come_first_and_nothing_is_lost() {
        let takes = Takes::Budget {
            lines: vec![
                option("wages", words("Lønn", "Løn", "Wages")),
                option("rent", words("Leie", "Leige", "Rent")),
            ],
            own_lines: 3,
        };
        let Shape::Rows(rows) = takes.shape() else { panic!("a budget is rows") };
        let answer = json!([
            {"text": "Reiser", "amount": 5},
            {"row": "rent", "amount": 1},
            {"row": "rent", "amount": 2},
            {"row": "boats", "amount": 3},
            {"row": "", "text": " "},
            "tolv",
        ]);
        let laid = rows.laid_out(Some(&answer));
        let shown: Vec<_> = laid
            .iter()
            .map(|row| {
                (row.fixed.map(|one| one.key.as_str()), row.get("amount").and_then(Value::as_i64))
            })
            .collect();
        assert_eq!(
            shown,
            [
                (Some("wages"), None),
                (Some("rent"), Some(1)),
                (None, Some(5)),
                (None, None),
                (None, Some(2)),
                (None, Some(3))
            ]
        );
        assert!(laid[0].is_empty() && laid[1].counts() && laid[2].counts());
        assert!(laid[3].counts() && laid[4].is_stray() && laid[5].is_stray());
    }

    #[test]
    fn what_the_house_asks_itself_is_said_in_all_languages() {
        for takes in [
            Takes::Organisation,
            Takes::Person,
            Takes::Budget { lines: vec![], own_lines: 1 },
            Takes::Indicators { lines: vec![], own_lines: 1 },
            Takes::CoFinancing { most: 1 },
        ] {
            let columns = match takes.shape() {
                Shape::Record(columns) => columns,
                Shape::Rows(rows) => rows.named_by.into_iter().chain(rows.columns).collect(),
                Shape::Single | Shape::Files { .. } => vec![],
            };
            assert!(!columns.is_empty(), "{takes:?}");
            for column in &columns {
                let options = column.takes.options().iter().map(|option| &option.label);
                for label in options.chain([&column.label]) {
                    assert!(label.lacks(&Language::ALL).is_empty(), "{}: {label:?}", column.key);
                }
            }
        }
    }
}
