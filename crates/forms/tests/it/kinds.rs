//! Every kind of question: what it takes, what it does not, and what is said then.

use forms::{Answers, Definition, Doubt, Wrong, examine, examine_draft};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A form with one question, always required.
fn asking(takes: Value) -> Definition {
    let form = json!({
        "kind": "questionnaire",
        "title": {"nb": "Ett", "nn": "Eitt"},
        "sections": [{
            "key": "s",
            "title": {"nb": "Del", "nn": "Del"},
            "questions": [{"key": "q", "label": {"nb": "Hva?", "nn": "Kva?"}, "required": "always", "takes": takes}],
        }],
    });
    let definition = Definition::from_json(&form.to_string()).expect("a form");
    assert_eq!(definition.faults(), [], "{form}");
    definition
}

fn answered(answer: Value) -> Answers {
    Answers::from_value(json!({"q": answer})).expect("an object")
}

fn doubts(takes: &Value, answer: &Value) -> Vec<(String, Wrong)> {
    let places = BTreeSet::from(["0301".parse().expect("a municipality")]);
    examine(&asking(takes.clone()), &answered(answer.clone()), Some(&places))
        .into_iter()
        .map(|Doubt { at, wrong, .. }| (at.to_string(), wrong))
        .collect()
}

#[track_caller]
fn takes(takes: Value, good: &[Value], bad: &[(Value, Wrong)]) {
    for answer in good {
        assert_eq!(doubts(&takes, answer), [], "{answer} to {takes}");
    }
    for (answer, wrong) in bad {
        assert_eq!(
            doubts(&takes, answer),
            [("q".to_owned(), wrong.clone())],
            "{answer} to {takes}"
        );
    }
    for nothing in [json!(null), json!(" "), json!([]), json!({})] {
        assert_eq!(
            doubts(&takes, &nothing),
            [("q".to_owned(), Wrong::Missing)],
            "{nothing} to {takes}"
        );
    }
}

#[track_caller]
fn says(takes: Value, answer: Value, expected: &[(&str, Wrong)]) {
    let expected: Vec<_> =
        expected.iter().map(|(at, wrong)| ((*at).to_owned(), wrong.clone())).collect();
    assert_eq!(doubts(&takes, &answer), expected, "{answer} to {takes}");
}

fn option(key: &str) -> Value {
    json!({"key": key, "label": {"nb": key, "nn": key}})
}

fn no_option(text: &str) -> Wrong {
    Wrong::NoSuchOption(text.to_owned())
}

#[test]
fn short_text() {
    takes(
        json!({"kind": "short-text", "longest": 5}),
        &[json!("æøå𝄞!"), json!("  a  ")],
        &[
            (json!("sekser"), Wrong::TooLong { most: 5, is: 6 }),
            (json!("a\nb"), Wrong::NotText),
            (json!("a\u{0}"), Wrong::NotText),
            (json!(12), Wrong::NotText),
            (json!(["a"]), Wrong::NotText),
        ],
    );
    let long = "x".repeat(201);
    takes(
        json!({"kind": "short-text"}),
        &[json!("x".repeat(200))],
        &[(json!(long), Wrong::TooLong { most: 200, is: 201 })],
    );
}

#[test]
fn long_text() {
    takes(
        json!({"kind": "long-text", "longest": 10}),
        &[json!("a\r\n\n\tb")],
        &[
            (json!("elleve tegn"), Wrong::TooLong { most: 10, is: 11 }),
            (json!("a\u{7}"), Wrong::NotText),
            (json!(false), Wrong::NotText),
        ],
    );
}

#[test]
fn whole() {
    takes(
        json!({"kind": "whole", "least": -5, "most": 12500}),
        &[json!(-5), json!(0), json!(12500)],
        &[
            (json!(-6), Wrong::TooSmall("\u{2212}5".into())),
            (json!(12501), Wrong::TooLarge("12\u{a0}500".into())),
            (
                json!(u64::MAX),
                Wrong::TooLarge("9\u{a0}007\u{a0}199\u{a0}254\u{a0}740\u{a0}991".into()),
            ),
            (json!(1.5), Wrong::NotWhole),
            (json!(1e308), Wrong::NotWhole),
            (json!("tolv"), Wrong::NotWhole),
            (json!("12"), Wrong::NotWhole),
            (json!(true), Wrong::NotWhole),
        ],
    );
    let most = "9\u{a0}007\u{a0}199\u{a0}254\u{a0}740\u{a0}991".to_owned();
    takes(
        json!({"kind": "whole"}),
        &[json!(9_007_199_254_740_991_i64)],
        &[
            (json!(i64::MAX), Wrong::TooLarge(most.clone())),
            (json!(i64::MIN), Wrong::TooSmall(format!("\u{2212}{most}"))),
        ],
    );
}

