//! How amounts, days and instants are written for people. `Money` and `Day` print themselves; here is
//! what needs a language or the clock on the wall in Norway.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Oslo;
use std::fmt::Display;
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

/// `1 250 000,50`, and `1 250 000.50` where decimals stand after a point; a number that is written already
/// comes out alike.
pub fn amount(amount: impl Display, language: Language) -> String {
    let written = amount.to_string();
    match language {
        Language::Bokmal | Language::Nynorsk => written,
        Language::English => written.replace(',', "."),
    }
}

/// `kr 1 250 000`, `NOK 1 250 000`: for where no column head says the unit.
pub fn kroner(kroner: Money, language: Language) -> String {
    let amount = amount(kroner, language);
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
    match per_mille(part, whole) {
        None => "–".to_owned(),
        Some(share) if share % 10 == 0 => percent(share / 10, language),
        Some(share) => percent(tenths(share), language),
    }
}

/// The parts of one whole, all with as many decimals, so that they can be read beneath each other: `7,0 %`
/// beside `12,5 %`.
pub fn shares(parts: &[Money], whole: Money, language: Language) -> Vec<String> {
    let found: Vec<_> = parts.iter().map(|part| per_mille(*part, whole)).collect();
    let whole_percents = found.iter().flatten().all(|share| share % 10 == 0);
    let share = |share: &Option<i128>| match share {
        None => "–".to_owned(),
        Some(share) if whole_percents => percent(share / 10, language),
        Some(share) => percent(tenths(*share), language),
    };
    found.iter().map(share).collect()
}

fn per_mille(part: Money, whole: Money) -> Option<i128> {
    // In 128 bits, because a thousand times the largest amount does not fit in 64.
    let (part, whole) = (i128::from(part.ore()), i128::from(whole.ore()));
    (whole != 0).then(|| (part * 2000 + whole) / (whole * 2))
}

fn tenths(per_mille: i128) -> String {
    format!("{},{}", per_mille / 10, (per_mille % 10).abs())
}

fn percent(number: impl Display, language: Language) -> String {
    let mark = if language == Language::English { "%" } else { "\u{a0}%" };
    amount(number, language) + mark
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
        let parts = [kr(7), kr(0), kr(93)];
        assert_eq!(shares(&parts, kr(100), Bokmal), ["7\u{a0}%", "0\u{a0}%", "93\u{a0}%"]);
        assert_eq!(shares(&parts, kr(200), English), ["3.5%", "0.0%", "46.5%"]);
        assert_eq!(shares(&parts, Money::ZERO, English), ["–", "–", "–"]);
    }

    #[test]
    fn decimals_stand_after_what_the_language_has() {
        let amount = |language| amount(Money::from_ore(100_050), language);
        assert_eq!(amount(Nynorsk), "1\u{a0}000,50");
        assert_eq!(amount(English), "1\u{a0}000.50");
        assert_eq!(kroner(Money::from_ore(150), English), "NOK\u{a0}1.50");
    }
}
