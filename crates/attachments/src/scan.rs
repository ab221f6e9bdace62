//! Looking at a content for viruses: the act behind the row of work.

use crate::{FileStore, Scan, Scanner, ScannerAway, StoreError, Verdict, repository};
use chrono::SubsecRound;
use journal::Act;
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::json;
use vocabulary::{Actor, Clock};

/// The kind of work that looks at a content; the subject is its hash.
pub const SCAN: &str = "scan-attachment";

/// What became of a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanned {
    /// Nothing was found.
    Clean,
    /// This was found.
    Infected {
        /// What the scanner calls it.
        finding: String,
    },
    /// The content did not wait (any more): it has its verdict, or is gone.
    NotWanted,
}

/// Why there is no verdict this time. All of it may pass: the scanner comes back, a disk is mounted
/// again, a damaged file is mended when somebody hands it in again.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The scanner is away or could not look.
    #[error(transparent)]
    Away(#[from] ScannerAway),
    /// The file is not there or not what it was.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Shows a waiting content to the scanner and writes the verdict down, once.
pub async fn scan(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    store: &FileStore,
    scanner: &Scanner,
    hash: &str,
) -> Result<Scanned, ScanError> {
    let waits = repository::kept(db, hash).await?.is_some_and(|kept| kept.scan == Scan::Waiting);
    if !waits {
        return Ok(Scanned::NotWanted);
    }
    let bytes = store.read(hash).await?;
    // No transaction is held while the scanner thinks.
    let verdict = scanner.looks_at(&bytes).await?;
    let at = clock.now().trunc_subsecs(6);
    let (scan, scanned, detail) = match verdict {
        Verdict::Clean => (Scan::Clean { at }, Scanned::Clean, json!({ "verdict": "clean" })),
        Verdict::Infected(finding) => (
            Scan::Infected { at, finding: finding.clone() },
            Scanned::Infected { finding: finding.clone() },
            json!({ "verdict": "infected", "finding": finding }),
        ),
    };
    let tx = journal::begin(db).await?;
    if !repository::move_scan(&tx, hash, Scan::Waiting.word(), &scan).await? {
        return Ok(Scanned::NotWanted);
    }
    let act = Act { act: "scanned", thing: "attachment", id: hash.to_owned(), detail };
    journal::record(&tx, &Actor::System("worker"), at, act).await?;
    tx.commit().await?;
    Ok(scanned)
}
