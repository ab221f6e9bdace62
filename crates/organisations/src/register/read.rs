//! From the data files to the register: every line read, every file held against the others.

use super::{
    Borders, Change, County, LanguageForm, Municipality, Register, RegisterError,
    lines::{Line, lines},
    place::short_name,
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{CountyNumber, Day, MunicipalityNumber};

/// The texts of the data files.
#[derive(Clone, Copy)]
pub(crate) struct Sources<'a> {
    pub(crate) counties: &'a str,
    pub(crate) county_population: &'a str,
    pub(crate) municipalities_2005_2017: &'a str,
    pub(crate) municipalities_2024: &'a str,
    pub(crate) changes: &'a str,
    pub(crate) population_borders_2024: &'a str,
}

impl Sources<'static> {
    /// The files this program carries.
    pub(crate) const EMBEDDED: Sources<'static> = Sources {
        counties: include_str!("../../data/counties.csv"),
        county_population: include_str!("../../data/county_population.csv"),
        municipalities_2005_2017: include_str!("../../data/municipalities_2005_2017.csv"),
        municipalities_2024: include_str!("../../data/municipalities_2024.csv"),
        changes: include_str!("../../data/municipality_changes.csv"),
        population_borders_2024: include_str!("../../data/population_borders_2024.csv"),
    };
}

impl Sources<'_> {
    /// Tells one state of the data from another; raise the edition when the same files are read into
    /// other rows than before.
    pub(crate) fn fingerprint(&self) -> String {
        const EDITION: &[u8] = b"1";
        let mut hash = Sha256::new_with_prefix(EDITION);
        for text in [
            self.counties,
            self.county_population,
            self.municipalities_2005_2017,
            self.municipalities_2024,
            self.changes,
            self.population_borders_2024,
        ] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
        hex::encode(hash.finalize())
    }
}

/// A number and its name in the days that have been read so far.
struct Standing {
    name: String,
    county: CountyNumber,
    since: Day,
}

impl Register {
    pub(crate) fn read(sources: &Sources<'_>) -> Result<Register, RegisterError> {
        let mut register = Register {
            counties: counties(sources.counties)?,
            municipalities: Vec::new(),
            changes: changes(sources.changes)?,
            population: BTreeMap::new(),
            county_population: BTreeMap::new(),
        };
        let listed = register.list_of_2005(sources.municipalities_2005_2017)?;
        let standing = register.follow_changes(&listed, sources.changes)?;
        register.list_of_2024(standing, sources.municipalities_2024)?;
        register.municipalities.sort_by_key(|row| (row.number, row.valid_from));
        register.confirm_years(&listed)?;
        register.population_on_todays_map(sources.population_borders_2024)?;
        register.population_of_counties(sources.county_population)?;
        Ok(register)
    }

    /// The list of 2005–2017: which numbers there were, for how long, and their persons.
    fn list_of_2005(&mut self, text: &str) -> Result<Vec<Listed>, RegisterError> {
        let columns = "number,name,county,from_year,to_year,2005,2006,2007,2008,2009,2010,2011,\
                       2012,2013,2014,2015,2016,2017";
        let columns: Vec<&str> = columns.split(',').collect();
        let mut listed = Vec::new();
        for line in lines("municipalities_2005_2017.csv", text, &columns)? {
            let row = Listed {
                number: line.value(0)?,
                name: line.name(1)?,
                county: line.value(2)?,
                first_year: line.year(3)?,
                last_year: line.optional::<i32>(4)?,
                line,
            };
            let line = &row.line;
            in_its_county(line, row.number, row.county)?;
            if row.last_year.is_some_and(|last| last < row.first_year) {
                return Err(line.wrong("it ends before it begins"));
            }
            for (column, year) in (5..).zip(2005..=2017) {
                self.count_persons(line, row.number, year, Borders::Then, column)?;
            }
            listed.push(row);
        }
        Ok(listed)
    }

