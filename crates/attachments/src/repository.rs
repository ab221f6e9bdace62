//! Rows to nouns and back.

use crate::entity::{attachment, attachment_use, shelf_finding, shelf_round};
use crate::finding::Phase;
use crate::{Attachment, Finding, LIMITS, Scan, Shelf, ShelfRound, To, Wrong, name};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, SqlErr,
    sea_query::{Expr, OnConflict},
};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::AttachmentId;

/// A content as it is kept, apart from its uses.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) hash: String,
    pub(crate) bytes: u64,
    /// What it was recognised as.
    pub(crate) content: String,
    pub(crate) scan: Scan,
}

/// A use to be written.
pub(crate) struct Use {
    pub(crate) id: AttachmentId,
    pub(crate) hash: String,
    pub(crate) to: To,
    pub(crate) name: String,
    pub(crate) added_at: DateTime<Utc>,
    pub(crate) added_by: String,
}

fn scan_from(row: &attachment::Model) -> Result<Scan, DbErr> {
    match (row.scan.as_str(), row.scanned_at, &row.finding) {
        ("waiting", ..) => Ok(Scan::Waiting),
        ("not-scanned", ..) => Ok(Scan::NotScanned),
        ("clean", Some(at), _) => Ok(Scan::Clean { at }),
        ("infected", Some(at), Some(finding)) => {
            Ok(Scan::Infected { at, finding: finding.clone() })
        }
        (other, ..) => Err(DbErr::Custom(format!("«{other}» is not the state of a scan"))),
    }
}

fn kept_from(row: attachment::Model) -> Result<Kept, DbErr> {
    let scan = scan_from(&row)?;
    let bytes = u64::try_from(row.bytes).unwrap_or_default();
    Ok(Kept { hash: row.hash, bytes, content: row.media_type, scan })
}

fn attachment_from(used: attachment_use::Model, kept: &Kept) -> Attachment {
    let ending = name::ending(&used.name);
    let kind = LIMITS.find(&kept.content, ending.as_deref());
    Attachment {
        id: AttachmentId(used.id),
        thing: used.thing,
        thing_id: used.thing_id,
        hash: used.hash,
        name: used.name,
        bytes: kept.bytes,
        media_type: kind.map_or_else(|| kept.content.clone(), |kind| kind.media_type.to_owned()),
        scan: kept.scan.clone(),
        added_at: used.added_at,
        added_by: used.added_by,
    }
}

async fn with_contents<C: ConnectionTrait>(
    db: &C,
    uses: Vec<attachment_use::Model>,
) -> Result<Vec<Attachment>, DbErr> {
    let hashes: Vec<&str> = uses.iter().map(|used| used.hash.as_str()).collect();
    let mut contents = BTreeMap::new();
    // A long list would not fit into one statement's parameters.
    for some in hashes.chunks(500) {
        let rows = attachment::Entity::find()
            .filter(attachment::Column::Hash.is_in(some.iter().copied()))
            .all(db)
            .await?;
        for row in rows {
            contents.insert(row.hash.clone(), kept_from(row)?);
        }
    }
    uses.into_iter()
        .map(|used| {
            let kept = contents.get(&used.hash);
            let kept = kept.ok_or_else(|| DbErr::RecordNotFound(used.hash.clone()))?;
            Ok(attachment_from(used, kept))
        })
        .collect()
}

pub(crate) async fn attachment<C: ConnectionTrait>(
    db: &C,
    id: AttachmentId,
) -> Result<Option<Attachment>, DbErr> {
    let Some(used) = attachment_use::Entity::find_by_id(id.0).one(db).await? else {
        return Ok(None);
    };
    Ok(with_contents(db, vec![used]).await?.pop())
}

/// The uses of a thing, in the order they were added.
pub(crate) async fn of_thing<C: ConnectionTrait>(
    db: &C,
    thing: &str,
    id: &str,
) -> Result<Vec<Attachment>, DbErr> {
    let uses = attachment_use::Entity::find()
        .filter(attachment_use::Column::Thing.eq(thing))
        .filter(attachment_use::Column::ThingId.eq(id))
        .order_by_asc(attachment_use::Column::AddedAt)
        .order_by_asc(attachment_use::Column::Id)
        .all(db)
        .await?;
    with_contents(db, uses).await
}

