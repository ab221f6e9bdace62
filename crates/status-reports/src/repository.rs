//! Rows to nouns and back.

use crate::entity::status_report::{ActiveModel, Column, Entity, Model};
use crate::{Figures, ReportState, StatusReport, Subject, TEMPLATE};
use attachments::Recorded;
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use std::collections::BTreeSet;
use vocabulary::{Day, Language, StatusReportId};

fn unreadable(what: &str, value: &str) -> DbErr {
    DbErr::Custom(format!("«{value}» is not a {what}"))
}

pub(crate) fn report_from(row: Model) -> Result<StatusReport, DbErr> {
    let subject = match row.kind.as_str() {
        "call" => row.subject.parse().map(Subject::Call),
        _ => row.subject.parse().map(Subject::Grant),
    };
    let state = match (row.state.as_str(), row.made_at, row.sha256, row.figures, row.reason) {
        ("asked", ..) => ReportState::Asked,
        ("failed", _, _, _, Some(reason)) => ReportState::Failed { reason },
        ("made", Some(at), Some(sha256), Some(figures), _) => ReportState::Made {
            at,
            sha256,
            bytes: row.bytes.unwrap_or_default(),
            pages: row.pages.unwrap_or_default(),
            figures: Box::new(
                serde_json::from_value::<Figures>(figures)
                    .map_err(|error| unreadable("set of figures", &error.to_string()))?,
            ),
        },
        (other, ..) => return Err(unreadable("state of a status report", other)),
    };
    Ok(StatusReport {
        id: StatusReportId(row.id),
        subject: subject.map_err(|_| unreadable("subject of a report", &row.subject))?,
        language: row.language.parse::<Language>().map_err(|e| unreadable("language", &e))?,
        as_of: row.as_of_on.into(),
        asked_at: row.asked_at,
        asked_by: row.asked_by,
        file_name: row.file_name,
        state,
    })
}

pub(crate) async fn report<C: ConnectionTrait>(
    db: &C,
    id: StatusReportId,
) -> Result<Option<StatusReport>, DbErr> {
    Entity::find_by_id(id.0).one(db).await?.map(report_from).transpose()
}

/// The reports about a subject, the latest first.
pub(crate) async fn reports_about<C: ConnectionTrait>(
    db: &C,
    subject: Subject,
) -> Result<Vec<StatusReport>, DbErr> {
    Entity::find()
        .filter(Column::Kind.eq(subject.kind()))
        .filter(Column::Subject.eq(subject.id()))
        .order_by_desc(Column::AskedAt)
        .order_by_desc(Column::Id)
        .all(db)
        .await?
        .into_iter()
        .map(report_from)
        .collect()
}

/// A report about the same, for the same day and in the same language, that still waits.
pub(crate) async fn waiting<C: ConnectionTrait>(
    db: &C,
    subject: Subject,
    language: Language,
    as_of: Day,
) -> Result<Option<StatusReport>, DbErr> {
    Entity::find()
        .filter(Column::Kind.eq(subject.kind()))
        .filter(Column::Subject.eq(subject.id()))
        .filter(Column::Language.eq(language.code()))
        .filter(Column::AsOfOn.eq(as_of.date()))
        .filter(Column::State.eq(ReportState::Asked.word()))
        .one(db)
        .await?
        .map(report_from)
        .transpose()
}

pub(crate) async fn insert(tx: &DatabaseTransaction, report: &StatusReport) -> Result<(), DbErr> {
    Entity::insert(ActiveModel {
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
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
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
}

/// Marks a report as made; `false` when it no longer waits.
pub(crate) async fn mark_made(
    tx: &DatabaseTransaction,
    id: StatusReportId,
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
        .col_expr(Column::Template, Expr::value(TEMPLATE))
        .filter(Column::Id.eq(id.0))
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

/// What a report was made from, without a look at whether its figures can still be read.
pub(crate) struct Original {
    pub(crate) sha256: String,
    pub(crate) language: Language,
    pub(crate) figures: serde_json::Value,
    pub(crate) sender: Option<String>,
    pub(crate) template: Option<i32>,
}

/// What the reports with this document were made from, the latest first; a few of them say it all.
pub(crate) async fn originals<C: ConnectionTrait>(
    db: &C,
    sha256: &str,
) -> Result<Vec<Original>, DbErr> {
    let rows = Entity::find()
        .filter(Column::Sha256.eq(sha256))
        .order_by_desc(Column::MadeAt)
        .limit(5)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Original {
                sha256: sha256.to_owned(),
                language: row.language.parse().map_err(|e: String| unreadable("language", &e))?,
                figures: row.figures.unwrap_or_default(),
                sender: row.sender,
                template: row.template,
            })
        })
        .collect()
}
