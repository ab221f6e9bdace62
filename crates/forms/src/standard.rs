//! The house's own application form.

use crate::Definition;

/// The house's own application form, in all three languages: for calls that have no form of their own.
///
/// # Panics
/// Never: a test reads the file, which is part of the program.
pub fn standard() -> Definition {
    #[expect(clippy::expect_used, reason = "the file is part of the program and read by a test")]
    Definition::from_json(include_str!("../data/standard.json")).expect("the form is sound")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Answers, Meaning, examine, settled};
    use serde_json::json;
    use vocabulary::Language;

    #[test]
    fn it_is_sound_and_complete_in_all_languages() {
        let form = standard();
        assert_eq!(form.faults(), []);
        assert_eq!(form.lacks(&Language::ALL), []);
        let file = include_str!("../data/standard.json");
        assert_eq!(form.to_json(), file, "the file is written as the house writes it");
    }

    #[test]
    fn it_asks_what_the_house_reads() {
        let form = standard();
        for (key, meaning) in [
            ("title", Meaning::Title),
            ("summary", Meaning::Summary),
            ("target-group", Meaning::TargetGroup),
            ("amount", Meaning::AmountAppliedFor),
            ("own-share", Meaning::OwnShare),
            ("continuation", Meaning::Continuation),
            ("partners", Meaning::Partners),
            ("members", Meaning::Members),
        ] {
            assert_eq!(form.meant(meaning).map(|question| question.key.as_str()), Some(key));
        }
    }

    #[test]
    fn a_good_application_and_an_empty_one() {
        let form = standard();
        let missing: Vec<_> = examine(&form, &Answers::new(), None)
            .iter()
            .map(|doubt| doubt.at.to_string())
            .collect();
        assert_eq!(missing, ["title", "summary", "amount", "continuation"]);
        let good = Answers::from_value(json!({
            "title": "Jobb først",
            "summary": "Individuell jobbstøtte.\n\nTre jobbspesialister.",
            "target-group": "Voksne med alvorlige psykiske lidelser.",
            "amount": 80_000_000,
            "own-share": 0,
            "continuation": "Kommunen tar over etter to år.",
            "partners": [{"name": "NAV Oslo"}, {"name": "Oslo", "municipality": "0301"}],
            "members": [{"team": "steering-group", "job": "leder", "percent": 20}, {"team": "staff", "job": "jobbspesialist"}],
        }))
        .expect("an object");
        assert_eq!(examine(&form, &good, None), []);
        assert_eq!(settled(&form, &good), good);
        let mut nothing_applied_for = good.clone();
        nothing_applied_for.set("amount", 0);
        assert_eq!(examine(&form, &nothing_applied_for, None).len(), 1);
    }
}
