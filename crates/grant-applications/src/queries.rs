//! Lists and single things for pages, the API and the crates above, scoped to who asks.

use crate::{
    Application, Assessment, Call, Criterion, Programme, Scheme, SchemeVersion, Standing, entity,
    repository, standing,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    QueryOrder,
    sea_query::{Cond, Expr, Func, JoinType, Order, Query, SelectStatement},
};
use serde::Serialize;
use std::collections::BTreeMap;
use uuid::Uuid;
use vocabulary::{
    Actor, ApplicationId, CallId, CountyNumber, Look, Money, OrganisationId, Page, SchemeId,
};

/// A call with the scheme it belongs to.
#[derive(Debug, Clone)]
pub struct CallView {
    /// The call.
    pub call: Call,
    /// Its scheme.
    pub scheme: Scheme,
    /// The version it was announced under.
    pub version: SchemeVersion,
}

/// The calls that may be seen, latest first. `None` is the public: drafts are the directorate's.
pub async fn calls_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: Option<&Actor>,
) -> Result<Vec<Call>, DbErr> {
    repository::calls(db, actor.is_some_and(Actor::is_directorate)).await
}

/// One call by its short name, when it may be seen.
pub async fn call_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: Option<&Actor>,
    slug: &str,
) -> Result<Option<CallView>, DbErr> {
    let drafts = actor.is_some_and(Actor::is_directorate);
    match repository::call_by_slug(db, slug).await?.filter(|call| drafts || call.is_public()) {
        Some(call) => with_scheme(db, call).await.map(Some),
        None => Ok(None),
    }
}

/// One call by id, for the crates above.
pub async fn call<C: ConnectionTrait>(db: &C, id: CallId) -> Result<Option<CallView>, DbErr> {
    match repository::call(db, id).await? {
        Some(call) => with_scheme(db, call).await.map(Some),
        None => Ok(None),
    }
}

async fn with_scheme<C: ConnectionTrait>(db: &C, call: Call) -> Result<CallView, DbErr> {
    let missing = || DbErr::RecordNotFound(format!("the scheme of call {}", call.slug));
    let scheme = repository::scheme(db, call.scheme).await?.ok_or_else(missing)?;
    let version = repository::versions(db, call.scheme)
        .await?
        .into_iter()
        .find(|version| version.number == call.scheme_version)
        .ok_or_else(missing)?;
    Ok(CallView { call, scheme, version })
}

/// A scheme with its versions, oldest first.
pub async fn scheme_by_slug<C: ConnectionTrait>(
    db: &C,
    slug: &str,
) -> Result<Option<(Scheme, Vec<SchemeVersion>)>, DbErr> {
    match repository::scheme_by_slug(db, slug).await? {
        Some(scheme) => {
            let versions = repository::versions(db, scheme.id).await?;
            Ok(Some((scheme, versions)))
        }
        None => Ok(None),
    }
}

/// The programme of a scheme.
pub async fn programme_of<C: ConnectionTrait>(
    db: &C,
    scheme: SchemeId,
) -> Result<Option<Programme>, DbErr> {
    let Some(scheme) = repository::scheme(db, scheme).await? else { return Ok(None) };
    let row = entity::programme::Entity::find_by_id(scheme.programme.0).one(db).await?;
    Ok(row.map(|row| Programme {
        id: scheme.programme,
        slug: row.slug,
        name: row.name,
        about: row.about,
    }))
}

/// What a list of applications is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct ApplicationFilter {
    /// Those of one call.
    pub call: Option<CallId>,
    /// Those in one state, by its word.
    pub state: Option<String>,
    /// Those of one county.
    pub county: Option<CountyNumber>,
    /// Search (reference, title, organisation), order (`reference`, `organisation`, `title`,
    /// `county`, `amount`, `state`, `submitted`) and page.
    pub look: Look,
}

