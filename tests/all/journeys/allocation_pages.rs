//! The pages of an allocation: drawn by every kind of plan, changed by hand, out of date, drawn again,
//! adopted.

use super::house::{Answer, TestHouse, actor, day, migrated};
use super::stage::{self, AUTHORITY, BODO, CALL, KLEPP, OFFICER, STAVANGER};
use county_allocation::{
    Apportionment, FramePlan, Level, NewWeightSet, Plan, Scenario, WeightRow, WeightSource, queries,
};
use grant_applications::write_consensus;
use tests::both_databases;
use vocabulary::{ApplicationId, CallId, Money};

const APPLICATIONS: [(&str, &str, i64, i32); 3] = [
    (KLEPP, "Jobb i Klepp", 400_000, 5),
    (STAVANGER, "Jobb i Stavanger", 500_000, 4),
    (BODO, "Jobb i Bodø", 300_000, 2),
];
const BUDGET: Money = Money::from_kroner(950_000);

async fn scenarios(house: &TestHouse, call: CallId) -> Vec<Scenario> {
    let officer = actor(house, OFFICER).await;
    queries::scenarios_for_actor(&house.house.db, &officer, call).await.expect("a look")
}

async fn numbered(house: &TestHouse, call: CallId, number: i32) -> Scenario {
    let all = scenarios(house, call).await;
    all.into_iter().find(|one| one.number == number).expect("a scenario")
}

fn kroner(scenario: &Scenario) -> Vec<i64> {
    scenario.lines.iter().map(|line| line.awarded.whole_kroner()).collect()
}

/// A set of weights for the counties of 2012, a hundred each.
async fn brings_in_weights(house: &TestHouse, slug: &str) {
    let db = &house.house.db;
    let counties = organisations::queries::counties_on(db, day("2012-01-09")).await;
    let row = |(line, unit): (u64, String)| WeightRow { line, unit, value: "100".to_owned() };
    let counties = counties.expect("counties").into_iter().map(|county| county.number.to_string());
    let new = NewWeightSet {
        slug: slug.to_owned(),
        name: format!("Vekter {slug}"),
        level: Level::County,
        source: "Egen telling".into(),
        as_of: day("2012-01-01"),
        rows: (2..).zip(counties).map(row).collect(),
    };
    let officer = actor(house, OFFICER).await;
    county_allocation::import_weights(db, house.clock(), &officer, new).await.expect("imported");
}

/// What a browser sends of the form as it stands there, with these fields filled in otherwise.
fn sent<'a>(page: &'a Answer, changes: &[(&'a str, &'a str)]) -> Vec<(String, String)> {
    let text = page.text();
    let form = text.split("<form class=\"questions plan\"").nth(1).expect("the form");
    let form = form.split("</form>").next().expect("its end");
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
        Some(rest.split('"').next().unwrap_or_default().to_owned())
    };
    let mut pairs = Vec::new();
    for tag in form.split('<').skip(1) {
        let name = || attribute(tag, "name").unwrap_or_default();
        if tag.starts_with("input") {
            let ticked = matches!(attribute(tag, "type").as_deref(), Some("radio" | "checkbox"));
            if !ticked || tag.contains(" checked") {
                pairs.push((name(), attribute(tag, "value").unwrap_or_default()));
            }
        } else if tag.starts_with("select") {
            pairs.push((name(), String::new()));
        } else if tag.starts_with("textarea") {
            let typed = tag.split_once('>').map_or("", |(_, typed)| typed);
            pairs.push((name(), typed.trim().to_owned()));
        } else if tag.starts_with("option") && tag.contains(" selected") {
            let select = pairs.last_mut().expect("an open list");
            select.1 = attribute(tag, "value").unwrap_or_default();
        }
    }
    for (name, value) in changes {
        pairs.retain(|(one, _)| one != name);
        pairs.push(((*name).to_owned(), (*value).to_owned()));
    }
    pairs
}

async fn posts(house: &TestHouse, path: &str, pairs: &[(String, String)]) -> Answer {
    let pairs: Vec<(&str, &str)> =
        pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    house.post(path, &pairs, OFFICER).await
}

