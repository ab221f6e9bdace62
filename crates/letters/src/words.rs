//! How letters write what is not a word of their templates: names, addresses, times, days from now.

use askama::filters::Escaper;
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Oslo;
use lettre::Address;
use std::fmt;
use vocabulary::{Day, Language, OrganisationNumber};

/// One line: control characters and line ends become spaces, several in a row one, so that nothing
/// that somebody typed can begin a header or a line of its own. No-break spaces stay.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.trim().chars().map(in_line) {
        if character != ' ' || !line.ends_with(' ') {
            line.push(character);
        }
    }
    line
}

/// Several lines: each as [`one_line`], at most one empty line between two, none at the ends.
pub(crate) fn lines(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut parted = false;
    for line in text.lines().map(one_line) {
        if line.is_empty() {
            parted = !kept.is_empty();
            continue;
        }
        if !kept.is_empty() {
            kept.push_str(if parted { "\n\n" } else { "\n" });
        }
        kept.push_str(&line);
        parted = false;
    }
    kept
}

/// A space for what would end a line or is not to be seen.
fn in_line(character: char) -> char {
    let ends = character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    if ends { ' ' } else { character }
}

/// Keeps every value of a text template on its line.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct OneLine;

impl Escaper for OneLine {
    fn write_escaped_str<W: fmt::Write>(&self, mut out: W, text: &str) -> fmt::Result {
        text.chars().try_for_each(|character| out.write_char(in_line(character)))
    }
}

/// An address that any relay takes: the domain in its ASCII form, the rest ASCII already.
pub(crate) fn address(text: &str) -> Result<Address, NotAnAddress> {
    let not = || NotAnAddress(one_line(text));
    let (local, domain) = text.trim().rsplit_once('@').ok_or_else(not)?;
    if !local.is_ascii() {
        return Err(not());
    }
    match url::Host::parse(domain) {
        Ok(url::Host::Domain(domain)) => Address::new(local, domain).map_err(|_| not()),
        _ => Err(not()),
    }
}

/// The address in small letters, when a letter can be sent to it.
///
/// # Errors
///
/// [`NotAnAddress`] with the text that is none.
pub fn usable_address(text: &str) -> Result<String, NotAnAddress> {
    address(text).map(|address| address.to_string().to_lowercase())
}

/// A text that is not an e-mail address, or not one that every relay takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is not an e-mail address that a letter can be sent to")]
pub struct NotAnAddress(pub String);

/// A title as it stands inside a sentence: «Rapport for 2012» becomes «rapport for 2012», and an
/// abbreviation stays as it is.
pub(crate) fn within_a_sentence(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => title.to_owned(),
    }
}

/// `1. mars 2013 kl. 14.30`, `1 March 2013 at 14:30`, by the clock on the wall in Norway.
pub(crate) fn moment(at: DateTime<Utc>, language: Language) -> String {
    let day = Day::at(at).in_words(language);
    let wall = at.with_timezone(&Oslo);
    match language {
        Language::Bokmal | Language::Nynorsk => format!("{day} kl. {}", wall.format("%H.%M")),
        Language::English => format!("{day} at {}", wall.format("%H:%M")),
    }
}

/// `i dag`, `i morgen`, `om 14 dager`, `i går`, `for 14 dager siden`. `days` is negative for the past.
pub(crate) fn from_now(days: i64, language: Language) -> String {
    use Language::{Bokmal, English, Nynorsk};
    let count = days.unsigned_abs();
    match (days, language) {
        (0, Bokmal | Nynorsk) => "i dag".to_owned(),
        (0, English) => "today".to_owned(),
        (1, Bokmal) => "i morgen".to_owned(),
        (1, Nynorsk) => "i morgon".to_owned(),
        (1, English) => "tomorrow".to_owned(),
        (-1, Bokmal | Nynorsk) => "i går".to_owned(),
        (-1, English) => "yesterday".to_owned(),
        (2.., Bokmal) => format!("om {count} dager"),
        (2.., Nynorsk) => format!("om {count} dagar"),
        (2.., English) => format!("in {count} days"),
        (_, Bokmal) => format!("for {count} dager siden"),
        (_, Nynorsk) => format!("for {count} dagar sidan"),
        (_, English) => format!("{count} days ago"),
    }
}

/// `1 dag`, `14 dager`, `14 days`.
pub(crate) fn days(days: i64, language: Language) -> String {
    let word = match (days, language) {
        (1, Language::Bokmal | Language::Nynorsk) => "dag",
        (1, Language::English) => "day",
        (_, Language::Bokmal) => "dager",
        (_, Language::Nynorsk) => "dagar",
        (_, Language::English) => "days",
    };
    format!("{days} {word}")
}

/// `72,5`: thousandths to at most two decimals, the nearest.
pub(crate) fn decimal(milli: i64, language: Language) -> String {
    let sign = if milli < 0 { "\u{2212}" } else { "" };
    let point = if language == Language::English { '.' } else { ',' };
    let nearest = (milli.unsigned_abs() + 5) / 10;
    let (whole, hundredths) = (nearest / 100, nearest % 100);
    match hundredths {
        0 => format!("{sign}{whole}"),
        tens if tens.is_multiple_of(10) => format!("{sign}{whole}{point}{}", tens / 10),
        hundredths => format!("{sign}{whole}{point}{hundredths:02}"),
    }
}

