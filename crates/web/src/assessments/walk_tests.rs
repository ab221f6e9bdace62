//! From asking assessors to a ranking, through the pages and the API, on a database of its own.

use crate::flow_tests::{DRAFT, House, SYSTEM, Visit, day, house};
use axum::{
    body::Body,
    http::{Request, header},
};
use http_body_util::BodyExt;
use organisations::{NewPerson, OrganisationKind};
use serde_json::{Value, json};
use tower::ServiceExt;
use vocabulary::{FixedClock, OrganisationId, PersonId, Role};

const TODAY: &str = "2012-01-20";

/// How many applications wait for somebody's assessment: the figure beside the entry of the navigation.
async fn awaited(h: &House, person: PersonId) -> u64 {
    let directorate = organisation(h, OrganisationKind::Directorate).await;
    let actor = organisations::queries::actor(&h.db, person, directorate).await.expect("a look");
    let actor = actor.expect("somebody of the directorate");
    grant_applications::queries::awaited_of_actor(&h.db, &actor).await.expect("a count")
}

async fn organisation(h: &House, kind: OrganisationKind) -> OrganisationId {
    let all = organisations::list(&h.db).await.expect("a look");
    all.into_iter().find(|one| one.kind == kind).expect("one of the kind").id
}

async fn second_officer(h: &House) -> PersonId {
    let new = NewPerson {
        name: "Berit Sakland".into(),
        email: "berit@example.no".into(),
        organisation: organisation(h, OrganisationKind::Directorate).await,
        role: Role::CaseOfficer,
    };
    let clock = FixedClock::on(day("2012-01-02"), 9);
    organisations::add_person(&h.db, &clock, &SYSTEM, new).await.expect("added")
}

/// A checked application of Bærum; its path.
async fn checked(h: &House, officer: &Visit) -> String {
    officer.does("/calls/ips-2012/open", &[]).await;
    let applicant = h.visit(TODAY, Some(h.applicant)).await;
    let whole = [("a.summary", "Vi vil hjelpe."), ("a.continuation", "Vi fortsetter.")];
    let begun = applicant.does("/applications", &[DRAFT.as_slice(), &whole].concat()).await;
    let application = begun.strip_suffix("/edit").expect("it is opened to write").to_owned();
    applicant.sends_in(&format!("{application}/submit")).await;
    officer.does(&format!("{application}/check"), &[]).await;
    application
}

async fn send_json(visit: &Visit, path: &str, body: Value) -> (u16, Value) {
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::COOKIE, &visit.cookie)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .expect("a request");
    let response = visit.routes.clone().oneshot(request).await.expect("an answer");
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

async fn fetch_json(visit: &Visit, path: &str) -> Value {
    let answer = visit.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    serde_json::from_str(&answer.body).expect("JSON")
}

