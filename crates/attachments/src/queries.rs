//! Looking at attachments.

use crate::{Attachment, FileStore, Finding, HandedIn, Scan, Shelf, ShelfRound, Wrong, repository};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use vocabulary::{Actor, AttachmentId, Invariant, Look, Page};

/// The files of one thing, in the order they were handed in. Not scoped: whoever may see the thing may
/// see them, and that is for the thing's owner to decide.
pub async fn attachments_of<C: ConnectionTrait>(
    db: &C,
    thing: &str,
    id: &str,
) -> Result<Vec<Attachment>, DbErr> {
    repository::of_thing(db, thing, id).await
}

/// One file. Not scoped: see [`attachments_of`], and look at its `thing` and `thing_id`.
pub async fn attachment<C: ConnectionTrait>(
    db: &C,
    id: AttachmentId,
) -> Result<Option<Attachment>, DbErr> {
    repository::attachment(db, id).await
}

/// The files that are infected, the latest first; none for everybody but the directorate.
pub async fn infected_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    look: &Look,
) -> Result<Page<Attachment>, DbErr> {
    by_scan(db, actor, look, "infected").await
}

/// The files that no scanner has seen, because they came before there was one, the latest first; none
/// for everybody but the directorate.
pub async fn not_scanned_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    look: &Look,
) -> Result<Page<Attachment>, DbErr> {
    by_scan(db, actor, look, Scan::NotScanned.word()).await
}

async fn by_scan<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    look: &Look,
    word: &str,
) -> Result<Page<Attachment>, DbErr> {
    let (page, per_page) = (look.page(), look.per_page());
    if !actor.is_directorate() {
        return Ok(Page { rows: Vec::new(), total: 0, page, per_page });
    }
    let offset = (page - 1).saturating_mul(per_page);
    let (rows, total) = repository::by_scan(db, word, look.search(), offset, per_page).await?;
    Ok(Page { rows, total, page, per_page })
}

/// The files that should be there and are not, or have another length, each as a sentence. Their content
/// is not read: that is looked at whenever one is fetched, and by and by at night.
pub async fn missing_files(
    db: &DatabaseConnection,
    store: &FileStore,
) -> Result<Vec<String>, DbErr> {
    crate::not_there(db, store, &HandedIn).await
}

/// What the nightly looks found wrong with the store and what has not come right since, the latest
/// first; none for everybody but the directorate.
pub async fn findings_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    look: &Look,
) -> Result<Page<Finding>, DbErr> {
    let (page, per_page) = (look.page(), look.per_page());
    if !actor.is_directorate() {
        return Ok(Page { rows: Vec::new(), total: 0, page, per_page });
    }
    let offset = (page - 1).saturating_mul(per_page);
    let (rows, total) = repository::findings_page(db, offset, per_page).await?;
    Ok(Page { rows, total, page, per_page })
}

/// The things that a content was handed in to, by the words the journal uses: whom a missing file
/// concerns. Not scoped, and without names of files; see [`attachments_of`].
pub async fn used_by<C: ConnectionTrait>(
    db: &C,
    hash: &str,
) -> Result<Vec<(String, String)>, DbErr> {
    repository::used_by(db, hash).await
}

/// How far the look through a shelf has come; none before the first.
pub async fn round<C: ConnectionTrait>(db: &C, shelf: Shelf) -> Result<Option<ShelfRound>, DbErr> {
    repository::round(db, shelf).await
}

/// How many contents of a shelf are missing or damaged, and how many lie there that no row knows, as far
/// as the last look saw.
pub async fn findings_count<C: ConnectionTrait>(db: &C, shelf: Shelf) -> Result<(u64, u64), DbErr> {
    let all = repository::findings(db, shelf).await?;
    let strangers = all.iter().filter(|finding| finding.wrong == Wrong::Unrecorded).count();
    Ok(((all.len() - strangers) as u64, strangers as u64))
}

/// What must hold of attachments.
pub const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "attachment-waiting-has-work",
        says: "for every attachment that waits for the scanner there is a row of work that will show it, or a dead one that says why not",
        offenders: "SELECT 'the attachment ' || a.hash || ' waits without work' AS offender FROM attachment a \
            WHERE a.scan = 'waiting' AND NOT EXISTS (SELECT 1 FROM work w WHERE w.kind = 'scan-attachment' \
            AND w.state IN ('ready', 'running', 'dead') AND w.subject = a.hash)",
    },
    Invariant {
        name: "attachment-verdict-in-journal",
        says: "every verdict of the scanner stands in the journal",
        offenders: "SELECT 'the attachment ' || a.hash || ' is ' || a.scan || ' without an entry' AS offender FROM attachment a \
            WHERE a.scan IN ('clean', 'infected') AND NOT EXISTS (SELECT 1 FROM journal_entry j \
            WHERE j.thing = 'attachment' AND j.thing_id = a.hash AND j.act = 'scanned')",
    },
    Invariant {
        name: "attachment-use-in-journal",
        says: "every file of a thing was received by somebody, in the journal",
        offenders: "SELECT 'a file of ' || u.thing || ' ' || u.thing_id || ' with the content ' || u.hash || ' was never received' AS offender FROM attachment_use u \
            WHERE NOT EXISTS (SELECT 1 FROM journal_entry j \
            WHERE j.thing = 'attachment' AND j.thing_id = u.hash AND j.act = 'received')",
    },
];
