//! What the allocation needs to know of an application beside its assessments.

use super::from_json_text;
use crate::{Content, entity};
use forms::{Answers, FormVersion, Meaning, Takes, Words};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, JoinType, Query},
};
use std::collections::{BTreeMap, btree_map::Entry};
use uuid::Uuid;
use vocabulary::{ApplicationId, CallId, FormVersionId, Money};

/// Who each award of a call would go to: the applicant's organisation number, or its id where it has none.
pub(crate) async fn recipients<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<BTreeMap<ApplicationId, String>, DbErr> {
    let mut select = Query::select();
    select
        .from_as("application", "a")
        .join_as(
            JoinType::InnerJoin,
            "organisation",
            "o",
            Expr::col(("o", "id")).equals(("a", "organisation_id")),
        )
        .expr_as(Expr::col(("a", "id")), "application_id")
        .expr_as(Expr::col(("o", "id")), "organisation_id")
        .expr_as(Expr::col(("o", "number")), "number")
        .and_where(Expr::col(("a", "call_id")).eq(call.0));
    let mut found = BTreeMap::new();
    for row in db.query_all(&select).await? {
        let application = row.try_get::<Uuid>("", "application_id")?;
        let number: Option<String> = row.try_get("", "number")?;
        let recipient = match number {
            Some(number) => number,
            None => row.try_get::<Uuid>("", "organisation_id")?.to_string(),
        };
        found.insert(ApplicationId(application), recipient);
    }
    Ok(found)
}

/// What applicants have said that bears on the selection, where their form asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SelectionTerms {
    /// The least they could carry out the project with.
    pub least: Option<Money>,
    /// What it is for, by the key of the option.
    pub purpose: Option<String>,
}

impl SelectionTerms {
    fn are_asked_for(form: &FormVersion) -> bool {
        let asks = |meaning| form.definition.meant(meaning).is_some();
        asks(Meaning::LeastAmount) || asks(Meaning::Purpose)
    }

    fn of(form: &FormVersion, answers: &Answers) -> SelectionTerms {
        let form = &form.definition;
        let purpose = form.answer(answers, Meaning::Purpose).and_then(|key| key.as_str());
        SelectionTerms {
            least: Content::of(form, answers).least_amount,
            purpose: purpose.filter(|key| !key.is_empty()).map(str::to_owned),
        }
    }
}

/// What the applicants of a call have said that bears on the selection; of what was sent in last.
pub(crate) async fn terms<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<BTreeMap<ApplicationId, SelectionTerms>, DbErr> {
    use entity::application_version::{Column, Entity};
    let of_call = Query::select()
        .from("application")
        .column("id")
        .and_where(Expr::col("call_id").eq(call.0))
        .to_owned();
    let rows = Entity::find()
        .filter(Column::ApplicationId.in_subquery(of_call))
        .order_by_asc(Column::ApplicationId)
        .order_by_asc(Column::Number)
        .all(db)
        .await?;
    let mut asking: BTreeMap<Uuid, Option<FormVersion>> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for row in rows {
        if let Entry::Vacant(unknown) = asking.entry(row.form_version_id) {
            let version = forms::version(db, FormVersionId(row.form_version_id)).await?;
            unknown.insert(version.filter(SelectionTerms::are_asked_for));
        }
        let form = asking.get(&row.form_version_id).and_then(Option::as_ref);
        let answers: Option<Answers> = match form {
            Some(_) => Some(from_json_text("set of answers", &row.answers)?),
            None => None,
        };
        let terms = form.zip(answers).map(|(form, answers)| SelectionTerms::of(form, &answers));
        // The later version says it anew, or no longer.
        found.insert(ApplicationId(row.application_id), terms.unwrap_or_default());
    }
    Ok(found)
}

/// What the forms of a call let applicants choose as purpose, by key, with what it is called: in the form
/// that new applications get, and in those that applications are bound to.
pub(crate) async fn purposes<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<BTreeMap<String, Words>, DbErr> {
    use entity::call::{Column, Entity};
    let mut bound = Query::select();
    bound
        .distinct()
        .from_as("application_version", "v")
        .join_as(
            JoinType::InnerJoin,
            "application",
            "a",
            Expr::col(("a", "id")).equals(("v", "application_id")),
        )
        .expr_as(Expr::col(("v", "form_version_id")), "form_version_id")
        .and_where(Expr::col(("a", "call_id")).eq(call.0));
    let mut versions: Vec<Uuid> = Vec::new();
    for row in db.query_all(&bound).await? {
        versions.push(row.try_get("", "form_version_id")?);
    }
    // What the call asks now is read last, so that its words are the ones that count.
    let now = Entity::find().filter(Column::Id.eq(call.0)).one(db).await?;
    if let Some(now) = now.and_then(|call| call.form_version_id) {
        versions.retain(|one| *one != now);
        versions.push(now);
    }
    let mut found = BTreeMap::new();
    for version in versions {
        let Some(version) = forms::version(db, FormVersionId(version)).await? else { continue };
        let takes = version.definition.meant(Meaning::Purpose).map(|question| &question.takes);
        if let Some(Takes::Choice { options }) = takes {
            found.extend(options.iter().map(|one| (one.key.clone(), one.label.clone())));
        }
    }
    Ok(found)
}
