//! Making a status report: the act behind the row of work.

use crate::repository::{Stored, mark_failed, mark_made};
use crate::{
    Audience, BY_ITSELF, DocumentStore, Figures, GrantFigures, ReportState, ScopeFigures,
    StatusReport, StoreError, Subject, Wanted, repository,
};
use attachments::{Shelf, hold_shelf};
use chrono::{DateTime, Utc};
use fail::fail_point;
use journal::Act;
use letters::{About, Desk, Letter, Recipient, StatusReportReady, WriteError};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;
use vocabulary::{Actor, Clock, Day, Role, StatusReportId};

/// The kind of work that makes a status report; the subject is its id.
pub const MAKE: &str = "make-status-report";

/// The reason that stands with a report that was given up because there was nothing to tell.
pub const NOTHING_TO_TELL: &str = "nothing-to-tell";

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
    /// It was asked for again while it was made, so that it may be made from figures that are too old.
    #[error("it was asked for again while it was made")]
    AskedAgain,
    /// Those who are to read it could not be written to.
    #[error("its readers could not be written to: {0}")]
    Letter(WriteError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl MakeError {
    /// Whether another attempt could end better.
    pub const fn may_pass(&self) -> bool {
        matches!(self, MakeError::Store(_) | MakeError::Database(_) | MakeError::AskedAgain)
    }
}

/// Gathers the figures, renders and stores the document, marks the report as made and writes to those
/// who are to read it; how many letters that were. A report that is made already is left as it is.
pub async fn make(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    store: &DocumentStore,
    desk: &Desk,
    id: StatusReportId,
) -> Result<usize, MakeError> {
    let report = repository::report(db, id).await?.ok_or(MakeError::NoReport)?;
    if report.state != ReportState::Asked {
        return Ok(0);
    }
    fail_point!("report.after_claim");
    let StatusReport { subject, audience, language, as_of, .. } = report;
    let wanted = Wanted { subject, audience, language, as_of };
    let Some(figures) = gathered(db, clock, wanted).await? else {
        give_up(db, clock, id, NOTHING_TO_TELL).await?;
        return Err(MakeError::NothingToTell);
    };
    let document = figures.document(audience, &desk.authority, language);
    let title = document.title.clone();
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
    let now = clock.now();
    let pages = i32::try_from(pages).unwrap_or(i32::MAX);
    let stored = Stored {
        at: now,
        sha256: hash.clone(),
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        pages,
        figures: json!(figures),
        sender: desk.authority.clone(),
        title: title.clone(),
    };
    let mut letters = 0;
    let marked = mark_made(&tx, &report, stored).await?;
    if !marked
        && repository::report(&tx, id).await?.is_some_and(|now| now.state == ReportState::Asked)
    {
        return Err(MakeError::AskedAgain);
    }
    if marked {
        let letter = StatusReportReady {
            // The letter says itself what kind of document it is.
            title: title.strip_prefix("Statusrapport: ").unwrap_or(&title).to_owned(),
            as_of,
            public: audience == Audience::Public,
            // What a person asked for came because of them, also where an order wanted the same.
            by_order: report.asked_by == BY_ITSELF,
            asked_by: report.asked_by,
            pages,
            sha256: hash.clone(),
            path: format!("/status-reports/{id}"),
        };
        let told = tell(&tx, clock, desk, wanted, id, &Letter::StatusReportReady(letter)).await?;
        letters = told.told;
        let detail = json!({
            "sha256": hash, "bytes": bytes, "pages": pages,
            "told": told.told, "not_told": told.not_told,
        });
        let act = Act { act: "made", thing: "status-report", id: id.to_string(), detail };
        journal::record(&tx, &Actor::System("worker"), now, act).await?;
    }
    fail_point!("report.before_commit");
    tx.commit().await?;
    fail_point!("report.after_commit");
    Ok(letters)
}

/// What a report is made from. Of a public one nothing else is kept, so nothing else can be shown.
/// All of it is one look: what is written meanwhile is in none of the figures.
pub(crate) async fn gathered(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    wanted: Wanted,
) -> Result<Option<Figures>, DbErr> {
    let tx = journal::look(db).await?;
    let figures = told_by(&tx, clock.now(), wanted).await?;
    tx.commit().await?;
    Ok(figures)
}

async fn told_by(
    db: &DatabaseTransaction,
    now: DateTime<Utc>,
    wanted: Wanted,
) -> Result<Option<Figures>, DbErr> {
    // Of a day that is not over, only so much can be told as had happened by now.
    let told_at = (Day::at(now) == wanted.as_of).then_some(now);
    Ok(match (wanted.subject.scope(), wanted.subject) {
        (Some(scope), _) => {
            let figures = crate::scope_figures(db, &scope, wanted.as_of).await?;
            let figures = figures.map(|figures| ScopeFigures { told_at, ..figures });
            let figures = figures.map(|figures| match wanted.audience {
                Audience::Internal => figures,
                Audience::Public => figures.for_public(),
            });
            figures.map(|figures| Figures::Scope(Box::new(figures)))
        }
        (None, Subject::Grant(grant)) => {
            let figures = crate::grant_figures(db, grant, wanted.as_of).await?;
            let figures = figures.map(|figures| GrantFigures { told_at, ..figures });
            let figures = figures.map(|figures| match wanted.audience {
                Audience::Internal => figures,
                Audience::Public => figures.for_public(),
            });
            figures.map(|figures| Figures::Grant(Box::new(figures)))
        }
        (None, _) => None,
    })
}

#[derive(Default)]
struct Told {
    told: usize,
    not_told: Vec<String>,
}

/// Writes to the readers, once each. Somebody who has left the directorate is not told any more; an
/// address that is nobody's, such as a shared mailbox, is.
async fn tell(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    desk: &Desk,
    wanted: Wanted,
    id: StatusReportId,
    letter: &Letter,
) -> Result<Told, MakeError> {
    let mut told = Told::default();
    let readers = repository::readers(tx, id).await?;
    if readers.is_empty() {
        return Ok(told);
    }
    let mut staff = organisations::directorate_people(tx, Role::CaseOfficer).await?;
    staff.extend(organisations::directorate_people(tx, Role::BudgetAuthority).await?);
    for reader in readers {
        let known = organisations::person_by_email(tx, &reader.email).await?;
        if known.is_some_and(|known| staff.iter().all(|one| one.id != known.id)) {
            told.not_told.push(reader.email);
            continue;
        }
        let about = About { thing: "status-report", id: id.to_string() };
        let key = format!("status-report-ready:{id}:{}", reader.email);
        let recipient = Recipient {
            name: reader.name,
            email: reader.email,
            language: wanted.language,
            organisation: None,
        };
        match letters::write(tx, desk, clock.now(), &key, about, &recipient, letter).await {
            Ok(_) => told.told += 1,
            // Found before anything was written: it must not keep the report from the others.
            Err(WriteError::Address(_)) => told.not_told.push(recipient.email),
            Err(WriteError::Database(error)) => return Err(MakeError::Database(error)),
            Err(error) => return Err(MakeError::Letter(error)),
        }
    }
    Ok(told)
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

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::FixedClock;

    /// Who asks while a report is made may ask because of what has just changed.
    #[tokio::test]
    async fn what_was_asked_for_again_is_not_made_from_older_figures() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("fordel.db").display());
        let db = migrations::open(&url).await.unwrap();
        migrations::migrate(&db).await.unwrap();
        let now = FixedClock::on(Day::new(2013, 2, 15).unwrap(), 9).now();
        let report = crate::samples::asked_report(now);
        let stored = || Stored {
            at: now,
            sha256: "a".repeat(64),
            bytes: 9,
            pages: 1,
            figures: json!({}),
            sender: "Direktoratet".into(),
            title: "Statusrapport".into(),
        };
        let tx = journal::begin(&db).await.unwrap();
        assert!(repository::insert(&tx, &report).await.unwrap());
        let same = StatusReport { id: StatusReportId::fresh(), ..report.clone() };
        assert!(!repository::insert(&tx, &same).await.unwrap(), "it waits already");
        repository::ask_again(&tx, report.id).await.unwrap();
        assert!(!mark_made(&tx, &report, stored()).await.unwrap());
        let read_anew = repository::report(&tx, report.id).await.unwrap().unwrap();
        assert_eq!((read_anew.asked_times, &read_anew.state), (2, &ReportState::Asked));
        assert!(mark_made(&tx, &read_anew, stored()).await.unwrap());
        assert!(repository::insert(&tx, &same).await.unwrap(), "none waits any more");
        assert!(MakeError::AskedAgain.may_pass() && !MakeError::NothingToTell.may_pass());
    }
}
