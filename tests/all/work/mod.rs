//! The list of work on both databases: what its rows go through, whose turn it is, and that the way to
//! the database may fail.

mod faults;
mod model;
mod turns;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::DatabaseConnection;
use std::time::Duration;
use tests::databases::TestDatabase;
use worklist::{Ask, Claim, Ending, How, Settled, Turns};

const KIND: &str = "hand-over-letter";
const LEASE: Duration = Duration::from_secs(30);

async fn open(database: &TestDatabase) -> DatabaseConnection {
    migrations::open(database.url()).await.expect("the database opens")
}

/// An instant of the list's clock, which these tests hand in.
fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_800_000_000 + seconds)
}

async fn asked(db: &DatabaseConnection, asks: Vec<Ask>) -> u64 {
    let tx = journal::begin(db).await.expect("a transaction");
    let added = worklist::ask_many(&tx, at(0), asks).await.expect("asked");
    tx.commit().await.expect("committed");
    added
}

async fn claimed(db: &DatabaseConnection, now: i64, worker: &str, most: usize) -> Vec<Claim> {
    let (turns, kinds) = (Turns::new(), [KIND.into()]);
    worklist::claim(db, at(now), worker, &kinds, most, LEASE, &turns).await.expect("claimed")
}

async fn ended(db: &DatabaseConnection, now: i64, claim: &Claim, how: How) -> Settled {
    let tx = journal::begin(db).await.expect("a transaction");
    let ending = Ending { claim: claim.clone(), at: at(now), how };
    let became = worklist::settle(&tx, &[ending]).await.expect("written").remove(0);
    tx.commit().await.expect("committed");
    became
}
