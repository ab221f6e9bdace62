//! Municipalities and counties since 2005, their changes and their population: pure data that can be
//! asked without a database.

mod lines;
mod place;
mod read;
#[cfg(test)]
mod tests;

pub use lines::RegisterError;
pub use place::{Borders, Change, ChangeKind, County, LanguageForm, Municipality};
pub(crate) use read::Sources;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};
use vocabulary::{CountyNumber, Day, MunicipalityNumber};

/// The official register of places since 2005, as this program carries it.
///
/// Source: Statistics Norway, table 07459 and Klass 131 and 104; see `data/README.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    pub(crate) counties: Vec<County>,
    pub(crate) municipalities: Vec<Municipality>,
    pub(crate) changes: Vec<Change>,
    pub(crate) population: BTreeMap<(MunicipalityNumber, i32, Borders), i64>,
    pub(crate) county_population: BTreeMap<(CountyNumber, i32), i64>,
}

impl Register {
    /// The register built into this program, read once.
    ///
    /// # Errors
    /// The first line of a data file that cannot be used.
    pub fn embedded() -> Result<&'static Register, RegisterError> {
        static READ: OnceLock<Result<Register, RegisterError>> = OnceLock::new();
        READ.get_or_init(|| Register::read(&Sources::EMBEDDED)).as_ref().map_err(Clone::clone)
    }

    /// The county with this number on a day.
    pub fn county_on(&self, number: CountyNumber, day: Day) -> Option<&County> {
        self.counties_on(day).find(|county| county.number == number)
    }
    /// The counties of a day, by number.
    pub fn counties_on(&self, day: Day) -> impl Iterator<Item = &County> {
        self.counties.iter().filter(move |county| county.is_valid_on(day))
    }
    /// The municipality with this number on a day.
    pub fn municipality_on(&self, number: MunicipalityNumber, day: Day) -> Option<&Municipality> {
        let first = self.municipalities.partition_point(|row| row.number < number);
        self.municipalities[first..]
            .iter()
            .take_while(|row| row.number == number)
            .find(|row| row.is_valid_on(day))
    }
    /// The municipalities of a day, by number.
    pub fn municipalities_on(&self, day: Day) -> impl Iterator<Item = &Municipality> {
        self.municipalities.iter().filter(move |row| row.is_valid_on(day))
    }
    /// What changed, oldest first.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
    /// Which numbers the municipality of `from` has become by `to`: one, or several where it was
    /// divided. Empty when there was no such municipality on `from`, or `to` comes before it.
    pub fn successors(
        &self,
        number: MunicipalityNumber,
        from: Day,
        to: Day,
    ) -> BTreeSet<MunicipalityNumber> {
        if to < from || self.municipality_on(number, from).is_none() {
            return BTreeSet::new();
        }
        let mut now = BTreeSet::from([number]);
        for day in self.days_of_change(from, to) {
            let mut next = BTreeSet::new();
            for number in now {
                let parts = parts_of(number, day);
                if parts.is_empty() {
                    next.insert(number);
                }
                next.extend(parts);
            }
            now = next;
        }
        now
    }
    /// The one municipality that stands in another's place on a later day: its only successor, or,
    /// where it was divided, the part that bears its name (Haram again for Haram, Ålesund for what was
    /// merged into Ålesund). `None` when nothing tells the parts apart, or nothing existed.
    pub fn successor(
        &self,
        number: MunicipalityNumber,
        from: Day,
        to: Day,
    ) -> Option<MunicipalityNumber> {
        let parts = self.successors(number, from, to);
        if parts.len() <= 1 {
            return parts.first().copied();
        }
        let own_name = self.short_name_on(number, from)?;
        if let Some(namesake) = self.bearing(own_name, &parts, to) {
            return Some(namesake);
        }
        // It was merged first and what it had become was divided later: follow the names step by step.
        let (mut now, mut since) = (number, from);
        for day in self.days_of_change(from, to) {
            let on = day[0].in_force_on;
            let parts = parts_of(now, day);
            now = match parts.len() {
                0 => continue,
                1 => *parts.first()?,
                _ => self.bearing(self.short_name_on(now, since)?, &parts, on)?,
            };
            since = on;
        }
        Some(now)
    }
    /// The persons of a county on 1 January of a year, where the source gives them: 2008–2013 and
    /// 2024–2026.
    pub fn county_population(&self, county: CountyNumber, year: i32) -> Option<i64> {
        self.county_population.get(&(county, year)).copied()
    }
    /// The persons of a municipality on 1 January of a year.
    pub fn population(
        &self,
        municipality: MunicipalityNumber,
        year: i32,
        borders: Borders,
    ) -> Option<i64> {
        self.population.get(&(municipality, year, borders)).copied()
    }

    /// The changes after `from` and until `to`, day by day.
    fn days_of_change(&self, from: Day, to: Day) -> impl Iterator<Item = &[Change]> {
        let first = self.changes.partition_point(|change| change.in_force_on <= from);
        let end = self.changes.partition_point(|change| change.in_force_on <= to).max(first);
        self.changes[first..end].chunk_by(|a, b| a.in_force_on == b.in_force_on)
    }
    fn short_name_on(&self, number: MunicipalityNumber, day: Day) -> Option<&str> {
        self.municipality_on(number, day).map(|municipality| municipality.short_name.as_str())
    }
    fn bearing(
        &self,
        name: &str,
        parts: &BTreeSet<MunicipalityNumber>,
        day: Day,
    ) -> Option<MunicipalityNumber> {
        parts.iter().copied().find(|part| self.short_name_on(*part, day) == Some(name))
    }
}

/// What a number became on a day of changes; empty when nothing happened to it.
fn parts_of(number: MunicipalityNumber, day: &[Change]) -> BTreeSet<MunicipalityNumber> {
    day.iter().filter(|change| change.from == number).map(|change| change.to).collect()
}
