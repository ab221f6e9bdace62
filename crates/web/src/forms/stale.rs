//! Two who wrote the same page at once: what stands there now, and what this one wrote.

use crate::kit::{Control, Filled, FormField, PageFrame, format};
use chrono::{DateTime, Utc};

/// A field that reads otherwise in what was saved meanwhile.
pub(crate) struct Side {
    /// The label of the field.
    pub label: String,
    /// As it is saved now.
    pub theirs: String,
    /// As it was typed here.
    pub yours: String,
}

/// What a page shows above a form that somebody else has saved meanwhile. What was typed stands in the
/// form, and sending it again saves it.
pub(crate) struct Stale {
    /// Who saved it; empty when that is not known.
    pub who: String,
    /// When; empty when that is not known.
    pub at: String,
    /// What reads otherwise.
    pub sides: Vec<Side>,
}

impl Stale {
    /// Saved by somebody at a moment.
    pub(crate) fn by(who: &str, at: DateTime<Utc>, sides: Vec<Side>, frame: &PageFrame) -> Stale {
        Stale { who: who.to_owned(), at: format::instant(at, frame.language()), sides }
    }
}

/// The fields that differ, as people read them.
pub(crate) fn sides(fields: &[FormField], theirs: &Filled, yours: &Filled) -> Vec<Side> {
    let differing = fields.iter().filter(|field| {
        let (theirs, yours) = (values(theirs, field), values(yours, field));
        theirs != yours
    });
    differing
        .map(|field| Side {
            label: field.label.clone(),
            theirs: read(field, theirs),
            yours: read(field, yours),
        })
        .collect()
}

fn values(filled: &Filled, field: &FormField) -> Vec<String> {
    // Browsers send line breaks in their own way.
    let said = filled.all(&field.name).map(|value| value.trim().replace("\r\n", "\n"));
    said.filter(|value| !value.is_empty()).collect()
}

fn read(field: &FormField, filled: &Filled) -> String {
    let shown = |value: String| match &field.control {
        Control::Select(choices) | Control::Radio(choices) | Control::Checkboxes(choices) => {
            let chosen = choices.iter().find(|choice| choice.value == value);
            chosen.map_or(value, |choice| choice.label.clone())
        }
        Control::Checkbox => "✓".to_owned(),
        _ => value,
    };
    let values: Vec<String> = values(filled, field).into_iter().map(shown).collect();
    if values.is_empty() { "–".to_owned() } else { values.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shown() {
        let pairs = |title: &str, more: &str| {
            Filled::from(vec![
                ("title".to_owned(), title.to_owned()),
                ("more".to_owned(), more.to_owned()),
            ])
        };
        let fields = [FormField::text("title", "Tittel"), FormField::text("more", "Mer")];
        let sides = sides(&fields, &pairs("A", "x\ny"), &pairs("B", "x\r\ny"));
        assert_eq!(sides.len(), 1);
        assert_eq!((sides[0].theirs.as_str(), sides[0].yours.as_str()), ("A", "B"));
    }
}
