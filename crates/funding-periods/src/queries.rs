//! Grants for pages, the API and the status reports, scoped to who asks.

use crate::{
    Assessed, AwardError, FundingPeriod, Grant, Instalment, ReservePlace, Reversed, Sensitivity,
    award_later::reserve_list, basis, repository, sensitivity,
};
use chrono::NaiveDate;
use sea_orm::{
    ConnectionTrait, DbErr, ExprTrait, FromQueryResult,
    sea_query::{Cond, Expr, Func, JoinType, Order, Query},
};
use serde::Serialize;
use uuid::Uuid;
use vocabulary::{
    Actor, ApplicationId, CallId, CountyNumber, Day, GrantId, Invariant, Look, Money,
    OrganisationId, Page,
};

/// What a list of grants is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct GrantFilter {
    /// Those of one call.
    pub call: Option<CallId>,
    /// Those in one state, by its word.
    pub state: Option<String>,
    /// Those of one county.
    pub county: Option<CountyNumber>,
    /// Search (reference, title, organisation), order (`reference`, `organisation`, `title`,
    /// `county`, `amount`, `state`) and page.
    pub look: Look,
}

/// A row of a list of grants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromQueryResult)]
pub struct GrantRow {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub reference: String,
    /// Short name of its call.
    pub call_slug: String,
    /// The project.
    pub title: String,
    /// Who receives it.
    pub organisation: String,
    /// The county when it applied, by number.
    pub county_number: String,
    /// How much was awarded, in øre.
    pub amount_ore: i64,
    /// Where it stands, by its word.
    pub state: String,
    /// The last day to accept the terms.
    pub accept_by_on: NaiveDate,
}

impl GrantRow {
    /// How much was awarded.
    pub fn amount(&self) -> Money {
        Money::from_ore(self.amount_ore)
    }
}

/// The grants an actor may see.
pub async fn grants_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    filter: &GrantFilter,
) -> Result<Page<GrantRow>, DbErr> {
    let g = |column: &'static str| Expr::col(("g", column));
    let name = || Expr::col(("o", "name"));
    let mut wanted = Cond::all();
    if let Some(own) = actor.confined_to() {
        wanted = wanted.add(g("organisation_id").eq(own.0));
    }
    if let Some(call) = filter.call {
        wanted = wanted.add(g("call_id").eq(call.0));
    }
    if let Some(state) = &filter.state {
        wanted = wanted.add(g("state").eq(state.as_str()));
    }
    if let Some(county) = filter.county {
        wanted = wanted.add(g("county_number").eq(county.to_string()));
    }
    if let Some(words) = filter.look.search() {
        let pattern = format!("%{}%", words.to_lowercase());
        let has = |column| Expr::expr(Func::lower(column)).like(pattern.as_str());
        wanted = wanted.add(
            Cond::any()
                .add(has(g("reference")))
                .add(has(g("title")))
                .add(has(name()))
                .add(name().like(format!("%{words}%"))),
        );
    }
    let base = Query::select()
        .from_as("funded_grant", "g")
        .join_as(
            JoinType::InnerJoin,
            "organisation",
            "o",
            Expr::col(("o", "id")).equals(("g", "organisation_id")),
        )
        .join_as(JoinType::InnerJoin, "call", "c", Expr::col(("c", "id")).equals(("g", "call_id")))
        .cond_where(wanted)
        .to_owned();
    let mut count = base.clone();
    count.expr_as(Func::count(g("id")), "total");
    let total: i64 = match db.query_one(&count).await? {
        Some(row) => row.try_get("", "total")?,
        None => 0,
    };
    let order = match filter.look.sort.as_deref() {
        Some("organisation") => ("o", "name"),
        Some("title") => ("g", "title"),
        Some("county") => ("g", "county_number"),
        Some("amount") => ("g", "amount_ore"),
        Some("state") => ("g", "state"),
        _ => ("g", "reference"),
    };
    let direction = if filter.look.descending { Order::Desc } else { Order::Asc };
    let (page, per_page) = (filter.look.page(), filter.look.per_page());
    let mut select = base;
    for column in
        ["id", "reference", "title", "county_number", "amount_ore", "state", "accept_by_on"]
    {
        select.expr_as(g(column), column);
    }
    select
        .expr_as(Expr::col(("c", "slug")), "call_slug")
        .expr_as(name(), "organisation")
        .order_by(order, direction)
        .order_by(("g", "reference"), Order::Asc)
        .limit(per_page)
        .offset((page - 1).saturating_mul(per_page));
    let rows = db.query_all(&select).await?;
    let rows =
        rows.iter().map(|row| GrantRow::from_query_result(row, "")).collect::<Result<_, _>>()?;
    Ok(Page { rows, total: total.try_into().unwrap_or(0), page, per_page })
}

