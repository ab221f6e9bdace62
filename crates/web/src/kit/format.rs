//! How amounts, days and instants are written for people. `Money` and `Day` print themselves; here is
//! what needs a language or the clock on the wall in Norway.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Oslo;
use vocabulary::{Day, Language, Money, Period};

/// `15. februar 2013 kl. 14.30`, `15 February 2013 at 14:30`; by the clock on the wall in Norway.
pub fn instant(at: DateTime<Utc>, language: Language) -> String {
    let day = Day::at(at).in_words(language);
    let wall = at.with_timezone(&Oslo);
    match language {
        Language::Bokmal | Language::Nynorsk => format!("{day} kl. {}", wall.format("%H.%M")),
        Language::English => format!("{day} at {}", wall.format("%H:%M")),
    }
}

/// `15.02.2013 14.30`, as tables show it.
pub fn short_instant(at: DateTime<Utc>) -> String {
    at.with_timezone(&Oslo).format("%d.%m.%Y %H.%M").to_string()
}

/// `kr 1 250 000`, `NOK 1 250 000`: for where no column head says the unit.
pub fn kroner(amount: Money, language: Language) -> String {
    match language {
        Language::Bokmal | Language::Nynorsk => format!("kr\u{a0}{amount}"),
        Language::English => format!("NOK\u{a0}{amount}"),
    }
}

/// `1. januar – 31. desember 2013`; both years where they differ, one day where it is one.
pub fn period(period: Period, language: Language) -> String {
    let (first, last) = (period.first(), period.last());
    if first == last {
        return first.in_words(language);
    }
    let mut from = first.in_words(language);
    if first.year() == last.year() {
        // The year is the last word in all three languages.
        from.truncate(from.rfind(' ').unwrap_or(from.len()));
    }
    format!("{from} – {}", last.in_words(language))
}

/// `12,5 %` of `part` in `whole`, one decimal at most; `–` of nothing.
pub fn share(part: Money, whole: Money, language: Language) -> String {
    if whole.ore() == 0 {
        return "–".to_owned();
    }
    // In 128 bits, because a thousand times the largest amount does not fit in 64.
    let (part, whole) = (i128::from(part.ore()), i128::from(whole.ore()));
    let per_mille = (part * 2000 + whole) / (whole * 2);
    let (percent, rest) = (per_mille / 10, (per_mille % 10).abs());
    match (rest, language) {
        (0, Language::English) => format!("{percent}%"),
        (0, _) => format!("{percent}\u{a0}%"),
        (_, Language::English) => format!("{percent}.{rest}%"),
        (..) => format!("{percent},{rest}\u{a0}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{Bokmal, English, Nynorsk};

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn instants_by_the_clock_in_norway() {
        let at = day("2013-02-15").at_hour(14, 30);
        assert_eq!(instant(at, Bokmal), "15. februar 2013 kl. 14.30");
        assert_eq!(instant(at, Nynorsk), "15. februar 2013 kl. 14.30");
        assert_eq!(instant(at, English), "15 February 2013 at 14:30");
        assert_eq!(short_instant(day("2013-07-01").at_hour(9, 5)), "01.07.2013 09.05");
    }

    #[test]
    fn periods_name_the_year_once() {
        let of = |a, b| Period::new(day(a), day(b)).expect("a period");
        let year = of("2013-01-01", "2013-12-31");
        assert_eq!(period(year, Bokmal), "1. januar – 31. desember 2013");
        let two = of("2012-08-01", "2013-06-30");
        assert_eq!(period(two, English), "1 August 2012 – 30 June 2013");
        assert_eq!(period(of("2013-01-01", "2013-01-01"), Bokmal), "1. januar 2013");
    }

    #[test]
    fn shares_are_rounded_and_never_divide_by_nothing() {
        let kr = Money::from_kroner;
        assert_eq!(share(kr(1), kr(8), Bokmal), "12,5\u{a0}%");
        assert_eq!(share(kr(1), kr(3), English), "33.3%");
        assert_eq!(share(kr(2), kr(2), Bokmal), "100\u{a0}%");
        assert_eq!(share(kr(1), Money::ZERO, Bokmal), "–");
        assert_eq!(kroner(kr(1_250_000), Bokmal), "kr\u{a0}1\u{a0}250\u{a0}000");
    }
}
