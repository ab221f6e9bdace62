//! Status reports and orders for pages and the API: the directorate's, and what is published.

use crate::entity::status_report::Column;
use crate::repository::{self, reports_alone};
use crate::{
    Audience, DocumentStore, MadeReports, Reader, ReportOrder, Snapshot, StatusReport, Subject,
};
use chrono::{DateTime, Utc};
use grant_applications::Call;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DbErr, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Func},
};
use std::collections::BTreeMap;
use vocabulary::{
    Actor, CallId, CountyNumber, GrantId, Invariant, Look, Page, ReportOrderId, SchemeId,
    StatusReportId,
};

/// Which status reports a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReportFilter {
    /// Only those for these readers.
    pub audience: Option<Audience>,
    /// Only those that are published.
    pub published: bool,
}

/// The status reports an actor may see, the latest first.
pub async fn status_reports_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    filter: ReportFilter,
    look: &Look,
) -> Result<Page<StatusReport>, DbErr> {
    let (page, per_page) = (look.page(), look.per_page());
    if !actor.is_directorate() {
        return Ok(Page { rows: Vec::new(), total: 0, page, per_page });
    }
    let mut wanted = Condition::all();
    if let Some(words) = look.search() {
        let pattern = format!("%{}%", words.to_lowercase());
        let has =
            |column: Column| Expr::expr(Func::lower(Expr::col(column))).like(pattern.as_str());
        // SQLite knows no capitals beyond A to Z, so what was typed is looked for too.
        wanted = wanted.add(
            Condition::any()
                .add(has(Column::FileName))
                .add(has(Column::Title))
                .add(Column::Title.contains(words)),
        );
    }
    if let Some(audience) = filter.audience {
        wanted = wanted.add(Column::Audience.eq(audience.word()));
    }
    if filter.published {
        wanted = wanted.add(Column::PublishedAt.is_not_null());
    }
    let found = reports_alone().filter(wanted);
    let total = found.clone().count(db).await?;
    let these = found
        .order_by_desc(Column::AskedAt)
        .order_by_desc(Column::Id)
        .limit(per_page)
        .offset((page - 1).saturating_mul(per_page));
    let rows = repository::all(db, these).await?;
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

/// What a status report was made from, when it may be seen and is made.
pub async fn snapshot_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    id: StatusReportId,
) -> Result<Option<Snapshot>, DbErr> {
    if !actor.is_directorate() {
        return Ok(None);
    }
    repository::snapshot(db, id).await
}

/// Who is told by mail when a report is made, by name; nobody for everybody but the directorate.
pub async fn readers_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    id: StatusReportId,
) -> Result<Vec<Reader>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    repository::readers(db, id).await
}

/// The published report with this document, for anybody, with what it was made from.
pub async fn published<C: ConnectionTrait>(
    db: &C,
    sha256: &str,
) -> Result<Option<(StatusReport, Snapshot)>, DbErr> {
    let Some(report) = repository::published(db, sha256).await? else { return Ok(None) };
    let snapshot = repository::snapshot(db, report.id).await?;
    Ok(snapshot.map(|snapshot| (report, snapshot)))
}

/// The published report with this document, for anybody, without what it was made from.
pub async fn published_alone<C: ConnectionTrait>(
    db: &C,
    sha256: &str,
) -> Result<Option<StatusReport>, DbErr> {
    repository::published(db, sha256).await
}

/// All that is published, for anybody, by the day it describes, the latest first.
pub async fn all_published<C: ConnectionTrait>(db: &C) -> Result<Vec<StatusReport>, DbErr> {
    repository::all_published(db).await
}

/// The published reports that tell of some of the same projects as this one: about the same on another
/// day, or about what holds it or is part of it. Each hides small counts by itself, so two of them may tell
/// together what each of them hides. Empty for everybody but the directorate.
pub async fn published_beside<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    report: &StatusReport,
) -> Result<Vec<StatusReport>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    let reach = reach(db, report.subject).await?;
    let mut beside = Vec::new();
    for other in repository::all_published(db).await? {
        let same = other.id == report.id || other.sha256() == report.sha256();
        if same || !reach.meets(&self::reach(db, other.subject).await?) {
            continue;
        }
        // The same figures in the other language tell nothing more.
        if other.subject == report.subject && other.as_of == report.as_of {
            let figures = repository::snapshot(db, report.id).await?.map(|kept| kept.figures);
            if repository::snapshot(db, other.id).await?.map(|kept| kept.figures) == figures {
                continue;
            }
        }
        beside.push(other);
    }
    Ok(beside)
}

