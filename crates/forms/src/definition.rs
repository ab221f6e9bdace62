//! What a form asks: sections, questions, conditions, checks. As data, so that staff make forms.

use crate::{Condition, Expression};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocabulary::{Day, Language, Money};

/// A form as it is written: one version of it. It travels as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// What the form is for.
    pub kind: FormKind,
    /// Its title.
    pub title: Words,
    /// What stands above the first section.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub about: Words,
    /// Its sections, in their order.
    pub sections: Vec<Section>,
    /// What must hold across questions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
}

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormKind {
    /// An application to a call.
    Application,
    /// A report on a grant.
    Report,
    /// A questionnaire of an evaluation.
    Questionnaire,
    /// A fidelity scale.
    Scale,
}

impl FormKind {
    /// All of them.
    pub const ALL: [FormKind; 4] =
        [FormKind::Application, FormKind::Report, FormKind::Questionnaire, FormKind::Scale];

    /// The word in the database and in files.
    pub const fn word(self) -> &'static str {
        match self {
            FormKind::Application => "application",
            FormKind::Report => "report",
            FormKind::Questionnaire => "questionnaire",
            FormKind::Scale => "scale",
        }
    }
    /// The kind of a word, `None` when there is no such kind.
    pub fn from_word(word: &str) -> Option<FormKind> {
        FormKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A text in the languages people read: `{"nb": "Mål", "nn": "Mål", "en": "Goals"}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(BTreeMap<Language, String>);

impl Words {
    /// The same text in bokmål and nynorsk.
    pub fn norwegian(bokmal: impl Into<String>, nynorsk: impl Into<String>) -> Words {
        Words(BTreeMap::from([
            (Language::Bokmal, bokmal.into()),
            (Language::Nynorsk, nynorsk.into()),
        ]))
    }
    /// With this text in this language.
    #[must_use]
    pub fn with(mut self, language: Language, text: impl Into<String>) -> Words {
        self.0.insert(language, text.into());
        self
    }
    /// The text in this language, when there is one.
    pub fn exactly(&self, language: Language) -> Option<&str> {
        self.0.get(&language).map(|text| text.trim()).filter(|text| !text.is_empty())
    }
    /// The text to show a reader of this language: theirs, else bokmål, nynorsk, English, else nothing.
    pub fn to(&self, language: Language) -> &str {
        self.exactly(language)
            .or_else(|| Language::ALL.into_iter().find_map(|other| self.exactly(other)))
            .unwrap_or_default()
    }
    /// Nothing is said in any language.
    pub fn is_empty(&self) -> bool {
        Language::ALL.into_iter().all(|language| self.exactly(language).is_none())
    }
    /// The languages it lacks, of those asked for.
    pub fn lacks(&self, languages: &[Language]) -> Vec<Language> {
        languages.iter().copied().filter(|one| self.exactly(*one).is_none()).collect()
    }
}

/// Some questions under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its key: lower-case letters, digits and hyphens, once in the form.
    pub key: String,
    /// Its heading.
    pub title: Words,
    /// What stands under the heading.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub about: Words,
    /// Shown only then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<Condition>,
    /// Its questions, in their order.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its key: lower-case letters, digits and hyphens, once in the form. Answers stand under it.
    pub key: String,
    /// What is asked.
    pub label: Words,
    /// Help below it.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub help: Words,
    /// Whether it must be answered.
    #[serde(default, skip_serializing_if = "Required::is_never")]
    pub required: Required,
    /// Shown only then; what is not shown need not be answered, and its answer does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<Condition>,
    /// What the house itself reads out of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Meaning>,
    /// What it is filled in with beforehand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<KnownFact>,
    /// What kind of answer it takes.
    pub takes: Takes,
}

/// Whether a question must be answered: `"never"`, `"always"`, `{"if": …}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Required {
    /// It may be left open.
    #[default]
    Never,
    /// Always, where it is shown.
    Always,
    /// When this holds, where it is shown.
    If(Condition),
}

impl Required {
    /// It may always be left open.
    pub fn is_never(&self) -> bool {
        matches!(self, Required::Never)
    }
}

/// What kind of answer a question takes. What the answers look like in JSON stands with each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Takes {
    /// One line: a string.
    ShortText {
        /// The most characters; 200 unless said.
        #[serde(default = "short")]
        longest: u32,
    },
    /// Paragraphs: a string.
    LongText {
        /// The most characters; 10 000 unless said.
        #[serde(default = "long")]
        longest: u32,
    },
    /// A whole number: an integer.
    Whole {
        /// The least.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        least: Option<i64>,
        /// The most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<i64>,
    },
    /// An amount: an integer of whole øre.
    Kroner {
        /// The least; nothing below 0 unless said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        least: Option<Money>,
        /// The most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<Money>,
    },
    /// A share: an integer of hundredths of a percent (1250 is 12,5 %), from 0 to `most`.
    Percent {
        /// The most; 10 000 (100 %) unless said.
        #[serde(default = "whole")]
        most: u32,
    },
    /// A day: `"2026-03-01"`.
    Date {
        /// The earliest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earliest: Option<Day>,
        /// The latest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        latest: Option<Day>,
    },
    /// A day, a month, a season, a year, or from one to another: `"2012"`, `"2012-23"` (autumn),
    /// `"2012-03"`, `"2012-03/2012-04"` (notation of ISO 8601-2).
    ImpreciseDate,
    /// Yes or no: a boolean.
    YesNo,
    /// One of some: the key of the option.
    Choice {
        /// What can be chosen.
        options: Vec<Choice>,
    },
    /// Some of some: the keys of the options, in their order.
    MultiChoice {
        /// What can be chosen.
        options: Vec<Choice>,
        /// The most that may be chosen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<u32>,
    },
    /// A list to tick off, each with a text of its own: the keys of what is ticked. All must be ticked
    /// when the question is required.
    Checklist {
        /// What is to be ticked.
        options: Vec<Choice>,
    },
    /// An organisation: `{"number": "983544622", "name": "…"}`; the number may be left out.
    Organisation,
    /// The number of an organisation, nine digits: `"983544622"`.
    OrganisationNumber,
    /// A municipality, by its number: `"3207"`.
    Municipality,
    /// An e-mail address: a string.
    Email,
    /// Somebody in a function: `{"name", "function", "percent", "email", "from", "to"}`; the name and
    /// the function are what it takes, the rest may be left out. `percent` is a whole number to 100,
    /// `from` and `to` are imprecise dates.
    Person,
    /// Files: a list of `{"id", "name", "bytes", "type"}` as the upload answered.
    Files {
        /// The most files; 1 unless said.
        #[serde(default = "one")]
        most: u32,
    },
    /// A table with the columns given: a list of rows, `{"row": "2026", "column": …}` for fixed rows
    /// and `{"column": …}` for free ones.
    Table(Grid),
    /// Questions asked again and again: a list of `{"question": …}`. Like a table, but each repetition
    /// is shown by itself.
    Group(Grid),
    /// The budget: rows with `text` and `amount` (øre); its lines become the lines of the accounts.
    Budget {
        /// Lines that are there for everybody.
        lines: Vec<Choice>,
        /// How many lines of their own applicants may add.
        #[serde(default)]
        own_lines: u32,
    },
    /// Targets: rows with `text`, `baseline`, `target` (whole numbers), `unit`, `by` (an imprecise date)
    /// and `direction` (`exactly`, `at-least`, `at-most`, `qualitative`); all but a qualitative one have
    /// a target.
    Indicators {
        /// Indicators that are there for everybody.
        lines: Vec<Choice>,
        /// How many of their own applicants may add.
        #[serde(default)]
        own_lines: u32,
    },
    /// Other money: rows with `text` (who), `amount` (øre) and `status` (`own`, `applied`, `granted`).
    CoFinancing {
        /// The most rows; 20 unless said.
        #[serde(default = "twenty")]
        most: u32,
    },
}

