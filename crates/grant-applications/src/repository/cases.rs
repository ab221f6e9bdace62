//! Applications as cases, and what is known of those who may deal with them.

use super::{Scope, unreadable};
use crate::entity;
use crate::{Case, Concerned, Declaration, Declared, Known, Superior, Tie, TieKind};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait,
    FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, JoinType, Query, UnionType},
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use vocabulary::{
    ApplicationId, CallId, Day, Money, OrganisationId, PersonId, Role, SuperiorId, TieId,
};

#[derive(FromQueryResult)]
struct CaseRow {
    id: Uuid,
    call_id: Uuid,
    county_number: String,
    reference: String,
    number: i32,
    title: String,
    amount_ore: i64,
    state: String,
    begun_at: DateTime<Utc>,
    submitted_at: Option<DateTime<Utc>>,
    decided_at: Option<DateTime<Utc>>,
}

/// The cases of a scope, those sent in only, by call and number.
pub(crate) async fn cases<C: ConnectionTrait>(
    db: &C,
    scope: Scope<'_>,
) -> Result<Vec<Case>, DbErr> {
    use entity::application::{Column, Entity};
    // Not what it says: four hundred of them are long.
    let rows: Vec<CaseRow> = Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::CallId,
            Column::CountyNumber,
            Column::Reference,
            Column::Number,
            Column::Title,
            Column::AmountOre,
            Column::State,
            Column::BegunAt,
            Column::SubmittedAt,
            Column::DecidedAt,
        ])
        .filter(scope.applications(Expr::col((Entity, Column::Id))))
        // A draft that was withdrawn was never sent in either.
        .filter(Column::SubmittedAt.is_not_null())
        .order_by_asc(Column::CallId)
        .order_by_asc(Column::Number)
        .into_model()
        .all(db)
        .await?;
    let mut concerned = concerned(db, scope).await?;
    rows.into_iter()
        .map(|row| {
            let county = row.county_number.parse();
            Ok(Case {
                application: ApplicationId(row.id),
                call: CallId(row.call_id),
                county: county.map_err(|_| unreadable("county number", &row.county_number))?,
                reference: row.reference,
                number: row.number,
                title: row.title,
                applied: Money::from_ore(row.amount_ore),
                state: row.state,
                begun_at: row.begun_at,
                submitted_at: row.submitted_at,
                decided_at: row.decided_at,
                concerns: concerned.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect()
}

/// The applicant and those who take part, by application.
async fn concerned<C: ConnectionTrait>(
    db: &C,
    scope: Scope<'_>,
) -> Result<BTreeMap<Uuid, Vec<Concerned>>, DbErr> {
    let mut applicants = Query::select();
    applicants
        .from_as("application", "a")
        .join_as(
            JoinType::InnerJoin,
            "organisation",
            "o",
            Expr::col(("o", "id")).equals(("a", "organisation_id")),
        )
        .expr_as(Expr::col(("a", "id")), "application_id")
        .expr_as(Expr::col(("o", "id")), "organisation_id")
        .expr_as(Expr::col(("o", "name")), "name")
        .and_where(scope.applications(Expr::col(("a", "id"))));
    let mut participants = Query::select();
    participants
        .from_as("application_organisation", "p")
        .join_as(
            JoinType::InnerJoin,
            "organisation",
            "o",
            Expr::col(("o", "id")).equals(("p", "organisation_id")),
        )
        .expr_as(Expr::col(("p", "application_id")), "application_id")
        .expr_as(Expr::col(("o", "id")), "organisation_id")
        .expr_as(Expr::col(("o", "name")), "name")
        .and_where(scope.applications(Expr::col(("p", "application_id"))))
        .and_where(Expr::col(("p", "joined_at")).is_not_null())
        .and_where(Expr::col(("p", "left_at")).is_null())
        .order_by(("p", "joined_at"), sea_orm::Order::Asc);
    let mut found: BTreeMap<Uuid, Vec<Concerned>> = BTreeMap::new();
    for select in [applicants, participants] {
        for row in db.query_all(&select).await? {
            let organisation = OrganisationId(row.try_get("", "organisation_id")?);
            let all = found.entry(row.try_get("", "application_id")?).or_default();
            // An applicant may also stand among those who take part.
            if all.iter().all(|one| one.organisation != organisation) {
                all.push(Concerned { organisation, name: row.try_get("", "name")? });
            }
        }
    }
    Ok(found)
}

/// What is known of everybody, as far as the cases of a scope need it.
///
/// The registers are read whole: they hold a directorate's staff, not its applicants.
pub(crate) async fn known<C: ConnectionTrait>(db: &C, scope: Scope<'_>) -> Result<Known, DbErr> {
    let superiors = superiors(db).await?;
    let mut declarations: BTreeMap<(ApplicationId, PersonId), Vec<Declared>> = BTreeMap::new();
    for declared in declarations_of(db, scope).await? {
        let key = (declared.application, declared.person);
        declarations.entry(key).or_default().push(declared);
    }
    Ok(Known {
        ties: ties(db).await?,
        acting: acting(db).await?,
        superiors,
        declarations,
        names: names(db).await?,
    })
}

/// The applications that are sent in and not decided and that somebody, or anybody above them at any
/// time, has ever had something to do with.
pub(crate) async fn undecided_candidates<C: ConnectionTrait>(
    db: &C,
    person: PersonId,
) -> Result<Vec<ApplicationId>, DbErr> {
    let links = superiors(db).await?;
    let mut chain = vec![person];
    let mut next = 0;
    while let Some(below) = chain.get(next).copied() {
        next += 1;
        for link in links.iter().filter(|link| link.person == below) {
            if !chain.contains(&link.superior) {
                chain.push(link.superior);
            }
        }
    }
    let chain = || chain.iter().map(|one| one.0);
    let of = |table: &'static str, column: &'static str, whose: &'static str| {
        let mut select = Query::select();
        select.from(table).column(column).and_where(Expr::col(whose).is_in(chain()));
        select
    };
    let mut tied = of("tie", "organisation_id", "person_id");
    let mut acting = of("person_role", "organisation_id", "person_id");
    acting.and_where(Expr::col("role").eq(Role::Applicant.word()));
    tied.union(UnionType::Distinct, acting);
    let concerned = |table: &'static str, column: &'static str| {
        let mut select = Query::select();
        select
            .from(table)
            .column(column)
            .and_where(Expr::col("organisation_id").in_subquery(tied.clone()));
        select
    };
    let mut all = of("impartiality", "application_id", "person_id");
    for table in ["assignment", "assessment"] {
        all.union(UnionType::Distinct, of(table, "application_id", "assessor_id"));
    }
    all.union(UnionType::Distinct, concerned("application", "id"));
    all.union(UnionType::Distinct, concerned("application_organisation", "application_id"));
    let select = Query::select()
        .from("application")
        .expr_as(Expr::col("id"), "id")
        .and_where(Expr::col("id").in_subquery(all))
        .and_where(Expr::col("submitted_at").is_not_null())
        .and_where(Expr::col("decided_at").is_null())
        .to_owned();
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| Ok(ApplicationId(row.try_get("", "id")?))).collect()
}

/// Who may deal with cases and applies on behalf of somebody, too.
async fn acting<C: ConnectionTrait>(db: &C) -> Result<BTreeSet<(PersonId, OrganisationId)>, DbErr> {
    let select = Query::select()
        .from("person_role")
        .expr_as(Expr::col("person_id"), "person_id")
        .expr_as(Expr::col("organisation_id"), "organisation_id")
        .and_where(Expr::col("role").eq(Role::Applicant.word()))
        .and_where(Expr::col("person_id").in_subquery(staff()))
        .to_owned();
    let rows = db.query_all(&select).await?;
    rows.iter()
        .map(|row| {
            let person = PersonId(row.try_get("", "person_id")?);
            Ok((person, OrganisationId(row.try_get("", "organisation_id")?)))
        })
        .collect()
}

/// Those who work for the directorate or have assessed for it.
fn staff() -> sea_orm::sea_query::SelectStatement {
    let roles = Role::ALL.into_iter().filter(|role| role.is_directorate());
    let mut select = Query::select();
    select
        .from("person_role")
        .column("person_id")
        .and_where(Expr::col("role").is_in(roles.map(Role::word)));
    for (table, column) in [
        ("assignment", "assessor_id"),
        ("assessment", "assessor_id"),
        ("superior", "superior_id"),
        ("superior", "person_id"),
        ("tie", "person_id"),
    ] {
        let mut more = Query::select();
        more.from(table).column(column);
        select.union(UnionType::Distinct, more);
    }
    select
}

/// What those who may deal with cases are called.
pub(crate) async fn names<C: ConnectionTrait>(db: &C) -> Result<BTreeMap<PersonId, String>, DbErr> {
    let select = Query::select()
        .from("person")
        .expr_as(Expr::col("id"), "id")
        .expr_as(Expr::col("name"), "name")
        .and_where(Expr::col("id").in_subquery(staff()))
        .to_owned();
    let rows = db.query_all(&select).await?;
    rows.iter()
        .map(|row| Ok((PersonId(row.try_get("", "id")?), row.try_get("", "name")?)))
        .collect()
}

async fn declarations_of<C: ConnectionTrait>(
    db: &C,
    scope: Scope<'_>,
) -> Result<Vec<Declared>, DbErr> {
    use entity::impartiality::{Column, Entity};
    let rows = Entity::find()
        .filter(scope.applications(Expr::col((Entity, Column::ApplicationId))))
        .order_by_asc(Column::DeclaredAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Declared {
                application: ApplicationId(row.application_id),
                person: PersonId(row.person_id),
                declaration: match row.verdict.as_str() {
                    "impartial" => Declaration::Impartial,
                    "disqualified" => Declaration::Disqualified { ground: row.ground },
                    other => return Err(unreadable("declaration", other)),
                },
                at: row.declared_at,
            })
        })
        .collect()
}