both_databases! {
    from migrated;

    async fn every_kind_of_plan_is_drawn_from_the_page(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        let call = stage::announce(&house, BUDGET).await;
        let all = format!("/calls/{CALL}/allocation");
        let new = format!("{all}/new");
        stage::judged(&house, call, &APPLICATIONS).await;
        house.get(&all, OFFICER).await.is(200).says("/allocation/new");
        house.get(&new, KLEPP).await.is(403);
        let blank = house.get(&new, OFFICER).await.is(200);

        // One frame; a name of its own for each.
        let one = [("name", "Liste"), ("frames", "one")];
        let here = posts(&house, &new, &sent(&blank, &one)).await.leads_on();
        assert_eq!(here, format!("{all}/1"));
        assert_eq!(kroner(&numbered(&house, call, 1).await), [400_000, 500_000, 0]);
        let page = house.get(&here, OFFICER).await.is(200);
        for said in ["Delelinje", "50\u{a0}000", "Nasjonal rangering", "/optimum", "/workbook"] {
            assert!(page.text().contains(said), "«{said}»");
        }
        posts(&house, &new, &sent(&blank, &one)).await.is(422).says("field-name-error");

        // By formula: population, a set, an index; with every bound.
        brings_in_weights(&house, "unge").await;
        brings_in_weights(&house, "alene").await;
        let blank = house.get(&new, OFFICER).await.is(200).says("Vekter unge");
        let formula = [
            ("name", "Formel"), ("frames", "formula"), ("apportionment", "sainte-lague"),
            ("weights", "index"), ("need.0.set", "unge"), ("need.0.share", "33,3333"),
            ("need.1.set", "alene"), ("need.1.share", "66,6667"), ("unit", "5 000"),
            ("reserve", "100 000"), ("lump", "10 000"), ("floor", "15 000"), ("cap", "400 000"),
            ("budget", "900 000"), ("at_the_line", "partial"),
        ];
        let here = posts(&house, &new, &sent(&blank, &formula)).await.leads_on();
        let drawn = numbered(&house, call, 2).await;
        let plan = drawn.plan.formula().expect("a formula");
        assert_eq!(plan.method, Apportionment::SainteLague);
        assert!(matches!(&plan.weights, WeightSource::Index(parts) if parts[1].share_millionths == 666_667));
        let working = drawn.working.as_ref().expect("a working");
        assert_eq!(working.shared() + working.rest, Money::from_kroner(800_000));
        let page = house.get(&here, OFFICER).await.is(200);
        for said in ["/working", "/municipalities", "Egen telling", "33,3333\u{a0}%", "Rogaland: ramme"] {
            assert!(page.text().contains(said), "«{said}»");
        }

        // By hand, with a cut by steps.
        let by_hand = [
            ("name", "Skjønn"), ("frames", "hand"), ("county.11.least", "200 000"),
            ("county.11.most", "600 000"), ("county.18.most", "350 000"),
            ("why", "Nordland skal ha sin del."), ("cut", "steps"), ("step.0.from", "60"),
            ("step.0.percent", "100"), ("step.1.from", "0"), ("step.1.percent", "50"),
        ];
        let here = posts(&house, &new, &sent(&blank, &by_hand)).await.leads_on();
        assert_eq!(kroner(&numbered(&house, call, 3).await), [400_000, 0, 150_000]);
        house.get(&here, OFFICER).await.is(200).says("Nordland skal ha sin del.");

        // A variant begins with all of what the other has, and comes back as it was.
        for (number, from) in [(4, 2), (5, 3)] {
            let variant = house.get(&format!("{new}?from={from}"), OFFICER).await.is(200);
            posts(&house, &new, &sent(&variant, &[])).await.leads_on();
            let (then, now) = (numbered(&house, call, from).await, numbered(&house, call, number).await);
            assert_eq!(now.plan, then.plan);
            assert_eq!(now.name, format!("{} (2)", then.name));
        }
        let all_of_them = house.get(&all, OFFICER).await.is(200).says("/compare");
        for name in ["Liste", "Formel", "Skjønn", "Formel (2)"] {
            assert!(all_of_them.text().contains(name), "{name}");
        }
        house.get(&format!("{new}?from=9"), OFFICER).await.is(404);
        house.get(&format!("{all}/9"), OFFICER).await.is(404);
        house.drain().await;
        house.leave().await;
    }

    async fn what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        let call = stage::announce(&house, BUDGET).await;
        stage::judged(&house, call, &APPLICATIONS).await;
        let new = format!("/calls/{CALL}/allocation/new");
        let blank = house.get(&new, OFFICER).await.is(200);
        let typed = [
            ("name", "Med feil"), ("frames", "formula"), ("floor", "sytti"), ("cap", "-4"),
            ("budget", "1 000 000"), ("pair.0.one", "JOBB-2012-S99"), ("per_recipient", "null"),
            ("why", "Står her uten å gjelde"), ("county.11.most", "123 456"),
        ];
        let back = posts(&house, &new, &sent(&blank, &typed)).await.is(422);
        for field in ["floor", "cap", "budget", "pair.0.one", "pair.0.other", "per_recipient"] {
            assert!(back.text().contains(&format!("id=\"field-{field}-error\"")), "{field}");
        }
        let again = sent(&back, &[]);
        for (name, value) in typed {
            assert!(again.contains(&(name.to_owned(), value.to_owned())), "{name} is lost");
        }
        // What only the computation finds stands at its field too.
        for (field, wrong) in [
            ("floor", [("floor", "60 000"), ("name", "A")]),
            ("cap", [("cap", "1 000"), ("name", "B")]),
            ("reserve", [("reserve", "2 000 000"), ("name", "C")]),
            ("lump", [("lump", "100 000"), ("name", "D")]),
        ] {
            let back = posts(&house, &new, &sent(&blank, &wrong)).await.is(422);
            assert!(back.text().contains(&format!("id=\"field-{field}-error\"")), "{field}");
        }
        // A row more draws nothing and keeps the rest.
        let more = posts(&house, &new, &sent(&blank, &[("name", "Et navn"), ("do", "add:step")])).await;
        let more = more.is(200).says("step.2.from");
        assert!(sent(&more, &[]).contains(&("name".to_owned(), "Et navn".to_owned())));
        assert!(scenarios(&house, call).await.is_empty());
        house.drain().await;
        house.leave().await;
    }

    async fn set_by_hand_grown_old_drawn_again_and_adopted(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        let call = stage::announce(&house, BUDGET).await;
        let [klepp, stavanger, bodo] =
            stage::judged(&house, call, &APPLICATIONS).await.try_into().expect("three");
        let all = format!("/calls/{CALL}/allocation");
        let short = [("name", "Liste"), ("method", "ranked-list")];
        let here = house.post(&format!("{all}/new"), &short, OFFICER).await.leads_on();
        assert_eq!(numbered(&house, call, 1).await.plan, Plan {
            frames: FramePlan::OneFrame, ..Plan::of(county_allocation::Method::RankedList)
        });

        // Beyond the room: refused with the room, and what was typed stays.
        let line = |id: ApplicationId| format!("{here}/lines/{id}");
        house.get(&line(bodo), OFFICER).await.is(200).says("50\u{a0}000 kr");
        let reason = ("reason", "Nordland skal ha noe");
        house.post(&line(bodo), &[("amount", "60 000"), ("reason", "")], OFFICER).await.is(422);
        house.post(&line(bodo), &[("amount", "400 000"), reason], OFFICER).await.is(422);
        let refused = house.post(&line(bodo), &[("amount", "60 000"), reason], OFFICER).await.is(409);
        for said in ["50\u{a0}000", "60 000", reason.1] {
            assert!(refused.text().contains(said), "«{said}»");
        }
        house.post(&line(klepp), &[("amount", "390 000"), reason], OFFICER).await.leads_on();
        assert_eq!(house.post(&line(bodo), &[("amount", "60 000"), reason], OFFICER).await.leads_on(), here);
        assert_eq!(kroner(&numbered(&house, call, 1).await), [390_000, 500_000, 60_000]);
        let page = house.get(&here, OFFICER).await.is(200).says("Anne Saksbehandler");
        assert!(page.text().contains(reason.1) && page.text().contains("satt for hånd"));
        // What it made room for holds it there.
        house.post(&format!("{}/drop", line(klepp)), &[], OFFICER).await.is(409);
        house.post(&format!("{}/drop", line(bodo)), &[], OFFICER).await.leads_on();
        house.post(&format!("{}/drop", line(klepp)), &[], OFFICER).await.leads_on();
        house.post(&format!("{}/drop", line(klepp)), &[], OFFICER).await.is(404);
        let nobody = "00000000-0000-0000-0000-000000000000";
        house.get(&format!("{here}/lines/{nobody}"), OFFICER).await.is(404);

        // Out of date: said everywhere, in words, and drawn again.
        let officer = actor(&house, OFFICER).await;
        let amount = Money::from_kroner(350_000);
        write_consensus(&house.house.db, house.clock(), &officer, klepp, "Litt mindre.", amount)
            .await
            .expect("written");
        let changed = "400\u{a0}000 kr og er nå tilrådd 350\u{a0}000 kr";
        house.get(&all, OFFICER).await.is(200).says("Utdatert");
        house.get(&here, OFFICER).await.is(200).says(changed).says("/redraw");
        let adopt = format!("{here}/adopt");
        house.get(&adopt, AUTHORITY).await.is(409).says(changed).says(&here);
        house.post(&adopt, &[], AUTHORITY).await.is(409).says(changed);
        assert_eq!(house.post(&format!("{here}/redraw"), &[], OFFICER).await.leads_on(), here);
        assert_eq!(kroner(&numbered(&house, call, 1).await), [350_000, 500_000, 0]);
        assert!(!house.get(&here, OFFICER).await.is(200).text().contains("/redraw"));

        // Adopted, and nothing changes any more.
        house.post(&line(stavanger), &[("amount", "450 000"), reason], OFFICER).await.leads_on();
        assert!(!house.get(&here, OFFICER).await.is(200).text().contains("/adopt"));
        house.get(&here, AUTHORITY).await.is(200).says("/adopt");
        house.get(&adopt, AUTHORITY).await.is(200).says("800\u{a0}000");
        assert_eq!(house.post(&adopt, &[], AUTHORITY).await.leads_on(), here);
        house.get(&here, OFFICER).await.is(200).says("Vedtatt");
        for path in [format!("{here}/redraw"), line(klepp), format!("{}/drop", line(stavanger))] {
            house.post(&path, &[("amount", "1"), reason], OFFICER).await.is(409).says("Liste");
        }
        house.get(&line(klepp), OFFICER).await.is(409);
        house.get(&format!("{all}/new"), OFFICER).await.is(409).says(&here);
        house.post(&format!("{all}/new"), &[("name", "B"), short[1]], OFFICER).await.is(409);
        house.drain().await;
        house.leave().await;
    }
}
