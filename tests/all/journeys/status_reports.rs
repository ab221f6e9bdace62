//! Status reports: how they are asked for, by whom, and who gets to read them.

use super::house::{STRANGER, TestHouse, actor, day, recipient, subject, text, told};
use serde_json::{Value, json};
use status_reports::{
    Audience, BY_ITSELF, ReportState, StatusReport, Subject, ask_by_orders, queries,
};
use tests::both_databases;
use vocabulary::{Actor, CallId, Language, Look};

pub(super) const LOOKER: Actor = Actor::System("the tests");
pub(super) const OFFICER: &str = "saksbehandler.a@direktoratet.example";
const AUTHORITY: &str = "avdelingsdirektor@direktoratet.example";
pub(super) const SHARED: &str = "styring@direktoratet.example";

pub(super) async fn call(house: &TestHouse, slug: &str) -> CallId {
    let db = &house.house.db;
    let view = grant_applications::queries::call_for_actor(db, Some(&LOOKER), slug).await;
    view.expect("a look").unwrap_or_else(|| panic!("there is no call {slug}")).call.id
}

/// All reports, the latest first.
pub(super) async fn all(house: &TestHouse) -> Vec<StatusReport> {
    let filter = queries::ReportFilter::default();
    let look = Look::everything();
    let page = queries::status_reports_for_actor(&house.house.db, &LOOKER, filter, &look).await;
    page.expect("a list").rows
}

/// Asks on the page and works until it is made; its path.
pub(super) async fn made(house: &TestHouse, about: &str, audience: &str, language: &str) -> String {
    let ask =
        [("about", about), ("audience", audience), ("language", language), ("as-of", "2013-02-14")];
    let path = house.post("/status-reports", &ask, OFFICER).await.leads_on();
    house.drain().await;
    path
}

pub(super) async fn hash(house: &TestHouse, path: &str) -> String {
    let id = path.rsplit('/').next().expect("an id").parse().expect("an id");
    let found = queries::status_report_for_actor(&house.house.db, &LOOKER, id).await;
    let found = found.expect("a look").expect("a report");
    found.sha256().unwrap_or_else(|| panic!("{:?} is not made", found.state)).to_owned()
}

pub(super) async fn rounds(house: &TestHouse) -> usize {
    let round = || ask_by_orders(&house.house.db, house.clock());
    let (one, other) = tokio::join!(round(), round());
    let asked = [one.expect("a round"), other.expect("a round"), round().await.expect("a round")];
    assert!(asked.iter().all(|asked| asked.failed.is_empty()), "{asked:?}");
    assert_eq!(asked[2].reports, 0, "a third round has nothing to do");
    asked[0].reports + asked[1].reports
}

