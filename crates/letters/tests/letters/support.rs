use letters::{About, Letter, Recipient, samples};
use sea_orm::DatabaseConnection;
use vocabulary::{FixedClock, Language, LetterId};

/// A fresh database, and the folder it lives in.
pub async fn database() -> (DatabaseConnection, tempfile::TempDir) {
    let dir = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", dir.path().join("fordel.sqlite").display());
    let db = migrations::open(&url).await.expect("a database");
    migrations::migrate(&db).await.expect("tables");
    (db, dir)
}

/// The day the samples are written.
pub fn clock() -> FixedClock {
    FixedClock(samples::now())
}

/// The sample of that name.
pub fn sample(name: &str) -> Letter {
    let found = samples::samples().into_iter().find(|(known, _)| *known == name);
    found.map(|(_, letter)| letter).expect("a sample")
}

/// Writes and commits a sample.
pub async fn written(db: &DatabaseConnection, name: &str, key: &str) -> LetterId {
    written_to(db, name, key, &samples::recipient(Language::Bokmal)).await
}

/// Writes and commits a sample to somebody.
pub async fn written_to(
    db: &DatabaseConnection,
    name: &str,
    key: &str,
    recipient: &Recipient,
) -> LetterId {
    let about = About { thing: "deadline", id: "1".into() };
    let (desk, now) = (samples::desk(), samples::now());
    let tx = journal::begin(db).await.expect("a transaction");
    let id = letters::write(&tx, &desk, now, key, about, recipient, &sample(name)).await;
    tx.commit().await.expect("a commit");
    id.expect("a letter")
}