/// A row of a list of applications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromQueryResult)]
pub struct ApplicationRow {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub reference: String,
    /// Short name of its call.
    pub call_slug: String,
    /// The project.
    pub title: String,
    /// Who applies.
    pub organisation: String,
    /// The county, by number.
    pub county_number: String,
    /// What is applied for, in øre.
    pub amount_ore: i64,
    /// Where it stands, by its word.
    pub state: String,
    /// When it was sent in.
    pub submitted_at: Option<DateTime<Utc>>,
}

impl ApplicationRow {
    /// What is applied for.
    pub fn amount(&self) -> Money {
        Money::from_ore(self.amount_ore)
    }
}

/// The applications an actor may see. Drafts of others are nobody else's business, not even the
/// directorate's: what is not sent in is unpublished.
pub async fn applications_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    filter: &ApplicationFilter,
) -> Result<Page<ApplicationRow>, DbErr> {
    let a = |column: &'static str| Expr::col(("a", column));
    let mut wanted = Cond::all();
    wanted = match actor.confined_to() {
        Some(own) => wanted.add(a("organisation_id").eq(own.0)),
        None => wanted.add(a("state").ne("draft")),
    };
    if let Some(call) = filter.call {
        wanted = wanted.add(a("call_id").eq(call.0));
    }
    if let Some(state) = &filter.state {
        wanted = wanted.add(a("state").eq(state.as_str()));
    }
    if let Some(county) = filter.county {
        wanted = wanted.add(a("county_number").eq(county.to_string()));
    }
    if let Some(words) = filter.look.search() {
        let pattern = format!("%{}%", words.to_lowercase());
        let has = |column| Expr::expr(Func::lower(column)).like(pattern.as_str());
        wanted = wanted.add(
            Cond::any()
                .add(has(a("reference")))
                .add(has(a("title")))
                .add(has(Expr::col(("o", "name"))))
                .add(Expr::col(("o", "name")).like(format!("%{words}%"))),
        );
    }
    let base = base_select(wanted);
    let mut count = base.clone();
    count.expr_as(Func::count(a("id")), "total");
    let total: i64 = match db.query_one(&count).await? {
        Some(row) => row.try_get("", "total")?,
        None => 0,
    };
    let order = match filter.look.sort.as_deref() {
        Some("organisation") => ("o", "name"),
        Some("title") => ("a", "title"),
        Some("county") => ("a", "county_number"),
        Some("amount") => ("a", "amount_ore"),
        Some("state") => ("a", "state"),
        Some("submitted") => ("a", "submitted_at"),
        _ => ("a", "reference"),
    };
    let direction = if filter.look.descending { Order::Desc } else { Order::Asc };
    let (page, per_page) = (filter.look.page(), filter.look.per_page());
    let mut select = base;
    select
        .expr_as(a("id"), "id")
        .expr_as(a("reference"), "reference")
        .expr_as(Expr::col(("c", "slug")), "call_slug")
        .expr_as(a("title"), "title")
        .expr_as(Expr::col(("o", "name")), "organisation")
        .expr_as(a("county_number"), "county_number")
        .expr_as(a("amount_ore"), "amount_ore")
        .expr_as(a("state"), "state")
        .expr_as(a("submitted_at"), "submitted_at")
        .order_by(order, direction)
        .order_by(("a", "reference"), Order::Asc)
        .limit(per_page)
        .offset((page - 1).saturating_mul(per_page));
    let rows = db.query_all(&select).await?;
    let rows = rows
        .iter()
        .map(|row| ApplicationRow::from_query_result(row, ""))
        .collect::<Result<_, _>>()?;
    Ok(Page { rows, total: total.try_into().unwrap_or(0), page, per_page })
}

