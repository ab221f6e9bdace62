//! What is wrong with answers, at the place where it is wrong.

mod values;

pub(crate) use values::LARGEST;

use crate::answers::says_nothing;
use crate::condition::Given;
use crate::{
    Answers, Check, Definition, Meaning, Question, Row, Rows, Shape, Takes, Visible, Words,
};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt;
use vocabulary::{Day, MunicipalityNumber};

/// Something that is wrong with answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Where.
    pub at: At,
    /// What.
    pub wrong: Wrong,
    /// It may be handed in all the same.
    pub warns: bool,
}

/// A place in answers. Printed as the name of the field: `title`, `contact.name`, `members.2.percent`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// The question.
    pub question: String,
    /// Which row of it, from 0, in the order of [`Rows::laid_out`].
    pub row: Option<usize>,
    /// Which part of a record, or which column.
    pub part: Option<String>,
}

impl At {
    /// The question as a whole.
    pub fn question(key: impl Into<String>) -> At {
        At { question: key.into(), row: None, part: None }
    }
    /// A row of this question.
    fn row(&self, row: usize) -> At {
        At { row: Some(row), ..self.clone() }
    }
    /// A part of this question or row.
    fn part(&self, part: &str) -> At {
        At { part: Some(part.to_owned()), ..self.clone() }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.question)?;
        self.row.map_or(Ok(()), |row| write!(f, ".{row}"))?;
        self.part.as_ref().map_or(Ok(()), |part| write!(f, ".{part}"))
    }
}

/// What is wrong with an answer. The English sentence is for programs; pages word it for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// It must be answered and is not.
    #[error("is missing")]
    Missing,
    /// No text where one is wanted, one with characters that cannot be printed, one with several lines
    /// where one is wanted; or no object where a record is wanted.
    #[error("is not a text that can stand here")]
    NotText,
    /// Longer than it may be, in characters.
    #[error("is {is} characters long and may be {most}")]
    TooLong {
        /// The most.
        most: u32,
        /// What it is.
        is: usize,
    },
    /// No whole number.
    #[error("is not a whole number")]
    NotWhole,
    /// Less than this, as people write it.
    #[error("must be at least {0}")]
    TooSmall(String),
    /// More than this, as people write it.
    #[error("must be at most {0}")]
    TooLarge(String),
    /// No whole number of øre.
    #[error("is not an amount in øre")]
    NotAnAmount,
    /// No whole number of hundredths of a percent.
    #[error("is not a share in hundredths of a percent")]
    NotAPercent,
    /// No day.
    #[error("is not a day such as 2026-03-01")]
    NotADay,
    /// Before this day.
    #[error("must not be before {0}")]
    TooEarly(Day),
    /// After this day.
    #[error("must not be after {0}")]
    TooLate(Day),
    /// No imprecise date.
    #[error("is not a year, month, day or span such as 2012, 2012-03 or 2012-03/2012-04")]
    NotAnImpreciseDate,
    /// Neither yes nor no.
    #[error("is neither true nor false")]
    NotYesNo,
    /// There is no such option, or it is chosen twice.
    #[error("«{0}» is not one of the options")]
    NoSuchOption(String),
    /// More options than may be chosen.
    #[error("at most {most} may be chosen")]
    TooManyChosen {
        /// The most.
        most: u32,
    },
    /// Something is not ticked.
    #[error("everything must be ticked")]
    NotAllTicked,
    /// No organisation number: not nine digits, or the last does not fit the others.
    #[error("is not an organisation number")]
    NotAnOrganisationNumber,
    /// No number of four digits.
    #[error("is not a municipality number")]
    NotAMunicipality,
    /// No municipality has this number on the day that counts.
    #[error("there is no municipality {0}")]
    NoSuchMunicipality(String),
    /// No e-mail address.
    #[error("is not an e-mail address")]
    NotAnAddress,
    /// Fewer rows of their own than must be added.
    #[error("must have at least {fewest} rows")]
    TooFewRows {
        /// The fewest.
        fewest: u32,
    },
    /// More rows of their own than may be added.
    #[error("has {is} rows and may have {most}")]
    TooManyRows {
        /// The most.
        most: u32,
        /// How many there are.
        is: usize,
    },
    /// No list of objects where rows are wanted, or a row that is no object.
    #[error("is not a list of rows")]
    NotRows,
    /// There is no fixed row with this key, or it is there twice.
    #[error("there is no row «{0}»")]
    NoSuchRow(String),
    /// The record or row has no such part.
    #[error("there is no part «{0}»")]
    NoSuchPart(String),
    /// The form does not ask this.
    #[error("the form does not ask this")]
    NoSuchQuestion,
    /// No list of files as the upload answered.
    #[error("is not a list of files")]
    NotFiles,
    /// More files than may be handed in.
    #[error("at most {most} files may be handed in")]
    TooManyFiles {
        /// The most.
        most: u32,
    },
    /// Questions that contradict one another, in the words of the form.
    #[error("{}", .0.to(vocabulary::Language::English))]
    Contradiction(Words),
}

