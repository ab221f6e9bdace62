//! The whole life of a grant, asked for through the pages as people ask for it: from the call to the
//! status report. Only what has no page yet (the scheme, the call, its frames, the targets) is written
//! through the verbs.

use super::house::{STRANGER, TestHouse, actor, day, migrated, recipient, subject, text};
use super::stage::{self, AUTHORITY, BODO, CALL, KLEPP, OFFICER, OTHER_OFFICER, STAVANGER};
use funding_periods::Grant;
use mail_parser::Message;
use organisations::SESSION_LASTS;
use reporting_deadlines::{Direction, Reminded, Target, Wanted};
use std::collections::BTreeSet;
use tests::{both_databases, pdf};
use vocabulary::{ApplicationId, CallId, Day, GrantId, Money, ReportId};

const BUDGET: Money = Money::from_kroner(950_000);

/// Who applies with what: the money reaches the two best.
const KLEPP_APPLIES: (&str, &str, i64) = (KLEPP, "Jobb i Klepp", 400_000);
const STAVANGER_APPLIES: (&str, &str, i64) = (STAVANGER, "Jobb i Stavanger", 500_000);
const BODO_APPLIES: (&str, &str, i64) = (BODO, "Jobb i Bodø", 300_000);

/// The last part of a path, read as what it names.
fn last_of<T: std::str::FromStr>(path: &str) -> T {
    let name = path.split(['/', '?']).rfind(|part| part.len() == 36).unwrap_or_default();
    name.parse().unwrap_or_else(|_| panic!("{path} ends in no id"))
}

/// The mails that came since `before`, by recipient.
fn new_mails(house: &TestHouse, before: &BTreeSet<String>) -> Vec<Message<'static>> {
    let mut mails = house.mails();
    mails.retain(|mail| !before.contains(mail.message_id().unwrap_or_default()));
    mails
}

fn seen(house: &TestHouse) -> BTreeSet<String> {
    let id = |mail: &Message<'_>| mail.message_id().unwrap_or_default().to_owned();
    house.mails().iter().map(id).collect()
}

/// Signs in by a link that comes by mail. A link opened by a mail scanner is not used up by it.
async fn signs_in_by_mail(house: &TestHouse, email: &str) {
    let before = seen(house);
    let typed = email.to_uppercase();
    house.post("/sign-in", &[("email", &typed)], STRANGER).await.is(200);
    // The answer is the same for somebody who does not exist, and nothing is sent.
    house.post("/sign-in", &[("email", "ingen@nowhere.example")], STRANGER).await.is(200);
    house.drain().await;
    let mails = new_mails(house, &before);
    assert_eq!(mails.iter().map(recipient).collect::<Vec<_>>(), [email]);
    let body = text(&mails[0]);
    let (_, rest) = body.split_once("http://fordel.example/").expect("a link in the mail");
    let link = format!("/{}", rest.split_whitespace().next().unwrap_or_default());
    assert!(link.starts_with("/sign-in/"), "{link}");

    let sessions = house.count("session").await;
    for _ in 0..2 {
        let page = house.get(&link, STRANGER).await.is(200);
        assert!(!page.headers.contains_key("set-cookie"), "a look at the link signs nobody in");
    }
    assert_eq!(house.count("session").await, sessions);
    let entered = house.post(&link, &[], STRANGER).await.is(303);
    let cookie = entered.headers["set-cookie"].to_str().expect("a cookie").to_owned();
    for promise in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(promise), "{promise} is not in {cookie}");
    }
    assert_eq!(house.count("session").await, sessions + 1);
    house.post(&link, &[], STRANGER).await.is(410);
    assert_eq!(house.count("session").await, sessions + 1);
    house.remember(email, cookie.split(';').next().unwrap_or_default());
    house.get("/", email).await.is(200);
}

