//! Reports with what is written in them, and the targets they answer.

use super::unreadable;
use crate::{
    Approval, Contents, Departure, Direction, Funnel, Report, ReportKind, ReportState, Submission,
    Target, TargetResult, Wanted,
    entity::{report, report_departure, report_funnel, report_result, target},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect, SqlErr,
};
use uuid::Uuid;
use vocabulary::{Day, DeadlineId, GrantId, OrganisationId, ReportId};

/// There is a report for this deadline, or of this kind about this day.
#[derive(Debug)]
pub(crate) struct AlreadyThere;

fn to_report(row: report::Model) -> Result<Report, DbErr> {
    let submission = match (row.submitted_at, row.submitted_by, row.content_hash) {
        (Some(at), Some(by), Some(content_hash)) => Some(Submission { at, by, content_hash }),
        _ => None,
    };
    let approval = match (row.approved_at, row.approved_by) {
        (Some(at), Some(by)) => Some(Approval { at, by }),
        _ => None,
    };
    let state = match (row.state.as_str(), submission, approval) {
        ("draft", ..) => ReportState::Draft,
        ("submitted", Some(submission), _) => ReportState::Submitted(submission),
        ("approved", Some(submission), Some(approval)) => {
            ReportState::Approved(submission, approval)
        }
        _ => return Err(unreadable(format!("the report {} is {}", row.id, row.state))),
    };
    Ok(Report {
        id: ReportId(row.id),
        grant: GrantId(row.grant_id),
        organisation: OrganisationId(row.organisation_id),
        grant_reference: row.grant_reference,
        project_title: row.project_title,
        deadline: row.deadline_id.map(DeadlineId),
        kind: row.kind.parse().map_err(unreadable)?,
        title: row.title,
        reporting_on: row.reporting_on.into(),
        state,
        revision: row.revision,
    })
}

/// The report in a row of a list that has all columns of the table, under their names.
pub(crate) fn report_in(row: &QueryResult) -> Result<Report, DbErr> {
    to_report(report::Model::from_query_result(row, "")?)
}

/// A report that nobody else changes until the transaction ends.
pub(crate) async fn report_locked(
    tx: &DatabaseTransaction,
    id: ReportId,
) -> Result<Option<Report>, DbErr> {
    let row = report::Entity::find_by_id(id.0).lock_exclusive().one(tx).await?;
    row.map(to_report).transpose()
}

/// The report that is to meet a deadline.
pub(crate) async fn report_of_deadline<C: ConnectionTrait>(
    conn: &C,
    deadline: DeadlineId,
) -> Result<Option<Report>, DbErr> {
    let found = report::Entity::find().filter(report::Column::DeadlineId.eq(deadline.0));
    found.one(conn).await?.map(to_report).transpose()
}

/// The report of this kind about this day.
pub(crate) async fn report_of_day<C: ConnectionTrait>(
    conn: &C,
    grant: GrantId,
    kind: ReportKind,
    reporting_on: Day,
) -> Result<Option<Report>, DbErr> {
    let found = report::Entity::find()
        .filter(report::Column::GrantId.eq(grant.0))
        .filter(report::Column::Kind.eq(kind.word()))
        .filter(report::Column::ReportingOn.eq(reporting_on.date()));
    found.one(conn).await?.map(to_report).transpose()
}

/// Writes a new report, empty as yet.
pub(crate) async fn insert_report(
    tx: &DatabaseTransaction,
    report: &Report,
) -> Result<Result<(), AlreadyThere>, DbErr> {
    let row = report::ActiveModel {
        id: Set(report.id.0),
        grant_id: Set(report.grant.0),
        organisation_id: Set(report.organisation.0),
        grant_reference: Set(report.grant_reference.clone()),
        project_title: Set(report.project_title.clone()),
        deadline_id: Set(report.deadline.map(|deadline| deadline.0)),
        kind: Set(report.kind.word().to_owned()),
        title: Set(report.title.clone()),
        reporting_on: Set(report.reporting_on.date()),
        narrative: Set(serde_json::json!([])),
        state: Set(report.state.word().to_owned()),
        revision: Set(report.revision),
        submitted_at: Set(None),
        submitted_by: Set(None),
        content_hash: Set(None),
        approved_at: Set(None),
        approved_by: Set(None),
    };
    match report::Entity::insert(row).exec_without_returning(tx).await {
        Ok(_) => Ok(Ok(())),
        // `report_one_per_deadline` or `report_one_per_day`: either way it has been begun.
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Ok(Err(AlreadyThere))
        }
        Err(error) => Err(error),
    }
}