#[tokio::test]
async fn from_being_asked_to_a_ranking() {
    let h = house().await;
    let berit = second_officer(&h).await;
    let officer = h.visit(TODAY, Some(h.officer)).await;
    let application = checked(&h, &officer).await;
    let (impartiality, assess) =
        (format!("{application}/impartiality"), format!("{application}/assess"));

    // A tie keeps Berit out; what is to come is not registered.
    let applicant = organisation(&h, OrganisationKind::Municipality).await;
    let all = organisations::list(&h.db).await.expect("a look");
    let baerum = all.iter().find(|one| one.name == "Bærum kommune").map_or(applicant, |one| one.id);
    let (person, organisation) = (berit.to_string(), baerum.to_string());
    let tie = [("person", person.as_str()), ("organisation", &organisation), ("kind", "board")];
    let coming = [tie.as_slice(), &[("from", "2012-02-01")]].concat();
    let refused = officer.post("/ties", &coming).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("field-from-error") && refused.body.contains("2012-02-01"));
    officer.does("/ties", &[tie.as_slice(), &[("from", "2012-01-10")]].concat()).await;
    assert!(officer.get("/ties").await.body.contains("Berit Sakland"));

    // The preview says what would come of spreading, and why not all of it; nothing is done yet.
    let own = h.officer.to_string();
    let asked = format!("assessor={own}&assessor={person}&each=2");
    let preview = officer.get(&format!("/calls/ips-2012/spread?{asked}")).await;
    assert_eq!(preview.status, 200);
    assert!(preview.body.contains("§ 6 første ledd bokstav e"), "{}", preview.body);
    assert!(preview.body.contains("1 / 2") && preview.body.contains("1 ny vurdering"));
    assert_eq!(officer.get("/calls/ips-2012/spread?each=2").await.status, 422);
    assert!(officer.get("/assessments").await.body.contains("Ingenting å vurdere"));
    let spread = [("assessor", own.as_str()), ("assessor", &person), ("each", "2")];
    assert_eq!(awaited(&h, h.officer).await, 0);
    officer.does("/calls/ips-2012/spread", &spread).await;
    assert_eq!((awaited(&h, h.officer).await, awaited(&h, berit).await), (1, 0));
    assert!(officer.get("/assessments").await.body.contains(&impartiality));
    assert!(officer.get("/").await.body.contains(&impartiality), "it waits on the first page");
    assert!(!h.visit(TODAY, Some(berit)).await.get("/").await.body.contains(&application));

    // Nothing is readable before it is declared that nothing is in the way.
    let closed = officer.get(&application).await;
    assert!(closed.body.contains(&impartiality) && !closed.body.contains("Vi vil hjelpe."));
    assert_eq!(officer.get(&assess).await.location, impartiality);
    let asks = officer.get(&impartiality).await;
    assert!(asks.body.contains("Bærum kommune") && asks.body.contains("juli 2026"));
    assert!(!asks.body.contains("Vi vil hjelpe.") && !asks.body.contains("Jobb først"));
    let points = [("points-1", "4"), ("points-2", "5"), ("recommended", "500 000")];
    let points = [points.as_slice(), &[("comment", "God."), ("comment-1", "Bra lag.")]].concat();
    assert_eq!(officer.post(&assess, &points).await.status, 409);
    assert_eq!(officer.post(&impartiality, &[]).await.status, 422);
    assert_eq!(officer.post(&impartiality, &[("verdict", "disqualified")]).await.status, 422);
    assert_eq!(officer.does(&impartiality, &[("verdict", "impartial")]).await, assess);

    // Scoring: what is wrong stands at its field, and nothing typed is lost.
    assert!(officer.get(&assess).await.body.contains("Vi vil hjelpe."));
    let wrong = [("points-1", "4"), ("points-2", "9"), ("recommended", "tolv")];
    let wrong = [wrong.as_slice(), &[("comment", "Husk dette."), ("comment-2", "Her.")]].concat();
    let wrong = officer.post(&assess, &wrong).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("Husk dette.") && wrong.body.contains("Her."));
    assert!(wrong.body.contains("value=\"tolv\"") && wrong.body.contains("recommended-error"));
    assert!(wrong.body.contains("points-2-error"), "all that is wrong is said at once");
    officer.does(&assess, &points).await;
    assert_eq!(officer.post(&assess, &points).await.status, 409, "handed in once");
    assert_eq!(awaited(&h, h.officer).await, 0);
    let overview = officer.get(&assess).await;
    assert!(overview.body.contains("90,0") && overview.body.contains("Bra lag."));

    // Berit reads neither the application nor what was said, whatever she declares.
    let second = h.visit(TODAY, Some(berit)).await;
    let why = second.get(&impartiality).await;
    assert!(why.body.contains("bokstav e") && !why.body.contains("value=\"impartial\""));
    assert_eq!(second.post(&impartiality, &[("verdict", "impartial")]).await.status, 409);
    assert_eq!(second.get(&assess).await.location, impartiality);
    let seen = fetch_json(&second, &format!("/api/v1{application}/assessments")).await;
    assert_eq!((&seen["part"], &seen["hidden"]), (&json!("barred"), &json!(1)));
    assert_eq!(seen["assessments"], json!([]));
    assert!(!second.get("/calls/ips-2012/ranking").await.body.contains("90,0"));
    no_side_door(&h, &officer, &second, &application).await;

    // What they agree on, the ranking, the workbook.
    let note = [("note", "Vi er enige."), ("recommended", "450 000")];
    assert_eq!(officer.post(&format!("{application}/consensus"), &[note[0]]).await.status, 422);
    officer.does(&format!("{application}/consensus"), &note).await;
    assert!(officer.get(&assess).await.body.contains("Vi er enige."));
    let ranking = officer.get("/calls/ips-2012/ranking").await;
    assert!(ranking.body.contains("IPS-2012-S01") && ranking.body.contains("90,0"));
    assert!(ranking.body.contains("450\u{a0}000"), "what was agreed on is what is recommended");
    let workbook = officer.get("/calls/ips-2012/ranking.xlsx").await;
    assert!(workbook.status == 200 && workbook.body.starts_with("PK"));
    let panel = officer.get("/calls/ips-2012/assessment").await;
    assert!(panel.body.contains("IPS-2012-S01") && panel.body.contains("Levert"));
    let ranked = fetch_json(&officer, "/api/v1/calls/ips-2012/ranking").await;
    assert_eq!(ranked["rows"][0]["place"]["in_call"], 1);
    assert_eq!(ranked["rows"][0]["without"], json!([null]), "nobody else has assessed it");
    assert_eq!(ranked["assessors"][0]["leaves"].as_array().map(Vec::len), Some(1));

    // None of it is an applicant's.
    let applicant = h.visit(TODAY, Some(h.applicant)).await;
    for path in ["/assessments", "/ties", "/calls/ips-2012/ranking", &assess, &impartiality] {
        assert_eq!(applicant.get(path).await.status, 403, "{path}");
    }
    assert!(!applicant.get(&application).await.body.contains("90,0"));
}

