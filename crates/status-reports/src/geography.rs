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

/// What a county was called in a year; of one that was gone by then, what it was called in the year
/// before, because the applications to the calls of a year may have come then.
pub(crate) fn county_name(number: CountyNumber, year: i32) -> Option<String> {
    county_in(number, year).or_else(|| county_in(number, year.checked_sub(1)?))
}

/// What a county was called in this very year; `None` where there was none of that number.
pub(crate) fn county_in(number: CountyNumber, year: i32) -> Option<String> {
    let county = register()?.county_on(number, midsummer(year)?)?;
    Some(county.name.clone())
}

/// The persons of a county on 1 January of a year.
pub(crate) fn persons(number: CountyNumber, year: i32) -> Option<i64> {
    register()?.county_population(number, year)
}

/// The map that has all of these counties, be there others on it: that of the year, else the one of the
/// year before, else the oldest. `None` where they lie on no single map, or are none.
pub(crate) fn map_showing(counties: &[CountyLine], year: i32) -> Option<i32> {
    let first = map_of(year);
    let second = map_of(year.checked_sub(1)?);
    [first, second].into_iter().chain(MAPS).find(|map| {
        let numbers = numbers_on(*map);
        !counties.is_empty() && counties.iter().all(|county| numbers.contains(&county.number))
    })
}

/// How many counties a map has.
pub(crate) fn counties_on_map(map: i32) -> usize {
    numbers_on(map).len()
}

/// The last year, not after this one, in which the counties were those of a map.
pub(crate) fn last_year_of(map: i32, year: i32) -> i32 {
    let next = MAPS.into_iter().find(|other| *other > map);
    next.map_or(year, |next| year.min(next - 1)).max(map.min(year))
}

/// The map that was right in a year; of years before the first one, that.
fn map_of(year: i32) -> i32 {
    let [oldest, ..] = MAPS;
    MAPS.into_iter().rfind(|map| *map <= year).unwrap_or(oldest)
}

/// The numbers of the counties on a map.
fn numbers_on(map: i32) -> BTreeSet<String> {
    let (Some(register), Some(day)) = (register(), midsummer(map)) else { return BTreeSet::new() };
    register.counties_on(day).map(|county| county.number.to_string()).collect()
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
            let shown = map_showing(&counties, year);
            assert_eq!((shown, counties.len()), (Some(map), many), "{year}");
            assert_eq!(counties_on_map(map), many);
        }
        // Who applied in the year before lies on the map of then.
        assert_eq!(map_showing(&of(2019), 2020), Some(2018));
    }

    #[test]
    fn some_counties_of_a_map_are_drawn_on_it() {
        let counties = |numbers: &[&str]| -> Vec<CountyLine> {
            numbers.iter().map(|number| county(number)).collect()
        };
        for (numbers, year, map) in [
            (&["11"][..], 2012, Some(2008)),
            (&["03", "11", "18"], 2012, Some(2008)),
            (&["03", "11", "18"], 2021, Some(2020)),
            (&["11", "50"], 2026, Some(2024)),
            // Akershus was gone in 2020; who applied before lies on the map before.
            (&["02", "11"], 2020, Some(2018)),
            (&["02", "16"], 2018, Some(2008)),
            // Calls on two divisions of the country.
            (&["02", "30"], 2020, None),
            (&["99"], 2012, None),
            (&[], 2012, None),
        ] {
            assert_eq!(map_showing(&counties(numbers), year), map, "{numbers:?} {year}");
        }
        for (map, year, last) in
            [(2008, 2012, 2012), (2018, 2020, 2019), (2008, 2018, 2017), (2024, 2026, 2026)]
        {
            assert_eq!(last_year_of(map, year), last, "{map} {year}");
        }
    }

    #[test]
    fn a_county_of_the_year_before_has_its_name() {
        let name = |number: &str, year| county_name(number.parse().unwrap(), year);
        assert_eq!(name("02", 2012).as_deref(), Some("Akershus"));
        assert_eq!(name("02", 2020).as_deref(), Some("Akershus"));
        assert_eq!(name("16", 2018).as_deref(), Some("Sør-Trøndelag"));
        assert_eq!(name("17", 2018).as_deref(), Some("Nord-Trøndelag"));
        assert_eq!((name("02", 2021), name("16", 2019)), (None, None));
        let there = |number: &str, year| county_in(number.parse().unwrap(), year).is_some();
        assert!(there("02", 2019) && !there("02", 2020) && !there("46", 2019));
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
