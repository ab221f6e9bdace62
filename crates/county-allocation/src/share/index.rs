//! A need index made of weighted criteria, as in the income system of municipalities.

use super::{UnitCode, error::in_language};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocabulary::Language;

/// One, in millionths.
const ONE: i64 = 1_000_000;

/// The most a sum of persons or of a criterion may be, so that the products fit in 128 bits.
const MOST: i128 = 1_000_000_000_000_000;

/// A criterion of the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexPart {
    /// What it counts, as people read it.
    pub name: String,
    /// How much of the index it makes up, in millionths; all parts together make 1 000 000.
    pub share_millionths: i64,
    /// Its value in the whole nation: the sum of the values.
    pub national: i64,
    /// Its value in each unit, 0 or more.
    pub values: BTreeMap<UnitCode, i64>,
}

/// The index of one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexRow {
    /// Whose.
    pub unit: UnitCode,
    /// Its persons.
    pub population: i64,
    /// What each part adds to the index, in millionths, in the order of the parts.
    pub parts: Vec<i64>,
    /// The index in millionths, the sum of the parts: 1 000 000 is the national mean.
    pub index_millionths: i64,
    /// Population times index, in millionths of a person: what the unit counts by.
    pub weight: i64,
}

/// Why there is no index.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// Nobody lives anywhere.
    #[error("there is no population to measure need by")]
    Nobody,
    /// The parts do not make a whole.
    #[error("the shares of the criteria add up to {} per cent, not 100", percent(*.0))]
    Shares(i64),
    /// A unit without persons, a negative value, or sums beyond 10^15.
    #[error("{unit} has no usable number for «{name}»")]
    Number {
        /// The unit.
        unit: UnitCode,
        /// The criterion, or the population.
        name: String,
    },
    /// The criterion has other units than the population.
    #[error(
        "«{name}» and the population are not of the same units: {unit} stands in one of them only"
    )]
    Units {
        /// The criterion.
        name: String,
        /// The first unit that stands in one of them only.
        unit: UnitCode,
    },
    /// The values do not add up to the nation's, so that the mean would not be 1.
    #[error("the values of «{name}» add up to {sum}, and the national value is {national}")]
    National {
        /// The criterion.
        name: String,
        /// The sum of the values.
        sum: i64,
        /// What was said to be the nation's.
        national: i64,
    },
}

