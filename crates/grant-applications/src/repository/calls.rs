//! Calls, their criteria, and what was amended.

use super::{from_json_text, json_text, unreadable};
use crate::entity;
use crate::{Call, CallAmendment, CallState, Criterion};
use forms::Words;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, JoinType, Order, Query},
};
use std::collections::BTreeMap;
use uuid::Uuid;
use vocabulary::{ApplicationId, CallId, FormVersionId, Language, Money, OrganisationId, SchemeId};

/// The criteria of a call or of several, by call and place.
async fn criteria<C: ConnectionTrait>(
    db: &C,
    calls: &[entity::call::Model],
) -> Result<BTreeMap<Uuid, Vec<Criterion>>, DbErr> {
    use entity::call_criterion::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::CallId.is_in(calls.iter().map(|call| call.id)))
        .order_by_asc(Column::Position)
        .all(db)
        .await?;
    let mut found: BTreeMap<Uuid, Vec<Criterion>> = BTreeMap::new();
    for one in rows {
        found.entry(one.call_id).or_default().push(Criterion {
            name: one.name,
            name_nn: one.name_nn,
            name_en: one.name_en,
            weight: one.weight,
            max_points: one.max_points,
            anchors: from_json_text("list of anchors", &one.anchors)?,
        });
    }
    Ok(found)
}

async fn calls_from<C: ConnectionTrait>(
    db: &C,
    rows: Vec<entity::call::Model>,
) -> Result<Vec<Call>, DbErr> {
    let mut criteria = criteria(db, &rows).await?;
    rows.into_iter()
        .map(|row| {
            let own = criteria.remove(&row.id).unwrap_or_default();
            call_of(row, own)
        })
        .collect()
}

async fn call_from<C: ConnectionTrait>(db: &C, row: entity::call::Model) -> Result<Call, DbErr> {
    let own = criteria(db, std::slice::from_ref(&row)).await?.remove(&row.id);
    call_of(row, own.unwrap_or_default())
}

fn call_of(row: entity::call::Model, criteria: Vec<Criterion>) -> Result<Call, DbErr> {
    Ok(Call {
        id: CallId(row.id),
        scheme: SchemeId(row.scheme_id),
        scheme_version: row.scheme_version,
        slug: row.slug,
        title: row.title,
        title_nn: row.title_nn,
        title_en: row.title_en,
        year: row.year,
        budget: Money::from_ore(row.budget_ore),
        opens_at: row.opens_at,
        closes_at: row.closes_at,
        report_due: row.report_due_on.into(),
        funded_through: row.funded_through_on.into(),
        accept_within_days: row.accept_within_days,
        about: row.about,
        about_nn: row.about_nn,
        about_en: row.about_en,
        criteria,
        form: row.form_version_id.map(FormVersionId),
        who_may_apply: from_json_text("list of who may apply", &row.who_may_apply)?,
        own_share_milli: row.own_share_milli,
        continuation_required: row.continuation_required,
        late_until: row.late_until_at,
        decision_expected_on: row.decision_expected_on.map(Into::into),
        remind_drafts_days: row.remind_drafts_days,
        provisional_reply_days: row.provisional_reply_days,
        revision: row.revision,
        state: CallState::from_word(&row.state)
            .ok_or_else(|| unreadable("call state", &row.state))?,
    })
}

pub(crate) async fn call<C: ConnectionTrait>(db: &C, id: CallId) -> Result<Option<Call>, DbErr> {
    match entity::call::Entity::find_by_id(id.0).one(db).await? {
        Some(row) => call_from(db, row).await.map(Some),
        None => Ok(None),
    }
}

/// The call, held until this transaction ends, for those who change it.
pub(crate) async fn call_locked(
    tx: &DatabaseTransaction,
    id: CallId,
) -> Result<Option<Call>, DbErr> {
    match entity::call::Entity::find_by_id(id.0).lock_exclusive().one(tx).await? {
        Some(row) => call_from(tx, row).await.map(Some),
        None => Ok(None),
    }
}