fn short() -> u32 {
    200
}
fn long() -> u32 {
    10_000
}
fn whole() -> u32 {
    10_000
}
fn one() -> u32 {
    1
}
fn twenty() -> u32 {
    20
}

/// Rows and columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// The columns, or the questions that are asked again.
    pub columns: Vec<Column>,
    /// Rows that are there for everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Choice>,
    /// The fewest rows of their own that people must add.
    #[serde(default)]
    pub fewest: u32,
    /// The most rows of their own that people may add.
    #[serde(default)]
    pub most: u32,
}

/// A column of a table, or a question of a group: any kind of answer that is a single value. What an
/// organisation or a person is asked for becomes a column each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its key, once in the table.
    pub key: String,
    /// Its head.
    pub label: Words,
    /// Must be answered in every row that says anything, and in every fixed row.
    #[serde(default)]
    pub required: bool,
    /// Summed up below the table: whole numbers and kroner.
    #[serde(default)]
    pub sum: bool,
    /// What kind of answer it takes.
    pub takes: Takes,
}

/// Something to choose, tick, or a row that is there for everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its key, once in its list.
    pub key: String,
    /// What it says.
    pub label: Words,
}

/// What the house itself reads out of an answer, whatever a form calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// The title of the project: short text. Every application form has it.
    Title,
    /// What is applied for: kroner. Every application form has it.
    AmountAppliedFor,
    /// The least that the applicant could carry out the project with: kroner.
    LeastAmount,
    /// What the applicant puts in: kroner.
    OwnShare,
    /// What the money is for, in the words of a quota: one choice of some, whose keys are the purposes.
    Purpose,
    /// What is to be done: text.
    Summary,
    /// For whom: text.
    TargetGroup,
    /// How it goes on when the state's money ends: text.
    Continuation,
    /// Others who take part: a table or group with the columns `name` and, if wanted, `municipality`.
    Partners,
    /// Who does what: a table or group with the columns `team` (a choice of `owner`, `steering-group`,
    /// `project-group`, `staff`), `job` and, if wanted, `percent` (a whole number).
    Members,
    /// The budget of the project.
    Budget,
    /// The targets that awards and reports take over.
    Targets,
}

