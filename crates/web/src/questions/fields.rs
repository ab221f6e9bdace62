//! One field: what it is filled in with and what it says to help.

use super::Places;
use crate::kit::{Choice, Control, FormField, PageFrame, format::kroner};
use forms::{Column, ImpreciseDate, Takes};
use std::collections::BTreeMap;
use vocabulary::{Language, Money};

/// More options than these are a list to open, not buttons.
const MOST_BUTTONS: usize = 7;

/// What was filled in, by the names of the fields.
#[derive(Debug, Default)]
pub(super) struct Given(BTreeMap<String, Vec<String>>);

impl Given {
    pub(super) fn of(pairs: Vec<(String, String)>) -> Given {
        let mut given = BTreeMap::<String, Vec<String>>::new();
        for (name, value) in pairs {
            given.entry(name).or_default().push(value);
        }
        Given(given)
    }
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.0.get(name).cloned().unwrap_or_default()
    }
    pub(super) fn one(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }
}

/// A field without help and error.
pub(super) fn bare(
    takes: &Takes,
    name: String,
    label: &str,
    given: &Given,
    places: &Places,
    frame: &PageFrame,
) -> FormField {
    let values = given.all(&name);
    let typed = values.first().map_or("", String::as_str);
    let control = control(takes, typed, frame);
    let values = match takes {
        Takes::Municipality => values.iter().map(|value| places.written(value)).collect(),
        // As people write it; what is no such date stays as it was typed.
        Takes::ImpreciseDate => values
            .into_iter()
            .map(|value| {
                let date = value.parse::<ImpreciseDate>().ok();
                date.map_or(value, |date| date.in_words(frame.language()))
            })
            .collect(),
        _ => values,
    };
    FormField { values, ..FormField::new(control, name, label) }
}

fn control(takes: &Takes, typed: &str, frame: &PageFrame) -> Control {
    match takes {
        Takes::LongText { longest } => Control::Lines(match longest {
            0..=500 => 3,
            501..=2_000 => 5,
            _ => 8,
        }),
        Takes::Whole { .. } => Control::Number,
        Takes::Kroner { .. } => Control::Kroner,
        // A date field shows nothing of what it cannot read, and would lose it at the next save.
        Takes::Date { .. } if typed.is_empty() || typed.parse::<vocabulary::Day>().is_ok() => {
            Control::Day
        }
        Takes::YesNo => Control::Radio(yes_no(frame)),
        Takes::Choice { options } => {
            let choices = choices(options, frame.language());
            if options.len() > MOST_BUTTONS {
                Control::Select(choices)
            } else {
                Control::Radio(choices)
            }
        }
        Takes::MultiChoice { options, .. } | Takes::Checklist { options } => {
            Control::Checkboxes(choices(options, frame.language()))
        }
        Takes::Email => Control::Line("email"),
        Takes::ShortText { .. }
        | Takes::Date { .. }
        | Takes::Percent { .. }
        | Takes::ImpreciseDate
        | Takes::OrganisationNumber
        | Takes::Municipality
        | Takes::Organisation
        | Takes::Person
        | Takes::Files { .. }
        | Takes::Table(_)
        | Takes::Group(_)
        | Takes::Budget { .. }
        | Takes::Indicators { .. }
        | Takes::CoFinancing { .. } => Control::Line("text"),
    }
}

/// The same field within a table: choices as lists to open, texts short.
pub(super) fn in_a_cell(field: FormField) -> FormField {
    let control = match field.control {
        Control::Radio(choices) => Control::Select(choices),
        Control::Lines(_) => Control::Lines(2),
        other => other,
    };
    FormField { control, ..field }
}

fn yes_no(frame: &PageFrame) -> Vec<Choice> {
    vec![Choice::new("yes", frame.t("questions-yes")), Choice::new("no", frame.t("questions-no"))]
}

fn choices(options: &[forms::Choice], language: Language) -> Vec<Choice> {
    options.iter().map(|one| Choice::new(one.key.clone(), one.label.to(language))).collect()
}

