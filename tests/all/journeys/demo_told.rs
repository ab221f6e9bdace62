//! The two stories of the demonstration and the call that is open, read back: from the rows, from the mails, from the PDFs.

use super::house::{TestClock, TestHouse, actor, day, told};
use grant_applications::Amendment;
use grant_applications::queries::{self, ApplicationFilter};
use mail_parser::MimeHeaders;
use server::Story;
use status_reports::{ReportState, Scope, StatusReport, Step, Subject};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tests::databases::Database;
use tests::{both_databases, pdf};
use vocabulary::{Actor, ApplicationId, Money, Period};

const LOOKER: Actor = Actor::System("the tests");

/// The counties that got a project in 2012, and those that got none.
const WITH: [&str; 12] = [
    "Akershus",
    "Hedmark",
    "Oppland",
    "Buskerud",
    "Vestfold",
    "Aust-Agder",
    "Rogaland",
    "Hordaland",
    "Møre og Romsdal",
    "Sør-Trøndelag",
    "Nordland",
    "Finnmark",
];
const WITHOUT: [&str; 7] =
    ["Østfold", "Oslo", "Telemark", "Vest-Agder", "Sogn og Fjordane", "Nord-Trøndelag", "Troms"];

async fn call(house: &TestHouse, slug: &str) -> grant_applications::Call {
    let db = &house.house.db;
    let view = grant_applications::queries::call_for_actor(db, Some(&LOOKER), slug).await;
    view.expect("a look").unwrap_or_else(|| panic!("there is no call {slug}")).call
}

/// The one grant of the LAB call.
async fn lab(house: &TestHouse) -> funding_periods::Grant {
    let call = call(house, "lab-2009").await;
    let grants = funding_periods::queries::grants_of_call(&house.house.db, call.id).await;
    let mut grants = grants.expect("grants");
    assert_eq!(grants.len(), 1);
    grants.remove(0)
}

async fn report_about(house: &TestHouse, subject: Subject) -> StatusReport {
    let db = &house.house.db;
    let about = status_reports::queries::reports_about_for_actor(db, &LOOKER, subject).await;
    let mut about = about.expect("status reports");
    assert_eq!(about.len(), 1);
    about.remove(0)
}

fn hash(report: &StatusReport) -> &str {
    match &report.state {
        ReportState::Made { sha256, .. } => sha256,
        state => panic!("{} is {}", report.file_name, state.word()),
    }
}

/// The first PDF in the outbox whose name begins so, in a file beside it.
fn enclosed(house: &TestHouse, name: &str) -> PathBuf {
    let mails = house.mails();
    let bytes = mails.iter().find_map(|mail| {
        let pdf = mail
            .attachments()
            .find(|part| part.attachment_name().is_some_and(|known| known.starts_with(name)));
        pdf.map(|part| part.contents().to_vec())
    });
    let file = house.data().join(format!("{name}.pdf"));
    std::fs::write(&file, bytes.expect("a mail with a PDF")).expect("written");
    file
}

/// What several independent programs say of a PDF that anybody must be able to read, for ever.
async fn is_accessible(file: &Path) {
    let name = file.display();
    let broken = pdf::broken_rules(file).await.expect("a validator");
    assert!(broken.is_empty(), "{name}: {broken:#?}");
    pdf::check_structure(file).await.unwrap_or_else(|why| panic!("{name}: {why}"));
    let facts = pdf::facts(file).await.expect("facts");
    assert_eq!(facts.get("Tagged").map(String::as_str), Some("yes"), "{name}");
    assert!(facts.get("Title").is_some_and(|title| !title.is_empty()), "{name}");
    let fonts = pdf::fonts(file).await.expect("fonts");
    let fonts: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!fonts.is_empty(), "{name}");
    for font in fonts {
        // Name, type and encoding may hold spaces; the columns emb, sub, uni, object, generation do not.
        let columns: Vec<&str> = font.split_whitespace().rev().collect();
        assert_eq!(columns[2..5], ["yes", "yes", "yes"], "{name}: {font}");
    }
}

