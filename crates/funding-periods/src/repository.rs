//! Rows to nouns and back.

use crate::entity;
use crate::{FundingPeriod, Grant, GrantState, Instalment, InstalmentState, PassedOver, Reversed};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use vocabulary::{
    ApplicationId, CallId, EnvelopeId, GrantId, InstalmentId, Money, OrganisationId, Period,
};

fn unreadable(what: &str, value: &str) -> DbErr {
    DbErr::Custom(format!("«{value}» is not a {what}"))
}

pub(crate) fn grant_from(row: entity::funded_grant::Model) -> Result<Grant, DbErr> {
    let accepted = row.accepted_at.zip(row.accepted_by);
    let reversed = row.reversed_at.zip(row.reversed_by);
    let state = match (row.state.as_str(), accepted) {
        ("reversed", accepted) => match reversed {
            Some((at, by)) => GrantState::Reversed { accepted, at, by },
            None => return Err(unreadable("state of a grant", &row.state)),
        },
        ("awarded", _) => GrantState::Awarded,
        ("lapsed", _) => GrantState::Lapsed,
        ("active", Some((accepted_at, accepted_by))) => {
            GrantState::Active { accepted_at, accepted_by }
        }
        ("closed", Some((accepted_at, accepted_by))) => {
            GrantState::Closed { accepted_at, accepted_by }
        }
        (other, _) => return Err(unreadable("state of a grant", other)),
    };
    let municipality = row.municipality_number.parse();
    let county = row.county_number.parse();
    Ok(Grant {
        id: GrantId(row.id),
        reference: row.reference,
        application: ApplicationId(row.application_id),
        call: CallId(row.call_id),
        organisation: OrganisationId(row.organisation_id),
        envelope: EnvelopeId(row.envelope_id),
        title: row.title,
        municipality: municipality
            .map_err(|_| unreadable("municipality number", &row.municipality_number))?,
        county: county.map_err(|_| unreadable("county number", &row.county_number))?,
        amount: Money::from_ore(row.amount_ore),
        awarded_at: row.awarded_at,
        awarded_by: row.awarded_by,
        accept_by: row.accept_by_on.into(),
        state,
    })
}

pub(crate) async fn grant<C: ConnectionTrait>(db: &C, id: GrantId) -> Result<Option<Grant>, DbErr> {
    entity::funded_grant::Entity::find_by_id(id.0).one(db).await?.map(grant_from).transpose()
}

/// A grant as it stays until this transaction ends.
pub(crate) async fn grant_locked(
    tx: &DatabaseTransaction,
    id: GrantId,
) -> Result<Option<Grant>, DbErr> {
    let found = entity::funded_grant::Entity::find_by_id(id.0).lock_exclusive();
    found.one(tx).await?.map(grant_from).transpose()
}

pub(crate) async fn grants_of_call<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<Vec<Grant>, DbErr> {
    entity::funded_grant::Entity::find()
        .filter(entity::funded_grant::Column::CallId.eq(call.0))
        .order_by_asc(entity::funded_grant::Column::Reference)
        .all(db)
        .await?
        .into_iter()
        .map(grant_from)
        .collect()
}

pub(crate) async fn grant_of_application<C: ConnectionTrait>(
    db: &C,
    application: ApplicationId,
) -> Result<Option<Grant>, DbErr> {
    entity::funded_grant::Entity::find()
        .filter(entity::funded_grant::Column::ApplicationId.eq(application.0))
        .one(db)
        .await?
        .map(grant_from)
        .transpose()
}