/// The longest text, when there is such a limit.
pub(super) const fn limit(takes: &Takes) -> Option<u32> {
    match takes {
        Takes::ShortText { longest } | Takes::LongText { longest } => Some(*longest),
        _ => None,
    }
}

/// What helps to answer: what the form says, then what the kind of answer needs. How long a text may be is
/// said when it is nearly reached.
pub(super) fn help(takes: &Takes, said: &str, frame: &PageFrame) -> Option<String> {
    let own = match takes {
        Takes::Percent { .. } => Some(frame.t("questions-percent-hint").to_string()),
        Takes::ImpreciseDate => Some(frame.t("questions-imprecise-hint").to_string()),
        Takes::Municipality => Some(frame.t("questions-municipality-hint").to_string()),
        Takes::OrganisationNumber => Some(frame.t("questions-organisation-hint").to_string()),
        Takes::MultiChoice { most: Some(most), .. } => {
            Some(frame.t("questions-choose-most").with("most", *most).to_string())
        }
        Takes::Date { earliest, latest } => match (earliest, latest) {
            (Some(first), Some(last)) => {
                Some(frame.t("questions-between").with("least", first).with("most", last).into())
            }
            (Some(first), None) => Some(frame.t("questions-earliest").with("day", first).into()),
            (None, Some(last)) => Some(frame.t("questions-latest").with("day", last).into()),
            (None, None) => None,
        },
        Takes::Whole { least, most } => bounds(*least, *most, |number| number.to_string(), frame),
        Takes::Kroner { least, most } => {
            let written = |ore: i64| kroner(Money::from_ore(ore), frame.language());
            // That an amount is not below nothing, and not nothing, goes without saying.
            let least = least.filter(|least| least.ore() > 100);
            bounds(least.map(Money::ore), most.map(Money::ore), written, frame)
        }
        _ => None,
    };
    both(Some(said.trim().to_owned()).filter(|said| !said.is_empty()), own)
}

/// One sentence after the other.
fn both(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{first} {second}")),
        (first, second) => first.or(second),
    }
}

/// What helps with one field among others, where what holds for several is said once above them.
pub(super) fn help_in_a_set(takes: &Takes, frame: &PageFrame) -> Option<String> {
    match takes {
        Takes::ImpreciseDate | Takes::Percent { .. } => None,
        takes => help(takes, "", frame),
    }
}

/// What is said above rows or fields: the help, then what holds for all fields of one kind.
pub(super) fn and_of_its_parts(
    hint: Option<String>,
    columns: &[Column],
    takes: &Takes,
    frame: &PageFrame,
) -> Option<String> {
    let sometimes = match takes {
        Takes::Budget { lines, .. } if !lines.is_empty() => Some("questions-budget-hint"),
        Takes::Indicators { .. } => Some("questions-indicators-hint"),
        _ => None,
    };
    let dates = columns.iter().any(|column| column.takes == Takes::ImpreciseDate);
    let dates = dates.then_some("questions-imprecise-hint-several");
    let say = |key: &'static str| frame.t(key).to_string();
    both(both(hint, sometimes.map(say)), dates.map(say))
}

fn bounds(
    least: Option<i64>,
    most: Option<i64>,
    written: impl Fn(i64) -> String,
    frame: &PageFrame,
) -> Option<String> {
    let (least, most) = (least.map(&written), most.map(&written));
    Some(match (least, most) {
        (Some(least), Some(most)) => {
            frame.t("questions-between").with("least", least).with("most", most).into()
        }
        (Some(least), None) => frame.t("questions-least").with("least", least).into(),
        (None, Some(most)) => frame.t("questions-most").with("most", most).into(),
        (None, None) => return None,
    })
}

/// `10 000`, as people write it.
pub(super) fn thousands(number: u32) -> String {
    Money::from_kroner(i64::from(number)).to_string()
}