/// One grant, when it may be seen.
pub async fn grant_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    id: GrantId,
) -> Result<Option<Grant>, DbErr> {
    Ok(repository::grant(db, id).await?.filter(|grant| actor.sees(grant.organisation)))
}

/// One grant, for the crates above.
pub async fn grant<C: ConnectionTrait>(db: &C, id: GrantId) -> Result<Option<Grant>, DbErr> {
    repository::grant(db, id).await
}

/// The grants of a call, by reference, for the crates above.
pub async fn grants_of_call<C: ConnectionTrait>(db: &C, call: CallId) -> Result<Vec<Grant>, DbErr> {
    repository::grants_of_call(db, call).await
}

/// The grant an application became.
pub async fn grant_of_application<C: ConnectionTrait>(
    db: &C,
    application: ApplicationId,
) -> Result<Option<Grant>, DbErr> {
    repository::grant_of_application(db, application).await
}

/// A grant that an organisation got, as whoever looks at its next application wants to know it.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct GrantOfOrganisation {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub reference: String,
    /// The project.
    pub title: String,
    /// The budget year of its call.
    pub year: i32,
    /// The scheme of its call.
    pub scheme_id: Uuid,
    /// How much was awarded, in øre.
    pub amount_ore: i64,
    /// Where it stands, by its word.
    pub state: String,
}

/// The grants of one organisation, the latest first; none for who may not see them.
pub async fn grants_of_organisation_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    organisation: OrganisationId,
) -> Result<Vec<GrantOfOrganisation>, DbErr> {
    if !actor.sees(organisation) {
        return Ok(Vec::new());
    }
    let mut select = Query::select();
    for column in ["id", "reference", "title", "amount_ore", "state"] {
        select.expr_as(Expr::col(("g", column)), column);
    }
    select
        .expr_as(Expr::col(("c", "year")), "year")
        .expr_as(Expr::col(("c", "scheme_id")), "scheme_id")
        .from_as("funded_grant", "g")
        .join_as(JoinType::InnerJoin, "call", "c", Expr::col(("c", "id")).equals(("g", "call_id")))
        .and_where(Expr::col(("g", "organisation_id")).eq(organisation.0))
        .order_by(("c", "year"), Order::Desc)
        .order_by(("g", "reference"), Order::Asc);
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| GrantOfOrganisation::from_query_result(row, "")).collect()
}

/// The periods of a grant, by number.
pub async fn periods<C: ConnectionTrait>(
    db: &C,
    grant: GrantId,
) -> Result<Vec<FundingPeriod>, DbErr> {
    repository::periods(db, grant).await
}

/// The instalments of a grant, by number.
pub async fn instalments<C: ConnectionTrait>(
    db: &C,
    grant: GrantId,
) -> Result<Vec<Instalment>, DbErr> {
    repository::instalments(db, grant).await
}

/// The reversal of a grant, once it is reversed.
pub async fn reversal_of<C: ConnectionTrait>(
    db: &C,
    grant: &Grant,
) -> Result<Option<Reversed>, DbErr> {
    repository::reversal(db, grant).await
}

/// What of a grant is paid, and what of that has not come back.
pub async fn paid_and_not_back<C: ConnectionTrait>(
    db: &C,
    grant: &Grant,
) -> Result<(Money, Money), DbErr> {
    let purse = county_allocation::queries::envelope(db, grant.envelope).await?;
    Ok(purse.map_or((Money::ZERO, Money::ZERO), |purse| (purse.paid, purse.paid - purse.returned)))
}

