//! Rows to nouns and back: scenarios.

use super::{county, unreadable};
use crate::entity;
use crate::inputs::InputsOfBefore;
use crate::{
    Adjustment, CountyLine, CountyName, Inputs, Method, Plan, Reason, Scenario, ScenarioLine,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;
use vocabulary::{ApplicationId, CallId, Money, ScenarioId};

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

/// The scenario, its row held until the transaction ends.
pub(crate) async fn scenario_locked(
    tx: &DatabaseTransaction,
    id: ScenarioId,
) -> Result<Option<Scenario>, DbErr> {
    match entity::scenario::Entity::find_by_id(id.0).lock_exclusive().one(tx).await? {
        Some(row) => scenario_from(tx, row).await.map(Some),
        None => Ok(None),
    }
}

/// What tells the scenarios of a call apart.
pub(crate) struct ScenarioHeading {
    pub id: ScenarioId,
    pub number: i32,
    pub name: String,
    pub adopted: bool,
}

/// The scenarios of a call without what is in them, by number.
pub(crate) async fn headings<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<Vec<ScenarioHeading>, DbErr> {
    use entity::scenario::Column;
    let rows: Vec<(Uuid, i32, String, String)> = entity::scenario::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Number, Column::Name, Column::State])
        .filter(Column::CallId.eq(call.0))
        .order_by_asc(Column::Number)
        .into_tuple()
        .all(db)
        .await?;
    let heading = |(id, number, name, state): (Uuid, i32, String, String)| ScenarioHeading {
        id: ScenarioId(id),
        number,
        name,
        adopted: state == "adopted",
    };
    Ok(rows.into_iter().map(heading).collect())
}

/// The ids of all scenarios, oldest first.
pub(crate) async fn scenario_ids<C: ConnectionTrait>(db: &C) -> Result<Vec<ScenarioId>, DbErr> {
    use entity::scenario::Column;
    let rows: Vec<Uuid> = entity::scenario::Entity::find()
        .select_only()
        .column(Column::Id)
        .order_by_asc(Column::MadeAt)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(ScenarioId).collect())
}

/// Whether the inputs are still what their hash says; `true` of those from before hashes.
pub(crate) async fn inputs_unchanged<C: ConnectionTrait>(
    db: &C,
    id: ScenarioId,
) -> Result<bool, DbErr> {
    let row = entity::scenario::Entity::find_by_id(id.0).one(db).await?;
    let kept = row.and_then(|row| row.frozen.zip(row.inputs_hash));
    Ok(kept.is_none_or(|(frozen, hash)| Inputs::hash_of(&frozen) == hash))
}

fn read<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|_| unreadable(what, text))
}

