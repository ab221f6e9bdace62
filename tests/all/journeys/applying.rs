//! Writing an application: by several at once, in several versions, after more was asked for, too late.

use super::applicant::{
    api, applies, begins, fields, page, reads, saves, sends_again, standard, submits, with, wrong,
};
use super::house::{TestHouse, day, migrated, recipient, subject, text};
use super::stage::{self, BODO, CALL, KLEPP, OFFICER, STAVANGER};
use serde_json::json;
use tests::{both_databases, pdf};
use vocabulary::ApplicationId;

/// Begins one through the pages; what is known of the applicant stands in it.
async fn begins_on_a_page(house: &TestHouse) -> ApplicationId {
    house.get(&format!("/applications/new?call={CALL}"), KLEPP).await.is(200);
    let path = house.post("/applications", &[("call", CALL)], KLEPP).await.leads_on();
    let id = path.trim_start_matches("/applications/").trim_end_matches("/edit");
    id.parse().unwrap_or_else(|_| panic!("{path} names no application"))
}

both_databases! {
    from migrated;

    async fn it_saves_itself_and_two_editors_lose_nothing(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::opened_like(&house, |_| {}).await;
        let id = begins_on_a_page(&house).await;
        let edit = format!("{}/edit", page(id));
        let (form, mut answers) = (forms::standard(), standard("Jobb i Klepp", 400_000));
        let opened = house.get(&edit, KLEPP).await.is(200);
        let (revision, base) = (opened.field("revision"), opened.field("base"));
        let beside = [("revision", revision.as_str()), ("base", base.as_str())];

        // The script saves what is typed, wrong or not, and is told what is wrong with it.
        let mut typed = fields(&form, &answers);
        typed.iter_mut().filter(|(name, _)| name == "a.amount").for_each(|(_, amount)| {
            *amount = "mykje".to_owned();
        });
        let saved = house.script(&edit, &with(&beside, &typed), KLEPP).await.is(200).value();
        assert_eq!(wrong(&saved), ["a.amount"], "{saved}");
        assert!(saved["says"].as_str().expect("words").contains("08.00"), "{saved}");
        assert_eq!(reads(&house, KLEPP, id).await["draft"]["answers"]["amount"], "mykje");
        house.get(&edit, KLEPP).await.is(200).says("mykje").says("Jobb i Klepp");

        // Somebody else has had the page open since before. Their script is refused; their page shows
        // both, and they choose.
        answers["summary"] = json!("Den andre teksten");
        answers["target-group"] = json!("Unge");
        let theirs = fields(&form, &answers);
        let stale = house.script(&edit, &with(&beside, &theirs), KLEPP).await.is(409);
        assert_eq!(stale.headers["content-type"], "application/problem+json");
        assert_eq!(stale.value()["type"], "/problems/stale");
        let both = house.post(&edit, &with(&beside, &theirs), KLEPP).await.is(409);
        let both = both.says("Vi vil ansette en jobbspesialist.").says("Den andre teksten");
        let both = both.says("mykje").says("Unge");
        let (newer, base) = (both.field("revision"), both.field("base"));
        assert_eq!(saved["revision"].to_string(), newer);
        let chosen = [
            ("revision", newer.as_str()),
            ("base", base.as_str()),
            ("do", "merge"),
            ("keep.summary", "theirs"),
            ("keep.amount", "mine"),
        ];
        assert_eq!(house.post(&edit, &with(&chosen, &theirs), KLEPP).await.leads_on(), edit);
        let merged = reads(&house, KLEPP, id).await["draft"]["answers"].clone();
        assert_eq!(merged["summary"], "Vi vil ansette en jobbspesialist.");
        assert_eq!((&merged["amount"], &merged["target-group"]), (&json!(40_000_000), &json!("Unge")));
        // An answer that got lost on its way back is asked for again: nothing happens twice.
        let revision = reads(&house, KLEPP, id).await["revision"].clone();
        saves(&house, KLEPP, id, &json!(1), &merged).await.is(200);
        assert_eq!(reads(&house, KLEPP, id).await["revision"], revision);
        saves(&house, KLEPP, id, &json!(1), &answers).await.is(409);

        let submit = format!("{}/submit", page(id));
        let seen = house.get(&submit, KLEPP).await.is(200).says("Jobb i Klepp").field("revision");
        let receipt = house.post(&submit, &[("revision", &seen)], KLEPP).await.leads_on();
        house.get(&receipt, KLEPP).await.is(200).says("JOBB-2012-S01");
        house.drain().await;
        house.leave().await;
    }

    async fn a_new_version_counts_when_it_is_sent_in(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::opened_like(&house, |_| {}).await;
        let id = applies(&house, KLEPP, "Den første", 400_000).await;
        house.set_clock("2012-02-01", 9);
        let revision = reads(&house, KLEPP, id).await["revision"].clone();
        saves(&house, KLEPP, id, &revision, &standard("Den andre", 300_000)).await.is(200);
        // The first stands, and what is written beside it is theirs who write it.
        let seen = reads(&house, OFFICER, id).await;
        assert_eq!((&seen["title"], &seen["draft"]), (&json!("Den første"), &json!(null)));
        assert_eq!(reads(&house, KLEPP, id).await["draft"]["answers"]["title"], "Den andre");
        let shown = house.get(&page(id), OFFICER).await.is(200).says("Den første").text();
        assert!(!shown.contains("Den andre"), "{shown}");
        // It can be thrown away, and written again.
        house.json("DELETE", &format!("{}/draft", api(id)), &json!({}), KLEPP).await.is(200);
        submits(&house, KLEPP, id).await.is(409);
        let again = sends_again(&house, KLEPP, id, &standard("Den tredje", 300_000)).await;
        assert_eq!((&again["title"], again["versions"].as_array().map(Vec::len)), (&json!("Den tredje"), Some(2)));
        assert_eq!(reads(&house, OFFICER, id).await["amount_ore"], 30_000_000);
        let version = |number: u32| format!("{}/versions/{number}", page(id));
        house.get(&version(1), OFFICER).await.is(200).says("Den første");
        house.get(&version(2), KLEPP).await.is(200).says("Den tredje");
        house.get(&version(3), KLEPP).await.is(404);

        // Both receipts came, to everybody who applies for the municipality.
        let mails = house.post_comes().await;
        assert_eq!(mails.iter().map(recipient).collect::<Vec<_>>(), [KLEPP, KLEPP]);
        // When the call has closed, what was sent in stands.
        house.set_clock("2012-03-01", 9);
        let revision = reads(&house, KLEPP, id).await["revision"].clone();
        let closed = saves(&house, KLEPP, id, &revision, &standard("For sent", 1000)).await;
        closed.is(409).says("29. februar 2012");
        house.json("POST", &format!("{}/withdraw", api(id)), &json!({}), STAVANGER).await.is(404);
        house.json("POST", &format!("{}/withdraw", api(id)), &json!({}), OFFICER).await.is(403);
        let gone = house.json("POST", &format!("{}/withdraw", api(id)), &json!({}), KLEPP).await;
        assert_eq!(gone.is(200).value()["state"], "withdrawn");
        submits(&house, KLEPP, id).await.is(409);
        house.leave().await;
    }

    async fn what_is_missing_is_asked_for_and_what_is_late_is_settled(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::opened_like(&house, |call| call.late_until = Some(day("2012-03-05"))).await;
        let incomplete = applies(&house, KLEPP, "Jobb i Klepp", 400_000).await;
        let [let_in, turned_away] = [
            begins(&house, STAVANGER, &standard("Jobb i Stavanger", 500_000)).await,
            begins(&house, BODO, &standard("Jobb i Bodø", 300_000)).await,
        ];
        house.post_comes().await;
        house.set_clock("2012-03-05", 20);
        for (who, id) in [(STAVANGER, let_in), (BODO, turned_away)] {
            let late = submits(&house, who, id).await.is(200).value();
            assert_eq!((&late["state"], &late["arrived_late"]), (&json!("late"), &json!(true)));
        }
        house.set_clock("2012-03-06", 9);
        let begin = json!({ "call": CALL, "answers": {} });
        house.json("POST", "/api/v1/applications", &begin, BODO).await.is(409).says("29. februar 2012");
        house.post_comes().await;

        // Letting in and turning away need a reason that the applicant reads.
        house.post(&format!("{}/admit", page(let_in)), &[("reason", " ")], OFFICER).await.is(422);
        let because = [("reason", "Posten var forsinket.")];
        house.post(&format!("{}/admit", page(let_in)), &because, STAVANGER).await.is(403);
        house.post(&format!("{}/admit", page(let_in)), &because, OFFICER).await.leads_on();
        let because = [("reason", "Ingen grunn ble oppgitt.")];
        house.post(&format!("{}/dismiss", page(turned_away)), &because, OFFICER).await.leads_on();
        let ask = format!("{}/ask", page(incomplete));
        let request = [("what", "Budsjettet mangler."), ("due_on", "2012-03-01")];
        house.post(&ask, &request, OFFICER).await.is(422).says("Budsjettet mangler.");
        let request = [("what", "Budsjettet mangler."), ("due_on", "2012-03-20")];
        house.post(&ask, &request, OFFICER).await.leads_on();
        let mails = house.post_comes().await;
        let to = |who: &str| {
            let mail = mails.iter().find(|mail| recipient(mail) == who);
            text(mail.unwrap_or_else(|| panic!("no letter to {who}")))
        };
        assert_eq!(mails.len(), 3);
        assert!(to(STAVANGER).contains("Posten var forsinket."), "{}", to(STAVANGER));
        assert!(to(BODO).contains("Ingen grunn ble oppgitt."), "{}", to(BODO));
        assert!(to(KLEPP).contains("Budsjettet mangler."), "{}", to(KLEPP));
        assert!(to(KLEPP).contains("20. mars 2012"), "{}", to(KLEPP));

        // The call is closed, and what was asked for comes all the same.
        house.set_clock("2012-03-19", 9);
        house.get(&format!("{}/edit", page(incomplete)), KLEPP).await.is(200).says("Budsjettet mangler.");
        let answers = standard("Jobb i Klepp med budsjett", 400_000);
        let sent = sends_again(&house, KLEPP, incomplete, &answers).await;
        assert_eq!((&sent["state"], &sent["arrived_late"]), (&json!("submitted"), &json!(false)));
        assert!(sent["requests"][0]["answered_at"].is_string(), "{sent}");
        for (id, state) in [(let_in, "submitted"), (turned_away, "dismissed")] {
            assert_eq!(reads(&house, OFFICER, id).await["state"], state);
        }
        house.json("POST", &format!("{}/check", api(turned_away)), &json!({}), OFFICER).await.is(409);
        house.json("POST", &format!("{}/check", api(let_in)), &json!({}), OFFICER).await.is(200);
        house.drain().await;
        house.leave().await;
    }

    async fn the_receipt_is_a_document_for_everybody(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::opened_like(&house, |_| {}).await;
        let id = applies(&house, STAVANGER, "Jobb i Stavanger", 400_000).await;
        let mails = house.post_comes().await;
        let [receipt] = mails.as_slice() else { panic!("{} mails", mails.len()) };
        assert_eq!(recipient(receipt), STAVANGER);
        assert!(subject(receipt).contains("Jobb i Stavanger"), "{}", subject(receipt));
        let file = house.data().join("receipt.pdf");
        let enclosed = receipt.attachment(0).expect("the receipt").contents();
        std::fs::write(&file, enclosed).expect("written");
        pdf::check_structure(&file).await.expect("whole");
        assert_eq!(pdf::broken_rules(&file).await.expect("validated"), []);
        let said = pdf::text(&file).await.expect("text").replace('\u{a0}', " ");
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let told = reads(&house, STAVANGER, id).await;
        let hash = told["content_hash"].as_str().expect("a sum");
        for words in ["JOBB-2012-S01", "Jobb i Stavanger", "400 000", "jobbspesialist", "9. januar 2012"] {
            assert!(said.contains(words), "«{words}» is not in {said}");
        }
        assert!(said.replace(' ', "").contains(hash), "{hash} is not in {said}");
        // The page leads to the same file.
        let page = house.get(&format!("{}/receipt", page(id)), STAVANGER).await.is(200).says(hash).text();
        let (_, rest) = page.split_once("href=\"/letters/").expect("a link to the letter");
        let (letter, _) = rest.split_once('"').expect("a whole link");
        let fetched = house.get(&format!("/letters/{letter}"), STAVANGER).await.is(200);
        assert!(fetched.bytes == enclosed, "the page leads to another file");
        house.get(&format!("/letters/{letter}"), KLEPP).await.is(404);
        house.leave().await;
    }
}
