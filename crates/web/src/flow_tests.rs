//! From an empty form to an adopted allocation, through the pages, on a database of its own.

use crate::{App, Installation, router};
use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use chrono::Duration;
use county_allocation::{EnvelopeKind, NewEnvelope, open_envelope};
use grant_applications::{
    Criterion, NewCall, NewScheme, SchemeVersion, announce_call, publish_scheme,
};
use http_body_util::BodyExt;
use letters::Desk;
use organisations::{NewOrganisation, NewPerson, OrganisationKind};
use sea_orm::DatabaseConnection;
use status_reports::DocumentStore;
use std::sync::Arc;
use tower::ServiceExt;
use vocabulary::{Actor, Clock, Day, FixedClock, Language, Money, PersonId, Role};
use worklist::SilentBell;

pub(crate) const SYSTEM: Actor = Actor::System("test");

pub(crate) fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

pub(crate) struct House {
    pub(crate) db: DatabaseConnection,
    pub(crate) officer: PersonId,
    authority: PersonId,
    pub(crate) applicant: PersonId,
    pub(crate) other: PersonId,
    folder: tempfile::TempDir,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) body: String,
}

/// Somebody at the door on one day.
pub(crate) struct Visit {
    pub(crate) routes: Router,
    pub(crate) cookie: String,
}

impl Visit {
    async fn ask(&self, method: &str, path: &str, form: &[(&str, &str)]) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(form);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.finish()))
            .expect("a request");
        let response = self.routes.clone().oneshot(request).await.expect("an answer");
        let status = response.status().as_u16();
        let location = response.headers().get(header::LOCATION);
        let location = location.map(|l| l.to_str().expect("text").to_owned()).unwrap_or_default();
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        let body = String::from_utf8_lossy(&body).into_owned();
        assert!(!body.contains("«start-") && !body.contains("«app"), "{path}: a text is missing");
        Answer { status, location, body }
    }
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[]).await
    }
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.ask("POST", path, form).await
    }
    /// A post that leads on.
    pub(crate) async fn does(&self, path: &str, form: &[(&str, &str)]) -> String {
        let answer = self.post(path, form).await;
        assert_eq!(answer.status, 303, "{path}: {}", answer.body);
        answer.location
    }
    /// Sends in what its page shows now.
    pub(crate) async fn sends_in(&self, submit: &str) -> String {
        let page = self.get(submit).await.body;
        let revision = page.split("name=\"revision\" value=\"").nth(1).unwrap_or_default();
        let revision = revision.split('"').next().unwrap_or_default();
        self.does(submit, &[("revision", revision)]).await
    }
}

impl House {
    fn app(&self, clock: FixedClock) -> App {
        let from = "Tilskudd <tilskudd@direktoratet.example>";
        let desk = Desk::new("Direktoratet", from, "https://fordel.example", "h@d.example");
        let store = DocumentStore::within(self.folder.path());
        let (clock, bell) = (Arc::new(clock), Arc::new(SilentBell));
        let desk = desk.expect("a desk");
        App::new(self.db.clone(), clock, desk, bell, store, Installation::default())
    }
    pub(crate) async fn visit(&self, on: &str, person: Option<PersonId>) -> Visit {
        let clock = FixedClock::on(day(on), 10);
        let routes = router(self.app(clock));
        let Some(person) = person else { return Visit { routes, cookie: String::new() } };
        let link = organisations::sign_in_link(&self.db, &clock, person, Duration::hours(1));
        let link = link.await.expect("a link").reveal();
        let session = organisations::redeem(&self.db, &clock, &link).await.expect("a session").0;
        Visit { routes, cookie: format!("fordel_session={}", session.reveal()) }
    }
}

