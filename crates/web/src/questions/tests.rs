//! A form with every kind of question, asked, typed, read back.

use super::{Asking, Deed, Places, ReadingView, Typed, question_form, words};
use crate::kit::{PageFrame, Texts};
use forms::{Answers, Definition, Doubt, Wrong};
use organisations::Municipality;
use serde_json::{Value, json};
use vocabulary::{Day, Language, MunicipalityNumber};

fn form() -> Definition {
    let grid = json!({
        "columns": [
            { "key": "name", "label": { "nb": "Navn" }, "required": true, "takes": { "kind": "short-text" } },
            { "key": "town", "label": { "nb": "Kommune" }, "takes": { "kind": "municipality" } },
            { "key": "cost", "label": { "nb": "Kostnad" }, "sum": true, "takes": { "kind": "kroner" } },
            { "key": "sure", "label": { "nb": "Sikker" }, "takes": { "kind": "yes-no" } }
        ],
        "most": 3
    });
    let mut table = grid.clone();
    table["kind"] = json!("table");
    let mut group = grid;
    group["kind"] = json!("group");
    let options = json!([{ "key": "new", "label": { "nb": "Nytt" } }, { "key": "old", "label": { "nb": "Gammelt" } }]);
    let takes = [
        ("title", json!({ "kind": "short-text", "longest": 20 })),
        ("text", json!({ "kind": "long-text", "longest": 100 })),
        ("count", json!({ "kind": "whole", "least": 1, "most": 9 })),
        ("amount", json!({ "kind": "kroner" })),
        ("share", json!({ "kind": "percent" })),
        ("day", json!({ "kind": "date" })),
        ("when", json!({ "kind": "imprecise-date" })),
        ("kind", json!({ "kind": "choice", "options": options })),
        ("some", json!({ "kind": "multi-choice", "options": options })),
        ("ticks", json!({ "kind": "checklist", "options": options })),
        ("sure", json!({ "kind": "yes-no" })),
        ("org", json!({ "kind": "organisation" })),
        ("town", json!({ "kind": "municipality" })),
        ("contact", json!({ "kind": "person" })),
        ("plan", json!({ "kind": "files", "most": 2 })),
        ("table", table),
        ("group", group),
        (
            "budget",
            json!({ "kind": "budget", "own_lines": 2, "lines": [{ "key": "wages", "label": { "nb": "Lønn" } }] }),
        ),
        ("goals", json!({ "kind": "indicators", "own_lines": 2, "lines": [] })),
        ("others", json!({ "kind": "co-financing" })),
    ];
    let questions: Vec<Value> = takes
        .into_iter()
        .map(|(key, takes)| json!({ "key": key, "label": { "nb": format!("Om {key}") }, "takes": takes }))
        .chain([json!({
            "key": "why", "label": { "nb": "Hvorfor nytt" }, "required": "always",
            "show_if": { "is": { "question": "kind", "value": "new" } }, "takes": { "kind": "short-text" }
        })])
        .collect();
    let form = json!({
        "kind": "application", "title": { "nb": "Søknad" },
        "sections": [{ "key": "all", "title": { "nb": "Alt" }, "questions": questions }]
    });
    serde_json::from_value(form).expect("a definition")
}

fn answers() -> Answers {
    Answers::from_value(json!({
        "title": "En \"tittel\" <b>", "text": "To\n\navsnitt", "count": 3, "amount": 125_000_050,
        "share": 1250, "day": "2026-03-01", "when": "2026-03/2026-04", "kind": "old",
        "some": ["new", "old"], "ticks": ["old"], "sure": false,
        "org": { "number": "983544622", "name": "Oppegård kommune" }, "town": "0217",
        "contact": { "name": "Kari", "function": "leder", "percent": 50 },
        "plan": [{ "id": "f1", "name": "plan.pdf", "bytes": 1200, "type": "application/pdf" }],
        "table": [{ "name": "A", "town": "0217", "cost": 100, "sure": true }, { "name": "B", "cost": "tolv" }],
        "group": [{ "name": "C", "sure": false }],
        "budget": [{ "row": "wages", "amount": 5_000_000 }, { "text": "Reise", "amount": 100 }],
        "goals": [{ "text": "I jobb", "target": 10, "unit": "personer", "direction": "at-least" }],
        "others": [{ "text": "Fylket", "amount": 300, "status": "granted" }],
        "why": "var nytt"
    }))
    .expect("answers")
}

fn places() -> Places {
    let register = organisations::Register::embedded().expect("the register");
    let day: Day = "2010-01-01".parse().expect("a day");
    Places::of(register.municipalities_on(day).cloned().collect::<Vec<Municipality>>())
}

fn asked(answers: &Answers, doubts: &[Doubt], more: Option<&str>) -> String {
    let (form, places, frame) = (form(), places(), PageFrame::default());
    let asking = Asking {
        definition: &form,
        answers,
        doubts,
        places: &places,
        upload: Some("/applications/x/files"),
        more,
        hindrances: None,
    };
    question_form(&frame, &asking).to_string()
}

