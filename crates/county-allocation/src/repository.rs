//! Rows to nouns and back.

use crate::entity;
use crate::{CountyLine, Envelope, EnvelopeKind, Method, Movement, Reason, Scenario, ScenarioLine};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::Expr,
};
use vocabulary::{Actor, ApplicationId, CallId, CountyNumber, EnvelopeId, Money, ScenarioId};

fn unreadable(what: &str, value: &str) -> DbErr {
    DbErr::Custom(format!("«{value}» is not a {what}"))
}

fn county(text: &str) -> Result<CountyNumber, DbErr> {
    text.parse().map_err(|_| unreadable("county number", text))
}

pub(crate) fn envelope_from(row: entity::envelope::Model) -> Result<Envelope, DbErr> {
    let kind = EnvelopeKind::ALL.into_iter().find(|kind| kind.word() == row.kind);
    Ok(Envelope {
        id: EnvelopeId(row.id),
        parent: row.parent_id.map(EnvelopeId),
        kind: kind.ok_or_else(|| unreadable("kind of envelope", &row.kind))?,
        county: row.county_number.as_deref().map(county).transpose()?,
        key: row.key,
        name: row.name,
        amount: Money::from_ore(row.amount_ore),
        reserved: Money::from_ore(row.reserved_ore),
        paid: Money::from_ore(row.paid_ore),
        returned: Money::from_ore(row.returned_ore),
    })
}

pub(crate) async fn by_key<C: ConnectionTrait>(
    db: &C,
    key: &str,
) -> Result<Option<Envelope>, DbErr> {
    let row = entity::envelope::Entity::find().filter(entity::envelope::Column::Key.eq(key));
    row.one(db).await?.map(envelope_from).transpose()
}

pub(crate) async fn by_id<C: ConnectionTrait>(
    db: &C,
    id: EnvelopeId,
) -> Result<Option<Envelope>, DbErr> {
    entity::envelope::Entity::find_by_id(id.0).one(db).await?.map(envelope_from).transpose()
}

pub(crate) async fn children<C: ConnectionTrait>(
    db: &C,
    id: EnvelopeId,
) -> Result<Vec<Envelope>, DbErr> {
    entity::envelope::Entity::find()
        .filter(entity::envelope::Column::ParentId.eq(id.0))
        .order_by_asc(entity::envelope::Column::Key)
        .all(db)
        .await?
        .into_iter()
        .map(envelope_from)
        .collect()
}

pub(crate) async fn entries<C: ConnectionTrait>(
    db: &C,
    id: EnvelopeId,
) -> Result<Vec<entity::envelope_entry::Model>, DbErr> {
    entity::envelope_entry::Entity::find()
        .filter(entity::envelope_entry::Column::EnvelopeId.eq(id.0))
        .order_by_asc(entity::envelope_entry::Column::Seq)
        .all(db)
        .await
}

