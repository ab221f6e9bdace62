//! Where grants lie on the maps of the counties, then and now.

use crate::scope_figures::{CountyLine, LatestMap};
use organisations::Register;
use std::collections::BTreeSet;
use vocabulary::{CountyNumber, Day, Money, MunicipalityNumber};

/// The years whose counties can be drawn as tiles, the oldest first.
const MAPS: [i32; 4] = [2008, 2018, 2020, 2024];

/// Where the applicant of a grant lies: the municipality, and the day whose map its number belongs to.
pub(crate) type Place = (MunicipalityNumber, Day);

fn register() -> Option<&'static Register> {
    // The data is built in and read by tests; a report says nothing of maps it cannot read.
    Register::embedded().ok()
}

fn midsummer(year: i32) -> Option<Day> {
    Day::new(year, 6, 30)
}

/// What a county was called in a year.
pub(crate) fn county_name(number: CountyNumber, year: i32) -> Option<String> {
    let county = register()?.county_on(number, midsummer(year)?)?;
    Some(county.name.clone())
}

/// The persons of a county on 1 January of a year.
pub(crate) fn persons(number: CountyNumber, year: i32) -> Option<i64> {
    register()?.county_population(number, year)
}

/// The map that has exactly these counties.
pub(crate) fn map_showing(counties: &[CountyLine]) -> Option<i32> {
    let wanted: BTreeSet<&str> = counties.iter().map(|county| county.number.as_str()).collect();
    let register = register()?;
    MAPS.into_iter().find(|year| {
        let numbers: BTreeSet<String> = midsummer(*year)
            .map(|day| register.counties_on(day).map(|c| c.number.to_string()).collect())
            .unwrap_or_default();
        numbers.iter().map(String::as_str).eq(wanted.iter().copied())
    })
}

/// The grants by the counties of the latest map; `None` where that is the map they are on already.
/// A grant follows its municipality: to the one that stands in its place on the latest map.
pub(crate) fn on_the_latest_map(
    map: Option<i32>,
    grants: &[(Place, (bool, Money))],
) -> Option<LatestMap> {
    let year = *MAPS.last()?;
    if map == Some(year) {
        return None;
    }
    let register = register()?;
    let day = midsummer(year)?;
    let mut counties: Vec<(String, String, usize, Money)> = register
        .counties_on(day)
        .map(|county| (county.number.to_string(), county.name.clone(), 0, Money::ZERO))
        .collect();
    counties.sort();
    let mut unplaced = (0, Money::ZERO);
    for ((municipality, on), (is_project, holds)) in grants {
        if !is_project {
            continue;
        }
        // Who applied after the map was drawn lies on it as it is.
        let there = match *on < day {
            true => register.successor(*municipality, *on, day),
            false => Some(*municipality),
        };
        let there = there.and_then(|number| register.municipality_on(number, day.max(*on)));
        let there = there.map(|municipality| municipality.county.to_string());
        match counties.iter_mut().find(|county| there.as_deref() == Some(county.0.as_str())) {
            Some(county) => {
                county.2 += 1;
                county.3 = county.3 + *holds;
            }
            None => {
                unplaced.0 += 1;
                unplaced.1 = unplaced.1 + *holds;
            }
        }
    }
    Some(LatestMap { year, counties, unplaced })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn county(number: &str) -> CountyLine {
        CountyLine {
            number: number.into(),
            name: String::new(),
            persons: None,
            applications: 0,
            applied: Money::ZERO,
            projects: 0,
            granted: Money::ZERO,
            paid: Money::ZERO,
            returned: Money::ZERO,
        }
    }

    #[test]
    fn counties_know_their_map() {
        let of = |year: i32| -> Vec<CountyLine> {
            let day = midsummer(year).unwrap();
            let counties = Register::embedded().unwrap().counties_on(day);
            counties.map(|c| county(&c.number.to_string())).collect()
        };
        for (year, map, many) in
            [(2012, 2008, 19), (2019, 2018, 18), (2021, 2020, 11), (2026, 2024, 15)]
        {
            let counties = of(year);
            assert_eq!((map_showing(&counties), counties.len()), (Some(map), many), "{year}");
        }
        assert_eq!(map_showing(&[county("11")]), None);
        assert_eq!(county_name("02".parse().unwrap(), 2012).as_deref(), Some("Akershus"));
        assert_eq!(county_name("02".parse().unwrap(), 2022), None);
    }

    #[test]
    fn a_grant_of_2012_lies_in_a_county_of_2024() {
        let then = Day::new(2012, 2, 1).unwrap();
        let kr = Money::from_kroner;
        let grants = [
            // Oppegård is Nordre Follo now, Klæbu is Trondheim.
            (("0217".parse().unwrap(), then), (true, kr(100))),
            (("1662".parse().unwrap(), then), (true, kr(20))),
            (("1601".parse().unwrap(), then), (true, kr(3))),
            (("1601".parse().unwrap(), then), (false, Money::ZERO)),
        ];
        let map = on_the_latest_map(Some(2008), &grants).unwrap();
        let of = |number: &str| map.counties.iter().find(|county| county.0 == number).unwrap();
        assert_eq!((map.year, map.counties.len()), (2024, 15));
        assert_eq!((of("32").1.as_str(), of("32").2, of("32").3), ("Akershus", 1, kr(100)));
        assert_eq!((of("50").2, of("50").3), (2, kr(23)));
        assert_eq!(map.unplaced, (0, Money::ZERO));
        assert_eq!(on_the_latest_map(Some(2024), &grants), None);
    }
}
