//! The answers to a form, described to programs: JSON Schema, draft 2020-12.
//!
//! It says what an answer looks like and what is always wanted. What depends on other answers stands
//! beside it as extensions (`x-fordel-show-if`, `x-fordel-required-if`) in the words of
//! [`Condition`]; checks across questions, check digits and the calendar are left to
//! [`crate::examine`], which has the last word.

use crate::{
    Choice, Column, Condition, Definition, Question, Required, Rows, Section, Shape, Takes,
};
use serde_json::{Map, Value, json};
use vocabulary::Language;

const DAY: &str = "[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}";
const ROUGHLY: &str = "[1-9][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?";

/// The schema of the answers that may be handed in, with titles and descriptions in this language. It
/// has no `$id`: who publishes it knows its address.
pub fn json_schema(definition: &Definition, language: Language) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (section, question) in definition.questions() {
        properties.insert(question.key.clone(), of_question(section, question, language));
        let always_shown = section.show_if.is_none() && question.show_if.is_none();
        if question.required == Required::Always && always_shown {
            required.push(Value::from(question.key.clone()));
        }
    }
    let mut schema = closed(properties, required);
    put(&mut schema, "$schema", Some("https://json-schema.org/draft/2020-12/schema".into()));
    put(&mut schema, "title", said(definition.title.to(language)));
    put(&mut schema, "description", said(definition.about.to(language)));
    Value::Object(schema)
}

fn of_question(section: &Section, question: &Question, language: Language) -> Value {
    let mut schema = of_takes(&question.takes, language);
    put(&mut schema, "title", said(question.label.to(language)));
    let help = question.help.to(language);
    let unit = unit(&question.takes, language);
    let description: Vec<&str> = [help, unit].into_iter().filter(|text| !text.is_empty()).collect();
    put(&mut schema, "description", said(&description.join(" ")));
    put(&mut schema, "x-fordel-kind", Some(question.takes.word().into()));
    put(&mut schema, "x-fordel-section", Some(section.key.clone().into()));
    let conditions = [&section.show_if, &question.show_if];
    put(&mut schema, "x-fordel-show-if", both(conditions.into_iter().flatten()));
    if let Required::If(condition) = &question.required {
        put(&mut schema, "x-fordel-required-if", serde_json::to_value(condition).ok());
    }
    Value::Object(schema)
}

/// All of these conditions as one, nothing when there are none.
fn both<'a>(conditions: impl Iterator<Item = &'a Condition>) -> Option<Value> {
    let mut conditions: Vec<Condition> = conditions.cloned().collect();
    let one = if conditions.len() > 1 { Condition::All(conditions) } else { conditions.pop()? };
    serde_json::to_value(one).ok()
}

fn of_takes(takes: &Takes, language: Language) -> Map<String, Value> {
    match takes.shape() {
        Shape::Single => of_value(takes, language),
        Shape::Record(columns) => of_record(None, &columns, language),
        Shape::Rows(rows) => of_rows(&rows, language),
        Shape::Files { most } => object(json!({
            "type": "array",
            "maxItems": most,
            "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["bytes", "id", "name", "type"],
                "properties": {
                    "id": { "type": "string", "format": "uuid" },
                    "name": { "type": "string", "maxLength": 255 },
                    "bytes": { "type": "integer", "minimum": 0 },
                    "type": { "type": "string", "maxLength": 255 },
                },
            },
        })),
    }
}

