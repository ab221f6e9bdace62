//! Fields and answers, both ways.

use crate::generate::{Filling, definitions, definitions_with_any_answers, filled_in};
use forms::{Answers, Definition, fields};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

fn there_and_back(form: &Definition, answers: &Answers) -> Answers {
    let filled = fields::fill(form, answers);
    fields::read(form, filled.iter().map(|(name, text)| (name.as_str(), text.as_str())))
}

/// Browsers send CR LF, and blanks around a line are nobody's answer.
fn tidy(value: &Value) -> Value {
    match value {
        Value::String(text) => text.replace("\r\n", "\n").replace('\r', "\n").trim().into(),
        Value::Array(list) => list.iter().map(tidy).collect(),
        Value::Object(map) => map.iter().map(|(key, one)| (key.clone(), tidy(one))).collect(),
        _ => value.clone(),
    }
}

/// A field that some question of a form may have, and what somebody might type into it.
fn field() -> impl Strategy<Value = (Index, String, String)> {
    let part = select(vec![
        "0", "1", "7", "row", "text", "amount", "name", "number", "c0", "c1", "f0", "x", "",
    ]);
    let parts = proptest::collection::vec(part, 0..3)
        .prop_map(|parts| parts.iter().map(|part| format!(".{part}")).collect());
    let text = prop_oneof![
        select(vec![
            "",
            " ",
            "o0",
            "o1",
            " o1",
            "12",
            "1 250 000,50",
            "−3",
            "500,-",
            "12,5 %",
            "01.03.2026",
            "2026-03-01",
            "mars/april 2012",
            "yes",
            "nei",
            "tolv",
            "983 544 622",
            "a\r\nb",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    (any::<Index>(), parts, text)
}

proptest! {
    #[test]
    fn good_answers_come_back_as_they_were(form in definitions(), seed in any::<u64>()) {
        let answers = filled_in(&form, seed, Filling::Some);
        let back = there_and_back(&form, &answers);
        prop_assert_eq!(tidy(&back.to_value()), tidy(&answers.to_value()));
        prop_assert_eq!(there_and_back(&form, &back), back);
    }

    #[test]
    fn absurd_answers_are_read_once_and_then_stay(
        (form, answers) in definitions_with_any_answers(),
    ) {
        let read = there_and_back(&form, &answers);
        prop_assert_eq!(there_and_back(&form, &read), read);
    }

    #[test]
    fn whatever_is_posted_comes_back_as_it_was_read(
        form in definitions(),
        posted in proptest::collection::vec(field(), 0..20),
    ) {
        let keys: Vec<&str> = form.questions().map(|(_, one)| one.key.as_str()).collect();
        let posted: Vec<(String, &str)> = posted
            .iter()
            .map(|(which, parts, text)| (format!("a.{}{parts}", which.get(&keys)), text.as_str()))
            .collect();
        let read = fields::read(&form, posted.iter().map(|(name, text)| (name.as_str(), *text)));
        prop_assert_eq!(there_and_back(&form, &read), read);
    }
}