pub(crate) async fn insert(tx: &DatabaseTransaction, envelope: &Envelope) -> Result<(), DbErr> {
    entity::envelope::Entity::insert(entity::envelope::ActiveModel {
        id: Set(envelope.id.0),
        parent_id: Set(envelope.parent.map(|parent| parent.0)),
        kind: Set(envelope.kind.word().to_owned()),
        key: Set(envelope.key.clone()),
        name: Set(envelope.name.clone()),
        county_number: Set(envelope.county.map(|county| county.to_string())),
        amount_ore: Set(envelope.amount.ore()),
        reserved_ore: Set(envelope.reserved.ore()),
        paid_ore: Set(envelope.paid.ore()),
        returned_ore: Set(envelope.returned.ore()),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

/// Writes the entry of a movement.
pub(crate) async fn enter(
    tx: &DatabaseTransaction,
    at: DateTime<Utc>,
    actor: &Actor,
    envelope: EnvelopeId,
    movement: Movement,
    amount: Money,
    why: &str,
) -> Result<(), DbErr> {
    entity::envelope_entry::Entity::insert(entity::envelope_entry::ActiveModel {
        seq: NotSet,
        envelope_id: Set(envelope.0),
        movement: Set(movement.word().to_owned()),
        amount_ore: Set(amount.ore()),
        at: Set(at),
        actor_name: Set(actor.name().to_owned()),
        why: Set(why.to_owned()),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

/// Moves money in one statement that also looks whether there is room; `false` when there is none.
/// Reading first and writing then would promise the same krone twice under load.
pub(crate) async fn move_guarded(
    tx: &DatabaseTransaction,
    id: EnvelopeId,
    movement: Movement,
    amount: Money,
) -> Result<bool, DbErr> {
    use entity::envelope::Column;
    let ore = amount.ore();
    let update = entity::envelope::Entity::update_many().filter(Column::Id.eq(id.0));
    let update = match movement {
        Movement::Open => return Ok(false),
        Movement::Reserve => update
            .col_expr(Column::ReservedOre, Expr::col(Column::ReservedOre).add(ore))
            .filter(Expr::col(Column::ReservedOre).add(ore).lte(Expr::col(Column::AmountOre))),
        Movement::Release => update
            .col_expr(Column::ReservedOre, Expr::col(Column::ReservedOre).sub(ore))
            .filter(Expr::col(Column::ReservedOre).sub(ore).gte(Expr::col(Column::PaidOre))),
        Movement::Pay => update
            .col_expr(Column::PaidOre, Expr::col(Column::PaidOre).add(ore))
            .filter(Expr::col(Column::PaidOre).add(ore).lte(Expr::col(Column::ReservedOre))),
    };
    Ok(update.exec(tx).await?.rows_affected == 1)
}

pub(crate) async fn scenario<C: ConnectionTrait>(
    db: &C,
    id: ScenarioId,
) -> Result<Option<Scenario>, DbErr> {
    match entity::scenario::Entity::find_by_id(id.0).one(db).await? {
        Some(row) => scenario_from(db, row).await.map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn scenarios<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<Vec<Scenario>, DbErr> {
    let rows = entity::scenario::Entity::find()
        .filter(entity::scenario::Column::CallId.eq(call.0))
        .order_by_asc(entity::scenario::Column::Number)
        .all(db)
        .await?;
    let mut scenarios = Vec::with_capacity(rows.len());
    for row in rows {
        scenarios.push(scenario_from(db, row).await?);
    }
    Ok(scenarios)
}

async fn scenario_from<C: ConnectionTrait>(
    db: &C,
    row: entity::scenario::Model,
) -> Result<Scenario, DbErr> {
    let counties = entity::scenario_county::Entity::find()
        .filter(entity::scenario_county::Column::ScenarioId.eq(row.id))
        .order_by_asc(entity::scenario_county::Column::CountyNumber)
        .all(db)
        .await?;
    let lines = entity::scenario_line::Entity::find()
        .filter(entity::scenario_line::Column::ScenarioId.eq(row.id))
        .order_by_asc(entity::scenario_line::Column::Place)
        .all(db)
        .await?;
    Ok(Scenario {
        id: ScenarioId(row.id),
        call: CallId(row.call_id),
        number: row.number,
        name: row.name,
        method: Method::from_word(&row.method)
            .ok_or_else(|| unreadable("method of allocation", &row.method))?,
        budget: Money::from_ore(row.budget_ore),
        made_at: row.made_at,
        made_by: row.made_by,
        adopted: row.adopted_at.zip(row.adopted_by),
        counties: counties
            .into_iter()
            .map(|line| {
                Ok(CountyLine {
                    county: county(&line.county_number)?,
                    name: line.county_name,
                    weight: line.weight,
                    frame: line.frame_ore.map(Money::from_ore),
                    awarded: Money::from_ore(line.awarded_ore),
                    projects: line.projects,
                })
            })
            .collect::<Result<_, DbErr>>()?,
        lines: lines
            .into_iter()
            .map(|line| {
                Ok(ScenarioLine {
                    application: ApplicationId(line.application_id),
                    county: county(&line.county_number)?,
                    place: line.place,
                    score_milli: line.score_milli,
                    applied: Money::from_ore(line.applied_ore),
                    recommended: Money::from_ore(line.recommended_ore),
                    awarded: Money::from_ore(line.awarded_ore),
                    reason: serde_json::from_str::<Reason>(&line.reason)
                        .map_err(|_| unreadable("reason", &line.reason))?,
                })
            })
            .collect::<Result<_, DbErr>>()?,
    })
}

pub(crate) async fn next_number<C: ConnectionTrait>(db: &C, call: CallId) -> Result<i32, DbErr> {
    let last: Option<Option<i32>> = entity::scenario::Entity::find()
        .select_only()
        .column_as(entity::scenario::Column::Number.max(), "last")
        .filter(entity::scenario::Column::CallId.eq(call.0))
        .into_tuple()
        .one(db)
        .await?;
    Ok(last.flatten().unwrap_or(0) + 1)
}

pub(crate) async fn insert_scenario(
    tx: &DatabaseTransaction,
    scenario: &Scenario,
    inputs: serde_json::Value,
) -> Result<(), DbErr> {
    entity::scenario::Entity::insert(entity::scenario::ActiveModel {
        id: Set(scenario.id.0),
        call_id: Set(scenario.call.0),
        number: Set(scenario.number),
        name: Set(scenario.name.clone()),
        method: Set(scenario.method.word().to_owned()),
        budget_ore: Set(scenario.budget.ore()),
        inputs: Set(inputs),
        state: Set("draft".to_owned()),
        made_at: Set(scenario.made_at),
        made_by: Set(scenario.made_by.clone()),
        adopted_at: Set(None),
        adopted_by: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    let counties = scenario.counties.iter().map(|line| entity::scenario_county::ActiveModel {
        scenario_id: Set(scenario.id.0),
        county_number: Set(line.county.to_string()),
        county_name: Set(line.name.clone()),
        weight: Set(line.weight),
        frame_ore: Set(line.frame.map(Money::ore)),
        awarded_ore: Set(line.awarded.ore()),
        projects: Set(line.projects),
    });
    entity::scenario_county::Entity::insert_many(counties).exec_without_returning(tx).await?;
    for line in &scenario.lines {
        let reason = serde_json::to_string(&line.reason)
            .map_err(|error| DbErr::Custom(format!("a reason cannot be written: {error}")))?;
        entity::scenario_line::Entity::insert(entity::scenario_line::ActiveModel {
            scenario_id: Set(scenario.id.0),
            application_id: Set(line.application.0),
            county_number: Set(line.county.to_string()),
            place: Set(line.place),
            score_milli: Set(line.score_milli),
            applied_ore: Set(line.applied.ore()),
            recommended_ore: Set(line.recommended.ore()),
            awarded_ore: Set(line.awarded.ore()),
            reason: Set(reason),
        })
        .exec_without_returning(tx)
        .await?;
    }
    Ok(())
}

/// Marks a scenario as adopted; `false` when it already was. `scenario_one_adopted` refuses a second
/// one of the same call.
pub(crate) async fn mark_adopted(
    tx: &DatabaseTransaction,
    id: ScenarioId,
    at: DateTime<Utc>,
    by: &str,
) -> Result<bool, DbErr> {
    use entity::scenario::Column;
    let marked = entity::scenario::Entity::update_many()
        .col_expr(Column::State, Expr::value("adopted"))
        .col_expr(Column::AdoptedAt, Expr::value(at))
        .col_expr(Column::AdoptedBy, Expr::value(by))
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq("draft"))
        .exec(tx)
        .await?;
    Ok(marked.rows_affected == 1)
}
