//! Asking for another look at a content.

use crate::receive::scan_of;
use crate::{Scan, repository};
use chrono::SubsecRound;
use journal::Act;
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::json;
use vocabulary::{Actor, Clock};

/// Why there is no other look.
#[derive(Debug, thiserror::Error)]
pub enum ScanAgainError {
    /// Only the directorate asks for it.
    #[error("only the directorate may ask for another look")]
    NotAllowed,
    /// Nothing is kept under this hash.
    #[error("there is no such attachment")]
    NoAttachment,
    /// It waits for its look already.
    #[error("the attachment waits for the scanner already")]
    AlreadyWaiting,
    /// There is no scanner that could look.
    #[error("no scanner is set up")]
    NoScanner,
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Has a content looked at again: an infected one that may be a false alarm, or one that came before
/// there was a scanner. Until the answer is there nobody gets it; the verdict it had stays in the
/// journal. Ring the bell.
pub async fn scan_again(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    scanning: bool,
    hash: &str,
) -> Result<(), ScanAgainError> {
    if !actor.is_directorate() {
        return Err(ScanAgainError::NotAllowed);
    }
    if !scanning {
        return Err(ScanAgainError::NoScanner);
    }
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    let kept = repository::kept(&tx, hash).await?.ok_or(ScanAgainError::NoAttachment)?;
    let moved = kept.scan != Scan::Waiting
        && repository::move_scan(&tx, hash, kept.scan.word(), &Scan::Waiting).await?;
    if !moved {
        return Err(ScanAgainError::AlreadyWaiting);
    }
    // A key of its own: the work of the look before may still run, past the point where it saw a content
    // that waits.
    let again = scan_of(hash, now).unique_key(format!("{hash} {}", now.timestamp_micros()));
    worklist::ask(&tx, now, again).await?;
    let finding = match &kept.scan {
        Scan::Infected { finding, .. } => Some(finding.as_str()),
        _ => None,
    };
    let detail = json!({ "was": kept.scan.word(), "finding": finding });
    let act =
        Act { act: "asked-for-another-look", thing: "attachment", id: hash.to_owned(), detail };
    journal::record(&tx, actor, now, act).await?;
    Ok(tx.commit().await?)
}
