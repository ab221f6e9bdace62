//! Adopting a scenario: all of it or nothing.

use crate::{
    Basis, Change, DrawError, EnvelopeKind, LedgerError, NewEnvelope, Scenario, ScenarioLine,
    Voucher, gather, hold, open_by_voucher, reduce, repository, reserve, stale,
};
use journal::Act;
use sea_orm::{DatabaseTransaction, DbErr, SqlErr};
use serde_json::json;
use std::collections::BTreeMap;
use vocabulary::{Actor, ApplicationId, Clock, EnvelopeId, Language, Money, Role, ScenarioId};

/// Why a scenario could not be adopted.
#[derive(Debug, thiserror::Error)]
pub enum AdoptError {
    /// Adoption needs budget authority.
    #[error("only somebody with budget authority can adopt a scenario")]
    NotYours,
    /// No such scenario.
    #[error("there is no such scenario")]
    NoScenario,
    /// A call is settled once; undoing it is a new decision.
    #[error("the call is already settled by an adopted scenario")]
    Settled,
    /// Something it was drawn from has changed since.
    #[error("the scenario is out of date, draw it again: {}", in_english(.0))]
    Stale(Vec<Change>),
    /// Its weights are not there any more.
    #[error("what the scenario was drawn from cannot be read again: {0}")]
    Inputs(String),
    /// The budget does not reach.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

fn in_english(changes: &[Change]) -> String {
    let words = changes.iter().map(|change| change.in_words(Language::English));
    words.collect::<Vec<_>>().join(" ")
}

/// A line of an adopted scenario, with the envelope of its award when it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptedLine {
    /// The line.
    pub line: ScenarioLine,
    /// The award's envelope, its whole amount reserved.
    pub envelope: Option<EnvelopeId>,
}

/// Adopts a scenario: marks it, opens an envelope for each county that gets something and one for
/// each award, and reserves the awards. `basis` is what it would be drawn from now: a scenario drawn
/// from other scores, amounts, weights or money is refused, with what has changed.
///
/// `names` is what each application's award is called.
pub async fn adopt(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    id: ScenarioId,
    basis: &Basis,
    names: &BTreeMap<ApplicationId, String>,
) -> Result<(Scenario, Vec<AdoptedLine>), AdoptError> {
    if !actor.is(Role::BudgetAuthority) {
        return Err(AdoptError::NotYours);
    }
    let now = clock.now();
    let call_key = &basis.envelope_key;
    // Who adopts another scenario of the call at the same moment waits for the frame of the call.
    if let Some(envelope) = repository::by_key(tx, call_key).await? {
        hold(tx, envelope.id).await?;
    }
    let scenario = repository::scenario_locked(tx, id).await?.ok_or(AdoptError::NoScenario)?;
    if scenario.call != basis.call {
        return Err(AdoptError::NoScenario);
    }
    if repository::headings(tx, scenario.call).await?.iter().any(|other| other.adopted) {
        return Err(AdoptError::Settled);
    }
    let inputs = gather(tx, &scenario.plan, basis).await.map_err(|error| match error {
        DrawError::Database(error) => AdoptError::Database(error),
        other => AdoptError::Inputs(other.to_string()),
    })?;
    let changes = stale(&scenario, &inputs);
    if !changes.is_empty() {
        return Err(AdoptError::Stale(changes));
    }
    match repository::mark_adopted(tx, id, now, actor.name()).await {
        Ok(true) => {}
        Ok(false) => return Err(AdoptError::Settled),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            return Err(AdoptError::Settled);
        }
        Err(error) => return Err(error.into()),
    }
    // Every entry names the frame it opened, and what was decided.
    let today = clock.today();
    let decided = format!("Scenario {} «{}»", scenario.number, scenario.name);
    let voucher = |name: &str| Voucher::new(name, today).with_document(decided.as_str());
    let county_key = |county: &dyn std::fmt::Display| format!("{call_key}:county:{county}");
    for county in scenario.counties.iter().filter(|county| county.awarded.is_positive()) {
        let envelope = NewEnvelope {
            parent: Some(call_key.to_owned()),
            kind: EnvelopeKind::County,
            key: county_key(&county.county),
            name: county.name.clone(),
            county: Some(county.county),
            amount: county.awarded,
        };
        open_by_voucher(tx, now, actor, envelope, &voucher(&county.name)).await?;
    }
    let mut adopted = Vec::with_capacity(scenario.lines.len());
    for line in &scenario.lines {
        let envelope = if line.awarded.is_positive() {
            let name = names.get(&line.application).cloned();
            let name = name.unwrap_or_else(|| line.application.to_string());
            let envelope = NewEnvelope {
                parent: Some(county_key(&line.county)),
                kind: EnvelopeKind::Award,
                key: format!("award:{}", line.application),
                name: name.clone(),
                county: Some(line.county),
                amount: line.awarded,
            };
            let voucher = voucher(&name);
            let envelope = open_by_voucher(tx, now, actor, envelope, &voucher).await?;
            reserve(tx, now, actor, envelope, line.awarded, &voucher).await?;
            Some(envelope)
        } else {
            None
        };
        adopted.push(AdoptedLine { line: line.clone(), envelope });
    }
    let detail = json!({
        "call": scenario.call, "name": scenario.name, "awarded_ore": scenario.awarded().ore(), "projects": scenario.projects(),
    });
    let act = Act { act: "adopted", thing: "scenario", id: id.to_string(), detail };
    journal::record(tx, actor, now, act).await?;
    Ok((scenario, adopted))
}

/// Takes an award's money back in the ledger: what is not paid is no longer promised, and the frames
/// around it can promise it again. Whose decision that is and what its applicant is told belongs to the
/// verb that calls this; the adopted scenario stays what it was. What was freed.
pub async fn reverse_award(
    tx: &DatabaseTransaction,
    now: chrono::DateTime<chrono::Utc>,
    actor: &Actor,
    envelope: EnvelopeId,
    voucher: &Voucher,
) -> Result<Money, LedgerError> {
    if !actor.is(Role::BudgetAuthority) {
        return Err(LedgerError::NotYours);
    }
    // The frames around it too, because what is freed is read first.
    hold(tx, envelope).await?;
    let award = repository::by_id(tx, envelope).await?;
    let award = award.ok_or_else(|| LedgerError::NoEnvelope(envelope.to_string()))?;
    let freed = award.amount - award.paid;
    reduce(tx, now, actor, envelope, freed, voucher).await?;
    Ok(freed)
}
