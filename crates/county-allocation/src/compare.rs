//! Two scenarios beside each other.

use crate::{CountyLine, Scenario, ScenarioLine};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{ApplicationId, CountyNumber, Money};

/// Two scenarios beside each other. All differences are the second less the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// One for each application of either, in the order of the first; those that only the second has
    /// come last.
    pub lines: Vec<LinePair>,
    /// One for each county of either, by number.
    pub counties: Vec<CountyPair>,
}

/// What an application gets in both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinePair {
    /// Which.
    pub application: ApplicationId,
    /// What it gets in the first; none when it does not stand there.
    pub a: Option<Money>,
    /// What it gets in the second; none when it does not stand there.
    pub b: Option<Money>,
    /// How much more it gets in the second, in øre (below 0: less).
    pub difference: Money,
}

/// What a county gets in both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CountyPair {
    /// Which.
    pub county: CountyNumber,
    /// Its name.
    pub name: String,
    /// What it gets in the first.
    pub a: Money,
    /// What it gets in the second.
    pub b: Money,
    /// How much more it gets in the second, in øre (below 0: less).
    pub difference: Money,
    /// Øre per person in the first, rounded; none where nobody is counted.
    pub per_head_a: Option<i64>,
    /// Øre per person in the second, rounded; none where nobody is counted.
    pub per_head_b: Option<i64>,
    /// Øre per person more in the second: of the exact difference where both count the same people.
    pub per_head_difference: Option<i64>,
}

impl Comparison {
    /// The applications that get different amounts.
    pub fn differing(&self) -> impl Iterator<Item = &LinePair> {
        self.lines.iter().filter(|line| line.a.unwrap_or_default() != line.b.unwrap_or_default())
    }
}

/// Holds two scenarios against each other, line by line and county by county.
pub fn compare(a: &Scenario, b: &Scenario) -> Comparison {
    Comparison { lines: lines(a, b), counties: counties(a, b) }
}

fn lines(a: &Scenario, b: &Scenario) -> Vec<LinePair> {
    fn awarded(scenario: &Scenario) -> BTreeMap<ApplicationId, Money> {
        scenario.lines.iter().map(|line| (line.application, line.awarded)).collect()
    }
    let (in_a, in_b) = (awarded(a), awarded(b));
    let only_b = b.lines.iter().filter(|line| !in_a.contains_key(&line.application));
    let pair = |line: &ScenarioLine| {
        let application = line.application;
        let (a, b) = (in_a.get(&application).copied(), in_b.get(&application).copied());
        let difference = b.unwrap_or_default() - a.unwrap_or_default();
        LinePair { application, a, b, difference }
    };
    a.lines.iter().chain(only_b).map(pair).collect()
}

fn counties(a: &Scenario, b: &Scenario) -> Vec<CountyPair> {
    let numbers: BTreeSet<CountyNumber> =
        a.counties.iter().chain(&b.counties).map(|line| line.county).collect();
    let pair = |county: CountyNumber| {
        fn of(scenario: &Scenario, county: CountyNumber) -> Option<&CountyLine> {
            scenario.counties.iter().find(|line| line.county == county)
        }
        let (line_a, line_b) = (of(a, county), of(b, county));
        let awarded = |line: Option<&CountyLine>| line.map(|line| line.awarded).unwrap_or_default();
        let (got_a, got_b) = (awarded(line_a), awarded(line_b));
        let (persons_a, persons_b) = (a.persons(county), b.persons(county));
        let per_head_a = persons_a.and_then(|persons| per_head(got_a, persons));
        let per_head_b = persons_b.and_then(|persons| per_head(got_b, persons));
        let difference = got_b - got_a;
        CountyPair {
            county,
            name: line_b.or(line_a).map(|line| line.name.clone()).unwrap_or_default(),
            a: got_a,
            b: got_b,
            difference,
            per_head_difference: match persons_a.filter(|persons| Some(*persons) == persons_b) {
                Some(persons) => per_head(difference, persons),
                None => per_head_a.zip(per_head_b).map(|(a, b)| b - a),
            },
            per_head_a,
            per_head_b,
        }
    };
    numbers.into_iter().map(pair).collect()
}

/// Øre per person, rounded half away from nothing.
fn per_head(amount: Money, persons: i64) -> Option<i64> {
    if persons <= 0 {
        return None;
    }
    let (ore, persons) = (i128::from(amount.ore()), i128::from(persons));
    let rounded = (2 * ore.abs() + persons) / (2 * persons) * ore.signum();
    i64::try_from(rounded).ok()
}
