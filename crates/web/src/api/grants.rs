//! Grants: reading, and accepting the terms.

use super::{Asked, Listed, ProblemBody, applications::wanted_call};
use crate::{
    App, PathOf,
    json::Bare,
    kit::{Problem, Texts},
    problems::not_possible,
    session::Signed,
};
use axum::{
    Json,
    extract::{Query, State},
};
use chrono::{DateTime, NaiveDate, Utc};
use funding_periods::{
    AcceptError, FundingPeriod, Grant, GrantVerb, Instalment, InstalmentState, accept_grant,
    queries::{self, GrantFilter, GrantRow},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::{Actor, GrantId};

/// A row of a list of grants.
#[derive(Serialize, ToSchema)]
#[schema(as = GrantRow)]
pub(crate) struct RowBody {
    /// Its id.
    id: Uuid,
    /// What people call it.
    reference: String,
    /// Short name of its call.
    call: String,
    /// The project.
    title: String,
    /// Who receives it.
    organisation: String,
    /// The county when it applied, by its two digits.
    county: String,
    /// How much was awarded, in øre.
    amount_ore: i64,
    /// The state, by its word.
    state: String,
    /// The last day to accept the terms.
    accept_by_on: NaiveDate,
}

impl From<GrantRow> for RowBody {
    fn from(row: GrantRow) -> RowBody {
        RowBody {
            id: row.id,
            reference: row.reference,
            call: row.call_slug,
            title: row.title,
            organisation: row.organisation,
            county: row.county_number,
            amount_ore: row.amount_ore,
            state: row.state,
            accept_by_on: row.accept_by_on,
        }
    }
}

/// A stretch of time a grant is given for.
#[derive(Serialize, ToSchema)]
#[schema(as = FundingPeriod)]
struct PeriodBody {
    /// From 1.
    number: i32,
    /// The first day.
    opens_on: NaiveDate,
    /// The last day.
    closes_on: NaiveDate,
    /// The money for it, in øre.
    amount_ore: i64,
}

impl From<FundingPeriod> for PeriodBody {
    fn from(period: FundingPeriod) -> PeriodBody {
        PeriodBody {
            number: period.number,
            opens_on: period.days.first().date(),
            closes_on: period.days.last().date(),
            amount_ore: period.amount.ore(),
        }
    }
}

/// One payment.
#[derive(Serialize, ToSchema)]
#[schema(as = Instalment)]
struct InstalmentBody {
    /// From 1 within the grant.
    number: i32,
    /// The period it belongs to.
    period: i32,
    /// When it is to be paid.
    due_on: NaiveDate,
    /// How much, in øre.
    amount_ore: i64,
    /// `scheduled`, `paid` or `stopped`.
    state: &'static str,
    /// When it was paid.
    paid_on: Option<NaiveDate>,
}

impl From<Instalment> for InstalmentBody {
    fn from(instalment: Instalment) -> InstalmentBody {
        let paid_on = match instalment.state {
            InstalmentState::Paid(day) => Some(day.date()),
            InstalmentState::Scheduled | InstalmentState::Stopped => None,
        };
        InstalmentBody {
            number: instalment.number,
            period: instalment.period,
            due_on: instalment.due_on.date(),
            amount_ore: instalment.amount.ore(),
            state: instalment.state.word(),
            paid_on,
        }
    }
}

/// A grant.
#[derive(Serialize, ToSchema)]
#[schema(as = Grant)]
pub(crate) struct GrantBody {
    /// Its id.
    id: Uuid,
    /// What people call it.
    reference: String,
    /// The application it was awarded to.
    application: Uuid,
    /// Who receives it.
    organisation: Uuid,
    /// The project.
    title: String,
    /// The recipient's municipality when it applied.
    municipality: String,
    /// Its county then.
    county: String,
    /// How much was awarded, in øre.
    amount_ore: i64,
    /// When it was awarded.
    awarded_at: DateTime<Utc>,
    /// The last day to accept the terms.
    accept_by_on: NaiveDate,
    /// `awarded`, `active`, `lapsed`, `closed` or `reversed`.
    state: &'static str,
    /// What can be done with it now, by the words of the verbs; who may is another question.
    possible: Vec<&'static str>,
    /// The periods.
    periods: Vec<PeriodBody>,
    /// The payments.
    instalments: Vec<InstalmentBody>,
    /// What of it is paid, in øre.
    paid_ore: i64,
    /// The decision that took it back, where there is one.
    reversal: Option<ReversedBody>,
}

/// A decision that took an award back.
#[derive(Serialize, ToSchema)]
#[schema(as = Reversed)]
struct ReversedBody {
    /// When.
    at: DateTime<Utc>,
    /// Why, as the recipient read it.
    why: String,
    /// What it rests on: `no-harm`, `not-notified`, `invalid` or `by-its-terms`.
    legal_ground: &'static str,
    /// The day the recipient was told beforehand or was heard.
    noticed_on: Option<NaiveDate>,
    /// What was not paid and never will be, in øre.
    freed_ore: i64,
    /// What is paid and has not come back as of now, in øre.
    owed_ore: i64,
}

async fn body(app: &App, grant: Grant) -> Result<GrantBody, Problem> {
    let periods = queries::periods(&app.db, grant.id).await?;
    let instalments = queries::instalments(&app.db, grant.id).await?;
    let (paid, owed) = queries::paid_and_not_back(&app.db, &grant).await?;
    let reversal = queries::reversal_of(&app.db, &grant).await?.map(|reversed| ReversedBody {
        at: reversed.at,
        why: reversed.why,
        legal_ground: reversed.ground.word(),
        noticed_on: reversed.noticed_on.map(|day| day.date()),
        freed_ore: reversed.freed.ore(),
        owed_ore: owed.ore(),
    });
    Ok(GrantBody {
        id: grant.id.0,
        reference: grant.reference,
        application: grant.application.0,
        organisation: grant.organisation.0,
        title: grant.title,
        municipality: grant.municipality.to_string(),
        county: grant.county.to_string(),
        amount_ore: grant.amount.ore(),
        awarded_at: grant.awarded_at,
        accept_by_on: grant.accept_by.date(),
        state: grant.state.word(),
        possible: grant.state.possible().iter().map(|verb| verb.word()).collect(),
        periods: periods.into_iter().map(PeriodBody::from).collect(),
        instalments: instalments.into_iter().map(InstalmentBody::from).collect(),
        paid_ore: paid.ore(),
        reversal,
    })
}

/// The grant as it is now, for who may see it.
pub(super) async fn grant_as_seen(
    app: &App,
    actor: &Actor,
    id: GrantId,
) -> Result<GrantBody, Problem> {
    body(app, seen(app, actor, id).await?).await
}

async fn seen(app: &App, actor: &Actor, id: GrantId) -> Result<Grant, Problem> {
    queries::grant_for_actor(&app.db, actor, id).await?.ok_or_else(Problem::not_found)
}

/// The grants one may see: a recipient its own, the directorate all. Sorts by `reference`,
/// `organisation`, `title`, `county`, `amount` or `state`.
#[utoipa::path(get, path = "/api/v1/grants", tag = "grants", params(Asked),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "A page of grants", body = Listed<RowBody>),
        (status = 401, description = "Not signed in", body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<App>,
    Signed(actor): Signed,
    Query(asked): Query<Asked>,
) -> Result<Json<Listed<RowBody>>, Problem> {
    let filter = GrantFilter {
        call: wanted_call(&app, &actor, &asked).await?,
        state: asked.state.clone(),
        county: asked.county.as_ref().and_then(|county| county.parse().ok()),
        look: asked.look(),
    };
    let page = queries::grants_for_actor(&app.db, &actor, &filter).await?;
    Ok(Json(Listed::of(page, RowBody::from)))
}

/// One grant with its periods and payments.
#[utoipa::path(get, path = "/api/v1/grants/{id}", tag = "grants",
    params(("id" = Uuid, Path, description = "The grant")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The grant", body = GrantBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 404, description = "No such grant, or not yours", body = ProblemBody)))]
pub(crate) async fn one(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<GrantId>,
) -> Result<Json<GrantBody>, Problem> {
    let grant = seen(&app, &actor, id).await?;
    Ok(Json(body(&app, grant).await?))
}

/// Accepts the terms of a grant on behalf of its recipient.
#[utoipa::path(post, path = "/api/v1/grants/{id}/accept", tag = "grants",
    params(("id" = Uuid, Path, description = "The grant")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "As it was accepted", body = GrantBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the recipient can", body = ProblemBody),
        (status = 404, description = "No such grant, or not yours", body = ProblemBody),
        (status = 409, description = "Not possible now", body = ProblemBody)))]
