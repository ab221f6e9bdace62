use super::*;

fn register() -> &'static Register {
    Register::embedded().expect("the data this program carries")
}
fn day(text: &str) -> Day {
    text.parse().expect("a day")
}
fn first_of(year: i32) -> Day {
    Day::new(year, 1, 1).expect("a day")
}
fn municipality(text: &str) -> MunicipalityNumber {
    text.parse().expect("a number")
}
fn county(text: &str) -> CountyNumber {
    text.parse().expect("a number")
}

#[test]
fn as_many_municipalities_and_counties_as_there_were() {
    let municipalities = |year| match year {
        2005 => 433,
        2006..=2007 => 431,
        2008..=2011 => 430,
        2012 => 429,
        2013..=2016 => 428,
        2017 => 426,
        2018..=2019 => 422,
        2020..=2023 => 356,
        _ => 357,
    };
    let counties = |year| match year {
        ..=2017 => 19,
        2018..=2019 => 18,
        2020..=2023 => 11,
        _ => 15,
    };
    for year in 2005..=2026 {
        for on in [first_of(year), day(&format!("{year}-12-31"))] {
            assert_eq!(register().municipalities_on(on).count(), municipalities(year), "{on}");
            assert_eq!(register().counties_on(on).count(), counties(year), "{on}");
        }
    }
}

#[test]
fn every_municipality_lies_in_a_county_of_its_days_and_no_two_rows_overlap() {
    for rows in register().municipalities.chunk_by(|a, b| a.number == b.number) {
        for pair in rows.windows(2) {
            assert!(pair[0].valid_to.is_some_and(|last| last < pair[1].valid_from), "{pair:?}");
        }
        for row in rows {
            for on in [Some(row.valid_from), row.valid_to].into_iter().flatten() {
                assert!(register().county_on(row.county, on).is_some(), "{row:?}");
            }
            assert_eq!(
                row.language_form == LanguageForm::Unknown,
                row.valid_to.is_some(),
                "{row:?}"
            );
        }
    }
}

#[test]
fn counties_have_the_municipalities_the_source_counts() {
    let text = Sources::EMBEDDED.county_population;
    let mut compared = 0;
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let on = first_of(fields[1].parse().expect("a year"));
        let inside =
            register().municipalities_on(on).filter(|row| row.county == county(fields[0])).count();
        assert_eq!(inside.to_string(), fields[3], "{line}");
        compared += 1;
    }
    assert_eq!(compared, 19 * 6 + 15 * 3);
    assert_eq!(register().municipalities_on(first_of(2012)).count(), 429);
}

#[test]
fn the_whole_country() {
    let of_counties = |year| -> i64 {
        let on = first_of(year);
        let persons =
            register().counties_on(on).map(|c| register().county_population(c.number, year));
        persons.map(|persons| persons.expect("a figure")).sum()
    };
    for (year, persons) in [
        (2008, 4_737_171),
        (2010, 4_858_199),
        (2013, 5_051_275),
        (2024, 5_550_203),
        (2025, 5_594_340),
        (2026, 5_627_400),
    ] {
        assert_eq!(of_counties(year), persons, "{year}");
    }
    let of_municipalities = |year: i32, borders| -> i64 {
        let counted = register().population.iter();
        counted
            .filter(|((_, y, b), _)| (*y, *b) == (year, borders))
            .map(|(_, persons)| persons)
            .sum()
    };
    assert_eq!(of_municipalities(2024, Borders::Then), 5_550_203);
    assert_eq!(of_municipalities(2026, Borders::Of2024), 5_627_400);
    // 2017 is the one year of the old map in which nobody is missing.
    assert_eq!(of_municipalities(2017, Borders::Then), 5_258_317);
}

