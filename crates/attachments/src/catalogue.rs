//! What should lie on a shelf, by those who write the rows.

use crate::{FileStore, Lying, StoreError, VerifyError};
use chrono::{DateTime, Utc};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use std::collections::BTreeSet;

/// A content that a row says is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its hash: 64 hexadecimal digits.
    pub hash: String,
    /// How many bytes it has.
    pub bytes: u64,
}

/// What should lie on a shelf.
#[async_trait::async_trait]
pub trait Catalogue: Send + Sync {
    /// The contents that must be there, after a hash and in the order of hashes, each once; at most so
    /// many.
    async fn recorded_after(
        &self,
        db: &DatabaseConnection,
        hash: &str,
        most: u64,
    ) -> Result<Vec<Recorded>, DbErr>;

    /// Which of these hashes any row knows, also those of contents that nobody needs any more.
    async fn known(
        &self,
        db: &DatabaseConnection,
        hashes: &[String],
    ) -> Result<BTreeSet<String>, DbErr>;

    /// Keeps everybody from recording this content until the transaction ends, so that its file can be
    /// removed; false when a row knows it after all.
    async fn keep_unrecorded(&self, tx: &DatabaseTransaction, hash: &str) -> Result<bool, DbErr>;

    /// The content once more, from what it was made from; or why it cannot be made.
    async fn rebuild(
        &self,
        db: &DatabaseConnection,
        hash: &str,
    ) -> Result<Result<Vec<u8>, String>, DbErr>;
}

/// How many rows are read at a time.
pub(crate) const AT_A_TIME: u64 = 200;

/// The contents that should be there and are not, or have another length, each as a sentence. They are
/// not read.
pub async fn not_there(
    db: &DatabaseConnection,
    store: &FileStore,
    catalogue: &dyn Catalogue,
) -> Result<Vec<String>, DbErr> {
    let mut wrong = Vec::new();
    let mut last = String::new();
    loop {
        let some = catalogue.recorded_after(db, &last, AT_A_TIME).await?;
        let Some(end) = some.last() else { return Ok(wrong) };
        last.clone_from(&end.hash);
        for recorded in &some {
            let is = match store.length(&recorded.hash).await {
                Ok(Some(length)) if length == recorded.bytes => continue,
                Ok(Some(length)) => format!("has {length} bytes instead of {}", recorded.bytes),
                Ok(None) | Err(StoreError::Missing(_)) => "is not there".to_owned(),
                Err(why) => format!("cannot be seen: {why}"),
            };
            wrong.push(format!("the file {} {is}", recorded.hash));
        }
    }
}

/// Reads every content that should be there and says of each that is not what it should be a sentence.
/// Changes nothing.
pub async fn read_through(
    db: &DatabaseConnection,
    store: &FileStore,
    catalogue: &dyn Catalogue,
) -> Result<Vec<String>, DbErr> {
    let mut wrong = Vec::new();
    let mut last = String::new();
    loop {
        let some = catalogue.recorded_after(db, &last, AT_A_TIME).await?;
        let Some(end) = some.last() else { return Ok(wrong) };
        last.clone_from(&end.hash);
        for recorded in &some {
            if let Err(why) = store.read(&recorded.hash).await {
                wrong.push(why.to_string());
            }
        }
    }
}

/// What lies in one of the 256 folders of a shelf that no row knows, written before an instant of the
/// machine's clock: whatever is younger may be about to get its row.
pub(crate) async fn unrecorded(
    db: &DatabaseConnection,
    store: &FileStore,
    catalogue: &dyn Catalogue,
    folder: u8,
    written_before: DateTime<Utc>,
) -> Result<Vec<Lying>, VerifyError> {
    let mut lying = store.lying(folder).await?;
    lying.retain(|file| file.written_at < written_before);
    let hashes: Vec<String> = lying.iter().filter_map(|file| file.hash.clone()).collect();
    let known = catalogue.known(db, &hashes).await?;
    lying.retain(|file| file.hash.as_ref().is_none_or(|hash| !known.contains(hash)));
    Ok(lying)
}

/// What lies on a shelf that no row knows, written before an instant of the machine's clock, each as a
/// sentence. Nothing is wrong with that, but that it costs its bytes. Changes nothing.
pub async fn strangers(
    db: &DatabaseConnection,
    store: &FileStore,
    catalogue: &dyn Catalogue,
    written_before: DateTime<Utc>,
) -> Result<Vec<String>, VerifyError> {
    let mut strangers = Vec::new();
    for folder in 0..=u8::MAX {
        let found = unrecorded(db, store, catalogue, folder, written_before).await?;
        strangers.extend(found.iter().map(|file| format!("no row knows the file {}", file.name)));
    }
    Ok(strangers)
}
