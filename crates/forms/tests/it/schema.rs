//! The schema of a form and what the house itself says of answers agree.

use crate::generate::{Filling, definitions, definitions_with_any_answers, filled_in};
use forms::{Answers, examine, examine_draft, json_schema, settled, standard};
use jsonschema::draft202012;
use proptest::prelude::*;
use serde_json::{Map, Value};
use vocabulary::Language;

/// A schema that asks for nothing: what a draft is held against.
fn asking_for_nothing(schema: &Value) -> Value {
    match schema {
        Value::Object(map) => map
            .iter()
            .filter(|(key, value)| {
                !(*key == "required" && value.is_array() || *key == "minItems" && value.is_u64())
            })
            .map(|(key, value)| (key.clone(), asking_for_nothing(value)))
            .collect(),
        Value::Array(list) => list.iter().map(asking_for_nothing).collect(),
        _ => schema.clone(),
    }
}

/// Without what says nothing: nulls, blank texts, and what is left empty by that. Neither an answer nor
/// a mistake, and not in the schema.
fn pruned(answers: &Answers) -> Answers {
    let kept = answers.iter().filter_map(|(key, value)| Some((key.to_owned(), said(value)?)));
    Answers::from_value(kept.collect()).expect("an object")
}

fn said(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) => (!text.trim().is_empty()).then(|| value.clone()),
        Value::Array(list) => {
            let list: Vec<Value> = list.iter().filter_map(said).collect();
            (!list.is_empty()).then_some(Value::Array(list))
        }
        Value::Object(map) => {
            let map: Map<String, Value> =
                map.iter().filter_map(|(key, one)| Some((key.clone(), said(one)?))).collect();
            map.keys().any(|key| key != "row").then_some(Value::Object(map))
        }
        _ => Some(value.clone()),
    }
}

proptest! {
    #[test]
    fn every_form_has_a_schema_and_good_answers_fit_it(
        form in definitions(),
        seed in any::<u64>(),
    ) {
        let answers = filled_in(&form, seed, Filling::Some);
        prop_assert_eq!(examine(&form, &answers, None), vec![]);
        for language in Language::ALL {
            let schema = json_schema(&form, language);
            prop_assert!(draft202012::meta::is_valid(&schema), "{schema:#}");
            let validator = draft202012::new(&schema).expect("a schema");
            let sent = settled(&form, &answers).to_value();
            prop_assert!(validator.is_valid(&sent), "{:?}", validator.validate(&sent));
        }
    }

    #[test]
    fn what_nobody_doubts_the_schema_accepts(
        (form, answers) in definitions_with_any_answers(),
    ) {
        let schema = json_schema(&form, Language::English);
        let handed_in = settled(&form, &answers).to_value();
        if examine(&form, &answers, None).is_empty() {
            let validator = draft202012::new(&schema).expect("a schema");
            prop_assert!(validator.is_valid(&handed_in), "{:?}", validator.validate(&handed_in));
        }
        // And the other way: what the schema rejects in a draft, somebody doubts.
        let validator = draft202012::new(&asking_for_nothing(&schema)).expect("a schema");
        let draft = pruned(&answers);
        let rejected = validator.validate(&draft.to_value()).err().map(|error| error.to_string());
        if let Some(rejected) = rejected {
            prop_assert!(!examine_draft(&form, &draft, None).is_empty(), "{rejected} {draft:?}");
        }
    }
}

#[test]
fn the_schema_of_the_house_s_own_form() {
    let schema = json_schema(&standard(), Language::Bokmal);
    assert!(draft202012::meta::is_valid(&schema));
    let required = schema["required"].as_array().expect("required questions");
    assert!(required.contains(&"title".into()) && required.contains(&"amount".into()));
    assert!(schema.get("$id").is_none(), "who publishes it knows its address");
}
