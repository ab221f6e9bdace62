//! What is wrong with a form itself, and what it lacks before people can read it.

mod conditions;
mod meanings;
mod questions;

use crate::answers::{canonical, sha256};
use crate::{Answers, Definition, FormKind, KnownFact, Meaning, Takes, Words};
use serde_json::Value;
use std::collections::BTreeSet;
use vocabulary::Language;

/// The most questions of a form. With the other bounds here it keeps a page, a document and the
/// examination of answers within what people and the house can bear.
pub(crate) const MOST_QUESTIONS: usize = 200;
/// The most sections of a form.
pub(crate) const MOST_SECTIONS: usize = 50;
/// The most checks of a form.
pub(crate) const MOST_CHECKS: usize = 50;
/// The most options of a choice and fixed rows of a table.
pub(crate) const MOST_OPTIONS: usize = 100;
/// The most columns of a table.
pub(crate) const MOST_COLUMNS: usize = 40;
/// The most rows of one's own.
pub(crate) const MOST_ROWS: u32 = 200;
/// The most files of a question.
pub(crate) const MOST_FILES: u32 = 20;
/// The most characters of a text that is answered.
pub(crate) const LONGEST_TEXT: u32 = 20_000;
/// The most characters of a label.
pub(crate) const LONGEST_LABEL: usize = 500;
/// The most characters of a help text, of what stands above a section, and of what a check says.
pub(crate) const LONGEST_ABOUT: usize = 5_000;
/// The most characters of a key.
pub(crate) const LONGEST_KEY: usize = 60;
/// How deep conditions and sums may be nested.
pub(crate) const DEEPEST: usize = 20;
/// How many conditions or sums one may be made of.
pub(crate) const WIDEST: usize = 200;
/// The most bytes of a definition that is read.
const LARGEST_FILE: usize = 4 * 1024 * 1024;

/// Something that is wrong with a form itself. `at` is a place in it: `section/plan`,
/// `question/members`, `question/members/column/job`, `check/budget-fits`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It asks nothing.
    #[error("the form has no questions")]
    NoQuestions,
    /// More of something than a form may have.
    #[error("«{at}» has {is} {what} and may have {most}")]
    TooMany {
        /// Where; empty for the form itself.
        at: String,
        /// Of what.
        what: Many,
        /// The most.
        most: usize,
        /// How many there are.
        is: usize,
    },
    /// A key is not made of lower-case letters, digits and hyphens, or is longer than 60 characters.
    #[error(
        "«{key}» at «{at}» is no key: write lower-case letters, digits and hyphens, at most 60"
    )]
    BadKey {
        /// Where.
        at: String,
        /// The key.
        key: String,
    },
    /// A key is there twice where it may be there once.
    #[error("the key «{key}» is there twice at «{at}»")]
    KeyTwice {
        /// Where.
        at: String,
        /// The key.
        key: String,
    },
    /// A column has the key `row`, by which fixed rows are told apart.
    #[error("a column at «{at}» cannot have the key «row»")]
    KeyReserved {
        /// Where.
        at: String,
    },
    /// A text that people read is too long.
    #[error("the text in «{language}» at «{at}» has {is} characters and may have {most}")]
    WordsTooLong {
        /// Where.
        at: String,
        /// In which language.
        language: Language,
        /// The most characters.
        most: usize,
        /// How many there are.
        is: usize,
    },
    /// There is nothing to choose, tick or fill in, or nothing may be.
    #[error("«{at}» has nothing that could be answered")]
    NothingToAnswer {
        /// Where.
        at: String,
    },
    /// No value lies within the bounds: the least is above the most, the earliest after the latest.
    #[error("no value fits the bounds of «{at}»")]
    NothingFits {
        /// Where.
        at: String,
    },
    /// A text may be longer than the house takes, or not even one character long.
    #[error("«{at}» may be {is} characters long; a text may be from 1 to {most}")]
    LongestOutOfRange {
        /// Where.
        at: String,
        /// The most that can be asked for.
        most: u32,
        /// What is asked for.
        is: u32,
    },
    /// A column takes something that is no single value.
    #[error("the column «{at}» cannot take «{kind}»")]
    NoColumn {
        /// Where.
        at: String,
        /// The kind of answer.
        kind: &'static str,
    },
    /// A column is summed up that has no whole numbers or amounts.
    #[error("the column «{at}» cannot be summed up: it has no whole numbers or amounts")]
    NoSum {
        /// Where.
        at: String,
    },
    /// A condition or check names a question that the form does not have.
    #[error("«{at}» names the question «{question}», which there is none of")]
    NamesNone {
        /// Where.
        at: String,
        /// The question.
        question: String,
    },
    /// A condition names a question that stands after what it decides: the form could not be filled
    /// in from top to bottom.
    #[error("«{at}» depends on «{question}», which is asked later")]
    NamesLater {
        /// Where.
        at: String,
        /// The question.
        question: String,
    },
    /// A condition or sum asks of a question what its kind of answer cannot say.
    #[error("«{at}» asks «{question}» for something that it does not take")]
    NamesUnfit {
        /// Where.
        at: String,
        /// The question.
        question: String,
    },
    /// A condition names an option, or a sum a column, that the question does not have.
    #[error("«{at}» names «{name}», which «{question}» does not have")]
    NamesNoPart {
        /// Where.
        at: String,
        /// The question.
        question: String,
        /// The option or column.
        name: String,
    },
    /// A condition or sum is nested deeper than 20 or made of more than 200.
    #[error("the condition or sum at «{at}» is too large")]
    TooIntricate {
        /// Where.
        at: String,
    },
    /// The house reads two questions the same way.
    #[error("«{question}» means {meaning:?}, as another question does already")]
    MeaningTwice {
        /// The second question.
        question: String,
        /// What both mean.
        meaning: Meaning,
    },
    /// A question does not take what its meaning needs.
    #[error("«{question}» cannot mean {meaning:?}: it takes something else")]
    MeaningDoesNotFit {
        /// The question.
        question: String,
        /// What it should mean.
        meaning: Meaning,
    },
    /// An application form has no question with this meaning.
    #[error("an application form needs a question that means {meaning:?}")]
    MeaningMissing {
        /// The meaning.
        meaning: Meaning,
    },
    /// A question that every application must answer is not always shown and required.
    #[error("«{question}» must always be shown and required: every application has it")]
    MeaningNotAlways {
        /// The question.
        question: String,
        /// What it means.
        meaning: Meaning,
    },
    /// A question is filled in beforehand with something that it does not take.
    #[error("«{question}» cannot be filled in beforehand with {fact:?}")]
    KnownFactDoesNotFit {
        /// The question.
        question: String,
        /// The fact.
        fact: KnownFact,
    },
}