/// Begins an application, fills in its form and returns it.
async fn begins(house: &TestHouse, (who, title, kroner): (&str, &str, i64)) -> ApplicationId {
    house.get(&format!("/applications/new?call={CALL}"), who).await.is(200);
    let path = house.post("/applications", &[("call", CALL)], who).await.leads_on();
    let revision = house.get(&path, who).await.is(200).says("name=\"a.amount\"").field("revision");
    let form = [
        ("revision", revision.as_str()),
        ("do", "save"),
        ("a.title", title),
        ("a.summary", "Vi vil ansette en jobbspesialist."),
        ("a.amount", &kroner.to_string()),
        ("a.own-share", "100 000"),
        ("a.continuation", "Vi fortsetter i ordinær drift."),
        ("a.members.0.team", "staff"),
        ("a.members.0.job", "jobbspesialist"),
        ("a.members.0.percent", "50"),
    ];
    house.post(&path, &form, who).await.leads_on();
    house.get(&path, who).await.is(200).says(title);
    last_of(&path)
}

async fn submits(house: &TestHouse, who: &str, id: ApplicationId) {
    let path = format!("/applications/{id}/submit");
    let revision = house.get(&path, who).await.is(200).field("revision");
    let seen = [("revision", revision.as_str())];
    house.post(&path, &seen, who).await.leads_on();
    // Once is enough.
    house.post(&path, &seen, who).await.is(409);
}

/// Two people save at once: the second is shown both and loses nothing.
async fn is_saved_twice_at_once(house: &TestHouse, id: ApplicationId) {
    let path = format!("/applications/{id}/edit");
    let revision = house.get(&path, KLEPP).await.is(200).field("revision");
    let form = |revision, summary| {
        [
            ("revision", revision),
            ("a.title", KLEPP_APPLIES.1),
            ("a.summary", summary),
            ("a.amount", "400 000"),
            ("a.own-share", "100000"),
            ("a.continuation", "Vi held fram."),
        ]
    };
    house.post(&path, &form(&revision, "Den fyrste teksten"), KLEPP).await.leads_on();
    let stale = house.post(&path, &form(&revision, "Den andre teksten"), KLEPP).await.is(409);
    let stale = stale.says("Den fyrste teksten").says("Den andre teksten");
    house.get(&path, KLEPP).await.is(200).says("Den fyrste teksten");
    let newer = stale.field("revision");
    assert_ne!(newer, revision);
    house.post(&path, &form(&newer, "Den andre teksten"), KLEPP).await.leads_on();
    // What does not parse is said at its field, and nothing is lost.
    let newest = house.get(&path, KLEPP).await.field("revision");
    let wrong = [
        ("revision", newest.as_str()),
        ("a.title", "Eit anna namn"),
        ("a.amount", "mykje"),
        ("a.continuation", "Vi held fram."),
    ];
    house.post(&path, &wrong, KLEPP).await.is(422).says("Eit anna namn").says("mykje");
    // It is kept all the same, and cannot be sent in.
    let newest = house.get(&path, KLEPP).await.field("revision");
    let seen = [("revision", newest.as_str())];
    house.post(&format!("/applications/{id}/submit"), &seen, KLEPP).await.is(422);
    house.post(&path, &form(&newest, "Den andre teksten"), KLEPP).await.leads_on();
}

async fn are_judged(house: &TestHouse, applications: &[(ApplicationId, i64, &str)]) {
    for (id, kroner, points) in applications {
        let path = format!("/applications/{id}");
        house.post(&format!("{path}/check"), &[], KLEPP).await.is(403);
        house.post(&format!("{path}/check"), &[], OFFICER).await.leads_on();
        let assess = format!("{path}/assess");
        let kroner = kroner.to_string();
        let form = [
            ("points-1", *points),
            ("points-2", *points),
            ("recommended", kroner.as_str()),
            ("comment", "Godt."),
        ];
        let impartial = [("verdict", "impartial")];
        house.post(&assess, &form, KLEPP).await.is(403);
        // Both before either hands in, and the officer last: who is asked declares before asking others.
        for who in [OTHER_OFFICER, OFFICER] {
            let person = house.person(who).await.to_string();
            let asked = [("do", "ask"), ("assessor", person.as_str())];
            house.post(&format!("{path}/assessors"), &asked, OFFICER).await.leads_on();
        }
        for who in [OFFICER, OTHER_OFFICER] {
            house.post(&assess, &form, who).await.is(409);
            house.post(&format!("{path}/impartiality"), &impartial, who).await.leads_on();
            house.get(&assess, who).await.is(200);
            house.post(&assess, &form, who).await.leads_on();
            house.post(&assess, &form, who).await.is(409);
        }
    }
}