impl Takes {
    /// Whether a column that may be left open must be answered all the same in some rows, as
    /// [`examine`] says: the amount of a budget line that somebody adds, the target of an indicator
    /// that is no qualitative one.
    pub fn may_demand(&self, column: &str) -> bool {
        match self {
            Takes::Budget { .. } => column == "amount",
            Takes::Indicators { .. } => column == "target",
            _ => false,
        }
    }
}

/// More doubts than this nobody reads; answers of a hostile size get no longer list.
const MOST_DOUBTS: usize = 500;

/// What keeps answers from being handed in, in the order of the form; empty when nothing does.
///
/// What is not shown is not looked at, and neither is what the form does not ask (a question that an
/// earlier version had): [`crate::settled`] leaves both out of what is handed in. `places` are the
/// municipalities of the day that counts; without them only the form of a number is looked at.
pub fn examine(
    definition: &Definition,
    answers: &Answers,
    places: Option<&BTreeSet<MunicipalityNumber>>,
) -> Vec<Doubt> {
    let visible = Visible::of(definition, answers);
    let mut examiner = Examiner { places, draft: false, doubts: Vec::new() };
    for (_, question) in definition.questions() {
        if visible.question(&question.key) {
            let required = visible.required(&question.key);
            examiner.question(question, answers.get(&question.key), required);
        }
    }
    // Where a question that a check names has a doubt of its own, that is said first.
    let doubted: BTreeSet<String> =
        examiner.doubts.iter().map(|doubt| doubt.at.question.clone()).collect();
    let given = Given::shown_by(definition, answers, &visible);
    for check in &definition.checks {
        let named = check.left.names().into_iter().chain(check.right.names());
        if visible.question(&check.at) && !named.into_iter().any(|name| doubted.contains(name)) {
            examiner.check(check, &given);
        }
    }
    examiner.doubts
}

/// What can never be right, in the order of the form: wrong kinds, too much, unknown keys. Nothing is
/// said of what is missing or contradicts, and what is not shown is looked at too. For saying at once
/// what a program got wrong; a draft is saved all the same.
pub fn examine_draft(
    definition: &Definition,
    answers: &Answers,
    places: Option<&BTreeSet<MunicipalityNumber>>,
) -> Vec<Doubt> {
    let mut examiner = Examiner { places, draft: true, doubts: Vec::new() };
    let mut known = BTreeSet::new();
    for (_, question) in definition.questions() {
        known.insert(question.key.as_str());
        examiner.question(question, answers.get(&question.key), false);
    }
    for (key, _) in answers.iter().filter(|(key, _)| !known.contains(key)) {
        examiner.says(&At::question(shortened(key)), Wrong::NoSuchQuestion);
    }
    examiner.doubts
}

struct Examiner<'a> {
    places: Option<&'a BTreeSet<MunicipalityNumber>>,
    draft: bool,
    doubts: Vec<Doubt>,
}

