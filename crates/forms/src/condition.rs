//! When something is shown or required, and sums across questions. Small on purpose: a condition names
//! questions that stand before it, so that a form can always be filled in from top to bottom.

use crate::{Answers, Definition, Question, Shape, Takes, Visible};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// When something is shown or required: `{"is": {"question": "kind", "value": "new"}}`.
///
/// A question that is not shown counts as not answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Condition {
    /// A choice has this option, a multi-choice or checklist has it among others, a yes/no is `"yes"`
    /// or `"no"`.
    Is {
        /// The question.
        question: String,
        /// The key of the option, `yes` or `no`.
        value: String,
    },
    /// It is answered.
    Answered {
        /// The question.
        question: String,
    },
    /// A number is at least this: øre for kroner, hundredths for percent. Of a table, its rows are
    /// counted.
    AtLeast {
        /// The question.
        question: String,
        /// The number.
        value: i64,
    },
    /// Not this.
    Not(Box<Condition>),
    /// All of these; without any it holds.
    All(Vec<Condition>),
    /// One of these at least; without any it does not hold.
    Any(Vec<Condition>),
}

/// A number from answers. What is not answered or not shown is nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Expression {
    /// This number.
    Number(i64),
    /// The answer to a question that takes a number, kroner or percent.
    Answer(String),
    /// The sum of a column over all rows: `{"sum": {"question": "budget", "column": "amount"}}`.
    Sum {
        /// The question.
        question: String,
        /// The column.
        column: String,
    },
    /// How many rows a table has.
    Rows(String),
    /// All of these together.
    Plus(Vec<Expression>),
    /// The first without the second.
    Minus(Box<Expression>, Box<Expression>),
    /// A share: the expression times so many thousandths, rounded down.
    Thousandths(i64, Box<Expression>),
}

/// Answers as conditions see them: only those to questions that are shown count.
pub(crate) struct Given<'a> {
    questions: BTreeMap<&'a str, &'a Question>,
    answers: &'a Answers,
    shown: BTreeSet<&'a str>,
}

impl<'a> Given<'a> {
    /// Before anything is shown: nothing counts as answered.
    pub(crate) fn nothing_shown(definition: &'a Definition, answers: &'a Answers) -> Given<'a> {
        let mut questions = BTreeMap::new();
        for (_, question) in definition.questions() {
            questions.entry(question.key.as_str()).or_insert(question);
        }
        Given { questions, answers, shown: BTreeSet::new() }
    }
    /// With everything shown that these answers make visible.
    pub(crate) fn shown_by(
        definition: &'a Definition,
        answers: &'a Answers,
        visible: &Visible,
    ) -> Given<'a> {
        let mut given = Given::nothing_shown(definition, answers);
        given.shown = given.questions.keys().copied().filter(|key| visible.question(key)).collect();
        given
    }
    /// From here on its answer counts.
    pub(crate) fn show(&mut self, question: &'a str) {
        self.shown.insert(question);
    }
    /// The answer, when the question is shown and the answer says anything.
    fn answer(&self, question: &str) -> Option<(&'a Takes, &'a Value)> {
        let asked = self.questions.get(question).filter(|_| self.shown.contains(question))?;
        let answer =
            self.answers.get(question).filter(|answer| asked.takes.is_answered_by(answer))?;
        Some((&asked.takes, answer))
    }
    /// How many rows say anything; `None` when the question is answered by no rows.
    fn rows(&self, question: &str) -> Option<usize> {
        let (takes, answer) = self.answer(question)?;
        match takes.shape() {
            Shape::Rows(rows) => {
                Some(rows.laid_out(Some(answer)).iter().filter(|row| row.counts()).count())
            }
            Shape::Single | Shape::Record(_) | Shape::Files { .. } => None,
        }
    }
}

impl Condition {
    /// Whether it holds.
    pub(crate) fn holds(&self, given: &Given<'_>) -> bool {
        match self {
            Condition::Is { question, value } => match given.answer(question) {
                Some((Takes::YesNo, Value::Bool(answer))) => {
                    value == if *answer { "yes" } else { "no" }
                }
                Some((Takes::Choice { .. }, Value::String(answer))) => answer == value,
                Some((
                    Takes::MultiChoice { .. } | Takes::Checklist { .. },
                    Value::Array(answers),
                )) => answers.iter().any(|answer| answer.as_str() == Some(value)),
                _ => false,
            },
            Condition::Answered { question } => given.answer(question).is_some(),
            Condition::AtLeast { question, value } => match given.answer(question) {
                Some((
                    Takes::Whole { .. } | Takes::Kroner { .. } | Takes::Percent { .. },
                    answer,
                )) => answer.as_i64().is_some_and(|answer| answer >= *value),
                _ => given
                    .rows(question)
                    .is_some_and(|rows| i64::try_from(rows).is_ok_and(|rows| rows >= *value)),
            },
            Condition::Not(condition) => !condition.holds(given),
            Condition::All(conditions) => conditions.iter().all(|one| one.holds(given)),
            Condition::Any(conditions) => conditions.iter().any(|one| one.holds(given)),
        }
    }
    /// The conditions it is made of.
    pub(crate) fn parts(&self) -> &[Condition] {
        match self {
            Condition::Is { .. } | Condition::Answered { .. } | Condition::AtLeast { .. } => &[],
            Condition::Not(condition) => std::slice::from_ref(condition),
            Condition::All(conditions) | Condition::Any(conditions) => conditions,
        }
    }
}

impl Expression {
    /// What it comes to. Stays at the ends of the numbers rather than overflowing.
    pub(crate) fn value(&self, given: &Given<'_>) -> i128 {
        match self {
            Expression::Number(number) => i128::from(*number),
            Expression::Answer(question) => {
                given.answer(question).and_then(|(_, answer)| answer.as_i64()).map_or(0, i128::from)
            }
            Expression::Sum { question, column } => {
                let Some((takes, answer)) = given.answer(question) else { return 0 };
                let Shape::Rows(rows) = takes.shape() else { return 0 };
                let laid = rows.laid_out(Some(answer));
                laid.iter()
                    .filter(|row| row.counts())
                    .filter_map(|row| row.get(column).and_then(Value::as_i64))
                    .fold(0, |sum, one| sum.saturating_add(i128::from(one)))
            }
            Expression::Rows(question) => {
                given.rows(question).map_or(0, |rows| i128::try_from(rows).unwrap_or(i128::MAX))
            }
            Expression::Plus(parts) => {
                parts.iter().fold(0, |sum, one| sum.saturating_add(one.value(given)))
            }
            Expression::Minus(first, second) => {
                first.value(given).saturating_sub(second.value(given))
            }
            Expression::Thousandths(share, whole) => {
                whole.value(given).saturating_mul(i128::from(*share)).div_euclid(1000)
            }
        }
    }
    /// The expressions it is made of.
    pub(crate) fn parts(&self) -> Vec<&Expression> {
        match self {
            Expression::Number(_)
            | Expression::Answer(_)
            | Expression::Sum { .. }
            | Expression::Rows(_) => Vec::new(),
            Expression::Plus(parts) => parts.iter().collect(),
            Expression::Minus(first, second) => vec![first, second],
            Expression::Thousandths(_, whole) => vec![whole],
        }
    }
    /// The questions it names, its parts included.
    pub(crate) fn names(&self) -> Vec<&str> {
        let own = match self {
            Expression::Answer(question)
            | Expression::Rows(question)
            | Expression::Sum { question, .. } => Some(question.as_str()),
            _ => None,
        };
        own.into_iter().chain(self.parts().into_iter().flat_map(Expression::names)).collect()
    }
}