both_databases! {
    from told;

    async fn what_is_ordered_comes_by_itself_and_is_told_once(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let before = all(&house).await.len();
        let readers = format!("{OFFICER}\r\n{AUTHORITY}\r\n {SHARED}\r\n\r\n{OFFICER}");
        let order = [
            ("about", "year:"), ("county", ""), ("year", ""), ("rhythm", "monthly"),
            ("audience", "internal"), ("language", "nn"), ("readers", &readers),
        ];
        let wrong = [&order[..6], &[("readers", "nobody")]].concat();
        house.post("/status-reports/orders", &wrong, OFFICER).await.is(422).says("nobody");
        house.post("/status-reports/orders", &order, OFFICER).await.leads_on();
        house.post("/status-reports/orders", &order, OFFICER).await.is(422).says("allerede bestilt");
        // The month that runs when it is ordered is the first.
        assert_eq!(rounds(&house).await, 0);
        house.set_clock("2013-02-28", 23);
        assert_eq!(rounds(&house).await, 0);
        house.set_clock("2013-03-01", 7);
        // Who has left the directorate reads nothing more of it.
        let person = house.person(AUTHORITY).await;
        let directorate = organisations::by_name(&house.house.db, "Tilskuddsforvalteren").await;
        let directorate = directorate.expect("a look").expect("the directorate").id;
        let (db, clock) = (&house.house.db, house.clock());
        let officer = actor(&house, OFFICER).await;
        let Actor::Person { roles, .. } = actor(&house, AUTHORITY).await else { panic!("a person") };
        for role in roles {
            organisations::withdraw_role(db, clock, &officer, person, directorate, role)
                .await
                .expect("withdrawn");
        }
        assert_eq!(rounds(&house).await, 1);
        house.post_comes().await;
        let reports = all(&house).await;
        assert_eq!(reports.len(), before + 1);
        let report = &reports[0];
        assert_eq!(report.subject, Subject::Year(2012), "the latest year that is decided");
        assert_eq!((report.as_of, report.language), (day("2013-02-28"), Language::Nynorsk));
        assert_eq!((report.asked_by.as_str(), report.audience), (BY_ITSELF, Audience::Internal));
        assert_eq!(report.file_name, "tilskudd-2012-nn.pdf");
        assert!(matches!(report.state, ReportState::Made { .. }), "{:?}", report.state);
        let told = format!(
            "SELECT COUNT(*) FROM letter WHERE about = 'status-report' AND about_id = '{}'",
            report.id
        );
        assert_eq!(house.number(&told).await, 2, "once each");
        let mails = house.mails();
        let mut to: Vec<&str> = Vec::new();
        for mail in mails.iter().filter(|mail| subject(mail).starts_with("Ny statusrapport")) {
            to.push(recipient(mail));
            let text = text(mail);
            let link = format!("http://fordel.example/status-reports/{}", report.id);
            assert!(text.contains(&link) && text.contains("28. februar 2013"), "{text}");
        }
        to.sort_unstable();
        assert_eq!(to, [OFFICER, SHARED]);
        // Nothing comes twice, and after a pause only the latest month.
        house.set_clock("2013-03-31", 7);
        assert_eq!(rounds(&house).await, 0);
        house.set_clock("2013-06-03", 7);
        assert_eq!(rounds(&house).await, 1);
        house.drain().await;
        assert_eq!(all(&house).await[0].as_of, day("2013-05-31"));
        // What was ended comes no more; its page says who ended it.
        let page = house.get("/status-reports/orders", OFFICER).await.is(200).text();
        let at = page.find("/status-reports/orders/").expect("an order");
        let order: String = page[at..].chars().take_while(|c| *c != '"').collect();
        house.get(&order, OFFICER).await.is(200).says(SHARED);
        house.post(&order, &[("readers", SHARED)], OFFICER).await.leads_on();
        house.post(&format!("{order}/end"), &[], OFFICER).await.leads_on();
        house.post(&format!("{order}/end"), &[], OFFICER).await.is(409);
        house.get(&order, OFFICER).await.is(200).says("Avsluttet");
        house.set_clock("2013-07-01", 7);
        assert_eq!(rounds(&house).await, 0);
        house.leave().await;
    }

    /// Two officers approve the last two reports at the same instant: the report of the call is asked
    /// for once, and so is what was ordered for that moment.
    async fn the_last_approval_of_a_call_asks_for_its_report_once(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let (h, officer) = (&house.house, actor(&house, OFFICER).await);
        let call = call(&house, "lab-2009").await;
        let grants = funding_periods::queries::grants_of_call(&h.db, call).await.expect("grants");
        let mut waiting = Vec::new();
        for grant in &grants {
            let reports = reporting_deadlines::reports_of_grant(&h.db, grant.id).await;
            waiting.extend(reports.expect("reports").into_iter().map(|view| view.report.id));
        }
        assert!(waiting.len() >= 2, "{waiting:?}");
        let order = [
            ("about", format!("call:{call}")), ("rhythm", "last-approval".into()),
            ("audience", "public".into()), ("language", "nn".into()), ("readers", SHARED.into()),
        ];
        let order: Vec<(&str, &str)> = order.iter().map(|(n, v)| (*n, v.as_str())).collect();
        house.post("/status-reports/orders", &order, OFFICER).await.leads_on();
        let before = all(&house).await.len();
        let approve = |report| status_reports::approve_report(&h.db, house.clock(), &officer, report);
        let (last, others) = waiting.split_at(2);
        for report in others {
            approve(*report).await.expect("approved");
        }
        assert_eq!(all(&house).await.len(), before, "not the last one yet");
        let (one, other) = tokio::join!(approve(last[0]), approve(last[1]));
        one.expect("approved");
        other.expect("approved");
        let asked = all(&house).await;
        assert_eq!(asked.len(), before + 2);
        let by_itself = || asked.iter().filter(|report| report.asked_by == BY_ITSELF);
        let mut kinds: Vec<_> = by_itself()
            .map(|report| (report.audience, report.language.code(), report.file_name.as_str()))
            .collect();
        kinds.sort_unstable();
        assert_eq!(
            kinds,
            [
                (Audience::Internal, "nb", "lab-2009.pdf"),
                (Audience::Public, "nn", "lab-2009-offentlig-nn.pdf"),
            ]
        );
        assert!(by_itself().all(|report| report.subject == Subject::Call(call)));
        assert_eq!(rounds(&house).await, 0);
        let mails = house.post_comes().await;
        let told = mails.iter().filter(|mail| recipient(mail) == SHARED).count();
        assert_eq!(told, 1);
        assert!(all(&house).await.iter().all(|report| matches!(report.state, ReportState::Made { .. })));
        house.leave().await;
    }

    /// A public report can be read by anybody from when somebody publishes it until they take it back;
    /// an internal one never.
    async fn what_is_published_is_read_by_anybody(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let about = format!("call:{}", call(&house, "ips-2012").await);
        let (public, internal) =
            (made(&house, &about, "public", "nb").await, made(&house, &about, "internal", "nb").await);
        let (open, closed) = (hash(&house, &public).await, hash(&house, &internal).await);
        assert_ne!(open, closed);
        let page = format!("/published/{open}");
        for path in [&page, &format!("{page}/file"), &format!("/published/{closed}"), &"/published/x".to_owned()] {
            house.get(path, STRANGER).await.is(404);
        }
        house.post(&format!("{internal}/publish"), &[], OFFICER).await.is(409);
        house.post(&format!("{public}/publish"), &[], STRANGER).await.leads_on();
        house.get(&page, STRANGER).await.is(404);
        let before = house.count("journal_entry").await;
        for _ in 0..2 {
            house.post(&format!("{public}/publish"), &[], OFFICER).await.leads_on();
        }
        assert_eq!(house.count("journal_entry").await, before + 1, "twice is once");
        let shown = house.get(&page, STRANGER).await.is(200).says("Individuell jobbstøtte").text();
        assert!(shown.contains("<table") && !shown.contains("style="), "{shown}");
        let file = house.get(&format!("{page}/file"), STRANGER).await.is(200);
        assert_eq!(attachments::hash_of(&file.bytes), open);
        house.get(&format!("/published/{closed}"), STRANGER).await.is(404);
        house.get(&public, OFFICER).await.is(200).says(&page);
        house.get("/status-reports?shown=published", OFFICER).await.is(200).says("ips-2012-offentlig.pdf");
        house.post(&format!("{public}/withdraw"), &[], OFFICER).await.leads_on();
        house.get(&page, STRANGER).await.is(404);
        house.get(&format!("{page}/file"), STRANGER).await.is(404);
        house.get(&public, OFFICER).await.is(200);
        house.leave().await;
    }

    /// The same document as a page before and after it is made, as a workbook and as figures.
    async fn a_report_is_looked_at_in_every_form(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let about = format!("call:{}", call(&house, "ips-2012").await);
        let asked = |about: &str, more: &str| {
            let about = about.replace(':', "%3A");
            format!("/status-reports/preview?about={about}&audience=internal&language=nb&as-of=2013-02-14{more}")
        };
        let rows = house.count("status_report").await;
        for about in [about.as_str(), "year::2012"] {
            let page = house.get(&asked(about, ""), OFFICER).await.is(200).text();
            assert!(page.contains("document.css") && page.contains("Rogaland"), "{page}");
        }
        house.get(&asked("year::2012", "&county=11"), OFFICER).await.is(200).says("Rogaland");
        house.get(&asked("year::2012", "&county=77"), OFFICER).await.is(422);
        house.get(&asked("year::2011", ""), OFFICER).await.is(422);
        house.get(&asked(&about, "&county=11"), OFFICER).await.is(422);
        house.get("/status-reports/preview", OFFICER).await.is(422);
        assert_eq!(house.count("status_report").await, rows, "looking asks for nothing");
        for language in ["nn", "en", "nb"] {
            house.reads(language);
            for page in ["/status-reports", "/status-reports/orders"] {
                house.get(page, OFFICER).await.is(200);
            }
        }
        let path = made(&house, &about, "internal", "nn").await;
        for page in ["", "/preview"] {
            house.get(&format!("{path}{page}"), OFFICER).await.is(200);
        }
        let before = house.get(&asked(&about, "").replace("language=nb", "language=nn"), OFFICER).await;
        let article = |page: &str| {
            let begins = page.find("<article").expect("a document");
            page[begins..page.find("</article>").expect("its end")].to_owned()
        };
        let after = house.get(&format!("{path}/preview"), OFFICER).await.text();
        assert_eq!(article(&before.text()), article(&after), "the same before and after");
        let book = house.get(&format!("{path}/workbook"), OFFICER).await.is(200);
        assert_eq!(&book.bytes[..2], b"PK");
        let figures = house.get(&format!("{path}/figures"), OFFICER).await.is(200).value();
        assert_eq!(figures["figures"]["about"], "scope");
        assert_eq!(figures["sha256"], hash(&house, &path).await);
        // A snapshot of another time is kept, and told to be unreadable instead of shown wrongly.
        let id = path.rsplit('/').next().expect("an id");
        let waits = house.post("/status-reports", &[("about", &about), ("language", "nb"), ("as-of", "2013-02-13")], OFFICER).await.leads_on();
        for look in ["preview", "workbook", "figures", "file"] {
            house.get(&format!("{waits}/{look}"), OFFICER).await.is(409);
            house.get(&format!("/status-reports/{id}/{look}"), OFFICER).await.is(200);
        }
        house.drain().await;
        house.leave().await;
    }

    /// Programs ask, order and publish as people do.
    async fn programs_ask_order_and_publish(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let scheme = {
            let db = &house.house.db;
            let found = grant_applications::queries::call(db, call(&house, "ips-2012").await).await;
            found.expect("a look").expect("the call").scheme.id
        };
        let all = "/api/v1/status-reports";
        let ask = json!({
            "about": "scheme", "about_id": scheme, "year": 2012, "audience": "public",
            "as_of_on": "2013-02-14", "readers": [SHARED],
        });
        let asked = house.json("POST", all, &ask, OFFICER).await.is(202).value();
        assert_eq!((&asked["state"], &asked["year"]), (&json!("asked"), &json!(2012)));
        assert_eq!(house.json("POST", all, &ask, OFFICER).await.is(202).value()["id"], asked["id"]);
        for (wrong, status) in [
            (json!({ "about": "moon" }), 422),
            (json!({ "about": "year", "year": 2011 }), 409),
            (json!({ "about": "year", "year": 2012, "as_of_on": "2031-01-01" }), 422),
            (json!({ "about": "year", "year": 2012, "as_of_on": "2012-01-01" }), 409),
            (json!({ "about": "year", "year": 2012, "language": "en" }), 422),
            (json!({ "about": "county", "about_id": "77", "year": 2012 }), 422),
            (json!({ "about": "year", "year": 2012, "readers": ["nobody"] }), 422),
            (json!({ "about": "year", "year": 2012, "audiences": "public" }), 422),
        ] {
            house.json("POST", all, &wrong, OFFICER).await.is(status);
        }
        let one = format!("{all}/{}", asked["id"].as_str().expect("an id"));
        house.json("POST", &format!("{one}/publish"), &json!({}), OFFICER).await.is(409);
        house.drain().await;
        let published = house.json("POST", &format!("{one}/publish"), &json!({}), OFFICER).await.is(200).value();
        let path = published["published_path"].as_str().expect("a path").to_owned();
        house.get(&path, STRANGER).await.is(200);
        let figures: Value = house.get(&format!("{one}/figures"), OFFICER).await.is(200).value();
        assert_eq!(figures["audience"], "public");
        let closed = house.json("POST", &format!("{one}/withdraw"), &json!({}), OFFICER).await.is(200).value();
        assert_eq!(closed["published_path"], Value::Null);
        house.get(&path, STRANGER).await.is(404);

        let orders = "/api/v1/report-orders";
        let order = json!({ "about": "county", "about_id": "11", "rhythm": "quarterly", "readers": [SHARED] });
        let stands = house.json("POST", orders, &order, OFFICER).await.is(201).value();
        house.json("POST", orders, &order, OFFICER).await.is(409);
        let by_approval = json!({ "about": "county", "about_id": "11", "rhythm": "last-approval" });
        house.json("POST", orders, &by_approval, OFFICER).await.is(422);
        house.json("POST", orders, &json!({ "about": "year", "rhythm": "hourly" }), OFFICER).await.is(422);
        let order = format!("{orders}/{}", stands[0]["id"].as_str().expect("an id"));
        let told = house.json("POST", &format!("{order}/readers"), &json!({ "readers": [] }), OFFICER).await;
        assert_eq!(told.is(200).value()[0]["readers"], json!([]));
        house.set_clock("2013-04-01", 7);
        assert_eq!(rounds(&house).await, 1);
        house.drain().await;
        let listed = house.get(orders, OFFICER).await.is(200).value();
        assert!(listed[0]["latest_report"].is_string(), "{listed}");
        let ended = house.json("POST", &format!("{order}/end"), &json!({}), OFFICER).await.is(200).value();
        assert_eq!(ended, json!([]));
        house.leave().await;
    }
}