fn of_value(takes: &Takes, language: Language) -> Map<String, Value> {
    match takes {
        Takes::ShortText { longest } | Takes::LongText { longest } => {
            object(json!({ "type": "string", "maxLength": longest }))
        }
        Takes::Whole { .. } | Takes::Kroner { .. } | Takes::Percent { .. } => {
            let (least, most) = takes.bounds();
            let mut schema = object(json!({ "type": "integer" }));
            put(&mut schema, "minimum", least.map(Value::from));
            put(&mut schema, "maximum", most.map(Value::from));
            schema
        }
        Takes::Date { earliest, latest } => {
            let mut schema = object(json!({
                "type": "string", "format": "date", "pattern": format!("^{DAY}$"),
            }));
            let day = |day: &Option<vocabulary::Day>| day.map(|day| day.to_string().into());
            put(&mut schema, "x-fordel-earliest", day(earliest));
            put(&mut schema, "x-fordel-latest", day(latest));
            schema
        }
        Takes::ImpreciseDate => object(json!({
            "type": "string", "pattern": format!("^{ROUGHLY}(/{ROUGHLY})?$"),
        })),
        Takes::YesNo => object(json!({ "type": "boolean" })),
        Takes::Choice { options } => one_of(options, language),
        Takes::MultiChoice { options, most } => some_of(options, *most, language),
        Takes::Checklist { options } => some_of(options, None, language),
        Takes::OrganisationNumber => object(json!({ "type": "string", "pattern": "^[0-9]{9}$" })),
        Takes::Municipality => object(json!({ "type": "string", "pattern": "^[0-9]{4}$" })),
        Takes::Email => object(json!({ "type": "string", "format": "email" })),
        // These have another shape than one value.
        Takes::Organisation
        | Takes::Person
        | Takes::Files { .. }
        | Takes::Table(_)
        | Takes::Group(_)
        | Takes::Budget { .. }
        | Takes::Indicators { .. }
        | Takes::CoFinancing { .. } => Map::new(),
    }
}

/// One of the options, by key, each with its label.
fn one_of(options: &[Choice], language: Language) -> Map<String, Value> {
    if options.is_empty() {
        // A form that is being written; a `oneOf` of nothing would be no schema.
        return object(json!({ "type": "string", "enum": [] }));
    }
    let options: Vec<Value> = options
        .iter()
        .map(|option| json!({ "const": option.key, "title": option.label.to(language) }))
        .collect();
    object(json!({ "type": "string", "oneOf": options }))
}

fn some_of(options: &[Choice], most: Option<u32>, language: Language) -> Map<String, Value> {
    let mut schema = object(json!({
        "type": "array", "uniqueItems": true, "items": one_of(options, language),
    }));
    put(&mut schema, "maxItems", most.map(Value::from));
    schema
}

fn of_rows(rows: &Rows, language: Language) -> Map<String, Value> {
    let own = || {
        let columns: Vec<Column> = rows.named_by.iter().chain(&rows.columns).cloned().collect();
        of_record(None, &columns, language)
    };
    let fixed = || of_record(Some(&rows.fixed), &rows.columns, language);
    let items = match (rows.fixed.is_empty(), rows.most) {
        (true, _) => own(),
        (false, 0) => fixed(),
        (false, _) => object(json!({ "anyOf": [fixed(), own()] })),
    };
    let fixed = u32::try_from(rows.fixed.len()).unwrap_or(u32::MAX);
    let mut schema = object(json!({
        "type": "array", "maxItems": fixed.saturating_add(rows.most), "items": items,
    }));
    // Fixed rows may be left out of an answer, so that only rows of their own can be counted on.
    put(&mut schema, "minItems", Some(rows.fewest).filter(|few| *few > 0).map(Value::from));
    schema
}

/// A record or a row; `row` tells a fixed row from others.
fn of_record(row: Option<&[Choice]>, columns: &[Column], language: Language) -> Map<String, Value> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    if let Some(rows) = row {
        properties.insert("row".to_owned(), Value::Object(one_of(rows, language)));
        required.push("row".into());
    }
    for column in columns {
        let mut schema = of_takes(&column.takes, language);
        put(&mut schema, "title", said(column.label.to(language)));
        put(&mut schema, "description", said(unit(&column.takes, language)));
        put(&mut schema, "x-fordel-kind", Some(column.takes.word().into()));
        properties.insert(column.key.clone(), Value::Object(schema));
        if column.required {
            required.push(column.key.clone().into());
        }
    }
    closed(properties, required)
}

