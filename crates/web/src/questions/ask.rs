//! A form to fill in: sections and questions with what was answered, what is wrong and what is shown.

use super::{
    Places,
    fields::{Given, bare, help, help_in_a_set, limit},
    files::FileList,
    parts::{Part, done, parts},
    rows::{RowSet, row_set},
    words,
};
use crate::{
    kit::{Control, ErrorLine, FormField, PageFrame},
    text::paragraphs,
};
use askama::Template;
use forms::{Answers, Condition, Definition, Doubt, Question, Required, Shape, Takes, Visible};
use std::collections::{BTreeMap, BTreeSet};

/// What a form is made from.
pub(crate) struct Asking<'a> {
    /// What is asked.
    pub definition: &'a Definition,
    /// What was answered, wrong or not.
    pub answers: &'a Answers,
    /// What is to be said about it.
    pub doubts: &'a [Doubt],
    /// The municipalities that can be named.
    pub places: &'a Places,
    /// Where files are sent to and fetched from, `{upload}/{question}` and `{upload}/{file}`; `None`
    /// where none can be.
    pub upload: Option<&'a str>,
    /// A table or group that is to have an empty row more.
    pub more: Option<&'a str>,
    /// What keeps it from being handed in, where the list of sections is to say how far each is.
    pub hindrances: Option<&'a [Doubt]>,
}

/// A form's questions as HTML, to stand within a `<form data-questions>`.
#[derive(Debug, Template)]
#[template(path = "questions/form.html")]
pub(crate) struct QuestionForm {
    frame: PageFrame,
    about: Vec<String>,
    errors: Vec<ErrorLine>,
    warnings: Vec<ErrorLine>,
    sections: Vec<SectionView>,
    parts: Vec<Part>,
    municipalities: Vec<String>,
    /// Some questions depend on others: without the script there is a button that shows them.
    has_conditions: bool,
}

impl QuestionForm {
    /// Whether anything is wrong that keeps it from being handed in.
    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }
    /// How many of its sections are complete, where that is known and there are several.
    pub(crate) fn done(&self) -> Option<String> {
        done(&self.parts, self.frame.texts)
    }
}

#[derive(Debug)]
struct SectionView {
    key: String,
    title: String,
    about: Vec<String>,
    condition: Option<String>,
    is_shown: bool,
    questions: Vec<QuestionView>,
}

#[derive(Debug)]
struct QuestionView {
    key: String,
    kind: &'static str,
    condition: Option<String>,
    required_if: Option<String>,
    is_required_now: bool,
    is_shown: bool,
    limit: Option<u32>,
    warning: Option<String>,
    body: Body,
}

/// How a question is asked: the shape of its answer.
#[derive(Debug)]
enum Body {
    Field(FormField),
    Record(FieldSet),
    Rows(Box<RowSet>),
    Files(FileList),
}

/// Some fields under one question.
#[derive(Debug)]
pub(super) struct FieldSet {
    pub id: String,
    pub label: String,
    pub hint: Option<String>,
    pub error: Option<String>,
    pub is_optional: bool,
    pub fields: Vec<SetField>,
}

impl FieldSet {
    /// The ids of hint and error, for `aria-describedby`.
    pub(super) fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// A field of a set, and whether it takes the whole width: two narrow ones stand side by side.
#[derive(Debug)]
pub(super) struct SetField {
    pub field: FormField,
    pub is_wide: bool,
}

/// All that questions are made from, and what is wrong, by the names of the fields.
pub(super) struct Paper<'a> {
    pub frame: &'a PageFrame,
    pub places: &'a Places,
    pub given: Given,
    pub errors: BTreeMap<String, String>,
    pub upload: Option<&'a str>,
    pub more: Option<&'a str>,
    pub answers: &'a Answers,
}

impl Paper<'_> {
    pub(super) fn field(&self, takes: &Takes, name: String, label: &str) -> FormField {
        let error = self.errors.get(&name).cloned();
        FormField { error, ..bare(takes, name, label, &self.given, self.places, self.frame) }
    }
}

/// The id of the fields of a question, or of the whole of it.
pub(super) fn anchor(name: &str) -> String {
    format!("field-{name}")
}

/// The form, ready to be embedded.
pub(crate) fn question_form(frame: &PageFrame, asking: &Asking<'_>) -> QuestionForm {
    let Asking { definition, answers, doubts, places, upload, more, hindrances } = *asking;
    let (texts, language) = (frame.texts, frame.language());
    let visible = Visible::of(definition, answers);
    let name = |doubt: &Doubt| format!("a.{}", doubt.at);
    let wrong = doubts.iter().filter(|doubt| !doubt.warns);
    let mut errors = BTreeMap::new();
    for doubt in wrong {
        // Only the first that is wrong with a field is said.
        errors.entry(name(doubt)).or_insert_with(|| words::doubt(doubt, Some(definition), texts));
    }
    let mut warnings = BTreeMap::<&str, String>::new();
    for doubt in doubts.iter().filter(|doubt| doubt.warns) {
        let said = words::doubt(doubt, Some(definition), texts);
        warnings.entry(&doubt.at.question).or_insert(said);
    }
    let given = Given::of(forms::fields::fill(definition, answers));
    let paper = Paper { frame, places, given, errors, upload, more, answers };
    let sections: Vec<SectionView> = definition
        .sections
        .iter()
        .map(|section| SectionView {
            key: section.key.clone(),
            title: section.title.to(language).to_owned(),
            about: paragraphs(section.about.to(language)),
            condition: section.show_if.as_ref().and_then(told),
            is_shown: visible.section(&section.key),
            questions: section
                .questions
                .iter()
                .map(|question| QuestionView {
                    warning: warnings.get(question.key.as_str()).cloned(),
                    ..question_view(question, &visible, &paper)
                })
                .collect(),
        })
        .collect();
    let asks_places = asks_municipality(definition);
    QuestionForm {
        frame: PageFrame::new(texts, ""),
        about: paragraphs(definition.about.to(language)),
        errors: error_lines(doubts, false, definition, frame, ""),
        warnings: error_lines(doubts, true, definition, frame, ""),
        has_conditions: sections.iter().any(|section| {
            section.condition.is_some()
                || section.questions.iter().any(|question| question.condition.is_some())
        }),
        sections,
        parts: parts(definition, answers, hindrances, texts),
        municipalities: if asks_places { places.offered() } else { Vec::new() },
    }
}