#[test]
fn a_county_is_the_sum_of_its_municipalities_where_all_are_counted() {
    let mut short: BTreeMap<i32, usize> = BTreeMap::new();
    for year in (2008..=2013).chain(2024..=2026) {
        for c in register().counties_on(first_of(year)) {
            let inside =
                register().municipalities_on(first_of(year)).filter(|m| m.county == c.number);
            let counted: Option<Vec<i64>> =
                inside.map(|m| register().population(m.number, year, Borders::Then)).collect();
            match counted {
                Some(persons) => {
                    let sum = persons.iter().sum();
                    assert_eq!(
                        register().county_population(c.number, year),
                        Some(sum),
                        "{c:?} {year}"
                    );
                }
                None => *short.entry(year).or_default() += 1,
            }
        }
    }
    // Vestfold, Nord-Trøndelag and Troms have merged municipalities without a figure of their own.
    let expected = [(2008, 3), (2009, 3), (2010, 3), (2011, 3), (2012, 2), (2013, 1)];
    assert_eq!(short, BTreeMap::from(expected));
}

#[test]
fn all_of_the_source_is_there() {
    let counted = |borders| register().population.keys().filter(|key| key.2 == borders).count();
    assert_eq!(register().changes().len(), 504);
    assert_eq!(register().counties.len(), 33);
    assert_eq!(counted(Borders::Of2024), 357 * 22 - 2);
    let then = register().municipalities.iter().filter(|row| row.valid_to.is_none());
    assert_eq!(then.clone().count(), 357);
    assert_eq!(then.filter(|row| row.organisation_number.is_none()).count(), 1);
    let forms = register().municipalities.iter().fold(BTreeMap::new(), |mut forms, row| {
        *forms.entry(row.language_form.word()).or_insert(0) += 1;
        forms
    });
    assert_eq!((forms["bokmal"], forms["nynorsk"], forms["neutral"]), (119, 88, 150));
    // The four that ended on 2006-01-01 are not among the 435 the source gives figures for.
    let old = register().municipalities.iter().filter(|row| row.valid_from < first_of(2018));
    assert_eq!(old.map(|row| row.number).collect::<BTreeSet<_>>().len(), 435 + 4);
}

#[test]
fn names_follow_the_days() {
    let called = |number, on| {
        let found = register().municipality_on(municipality(number), day(on));
        found.map(|row| (row.name.as_str(), row.short_name.as_str()))
    };
    assert_eq!(called("1841", "2016-12-31"), Some(("Fauske", "Fauske")));
    assert_eq!(called("1841", "2017-01-01"), Some(("Fauske - Fuossko", "Fauske")));
    assert_eq!(called("0301", "2012-01-01"), Some(("Oslo", "Oslo")));
    assert_eq!(called("0301", "2026-11-21"), Some(("Oslo - Oslove", "Oslo")));
    assert_eq!(called("5610", "2024-01-01"), Some(("Kárášjohka - Karasjok", "Kárášjohka")));
    assert_eq!(called("1103", "2019-06-01"), called("1103", "2020-06-01"));
    assert_eq!(called("0217", "2020-01-01"), None);
    let rindal = register().municipality_on(municipality("5061"), day("2019-01-01"));
    assert_eq!(rindal.map(|row| row.county), Some(county("50")));
    let trondelag = register().county_on(county("50"), day("2018-01-01"));
    assert_eq!(trondelag.map(|county| county.name.as_str()), Some("Trøndelag"));
}

