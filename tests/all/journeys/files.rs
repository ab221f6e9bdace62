//! Files that applicants hand in: what they are, who gets them, and what a virus scanner has to say.

use super::applicant::{api, begins, page, reads, saves, standard, submits, wrong};
use super::house::{Answer, TestHouse, migrated};
use super::stage::{self, BODO, KLEPP, OFFICER, STAVANGER};
use forms::Takes;
use serde_json::{Value, json};
use tests::both_databases;
use tests::clamd::{Clamd, EICAR};
use tests::databases::TestDatabase;
use vocabulary::{ApplicationId, Money};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

/// A house with a scanner, in which Klepp writes to a call that asks for plans as files.
async fn with_a_scanner(db: TestDatabase, scanner: &Clamd) -> (TestHouse, ApplicationId) {
    let address = scanner.url();
    let house = TestHouse::with(db, "2012-01-05", |settings| settings.clamd = Some(address)).await;
    stage::assemble(&house).await;
    let takes = Takes::Files { most: 3 };
    let form = stage::form_with(&house, "med-vedlegg", "plans", "Planer", takes).await;
    let budget = Money::from_kroner(6_000_000);
    let call = stage::announce_like(&house, budget, |call| call.form = Some(form)).await;
    stage::opens(&house, call).await;
    let id = begins(&house, KLEPP, &standard("Jobb i Klepp", 400_000)).await;
    (house, id)
}

fn files(id: ApplicationId) -> String {
    format!("{}/files", page(id))
}

async fn uploads(house: &TestHouse, id: ApplicationId, name: &str, bytes: &[u8]) -> Answer {
    let path = format!("{}/plans", files(id));
    house.upload(&path, "upload.plans", (name, bytes), KLEPP).await
}

/// Where an uploaded file is fetched.
fn file(id: ApplicationId, uploaded: &Value) -> String {
    format!("{}/{}", files(id), uploaded["id"].as_str().expect("an id"))
}

/// Saves the answers with these files among them.
async fn names(house: &TestHouse, id: ApplicationId, plans: &[&Value]) -> Answer {
    let mut answers = standard("Jobb i Klepp", 400_000);
    answers["plans"] = json!(plans);
    let revision = reads(house, KLEPP, id).await["revision"].clone();
    saves(house, KLEPP, id, &revision, &answers).await
}