/// What there may be too many of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Many {
    /// Sections.
    Sections,
    /// Questions.
    Questions,
    /// Checks.
    Checks,
    /// Options, lines or fixed rows.
    Options,
    /// Columns.
    Columns,
    /// Rows of one's own.
    Rows,
    /// Files.
    Files,
}

impl std::fmt::Display for Many {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Many::Sections => "sections",
            Many::Questions => "questions",
            Many::Checks => "checks",
            Many::Options => "options",
            Many::Columns => "columns",
            Many::Rows => "rows",
            Many::Files => "files",
        })
    }
}

/// A text that is missing in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// Where: `title`, `section/plan`, `question/amount`, `question/amount/help`,
    /// `question/team/option/owner`, `question/members/column/job`, `check/budget-fits`.
    pub at: String,
    /// The language it is missing in.
    pub language: Language,
}

/// Why a text is no form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {why}")]
pub struct BadDefinition {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// Why, in English.
    pub why: String,
}

/// A text that people read, and where it stands.
struct Text<'a> {
    at: String,
    words: &'a Words,
    /// It may be left out altogether, and may be longer.
    about: bool,
}

impl Definition {
    /// What is wrong with it; empty for a form that can be published, once it lacks no texts, and that
    /// can always be filled in from top to bottom.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        self.counted(&mut faults);
        self.texts_in_bounds(&mut faults);
        questions::faults(self, &mut faults);
        conditions::faults(self, &mut faults);
        meanings::faults(self, &mut faults);
        faults
    }

    /// The texts that are missing in these languages. What nobody must write (help, introductions) is
    /// missing only where it stands in another language.
    pub fn lacks(&self, languages: &[Language]) -> Vec<Lack> {
        self.texts()
            .into_iter()
            .filter(|text| !text.about || !text.words.is_empty())
            .flat_map(|text| {
                let lack = |language| Lack { at: text.at.clone(), language };
                text.words.lacks(languages).into_iter().map(lack).collect::<Vec<_>>()
            })
            .collect()
    }

    /// Reads a form from its JSON. It may still have faults. A text nested deeper than 128 is refused
    /// by the reader itself, so nothing here is ever deeper.
    pub fn from_json(text: &str) -> Result<Definition, BadDefinition> {
        if text.len() > LARGEST_FILE {
            let why = format!("a form has at most {LARGEST_FILE} bytes");
            return Err(BadDefinition { line: 1, column: 1, why });
        }
        serde_json::from_str(text).map_err(|error| {
            let why = error.to_string();
            let place = format!(" at line {} column {}", error.line(), error.column());
            BadDefinition {
                line: error.line(),
                column: error.column(),
                why: why.strip_suffix(&place).unwrap_or(&why).to_owned(),
            }
        })
    }
    /// Its JSON, as people read it: the same form is always the same text.
    pub fn to_json(&self) -> String {
        // Nothing in a definition refuses to be written.
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }
    /// SHA-256 in hexadecimal over its canonical JSON (RFC 8785): answers are bound to it.
    pub fn hash(&self) -> String {
        sha256(&canonical(self))
    }

    /// The answer to the question with this meaning.
    pub fn answer<'a>(&self, answers: &'a Answers, meaning: Meaning) -> Option<&'a Value> {
        answers.get(&self.meant(meaning)?.key)
    }

    fn counted(&self, faults: &mut Vec<Fault>) {
        let questions = self.questions().count();
        if questions == 0 {
            faults.push(Fault::NoQuestions);
        }
        for (what, most, is) in [
            (Many::Sections, MOST_SECTIONS, self.sections.len()),
            (Many::Questions, MOST_QUESTIONS, questions),
            (Many::Checks, MOST_CHECKS, self.checks.len()),
        ] {
            if is > most {
                faults.push(Fault::TooMany { at: String::new(), what, most, is });
            }
        }
    }

    fn texts_in_bounds(&self, faults: &mut Vec<Fault>) {
        for text in self.texts() {
            let most = if text.about { LONGEST_ABOUT } else { LONGEST_LABEL };
            for language in Language::ALL {
                let is = text.words.exactly(language).map_or(0, |words| words.chars().count());
                if is > most {
                    faults.push(Fault::WordsTooLong { at: text.at.clone(), language, most, is });
                }
            }
        }
    }

    /// All texts that people read, in their order.
    fn texts(&self) -> Vec<Text<'_>> {
        let mut texts = Vec::new();
        let label = |at: String, words| Text { at, words, about: false };
        let about = |at: String, words| Text { at, words, about: true };
        texts.push(label("title".into(), &self.title));
        texts.push(about("about".into(), &self.about));
        for section in &self.sections {
            let at = format!("section/{}", section.key);
            texts.push(about(format!("{at}/about"), &section.about));
            texts.push(label(at, &section.title));
            for question in &section.questions {
                let at = format!("question/{}", question.key);
                texts.push(label(at.clone(), &question.label));
                texts.push(about(format!("{at}/help"), &question.help));
                for option in question.takes.options() {
                    texts.push(label(format!("{at}/option/{}", option.key), &option.label));
                }
                if let Takes::Table(grid) | Takes::Group(grid) = &question.takes {
                    for column in &grid.columns {
                        let at = format!("{at}/column/{}", column.key);
                        for option in column.takes.options() {
                            texts.push(label(format!("{at}/option/{}", option.key), &option.label));
                        }
                        texts.push(label(at, &column.label));
                    }
                }
            }
        }
        for check in &self.checks {
            texts.push(label(format!("check/{}", check.key), &check.says));
        }
        texts
    }
}

/// Says which of these keys are no keys, and which are there twice.
fn keys<'a>(at: &str, keys: impl IntoIterator<Item = &'a str>, faults: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    for key in keys {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if key.is_empty()
            || key.len() > LONGEST_KEY
            || key.starts_with('-')
            || key.ends_with('-')
            || !key.bytes().all(plain)
        {
            let key = key.chars().take(LONGEST_KEY + 1).collect();
            faults.push(Fault::BadKey { at: at.to_owned(), key });
        } else if !seen.insert(key) {
            faults.push(Fault::KeyTwice { at: at.to_owned(), key: key.to_owned() });
        }
    }
}

/// Whether every application form has a question with this meaning.
fn every_application_has(kind: FormKind) -> &'static [Meaning] {
    match kind {
        FormKind::Application => &[Meaning::Title, Meaning::AmountAppliedFor],
        FormKind::Report | FormKind::Questionnaire | FormKind::Scale => &[],
    }
}
