//! The frames of counties split over the purposes of a call: both margins to the øre, every cell its
//! quota rounded down or up.

use super::allocation_rules::{Asked, assessed};
use super::house::{TestHouse, migrated};
use super::stage::{BODO, CALL, KLEPP, OFFICER, STAVANGER};
use serde_json::{Value, json};
use tests::both_databases;

const fn asked(who: &'static str, kroner: i64, purpose: &'static str) -> Asked {
    Asked { who, kroner, points: 4, purpose, least: None }
}

/// Two counties, two purposes, and in both counties somebody who does not say for what.
const ASKED: [Asked; 6] = [
    asked(KLEPP, 400_000, "home"),
    asked(KLEPP, 200_000, "work"),
    asked(STAVANGER, 100_000, ""),
    asked(BODO, 300_000, "home"),
    asked(BODO, 100_000, "work"),
    asked(BODO, 200_000, ""),
];

const ROGALAND: i64 = 70_000_000;
const NORDLAND: i64 = 30_000_000;
const UNIT: i64 = 100_000;

/// Draws a scenario with these frames.
async fn draws(house: &TestHouse, name: &str, frames: Value) {
    let body = json!({ "name": name, "plan": { "frames": frames } });
    let path = format!("/api/v1/calls/{CALL}/scenarios");
    house.json("POST", &path, &body, OFFICER).await.is(201);
}

