//! The ledger's pages: one krone followed by links alone, down and back, as of several days; every
//! movement, by the form and by its confirmation; what is refused, and what is sent twice.

use super::house::{Answer, TestHouse, actor, migrated, told};
use super::stage::{self, AUTHORITY, BODO, OFFICER};
use county_allocation::{
    Envelope, EnvelopeKind, NewEnvelope, Voucher, open_envelope, pay, queries,
};
use serde_json::{Value, json};
use tests::both_databases;
use vocabulary::Money;
use web::{Access, ROUTES};

const TOP: &str = "appropriation:2012:764.60";
/// Who looks, and who moves, in the told house.
const AUDITOR: &str = "saksbehandler.a@direktoratet.example";
const DIRECTOR: &str = "avdelingsdirektor@direktoratet.example";

fn kr(kroner: i64) -> Money {
    Money::from_kroner(kroner)
}

async fn frame(house: &TestHouse, key: &str) -> Envelope {
    let found = queries::envelope_by_key(&house.house.db, key).await.expect("a look");
    found.unwrap_or_else(|| panic!("there is no {key}"))
}

/// What a frame holds and what of it is promised, in kroner.
async fn holds(house: &TestHouse, key: &str) -> (i64, i64) {
    let frame = frame(house, key).await;
    (frame.amount.whole_kroner(), frame.reserved.whole_kroner())
}

async fn opened(
    house: &TestHouse,
    key: &str,
    parent: Option<&str>,
    kind: EnvelopeKind,
    kroner: i64,
) {
    let officer = actor(house, OFFICER).await;
    let (key, parent) = (key.to_owned(), parent.map(str::to_owned));
    let new = NewEnvelope {
        parent,
        kind,
        name: format!("Ramme {key}"),
        key,
        county: None,
        amount: kr(kroner),
    };
    open_envelope(&house.house.db, house.clock(), &officer, new).await.expect("a frame");
}

/// An appropriation of 1 000, two schemes of 300 and 200 in it, a call of 100 in each.
async fn a_small_ledger(house: &TestHouse) {
    stage::assemble(house).await;
    opened(house, TOP, None, EnvelopeKind::Appropriation, 1000).await;
    for (scheme, kroner) in [("a", 300), ("b", 200)] {
        let key = format!("scheme:{scheme}");
        opened(house, &key, Some(TOP), EnvelopeKind::Scheme, kroner).await;
        opened(house, &format!("call:{scheme}"), Some(&key), EnvelopeKind::Call, 100).await;
    }
}

fn plain(text: &str) -> String {
    text.replace("&#38;", "&").replace("&amp;", "&").replace('\u{a0}', " ")
}

/// Where the link leads that shows these words, anywhere in the page's own content or its way here.
#[track_caller]
fn link(page: &Answer, words: &str) -> String {
    let text = plain(&page.text());
    let main = text.split_once("<main").map_or(text.as_str(), |(_, main)| main);
    for rest in main.split("<a ").skip(1) {
        let Some((tag, rest)) = rest.split_once('>') else { continue };
        let shown = rest.split_once("</a>").map_or(rest, |(shown, _)| shown);
        if !shown.contains(words) {
            continue;
        }
        if let Some((_, href)) = tag.split_once("href=\"")
            && let Some((href, _)) = href.split_once('"')
        {
            return href.to_owned();
        }
    }
    panic!("no link says «{words}» in {main}");
}

/// Follows a link of a page.
async fn follow(house: &TestHouse, page: &Answer, words: &str, who: &str) -> Answer {
    house.get(&link(page, words), who).await.is(200)
}