pub(crate) async fn insert_grant(tx: &DatabaseTransaction, grant: &Grant) -> Result<(), DbErr> {
    let accepted = grant.state.acceptance();
    entity::funded_grant::Entity::insert(entity::funded_grant::ActiveModel {
        id: Set(grant.id.0),
        reference: Set(grant.reference.clone()),
        application_id: Set(grant.application.0),
        call_id: Set(grant.call.0),
        organisation_id: Set(grant.organisation.0),
        envelope_id: Set(grant.envelope.0),
        title: Set(grant.title.clone()),
        municipality_number: Set(grant.municipality.to_string()),
        county_number: Set(grant.county.to_string()),
        amount_ore: Set(grant.amount.ore()),
        state: Set(grant.state.word().to_owned()),
        awarded_at: Set(grant.awarded_at),
        awarded_by: Set(grant.awarded_by.clone()),
        accept_by_on: Set(grant.accept_by.date()),
        accepted_at: Set(accepted.map(|(at, _)| at)),
        accepted_by: Set(accepted.map(|(_, by)| by.to_owned())),
        reversed_at: Set(grant.state.reversal().map(|(at, _)| at)),
        reversed_by: Set(grant.state.reversal().map(|(_, by)| by.to_owned())),
    })
    .exec_without_returning(tx)
    .await
    .map(|_| ())
}

/// Moves a grant to its next state; `false` when somebody else has moved it meanwhile.
pub(crate) async fn move_grant(
    tx: &DatabaseTransaction,
    id: GrantId,
    from: &str,
    to: &GrantState,
) -> Result<bool, DbErr> {
    use entity::funded_grant::Column;
    let (accepted, reversed) = (to.acceptance(), to.reversal());
    let moved = entity::funded_grant::Entity::update_many()
        .col_expr(Column::State, Expr::value(to.word()))
        .col_expr(Column::AcceptedAt, Expr::value(accepted.map(|(at, _)| at)))
        .col_expr(Column::AcceptedBy, Expr::value(accepted.map(|(_, by)| by.to_owned())))
        .col_expr(Column::ReversedAt, Expr::value(reversed.map(|(at, _)| at)))
        .col_expr(Column::ReversedBy, Expr::value(reversed.map(|(_, by)| by.to_owned())))
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq(from))
        .exec(tx)
        .await?;
    Ok(moved.rows_affected == 1)
}

pub(crate) async fn insert_period(
    tx: &DatabaseTransaction,
    grant: GrantId,
    period: &FundingPeriod,
    instalments: &[Instalment],
) -> Result<(), DbErr> {
    entity::funding_period::Entity::insert(entity::funding_period::ActiveModel {
        grant_id: Set(grant.0),
        number: Set(period.number),
        opens_on: Set(period.days.first().date()),
        closes_on: Set(period.days.last().date()),
        amount_ore: Set(period.amount.ore()),
    })
    .exec_without_returning(tx)
    .await?;
    let rows = instalments.iter().map(|instalment| entity::instalment::ActiveModel {
        id: Set(instalment.id.0),
        grant_id: Set(grant.0),
        period_number: Set(instalment.period),
        number: Set(instalment.number),
        due_on: Set(instalment.due_on.date()),
        amount_ore: Set(instalment.amount.ore()),
        state: Set(instalment.state.word().to_owned()),
        paid_on: Set(None),
    });
    entity::instalment::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

pub(crate) async fn periods<C: ConnectionTrait>(
    db: &C,
    grant: GrantId,
) -> Result<Vec<FundingPeriod>, DbErr> {
    let rows = entity::funding_period::Entity::find()
        .filter(entity::funding_period::Column::GrantId.eq(grant.0))
        .order_by_asc(entity::funding_period::Column::Number)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let days = Period::new(row.opens_on.into(), row.closes_on.into());
            Ok(FundingPeriod {
                number: row.number,
                days: days.ok_or_else(|| unreadable("period", &row.opens_on.to_string()))?,
                amount: Money::from_ore(row.amount_ore),
            })
        })
        .collect()
}