/// The call, kept as it is until this transaction ends, for those who decide on what it says: nobody
/// amends or closes it meanwhile, others may look as well.
pub(crate) async fn call_kept(tx: &DatabaseTransaction, id: CallId) -> Result<Option<Call>, DbErr> {
    match entity::call::Entity::find_by_id(id.0).lock_shared().one(tx).await? {
        Some(row) => call_from(tx, row).await.map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn call_by_slug<C: ConnectionTrait>(
    db: &C,
    slug: &str,
) -> Result<Option<Call>, DbErr> {
    match entity::call::Entity::find().filter(entity::call::Column::Slug.eq(slug)).one(db).await? {
        Some(row) => call_from(db, row).await.map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn calls<C: ConnectionTrait>(db: &C, drafts: bool) -> Result<Vec<Call>, DbErr> {
    let mut found = entity::call::Entity::find();
    if !drafts {
        found = found.filter(entity::call::Column::State.ne(CallState::Draft.word()));
    }
    let rows = found
        .order_by_desc(entity::call::Column::ClosesAt)
        .order_by_asc(entity::call::Column::Slug)
        .all(db)
        .await?;
    calls_from(db, rows).await
}

/// The public calls that nobody has closed, those that close first before the others.
pub(crate) async fn calls_standing_open<C: ConnectionTrait>(db: &C) -> Result<Vec<Call>, DbErr> {
    let rows = entity::call::Entity::find()
        .filter(entity::call::Column::State.eq(CallState::Open.word()))
        .order_by_asc(entity::call::Column::ClosesAt)
        .order_by_asc(entity::call::Column::Slug)
        .all(db)
        .await?;
    calls_from(db, rows).await
}

fn row_of(call: &Call) -> Result<entity::call::ActiveModel, DbErr> {
    Ok(entity::call::ActiveModel {
        id: Set(call.id.0),
        scheme_id: Set(call.scheme.0),
        scheme_version: Set(call.scheme_version),
        slug: Set(call.slug.clone()),
        title: Set(call.title.clone()),
        title_nn: Set(call.title_nn.clone()),
        title_en: Set(call.title_en.clone()),
        year: Set(call.year),
        budget_ore: Set(call.budget.ore()),
        opens_at: Set(call.opens_at),
        closes_at: Set(call.closes_at),
        report_due_on: Set(call.report_due.date()),
        funded_through_on: Set(call.funded_through.date()),
        accept_within_days: Set(call.accept_within_days),
        about: Set(call.about.clone()),
        about_nn: Set(call.about_nn.clone()),
        about_en: Set(call.about_en.clone()),
        form_version_id: Set(call.form.map(|form| form.0)),
        who_may_apply: Set(json_text(&call.who_may_apply)?),
        own_share_milli: Set(call.own_share_milli),
        continuation_required: Set(call.continuation_required),
        late_until_at: Set(call.late_until),
        decision_expected_on: Set(call.decision_expected_on.map(|day| day.date())),
        remind_drafts_days: Set(call.remind_drafts_days),
        provisional_reply_days: Set(call.provisional_reply_days),
        revision: Set(call.revision),
        state: Set(call.state.word().to_owned()),
    })
}

async fn insert_criteria(tx: &DatabaseTransaction, call: &Call) -> Result<(), DbErr> {
    let rows = call.criteria.iter().zip(1..).map(|(criterion, position)| {
        Ok(entity::call_criterion::ActiveModel {
            call_id: Set(call.id.0),
            position: Set(position),
            name: Set(criterion.name.clone()),
            weight: Set(criterion.weight),
            max_points: Set(criterion.max_points),
            name_nn: Set(criterion.name_nn.clone()),
            name_en: Set(criterion.name_en.clone()),
            anchors: Set(json_text(&criterion.anchors)?),
        })
    });
    let rows = rows.collect::<Result<Vec<_>, DbErr>>()?;
    entity::call_criterion::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

pub(crate) async fn insert_call(tx: &DatabaseTransaction, call: &Call) -> Result<(), DbErr> {
    entity::call::Entity::insert(row_of(call)?).exec_without_returning(tx).await?;
    insert_criteria(tx, call).await
}

/// Writes a call over the one of the revision before, in the state it says; `false` when it is not there
/// like that any more. Its state and criteria stay.
pub(crate) async fn rewrite_call(tx: &DatabaseTransaction, call: &Call) -> Result<bool, DbErr> {
    let row = entity::call::ActiveModel { id: NotSet, state: NotSet, ..row_of(call)? };
    let written = entity::call::Entity::update_many()
        .set(row)
        .filter(entity::call::Column::Id.eq(call.id.0))
        .filter(entity::call::Column::Revision.eq(call.revision - 1))
        .filter(entity::call::Column::State.eq(call.state.word()))
        .exec(tx)
        .await?;
    Ok(written.rows_affected == 1)
}

/// Puts the criteria of a draft in the place of those it had.
pub(crate) async fn rewrite_criteria(tx: &DatabaseTransaction, call: &Call) -> Result<(), DbErr> {
    entity::call_criterion::Entity::delete_many()
        .filter(entity::call_criterion::Column::CallId.eq(call.id.0))
        .exec(tx)
        .await?;
    insert_criteria(tx, call).await
}

/// Moves a call on; `false` when somebody else has moved it meanwhile.
pub(crate) async fn move_call(
    tx: &DatabaseTransaction,
    id: CallId,
    from: CallState,
    to: CallState,
) -> Result<bool, DbErr> {
    let moved = entity::call::Entity::update_many()
        .col_expr(entity::call::Column::State, Expr::value(to.word()))
        .filter(entity::call::Column::Id.eq(id.0))
        .filter(entity::call::Column::State.eq(from.word()))
        .exec(tx)
        .await?;
    Ok(moved.rows_affected == 1)
}

/// Everything that is being written for a call goes on in another version of its form. Returns how many
/// there were.
pub(crate) async fn move_drafts(
    tx: &DatabaseTransaction,
    call: CallId,
    form: FormVersionId,
) -> Result<u64, DbErr> {
    let of_the_call = Query::select()
        .column("id")
        .from("application")
        .and_where(Expr::col("call_id").eq(call.0))
        .to_owned();
    let update = Query::update()
        .table("application_draft")
        .value("form_version_id", form.0)
        .and_where(Expr::col("application_id").in_subquery(of_the_call))
        .to_owned();
    Ok(tx.execute(&update).await?.rows_affected())
}

/// The amendments of a call, as they were made.
pub(crate) async fn amendments<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<Vec<CallAmendment>, DbErr> {
    let rows = entity::call_amendment::Entity::find()
        .filter(entity::call_amendment::Column::CallId.eq(call.0))
        .order_by_asc(entity::call_amendment::Column::Number)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let what = Words::norwegian(row.what_nb, row.what_nn);
            let what = match row.what_en.as_str() {
                "" => what,
                english => what.with(Language::English, english),
            };
            Ok(CallAmendment {
                number: row.number,
                made_at: row.made_at,
                made_by: row.made_by,
                what,
                changes: from_json_text("list of changes", &row.changes)?,
            })
        })
        .collect()
}

pub(crate) async fn insert_amendment(
    tx: &DatabaseTransaction,
    call: CallId,
    amendment: &CallAmendment,
) -> Result<(), DbErr> {
    let what = |language| amendment.what.exactly(language).unwrap_or_default().to_owned();
    entity::call_amendment::Entity::insert(entity::call_amendment::ActiveModel {
        call_id: Set(call.0),
        number: Set(amendment.number),
        made_at: Set(amendment.made_at),
        made_by: Set(amendment.made_by.clone()),
        what_nb: Set(what(Language::Bokmal)),
        what_nn: Set(what(Language::Nynorsk)),
        what_en: Set(what(Language::English)),
        changes: Set(json_text(&amendment.changes)?),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

/// An application that somebody counts on the call for, and the organisations behind it.
pub(crate) struct Underway {
    pub application: ApplicationId,
    pub reference: String,
    pub title: String,
    pub is_draft: bool,
    /// The one that applies first, then those that have joined it.
    pub organisations: Vec<OrganisationId>,
}

/// The applications to a call that are being written or were sent in and are not settled, by reference.
pub(crate) async fn underway<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<Vec<Underway>, DbErr> {
    use entity::application::Column;
    let rows = entity::application::Entity::find()
        .filter(Column::CallId.eq(call.0))
        .filter(Column::State.is_in(["draft", "submitted", "incomplete"]))
        .order_by_asc(Column::Reference)
        .all(db)
        .await?;
    let a = |column: &'static str| Expr::col(("a", column));
    let p = |column: &'static str| Expr::col(("p", column));
    let select = Query::select()
        .from_as("application_organisation", "p")
        .join_as(JoinType::InnerJoin, "application", "a", a("id").equals(("p", "application_id")))
        .expr_as(p("application_id"), "application_id")
        .expr_as(p("organisation_id"), "organisation_id")
        .and_where(a("call_id").eq(call.0))
        .and_where(p("joined_at").is_not_null())
        .and_where(p("left_at").is_null())
        .order_by(("p", "joined_at"), Order::Asc)
        .to_owned();
    let mut joined: BTreeMap<Uuid, Vec<OrganisationId>> = BTreeMap::new();
    for row in db.query_all(&select).await? {
        let organisation = OrganisationId(row.try_get("", "organisation_id")?);
        joined.entry(row.try_get("", "application_id")?).or_default().push(organisation);
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let own = OrganisationId(row.organisation_id);
            let others = joined.remove(&row.id).unwrap_or_default();
            let others = others.into_iter().filter(|other| *other != own);
            Underway {
                application: ApplicationId(row.id),
                reference: row.reference,
                title: row.title,
                is_draft: row.state == "draft",
                organisations: std::iter::once(own).chain(others).collect(),
            }
        })
        .collect())
}