/// What somebody who may not read an application sees in lists, in the letters about it, and where it is
/// settled.
async fn no_side_door(h: &House, open: &Visit, closed: &Visit, application: &str) {
    let id = application.rsplit('/').next().expect("an id");
    let desk = letters::Desk::new("D", "T <t@d.example>", "https://fordel.example", "h@d.example");
    let desk = desk.expect("a desk");
    let written = grant_applications::write_receipts(&h.db, &desk, &format!("{id}:1")).await;
    assert_eq!(written.expect("written"), 1);
    let page = letters::queries::letters_for_actor(&h.db, &SYSTEM, Default::default()).await;
    let page = page.expect("letters");
    let receipt = page.rows.iter().find(|row| row.enclosed_name.is_some()).expect("a receipt");
    let letter = format!("/letters/{}", receipt.id);
    let ranked = "/api/v1/applications?call=ips-2012";
    for (visit, reads) in [(open, true), (closed, false)] {
        assert_eq!(visit.get("/applications").await.body.contains("Jobb først"), reads);
        assert_eq!(visit.get(ranked).await.body.contains("Jobb først"), reads);
        let page = visit.get(&letter).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.body.contains("Jobb først"), reads, "{}", page.body);
        let enclosed = visit.get(&format!("{letter}/enclosure")).await.status;
        assert_eq!(enclosed, if reads { 200 } else { 403 });
        // Already checked: it cannot be dismissed by those either who may read it.
        let dismiss = visit.get(&format!("{application}/dismiss")).await;
        assert_eq!(dismiss.body.contains("Jobb først"), reads && dismiss.status == 200);
    }
    assert_eq!(closed.get(&format!("{application}/dismiss")).await.status, 403);
    assert_eq!(closed.post(&format!("{application}/check"), &[]).await.status, 403);
}

#[tokio::test]
async fn the_same_by_programs() {
    let h = house().await;
    let berit = second_officer(&h).await;
    let officer = h.visit(TODAY, Some(h.officer)).await;
    let application = checked(&h, &officer).await;
    let api = format!("/api/v1{application}");
    let second = h.visit(TODAY, Some(berit)).await;

    let asking = json!({ "assessor": berit });
    let (status, asked) = send_json(&officer, &format!("{api}/assignments"), asking.clone()).await;
    assert_eq!(status, 201, "{asked}");
    assert_eq!(send_json(&officer, &format!("{api}/assignments"), asking).await.0, 409);
    let new = json!({ "points": [4, 5], "recommended_ore": 50_000_000, "comment": "God." });
    let path = format!("{api}/assessments");
    let (status, refused) = send_json(&second, &path, new.clone()).await;
    assert_eq!((status, &refused["type"]), (409, &json!("/problems/not-declared")));
    let declare = format!("{api}/impartiality");
    assert_eq!(send_json(&second, &declare, json!({ "verdict": "maybe" })).await.0, 422);
    let (status, said) = send_json(&second, &declare, json!({ "verdict": "impartial" })).await;
    assert_eq!((status, &said["part"]), (200, &json!("impartial")));
    let wrong = json!({ "points": [4, 6], "recommended_ore": 50_000_000, "comment": "God." });
    let (status, wrong) = send_json(&second, &path, wrong).await;
    assert_eq!((status, &wrong["errors"][0]["field"]), (422, &json!("points.1")));
    let much = json!({ "points": [4, 5], "recommended_ore": 70_000_000, "comment": "God." });
    let (status, much) = send_json(&second, &path, much).await;
    assert_eq!((status, &much["errors"][0]["field"]), (422, &json!("recommended_ore")));
    let (status, handed_in) = send_json(&second, &path, new).await;
    assert_eq!((status, &handed_in["score_milli"]), (201, &json!(90_000)));

    // A ground that was declared is its owner's; others read that there is one.
    let own = json!({ "verdict": "disqualified", "ground": "Min bror leder det." });
    assert_eq!(send_json(&second, &declare, own).await.0, 200);
    let others = officer.get(&path).await.body;
    assert!(others.contains("declared") && !others.contains("Min bror"), "{others}");
    assert!(second.get(&path).await.body.contains("Min bror"));
    let page = officer.get(&format!("{application}/assess")).await.body;
    assert!(page.contains("Teller ikke med") && !page.contains("Min bror"));

    let spread = json!({ "assessors": [h.officer, berit], "each": 2 });
    let (status, came) = send_json(&officer, "/api/v1/calls/ips-2012/spread", spread).await;
    assert_eq!((status, came["assigned"].as_array().map(Vec::len)), (200, Some(1)));
    assert_eq!(came["unfilled"][0]["blocked"][0]["person"], json!(berit));
    let (status, _) = send_json(
        &officer,
        "/api/v1/ties",
        json!({
            "person": berit, "organisation": organisation(&h, OrganisationKind::Municipality).await,
            "kind": "cousin", "from_on": TODAY,
        }),
    )
    .await;
    assert_eq!(status, 422);
}
