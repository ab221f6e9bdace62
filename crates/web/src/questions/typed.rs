//! What was sent with a form: answers, and what the button asked for.

use super::Places;
use forms::{Answers, Definition, Shape, Takes};
use std::collections::BTreeSet;

/// What the button that sent the form asks for. All of them keep what was typed first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Keep it and leave.
    Save,
    /// Keep it and show the questions that now apply.
    Update,
    /// Keep it and look it over before it is sent in.
    LookOver,
    /// One row more in this table or group.
    Add(String),
    /// Without this row or file: the question and the index.
    Remove(String, usize),
    /// Put together from two that were written at once.
    Merge,
}

impl Deed {
    fn read(word: &str) -> Deed {
        match word.split_once(':') {
            Some(("add", question)) => return Deed::Add(question.to_owned()),
            Some(("remove", rest)) => {
                if let Some((question, index)) = rest.rsplit_once(':')
                    && let Ok(index) = index.parse()
                {
                    return Deed::Remove(question.to_owned(), index);
                }
            }
            _ => {}
        }
        match word {
            "update" => Deed::Update,
            "check" => Deed::LookOver,
            "merge" => Deed::Merge,
            _ => Deed::Save,
        }
    }
}

/// What was sent with a form.
#[derive(Debug)]
pub(crate) struct Typed {
    pairs: Vec<(String, String)>,
}

impl From<Vec<(String, String)>> for Typed {
    fn from(pairs: Vec<(String, String)>) -> Typed {
        Typed { pairs }
    }
}

impl Typed {
    /// The field that is no answer, trimmed; `""` when it was not sent.
    pub(crate) fn one(&self, name: &str) -> &str {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.trim())
    }
    /// What the button asked for; without a button, to keep it and leave.
    pub(crate) fn deed(&self) -> Deed {
        let mut words = self.pairs.iter().filter(|(name, _)| name == "do");
        words.next_back().map_or(Deed::Save, |(_, word)| Deed::read(word))
    }
    /// Some answer was sent along.
    pub(crate) fn has_answers(&self) -> bool {
        self.pairs.iter().any(|(name, _)| name.starts_with("a."))
    }
    /// The questions for which this was chosen when two versions were put together.
    pub(crate) fn kept(&self, choice: &str) -> BTreeSet<&str> {
        let chosen = self.pairs.iter().filter(|(_, value)| value == choice);
        chosen.filter_map(|(name, _)| name.strip_prefix("keep.")).collect()
    }
    /// What was answered: municipalities by number, without the row or file that was taken away.
    pub(crate) fn answers(&self, definition: &Definition, places: &Places) -> Answers {
        let towns = municipality_fields(definition);
        let gone = match self.deed() {
            Deed::Remove(question, index) => Some(format!("a.{question}.{index}.")),
            _ => None,
        };
        let stays = |name: &str| gone.as_deref().is_none_or(|gone| !name.starts_with(gone));
        let read: Vec<(&str, String)> = self
            .pairs
            .iter()
            .filter(|(name, _)| name.starts_with("a.") && stays(name))
            .map(|(name, value)| {
                let is_town = towns.iter().any(|town| town.is(name));
                (name.as_str(), if is_town { places.read(value) } else { value.clone() })
            })
            .collect();
        forms::fields::read(definition, read.iter().map(|(name, value)| (*name, value.as_str())))
    }
}

/// A field that takes a municipality: the question, and the column where it is in rows.
struct TownField {
    question: String,
    column: Option<String>,
}

impl TownField {
    fn is(&self, name: &str) -> bool {
        let Some(rest) = name.strip_prefix("a.").and_then(|n| n.strip_prefix(&self.question))
        else {
            return false;
        };
        match &self.column {
            None => rest.is_empty(),
            Some(column) => {
                let rest = rest.strip_prefix('.').and_then(|rest| rest.split_once('.'));
                rest.is_some_and(|(_, last)| last == column)
            }
        }
    }
}

fn municipality_fields(definition: &Definition) -> Vec<TownField> {
    let mut found = Vec::new();
    for (_, question) in definition.questions() {
        let key = &question.key;
        match question.takes.shape() {
            Shape::Single if question.takes == Takes::Municipality => {
                found.push(TownField { question: key.clone(), column: None });
            }
            Shape::Rows(rows) => {
                let towns = rows.columns.iter().filter(|one| one.takes == Takes::Municipality);
                found.extend(towns.map(|column| TownField {
                    question: key.clone(),
                    column: Some(column.key.clone()),
                }));
            }
            Shape::Single | Shape::Record(_) | Shape::Files { .. } => {}
        }
    }
    found
}
