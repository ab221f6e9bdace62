//! Taking a file in.

use crate::content::{Content, UNKNOWN, recognised};
use crate::repository::{self, Kept, Use};
use crate::store::aside;
use crate::{Attachment, FileStore, FileType, LIMITS, SCAN, Scan, StoreError, To, name};
use chrono::{DateTime, SubsecRound, Utc};
use journal::Act;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;
use std::sync::Arc;
use vocabulary::{Actor, AttachmentId, Clock};
use worklist::Ask;

/// How often a scan is tried: a scanner that is away over a weekend is waited for.
const ATTEMPTS: i32 = 500;

/// Why a file was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// Nothing is in it.
    #[error("the file is empty")]
    Empty,
    /// It is larger than allowed.
    #[error("the file has {is} bytes; {most} are allowed")]
    TooLarge {
        /// The most bytes.
        most: u64,
        /// How many it has.
        is: u64,
    },
    /// Nothing is left of its name once it is made harmless.
    #[error("the file has no name")]
    NoName,
    /// The name's ending and the content do not agree.
    #[error("the name says that it is «{name_says}», the content is «{is}»")]
    Lies {
        /// The ending of the name, without a dot.
        name_says: String,
        /// The media type of the content; `application/octet-stream` when nobody recognises it.
        is: String,
    },
    /// Files of this kind are not taken.
    #[error("files of the kind «{is}» are not taken")]
    NotAllowed {
        /// The media type of the content; `application/octet-stream` when nobody recognises it.
        is: String,
    },
    /// An office document that brings a program along.
    #[error("the document contains macros")]
    Macros,
    /// Text in another encoding than UTF-8, most likely Windows-1252: to be saved as UTF-8.
    #[error("the text is not UTF-8")]
    NotUtf8,
    /// The thing has as many files as it may have.
    #[error("there are {most} files already")]
    TooMany {
        /// The most files.
        most: u64,
    },
    /// Together with the thing's other files it would be more than they may be.
    #[error("its files have {is} bytes; with this one they would have more than {most}")]
    TooMuch {
        /// The most bytes of all of them.
        most: u64,
        /// How many those have that are there.
        is: u64,
    },
    /// The content could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Takes a file in for a thing and says what became of it. Whether the actor may hand files in to that
/// thing is for the caller to decide, who knows the thing.
///
/// With `scanning` the content waits for the scanner, and the work is asked for: ring the bell. A
/// content that has been looked at before keeps its verdict, also the bad one: look at
/// [`Attachment::scan`].
#[expect(clippy::too_many_arguments, reason = "who, where and what, each once")]
pub async fn receive(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    store: &FileStore,
    scanning: bool,
    to: To,
    name: &str,
    bytes: impl Into<Vec<u8>>,
) -> Result<Attachment, ReceiveError> {
    let bytes = Arc::new(bytes.into());
    let (name, kind) = {
        let (name, bytes) = (name.to_owned(), bytes.clone());
        aside(move || examined(&name, &bytes)).await?
    };
    // First the file, then the row that points to it.
    let hash = store.put(&bytes).await?;
    let now = clock.now().trunc_subsecs(6);
    let length = bytes.len() as u64;
    let tx = journal::begin(db).await?;
    let others = repository::of_thing(&tx, to.thing, &to.id).await?;
    fits_beside(&others, length)?;
    let scan = if scanning { Scan::Waiting } else { Scan::NotScanned };
    let kept = Kept { hash, bytes: length, content: kind.content.to_owned(), scan };
    let kept = kept_once(&tx, now, kept).await?;
    // A sweep may have taken the file while nothing used it; now that the row is ours, it cannot.
    if store.length(&kept.hash).await? != Some(length) {
        store.put(&bytes).await?;
    }
    let attachment = Attachment {
        id: AttachmentId::fresh(),
        thing: to.thing.to_owned(),
        thing_id: to.id.clone(),
        hash: kept.hash,
        name,
        bytes: length,
        media_type: kind.media_type.to_owned(),
        scan: kept.scan,
        added_at: now,
        added_by: actor.name().to_owned(),
    };
    write_use(&tx, actor, to, &attachment).await?;
    tx.commit().await?;
    Ok(attachment)
}