both_databases! {
    from told;

    async fn seventeen_projects_in_twelve_counties(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let db = &house.house.db;
        let ips = call(&house, "ips-2012").await;
        let million = Money::from_kroner(11_000_000);

        let adopted = county_allocation::queries::adopted_scenario(db, ips.id).await;
        let adopted = adopted.expect("a look").expect("an adopted scenario");
        assert_eq!((adopted.projects(), adopted.awarded()), (17, million));
        assert_eq!(adopted.lines.len(), 29);
        let named = |with: bool| -> BTreeSet<&str> {
            let counties = adopted.counties.iter().filter(|county| (county.projects > 0) == with);
            counties.map(|county| county.name.as_str()).collect()
        };
        assert_eq!(named(true), BTreeSet::from(WITH));
        assert_eq!(named(false), BTreeSet::from(WITHOUT));

        let grants = funding_periods::queries::grants_of_call(db, ips.id).await.expect("grants");
        assert_eq!(grants.len(), 17);
        assert_eq!(grants.iter().map(|grant| grant.amount).sum::<Money>(), million);
        // One krone's way, from what parliament gave down to the award.
        for grant in &grants {
            let way = county_allocation::queries::way_to(db, grant.envelope).await.expect("a way");
            let kinds: Vec<_> = way.iter().map(|envelope| envelope.kind.word()).collect();
            assert_eq!(kinds, ["appropriation", "scheme", "call", "county", "award"]);
            assert_eq!(way[4].amount, grant.amount);
            assert_eq!(way[4].county, Some(grant.county));
            let instalments =
                funding_periods::queries::instalments(db, grant.id).await.expect("instalments");
            let planned: Money = instalments.iter().map(|instalment| instalment.amount).sum();
            assert_eq!(planned, grant.amount, "{}", grant.reference);
            let periods = funding_periods::queries::periods(db, grant.id).await.expect("periods");
            let days: Vec<Period> = periods.iter().map(|period| period.days).collect();
            assert_eq!(days.len(), 1);
            assert_eq!(days[0].last(), day("2012-12-31"));
        }
        let refused = "SELECT COUNT(*) FROM application \
                       WHERE state = 'refused' AND reference LIKE 'IPS-2012%'";
        assert_eq!(house.number(refused).await, 12);
        house.leave().await;
    }

    async fn the_funnel_of_lab_adds_up(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let db = &house.house.db;
        let grant = lab(&house).await;
        let reports = reporting_deadlines::reports_of_grant(db, grant.id).await.expect("reports");
        assert_eq!(reports.len(), 2);
        let funnel = reports.iter().find_map(|report| report.contents.funnel.clone());
        let funnel = funnel.expect("the figures of August 2010");
        assert_eq!(
            [funnel.informed, funnel.started, funnel.departed, funnel.active, funnel.in_work],
            [35, 17, 7, 10, 2]
        );
        let left: u32 = funnel.departures.iter().map(|departure| departure.participants).sum();
        assert_eq!((left, funnel.started - funnel.departed), (7, funnel.active));

        // Oppegård was 0217 and lay in Akershus then; today neither number nor municipality exists.
        let on = day("2010-08-31");
        let number = "0217".parse().expect("a number");
        let place = organisations::queries::municipality_on(db, number, on).await;
        let place = place.expect("a look").expect("a municipality");
        assert_eq!((place.short_name.as_str(), place.county), ("Oppegård", grant.county));
        let counties = organisations::queries::counties_on(db, on).await.expect("counties");
        let county = counties.iter().find(|county| county.number == grant.county);
        assert_eq!(county.map(|county| county.name.as_str()), Some("Akershus"));

        let report = report_about(&house, Subject::Grant(grant.id)).await;
        let text = pdf::text(&house.house.store.published(&report.file_name)).await.expect("text");
        for words in ["Oppegård, Akershus", "1 200 000", "Søkte uførepensjon"] {
            assert!(text.contains(words), "«{words}» is not in {text}");
        }
        house.leave().await;
    }

    async fn the_status_report_says_what_the_rows_say(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let ips = call(&house, "ips-2012").await;
        let report = report_about(&house, Subject::Call(ips.id)).await;
        let ReportState::Made { sha256, pages, .. } = &report.state else { panic!("{report:?}") };
        let scope = Scope::Call(ips.id);
        let figures = status_reports::scope_figures(&house.house.db, &scope, report.as_of).await;
        let figures = figures.expect("a look").expect("figures");
        assert_eq!(figures.at(Step::Granted), Money::from_kroner(11_000_000));
        assert_eq!((figures.projects().count(), figures.counties.len()), (17, 19));
        assert_eq!((figures.totals().applications, figures.calls[0].refused), (29, 12));
        assert!(figures.projects().all(|grant| grant.accepted_on.is_some()));

        let file = house.house.store.published(&report.file_name);
        assert_eq!(report.file_name, "ips-2012.pdf");
        let bytes = std::fs::read(&file).expect("the published report");
        assert_eq!(house.house.store.read(sha256).await.expect("the stored report"), bytes);
        let text = pdf::text(&file).await.expect("text");
        for name in WITH.iter().chain(&WITHOUT) {
            assert!(text.contains(name), "{name} is not in {text}");
        }
        // With plain spaces, so that whoever searches for it finds it.
        assert!(text.contains("11 000 000"), "{text}");
        assert!(text.contains(&format!("Side 1 av {pages}")), "{text}");
        let facts = pdf::facts(&file).await.expect("facts");
        assert_eq!(facts["Pages"], pages.to_string());
        house.leave().await;
    }

    async fn every_document_is_accessible(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let ips = call(&house, "ips-2012").await;
        let of_ips = report_about(&house, Subject::Call(ips.id)).await;
        let of_lab = report_about(&house, Subject::Grant(lab(&house).await.id)).await;
        is_accessible(&house.house.store.published(&of_ips.file_name)).await;
        is_accessible(&house.house.store.published(&of_lab.file_name)).await;
        for name in ["tilskuddsbrev", "avslag", "kvittering"] {
            is_accessible(&enclosed(&house, name)).await;
        }
        house.leave().await;
    }

    /// What the directorate is told as sent lies in the outbox, and nothing else does.
    async fn the_outbox_is_what_the_rows_say(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let rows = letters::queries::outbox_rows(&house.house.db).await.expect("rows");
        let said: BTreeSet<String> =
            rows.iter().map(|row| row.message_id.trim_matches(['<', '>']).to_owned()).collect();
        let mails = house.mails();
        let lie: BTreeSet<String> = mails
            .iter()
            .map(|mail| mail.message_id().expect("a Message-ID").to_owned())
            .collect();
        assert_eq!(said, lie);
        assert_eq!((mails.len(), rows.len()), (lie.len(), said.len()), "none lies there twice");
        assert_eq!(house.count("letter").await, i64::try_from(rows.len()).expect("few"));
        // Every application got a receipt and a decision, every award an acceptance.
        for (kind, count) in
            // Two of the receipts are those of the call that is open, in which one was asked for more.
            [
                ("application-receipt", 32), ("information-request", 1), ("award", 18),
                ("refusal", 12), ("acceptance-receipt", 18),
            ]
        {
            let query = format!("SELECT COUNT(*) FROM letter WHERE kind = '{kind}'");
            assert_eq!(house.number(&query).await, count, "{kind}");
        }
        house.leave().await;
    }

    /// What there is to do when the demonstration is served: a draft, something sent in, something asked.
    async fn the_next_call_is_open(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let db = &house.house.db;
        let next = call(&house, "ips-2013").await;
        assert!(next.takes_applications(day("2013-02-14").at_hour(8, 0)));
        let form = forms::version(db, next.form.expect("a form")).await.expect("a look");
        assert_eq!(form.expect("the form").slug, "ips-soknad");

        let mut stand = Vec::new();
        for number in ["1103", "1804", "1432"] {
            let whose = actor(&house, &format!("soknad@{number}.kommune.example")).await;
            let filter = ApplicationFilter { call: Some(next.id), ..ApplicationFilter::default() };
            let own = queries::applications_for_actor(db, &whose, day("2013-02-14"), &filter).await.expect("a list");
            assert_eq!(own.rows.len(), 1, "{number}");
            let id = ApplicationId(own.rows[0].id);
            let found = queries::application(db, id).await.expect("a look");
            stand.push(found.expect("an application"));
        }
        let states: Vec<_> = stand.iter().map(|one| one.state.word()).collect();
        assert_eq!(states, ["draft", "submitted", "incomplete"]);
        // The house filled in what it knew: the award of 2012.
        let [draft, sent, incomplete] = &stand[..] else { panic!("{stand:?}") };
        let award = draft.answers.get("last-award").and_then(|ore| ore.as_i64());
        assert_eq!(award, Some(65_000_000));
        assert_eq!(sent.content.amount, Money::from_kroner(900_000));
        assert_eq!(incomplete.requests[0].due_on, day("2013-03-01"));

        let asked = queries::assessors_of_call_for_actor(
            db, &LOOKER, day("2013-02-14"), next.id,
        );
        let asked = asked.await.expect("assessors");
        let asked: Vec<usize> = asked.iter().map(|(_, assessors)| assessors.len()).collect();
        assert_eq!(asked, [2, 2]);
        house.leave().await;
    }

    /// Whoever has tried the demonstration and starts it again finds what they did.
    async fn what_a_visitor_did_stays(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let (db, clock) = (&house.house.db, TestClock::at("2013-02-14", 11));
        let next = call(&house, "ips-2013").await;
        let of_draft = "SELECT COUNT(*) FROM application WHERE title = 'Et annet navn'";
        let applications = house.count("application").await;

        let stavanger = actor(&house, "soknad@1103.kommune.example").await;
        let filter = ApplicationFilter { call: Some(next.id), ..ApplicationFilter::default() };
        let own = queries::applications_for_actor(db, &stavanger, day("2013-02-14"), &filter).await.expect("a list");
        let id = ApplicationId(own.rows[0].id);
        let found = queries::application(db, id).await.expect("a look").expect("a draft");
        let mut answers = found.working().0.clone();
        answers.set("title", "Et annet navn");
        grant_applications::save_application(db, &clock, &stavanger, id, found.revision, answers)
            .await
            .expect("saved");
        let amendment = Amendment {
            what_nb: "To uker til".into(),
            what_nn: "To veker til".into(),
            closes_on: Some(day("2013-03-29")),
            ..Amendment::default()
        };
        let officer = actor(&house, "saksbehandler.a@direktoratet.example").await;
        let desk = &house.house.desk;
        grant_applications::amend_call(db, &clock, &officer, desk, next.id, amendment)
            .await
            .expect("amended");

        let stories = Story::all().expect("both stories");
        server::tell(&house.house, &stories).await.expect("told again");
        assert_eq!(house.number(of_draft).await, 1);
        assert_eq!(house.count("application").await, applications);
        assert_eq!(call(&house, "ips-2013").await.closes_on(), day("2013-03-29"));
        house.leave().await;
    }

    async fn telling_it_again_changes_nothing(db: TestDatabase) {
        let house = TestHouse::told(db).await;
        let tables = [
            "form_version", "call", "application", "application_version", "assignment", "assessment",
            "attachment_use", "scenario", "envelope", "envelope_entry", "funded_grant",
            "instalment", "deadline", "reminder", "report", "letter", "status_report", "person",
            "organisation", "journal_entry",
            // The round of reminders runs again, as it does every day, and finds nothing to do.
            "work WHERE kind <> 'plan-reminders'",
        ];
        let mut before = Vec::new();
        for table in tables {
            before.push((table, house.count(table).await));
        }
        let stories = Story::all().expect("both stories");
        let again = server::tell(&house.house, &stories).await.expect("told again");
        assert_eq!(again.status_reports.len(), 2);
        for (table, count) in before {
            assert_eq!(house.count(table).await, count, "{table}");
        }
        house.leave().await;
    }
}

/// The same input makes the same bytes, whatever the rows were kept in.
#[tokio::test]
async fn both_databases_make_the_same_documents() {
    let mut made = Vec::new();
    for kind in Database::BOTH {
        let house = TestHouse::told(told(kind).await).await;
        let ips = call(&house, "ips-2012").await;
        let of_ips = report_about(&house, Subject::Call(ips.id)).await;
        let of_lab = report_about(&house, Subject::Grant(lab(&house).await.id)).await;
        let backend = house.house.db.get_database_backend();
        made.push((backend, hash(&of_ips).to_owned(), hash(&of_lab).to_owned()));
        house.leave().await;
    }
    assert_ne!(made[0].0, made[1].0);
    assert_eq!((&made[0].1, &made[0].2), (&made[1].1, &made[1].2));
}