/// The letters of a decision: the award letter with its PDF, and the refusal.
async fn are_told(house: &TestHouse, mails: &[Message<'static>]) {
    let to = |email: &str| -> &Message<'static> {
        let mut found = mails.iter().filter(|mail| recipient(mail) == email);
        let mail = found.next().unwrap_or_else(|| panic!("no letter to {email}"));
        assert!(found.next().is_none(), "one letter to {email}");
        mail
    };
    assert_eq!(mails.len(), 3);
    // In nynorsk for a municipality that writes nynorsk, in bokmål for the others.
    let klepp = to(KLEPP);
    assert!(subject(klepp).starts_with("De får 400\u{a0}000 kroner til"), "{}", subject(klepp));
    assert!(subject(to(STAVANGER)).starts_with("Dere får 500"), "{}", subject(to(STAVANGER)));
    let refusal = to(BODO);
    assert!(subject(refusal).starts_with("Dere får ikke tilskudd"), "{}", subject(refusal));
    for words in ["Begrunnelse", "Klage", "Anne Saksbehandler", "Dina Direktør"] {
        assert!(text(refusal).contains(words), "«{words}» is not in {}", text(refusal));
    }

    // The refusal goes with its own letter: the result first, then why, then what one can do.
    let file = house.data().join("refusal.pdf");
    let enclosed = refusal.attachment(0).expect("the refusal").contents();
    std::fs::write(&file, enclosed).expect("written");
    let letter = pdf::text(&file).await.expect("text");
    let letter = letter.split_whitespace().collect::<Vec<_>>().join(" ");
    let order =
        ["Dere får ikke tilskudd", "Begrunnelse", "Slik har vi vurdert", "Dette kan dere gjøre"];
    let places =
        order.map(|words| letter.find(words).unwrap_or_else(|| panic!("{words}: {letter}")));
    assert!(places.is_sorted(), "{letter}");

    let file = house.data().join("award.pdf");
    let enclosed = klepp.attachment(0).expect("the award letter").contents();
    std::fs::write(&file, enclosed).expect("written");
    let letter = pdf::text(&file).await.expect("text");
    let letter = letter.split_whitespace().collect::<Vec<_>>().join(" ");
    // What a letter of award has to say (Bestemmelser om økonomistyring i staten, 6.3.3).
    for words in [
        "De får 400 000 kroner i tilskot til Jobb i Klepp",
        "Kapittel 764 post 60",
        "Dette må de gjere",
        "Kva tilskotet skal brukast til",
        "Når vi betaler",
        "Vilkår",
        "Rapport og rekneskap",
        "1. mars 2013",
        "Pengar som ikkje blir brukte",
        "Kontroll",
        "Riksrevisjonen",
        "Dersom vilkåra blir brotne",
        "Grunngiving",
        "Klage, innsyn og rettleiing",
        "Dette byggjer vedtaket på",
        "Dina Direktør",
    ] {
        assert!(letter.contains(words), "«{words}» is not in {letter}");
    }
    assert!(pdf::facts(&file).await.expect("facts")["Title"].contains("400"));
}

async fn grant_of(house: &TestHouse, id: ApplicationId) -> Grant {
    let grant = funding_periods::queries::grant_of_application(&house.house.db, id).await;
    grant.expect("a look").expect("a grant")
}

/// Accepts the terms and writes down what the grant is to reach.
async fn accepts(house: &TestHouse, who: &str, grant: &Grant) {
    let path = format!("/grants/{}/accept", grant.id);
    house.post(&path, &[], BODO).await.is(404);
    house.post(&path, &[], OFFICER).await.is(403);
    house.get(&path, who).await.is(200);
    house.post(&path, &[], who).await.leads_on();
    house.post(&path, &[], who).await.is(409);
    let db = &house.house.db;
    let instalments = funding_periods::queries::instalments(db, grant.id).await.expect("rows");
    let planned: Money = instalments.iter().map(|instalment| instalment.amount).sum();
    assert_eq!((instalments.len(), planned), (2, grant.amount));
    assert!(instalments.iter().all(|instalment| vocabulary::is_working_day(instalment.due_on)));
    let officer = actor(house, OFFICER).await;
    let number =
        Wanted::Number { value: 20, direction: Direction::AtLeast, unit: "deltakere".into() };
    let (what, by_when) = ("Deltakere i arbeid".to_owned(), "2012".to_owned());
    let targets = vec![Target { position: 1, what, wanted: number, by_when }];
    let tx = journal::begin(db).await.expect("a transaction");
    reporting_deadlines::set_targets(&tx, &officer, stage::now(house), grant.id, targets)
        .await
        .expect("targets");
    tx.commit().await.expect("committed");
}

