//! Municipalities as people type and read them in a form: `Oppegård (0217)`.

use crate::App;
use organisations::{Municipality, queries::municipalities_on};
use sea_orm::DbErr;
use std::collections::BTreeSet;
use vocabulary::{Day, MunicipalityNumber};

/// The municipalities of one day.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    of_the_day: Vec<Municipality>,
}

impl Places {
    /// Those of this day.
    pub(crate) async fn on(app: &App, day: Day) -> Result<Places, DbErr> {
        Ok(Places { of_the_day: municipalities_on(&app.db, day).await? })
    }
    /// Their numbers, for what examines answers.
    pub(crate) fn numbers(&self) -> BTreeSet<MunicipalityNumber> {
        self.of_the_day.iter().map(|one| one.number).collect()
    }
    /// The name of a number, for what reads answers.
    pub(crate) fn name(&self, number: &str) -> Option<String> {
        let number: MunicipalityNumber = number.parse().ok()?;
        let found = self.of_the_day.iter().find(|one| one.number == number)?;
        Some(found.name.clone())
    }
    /// What a field is filled in with: name and number, or the text as it was typed.
    pub(super) fn written(&self, typed: &str) -> String {
        let number = typed.parse::<MunicipalityNumber>().ok();
        let found =
            number.and_then(|number| self.of_the_day.iter().find(|one| one.number == number));
        found.map_or_else(|| typed.to_owned(), label)
    }
    /// The number of what was typed, by name, by number, or by both; as it was typed when that names
    /// none or several.
    pub(super) fn read(&self, typed: &str) -> String {
        let bare = typed.trim();
        let in_brackets = bare.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
        let text = in_brackets.map_or(bare, |(_, number)| number.trim());
        match crate::places::typed(text, &self.of_the_day) {
            Ok(number) => number.to_string(),
            // A number that is not of this day stays one, so that what is said of it names it.
            Err(_) if text.parse::<MunicipalityNumber>().is_ok() => text.to_owned(),
            Err(_) => typed.to_owned(),
        }
    }
    /// What the browser offers.
    pub(super) fn offered(&self) -> Vec<String> {
        self.of_the_day.iter().map(label).collect()
    }
    #[cfg(test)]
    pub(super) fn of(of_the_day: Vec<Municipality>) -> Places {
        Places { of_the_day }
    }
}

fn label(one: &Municipality) -> String {
    format!("{} ({})", one.short_name, one.number)
}