/// What a question is filled in with beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KnownFact {
    /// The name of the organisation.
    OrganisationName,
    /// The organisation itself, number and name.
    Organisation,
    /// Its municipality.
    Municipality,
    /// The name of the one who writes.
    WriterName,
    /// The address of the one who writes.
    WriterEmail,
    /// What the organisation was awarded last in this scheme, in øre.
    LastAward,
    /// The title of its last project in this scheme.
    LastTitle,
}

/// Something that must hold across questions: «budget equals amount applied for plus own share».
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its key, once in the form.
    pub key: String,
    /// The question at which it is said when it does not hold.
    pub at: String,
    /// What is said then.
    pub says: Words,
    /// The left side.
    pub left: Expression,
    /// How the sides must stand to one another.
    pub must_be: Comparison,
    /// The right side.
    pub right: Expression,
    /// Only looked at then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_if: Option<Condition>,
    /// Lets the form be sent in all the same: a warning.
    #[serde(default)]
    pub warns: bool,
}

/// How two numbers stand to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// They are the same.
    Equal,
    /// The left is not more than the right.
    AtMost,
    /// The left is not less than the right.
    AtLeast,
}

impl Comparison {
    /// Whether it holds.
    pub const fn holds(self, left: i128, right: i128) -> bool {
        match self {
            Comparison::Equal => left == right,
            Comparison::AtMost => left <= right,
            Comparison::AtLeast => left >= right,
        }
    }
}

impl Definition {
    /// All questions, in the order they are asked, each with its section.
    pub fn questions(&self) -> impl Iterator<Item = (&Section, &Question)> {
        self.sections.iter().flat_map(|section| section.questions.iter().map(move |q| (section, q)))
    }
    /// The question with this key.
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions().map(|(_, question)| question).find(|question| question.key == key)
    }
    /// The question with this meaning.
    pub fn meant(&self, meaning: Meaning) -> Option<&Question> {
        self.questions()
            .map(|(_, question)| question)
            .find(|question| question.meaning == Some(meaning))
    }
}
