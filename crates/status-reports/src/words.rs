//! Small words that all reports use.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Oslo;
use std::cmp::Ordering;
use vocabulary::{Day, Language, Money};

/// A sentence with figures in it, in bokmål and nynorsk.
macro_rules! tell {
    ($language:expr, $bokmal:literal, $nynorsk:literal $(, $name:ident = $value:expr)* $(,)?) => {
        match $language {
            vocabulary::Language::Nynorsk => format!($nynorsk $(, $name = $value)*),
            _ => format!($bokmal $(, $name = $value)*),
        }
    };
}
pub(crate) use tell;

/// The bokmål or the nynorsk words; reports are not written in English, which reads bokmål.
pub(crate) const fn say(
    language: Language,
    bokmal: &'static str,
    nynorsk: &'static str,
) -> &'static str {
    match language {
        Language::Nynorsk => nynorsk,
        Language::Bokmal | Language::English => bokmal,
    }
}

/// The language the document is really in.
pub(crate) const fn written_in(language: Language) -> Language {
    match language {
        Language::Nynorsk => Language::Nynorsk,
        Language::Bokmal | Language::English => Language::Bokmal,
    }
}

/// Of two texts that somebody has written, the one in this language, or the other where there is none in
/// it; with the language it is in.
pub(crate) fn written<'a>(
    language: Language,
    bokmal: &'a str,
    nynorsk: &'a str,
) -> (&'a str, Language) {
    let (own, other) = match language {
        Language::Nynorsk => ((nynorsk, Language::Nynorsk), (bokmal, Language::Bokmal)),
        Language::Bokmal | Language::English => {
            ((bokmal, Language::Bokmal), (nynorsk, Language::Nynorsk))
        }
    };
    if own.0.trim().is_empty() && !other.0.trim().is_empty() { other } else { own }
}

/// What somebody wrote in a language that is not known, as their words: `«Ordningen er forlenget.»`
pub(crate) fn quoted(text: &str) -> String {
    let text = text.trim();
    if text.starts_with('«') && text.ends_with('»') {
        text.to_owned()
    } else {
        format!("«{text}»")
    }
}

/// The parts that say something, with a dot between them.
pub(crate) fn dotted(parts: &[&str]) -> String {
    let said: Vec<&str> = parts.iter().copied().filter(|part| !part.trim().is_empty()).collect();
    said.join(" · ")
}

/// `Rogaland, Hordaland og Vestfold`.
pub(crate) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} og {last}", first.join(", ")),
    }
}

/// A share in whole percent, rounded to the nearest.
pub(crate) fn percent(part: i64, whole: i64) -> String {
    let whole = i128::from(whole.max(1));
    format!("{}\u{a0}%", (i128::from(part) * 200 + whole) / (2 * whole))
}

/// An amount as a large figure: `11,0 mill. kr` from a million on, else in kroner.
pub(crate) fn large(amount: Money) -> String {
    let kroner = amount.whole_kroner().unsigned_abs();
    let minus = if amount < Money::ZERO { "\u{2212}" } else { "" };
    match kroner {
        0..1_000_000 => format!("{amount}\u{a0}kr"),
        1_000_000..1_000_000_000 => {
            let tenths = (kroner + 50_000) / 100_000;
            format!("{minus}{},{}\u{a0}mill.\u{a0}kr", tenths / 10, tenths % 10)
        }
        _ => {
            let millions = Money::from_kroner(((kroner + 500_000) / 1_000_000) as i64);
            format!("{minus}{millions}\u{a0}mill.\u{a0}kr")
        }
    }
}

/// An amount in millions of kroner, to a tenth: `0,7`.
pub(crate) fn in_millions(amount: Money) -> String {
    let minus = if amount < Money::ZERO { "\u{2212}" } else { "" };
    let tenths = (amount.whole_kroner().unsigned_abs() + 50_000) / 100_000;
    format!("{minus}{},{}", number(tenths / 10), tenths % 10)
}

/// How an amount stands against the year before: `opp 1,2 mill. kr fra 2011`.
pub(crate) fn money_against(
    now: Money,
    before: Option<(i32, Money)>,
    language: Language,
) -> String {
    let Some((year, before)) = before else { return String::new() };
    let change = now - before;
    match change.cmp(&Money::ZERO) {
        Ordering::Equal => tell!(language, "som i {year}", "som i {year}"),
        Ordering::Greater => {
            let by = large(change);
            tell!(language, "opp {by} fra {year}", "opp {by} frå {year}")
        }
        Ordering::Less => {
            let by = large(Money::ZERO - change);
            tell!(language, "ned {by} fra {year}", "ned {by} frå {year}")
        }
    }
}

/// How a count stands against the year before: `opp 3 fra 2011`.
pub(crate) fn count_against(
    now: usize,
    before: Option<(i32, usize)>,
    language: Language,
) -> String {
    let Some((year, before)) = before else { return String::new() };
    let by = number(now.abs_diff(before) as u64);
    match now.cmp(&before) {
        Ordering::Equal => tell!(language, "som i {year}", "som i {year}"),
        Ordering::Greater => tell!(language, "opp {by} fra {year}", "opp {by} frå {year}"),
        Ordering::Less => tell!(language, "ned {by} fra {year}", "ned {by} frå {year}"),
    }
}

/// A count as people write it: no-break spaces between thousands.
pub(crate) fn number(count: impl TryInto<i64>) -> String {
    Money::from_kroner(count.try_into().unwrap_or(i64::MAX)).to_string()
}