    /// Applies the changes, day by day, to what there was in 2005. Rows that end are kept; what is left
    /// standing goes on.
    fn follow_changes(
        &mut self,
        listed: &[Listed],
        text: &str,
    ) -> Result<BTreeMap<MunicipalityNumber, Standing>, RegisterError> {
        let mut standing = BTreeMap::new();
        for row in listed.iter().filter(|row| row.first_year == FIRST_YEAR) {
            let since = first_of(FIRST_YEAR, &row.line)?;
            let begun = Standing { name: row.name.clone(), county: row.county, since };
            if standing.insert(row.number, begun).is_some() {
                return Err(row.line.wrong(format!("{} stands here twice", row.number)));
            }
        }
        // Read a second time for the places of the lines: the changes themselves do not carry them.
        let places = lines("municipality_changes.csv", text, &CHANGE_COLUMNS)?;
        let mut places = places.iter();
        for day in self.changes.chunk_by(|a, b| a.in_force_on == b.in_force_on) {
            let day: Vec<(&Change, &Line)> = day.iter().zip(places.by_ref()).collect();
            let mut ending: BTreeSet<MunicipalityNumber> = BTreeSet::new();
            for (change, line) in &day {
                match standing.get(&change.from) {
                    None => {
                        let what = format!("there is no municipality {} to change", change.from);
                        return Err(line.wrong(what));
                    }
                    Some(before) if before.name != change.from_name => {
                        let what = format!(
                            "{} is called «{}» until then, not «{}»",
                            change.from, before.name, change.from_name
                        );
                        return Err(line.wrong(what));
                    }
                    Some(_) => ending.insert(change.from),
                };
            }
            for number in ending {
                if let Some(before) = standing.remove(&number) {
                    let last = day[0].0.in_force_on.plus_days(-1);
                    self.municipalities.push(ended(number, before, last));
                }
            }
            for (change, line) in &day {
                let since = change.in_force_on;
                let county = county_of(change.to, line)?;
                if self.county_on(county, since).is_none() {
                    return Err(line.wrong(format!("{} lies in no county of that day", change.to)));
                }
                let after = standing.entry(change.to).or_insert_with(|| Standing {
                    name: change.to_name.clone(),
                    county,
                    since,
                });
                if after.name != change.to_name {
                    let what = format!(
                        "{} is called «{}» on that day, not «{}»",
                        change.to, after.name, change.to_name
                    );
                    return Err(line.wrong(what));
                }
            }
        }
        Ok(standing)
    }

    /// The list of 2024 closes the account: exactly what the changes leave standing, with the names,
    /// language forms and organisation numbers of today.
    fn list_of_2024(
        &mut self,
        mut standing: BTreeMap<MunicipalityNumber, Standing>,
        text: &str,
    ) -> Result<(), RegisterError> {
        let columns = [
            "number",
            "name",
            "county",
            "language_form",
            "organisation_number",
            "2024",
            "2025",
            "2026",
        ];
        let mut last_line = None;
        for line in lines("municipalities_2024.csv", text, &columns)? {
            let number: MunicipalityNumber = line.value(0)?;
            let name = line.name(1)?;
            let county = in_its_county(&line, number, line.value(2)?)?;
            let from_2024 = first_of(2024, &line)?;
            let Some(before) = standing.remove(&number) else {
                return Err(
                    line.wrong(format!("the changes do not lead to {number}, or only once"))
                );
            };
            let mut valid_from = before.since;
            if before.name != name {
                if before.since >= from_2024 {
                    let what = format!("the changes call {number} «{}», not «{name}»", before.name);
                    return Err(line.wrong(what));
                }
                self.municipalities.push(ended(number, before, from_2024.plus_days(-1)));
                valid_from = from_2024;
            }
            for (column, year) in (5..).zip(2024..=2026) {
                self.count_persons(&line, number, year, Borders::Then, column)?;
            }
            self.municipalities.push(Municipality {
                number,
                short_name: short_name(&name).to_owned(),
                name,
                county,
                language_form: line.value(3)?,
                organisation_number: line.optional(4)?,
                valid_from,
                valid_to: None,
            });
            last_line = Some(line);
        }
        match (standing.keys().next(), last_line) {
            (None, _) => Ok(()),
            (Some(left), Some(line)) => {
                Err(line.wrong(format!("the list ends here without {left}, which still exists")))
            }
            (Some(_), None) => Err(RegisterError {
                file: "municipalities_2024.csv",
                line: 1,
                what: "the list is empty".to_owned(),
            }),
        }
    }

    /// The years of the list of 2005–2017 must be what the changes say.
    fn confirm_years(&self, listed: &[Listed]) -> Result<(), RegisterError> {
        for row in listed {
            let on_first_of = |year| {
                first_of(year, &row.line).map(|day| self.municipality_on(row.number, day).is_some())
            };
            let last = row.last_year.unwrap_or(2017);
            let begins = row.first_year == FIRST_YEAR || !on_first_of(row.first_year - 1)?;
            let ends = row.last_year.is_none() || !on_first_of(last + 1)?;
            if !(begins && ends && on_first_of(row.first_year)? && on_first_of(last)?) {
                let what = format!("these are not the years of {} by the changes", row.number);
                return Err(row.line.wrong(what));
            }
        }
        Ok(())
    }

    fn population_on_todays_map(&mut self, text: &str) -> Result<(), RegisterError> {
        let years: Vec<String> = (2005..=2026).map(|year| year.to_string()).collect();
        let columns: Vec<&str> =
            std::iter::once("number").chain(years.iter().map(String::as_str)).collect();
        for line in lines("population_borders_2024.csv", text, &columns)? {
            let number = line.value(0)?;
            if self.municipality_on(number, first_of(2024, &line)?).is_none() {
                return Err(line.wrong(format!("there is no municipality {number} in 2024")));
            }
            for (column, year) in (1..).zip(2005..=2026) {
                self.count_persons(&line, number, year, Borders::Of2024, column)?;
            }
        }
        Ok(())
    }

