//! Rows to nouns and back: the reports. What comes by itself is in `orders.rs`.

mod orders;

pub(crate) use orders::*;

use crate::entity::{
    status_report::{ActiveModel, Column, Entity, Model},
    status_report_reader as reader,
};
use crate::{Reader, ReportState, Snapshot, StatusReport, Subject, TEMPLATE, Wanted};
use attachments::Recorded;
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use std::collections::BTreeSet;
use uuid::Uuid;
use vocabulary::{Language, StatusReportId};

pub(crate) fn unreadable(what: &str, value: &str) -> DbErr {
    DbErr::Custom(format!("«{value}» is not a {what}"))
}

/// The rows of reports without their figures, which may be long.
pub(crate) fn reports_alone() -> Select<Entity> {
    Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::Kind,
            Column::Subject,
            Column::Language,
            Column::AsOfOn,
            Column::AskedAt,
            Column::AskedBy,
            Column::State,
            Column::MadeAt,
            Column::Sha256,
            Column::Bytes,
            Column::Pages,
            Column::FileName,
            Column::Reason,
            Column::Sender,
            Column::Template,
            Column::Year,
            Column::Audience,
            Column::Title,
            Column::AskedTimes,
            Column::PublishedAt,
            Column::PublishedBy,
        ])
        .expr_as(Expr::cust("NULL"), "figures")
}

fn report_from(row: Model) -> Result<StatusReport, DbErr> {
    let subject = Subject::from_parts(&row.kind, &row.subject, row.year);
    let state = match (row.state.as_str(), row.made_at, row.sha256, row.reason) {
        ("asked", ..) => ReportState::Asked,
        ("failed", _, _, Some(reason)) => ReportState::Failed { reason },
        ("made", Some(at), Some(sha256), _) => ReportState::Made {
            at,
            sha256,
            bytes: row.bytes.unwrap_or_default(),
            pages: row.pages.unwrap_or_default(),
        },
        (other, ..) => return Err(unreadable("state of a status report", other)),
    };
    Ok(StatusReport {
        id: StatusReportId(row.id),
        subject: subject.ok_or_else(|| unreadable("subject of a report", &row.subject))?,
        audience: row.audience.parse().map_err(|e: String| unreadable("audience", &e))?,
        language: row.language.parse::<Language>().map_err(|e| unreadable("language", &e))?,
        as_of: row.as_of_on.into(),
        asked_at: row.asked_at,
        asked_by: row.asked_by,
        asked_times: row.asked_times,
        file_name: row.file_name,
        title: row.title,
        state,
        published: row.published_at.zip(row.published_by),
    })
}

async fn first<C: ConnectionTrait>(
    db: &C,
    these: Select<Entity>,
) -> Result<Option<StatusReport>, DbErr> {
    these.into_model::<Model>().one(db).await?.map(report_from).transpose()
}

pub(crate) async fn all<C: ConnectionTrait>(
    db: &C,
    these: Select<Entity>,
) -> Result<Vec<StatusReport>, DbErr> {
    these.into_model::<Model>().all(db).await?.into_iter().map(report_from).collect()
}

pub(crate) async fn report<C: ConnectionTrait>(
    db: &C,
    id: StatusReportId,
) -> Result<Option<StatusReport>, DbErr> {
    first(db, reports_alone().filter(Column::Id.eq(id.0))).await
}

pub(crate) async fn report_locked(
    tx: &DatabaseTransaction,
    id: StatusReportId,
) -> Result<Option<StatusReport>, DbErr> {
    first(tx, reports_alone().filter(Column::Id.eq(id.0)).lock_exclusive()).await
}

/// The published report with this document, the one that was published first.
pub(crate) async fn published<C: ConnectionTrait>(
    db: &C,
    sha256: &str,
) -> Result<Option<StatusReport>, DbErr> {
    let these = reports_alone()
        .filter(Column::Sha256.eq(sha256))
        .filter(Column::PublishedAt.is_not_null())
        .order_by_asc(Column::PublishedAt)
        .limit(1);
    first(db, these).await
}

fn about(subject: Subject) -> Condition {
    let year = match subject.year() {
        Some(year) => Column::Year.eq(year),
        None => Column::Year.is_null(),
    };
    Condition::all()
        .add(Column::Kind.eq(subject.kind()))
        .add(Column::Subject.eq(subject.id()))
        .add(year)
}

/// The reports about a subject, the latest first.
pub(crate) async fn reports_about<C: ConnectionTrait>(
    db: &C,
    subject: Subject,
) -> Result<Vec<StatusReport>, DbErr> {
    let these = reports_alone()
        .filter(about(subject))
        .order_by_desc(Column::AskedAt)
        .order_by_desc(Column::Id);
    all(db, these).await
}

