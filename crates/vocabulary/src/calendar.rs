use crate::Day;
use chrono::{Datelike, NaiveDate, Weekday};

/// Whether a day is a public holiday in Norway.
///
/// Source: lov 24. februar 1995 nr. 12 om helligdager og helligdagsfred § 2, lov 26. april 1947 nr. 1
/// om 1. og 17. mai (texts of 2026). 24 and 31 December are ordinary days in law.
pub fn is_public_holiday(day: Day) -> bool {
    let date = day.date();
    let fixed =
        matches!((date.month(), date.day()), (1, 1) | (5, 1) | (5, 17) | (12, 25) | (12, 26));
    fixed
        || easter(date.year()).is_some_and(|easter| {
            matches!((date - easter).num_days(), -3 | -2 | 0 | 1 | 39 | 49 | 50)
        })
}

/// Neither Saturday, Sunday nor a public holiday.
pub fn is_working_day(day: Day) -> bool {
    !matches!(day.date().weekday(), Weekday::Sat | Weekday::Sun) && !is_public_holiday(day)
}

/// The day itself when it is a working day, else the next that is: where a deadline that ends on a
/// day off ends in law (domstolloven §§ 148–149, text of 2026). Whether a deadline rolls like this is
/// a setting of the deadline; a fixed date in an award letter only does when the letter says so.
pub fn next_working_day(day: Day) -> Day {
    let mut candidate = day;
    while !is_working_day(candidate) {
        candidate = candidate.plus_days(1);
    }
    candidate
}

fn easter(year: i32) -> Option<NaiveDate> {
    computus::gregorian_naive(year).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deadlines_on_days_off_roll_to_the_next_working_day() {
        for (ends, rolled) in [
            ("2026-04-02", "2026-04-07"), // skjærtorsdag, past Easter
            ("2026-05-01", "2026-05-04"),
            ("2026-12-25", "2026-12-28"),
            ("2025-03-01", "2025-03-03"), // Saturday
            ("2026-03-01", "2026-03-02"), // Sunday
            ("2013-03-01", "2013-03-01"), // a Friday stays
        ] {
            let ends: Day = ends.parse().expect("a day");
            assert_eq!(next_working_day(ends).to_string(), rolled);
        }
    }

    #[test]
    fn twelve_holidays_in_2026() {
        let first = Day::new(2026, 1, 1).expect("a day");
        let holidays = (0..365).filter(|n| is_public_holiday(first.plus_days(*n))).count();
        assert_eq!(holidays, 12);
    }
}
