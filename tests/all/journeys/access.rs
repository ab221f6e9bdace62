//! Every route, asked by everybody: each gets what the table of routes promises, and nobody reads what
//! is another's.

use super::house::{Answer, STRANGER, TestHouse, actor, told};
use attachments::To;
use forms::{Check, Comparison, Expression, Words};
use funding_periods::Grant;
use letters::LetterKind;
use letters::queries::{LetterFilter, letters_for_actor};
use serde_json::{Value, json};
use status_reports::Subject;
use tests::both_databases;
use vocabulary::{Actor, OrganisationId, Role};
use web::{Access, KIT_ROUTES, ROUTES, Route};

const LOOKER: Actor = Actor::System("the tests");
const CALL: &str = "ips-2012";
const FORM: &str = "under-arbeid";
const CHECK: &str = "own-share-within";
const OFFICER: &str = "saksbehandler.a@direktoratet.example";
const AUTHORITY: &str = "avdelingsdirektor@direktoratet.example";

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asker {
    Stranger,
    Other,
    Owner,
    Officer,
    Authority,
}

/// Those who may least come first, so that what the others change is not what they were refused for.
const ASKERS: [Asker; 5] =
    [Asker::Stranger, Asker::Other, Asker::Owner, Asker::Officer, Asker::Authority];

/// The things that stand in paths, all of one owner, and the people who ask.
pub(crate) struct Things {
    owner: String,
    other: String,
    /// What only the owner and the directorate may read.
    secrets: Vec<String>,
    application: String,
    grant: String,
    deadline: String,
    report: String,
    letter: String,
    status_report: String,
    work: String,
    scheme: String,
    /// A file that the owner has beside what was sent in.
    file: String,
}

/// A form that is being written, with a check across its questions.
async fn writes_a_form(house: &TestHouse) {
    let mut form = forms::standard();
    form.checks.push(Check {
        key: CHECK.to_owned(),
        at: "own-share".to_owned(),
        says: Words::norwegian("Mer enn det søkes om.", "Meir enn det blir søkt om."),
        left: Expression::Answer("own-share".to_owned()),
        must_be: Comparison::AtMost,
        right: Expression::Answer("amount".to_owned()),
        only_if: None,
        warns: true,
    });
    forms::import_form(&house.house.db, house.clock(), &LOOKER, FORM, form)
        .await
        .expect("taken in");
}

async fn applicant_of(house: &TestHouse, organisation: OrganisationId) -> String {
    let db = &house.house.db;
    let people = organisations::people_of(db, organisation, Role::Applicant).await.expect("people");
    people.first().expect("somebody applies").email.clone()
}

impl Things {
    /// A grant with a report, what belongs to it, and an applicant who has nothing to do with it.
    pub(crate) async fn find(house: &TestHouse) -> Things {
        let db = &house.house.db;
        let call = grant_applications::queries::call_for_actor(db, Some(&LOOKER), CALL).await;
        let view = call.expect("a look").expect("the call");
        let call = view.call.id;
        let grants = funding_periods::queries::grants_of_call(db, call).await.expect("grants");
        let mut reported: Option<(&Grant, String)> = None;
        for grant in &grants {
            let reports =
                reporting_deadlines::reports_of_grant(db, grant.id).await.expect("reports");
            if let (Some(view), None) = (reports.first(), &reported) {
                reported = Some((grant, view.report.id.to_string()));
            }
        }
        let (grant, report) = reported.expect("a grant with a report");
        let other = grants
            .iter()
            .find(|other| other.organisation != grant.organisation && other.amount != grant.amount);
        let other = applicant_of(house, other.expect("another grant").organisation).await;
        let owner = applicant_of(house, grant.organisation).await;

        let application =
            grant_applications::queries::application(db, grant.application).await.expect("a look");
        let deadlines = reporting_deadlines::deadlines_of_grants(db, &[grant.id]).await;
        let filter = LetterFilter { kind: Some(LetterKind::Award), ..Default::default() };
        let letters = letters_for_actor(db, &actor(house, &owner).await, filter).await;
        let about =
            status_reports::queries::reports_about_for_actor(db, &LOOKER, Subject::Call(call));
        let work = worklist::queries::list(db, &worklist::queries::Filter::default(), 0, 1).await;
        writes_a_form(house).await;
        let to = To { thing: "application", id: grant.application.to_string() };
        let (files, note) = (&house.house.files, b"Et notat.".to_vec());
        let (actor, clock) = (actor(house, &owner).await, house.clock());
        let file =
            attachments::receive(db, clock, &actor, files, false, to, "notat.txt", note).await;
        Things {
            scheme: view.scheme.slug,
            file: file.expect("received").id.to_string(),
            secrets: vec![
                grant.title.clone(),
                grant.reference.clone(),
                application.expect("an application").reference,
                grant.amount.to_string(),
                grant.amount.ore().to_string(),
            ],
            application: grant.application.to_string(),
            grant: grant.id.to_string(),
            deadline: deadlines.expect("deadlines").first().expect("a deadline").id.to_string(),
            letter: letters.expect("letters").rows.first().expect("a letter").id.to_string(),
            status_report: about.await.expect("reports").first().expect("a report").id.to_string(),
            work: work.expect("work").items.first().expect("a row").id.to_string(),
            owner,
            other,
            report,
        }
    }