/// The round of one day: twice at once, then once more. Returns what was written in all.
async fn reminds(house: &TestHouse, on: Day) -> usize {
    house.set_clock(&on.to_string(), 6);
    let h = &house.house;
    let round = async || -> Reminded {
        let done = reporting_deadlines::remind(&h.db, house.clock(), &h.desk, on).await;
        let done = done.expect("a round");
        assert!(done.failed.is_empty() && done.no_recipient.is_empty(), "{done:?}");
        done
    };
    let (one, other) = tokio::join!(round(), round());
    assert_eq!(round().await.letters, 0, "a third round of {on} has nothing to do");
    one.letters + other.letters
}

/// Begins, writes and hands in the report that a grant owes.
async fn reports(house: &TestHouse, who: &str, grant: GrantId) -> ReportId {
    let db = &house.house.db;
    let deadlines = reporting_deadlines::deadlines_of_grants(db, &[grant]).await.expect("rows");
    let deadline = format!("/deadlines/{}/report", deadlines.first().expect("a deadline").id);
    house.get(&deadline, who).await.is(200);
    house.post(&deadline, &[("reporting-on", "2012-12-31")], BODO).await.is(404);
    let begun = house.post(&deadline, &[("reporting-on", "2012-12-31")], who).await.leads_on();
    let id: ReportId = last_of(&begun);
    let (edit, submit) = (format!("/reports/{id}/edit"), format!("/reports/{id}/submit"));
    let page = house.get(&edit, who).await.is(200);
    let (revision, heading) = (page.field("revision"), page.field("passage-0-heading"));
    let form = |active, explanation| {
        [
            ("revision", revision.as_str()),
            ("passage-0-heading", heading.as_str()),
            ("passage-0-text", "Vi har ansatt og kommet i gang."),
            ("target-1-reached", "17"),
            ("target-1-verdict", "partly"),
            ("target-1-explanation", "Tre begynte ikke."),
            ("informed", "35"),
            ("started", "17"),
            ("departed", "7"),
            ("active", active),
            ("in-work", "2"),
            ("departure-0-reason", "Fant arbeid"),
            ("departure-0-participants", "7"),
            ("funnel-explanation", explanation),
        ]
    };
    // 17 started, 7 left: 9 active ones need an explanation.
    let doubtful = house.post(&edit, &form("9", ""), who).await.is(422);
    doubtful.says("Vi har ansatt og kommet i gang.");
    let saved = house.post(&edit, &form("10", ""), who).await.leads_on();
    assert!(saved.starts_with(&edit), "{saved}");
    house.post(&edit, &form("10", ""), who).await.is(409);
    house.post(&format!("/reports/{id}/approve"), &[], OFFICER).await.is(409);
    house.get(&submit, who).await.is(200);
    house.post(&submit, &[], who).await.leads_on();
    house.post(&submit, &[], who).await.is(409);
    id
}