pub(crate) async fn house() -> House {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("t.db").display());
    let db = migrations::open(&url).await.expect("a database");
    migrations::migrate(&db).await.expect("tables");
    let clock = FixedClock::on(day("2012-01-02"), 9);
    organisations::import_register(&db, &clock).await.expect("the register");
    let mut people = Vec::new();
    for (kind, name, municipality, roles) in [
        (
            OrganisationKind::Directorate,
            "Direktoratet",
            None,
            vec![Role::CaseOfficer, Role::BudgetAuthority],
        ),
        (OrganisationKind::Municipality, "Bærum kommune", Some("0219"), vec![Role::Applicant]),
        (OrganisationKind::Municipality, "Oslo kommune", Some("0301"), vec![Role::Applicant]),
    ] {
        let municipality = municipality.map(|number| number.parse().expect("a number"));
        let language = Some(Language::Bokmal);
        let new = NewOrganisation { kind, name: name.into(), number: None, municipality, language };
        let organisation = organisations::enrol(&db, &clock, &SYSTEM, new).await.expect("enrolled");
        for role in roles {
            let email = format!("{}@example.no", people.len());
            let new = NewPerson { name: format!("Person {email}"), email, organisation, role };
            people.push(organisations::add_person(&db, &clock, &SYSTEM, new).await.expect("added"));
        }
    }
    announce(&db, &clock).await;
    let [officer, authority, applicant, other] = people.try_into().expect("four people");
    House { db, officer, authority, applicant, other, folder }
}

async fn announce(db: &DatabaseConnection, clock: &dyn Clock) {
    let text = || "Tekst.".to_owned();
    let version = SchemeVersion {
        number: 1,
        valid_from: day("2012-01-01"),
        valid_to: None,
        change: String::new(),
        goals: text(),
        target_group: text(),
        achievement_criteria: text(),
        award_criteria: text(),
        follow_up: text(),
        evaluation: text(),
        ..SchemeVersion::default()
    };
    let scheme = NewScheme {
        programme_slug: "jobb".into(),
        programme_name: "Jobb".into(),
        programme_about: text(),
        slug: "ips".into(),
        name: "IPS".into(),
        chapter: "764".into(),
        item: "60".into(),
        appealable: false,
        appeal_body: None,
        version,
    };
    publish_scheme(db, clock, &SYSTEM, scheme).await.expect("published");
    let budget = Money::from_kroner(1_000_000);
    let criterion = |name: &str| Criterion {
        name: name.into(),
        name_nn: name.into(),
        weight: 50,
        max_points: 5,
        ..Criterion::default()
    };
    let call = NewCall {
        scheme_slug: "ips".into(),
        slug: "ips-2012".into(),
        title: "IPS 2012".into(),
        title_nn: "IPS 2012".into(),
        year: 2012,
        budget,
        opens_on: day("2012-01-09"),
        closes_on: day("2012-02-29"),
        report_due: day("2013-03-01"),
        funded_through: day("2012-12-31"),
        accept_within_days: 28,
        about: text(),
        about_nn: text(),
        criteria: vec![criterion("Samarbeid"), criterion("Plan")],
        ..NewCall::default()
    };
    announce_call(db, clock, &SYSTEM, call).await.expect("announced");
    for (parent, kind, key) in [
        (None, EnvelopeKind::Appropriation, "appropriation:2012:764:60"),
        (Some("appropriation:2012:764:60"), EnvelopeKind::Scheme, "scheme:ips:2012"),
        (Some("scheme:ips:2012"), EnvelopeKind::Call, "call:ips-2012"),
    ] {
        let new = NewEnvelope {
            parent: parent.map(str::to_owned),
            kind,
            key: key.into(),
            name: key.into(),
            county: None,
            amount: budget,
        };
        open_envelope(db, clock, &SYSTEM, new).await.expect("opened");
    }
}

pub(crate) const DRAFT: [(&str, &str); 6] = [
    ("call", "ips-2012"),
    ("a.title", "Jobb først"),
    ("a.amount", "600 000"),
    ("a.members.0.team", "staff"),
    ("a.members.0.job", "jobbspesialist"),
    ("a.partners.0.name", "NAV Bærum"),
];