/// The reserve list of a call as it stands now, in its order; empty for everybody but the directorate,
/// and while the call is not settled.
pub async fn reserve_list_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    call: CallId,
) -> Result<Vec<ReservePlace>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    let Some(view) = grant_applications::queries::call(db, call).await? else {
        return Ok(Vec::new());
    };
    let list = reserve_list(db, call, &view.call.slug).await?;
    Ok(list.map(|list| list.places).unwrap_or_default())
}

/// What must hold of grants.
pub const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "grant-per-award",
        says: "every application that was awarded has a grant, both reversed or neither",
        offenders: "SELECT a.reference || ' is ' || a.state || CASE WHEN g.id IS NULL THEN ' without a grant' ELSE ' with a grant' END AS offender \
            FROM application a LEFT JOIN funded_grant g ON g.application_id = a.id WHERE (a.state IN ('awarded', 'reversed')) <> (g.id IS NOT NULL) \
            OR (g.id IS NOT NULL AND (a.state = 'reversed') <> (g.state = 'reversed'))",
    },
    Invariant {
        name: "grant-money-is-reserved",
        says: "a grant that has neither lapsed nor been reversed holds an envelope of exactly its amount, all of it reserved",
        offenders: "SELECT g.reference || ' holds ' || g.amount_ore || ' øre, its envelope ' || e.reserved_ore AS offender \
            FROM funded_grant g JOIN envelope e ON e.id = g.envelope_id WHERE g.state NOT IN ('lapsed', 'reversed') AND (e.amount_ore <> g.amount_ore OR e.reserved_ore <> g.amount_ore)",
    },
    Invariant {
        name: "grant-reversed-is-settled",
        says: "of a reversed grant the frame holds what is paid and nothing else, and nothing is to be paid, owed by a day or asked for any more",
        offenders: "SELECT g.reference || ' is reversed, but its frame holds ' || e.amount_ore || ' øre' AS offender FROM funded_grant g \
            JOIN envelope e ON e.id = g.envelope_id LEFT JOIN grant_reversal r ON r.grant_id = g.id WHERE g.state = 'reversed' \
            AND (r.grant_id IS NULL OR e.amount_ore <> e.paid_ore OR e.paid_ore <> r.paid_ore OR r.freed_ore + r.paid_ore <> g.amount_ore) \
            UNION ALL SELECT g.reference || ' is reversed, but is to be paid' AS offender FROM funded_grant g JOIN instalment i ON i.grant_id = g.id \
            WHERE g.state = 'reversed' AND i.state = 'scheduled' \
            UNION ALL SELECT g.reference || ' is reversed, but owes ' || d.title AS offender FROM funded_grant g JOIN deadline d ON d.grant_id = g.id \
            WHERE g.state = 'reversed' AND d.state = 'open' \
            UNION ALL SELECT g.reference || ' is reversed, but is about to be reminded' AS offender FROM funded_grant g JOIN deadline d ON d.grant_id = g.id \
            JOIN reminder m ON m.deadline_id = d.id JOIN letter l ON l.id = m.letter_id WHERE g.state = 'reversed' AND l.state IN ('planned', 'retry')",
    },
    Invariant {
        name: "grant-is-what-was-decided",
        says: "a grant is of the amount that was awarded last, and was reversed by a decision",
        offenders: "SELECT g.reference || ' is of another amount than was decided' AS offender FROM funded_grant g \
            LEFT JOIN application_decision d ON d.application_id = g.application_id AND d.decision = 'awarded' \
            AND d.number = (SELECT MAX(l.number) FROM application_decision l WHERE l.application_id = g.application_id AND l.decision = 'awarded') \
            WHERE d.amount_ore IS NULL OR d.amount_ore <> g.amount_ore \
            UNION ALL SELECT g.reference || ' does not rest on the decision to reverse it' AS offender FROM funded_grant g \
            JOIN grant_reversal r ON r.grant_id = g.id JOIN application_decision d ON d.application_id = r.application_id AND d.number = r.decision_number \
            WHERE d.decision <> 'reversed' OR r.application_id <> g.application_id",
    },
    Invariant {
        name: "grant-periods-add-up",
        says: "the periods of an accepted grant add up to its amount, and the instalments of a period to the period",
        offenders: "SELECT g.reference || ' has periods that do not add up' AS offender FROM funded_grant g WHERE g.state IN ('active', 'closed') \
            AND g.amount_ore <> (SELECT COALESCE(SUM(p.amount_ore), 0) FROM funding_period p WHERE p.grant_id = g.id) \
            UNION ALL SELECT g.reference || ' has instalments that do not add up' AS offender FROM funded_grant g JOIN funding_period p ON p.grant_id = g.id \
            WHERE g.state <> 'reversed' AND p.amount_ore <> (SELECT COALESCE(SUM(i.amount_ore), 0) FROM instalment i WHERE i.grant_id = p.grant_id AND i.period_number = p.number AND i.state <> 'stopped')",
    },
    Invariant {
        name: "grant-owes-a-report",
        says: "every grant that has neither lapsed nor been reversed owes a report, or has delivered it",
        offenders: "SELECT g.reference || ' owes no report' AS offender FROM funded_grant g WHERE g.state NOT IN ('lapsed', 'reversed') \
            AND NOT EXISTS (SELECT 1 FROM deadline d WHERE d.grant_id = g.id AND d.owed <> 'acceptance')",
    },
    Invariant {
        name: "call-decided-is-settled",
        says: "a decided call has an adopted scenario and no application left to decide",
        offenders: "SELECT c.slug || ' is decided, but not settled' AS offender FROM call c WHERE c.state = 'decided' \
            AND (NOT EXISTS (SELECT 1 FROM scenario s WHERE s.call_id = c.id AND s.state = 'adopted') \
            OR EXISTS (SELECT 1 FROM application a WHERE a.call_id = c.id AND a.state IN ('submitted', 'incomplete', 'late', 'checked')))",
    },
];