/// The uses of contents whose scan stands at this word, the latest first, and how many there are.
pub(crate) async fn by_scan<C: ConnectionTrait>(
    db: &C,
    word: &str,
    search: Option<&str>,
    offset: u64,
    most: u64,
) -> Result<(Vec<Attachment>, u64), DbErr> {
    let contents = attachment::Entity::find()
        .select_only()
        .column(attachment::Column::Hash)
        .filter(attachment::Column::Scan.eq(word))
        .into_query();
    let mut found =
        attachment_use::Entity::find().filter(attachment_use::Column::Hash.in_subquery(contents));
    if let Some(words) = search {
        found = found.filter(attachment_use::Column::Name.contains(words));
    }
    let total = found.clone().count(db).await?;
    let uses = found
        .order_by_desc(attachment_use::Column::AddedAt)
        .order_by_desc(attachment_use::Column::Id)
        .offset(offset)
        .limit(most)
        .all(db)
        .await?;
    Ok((with_contents(db, uses).await?, total))
}

pub(crate) async fn kept<C: ConnectionTrait>(db: &C, hash: &str) -> Result<Option<Kept>, DbErr> {
    attachment::Entity::find_by_id(hash).one(db).await?.map(kept_from).transpose()
}

/// The same, held until the transaction ends, so that no sweep forgets it meanwhile.
pub(crate) async fn kept_locked(
    tx: &DatabaseTransaction,
    hash: &str,
) -> Result<Option<Kept>, DbErr> {
    let found = attachment::Entity::find_by_id(hash).lock_exclusive().one(tx).await?;
    found.map(kept_from).transpose()
}

/// The contents that are used somewhere, after a hash, in its order.
pub(crate) async fn used_after<C: ConnectionTrait>(
    db: &C,
    hash: &str,
    most: u64,
) -> Result<Vec<Kept>, DbErr> {
    attachment::Entity::find()
        .filter(attachment::Column::Hash.gt(hash))
        .filter(attachment::Column::Hash.in_subquery(used_hashes()))
        .order_by_asc(attachment::Column::Hash)
        .limit(most)
        .all(db)
        .await?
        .into_iter()
        .map(kept_from)
        .collect()
}

fn used_hashes() -> sea_orm::sea_query::SelectStatement {
    attachment_use::Entity::find().select_only().column(attachment_use::Column::Hash).into_query()
}

/// Keeps a content; `false` when it is kept already.
pub(crate) async fn keep(
    tx: &DatabaseTransaction,
    kept: &Kept,
    stored_at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = attachment::ActiveModel {
        hash: Set(kept.hash.clone()),
        bytes: Set(i64::try_from(kept.bytes).unwrap_or(i64::MAX)),
        media_type: Set(kept.content.clone()),
        stored_at: Set(stored_at),
        scan: Set(kept.scan.word().to_owned()),
        scanned_at: Set(None),
        finding: Set(None),
    };
    let added = attachment::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(added == 1)
}

