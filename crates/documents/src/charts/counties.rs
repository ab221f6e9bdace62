//! Where the counties of a year lie on a map of tiles. The counties stand about where they lie in the
//! land, and in the same place on every map on which they exist, so that two maps can be compared.

use crate::model::Tile;
use crate::text::is_blank;

/// A county on the map: its number, its name, its column from the west and its row from the north.
pub(crate) type Place = (&'static str, &'static str, u8, u8);

/// How many columns a map has.
pub(crate) const COLUMNS: u8 = 5;
/// How many rows a map has.
pub(crate) const ROWS: u8 = 7;

/// The counties until 2017.
const OF_2008: [Place; 19] = [
    ("19", "Troms", 3, 0),
    ("20", "Finnmark", 4, 0),
    ("18", "Nordland", 3, 1),
    ("16", "Sør-Trøndelag", 2, 2),
    ("17", "Nord-Trøndelag", 3, 2),
    ("14", "Sogn og Fjordane", 0, 3),
    ("15", "Møre og Romsdal", 1, 3),
    ("05", "Oppland", 2, 3),
    ("04", "Hedmark", 3, 3),
    ("12", "Hordaland", 0, 4),
    ("06", "Buskerud", 1, 4),
    ("03", "Oslo", 2, 4),
    ("02", "Akershus", 3, 4),
    ("11", "Rogaland", 0, 5),
    ("08", "Telemark", 1, 5),
    ("07", "Vestfold", 2, 5),
    ("01", "Østfold", 3, 5),
    ("10", "Vest-Agder", 0, 6),
    ("09", "Aust-Agder", 1, 6),
];

/// The counties of 2018 and 2019.
const OF_2018: [Place; 18] = [
    ("19", "Troms", 3, 0),
    ("20", "Finnmark", 4, 0),
    ("18", "Nordland", 3, 1),
    ("50", "Trøndelag", 2, 2),
    ("14", "Sogn og Fjordane", 0, 3),
    ("15", "Møre og Romsdal", 1, 3),
    ("05", "Oppland", 2, 3),
    ("04", "Hedmark", 3, 3),
    ("12", "Hordaland", 0, 4),
    ("06", "Buskerud", 1, 4),
    ("03", "Oslo", 2, 4),
    ("02", "Akershus", 3, 4),
    ("11", "Rogaland", 0, 5),
    ("08", "Telemark", 1, 5),
    ("07", "Vestfold", 2, 5),
    ("01", "Østfold", 3, 5),
    ("10", "Vest-Agder", 0, 6),
    ("09", "Aust-Agder", 1, 6),
];

/// The counties from 2020 to 2023.
const OF_2020: [Place; 11] = [
    ("54", "Troms og Finnmark", 3, 0),
    ("18", "Nordland", 3, 1),
    ("50", "Trøndelag", 2, 2),
    ("15", "Møre og Romsdal", 1, 3),
    ("34", "Innlandet", 2, 3),
    ("46", "Vestland", 0, 4),
    ("30", "Viken", 1, 4),
    ("03", "Oslo", 2, 4),
    ("11", "Rogaland", 0, 5),
    ("38", "Vestfold og Telemark", 1, 5),
    ("42", "Agder", 1, 6),
];

/// The counties from 2024.
const OF_2024: [Place; 15] = [
    ("55", "Troms", 3, 0),
    ("56", "Finnmark", 4, 0),
    ("18", "Nordland", 3, 1),
    ("50", "Trøndelag", 2, 2),
    ("15", "Møre og Romsdal", 1, 3),
    ("34", "Innlandet", 2, 3),
    ("46", "Vestland", 0, 4),
    ("33", "Buskerud", 1, 4),
    ("03", "Oslo", 2, 4),
    ("32", "Akershus", 3, 4),
    ("11", "Rogaland", 0, 5),
    ("40", "Telemark", 1, 5),
    ("39", "Vestfold", 2, 5),
    ("31", "Østfold", 3, 5),
    ("42", "Agder", 1, 6),
];