/// `Sju`: small numbers that begin a sentence are written out.
pub(crate) fn count_in_words(count: usize, language: Language) -> String {
    const WORDS: [&str; 13] = [
        "Ingen", "Ett", "To", "Tre", "Fire", "Fem", "Seks", "Sju", "Åtte", "Ni", "Ti", "Elleve",
        "Tolv",
    ];
    match (count, language) {
        (1, Language::Nynorsk) => "Eitt".to_owned(),
        _ => WORDS.get(count).map_or_else(|| number(count as u64), |word| (*word).to_owned()),
    }
}

/// `Tre av fire`: both written out, or, where one is large, both in figures.
pub(crate) fn count_of_in_words(part: usize, whole: usize, language: Language) -> String {
    if part.max(whole) > 12 {
        return format!("{} av {}", number(part as u64), number(whole as u64));
    }
    let whole = count_in_words(whole, language).to_lowercase();
    format!("{} av {whole}", count_in_words(part, language))
}

/// `14. februar 2013 kl. 15.03`, by the clock in Norway.
pub(crate) fn moment(at: DateTime<Utc>, language: Language) -> String {
    let wall = at.with_timezone(&Oslo);
    format!("{} kl. {}", Day::at(at).in_words(language), wall.format("%H.%M"))
}

/// The day that figures describe, or the moment they were gathered at when it was not over.
pub(crate) fn day_or_moment(
    as_of: Day,
    told_at: Option<DateTime<Utc>>,
    language: Language,
) -> String {
    told_at.map_or_else(|| as_of.in_words(language), |at| moment(at, language))
}

/// A count within a sentence, with the word for none.
pub(crate) fn none_or(count: usize, language: Language) -> String {
    match count {
        0 => say(language, "ingen", "ingen").to_owned(),
        _ => number(count as u64),
    }
}

/// One or many: the noun that goes with a count.
pub(crate) const fn one_or(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

/// Text with a capital in front, for the beginning of a sentence.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_percents() {
        assert_eq!(listed(&["a", "b", "c"]), "a, b og c");
        assert_eq!(listed(&["a"]), "a");
        assert_eq!(percent(1, 3), "33\u{a0}%");
        assert_eq!(percent(2, 3), "67\u{a0}%");
        assert_eq!(percent(0, 0), "0\u{a0}%");
    }

    #[test]
    fn large_amounts_are_rounded_to_a_tenth_of_a_million() {
        let kr = Money::from_kroner;
        assert_eq!(large(kr(11_000_000)), "11,0\u{a0}mill.\u{a0}kr");
        assert_eq!(large(kr(1_249_999)), "1,2\u{a0}mill.\u{a0}kr");
        assert_eq!(large(kr(1_250_000)), "1,3\u{a0}mill.\u{a0}kr");
        assert_eq!(large(kr(-2_000_000)), "\u{2212}2,0\u{a0}mill.\u{a0}kr");
        assert_eq!(large(kr(650_000)), "650\u{a0}000\u{a0}kr");
        assert_eq!(large(kr(2_600_400_000)), "2\u{a0}600\u{a0}mill.\u{a0}kr");
    }

    #[test]
    fn counts_as_people_write_them() {
        assert_eq!(number(12_345_u32), "12\u{a0}345");
        assert_eq!(count_in_words(1, Language::Nynorsk), "Eitt");
        assert_eq!(count_in_words(13, Language::Bokmal), "13");
        assert_eq!(tell!(Language::Nynorsk, "{n} fikk", "{n} fekk", n = 3), "3 fekk");
        assert_eq!(capital("åtte"), "Åtte");
        let of = |part, whole| count_of_in_words(part, whole, Language::Nynorsk);
        assert_eq!((of(3, 4), of(1, 1)), ("Tre av fire".to_owned(), "Eitt av eitt".to_owned()));
        assert_eq!((of(3, 17), of(12, 12)), ("3 av 17".to_owned(), "Tolv av tolv".to_owned()));
    }

    #[test]
    fn what_was_not_written_in_a_language_is_told_in_the_other() {
        use Language::{Bokmal, English, Nynorsk};
        assert_eq!(written(Nynorsk, "a", "b"), ("b", Nynorsk));
        assert_eq!(written(Nynorsk, "a", " "), ("a", Bokmal));
        assert_eq!(written(Bokmal, "", "b"), ("b", Nynorsk));
        assert_eq!(written(English, "a", "b"), ("a", Bokmal));
        assert_eq!(written(Bokmal, "", ""), ("", Bokmal));
        assert_eq!((quoted(" a. "), quoted("«a»")), ("«a.»".to_owned(), "«a»".to_owned()));
        assert_eq!(dotted(&["a", "", " ", "b"]), "a · b");
    }

    #[test]
    fn moments_by_the_clock_in_norway() {
        let day = Day::new(2013, 7, 1).unwrap();
        assert_eq!(moment(day.at_hour(9, 5), Language::Bokmal), "1. juli 2013 kl. 09.05");
        assert_eq!(day_or_moment(day, None, Language::Nynorsk), "1. juli 2013");
    }

    #[test]
    fn against_the_year_before() {
        let kr = Money::from_kroner;
        let nynorsk = Language::Nynorsk;
        let before = Some((2011, kr(2_000_000)));
        assert_eq!(
            money_against(kr(3_000_000), before, nynorsk),
            "opp 1,0\u{a0}mill.\u{a0}kr frå 2011"
        );
        assert_eq!(
            money_against(kr(1_900_000), before, Language::Bokmal),
            "ned 100\u{a0}000\u{a0}kr fra 2011"
        );
        assert_eq!(money_against(kr(2_000_000), before, nynorsk), "som i 2011");
        assert_eq!(money_against(kr(1), None, nynorsk), "");
        assert_eq!(count_against(3, Some((2011, 5)), nynorsk), "ned 2 frå 2011");
        assert_eq!(in_millions(kr(650_000)), "0,7");
    }
}
