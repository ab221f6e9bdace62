//! What conditions and checks name.

use super::{DEEPEST, Fault, WIDEST};
use crate::{Condition, Definition, Expression, Question, Required, Shape, Takes};
use std::collections::BTreeMap;

pub(super) fn faults(definition: &Definition, faults: &mut Vec<Fault>) {
    let mut names = Names { questions: BTreeMap::new(), faults };
    let mut asked = 0;
    for (place, (_, question)) in definition.questions().enumerate() {
        names.questions.entry(question.key.as_str()).or_insert((place, question));
    }
    for section in &definition.sections {
        if let Some(condition) = &section.show_if {
            names.condition(condition, &format!("section/{}", section.key), asked);
        }
        for question in &section.questions {
            let at = format!("question/{}", question.key);
            let required = match &question.required {
                Required::If(condition) => Some(condition),
                Required::Never | Required::Always => None,
            };
            for condition in question.show_if.iter().chain(required) {
                names.condition(condition, &at, asked);
            }
            asked += 1;
        }
    }
    for check in &definition.checks {
        let at = format!("check/{}", check.key);
        if !names.questions.contains_key(check.at.as_str()) {
            names.faults.push(Fault::NamesNone { at: at.clone(), question: check.at.clone() });
        }
        if let Some(condition) = &check.only_if {
            names.condition(condition, &at, asked);
        }
        for side in [&check.left, &check.right] {
            names.expression(side, &at);
        }
    }
}

struct Names<'a, 'b> {
    questions: BTreeMap<&'a str, (usize, &'a Question)>,
    faults: &'b mut Vec<Fault>,
}

impl<'a> Names<'a, '_> {
    /// A condition that may name the first `asked` questions.
    fn condition(&mut self, condition: &Condition, at: &str, asked: usize) {
        if deepest(&[condition], &|one: &&Condition| one.parts().iter().collect()).is_none() {
            self.faults.push(Fault::TooIntricate { at: at.to_owned() });
            return;
        }
        self.one_condition(condition, at, asked);
    }

    fn one_condition(&mut self, condition: &Condition, at: &str, asked: usize) {
        for part in condition.parts() {
            self.one_condition(part, at, asked);
        }
        let (Condition::Is { question, .. }
        | Condition::Answered { question }
        | Condition::AtLeast { question, .. }) = condition
        else {
            return;
        };
        let Some((place, named)) = self.named(question, at) else { return };
        if place >= asked {
            self.faults.push(Fault::NamesLater { at: at.to_owned(), question: question.clone() });
        }
        match condition {
            Condition::Is { value, .. } => {
                let known = match &named.takes {
                    Takes::YesNo => value == "yes" || value == "no",
                    Takes::Choice { options }
                    | Takes::MultiChoice { options, .. }
                    | Takes::Checklist { options } => {
                        options.iter().any(|option| option.key == *value)
                    }
                    _ => return self.unfit(question, at),
                };
                if !known {
                    self.no_part(question, value, at);
                }
            }
            Condition::AtLeast { .. }
                if !is_number(&named.takes) && !matches!(named.takes.shape(), Shape::Rows(_)) =>
            {
                self.unfit(question, at);
            }
            _ => {}
        }
    }

    fn expression(&mut self, expression: &Expression, at: &str) {
        if deepest(&[expression], &|one: &&Expression| one.parts()).is_none() {
            self.faults.push(Fault::TooIntricate { at: at.to_owned() });
            return;
        }
        self.one_expression(expression, at);
    }

    fn one_expression(&mut self, expression: &Expression, at: &str) {
        for part in expression.parts() {
            self.one_expression(part, at);
        }
        match expression {
            Expression::Answer(question) => {
                if let Some((_, named)) = self.named(question, at)
                    && !is_number(&named.takes)
                {
                    self.unfit(question, at);
                }
            }
            Expression::Rows(question) => {
                if let Some((_, named)) = self.named(question, at)
                    && !matches!(named.takes.shape(), Shape::Rows(_))
                {
                    self.unfit(question, at);
                }
            }
            Expression::Sum { question, column } => {
                let Some((_, named)) = self.named(question, at) else { return };
                let Shape::Rows(rows) = named.takes.shape() else {
                    return self.unfit(question, at);
                };
                match rows.column(column) {
                    None => self.no_part(question, column, at),
                    Some(column) if !is_number(&column.takes) => self.unfit(question, at),
                    Some(_) => {}
                }
            }
            _ => {}
        }
    }

    fn named(&mut self, question: &str, at: &str) -> Option<(usize, &'a Question)> {
        let named = self.questions.get(question).copied();
        if named.is_none() {
            self.faults.push(Fault::NamesNone { at: at.to_owned(), question: question.to_owned() });
        }
        named
    }

    fn unfit(&mut self, question: &str, at: &str) {
        self.faults.push(Fault::NamesUnfit { at: at.to_owned(), question: question.to_owned() });
    }

    fn no_part(&mut self, question: &str, name: &str, at: &str) {
        self.faults.push(Fault::NamesNoPart {
            at: at.to_owned(),
            question: question.to_owned(),
            name: name.to_owned(),
        });
    }
}

fn is_number(takes: &Takes) -> bool {
    matches!(takes, Takes::Whole { .. } | Takes::Kroner { .. } | Takes::Percent { .. })
}

/// How deep something is nested, floor by floor; `None` when that is deeper, or all of it is more,
/// than a form may have.
fn deepest<T: Copy>(whole: &[T], parts: &dyn Fn(&T) -> Vec<T>) -> Option<usize> {
    let mut floor = whole.to_vec();
    let (mut deep, mut all) = (0, 0);
    while !floor.is_empty() {
        deep += 1;
        all += floor.len();
        if deep > DEEPEST || all > WIDEST {
            return None;
        }
        floor = floor.iter().flat_map(parts).collect();
    }
    Some(deep)
}
