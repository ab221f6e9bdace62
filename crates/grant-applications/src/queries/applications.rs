//! Applications: lists, single ones, counts.

use crate::apply::{form_version, may_see};
use crate::{Application, BEFORE_FORMS, entity, repository};
use chrono::{DateTime, Utc};
use forms::Definition;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    QueryOrder,
    sea_query::{Cond, Expr, Func, JoinType, Order, Query, SelectStatement},
};
use serde::Serialize;
use std::collections::{BTreeMap, btree_map::Entry};
use uuid::Uuid;
use vocabulary::{
    Actor, ApplicationId, CallId, CountyNumber, FormVersionId, Look, Money, OrganisationId, Page,
};

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

/// The applications an actor may see: those its organisation has begun or joined. Drafts of others are
/// nobody else's business, not even the directorate's: what was never sent in is unpublished.
pub async fn applications_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    filter: &ApplicationFilter,
) -> Result<Page<ApplicationRow>, DbErr> {
    let a = |column: &'static str| Expr::col(("a", column));
    let mut wanted = Cond::all();
    wanted = match actor.confined_to() {
        Some(own) => wanted.add(takes_part(own)),
        None => wanted.add(a("submitted_at").is_not_null()),
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

/// The organisation applies, or has joined.
fn takes_part(own: OrganisationId) -> Cond {
    let joined = Query::select()
        .expr(Expr::col(("p", "application_id")))
        .from_as("application_organisation", "p")
        .and_where(Expr::col(("p", "organisation_id")).eq(own.0))
        .and_where(Expr::col(("p", "joined_at")).is_not_null())
        .and_where(Expr::col(("p", "left_at")).is_null())
        .to_owned();
    Cond::any()
        .add(Expr::col(("a", "organisation_id")).eq(own.0))
        .add(Expr::col(("a", "id")).in_subquery(joined))
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

/// One application, when it may be seen. What is written beside the version sent in is shown to those
/// who write it only.
pub async fn application_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    id: ApplicationId,
) -> Result<Option<Application>, DbErr> {
    let found = repository::application(db, id).await?;
    let Some(mut application) = found.filter(|found| may_see(actor, found)) else {
        return Ok(None);
    };
    if actor.confined_to().is_none() && application.state.submission().is_some() {
        application.draft = None;
    }
    Ok(Some(application))
}

/// The form that a version was answered to: the house's own for what is older than forms.
pub async fn form_of<C: ConnectionTrait>(db: &C, form: FormVersionId) -> Result<Definition, DbErr> {
    if form == BEFORE_FORMS {
        return Ok(forms::standard());
    }
    Ok(form_version(db, form).await?.definition)
}

/// An invitation into another organisation's project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromQueryResult)]
pub struct InvitationRow {
    /// The application.
    pub id: Uuid,
    /// What people call it.
    pub reference: String,
    /// The project.
    pub title: String,
    /// Who applies, and invites.
    pub applicant: String,
    /// Short name of the call.
    pub call_slug: String,
    /// The title of the call in bokmål.
    pub call_title: String,
    /// When.
    pub invited_at: DateTime<Utc>,
}

/// The invitations that the actor's organisation has not answered, oldest first. It is all that one
/// sees of an application before joining it.
pub async fn invitations_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
) -> Result<Vec<InvitationRow>, DbErr> {
    let Some(own) = actor.confined_to() else { return Ok(Vec::new()) };
    let select = base_select(Cond::all())
        .join_as(
            JoinType::InnerJoin,
            "application_organisation",
            "p",
            Expr::col(("p", "application_id")).equals(("a", "id")),
        )
        .and_where(Expr::col(("p", "organisation_id")).eq(own.0))
        .and_where(Expr::col(("p", "joined_at")).is_null())
        .and_where(Expr::col(("p", "left_at")).is_null())
        .and_where(Expr::col(("a", "state")).is_in(["draft", "submitted", "incomplete"]))
        .expr_as(Expr::col(("a", "id")), "id")
        .expr_as(Expr::col(("a", "reference")), "reference")
        .expr_as(Expr::col(("a", "title")), "title")
        .expr_as(Expr::col(("o", "name")), "applicant")
        .expr_as(Expr::col(("c", "slug")), "call_slug")
        .expr_as(Expr::col(("c", "title")), "call_title")
        .expr_as(Expr::col(("p", "invited_at")), "invited_at")
        .order_by(("p", "invited_at"), Order::Asc)
        .order_by(("a", "reference"), Order::Asc)
        .to_owned();
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| InvitationRow::from_query_result(row, "")).collect()
}

/// Rehashes every version that was sent in, with its own form version; each that is not what was sent in
/// is a sentence.
pub async fn verify_versions<C: ConnectionTrait>(db: &C) -> Result<Vec<String>, DbErr> {
    const AT_A_TIME: u64 = 500;
    let mut hashes: BTreeMap<FormVersionId, Option<String>> = BTreeMap::new();
    let (mut wrong, mut last) = (Vec::new(), None);
    loop {
        let some = repository::versions_after(db, last, AT_A_TIME).await?;
        let Some((end, _)) = some.last() else { return Ok(wrong) };
        last = Some(*end);
        for (application, version) in some {
            if let Entry::Vacant(unknown) = hashes.entry(version.form) {
                let form = forms::version(db, version.form).await?;
                // From what the form says, not from what is noted of it.
                unknown.insert(form.map(|form| form.definition.hash()));
            }
            let form = hashes.get(&version.form).and_then(Option::as_ref);
            if form.map(|form| version.answers.hash(form)).as_ref() != Some(&version.content_hash) {
                let number = version.number;
                wrong.push(format!(
                    "version {number} of application {application} is not what was sent in"
                ));
            }
        }
    }
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
