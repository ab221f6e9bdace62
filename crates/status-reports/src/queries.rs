//! Status reports for pages and the API: the directorate's, nobody else's.

use crate::entity::status_report::{Column, Entity};
use crate::{DocumentStore, MadeReports, StatusReport, Subject, repository};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use vocabulary::{Actor, Invariant, Look, Page, StatusReportId};

/// The status reports an actor may see, the latest first.
pub async fn status_reports_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    look: &Look,
) -> Result<Page<StatusReport>, DbErr> {
    let (page, per_page) = (look.page(), look.per_page());
    if !actor.is_directorate() {
        return Ok(Page { rows: Vec::new(), total: 0, page, per_page });
    }
    let mut found = Entity::find();
    if let Some(words) = look.search() {
        found = found.filter(Column::FileName.contains(words.to_lowercase()));
    }
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_desc(Column::AskedAt)
        .order_by_desc(Column::Id)
        .limit(per_page)
        .offset((page - 1).saturating_mul(per_page))
        .all(db)
        .await?
        .into_iter()
        .map(repository::report_from)
        .collect::<Result<_, _>>()?;
    Ok(Page { rows, total, page, per_page })
}

/// One status report, when it may be seen.
pub async fn status_report_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    id: StatusReportId,
) -> Result<Option<StatusReport>, DbErr> {
    if !actor.is_directorate() {
        return Ok(None);
    }
    repository::report(db, id).await
}

/// The reports about one thing, the latest first; empty for everybody but the directorate.
pub async fn reports_about_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    subject: Subject,
) -> Result<Vec<StatusReport>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    repository::reports_about(db, subject).await
}

/// The documents that should be there and are not, or have another length, each as a sentence. They are
/// not read.
pub async fn missing_files(
    db: &DatabaseConnection,
    store: &DocumentStore,
    sender: &str,
) -> Result<Vec<String>, DbErr> {
    let made = MadeReports { sender: sender.to_owned() };
    attachments::not_there(db, store.documents(), &made).await
}

/// What must hold of status reports.
pub const INVARIANTS: &[Invariant] = &[Invariant {
    name: "status-report-asked-has-work",
    says: "for every status report that waits there is a row of work that will make it, or a dead one that says why not",
    offenders: "SELECT waiting.n || ' status reports wait, and there are ' || rows_of_work.n || ' rows of work' AS offender \
        FROM (SELECT COUNT(*) AS n FROM status_report WHERE state = 'asked') waiting, \
        (SELECT COUNT(*) AS n FROM work WHERE kind = 'make-status-report' AND state IN ('ready', 'running', 'dead')) rows_of_work \
        WHERE waiting.n > rows_of_work.n",
}];