/// Applications with their organisation and call, by table name: the other crates' tables are read
/// for their words, never related to.
fn base_select(wanted: Cond) -> SelectStatement {
    let equal = |left: (&'static str, &'static str), right: (&'static str, &'static str)| {
        Expr::col(left).equals(right)
    };
    Query::select()
        .from_as("application", "a")
        .join_as(
            JoinType::InnerJoin,
            "organisation",
            "o",
            equal(("o", "id"), ("a", "organisation_id")),
        )
        .join_as(JoinType::InnerJoin, "call", "c", equal(("c", "id"), ("a", "call_id")))
        .cond_where(wanted)
        .to_owned()
}

/// One application, when it may be seen.
pub async fn application_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    id: ApplicationId,
) -> Result<Option<Application>, DbErr> {
    let found = repository::application(db, id).await?;
    Ok(found.filter(|application| match actor.confined_to() {
        Some(own) => application.organisation == own,
        None => application.state != crate::ApplicationState::Draft,
    }))
}

/// One application by id, for the crates above.
pub async fn application<C: ConnectionTrait>(
    db: &C,
    id: ApplicationId,
) -> Result<Option<Application>, DbErr> {
    repository::application(db, id).await
}

/// An organisation's application with this title to a call, whatever became of it.
pub async fn application_by_title<C: ConnectionTrait>(
    db: &C,
    call: CallId,
    organisation: OrganisationId,
    title: &str,
) -> Result<Option<Application>, DbErr> {
    let row = entity::application::Entity::find()
        .filter(entity::application::Column::CallId.eq(call.0))
        .filter(entity::application::Column::OrganisationId.eq(organisation.0))
        .filter(entity::application::Column::Title.eq(title))
        .order_by_asc(entity::application::Column::Number)
        .one(db)
        .await?;
    match row {
        Some(row) => repository::application(db, ApplicationId(row.id)).await,
        None => Ok(None),
    }
}

/// The assessments of an application; for the directorate only, empty for everybody else.
pub async fn assessments_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    id: ApplicationId,
) -> Result<Vec<Assessment>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    Ok(repository::assessments(db, &[id.0]).await?.remove(&id.0).unwrap_or_default())
}

/// An application as plain values for the allocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub application: ApplicationId,
    /// What people call it.
    pub reference: String,
    /// Its county when it was begun.
    pub county: CountyNumber,
    /// What is applied for.
    pub applied: Money,
    /// What its assessments add up to; `None` when it has none yet.
    pub standing: Option<Standing>,
    /// Where it stands, by its word.
    pub state: &'static str,
}

/// The applications of a call that are checked (or already decided), by reference.
pub async fn candidates<C: ConnectionTrait>(db: &C, call: CallId) -> Result<Vec<Candidate>, DbErr> {
    let criteria: Vec<Criterion> =
        repository::call(db, call).await?.map(|call| call.criteria).unwrap_or_default();
    let rows = entity::application::Entity::find()
        .filter(entity::application::Column::CallId.eq(call.0))
        .filter(entity::application::Column::State.is_in(["checked", "awarded", "refused"]))
        .order_by_asc(entity::application::Column::Reference)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut assessments = repository::assessments(db, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let own = assessments.remove(&row.id).unwrap_or_default();
            let county = row.county_number.parse();
            Ok(Candidate {
                application: ApplicationId(row.id),
                county: county
                    .map_err(|_| repository::unreadable("county number", &row.county_number))?,
                reference: row.reference,
                applied: Money::from_ore(row.amount_ore),
                standing: standing(&criteria, &own),
                state: crate::ApplicationState::WORDS
                    .into_iter()
                    .find(|word| *word == row.state)
                    .unwrap_or("checked"),
            })
        })
        .collect()
}

/// How many applications of a call stand where, by the words of the states.
pub async fn counts<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<BTreeMap<String, i64>, DbErr> {
    let select = Query::select()
        .from("application")
        .expr_as(Expr::col("state"), "state")
        .expr_as(Func::count(Expr::col("id")), "n")
        .and_where(Expr::col("call_id").eq(call.0))
        .group_by_col("state")
        .to_owned();
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| Ok((row.try_get("", "state")?, row.try_get("", "n")?))).collect()
}
