//! Applications: lists, single ones, counts.

use crate::apply::{form_version, may_see};
use crate::queries::closed_contents;
use crate::{Application, BEFORE_FORMS, entity, repository};
use chrono::{DateTime, Utc};
use forms::Definition;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    QueryOrder,
    sea_query::{CommonTableExpression, Cond, Expr, Func, JoinType, Order, Query, SelectStatement},
};
use serde::Serialize;
use std::collections::{BTreeMap, btree_map::Entry};
use uuid::Uuid;
use vocabulary::{
    Actor, ApplicationId, CallId, CountyNumber, Day, FormVersionId, Look, Money, OrganisationId,
    Page,
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
    /// The project; `None` while impartiality keeps the contents from the reader.
    pub title: Option<String>,
    /// Who applies.
    pub organisation: String,
    /// The county, by number.
    pub county_number: String,
    /// What is applied for, in øre; `None` as the title.
    pub amount_ore: Option<i64>,
    /// Where it stands, by its word.
    pub state: String,
    /// When it was sent in.
    pub submitted_at: Option<DateTime<Utc>>,
}

impl ApplicationRow {
    /// What is applied for.
    pub fn amount(&self) -> Option<Money> {
        self.amount_ore.map(Money::from_ore)
    }
}

/// The applications an actor may see: those its organisation has begun or joined. Drafts of others are
/// nobody else's business, not even the directorate's: what was never sent in is unpublished.
///
/// Whose contents are [closed](closed_contents) to the actor is listed by its reference, neither found
/// nor sorted by what the actor may not read: it stands last where that is asked for.
pub async fn applications_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    filter: &ApplicationFilter,
) -> Result<Page<ApplicationRow>, DbErr> {
    let closed = closed_contents(db, actor, today).await?;
    let is_closed = (!closed.is_empty()).then(|| a("id").is_in(closed.iter().map(|one| one.0)));
    let is_closed = is_closed.as_ref();
    let order = filter.look.sort.as_deref().unwrap_or_default();
    let wanted = wanted(actor, filter, is_closed);
    let searched = filter.look.search().is_some();
    let (page, per_page) = (filter.look.page(), filter.look.per_page());
    let direction = if filter.look.descending { Order::Desc } else { Order::Asc };
    let hides = is_closed.is_some() && matches!(order, "title" | "amount");
    let in_order = |select: &mut SelectStatement| {
        if hides {
            select.order_by(("f", "is_last"), Order::Asc);
        }
        select
            .order_by(("f", "sort_key"), direction.clone())
            .order_by(("f", "reference"), Order::Asc);
    };

    // Which rows make up the page is found out from indexes alone (m16); what a row shows is read of
    // these few only.
    let found = found(order, wanted.clone(), is_closed.filter(|_| hides));
    let mut shown = Query::select();
    shown.columns(["id", "reference", "sort_key"].map(|column| ("f", column)));
    if hides {
        shown.column(("f", "is_last"));
    }
    let mut select = Query::select();
    if searched {
        shown.from_as("found", "f");
        let counted = Query::select().expr(Expr::cust("COUNT(*)")).from("found").to_owned();
        select.expr_as(Expr::from(counted), "total");
    } else {
        shown.from_subquery(found.clone(), "f");
    }
    in_order(&mut shown);
    shown.limit(per_page).offset((page - 1).saturating_mul(per_page));
    select
        .from_subquery(shown, "f")
        .join_as(JoinType::InnerJoin, "application", "a", a("id").equals(("f", "id")))
        .expr_as(a("id"), "id")
        .expr_as(a("reference"), "reference")
        .expr_as(Expr::col(("c", "slug")), "call_slug")
        .expr_as(a("title"), "title")
        .expr_as(Expr::col(("o", "name")), "organisation")
        .expr_as(a("county_number"), "county_number")
        .expr_as(a("amount_ore"), "amount_ore")
        .expr_as(a("state"), "state")
        .expr_as(a("submitted_at"), "submitted_at");
    join_words(&mut select);
    in_order(&mut select);
    let rows = if searched {
        // Looked through once, for the rows and their number. Materialized, or PostgreSQL takes few to
        // fit and walks the applications in the order of the page until it has enough of them.
        let mut once = CommonTableExpression::new();
        once.table_name("found").query(found).materialized(true);
        db.query_all(&select.with(Query::with().cte(once).to_owned())).await?
    } else {
        db.query_all(&select).await?
    };
    let total = match rows.first().filter(|_| searched) {
        Some(row) => row.try_get("", "total")?,
        None if searched && page == 1 => 0,
        None => count(db, wanted).await?,
    };
    let mut rows = rows
        .iter()
        .map(|row| ApplicationRow::from_query_result(row, ""))
        .collect::<Result<Vec<_>, _>>()?;
    for row in rows.iter_mut().filter(|row| closed.contains(&ApplicationId(row.id))) {
        (row.title, row.amount_ore) = (None, None);
    }
    Ok(Page { rows, total: total.try_into().unwrap_or(0), page, per_page })
}

