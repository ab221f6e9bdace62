//! Conditions and checks, on a form as somebody would write it.

use forms::{Answers, Definition, Visible, Wrong, examine, settled};
use serde_json::{Value, json};

fn form() -> Definition {
    let text = r#"{
        "kind": "application",
        "title": {"nb": "Søknad", "nn": "Søknad"},
        "sections": [
            {"key": "what", "title": {"nb": "Hva", "nn": "Kva"}, "questions": [
                {"key": "title", "label": {"nb": "Tittel", "nn": "Tittel"}, "required": "always", "meaning": "title", "takes": {"kind": "short-text"}},
                {"key": "amount", "label": {"nb": "Beløp", "nn": "Beløp"}, "required": "always", "meaning": "amount-applied-for", "takes": {"kind": "kroner"}},
                {"key": "own", "label": {"nb": "Egenandel", "nn": "Eigendel"}, "meaning": "own-share", "takes": {"kind": "kroner"}},
                {"key": "budget", "label": {"nb": "Budsjett", "nn": "Budsjett"}, "required": "always", "meaning": "budget", "takes": {"kind": "budget", "lines": [{"key": "wages", "label": {"nb": "Lønn", "nn": "Løn"}}], "own_lines": 5}},
                {"key": "new", "label": {"nb": "Nytt?", "nn": "Nytt?"}, "required": "always", "takes": {"kind": "yes-no"}}
            ]},
            {"key": "plan", "title": {"nb": "Plan", "nn": "Plan"}, "show_if": {"is": {"question": "new", "value": "yes"}}, "questions": [
                {"key": "with", "label": {"nb": "Med hvem", "nn": "Med kven"}, "takes": {"kind": "multi-choice", "options": [{"key": "nav", "label": {"nb": "NAV", "nn": "NAV"}}, {"key": "other", "label": {"nb": "Andre", "nn": "Andre"}}]}},
                {"key": "whom", "label": {"nb": "Hvem", "nn": "Kven"}, "required": "always", "show_if": {"is": {"question": "with", "value": "other"}}, "takes": {"kind": "short-text"}},
                {"key": "plan", "label": {"nb": "Plan", "nn": "Plan"}, "required": {"if": {"any": [{"at-least": {"question": "amount", "value": 100000000}}, {"at-least": {"question": "budget", "value": 3}}, {"not": {"any": [{"answered": {"question": "with"}}, {"answered": {"question": "title"}}]}}]}}, "takes": {"kind": "long-text"}}
            ]}
        ],
        "checks": [
            {"key": "budget-fits", "at": "budget", "says": {"nb": "Budsjettet må være lik søknadsbeløp og egenandel.", "nn": "Budsjettet må vere likt søknadsbeløp og eigendel."},
             "left": {"sum": {"question": "budget", "column": "amount"}}, "must_be": "equal", "right": {"plus": [{"answer": "amount"}, {"answer": "own"}]}},
            {"key": "own-tenth", "at": "own", "says": {"nb": "Egenandelen bør være minst 10 %.", "nn": "Eigendelen bør vere minst 10 %."},
             "left": {"answer": "own"}, "must_be": "at-least", "right": {"thousandths": [100, {"answer": "amount"}]}, "only_if": {"answered": {"question": "own"}}, "warns": true}
        ]
    }"#;
    let form = Definition::from_json(text).expect("a form");
    assert_eq!(form.faults(), []);
    form
}

fn answers(value: Value) -> Answers {
    Answers::from_value(value).expect("an object")
}

fn said(answers: &Answers) -> Vec<(String, bool)> {
    examine(&form(), answers, None)
        .into_iter()
        .map(|doubt| (format!("{}: {}", doubt.at, doubt.wrong), doubt.warns))
        .collect()
}

fn complete() -> Answers {
    answers(json!({
        "title": "Jobb først", "amount": 90_000, "own": 10_000, "new": false,
        "budget": [{"row": "wages", "amount": 60_000}, {"text": "Leie", "amount": 40_000}],
    }))
}

#[test]
fn what_is_hidden_is_neither_asked_nor_handed_in() {
    let mut draft = complete();
    draft.set("with", json!(["other"]));
    draft.set("whom", "fylket");
    draft.set("plan", 12);
    draft.set("removed", "i forrige versjon");
    let visible = Visible::of(&form(), &draft);
    assert!(!visible.section("plan") && !visible.question("whom") && !visible.required("whom"));
    assert_eq!(said(&draft), []);
    assert_eq!(settled(&form(), &draft), complete());
    draft.set("new", true);
    let visible = Visible::of(&form(), &draft);
    assert!(visible.section("plan") && visible.question("whom") && visible.required("whom"));
    assert_eq!(said(&draft), [("plan: is not a text that can stand here".to_owned(), false)]);
    draft.set("with", json!(["nav"]));
    assert!(!Visible::of(&form(), &draft).question("whom"), "the answer it depends on has changed");
}

#[test]
fn required_if() {
    let mut draft = complete();
    draft.set("new", true);
    let required = |draft: &Answers| Visible::of(&form(), draft).required("plan");
    assert!(!required(&draft));
    draft.set("amount", 100_000_000);
    assert!(required(&draft), "a large amount");
    draft.set("amount", "100000000");
    assert!(!required(&draft), "a text is no number");
    draft.set("budget", json!([{"row": "wages", "amount": 1}, {"text": "a"}, {"text": " "}, {"row": "boats", "amount": 1}]));
    assert!(!required(&draft), "two rows: one is empty, one stray");
    draft.set("budget", json!([{"row": "wages", "amount": 1}, {"text": "a"}, {"text": "b"}]));
    assert!(required(&draft), "three rows");
    draft.set("budget", json!([]));
    draft.remove("title");
    assert!(required(&draft), "nothing of both is answered");
    draft.set("with", json!(["nav"]));
    assert!(!required(&draft));
}

#[test]
fn checks() {
    let mut draft = complete();
    draft.set("own", 8_999);
    assert_eq!(
        said(&draft),
        [
            ("budget: Budsjettet må være lik søknadsbeløp og egenandel.".to_owned(), false),
            ("own: Egenandelen bør være minst 10 %.".to_owned(), true),
        ]
    );
    // Nine hundred and ninety-nine and nine tenths, rounded down, is what a tenth is.
    draft.set("amount", 9_999);
    draft.set("own", 999);
    draft.set("budget", json!([{"row": "wages", "amount": 10_998}]));
    assert_eq!(said(&draft), []);
    draft.set("budget", json!([{"row": "wages", "amount": "tolv"}]));
    assert_eq!(said(&draft), [("budget.0.amount: is not an amount in øre".to_owned(), false)]);
    draft.remove("own");
    draft.set("budget", json!([{"row": "wages", "amount": 9_999}]));
    assert_eq!(said(&draft), [], "what is not answered is nothing");
    let largest = json!(9_007_199_254_740_991_i64);
    draft.set(
        "budget",
        json!([{"row": "wages", "amount": largest}, {"text": "a", "amount": largest}]),
    );
    let doubts = examine(&form(), &draft, None);
    assert!(matches!(doubts.as_slice(), [one] if matches!(one.wrong, Wrong::Contradiction(_))));
}
