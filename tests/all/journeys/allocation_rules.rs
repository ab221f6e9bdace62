//! By which rules a plan chooses: from the form in which applicants say what a project is for and the least
//! it can do with, over every way of drawing the line, to the letter of who is refused.

use super::applicant::{begins, standard, submits};
use super::house::{TestHouse, actor, migrated, recipient, text};
use super::stage::{self, AUTHORITY, BODO, CALL, KLEPP, OFFICER, OTHER_OFFICER, STAVANGER};
use forms::{Meaning, Required};
use serde_json::{Value, json};
use tests::both_databases;
use vocabulary::{ApplicationId, FormVersionId, Money};

const BUDGET: Money = Money::from_kroner(1_000_000);

/// What somebody applies for, with the points it is given. Without a purpose it does not say for what.
pub(super) struct Asked {
    pub(super) who: &'static str,
    pub(super) kroner: i64,
    pub(super) points: i32,
    pub(super) purpose: &'static str,
    pub(super) least: Option<i64>,
}

/// By score, as they stand in the list. Together they ask for 1 400 000 kroner.
const ASKED: [Asked; 4] = [
    Asked { who: KLEPP, kroner: 400_000, points: 5, purpose: "home", least: None },
    Asked { who: KLEPP, kroner: 200_000, points: 4, purpose: "work", least: Some(100_000) },
    Asked { who: STAVANGER, kroner: 500_000, points: 3, purpose: "work", least: Some(250_000) },
    Asked { who: BODO, kroner: 300_000, points: 2, purpose: "home", least: None },
];

/// The house's own form, which asks for the purpose and for the least as well.
pub(crate) async fn form(house: &TestHouse) -> FormVersionId {
    let (db, clock) = (&house.house.db, house.clock());
    let officer = actor(house, OFFICER).await;
    let mut definition = forms::standard();
    for section in &mut definition.sections {
        let Some(own_share) = section.questions.iter().find(|one| one.key == "own-share") else {
            continue;
        };
        let mut least = own_share.clone();
        (least.key, least.meaning) = ("least-amount".into(), Some(Meaning::LeastAmount));
        least.required = Required::Never;
        let mut purpose = least.clone();
        (purpose.key, purpose.meaning) = ("purpose".into(), Some(Meaning::Purpose));
        let takes = json!({ "kind": "choice", "options": [
            { "key": "home", "label": { "nb": "Få et hjem", "nn": "Få ein heim" } },
            { "key": "work", "label": { "nb": "Komme i jobb", "nn": "Kome i jobb" } },
        ] });
        purpose.takes = serde_json::from_value(takes).expect("a kind of question");
        section.questions.extend([least, purpose]);
    }
    let id = forms::import_form(db, clock, &officer, "med-formal", definition).await;
    let id = id.expect("taken in");
    forms::publish_form(db, clock, &officer, id).await.expect("published");
    id
}

/// All of them, sent in on that form, checked and assessed.
pub(super) async fn assessed(house: &TestHouse, all: &[Asked]) -> Vec<ApplicationId> {
    stage::assemble(house).await;
    let form = form(house).await;
    let call = stage::announce_like(house, BUDGET, |call| call.form = Some(form)).await;
    stage::opens(house, call).await;
    let mut ids = Vec::new();
    for asked in all {
        let mut answers = standard("Jobb", asked.kroner);
        if !asked.purpose.is_empty() {
            answers["purpose"] = json!(asked.purpose);
        }
        if let Some(kroner) = asked.least {
            answers["least-amount"] = json!(kroner * 100);
        }
        let id = begins(house, asked.who, &answers).await;
        submits(house, asked.who, id).await.is(200);
        ids.push(id);
    }
    house.set_clock("2012-03-01", 8);
    let (db, clock) = (&house.house.db, house.clock());
    let officer = actor(house, OFFICER).await;
    grant_applications::close_call(db, clock, &officer, call).await.expect("closed");
    for (id, asked) in ids.iter().zip(all) {
        grant_applications::check_application(db, clock, &officer, *id).await.expect("checked");
        for assessor in [OFFICER, OTHER_OFFICER] {
            stage::asks(house, assessor, *id).await;
        }
        for assessor in [OFFICER, OTHER_OFFICER] {
            stage::assess(house, assessor, *id, asked.points, asked.kroner).await;
        }
    }
    ids
}

fn scenarios(rest: &str) -> String {
    format!("/api/v1/calls/{CALL}/scenarios{rest}")
}

/// Draws the whole budget as one frame by these rules: the number of the scenario, what each application
/// gets in thousands of kroner, and why.
async fn by(house: &TestHouse, name: &str, rules: Value) -> (u64, Vec<i64>, Vec<String>) {
    let body = json!({ "name": name, "plan": { "frames": "one-frame", "rules": rules } });
    house.json("POST", &scenarios(""), &body, OFFICER).await.is(201);
    let all = house.get(&scenarios(""), OFFICER).await.is(200).value();
    let drawn = all.as_array().and_then(|all| all.last()).expect("the one just drawn");
    let lines = drawn["lines"].as_array().expect("lines");
    let thousands = |line: &Value| line["awarded_ore"].as_i64().expect("an amount") / 100_000;
    let why = |line: &Value| line["reason"].as_str().expect("a reason").replace('\u{a0}', " ");
    let number = drawn["number"].as_u64().expect("a number");
    (number, lines.iter().map(thousands).collect(), lines.iter().map(why).collect())
}

