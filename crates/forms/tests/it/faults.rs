//! What is wrong with forms, and what is missing in them.

use forms::{Definition, Fault, Lack, Many, Meaning, standard};
use serde_json::{Value, json};
use vocabulary::Language;

fn words(text: &str) -> Value {
    json!({"nb": text, "nn": text})
}

fn question(key: &str, takes: Value) -> Value {
    json!({"key": key, "label": words(key), "takes": takes})
}

fn text() -> Value {
    json!({"kind": "short-text"})
}

fn form(questions: Vec<Value>) -> Value {
    json!({
        "kind": "questionnaire",
        "title": words("Skjema"),
        "sections": [{"key": "s", "title": words("Del"), "questions": questions}],
    })
}

#[track_caller]
fn faults(form: &Value) -> Vec<Fault> {
    Definition::from_json(&form.to_string()).expect("a form").faults()
}

#[track_caller]
fn fault_of(takes: Value) -> Vec<String> {
    faults(&form(vec![question("q", takes)])).iter().map(Fault::to_string).collect()
}

#[test]
fn keys() {
    let keys = ["a", "a", "Ab", "a b", "", "-a", "æ", "a.b", "row", &"x".repeat(61)];
    let said = faults(&form(keys.iter().map(|key| question(key, text())).collect()));
    let at = "questions".to_owned();
    assert_eq!(said.len(), 8);
    assert_eq!(said[0], Fault::KeyTwice { at: at.clone(), key: "a".into() });
    assert_eq!(said[1], Fault::BadKey { at, key: "Ab".into() });
    let column = |key: &str| json!({"key": key, "label": words(key), "takes": text()});
    assert_eq!(
        fault_of(
            json!({"kind": "table", "columns": [column("row"), column("b"), column("b")], "most": 1})
        ),
        [
            "the key «b» is there twice at «question/q»",
            "a column at «question/q» cannot have the key «row»"
        ]
    );
}

#[test]
fn bounds() {
    let option = json!({"key": "o", "label": words("o")});
    for takes in [
        json!({"kind": "whole", "least": 2, "most": 1}),
        json!({"kind": "whole", "most": i64::MAX}),
        json!({"kind": "whole", "least": i64::MIN}),
        json!({"kind": "kroner", "most": -1}),
        json!({"kind": "date", "earliest": "2026-02-01", "latest": "2026-01-01"}),
        json!({"kind": "short-text", "longest": 0}),
        json!({"kind": "long-text", "longest": 20_001}),
        json!({"kind": "choice", "options": []}),
        json!({"kind": "multi-choice", "options": [option], "most": 0}),
        json!({"kind": "checklist", "options": vec![option.clone(); 2]}),
        json!({"kind": "files", "most": 0}),
        json!({"kind": "files", "most": 21}),
        json!({"kind": "budget", "lines": []}),
        json!({"kind": "co-financing", "most": 201}),
        json!({"kind": "group", "columns": [], "most": 1}),
        json!({"kind": "table", "columns": [{"key": "a", "label": words("a"), "takes": text()}]}),
        json!({"kind": "table", "columns": [{"key": "a", "label": words("a"), "takes": text()}], "fewest": 2, "most": 1}),
        json!({"kind": "table", "columns": [{"key": "a", "label": words("a"), "takes": text(), "sum": true}], "most": 1}),
        json!({"kind": "table", "columns": [{"key": "a", "label": words("a"), "takes": {"kind": "files"}}], "most": 1}),
        json!({"kind": "table", "columns": [{"key": "a", "label": words("a"), "takes": {"kind": "person"}}], "most": 1}),
        json!({"kind": "table", "columns": [{"key": "a", "label": words("a"), "takes": {"kind": "percent"}}], "most": 1, "rows": [{"key": "A", "label": words("A")}]}),
    ] {
        assert_eq!(fault_of(takes.clone()).len(), 1, "{takes}: {:?}", fault_of(takes.clone()));
    }
    let many = (0..201).map(|number| question(&format!("q{number}"), text())).collect();
    assert_eq!(
        faults(&form(many)),
        [Fault::TooMany { at: String::new(), what: Many::Questions, most: 200, is: 201 }]
    );
    assert_eq!(faults(&form(vec![])), [Fault::NoQuestions]);
    let mut long = form(vec![question("q", text())]);
    long["sections"][0]["questions"][0]["label"]["nn"] = json!("å".repeat(501));
    assert_eq!(
        faults(&long),
        [Fault::WordsTooLong {
            at: "question/q".into(),
            language: Language::Nynorsk,
            most: 500,
            is: 501
        }]
    );
}