#[test]
fn kroner() {
    takes(
        json!({"kind": "kroner", "most": 125_050}),
        &[json!(0), json!(125_050)],
        &[
            (json!(-1), Wrong::TooSmall("0".into())),
            (json!(125_051), Wrong::TooLarge("1\u{a0}250,50".into())),
            (json!(0.5), Wrong::NotAnAmount),
            (json!("1 250 000,50"), Wrong::NotAnAmount),
        ],
    );
    takes(
        json!({"kind": "kroner", "least": -100}),
        &[json!(-100)],
        &[(json!(-101), Wrong::TooSmall("\u{2212}1".into()))],
    );
}

#[test]
fn percent() {
    takes(
        json!({"kind": "percent", "most": 1250}),
        &[json!(0), json!(1250)],
        &[
            (json!(1251), Wrong::TooLarge("12,50\u{a0}%".into())),
            (json!(-1), Wrong::TooSmall("0\u{a0}%".into())),
            (json!("12,5 %"), Wrong::NotAPercent),
        ],
    );
    takes(
        json!({"kind": "percent"}),
        &[json!(10_000)],
        &[(json!(10_001), Wrong::TooLarge("100\u{a0}%".into()))],
    );
}

#[test]
fn date() {
    let day = |text: &str| text.parse().expect("a day");
    takes(
        json!({"kind": "date", "earliest": "2026-01-01", "latest": "2026-12-31"}),
        &[json!("2026-01-01"), json!("2026-12-31")],
        &[
            (json!("2025-12-31"), Wrong::TooEarly(day("2026-01-01"))),
            (json!("2027-01-01"), Wrong::TooLate(day("2026-12-31"))),
            (json!("2026-02-30"), Wrong::NotADay),
            (json!("01.03.2026"), Wrong::NotADay),
            (json!("+10000-01-01"), Wrong::NotADay),
            (json!(20_260_101), Wrong::NotADay),
        ],
    );
}

#[test]
fn imprecise_date() {
    takes(
        json!({"kind": "imprecise-date"}),
        &[json!("2012"), json!("2012-03"), json!("2012-03-01"), json!("2012-03/2012-04")],
        &[
            (json!("mars 2012"), Wrong::NotAnImpreciseDate),
            (json!("2012-13"), Wrong::NotAnImpreciseDate),
            (json!("2013/2012"), Wrong::NotAnImpreciseDate),
            (json!(2012), Wrong::NotAnImpreciseDate),
        ],
    );
}

#[test]
fn yes_no() {
    takes(
        json!({"kind": "yes-no"}),
        &[json!(true), json!(false)],
        &[(json!("yes"), Wrong::NotYesNo), (json!(1), Wrong::NotYesNo)],
    );
}

#[test]
fn choice() {
    takes(
        json!({"kind": "choice", "options": [option("a"), option("b")]}),
        &[json!("b")],
        &[
            (json!("c"), no_option("c")),
            (json!(1), no_option("1")),
            (json!(["a"]), no_option("[\"a\"]")),
            (json!("x".repeat(101)), no_option(&("x".repeat(100) + "…"))),
        ],
    );
}

#[test]
fn multi_choice() {
    takes(
        json!({"kind": "multi-choice", "options": [option("a"), option("b"), option("c")], "most": 2}),
        &[json!(["a"]), json!(["c", "a"])],
        &[
            (json!(["a", "d"]), no_option("d")),
            (json!(["a", "a"]), no_option("a")),
            (json!(["a", "b", "c"]), Wrong::TooManyChosen { most: 2 }),
            (json!("a"), no_option("a")),
            (json!(["a", 7]), no_option("7")),
        ],
    );
}

#[test]
fn checklist() {
    takes(
        json!({"kind": "checklist", "options": [option("plan"), option("signed")]}),
        &[json!(["signed", "plan"])],
        &[
            (json!(["plan"]), Wrong::NotAllTicked),
            (json!(["plan", "signed", "other"]), no_option("other")),
        ],
    );
}

