//! A call from its weights over scenarios to adoption, by the API alone, with every refusal on the way.

use super::house::{Answer, STRANGER, TestHouse, actor, day, migrated};
use super::stage::{self, AUTHORITY, BODO, CALL, KLEPP, OFFICER, STAVANGER};
use grant_applications::{Content, NewApplication};
use serde_json::{Value, json};
use tests::both_databases;
use vocabulary::{ApplicationId, CallId, Money};

const THIRD: &str = "c@direktoratet.example";
const APPLICATIONS: [(&str, &str, i64, i32); 3] = [
    (KLEPP, "Jobb i Klepp", 400_000, 5),
    (STAVANGER, "Jobb i Stavanger", 500_000, 4),
    (BODO, "Jobb i Bodø", 300_000, 2),
];
const BUDGET: Money = Money::from_kroner(950_000);

fn api(rest: &str) -> String {
    format!("/api/v1/calls/{CALL}/scenarios{rest}")
}

/// The problem's kind and the fields that are wrong.
fn refusal(answer: Answer, status: u16) -> (String, Vec<String>) {
    let said = answer.is(status).value();
    let kind = said["type"].as_str().expect("a type").to_owned();
    let errors = said["errors"].as_array().into_iter().flatten();
    let fields = errors.map(|one| one["field"].as_str().expect("a field").to_owned());
    (kind, fields.collect())
}

fn invalid(answer: Answer) -> String {
    let (kind, fields) = refusal(answer, 422);
    assert_eq!(kind, "/problems/invalid");
    fields.join(" ")
}

/// A hundred each, and more where it is said.
async fn of_counties(house: &TestHouse, more: &[(&str, i64)]) -> Vec<Value> {
    let counties = organisations::queries::counties_on(&house.house.db, day("2012-01-09")).await;
    let counties = counties.expect("a look").into_iter().map(|county| county.number.to_string());
    let weight = |unit: &str| more.iter().find(|(own, _)| *own == unit).map_or(100, |(_, n)| *n);
    counties.map(|unit| json!({ "value": weight(&unit), "unit": unit })).collect()
}

fn set(slug: &str, level: &str, rows: &[Value]) -> Value {
    json!({
        "slug": slug, "name": "Unge uten arbeid", "level": level, "source": "Egen telling",
        "as_of_on": "2012-01-01", "rows": rows,
    })
}

async fn draws(house: &TestHouse, name: &str, plan: Value) -> Answer {
    house.json("POST", &api(""), &json!({ "name": name, "plan": plan }), OFFICER).await
}

async fn reads(house: &TestHouse, rest: &str) -> Value {
    house.get(&api(rest), OFFICER).await.is(200).value()
}

fn awarded(scenario: &Value) -> Vec<i64> {
    let lines = scenario["lines"].as_array().expect("lines").iter();
    lines.map(|line| line["awarded_ore"].as_i64().expect("an amount") / 100).collect()
}

/// An application that is sent in and nothing more.
async fn sent(house: &TestHouse, call: CallId, who: &str) -> ApplicationId {
    let db = &house.house.db;
    let actor = actor(house, who).await;
    let organisation = actor.confined_to().expect("an applicant");
    let found = organisations::organisation(db, organisation).await.expect("a look");
    let municipality = found.and_then(|found| found.municipality).expect("a municipality");
    let content = Content {
        title: "Jobb".into(),
        summary: "Vi vil.".into(),
        target_group: "De som vil.".into(),
        amount: Money::from_kroner(400_000),
        continuation: "Vi fortsetter.".into(),
        ..Content::default()
    };
    let new = NewApplication { call, organisation, municipality, answers: content.answers() };
    let id = grant_applications::begin_application(db, house.clock(), &actor, new).await;
    let id = id.expect("begun");
    let sent = grant_applications::submit_application(db, house.clock(), &actor, id, 1).await;
    sent.expect("submitted");
    id
}