pub(crate) async fn accept(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<GrantId>,
    texts: Texts,
    Bare: Bare,
) -> Result<Json<GrantBody>, Problem> {
    accept_grant(&app.db, app.clock.as_ref(), &actor, &app.desk, id)
        .await
        .map_err(|error| refused(texts, &error))?;
    app.bell.ring();
    let grant = seen(&app, &actor, id).await?;
    Ok(Json(body(&app, grant).await?))
}

fn refused(texts: Texts, error: &AcceptError) -> Problem {
    match error {
        AcceptError::NoGrant => Problem::not_found(),
        AcceptError::NotYours => Problem::forbidden(),
        AcceptError::TooLate(day) => {
            Problem::conflict(texts.t("api-accept-too-late").with("day", day))
                .kind("/problems/too-late")
        }
        AcceptError::PeriodOver => Problem::conflict(texts.t("api-accept-period-over")),
        AcceptError::NotPossible(refusal) => {
            // What the directorate can do is nothing to offer a recipient.
            let mut refusal = refusal.clone();
            refusal.possible.retain(|verb| *verb != GrantVerb::Reverse.word());
            not_possible(texts, &refusal, |_| None)
        }
        AcceptError::Letter(_) | AcceptError::Database(_) => Problem::internal(error),
    }
}
