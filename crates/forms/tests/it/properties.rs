//! What holds of every form and every answer.

use crate::generate::{
    Filling, PLACE, any_json, definitions, definitions_with_any_answers, filled_in,
};
use forms::{
    Answers, Check, Comparison, Condition, Definition, Expression, FormKind, Visible, Words,
    examine, examine_draft, settled,
};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use std::collections::BTreeSet;

fn keys_of(definition: &Definition) -> Vec<String> {
    definition.questions().map(|(_, question)| question.key.clone()).collect()
}

/// What a person meets who fills in the form from top to bottom: no doubt when all is done.
fn can_be_filled_in(definition: &Definition, seed: u64) -> Result<(), TestCaseError> {
    let places = BTreeSet::from([PLACE.parse().expect("a municipality")]);
    for filling in [Filling::Required, Filling::Some] {
        let answers = filled_in(definition, seed, filling);
        prop_assert_eq!(examine(definition, &answers, Some(&places)), vec![], "{:?}", answers);
        prop_assert_eq!(examine_draft(definition, &answers, Some(&places)), vec![]);
        // Nothing of what was asked and answered falls away.
        prop_assert_eq!(settled(definition, &answers), answers);
    }
    Ok(())
}

proptest! {
    #[test]
    fn conditions_never_make_a_form_unanswerable(definition in definitions(), seed in any::<u64>()) {
        prop_assert_eq!(definition.faults(), vec![]);
        can_be_filled_in(&definition, seed)?;
    }

    /// Whatever the order of the questions: where nobody finds a fault, the form can be filled in.
    #[test]
    fn a_form_without_faults_can_be_filled_in(
        (definition, order) in definitions().prop_flat_map(|definition| {
            let questions: Vec<_> = definition.questions().map(|(_, one)| one.clone()).collect();
            (Just(definition), Just(questions).prop_shuffle())
        }),
        seed in any::<u64>(),
    ) {
        let mut shuffled = definition;
        let mut order = order.into_iter();
        for section in &mut shuffled.sections {
            let many = section.questions.len();
            section.questions = order.by_ref().take(many).collect();
        }
        if shuffled.faults().is_empty() {
            can_be_filled_in(&shuffled, seed)?;
        } else {
            // It is refused, and still nothing breaks on it.
            let answers = filled_in(&shuffled, seed, Filling::Some);
            prop_assert_eq!(settled(&shuffled, &settled(&shuffled, &answers)), settled(&shuffled, &answers));
        }
    }

    #[test]
    fn what_is_settled_is_examined_the_same((definition, answers) in definitions_with_any_answers()) {
        let once = settled(&definition, &answers);
        prop_assert_eq!(&settled(&definition, &once), &once);
        prop_assert_eq!(examine(&definition, &once, None), examine(&definition, &answers, None));
        prop_assert_eq!(Visible::of(&definition, &once), Visible::of(&definition, &answers));
        let keys = keys_of(&definition);
        let visible = Visible::of(&definition, &once);
        for (key, _) in once.iter() {
            prop_assert!(keys.iter().any(|known| known == key) && visible.question(key));
        }
    }

    #[test]
    fn nothing_breaks_on_any_json(
        (definition, answers) in definitions_with_any_answers(),
        everywhere in any_json(),
        numbers in prop::collection::vec((any::<Index>(), any::<i64>()), 1..4),
    ) {
        let mut definition = definition;
        let keys = keys_of(&definition);
        let mut same = answers.clone();
        for key in &keys {
            same.set(key, everywhere.clone());
        }
        // A check that names questions of any kind, with numbers of any size.
        let terms = numbers.iter().map(|(which, number)| {
            let question = which.get(&keys).clone();
            Expression::Thousandths(*number, Box::new(Expression::Plus(vec![
                Expression::Answer(question.clone()),
                Expression::Rows(question.clone()),
                Expression::Sum { question, column: "amount".into() },
                Expression::Number(*number),
            ])))
        }).collect();
        definition.checks.push(Check {
            key: "c".into(),
            at: keys[0].clone(),
            says: Words::default(),
            left: Expression::Plus(terms),
            must_be: Comparison::Equal,
            right: Expression::Minus(
                Box::new(Expression::Number(i64::MIN)),
                Box::new(Expression::Number(i64::MAX)),
            ),
            only_if: Some(Condition::AtLeast { question: keys[0].clone(), value: i64::MIN }),
            warns: false,
        });
        definition.faults();
        for answers in [answers, same] {
            let doubts = examine(&definition, &answers, Some(&BTreeSet::new()));
            prop_assert!(doubts.len() <= 500);
            prop_assert!(examine_draft(&definition, &answers, None).len() <= 500);
            prop_assert_eq!(answers.canonical(), answers.clone().canonical());
            settled(&definition, &answers);
        }
    }

    #[test]
    fn a_form_survives_its_file(definition in definitions()) {
        let file = definition.to_json();
        let read = Definition::from_json(&file).expect("it is read again");
        prop_assert_eq!(&read, &definition);
        prop_assert_eq!(read.hash(), definition.hash());
        prop_assert_eq!(read.to_json(), file);
        let mut other = definition.clone();
        other.kind = FormKind::Scale;
        prop_assert_ne!(other.hash(), definition.hash());
    }

    /// A draft never says of a good answer that it can never be right, whatever is shown.
    #[test]
    fn a_draft_is_not_told_what_is_missing(definition in definitions(), seed in any::<u64>(), drop in any::<Index>()) {
        let mut answers = filled_in(&definition, seed, Filling::Some);
        let keys: Vec<String> = answers.iter().map(|(key, _)| key.to_owned()).collect();
        if !keys.is_empty() {
            answers.remove(drop.get::<String>(&keys));
        }
        prop_assert_eq!(examine_draft(&definition, &answers, None), vec![]);
        prop_assert_eq!(examine_draft(&definition, &Answers::new(), None), vec![]);
    }

    #[test]
    fn a_text_that_is_no_form_says_where(text in ".{0,60}") {
        if let Err(bad) = Definition::from_json(&text) {
            prop_assert!(!bad.why.is_empty());
        }
    }
}

#[test]
fn nothing_breaks_on_what_is_very_deep() {
    let deep = "[".repeat(120) + &"]".repeat(120);
    let answer: Value = serde_json::from_str(&deep).expect("json");
    let definition = forms::standard();
    let mut answers = Answers::new();
    for key in keys_of(&definition) {
        answers.set(key, answer.clone());
    }
    assert!(settled(&definition, &answers).is_empty(), "nothing is said, however deep");
    let too_deep = "{\"kind\":".repeat(200_000);
    assert!(Definition::from_json(&too_deep).is_err());
    let not = "{\"not\":".repeat(5_000);
    let condition = format!("{{\"kind\":\"application\",\"sections\":[{{\"show_if\":{not}");
    let bad = Definition::from_json(&condition).expect_err("too deep");
    assert!(bad.why.contains("recursion"), "{bad}");
}
