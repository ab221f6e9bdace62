//! Each alert is caused: the fault is brought about, the metrics are scraped as Prometheus would, and
//! Prometheus' own tool holds the rules against what was scraped.

use super::house::{STRANGER, TestHouse, migrated};
use super::mail::{letters, with_receipts};
use super::stage::{BODO, KLEPP, OFFICER};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use letters::{BounceBox, LetterKind, LetterState, PostOffice, Smtp};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;
use tests::smtp::{Behaviour, SmtpSink};
use tests::{both_databases, settings, wait_until};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::ServiceExt;
use vocabulary::{Actor, Clock, SystemClock};
use worklist::Ask;

const LOOKER: Actor = Actor::System("the tests");
const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/alerts/fordel.rules.yml");
const README: &str = include_str!("../../../README.md");

/// What was scraped, and when: name with labels, and the value.
struct Scraped {
    at: f64,
    samples: Vec<(String, f64)>,
}

impl Scraped {
    fn value(&self, name: &str) -> Option<f64> {
        self.samples.iter().find(|(sample, _)| sample == name).map(|(_, value)| *value)
    }
}

async fn scrape(house: &TestHouse) -> Scraped {
    let token = house.house.settings.metrics_token.clone().expect("a token");
    let request = Request::get("/metrics").header(header::AUTHORIZATION, format!("Bearer {token}"));
    let request = request.body(Body::empty()).expect("a request");
    let routes = web::operators(server::app(&house.house, false));
    let answer = routes.oneshot(request).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    let body = answer.into_body().collect().await.expect("a body").to_bytes();
    let text = String::from_utf8(body.to_vec()).expect("text");
    let samples = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (name, value) = line.rsplit_once(' ')?;
        Some((name.to_owned(), value.parse().ok()?))
    });
    let at = SystemClock.now().timestamp_micros() as f64 / 1e6;
    Scraped { at, samples: samples.filter(|(name, _)| !name.contains("_bucket")).collect() }
}

/// Whether what is told of instants goes on from the scrape, as it does where all is well.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Time {
    Goes,
    Stands,
}

/// All alerts there are.
fn alerts() -> BTreeSet<String> {
    let rules = std::fs::read_to_string(RULES).expect("the rules");
    let named = rules.lines().filter_map(|line| line.trim().strip_prefix("- alert: "));
    named.map(str::to_owned).collect()
}