/// Which projects a report tells of. What is `None` is not limited.
#[derive(Default)]
struct Reach {
    year: Option<i32>,
    scheme: Option<SchemeId>,
    call: Option<CallId>,
    county: Option<CountyNumber>,
    grant: Option<GrantId>,
}

impl Reach {
    /// Some project may be in both.
    fn meets(&self, other: &Reach) -> bool {
        fn may<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
            one.is_none() || other.is_none() || one == other
        }
        may(&self.year, &other.year)
            && may(&self.scheme, &other.scheme)
            && may(&self.call, &other.call)
            && may(&self.county, &other.county)
            && may(&self.grant, &other.grant)
    }
}

async fn reach<C: ConnectionTrait>(db: &C, subject: Subject) -> Result<Reach, DbErr> {
    let of_call = |call: Option<Call>| match call {
        Some(call) => Reach {
            year: Some(call.year),
            scheme: Some(call.scheme),
            call: Some(call.id),
            ..Reach::default()
        },
        None => Reach::default(),
    };
    Ok(match subject {
        Subject::Call(call) => of_call(grant_applications::queries::plain_call(db, call).await?),
        Subject::Grant(id) => match funding_periods::queries::grant(db, id).await? {
            Some(grant) => Reach {
                county: Some(grant.county),
                grant: Some(id),
                ..of_call(grant_applications::queries::plain_call(db, grant.call).await?)
            },
            None => Reach::default(),
        },
        Subject::Scheme { scheme, year } => {
            Reach { year: Some(year), scheme: Some(scheme), ..Reach::default() }
        }
        Subject::County { number, year } => {
            Reach { year: Some(year), county: Some(number), ..Reach::default() }
        }
        Subject::Year(year) => Reach { year: Some(year), ..Reach::default() },
    })
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

/// An order and its latest turn: when, and the report it asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderView {
    /// The order.
    pub order: ReportOrder,
    /// When it last had its turn, and the report it asked for; none where nothing was decided.
    pub latest: Option<(DateTime<Utc>, Option<StatusReportId>)>,
}

/// The orders that stand, the oldest first; empty for everybody but the directorate.
pub async fn orders_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
) -> Result<Vec<OrderView>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    let orders = repository::standing_orders(db).await?;
    let ids: Vec<ReportOrderId> = orders.iter().map(|order| order.id).collect();
    let mut latest: BTreeMap<_, _> = repository::latest_turns(db, &ids).await?;
    let view = |order: ReportOrder| OrderView { latest: latest.remove(&order.id), order };
    Ok(orders.into_iter().map(view).collect())
}

/// One order, also one that is ended, when it may be seen.
pub async fn order_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    id: ReportOrderId,
) -> Result<Option<ReportOrder>, DbErr> {
    if !actor.is_directorate() {
        return Ok(None);
    }
    repository::order(db, id).await
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
pub const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "status-report-asked-has-work",
        says: "for every status report that waits there is a row of work that will make it, or a dead one that says why not",
        offenders: "SELECT waiting.n || ' status reports wait, and there are ' || rows_of_work.n || ' rows of work' AS offender \
        FROM (SELECT COUNT(*) AS n FROM status_report WHERE state = 'asked') waiting, \
        (SELECT COUNT(*) AS n FROM work WHERE kind = 'make-status-report' AND state IN ('ready', 'running', 'dead')) rows_of_work \
        WHERE waiting.n > rows_of_work.n",
    },
    Invariant {
        name: "status-report-published-is-public",
        says: "what anybody can read was written for everybody, and is made",
        offenders: "SELECT 'the status report ' || file_name || ' is published' AS offender FROM status_report \
        WHERE published_at IS NOT NULL AND (audience <> 'public' OR state <> 'made')",
    },
    Invariant {
        name: "report-turn-is-of-its-order",
        says: "what an order asked for has the language and the readers the order says",
        offenders: "SELECT 'a turn of ' || t.turn AS offender FROM report_turn t JOIN report_order o ON o.id = t.order_id \
        JOIN status_report r ON r.id = t.report_id WHERE r.language <> o.language OR r.audience <> o.audience",
    },
];