#[track_caller]
fn says(reason: &str, words: &str) {
    assert!(reason.contains(words), "«{words}» is not in «{reason}»");
}

both_databases! {
    from migrated;

    async fn every_rule_of_a_plan_decides_and_says_so(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        let four = assessed(&house, &ASKED).await;
        let [first, second, third, last] = four.try_into().expect("four");

        // At the line: pass over, stop, or a part down to the applicant's own minimum.
        let (_, got, why) = by(&house, "Neste som passer", json!({})).await;
        assert_eq!(got, [400, 200, 0, 300]);
        says(&why[2], "Det var 400 000 kr igjen av rammen på 1 000 000 kr, og det rekker ikke til 500 000 kr.");
        let (_, got, why) = by(&house, "Lista slutter", json!({ "at_the_line": "stop" })).await;
        assert_eq!(got, [400, 200, 0, 0]);
        says(&why[3], "rakk ikke til søknaden på plass 3, og lista slutter der.");
        let (number, got, why) = by(&house, "En del", json!({ "at_the_line": "partial" })).await;
        assert_eq!(got, [400, 200, 400, 0]);
        says(&why[2], "det er ikke mindre enn de 250 000 kr søkeren har sagt er det minste");
        says(&why[3], "Søknaden er nummer fire av fire etter poeng. Rammen på 1 000 000 kr ble brukt opp av de tre første.");
        let whole = house.get(&scenarios(&format!("/{number}")), OFFICER).await.is(200).value();
        assert_eq!(whole["reserve_list"], json!([last]), "money that comes back goes there");

        // All alike: 1 000 000 of 1 400 000, in whole thousands.
        let (_, got, why) = by(&house, "Likt kutt", json!({ "cut": "pro-rata" })).await;
        assert_eq!(got, [285, 142, 357, 214]);
        says(&why[0], "71,3 % av det tilrådde beløpet på 400 000 kr");

        // One for each recipient, and the best choice under that rule beside the list.
        let (number, got, why) = by(&house, "Én hver", json!({ "per_recipient": 1 })).await;
        assert_eq!(got, [400, 0, 500, 0]);
        says(&why[1], "Søkeren kan få ett tilskudd, og har fått det for en søknad høyere på lista.");
        let best = house.get(&scenarios(&format!("/{number}/optimum")), OFFICER).await.is(200).value();
        assert_eq!((&best["scenario"]["points_milli"], &best["optimum"]["points_milli"]), (&json!(160_000), &json!(180_000)));
        assert_eq!((&best["proof"], &best["optimum"]["cost_ore"]), (&json!("optimal"), &json!(BUDGET.ore())));
        assert_eq!(best["only_in_scenario"], json!([first]));

        // A pair of which only one can be funded.
        let rules = json!({ "exclusive": [[first, second]] });
        let (_, got, why) = by(&house, "Bare én av to", rules).await;
        assert_eq!(got, [400, 0, 500, 0]);
        says(&why[1], "Søknaden JOBB-2012-S01 får tilskudd, og bare én av de to kan få det.");
        let twice = json!({ "exclusive": [[first, second], [first, third]] });
        assert_eq!(by(&house, "Bare én av tre", twice).await.1, [400, 0, 0, 300]);

        // What a purpose must get is kept for it, and what it may get is not exceeded.
        let rules = json!({ "purposes": { "work": { "least": 70_000_000 } } });
        let (_, got, why) = by(&house, "Minst til jobb", rules).await;
        assert_eq!(got, [0, 200, 500, 300]);
        says(&why[0], "men 700 000 kr av dem er holdt av til fylker eller formål");
        let rules = json!({ "purposes": { "work": { "most": 30_000_000 } } });
        let (number, got, why) = by(&house, "Høyst til jobb", rules).await;
        assert_eq!(got, [400, 200, 0, 300]);
        says(&why[2], "Formålet «Komme i jobb» kan få høyst 300 000 kr. Det var 100 000 kr igjen av dem, og det rekker ikke til 500 000 kr.");
        let page = house.get(&format!("/calls/{CALL}/allocation/{number}"), OFFICER).await.is(200);
        let page = page.says("Formålet «Komme i jobb» kan få høyst").text();
        assert!(!page.contains("«work»"), "nobody knows the key: {page}");
        let one = house.get(&scenarios(&format!("/{number}")), OFFICER).await.is(200).value();
        assert_eq!(one["lines"][2]["reason"].as_str().map(|said| said.replace('\u{a0}', " ")), Some(why[2].clone()));
        let new = house.get(&format!("/calls/{CALL}/allocation/new"), OFFICER).await.is(200);
        new.says("Komme i jobb, minst");

        // Adopted, the applicant is told in the words of the form.
        house.post_comes().await;
        let adopt = scenarios(&format!("/{number}/adopt"));
        let adopted = house.json("POST", &adopt, &json!({}), AUTHORITY).await.is(200).value();
        assert_eq!((&adopted["awarded_ore"], &adopted["refused"]), (&json!(90_000_000), &json!(1)));
        let mails = house.post_comes().await;
        let refusal = mails.iter().find(|mail| recipient(mail) == STAVANGER).expect("a letter");
        says(&text(refusal), "Formålet «Komme i jobb» kan få høyst");
        house.leave().await;
    }
}