both_databases! {
    from migrated;

    async fn weights_come_in_line_by_line_and_version_by_version(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        let rows = of_counties(&house, &[("11", 9000)]).await;
        let new = set("unge", "county", &rows);
        house.json("POST", "/api/v1/weights", &new, STRANGER).await.is(401);
        house.json("POST", "/api/v1/weights", &new, KLEPP).await.is(403);
        house.get("/api/v1/weights", KLEPP).await.is(403);
        house.get("/weights", KLEPP).await.is(403);
        let bad = |change: &dyn Fn(&mut Value)| {
            let mut body = new.clone();
            change(&mut body);
            body
        };
        let wrongs = [
            (bad(&|b| b["slug"] = json!("Unge Uten")), "slug"),
            (bad(&|b| b["slug"] = json!("population")), "slug"),
            (bad(&|b| b["name"] = json!(" ")), "name"),
            (bad(&|b| b["level"] = json!("region")), "level"),
            (bad(&|b| b["as_of_on"] = json!("i fjor")), "as_of_on"),
            (bad(&|b| b["rows"] = json!([])), "rows"),
            (bad(&|b| b["csv"] = json!("03;1")), "rows"),
            (bad(&|b| b["rows"][1]["value"] = json!(-4)), "rows.1"),
            (bad(&|b| b["rows"][2]["unit"] = json!("77")), "rows.2"),
            (bad(&|b| b["rows"][3]["unit"] = b["rows"][0]["unit"].clone()), "rows.3"),
            (bad(&|b| b["rows"][0]["vaule"] = json!(1)), "rows.0.vaule"),
        ];
        for (body, field) in &wrongs {
            assert_eq!(invalid(house.json("POST", "/api/v1/weights", body, OFFICER).await), *field);
        }
        let of_text = |text: &str, column: Value| {
            let mut body = set("unge", "county", &[]);
            body.as_object_mut().expect("an object").remove("rows");
            (body["csv"], body["column"]) = (json!(text), column);
            body
        };
        for (text, column, field) in [
            ("unit;a;b\n03;1;2", Value::Null, "column"),
            ("unit;a;b\n03;1;2", json!("c"), "column"),
            ("hei", Value::Null, "csv"),
            ("unit;a\n03;x\n\n99;1\n;4", Value::Null, "csv.2 csv.4 csv.5"),
        ] {
            let body = of_text(text, column);
            assert_eq!(invalid(house.json("POST", "/api/v1/weights", &body, OFFICER).await), field, "{text}");
        }
        for (language, words) in [("nb", "er ikke et helt tall"), ("nn", "er ikkje eit heilt tal"), ("en", "is not a whole number")] {
            house.reads(language);
            let body = of_text("unit;a\n03;x", Value::Null);
            house.json("POST", "/api/v1/weights", &body, OFFICER).await.is(422).says(words);
        }
        house.reads("nb");
        assert_eq!(house.count("weight_set").await, 0, "nothing was brought in");

        let first = house.json("POST", "/api/v1/weights", &new, OFFICER).await.is(201).value();
        assert_eq!((&first["version"], &first["values"]["11"]), (&json!(1), &json!(9000)));
        let again = house.json("POST", "/api/v1/weights", &new, OFFICER).await.is(200).value();
        assert_eq!(first["hash"], again["hash"]);
        let text: String = rows
            .iter()
            .map(|row| format!("{};{}\n", row["unit"].as_str().expect("a unit"), row["value"]))
            .collect();
        let other = text.replace("11;9000", "11;9 001");
        let second = house.json("POST", "/api/v1/weights", &of_text(&other, Value::Null), OFFICER).await;
        let second = second.is(201).value();
        assert_eq!((&second["version"], &second["values"]["11"]), (&json!(2), &json!(9001)));
        assert_eq!(second["versions"].as_array().map(Vec::len), Some(2));
        let one = "/api/v1/weights/unge";
        let old = house.get(&format!("{one}?version=1"), OFFICER).await.is(200).value();
        assert_eq!((&old["values"]["11"], &old["level"]), (&json!(9000), &json!("county")));
        for none in ["?version=3", "?version=x", "?level=municipality", "?level=region"] {
            house.get(&format!("{one}{none}"), OFFICER).await.is(404);
        }
        house.get("/api/v1/weights/ghost", OFFICER).await.is(404);
        let all = house.get("/api/v1/weights", OFFICER).await.is(200).value();
        assert_eq!(all.as_array().map(Vec::len), Some(2));

        // The pages say the same.
        house.get("/weights", OFFICER).await.is(200).says("Unge uten arbeid");
        house.get("/weights?of=unge&level=county", OFFICER).await.is(200).says("value=\"Egen telling\"");
        let page = house.get("/weights/unge", OFFICER).await.is(200).says("Rogaland");
        page.says("9\u{a0}001").says("9\u{a0}000");
        house.get("/weights/ghost", OFFICER).await.is(404);
        house.drain().await;
        house.leave().await;
    }

    async fn what_is_pasted_comes_back_with_what_is_wrong(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        let fields = |text: &str| {
            [("name", "Unge"), ("slug", "unge"), ("level", "county"), ("source", "Egen telling"),
             ("as_of", "2012-01-01"), ("text", text), ("column", "")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec()
        };
        let text = "Fylke;Unge\n03;12 345\n99;7\n11;mange\n";
        let back = posts(&house, &fields(text), None).await.is(422);
        let back = back.says("Fylke;Unge").says("99 finnes ikke den dagen").says("«mange»").says("value=\"Egen telling\"");
        assert!(back.says("2 linjer kan ikke leses").text().contains("Linje 3"));
        // A file comes back as text, so that it can be mended where it stands.
        let back = posts(&house, &fields(""), Some(("unge.csv", text.as_bytes()))).await.is(422);
        back.says("Fylke;Unge").says("Innholdet i filen står under");
        let both = posts(&house, &fields(text), Some(("unge.csv", b"03;1"))).await.is(422);
        both.says("Tøm det ene").says("Fylke;Unge");
        posts(&house, &fields(""), Some(("unge.xlsx", b"PK\x03\x04rest"))).await.is(422).says("arbeidsbok");
        let large = vec![b'1'; 2 * 1024 * 1024];
        let back = posts(&house, &fields(""), Some(("unge.csv", &large))).await.is(422);
        back.says("større enn 1 MB").says("value=\"Egen telling\"");
        let larger = vec![b'1'; 12 * 1024 * 1024];
        posts(&house, &fields(""), Some(("unge.csv", &larger))).await.is(413);
        let typed = "1".repeat(2 * 1024 * 1024);
        posts(&house, &fields(&typed), None).await.is(413).says("større enn 1 MB");
        posts(&house, &fields(""), None).await.is(422).says("Velg en fil");
        posts(&house, &[], None).await.is(422);
        assert_eq!(house.count("weight_set").await, 0);
        let to = posts(&house, &fields("03;1\n3;1\n"), None).await.is(422);
        to.says("03 står allerede på linje 1");
        let to = posts(&house, &fields("Fylke\tUnge\n3 Oslo\t12 345\n11 Rogaland\t7\n"), None).await.leads_on();
        house.get(&to, OFFICER).await.is(200).says("12\u{a0}345").says("Ingen scenarioer bruker settet");
        house.drain().await;
        house.leave().await;
    }

    async fn from_scenarios_to_adoption(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        stage::join_officer(&house, "Cato Saksbehandler", THIRD).await;
        let call = stage::announce(&house, BUDGET).await;
        let ids = stage::judged_of(&house, call, &APPLICATIONS, Some(THIRD)).await;
        let [klepp, stavanger, bodo] = ids.try_into().expect("three");
        let rows = of_counties(&house, &[("11", 9000)]).await;
        house.json("POST", "/api/v1/weights", &set("unge", "county", &rows), OFFICER).await.is(201);

        // Who may not.
        let list = json!({ "frames": "one-frame" });
        let first = json!({ "name": "Liste", "plan": list });
        house.json("POST", &api(""), &first, STRANGER).await.is(401);
        house.json("POST", &api(""), &first, KLEPP).await.is(403);
        house.json("POST", &api(""), &first, THIRD).await.is(403);
        house.get(&api(""), THIRD).await.is(403);
        house.json("POST", "/api/v1/calls/ghost/scenarios", &first, OFFICER).await.is(404);
        house.get(&api("/1"), OFFICER).await.is(404);

        // What has no result says where.
        let by = |formula: Value| json!({ "frames": { "by-formula": formula } });
        let hand = |frames: Value, why: &str| json!({ "frames": { "by-hand": { "frames": frames, "why": why } } });
        let of_formula = "plan.frames.by-formula";
        for (plan, field) in [
            (by(json!({ "weights": { "set": "ghost" } })), format!("{of_formula}.weights")),
            (by(json!({ "floor": 10_000_000 })), of_formula.to_owned()),
            (by(json!({ "reserve": i64::MAX })), of_formula.to_owned()),
            (by(json!({ "reserve": i64::MIN })), of_formula.to_owned()),
            (by(json!({ "unit": 0 })), of_formula.to_owned()),
            (by(json!({ "lump": i64::MAX })), of_formula.to_owned()),
            (by(json!({ "cap": i64::MIN })), of_formula.to_owned()),
            (by(json!({ "weights": { "index": [{ "set": "unge", "share_millionths": 999_999 }] } })), format!("{of_formula}.weights")),
            (by(json!({ "flor": 1 })), format!("{of_formula}.flor")),
            (by(json!({ "method": "guess" })), format!("{of_formula}.method")),
            (hand(json!({ "11": { "most": 1 } }), " "), "plan.frames.by-hand.why".to_owned()),
            (hand(json!({ "77": { "most": 1 } }), "Vi vil."), "plan.frames.by-hand.frames.77".to_owned()),
            (hand(json!({ "11": { "least": 2, "most": 1 } }), "Vi vil."), "plan.frames.by-hand.frames.11".to_owned()),
            (hand(json!({ "11": { "least": 95_000_001, "most": 95_000_001 } }), "Vi vil."), "plan.frames.by-hand.frames".to_owned()),
            (json!({ "frames": "one-frame", "budget": 95_000_001 }), "plan.budget".to_owned()),
            (json!({ "frames": "one-frame", "rules": { "at_the_lin": "stop" } }), "plan.rules.at_the_lin".to_owned()),
        ] {
            assert_eq!(invalid(draws(&house, "A", plan.clone()).await), field, "{plan}");
        }
        assert_eq!(invalid(draws(&house, " ", list.clone()).await), "name");

        // Drawn, read, and sent again as it is read.
        let drawn = draws(&house, "Liste", list.clone()).await.is(201).value();
        assert_eq!((&drawn["number"], &drawn["state"], awarded(&drawn)), (&json!(1), &json!("draft"), vec![400_000, 500_000, 0]));
        assert_eq!(invalid(draws(&house, "Liste", list).await), "name");
        let of_set = draws(&house, "Unge", by(json!({ "weights": { "set": "unge" } }))).await.is(201).value();
        let of_hand = hand(json!({ "11": { "most": 60_000_000 }, "18": { "most": 35_000_000 } }), "Nord skal ha sitt.");
        let of_hand = draws(&house, "Skjønn", of_hand).await.is(201).value();
        assert_eq!(awarded(&of_hand), [400_000, 0, 300_000]);
        let index = json!({ "index": [{ "set": "unge", "share_millionths": 1_000_000 }] });
        draws(&house, "Behov", by(json!({ "method": "sainte-lague", "weights": index }))).await.is(201);
        draws(&house, "Det samme", of_set["plan"].clone()).await.is(201);
        let seen = reads(&house, "").await;
        assert_eq!(seen.as_array().map(Vec::len), Some(5));
        let whole = reads(&house, "/2").await;
        assert_eq!((&whole["inputs"]["weights"][0]["source"], &whole["inputs"]["weights"][0]["version"]), (&json!("Egen telling"), &json!(1)));
        assert_eq!((&whole["is_stale"], &whole["inputs"]["contenders"][0]["reference"]), (&json!(false), &json!("JOBB-2012-S01")));
        assert_eq!(reads(&house, "/5").await["inputs"]["hash"], whole["inputs"]["hash"], "the same bytes");
        house.get("/weights/unge", OFFICER).await.is(200).says(">Unge</a>");

        // From inside and beside one another.
        let working = reads(&house, "/2/working").await;
        let exact = &working["exact"];
        let shares = exact["shares"].as_array().expect("shares").iter();
        let shared: i64 = shares.map(|share| share["amount"].as_i64().expect("an amount")).sum();
        assert_eq!(shared + exact["rest"].as_i64().expect("a rest"), BUDGET.ore());
        assert!(working["index"].is_null() && working["rows"].as_array().is_some_and(|rows| rows.len() == 19));
        let index = reads(&house, "/4/working").await["index"].clone();
        assert_eq!(index["criteria"][0]["values"]["11"], 9000);
        assert_eq!(refusal(house.get(&api("/1/working"), OFFICER).await, 409).0, "/problems/rule");
        let best = reads(&house, "/1/optimum").await;
        assert_eq!((&best["proof"], &best["gap_milli"]), (&json!("optimal"), &json!(0)));
        assert!(best["optimum"]["points_milli"].as_i64() >= best["scenario"]["points_milli"].as_i64(), "{best}");
        let hangs_on = reads(&house, "/1/sensitivity").await;
        assert_eq!(hangs_on["funded"], json!([klepp, stavanger]));
        assert_eq!((hangs_on["by_weight"].as_array().map(Vec::len), hangs_on["by_assessor"][0]["name"].as_str()), (Some(2), Some("Anne Saksbehandler")));
        let further = api("/2/municipalities");
        house.get(&further, OFFICER).await.is(422).says("Hent inn ett først");
        let municipalities = organisations::queries::municipalities_on(&house.house.db, day("2012-01-01")).await;
        let alike: Vec<Value> = municipalities
            .expect("a look")
            .into_iter()
            .map(|one| json!({ "unit": one.number.to_string(), "value": 1 }))
            .collect();
        house.json("POST", "/api/v1/weights", &set("likt", "municipality", &alike), OFFICER).await.is(201);
        assert_eq!(invalid(house.get(&format!("{further}?set=unge"), OFFICER).await.says("likt")), "set");
        assert_eq!(refusal(house.get(&api("/1/municipalities?set=likt"), OFFICER).await, 409).0, "/problems/rule");
        let counties = house.get(&format!("{further}?set=likt"), OFFICER).await.is(200).value();
        for county in counties.as_array().expect("counties") {
            let inside = county["municipalities"].as_array().expect("municipalities").iter();
            let sum: i64 = inside.map(|one| one["amount_ore"].as_i64().expect("an amount")).sum();
            assert_eq!(json!(sum + county["rest_ore"].as_i64().expect("a rest")), county["frame_ore"]);
        }
        let pair = reads(&house, "/compare?a=1&b=3").await;
        assert_eq!((&pair["differing"], &pair["lines"][1]["difference_ore"]), (&json!(2), &json!(-50_000_000)));
        for (query, field) in [("?a=1", "b"), ("?a=7&b=1", "a"), ("?a=1&b=x", "b"), ("", "a")] {
            assert_eq!(invalid(house.get(&api(&format!("/compare{query}")), OFFICER).await), field);
        }

        // By hand: with a reason, within what was applied for and what the others leave.
        let line = |id: ApplicationId| api(&format!("/1/adjustments/{id}"));
        let puts = async |id, ore: i64, reason: &str| {
            let body = json!({ "amount_ore": ore, "reason": reason });
            house.json("PUT", &line(id), &body, OFFICER).await
        };
        assert_eq!(invalid(puts(bodo, 1, " ").await), "reason");
        assert_eq!(invalid(puts(bodo, 30_000_001, "Nord").await), "amount_ore");
        assert_eq!(invalid(puts(bodo, -1, "Nord").await), "amount_ore");
        for (language, words) in [("nb", "Det er 50 000 kr til den"), ("nn", "Det er 50 000 kr til han"), ("en", "There are 50 000 kr for it")] {
            house.reads(language);
            let refused = puts(bodo, 5_000_001, "Nord").await.is(409);
            let refused = refused.says(&words.replace("50 000", &Money::from_kroner(50_000).to_string())).value();
            assert_eq!(refused["type"], "/problems/no-room");
            assert_eq!((&refused["remaining_ore"], &refused["asked_ore"]), (&json!(5_000_000), &json!(5_000_001)));
        }
        house.reads("nb");
        puts(ApplicationId::fresh(), 1, "Nord").await.is(404);
        house.json("PUT", &api("/1/adjustments/x"), &json!({ "amount_ore": 1, "reason": "a" }), OFFICER).await.is(404);
        house.json("PUT", &line(bodo), &json!({ "amount_ore": 1, "reason": "a" }), THIRD).await.is(403);
        puts(stavanger, 45_000_000, "Lønn er regnet to ganger").await.is(200);
        let set_by_hand = puts(bodo, 10_000_000, "Et forprosjekt").await.is(200).value();
        assert_eq!(awarded(&set_by_hand), [400_000, 450_000, 100_000]);
        assert_eq!(set_by_hand["lines"][1]["computed_ore"], 50_000_000);
        assert_eq!(set_by_hand["adjustments"].as_array().map(Vec::len), Some(2));
        let drops = async |id| house.json("DELETE", &line(id), &json!({}), OFFICER).await;
        assert_eq!(refusal(drops(stavanger).await, 409).0, "/problems/no-room");
        drops(klepp).await.is(404);
        assert_eq!(awarded(&drops(bodo).await.is(200).value()), [400_000, 450_000, 0]);
        drops(bodo).await.is(404);

        // Other numbers and other scores: it says which, and is not adopted.
        let other = of_counties(&house, &[("11", 1)]).await;
        house.json("POST", "/api/v1/weights", &set("unge", "county", &other), OFFICER).await.is(201);
        let uses = house.get("/api/v1/weights/unge", OFFICER).await.is(200).value()["scenarios"].clone();
        assert_eq!((uses.as_array().map(Vec::len), &uses[0]["version"], &uses[0]["call"]), (Some(3), &json!(1), &json!(CALL)));
        stage::assess(&house, THIRD, klepp, 0, 100_000).await;
        let stale = reads(&house, "/2").await;
        let what: Vec<_> = stale["changes"].as_array().expect("changes").iter().map(|one| one["what"].clone()).collect();
        assert_eq!((&stale["is_stale"], what), (&json!(true), vec![json!("other-weights"), json!("other-score"), json!("other-recommended")]));
        let adopt = api("/1/adopt");
        house.json("POST", &adopt, &json!({}), OFFICER).await.is(403);
        house.json("POST", &adopt, &json!({}), KLEPP).await.is(403);
        // Scores are closed to who is not asked until all who are have handed in, whoever it is.
        house.json("POST", &adopt, &json!({}), AUTHORITY).await.is(403).says("lukket for deg");
        stage::assess(&house, THIRD, stavanger, 4, 500_000).await;
        stage::assess(&house, THIRD, bodo, 2, 300_000).await;
        for (language, words) in [("nb", "må lages på nytt"), ("nn", "må lagast på nytt"), ("en", "must be drawn again")] {
            house.reads(language);
            let refused = house.json("POST", &adopt, &json!({}), AUTHORITY).await.is(409).says(words).value();
            assert_eq!((&refused["type"], &refused["changes"][0]["reference"]), (&json!("/problems/outdated"), &json!("JOBB-2012-S01")));
            assert_eq!(refused["possible"][0]["action"], "redraw");
        }
        house.reads("nb");
        let again = |number: u8| api(&format!("/{number}/redraw"));
        assert_eq!(invalid(house.json("POST", &again(1), &json!({ "plan": by(json!({ "floor": 10_000_000 })) }), OFFICER).await), of_formula);
        house.json("POST", &again(9), &json!({}), OFFICER).await.is(404);
        let redrawn = house.json("POST", &again(1), &json!({}), OFFICER).await.is(200).value();
        assert_eq!((&redrawn["is_stale"], &redrawn["adjustments"][0]["amount_ore"]), (&json!(false), &json!(45_000_000)));
        let by_list = json!({ "plan": { "frames": "one-frame", "budget": 90_000_000 } });
        let smaller = house.json("POST", &again(2), &by_list, OFFICER).await.is(200).value();
        assert_eq!((&smaller["method"], &smaller["budget_ore"]), (&json!("ranked-list"), &json!(90_000_000)));

        // Adopted once, by who may, and never changed after that.
        house.json("POST", &api("/9/adopt"), &json!({}), AUTHORITY).await.is(404);
        let adopted = house.json("POST", &adopt, &json!({}), AUTHORITY).await.is(200).value();
        assert_eq!(adopted["awarded_ore"], redrawn["awarded_ore"]);
        let funded = adopted["grants"].as_array().expect("grants").len();
        assert_eq!(json!(3 - funded), adopted["refused"]);
        let after = reads(&house, "/1").await;
        assert_eq!((&after["state"], &after["possible"], &after["adopted_by"]), (&json!("adopted"), &json!(["compare"]), &json!("Dina Direktør")));
        assert_eq!(reads(&house, "/3").await["state"], "passed-over");
        let new = json!({ "name": "Ny", "plan": { "frames": "one-frame" } });
        let amount = json!({ "amount_ore": 1, "reason": "Nord" });
        for (language, words) in [("nb", "er avgjort ved"), ("nn", "er avgjord ved"), ("en", "is settled by")] {
            house.reads(language);
            for (method, path, body, who) in [
                ("POST", api(""), &new, OFFICER),
                ("POST", again(1), &json!({}), OFFICER),
                ("POST", again(3), &json!({}), OFFICER),
                ("PUT", line(bodo), &amount, OFFICER),
                ("DELETE", line(stavanger), &json!({}), OFFICER),
                ("POST", api("/1/adopt"), &json!({}), AUTHORITY),
                ("POST", api("/3/adopt"), &json!({}), AUTHORITY),
            ] {
                let refused = house.json(method, &path, body, who).await.is(409).says(words).value();
                assert_eq!(refused["type"], "/problems/settled", "{method} {path}");
            }
            for kind in ["settled", "outdated", "not-assessed"] {
                house.get(&format!("/problems/{kind}"), STRANGER).await.is(200);
            }
        }
        house.reads("nb");
        house.drain().await;
        assert_eq!(house.count("funded_grant").await, i64::try_from(funded).expect("a few"));
        house.leave().await;
    }

    async fn nothing_is_settled_before_all_are_checked_and_assessed(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        let call = stage::announce(&house, BUDGET).await;
        stage::opens(&house, call).await;
        let (klepp, bodo) = (sent(&house, call, KLEPP).await, sent(&house, call, BODO).await);
        house.set_clock("2012-03-01", 8);
        let (db, officer) = (&house.house.db, actor(&house, OFFICER).await);
        grant_applications::close_call(db, house.clock(), &officer, call).await.expect("closed");
        let checks = async |id: ApplicationId| {
            let path = format!("/api/v1/applications/{id}/check");
            house.json("POST", &path, &json!({}), OFFICER).await.is(200);
        };
        checks(klepp).await;
        let list = json!({ "frames": "one-frame" });
        let refused = draws(&house, "Liste", list.clone()).await.is(409).value();
        assert_eq!((&refused["type"], &refused["references"]), (&json!("/problems/not-assessed"), &json!(["JOBB-2012-S01"])));
        assert_eq!(refused["possible"][0]["href"], format!("/calls/{CALL}/assessment"));
        stage::asks(&house, OFFICER, klepp).await;
        stage::assess(&house, OFFICER, klepp, 4, 400_000).await;
        draws(&house, "Liste", list).await.is(201);
        let adopt = house.json("POST", &api("/1/adopt"), &json!({}), AUTHORITY).await;
        assert_eq!(refusal(adopt, 409).0, "/problems/rule", "one is not checked");
        checks(bodo).await;
        let adopt = house.json("POST", &api("/1/adopt"), &json!({}), AUTHORITY).await;
        assert_eq!(refusal(adopt, 409).0, "/problems/not-assessed");
        let redraw = house.json("POST", &api("/1/redraw"), &json!({}), OFFICER).await;
        assert_eq!(refusal(redraw, 409).0, "/problems/not-assessed");
        assert_eq!(reads(&house, "/1").await["unassessed"], json!(["JOBB-2012-S02"]));
        let hangs_on = house.get(&api("/1/sensitivity"), OFFICER).await;
        assert_eq!(refusal(hangs_on, 409).0, "/problems/not-assessed");
        house.drain().await;
        house.leave().await;
    }
}

/// Posts the form of the page as a browser does.
async fn posts(
    house: &TestHouse,
    fields: &[(String, String)],
    file: Option<(&str, &[u8])>,
) -> Answer {
    const BETWEEN: &str = "between-the-parts";
    let head =
        |rest: &str| format!("--{BETWEEN}\r\nContent-Disposition: form-data; {rest}\r\n\r\n");
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(head(&format!("name=\"{name}\"")).as_bytes());
        body.extend_from_slice(format!("{value}\r\n").as_bytes());
    }
    let (name, bytes) = file.unwrap_or(("", b""));
    body.extend_from_slice(head(&format!("name=\"file\"; filename=\"{name}\"")).as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{BETWEEN}--\r\n").as_bytes());
    let kind = format!("multipart/form-data; boundary={BETWEEN}");
    let length = body.len().to_string();
    let headers = [("sec-fetch-site", "same-origin"), ("content-length", length.as_str())];
    house.send("POST", "/weights", Some((&kind, body)), OFFICER, &headers).await
}
