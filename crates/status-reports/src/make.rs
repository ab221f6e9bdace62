//! Making a status report: the act behind the row of work.

use crate::repository::{Stored, mark_failed, mark_made};
use crate::{DocumentStore, Figures, ReportState, StoreError, Subject, repository};
use attachments::{Shelf, hold_shelf};
use fail::fail_point;
use journal::Act;
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::json;
use vocabulary::{Actor, Clock, StatusReportId};

/// The kind of work that makes a status report; the subject is its id.
pub const MAKE: &str = "make-status-report";

/// Why a report was not made this time.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// No such report: nobody asked for it.
    #[error("there is no such status report")]
    NoReport,
    /// What it is about is not there: it is given up.
    #[error("what the report is about is not there")]
    NothingToTell,
    /// The document could not be rendered.
    #[error("the document could not be rendered: {0}")]
    Render(String),
    /// The file could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl MakeError {
    /// Whether another attempt could end better.
    pub const fn may_pass(&self) -> bool {
        matches!(self, MakeError::Store(_) | MakeError::Database(_))
    }
}

/// Gathers the figures, renders and stores the document, and marks the report as made. A report that
/// is made already is left as it is.
pub async fn make(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    store: &DocumentStore,
    sender: &str,
    id: StatusReportId,
) -> Result<(), MakeError> {
    let report = repository::report(db, id).await?.ok_or(MakeError::NoReport)?;
    if report.state != ReportState::Asked {
        return Ok(());
    }
    fail_point!("report.after_claim");
    let figures = match report.subject {
        Subject::Call(call) => crate::call_figures(db, call, report.as_of)
            .await?
            .map(|figures| Figures::Call(Box::new(figures))),
        Subject::Grant(grant) => crate::grant_figures(db, grant, report.as_of)
            .await?
            .map(|figures| Figures::Grant(Box::new(figures))),
    };
    let Some(figures) = figures else {
        give_up(db, clock, id, &MakeError::NothingToTell.to_string()).await?;
        return Err(MakeError::NothingToTell);
    };
    let document = figures.document(sender, report.language);
    // Rendering would hold up everybody else's work on this thread.
    let pdf = tokio::task::spawn_blocking(move || {
        let pdf = documents::render(&document).map_err(|e| MakeError::Render(e.to_string()));
        fail_point!("report.after_render");
        pdf
    })
    .await
    .map_err(|stopped| MakeError::Render(stopped.to_string()))??;
    let (bytes, pages) = (pdf.bytes.len(), pdf.pages);
    let hash = store.put(&pdf.bytes).await?;
    let pdf = {
        let (store, name) = (store.clone(), report.file_name.clone());
        let published = move || store.publish(&name, &pdf.bytes).map(|_| pdf);
        let published = tokio::task::spawn_blocking(published).await;
        published.map_err(|stopped| MakeError::Render(stopped.to_string()))??
    };
    let tx = journal::begin(db).await?;
    // It may have lain there without a row for so long that it was swept away just now; while the shelf
    // is held, it cannot be.
    hold_shelf(&tx, Shelf::Documents).await?;
    if store.documents().length(&hash).await? != Some(bytes as u64) {
        store.put(&pdf.bytes).await?;
    }
    let stored = Stored {
        at: clock.now(),
        sha256: hash.clone(),
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        pages: i32::try_from(pages).unwrap_or(i32::MAX),
        figures: json!(figures),
        sender: sender.to_owned(),
    };
    if mark_made(&tx, id, stored).await? {
        let detail = json!({ "sha256": hash, "bytes": bytes, "pages": pages });
        let act = Act { act: "made", thing: "status-report", id: id.to_string(), detail };
        journal::record(&tx, &Actor::System("worker"), clock.now(), act).await?;
    }
    fail_point!("report.before_commit");
    tx.commit().await?;
    fail_point!("report.after_commit");
    Ok(())
}

async fn give_up(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    id: StatusReportId,
    reason: &str,
) -> Result<(), DbErr> {
    let tx = journal::begin(db).await?;
    if mark_failed(&tx, id, reason).await? {
        let detail = json!({ "reason": reason });
        let act = Act { act: "gave-up", thing: "status-report", id: id.to_string(), detail };
        journal::record(&tx, &Actor::System("worker"), clock.now(), act).await?;
    }
    tx.commit().await
}