#[test]
fn organisation() {
    takes(
        json!({"kind": "organisation"}),
        &[
            json!({"number": "983544622", "name": "Oslo kommune"}),
            json!({"name": "En forening", "number": null}),
        ],
        &[(json!("Oslo"), Wrong::NotText), (json!([1]), Wrong::NotText)],
    );
    says(
        json!({"kind": "organisation"}),
        json!({"number": "983544623"}),
        &[("q.number", Wrong::NotAnOrganisationNumber), ("q.name", Wrong::Missing)],
    );
    takes(
        json!({"kind": "organisation-number"}),
        &[json!("983544622")],
        &[
            (json!("983 544 622"), Wrong::NotAnOrganisationNumber),
            (json!(983_544_622), Wrong::NotAnOrganisationNumber),
        ],
    );
}

#[test]
fn municipality() {
    takes(
        json!({"kind": "municipality"}),
        &[json!("0301")],
        &[
            (json!("9999"), Wrong::NoSuchMunicipality("9999".into())),
            (json!("301"), Wrong::NotAMunicipality),
            (json!("Oslo"), Wrong::NotAMunicipality),
            (json!(301), Wrong::NotAMunicipality),
        ],
    );
    assert_eq!(
        examine(&asking(json!({"kind": "municipality"})), &answered(json!("9999")), None),
        []
    );
}

#[test]
fn email() {
    takes(
        json!({"kind": "email"}),
        &[json!("kari.nordmann@oslo.kommune.no"), json!("post@åsnes.kommune.no")],
        &[
            (json!("kari"), Wrong::NotAnAddress),
            (json!("kari@oslo"), Wrong::NotAnAddress),
            (json!("Kari <kari@oslo.no>"), Wrong::NotAnAddress),
            (json!("\"k a\"@oslo.no"), Wrong::NotAnAddress),
            (json!("kari@oslo.no\nBcc: x@y.no"), Wrong::NotAnAddress),
            (json!("kåre@oslo.no"), Wrong::NotAnAddress),
        ],
    );
}

#[test]
fn person() {
    takes(
        json!({"kind": "person"}),
        &[
            json!({"name": "Kari Nordmann", "function": "prosjektleder"}),
            json!({"name": "K", "function": "leder", "percent": 100, "email": "k@nav.no", "from": "2012", "to": "2012-03"}),
        ],
        &[(json!("Kari"), Wrong::NotText)],
    );
    says(
        json!({"kind": "person"}),
        json!({"name": "Kari", "percent": 101, "email": "x", "from": "2012-05", "to": "2012-04"}),
        &[
            ("q.function", Wrong::Missing),
            ("q.percent", Wrong::TooLarge("100".into())),
            ("q.email", Wrong::NotAnAddress),
            ("q.to", Wrong::TooEarly("2012-05-01".parse().expect("a day"))),
        ],
    );
}

#[test]
fn files() {
    let file = json!({"id": "0191d1a0-0000-7000-8000-000000000000", "name": "plan.pdf", "bytes": 1, "type": "application/pdf"});
    takes(
        json!({"kind": "files", "most": 2}),
        &[json!([file]), json!([file, file])],
        &[
            (json!([file, file, file]), Wrong::TooManyFiles { most: 2 }),
            (file.clone(), Wrong::NotFiles),
            (json!(["plan.pdf"]), Wrong::NotFiles),
            (
                json!([{"id": "1", "name": "plan.pdf", "bytes": 1, "type": "application/pdf"}]),
                Wrong::NotFiles,
            ),
        ],
    );
}

fn table() -> Value {
    json!({
        "kind": "table",
        "columns": [
            {"key": "job", "label": {"nb": "Jobb"}, "required": true, "takes": {"kind": "short-text"}},
            {"key": "percent", "label": {"nb": "Prosent"}, "sum": true, "takes": {"kind": "whole", "least": 0, "most": 100}},
        ],
        "rows": [option("leader")],
        "fewest": 1,
        "most": 2,
    })
}