pub(crate) async fn instalments<C: ConnectionTrait>(
    db: &C,
    grant: GrantId,
) -> Result<Vec<Instalment>, DbErr> {
    let rows = entity::instalment::Entity::find()
        .filter(entity::instalment::Column::GrantId.eq(grant.0))
        .order_by_asc(entity::instalment::Column::Number)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let state = match (row.state.as_str(), row.paid_on) {
                ("scheduled", _) => InstalmentState::Scheduled,
                ("stopped", _) => InstalmentState::Stopped,
                ("paid", Some(day)) => InstalmentState::Paid(day.into()),
                (other, _) => return Err(unreadable("state of an instalment", other)),
            };
            Ok(Instalment {
                id: InstalmentId(row.id),
                period: row.period_number,
                number: row.number,
                due_on: row.due_on.into(),
                amount: Money::from_ore(row.amount_ore),
                state,
            })
        })
        .collect()
}

/// Stops the payments of a grant that are not paid; says how many those were.
pub(crate) async fn stop_instalments(
    tx: &DatabaseTransaction,
    grant: GrantId,
) -> Result<u64, DbErr> {
    use entity::instalment::Column;
    let stopped = entity::instalment::Entity::update_many()
        .col_expr(Column::State, Expr::value(InstalmentState::Stopped.word()))
        .filter(Column::GrantId.eq(grant.0))
        .filter(Column::State.eq(InstalmentState::Scheduled.word()))
        .exec(tx)
        .await?;
    Ok(stopped.rows_affected)
}

/// Keeps what a reversal rests on, beside the decision of this number.
pub(crate) async fn insert_reversal(
    tx: &DatabaseTransaction,
    application: ApplicationId,
    decision: i32,
    reversed: &Reversed,
) -> Result<(), DbErr> {
    let row = entity::grant_reversal::ActiveModel {
        grant_id: Set(reversed.grant.0),
        application_id: Set(application.0),
        decision_number: Set(decision),
        legal_ground: Set(reversed.ground.word().to_owned()),
        noticed_on: Set(reversed.noticed_on.map(|day| day.date())),
        freed_ore: Set(reversed.freed.ore()),
        paid_ore: Set(reversed.paid.ore()),
        owed_ore: Set(reversed.owed.ore()),
    };
    entity::grant_reversal::Entity::insert(row).exec_without_returning(tx).await.map(|_| ())
}

/// The reversal of a grant that is reversed.
pub(crate) async fn reversal<C: ConnectionTrait>(
    db: &C,
    grant: &Grant,
) -> Result<Option<Reversed>, DbErr> {
    let Some((at, by)) = grant.state.reversal() else { return Ok(None) };
    let row = entity::grant_reversal::Entity::find_by_id(grant.id.0).one(db).await?;
    let Some(row) = row else { return Ok(None) };
    let decisions = grant_applications::queries::decisions(db, grant.application).await?;
    let why = decisions.into_iter().find(|one| one.number == row.decision_number);
    Ok(Some(Reversed {
        grant: grant.id,
        at,
        by: by.to_owned(),
        why: why.map(|one| one.reason).unwrap_or_default(),
        ground: row
            .legal_ground
            .parse()
            .map_err(|_| unreadable("legal ground", &row.legal_ground))?,
        noticed_on: row.noticed_on.map(Into::into),
        freed: Money::from_ore(row.freed_ore),
        paid: Money::from_ore(row.paid_ore),
        owed: Money::from_ore(row.owed_ore),
    }))
}

/// Keeps from which place on the reserve list a grant was awarded, and who was passed over.
pub(crate) async fn insert_later_award(
    tx: &DatabaseTransaction,
    grant: GrantId,
    application: ApplicationId,
    decision: i32,
    place: i32,
    passed_over: &PassedOver,
) -> Result<(), DbErr> {
    let row = entity::later_award::ActiveModel {
        grant_id: Set(grant.0),
        application_id: Set(application.0),
        decision_number: Set(decision),
        place: Set(place),
        passed_over: Set(passed_over.count),
        passed_over_why: Set(passed_over.why.clone()),
    };
    entity::later_award::Entity::insert(row).exec_without_returning(tx).await.map(|_| ())
}