/// The unit of a number, because a program that sends kroner for øre is wrong by a hundred.
fn unit(takes: &Takes, language: Language) -> &'static str {
    match (takes, language) {
        (Takes::Kroner { .. }, Language::Bokmal | Language::Nynorsk) => {
            "I hele øre: 100 er én krone."
        }
        (Takes::Kroner { .. }, Language::English) => "In whole øre: 100 is one krone.",
        (Takes::Percent { .. }, Language::Bokmal) => "I hundredels prosent: 1250 er 12,5 prosent.",
        (Takes::Percent { .. }, Language::Nynorsk) => "I hundredels prosent: 1250 er 12,5 prosent.",
        (Takes::Percent { .. }, Language::English) => {
            "In hundredths of a percent: 1250 is 12.5 percent."
        }
        _ => "",
    }
}

fn closed(properties: Map<String, Value>, required: Vec<Value>) -> Map<String, Value> {
    let mut schema = object(json!({
        "type": "object", "properties": properties, "additionalProperties": false,
    }));
    put(&mut schema, "required", Some(required).filter(|all| !all.is_empty()).map(Value::Array));
    schema
}

fn put(schema: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        schema.insert(key.to_owned(), value);
    }
}

/// A text that says something.
fn said(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| text.into())
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Definition {
        serde_json::from_value(json!({
            "kind": "application", "title": {"nb": "Søknad", "en": "Application"},
            "sections": [
                {"key": "all", "title": {"nb": "Alt"}, "questions": [
                    {"key": "title", "label": {"nb": "Tittel"}, "required": "always",
                     "takes": {"kind": "short-text", "longest": 80}},
                    {"key": "new", "label": {"nb": "Ny?"}, "takes": {"kind": "yes-no"}},
                    {"key": "amount", "label": {"nb": "Beløp"}, "help": {"nb": "Til sammen."},
                     "required": {"if": {"answered": {"question": "new"}}},
                     "takes": {"kind": "kroner", "most": 100_000}},
                    {"key": "budget", "label": {"nb": "Budsjett"}, "takes": {"kind": "budget", "own_lines": 1,
                     "lines": [{"key": "wages", "label": {"nb": "Lønn"}}]}}]},
                {"key": "more", "title": {"nb": "Mer"}, "show_if": {"answered": {"question": "new"}}, "questions": [
                    {"key": "why", "label": {"nb": "Hvorfor"}, "required": "always",
                     "show_if": {"is": {"question": "new", "value": "yes"}}, "takes": {"kind": "long-text"}}]}]
        }))
        .expect("a definition")
    }

    #[test]
    fn what_depends_on_answers_is_not_required() {
        let schema = json_schema(&form(), Language::Bokmal);
        assert_eq!(schema["required"], json!(["title"]));
        let (amount, why) = (&schema["properties"]["amount"], &schema["properties"]["why"]);
        assert_eq!(amount["x-fordel-required-if"], json!({"answered": {"question": "new"}}));
        assert_eq!(amount["description"], "Til sammen. I hele øre: 100 er én krone.");
        assert_eq!(
            why["x-fordel-show-if"],
            json!({"all": [{"answered": {"question": "new"}}, {"is": {"question": "new", "value": "yes"}}]})
        );
    }

    #[test]
    fn it_accepts_and_rejects() {
        let schema = json_schema(&form(), Language::English);
        let validator = jsonschema::draft202012::new(&schema).expect("a schema");
        let good = json!({"title": "X", "new": true, "amount": 100_000,
            "budget": [{"row": "wages", "amount": 1}, {"text": "Kaffe", "amount": 2}]});
        assert!(validator.is_valid(&good));
        for bad in [
            json!({}),
            json!({"title": 1}),
            json!({"title": "x".repeat(81)}),
            json!({"title": "X", "unasked": 1}),
            json!({"title": "X", "amount": "tolv"}),
            json!({"title": "X", "amount": -1}),
            json!({"title": "X", "budget": [{"row": "boats", "amount": 1}]}),
            json!({"title": "X", "budget": [{"text": "a"}, {"text": "b"}, {"text": "c"}]}),
        ] {
            assert!(!validator.is_valid(&bad), "{bad}");
        }
    }
}
