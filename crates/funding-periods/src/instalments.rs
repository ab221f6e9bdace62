//! The payment plan of a period.

use vocabulary::{Day, Money, Period, next_working_day};

/// A payment to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedInstalment {
    /// From 1.
    pub number: i32,
    /// When it is to be paid: always a working day.
    pub due_on: Day,
    /// How much.
    pub amount: Money,
}

/// Days from acceptance to the first payment, so that it can be certified before it is paid.
const DAYS_TO_FIRST: i64 = 14;

/// Half-yearly instalments of a period: operating grants are paid as the need arises, not ahead of it
/// (Bestemmelser om økonomistyring i staten point 6.3.5, text of 2026-01-01). The first is due 14 days
/// into the period, then one each half year; equal whole kroner, the odd ones in the first. What would
/// fall on a day off is paid the next working day.
pub fn instalment_plan(days: Period, amount: Money) -> Vec<PlannedInstalment> {
    let mut due = vec![days.first().plus_days(DAYS_TO_FIRST)];
    let mut half_years = 1;
    loop {
        let next = days.first().plus_months(6 * half_years);
        // A payment in the last month could not be spent in the period.
        if next.plus_months(1) > days.last() || half_years > 40 {
            break;
        }
        due.push(next);
        half_years += 1;
    }
    let count = i64::try_from(due.len()).unwrap_or(1);
    let each = Money::from_kroner(amount.whole_kroner() / count);
    let first = amount - Money::from_ore(each.ore() * (count - 1));
    due.into_iter()
        .zip(1..)
        .map(|(day, number)| PlannedInstalment {
            number,
            due_on: next_working_day(day),
            amount: if number == 1 { first } else { each },
        })
        .filter(|instalment| instalment.amount.is_positive())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn days(first: &str, last: &str) -> Period {
        Period::new(first.parse().unwrap(), last.parse().unwrap()).unwrap()
    }

    #[test]
    fn half_yearly_with_the_odd_kroner_first() {
        let plan = instalment_plan(days("2012-05-02", "2012-12-31"), Money::from_kroner(650_001));
        let plan: Vec<_> =
            plan.iter().map(|i| (i.due_on.to_string(), i.amount.whole_kroner())).collect();
        assert_eq!(plan, [("2012-05-16".to_owned(), 325_001), ("2012-11-02".to_owned(), 325_000)]);
    }

    proptest! {
        #[test]
        fn a_plan_adds_up_to_its_period(ore in 1_i64..10_000_000_000, length in 1_i64..1500) {
            let first: Day = "2012-01-01".parse().unwrap();
            let days = Period::new(first, first.plus_days(length)).unwrap();
            let plan = instalment_plan(days, Money::from_ore(ore));
            prop_assert!(!plan.is_empty());
            let sum: Money = plan.iter().map(|i| i.amount).sum();
            prop_assert_eq!(sum, Money::from_ore(ore));
            prop_assert!(plan.iter().all(|i| vocabulary::is_working_day(i.due_on)));
        }
    }
}
