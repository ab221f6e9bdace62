//! Handing in a report.

use crate::{DeadlineState, FunnelDoubt, Report, SettleError, Submission, meet, repository};
use chrono::{DateTime, SubsecRound, Utc};
use journal::Act;
use letters::{About, Desk, Letter, Recipient, ReportReceipt, WriteError};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use vocabulary::{Actor, Clock, NotPossible, ReportId, Role};

/// Why a report was not handed in.
#[derive(Debug, thiserror::Error)]
pub enum SubmitReportError {
    /// There is none with this id, or it is another organisation's.
    #[error("there is no such report")]
    NotFound,
    /// Only those who apply for the organisation hand in its reports.
    #[error("only those who act for the recipient can hand in its reports")]
    NotAllowed,
    /// Nothing is written in it.
    #[error("the report is empty")]
    Empty,
    /// The participants do not add up, and nobody says why.
    #[error("the numbers of participants need an explanation")]
    Unexplained(Vec<FunnelDoubt>),
    /// It has been handed in.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The receipt could not be written.
    #[error("the receipt could not be written: {0}")]
    Receipt(#[from] WriteError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Hands in a report: it no longer changes, its deadline is met, reminders that have not left are
/// taken back, and those who act for the recipient get a receipt. Late is possible too.
pub async fn submit_report(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    desk: &Desk,
    id: ReportId,
) -> Result<Report, SubmitReportError> {
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    let report = repository::report_locked(&tx, id)
        .await?
        .filter(|report| actor.sees(report.organisation))
        .ok_or(SubmitReportError::NotFound)?;
    if !actor.applies_for(report.organisation) {
        return Err(SubmitReportError::NotAllowed);
    }
    let contents = repository::contents(&tx, id).await?;
    let content_hash = contents.hash();
    let submission =
        Submission { at: now, by: actor.name().to_owned(), content_hash: content_hash.clone() };
    let report = report.submit(submission)?;
    if contents.is_empty() {
        return Err(SubmitReportError::Empty);
    }
    let doubts = contents.unexplained();
    if !doubts.is_empty() {
        return Err(SubmitReportError::Unexplained(doubts));
    }
    repository::update_report(&tx, &report).await?;
    let meets = meet_its_deadline(&tx, actor, now, &report).await?;
    let receipts = write_receipts(&tx, desk, now, &report, &content_hash).await?;
    let targets = repository::targets(&tx, report.grant).await?;
    let act = Act {
        act: "submitted",
        thing: "report",
        id: id.to_string(),
        detail: serde_json::json!({
            "grant": report.grant,
            "deadline": report.deadline,
            "meets_deadline": meets,
            "content_hash": content_hash,
            "targets_without_result": contents.unanswered(&targets),
            "receipts": receipts,
        }),
    };
    journal::record(&tx, actor, now, act).await?;
    tx.commit().await?;
    Ok(report)
}

/// A deadline that has lapsed stays so: the report is welcome all the same.
async fn meet_its_deadline(
    tx: &DatabaseTransaction,
    actor: &Actor,
    now: DateTime<Utc>,
    report: &Report,
) -> Result<bool, DbErr> {
    let Some(id) = report.deadline else { return Ok(false) };
    let open = repository::deadline_locked(tx, id)
        .await?
        .is_some_and(|deadline| deadline.state == DeadlineState::Open);
    if !open {
        return Ok(false);
    }
    match meet(tx, actor, now, id).await {
        Ok(_) => Ok(true),
        Err(SettleError::NotFound | SettleError::NotPossible(_)) => Ok(false),
        Err(SettleError::Database(error)) => Err(error),
    }
}

async fn write_receipts(
    tx: &DatabaseTransaction,
    desk: &Desk,
    now: DateTime<Utc>,
    report: &Report,
    content_hash: &str,
) -> Result<usize, SubmitReportError> {
    let Some(organisation) = organisations::organisation(tx, report.organisation).await? else {
        return Ok(0);
    };
    let people = organisations::people_of(tx, report.organisation, Role::Applicant).await?;
    for person in &people {
        let key = format!("report-receipt:{}:{}", report.id, person.email);
        let recipient = Recipient {
            name: person.name.clone(),
            email: person.email.clone(),
            language: organisation.language,
            organisation: Some(report.organisation),
        };
        let letter = Letter::ReportReceipt(ReportReceipt {
            organisation: organisation.name.clone(),
            project_title: report.project_title.clone(),
            grant_reference: report.grant_reference.clone(),
            report_title: report.title.clone(),
            submitted_at: now,
            content_hash: content_hash.to_owned(),
            path: report.path(),
        });
        let about = About { thing: "report", id: report.id.to_string() };
        letters::write(tx, desk, now, &key, about, &recipient, &letter).await?;
    }
    Ok(people.len())
}