pub(crate) async fn insert_declaration(
    tx: &DatabaseTransaction,
    declared: &Declared,
) -> Result<(), DbErr> {
    entity::impartiality::Entity::insert(entity::impartiality::ActiveModel {
        id: Set(Uuid::now_v7()),
        application_id: Set(declared.application.0),
        person_id: Set(declared.person.0),
        verdict: Set(declared.declaration.word().to_owned()),
        ground: Set(declared.declaration.ground().to_owned()),
        declared_at: Set(declared.at),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// The whole register of ties, by the first day.
pub(crate) async fn ties<C: ConnectionTrait>(db: &C) -> Result<Vec<Tie>, DbErr> {
    use entity::tie::{Column, Entity};
    let rows = Entity::find().order_by_asc(Column::FromOn).order_by_asc(Column::Id).all(db).await?;
    rows.into_iter().map(tie_from).collect()
}

fn tie_from(row: entity::tie::Model) -> Result<Tie, DbErr> {
    Ok(Tie {
        id: TieId(row.id),
        person: PersonId(row.person_id),
        organisation: OrganisationId(row.organisation_id),
        kind: TieKind::from_word(&row.kind).ok_or_else(|| unreadable("tie", &row.kind))?,
        note: row.note,
        from: row.from_on.into(),
        to: row.to_on.map(Day::from),
    })
}

/// A tie as it stays until this transaction ends.
pub(crate) async fn tie_locked(tx: &DatabaseTransaction, id: TieId) -> Result<Option<Tie>, DbErr> {
    let row = entity::tie::Entity::find_by_id(id.0).lock_exclusive().one(tx).await?;
    row.map(tie_from).transpose()
}

pub(crate) async fn insert_tie(
    tx: &DatabaseTransaction,
    tie: &Tie,
    at: chrono::DateTime<chrono::Utc>,
    by: &str,
) -> Result<(), DbErr> {
    entity::tie::Entity::insert(entity::tie::ActiveModel {
        id: Set(tie.id.0),
        person_id: Set(tie.person.0),
        organisation_id: Set(tie.organisation.0),
        kind: Set(tie.kind.word().to_owned()),
        note: Set(tie.note.clone()),
        from_on: Set(tie.from.date()),
        to_on: Set(tie.to.map(Day::date)),
        registered_at: Set(at),
        registered_by: Set(by.to_owned()),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Gives a tie its last day; `false` when there is no such tie.
pub(crate) async fn end_tie(tx: &DatabaseTransaction, id: TieId, on: Day) -> Result<bool, DbErr> {
    let ended = entity::tie::Entity::update_many()
        .col_expr(entity::tie::Column::ToOn, Expr::value(on.date()))
        .filter(entity::tie::Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Who is above whom, by the first day.
pub(crate) async fn superiors<C: ConnectionTrait>(db: &C) -> Result<Vec<Superior>, DbErr> {
    use entity::superior::{Column, Entity};
    let rows = Entity::find().order_by_asc(Column::FromOn).order_by_asc(Column::Id).all(db).await?;
    Ok(rows.into_iter().map(superior_from).collect())
}

fn superior_from(row: entity::superior::Model) -> Superior {
    Superior {
        id: SuperiorId(row.id),
        person: PersonId(row.person_id),
        superior: PersonId(row.superior_id),
        from: row.from_on.into(),
        to: row.to_on.map(Day::from),
    }
}

/// One link as it stays until this transaction ends.
pub(crate) async fn superior_locked(
    tx: &DatabaseTransaction,
    id: SuperiorId,
) -> Result<Option<Superior>, DbErr> {
    let row = entity::superior::Entity::find_by_id(id.0).lock_exclusive().one(tx).await?;
    Ok(row.map(superior_from))
}

pub(crate) async fn insert_superior(
    tx: &DatabaseTransaction,
    superior: &Superior,
) -> Result<(), DbErr> {
    entity::superior::Entity::insert(entity::superior::ActiveModel {
        id: Set(superior.id.0),
        person_id: Set(superior.person.0),
        superior_id: Set(superior.superior.0),
        from_on: Set(superior.from.date()),
        to_on: Set(superior.to.map(Day::date)),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Gives a link its last day; `false` when there is no such link.
pub(crate) async fn end_superior(
    tx: &DatabaseTransaction,
    id: SuperiorId,
    on: Day,
) -> Result<bool, DbErr> {
    let ended = entity::superior::Entity::update_many()
        .col_expr(entity::superior::Column::ToOn, Expr::value(on.date()))
        .filter(entity::superior::Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected == 1)
}