    fn population_of_counties(&mut self, text: &str) -> Result<(), RegisterError> {
        let columns = ["number", "year", "persons", "municipalities"];
        for line in lines("county_population.csv", text, &columns)? {
            let county: CountyNumber = line.value(0)?;
            let year = line.year(1)?;
            let day = first_of(year, &line)?;
            if self.county_on(county, day).is_none() {
                return Err(line.wrong(format!("there is no county {county} in {year}")));
            }
            let have = self.municipalities_on(day).filter(|row| row.county == county).count();
            if line.must_count(3)? != have as i64 {
                let what =
                    format!("by the changes, county {county} has {have} municipalities then");
                return Err(line.wrong(what));
            }
            let persons = line.must_count(2)?;
            if self.county_population.insert((county, year), persons).is_some() {
                return Err(line.wrong(format!("county {county} stands here twice for {year}")));
            }
        }
        Ok(())
    }

    fn count_persons(
        &mut self,
        line: &Line,
        number: MunicipalityNumber,
        year: i32,
        borders: Borders,
        column: usize,
    ) -> Result<(), RegisterError> {
        if let Some(persons) = line.count(column)?
            && self.population.insert((number, year, borders), persons).is_some()
        {
            return Err(line.wrong(format!("{number} is counted twice for {year}")));
        }
        Ok(())
    }
}

/// A line of the list of 2005–2017.
struct Listed {
    number: MunicipalityNumber,
    name: String,
    county: CountyNumber,
    first_year: i32,
    last_year: Option<i32>,
    line: Line,
}

/// The records begin here.
const FIRST_YEAR: i32 = 2005;
const CHANGE_COLUMNS: [&str; 6] = ["in_force_on", "kind", "from", "from_name", "to", "to_name"];

fn counties(text: &str) -> Result<Vec<County>, RegisterError> {
    let mut counties = Vec::new();
    for line in lines("counties.csv", text, &["number", "name", "valid_from", "valid_to"])? {
        let valid_from = match line.optional(2)? {
            Some(day) => day,
            None => first_of(FIRST_YEAR, &line)?,
        };
        let valid_to = line.optional(3)?;
        if valid_to.is_some_and(|last| last < valid_from) {
            return Err(line.wrong("it ends before it begins"));
        }
        let county = County { number: line.value(0)?, name: line.name(1)?, valid_from, valid_to };
        let once =
            |other: &County| (other.number, other.valid_from) == (county.number, county.valid_from);
        if counties.iter().any(once) {
            return Err(line.wrong(format!("county {} stands here twice", county.number)));
        }
        counties.push(county);
    }
    counties.sort_by_key(|county| (county.number, county.valid_from));
    Ok(counties)
}

fn changes(text: &str) -> Result<Vec<Change>, RegisterError> {
    let mut changes: Vec<Change> = Vec::new();
    for line in lines("municipality_changes.csv", text, &CHANGE_COLUMNS)? {
        let change = Change {
            in_force_on: line.value(0)?,
            kind: line.value(1)?,
            from: line.value(2)?,
            from_name: line.name(3)?,
            to: line.value(4)?,
            to_name: line.name(5)?,
        };
        if changes.last().is_some_and(|before| change.in_force_on < before.in_force_on) {
            return Err(line.wrong("the changes must stand in the order of their days"));
        }
        let same_day = changes.iter().rev().take_while(|c| c.in_force_on == change.in_force_on);
        if same_day.into_iter().any(|c| (c.from, c.to) == (change.from, change.to)) {
            return Err(line.wrong("this change stands here twice"));
        }
        changes.push(change);
    }
    Ok(changes)
}

fn first_of(year: i32, line: &Line) -> Result<Day, RegisterError> {
    Day::new(year, 1, 1).ok_or_else(|| line.wrong(format!("there is no year {year}")))
}

/// The first two digits of a municipality have been its county's since 2005.
fn county_of(number: MunicipalityNumber, line: &Line) -> Result<CountyNumber, RegisterError> {
    number.to_string()[..2].parse().map_err(|error| line.wrong(error))
}

fn in_its_county(
    line: &Line,
    number: MunicipalityNumber,
    stated: CountyNumber,
) -> Result<CountyNumber, RegisterError> {
    let county = county_of(number, line)?;
    if county == stated {
        Ok(county)
    } else {
        Err(line.wrong(format!("{number} does not lie in county {stated}")))
    }
}

fn ended(number: MunicipalityNumber, before: Standing, last: Day) -> Municipality {
    Municipality {
        number,
        short_name: short_name(&before.name).to_owned(),
        name: before.name,
        county: before.county,
        language_form: LanguageForm::Unknown,
        organisation_number: None,
        valid_from: before.since,
        valid_to: Some(last),
    }
}