/// The row of a table of a page that begins with these words, as text.
#[track_caller]
fn row(page: &Answer, words: &str) -> String {
    let text = plain(&page.text());
    let found = text.split("<tr>").skip(1).map(|row| row.split("</tr>").next().unwrap_or_default());
    let mut found = found.filter(|row| row.contains(words));
    let row = found.next().unwrap_or_else(|| panic!("no row says «{words}» in {text}"));
    let mut said = String::new();
    for piece in row.split('<') {
        said.push_str(piece.split_once('>').map_or("", |(_, text)| text));
        said.push(' ');
    }
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first path of a page that begins so.
#[track_caller]
fn first_path(page: &Answer, begins: &str) -> String {
    let text = plain(&page.text());
    let found = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut found = found.filter(|href| href.starts_with(begins));
    found.next().unwrap_or_else(|| panic!("nothing leads to {begins} in {text}")).to_owned()
}

/// The key of the form that a page shows.
fn once(page: &Answer) -> String {
    page.field("once")
}

fn path(key: &str, verb: &str) -> String {
    format!("/ledger/frames/{key}/{verb}")
}

/// A movement as the form sends it.
fn typed<'a>(once: &'a str, amount: &'a str, to: &'a str, day: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut pairs = vec![
        ("once", once),
        ("amount", amount),
        ("why", "Revidert budsjett"),
        ("document", "Prop. 111 S"),
        ("day", day),
    ];
    if !to.is_empty() {
        pairs.push(("to", to));
    }
    pairs
}

fn sure<'a>(pairs: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut pairs = pairs.to_vec();
    pairs.push(("sure", "yes"));
    pairs
}

both_databases! {
    from told;

    /// From what parliament gave to a payment, and from the grant back up, by links alone; and the same
    /// way as it was on days before.
    async fn one_krone_is_followed_down_and_back_on_any_day(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        // The first award of a county is paid twice. No verb pays yet but the ledger's own.
        let call = frame(&house, "call:ips-2012").await;
        let counties = queries::inside(&house.house.db, call.id).await.expect("a look");
        let county = counties.first().expect("a county").clone();
        let awards = queries::inside(&house.house.db, county.id).await.expect("a look");
        let award = awards.first().expect("an award").clone();
        let director = actor(&house, DIRECTOR).await;
        let opened = queries::entries(&house.house.db, award.id).await.expect("a look");
        let opened = opened.first().expect("it was opened").day;
        let (first, second) = (opened.plus_days(40), opened.plus_days(120));
        assert!(second < house.today(), "{second}");
        let tx = journal::begin(&house.house.db).await.expect("a transaction");
        for (number, on) in [(1, first), (2, second)] {
            let voucher = Voucher::new(format!("Termin {number}"), on).with_document("Bilag 17");
            let now = stage::now(&house);
            pay(&tx, now, &director, award.id, kr(1000), &voucher).await.expect("paid");
        }
        tx.commit().await.expect("kept");

        let days = [
            (opened.plus_days(-1), None),
            (first, Some(("1 000", 1))),
            (second.plus_days(-1), Some(("1 000", 1))),
            (house.today(), Some(("2 000", 2))),
        ];
        for (on, paid) in days {
            let start = house.get(&format!("/ledger?on={on}"), AUDITOR).await.is(200);
            let top = follow(&house, &start, "Kapittel 764 post 60 (2012)", AUDITOR).await;
            let scheme_path = first_path(&top, "/ledger/frames/scheme:ips:2012");
            let scheme = house.get(&scheme_path, AUDITOR).await.is(200);
            let of_call = follow(&house, &scheme, &call.name, AUDITOR).await;
            let Some((paid, payments)) = paid else {
                // The counties and awards were not there yet, and the page says so when asked.
                assert!(!of_call.text().contains(":county:"), "{on}");
                let early = house.get(&format!("/ledger/frames/{}?on={on}", award.key), AUDITOR).await;
                early.is(200).says("Rammen fantes ikke");
                continue;
            };
            assert!(row(&of_call, &county.name).contains(paid), "{on}: {}", row(&of_call, &county.name));
            let of_county = follow(&house, &of_call, &county.name, AUDITOR).await;
            let of_award = follow(&house, &of_county, &award.name, AUDITOR).await;
            assert!(row(&of_award, "Termin 1").contains("Utbetalt"), "{}", row(&of_award, "Termin 1"));
            assert_eq!(of_award.text().matches("Bilag 17").count(), payments, "{on}");

            // From the award to the grant with its instalments, and from there back up.
            let grant = house.get(&first_path(&of_award, "/grants/"), AUDITOR).await.is(200);
            assert!(grant.text().contains("Termin 1"), "its instalments stand there");
            let back = follow(&house, &grant, &award.name, AUDITOR).await;
            let mut up = back;
            for name in [&county.name, &call.name] {
                up = follow(&house, &up, name, AUDITOR).await;
            }
            let up = house.get(&first_path(&up, "/ledger/frames/scheme:ips:2012"), AUDITOR).await.is(200);
            let up = follow(&house, &up, "Kapittel 764 post 60 (2012)", AUDITOR).await;
            follow(&house, &up, "Bevilgninger og rammer", AUDITOR).await.says("Budsjettåret 2012");
        }
        // A day that has not come, and what is no day, show today and say so.
        for wrong in ["2013-02-15", "paaske"] {
            let shown = house.get(&format!("/ledger?on={wrong}"), AUDITOR).await.is(422);
            assert!(shown.text().contains("Kapittel 764 post 60 (2012)"));
        }
        house.get("/ledger/frames/call:nowhere", AUDITOR).await.is(404);
        // The call's allocation leads there as well.
        house.get("/", AUDITOR).await.is(200).says("href=\"/ledger\"");
        house.drain().await;
        house.leave().await;
    }
}