    pub(crate) fn address(&self, asker: Asker) -> &str {
        match asker {
            Asker::Stranger => STRANGER,
            Asker::Other => &self.other,
            Asker::Owner => &self.owner,
            Asker::Officer => OFFICER,
            Asker::Authority => AUTHORITY,
        }
    }

    /// A path of the template, with real things in it.
    pub(crate) fn path(&self, route: &Route) -> String {
        let mut before = "";
        let mut path = String::new();
        for part in route.path.split('/').skip(1) {
            let filled = match (before, part) {
                (_, part) if !part.starts_with('{') => part.to_owned(),
                ("applications", "{id}") => self.application.clone(),
                ("grants", "{id}") => self.grant.clone(),
                ("deadlines", "{id}") => self.deadline.clone(),
                ("reports", "{id}") => self.report.clone(),
                ("letters", "{id}") => self.letter.clone(),
                ("status-reports", "{id}") => self.status_report.clone(),
                ("work", "{id}") => self.work.clone(),
                ("kinds", "{kind}") => letters::HAND_OVER.to_owned(),
                ("rounds", "{line}") => "prune".to_owned(),
                ("calls", "{slug}") => CALL.to_owned(),
                ("envelopes" | "frames", "{key}") => format!("call:{CALL}"),
                ("schemes", "{slug}") => self.scheme.clone(),
                ("forms", "{slug}") => FORM.to_owned(),
                ("files", "{file}") => self.file.clone(),
                ("problems", "{slug}") => "stale".to_owned(),
                ("organisations", "{organisation}")
                | ("assignments", "{person}")
                | ("ties" | "superiors", "{id}") => NOBODY.to_owned(),
                ("sections", "{key}") => "project".to_owned(),
                ("questions", "{key}") => "title".to_owned(),
                ("checks", "{key}") => CHECK.to_owned(),
                ("weights", "{slug}") => "age-16-35".to_owned(),
                ("lines" | "adjustments", "{application}") => self.application.clone(),
                ("allocation", "{scenario}")
                | ("versions" | "scenarios" | "{slug}", "{number}")
                | ("changes-since", "{older}") => "1".to_owned(),
                ("sign-in", "{token}") => "0123456789abcdef".repeat(4),
                ("language", "{code}") => "nn".to_owned(),
                ("assets", "{hash}") => return web::kit::asset_path(ASSET),
                _ => panic!(
                    "{} {}: this test knows no example of {part} after «{before}»; add one to Things::path",
                    route.method, route.path
                ),
            };
            path = format!("{path}/{filled}");
            before = part;
        }
        path
    }
}

/// The id of nothing and nobody.
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

/// An asset of every page.
const ASSET: &str = "fordel.css";

