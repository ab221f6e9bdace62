//! A whole house on a test database: what the program puts together, with a clock that a test sets and
//! people who ask through the real router.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use letters::LetterState;
use mail_parser::{Message, MessageParser};
use sea_orm::{ConnectionTrait, Statement};
use server::{House, Settings, Story};
use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tempfile::TempDir;
use tests::databases::{Database, TestDatabase};
use tests::settings;
use tower::ServiceExt;
use vocabulary::{Actor, Clock, Day, Invariant, PersonId};
use worklist::State;

/// Who has no session.
pub(crate) const STRANGER: &str = "";

/// A database with all tables and the register of places.
pub(crate) async fn migrated(kind: Database) -> TestDatabase {
    TestDatabase::prepared(kind, "journeys", async |url| {
        let db = migrations::open(&url).await?;
        migrations::migrate(&db).await?;
        organisations::import_register(&db, &TestClock::at("2012-01-02", 8)).await?;
        Ok(db.close().await?)
    })
    .await
}

/// A database in which both stories of the demonstration were told.
pub(crate) async fn told(kind: Database) -> TestDatabase {
    TestDatabase::prepared(kind, "journeys_told", async |url| {
        let data = told_data(kind);
        if data.exists() {
            std::fs::remove_dir_all(&data)?;
        }
        let house = House::ready(&settings_of(&url, &data)).await?;
        server::tell(&house, &Story::all()?).await?;
        Ok(house.db.close().await?)
    })
    .await
}

/// What telling the stories left beside the database. Tests work on copies of it.
fn told_data(kind: Database) -> std::path::PathBuf {
    settings::directory().join(format!("journeys-told-{kind:?}").to_lowercase())
}

fn settings_of(url: &str, data: &Path) -> Settings {
    Settings {
        database_url: url.to_owned(),
        redis_url: None,
        data: data.to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "http://fordel.example".into(),
        smtp_url: None,
        authority: "Tilskuddsforvalteren".into(),
        mail_from: "Tilskudd <tilskudd@direktoratet.example>".into(),
        contact: "tilskudd@direktoratet.example".into(),
        metrics_token: Some("a token of the tests".into()),
        log: None,
        log_json: false,
        poll: Duration::from_secs(1),
        lease: Duration::from_secs(30),
        workers: 4,
    }
}

/// A day that stands in a test as `2012-01-09`.
pub(crate) fn day(text: &str) -> Day {
    text.parse().expect("a day as 2012-01-09")
}

/// A clock that stands still until a test sets it.
#[derive(Debug)]
pub(crate) struct TestClock(Mutex<DateTime<Utc>>);

