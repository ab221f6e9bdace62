//! What programs can do of the front half of the story: each thing once as it goes, and once by somebody
//! whose it is not; and what is said when what they send is wrong.

use super::access::{Asker, Things};
use super::applicant::{api, applies, begins, reads, saves, standard, submits, wrong};
use super::house::{Answer, STRANGER, TestHouse, actor, migrated, recipient, told};
use super::stage::{self, BODO, CALL, KLEPP, OFFICER, OTHER_OFFICER, STAVANGER};
use forms::Takes;
use serde_json::{Value, json};
use tests::both_databases;
use vocabulary::{ApplicationId, Money, Role};
use web::{Access, ROUTES};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

/// A house in which Klepp writes to an open call.
async fn writing(db: tests::databases::TestDatabase) -> (TestHouse, ApplicationId) {
    let house = TestHouse::open(db, "2012-01-05").await;
    stage::opened_like(&house, |_| {}).await;
    let id = begins(&house, KLEPP, &standard("Jobb i Klepp", 400_000)).await;
    (house, id)
}

async fn organisation(house: &TestHouse, email: &str) -> Value {
    json!(actor(house, email).await.confined_to().expect("an applicant").to_string())
}

async fn person(house: &TestHouse, email: &str) -> Value {
    json!(house.person(email).await.to_string())
}

/// Sends a file as it is, with its name in the header.
async fn sends(house: &TestHouse, path: &str, name: &str, bytes: &[u8], who: &str) -> Answer {
    let body = Some(("application/octet-stream", bytes.to_vec()));
    house.send("POST", path, body, who, &[("x-file-name", name)]).await
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// What a problem says of one field.
fn said<'a>(problem: &'a Value, field: &str) -> &'a str {
    let errors = problem["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    let found = errors.iter().find(|error| error["field"] == field);
    text(&found.unwrap_or_else(|| panic!("nothing is said of {field} in {problem}"))["detail"])
}

