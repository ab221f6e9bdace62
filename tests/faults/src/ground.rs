//! What a fault happens on: a durable PostgreSQL, a Redis, a relay, a house full of reminders that are
//! due.

use crate::fleet::Orders;
use crate::proxy::Proxy;
use crate::servers::Redis;
use anyhow::{Context, ensure};
use jobs::cron;
use organisations::{NewOrganisation, NewPerson, OrganisationKind};
use reporting_deadlines::{NewDeadline, Owed, ReportKind, STANDARD_LADDER, set_deadline};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tests::postgres::Postgres;
use tests::relay::{Does, ScriptedRelay, Step};
use vocabulary::{Actor, Clock, GrantId, OrganisationId, Role, SystemClock};

/// How long a wait may take before it is called endless.
pub(crate) const PATIENCE: Duration = Duration::from_secs(180);
/// Between two looks at something that is waited for.
pub(crate) const PAUSE: Duration = Duration::from_millis(20);
/// So many organisations owe.
const DEBTORS: usize = 100;
/// Who does here what the program does not do by itself.
pub(crate) const HARNESS: Actor = Actor::System("faults");
/// Rows of work that are not over and hand a letter over.
const LEFT: &str =
    "SELECT COUNT(*) FROM work WHERE kind = 'hand-over-letter' AND state IN ('ready', 'running')";

/// What the relay lets others know of what it has taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keeps {
    /// It passes on only the first letter with one Message-ID.
    First,
    /// It puts a copy of every letter into a journal, a Maildir.
    Journal,
    /// Nothing: it takes what it is given.
    Nothing,
}

/// The ground.
pub(crate) struct Ground {
    /// The database server.
    pub(crate) postgres: Postgres,
    /// The wire to it.
    pub(crate) wire: Proxy,
    /// Redis.
    pub(crate) redis: Redis,
    /// The wire to Redis.
    pub(crate) redis_wire: Proxy,
    /// The mail relay.
    pub(crate) relay: ScriptedRelay,
    /// What the relay lets others know.
    pub(crate) keeps: Keeps,
    /// A connection for looking that no fault touches.
    pub(crate) db: DatabaseConnection,
    /// How processes are started.
    pub(crate) orders: Orders,
    /// How many reminders are due.
    pub(crate) due: usize,
    debtors: Vec<OrganisationId>,
    place: tempfile::TempDir,
}