impl TestClock {
    /// Stands at an hour of a day, by the clock on the wall in Norway.
    pub(crate) fn at(on: &str, hour: u32) -> TestClock {
        TestClock(Mutex::new(day(on).at_hour(hour, 0)))
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *locked(&self.0)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The house a test works in. A test ends it with [`TestHouse::leave`]; one that forgets to fails.
pub(crate) struct TestHouse {
    pub(crate) house: House,
    clock: Arc<TestClock>,
    router: Router,
    sessions: Mutex<HashMap<String, String>>,
    left: AtomicBool,
    // After the house: its connections are gone before its files and its database are.
    data: TempDir,
    _database: TestDatabase,
}

impl TestHouse {
    /// A house on a migrated database, at eight in the morning of a day.
    pub(crate) async fn open(database: TestDatabase, on: &str) -> TestHouse {
        Self::with(database, on, |_| {}).await
    }

    /// The same with other settings.
    pub(crate) async fn with(
        database: TestDatabase,
        on: &str,
        change: impl FnOnce(&mut Settings),
    ) -> TestHouse {
        let data = tempfile::tempdir().expect("a data directory");
        let mut settings = settings_of(database.url(), data.path());
        change(&mut settings);
        let clock = Arc::new(TestClock::at(on, 8));
        let house = House::ready(&settings).await.expect("a house").on(clock.clone());
        let router = web::router(app(&house));
        let sessions = Mutex::default();
        TestHouse {
            house,
            clock,
            router,
            sessions,
            left: AtomicBool::new(false),
            data,
            _database: database,
        }
    }

    /// A house in which the demonstration was told, the morning it ends.
    pub(crate) async fn told(database: TestDatabase) -> TestHouse {
        let kind = database.kind();
        let house = Self::open(database, "2013-02-14").await;
        copy_folder(&told_data(kind), house.data.path()).expect("the told files are copied");
        house
    }

    /// Sets the clock. Who was signed in signs in again: a session lasts a working day.
    pub(crate) fn set_clock(&self, on: &str, hour: u32) {
        *locked(&self.clock.0) = day(on).at_hour(hour, 0);
        locked(&self.sessions).clear();
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    pub(crate) fn today(&self) -> Day {
        self.clock.today()
    }

    /// The directory of documents, status reports and the outbox.
    pub(crate) fn data(&self) -> &Path {
        self.data.path()
    }

    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    pub(crate) async fn person(&self, email: &str) -> PersonId {
        let found = organisations::person_by_email(&self.house.db, email).await.expect("a look");
        found.unwrap_or_else(|| panic!("there is nobody with the address {email}")).id
    }

    /// The cookie of a session of this person, made without a page.
    pub(crate) async fn cookie(&self, email: &str) -> String {
        if let Some(known) = locked(&self.sessions).get(email) {
            return known.clone();
        }
        let person = self.person(email).await;
        let (db, clock) = (&self.house.db, self.clock());
        let link = organisations::sign_in_link(db, clock, person, chrono::Duration::minutes(5))
            .await
            .expect("a link");
        let (session, _) =
            organisations::redeem(db, clock, &link.reveal()).await.expect("a session");
        let cookie = format!("{}={}", web::SESSION_COOKIE, session.reveal());
        locked(&self.sessions).insert(email.to_owned(), cookie.clone());
        cookie
    }

    /// Goes on with a cookie that a page has set.
    pub(crate) fn remember(&self, email: &str, cookie: &str) {
        locked(&self.sessions).insert(email.to_owned(), cookie.to_owned());
    }

    /// Forgets the sessions, as after signing out.
    pub(crate) fn forget_sessions(&self) {
        locked(&self.sessions).clear();
    }

    pub(crate) async fn get(&self, path: &str, who: &str) -> Answer {
        self.ask("GET", path, None, who, "same-origin").await
    }

    /// Sends a form, as a page of the house does.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)], who: &str) -> Answer {
        self.ask("POST", path, Some(form), who, "same-origin").await
    }

    /// One request through the whole router. `site` is what the browser says about where it comes from.
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        form: Option<&[(&str, &str)]>,
        who: &str,
        site: &str,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "fordel.example")
            .header("sec-fetch-site", site);
        if who != STRANGER {
            request = request.header(header::COOKIE, self.cookie(who).await);
        }
        let body = match form {
            Some(pairs) => {
                let kind = "application/x-www-form-urlencoded";
                request = request.header(header::CONTENT_TYPE, kind);
                Body::from(encoded(pairs))
            }
            None => Body::empty(),
        };
        let request = request.body(body).expect("a request");
        let response = self.router().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes().to_vec();
        let asked = format!("{method} {path} by «{who}»");
        Answer { status: parts.status, headers: parts.headers, bytes, asked }
    }

    /// Works until nothing is due.
    pub(crate) async fn drain(&self) {
        jobs::drain(self.house.engine(), self.house.acts()).await.expect("the list is worked off");
    }

    /// The mails of the outbox, by the names of their files.
    pub(crate) fn mails(&self) -> Vec<Message<'static>> {
        let Ok(files) = std::fs::read_dir(self.data.path().join("outbox")) else {
            return Vec::new();
        };
        let mut files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "eml"));
        files.sort();
        let read = |file: &std::path::PathBuf| {
            let bytes = std::fs::read(file).expect("a mail");
            MessageParser::default().parse(&bytes).expect("a mail").into_owned()
        };
        files.iter().map(read).collect()
    }

    /// The first number that a query answers with.
    pub(crate) async fn number(&self, query: &str) -> i64 {
        let db = &self.house.db;
        let statement = Statement::from_string(db.get_database_backend(), query);
        let row = db.query_one_raw(statement).await.expect("an answer").expect("a row");
        row.try_get_by_index(0).expect("a number")
    }

    /// How many rows a table has.
    pub(crate) async fn count(&self, table: &str) -> i64 {
        self.number(&format!("SELECT COUNT(*) FROM {table}")).await
    }

    /// Fails when work or letters are left undone, or when anything that must hold does not.
    pub(crate) async fn leave(&self) {
        let undone = self.undone().await;
        assert!(undone.is_empty(), "left undone: {}", undone.join("; "));
        self.leave_undone().await;
    }

    /// For tests in which letters or work are meant to be left. The invariants hold all the same.
    pub(crate) async fn leave_undone(&self) {
        self.left.store(true, Ordering::Relaxed);
        let broken = broken(&self.house).await;
        assert!(broken.is_empty(), "does not hold: {}", broken.join("; "));
        self.house.db.close_by_ref().await.expect("the connections are closed");
    }

    /// For tests that leave behind what the verbs alone never would.
    pub(crate) async fn leave_as_it_is(&self) {
        self.left.store(true, Ordering::Relaxed);
        self.house.db.close_by_ref().await.expect("the connections are closed");
    }

    async fn undone(&self) -> Vec<String> {
        let db = &self.house.db;
        let mut undone = Vec::new();
        for (state, rows) in letters::queries::counts_by_state(db).await.expect("letters") {
            if rows > 0 && !matches!(state, LetterState::Accepted | LetterState::Withdrawn) {
                undone.push(format!("{rows} letters are {state}"));
            }
        }
        for count in worklist::queries::counts(db).await.expect("rows of work") {
            if matches!(count.state, State::Ready | State::Running | State::Dead) {
                undone.push(format!("{} rows of {} are {:?}", count.rows, count.kind, count.state));
            }
        }
        undone
    }
}

