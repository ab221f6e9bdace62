//! A pot over the counties and on to the municipalities, by a need index and between bounds.

use crate::figure::{Figure, median};
use crate::reference::{Dice, asked};
use anyhow::{Context, ensure};
use county_allocation::{
    Apportionment, Claim, Further, IndexPart, IndexRow, Shares, Terms, UnitCode, need_index, share,
    share_further,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Instant;
use vocabulary::{Language, Money};

/// Persons of 16–35 and of 18–66 years in each municipality of 2024.
const AGES: &str = include_str!("../../../../crates/county-allocation/data/ages_2026.csv");
const POT: Money = Money::from_kroner(500_000_000);
const UNIT: Money = Money::from_kroner(1_000);
const COUNTY_FLOOR: Money = Money::from_kroner(25_000_000);
const COUNTY_CAP: Money = Money::from_kroner(60_000_000);
const MUNICIPALITY_FLOOR: Money = Money::from_kroner(200_000);
/// Of every municipality that is not a county by itself.
const MUNICIPALITY_CAP: Money = Money::from_kroner(12_000_000);
const RUNS: usize = 101;

/// One method of largest remainders and one of divisors, each beside HiGHS, which must come to the same
/// amounts to the krone. No program of HiGHS is a need index, so that it is given the weights.
pub(super) fn measure() -> anyhow::Result<Vec<Figure>> {
    let nation = Nation::read()?;
    [Apportionment::Hamilton, Apportionment::SainteLague]
        .into_iter()
        .map(|method| measured(&nation, method))
        .collect()
}

fn measured(nation: &Nation, method: Apportionment) -> anyhow::Result<Figure> {
    let (above, within) = nation.shared(method)?;
    let question = nation.question(method, &above)?;
    // Once before and once after, so that both meet the same machine.
    let before: Answer = asked("share", &question)?;
    let mut microseconds = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let began = Instant::now();
        std::hint::black_box(nation.shared(method)?);
        microseconds.push(began.elapsed().as_secs_f64() * 1e6);
    }
    let after: Answer = asked("share", &question)?;
    let units = |shares: &Shares| -> Vec<i64> { shares.shares.iter().map(|s| s.units).collect() };
    let further: Vec<Vec<i64>> = within.iter().map(|one| units(&one.shares)).collect();
    ensure!(
        units(&above) == before.counties && further == before.municipalities,
        "HiGHS comes to other amounts by {}",
        method.word()
    );
    let name = format!(
        "15 counties to {} municipalities, need index, bounds, {}",
        nation.municipalities(),
        method.name(Language::English)
    );
    let reference = format!(
        "the same amounts by {}, time inside its solver only (16 quadratic and 16 linear programs, without the index)",
        before.solver
    );
    let seconds = f64::midpoint(before.seconds, after.seconds);
    Ok(Figure::new(&name, median(microseconds), "µs", &reference, seconds * 1e6))
}

/// What the reference is asked.
#[derive(Serialize)]
struct Question {
    method: &'static str,
    units: i64,
    counties: Vec<Asked>,
    municipalities: Vec<Vec<Asked>>,
}

/// A claim in whole units.
#[derive(Serialize)]
struct Asked {
    weight: i64,
    least: i64,
    most: i64,
}

#[derive(Deserialize)]
struct Answer {
    seconds: f64,
    counties: Vec<i64>,
    municipalities: Vec<Vec<i64>>,
    solver: String,
}

/// What each unit counts by.
struct Level {
    population: BTreeMap<UnitCode, i64>,
    parts: Vec<IndexPart>,
}

impl Level {
    fn of(rows: &[(String, [i64; 3])], digits: usize) -> Level {
        let sums = |column: usize| {
            let mut sums: BTreeMap<UnitCode, i64> = BTreeMap::new();
            for (unit, values) in rows {
                let unit = UnitCode(unit.chars().take(digits).collect());
                *sums.entry(unit).or_default() += values.get(column).copied().unwrap_or(0);
            }
            sums
        };
        let part = |name: &str, column: usize, share_millionths: i64| {
            let values = sums(column);
            let national = values.values().sum();
            IndexPart { name: name.to_owned(), share_millionths, national, values }
        };
        Level {
            parts: vec![part("young", 0, 600_000), part("cases", 2, 400_000)],
            population: sums(1),
        }
    }

    fn index(&self) -> anyhow::Result<Vec<IndexRow>> {
        Ok(need_index(&self.parts, &self.population)?)
    }
}

struct Nation {
    counties: Level,
    municipalities: Level,
}

impl Nation {
    fn read() -> anyhow::Result<Nation> {
        let mut dice = Dice::new(4);
        let mut rows = Vec::new();
        for line in AGES.lines().skip(1) {
            let mut fields = line.split(',');
            let unit = fields.next().context("a number")?.to_owned();
            let young: i64 = fields.next().context("the young")?.parse()?;
            let adults: i64 = fields.next().context("the adults")?.parse()?;
            // The second criterion is invented: something that up to one in forty has.
            let cases = dice.below(adults / 40 + 2);
            rows.push((unit, [young, adults, cases]));
        }
        Ok(Nation { counties: Level::of(&rows, 2), municipalities: Level::of(&rows, 4) })
    }

    fn municipalities(&self) -> usize {
        self.municipalities.population.len()
    }

    /// Everything that is timed: both indices, and both steps.
    fn shared(&self, method: Apportionment) -> anyhow::Result<(Shares, Vec<Further>)> {
        let claims: Vec<Claim> =
            self.counties.index()?.into_iter().map(|row| Claim::of(row.unit, row.weight)).collect();
        let bounds = (Some(COUNTY_FLOOR), Some(COUNTY_CAP));
        let terms = Terms { floor: bounds.0, cap: bounds.1, ..Terms::of(POT, UNIT, method) };
        let above = share(&terms, &claims)?;
        let terms = Terms { floor: Some(MUNICIPALITY_FLOOR), cap: None, ..terms };
        let within = share_further(&above, &terms, &self.within()?)?;
        Ok((above, within))
    }

    fn within(&self) -> anyhow::Result<BTreeMap<UnitCode, Vec<Claim>>> {
        let mut claims: BTreeMap<UnitCode, Vec<Claim>> = BTreeMap::new();
        for row in self.municipalities.index()? {
            let county = UnitCode(row.unit.as_str().chars().take(2).collect());
            claims.entry(county).or_default().push(Claim::of(row.unit, row.weight));
        }
        for of_county in claims.values_mut().filter(|claims| claims.len() > 1) {
            for claim in of_county {
                claim.cap = Some(MUNICIPALITY_CAP);
            }
        }
        Ok(claims)
    }

    fn question(&self, method: Apportionment, above: &Shares) -> anyhow::Result<Question> {
        let units = |amount: Money| amount.ore() / UNIT.ore();
        let counties = above.shares.iter().map(|share| Asked {
            weight: share.weight,
            least: units(COUNTY_FLOOR),
            most: units(COUNTY_CAP),
        });
        let asked = |claim: Claim| Asked {
            weight: claim.weight,
            least: units(MUNICIPALITY_FLOOR),
            most: units(claim.cap.unwrap_or(COUNTY_CAP)),
        };
        let within = self.within()?;
        Ok(Question {
            method: method.word(),
            units: units(POT),
            counties: counties.collect(),
            municipalities: within
                .into_values()
                .map(|claims| claims.into_iter().map(asked).collect())
                .collect(),
        })
    }
}