pub(crate) async fn add_use(tx: &DatabaseTransaction, used: Use) -> Result<(), DbErr> {
    attachment_use::Entity::insert(attachment_use::ActiveModel {
        id: Set(used.id.0),
        hash: Set(used.hash),
        thing: Set(used.to.thing.to_owned()),
        thing_id: Set(used.to.id),
        name: Set(used.name),
        added_at: Set(used.added_at),
        added_by: Set(used.added_by),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

/// Takes a use away; `false` when it is gone already.
pub(crate) async fn remove_use(tx: &DatabaseTransaction, id: AttachmentId) -> Result<bool, DbErr> {
    let gone = attachment_use::Entity::delete_by_id(id.0).exec(tx).await?;
    Ok(gone.rows_affected == 1)
}

/// Moves the scan of a content; `false` when it does not stand at `from` any more.
pub(crate) async fn move_scan(
    tx: &DatabaseTransaction,
    hash: &str,
    from: &str,
    to: &Scan,
) -> Result<bool, DbErr> {
    let (at, finding) = match to {
        Scan::Waiting | Scan::NotScanned => (None, None),
        Scan::Clean { at } => (Some(*at), None),
        Scan::Infected { at, finding } => (Some(*at), Some(finding.clone())),
    };
    let moved = attachment::Entity::update_many()
        .col_expr(attachment::Column::Scan, Expr::value(to.word()))
        .col_expr(attachment::Column::ScannedAt, Expr::value(at))
        .col_expr(attachment::Column::Finding, Expr::value(finding))
        .filter(attachment::Column::Hash.eq(hash))
        .filter(attachment::Column::Scan.eq(from))
        .exec(tx)
        .await?;
    Ok(moved.rows_affected == 1)
}

/// The contents that nothing uses, were stored before an instant and are not infected.
pub(crate) async fn unused<C: ConnectionTrait>(
    db: &C,
    stored_before: DateTime<Utc>,
) -> Result<Vec<String>, DbErr> {
    attachment::Entity::find()
        .select_only()
        .column(attachment::Column::Hash)
        .filter(attachment::Column::StoredAt.lt(stored_before))
        .filter(attachment::Column::Scan.ne("infected"))
        .filter(attachment::Column::Hash.not_in_subquery(used_hashes()))
        .order_by_asc(attachment::Column::Hash)
        .into_tuple()
        .all(db)
        .await
}

/// Forgets a content that nothing uses; `false` when something uses it after all, or it has been found
/// infected meanwhile.
pub(crate) async fn forget_unused(tx: &DatabaseTransaction, hash: &str) -> Result<bool, DbErr> {
    let gone = attachment::Entity::delete_many()
        .filter(attachment::Column::Hash.eq(hash))
        .filter(attachment::Column::Scan.ne("infected"))
        .filter(attachment::Column::Hash.not_in_subquery(used_hashes()))
        .exec(tx)
        .await;
    match gone {
        Ok(gone) => Ok(gone.rows_affected == 1),
        // PostgreSQL lets a use that was committed while we waited for its lock past the condition
        // above; the foreign key sees it.
        Err(error) if matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_))) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// Which of these contents are kept, used or not.
pub(crate) async fn known<C: ConnectionTrait>(
    db: &C,
    hashes: &[String],
) -> Result<BTreeSet<String>, DbErr> {
    let mut known = BTreeSet::new();
    // A full folder would not fit into one statement's parameters.
    for some in hashes.chunks(500) {
        let rows: Vec<String> = attachment::Entity::find()
            .select_only()
            .column(attachment::Column::Hash)
            .filter(attachment::Column::Hash.is_in(some))
            .into_tuple()
            .all(db)
            .await?;
        known.extend(rows);
    }
    Ok(known)
}

/// Stands in the way of whoever wants to keep this content, until the transaction is given up; false
/// when it is kept already. The row is only for the others to wait for and must never be committed.
pub(crate) async fn hold_unkept(tx: &DatabaseTransaction, hash: &str) -> Result<bool, DbErr> {
    let row =
        Kept { hash: hash.to_owned(), bytes: 1, content: String::new(), scan: Scan::NotScanned };
    keep(tx, &row, DateTime::<Utc>::UNIX_EPOCH).await
}

/// The things a content is used by.
pub(crate) async fn used_by<C: ConnectionTrait>(
    db: &C,
    hash: &str,
) -> Result<Vec<(String, String)>, DbErr> {
    attachment_use::Entity::find()
        .select_only()
        .column(attachment_use::Column::Thing)
        .column(attachment_use::Column::ThingId)
        .distinct()
        .filter(attachment_use::Column::Hash.eq(hash))
        .order_by_asc(attachment_use::Column::Thing)
        .order_by_asc(attachment_use::Column::ThingId)
        .into_tuple()
        .all(db)
        .await
}

fn unknown(word: &str) -> DbErr {
    DbErr::Custom(format!("«{word}» is not a word of the store"))
}

fn shelf_from(word: &str) -> Result<Shelf, DbErr> {
    Shelf::ALL.into_iter().find(|shelf| shelf.word() == word).ok_or_else(|| unknown(word))
}

fn finding_from(row: shelf_finding::Model) -> Result<Finding, DbErr> {
    let wrong = Wrong::ALL.into_iter().find(|wrong| wrong.word() == row.wrong);
    Ok(Finding {
        shelf: shelf_from(&row.shelf)?,
        name: row.name,
        wrong: wrong.ok_or_else(|| unknown(&row.wrong))?,
        said: row.said,
        found_at: row.found_at,
    })
}

/// How far the look through a shelf has come.
pub(crate) async fn round<C: ConnectionTrait>(
    db: &C,
    shelf: Shelf,
) -> Result<Option<ShelfRound>, DbErr> {
    let Some(row) = shelf_round::Entity::find_by_id(shelf.word()).one(db).await? else {
        return Ok(None);
    };
    let phase = Phase::ALL.into_iter().find(|phase| phase.word() == row.phase);
    let phase = phase.ok_or_else(|| unknown(&row.phase))?;
    if phase == Phase::Ended && row.ended_at.is_none() {
        return Ok(None);
    }
    Ok(Some(ShelfRound {
        shelf,
        phase,
        after: row.after_name,
        began_at: row.began_at,
        files: u64::try_from(row.files).unwrap_or_default(),
        bytes: u64::try_from(row.bytes).unwrap_or_default(),
        ended_at: row.ended_at,
    }))
}

/// Keeps how far the look through a shelf has come.
pub(crate) async fn keep_round<C: ConnectionTrait>(
    db: &C,
    round: &ShelfRound,
) -> Result<(), DbErr> {
    use shelf_round::Column;
    let row = shelf_round::ActiveModel {
        shelf: Set(round.shelf.word().to_owned()),
        phase: Set(round.phase.word().to_owned()),
        after_name: Set(round.after.clone()),
        began_at: Set(round.began_at),
        files: Set(i64::try_from(round.files).unwrap_or(i64::MAX)),
        bytes: Set(i64::try_from(round.bytes).unwrap_or(i64::MAX)),
        ended_at: Set(round.ended_at),
    };
    let all = [
        Column::Phase,
        Column::AfterName,
        Column::BeganAt,
        Column::Files,
        Column::Bytes,
        Column::EndedAt,
    ];
    let again = OnConflict::column(Column::Shelf).update_columns(all).to_owned();
    shelf_round::Entity::insert(row).on_conflict(again).exec_without_returning(db).await.map(|_| ())
}

/// Makes whoever else wants to hold the shelf wait until the transaction ends. Those who record a
/// content that lies there without a row, and those who sweep such contents away, hold it first.
pub async fn hold_shelf(tx: &DatabaseTransaction, shelf: Shelf) -> Result<(), DbErr> {
    // Without a row there would be nothing to wait for. One that never began is told of nobody.
    let row = shelf_round::ActiveModel {
        shelf: Set(shelf.word().to_owned()),
        phase: Set(Phase::Ended.word().to_owned()),
        after_name: Set(String::new()),
        began_at: Set(DateTime::<Utc>::UNIX_EPOCH),
        files: Set(0),
        bytes: Set(0),
        ended_at: Set(None),
    };
    shelf_round::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    shelf_round::Entity::find_by_id(shelf.word()).lock_exclusive().one(tx).await.map(|_| ())
}

/// What is wrong with a shelf, by name.
pub(crate) async fn findings<C: ConnectionTrait>(
    db: &C,
    shelf: Shelf,
) -> Result<Vec<Finding>, DbErr> {
    shelf_finding::Entity::find()
        .filter(shelf_finding::Column::Shelf.eq(shelf.word()))
        .order_by_asc(shelf_finding::Column::Name)
        .all(db)
        .await?
        .into_iter()
        .map(finding_from)
        .collect()
}

/// A part of what is wrong with all shelves, the latest first, and how much it is in all.
pub(crate) async fn findings_page<C: ConnectionTrait>(
    db: &C,
    offset: u64,
    most: u64,
) -> Result<(Vec<Finding>, u64), DbErr> {
    let all = shelf_finding::Entity::find();
    let total = all.clone().count(db).await?;
    let rows = all
        .order_by_desc(shelf_finding::Column::FoundAt)
        .order_by_asc(shelf_finding::Column::Name)
        .offset(offset)
        .limit(most)
        .all(db)
        .await?;
    Ok((rows.into_iter().map(finding_from).collect::<Result<_, _>>()?, total))
}

/// Keeps what is wrong, in place of what was known of the same before.
pub(crate) async fn keep_finding(tx: &DatabaseTransaction, finding: &Finding) -> Result<(), DbErr> {
    use shelf_finding::Column;
    let row = shelf_finding::ActiveModel {
        shelf: Set(finding.shelf.word().to_owned()),
        name: Set(finding.name.clone()),
        wrong: Set(finding.wrong.word().to_owned()),
        said: Set(finding.said.clone()),
        found_at: Set(finding.found_at),
    };
    let again = OnConflict::columns([Column::Shelf, Column::Name])
        .update_columns([Column::Wrong, Column::Said, Column::FoundAt])
        .to_owned();
    shelf_finding::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

/// Forgets what was wrong; false when nothing was.
pub(crate) async fn forget_finding(
    tx: &DatabaseTransaction,
    shelf: Shelf,
    name: &str,
) -> Result<bool, DbErr> {
    let gone = shelf_finding::Entity::delete_by_id((shelf.word().to_owned(), name.to_owned()))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected == 1)
}