impl Drop for TestHouse {
    fn drop(&mut self) {
        assert!(
            self.left.load(Ordering::Relaxed) || std::thread::panicking(),
            "a test leaves its house with leave() or leave_undone()"
        );
    }
}

/// What the web is given, as `fordel serve` does it.
fn app(house: &House) -> web::App {
    let db = house.db.clone();
    web::App::new(
        house.db.clone(),
        house.clock.clone(),
        house.desk.clone(),
        house.bell.clone(),
        house.store.clone(),
        web::Installation {
            secure_cookies: false,
            metrics_token: house.settings.metrics_token.clone(),
            rehearsal: false,
        },
    )
    .ready_when(Arc::new(move || {
        let db = db.clone();
        Box::pin(async move { migrations::verify(&db).await.map_err(|why| why.to_string()) })
    }))
}

/// What `fordel check` would print as broken.
async fn broken(house: &House) -> Vec<String> {
    let all: [&[Invariant]; 4] = [
        county_allocation::queries::INVARIANTS,
        funding_periods::INVARIANTS,
        reporting_deadlines::INVARIANTS,
        status_reports::queries::INVARIANTS,
    ];
    let mut broken = journal::verify(&house.db).await.expect("the chain is read");
    for invariant in all.into_iter().flatten() {
        let backend = house.db.get_database_backend();
        let statement = Statement::from_string(backend, invariant.offenders);
        for row in house.db.query_all_raw(statement).await.expect(invariant.name) {
            let offender: String = row.try_get("", "offender").expect("an offender");
            broken.push(format!("{}: {offender}", invariant.name));
        }
    }
    broken
}

/// The address a mail goes to.
pub(crate) fn recipient<'a>(mail: &'a Message<'_>) -> &'a str {
    let to = mail.to().and_then(|to| to.first());
    to.and_then(|to| to.address()).expect("a mail goes to somebody")
}

/// The subject of a mail.
pub(crate) fn subject<'a>(mail: &'a Message<'_>) -> &'a str {
    mail.subject().expect("a mail has a subject")
}

/// The plain text of a mail.
pub(crate) fn text(mail: &Message<'_>) -> String {
    mail.body_text(0).expect("a mail has a text").into_owned()
}

/// The one actor a person is.
pub(crate) async fn actor(house: &TestHouse, email: &str) -> Actor {
    let cookie = house.cookie(email).await;
    let (_, token) = cookie.split_once('=').expect("a cookie");
    let actor = organisations::actor_of(&house.house.db, house.clock(), token).await;
    actor.expect("a look").expect("a session")
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
    asked: String,
}

impl Answer {
    /// The body as text, entities of HTML left as they are.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Fails with the body when the answer has another status.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Answer {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.asked, self.text());
        self
    }

    /// Where the answer leads on to; empty when nowhere.
    pub(crate) fn location(&self) -> &str {
        let location = self.headers.get(header::LOCATION);
        location.and_then(|location| location.to_str().ok()).unwrap_or_default()
    }

    /// Fails when the answer does not lead on.
    #[track_caller]
    pub(crate) fn leads_on(self) -> String {
        let answer = self.is(303);
        answer.location().to_owned()
    }

    /// Fails, showing the body, when these words are not in it.
    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Answer {
        let text = self.text();
        assert!(text.contains(words), "{}: «{words}» is not in {text}", self.asked);
        self
    }

    /// The value of a field of a form on the page.
    #[track_caller]
    pub(crate) fn field(&self, name: &str) -> String {
        let text = self.text();
        let named = format!("name=\"{name}\"");
        let input = text.split("<input").find(|input| input.contains(&named));
        let value = input.and_then(|input| input.split_once("value=\""));
        let value = value.and_then(|(_, rest)| rest.split_once('"'));
        let (value, _) =
            value.unwrap_or_else(|| panic!("{}: no field {name} in {text}", self.asked));
        value.to_owned()
    }
}

/// Everything but letters and digits as `%xx`.
fn encoded(pairs: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let put = |text: &mut String, word: &str| {
        for byte in word.bytes() {
            if byte.is_ascii_alphanumeric() {
                text.push(byte.into());
            } else {
                write!(text, "%{byte:02X}").expect("a string takes everything");
            }
        }
    };
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        put(&mut text, name);
        text.push('=');
        put(&mut text, value);
    }
    text
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