impl Ground {
    /// Lays it out with so many deadlines of which a reminder is due today.
    pub(crate) async fn lay(keeps: Keeps, due: usize) -> anyhow::Result<Ground> {
        let place = tempfile::tempdir()?;
        let postgres = Postgres::start()?;
        let wire = Proxy::to(postgres.address()).await?;
        let redis = Redis::start()?;
        let redis_wire = Proxy::to(redis.address).await?;
        let relay = ScriptedRelay::start().await;
        let journal = place.path().join("journal");
        let promises = match keeps {
            Keeps::First => {
                relay.drops_repeats();
                "?repeats=dropped&remembers=24h".to_owned()
            }
            Keeps::Journal => {
                relay.copies_to(&journal);
                format!("?evidence=maildir://{}&settles=2s", journal.display())
            }
            Keeps::Nothing => "?letters=100".to_owned(),
        };
        // A relay that answers in no time would never be caught thinking.
        relay.always(Step::Taken, Does::Waits(Duration::from_millis(2)));
        let db = migrations::open(&postgres.url()).await?;
        migrations::migrate(&db).await?;
        let data = place.path().join("data");
        let settings = [
            ("DATABASE_URL", postgres.url_at(wire.address())),
            ("REDIS_URL", format!("redis://{}", redis_wire.address())),
            ("FORDEL_DATA", data.display().to_string()),
            ("FORDEL_SMTP_URL", format!("smtp://{}{promises}", relay.address())),
            ("FORDEL_POLL_SECONDS", "1".to_owned()),
            ("FORDEL_LOG", "info".to_owned()),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value)).to_vec();
        let orders = Orders { place: place.path().to_owned(), settings, beneath: None };
        let (due_yet, debtors) = (0, Vec::new());
        let mut ground = Ground {
            postgres,
            wire,
            redis,
            redis_wire,
            relay,
            keeps,
            db,
            orders,
            due: due_yet,
            debtors,
            place,
        };
        ground.more(due).await?;
        Ok(ground)
    }

    /// Where the program keeps its files.
    pub(crate) fn data(&self) -> PathBuf {
        self.place.path().join("data")
    }

    /// So many deadlines more whose first notice belongs on a day that has come. Each organisation that
    /// owes has one contact.
    pub(crate) async fn more(&mut self, due: usize) -> anyhow::Result<()> {
        while self.debtors.len() < due.min(DEBTORS) {
            self.debtors.push(self.debtor(self.debtors.len()).await?);
        }
        let clock = SystemClock;
        // Well within the time of the first notice, today and tomorrow.
        let due_on = clock.today().plus_days(22);
        for batch in (self.due..self.due + due).collect::<Vec<_>>().chunks(250) {
            let tx = journal::begin(&self.db).await?;
            for number in batch {
                let new = NewDeadline {
                    grant: GrantId::fresh(),
                    organisation: self.debtors[number % self.debtors.len()],
                    grant_reference: format!("F-{number:05}"),
                    project_title: format!("Prosjekt {number}"),
                    owed: Owed::Report(ReportKind::AnnualReport),
                    title: "Årsrapport".to_owned(),
                    due_on,
                    ladder: STANDARD_LADDER.to_owned(),
                };
                set_deadline(&tx, &HARNESS, clock.now(), new).await?;
            }
            tx.commit().await?;
        }
        self.due += due;
        Ok(())
    }

    /// An organisation with one contact.
    async fn debtor(&self, number: usize) -> anyhow::Result<OrganisationId> {
        let new = NewOrganisation {
            kind: OrganisationKind::Other,
            name: format!("Tiltak {number}"),
            number: None,
            municipality: None,
            language: None,
        };
        let organisation = organisations::enrol(&self.db, &SystemClock, &HARNESS, new).await?;
        let person = NewPerson {
            name: format!("Kontakt {number}"),
            email: format!("kontakt{number}@tiltak.example"),
            organisation,
            role: Role::Applicant,
        };
        organisations::add_person(&self.db, &SystemClock, &HARNESS, person).await?;
        Ok(organisation)
    }

    /// Writes all reminders that are due, by the command; nobody hands them over yet.
    pub(crate) async fn plan(&self) -> anyhow::Result<()> {
        let (code, said) = self.orders.run(&["remind"]).await?;
        ensure!(code == Some(0), "fordel remind: {said}");
        self.the_day_is_planned().await
    }

    /// As if the rounds of this day had been rung: who works then does nothing else than what waits.
    pub(crate) async fn the_day_is_planned(&self) -> anyhow::Result<()> {
        let now = SystemClock.now();
        for line in cron::LINES {
            let (name, tick) = (line.name, line.latest_tick(now).context("it has ticked")?);
            self.sql(&format!(
                "INSERT INTO cron_tick (line, tick_at, asked_at) VALUES ('{name}', '{tick}', '{now}') ON CONFLICT DO NOTHING"
            ))
            .await?;
        }
        Ok(())
    }

    /// As if no round had ever been rung.
    pub(crate) async fn nothing_was_rung(&self) -> anyhow::Result<()> {
        self.sql("DELETE FROM cron_tick").await
    }

    /// Runs a statement.
    pub(crate) async fn sql(&self, sql: &str) -> anyhow::Result<()> {
        self.db.execute_unprepared(sql).await.with_context(|| sql.to_owned())?;
        Ok(())
    }

    /// One number from the database.
    pub(crate) async fn number(&self, sql: &str) -> anyhow::Result<i64> {
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        let row = self.db.query_one_raw(statement).await?.context("a row")?;
        Ok(row.try_get_by_index(0)?)
    }

    /// One text for each row.
    pub(crate) async fn texts(&self, sql: &str) -> anyhow::Result<Vec<String>> {
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        let rows = self.db.query_all_raw(statement).await.with_context(|| sql.to_owned())?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }

    /// Waits until a count is what it is to be; how long that took.
    pub(crate) async fn until(
        &self,
        what: &str,
        sql: &str,
        wanted: impl Fn(i64) -> bool,
    ) -> anyhow::Result<Duration> {
        let began = Instant::now();
        loop {
            // The server may be away just now.
            let seen = self.number(sql).await;
            if seen.as_ref().is_ok_and(|number| wanted(*number)) {
                return Ok(began.elapsed());
            }
            ensure!(began.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}, but {seen:?}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until the relay has taken so many letters; how long that took.
    pub(crate) async fn until_taken(&self, letters: usize) -> anyhow::Result<Duration> {
        let began = Instant::now();
        while self.relay.count() < letters {
            let taken = self.relay.count();
            ensure!(began.elapsed() < PATIENCE, "{taken} of {letters} taken within {PATIENCE:?}");
            tokio::time::sleep(PAUSE).await;
        }
        Ok(began.elapsed())
    }

    /// Waits until all reminders are written and nothing is left to do, however it ended. Where the relay
    /// keeps a journal, the round that looks into it is rung as often as it takes.
    pub(crate) async fn until_quiet(&self) -> anyhow::Result<Duration> {
        let began = Instant::now();
        let due = i64::try_from(self.due)?;
        self.until("all reminders are written", "SELECT COUNT(*) FROM reminder", |n| n >= due)
            .await?;
        loop {
            self.until("nothing is left to do", LEFT, |left| left == 0).await?;
            let uncertain = "SELECT COUNT(*) FROM letter WHERE state = 'uncertain'";
            let is_settled = self.keeps == Keeps::Nothing || self.number(uncertain).await? == 0;
            if is_settled && self.number(LEFT).await? == 0 {
                return Ok(began.elapsed());
            }
            ensure!(began.elapsed() < PATIENCE, "letters are uncertain still");
            self.ring("settle-uncertain").await?;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    /// Rings a line of the cron table by hand.
    pub(crate) async fn ring(&self, line: &str) -> anyhow::Result<()> {
        cron::ring_by_hand(&self.db, &SystemClock, &HARNESS, line, "a test of faults").await?;
        Ok(())
    }

    /// What waits for a later time waits no longer: the minutes until a refused letter is offered again
    /// prove nothing.
    pub(crate) async fn hurry(&self) -> anyhow::Result<()> {
        self.sql("UPDATE work SET run_at = now() WHERE state = 'ready' AND run_at > now()").await
    }
}