/// The harmless name and the kind of a file that may be taken in.
fn examined(name: &str, bytes: &[u8]) -> Result<(String, &'static FileType), ReceiveError> {
    let length = bytes.len() as u64;
    if length == 0 {
        return Err(ReceiveError::Empty);
    }
    if length > LIMITS.most_bytes {
        return Err(ReceiveError::TooLarge { most: LIMITS.most_bytes, is: length });
    }
    let name = name::cleaned(name).ok_or(ReceiveError::NoName)?;
    let ending = name::ending(&name);
    let is = match recognised(bytes) {
        Content::Of(kind) => kind,
        Content::WithMacros => return Err(ReceiveError::Macros),
        Content::TextNotUtf8 => match ending.as_deref() {
            None | Some("txt" | "csv") => return Err(ReceiveError::NotUtf8),
            Some(_) => UNKNOWN,
        },
    };
    if let Some(kind) = LIMITS.find(is, ending.as_deref()) {
        let named = match (&ending, kind.endings.first()) {
            (None, Some(first)) => name::with_ending(&name, first),
            _ => name,
        };
        return Ok((named, kind));
    }
    let is_taken = LIMITS.find(is, None).is_some();
    match ending {
        // The name lies only if one of the two is something that would have been taken.
        Some(name_says) if is_taken || LIMITS.takes(&name_says) => {
            Err(ReceiveError::Lies { name_says, is: is.to_owned() })
        }
        _ => Err(ReceiveError::NotAllowed { is: is.to_owned() }),
    }
}

/// Refuses one more file of this length where there are as many, or as large ones, as may be.
fn fits_beside(others: &[Attachment], length: u64) -> Result<(), ReceiveError> {
    if others.len() as u64 >= LIMITS.most_files {
        return Err(ReceiveError::TooMany { most: LIMITS.most_files });
    }
    let is: u64 = others.iter().map(|other| other.bytes).sum();
    if is.saturating_add(length) > LIMITS.most_bytes_in_all {
        return Err(ReceiveError::TooMuch { most: LIMITS.most_bytes_in_all, is });
    }
    Ok(())
}

/// Keeps a content, or what was kept of the same content before.
async fn kept_once(tx: &DatabaseTransaction, now: DateTime<Utc>, new: Kept) -> Result<Kept, DbErr> {
    let kept = loop {
        if repository::keep(tx, &new, now).await? {
            break new;
        }
        // A sweep that forgets it between our try and our look leaves room for another try.
        let Some(standing) = repository::kept_locked(tx, &new.hash).await? else { continue };
        // Handed in again with a scanner there: now it is looked at. Those who used it before wait with
        // the newcomer, for seconds.
        let caught_up = new.scan == Scan::Waiting
            && standing.scan == Scan::NotScanned
            && repository::move_scan(tx, &new.hash, Scan::NotScanned.word(), &Scan::Waiting)
                .await?;
        break if caught_up { Kept { scan: Scan::Waiting, ..standing } } else { standing };
    };
    if kept.scan == Scan::Waiting {
        worklist::ask(tx, now, scan_of(&kept.hash, now)).await?;
    }
    Ok(kept)
}

async fn write_use(
    tx: &DatabaseTransaction,
    actor: &Actor,
    to: To,
    attachment: &Attachment,
) -> Result<(), DbErr> {
    // Names of files are people's words and stay out of the journal.
    let detail = json!({
        "use": attachment.id, "thing": to.thing, "id": to.id,
        "bytes": attachment.bytes, "media_type": attachment.media_type,
        "scan": attachment.scan.word(),
    });
    let used = Use {
        id: attachment.id,
        hash: attachment.hash.clone(),
        to,
        name: attachment.name.clone(),
        added_at: attachment.added_at,
        added_by: attachment.added_by.clone(),
    };
    repository::add_use(tx, used).await?;
    let act = Act { act: "received", thing: "attachment", id: attachment.hash.clone(), detail };
    journal::record(tx, actor, attachment.added_at, act).await
}