fn percent(millionths: i64) -> String {
    let text = format!("{}.{:04}", millionths / 10_000, millionths.unsigned_abs() % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl IndexError {
    /// The sentence in the reader's language.
    pub fn in_words(&self, language: Language) -> String {
        let [nb, nn] = match self {
            IndexError::Nobody => [
                "Det er ikke noe folketall å måle behovet mot.".to_owned(),
                "Det er ikkje noko folketal å måle behovet mot.".to_owned(),
            ],
            IndexError::Shares(sum) => {
                let sum = percent(*sum).replace('.', ",");
                [
                    format!("Kriterienes andeler er til sammen {sum} prosent, ikke 100."),
                    format!("Delane til kriteria er til saman {sum} prosent, ikkje 100."),
                ]
            }
            IndexError::Number { unit, name } => [
                format!("{unit} har ikke noe brukbart tall for «{name}»."),
                format!("{unit} har ikkje noko brukande tal for «{name}»."),
            ],
            IndexError::Units { name, unit } => [
                format!(
                    "«{name}» og folketallet gjelder ikke de samme: {unit} står bare i det ene."
                ),
                format!(
                    "«{name}» og folketalet gjeld ikkje dei same: {unit} står berre i det eine."
                ),
            ],
            IndexError::National { name, sum, national } => [
                format!(
                    "Verdiene av «{name}» er til sammen {sum}, og landets verdi er {national}."
                ),
                format!(
                    "Verdiane av «{name}» er til saman {sum}, og verdien for landet er {national}."
                ),
            ],
        };
        in_language(language, nb, nn, self)
    }
}

/// The need index of every unit: the sum over the criteria of share · (value / population) / (national
/// value / national population), so that the national mean is 1.
///
/// What each criterion adds is rounded half up to millionths, and the index is the sum of these: the
/// table re-adds, digit by digit, and one line of it can be checked with a pocket calculator. Rows in
/// the order of the unit codes.
pub fn need_index(
    parts: &[IndexPart],
    population: &BTreeMap<UnitCode, i64>,
) -> Result<Vec<IndexRow>, IndexError> {
    if population.is_empty() {
        return Err(IndexError::Nobody);
    }
    let number = |unit: &UnitCode, name: &str| IndexError::Number {
        unit: unit.clone(),
        name: name.to_owned(),
    };
    let mut persons: i128 = 0;
    for (unit, count) in population {
        persons += i128::from(*count);
        if *count <= 0 || persons > MOST {
            return Err(number(unit, "population"));
        }
    }
    let sum: i64 = parts.iter().fold(0, |sum, part| sum.saturating_add(part.share_millionths));
    if sum != ONE || parts.iter().any(|part| part.share_millionths < 0) {
        return Err(IndexError::Shares(sum));
    }
    for part in parts {
        let mut units = part.values.keys().chain(population.keys());
        if let Some(unit) =
            units.find(|unit| !(part.values.contains_key(*unit) && population.contains_key(*unit)))
        {
            return Err(IndexError::Units { name: part.name.clone(), unit: unit.clone() });
        }
        let mut sum: i128 = 0;
        for (unit, value) in &part.values {
            sum += i128::from(*value);
            if *value < 0 || sum > MOST {
                return Err(number(unit, &part.name));
            }
        }
        if sum != i128::from(part.national) || sum == 0 {
            let sum = i64::try_from(sum).unwrap_or(i64::MAX);
            return Err(IndexError::National {
                name: part.name.clone(),
                sum,
                national: part.national,
            });
        }
    }
    population
        .iter()
        .map(|(unit, &own)| {
            let adds = parts.iter().map(|part| {
                let value = i128::from(part.values.get(unit).copied().unwrap_or(0));
                // At most 10^6 · 10^15 · 10^15 above the line.
                let above = i128::from(part.share_millionths) * value * persons;
                let below = i128::from(own) * i128::from(part.national);
                i64::try_from((2 * above + below) / (2 * below))
                    .map_err(|_| number(unit, &part.name))
            });
            let parts = adds.collect::<Result<Vec<i64>, _>>()?;
            let index_millionths = parts.iter().fold(0_i64, |sum, part| sum.saturating_add(*part));
            let weight = own.checked_mul(index_millionths);
            let weight = weight.ok_or_else(|| number(unit, "population"))?;
            Ok(IndexRow { unit: unit.clone(), population: own, parts, index_millionths, weight })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_unit(values: &[i64]) -> BTreeMap<UnitCode, i64> {
        values.iter().enumerate().map(|(n, v)| (UnitCode(format!("{n:02}")), *v)).collect()
    }
    fn part(name: &str, share_millionths: i64, values: &[i64]) -> IndexPart {
        let national = values.iter().sum();
        IndexPart { name: name.into(), share_millionths, national, values: by_unit(values) }
    }

    #[test]
    fn an_index_that_can_be_checked_by_hand() {
        // 1 000 persons in all, 100 of them young, 50 alone.
        let parts = [part("young", 600_000, &[60, 30, 10]), part("alone", 400_000, &[10, 20, 20])];
        let rows = need_index(&parts, &by_unit(&[500, 300, 200])).expect("an index");
        // 0,6 · (60/500)/(100/1000) = 0,72; 0,4 · (10/500)/(50/1000) = 0,16.
        assert_eq!(rows[0].parts, [720_000, 160_000]);
        assert_eq!(rows[0].index_millionths, 880_000);
        // 0,6 · (30/300)/0,1 = 0,6; 0,4 · (20/300)/0,05 = 0,533333….
        assert_eq!(rows[1].parts, [600_000, 533_333]);
        assert_eq!(rows[2].index_millionths, 300_000 + 800_000);
        assert_eq!(rows[1].weight, 300 * 1_133_333);
    }

    #[test]
    fn what_has_no_index_is_said() {
        let people = by_unit(&[500, 300]);
        let why = |parts: &[IndexPart]| need_index(parts, &people).map(|_| ()).unwrap_err();
        assert_eq!(need_index(&[], &BTreeMap::new()), Err(IndexError::Nobody));
        assert_eq!(why(&[]), IndexError::Shares(0));
        assert_eq!(
            why(&[part("young", 995_000, &[1, 1])]).to_string(),
            "the shares of the criteria add up to 99.5 per cent, not 100"
        );
        assert!(matches!(why(&[part("young", ONE, &[1, 1, 1])]), IndexError::Units { unit, .. }
            if unit.as_str() == "02"));
        assert!(matches!(why(&[part("young", ONE, &[-1, 2])]), IndexError::Number { .. }));
        assert!(matches!(why(&[part("young", ONE, &[0, 0])]), IndexError::National { .. }));
        let off = IndexPart { national: 5, ..part("young", ONE, &[1, 3]) };
        for language in Language::ALL {
            let said = why(std::slice::from_ref(&off)).in_words(language);
            assert!(said.contains('4') && said.contains('5'), "{said}");
        }
        let empty = need_index(&[part("young", ONE, &[1, 1])], &by_unit(&[5, 0]));
        assert!(matches!(empty, Err(IndexError::Number { .. })));
    }

    proptest! {
        #[test]
        fn the_national_mean_is_one(
            rows in proptest::collection::vec((1_i64..700_000, 0_i64..9_000, 1_i64..40_000), 1..40),
            share in 0_i64..=ONE,
        ) {
            let people: Vec<i64> = rows.iter().map(|row| row.0).collect();
            let first: Vec<i64> = rows.iter().map(|row| row.1).collect();
            prop_assume!(first.iter().any(|value| *value > 0));
            let second: Vec<i64> = rows.iter().map(|row| row.2).collect();
            let parts = [part("a", share, &first), part("b", ONE - share, &second)];
            let index = need_index(&parts, &by_unit(&people)).unwrap();
            let persons: i64 = people.iter().sum();
            let weights: i64 = index.iter().map(|row| row.weight).sum();
            // Rounding each part moves a unit's index by half a millionth per part at most.
            prop_assert!((weights - persons * ONE).abs() <= persons);
            for row in &index {
                prop_assert_eq!(row.parts.iter().sum::<i64>(), row.index_millionths);
            }
        }
    }
}
