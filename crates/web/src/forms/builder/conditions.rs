//! When something is shown or required, as fields: one list of everything that can be chosen, a number
//! where one is needed, and the text of the file for what is more intricate than that.

use super::change::written;
use crate::{
    forms::words,
    kit::{Choice, Control, FieldErrors, Filled, FormField, Texts},
};
use forms::{Condition, Definition, Question, Shape, Takes};
use vocabulary::Money;

/// What can be chosen, and the fields it is chosen with. `before` are the questions that can be named.
pub(super) struct Conditions<'d> {
    before: Vec<&'d Question>,
    texts: Texts,
}

/// Always: nothing is chosen.
const ALWAYS: &str = "always";
/// As it stands in the field for the file's own text.
const AS_JSON: &str = "json";

impl<'d> Conditions<'d> {
    /// Those that can name the questions before the section or question with this key; all of them
    /// when there is none.
    pub(super) fn before(definition: &'d Definition, key: &str, texts: Texts) -> Conditions<'d> {
        let mut before = Vec::new();
        'all: for section in &definition.sections {
            if format!("section/{}", section.key) == key {
                break;
            }
            for question in &section.questions {
                if format!("question/{}", question.key) == key {
                    break 'all;
                }
                before.push(question);
            }
        }
        Conditions { before, texts }
    }

    fn question(&self, key: &str) -> Option<&'d Question> {
        self.before.iter().copied().find(|question| question.key == key)
    }

    /// Everything that can be chosen: its value in the field and its sentence.
    fn choices(&self, always: &str) -> Vec<Choice> {
        let texts = self.texts;
        let mut choices = vec![Choice::new(ALWAYS, texts.t(always))];
        for question in &self.before {
            let (key, label) = (&question.key, words::label(question, texts));
            let mut values: Vec<&str> = Vec::new();
            match &question.takes {
                Takes::YesNo => values.extend(["yes", "no"]),
                Takes::Choice { options }
                | Takes::MultiChoice { options, .. }
                | Takes::Checklist { options } => {
                    values.extend(options.iter().map(|option| option.key.as_str()));
                }
                _ => {}
            }
            for value in values {
                let said = texts
                    .t("forms-if-is")
                    .with("question", &label)
                    .with("value", words::option(Some(question), value, texts));
                choices.push(Choice::new(format!("is/{key}/{value}"), said));
            }
            let answered = texts.t("forms-if-answered").with("question", &label);
            choices.push(Choice::new(format!("answered/{key}"), answered));
            let not = texts.t("forms-if-unanswered").with("question", &label);
            choices.push(Choice::new(format!("unanswered/{key}"), not));
            if counts(&question.takes) {
                let least = texts.t("forms-if-at-least-chosen").with("question", &label);
                choices.push(Choice::new(format!("at-least/{key}"), least));
            }
        }
        choices.push(Choice::new(AS_JSON, texts.t("forms-if-json")));
        choices
    }

    /// The three fields, named from this prefix.
    pub(super) fn fields(&self, prefix: &str, label: &str, always: &str) -> Vec<FormField> {
        let texts = self.texts;
        vec![
            FormField::new(
                Control::Select(self.choices(always)),
                format!("{prefix}.how"),
                texts.t(label),
            ),
            FormField::new(Control::Number, format!("{prefix}.number"), texts.t("forms-if-number"))
                .hint(texts.t("forms-if-number-hint")),
            FormField::lines(4, format!("{prefix}.json"), texts.t("forms-if-json-field"))
                .hint(texts.t("forms-if-json-hint"))
                .optional(),
        ]
    }

    /// What the fields are filled in with for a condition.
    pub(super) fn fill(
        &self,
        prefix: &str,
        condition: Option<&Condition>,
    ) -> Vec<(String, String)> {
        let (how, number) = match condition {
            None => (Some(ALWAYS.to_owned()), None),
            Some(condition) => self.chosen(condition),
        };
        let known = self.choices("forms-if-always").into_iter().map(|choice| choice.value);
        // What is no longer there to choose is kept as it stands in the file.
        let how = how.filter(|how| known.into_iter().any(|known| known == *how));
        let json = match (&how, condition) {
            (None, Some(condition)) => written(condition),
            _ => String::new(),
        };
        vec![
            (format!("{prefix}.how"), how.unwrap_or_else(|| AS_JSON.to_owned())),
            (format!("{prefix}.number"), number.unwrap_or_default()),
            (format!("{prefix}.json"), json),
        ]
    }

    fn chosen(&self, condition: &Condition) -> (Option<String>, Option<String>) {
        match condition {
            Condition::Is { question, value } => (Some(format!("is/{question}/{value}")), None),
            Condition::Answered { question } => (Some(format!("answered/{question}")), None),
            Condition::AtLeast { question, value } => {
                let takes = self.question(question).map(|question| &question.takes);
                (Some(format!("at-least/{question}")), Some(words::number(takes, *value)))
            }
            Condition::Not(one) => match &**one {
                Condition::Answered { question } => (Some(format!("unanswered/{question}")), None),
                _ => (None, None),
            },
            Condition::All(_) | Condition::Any(_) => (None, None),
        }
    }

    /// The condition that the fields say; the outer `None` when they say none, with the error noted.
    pub(super) fn read(
        &self,
        prefix: &str,
        filled: &Filled,
        errors: &mut FieldErrors,
    ) -> Option<Option<Condition>> {
        let how = filled.one(&format!("{prefix}.how"));
        let mut parts = how.splitn(3, '/');
        let (verb, question) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let question = question.to_owned();
        Some(Some(match verb {
            "" | ALWAYS => return Some(None),
            "is" => Condition::Is { question, value: parts.next().unwrap_or_default().to_owned() },
            "answered" => Condition::Answered { question },
            "unanswered" => Condition::Not(Box::new(Condition::Answered { question })),
            "at-least" => {
                let field = format!("{prefix}.number");
                let takes = self.question(&question).map(|question| &question.takes);
                let Some(value) = read_number(takes, filled.one(&field)) else {
                    errors.add(field, self.texts.t("forms-if-number-wrong"));
                    return None;
                };
                Condition::AtLeast { question, value }
            }
            _ => {
                let field = format!("{prefix}.json");
                match serde_json::from_str(filled.one(&field)) {
                    Ok(condition) => condition,
                    Err(why) => {
                        let said = self.texts.t("forms-if-json-wrong").with("why", why.to_string());
                        errors.add(field, said);
                        return None;
                    }
                }
            }
        }))
    }
}