both_databases! {
    from migrated;

    async fn files_are_sent_listed_fetched_and_taken_away(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        let takes = Takes::Files { most: 3 };
        let form = stage::form_with(&house, "med-vedlegg", "plans", "Planer", takes).await;
        let budget = Money::from_kroner(6_000_000);
        let call = stage::announce_like(&house, budget, |call| call.form = Some(form)).await;
        stage::opens(&house, call).await;
        let id = begins(&house, KLEPP, &standard("Jobb i Klepp", 400_000)).await;
        let files = format!("{}/files", api(id));

        let plan = sends(&house, &files, "plan%20%C3%A5.pdf", PDF, KLEPP).await.is(201).value();
        assert_eq!((text(&plan["name"]), text(&plan["scan"])), ("plan å.pdf", "not-scanned"));
        let note = house.upload(&files, "file", ("notat.txt", b"Et notat."), KLEPP).await;
        let note = note.is(201).value();
        let listed = house.get(&files, KLEPP).await.is(200).value();
        assert_eq!(listed.as_array().map(Vec::len), Some(2), "{listed}");
        let (plan_at, note_at) =
            (format!("{files}/{}", text(&plan["id"])), format!("{files}/{}", text(&note["id"])));
        let fetched = house.get(&plan_at, KLEPP).await.is(200);
        assert_eq!((fetched.bytes.as_slice(), &fetched.headers["x-scan"]), (PDF, &"not-scanned".parse().expect("a header")));
        assert!(fetched.headers["content-disposition"].to_str().expect("text").starts_with("attachment;"));

        // What is wrong with a file stands at it; and nothing too large is read.
        for (name, bytes) in [("", PDF), ("plan.png", PDF), ("plan.pdf", b"" as &[u8])] {
            let refused = sends(&house, &files, name, bytes, KLEPP).await.is(422).value();
            assert_eq!(wrong(&refused), ["file"], "{name}");
        }
        house.upload(&files, "other", ("notat.txt", b"Et notat."), KLEPP).await.is(422).says("file");
        let huge = vec![b'a'; 12 * 1024 * 1024];
        let huge = sends(&house, &files, "stor.txt", &huge, KLEPP).await.is(413).value();
        assert_eq!(huge["type"], "/problems/too-large");

        // Another's, and before it is sent in the directorate's, they are not.
        for who in [BODO, STAVANGER, OFFICER] {
            house.get(&files, who).await.is(404);
            house.get(&plan_at, who).await.is(404);
            sends(&house, &files, "min.pdf", PDF, who).await.is(404);
            house.json("DELETE", &plan_at, &json!({}), who).await.is(404);
        }
        let mut answers = standard("Jobb i Klepp", 400_000);
        answers["plans"] = json!([{ "id": plan["id"] }]);
        saves(&house, KLEPP, id, &reads(&house, KLEPP, id).await["revision"], &answers).await.is(200);
        submits(&house, KLEPP, id).await.is(200);
        let listed = house.get(&files, OFFICER).await.is(200).value();
        assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");
        assert_eq!((&listed[0]["id"], &listed[0]["sent_in"]), (&plan["id"], &json!(true)));
        house.get(&plan_at, OFFICER).await.is(200);
        house.json("DELETE", &plan_at, &json!({}), KLEPP).await.is(409);
        house.json("DELETE", &plan_at, &json!({}), OFFICER).await.is(403);
        house.json("DELETE", &note_at, &json!({}), KLEPP).await.is(204);
        house.json("DELETE", &note_at, &json!({}), KLEPP).await.is(404);
        house.drain().await;
        house.leave().await;
    }

    async fn organisations_are_invited_join_and_leave(db: TestDatabase) {
        let (house, id) = writing(db).await;
        let stavanger = organisation(&house, STAVANGER).await;
        let (others, invitation) =
            (format!("{}/organisations", api(id)), format!("{}/invitation", api(id)));
        let whom = json!({ "organisation": stavanger });
        house.json("POST", &others, &whom, BODO).await.is(404);
        house.json("POST", &others, &whom, OFFICER).await.is(404);
        let nobody = json!({ "organisation": NOBODY });
        let refused = house.json("POST", &others, &nobody, KLEPP).await.is(422).value();
        assert_eq!(wrong(&refused), ["organisation"]);
        let listed = house.json("POST", &others, &whom, KLEPP).await.is(201).value();
        assert_eq!((&listed[0]["organisation"], &listed[0]["joined_at"]), (&stavanger, &Value::Null));
        house.json("POST", &others, &whom, KLEPP).await.is(422).says("Stavanger kommune");

        let seen = house.get(&invitation, STAVANGER).await.is(200).value();
        assert_eq!((text(&seen["title"]), text(&seen["organisation_name"])), ("Jobb i Klepp", "Klepp kommune"));
        house.get(&api(id), STAVANGER).await.is(404);
        house.get(&invitation, BODO).await.is(404);
        house.json("POST", &invitation, &json!({}), BODO).await.is(404);
        house.json("POST", &invitation, &json!({}), OFFICER).await.is(403);
        let joined = house.json("POST", &invitation, &json!({}), STAVANGER).await.is(200).value();
        assert!(joined["organisations"][0]["joined_at"].is_string(), "{joined}");
        house.get(&others, STAVANGER).await.is(200);
        // What is known of the applicant elsewhere is not for others in its project.
        let rules = async |who| {
            let found = house.get(&format!("{}/findings", api(id)), who).await.is(200).value();
            found["findings"].as_array().map(Vec::len)
        };
        assert_eq!((rules(KLEPP).await, rules(STAVANGER).await), (Some(7), Some(5)));

        let leave = format!("{others}/{}", text(&stavanger));
        house.json("DELETE", &leave, &json!({}), BODO).await.is(404);
        house.json("DELETE", &leave, &json!({}), STAVANGER).await.is(204);
        house.get(&others, STAVANGER).await.is(404);
        house.json("DELETE", &leave, &json!({}), KLEPP).await.is(409);
        house.drain().await;
        house.leave().await;
    }

    async fn who_signs_is_registered_asked_and_ended(db: TestDatabase) {
        const MAYOR: &str = "ordforar@klepp.example";
        let (house, id) = writing(db).await;
        let klepp = actor(&house, KLEPP).await.confined_to().expect("an applicant");
        stage::join(&house, klepp, "Olga Ordførar", MAYOR, &[Role::Applicant]).await;
        let signatories = "/api/v1/signatories";
        let mayor = person(&house, MAYOR).await;
        let mut new = json!({ "person": mayor, "organisation": klepp, "from_on": "2012-01-01" });
        house.json("POST", signatories, &new, KLEPP).await.is(403);
        house.get(signatories, KLEPP).await.is(403);
        new["to_on"] = json!("2011-12-31");
        let refused = house.json("POST", signatories, &new, OFFICER).await.is(422).value();
        assert_eq!(wrong(&refused), ["to_on"]);
        new["to_on"] = Value::Null;
        let listed = house.json("POST", signatories, &new, OFFICER).await.is(201).value();
        assert_eq!((text(&listed[0]["person_name"]), &listed[0]["signs_today"]), ("Olga Ordførar", &json!(true)));

        submits(&house, KLEPP, id).await.is(409).says("/problems/not-signatory");
        let signature = format!("{}/signature", api(id));
        house.json("POST", &signature, &json!({}), BODO).await.is(404);
        let asked = house.json("POST", &signature, &json!({}), KLEPP).await.is(200).value();
        assert_eq!(asked["letters"], 1);
        let mails = house.post_comes().await;
        assert_eq!(mails.iter().map(recipient).collect::<Vec<_>>(), [MAYOR]);

        let end = json!({ "person": mayor, "organisation": klepp, "on": "2012-01-08" });
        house.json("POST", "/api/v1/signatories/end", &end, KLEPP).await.is(403);
        house.json("POST", "/api/v1/signatories/end", &end, OFFICER).await.is(200);
        let again = house.json("POST", "/api/v1/signatories/end", &end, OFFICER).await;
        assert_eq!(wrong(&again.is(422).value()), ["person"]);
        submits(&house, KLEPP, id).await.is(200);
        house.drain().await;
        house.leave().await;
    }

    async fn versions_are_read_with_their_own_form_and_compared(db: TestDatabase) {
        let (house, id) = writing(db).await;
        submits(&house, KLEPP, id).await.is(200);
        // The form is amended with a question more while the call is open.
        stage::form_with(&house, forms::STANDARD, "rooms", "Rom", Takes::YesNo).await;
        let amend = json!({
            "what": { "nb": "Et spørsmål til.", "nn": "Eit spørsmål til." },
            "form": forms::STANDARD, "closes_on": "2012-03-05",
        });
        house.json("POST", &format!("/api/v1/calls/{CALL}/amend"), &amend, OFFICER).await.is(200);
        let amendments = format!("/api/v1/calls/{CALL}/amendments");
        let made = house.get(&amendments, STRANGER).await.is(200).value();
        assert_eq!(made[0]["changes"]["closes_on"], json!(["2012-02-29", "2012-03-05"]));
        house.get("/api/v1/calls/there-is-none/amendments", STRANGER).await.is(404);

        let mut answers = standard("Jobb i hele Klepp", 450_000);
        answers["rooms"] = json!(true);
        saves(&house, KLEPP, id, &reads(&house, KLEPP, id).await["revision"], &answers).await.is(200);
        submits(&house, KLEPP, id).await.is(200);
        let versions = format!("{}/versions", api(id));
        let listed = house.get(&versions, KLEPP).await.is(200).value();
        assert_eq!(listed.as_array().map(Vec::len), Some(2), "{listed}");
        assert_ne!(listed[0]["form"], listed[1]["form"]);
        let asks = |version: &Value| version["definition"].to_string().contains("\"rooms\"");
        let first = house.get(&format!("{versions}/1"), OFFICER).await.is(200).value();
        let second = house.get(&format!("{versions}/2"), OFFICER).await.is(200).value();
        assert_eq!((asks(&first), asks(&second)), (false, true));
        assert_eq!(first["answers"]["title"], "Jobb i Klepp");
        let compare = format!("{versions}/2/changes-since/1");
        let changes = house.get(&compare, KLEPP).await.is(200).value();
        let fields: Vec<_> = changes["answers"].as_array().expect("a list").iter().map(|one| text(&one["field"])).collect();
        assert_eq!(fields, ["title", "rooms", "amount"]);
        assert_eq!((&changes["answers"][0]["was"], &changes["answers"][0]["is"]), (&json!("Jobb i Klepp"), &json!("Jobb i hele Klepp")));
        assert_eq!(changes["form"].as_array().map(Vec::len), Some(1), "{changes}");
        for path in [&versions, &format!("{versions}/1"), &compare, &format!("{}/findings", api(id))] {
            house.get(path, BODO).await.is(404);
        }
        house.get(&format!("{versions}/3"), KLEPP).await.is(404);
        house.get(&format!("{versions}/one"), KLEPP).await.is(404);
        let found = house.get(&format!("{}/findings", api(id)), OFFICER).await.is(200).value();
        assert!(found["findings"].as_array().expect("a list").iter().all(|one| one["outcome"] == "met"), "{found}");
        house.drain().await;
        house.leave().await;
    }

    async fn applicants_are_offered_what_is_theirs_and_lose_nothing(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::opened_like(&house, |_| {}).await;
        // From another municipality than one's own nothing is begun; from one's own it may be said.
        let elsewhere = |number: &str| json!({ "call": CALL, "municipality": number, "answers": {} });
        for number in ["9999", "1103", "Klepp"] {
            let refused = house.json("POST", "/api/v1/applications", &elsewhere(number), KLEPP).await;
            assert_eq!(wrong(&refused.is(422).value()), ["municipality"], "{number}");
        }
        let begun = house.json("POST", "/api/v1/applications", &elsewhere("1120"), KLEPP).await;
        let begun = begun.is(201).value();
        assert_eq!(begun["possible"], json!(["save", "submit", "withdraw"]));
        let here = format!("/api/v1/applications/{}", text(&begun["id"]));
        let nothing = json!({ "revision": begun["revision"], "answers": null });
        let refused = house.json("PUT", &format!("{here}/answers"), &nothing, KLEPP).await;
        assert_eq!(wrong(&refused.is(422).value()), ["answers"]);
        let stands = house.get(&here, KLEPP).await.is(200).value();
        assert_eq!((&stands["revision"], &stands["draft"]), (&begun["revision"], &begun["draft"]));
        // Once nothing is received any more, sending in is not offered, neither by itself nor instead.
        house.set_clock("2012-03-20", 9);
        let stands = house.get(&here, KLEPP).await.is(200).value();
        assert_eq!(stands["possible"], json!(["save", "withdraw"]));
        let refused = house.json("DELETE", &format!("{here}/draft"), &json!({}), KLEPP).await;
        let refused = refused.is(409).value();
        let offered: Vec<_> =
            refused["possible"].as_array().expect("a list").iter().map(|one| &one["action"]).collect();
        assert_eq!(offered, ["save", "withdraw"]);
        house.drain().await;
        house.leave().await;
    }

    async fn assessors_are_taken_back_and_agree(db: TestDatabase) {
        const THIRD: &str = "c@direktoratet.example";
        const FOURTH: &str = "d@direktoratet.example";
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        stage::join_officer(&house, "Cato Saksbehandler", THIRD).await;
        stage::join_officer(&house, "Dag Saksbehandler", FOURTH).await;
        let call = stage::announce(&house, Money::from_kroner(6_000_000)).await;
        let ids = stage::judged_of(&house, call, &[(KLEPP, "Jobb i Klepp", 400_000, 4)], Some(THIRD)).await;
        let (assignments, consensus) =
            (format!("{}/assignments", api(ids[0])), format!("{}/consensus", api(ids[0])));
        let third = person(&house, THIRD).await;
        let fourth = person(&house, FOURTH).await;
        house.json("POST", &assignments, &json!({ "assessor": fourth }), OFFICER).await.is(201);
        let one = format!("{assignments}/{}", text(&fourth));
        house.json("DELETE", &one, &json!({}), KLEPP).await.is(403);
        house.get(&assignments, KLEPP).await.is(403);
        house.json("DELETE", &one, &json!({}), OFFICER).await.is(200);
        house.json("DELETE", &one, &json!({}), OFFICER).await.is(409);
        let one = format!("{assignments}/{}", text(&third));
        house.json("DELETE", &one, &json!({}), THIRD).await.is(409);
        house.json("DELETE", &one, &json!({}), OFFICER).await.is(200);
        // All others have handed in, and what they gave is open to who is not asked.
        let saw = house.json("POST", &assignments, &json!({ "assessor": third }), OFFICER).await.is(409);
        saw.says("Cato Saksbehandler");
        let handed_in = format!("{assignments}/{}", text(&person(&house, OTHER_OFFICER).await));
        house.json("DELETE", &handed_in, &json!({}), OFFICER).await.is(409);
        let listed = house.get(&assignments, OFFICER).await.is(200).value();
        let part = |id: &Value| {
            let found = listed.as_array().expect("a list").iter().find(|one| one["person"] == *id);
            found.map(|one| text(&one["part"]).to_owned())
        };
        assert_eq!(part(&third).as_deref(), Some("outside"));

        let agreed = json!({ "note": "Vi er enige.", "recommended_ore": 35_000_000 });
        house.json("POST", &consensus, &agreed, KLEPP).await.is(403);
        let more = json!({ "note": "Vi er enige.", "recommended_ore": 45_000_000 });
        let refused = house.json("POST", &consensus, &more, OFFICER).await.is(422).value();
        assert_eq!(wrong(&refused), ["recommended_ore"]);
        let said = house.json("POST", &consensus, &agreed, OFFICER).await.is(201).value();
        assert_eq!(said["consensus"][0]["recommended_ore"], 35_000_000);
        house.json("POST", &format!("/api/v1/applications/{NOBODY}/consensus"), &agreed, OFFICER).await.is(404);
        house.drain().await;
        house.leave().await;
    }

    async fn ties_and_superiors_are_registered_and_ended(db: TestDatabase) {
        let (house, _) = writing(db).await;
        let (anne, bjorn) = (person(&house, OFFICER).await, person(&house, OTHER_OFFICER).await);
        let tie = json!({
            "person": anne, "organisation": organisation(&house, KLEPP).await, "kind": "kin",
            "from_on": "2012-01-01",
        });
        house.json("POST", "/api/v1/ties", &tie, KLEPP).await.is(403);
        let ties = house.json("POST", "/api/v1/ties", &tie, OFFICER).await.is(201).value();
        let end = format!("/api/v1/ties/{}/end", text(&ties[0]["id"]));
        house.json("POST", &end, &json!({ "on": "2012-01-08" }), KLEPP).await.is(403);
        let before = house.json("POST", &end, &json!({ "on": "2011-01-08" }), OFFICER).await;
        assert_eq!(wrong(&before.is(422).value()), ["on"]);
        let ties = house.json("POST", &end, &json!({ "on": "2012-01-08" }), OFFICER).await;
        assert_eq!(ties.is(200).value()[0]["to_on"], "2012-01-08");

        let above = json!({ "person": anne, "superior": bjorn, "from_on": "2012-01-02" });
        house.json("POST", "/api/v1/superiors", &above, KLEPP).await.is(403);
        let listed = house.json("POST", "/api/v1/superiors", &above, OFFICER).await.is(201).value();
        let circle = json!({ "person": bjorn, "superior": anne, "from_on": "2012-01-02" });
        let refused = house.json("POST", "/api/v1/superiors", &circle, OFFICER).await;
        assert_eq!(wrong(&refused.is(422).value()), ["superior"]);
        let end = format!("/api/v1/superiors/{}/end", text(&listed[0]["id"]));
        house.json("POST", &end, &json!({ "on": "2012-01-08" }), KLEPP).await.is(403);
        house.json("POST", &end, &json!({ "on": "2012-01-08" }), OFFICER).await.is(200);
        let listed = house.get("/api/v1/superiors", OFFICER).await.is(200).value();
        assert_eq!(listed[0]["to_on"], "2012-01-08");
        for register in ["ties", "superiors"] {
            let nothing = format!("/api/v1/{register}/{NOBODY}/end");
            house.json("POST", &nothing, &json!({ "on": "2012-01-08" }), OFFICER).await.is(404);
        }
        house.drain().await;
        house.leave().await;
    }

    async fn thresholds_are_set_and_drafts_of_forms_thrown_away(db: TestDatabase) {
        let (house, _) = writing(db).await;
        let thresholds = "/api/v1/schemes/jobb/thresholds";
        let mut new = json!({
            "rule": "reporting-waived-below", "valid_from": "2012-06-01", "amount_ore": 10_000_000,
            "source": "Regelverket punkt 4", "source_on": "2011-12-01",
        });
        house.json("POST", thresholds, &new, KLEPP).await.is(403);
        let listed = house.json("POST", thresholds, &new, OFFICER).await.is(201).value();
        let own: Vec<_> =
            listed.as_array().expect("a list").iter().filter(|one| one["all_schemes"] == false).collect();
        assert_eq!((own.len(), &own[0]["amount_ore"]), (1, &json!(10_000_000)), "{listed}");
        new["rule"] = json!("nothing-like-it");
        let refused = house.json("POST", thresholds, &new, OFFICER).await.is(422).value();
        assert!(said(&refused, "rule").contains("reporting-waived-below"), "{refused}");
        house.get("/api/v1/schemes/there-is-none/thresholds", STRANGER).await.is(404);

        let form = json!({ "slug": "kladd", "definition": forms::standard() });
        house.json("POST", "/api/v1/forms", &form, OFFICER).await.is(201);
        let draft = "/api/v1/forms/kladd/1";
        let mut definition = json!(forms::standard());
        definition["title"]["nb"] = json!("En annen tittel");
        let change = json!({ "revision": 7, "definition": definition });
        let stale = house.json("PUT", draft, &change, OFFICER).await.is(409).value();
        assert_eq!((&stale["revision"], text(&stale["type"])), (&json!(1), "/problems/stale"));
        assert_eq!(stale["definition"], json!(forms::standard()), "what stands comes along");
        house.json("DELETE", draft, &json!({}), KLEPP).await.is(403);
        house.json("DELETE", draft, &json!({}), OFFICER).await.is(204);
        house.get(draft, OFFICER).await.is(404);
        house.drain().await;
        house.leave().await;
    }

    async fn a_misspelt_key_is_said_when_it_is_saved_and_refused_when_it_is_sent_in(db: TestDatabase) {
        let (house, id) = writing(db).await;
        let mut answers = standard("Jobb i Klepp", 400_000);
        answers["titel"] = json!("Jobb");
        answers["own_share"] = json!(1);
        answers["members"][0]["precent"] = json!(50);
        answers["amount"] = json!("mykje");
        house.reads("en");
        let saved = saves(&house, KLEPP, id, &json!(1), &answers).await.is(200).value();
        let doubts = json!({ "errors": saved["doubts"] });
        assert!(said(&doubts, "titel").starts_with("Did you mean title?"), "{doubts}");
        assert!(said(&doubts, "own_share").contains("own-share"), "{doubts}");
        assert!(said(&doubts, "members.0.precent").starts_with("Did you mean percent?"), "{doubts}");
        assert!(said(&doubts, "amount").contains("kroner"), "{doubts}");
        assert_eq!(saved["draft"]["answers"], answers, "what was typed is kept");
        answers["amount"] = json!(40_000_000);
        saves(&house, KLEPP, id, &saved["revision"], &answers).await.is(200);
        for (language, words) in [("nb", "Mente du title?"), ("nn", "Meinte du title?"), ("en", "Did you mean title?")] {
            house.reads(language);
            let refused = submits(&house, KLEPP, id).await.is(422).value();
            assert_eq!(refused["type"], "/problems/invalid");
            assert_eq!(wrong(&refused), ["members.0.precent", "own_share", "titel"], "{refused}");
            assert!(said(&refused, "titel").starts_with(words), "{refused}");
        }
        house.reads("nb");
        let now = reads(&house, KLEPP, id).await["revision"].clone();
        let saved = saves(&house, KLEPP, id, &now, &standard("Jobb i Klepp", 400_000)).await;
        assert_eq!(saved.is(200).value()["doubts"], json!([]));
        submits(&house, KLEPP, id).await.is(200);
        house.drain().await;
        house.leave().await;
    }

    async fn what_an_amendment_took_out_of_the_form_is_no_misspelling(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::assemble(&house).await;
        let form = stage::form_with(&house, "romskjema", "rooms", "Rom", Takes::YesNo).await;
        let budget = Money::from_kroner(6_000_000);
        let call = stage::announce_like(&house, budget, |call| call.form = Some(form)).await;
        stage::opens(&house, call).await;
        let mut answers = standard("Jobb i Klepp", 400_000);
        answers["rooms"] = json!(true);
        let id = begins(&house, KLEPP, &answers).await;
        let without = json!({ "slug": "romskjema", "definition": forms::standard() });
        house.json("POST", "/api/v1/forms", &without, OFFICER).await.is(201);
        house.json("POST", "/api/v1/forms/romskjema/2/publish", &json!({}), OFFICER).await.is(200);
        let amend = json!({ "what": { "nb": "Ett mindre.", "nn": "Eitt mindre." }, "form": "romskjema" });
        house.json("POST", &format!("/api/v1/calls/{CALL}/amend"), &amend, OFFICER).await.is(200);
        let sent = submits(&house, KLEPP, id).await.is(200).value();
        assert_eq!(sent["answers"].get("rooms"), None, "{sent}");
        house.drain().await;
        house.leave().await;
    }

    async fn a_stale_save_says_what_stands_so_that_both_can_be_put_together(db: TestDatabase) {
        let (house, id) = writing(db).await;
        let theirs = standard("Jobb på Jæren", 400_000);
        saves(&house, KLEPP, id, &json!(1), &theirs).await.is(200);
        let mut mine = standard("Jobb i Klepp", 500_000);
        mine.as_object_mut().expect("answers").remove("continuation");
        let stale = saves(&house, KLEPP, id, &json!(1), &mine).await.is(409).value();
        assert_eq!((&stale["type"], &stale["revision"]), (&json!("/problems/stale"), &json!(2)));
        assert_eq!(text(&stale["saved_by"]), "Kari Klepp");
        let fields: Vec<_> = stale["differences"].as_array().expect("a list").iter().map(|one| text(&one["field"])).collect();
        assert_eq!(fields, ["title", "amount", "continuation"]);
        assert_eq!(wrong(&stale), fields);
        let mut merged = mine.clone();
        for one in stale["differences"].as_array().expect("a list") {
            assert_eq!(one["mine"], mine.get(text(&one["field"])).cloned().unwrap_or_default());
            if one["mine"].is_null() {
                merged[text(&one["field"])] = one["theirs"].clone();
            }
        }
        saves(&house, KLEPP, id, &stale["revision"], &merged).await.is(200);
        // The script of the page is told the same, and who has changed what since it was opened.
        let edit = format!("/applications/{id}/edit");
        let typed = [("revision", "1"), ("base", "v1"), ("a.title", "Jobb")];
        let stale = house.script(&edit, &typed, KLEPP).await.is(409).value();
        assert_eq!((&stale["revision"], &stale["differences"][0]["mine"]), (&json!(3), &json!("Jobb")));
        assert_eq!(stale["differences"][0]["changed_by"], "both");
        assert_eq!(wrong(&stale)[0], "a.title");
        house.drain().await;
        house.leave().await;
    }

    async fn a_problem_leads_to_a_page_that_explains_it(db: TestDatabase) {
        let (house, id) = writing(db).await;
        let refused = saves(&house, KLEPP, id, &json!(0), &json!({ "title": "x" })).await.is(409).value();
        let page = text(&refused["type"]).to_owned();
        for (language, words) in [("nb", "Noen andre har lagret"), ("nn", "Nokon andre har lagra"), ("en", "Somebody else has saved")] {
            house.reads(language);
            house.get(&page, STRANGER).await.is(200).says(words);
        }
        house.get("/problems/there-is-none", STRANGER).await.is(404);
        house.reads("nb");
        // Officers' words with a character that no database keeps.
        let sent = applies(&house, STAVANGER, "Jobb i Stavanger", 500_000).await;
        for (what, field) in [("dismiss", "reason"), ("ask", "what")] {
            let body = json!({ field: "Fordi\u{0}.", "due_on": "2012-02-01" });
            let refused = house.json("POST", &format!("{}/{what}", api(sent)), &body, OFFICER).await;
            assert_eq!(wrong(&refused.is(422).value()), [field]);
        }
        let mut answers = standard("Jobb", 1);
        answers["summary"] = json!("a\u{0}b");
        let refused = saves(&house, KLEPP, id, &json!(1), &answers).await.is(422).value();
        assert_eq!(wrong(&refused), ["answers.summary"]);
        let empty = json!({ "reason": " " });
        let refused = house.json("POST", &format!("{}/dismiss", api(sent)), &empty, OFFICER).await;
        assert_eq!(wrong(&refused.is(422).value()), ["reason"]);
        house.drain().await;
        house.leave().await;
    }
}