/// Numbers that stand below one another, all with as many decimals as the one that needs most.
pub(crate) fn decimals(milli: impl Iterator<Item = i64>, language: Language) -> Vec<String> {
    let point = if language == Language::English { '.' } else { ',' };
    let behind = |text: &str| text.split_once(point).map_or(0, |(_, behind)| behind.len());
    let texts: Vec<String> = milli.map(|one| decimal(one, language)).collect();
    let most = texts.iter().map(|text| behind(text)).max().unwrap_or_default();
    let padded = texts.into_iter().map(|text| {
        let zeros = "0".repeat(most - behind(&text));
        match text.contains(point) || zeros.is_empty() {
            true => text + &zeros,
            false => format!("{text}{point}{zeros}"),
        }
    });
    padded.collect()
}

/// `214 kB`, `1,2 MB`, with powers of ten as people's machines show them.
pub(crate) fn size(bytes: u64, language: Language) -> String {
    let milli = |unit: u64| {
        // To one decimal, and to the nearest.
        let tenths = (u128::from(bytes) * 10 + u128::from(unit) / 2) / u128::from(unit);
        decimal(i64::try_from(tenths * 100).unwrap_or(i64::MAX), language)
    };
    match bytes {
        0..1_000 => format!("{bytes}\u{a0}byte"),
        1_000..999_500 => format!("{}\u{a0}kB", (bytes + 500) / 1_000),
        _ => format!("{}\u{a0}MB", milli(1_000_000)),
    }
}

/// `a, b og c`.
pub(crate) fn list(things: &[String], language: Language) -> String {
    let and = if language == Language::English { "and" } else { "og" };
    match things {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} {and} {last}", before.join(", ")),
    }
}

/// `983 544 622`.
pub(crate) fn organisation_number(number: OrganisationNumber) -> String {
    let digits = number.to_string();
    let parts: Vec<&str> =
        [0..3, 3..6, 6..9].into_iter().filter_map(|range| digits.get(range)).collect();
    parts.join("\u{a0}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_below_one_another_have_as_many_decimals() {
        let all = |milli: &[i64]| decimals(milli.iter().copied(), Language::Bokmal).join(" ");
        assert_eq!(all(&[4_000, 3_500, 2_000]), "4,0 3,5 2,0");
        assert_eq!(all(&[4_000, 3_330, 2_500]), "4,00 3,33 2,50");
        assert_eq!(all(&[4_000, 3_000]), "4 3");
        assert_eq!(all(&[]), "");
    }

    #[test]
    fn nothing_typed_begins_a_line() {
        assert_eq!(one_line(" Kari\r\nBcc: all@example.no "), "Kari Bcc: all@example.no");
        assert_eq!(one_line("650\u{a0}000\u{2028}kr"), "650\u{a0}000 kr");
    }

    #[test]
    fn lines_keep_their_order_and_lose_their_noise() {
        assert_eq!(lines("\r\n a \r\n\tb\n\n\n\nc\u{2028}d\n\n"), "a\nb\n\nc d");
        assert_eq!(lines(" \n\r\n"), "");
    }

    #[test]
    fn a_title_bends_to_its_sentence() {
        assert_eq!(within_a_sentence("Årsrapport 2012"), "årsrapport 2012");
        assert_eq!(within_a_sentence("IPS-rapport"), "IPS-rapport");
        assert_eq!(within_a_sentence(""), "");
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        let nb = Language::Bokmal;
        for (milli, said) in
            [(72_500, "72,5"), (61_538, "61,54"), (3_000, "3"), (3_040, "3,04"), (-500, "−0,5")]
        {
            assert_eq!(decimal(milli, nb), said);
        }
        assert_eq!(decimal(72_500, Language::English), "72.5");
        for (bytes, said) in [
            (0, "0 byte"),
            (999, "999 byte"),
            (213_600, "214 kB"),
            (999_499, "999 kB"),
            (999_500, "1 MB"),
            (1_249_999, "1,2 MB"),
        ] {
            assert_eq!(size(bytes, nb).replace('\u{a0}', " "), said);
        }
        let things = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(list(&things, nb), "a, b og c");
        assert_eq!(list(&things[..2], Language::English), "a and b");
        assert_eq!(list(&[], nb), "");
        let number = "983544622".parse().map(organisation_number);
        assert_eq!(number.as_deref(), Ok("983\u{a0}544\u{a0}622"));
    }

    #[test]
    fn addresses_are_ascii() {
        let ascii = |text| address(text).map(|address| address.to_string());
        assert_eq!(ascii("post@øksnes.kommune.no"), Ok("post@xn--ksnes-uua.kommune.no".into()));
        assert_eq!(ascii(" kari.nordmann@example.no "), Ok("kari.nordmann@example.no".into()));
        for not in
            ["kåre@example.no", "example.no", "a@b@c@", "a@b.no\r\nBcc: c@d.no", "", "a@[::1]"]
        {
            assert!(address(not).is_err(), "{not}");
        }
    }

    #[test]
    fn times_are_norwegian_times() {
        let at = Day::new(2013, 7, 1).map(|day| day.at_hour(14, 30)).unwrap_or_default();
        assert_eq!(moment(at, Language::Bokmal), "1. juli 2013 kl. 14.30");
        assert_eq!(moment(at, Language::English), "1 July 2013 at 14:30");
        assert_eq!(from_now(-14, Language::Nynorsk), "for 14 dagar sidan");
        assert_eq!(days(1, Language::Nynorsk), "1 dag");
    }
}