/// A purpose that an allocation of a call can have quotas for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purpose {
    /// Its key in the form, as it stands in a quota and in what a scenario is drawn from.
    pub key: String,
    /// What it is called.
    pub name: forms::Words,
}

/// The purposes that the forms of a call let applicants choose between, by key. Empty where they do not
/// ask, and for everybody but the directorate.
pub async fn purposes_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    call: CallId,
) -> Result<Vec<Purpose>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    let purposes = grant_applications::queries::purposes(db, call).await?;
    Ok(purposes.into_iter().map(|(key, name)| Purpose { key, name }).collect())
}

/// Why it cannot be said what a choice hangs on.
#[derive(Debug, thiserror::Error)]
pub enum SensitivityError {
    /// Only the directorate.
    #[error("only the directorate sees what a choice hangs on")]
    NotYours,
    /// Scores that the actor may not read: the result would tell them.
    #[error("the scores of {0} applications are closed to you")]
    Closed(usize),
    /// No such call, or it is not assessed.
    #[error(transparent)]
    Award(#[from] AwardError),
    /// The plan has no frames.
    #[error(transparent)]
    Draw(#[from] county_allocation::DrawError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// What a plan's choice among the applications of a call hangs on, as they stand now: what comes out
/// otherwise if a criterion counts a tenth more or less, or without one of the assessors.
pub async fn sensitivity_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    call: CallId,
    plan: &county_allocation::Plan,
) -> Result<Sensitivity, SensitivityError> {
    if !actor.is_directorate() {
        return Err(SensitivityError::NotYours);
    }
    let closed = grant_applications::queries::closed_scores(db, actor, today, call).await?;
    if closed > 0 {
        return Err(SensitivityError::Closed(closed));
    }
    let basis = basis(db, call).await?;
    let view = grant_applications::queries::call(db, call).await?;
    let criteria = view.ok_or(AwardError::NoScenario)?.call.criteria;
    let inputs = county_allocation::gather(db, plan, &basis).await?;
    let frames = county_allocation::frames_of(plan, &inputs);
    let frames = frames.map_err(county_allocation::DrawError::from)?;
    let rows = grant_applications::queries::panels_for_actor(db, actor, today, call).await?;
    let assessed: Vec<Assessed> = rows
        .into_iter()
        .map(|row| Assessed { application: row.application, assessments: row.assessments })
        .collect();
    Ok(sensitivity(&criteria, &assessed, &frames, &plan.rules, &inputs.contenders))
}