#[test]
fn conditions_name_earlier_questions_that_fit() {
    let with = |condition: Value| {
        let mut second = question("b", json!({"kind": "yes-no"}));
        second["show_if"] = condition;
        let choice = json!({"kind": "choice", "options": [{"key": "o", "label": words("o")}]});
        faults(&form(vec![question("a", choice), second, question("c", json!({"kind": "whole"}))]))
    };
    let (at, none) = (|| "question/b".to_owned(), Vec::<Fault>::new());
    assert_eq!(with(json!({"is": {"question": "a", "value": "o"}})), none);
    assert_eq!(
        with(json!({"not": {"is": {"question": "a", "value": "p"}}})),
        [Fault::NamesNoPart { at: at(), question: "a".into(), name: "p".into() }]
    );
    assert_eq!(
        with(json!({"any": [{"answered": {"question": "b"}}, {"answered": {"question": "x"}}]})),
        [
            Fault::NamesLater { at: at(), question: "b".into() },
            Fault::NamesNone { at: at(), question: "x".into() },
        ]
    );
    assert_eq!(
        with(json!({"at-least": {"question": "c", "value": 1}})),
        [Fault::NamesLater { at: at(), question: "c".into() }]
    );
    assert_eq!(
        with(json!({"at-least": {"question": "a", "value": 1}})),
        [Fault::NamesUnfit { at: at(), question: "a".into() }]
    );
    let deep = |times| (0..times).fold(json!({"all": []}), |inner, _| json!({"not": inner}));
    assert_eq!(with(deep(19)), none);
    assert_eq!(with(deep(20)), [Fault::TooIntricate { at: at() }]);
    assert_eq!(
        with(json!({"all": vec![json!({"all": []}); 200]})),
        [Fault::TooIntricate { at: at() }]
    );

    let mut section = form(vec![question("a", json!({"kind": "yes-no"}))]);
    section["sections"][0]["show_if"] = json!({"is": {"question": "a", "value": "yes"}});
    assert_eq!(
        faults(&section),
        [Fault::NamesLater { at: "section/s".into(), question: "a".into() }]
    );
}

#[test]
fn checks_name_numbers() {
    let with = |left: Value| {
        let mut form = form(vec![
            question("a", text()),
            question("b", json!({"kind": "budget", "lines": [], "own_lines": 1})),
        ]);
        form["checks"] = json!([{"key": "c", "at": "x", "says": words("c"), "left": left, "must_be": "at-most", "right": {"number": 1}}]);
        faults(&form).into_iter().skip(1).collect::<Vec<_>>()
    };
    let at = || "check/c".to_owned();
    assert_eq!(with(json!({"sum": {"question": "b", "column": "amount"}})), []);
    assert_eq!(with(json!({"rows": "b"})), []);
    for (left, fault) in [
        (json!({"answer": "a"}), Fault::NamesUnfit { at: at(), question: "a".into() }),
        (json!({"rows": "a"}), Fault::NamesUnfit { at: at(), question: "a".into() }),
        (
            json!({"sum": {"question": "b", "column": "text"}}),
            Fault::NamesUnfit { at: at(), question: "b".into() },
        ),
        (json!({"plus": [{"answer": "x"}]}), Fault::NamesNone { at: at(), question: "x".into() }),
        (
            json!({"minus": [{"number": 1}, {"sum": {"question": "b", "column": "sum"}}]}),
            Fault::NamesNoPart { at: at(), question: "b".into(), name: "sum".into() },
        ),
    ] {
        assert_eq!(with(left), [fault]);
    }
}