/// A condition as the script reads it.
fn told(condition: &Condition) -> Option<String> {
    serde_json::to_string(condition).ok()
}

/// The lines that lead to what is wrong, or to what should only be looked at, in the order of the form
/// and one for each field; `page` is where the form stands, `""` when it is this page.
pub(crate) fn error_lines(
    doubts: &[Doubt],
    warns: bool,
    definition: &Definition,
    frame: &PageFrame,
    page: &str,
) -> Vec<ErrorLine> {
    let order: BTreeMap<&str, usize> = definition
        .questions()
        .enumerate()
        .map(|(place, (_, one))| (one.key.as_str(), place))
        .collect();
    let place = |doubt: &Doubt| order.get(doubt.at.question.as_str()).copied();
    let mut chosen: Vec<&Doubt> = doubts.iter().filter(|doubt| doubt.warns == warns).collect();
    chosen.sort_by_key(|doubt| (place(doubt).unwrap_or(usize::MAX), doubt.at.row));
    let mut seen = BTreeSet::new();
    chosen.retain(|doubt| seen.insert(doubt.at.to_string()));
    chosen.into_iter().map(|doubt| line(doubt, definition, frame, page)).collect()
}

fn line(doubt: &Doubt, definition: &Definition, frame: &PageFrame, page: &str) -> ErrorLine {
    let label = words::label(doubt, definition, frame.texts);
    let says = words::doubt(doubt, Some(definition), frame.texts);
    let is_here = definition.question(&doubt.at.question).is_some();
    let at = anchor(&format!("a.{}", doubt.at));
    let anchor = if page.is_empty() { at } else { format!("{page}#{at}") };
    // A label that is a question ends with its own sign.
    let between = if label.ends_with(['?', ':', '.']) { " " } else { ": " };
    ErrorLine { message: format!("{label}{between}{says}"), anchor: is_here.then_some(anchor) }
}

fn asks_municipality(definition: &Definition) -> bool {
    definition.questions().any(|(_, question)| match question.takes.shape() {
        Shape::Single => question.takes == Takes::Municipality,
        Shape::Record(columns) => columns.iter().any(|one| one.takes == Takes::Municipality),
        Shape::Rows(rows) => rows.columns.iter().any(|one| one.takes == Takes::Municipality),
        Shape::Files { .. } => false,
    })
}

fn question_view(question: &Question, visible: &Visible, paper: &Paper<'_>) -> QuestionView {
    let required_if = match &question.required {
        Required::If(condition) => told(condition),
        Required::Never | Required::Always => None,
    };
    QuestionView {
        key: question.key.clone(),
        kind: question.takes.word(),
        condition: question.show_if.as_ref().and_then(told),
        required_if,
        is_required_now: visible.required(&question.key),
        is_shown: visible.question(&question.key),
        limit: limit(&question.takes),
        warning: None,
        body: body(question, paper),
    }
}

fn body(question: &Question, paper: &Paper<'_>) -> Body {
    let frame = paper.frame;
    let language = frame.language();
    let name = format!("a.{}", question.key);
    let label = question.label.to(language);
    let hint = help(&question.takes, question.help.to(language), frame);
    // Where it depends, the mark «optional» is there, and hidden while it does not hold.
    let is_optional = question.required != Required::Always;
    match question.takes.shape() {
        Shape::Single => {
            let field = paper.field(&question.takes, name, label);
            Body::Field(FormField { hint, required: !is_optional, ..field })
        }
        Shape::Record(columns) => {
            let wide = super::rows::wide(columns.iter().map(|part| &part.takes));
            let fields = columns.iter().zip(wide).map(|(part, is_wide)| {
                let name = format!("{name}.{}", part.key);
                let field = paper.field(&part.takes, name, part.label.to(language));
                let hint = help_in_a_set(&part.takes, frame)
                    .filter(|_| question.takes != Takes::Person || part.takes == Takes::Email);
                SetField { field: FormField { hint, required: part.required, ..field }, is_wide }
            });
            Body::Record(FieldSet {
                id: anchor(&name),
                label: label.to_owned(),
                error: paper.errors.get(&name).cloned(),
                is_optional,
                fields: fields.collect(),
                hint: super::fields::and_of_its_parts(hint, &columns, &question.takes, frame),
            })
        }
        Shape::Rows(rows) => {
            let set = FieldSet {
                id: anchor(&name),
                label: label.to_owned(),
                hint: super::fields::and_of_its_parts(hint, &rows.columns, &question.takes, frame),
                error: paper.errors.get(&name).cloned(),
                is_optional,
                fields: Vec::new(),
            };
            Body::Rows(Box::new(row_set(question, &rows, set, paper)))
        }
        Shape::Files { most } => {
            let error = paper.errors.get(&name).cloned();
            let list = FileList::of(&name, label, most, paper);
            Body::Files(FileList { hint, error, is_optional, ..list })
        }
    }
}
