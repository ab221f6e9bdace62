//! Standing orders of status reports.

use super::{
    ProblemBody,
    status_reports::{audience, language, readers as named, word},
};
use crate::{
    App,
    json::{Bare, JsonOf},
    kit::{FieldProblem, Problem, Texts},
    path::PathOf,
    session::Officer,
    status_reports::order_refusal,
};
use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use status_reports::{
    NewOrder, OrderError, OrderedScope, end_order, order_reports,
    queries::{OrderView, orders_for_actor},
    set_order_readers,
};
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::{Actor, ReportOrderId};

/// An order of status reports that stands.
#[derive(Serialize, ToSchema)]
#[schema(as = ReportOrder)]
pub(crate) struct OrderBody {
    /// Its id.
    id: Uuid,
    /// What about: `call`, `scheme`, `county` or `year`, which is all calls.
    about: &'static str,
    /// The id of that; the two digits of a county; nothing for all calls.
    about_id: String,
    /// The budget year; null for the latest one that is decided.
    year: Option<i32>,
    /// `monthly`, `quarterly` or `last-approval`.
    rhythm: &'static str,
    /// `nb` or `nn`.
    language: &'static str,
    /// `internal` or `public`.
    audience: &'static str,
    /// E-mail addresses of those who are told.
    readers: Vec<String>,
    /// When it was ordered.
    ordered_at: DateTime<Utc>,
    /// By whom.
    ordered_by: String,
    /// When it last had its turn.
    latest_at: Option<DateTime<Utc>>,
    /// The status report it then asked for; null where nothing was decided.
    latest_report: Option<Uuid>,
}

impl From<OrderView> for OrderBody {
    fn from(view: OrderView) -> OrderBody {
        let (order, wanted) = (&view.order, &view.order.order);
        OrderBody {
            id: order.id.0,
            about: wanted.scope.kind(),
            about_id: wanted.scope.id(),
            year: wanted.scope.year(),
            rhythm: wanted.rhythm.word(),
            language: wanted.language.code(),
            audience: wanted.audience.word(),
            readers: wanted.readers.iter().map(|one| one.email.clone()).collect(),
            ordered_at: order.ordered_at,
            ordered_by: order.ordered_by.clone(),
            latest_at: view.latest.map(|(at, _)| at),
            latest_report: view.latest.and_then(|(_, report)| report).map(|report| report.0),
        }
    }
}

async fn all(app: &App, actor: &Actor) -> Result<Json<Vec<OrderBody>>, Problem> {
    let orders = orders_for_actor(&app.db, actor).await?;
    Ok(Json(orders.into_iter().map(OrderBody::from).collect()))
}

/// The orders of status reports that stand, oldest first.
#[utoipa::path(get, path = "/api/v1/report-orders", tag = "status-reports",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The orders", body = Vec<OrderBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<App>,
    Officer(actor): Officer,
) -> Result<Json<Vec<OrderBody>>, Problem> {
    all(&app, &actor).await
}

/// What is to be ordered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewReportOrder)]
pub(crate) struct NewOrderBody {
    /// What about: `call`, `scheme`, `county` or `year`, which is all calls.
    about: String,
    /// The id of that; the two digits of a county; nothing for all calls.
    #[serde(default)]
    about_id: String,
    /// The budget year; the latest one that is decided unless said. A call has its own.
    year: Option<i32>,
    /// `monthly`, `quarterly` or `last-approval`.
    rhythm: String,
    /// `nb` (as it is unless said) or `nn`.
    language: Option<String>,
    /// `internal` (as it is unless said) or `public`.
    audience: Option<String>,
    /// E-mail addresses of those who are told.
    #[serde(default)]
    readers: Vec<String>,
}

fn refused(error: &OrderError, texts: Texts) -> Problem {
    match order_refusal(error, texts) {
        Ok(("about", said)) if matches!(error, OrderError::AlreadyOrdered) => {
            Problem::conflict(said)
        }
        Ok((field, detail)) => {
            Problem::invalid(vec![FieldProblem { field: field.to_owned(), detail }])
        }
        Err(problem) => problem,
    }
}

/// Orders a status report that comes by itself.
#[utoipa::path(post, path = "/api/v1/report-orders", tag = "status-reports",
    request_body = NewOrderBody,
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The orders that stand", body = Vec<OrderBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 409, description = "The same is ordered already", body = ProblemBody),
        (status = 422, description = "There is no such thing, or an address that is none", body = ProblemBody)))]
pub(crate) async fn order(
    State(app): State<App>,
    Officer(actor): Officer,
    texts: Texts,
    JsonOf(body): JsonOf<NewOrderBody>,
) -> Result<(StatusCode, Json<Vec<OrderBody>>), Problem> {
    let scope = OrderedScope::from_parts(&body.about, &body.about_id, body.year);
    let scope = scope.ok_or_else(|| refused(&OrderError::NoSubject, texts))?;
    let new = NewOrder {
        scope,
        rhythm: word("rhythm", &body.rhythm, "monthly, quarterly, last-approval", texts)?,
        language: language(body.language.as_deref(), texts)?,
        audience: audience(body.audience.as_deref(), texts)?,
        readers: named(&app, &body.readers, texts).await?,
    };
    let done = order_reports(&app.db, app.clock.as_ref(), &actor, new).await;
    done.map_err(|error| refused(&error, texts))?;
    Ok((StatusCode::CREATED, all(&app, &actor).await?))
}

/// Who is told from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportReaders)]
pub(crate) struct ReadersBody {
    /// E-mail addresses.
    readers: Vec<String>,
}

/// Says anew who is told of the reports of an order.
#[utoipa::path(post, path = "/api/v1/report-orders/{order}/readers", tag = "status-reports",
    request_body = ReadersBody,
    params(("order" = Uuid, Path, description = "The order")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The orders that stand", body = Vec<OrderBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such order", body = ProblemBody),
        (status = 409, description = "It is ended", body = ProblemBody),
        (status = 422, description = "An address that is none", body = ProblemBody)))]
pub(crate) async fn readers(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ReportOrderId>,
    texts: Texts,
    JsonOf(body): JsonOf<ReadersBody>,
) -> Result<Json<Vec<OrderBody>>, Problem> {
    let told = named(&app, &body.readers, texts).await?;
    let done = set_order_readers(&app.db, app.clock.as_ref(), &actor, id, &told).await;
    done.map_err(|error| refused(&error, texts))?;
    all(&app, &actor).await
}

/// Ends an order: nothing comes by it any more.
#[utoipa::path(post, path = "/api/v1/report-orders/{order}/end", tag = "status-reports",
    params(("order" = Uuid, Path, description = "The order")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The orders that stand", body = Vec<OrderBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such order", body = ProblemBody),
        (status = 409, description = "It is ended", body = ProblemBody)))]
pub(crate) async fn end(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ReportOrderId>,
    texts: Texts,
    _: Bare,
) -> Result<Json<Vec<OrderBody>>, Problem> {
    let done = end_order(&app.db, app.clock.as_ref(), &actor, id).await;
    done.map_err(|error| refused(&error, texts))?;
    all(&app, &actor).await
}