/// The work that looks at a content.
pub(crate) fn scan_of(hash: &str, now: DateTime<Utc>) -> Ask {
    Ask::new(SCAN, hash, now).max_attempts(ATTEMPTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: u64) -> Attachment {
        Attachment {
            id: AttachmentId::fresh(),
            thing: "application".into(),
            thing_id: "1".into(),
            hash: "0".repeat(64),
            name: "plan.pdf".into(),
            bytes,
            media_type: "application/pdf".into(),
            scan: Scan::NotScanned,
            added_at: DateTime::<Utc>::UNIX_EPOCH,
            added_by: "Kari".into(),
        }
    }

    #[test]
    fn files_are_few_enough_and_small_enough_together() {
        let (file, all) = (LIMITS.most_bytes, LIMITS.most_bytes_in_all);
        let full: Vec<Attachment> = (0..all / file).map(|_| of(file)).collect();
        assert!(fits_beside(&full[1..], file).is_ok());
        let refused = fits_beside(&full, 1);
        assert!(matches!(refused, Err(ReceiveError::TooMuch { is, .. }) if is == all));
        let many: Vec<Attachment> = (0..LIMITS.most_files).map(|_| of(1)).collect();
        assert!(matches!(fits_beside(&many, 1), Err(ReceiveError::TooMany { most: 100 })));
        assert!(fits_beside(&many[1..], 1).is_ok());
    }

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    fn told(name: &str, bytes: &[u8]) -> String {
        match examined(name, bytes) {
            Ok((name, kind)) => format!("{name} as {}", kind.media_type),
            Err(why) => why.to_string(),
        }
    }

    #[test]
    fn the_content_decides_and_the_name_must_agree() {
        for (name, bytes, wanted) in [
            ("Søknad.PDF", &b"%PDF-1.7\n"[..], "Søknad.PDF as application/pdf"),
            ("bilde.jpeg", b"\xFF\xD8\xFF\xE0", "bilde.jpeg as image/jpeg"),
            ("tall.csv", b"a;b\n", "tall.csv as text/csv"),
            ("tall.txt", b"a;b\n", "tall.txt as text/plain"),
            ("Vedlegg nr. 2", PNG, "Vedlegg nr. 2.png as image/png"),
            ("a.pdf", PNG, "the name says that it is «pdf», the content is «image/png»"),
            ("a.exe", PNG, "the name says that it is «exe», the content is «image/png»"),
            (
                "a.pdf",
                b"MZ\x90\0",
                "the name says that it is «pdf», the content is «application/vnd.microsoft.portable-executable»",
            ),
            (
                "a.exe",
                b"MZ\x90\0",
                "files of the kind «application/vnd.microsoft.portable-executable» are not taken",
            ),
            ("a.html", b"<html >", "files of the kind «text/html» are not taken"),
            ("a.txt", b"<html >", "the name says that it is «txt», the content is «text/html»"),
            (
                "a.png",
                b"\0\x01\x02",
                "the name says that it is «png», the content is «application/octet-stream»",
            ),
            ("a.csv", b"Bel\xF8p", "the text is not UTF-8"),
            (
                "a.pdf",
                b"Bel\xF8p",
                "the name says that it is «pdf», the content is «application/octet-stream»",
            ),
            ("a.pdf", b"", "the file is empty"),
            ("../..", PNG, "the file has no name"),
        ] {
            assert_eq!(told(name, bytes), wanted, "{name}");
        }
        let large = vec![b'a'; 10 * 1024 * 1024 + 1];
        assert!(told("a.txt", &large).contains("10485760 are allowed"));
        assert_eq!(told("a.txt", &large[1..]), "a.txt as text/plain");
    }
}