/// Writes the state and the revision of a report.
pub(crate) async fn update_report(tx: &DatabaseTransaction, report: &Report) -> Result<(), DbErr> {
    let submission = report.state.submission();
    let approval = report.state.approval();
    let row = report::ActiveModel {
        id: Set(report.id.0),
        state: Set(report.state.word().to_owned()),
        revision: Set(report.revision),
        submitted_at: Set(submission.map(|submission| submission.at)),
        submitted_by: Set(submission.map(|submission| submission.by.clone())),
        content_hash: Set(submission.map(|submission| submission.content_hash.clone())),
        approved_at: Set(approval.map(|approval| approval.at)),
        approved_by: Set(approval.map(|approval| approval.by.clone())),
        ..Default::default()
    };
    report::Entity::update(row).exec(tx).await?;
    Ok(())
}

/// What is written in a report.
pub(crate) async fn contents<C: ConnectionTrait>(
    conn: &C,
    id: ReportId,
) -> Result<Contents, DbErr> {
    let row = report::Entity::find_by_id(id.0).one(conn).await?;
    let narrative = row.map_or_else(|| serde_json::json!([]), |row| row.narrative);
    let narrative = serde_json::from_value(narrative).map_err(unreadable)?;
    let results = report_result::Entity::find()
        .filter(report_result::Column::ReportId.eq(id.0))
        .order_by_asc(report_result::Column::Target)
        .all(conn)
        .await?
        .into_iter()
        .map(|row| {
            Ok(TargetResult {
                target: row.target,
                reached: row.reached,
                verdict: row.verdict.parse().map_err(unreadable)?,
                explanation: row.explanation,
            })
        })
        .collect::<Result<_, DbErr>>()?;
    Ok(Contents { narrative, results, funnel: funnel(conn, id).await? })
}

async fn funnel<C: ConnectionTrait>(conn: &C, id: ReportId) -> Result<Option<Funnel>, DbErr> {
    let Some(row) = report_funnel::Entity::find_by_id(id.0).one(conn).await? else {
        return Ok(None);
    };
    let departures = report_departure::Entity::find()
        .filter(report_departure::Column::ReportId.eq(id.0))
        .order_by_asc(report_departure::Column::Position)
        .all(conn)
        .await?
        .into_iter()
        .map(|row| {
            let participants = u32::try_from(row.participants).map_err(unreadable)?;
            Ok(Departure { reason: row.reason, participants })
        })
        .collect::<Result<_, DbErr>>()?;
    let count = |column: i32| u32::try_from(column).map_err(unreadable);
    Ok(Some(Funnel {
        informed: count(row.informed)?,
        started: count(row.started)?,
        departed: count(row.departed)?,
        active: count(row.active)?,
        in_work: count(row.in_work)?,
        departures,
        explanation: row.explanation,
    }))
}

/// Writes what is written in a report in place of what was.
pub(crate) async fn replace_contents(
    tx: &DatabaseTransaction,
    id: ReportId,
    contents: &Contents,
) -> Result<(), DbErr> {
    report::Entity::update(report::ActiveModel {
        id: Set(id.0),
        narrative: Set(serde_json::to_value(&contents.narrative).map_err(unreadable)?),
        ..Default::default()
    })
    .exec(tx)
    .await?;
    report_result::Entity::delete_many()
        .filter(report_result::Column::ReportId.eq(id.0))
        .exec(tx)
        .await?;
    report_departure::Entity::delete_many()
        .filter(report_departure::Column::ReportId.eq(id.0))
        .exec(tx)
        .await?;
    report_funnel::Entity::delete_by_id(id.0).exec(tx).await?;
    let results = contents.results.iter().map(|result| report_result::ActiveModel {
        report_id: Set(id.0),
        target: Set(result.target),
        reached: Set(result.reached),
        verdict: Set(result.verdict.word().to_owned()),
        explanation: Set(result.explanation.clone()),
    });
    for result in results {
        report_result::Entity::insert(result).exec_without_returning(tx).await?;
    }
    match &contents.funnel {
        Some(funnel) => insert_funnel(tx, id.0, funnel).await,
        None => Ok(()),
    }
}