#[tokio::test]
async fn from_an_empty_form_to_an_adopted_allocation() {
    let h = house().await;
    let officer = h.visit("2012-01-20", Some(h.officer)).await;
    let stranger = h.visit("2012-01-20", None).await;
    assert_eq!(stranger.get("/calls/ips-2012").await.status, 404, "a draft is not public");
    assert!(
        officer.get("/calls/ips-2012/open").await.body.contains("action=\"/calls/ips-2012/open\"")
    );
    officer.does("/calls/ips-2012/open", &[]).await;
    assert_eq!(officer.post("/calls/ips-2012/open", &[]).await.status, 409);
    assert!(stranger.get("/").await.body.contains("IPS 2012"));

    // Writing.
    let applicant = h.visit("2012-01-20", Some(h.applicant)).await;
    let other = h.visit("2012-01-20", Some(h.other)).await;
    assert_eq!(officer.get("/applications/new?call=ips-2012").await.status, 403);
    assert_eq!(applicant.get("/applications/new?call=ips-2012").await.status, 200);
    let begun = applicant.does("/applications", &DRAFT).await;
    let application = begun.strip_suffix("/edit").expect("it is opened to write").to_owned();
    assert_eq!(other.get(&application).await.status, 404);
    assert_eq!(officer.get(&application).await.status, 404, "a draft is its writer's own");
    let submit = format!("{application}/submit");
    let incomplete = applicant.get(&submit).await;
    assert!(incomplete.body.contains("/edit?check=yes#field-a.summary"), "{}", incomplete.body);
    assert_eq!(applicant.post(&submit, &[("revision", "1")]).await.status, 422);
    let mut whole = DRAFT.to_vec();
    whole.extend([("a.summary", "Vi vil."), ("a.continuation", "Vi fortsetter.")]);
    let edit = format!("{application}/edit");
    assert!(applicant.get(&edit).await.body.contains("jobbspesialist"));
    assert!(applicant.get(&format!("{edit}?check=yes")).await.body.contains("data-error-summary"));
    let more = [whole.as_slice(), &[("revision", "1"), ("do", "add:members")]].concat();
    let more = applicant.does(&edit, &more).await;
    assert!(applicant.get(&more).await.body.contains("a.members.1.job"));
    let stale = [whole.as_slice(), &[("revision", "1"), ("a.target-group", "Unge")]].concat();
    let stale = applicant.post(&edit, &stale).await;
    assert_eq!(stale.status, 409);
    assert!(stale.body.contains("Unge") && stale.body.contains("name=\"revision\" value=\"2\""));
    assert!(stale.body.contains("name=\"keep.target-group\""), "{}", stale.body);
    // From the comparison one goes on: mine for the target group, theirs for the summary.
    let merged = [("do", "merge"), ("revision", "2"), ("keep.target-group", "mine")];
    let merged = [merged.as_slice(), &[("keep.summary", "theirs"), ("a.target-group", "Unge")]];
    let merged = [whole.as_slice(), &merged.concat()].concat();
    let merged: Vec<_> = merged
        .into_iter()
        .map(|(name, value)| (name, if name == "a.summary" { "Bort." } else { value }))
        .collect();
    applicant.does(&edit, &merged).await;
    let shown = applicant.get(&application).await.body;
    assert!(shown.contains("Unge") && shown.contains("Vi vil.") && !shown.contains("Bort."));
    // What can never be right is kept and said where it is.
    let wrong = [whole.as_slice(), &[("revision", "3"), ("a.own-share", "tolv")]].concat();
    let wrong = applicant.post(&edit, &wrong).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.body.contains("value=\"tolv\"") && wrong.body.contains("field-a.own-share-error")
    );
    applicant.does(&edit, &[whole.as_slice(), &[("revision", "4")]].concat()).await;

    // Sending in, checking, assessing.
    assert!(applicant.get(&submit).await.body.contains(&format!("action=\"{submit}\"")));
    assert_eq!(other.post(&submit, &[]).await.status, 404);
    // What a colleague saves after it was looked over is shown first, beside what was seen.
    let seen = applicant.get(&submit).await.body;
    let base = seen.split("name=\"base\" value=\"").nth(1).expect("a base");
    let base = base.split('"').next().expect("its end");
    let meant = [whole.as_slice(), &[("revision", "5"), ("base", base)]].concat();
    let meanwhile = [whole.as_slice(), &[("revision", "5"), ("a.target-group", "Aldri sett")]];
    applicant.does(&edit, &meanwhile.concat()).await;
    let unseen = applicant.post(&submit, &meant).await;
    assert_eq!(unseen.status, 409, "{}", unseen.body);
    assert!(unseen.body.contains("etter at du så den over"), "{}", unseen.body);
    let one = unseen.body.matches("name=\"keep.").count();
    assert!(one == 2 && unseen.body.contains("Aldri sett"), "{}", unseen.body);
    assert!(unseen.body.contains("value=\"theirs\" checked"), "{}", unseen.body);
    assert_eq!(applicant.post(&submit, &[]).await.status, 409, "nothing was looked over");
    applicant.does(&edit, &[whole.as_slice(), &[("revision", "6")]].concat()).await;
    let receipt = applicant.sends_in(&submit).await;
    let shown = applicant.get(&receipt).await;
    assert!(shown.body.contains("jobbspesialist"), "what was sent in stands on the receipt");
    assert_eq!(other.get(&receipt).await.status, 404);
    assert_eq!(applicant.post(&submit, &[]).await.status, 409, "nothing was written since");
    assert_eq!(applicant.get(&format!("{application}/versions/1")).await.status, 200);
    assert_eq!(applicant.get(&format!("{application}/versions/2")).await.status, 404);
    // A working copy beside what was sent in is the applicant's own, and can be dropped.
    let changed = [whole.as_slice(), &[("revision", "7"), ("a.target-group", "Eldre")]].concat();
    applicant.does(&edit, &changed).await;
    assert!(applicant.get(&application).await.body.contains(&format!("{application}/drop")));
    assert!(!officer.get(&application).await.body.contains("Eldre"));
    applicant.does(&format!("{application}/drop"), &[]).await;
    // Asking for what is missing, and the answer.
    let ask = format!("{application}/ask");
    let missing = [("what", "Budsjettet."), ("due_on", "2012-01-30")];
    assert_eq!(officer.post(&ask, &missing[..1]).await.status, 422);
    assert_eq!(officer.post(&ask, &[missing[0], ("due_on", "2012-01-01")]).await.status, 422);
    officer.does(&ask, &missing).await;
    assert!(applicant.get(&edit).await.body.contains("Budsjettet."));
    let answered = [whole.as_slice(), &[("revision", "9"), ("a.target-group", "Voksne")]].concat();
    let answered = applicant.post(&edit, &answered).await;
    let answered = if answered.status == 409 {
        let revision = answered.body.split("name=\"revision\" value=\"").nth(1).expect("one");
        let revision = revision.split('"').next().expect("a number").to_owned();
        let again = [whole.as_slice(), &[("a.target-group", "Voksne"), ("revision", &revision)]];
        applicant.post(&edit, &again.concat()).await
    } else {
        answered
    };
    assert_eq!(answered.status, 303, "{}", answered.body);
    applicant.sends_in(&submit).await;
    assert!(officer.get(&application).await.body.contains("Voksne"));
    assert_eq!(officer.get(&format!("{application}/versions/1")).await.status, 200);
    assert_eq!(officer.post(&format!("{application}/withdraw"), &[]).await.status, 403);
    assert!(
        officer.get("/applications?q=jobb&state=submitted").await.body.contains("IPS-2012-S01")
    );
    assert_eq!(officer.post(&format!("{application}/dismiss"), &[]).await.status, 422);
    officer.does(&format!("{application}/check"), &[]).await;
    let assess = format!("{application}/assess");
    assert_eq!(officer.get(&assess).await.status, 200, "nothing was said yet");
    let points =
        [("points-1", "4"), ("points-2", "5"), ("recommended", "500 000"), ("comment", "God.")];
    assert_eq!(officer.post(&assess, &points).await.status, 409, "not asked");
    let person = h.officer.to_string();
    let asking = [("assessor", person.as_str()), ("do", "ask")];
    officer.does(&format!("{application}/assessors"), &asking).await;
    assert_eq!(officer.post(&assess, &points).await.status, 409, "not declared");
    let impartial = [("verdict", "impartial")];
    officer.does(&format!("{application}/impartiality"), &impartial).await;
    officer.does(&assess, &points).await;
    assert_eq!(officer.post(&assess, &points).await.status, 409, "handed in once");
    assert!(officer.get(&assess).await.body.contains("90,0"));
    assert_eq!(applicant.get(&assess).await.status, 403);

    // Allocating.
    let officer = h.visit("2012-03-05", Some(h.officer)).await;
    officer.does("/calls/ips-2012/close", &[]).await;
    let allocation = "/calls/ips-2012/allocation";
    let draw = format!("{allocation}/new");
    assert_eq!(officer.get(&draw).await.status, 200);
    assert_eq!(officer.post(&draw, &[("name", "A")]).await.status, 422);
    for (name, method) in [("A", "ranked-list"), ("B", "county-frames")] {
        officer.does(&draw, &[("name", name), ("method", method)]).await;
    }
    assert_eq!(officer.post(&draw, &[("name", "A"), ("method", "ranked-list")]).await.status, 422);
    for page in ["", "/1", "/2", "/new?from=2"] {
        assert_eq!(officer.get(&format!("{allocation}{page}")).await.status, 200, "{page}");
    }
    let adopt = format!("{allocation}/1/adopt");
    assert_eq!(officer.get(&adopt).await.status, 403);
    assert_eq!(officer.post(&adopt, &[]).await.status, 403);
    let authority = h.visit("2012-03-05", Some(h.authority)).await;
    assert!(authority.get(&adopt).await.body.contains("500\u{a0}000"));
    authority.does(&adopt, &[]).await;
    assert_eq!(authority.post(&adopt, &[]).await.status, 409);
    assert!(authority.get(&format!("{allocation}/1")).await.body.contains("IPS-2012-S01"));

    // The award reaches the applicant.
    let applicant = h.visit("2012-03-06", Some(h.applicant)).await;
    assert!(applicant.get("/").await.body.contains("/grants/"));
    assert!(applicant.get(&application).await.body.contains("/grants/"));
    let listed = applicant.get("/api/v1/grants").await;
    let listed: serde_json::Value = serde_json::from_str(&listed.body).expect("JSON");
    let grant = listed["rows"][0]["id"].as_str().expect("an id").to_owned();
    let accept = format!("/api/v1/grants/{grant}/accept");
    let other = h.visit("2012-03-06", Some(h.other)).await;
    assert_eq!(other.post(&accept, &[]).await.status, 404);
    assert_eq!(applicant.post(&accept, &[]).await.status, 200);
    let again = applicant.post(&accept, &[]).await;
    assert_eq!(again.status, 409, "{}", again.body);
}

