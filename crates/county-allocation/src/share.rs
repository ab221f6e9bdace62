//! Splitting a pot by weights, exactly.

use vocabulary::{CountyNumber, Money};

/// One county's share, with the working that leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The county.
    pub county: CountyNumber,
    /// Its weight, for example persons.
    pub weight: i64,
    /// Whole units of its quota.
    pub whole: i64,
    /// What its quota has beyond whole units, as a numerator over the sum of the weights.
    pub remainder: i128,
    /// Got one unit more because its remainder was among the largest.
    pub rounded_up: bool,
    /// What it gets.
    pub amount: Money,
}

/// All shares, in the order of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    /// One per county.
    pub shares: Vec<Share>,
    /// What is left because the pot is not a whole number of units: less than one unit.
    pub rest: Money,
}

/// Why a pot cannot be split.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// Nobody to share with.
    #[error("there is nobody to share the money with")]
    Nobody,
    /// The weights add up to nothing, or one is negative.
    #[error("the weights must be 0 or more and cannot all be 0")]
    Weights,
    /// A unit must be some money, a pot cannot be a debt.
    #[error("the pot and the unit must be amounts above 0")]
    Amounts,
}

/// Splits `pot` in whole `unit`s by largest remainder (Hamilton): every county gets the whole units of
/// its quota `pot · weight / sum of weights`, and the units left over go to the largest remainders.
/// Ties: the larger weight, then the lower county number.
///
/// Source: Balinski & Young, *Fair Representation* (1982). The sum is exact; the method stays within
/// the quota but is not house-monotone (a larger pot can make a share smaller).
pub fn share(
    pot: Money,
    unit: Money,
    weights: &[(CountyNumber, i64)],
) -> Result<Shares, ShareError> {
    if weights.is_empty() {
        return Err(ShareError::Nobody);
    }
    if !pot.is_positive() || !unit.is_positive() {
        return Err(ShareError::Amounts);
    }
    let sum: i128 = weights.iter().map(|(_, weight)| i128::from(*weight)).sum();
    if sum <= 0 || weights.iter().any(|(_, weight)| *weight < 0) {
        return Err(ShareError::Weights);
    }
    let units = i128::from(pot.ore() / unit.ore());
    let mut shares: Vec<Share> = weights
        .iter()
        .map(|&(county, weight)| {
            let quota = units * i128::from(weight);
            Share {
                county,
                weight,
                // At most `units`, which came from an i64.
                whole: i64::try_from(quota / sum).unwrap_or(i64::MAX),
                remainder: quota % sum,
                rounded_up: false,
                amount: Money::ZERO,
            }
        })
        .collect();
    let given: i128 = shares.iter().map(|share| i128::from(share.whole)).sum();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by_key(|&place| {
        let share = &shares[place];
        (std::cmp::Reverse(share.remainder), std::cmp::Reverse(share.weight), share.county)
    });
    let left = usize::try_from(units - given).unwrap_or(0);
    for &place in order.iter().take(left) {
        shares[place].rounded_up = true;
    }
    for share in &mut shares {
        share.amount = Money::from_ore((share.whole + i64::from(share.rounded_up)) * unit.ore());
    }
    Ok(Shares { shares, rest: Money::from_ore(pot.ore() % unit.ore()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn county(number: usize) -> CountyNumber {
        format!("{number:02}").parse().expect("a county number")
    }
    fn thousand() -> Money {
        Money::from_kroner(1000)
    }
    fn units(pot: i64, weights: &[i64]) -> Vec<i64> {
        let weights: Vec<_> = weights.iter().enumerate().map(|(n, w)| (county(n), *w)).collect();
        let shares = share(Money::from_kroner(pot * 1000), thousand(), &weights).expect("shares");
        shares.shares.iter().map(|s| s.amount.whole_kroner() / 1000).collect()
    }

    #[test]
    fn small_vectors_and_the_alabama_paradox() {
        assert_eq!(units(10, &[53, 24, 23]), [5, 3, 2]);
        assert_eq!(units(10, &[6, 6, 2]), [4, 4, 2]);
        assert_eq!(units(11, &[6, 6, 2]), [5, 5, 1]);
    }

    #[test]
    fn eleven_million_over_nineteen_counties_by_population_of_2010() {
        let mut table =
            csv::Reader::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/data/vectors.csv"))
                .expect("the vectors");
        let (mut weights, mut expected) = (Vec::new(), Vec::new());
        for row in table.records() {
            let row = row.expect("a row");
            weights.push((row[0].parse().expect("county"), row[2].parse().expect("persons")));
            expected.push(row[3].parse::<i64>().expect("thousands"));
        }
        let shares = share(Money::from_kroner(11_000_000), thousand(), &weights).expect("shares");
        let got: Vec<i64> = shares.shares.iter().map(|s| s.amount.whole_kroner() / 1000).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn what_cannot_be_split_is_said() {
        assert_eq!(share(thousand(), thousand(), &[]), Err(ShareError::Nobody));
        assert_eq!(share(thousand(), thousand(), &[(county(1), 0)]), Err(ShareError::Weights));
        assert_eq!(share(Money::ZERO, thousand(), &[(county(1), 1)]), Err(ShareError::Amounts));
    }

    proptest! {
        #[test]
        fn the_sum_is_exact_and_everyone_within_quota(
            pot in 1_i64..20_000_000,
            weights in proptest::collection::vec(0_i64..700_000, 1..30),
        ) {
            prop_assume!(weights.iter().any(|w| *w > 0));
            let total: i64 = weights.iter().sum();
            let weights: Vec<_> = weights.iter().enumerate().map(|(n, w)| (county(n), *w)).collect();
            let pot = Money::from_kroner(pot);
            let shares = share(pot, thousand(), &weights).unwrap();
            let sum: Money = shares.shares.iter().map(|s| s.amount).sum();
            prop_assert_eq!(sum + shares.rest, pot);
            prop_assert!(shares.rest < thousand());
            let units = pot.whole_kroner() / 1000;
            for s in &shares.shares {
                let got = s.amount.whole_kroner() / 1000;
                let floor = (i128::from(units) * i128::from(s.weight) / i128::from(total)) as i64;
                prop_assert!(got == floor || got == floor + 1);
            }
        }
    }
}