both_databases! {
    from migrated;

    async fn a_file_is_served_when_the_scanner_has_seen_it(db: TestDatabase) {
        let scanner = Clamd::start().await;
        let (house, id) = with_a_scanner(db, &scanner).await;
        let plan = uploads(&house, id, "plan å.pdf", PDF).await.is(200).value();
        assert_eq!((&plan["type"], &plan["bytes"]), (&json!("application/pdf"), &json!(PDF.len())));
        names(&house, id, &[&plan]).await.is(200);
        house.get(&file(id, &plan), KLEPP).await.is(409).says("Virusvakten har ikke sett");
        house.drain().await;
        let fetched = house.get(&file(id, &plan), KLEPP).await.is(200);
        assert_eq!(fetched.bytes, PDF);
        let header = |name: &str| fetched.headers[name].to_str().expect("text").to_owned();
        assert!(header("content-disposition").starts_with("attachment;"));
        assert!(header("content-disposition").contains("plan%20%C3%A5.pdf"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        // Nobody else has it, the directorate not before it is sent in.
        for (who, status) in [(STAVANGER, 404), (BODO, 404), (OFFICER, 404), ("", 303)] {
            house.get(&file(id, &plan), who).await.is(status);
        }
        submits(&house, KLEPP, id).await.is(200);
        assert_eq!(house.get(&file(id, &plan), OFFICER).await.is(200).bytes, PDF);
        house.get(&page(id), OFFICER).await.is(200).says("plan å.pdf");
        // What is uploaded beside it is not sent in yet.
        let more = uploads(&house, id, "mer.txt", "Mer å lese.".as_bytes()).await.is(200).value();
        house.drain().await;
        house.get(&file(id, &more), KLEPP).await.is(200);
        house.get(&file(id, &more), OFFICER).await.is(404);
        // The same content is kept once.
        uploads(&house, id, "igjen.pdf", PDF).await.is(200);
        assert_eq!(house.number("SELECT COUNT(DISTINCT hash) FROM attachment").await, 2);
        house.drain().await;
        house.leave().await;
    }

    async fn what_is_infected_is_never_served_nor_sent_in(db: TestDatabase) {
        let scanner = Clamd::start().await;
        let (house, id) = with_a_scanner(db, &scanner).await;
        let bad = uploads(&house, id, "notat.txt", EICAR.as_bytes()).await.is(200).value();
        let good = uploads(&house, id, "plan.pdf", PDF).await.is(200).value();
        names(&house, id, &[&bad, &good]).await.is(200);
        house.drain().await;
        house.get(&file(id, &bad), KLEPP).await.is(409).says("Eicar-Test-Signature");
        house.get(&page(id), KLEPP).await.is(200).says("Eicar-Test-Signature");
        let refused = submits(&house, KLEPP, id).await.is(422).says("notat.txt").value();
        assert!(wrong(&refused)[0].starts_with("plans"), "{refused}");
        // Nothing else is lost: without that file it goes.
        names(&house, id, &[&good]).await.is(200);
        submits(&house, KLEPP, id).await.is(200);
        house.get(&file(id, &bad), OFFICER).await.is(404);
        house.get(&file(id, &good), OFFICER).await.is(200);
        house.drain().await;
        house.leave().await;
    }

    async fn what_a_file_is_stands_in_it(db: TestDatabase) {
        let scanner = Clamd::start().await;
        let (house, id) = with_a_scanner(db, &scanner).await;
        let exe = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8\0\0\0\0\0\0\0@\0\0\0PE\0\0";
        let too_large = vec![b'a'; 10 * 1024 * 1024 + 1];
        let cases: [(&str, &[u8], &str, [&str; 3]); 6] = [
            ("plan.pdf", PNG, "nb", ["image/png", "pdf", "innholdet"]),
            ("plan.pdf", PNG, "nn", ["image/png", "pdf", "innhaldet"]),
            ("plan.pdf", PNG, "en", ["image/png", "pdf", "content"]),
            ("plan.pdf", b"", "nb", ["tom", "", ""]),
            ("plan.exe", exe, "nb", ["PDF", "", ""]),
            ("plan.txt", &too_large, "nb", ["10", "MB", ""]),
        ];
        for (name, bytes, language, words) in cases {
            house.reads(language);
            let refused = uploads(&house, id, name, bytes).await;
            let status = refused.status.as_u16();
            assert!([413, 422].contains(&status), "{name}: {status} {}", refused.text());
            let refused = refused.value();
            let said = refused["detail"].as_str().unwrap_or_default();
            for word in words {
                assert!(said.contains(word), "{name}: «{word}» is not in {refused}");
            }
            if status == 422 {
                assert_eq!(wrong(&refused), ["a.plans"]);
            }
        }
        house.reads("nb");
        assert_eq!(house.count("attachment").await, 0, "nothing of it is kept");
        // Another's application takes no files, and a file of another's is not one's own.
        let path = format!("{}/plans", files(id));
        for (who, status) in [(STAVANGER, 404), (OFFICER, 404), ("", 303)] {
            house.upload(&path, "upload.plans", ("plan.pdf", PDF), who).await.is(status);
        }
        house.upload(&format!("{}/title", files(id)), "upload.title", ("plan.pdf", PDF), KLEPP).await.is(404);
        let own = uploads(&house, id, "plan.pdf", PDF).await.is(200).value();
        let other = begins(&house, STAVANGER, &standard("Jobb i Stavanger", 500_000)).await;
        let mut answers = standard("Jobb i Stavanger", 500_000);
        answers["plans"] = json!([own]);
        let revision = reads(&house, STAVANGER, other).await["revision"].clone();
        let stolen = saves(&house, STAVANGER, other, &revision, &answers).await.is(422).value();
        assert!(wrong(&stolen)[0].starts_with("plans"), "{stolen}");
        let begin = json!({ "call": stage::CALL, "answers": answers });
        house.json("POST", "/api/v1/applications", &begin, STAVANGER).await.is(422);
        assert_eq!(house.get(&api(other), STAVANGER).await.is(200).value()["draft"]["answers"]["plans"], Value::Null);
        house.drain().await;
        house.leave().await;
    }
}
