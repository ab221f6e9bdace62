//! Small words that both reports use.

use vocabulary::Language;

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
}