/// What is sent along, where nothing at all would name nothing.
fn form(route: &Route) -> &'static [(&'static str, &'static str)] {
    match (route.method, route.path) {
        ("POST", "/applications") => &[("call", CALL)],
        _ => &[],
    }
}

/// What a program sends along, so that it is asked who sends it and not what.
fn body(route: &Route) -> Value {
    match route.path {
        "/api/v1/applications" => json!({ "call": CALL }),
        // Whoever may open a frame has to name the decision behind it.
        "/api/v1/envelopes" => json!({
            "kind": "appropriation", "key": "appropriation:2012:1.1", "name": "En prøve", "amount_ore": 1,
        }),
        // Another rule stands there.
        "/api/v1/carry-rules" => json!({
            "chapter": "*", "item": "*", "from_year": 2006, "years_on": 9, "source": "En prøve",
            "source_on": "2005-05-26",
        }),
        // More than anybody has, and the frame beside itself: a rule says no.
        path if path.starts_with("/api/v1/envelopes/") => {
            let mut said = json!({ "amount_ore": 1_000_000_000_000_000_i64, "why": "En prøve" });
            if path.ends_with("/transfer") || path.ends_with("/carry-over") {
                said["to"] = json!(format!("call:{CALL}"));
            }
            said
        }
        // Who may not decide is refused whatever the reason is.
        path if path.ends_with("/grants/{id}/reverse") => {
            json!({ "why": " ", "legal_ground": "no-harm" })
        }
        path if path.ends_with("/applications/{id}/award") => {
            json!({ "amount_ore": 0, "why": " " })
        }
        path if path.ends_with("/submit") => json!({ "revision": 1 }),
        path if path.ends_with("/answers") => json!({ "revision": 1, "answers": {} }),
        path if path.ends_with("/organisations") => json!({ "organisation": NOBODY }),
        _ => json!({}),
    }
}

/// One request of a route, as whoever uses it sends it.
async fn ask(house: &TestHouse, route: &Route, path: &str, who: &str, site: &str) -> Answer {
    if route.method == "GET" {
        return house.ask("GET", path, None, who, site).await;
    }
    if route.path.starts_with("/api/") && site == "same-origin" {
        return house.json(route.method, path, &body(route), who).await;
    }
    house.ask(route.method, path, Some(form(route)), who, site).await
}

/// What the table of routes promises to somebody.
#[derive(Debug, PartialEq, Eq)]
enum Promise {
    /// To be sent to sign in.
    SignIn,
    /// 403.
    Forbidden,
    /// 404, as if it were not there.
    NotThere,
    /// 403 or 404.
    Refused,
    /// To be let through. What is done there may be refused by a rule.
    LetThrough,
}

/// What is asked of the ledger by those who may change it only, the forms for it among them.
fn moves_money(route: &Route) -> bool {
    let path = route.path;
    let is_sent = route.method == "POST"
        && (path.starts_with("/api/v1/envelopes") || path.ends_with("/carry-rules"));
    is_sent || path == "/ledger/new" || path.starts_with("/ledger/frames/{key}/")
}

