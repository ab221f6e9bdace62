//! What was answered: any JSON under the keys of questions.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// Answers to a form, each under the key of its question.
///
/// In a draft any JSON may stand, also text where a number is wanted: what people typed is kept as it
/// was until they correct it. What may be handed in, [`crate::examine`] says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(Map<String, Value>);

impl Answers {
    /// None yet.
    pub fn new() -> Answers {
        Answers::default()
    }
    /// From a JSON object; `None` when it is something else.
    pub fn from_value(value: Value) -> Option<Answers> {
        match value {
            Value::Object(map) => Some(Answers(map)),
            _ => None,
        }
    }
    /// The answer to a question, as it was given.
    pub fn get(&self, question: &str) -> Option<&Value> {
        self.0.get(question)
    }
    /// Answers a question; an earlier answer is replaced.
    pub fn set(&mut self, question: impl Into<String>, answer: impl Into<Value>) {
        self.0.insert(question.into(), answer.into());
    }
    /// Takes an answer away and hands it back.
    pub fn remove(&mut self, question: &str) -> Option<Value> {
        self.0.remove(question)
    }
    /// Nothing is answered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// All answers, each with the key of its question.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }
    /// As a JSON object.
    pub fn to_value(&self) -> Value {
        Value::Object(self.0.clone())
    }
    /// The canonical JSON (RFC 8785): the same answers are the same text, whatever their order was.
    pub fn canonical(&self) -> String {
        canonical(&self.0)
    }
    /// What a receipt shows: SHA-256 in hexadecimal over the canonical JSON of
    /// `{"answers": …, "form": hash of the form}`, so that it says what was answered to what.
    pub fn hash(&self, form_hash: &str) -> String {
        #[derive(Serialize)]
        struct Sealed<'a> {
            answers: &'a Answers,
            form: &'a str,
        }
        sha256(&canonical(&Sealed { answers: self, form: form_hash }))
    }
}

/// The canonical JSON of anything that becomes JSON.
pub(crate) fn canonical<T: Serialize>(thing: &T) -> String {
    // Only a map with keys that are no strings, or a number that is none, cannot be written; there
    // are none in JSON values and definitions. The plain text would still tell two things apart.
    serde_jcs::to_string(thing).or_else(|_| serde_json::to_string(thing)).unwrap_or_default()
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// The value says nothing: null, blank text, or a list or object in which nothing says anything.
/// `false` and `0` say something; that a row is the fixed row `row` does not.
pub(crate) fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.iter().all(says_nothing),
        Value::Object(map) => map.iter().all(|(key, value)| key == "row" || says_nothing(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn answers(value: Value) -> Answers {
        Answers::from_value(value).expect("an object")
    }

    #[test]
    fn the_same_answers_have_the_same_hash() {
        let one: Answers =
            serde_json::from_str(r#"{"b": 1, "a": [true, null, "å"]}"#).expect("json");
        let other = answers(json!({"a": [true, null, "å"], "b": 1}));
        assert_eq!(one.canonical(), r#"{"a":[true,null,"å"],"b":1}"#);
        assert_eq!(one.hash("f"), other.hash("f"));
        assert_ne!(one.hash("f"), one.hash("g"));
        // printf '{"answers":{"b":1},"form":"f"}' | sha256sum
        assert_eq!(
            answers(json!({"b": 1})).hash("f"),
            "a7f1a5290ec38e7e0300a8ea25e245a8d0b88113bb99caccc518ed5cd02afeea"
        );
    }

    #[test]
    fn nothing_is_said_by_blanks() {
        for nothing in
            [json!(null), json!("  "), json!([]), json!([{"row": "2026"}, {"a": ""}]), json!({})]
        {
            assert!(says_nothing(&nothing), "{nothing}");
        }
        for something in [json!(false), json!(0), json!("x"), json!([0]), json!({"a": false})] {
            assert!(!says_nothing(&something), "{something}");
        }
        assert!(Answers::from_value(json!([1])).is_none());
    }
}