async fn insert_funnel(tx: &DatabaseTransaction, id: Uuid, funnel: &Funnel) -> Result<(), DbErr> {
    let count = |count: u32| i32::try_from(count).map_err(unreadable);
    report_funnel::Entity::insert(report_funnel::ActiveModel {
        report_id: Set(id),
        informed: Set(count(funnel.informed)?),
        started: Set(count(funnel.started)?),
        departed: Set(count(funnel.departed)?),
        active: Set(count(funnel.active)?),
        in_work: Set(count(funnel.in_work)?),
        explanation: Set(funnel.explanation.trim().to_owned()),
    })
    .exec_without_returning(tx)
    .await?;
    // A reason nobody left for says nothing.
    let departures = funnel.departures.iter().filter(|departure| departure.participants > 0);
    for (position, departure) in (1..).zip(departures) {
        report_departure::Entity::insert(report_departure::ActiveModel {
            report_id: Set(id),
            position: Set(position),
            reason: Set(departure.reason.clone()),
            participants: Set(count(departure.participants)?),
        })
        .exec_without_returning(tx)
        .await?;
    }
    Ok(())
}

/// The targets of a grant in their order.
pub(crate) async fn targets<C: ConnectionTrait>(
    conn: &C,
    grant: GrantId,
) -> Result<Vec<Target>, DbErr> {
    let rows = target::Entity::find()
        .filter(target::Column::GrantId.eq(grant.0))
        .order_by_asc(target::Column::Position)
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            let wanted = match (row.wanted, row.wanted_text) {
                (Some(value), _) => Wanted::Number {
                    value,
                    direction: row.direction.parse::<Direction>().map_err(unreadable)?,
                    unit: row.unit,
                },
                (None, text) => Wanted::Quality(text.unwrap_or_default()),
            };
            Ok(Target { position: row.position, what: row.what, wanted, by_when: row.by_when })
        })
        .collect()
}

/// Whether a report that was handed in says something about the targets of this grant.
pub(crate) async fn submitted_with_results(
    tx: &DatabaseTransaction,
    grant: GrantId,
) -> Result<bool, DbErr> {
    let submitted: Vec<Uuid> = report::Entity::find()
        .select_only()
        .column(report::Column::Id)
        .filter(report::Column::GrantId.eq(grant.0))
        .filter(report::Column::State.ne(ReportState::Draft.word()))
        .into_tuple()
        .all(tx)
        .await?;
    let answered = report_result::Entity::find()
        .filter(report_result::Column::ReportId.is_in(submitted))
        .count(tx)
        .await?;
    Ok(answered > 0)
}

/// Takes a grant's targets away, to be written anew.
pub(crate) async fn delete_targets(tx: &DatabaseTransaction, grant: GrantId) -> Result<(), DbErr> {
    target::Entity::delete_many().filter(target::Column::GrantId.eq(grant.0)).exec(tx).await?;
    Ok(())
}

/// Writes targets.
pub(crate) async fn insert_targets(
    tx: &DatabaseTransaction,
    grant: GrantId,
    targets: &[Target],
) -> Result<(), DbErr> {
    for target in targets {
        let (wanted, wanted_text, direction, unit) = match &target.wanted {
            Wanted::Number { value, direction, unit } => {
                (Some(*value), None, direction.word(), unit.clone())
            }
            Wanted::Quality(text) => (None, Some(text.clone()), "quality", String::new()),
        };
        target::Entity::insert(target::ActiveModel {
            grant_id: Set(grant.0),
            position: Set(target.position),
            what: Set(target.what.clone()),
            wanted: Set(wanted),
            wanted_text: Set(wanted_text),
            direction: Set(direction.to_owned()),
            unit: Set(unit),
            by_when: Set(target.by_when.clone()),
        })
        .exec_without_returning(tx)
        .await?;
    }
    Ok(())
}