fn a(column: &'static str) -> Expr {
    Expr::col(("a", column))
}

/// What a list is narrowed to, said of `application` alone: with another table in it a count would read
/// every application for nothing.
fn wanted(actor: &Actor, filter: &ApplicationFilter, is_closed: Option<&Expr>) -> Cond {
    let mut wanted = match actor.confined_to() {
        Some(own) => Cond::all().add(takes_part(own)),
        None => Cond::all().add(a("submitted_at").is_not_null()),
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
    let Some(words) = filter.look.search() else { return wanted };
    let pattern = format!("%{}%", words.to_lowercase());
    let titled = a("title_lower").like(pattern.as_str());
    let name = || Expr::col(("named", "name"));
    let named = Query::select()
        .expr(Expr::col(("named", "id")))
        .from_as("organisation", "named")
        .cond_where(
            Cond::any()
                .add(Expr::expr(Func::lower(name())).like(pattern.as_str()))
                .add(name().like(format!("%{words}%"))),
        )
        .to_owned();
    wanted.add(
        Cond::any()
            // References are written in capitals.
            .add(a("reference").like(format!("%{}%", words.to_uppercase())))
            .add(match is_closed {
                Some(is_closed) => titled.and(is_closed.clone().not()),
                None => titled,
            })
            .add(a("organisation_id").in_subquery(named)),
    )
}

/// The applications of a list with what they are ordered by. What `hides` says tells nothing of itself
/// by its place.
fn found(order: &str, wanted: Cond, hides: Option<&Expr>) -> SelectStatement {
    let mut select = Query::select();
    select.from_as("application", "a").cond_where(wanted);
    let key = match order {
        "organisation" => {
            select.join_as(JoinType::InnerJoin, "organisation", "o", of_applicant());
            Expr::col(("o", "name"))
        }
        "title" => a("title_lower"),
        "county" => a("county_number"),
        "amount" => a("amount_ore"),
        "state" => a("state"),
        "submitted" => a("submitted_at"),
        _ => a("reference"),
    };
    select.expr_as(a("id"), "id").expr_as(a("reference"), "reference");
    match hides {
        Some(hides) => select
            .expr_as(Expr::case(hides.clone().not(), key), "sort_key")
            .expr_as(Expr::case(hides.clone(), 1).finally(0), "is_last"),
        None => select.expr_as(key, "sort_key"),
    };
    select
}

async fn count<C: ConnectionTrait>(db: &C, wanted: Cond) -> Result<i64, DbErr> {
    let select = Query::select()
        .expr_as(Expr::cust("COUNT(*)"), "total")
        .from_as("application", "a")
        .cond_where(wanted)
        .to_owned();
    db.query_one(&select).await?.map_or(Ok(0), |row| row.try_get("", "total"))
}

/// How many applications wait to be checked, counted no further than `most`: the directorate's
/// business, 0 for everybody else.
pub async fn waiting_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    most: u64,
) -> Result<u64, DbErr> {
    if !actor.is_directorate() {
        return Ok(0);
    }
    let some = Query::select()
        .expr(a("id"))
        .from_as("application", "a")
        .and_where(a("state").eq("submitted"))
        .and_where(a("submitted_at").is_not_null())
        .limit(most)
        .to_owned();
    let select = Query::select()
        .expr_as(Expr::cust("COUNT(*)"), "total")
        .from_subquery(some, "some")
        .to_owned();
    let total: Option<i64> =
        db.query_one(&select).await?.map(|row| row.try_get("", "total")).transpose()?;
    Ok(total.and_then(|total| total.try_into().ok()).unwrap_or(0))
}

/// The organisation applies, or has joined.
pub(super) fn takes_part(own: OrganisationId) -> Cond {
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
pub(super) fn base_select(wanted: Cond) -> SelectStatement {
    let mut select = Query::select();
    select.from_as("application", "a").cond_where(wanted);
    join_words(&mut select);
    select
}

fn join_words(select: &mut SelectStatement) {
    let of_call = Expr::col(("c", "id")).equals(("a", "call_id"));
    select.join_as(JoinType::InnerJoin, "organisation", "o", of_applicant()).join_as(
        JoinType::InnerJoin,
        "call",
        "c",
        of_call,
    );
}

fn of_applicant() -> Expr {
    Expr::col(("o", "id")).equals(("a", "organisation_id"))
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
    Ok(form_version(db, form).await?.definition.clone())
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