/// The map of the counties as they were in a year.
pub(crate) fn of(year: i32) -> &'static [Place] {
    match year {
        ..=2017 => &OF_2008,
        2018..=2019 => &OF_2018,
        2020..=2023 => &OF_2020,
        _ => &OF_2024,
    }
}

/// What a county is called: as given, as on the map of the year, or by its number.
pub(crate) fn name(year: i32, tile: &Tile) -> &str {
    if !is_blank(&tile.name) {
        return &tile.name;
    }
    let known = of(year).iter().find(|(number, ..)| *number == tile.number);
    known.map_or(&tile.number, |(_, name, ..)| name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Number, name, first year, last year: from the register of counties (the file
    /// fylker_historikk.csv of the project's data), where a year left open is 0 or 9999.
    const REGISTER: [(&str, &str, i32, i32); 33] = [
        ("01", "Østfold", 0, 2019),
        ("02", "Akershus", 0, 2019),
        ("03", "Oslo", 0, 9999),
        ("04", "Hedmark", 0, 2019),
        ("05", "Oppland", 0, 2019),
        ("06", "Buskerud", 0, 2019),
        ("07", "Vestfold", 0, 2019),
        ("08", "Telemark", 0, 2019),
        ("09", "Aust-Agder", 0, 2019),
        ("10", "Vest-Agder", 0, 2019),
        ("11", "Rogaland", 0, 9999),
        ("12", "Hordaland", 0, 2019),
        ("14", "Sogn og Fjordane", 0, 2019),
        ("15", "Møre og Romsdal", 0, 9999),
        ("16", "Sør-Trøndelag", 0, 2017),
        ("17", "Nord-Trøndelag", 0, 2017),
        ("18", "Nordland", 0, 9999),
        ("19", "Troms", 0, 2019),
        ("20", "Finnmark", 0, 2019),
        ("50", "Trøndelag", 2018, 9999),
        ("30", "Viken", 2020, 2023),
        ("34", "Innlandet", 2020, 9999),
        ("38", "Vestfold og Telemark", 2020, 2023),
        ("42", "Agder", 2020, 9999),
        ("46", "Vestland", 2020, 9999),
        ("54", "Troms og Finnmark", 2020, 2023),
        ("31", "Østfold", 2024, 9999),
        ("32", "Akershus", 2024, 9999),
        ("33", "Buskerud", 2024, 9999),
        ("39", "Vestfold", 2024, 9999),
        ("40", "Telemark", 2024, 9999),
        ("55", "Troms", 2024, 9999),
        ("56", "Finnmark", 2024, 9999),
    ];

    #[test]
    fn each_county_of_a_year_stands_once_on_its_map() {
        for (year, count) in [(2008, 19), (2017, 19), (2018, 18), (2020, 11), (2024, 15)] {
            let there: BTreeSet<(&str, &str)> = REGISTER
                .into_iter()
                .filter(|(_, _, from, to)| (*from..=*to).contains(&year))
                .map(|(number, name, _, _)| (number, name))
                .collect();
            let map = of(year);
            let drawn: BTreeSet<_> =
                map.iter().map(|(number, name, _, _)| (*number, *name)).collect();
            assert_eq!(drawn, there, "{year}");
            assert_eq!(map.len(), count, "{year}");
        }
    }

    #[test]
    fn no_two_counties_share_a_tile() {
        for year in [2008, 2018, 2020, 2024] {
            let tiles: BTreeSet<_> = of(year).iter().map(|(_, _, x, y)| (*x, *y)).collect();
            assert_eq!(tiles.len(), of(year).len(), "{year}");
            assert!(tiles.iter().all(|(x, y)| *x < COLUMNS && *y < ROWS));
        }
    }

    #[test]
    fn a_county_that_stays_keeps_its_place() {
        for (number, _, x, y) in of(2024) {
            for year in [2008, 2018, 2020] {
                let before = of(year).iter().find(|(other, ..)| other == number);
                assert!(before.is_none_or(|(_, _, bx, by)| (bx, by) == (x, y)), "{number} {year}");
            }
        }
    }
}
