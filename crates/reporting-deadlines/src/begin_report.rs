//! Beginning a report.

use crate::{DeadlineState, Owed, Report, ReportKind, ReportState, repository};
use journal::Act;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use vocabulary::{Actor, Clock, Day, DeadlineId, GrantId, OrganisationId, ReportId};

/// A report that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewReport {
    /// One that is owed: what it is about stands in the deadline.
    Owed {
        /// The deadline it is to meet.
        deadline: DeadlineId,
        /// The day it describes.
        reporting_on: Day,
    },
    /// One that comes unasked.
    Unasked {
        /// The grant it is about.
        grant: GrantId,
        /// The organisation that reports.
        organisation: OrganisationId,
        /// The reference people know the grant by.
        grant_reference: String,
        /// What the project is called.
        project_title: String,
        /// Its kind.
        kind: ReportKind,
        /// What it is called.
        title: String,
        /// The day it describes.
        reporting_on: Day,
    },
}

/// Why a report was not begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginReportError {
    /// There is no such deadline, or it is another organisation's.
    #[error("there is no such deadline")]
    NotFound,
    /// Only those who apply for the organisation write its reports.
    #[error("only those who act for the recipient can write its reports")]
    NotAllowed,
    /// The deadline is for something else than a report.
    #[error("what is owed by this deadline is no report")]
    NoReportOwed,
    /// The deadline is met or has lapsed.
    #[error("nothing is owed by this deadline any more")]
    Settled,
    /// It has been begun: here it is.
    #[error("the report has been begun already")]
    AlreadyBegun(ReportId),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Begins a report as an empty draft.
pub async fn begin_report(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewReport,
) -> Result<ReportId, BeginReportError> {
    let tx = journal::begin(db).await?;
    let report = draft(&tx, actor, new).await?;
    if !actor.applies_for(report.organisation) {
        return Err(BeginReportError::NotAllowed);
    }
    if let Some(there) = already_there(&tx, &report).await? {
        return Err(BeginReportError::AlreadyBegun(there));
    }
    if repository::insert_report(&tx, &report).await?.is_err() {
        // Somebody else began it in this very moment.
        tx.rollback().await?;
        let there = already_there(db, &report).await?;
        return Err(there.map_or(BeginReportError::NotFound, BeginReportError::AlreadyBegun));
    }
    let act = Act {
        act: "begun",
        thing: "report",
        id: report.id.to_string(),
        detail: serde_json::json!({
            "grant": report.grant,
            "deadline": report.deadline,
            "kind": report.kind,
            "reporting_on": report.reporting_on,
        }),
    };
    journal::record(&tx, actor, clock.now(), act).await?;
    tx.commit().await?;
    Ok(report.id)
}

async fn already_there<C: ConnectionTrait>(
    conn: &C,
    report: &Report,
) -> Result<Option<ReportId>, DbErr> {
    if let Some(deadline) = report.deadline
        && let Some(there) = repository::report_of_deadline(conn, deadline).await?
    {
        return Ok(Some(there.id));
    }
    let there = repository::report_of_day(conn, report.grant, report.kind, report.reporting_on);
    Ok(there.await?.map(|there| there.id))
}

async fn draft<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    new: NewReport,
) -> Result<Report, BeginReportError> {
    match new {
        NewReport::Owed { deadline, reporting_on } => {
            let deadline = repository::deadline(conn, deadline)
                .await?
                .filter(|deadline| actor.sees(deadline.organisation))
                .ok_or(BeginReportError::NotFound)?;
            let Owed::Report(kind) = deadline.owed else {
                return Err(BeginReportError::NoReportOwed);
            };
            if deadline.state != DeadlineState::Open {
                let there = repository::report_of_deadline(conn, deadline.id).await?;
                return Err(there.map_or(BeginReportError::Settled, |there| {
                    BeginReportError::AlreadyBegun(there.id)
                }));
            }
            Ok(Report {
                id: ReportId::fresh(),
                grant: deadline.grant,
                organisation: deadline.organisation,
                grant_reference: deadline.grant_reference,
                project_title: deadline.project_title,
                deadline: Some(deadline.id),
                kind,
                title: deadline.title,
                reporting_on,
                state: ReportState::Draft,
                revision: 0,
            })
        }
        NewReport::Unasked {
            grant,
            organisation,
            grant_reference,
            project_title,
            kind,
            title,
            reporting_on,
        } => {
            // A grant is known here by what it owes: nobody reports on a grant that is not theirs.
            let owed = repository::deadlines(conn, None, None, Some(&[grant])).await?;
            if !owed.iter().any(|deadline| deadline.organisation == organisation) {
                return Err(BeginReportError::NotFound);
            }
            Ok(Report {
                id: ReportId::fresh(),
                grant,
                organisation,
                grant_reference,
                project_title,
                deadline: None,
                kind,
                title,
                reporting_on,
                state: ReportState::Draft,
                revision: 0,
            })
        }
    }
}
