//! Accepting the terms of a grant.

use crate::award::expected_period;
use crate::{FundingPeriod, Instalment, InstalmentState, instalment_plan, repository};
use journal::Act;
use letters::{About, AcceptanceReceipt, Desk, Letter, Recipient};
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::json;
use vocabulary::{Actor, Clock, Day, GrantId, InstalmentId, NotPossible, Role};

/// Why the terms could not be accepted.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// Private: for whoever asks it does not exist.
    #[error("there is no such grant")]
    NoGrant,
    /// Only people of the recipient accept.
    #[error("only people with the role applicant in the organisation can accept its grants")]
    NotYours,
    /// The last day has passed.
    #[error("the terms had to be accepted by {0}; contact the directorate")]
    TooLate(Day),
    /// The budget year is over.
    #[error("the period of the grant is over")]
    PeriodOver,
    /// The grant is in a state where this cannot be done.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The receipt could not be written.
    #[error("the receipt could not be written: {0}")]
    Letter(#[from] letters::WriteError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Accepts the terms on behalf of the recipient: the period opens and its instalments are scheduled.
pub async fn accept_grant(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    desk: &Desk,
    id: GrantId,
) -> Result<(), AcceptError> {
    let (now, today) = (clock.now(), clock.today());
    let tx = journal::begin(db).await?;
    let grant = repository::grant(&tx, id).await?.ok_or(AcceptError::NoGrant)?;
    if !actor.sees(grant.organisation) {
        return Err(AcceptError::NoGrant);
    }
    if !actor.applies_for(grant.organisation) {
        return Err(AcceptError::NotYours);
    }
    let next = grant.state.clone().accept(now, actor.name())?;
    if today > grant.accept_by {
        return Err(AcceptError::TooLate(grant.accept_by));
    }
    let call = grant_applications::queries::call(&tx, grant.call).await?;
    let call = call.ok_or(AcceptError::NoGrant)?;
    let days = expected_period(&call, today).ok_or(AcceptError::PeriodOver)?;
    if !repository::move_grant(&tx, id, grant.state.word(), &next).await? {
        let now_so = repository::grant(&tx, id).await?.ok_or(AcceptError::NoGrant)?;
        now_so.state.accept(now, actor.name())?;
        return Err(AcceptError::NoGrant);
    }
    let period = FundingPeriod { number: 1, days, amount: grant.amount };
    let instalments: Vec<Instalment> = instalment_plan(days, grant.amount)
        .into_iter()
        .map(|planned| Instalment {
            id: InstalmentId::fresh(),
            period: period.number,
            number: planned.number,
            due_on: planned.due_on,
            amount: planned.amount,
            state: InstalmentState::Scheduled,
        })
        .collect();
    repository::insert_period(&tx, id, &period, &instalments).await?;
    let detail = json!({
        "opens_on": days.first(), "closes_on": days.last(), "instalments": instalments.len(),
    });
    let act = Act { act: "accepted", thing: "grant", id: id.to_string(), detail };
    journal::record(&tx, actor, now, act).await?;
    let organisation = organisations::organisation(&tx, grant.organisation).await?;
    let organisation = organisation.ok_or(AcceptError::NoGrant)?;
    let receipt = Letter::AcceptanceReceipt(AcceptanceReceipt {
        recipient_organisation: organisation.name.clone(),
        project_title: grant.title.clone(),
        reference: grant.reference.clone(),
        amount: grant.amount,
        accepted_by: actor.name().to_owned(),
        accepted_at: now,
        instalments: instalments.iter().map(|i| (i.due_on, i.amount)).collect(),
        report_due: call.call.report_due,
        path: format!("/grants/{id}"),
    });
    for person in organisations::people_of(&tx, grant.organisation, Role::Applicant).await? {
        let recipient = Recipient {
            name: person.name,
            email: person.email,
            language: organisation.language,
            organisation: Some(grant.organisation),
        };
        let key = format!("acceptance:{id}:{}", recipient.email);
        let about = About { thing: "grant", id: id.to_string() };
        letters::write(&tx, desk, now, &key, about, &recipient, &receipt).await?;
    }
    Ok(tx.commit().await?)
}