/// Everything up to the decision, through the pages; the applications in the order Klepp, Stavanger,
/// Bodø.
async fn is_decided(house: &TestHouse) -> (CallId, [ApplicationId; 3]) {
    stage::assemble(house).await;
    let call = stage::announce(house, BUDGET).await;
    // A draft is not there for the public, and takes nothing.
    house.get(&format!("/calls/{CALL}"), STRANGER).await.is(404);
    house.set_clock("2012-01-09", 8);
    house.post(&format!("/calls/{CALL}/open"), &[], KLEPP).await.is(403);
    house.post(&format!("/calls/{CALL}/open"), &[], OFFICER).await.leads_on();
    house.get(&format!("/calls/{CALL}"), STRANGER).await.is(200).says("Jobb først 2012");

    signs_in_by_mail(house, KLEPP).await;
    let klepp = begins(house, KLEPP_APPLIES).await;
    house.get(&format!("/applications/{klepp}"), STAVANGER).await.is(404);
    is_saved_twice_at_once(house, klepp).await;
    let stavanger = begins(house, STAVANGER_APPLIES).await;
    let bodo = begins(house, BODO_APPLIES).await;
    let before = seen(house);
    for (who, id) in [(KLEPP, klepp), (STAVANGER, stavanger), (BODO, bodo)] {
        submits(house, who, id).await;
    }
    house.drain().await;
    let receipts = new_mails(house, &before);
    assert_eq!(receipts.len(), 3);
    for receipt in &receipts {
        let said = if recipient(receipt) == KLEPP {
            "Vi har fått søknaden om tilskot til Jobb i Klepp"
        } else {
            "Vi har fått søknaden om tilskudd til Jobb i"
        };
        assert!(subject(receipt).starts_with(said), "{}", subject(receipt));
    }

    house.set_clock("2012-03-01", 9);
    let late = [("call", CALL), ("a.title", "For sent"), ("a.amount", "1")];
    house.post("/applications", &late, KLEPP).await.is(409);
    house.post(&format!("/calls/{CALL}/close"), &[], OFFICER).await.leads_on();
    are_judged(house, &[(klepp, 400_000, "5"), (stavanger, 500_000, "4"), (bodo, 300_000, "1")])
        .await;

    let allocation = format!("/calls/{CALL}/allocation");
    let draw = [("name", "Rangert liste"), ("method", "ranked-list")];
    let new = format!("{allocation}/new");
    house.get(&allocation, KLEPP).await.is(403);
    house.post(&new, &draw, KLEPP).await.is(403);
    house.post(&new, &[("name", ""), ("method", "dice")], OFFICER).await.is(422);
    assert_eq!(house.post(&new, &draw, OFFICER).await.leads_on(), format!("{allocation}/1"));
    house.get(&allocation, OFFICER).await.is(200).says("Rangert liste");
    let adopt = format!("{allocation}/1/adopt");
    let before = seen(house);
    house.get(&adopt, OFFICER).await.is(403);
    house.post(&adopt, &[], OFFICER).await.is(403);
    house.drain().await;
    assert_eq!((house.count("funded_grant").await, seen(house)), (0, before.clone()));
    house.get(&adopt, AUTHORITY).await.is(200);
    house.post(&adopt, &[], AUTHORITY).await.leads_on();
    house.post(&adopt, &[], AUTHORITY).await.is(409);
    house.drain().await;
    are_told(house, &new_mails(house, &before)).await;
    (call, [klepp, stavanger, bodo])
}

