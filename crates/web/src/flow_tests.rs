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

const SYSTEM: Actor = Actor::System("test");

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

struct House {
    db: DatabaseConnection,
    officer: PersonId,
    authority: PersonId,
    applicant: PersonId,
    other: PersonId,
    folder: tempfile::TempDir,
}

/// What came back.
struct Answer {
    status: u16,
    location: String,
    body: String,
}

/// Somebody at the door on one day.
struct Visit {
    routes: Router,
    cookie: String,
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
    async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[]).await
    }
    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.ask("POST", path, form).await
    }
    /// A post that leads on.
    async fn does(&self, path: &str, form: &[(&str, &str)]) -> String {
        let answer = self.post(path, form).await;
        assert_eq!(answer.status, 303, "{path}: {}", answer.body);
        answer.location
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
    async fn visit(&self, on: &str, person: Option<PersonId>) -> Visit {
        let clock = FixedClock::on(day(on), 10);
        let routes = router(self.app(clock));
        let Some(person) = person else { return Visit { routes, cookie: String::new() } };
        let link = organisations::sign_in_link(&self.db, &clock, person, Duration::hours(1));
        let link = link.await.expect("a link").reveal();
        let session = organisations::redeem(&self.db, &clock, &link).await.expect("a session").0;
        Visit { routes, cookie: format!("fordel_session={}", session.reveal()) }
    }
}

async fn house() -> House {
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
        version,
    };
    publish_scheme(db, clock, &SYSTEM, scheme).await.expect("published");
    let budget = Money::from_kroner(1_000_000);
    let criterion = |name: &str| Criterion { name: name.into(), weight: 50, max_points: 5 };
    let call = NewCall {
        scheme_slug: "ips".into(),
        slug: "ips-2012".into(),
        title: "IPS 2012".into(),
        year: 2012,
        budget,
        opens_on: day("2012-01-09"),
        closes_on: day("2012-02-29"),
        report_due: day("2013-03-01"),
        funded_through: day("2012-12-31"),
        accept_within_days: 28,
        about: text(),
        criteria: vec![criterion("Samarbeid"), criterion("Plan")],
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

const DRAFT: [(&str, &str); 6] = [
    ("call", "ips-2012"),
    ("title", "Jobb først"),
    ("amount", "600 000"),
    ("member-team-0", "staff"),
    ("member-job-0", "jobbspesialist"),
    ("partner-name-0", "NAV Bærum"),
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
    let wrong = [("call", "ips-2012"), ("title", "Jobb"), ("amount", "tolv")];
    assert_eq!(applicant.post("/applications", &wrong).await.status, 422);
    let application = applicant.does("/applications", &DRAFT).await;
    assert_eq!(other.get(&application).await.status, 404);
    assert_eq!(officer.get(&application).await.status, 404, "a draft is its writer's own");
    let incomplete = applicant.get(&format!("{application}/submit")).await;
    assert_eq!(incomplete.status, 422);
    let mut whole = DRAFT.to_vec();
    whole.extend([("summary", "Vi vil."), ("continuation", "Vi fortsetter.")]);
    let edit = format!("{application}/edit");
    assert!(applicant.get(&edit).await.body.contains("jobbspesialist"));
    let more = [whole.as_slice(), &[("revision", "1"), ("more", "yes")]].concat();
    assert!(applicant.post(&edit, &more).await.body.contains("member-job-2"));
    applicant.does(&edit, &[whole.as_slice(), &[("revision", "1")]].concat()).await;
    let stale = [whole.as_slice(), &[("revision", "1"), ("target_group", "Unge")]].concat();
    let stale = applicant.post(&edit, &stale).await;
    assert_eq!(stale.status, 409);
    assert!(stale.body.contains("Unge") && stale.body.contains("name=\"revision\" value=\"2\""));

    // Sending in, checking, assessing.
    let submit = format!("{application}/submit");
    assert_eq!(applicant.get(&submit).await.status, 200);
    assert_eq!(other.post(&submit, &[]).await.status, 404);
    applicant.does(&submit, &[]).await;
    assert_eq!(applicant.post(&submit, &[]).await.status, 409);
    assert_eq!(officer.post(&format!("{application}/withdraw"), &[]).await.status, 403);
    assert!(
        officer.get("/applications?q=jobb&state=submitted").await.body.contains("IPS-2012-S01")
    );
    assert_eq!(officer.post(&format!("{application}/dismiss"), &[]).await.status, 422);
    officer.does(&format!("{application}/check"), &[]).await;
    let assess = format!("{application}/assess");
    assert_eq!(officer.get(&assess).await.status, 200);
    let points =
        [("points-1", "4"), ("points-2", "9"), ("recommended", "500 000"), ("comment", "God.")];
    assert_eq!(officer.post(&assess, &points).await.status, 422, "not declared, and off the scale");
    let points = [("impartial", "yes"), ("points-1", "4"), ("points-2", "5"), points[2], points[3]];
    officer.does(&assess, &points).await;
    assert_eq!(officer.get(&assess).await.status, 409);
    assert!(officer.get(&application).await.body.contains("90,0"));
    assert!(!applicant.get(&application).await.body.contains("90,0"));

    // Allocating.
    let officer = h.visit("2012-03-05", Some(h.officer)).await;
    officer.does("/calls/ips-2012/close", &[]).await;
    let allocation = "/calls/ips-2012/allocation";
    assert_eq!(officer.post(allocation, &[("name", "A")]).await.status, 422);
    for (name, method) in [("A", "ranked-list"), ("B", "county-frames")] {
        officer.does(allocation, &[("name", name), ("method", method)]).await;
    }
    assert_eq!(
        officer.post(allocation, &[("name", "A"), ("method", "ranked-list")]).await.status,
        422
    );
    assert_eq!(officer.get(&format!("{allocation}?scenario=2")).await.status, 200);
    let adopt = format!("{allocation}/1/adopt");
    assert_eq!(officer.get(&adopt).await.status, 403);
    assert_eq!(officer.post(&adopt, &[]).await.status, 403);
    let authority = h.visit("2012-03-05", Some(h.authority)).await;
    assert!(authority.get(&adopt).await.body.contains("500\u{a0}000"));
    authority.does(&adopt, &[]).await;
    assert_eq!(authority.post(&adopt, &[]).await.status, 409);
    assert!(authority.get(allocation).await.body.contains("IPS-2012-S01"));

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
    officer.does("/sign-out", &[]).await;
    assert_eq!(officer.get("/work").await.status, 303);
}