/// A request as the script makes it; the answer as JSON.
async fn as_script(
    visit: &Visit,
    path: &str,
    media_type: &str,
    body: Vec<u8>,
) -> (u16, serde_json::Value) {
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::COOKIE, &visit.cookie)
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, media_type)
        .body(Body::from(body))
        .expect("a request");
    let response = visit.routes.clone().oneshot(request).await.expect("an answer");
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

/// A form with a file in it, as browsers send it.
fn parcel(fields: &[(&str, &str)], field: &str, name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend(format!("{head}{value}\r\n").bytes());
    }
    let head = format!("form-data; name=\"{field}\"; filename=\"{name}\"");
    body.extend(format!("--cut\r\nContent-Disposition: {head}\r\n\r\n").bytes());
    body.extend(bytes);
    body.extend(b"\r\n--cut--\r\n");
    body
}

const PARCEL: &str = "multipart/form-data; boundary=cut";

#[tokio::test]
async fn a_draft_saves_itself_and_takes_files() {
    let h = house().await;
    let clock = FixedClock::on(day("2012-01-02"), 9);
    let form = serde_json::json!({
        "kind": "application",
        "title": { "nb": "Søknad", "nn": "Søknad" },
        "sections": [{ "key": "all", "title": { "nb": "Alt", "nn": "Alt" }, "questions": [
            { "key": "title", "label": { "nb": "Tittel", "nn": "Tittel" }, "required": "always",
              "meaning": "title", "takes": { "kind": "short-text" } },
            { "key": "amount", "label": { "nb": "Beløp", "nn": "Beløp" }, "required": "always",
              "meaning": "amount-applied-for", "takes": { "kind": "kroner" } },
            { "key": "plan", "label": { "nb": "Plan", "nn": "Plan" },
              "takes": { "kind": "files", "most": 2 } },
        ] }],
    });
    let form = serde_json::from_value(form).expect("a form");
    let form = forms::import_form(&h.db, &clock, &SYSTEM, "med-fil", form).await.expect("a draft");
    forms::publish_form(&h.db, &clock, &SYSTEM, form).await.expect("published");
    let text = || "Tekst.".to_owned();
    let call = NewCall {
        scheme_slug: "ips".into(),
        slug: "fil-2012".into(),
        title: text(),
        title_nn: text(),
        year: 2012,
        budget: Money::from_kroner(1_000),
        opens_on: day("2012-01-09"),
        closes_on: day("2012-03-01"),
        report_due: day("2013-03-01"),
        funded_through: day("2012-12-31"),
        accept_within_days: 28,
        about: text(),
        about_nn: text(),
        form: Some(form),
        criteria: vec![Criterion {
            name: text(),
            name_nn: text(),
            weight: 100,
            max_points: 5,
            ..Criterion::default()
        }],
        ..NewCall::default()
    };
    announce_call(&h.db, &clock, &SYSTEM, call).await.expect("announced");
    let officer = h.visit("2012-01-20", Some(h.officer)).await;
    officer.does("/calls/fil-2012/open", &[]).await;
    let applicant = h.visit("2012-01-20", Some(h.applicant)).await;
    let other = h.visit("2012-01-20", Some(h.other)).await;
    let edit = applicant.does("/applications", &[("call", "fil-2012")]).await;
    let here = edit.strip_suffix("/edit").expect("an application").to_owned();

    // Saving by itself, twice at once.
    let urlencoded = "application/x-www-form-urlencoded";
    let save = |text: &str| text.as_bytes().to_vec();
    let (status, said) =
        as_script(&applicant, &edit, urlencoded, save("revision=1&a.title=Jobb&a.amount=tolv"))
            .await;
    assert_eq!((status, &said["revision"]), (200, &serde_json::json!(2)), "{said}");
    assert_eq!(said["errors"][0]["field"], "a.amount");
    let (status, said) =
        as_script(&applicant, &edit, urlencoded, save("revision=1&a.title=Annet")).await;
    assert_eq!((status, &said["revision"]), (409, &serde_json::json!(2)), "{said}");
    assert_eq!(said["type"], "/problems/stale");

    // Files: by the script, by themselves; without it with all that was typed.
    let files = format!("{here}/files");
    let plan = format!("{files}/plan");
    let text = "Vår plan: å få flere i jobb.\n".as_bytes();
    let body = || parcel(&[], "upload.plan", "plan.txt", text);
    assert_eq!(as_script(&other, &plan, PARCEL, body()).await.0, 404);
    let (status, file) = as_script(&applicant, &plan, PARCEL, body()).await;
    assert_eq!((status, &file["name"]), (200, &serde_json::json!("plan.txt")), "{file}");
    let liar = parcel(&[], "upload.plan", "plan.pdf", text);
    let (status, said) = as_script(&applicant, &plan, PARCEL, liar).await;
    assert_eq!(status, 422);
    assert!(said["detail"].as_str().is_some_and(|said| said.contains("«pdf»")), "{said}");
    let (status, _) = as_script(&applicant, &format!("{files}/title"), PARCEL, body()).await;
    assert_eq!(status, 404, "this question takes no files");
    let typed = [("revision", "2"), ("a.title", "Jobb med plan"), ("a.amount", "900")];
    let whole = parcel(&typed, "upload.plan", "vedlegg.txt", b"Mer om planen.");
    let request = Request::builder().method("POST").uri(&plan);
    let request = request.header(header::COOKIE, &applicant.cookie);
    let request = request.header(header::CONTENT_TYPE, PARCEL).body(Body::from(whole));
    let answer = applicant.routes.clone().oneshot(request.expect("a request")).await;
    assert_eq!(answer.expect("an answer").status(), 303);
    let shown = applicant.get(&edit).await.body;
    assert!(shown.contains("Jobb med plan") && shown.contains("vedlegg.txt"), "{shown}");
    let huge = parcel(&[], "upload.plan", "stor.txt", &vec![b'a'; 12 * 1024 * 1024]);
    assert_eq!(as_script(&applicant, &plan, PARCEL, huge).await.0, 413);

    // Only as a download, and only for those whose it is.
    let id = file["id"].as_str().expect("an id");
    let path = format!("{files}/{id}");
    let request = Request::builder().uri(&path).header(header::COOKIE, &applicant.cookie);
    let request = request.body(Body::empty()).expect("a request");
    let answer = applicant.routes.clone().oneshot(request).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let is = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
    assert!(is("content-disposition").starts_with("attachment; filename=\"plan.txt\""));
    assert_eq!(is("x-content-type-options"), "nosniff");
    assert_eq!(other.get(&path).await.status, 404);
    assert_eq!(officer.get(&path).await.status, 404);
}