fn written<T: serde::Serialize>(what: &str, value: &T) -> Result<String, DbErr> {
    serde_json::to_string(value)
        .map_err(|error| DbErr::Custom(format!("a {what} cannot be written: {error}")))
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
    let adjustments = entity::scenario_adjustment::Entity::find()
        .filter(entity::scenario_adjustment::Column::ScenarioId.eq(row.id))
        .order_by_asc(entity::scenario_adjustment::Column::ApplicationId)
        .all(db)
        .await?;
    let budget = Money::from_ore(row.budget_ore);
    let plan = match &row.plan {
        Some(plan) => read::<Plan>("plan", plan)?,
        // Drawn by a version before plans: the word says it all.
        None => Plan::of(
            Method::from_word(&row.method)
                .ok_or_else(|| unreadable("method of allocation", &row.method))?,
        ),
    };
    let inputs = match &row.frozen {
        Some(frozen) => read::<Inputs>("set of inputs", frozen)?,
        None => {
            let before: InputsOfBefore = serde_json::from_value(row.inputs.clone())
                .map_err(|_| unreadable("set of inputs", &row.inputs.to_string()))?;
            let names = counties.iter().map(|line| {
                let name = line.county_name.clone();
                Ok(CountyName { county: county(&line.county_number)?, name })
            });
            before.into_inputs(budget, names.collect::<Result<_, DbErr>>()?)
        }
    };
    Ok(Scenario {
        id: ScenarioId(row.id),
        call: CallId(row.call_id),
        number: row.number,
        name: row.name,
        plan,
        inputs,
        inputs_hash: row.inputs_hash,
        working: row.working.as_deref().map(|text| read("working", text)).transpose()?,
        adjustments: adjustments
            .into_iter()
            .map(|row| Adjustment {
                application: ApplicationId(row.application_id),
                amount: Money::from_ore(row.amount_ore),
                reason: row.reason,
                by: row.made_by,
                at: row.made_at,
            })
            .collect(),
        budget,
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

pub(crate) async fn insert_scenario(
    tx: &DatabaseTransaction,
    scenario: &Scenario,
) -> Result<(), DbErr> {
    let (frozen, hash) = frozen(scenario)?;
    entity::scenario::Entity::insert(entity::scenario::ActiveModel {
        id: Set(scenario.id.0),
        call_id: Set(scenario.call.0),
        number: Set(scenario.number),
        name: Set(scenario.name.clone()),
        method: Set(scenario.method().word().to_owned()),
        budget_ore: Set(scenario.budget.ore()),
        // What versions before plans kept; theirs is read from here, ours from the text beside it.
        inputs: Set(serde_json::json!({})),
        plan: Set(Some(written("plan", &scenario.plan)?)),
        frozen: Set(Some(frozen)),
        inputs_hash: Set(Some(hash)),
        working: Set(scenario.working.as_ref().map(|it| written("working", it)).transpose()?),
        state: Set("draft".to_owned()),
        made_at: Set(scenario.made_at),
        made_by: Set(scenario.made_by.clone()),
        adopted_at: Set(None),
        adopted_by: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    insert_parts(tx, scenario).await
}

fn frozen(scenario: &Scenario) -> Result<(String, String), DbErr> {
    let frozen = scenario.inputs.frozen();
    frozen.map_err(|error| DbErr::Custom(format!("inputs cannot be written: {error}")))
}

/// Writes a draft in place of what it was. The adopted never change: triggers refuse it.
pub(crate) async fn replace_scenario(
    tx: &DatabaseTransaction,
    scenario: &Scenario,
) -> Result<(), DbErr> {
    use entity::scenario::{ActiveModel, Column, Entity};
    let mut row = ActiveModel {
        method: Set(scenario.method().word().to_owned()),
        budget_ore: Set(scenario.budget.ore()),
        plan: Set(Some(written("plan", &scenario.plan)?)),
        working: Set(scenario.working.as_ref().map(|it| written("working", it)).transpose()?),
        made_at: Set(scenario.made_at),
        made_by: Set(scenario.made_by.clone()),
        ..Default::default()
    };
    if !scenario.inputs.of_before {
        let (frozen, hash) = frozen(scenario)?;
        (row.frozen, row.inputs_hash) = (Set(Some(frozen)), Set(Some(hash)));
    }
    let written = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(scenario.id.0))
        .filter(Column::State.eq("draft"))
        .exec(tx)
        .await?;
    if written.rows_affected != 1 {
        return Err(DbErr::RecordNotUpdated);
    }
    let id = scenario.id.0;
    entity::scenario_county::Entity::delete_many()
        .filter(entity::scenario_county::Column::ScenarioId.eq(id))
        .exec(tx)
        .await?;
    entity::scenario_line::Entity::delete_many()
        .filter(entity::scenario_line::Column::ScenarioId.eq(id))
        .exec(tx)
        .await?;
    entity::scenario_adjustment::Entity::delete_many()
        .filter(entity::scenario_adjustment::Column::ScenarioId.eq(id))
        .exec(tx)
        .await?;
    insert_parts(tx, scenario).await
}

/// As many rows as one statement takes on either database.
const AT_A_TIME: usize = 500;

async fn insert_parts(tx: &DatabaseTransaction, scenario: &Scenario) -> Result<(), DbErr> {
    let id = scenario.id.0;
    for some in scenario.counties.chunks(AT_A_TIME) {
        let rows = some.iter().map(|line| entity::scenario_county::ActiveModel {
            scenario_id: Set(id),
            county_number: Set(line.county.to_string()),
            county_name: Set(line.name.clone()),
            weight: Set(line.weight),
            frame_ore: Set(line.frame.map(Money::ore)),
            awarded_ore: Set(line.awarded.ore()),
            projects: Set(line.projects),
        });
        entity::scenario_county::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    for some in scenario.lines.chunks(AT_A_TIME) {
        let row = |line: &ScenarioLine| {
            Ok(entity::scenario_line::ActiveModel {
                scenario_id: Set(id),
                application_id: Set(line.application.0),
                county_number: Set(line.county.to_string()),
                place: Set(line.place),
                score_milli: Set(line.score_milli),
                applied_ore: Set(line.applied.ore()),
                recommended_ore: Set(line.recommended.ore()),
                awarded_ore: Set(line.awarded.ore()),
                reason: Set(written("reason", &line.reason)?),
            })
        };
        let rows = some.iter().map(row).collect::<Result<Vec<_>, DbErr>>()?;
        entity::scenario_line::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    for some in scenario.adjustments.chunks(AT_A_TIME) {
        let rows = some.iter().map(|one| entity::scenario_adjustment::ActiveModel {
            scenario_id: Set(id),
            application_id: Set(one.application.0),
            amount_ore: Set(one.amount.ore()),
            reason: Set(one.reason.clone()),
            made_by: Set(one.by.clone()),
            made_at: Set(one.at),
        });
        entity::scenario_adjustment::Entity::insert_many(rows).exec_without_returning(tx).await?;
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