/// The whole life of a grant, from the call to its status report.
pub(crate) async fn lives(house: &TestHouse) {
    let (call, [klepp, stavanger, bodo]) = is_decided(house).await;
    house.get(&format!("/applications/{bodo}"), BODO).await.is(200);

    house.set_clock("2012-03-12", 10);
    let (klepp, stavanger) = (grant_of(house, klepp).await, grant_of(house, stavanger).await);
    accepts(house, KLEPP, &klepp).await;
    accepts(house, STAVANGER, &stavanger).await;
    house.drain().await;

    // A round every day, from long before the deadline to long after it. Klepp reports two days
    // after its second letter; Stavanger lets it come to the officers.
    let mut went_out = Vec::new();
    let (mut on, reports_on) = (day("2013-01-20"), day("2013-02-17"));
    let mut of_klepp = None;
    while on <= day("2013-04-10") {
        let before = seen(house);
        let letters = reminds(house, on).await;
        if on == reports_on {
            house.set_clock(&on.to_string(), 12);
            of_klepp = Some(reports(house, KLEPP, klepp.id).await);
        }
        if letters > 0 || on == reports_on {
            house.drain().await;
        }
        for mail in new_mails(house, &before) {
            went_out.push((on.to_string(), recipient(&mail).to_owned(), subject(&mail).to_owned()));
        }
        on = on.plus_days(1);
    }
    let went_out: Vec<(&str, &str, &str)> = went_out
        .iter()
        .map(|(on, to, said)| {
            let words = said.split(' ').next().unwrap_or_default();
            (on.as_str(), to.as_str(), words)
        })
        .collect();
    let mut sorted = went_out.clone();
    sorted.sort_unstable();
    assert_eq!(
        sorted,
        [
            ("2013-01-30", KLEPP, "Rapporten"),
            ("2013-01-30", STAVANGER, "Rapporten"),
            ("2013-02-15", KLEPP, "Påminning:"),
            ("2013-02-15", STAVANGER, "Påminnelse:"),
            ("2013-02-17", KLEPP, "Vi"),
            ("2013-03-02", STAVANGER, "Rapporten"),
            ("2013-03-15", STAVANGER, "Siste"),
            ("2013-03-29", OFFICER, "Rapporten"),
            ("2013-03-29", OTHER_OFFICER, "Rapporten"),
        ]
    );

    // The late report comes, and nobody is asked for it any more.
    house.set_clock("2013-04-11", 9);
    let of_stavanger = reports(house, STAVANGER, stavanger.id).await;
    assert_eq!(reminds(house, day("2013-05-01")).await, 0);
    house.set_clock("2013-05-01", 9);
    for report in [of_klepp.expect("Klepp has reported"), of_stavanger] {
        let approve = format!("/reports/{report}/approve");
        house.post(&approve, &[], STAVANGER).await.is(403);
        house.get(&approve, OFFICER).await.is(200);
        house.post(&approve, &[], OFFICER).await.leads_on();
        house.post(&approve, &[], OFFICER).await.is(409);
    }

    let about = format!("call:{call}");
    let ask = [("about", about.as_str()), ("language", "nb"), ("as-of", "2013-05-01")];
    house.post("/status-reports", &ask, KLEPP).await.is(403);
    let path = house.post("/status-reports", &ask, OFFICER).await.leads_on();
    // It is made in the background: until then there is none to fetch.
    house.get(&path, OFFICER).await.is(200);
    house.get(&format!("{path}/file"), OFFICER).await.is(409);
    house.drain().await;
    house.get(&format!("{path}/file"), KLEPP).await.is(403);
    let made = house.get(&format!("{path}/file"), OFFICER).await.is(200);
    assert_eq!(made.headers["content-type"], "application/pdf");
    let file = house.data().join("downloaded.pdf");
    std::fs::write(&file, &made.bytes).expect("written");
    let report = pdf::text(&file).await.expect("text");
    let report = report.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["900 000", "950 000", "2 av 2", "Rogaland", "Jobb i Klepp", "1. mai 2013"] {
        assert!(report.contains(words), "«{words}» is not in {report}");
    }
    assert!(!report.contains("Jobb i Bodø"), "{report}");
}

both_databases! {
    from migrated;

    async fn the_whole_life_of_a_grant(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        lives(&house).await;
        house.leave().await;
    }

    async fn a_session_ends_by_itself_and_with_the_role(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-09").await;
        stage::assemble(&house).await;
        let cookie = house.cookie(OFFICER).await;
        house.get("/applications", OFFICER).await.is(200);
        // A role that is taken away counts at once.
        let person = house.person(OTHER_OFFICER).await;
        house.get("/applications", OTHER_OFFICER).await.is(200);
        let officer = actor(&house, OFFICER).await;
        let directorate = organisations::by_name(&house.house.db, "Tilskuddsforvalteren").await;
        let directorate = directorate.expect("a look").expect("the directorate").id;
        let role = vocabulary::Role::CaseOfficer;
        let (db, clock) = (&house.house.db, house.clock());
        organisations::withdraw_role(db, clock, &officer, person, directorate, role)
            .await
            .expect("withdrawn");
        let sent = house.get("/applications", OTHER_OFFICER).await.leads_on();
        assert!(sent.starts_with("/sign-in"), "{sent}");
        // A working day and a bit later the session is over.
        let hours = u32::try_from(SESSION_LASTS.num_hours()).expect("some hours");
        house.set_clock("2012-01-09", 8 + hours);
        house.remember(OFFICER, &cookie);
        assert!(house.get("/applications", OFFICER).await.leads_on().starts_with("/sign-in"));
        house.drain().await;
        house.leave().await;
    }
}
