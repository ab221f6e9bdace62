//! What the allocation needs to know of an application beside its assessments.

use super::from_json_text;
use crate::{Content, entity};
use forms::{Answers, Meaning};
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

/// The least that the applicants of a call could carry out their projects with, where their form asks
/// for it and they have said it. Of what was sent in last.
pub(crate) async fn least_amounts<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<BTreeMap<ApplicationId, Money>, DbErr> {
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
    let mut asking: BTreeMap<Uuid, Option<forms::FormVersion>> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for row in rows {
        if let Entry::Vacant(unknown) = asking.entry(row.form_version_id) {
            let version = forms::version(db, FormVersionId(row.form_version_id)).await?;
            let version =
                version.filter(|one| one.definition.meant(Meaning::LeastAmount).is_some());
            unknown.insert(version);
        }
        let form = asking.get(&row.form_version_id).and_then(Option::as_ref);
        let answers: Option<Answers> = match form {
            Some(_) => Some(from_json_text("set of answers", &row.answers)?),
            None => None,
        };
        let least = form
            .zip(answers)
            .and_then(|(form, answers)| Content::of(&form.definition, &answers).least_amount);
        // The later version says it anew, or no longer.
        let application = ApplicationId(row.application_id);
        match least {
            Some(least) => found.insert(application, least),
            None => found.remove(&application),
        };
    }
    Ok(found)
}