#[test]
fn table_with_fixed_and_own_rows() {
    takes(
        table(),
        &[
            json!([{"row": "leader", "job": "leder"}, {"job": "a", "percent": 50}]),
            // The order does not matter, and an empty row is no row.
            json!([{"job": "a"}, {"job": " ", "percent": null}, {"row": "leader", "job": "leder"}]),
        ],
        &[(json!("a"), Wrong::NotRows), (json!({"job": "a"}), Wrong::NotRows)],
    );
    says(
        table(),
        json!([{"percent": 101}]),
        &[
            ("q.0.job", Wrong::Missing),
            ("q.1.job", Wrong::Missing),
            ("q.1.percent", Wrong::TooLarge("100".into())),
        ],
    );
    says(
        table(),
        json!([{"row": "leader", "job": "a"}]),
        &[("q", Wrong::TooFewRows { fewest: 1 })],
    );
    says(table(), json!([{"row": "leader", "job": "a"}, "b"]), &[("q.1", Wrong::NotRows)]);
    let many = json!([{"row": "leader", "job": "a"}, {"job": "b"}, {"job": "c"}, {"percent": 900}]);
    says(table(), many, &[("q", Wrong::TooManyRows { most: 2, is: 3 })]);
    let thousand: Vec<_> = (0..1000).map(|_| json!({"percent": "x"})).collect();
    let said = doubts(&table(), &json!(thousand));
    assert_eq!(said[0], ("q".to_owned(), Wrong::TooManyRows { most: 2, is: 1000 }));
    assert_eq!(
        said.len(),
        6,
        "one doubt of them all, one of the fixed row, two of each row that may be there"
    );
}

#[test]
fn a_group_is_a_table() {
    let mut group = table();
    group["kind"] = json!("group");
    says(group, json!([{"row": "leader", "job": 1}, {"job": "b"}]), &[("q.0.job", Wrong::NotText)]);
}

#[test]
fn budget() {
    let budget =
        json!({"kind": "budget", "lines": [option("wages"), option("travel")], "own_lines": 1});
    takes(
        budget.clone(),
        &[
            // A fixed line may be left open.
            json!([{"row": "wages", "amount": 100}]),
            json!([{"row": "travel", "amount": 0}, {"text": "Leie", "amount": 5}]),
        ],
        &[],
    );
    says(budget.clone(), json!([{"text": "Leie"}]), &[("q.2.amount", Wrong::Missing)]);
    says(
        budget,
        json!([{"amount": 7}, {"row": "wages", "amount": "tolv"}]),
        &[("q.0.amount", Wrong::NotAnAmount), ("q.2.text", Wrong::Missing)],
    );
}

#[test]
fn indicators() {
    let indicators = json!({"kind": "indicators", "lines": [option("jobs")], "own_lines": 1});
    takes(
        indicators.clone(),
        &[
            json!([{"row": "jobs", "baseline": 0, "direction": "at-least", "target": 20, "unit": "personer", "by": "2013"}]),
            json!([{"row": "jobs", "direction": "exactly", "target": 0}, {"text": "Trivsel", "direction": "qualitative"}]),
        ],
        &[],
    );
    says(
        indicators,
        json!([{"text": "Flere", "direction": "at-most", "by": "snart"}]),
        &[
            ("q.0.direction", Wrong::Missing),
            ("q.1.by", Wrong::NotAnImpreciseDate),
            ("q.1.target", Wrong::Missing),
        ],
    );
}

#[test]
fn co_financing() {
    let other = json!({"kind": "co-financing", "most": 2});
    takes(other.clone(), &[json!([{"text": "Fylket", "amount": 100, "status": "applied"}])], &[]);
    says(
        other,
        json!([{"amount": 100, "status": "maybe"}]),
        &[("q.0.text", Wrong::Missing), ("q.0.status", no_option("maybe"))],
    );
}

#[test]
fn a_draft_is_told_what_can_never_be_right() {
    let form = asking(table());
    let at = |answers: Value| -> Vec<(String, Wrong)> {
        examine_draft(&form, &Answers::from_value(answers).expect("an object"), None)
            .into_iter()
            .map(|doubt| (doubt.at.to_string(), doubt.wrong))
            .collect()
    };
    assert_eq!(at(json!({})), []);
    assert_eq!(at(json!({"q": [{"percent": 5}]})), [], "what is missing can still come");
    assert_eq!(
        at(
            json!({"q": [{"percent": "tolv", "colour": "red"}, {"row": "boss", "job": "b"}], "r": 1})
        ),
        [
            ("q.1.percent".to_owned(), Wrong::NotWhole),
            ("q.1.colour".to_owned(), Wrong::NoSuchPart("colour".into())),
            ("q.2.row".to_owned(), Wrong::NoSuchRow("boss".into())),
            ("r".to_owned(), Wrong::NoSuchQuestion),
        ]
    );
}