fn ore(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

/// Frames, sums and cells of a table in øre, once every margin holds exactly and every cell is the whole
/// unit below or above its quota.
#[track_caller]
fn held(table: &Value) -> (Vec<i64>, Vec<i64>, Vec<Vec<i64>>) {
    let sums: Vec<i64> = list(&table["purposes"]).iter().map(|one| ore(&one["sum_ore"])).collect();
    let (mut frames, mut all) = (Vec::new(), Vec::new());
    let mut quotas = vec![0; sums.len()];
    for county in list(&table["counties"]) {
        let cells: Vec<i64> = list(&county["cells"])
            .iter()
            .zip(&mut quotas)
            .map(|(cell, of_column)| {
                let (amount, quota) = (ore(&cell["amount_ore"]), ore(&cell["quota_millionths"]));
                let up = i64::from(cell["rounded_up"] == json!(true));
                assert_eq!(amount, (quota / 1_000_000 + up) * UNIT, "{cell}");
                assert!(up == 0 || quota % 1_000_000 > 0, "{cell} is a whole number already");
                *of_column += quota;
                amount
            })
            .collect();
        let of_row: i64 =
            list(&county["cells"]).iter().map(|cell| ore(&cell["quota_millionths"])).sum();
        let frame = ore(&county["frame_ore"]);
        assert_eq!(cells.iter().sum::<i64>(), frame, "{county}");
        assert_eq!(of_row, frame / UNIT * 1_000_000, "the quotas of {county}");
        frames.push(frame);
        all.push(cells);
    }
    for (at, sum) in sums.iter().enumerate() {
        assert_eq!(all.iter().map(|row| row[at]).sum::<i64>(), *sum, "column {at} of {table}");
        assert_eq!(quotas[at], sum / UNIT * 1_000_000, "the quotas of column {at} of {table}");
    }
    (frames, sums, all)
}

both_databases! {
    from migrated;

    async fn frames_are_split_by_purpose_and_both_sums_hold(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        assessed(&house, &ASKED).await;
        let frames = json!({ "11": { "most": ROGALAND }, "18": { "most": NORDLAND }, "03": { "most": 5_000_000 } });
        draws(&house, "For hånd", json!({ "by-hand": { "frames": frames, "why": "Etter møtet." } })).await;
        draws(&house, "Etter folketall", json!({ "by-formula": {} })).await;
        draws(&house, "Én ramme", json!("one-frame")).await;
        let api = |number: u8, query: &str| format!("/api/v1/calls/{CALL}/scenarios/{number}/purposes{query}");
        let page = |number: u8, query: &str| format!("/calls/{CALL}/allocation/{number}/purposes{query}");
        let plain = |text: String| text.replace('\u{a0}', " ");

        // As it is applied for: 400, 200 and 100 of 700 in Rogaland, 300, 100 and 200 of 600 in Nordland.
        let table = house.get(&api(1, ""), OFFICER).await.is(200).value();
        assert_eq!(ore(&table["unit_ore"]), UNIT);
        let (frames, sums, cells) = held(&table);
        assert_eq!(frames, [ROGALAND, NORDLAND]);
        assert_eq!(sums, [55_000_000, 25_000_000, 20_000_000]);
        assert_eq!(cells, [[40_000_000, 20_000_000, 10_000_000], [15_000_000, 5_000_000, 10_000_000]]);
        let keys: Vec<&Value> = list(&table["purposes"]).iter().map(|one| &one["purpose"]).collect();
        assert_eq!(keys, [&json!("home"), &json!("work"), &Value::Null]);
        assert_eq!(table["purposes"][1]["name"], json!("Komme i jobb"));
        assert_eq!(table["purposes"][2]["applied_ore"], json!(30_000_000));
        assert_eq!(table["without_applications"], json!([{ "county": "03", "name": "Oslo", "frame_ore": 5_000_000 }]));

        // Other sums: the same frames, other cells, none of which comes out even.
        let query = "?sum-home=333000&sum-work=500000&sum=167000";
        let table = house.get(&api(1, query), OFFICER).await.is(200).value();
        let (frames, sums, cells) = held(&table);
        assert_eq!((frames, sums), (vec![ROGALAND, NORDLAND], vec![33_300_000, 50_000_000, 16_700_000]));
        assert!(list(&table["counties"][0]["cells"]).iter().all(|cell| ore(&cell["quota_millionths"]) % 1_000_000 > 0));
        let shown = house.get(&page(1, query), OFFICER).await.is(200);
        assert_eq!(shown.field("sum-work"), "500000");
        let text = plain(shown.text());
        for cell in cells.iter().flatten() {
            let said = format!("{} {:03}", cell / UNIT, cell % UNIT / 100);
            assert!(text.contains(&format!(">{said}</td>")), "«{said}» is not in {text}");
        }
        for said in ["Få et hjem", "Ikke oppgitt", "Oslo", "rundet ned eller opp til en hel enhet"] {
            assert!(text.contains(said), "«{said}» is not in {text}");
        }

        // What does not add up is said at its field, with the sums; what was typed stays.
        let short = "?sum-home=500000&sum-work=400000&sum=90000";
        let shown = house.get(&page(1, short), OFFICER).await.is(422);
        assert_eq!((shown.field("sum-home"), shown.field("sum")), ("500000".to_owned(), "90000".to_owned()));
        let text = plain(shown.text());
        assert!(text.contains("Summene er til sammen 990 000 kr og rammene 1 000 000 kr. Det mangler 10 000 kr."), "{text}");
        assert!(text.contains("href=\"#field-sum\"") && text.contains("id=\"field-sum-error\""), "{text}");
        for (query, field) in [
            (short, "sum"),
            ("?sum-home=1000000&sum-work=&sum=0", "sum-work"),
            ("?sum-home=500500.50&sum-work=400000&sum=100000", "sum-home"),
            ("?sum-ghost=1", "sum-ghost"),
        ] {
            let problem = house.get(&api(1, query), OFFICER).await.is(422).value();
            let fields: Vec<&Value> = list(&problem["errors"]).iter().map(|one| &one["field"]).collect();
            assert_eq!(fields, [&json!(field)], "{query}");
        }
        for (language, said) in [("nn", "Det manglar 10 000 kr."), ("en", "10 000 kr is missing.")] {
            house.reads(language);
            let text = plain(house.get(&page(1, short), OFFICER).await.is(422).text());
            assert!(text.contains(said), "{text}");
        }
        house.reads("nb");

        // Frames by a formula: every county has one, and those without applications are named apart.
        let table = house.get(&api(2, ""), OFFICER).await.is(200).value();
        let (frames, sums, _) = held(&table);
        assert_eq!((frames.len(), sums.len(), list(&table["without_applications"]).len()), (2, 3, 17));
        house.get(&page(2, ""), OFFICER).await.is(200).says("17 fylker med rammer");

        // One frame is not split; the other pages of a scenario lead here.
        let refused = house.get(&api(3, ""), OFFICER).await.is(409);
        refused.says("Bare fylkesrammer kan deles på formål");
        house.get(&page(3, ""), OFFICER).await.is(200).says("Hele budsjettet er én ramme");
        house.get(&format!("/calls/{CALL}/allocation/1/optimum"), OFFICER).await.is(200).says("/allocation/1/purposes");
        house.get(&page(1, ""), KLEPP).await.is(403);
        // Whoever sent something in is told so; those letters are not what this is about.
        house.post_comes().await;
        house.leave().await;
    }
}