both_databases! {
    from told;

    async fn no_route_takes_what_it_cannot_read(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let things = Things::find(&house).await;
        let large = format!("{{\"a\":\"{}\"}}", "x".repeat(2 * 1024 * 1024)).into_bytes();
        let wrongs: [(&str, &str, Vec<u8>); 5] = [
            ("no JSON", "application/json", b"{".to_vec()),
            ("a list", "application/json", b"[]".to_vec()),
            ("a NUL", "application/json", br#"{"a":"\u0000"}"#.to_vec()),
            ("2 MB", "application/json", large),
            ("a form", "text/plain", b"a=b".to_vec()),
        ];
        let before = house.count("journal_entry").await;
        let (mut asked, mut broken) = (0, Vec::new());
        for route in ROUTES.iter().filter(|route| route.path.starts_with("/api/v1/")) {
            if !["POST", "PUT"].contains(&route.method) {
                continue;
            }
            let who = things.address(match route.access {
                Access::Directorate => Asker::Officer,
                _ => Asker::Owner,
            });
            for (name, kind, body) in &wrongs {
                asked += 1;
                let answer =
                    house.sends_raw(route.method, &things.path(route), (*kind, body.clone()), who).await;
                let status = answer.status.as_u16();
                let is_problem = answer.headers.get("content-type").is_some_and(|kind| kind == "application/problem+json");
                // Files are of any kind; whether one may be handed in is asked before it is read.
                let wanted: &[u16] = match *name {
                    _ if route.path.ends_with("/files") => &[409, 413, 415, 422],
                    "no JSON" => &[400],
                    "a list" | "a NUL" => &[422],
                    "2 MB" => &[413],
                    _ => &[415],
                };
                let says = is_problem && !text(&answer.value()["detail"]).is_empty();
                if !wanted.contains(&status) || !says {
                    broken.push(format!("{} {} with {name}: {status} {}", route.method, route.path, answer.text()));
                }
            }
        }
        assert!(broken.is_empty(), "{} of {asked}:\n{}", broken.len(), broken.join("\n"));
        assert!(asked > 100, "{asked}");
        // Two people signed in; that is all that happened.
        assert!(house.count("journal_entry").await <= before + 2);
        house.drain().await;
        house.leave().await;
    }
}
