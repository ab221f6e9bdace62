//! A form in brief: what it asks, of what kind, when; and what it lacks before it can be published.

use super::{builder::settings::kind_name, href, words};
use crate::{kit::Texts, text::paragraphs};
use forms::{Definition, FormVersion, Required, Takes};
use vocabulary::Language;

/// A form in brief.
pub(crate) struct Outline {
    /// What stands above the first section.
    pub about: Vec<String>,
    /// Its sections.
    pub sections: Vec<OutlinedSection>,
    /// What must hold across questions.
    pub checks: Vec<OutlinedCheck>,
}

/// A section in brief.
pub(crate) struct OutlinedSection {
    /// Its key.
    pub key: String,
    /// Its heading.
    pub title: String,
    /// What stands under the heading.
    pub about: Vec<String>,
    /// When it is shown, as a sentence.
    pub shown: Option<String>,
    /// Its questions.
    pub questions: Vec<OutlinedQuestion>,
}

/// A question in brief.
pub(crate) struct OutlinedQuestion {
    /// Its key.
    pub key: String,
    /// What is asked.
    pub label: String,
    /// Help below it.
    pub help: Vec<String>,
    /// What kind of answer it takes.
    pub kind: String,
    /// Whether it must be answered, and when it is shown.
    pub rules: Vec<String>,
    /// What it means and what it is filled in with, for those who write the form.
    pub notes: Vec<String>,
    /// What can be chosen, ticked, or stands as a row or column.
    pub parts: Vec<String>,
}

/// A check in brief.
pub(crate) struct OutlinedCheck {
    /// Its key.
    pub key: String,
    /// What is said when it does not hold.
    pub says: String,
}

/// A form in brief, for this reader.
pub(crate) fn outline(definition: &Definition, texts: Texts) -> Outline {
    let language = texts.language();
    let shown = |condition: &Option<forms::Condition>| {
        condition.as_ref().map(|condition| {
            let when = words::condition(condition, definition, texts);
            texts.t("forms-shown-if").with("condition", when).to_string()
        })
    };
    let question = |question: &forms::Question| {
        let required = match &question.required {
            Required::Never => None,
            Required::Always => Some(texts.t("forms-must-be-answered").to_string()),
            Required::If(condition) => {
                let when = words::condition(condition, definition, texts);
                Some(texts.t("forms-must-be-answered-if").with("condition", when).to_string())
            }
        };
        let meaning = question.meaning.map(|meaning| {
            let meaning = words::meaning(meaning, texts);
            texts.t("forms-read-as").with("meaning", meaning).to_string()
        });
        let known = question.known.map(|fact| {
            let fact = words::known(fact, texts);
            texts.t("forms-filled-with").with("fact", fact).to_string()
        });
        OutlinedQuestion {
            key: question.key.clone(),
            label: words::label(question, texts),
            help: paragraphs(question.help.to(language)),
            kind: kind_name(question.takes.word(), texts),
            rules: required.into_iter().chain(shown(&question.show_if)).collect(),
            notes: meaning.into_iter().chain(known).collect(),
            parts: parts(&question.takes, language),
        }
    };
    let section = |section: &forms::Section| OutlinedSection {
        key: section.key.clone(),
        title: section.title.to(language).to_owned(),
        about: paragraphs(section.about.to(language)),
        shown: shown(&section.show_if),
        questions: section.questions.iter().map(question).collect(),
    };
    Outline {
        about: paragraphs(definition.about.to(language)),
        sections: definition.sections.iter().map(section).collect(),
        checks: definition
            .checks
            .iter()
            .map(|check| OutlinedCheck {
                key: check.key.clone(),
                says: check.says.to(language).to_owned(),
            })
            .collect(),
    }
}

fn parts(takes: &Takes, language: Language) -> Vec<String> {
    let columns = match takes {
        Takes::Table(grid) | Takes::Group(grid) => grid.columns.as_slice(),
        _ => &[],
    };
    let columns = columns.iter().map(|column| &column.label);
    let options = takes.options().iter().map(|option| &option.label);
    columns.chain(options).map(|label| label.to(language).to_owned()).collect()
}

/// What a version lacks before it can be published.
pub(crate) struct Missing {
    /// What is wrong with it, and where it is mended.
    pub faults: Vec<MissingLine>,
    /// The texts it lacks in bokmål or nynorsk.
    pub lacks: Vec<MissingLine>,
}

/// One of them.
pub(crate) struct MissingLine {
    /// The sentence.
    pub says: String,
    /// The page of the builder; `None` for a version that is published.
    pub href: Option<String>,
}

impl Missing {
    /// Of a version as it stands.
    pub(crate) fn of(version: &FormVersion, texts: Texts) -> Missing {
        let definition = &version.definition;
        let here = href(version);
        let is_draft = !version.state.is_published();
        let line = |says: String, at: &str| MissingLine {
            says,
            href: is_draft.then(|| words::place_href(at, &here)),
        };
        let faults = definition.faults();
        let lacks = definition.lacks(&[Language::Bokmal, Language::Nynorsk]);
        let fault = |fault: &forms::Fault| {
            line(words::fault(fault, Some(definition), texts), &words::fault_at(fault))
        };
        let lack = |lack: &forms::Lack| line(words::lack(lack, Some(definition), texts), &lack.at);
        Missing {
            faults: faults.iter().map(fault).collect(),
            lacks: lacks.iter().map(lack).collect(),
        }
    }
    /// It can be published.
    pub(crate) fn is_nothing(&self) -> bool {
        self.faults.is_empty() && self.lacks.is_empty()
    }
    /// How many things there are.
    pub(crate) fn count(&self) -> usize {
        self.faults.len() + self.lacks.len()
    }
}
