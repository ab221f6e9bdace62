//! What is shown and required, given what was answered so far.

use crate::answers::says_nothing;
use crate::condition::Given;
use crate::{Answers, Definition, Required, Shape, Takes};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What of a form is shown and required, given these answers.
///
/// Decided from top to bottom: a question that is not shown counts as not answered for all that
/// follows, whatever stands in the answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visible {
    sections: BTreeSet<String>,
    questions: BTreeSet<String>,
    required: BTreeSet<String>,
}

impl Visible {
    /// What is shown and required of this form, given these answers.
    pub fn of(definition: &Definition, answers: &Answers) -> Visible {
        let mut given = Given::nothing_shown(definition, answers);
        let mut visible = Visible::default();
        for section in &definition.sections {
            if !section.show_if.as_ref().is_none_or(|condition| condition.holds(&given)) {
                continue;
            }
            visible.sections.insert(section.key.clone());
            for question in &section.questions {
                if !question.show_if.as_ref().is_none_or(|condition| condition.holds(&given)) {
                    continue;
                }
                let required = match &question.required {
                    Required::Never => false,
                    Required::Always => true,
                    Required::If(condition) => condition.holds(&given),
                };
                if required {
                    visible.required.insert(question.key.clone());
                }
                visible.questions.insert(question.key.clone());
                given.show(&question.key);
            }
        }
        visible
    }
    /// The question is shown.
    pub fn question(&self, key: &str) -> bool {
        self.questions.contains(key)
    }
    /// The section is shown.
    pub fn section(&self, key: &str) -> bool {
        self.sections.contains(key)
    }
    /// The question is shown and must be answered.
    pub fn required(&self, key: &str) -> bool {
        self.required.contains(key)
    }
}

/// What is handed in: the answers without what is not shown, not asked, or says nothing. Rows stand in
/// the order people see them. What is wrong stays wrong: nothing that belongs to a question is dropped
/// because it is no good answer.
pub fn settled(definition: &Definition, answers: &Answers) -> Answers {
    let visible = Visible::of(definition, answers);
    let mut settled = Answers::new();
    for (_, question) in definition.questions() {
        let shown = visible.question(&question.key);
        if let Some(answer) = answers.get(&question.key).filter(|_| shown)
            && let Some(answer) = asked(&question.takes, answer)
        {
            settled.set(&question.key, answer);
        }
    }
    settled
}

/// What of an answer was asked for; `None` when nothing is left of it.
fn asked(takes: &Takes, answer: &Value) -> Option<Value> {
    let kept = match (takes.shape(), answer) {
        (Shape::Record(columns), Value::Object(cells)) => {
            cells_of(cells, |key| columns.iter().any(|column| column.key == key))
        }
        (Shape::Rows(rows), Value::Array(_)) => {
            let laid = rows.laid_out(Some(answer));
            let kept = laid.iter().filter(|row| row.counts()).filter_map(|row| {
                let asked = |key: &str| {
                    rows.columns_of(row).any(|column| column.key == key)
                        || (row.fixed.is_some() && key == "row")
                };
                row.cells().map(|cells| cells_of(cells, asked)).or_else(|| row.answer.cloned())
            });
            Value::Array(kept.collect())
        }
        _ => answer.clone(),
    };
    (!says_nothing(&kept)).then_some(kept)
}

fn cells_of(cells: &Map<String, Value>, asked: impl Fn(&str) -> bool) -> Value {
    let kept = cells.iter().filter(|(key, value)| asked(key) && !says_nothing(value));
    Value::Object(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
}