impl Examiner<'_> {
    fn says(&mut self, at: &At, wrong: Wrong) {
        if self.doubts.len() < MOST_DOUBTS {
            self.doubts.push(Doubt { at: at.clone(), wrong, warns: false });
        }
    }

    fn question(&mut self, question: &Question, answer: Option<&Value>, required: bool) {
        let at = At::question(&question.key);
        let takes = &question.takes;
        let Some(answer) = answer.filter(|answer| self.draft || takes.is_answered_by(answer))
        else {
            if required {
                self.says(&at, Wrong::Missing);
            }
            return;
        };
        match takes.shape() {
            Shape::Rows(rows) => self.rows(takes, &rows, answer, &at),
            Shape::Record(columns) => match answer {
                Value::Object(cells) => {
                    self.record(takes, &columns.iter().collect::<Vec<_>>(), cells, &at);
                    self.unknown_parts(cells, |key| columns.iter().any(|one| one.key == key), &at);
                }
                _ if says_nothing(answer) => {}
                _ => self.says(&at, Wrong::NotText),
            },
            Shape::Single | Shape::Files { .. } if says_nothing(answer) => {}
            Shape::Single | Shape::Files { .. } => {
                self.value(takes, answer, &at);
                if let Takes::Checklist { options } = takes
                    && required
                    && let Value::Array(ticked) = answer
                    && options.iter().any(|option| !ticked.iter().any(|one| one == &option.key))
                {
                    self.says(&at, Wrong::NotAllTicked);
                }
                // A whole krone, so that nobody applies for an amount that is shown as nothing.
                if question.meaning == Some(Meaning::AmountAppliedFor)
                    && !self.draft
                    && answer.as_i64().is_some_and(|ore| ore < 100)
                    && !self.doubts.iter().any(|doubt| doubt.at == at)
                {
                    self.says(&at, Wrong::TooSmall("1".to_owned()));
                }
            }
        }
    }

    /// The columns of one record or row.
    fn record(
        &mut self,
        takes: &Takes,
        columns: &[&crate::Column],
        cells: &Map<String, Value>,
        at: &At,
    ) {
        for column in columns {
            let at = at.part(&column.key);
            match cells.get(&column.key).filter(|cell| !says_nothing(cell)) {
                Some(cell) => self.value(&column.takes, cell, &at),
                None if column.required && !self.draft => self.says(&at, Wrong::Missing),
                None => {}
            }
        }
        self.together(takes, cells, at);
    }

    /// What the parts of the house's own records and rows ask of one another.
    fn together(&mut self, takes: &Takes, cells: &Map<String, Value>, at: &At) {
        if self.draft {
            return;
        }
        let lacks = |key: &str| cells.get(key).is_none_or(says_nothing);
        let span = |key: &str| values::imprecise(cells.get(key)?);
        match takes {
            // A fixed line may be left open; a line that somebody adds is there for its amount.
            Takes::Budget { .. } if lacks("row") && !lacks("text") && lacks("amount") => {
                self.says(&at.part("amount"), Wrong::Missing);
            }
            Takes::Indicators { .. } => {
                let direction = cells.get("direction").and_then(Value::as_str);
                if direction.is_some_and(|word| word != "qualitative") && lacks("target") {
                    self.says(&at.part("target"), Wrong::Missing);
                }
            }
            Takes::Person => {
                if let (Some(from), Some(to)) = (span("from"), span("to"))
                    && let (Some(first), Some(last)) = (from.first(), to.last())
                    && last < first
                {
                    self.says(&at.part("to"), Wrong::TooEarly(first));
                }
            }
            _ => {}
        }
    }

    fn rows(&mut self, takes: &Takes, rows: &Rows, answer: &Value, at: &At) {
        if !answer.is_array() {
            if !says_nothing(answer) {
                self.says(at, Wrong::NotRows);
            }
            return;
        }
        let laid = rows.laid_out(Some(answer));
        let own = laid.iter().filter(|row| row.fixed.is_none() && row.counts()).count();
        let most = usize::try_from(rows.most).unwrap_or(usize::MAX);
        if own > most {
            self.says(at, Wrong::TooManyRows { most: rows.most, is: own });
        }
        if !self.draft && own < usize::try_from(rows.fewest).unwrap_or(usize::MAX) {
            self.says(at, Wrong::TooFewRows { fewest: rows.fewest });
        }
        for (place, row) in laid.iter().enumerate() {
            // One doubt says that there are too many rows; what the rest says need not be read.
            let too_many = row.fixed.is_none() && place >= rows.fixed.len().saturating_add(most);
            if !too_many || (self.draft && row.is_stray()) {
                self.one_row(takes, rows, row, &at.row(place));
            }
            if self.doubts.len() >= MOST_DOUBTS {
                return;
            }
        }
    }

    fn one_row(&mut self, takes: &Takes, rows: &Rows, row: &Row<'_>, at: &At) {
        if row.is_stray() {
            if self.draft
                && let Some(cells) = row.cells()
            {
                if let Some(named) = cells.get("row").filter(|named| !says_nothing(named)) {
                    let named = named.as_str().map_or_else(|| named.to_string(), str::to_owned);
                    self.says(&at.part("row"), Wrong::NoSuchRow(shortened(&named)));
                }
                self.unknown_parts(cells, |key| key == "row" || rows.column(key).is_some(), at);
            }
            return;
        }
        let nothing = Map::new();
        let cells = match (row.answer, row.cells()) {
            (Some(_), None) => return self.says(at, Wrong::NotRows),
            (_, cells) => cells.unwrap_or(&nothing),
        };
        let columns: Vec<_> = rows.columns_of(row).collect();
        self.record(takes, &columns, cells, at);
        self.unknown_parts(
            cells,
            |key| key == "row" || columns.iter().any(|one| one.key == key),
            at,
        );
    }

    /// Parts that are not asked. They are left out of what is handed in, and only a draft is told.
    fn unknown_parts(&mut self, cells: &Map<String, Value>, asked: impl Fn(&str) -> bool, at: &At) {
        if self.draft {
            for key in cells.keys().filter(|key| !asked(key)) {
                let key = shortened(key);
                self.says(&at.part(&key), Wrong::NoSuchPart(key.clone()));
            }
        }
    }

    /// A check across questions.
    fn check(&mut self, check: &Check, given: &Given<'_>) {
        let applies = check.only_if.as_ref().is_none_or(|condition| condition.holds(given));
        let holds = || check.must_be.holds(check.left.value(given), check.right.value(given));
        if applies && !holds() && self.doubts.len() < MOST_DOUBTS {
            self.doubts.push(Doubt {
                at: At::question(&check.at),
                wrong: Wrong::Contradiction(check.says.clone()),
                warns: check.warns,
            });
        }
    }
}

/// What somebody typed, short enough to be said back.
fn shortened(text: &str) -> String {
    const MOST: usize = 100;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