/// A report about the same, for the same readers and day and in the same language, that still waits.
pub(crate) async fn waiting(
    tx: &DatabaseTransaction,
    wanted: Wanted,
) -> Result<Option<StatusReport>, DbErr> {
    let these = reports_alone()
        .filter(about(wanted.subject))
        .filter(Column::Audience.eq(wanted.audience.word()))
        .filter(Column::Language.eq(wanted.language.code()))
        .filter(Column::AsOfOn.eq(wanted.as_of.date()))
        .filter(Column::State.eq(ReportState::Asked.word()));
    // Who is added to its readers must be there before they are told.
    first(tx, these.lock_exclusive()).await
}

/// Notes that a report that waits was asked for once more.
pub(crate) async fn ask_again(tx: &DatabaseTransaction, id: StatusReportId) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::AskedTimes, Expr::col(Column::AskedTimes).add(1))
        .filter(Column::Id.eq(id.0))
        .exec(tx)
        .await
        .map(|_| ())
}

/// Writes a report that is asked for; `false` when the same was asked for at the same moment and waits.
pub(crate) async fn insert(tx: &DatabaseTransaction, report: &StatusReport) -> Result<bool, DbErr> {
    let added = Entity::insert(ActiveModel {
        id: Set(report.id.0),
        kind: Set(report.subject.kind().to_owned()),
        subject: Set(report.subject.id()),
        language: Set(report.language.code().to_owned()),
        as_of_on: Set(report.as_of.date()),
        asked_at: Set(report.asked_at),
        asked_by: Set(report.asked_by.clone()),
        state: Set(report.state.word().to_owned()),
        figures: Set(None),
        made_at: Set(None),
        sha256: Set(None),
        bytes: Set(None),
        pages: Set(None),
        file_name: Set(report.file_name.clone()),
        reason: Set(None),
        sender: Set(None),
        template: Set(None),
        year: Set(report.subject.year()),
        audience: Set(report.audience.word().to_owned()),
        title: Set(None),
        asked_times: Set(report.asked_times),
        published_at: Set(None),
        published_by: Set(None),
    })
    .on_conflict(OnConflict::new().do_nothing().to_owned())
    .exec_without_returning(tx)
    .await?;
    Ok(added == 1)
}

/// Adds those who are to be told; who is among them already stays once.
pub(crate) async fn add_readers(
    tx: &DatabaseTransaction,
    report: StatusReportId,
    readers: &[Reader],
) -> Result<(), DbErr> {
    if readers.is_empty() {
        return Ok(());
    }
    let rows = readers.iter().map(|one| reader::ActiveModel {
        report_id: Set(report.0),
        email: Set(one.email.clone()),
        name: Set(one.name.clone()),
    });
    reader::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

/// Those who are told when it is made, by name.
pub(crate) async fn readers<C: ConnectionTrait>(
    db: &C,
    report: StatusReportId,
) -> Result<Vec<Reader>, DbErr> {
    let rows = reader::Entity::find()
        .filter(reader::Column::ReportId.eq(report.0))
        .order_by_asc(reader::Column::Name)
        .order_by_asc(reader::Column::Email)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| Reader { name: row.name, email: row.email }).collect())
}

/// The published reports with this document.
pub(crate) async fn published_as(
    tx: &DatabaseTransaction,
    sha256: &str,
) -> Result<Vec<StatusReportId>, DbErr> {
    let ids: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Sha256.eq(sha256))
        .filter(Column::PublishedAt.is_not_null())
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .into_tuple()
        .all(tx)
        .await?;
    Ok(ids.into_iter().map(StatusReportId).collect())
}

/// All reports that are published, by the day they describe, the latest first.
pub(crate) async fn all_published<C: ConnectionTrait>(db: &C) -> Result<Vec<StatusReport>, DbErr> {
    let these = reports_alone()
        .filter(Column::PublishedAt.is_not_null())
        .order_by_desc(Column::AsOfOn)
        .order_by_asc(Column::Title)
        .order_by_asc(Column::Id);
    all(db, these).await
}

/// Lays a report open to everybody, or takes it back; `false` when that is so already or cannot be.
pub(crate) async fn set_published(
    tx: &DatabaseTransaction,
    id: StatusReportId,
    published: Option<(DateTime<Utc>, String)>,
) -> Result<bool, DbErr> {
    let before = match &published {
        Some(_) => Column::PublishedAt.is_null(),
        None => Column::PublishedAt.is_not_null(),
    };
    let (at, by) = published.unzip();
    let marked = Entity::update_many()
        .col_expr(Column::PublishedAt, Expr::value(at))
        .col_expr(Column::PublishedBy, Expr::value(by))
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq("made"))
        .filter(Column::Audience.eq("public"))
        .filter(before)
        .exec(tx)
        .await?;
    Ok(marked.rows_affected == 1)
}

