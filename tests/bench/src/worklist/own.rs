//! Our own list, worked by our own engine.

use super::contest::{AtWork, BULK, Begun, SLOTS, Store};
use anyhow::Context;
use jobs::{Act, ActError, Acts, Audible, Engine, LocalBell, RedisBell, Workplace};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;
use vocabulary::{Clock, SystemClock};
use worklist::{Ask, Bell, Claim, SilentBell};

const KIND: &str = "bench-nothing";

/// The list in one database, with a bell for those who ask and one for those who work.
pub(super) struct Own {
    db: DatabaseConnection,
    asking: Arc<dyn Bell>,
    working: Arc<dyn Audible>,
}

impl Own {
    /// Nobody rings: the list is looked at once a second.
    pub(super) async fn silent(url: &str) -> anyhow::Result<Own> {
        let working = Arc::new(LocalBell::new());
        Ok(Own { db: migrated(url).await?, asking: Arc::new(SilentBell), working })
    }
    /// Who asks and who works are one process.
    pub(super) async fn with_bell(url: &str) -> anyhow::Result<Own> {
        let bell = Arc::new(LocalBell::new());
        Ok(Own { db: migrated(url).await?, asking: bell.clone(), working: bell })
    }
    /// Who asks and who works know each other over Redis only, as two processes do.
    pub(super) async fn with_redis_bell(url: &str, redis: &str) -> anyhow::Result<Own> {
        let (asking, working) = (RedisBell::hang(redis)?, RedisBell::hang(redis)?);
        let db = migrated(url).await?;
        Ok(Own { db, asking: Arc::new(asking), working: Arc::new(working) })
    }
}

/// Opened as the program opens it.
async fn migrated(url: &str) -> anyhow::Result<DatabaseConnection> {
    let db = migrations::open(url).await?;
    migrations::migrate(&db).await?;
    Ok(db)
}

fn piece(number: u64) -> Ask {
    Ask::new(KIND, number, SystemClock.now())
}

#[async_trait::async_trait]
impl Store for Own {
    async fn ask(&self, number: u64) -> anyhow::Result<Instant> {
        let tx = journal::begin(&self.db).await?;
        worklist::ask(&tx, SystemClock.now(), piece(number)).await?;
        tx.commit().await?;
        let stood = Instant::now();
        self.asking.ring();
        Ok(stood)
    }

    async fn ask_in_bulk(&self, numbers: Range<u64>) -> anyhow::Result<()> {
        let pieces: Vec<Ask> = numbers.map(piece).collect();
        for pieces in pieces.chunks(BULK) {
            let tx = journal::begin(&self.db).await?;
            worklist::ask_many(&tx, SystemClock.now(), pieces.to_vec()).await?;
            tx.commit().await?;
        }
        self.asking.ring();
        Ok(())
    }

    async fn work(&self, begun: Begun) -> anyhow::Result<AtWork> {
        let engine = Engine::new(self.db.clone(), Arc::new(SystemClock), self.working.clone());
        let engine = Engine { concurrency: SLOTS, rounds: false, ..engine };
        let stop = CancellationToken::new();
        let asked_to_stop = stop.clone().cancelled_owned();
        let task = tokio::spawn(async move {
            Ok(jobs::run(engine, Acts::none().with(Nothing(begun)), asked_to_stop).await?)
        });
        Ok(AtWork::new(task, stop))
    }

    async fn done(&self) -> anyhow::Result<u64> {
        let count = format!("SELECT count(*) FROM work WHERE kind = '{KIND}' AND state = 'done'");
        let count = Statement::from_string(self.db.get_database_backend(), count);
        let row = self.db.query_one_raw(count).await?.context("a count is one row")?;
        Ok(u64::try_from(row.try_get_by_index::<i64>(0)?)?)
    }

    async fn clear(&self) -> anyhow::Result<()> {
        self.db.execute_unprepared("DELETE FROM work").await?;
        Ok(())
    }
}

/// Says that it begins, and does nothing.
struct Nothing(Begun);

#[async_trait::async_trait]
impl Act for Nothing {
    fn kind(&self) -> &'static str {
        KIND
    }
    async fn run(&self, _: &Workplace, claim: &Claim) -> Result<(), ActError> {
        (self.0)(claim.subject.parse().map_err(ActError::give_up)?);
        Ok(())
    }
}