both_databases! {
    from migrated;

    async fn frames_grow_shrink_and_give_by_the_pages(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        a_small_ledger(&house).await;
        let today = "2012-01-05";
        // What is looked at first shows every figure before and after, and moves nothing.
        let shown = house.get(&path("scheme:a", "increase"), AUTHORITY).await.is(200);
        let once_key = once(&shown);
        assert!(plain(&shown.text()).contains("«Ramme appropriation:2012:764.60» har 500 kr ledig"));
        let pairs = typed(&once_key, "50", "", today);
        let asked = house.post(&path("scheme:a", "increase"), &pairs, AUTHORITY).await.is(200);
        let rows = plain(&asked.text());
        for (before, after) in [("500", "550"), ("500", "450"), ("300", "350"), ("200", "250")] {
            let cells = format!("\">{before}</td>");
            assert!(rows.contains(&cells) && rows.contains(&format!("\">{after}</td>")), "{before} → {after}: {rows}");
        }
        assert_eq!(asked.field("once"), once_key);
        assert_eq!(holds(&house, "scheme:a").await, (300, 100));
        // Said yes to, and sent again and again, it moves once.
        let yes = sure(&pairs);
        for _ in 0..3 {
            let to = house.post(&path("scheme:a", "increase"), &yes, AUTHORITY).await.leads_on();
            assert_eq!(to, "/ledger/frames/scheme:a?done=increase");
        }
        assert_eq!(holds(&house, "scheme:a").await, (350, 100));
        assert_eq!(holds(&house, TOP).await, (1000, 550));
        // The question asked again finds it done.
        house.post(&path("scheme:a", "increase"), &pairs, AUTHORITY).await.leads_on();
        let after = house.get("/ledger/frames/scheme:a?done=increase", AUTHORITY).await.is(200);
        assert!(row(&after, "Økt med").contains("50 Revidert budsjett Prop. 111 S"), "{}", row(&after, "Økt med"));

        let other = typed(&once_key, "51", "", today);
        let used = house.post(&path("scheme:a", "increase"), &sure(&other), AUTHORITY).await.is(409);
        assert!(used.text().contains("allerede brukt til noe annet"), "{}", used.text());
        assert_ne!(once(&used), once_key, "the form that comes back is a new one");

        let reduce = typed("r", "250", "", today);
        house.post(&path("scheme:a", "reduce"), &sure(&reduce), AUTHORITY).await.leads_on();
        assert_eq!(holds(&house, "scheme:a").await, (100, 100));
        let over = typed("t", "30", "scheme:a", today);
        let asked = house.post(&path("scheme:b", "transfer"), &over, AUTHORITY).await.is(200);
        assert!(row(&asked, "scheme:a").contains("100 130"), "{}", row(&asked, "scheme:a"));
        house.post(&path("scheme:b", "transfer"), &sure(&over), AUTHORITY).await.leads_on();
        assert_eq!((holds(&house, "scheme:a").await, holds(&house, "scheme:b").await), ((130, 100), (170, 100)));
        let page = house.get("/ledger/frames/scheme:b", AUTHORITY).await.is(200);
        assert!(row(&page, "Flyttet herfra til").contains("Ramme scheme:a"));
        follow(&house, &page, "Ramme scheme:a", AUTHORITY).await.says("Flyttet hit fra");

        // What does not fit is refused with the rest, by the question and by the act, and nothing that
        // was typed is lost, whatever language it is read in.
        for (language, words) in [
            ("nb", "har 30 kr igjen, og det trengs 31 kr"),
            ("nn", "har 30 kr att, og det trengst 31 kr"),
            ("en", "has NOK 30 left, and NOK 31 is needed"),
        ] {
            house.reads(language);
            for pairs in [typed("x", "31", "", today), sure(&typed("x", "31", "", today))] {
                let refused = house.post(&path("scheme:a", "reduce"), &pairs, AUTHORITY).await.is(409);
                let said = plain(&refused.text());
                assert!(said.contains(words), "{said}");
                assert!(said.contains("Revidert budsjett</textarea>") && said.contains("value=\"31\""));
                assert!(said.contains("amount%3D31"), "the language switch keeps it too");
            }
        }
        house.reads("nb");
        for (wrong, says) in [
            (typed("y", "", "", today), "Fyll ut dette feltet"),
            (typed("y", "mye", "", today), "Skriv et beløp"),
            (typed("y", "0", "", today), "over 0"),
            (typed("y", "1", "", "2012-01-06"), "ikke kommet ennå"),
        ] {
            let said = house.post(&path("scheme:a", "reduce"), &wrong, AUTHORITY).await.is(422).text();
            assert!(said.contains(says), "{says}: {said}");
        }
        let early = typed("y", "1", "", "2012-01-04");
        house.post(&path("scheme:a", "reduce"), &early, AUTHORITY).await.is(409).says("ble åpnet");
        let nowhere = typed("y", "1", "call:nowhere", today);
        house.post(&path("call:a", "transfer"), &nowhere, AUTHORITY).await.is(409);
        let bare: Vec<_> = typed("y", "1", "", today).into_iter().filter(|(name, _)| *name != "document").collect();
        house.post(&path(TOP, "increase"), &bare, AUTHORITY).await.is(422).says("Fyll ut dette feltet");
        house.post(&path(TOP, "increase"), &sure(&typed("z", "7", "", today)), AUTHORITY).await.leads_on();
        assert_eq!(holds(&house, TOP).await, (1007, 300));
        house.get(&path("call:a", "carry-over"), AUTHORITY).await.is(409).says("er ikke en bevilgning");
        house.get(&path("scheme:a", "steal"), AUTHORITY).await.is(404);

        // It takes more than being of the directorate.
        house.get("/ledger/frames/scheme:a", OFFICER).await.is(200);
        house.get(&path("scheme:a", "increase"), OFFICER).await.is(403).says("budsjettdisponeringsmyndighet");
        let again = sure(&typed("w", "1", "", today));
        house.post(&path("scheme:a", "reduce"), &again, OFFICER).await.is(403);
        assert_eq!(holds(&house, "scheme:a").await, (130, 100));
        house.leave().await;
    }

    /// Appropriations, frames inside them and rules, by the pages; then money carried over by them.
    async fn frames_are_opened_and_money_carried_by_the_pages(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-12-28").await;
        stage::assemble(&house).await;
        stage::announce(&house, kr(900)).await;
        let today = "2012-12-28";
        let top = |year: &'static str, amount: &'static str, once: &'static str| vec![
            ("once", once), ("year", year), ("chapter", "771"), ("item", "70"), ("amount", amount),
            ("document", "Prop. 1 S (2012–2013)"), ("day", today),
        ];
        let asked = house.post("/ledger/new", &top("2012", "1000", "a"), AUTHORITY).await.is(200);
        assert!(asked.text().contains("appropriation:2012:771.70"));
        let given = || queries::appropriations(&house.house.db, Some(2012));
        let before = given().await.expect("a look").len();
        for _ in 0..2 {
            let to = house.post("/ledger/new", &sure(&top("2012", "1000", "a")), AUTHORITY).await.leads_on();
            assert_eq!(to, "/ledger/frames/appropriation:2012:771.70?done=open");
        }
        assert_eq!(given().await.expect("a look").len(), before + 1);
        for pairs in [top("2012", "1000", "b"), sure(&top("2012", "900", "c"))] {
            let said = house.post("/ledger/new", &pairs, AUTHORITY).await.is(409).text();
            assert!(said.contains("Det finnes allerede en ramme"), "{said}");
            assert!(said.contains("value=\"771\""), "what was typed is kept");
        }
        house.post("/ledger/new", &sure(&top("2013", "100", "d")), AUTHORITY).await.leads_on();
        for (name, wrong) in [("year", "12"), ("chapter", "77a"), ("item", "700"), ("document", ""), ("amount", "0")] {
            let mut pairs = top("2014", "1", "e");
            pairs.iter_mut().find(|(field, _)| *field == name).expect("a field").1 = wrong;
            house.post("/ledger/new", &sure(&pairs), AUTHORITY).await.is(422);
        }

        // A frame inside: the page offers what has none there yet, by a key that is free.
        let within = "/ledger/new?in=appropriation%3A2012%3A771.70";
        let page = house.get("/ledger/frames/appropriation:2012:771.70", AUTHORITY).await.is(200);
        assert_eq!(link(&page, "Åpne en ramme for en ordning"), within);
        let form = house.get(within, AUTHORITY).await.is(200).says("scheme:jobb:2012:771.70");
        let once_key = once(&form);
        let scheme = |amount: &'static str, once: &str| {
            let pairs = [("what", "scheme:jobb:2012:771.70"), ("amount", amount), ("day", today)];
            let mut pairs: Vec<(String, String)> =
                pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            pairs.push(("once".to_owned(), once.to_owned()));
            pairs
        };
        let send = async |pairs: Vec<(String, String)>, yes: bool| {
            let pairs: Vec<(&str, &str)> =
                pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let pairs = if yes { sure(&pairs) } else { pairs };
            house.post(within, &pairs, AUTHORITY).await
        };
        for yes in [false, true] {
            let refused = send(scheme("1001", &once_key), yes).await.is(409);
            assert!(plain(&refused.text()).contains("har 1 000 kr igjen, og det trengs 1 001 kr"), "{}", refused.text());
        }
        let asked = send(scheme("600", &once_key), false).await.is(200);
        assert!(row(&asked, "Ledig").contains("1 000 400"), "{}", row(&asked, "Ledig"));
        for _ in 0..2 {
            send(scheme("600", &once_key), true).await.leads_on();
        }
        assert_eq!(holds(&house, "appropriation:2012:771.70").await, (1000, 600));
        house.get("/ledger/new?in=scheme:jobb:2012:771.70", AUTHORITY).await.is(200);
        let anything = [("what", "anything"), ("amount", "1"), ("day", today), ("once", "q")];
        house.post(within, &sure(&anything), AUTHORITY).await.is(422);
        house.get("/ledger/new?in=call:jobb-2012", AUTHORITY).await.is(409).says("når en fordeling blir vedtatt");
        house.get("/ledger/new?in=nowhere", AUTHORITY).await.is(404);

        // 400 are unused. Of that 5 per cent of the appropriation may go, once a rule says so.
        let rule = |most: &'static str, once: &'static str| vec![
            ("once", once), ("chapter", "771"), ("item", "70"), ("from_year", "2012"), ("years_on", "1"),
            ("most", most), ("source", "Prop. 1 S"), ("source_on", "2011-10-06"),
        ];
        let asked = house.post("/ledger/carry-rules", &rule("5", "f"), AUTHORITY).await.is(200);
        assert!(asked.text().contains("Penger fra 2012 kan etter dette brukes ut 2013"), "{}", asked.text());
        assert!(plain(&asked.text()).contains("Høyst 5 % av det som ble bevilget"));
        for _ in 0..2 {
            house.post("/ledger/carry-rules", &sure(&rule("5", "f")), AUTHORITY).await.leads_on();
        }
        let taken = house.post("/ledger/carry-rules", &sure(&rule("6", "g")), AUTHORITY).await.is(409);
        assert!(taken.text().contains("Det står allerede en annen regel"), "{}", taken.text());
        for most in ["0", "101", "fem"] {
            house.post("/ledger/carry-rules", &rule(most, "h"), AUTHORITY).await.is(422).says("Skriv en prosent");
        }
        house.post("/ledger/carry-rules", &rule("5", "f"), OFFICER).await.is(403);
        let rules = house.get("/ledger/carry-rules", OFFICER).await.is(200);
        assert!(row(&rules, "771.70").contains("Høyst 5 %"), "{}", row(&rules, "771.70"));
        assert!(!rules.text().contains("<textarea") && !rules.text().contains("name=\"years_on\""));

        let carry = path("appropriation:2012:771.70", "carry-over");
        let form = house.get(&carry, AUTHORITY).await.is(200);
        let said = row(&form, "Kapittel 771 post 70 (2013)");
        assert!(said.contains("2012: 50 kr") && said.contains("350 kr er mer enn regelen lar gå"), "{said}");
        let to = "appropriation:2013:771.70";
        for yes in [false, true] {
            let pairs = typed("k", "51", to, today);
            let pairs = if yes { sure(&pairs) } else { pairs };
            let refused = house.post(&carry, &pairs, AUTHORITY).await.is(409);
            assert!(plain(&refused.text()).contains("høyst 50 kr, og det ble bedt om 51 kr"), "{}", refused.text());
        }
        let pairs = typed("l", "50", to, today);
        let asked = house.post(&carry, &pairs, AUTHORITY).await.is(200);
        assert!(row(&asked, "(2013)").contains("100 150"), "{}", row(&asked, "(2013)"));
        for _ in 0..2 {
            house.post(&carry, &sure(&pairs), AUTHORITY).await.leads_on();
        }
        assert_eq!(holds(&house, to).await, (150, 0));
        assert_eq!(house.count("carried").await, 1);
        let list = house.get("/ledger", OFFICER).await.is(200);
        assert!(plain(&list.text()).contains("Faller bort ved årsskiftet") || plain(&list.text()).contains("Kan overføres"));
        house.leave().await;
    }

    /// The same for programs: appropriations of a day, a frame opened once, a rule set once.
    async fn programs_open_frames_and_set_rules(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-12-28").await;
        a_small_ledger(&house).await;
        let send = async |path: &str, body: &Value, who: &str| {
            house.json("POST", &format!("/api/v1/{path}"), body, who).await
        };
        let body = json!({
            "kind": "appropriation", "key": "appropriation:2013:764.60", "name": "Kapittel 764 post 60 (2013)",
            "amount_ore": 50_000, "document": "Prop. 1 S", "once": "p1",
        });
        for _ in 0..2 {
            let told = send("envelopes", &body, AUTHORITY).await.is(201).value();
            assert_eq!(told["remaining_ore"], 50_000, "{told}");
        }
        let with = |field: &str, value: Value| {
            let mut body = body.clone();
            body[field] = value;
            body
        };
        for (body, status, field) in [
            (with("once", json!("p2")), 409, ""),
            (with("amount_ore", json!(1)), 409, ""),
            (with("kind", json!("pocket")), 422, "kind"),
            (with("name", json!(" ")), 422, "name"),
            (with("amount_ore", json!(0)), 422, "amount_ore"),
            (with("key", json!("../etc/passwd")), 422, "key"),
            (with("key", json!("anything")), 422, "key"),
            (with("key", json!("call:anything")), 422, "key"),
            (with("key", json!("appropriation:anything")), 409, ""),
            (with("parent", json!(TOP)), 409, ""),
            (with("kind", json!("county")), 409, ""),
        ] {
            let refused = send("envelopes", &body, AUTHORITY).await.is(status).value();
            if !field.is_empty() {
                assert_eq!(refused["errors"][0]["field"], field, "{body}: {refused}");
            }
        }
        let mut bare = body.clone();
        bare["document"] = Value::Null;
        bare["key"] = json!("appropriation:2014:764.60");
        bare["once"] = json!("p3");
        let refused = send("envelopes", &bare, AUTHORITY).await.is(422).value();
        assert_eq!(refused["errors"][0]["field"], "document");
        send("envelopes", &body, OFFICER).await.is(403);
        let inside = json!({ "kind": "scheme", "key": "scheme:c", "parent": TOP, "name": "C", "amount_ore": 50_001 });
        let refused = send("envelopes", &inside, AUTHORITY).await.is(409).value();
        assert_eq!((&refused["type"], &refused["remaining_ore"]), (&json!("/problems/no-room"), &json!(50_000)));

        let list = house.get("/api/v1/appropriations?year=2012", OFFICER).await.is(200).value();
        assert_eq!(list[0]["frame"]["key"], TOP, "{list}");
        let unused = json!([{ "origin_year": 2012, "usable_until": 2014, "amount_ore": 50_000 }]);
        assert_eq!(list[0]["unused"], unused, "{list}");
        let before = house.get("/api/v1/appropriations?on=2012-12-27", OFFICER).await.is(200).value();
        assert_eq!(before, json!([]));

        let rule = json!({
            "chapter": "764", "item": "60", "from_year": 2013, "years_on": 0, "source": "Prop. 1 S",
            "source_on": "2012-10-08",
        });
        for _ in 0..2 {
            send("carry-rules", &rule, AUTHORITY).await.is(201);
        }
        let rules = house.get("/api/v1/carry-rules", OFFICER).await.is(200).value();
        assert_eq!(rules.as_array().map(Vec::len), Some(2), "{rules}");
        let mut other = rule.clone();
        other["years_on"] = json!(3);
        send("carry-rules", &other, AUTHORITY).await.is(409).says("annen regel");
        other["years_on"] = json!(-1);
        let refused = send("carry-rules", &other, AUTHORITY).await.is(422).value();
        assert_eq!(refused["errors"][0]["field"], "years_on");
        send("carry-rules", &rule, OFFICER).await.is(403);
        let list = house.get("/api/v1/appropriations?year=2013", OFFICER).await.is(200).value();
        assert_eq!(list[0]["unused"][0]["usable_until"], 2013, "{list}");
        house.leave().await;
    }

    async fn an_applicant_sees_nothing_of_it(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        a_small_ledger(&house).await;
        let before = house.count("journal_entry").await;
        house.cookie(BODO).await;
        let mut asked = 0;
        for route in ROUTES.iter().filter(|route| {
            ["/ledger", "/api/v1/envelopes", "/api/v1/appropriations", "/api/v1/carry-rules"]
                .iter()
                .any(|begins| route.path.starts_with(begins))
        }) {
            assert_eq!(route.access, Access::Directorate);
            let path = route.path.replace("{key}", "scheme:a");
            let today = house.today().to_string();
            let answer = match (route.method, route.path.starts_with("/api/")) {
                ("GET", _) => house.get(&path, BODO).await,
                (_, true) => {
                    let body = json!({ "amount_ore": 100, "why": "w", "to": "scheme:b" });
                    house.json(route.method, &path, &body, BODO).await
                }
                _ => house.post(&path, &sure(&typed("n", "1", "scheme:b", &today)), BODO).await,
            };
            let said = answer.is(403).text();
            assert!(!said.contains("Ramme scheme"), "{} {}: {said}", route.method, route.path);
            asked += 1;
        }
        assert!(asked > 18, "{asked}");
        // They signed in; nothing else happened.
        assert!(house.count("journal_entry").await <= before + 1);
        assert_eq!(holds(&house, "scheme:a").await, (300, 100));
        assert!(!house.get("/", BODO).await.is(200).text().contains("/ledger"));
        house.leave().await;
    }
}
