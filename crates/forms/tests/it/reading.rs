//! Answers as people read them, whatever they are.

use crate::generate::{definitions, definitions_with_any_answers};
use forms::{Said, Visible, compare, differences, examine, read, settled};
use proptest::prelude::*;
use vocabulary::Language;

fn names(number: &str) -> Option<String> {
    (number == "4642").then(|| "Lærdal".to_owned())
}

proptest! {
    #[test]
    fn anything_can_be_read((form, answers) in definitions_with_any_answers()) {
        let visible = Visible::of(&form, &answers);
        for language in Language::ALL {
            let reading = read(&form, &answers, language, &names);
            for entry in reading.sections.iter().flat_map(|section| &section.entries) {
                prop_assert!(visible.question(&entry.key));
                if let Said::Grid { head, rows, sums, .. } = &entry.said {
                    prop_assert!(rows.iter().chain(sums).all(|row| row.len() == head.len()));
                }
            }
        }
    }

    #[test]
    fn what_is_handed_in_reads_as_the_draft_did((form, answers) in definitions_with_any_answers()) {
        if examine(&form, &answers, None).is_empty() {
            let before = read(&form, &answers, Language::Bokmal, &names);
            let after = read(&form, &settled(&form, &answers), Language::Bokmal, &names);
            prop_assert_eq!(before, after);
        }
    }

    #[test]
    fn only_what_differs_is_shown((form, ours) in definitions_with_any_answers()) {
        let differ = |theirs| differences(&form, &ours, theirs, Language::English, &names);
        prop_assert_eq!(differ(&ours), vec![]);
        // Nothing can depend on the last question, so that without its answer nothing else changes.
        let (_, last) = form.questions().last().expect("a question");
        let mut theirs = ours.clone();
        theirs.remove(&last.key);
        let differences = differ(&theirs);
        prop_assert!(differences.iter().all(|one| one.key == last.key && one.theirs == Said::Nothing));
        let said = settled(&form, &ours).get(&last.key).is_some();
        prop_assert_eq!(differences.len(), usize::from(said));
    }

    #[test]
    fn two_versions_differ_when_something_is_said(old in definitions(), new in definitions()) {
        let changes = compare(&old, &new);
        prop_assert_eq!(changes.is_empty(), old == new);
        for language in Language::ALL {
            prop_assert!(changes.iter().all(|change| change.says(language).ends_with('.')));
        }
    }
}