#[tokio::test]
async fn signing_in_and_out() {
    let h = house().await;
    let stranger = h.visit("2012-01-20", None).await;
    let known = stranger.post("/sign-in", &[("email", "2@example.no"), ("next", "/letters")]).await;
    let unknown =
        stranger.post("/sign-in", &[("email", "2@example.xx"), ("next", "/letters")]).await;
    assert_eq!((known.status, unknown.status), (200, 200));
    assert_eq!(known.body.replace("example.no", "example.xx"), unknown.body);
    assert_eq!(stranger.post("/sign-in", &[("email", "2")]).await.status, 422);
    let written = letters::queries::counts_by_state(&h.db).await.expect("letters");
    assert_eq!(written.values().sum::<u64>(), 1);

    let clock = FixedClock::on(day("2012-01-20"), 10);
    let link = organisations::sign_in_link(&h.db, &clock, h.officer, Duration::hours(1));
    let path = format!("/sign-in/{}", link.await.expect("a link").reveal());
    for _ in 0..2 {
        assert_eq!(stranger.get(&path).await.status, 200, "looking does not use the link up");
    }
    let entered = stranger.post(&format!("{path}?next=%2Fwork"), &[]).await;
    assert_eq!((entered.status, entered.location.as_str()), (303, "/work"));
    assert_eq!(stranger.post(&path, &[]).await.status, 410);
    let outside = stranger.get("/work").await;
    assert_eq!((outside.status, outside.location.as_str()), (303, "/sign-in?next=%2Fwork"));
    assert_eq!(stranger.get("/api/v1/grants").await.status, 401);

    let officer = h.visit("2012-01-20", Some(h.officer)).await;
    assert_eq!(officer.get("/work").await.status, 200);
    let token = officer.cookie.trim_start_matches("fordel_session=").to_owned();
    let bearer = Request::builder().uri("/api/v1/grants");
    let bearer = bearer.header(header::AUTHORIZATION, format!("Bearer {token}"));
    let bearer = bearer.body(Body::empty()).expect("a request");
    assert_eq!(officer.routes.clone().oneshot(bearer).await.expect("an answer").status(), 200);
    // What the browser kept for the person goes with them.
    assert!(officer.get("/work").await.body.contains("<body data-reader=\""));
    let out = Request::post("/sign-out").header(header::COOKIE, &officer.cookie);
    let out = out.body(Body::empty()).expect("a request");
    let out = officer.routes.clone().oneshot(out).await.expect("an answer");
    assert_eq!(out.headers()["clear-site-data"], "\"storage\"");
    assert_eq!(officer.get("/work").await.status, 303);
    assert!(!officer.get("/").await.body.contains("data-reader"));
}

#[tokio::test]
async fn an_applicant_sees_what_the_rules_say_before_sending_in() {
    let h = house().await;
    h.visit("2012-01-20", Some(h.officer)).await.does("/calls/ips-2012/open", &[]).await;
    let applicant = h.visit("2012-01-20", Some(h.applicant)).await;
    let over = DRAFT.map(|(name, value)| match name {
        "a.amount" => (name, "900 000 000"),
        _ => (name, value),
    });
    let begun = applicant.does("/applications", &over).await;
    let submit = format!("{}/submit", begun.strip_suffix("/edit").expect("opened to write"));
    let looked_over = applicant.get(&submit).await.body;
    assert!(looked_over.contains("Se på dette før dere sender inn"), "{looked_over}");
    assert!(looked_over.contains("Det er søkt om"), "it says what that rests on");
}