/// Lets Prometheus look at what was scraped for a day and an hour: exactly these alerts are to fire.
async fn fire(scraped: &Scraped, time: Time, wanted: &[&str]) {
    const MINUTES: u32 = 25 * 60;
    let series = scraped.samples.iter().map(|(name, value)| {
        let is_instant = name.contains("_timestamp_seconds");
        // The tool's clock begins at nought.
        let value = if is_instant { value - scraped.at } else { *value };
        let step = if is_instant && time == Time::Goes { 60 } else { 0 };
        json!({ "series": name, "values": format!("{value}+{step}x{MINUTES}") })
    });
    let looks = alerts().into_iter().map(|alert| {
        let fires = u8::from(wanted.contains(&alert.as_str()));
        let firing = format!(r#"count(ALERTS{{alertname="{alert}",alertstate="firing"}})"#);
        json!({
            "expr": format!("({firing} > bool 0) or vector(0)"),
            "eval_time": format!("{MINUTES}m"),
            "exp_samples": [{ "labels": "{}", "value": fires }],
        })
    });
    let test: Value = json!({
        "rule_files": [RULES],
        "evaluation_interval": "1m",
        "tests": [{
            "interval": "1m",
            "input_series": series.collect::<Vec<_>>(),
            "promql_expr_test": looks.collect::<Vec<_>>(),
        }],
    });
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("test.yml");
    // JSON is YAML.
    std::fs::write(&file, test.to_string()).expect("a test");
    let told = tokio::process::Command::new(settings::promtool())
        .args(["test", "rules"])
        .arg(&file)
        .output()
        .await
        .expect("promtool runs");
    let said = [told.stdout, told.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    assert!(told.status.success(), "wanted {wanted:?}: {}", said.join("\n"));
}

/// Workers that run until they are told to stop.
struct AtWork {
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl AtWork {
    fn begin(house: &TestHouse) -> AtWork {
        let (stop, stopped) = oneshot::channel();
        let (engine, acts) = (house.house.engine(), house.house.acts());
        let running = tokio::spawn(async move {
            let until = async {
                let _ = stopped.await;
            };
            jobs::run(engine, acts, until).await.expect("the workers");
        });
        AtWork { stop, running }
    }
    async fn end(self) {
        let _ = self.stop.send(());
        self.running.await.expect("they ended");
    }
}

/// Waits until what is scraped says so: it is counted every quarter of a minute.
async fn until(house: &TestHouse, what: &str, says: impl Fn(&Scraped) -> bool) -> Scraped {
    wait_until(what, async || {
        let scraped = scrape(house).await;
        says(&scraped).then_some(scraped)
    })
    .await
}

async fn ask(house: &TestHouse, ask: Ask) {
    let tx = journal::begin(&house.house.db).await.expect("a transaction");
    worklist::ask(&tx, SystemClock.now(), ask).await.expect("asked for");
    tx.commit().await.expect("a commit");
}

/// A letter to somebody who wants to sign in, handed over to this office.
async fn sign_in_letter(house: &TestHouse, email: &str, office: &PostOffice) {
    house.post("/sign-in", &[("email", email)], STRANGER).await;
    let waits = letters(house).await.into_iter().find(|letter| {
        letter.kind == LetterKind::SignIn
            && letter.state == LetterState::Planned
            && letter.recipient_email == email
    });
    let id = waits.expect("a letter").id;
    let h = &house.house;
    letters::hand_over(&h.db, house.clock(), &h.desk, office, id).await.expect("offered");
}

/// Somebody tells that one of the letters that were taken cannot be delivered.
async fn comes_back(house: &TestHouse, place: &Path) {
    for folder in ["new", "cur"] {
        std::fs::create_dir_all(place.join(folder)).expect("a mailbox");
    }
    let all = letters(house).await;
    let taken = all.iter().find(|letter| letter.state == LetterState::Accepted).expect("one");
    let report = format!(
        "Subject: Undelivered\r\nContent-Type: multipart/report; report-type=delivery-status; \
         boundary=B\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; relay.example\r\nOriginal-Envelope-Id: {}\r\n\r\n\
         Final-Recipient: rfc822; post@example.no\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--B--\r\n",
        taken.id
    );
    std::fs::write(place.join("new").join("1.relay"), report).expect("a mail");
    let mailbox: BounceBox = format!("maildir://{}", place.display()).parse().expect("a mailbox");
    let read = letters::read_bounces(&house.house.db, house.clock(), &mailbox).await;
    assert_eq!(read.expect("read").failed, 1);
}

/// A file that somebody handed in, and that is gone.
async fn a_file_goes(house: &TestHouse) {
    let h = &house.house;
    let to = attachments::To { thing: "application", id: uuid::Uuid::new_v4().to_string() };
    let (clock, note) = (house.clock(), b"Et notat.".to_vec());
    attachments::receive(&h.db, clock, &LOOKER, &h.files, false, to, "notat.txt", note)
        .await
        .expect("received");
    let mut folders = vec![house.data().to_owned()];
    let mut gone = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let is_it = std::fs::read(&path).is_ok_and(|bytes| bytes == b"Et notat.");
            if path.is_dir() {
                folders.push(path);
            } else if is_it {
                std::fs::remove_file(path).expect("it goes");
                gone += 1;
            }
        }
    }
    assert_eq!(gone, 1);
}

#[test]
fn every_alert_has_a_line_in_the_readme() {
    let missing: Vec<String> =
        alerts().into_iter().filter(|alert| !README.contains(&format!("| `{alert}` |"))).collect();
    assert!(missing.is_empty(), "the README says not what to do about {missing:?}");
    assert!(alerts().len() > 10);
}

both_databases! {
    from migrated;

    async fn every_alert_fires_when_its_fault_is_there(db: TestDatabase) {
        let sink = SmtpSink::start().await;
        let house = with_receipts(db, sink.url()).await;
        let h = &house.house;
        fire(&scrape(&house).await, Time::Goes, &["FordelNoWorker"]).await;

        // All is well.
        house.drain().await;
        let at_work = AtWork::begin(&house);
        let well = until(&house, "all is counted", |scraped| {
            let ticked = "fordel_schedule_last_tick_timestamp_seconds{line=\"prune\"}";
            scraped.value(ticked).is_some()
                && scraped.value("fordel_worker_last_poll_timestamp_seconds").is_some()
                && scraped.value("fordel_work_oldest_ready_seconds") == Some(0.0)
        })
        .await;
        fire(&well, Time::Goes, &[]).await;
        at_work.end().await;

        // Faults that do not hide one another.
        sink.behave(Behaviour::KeepAndHangUp);
        sign_in_letter(&house, OFFICER, &h.office).await;
        sink.behave(Behaviour::RefuseRecipients(550));
        sign_in_letter(&house, BODO, &h.office).await;
        sink.behave(Behaviour::Accept);
        let away = PostOffice::Smtp(Smtp::from_url("smtp://127.0.0.1:1").expect("an address"));
        sign_in_letter(&house, KLEPP, &away).await;
        let mailbox = tempfile::tempdir().expect("a folder");
        comes_back(&house, mailbox.path()).await;
        a_file_goes(&house).await;
        let now = SystemClock.now();
        ask(&house, Ask::new(letters::HAND_OVER, "of nobody", now)).await;
        ask(&house, Ask::new(status_reports::MAKE, "of nothing", now)).await;
        ask(&house, Ask::new(jobs::cron::VERIFY_DOCUMENTS, "", now)).await;
        let paused = jobs::cron::REMIND_DRAFTS;
        let tx = journal::begin(&h.db).await.expect("a transaction");
        worklist::pause(&tx, now, paused, "the tests", "a test").await.expect("paused");
        tx.commit().await.expect("a commit");
        let long_ago = now - chrono::TimeDelta::hours(1);
        ask(&house, Ask::new(paused, "of the tests", long_ago)).await;
        let at_work = AtWork::begin(&house);
        let faults = until(&house, "the faults are counted", |scraped| {
            let rows = |kind: &str| format!("fordel_work_rows{{kind=\"{kind}\",state=\"dead\"}}");
            scraped.value(&rows(letters::HAND_OVER)) == Some(1.0)
                && scraped.value(&rows(status_reports::MAKE)) == Some(1.0)
                && scraped.value("fordel_work_oldest_ready_seconds") > Some(3000.0)
                && scraped
                    .samples
                    .iter()
                    .any(|(name, value)| name.starts_with("fordel_documents_missing") && *value > 0.0)
        })
        .await;
        let of_these = [
            "FordelWorkWaits",
            "FordelLegalWorkDead",
            "FordelWorkDead",
            "FordelKindPaused",
            "FordelMailUncertain",
            "FordelMailTrouble",
            "FordelMailRefused",
            "FordelMailBounced",
            "FordelDocumentsMissing",
        ];
        fire(&faults, Time::Goes, &of_these).await;

        // The list cannot be looked at any more.
        h.db.execute_unprepared("ALTER TABLE work RENAME TO work_away").await.expect("renamed");
        let polled = "fordel_worker_last_poll_timestamp_seconds";
        let mut before = scrape(&house).await.value(polled);
        wait_until("nobody looks at the list", async || {
            tokio::time::sleep(Duration::from_secs(3)).await;
            let after = scrape(&house).await.value(polled);
            let stands = after == before;
            before = after;
            stands.then_some(())
        })
        .await;
        let mut still = of_these.to_vec();
        still.extend(["FordelWorkerStandsStill", "FordelRoundMissing"]);
        fire(&scrape(&house).await, Time::Stands, &still).await;
        h.db.execute_unprepared("ALTER TABLE work_away RENAME TO work").await.expect("renamed");
        at_work.end().await;

        h.db.close_by_ref().await.expect("closed");
        let alone = scrape(&house).await;
        assert_eq!(alone.value("fordel_database_up"), Some(0.0));
        still.push("FordelDatabaseAway");
        fire(&alone, Time::Stands, &still).await;
        let mut all = still.iter().map(|alert| (*alert).to_owned()).collect::<BTreeSet<_>>();
        all.insert("FordelNoWorker".to_owned());
        assert_eq!(all, alerts(), "each alert was caused");
        house.leave_as_it_is().await;
    }
}