#[test]
fn successors_are_found_through_mergers_splits_and_new_numbers() {
    let successor = |number, from, to| {
        register().successor(municipality(number), day(from), day(to)).map(|n| n.to_string())
    };
    let is = |number: &str| Some(number.to_owned());
    assert_eq!(successor("0217", "2010-01-01", "2019-12-31"), is("0217"));
    assert_eq!(successor("0217", "2010-01-01", "2020-01-01"), is("3020"));
    assert_eq!(successor("0217", "2010-01-01", "2024-01-01"), is("3207"));
    assert_eq!(successor("0807", "2012-01-01", "2026-01-01"), is("4005"));
    assert_eq!(successor("1662", "2012-01-01", "2026-01-01"), is("5001"));
    assert_eq!(successor("1901", "2012-01-01", "2026-01-01"), is("5503"));
    // Haram, Ålesund, and Ørskog which went into Ålesund.
    assert_eq!(successor("1534", "2012-01-01", "2026-01-01"), is("1580"));
    assert_eq!(successor("1504", "2012-01-01", "2026-01-01"), is("1508"));
    assert_eq!(successor("1523", "2012-01-01", "2026-01-01"), is("1508"));
    // Snillfjord was shared out among three.
    assert_eq!(successor("1613", "2012-01-01", "2019-01-01"), is("5012"));
    assert_eq!(successor("1613", "2012-01-01", "2020-01-01"), None);
    let parts = register().successors(municipality("1613"), day("2012-01-01"), day("2026-01-01"));
    assert_eq!(
        parts.into_iter().map(|n| n.to_string()).collect::<Vec<_>>(),
        ["5055", "5056", "5059"]
    );
    // Nothing existed, or time runs backwards.
    assert_eq!(successor("0217", "2021-01-01", "2024-01-01"), None);
    assert_eq!(successor("3207", "2024-01-01", "2010-01-01"), None);
}

/// Every municipality there ever was leads to some municipality of today.
#[test]
fn nobody_is_lost() {
    let today = day("2026-11-21");
    for row in &register().municipalities {
        let parts = register().successors(row.number, row.valid_from, today);
        assert!(!parts.is_empty(), "{row:?}");
        assert!(
            parts.iter().all(|part| register().municipality_on(*part, today).is_some()),
            "{row:?}"
        );
    }
}

#[test]
fn a_damaged_line_is_named() {
    let refused = |sources: Sources<'_>| match Register::read(&sources) {
        Ok(_) => panic!("should have been refused"),
        Err(error) => error.to_string(),
    };
    let good = Sources::EMBEDDED;
    let counties = good.counties.replace("05,Oppland,,2019-12-31", "05,Oppland,,2019-13-31");
    let cases = [
        refused(Sources { counties: &counties, ..good }),
        refused(Sources { counties: &good.counties.replace("03,Oslo,,", "03,Oslo,"), ..good }),
        refused(Sources { counties: &good.counties.replace("valid_to", "til"), ..good }),
        refused(Sources {
            changes: &good.changes.replace("merger,1503,Kristiansund", "merger,1503,Kristiansand"),
            ..good
        }),
        refused(Sources {
            changes: &good.changes.replace("merger,1503,Kristiansund", "merger,1593,Kristiansund"),
            ..good
        }),
        refused(Sources {
            municipalities_2005_2017: &good
                .municipalities_2005_2017
                .replace("0101,Halden,01,2005,,27582", "0101,Halden,01,2005,,-5"),
            ..good
        }),
        refused(Sources {
            municipalities_2005_2017: &good
                .municipalities_2005_2017
                .replace("0706,Sandefjord,07,2005,2016", "0706,Sandefjord,07,2005,2015"),
            ..good
        }),
        refused(Sources {
            county_population: &good
                .county_population
                .replace("01,2008,265458,18", "01,2008,265458,17"),
            ..good
        }),
    ];
    assert_eq!(
        cases,
        [
            "counties.csv, line 6: «2019-13-31» is not a day; write for example 2013-03-01 or 01.03.2013",
            "counties.csv, line 4: 3 fields where there should be 4",
            "counties.csv, line 1: the columns are not number,name,valid_from,valid_to",
            "municipality_changes.csv, line 6: 1503 is called «Kristiansund» until then, not «Kristiansand»",
            "municipality_changes.csv, line 6: there is no municipality 1593 to change",
            "municipalities_2005_2017.csv, line 2: «-5» is not a whole number from 0 up",
            "municipalities_2005_2017.csv, line 115: these are not the years of 0706 by the changes",
            "county_population.csv, line 2: by the changes, county 01 has 18 municipalities then",
        ]
    );
}
