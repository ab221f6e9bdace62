//! Status reports that are asked for more than once, whose work stops, and that tell of the same.

use super::house::{STRANGER, TestHouse, actor, day, recipient, subject, told};
use super::status_reports::{OFFICER, SHARED, all, call, hash, made, rounds};
use status_reports::{Audience, BY_ITSELF, Subject, Wanted, ask_for};
use tests::both_databases;
use vocabulary::Language;

async fn run(house: &TestHouse, sql: &str) {
    use sea_orm::ConnectionTrait;
    house.house.db.execute_unprepared(sql).await.unwrap_or_else(|why| panic!("{sql}: {why}"));
}

both_databases! {
    from told;

    /// At the end of a quarter the order of each month and that of each quarter want the same.
    async fn orders_of_the_same_bring_one_report_and_one_letter(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let before = all(&house).await.len();
        for rhythm in ["monthly", "quarterly"] {
            let order = [
                ("about", "year:"), ("rhythm", rhythm), ("audience", "internal"),
                ("language", "nb"), ("readers", SHARED),
            ];
            house.post("/status-reports/orders", &order, OFFICER).await.leads_on();
        }
        house.set_clock("2013-03-01", 7);
        assert_eq!(rounds(&house).await, 1, "the month is over");
        house.post_comes().await;
        house.set_clock("2013-04-01", 7);
        assert_eq!(rounds(&house).await, 1);
        assert_eq!(house.count("report_turn").await, 3);
        let mails = house.post_comes().await;
        let told = |mail: &&mail_parser::Message<'_>| recipient(mail) == SHARED;
        assert_eq!(mails.iter().filter(told).count(), 1, "once, though both orders name them");
        assert_eq!(all(&house).await.len(), before + 2);
        house.leave().await;
    }

    /// Whoever asks for the same at the same instant gets the same.
    async fn two_who_ask_at_once_ask_for_one(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let officer = actor(&house, OFFICER).await;
        let wanted = |as_of| Wanted {
            subject: Subject::Year(2012),
            audience: Audience::Internal,
            language: Language::Bokmal,
            as_of,
        };
        let before = all(&house).await.len();
        let mut on = day("2013-02-01");
        for _ in 0..8 {
            let ask = || ask_for(&house.house.db, house.clock(), &officer, wanted(on), &[]);
            let (one, other, third) = tokio::join!(ask(), ask(), ask());
            let one = one.expect("asked for");
            assert_eq!((other.expect("asked for"), third.expect("asked for")), (one, one));
            on = on.plus_days(1);
        }
        assert_eq!(all(&house).await.len(), before + 8);
        house.drain().await;
        house.leave().await;
    }

    /// Without an order the officers are told; and a grant that was accepted later brings another report.
    async fn the_last_approval_is_told_to_somebody_and_comes_again(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let (h, officer) = (&house.house, actor(&house, OFFICER).await);
        let lab = call(&house, "lab-2009").await;
        let grants = funding_periods::queries::grants_of_call(&h.db, lab).await.expect("grants");
        for grant in &grants {
            let reports = reporting_deadlines::reports_of_grant(&h.db, grant.id).await;
            for view in reports.expect("reports") {
                let id = view.report.id;
                status_reports::approve_report(&h.db, house.clock(), &officer, id).await.expect("approved");
            }
        }
        let by_itself = async || {
            let mut asked = all(&house).await;
            asked.retain(|report| report.asked_by == BY_ITSELF && report.subject == Subject::Call(lab));
            asked.len()
        };
        assert_eq!(by_itself().await, 1);
        let told: Vec<String> = house
            .post_comes()
            .await
            .iter()
            .filter(|mail| subject(mail).starts_with("Ny statusrapport"))
            .map(|mail| recipient(mail).to_owned())
            .collect();
        assert!(told.contains(&OFFICER.to_owned()), "{told:?}");
        // An order for that moment would wait for nothing.
        let about = format!("call:{lab}");
        let order = [
            ("about", about.as_str()), ("rhythm", "last-approval"), ("audience", "internal"),
            ("language", "nb"), ("readers", SHARED),
        ];
        house.post("/status-reports/orders", &order, OFFICER).await.is(422).says("allerede godkjent");
        assert_eq!(rounds(&house).await, 0);
        house.set_clock("2013-03-01", 9);
        assert_eq!(rounds(&house).await, 0);
        let one = &grants.first().expect("a grant").reference;
        run(&house, &format!(
            "UPDATE funded_grant SET accepted_at = '2013-02-28T09:00:00+00:00' WHERE reference = '{one}'",
        )).await;
        assert_eq!(rounds(&house).await, 1);
        assert_eq!(by_itself().await, 2);
        assert_eq!(rounds(&house).await, 0);
        house.drain().await;
        house.leave().await;
    }

    /// A document that was published twice has one address, and is taken back as a whole.
    async fn what_is_taken_back_is_closed_whoever_else_published_it(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let about = format!("call:{}", call(&house, "ips-2012").await);
        let (one, other) = (
            made(&house, &about, "public", "nb").await,
            made(&house, &about, "public", "nb").await,
        );
        assert_ne!(one, other);
        let open = hash(&house, &one).await;
        assert_eq!(hash(&house, &other).await, open, "the same data is the same document");
        house.get("/published", STRANGER).await.is(200).says("Ingen rapporter er publisert");
        for path in [&one, &other] {
            house.post(&format!("{path}/publish"), &[], OFFICER).await.leads_on();
        }
        let page = format!("/published/{open}");
        let listed = house.get("/published", STRANGER).await.is(200).text();
        assert_eq!(listed.matches(&format!("href=\"{page}\"")).count(), 1, "{listed}");
        // What else tells of the same projects is named before it is published too.
        let year = made(&house, "year::2012", "public", "nb").await;
        house.get(&year, OFFICER).await.is(200).says("ips-2012-offentlig.pdf");
        let other_year = made(&house, "year::2009", "public", "nb").await;
        let shown = house.get(&other_year, OFFICER).await.is(200).text();
        assert!(!shown.contains("ips-2012-offentlig.pdf"), "{shown}");
        house.post(&format!("{other}/withdraw"), &[], OFFICER).await.leads_on();
        house.get(&page, STRANGER).await.is(404);
        house.get(&one, OFFICER).await.is(200).says("Publiser rapporten");
        house.leave().await;
    }

    /// A report whose work was cancelled is not said to be under way, and can be asked for again.
    async fn a_report_whose_work_has_stopped_says_so(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let ask = [("about", "year::2012"), ("language", "nb"), ("as-of", "2013-02-10")];
        let path = house.post("/status-reports", &ask, OFFICER).await.leads_on();
        let waits = house.get(&path, OFFICER).await.is(200).says("blir laget nå").text();
        let at = waits.find("/work/").expect("its work");
        let work: String = waits[at..].chars().take_while(|c| *c != '"').collect();
        house.post(&format!("{work}/cancel"), &[("why", "Feil dag")], OFFICER).await.leads_on();
        house.get(&path, OFFICER).await.is(200).says("Statusrapporten blir ikke laget");
        let again = house.post("/status-reports", &ask, OFFICER).await.leads_on();
        assert_eq!(again, path);
        house.drain().await;
        house.get(&path, OFFICER).await.is(200).says("Last ned PDF");
        house.leave().await;
    }

    /// Nothing is told of a day that has not come or before which nothing was decided.
    async fn a_day_that_tells_nothing_is_refused_and_what_was_filled_in_is_kept(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let rows = house.count("status_report").await;
        for (as_of, says) in [
            ("2031-01-01", "Den dagen har ikke kommet ennå"),
            ("2012-01-01", "Ingenting er avgjort der ennå"),
        ] {
            let ask = [("about", "year::2012"), ("language", "nn"), ("as-of", as_of), ("readers", SHARED)];
            house.post("/status-reports", &ask, OFFICER).await.is(422).says(says).says(SHARED);
        }
        assert_eq!(house.count("status_report").await, rows);
        // Letters of any size are found.
        made(&house, "year::2012", "internal", "nb").await;
        house.get("/status-reports?q=TILSKUDD-2012", OFFICER).await.is(200).says("tilskudd-2012.pdf");
        house.get("/status-reports?q=tilskudd-2031", OFFICER).await.is(200).says("Ingen treff");
        let looked = status_reports::queries::all_published(&house.house.db).await.expect("a look");
        assert!(looked.is_empty());
        house.leave().await;
    }
}