#[test]
fn meanings() {
    let mut application = form(vec![question("a", text()), question("b", text())]);
    application["kind"] = json!("application");
    assert_eq!(
        faults(&application),
        [
            Fault::MeaningMissing { meaning: Meaning::Title },
            Fault::MeaningMissing { meaning: Meaning::AmountAppliedFor },
        ]
    );
    let questions = &mut application["sections"][0]["questions"];
    questions[0]["meaning"] = json!("title");
    questions[1]["meaning"] = json!("amount-applied-for");
    questions[1]["required"] = json!("always");
    questions[1]["known"] = json!("last-award");
    assert_eq!(
        faults(&application).iter().map(Fault::to_string).collect::<Vec<_>>(),
        [
            "«a» must always be shown and required: every application has it",
            "«b» cannot be filled in beforehand with LastAward",
            "«b» cannot mean AmountAppliedFor: it takes something else",
        ]
    );
    let mut members = standard();
    if let forms::Takes::Table(grid) = &mut members.sections[2].questions[1].takes
        && let forms::Takes::Choice { options } = &mut grid.columns[0].takes
    {
        options[0].key = "friends".into();
    }
    assert_eq!(
        members.faults(),
        [Fault::MeaningDoesNotFit { question: "members".into(), meaning: Meaning::Members }]
    );
}

#[test]
fn a_purpose_is_one_choice_of_some() {
    let form = |takes: serde_json::Value| {
        let mut form = standard();
        let mut purpose = form.sections[0].questions[1].clone();
        (purpose.key, purpose.meaning) = ("purpose".into(), Some(Meaning::Purpose));
        purpose.required = forms::Required::Never;
        purpose.takes = serde_json::from_value(takes).expect("a kind of question");
        form.sections[0].questions.push(purpose);
        form
    };
    let options = json!([
        {"key": "new", "label": {"nb": "Nytt", "nn": "Nytt"}},
        {"key": "more", "label": {"nb": "Utvidelse", "nn": "Utviding"}},
    ]);
    let one = form(json!({"kind": "choice", "options": options}));
    assert_eq!(one.faults(), [], "and it need not be answered");
    let several = form(json!({"kind": "multi-choice", "options": options}));
    let unfit = Fault::MeaningDoesNotFit { question: "purpose".into(), meaning: Meaning::Purpose };
    assert_eq!(several.faults(), [unfit]);
}

#[test]
fn missing_texts_are_listed() {
    let mut form = standard();
    form.sections[0].questions[0].label = forms::Words::norwegian("Navn", " ");
    form.sections[0].questions[0].help = forms::Words::default();
    form.sections[1].about = forms::Words::default().with(Language::Bokmal, "Om penger");
    let lack = |at: &str, language| Lack { at: at.into(), language };
    assert_eq!(
        form.lacks(&[Language::Bokmal, Language::Nynorsk]),
        [lack("question/title", Language::Nynorsk), lack("section/money/about", Language::Nynorsk)]
    );
}

#[test]
fn a_bad_file_says_where() {
    let bad = Definition::from_json("{\n  \"kind\": \"novel\"\n}").expect_err("no such kind");
    assert_eq!((bad.line, bad.column), (2, 17));
    assert!(bad.why.starts_with("unknown variant `novel`"), "{bad}");
    let mut form = form(vec![question("q", text())]);
    form["sections"][0]["questions"][0]["takes"]["longst"] = json!(1);
    let bad = Definition::from_json(&form.to_string()).expect_err("no such field");
    assert!(bad.why.contains("longst"), "{bad}");
    let large = " ".repeat(5 * 1024 * 1024);
    assert!(Definition::from_json(&large).expect_err("too large").why.contains("bytes"));
}