fn promise(route: &Route, asker: Asker) -> Promise {
    let directorate = matches!(asker, Asker::Officer | Asker::Authority);
    match (route.access, asker) {
        // For whoever does not know the token it is not there.
        (Access::Public, _) if route.path == "/metrics" => Promise::NotThere,
        (Access::Public, _) => Promise::LetThrough,
        (_, Asker::Stranger) => Promise::SignIn,
        // Everybody may see the list; only applicants apply.
        (Access::SignedIn, _)
            if directorate && route.method == "POST" && route.path.ends_with("/applications") =>
        {
            Promise::Forbidden
        }
        (Access::SignedIn, _) => Promise::LetThrough,
        // It takes more than being of the directorate to give money away.
        (Access::Directorate, Asker::Officer)
            if route.path.ends_with("/adopt")
                || route.path.ends_with("/grants/{id}/reverse")
                || route.path.ends_with("/applications/{id}/award")
                || moves_money(route) =>
        {
            Promise::Forbidden
        }
        (Access::Directorate, _) if directorate => Promise::LetThrough,
        (Access::Directorate, _) => Promise::Forbidden,
        (Access::Owner | Access::OwnApplicant, Asker::Other) => Promise::NotThere,
        // What lies beside what was sent in is not the directorate's yet.
        (Access::Owner, _) if directorate && route.path.ends_with("/files/{file}") => {
            Promise::NotThere
        }
        // The form of this application asks for no file.
        (Access::OwnApplicant, Asker::Owner)
            if route.method == "POST" && route.path.ends_with("/files/{file}") =>
        {
            Promise::NotThere
        }
        // Nobody is invited into their own project, nor leaves it.
        (Access::OwnApplicant, Asker::Owner)
            if (route.method == "GET" && route.path.ends_with("/join"))
                || route.path.ends_with("/invitation")
                || route.path.ends_with("/organisations/leave") =>
        {
            Promise::NotThere
        }
        (Access::Owner, _) => Promise::LetThrough,
        (Access::OwnApplicant, Asker::Owner) => Promise::LetThrough,
        (Access::OwnApplicant, _) => Promise::Refused,
    }
}

fn is_kept(promise: &Promise, path: &str, answer: &Answer) -> bool {
    let status = answer.status.as_u16();
    let to_sign_in = status == 303 && answer.location().starts_with("/sign-in");
    match promise {
        Promise::SignIn if path.starts_with("/api/") => status == 401,
        Promise::SignIn => to_sign_in,
        Promise::Forbidden => status == 403,
        Promise::NotThere => status == 404,
        Promise::Refused => matches!(status, 403 | 404),
        Promise::LetThrough => {
            status < 500 && !matches!(status, 401 | 403 | 404 | 405) && !to_sign_in
        }
    }
}

both_databases! {
    from told;

    async fn every_route_keeps_what_it_promises(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let things = Things::find(&house).await;
        let (mut broken, mut told_to_owner) = (Vec::new(), 0);
        for asker in ASKERS {
            for route in ROUTES.iter().chain(KIT_ROUTES) {
                let path = things.path(route);
                let who = things.address(asker);
                let answer = ask(&house, route, &path, who, "same-origin").await;
                let promise = promise(route, asker);
                let line = format!("{} {} by {asker:?}", route.method, route.path);
                if !is_kept(&promise, &path, &answer) {
                    let (status, to) = (answer.status.as_u16(), answer.location());
                    broken.push(format!("{line}: {promise:?} was promised, and {status} came {to}"));
                }
                let text = answer.text();
                for secret in things.secrets.iter().filter(|secret| text.contains(*secret)) {
                    match asker {
                        Asker::Stranger | Asker::Other => {
                            broken.push(format!("{line}: shows «{secret}»"));
                        }
                        _ => told_to_owner += usize::from(asker == Asker::Owner),
                    }
                }
                if route.path == "/sign-out" {
                    house.forget_sessions();
                }
            }
        }
        assert!(broken.is_empty(), "{} of the answers:\n{}", broken.len(), broken.join("\n"));
        // The secrets are such that a page that shows them would have been caught.
        assert!(told_to_owner > 10, "the owner was shown the secrets {told_to_owner} times only");
        house.drain().await;
        house.leave().await;
    }

    /// A page of another site makes a signed-in person's browser send something: nothing happens.
    async fn another_site_changes_nothing(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let things = Things::find(&house).await;
        let before = house.count("journal_entry").await;
        let unsafe_routes = ROUTES.iter().chain(KIT_ROUTES).filter(|route| route.method != "GET");
        let mut asked = 0;
        for route in unsafe_routes {
            let path = things.path(route);
            for site in ["cross-site", "same-site"] {
                for who in [AUTHORITY, &things.owner] {
                    ask(&house, route, &path, who, site).await.is(403);
                    asked += 1;
                }
            }
        }
        assert!(asked > 40, "{asked}");
        // The two people signed in; that is all that happened.
        assert_eq!(house.count("journal_entry").await, before + 1);
        house.leave().await;
    }
}