/// A number can be compared with it: a number, or how many rows there are.
fn counts(takes: &Takes) -> bool {
    matches!(takes, Takes::Whole { .. } | Takes::Kroner { .. } | Takes::Percent { .. })
        || matches!(takes.shape(), Shape::Rows(_))
}

/// A number as people write it, in the unit of the question.
pub(super) fn read_number(takes: Option<&Takes>, typed: &str) -> Option<i64> {
    match takes {
        Some(Takes::Kroner { .. } | Takes::Percent { .. }) => hundredths(typed),
        _ => {
            let bare: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
            bare.parse().ok()
        }
    }
}

/// Øre of kroner and hundredths of a percent are written alike.
pub(super) fn hundredths(typed: &str) -> Option<i64> {
    typed.trim().trim_end_matches('%').trim().parse().ok().map(Money::ore)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Definition {
        serde_json::from_value(serde_json::json!({
            "kind": "application", "title": {"nb": "S"},
            "sections": [{"key": "a", "title": {"nb": "A"}, "questions": [
                {"key": "new", "label": {"nb": "Nytt?"}, "takes": {"kind": "yes-no"}},
                {"key": "sum", "label": {"nb": "Sum"}, "takes": {"kind": "kroner"}},
                {"key": "last", "label": {"nb": "Sist"}, "takes": {"kind": "whole"}}]}]
        }))
        .expect("a form")
    }

    #[test]
    fn what_is_filled_in_is_read_back() {
        let form = form();
        let conditions = Conditions::before(&form, "question/last", Texts::default());
        let is = Condition::Is { question: "new".into(), value: "no".into() };
        let answered = Condition::Answered { question: "sum".into() };
        for condition in [
            None,
            Some(is.clone()),
            Some(answered.clone()),
            Some(Condition::Not(Box::new(answered.clone()))),
            Some(Condition::AtLeast { question: "sum".into(), value: 125_050 }),
            Some(Condition::Not(Box::new(is.clone()))),
            Some(Condition::Any(vec![is, answered])),
            // A question that comes later is kept as it stands, and said to be wrong elsewhere.
            Some(Condition::Answered { question: "last".into() }),
        ] {
            let filled = Filled::from(conditions.fill("show", condition.as_ref()));
            let mut errors = FieldErrors::none();
            assert_eq!(conditions.read("show", &filled, &mut errors), Some(condition));
            assert!(errors.is_empty());
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_at_its_field() {
        let form = form();
        let conditions = Conditions::before(&form, "", Texts::default());
        for (how, field) in [("at-least/sum", "show.number"), ("json", "show.json")] {
            let filled = Filled::from(vec![("show.how".to_owned(), how.to_owned())]);
            let mut errors = FieldErrors::none();
            assert_eq!(conditions.read("show", &filled, &mut errors), None);
            assert!(errors.of(field).is_some());
        }
    }
}