/// What a stored file is.
pub(crate) struct Stored {
    pub(crate) at: DateTime<Utc>,
    pub(crate) sha256: String,
    pub(crate) bytes: i64,
    pub(crate) pages: i32,
    pub(crate) figures: serde_json::Value,
    /// Whose name it was made in.
    pub(crate) sender: String,
    pub(crate) title: String,
}

/// Marks a report as made; `false` when it no longer waits or was asked for again since it was read.
pub(crate) async fn mark_made(
    tx: &DatabaseTransaction,
    report: &StatusReport,
    stored: Stored,
) -> Result<bool, DbErr> {
    let marked = Entity::update_many()
        .col_expr(Column::State, Expr::value("made"))
        .col_expr(Column::MadeAt, Expr::value(stored.at))
        .col_expr(Column::Sha256, Expr::value(stored.sha256))
        .col_expr(Column::Bytes, Expr::value(stored.bytes))
        .col_expr(Column::Pages, Expr::value(stored.pages))
        .col_expr(Column::Figures, Expr::value(stored.figures))
        .col_expr(Column::Sender, Expr::value(stored.sender))
        .col_expr(Column::Title, Expr::value(stored.title))
        .col_expr(Column::Template, Expr::value(TEMPLATE))
        .filter(Column::Id.eq(report.id.0))
        .filter(Column::AskedTimes.eq(report.asked_times))
        .filter(Column::State.eq(ReportState::Asked.word()))
        .exec(tx)
        .await?;
    Ok(marked.rows_affected == 1)
}

/// Marks a report as given up; `false` when it no longer waits.
pub(crate) async fn mark_failed(
    tx: &DatabaseTransaction,
    id: StatusReportId,
    reason: &str,
) -> Result<bool, DbErr> {
    let marked = Entity::update_many()
        .col_expr(Column::State, Expr::value("failed"))
        .col_expr(Column::Reason, Expr::value(reason))
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq(ReportState::Asked.word()))
        .exec(tx)
        .await?;
    Ok(marked.rows_affected == 1)
}

/// The documents of the reports that were made, after a hash and in the order of hashes, each once.
pub(crate) async fn stored_after<C: ConnectionTrait>(
    db: &C,
    hash: &str,
    most: u64,
) -> Result<Vec<Recorded>, DbErr> {
    let rows: Vec<(String, i64)> = Entity::find()
        .select_only()
        .column(Column::Sha256)
        .column(Column::Bytes)
        .distinct()
        .filter(Column::Sha256.gt(hash))
        .order_by_asc(Column::Sha256)
        .limit(most)
        .into_tuple()
        .all(db)
        .await?;
    let recorded = rows
        .into_iter()
        .map(|(hash, bytes)| Recorded { hash, bytes: u64::try_from(bytes).unwrap_or_default() });
    Ok(recorded.collect())
}

/// Which of these are documents of reports.
pub(crate) async fn known<C: ConnectionTrait>(
    db: &C,
    hashes: &[String],
) -> Result<BTreeSet<String>, DbErr> {
    let mut known = BTreeSet::new();
    // A full folder would not fit into one statement's parameters.
    for some in hashes.chunks(500) {
        let rows: Vec<String> = Entity::find()
            .select_only()
            .column(Column::Sha256)
            .filter(Column::Sha256.is_in(some))
            .into_tuple()
            .all(db)
            .await?;
        known.extend(rows);
    }
    Ok(known)
}

/// What a report was made from; `None` before it is made.
pub(crate) async fn snapshot<C: ConnectionTrait>(
    db: &C,
    id: StatusReportId,
) -> Result<Option<Snapshot>, DbErr> {
    let row = Entity::find_by_id(id.0).filter(Column::State.eq("made")).one(db).await?;
    row.map(snapshot_from).transpose()
}

/// What the reports with this document were made from, the latest first; a few of them say it all.
pub(crate) async fn snapshots<C: ConnectionTrait>(
    db: &C,
    sha256: &str,
) -> Result<Vec<Snapshot>, DbErr> {
    let rows = Entity::find()
        .filter(Column::Sha256.eq(sha256))
        .order_by_desc(Column::MadeAt)
        .limit(5)
        .all(db)
        .await?;
    rows.into_iter().map(snapshot_from).collect()
}

fn snapshot_from(row: Model) -> Result<Snapshot, DbErr> {
    Ok(Snapshot {
        figures: row.figures.unwrap_or_default(),
        template: row.template,
        sender: row.sender,
        audience: row.audience.parse().map_err(|e: String| unreadable("audience", &e))?,
        language: row.language.parse().map_err(|e: String| unreadable("language", &e))?,
    })
}