/// The fields of a form as a browser would send them.
fn sent(html: &str) -> Vec<(String, String)> {
    // What is within a template is no field.
    let mut html = html.to_owned();
    while let (Some(from), Some(to)) = (html.find("<template"), html.find("</template>")) {
        html.replace_range(from..to + "</template>".len(), "");
    }
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
        let value = rest.split('"').next()?;
        Some(
            value
                .replace("&#34;", "\"")
                .replace("&#60;", "<")
                .replace("&#62;", ">")
                .replace("&#38;", "&"),
        )
    };
    let mut pairs = Vec::new();
    for rest in html.split("<input").skip(1) {
        let tag = rest.split('>').next().unwrap_or_default();
        let kind = attribute(tag, "type").unwrap_or_default();
        let is_box = kind == "radio" || kind == "checkbox";
        if kind == "file" || (is_box && !tag.contains(" checked")) {
            continue;
        }
        if let Some(name) = attribute(tag, "name") {
            pairs.push((name, attribute(tag, "value").unwrap_or_default()));
        }
    }
    for rest in html.split("<textarea").skip(1) {
        let (tag, text) = rest.split_once('>').expect("a text area");
        let text = text.split("</textarea>").next().unwrap_or_default();
        let text = text.strip_prefix('\n').unwrap_or(text);
        pairs.push((attribute(tag, "name").expect("a name"), text.to_owned()));
    }
    for rest in html.split("<select").skip(1) {
        let (tag, options) = rest.split_once('>').expect("a list");
        let options = options.split("</select>").next().unwrap_or_default();
        let chosen = options.split("<option").find(|option| option.contains(" selected"));
        let value = chosen.and_then(|option| attribute(option, "value")).unwrap_or_default();
        pairs.push((attribute(tag, "name").expect("a name"), value));
    }
    pairs
}

#[test]
fn what_is_asked_and_sent_back_is_what_was_answered() {
    let typed = Typed::from(sent(&asked(&answers(), &[], None)));
    assert_eq!(typed.answers(&form(), &places()).to_value(), answers().to_value());
    let empty = Typed::from(sent(&asked(&Answers::new(), &[], Some("table"))));
    assert!(empty.answers(&form(), &places()).is_empty());
}

#[test]
fn everything_wrong_stands_at_a_field_that_is_there() {
    let numbers = places().numbers();
    let wrong = Answers::from_value(json!({
        "title": "Lengre enn tjue tegn er for langt", "count": "tolv", "amount": "mye", "kind": "rart",
        "some": ["rart"], "contact": { "name": "Kari" }, "table": [{ "town": "9999" }, { "name": "B", "cost": "x" }],
        "budget": [{ "text": "Reise", "amount": "tolv" }], "plan": "vedlagt", "town": "Atlantis", "day": "i mars"
    }))
    .expect("answers");
    let doubts = forms::examine(&form(), &wrong, Some(&numbers));
    assert!(doubts.len() >= 10, "{doubts:?}");
    let html = asked(&wrong, &doubts, None);
    for doubt in &doubts {
        let id = format!("field-a.{}", doubt.at);
        assert!(html.contains(&format!("href=\"#{id}\"")), "{id} is in the list of errors");
        assert!(html.contains(&format!("id=\"{id}\"")), "{id} is there to go to");
    }
    assert!(html.contains("i mars"), "what is no date is still shown");
}

#[test]
fn a_question_that_does_not_apply_is_there_and_hidden() {
    let html = asked(&answers(), &[], None);
    let question = html.split("data-question=\"why\"").nth(1).expect("it is there");
    let tag = question.split('>').next().expect("a tag");
    assert!(tag.contains("data-show-if") && tag.contains(" hidden"), "{tag}");
    assert!(html.contains("data-without-script"), "there is a button that shows it");
}

#[test]
fn rows_are_added_and_taken_away_without_a_script() {
    let names = |html: &str| {
        sent(html)
            .iter()
            .filter(|(name, _)| name.starts_with("a.table.") && name.ends_with(".name"))
            .count()
    };
    assert_eq!(names(&asked(&answers(), &[], None)), 2);
    let more = asked(&answers(), &[], Some("table"));
    assert_eq!(names(&more), 3);
    let mut pairs = sent(&more);
    pairs.push(("do".into(), "remove:table:0".into()));
    let typed = Typed::from(pairs);
    assert_eq!(typed.deed(), Deed::Remove("table".into(), 0));
    let left = typed.answers(&form(), &places());
    assert_eq!(left.get("table"), Some(&json!([{ "name": "B", "cost": "tolv" }])));
}

