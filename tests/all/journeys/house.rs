//! A whole house on a test database: what the program puts together, with a clock that a test sets and
//! people who ask through the real router.

pub(crate) use super::answer::{Answer, recipient, subject, text};

use super::answer::encoded;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use letters::LetterState;
use mail_parser::{Message, MessageParser};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;
use server::{House, Settings, Story};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tempfile::TempDir;
use tests::databases::{Database, TestDatabase};
use tests::settings;
use tower::ServiceExt;
use vocabulary::{Actor, Clock, Day, Invariant, PersonId};
use worklist::State;

const FORM: &str = "application/x-www-form-urlencoded";
/// Where the browser says that a request comes from.
const SITE: &str = "sec-fetch-site";

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
        store: None,
        store_keys: Default::default(),
        smtp_url: None,
        work_listen: None,
        bounces: None,
        clamd: None,
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
    language: Mutex<&'static str>,
    read: Mutex<BTreeSet<String>>,
    left: AtomicBool,
    /// At which of its writes a request gives way, as [`TestHouse::gives_way`] says; 0 for none.
    gives_way_at: AtomicI64,
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
        let router = web::router(server::app(&house, false));
        let sessions = Mutex::default();
        TestHouse {
            house,
            clock,
            router,
            sessions,
            language: Mutex::new("nb"),
            read: Mutex::default(),
            left: AtomicBool::new(false),
            gives_way_at: AtomicI64::new(0),
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

    /// Sets the language that whoever asks reads best: `nb`, as at the beginning, `nn` or `en`.
    pub(crate) fn reads(&self, language: &'static str) {
        *locked(&self.language) = language;
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
        let body = form.map(|pairs| (FORM, encoded(pairs).into()));
        self.send(method, path, body, who, &[(SITE, site)]).await
    }

    /// Sends JSON, as a program does.
    pub(crate) async fn json(&self, method: &str, path: &str, body: &Value, who: &str) -> Answer {
        let body = ("application/json", body.to_string().into_bytes());
        self.sends_raw(method, path, body, who).await
    }

    /// Sends whatever a program sends.
    pub(crate) async fn sends_raw(
        &self,
        method: &str,
        path: &str,
        body: (&str, Vec<u8>),
        who: &str,
    ) -> Answer {
        self.send(method, path, Some(body), who, &[(SITE, "none")]).await
    }

    /// Sends a form as the script of the page does, which reads JSON.
    pub(crate) async fn script(&self, path: &str, form: &[(&str, &str)], who: &str) -> Answer {
        let body = Some((FORM, encoded(form).into_bytes()));
        let script = [(SITE, "same-origin"), ("accept", "application/json")];
        self.send("POST", path, body, who, &script).await
    }

    /// Sends a file, as the script of a page with an upload does.
    pub(crate) async fn upload(
        &self,
        path: &str,
        field: &str,
        (name, bytes): (&str, &[u8]),
        who: &str,
    ) -> Answer {
        const BETWEEN: &str = "between-the-parts";
        let mut body = format!(
            "--{BETWEEN}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BETWEEN}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BETWEEN}");
        let script = [(SITE, "same-origin"), ("accept", "application/json")];
        self.send("POST", path, Some((&kind, body)), who, &script).await
    }

    /// The same with these headers.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<(&str, Vec<u8>)>,
        who: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let language = *locked(&self.language);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "fordel.example")
            .header(header::ACCEPT_LANGUAGE, language);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if who != STRANGER {
            request = request.header(header::COOKIE, self.cookie(who).await);
        }
        if let Some((kind, bytes)) = &body {
            request = request.header(header::CONTENT_TYPE, *kind);
            request = request.header(header::CONTENT_LENGTH, bytes.len());
        }
        let body = Body::from(body.map(|(_, bytes)| bytes).unwrap_or_default());
        let request = request.body(body).expect("a request");
        self.arm(method).await;
        let response = self.router().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes().to_vec();
        self.disarm().await;
        let asked = format!("{method} {path} by «{who}»");
        Answer { status: parts.status, headers: parts.headers, bytes, asked }
    }

    /// From now on every request that writes is refused at one of its statements as if another transaction
    /// had been in its way: the first request at its first, the next at its second, up to the eighth, and
    /// over again. PostgreSQL only.
    pub(crate) async fn gives_way(&self) {
        let db = &self.house.db;
        let armed = "CREATE SEQUENCE fault_write MINVALUE -9; CREATE SEQUENCE fault_refused; \
            CREATE FUNCTION fault_gives_way() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
            IF nextval('fault_write') = 0 THEN PERFORM nextval('fault_refused'); \
            RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001'; END IF; RETURN NULL; END $$; \
            SELECT setval('fault_write', 1); \
            DO $$ DECLARE t record; BEGIN FOR t IN SELECT relname FROM pg_class WHERE relkind = 'r' \
            AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'seaql%' LOOP EXECUTE format( \
            'CREATE TRIGGER fault_gives_way BEFORE INSERT OR UPDATE OR DELETE ON %I \
            FOR EACH STATEMENT EXECUTE FUNCTION fault_gives_way()', t.relname); END LOOP; END $$";
        db.execute_unprepared(armed).await.expect("armed");
        self.gives_way_at.store(1, Ordering::Relaxed);
    }

    /// How many requests were refused so.
    pub(crate) async fn gave_way(&self) -> i64 {
        self.number("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM fault_refused")
            .await
    }

    async fn arm(&self, method: &str) {
        let at = self.gives_way_at.load(Ordering::Relaxed);
        if at == 0 || method == "GET" {
            return;
        }
        self.number(&format!("SELECT setval('fault_write', {})", -at)).await;
        self.gives_way_at.store(at % 8 + 1, Ordering::Relaxed);
    }

    /// What is written from here on is not refused: it is no request.
    async fn disarm(&self) {
        if self.gives_way_at.load(Ordering::Relaxed) > 0 {
            self.number("SELECT setval('fault_write', 1)").await;
        }
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

    /// Works until nothing is due, and the mails that have come since this was asked last.
    pub(crate) async fn post_comes(&self) -> Vec<Message<'static>> {
        self.drain().await;
        let mut mails = self.mails();
        let id = |mail: &Message<'_>| mail.message_id().unwrap_or_default().to_owned();
        mails.retain(|mail| locked(&self.read).insert(id(mail)));
        mails
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

    /// What `fordel check` would print as broken.
    pub(crate) async fn broken(&self) -> Vec<String> {
        broken(&self.house).await
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

/// What `fordel check` would print as broken.
async fn broken(house: &House) -> Vec<String> {
    let all: [&[Invariant]; 7] = [
        letters::queries::INVARIANTS,
        grant_applications::INVARIANTS,
        attachments::INVARIANTS,
        county_allocation::queries::INVARIANTS,
        funding_periods::INVARIANTS,
        reporting_deadlines::INVARIANTS,
        status_reports::queries::INVARIANTS,
    ];
    let mut broken = journal::verify(&house.db).await.expect("the chain is read");
    let altered = grant_applications::queries::verify_versions(&house.db).await;
    broken.extend(altered.expect("the versions are read"));
    let missing = attachments::queries::missing_files(&house.db, &house.files).await;
    broken.extend(missing.expect("the files are looked at"));
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

/// The one actor a person is.
pub(crate) async fn actor(house: &TestHouse, email: &str) -> Actor {
    let cookie = house.cookie(email).await;
    let (_, token) = cookie.split_once('=').expect("a cookie");
    let actor = organisations::actor_of(&house.house.db, house.clock(), token).await;
    actor.expect("a look").expect("a session")
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