#[test]
fn municipalities_are_read_as_people_name_them() {
    let places = places();
    for (typed, read) in [
        ("Oppegård", "0217"),
        ("oppegård kommune", "0217"),
        ("Herøy (1818)", "1818"),
        ("0217", "0217"),
        ("Herøy", "Herøy"),
        ("9999", "9999"),
        ("Atlantis (9999)", "9999"),
    ] {
        assert_eq!(places.read(typed), read, "{typed}");
    }
    assert_eq!(places.written("1515"), "Herøy (1515)");
    assert_eq!(places.written("Atlantis"), "Atlantis");
    assert!(places.numbers().contains(&"1818".parse::<MunicipalityNumber>().expect("a number")));
}

#[test]
fn answers_are_read_by_people() {
    let frame = PageFrame::default();
    let names = |number: &str| places().name(number);
    let html = ReadingView::of(&frame, &form(), &answers(), &names, Some("/files")).to_string();
    for said in ["&#60;b&#62;", "Oppegård", "href=\"/files/f1\"", "Gammelt", "50"] {
        assert!(html.contains(said), "{said} is said");
    }
    assert!(!html.contains("var nytt"), "what is not asked is not shown");
}

#[test]
fn everything_that_can_be_wrong_has_its_words() {
    let form = form();
    let all = [
        Wrong::Missing,
        Wrong::NotText,
        Wrong::TooLong { most: 20, is: 3_000 },
        Wrong::NotWhole,
        Wrong::TooSmall("1".into()),
        Wrong::TooLarge("9".into()),
        Wrong::NotAnAmount,
        Wrong::NotAPercent,
        Wrong::NotADay,
        Wrong::NotAnImpreciseDate,
        Wrong::NotYesNo,
        Wrong::NoSuchOption("rart".into()),
        Wrong::TooManyChosen { most: 2 },
        Wrong::NotAllTicked,
        Wrong::NotAnOrganisationNumber,
        Wrong::NotAMunicipality,
        Wrong::NoSuchMunicipality("9999".into()),
        Wrong::NotAnAddress,
        Wrong::TooFewRows { fewest: 2 },
        Wrong::TooManyRows { most: 2, is: 1_000 },
        Wrong::NotRows,
        Wrong::NoSuchRow("x".into()),
        Wrong::NoSuchPart("x".into()),
        Wrong::NoSuchQuestion,
        Wrong::NotFiles,
        Wrong::TooManyFiles { most: 1 },
    ];
    for language in Language::ALL {
        for wrong in &all {
            for (_, question) in form.questions() {
                let at = forms::At { question: question.key.clone(), row: None, part: None };
                let doubt = Doubt { at, wrong: wrong.clone(), warns: false };
                let said = words::doubt(&doubt, Some(&form), Texts::new(language));
                assert!(
                    !said.is_empty() && !said.contains('«')
                        || said.contains("rart")
                        || said.contains("«x»"),
                    "{language}: {said}"
                );
            }
        }
    }
    let at = forms::At { question: "kind".into(), row: None, part: None };
    let doubt = Doubt { at, wrong: Wrong::NoSuchOption("rart".into()), warns: false };
    let said = words::doubt(&doubt, Some(&form), Texts::default());
    assert!(said.contains("«Nytt», «Gammelt»"), "{said}");
    let english = words::doubt(&doubt, Some(&form), Texts::new(Language::English));
    assert!(english.contains("“Nytt”, “Gammelt”") && !english.contains('«'), "{english}");
}

#[test]
fn amounts_are_asked_for_in_whole_kroner() {
    let form = form();
    let at = || forms::At { question: "amount".into(), row: None, part: None };
    for (wrong, said) in [
        (Wrong::TooSmall("91\u{a0}111,12".into()), "kr\u{a0}91\u{a0}112"),
        (Wrong::TooLarge("91\u{a0}111,12".into()), "kr\u{a0}91\u{a0}111"),
        (Wrong::TooSmall("90\u{a0}000".into()), "kr\u{a0}90\u{a0}000"),
    ] {
        let doubt = Doubt { at: at(), wrong, warns: false };
        let says = words::doubt(&doubt, Some(&form), Texts::default());
        assert!(says.contains(said), "{says}");
    }
    // How many there are is not kroner.
    let at = forms::At { question: "count".into(), ..at() };
    let doubt = Doubt { at, wrong: Wrong::TooSmall("1".into()), warns: false };
    assert!(!words::doubt(&doubt, Some(&form), Texts::default()).contains("kr\u{a0}"));
}

#[test]
fn dates_stand_in_the_field_as_people_write_them() {
    let html = asked(&answers(), &[], None);
    assert!(html.contains("value=\"mars/april 2026\""), "{html}");
    assert!(!html.contains("2026-03/2026-04"));
}

#[test]
fn what_may_be_demanded_is_not_marked_optional() {
    let html = asked(&answers(), &[], None);
    let head = |label: &str| {
        let rest = html.split(&format!("<th scope=\"col\" class=\"number\">{label}")).nth(1);
        rest.and_then(|rest| rest.split("</th>").next()).unwrap_or("none").to_owned()
    };
    assert_eq!(head("Mål"), "");
    assert!(head("Utgangspunkt").contains("optional"));
}
