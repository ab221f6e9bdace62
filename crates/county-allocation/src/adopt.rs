//! Adopting a scenario: all of it or nothing.

use crate::{
    Contender, EnvelopeKind, LedgerError, NewEnvelope, Scenario, ScenarioLine,
    open_envelope_within, repository, reserve,
};
use journal::Act;
use sea_orm::{DatabaseTransaction, DbErr, SqlErr};
use serde_json::json;
use std::collections::BTreeMap;
use vocabulary::{Actor, ApplicationId, Clock, EnvelopeId, Role, ScenarioId};

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
    #[error("the scenario is out of date, draw it again: {}", .0.join("; "))]
    Stale(Vec<String>),
    /// The budget does not reach.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
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
/// each award, and reserves the awards. `current` are the applications as they stand now: a scenario
/// drawn from other scores or amounts is refused.
///
/// `call_key` is the key of the call's envelope, `names` what each application's award is called.
pub async fn adopt(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    id: ScenarioId,
    call_key: &str,
    current: &[Contender],
    names: &BTreeMap<ApplicationId, String>,
) -> Result<(Scenario, Vec<AdoptedLine>), AdoptError> {
    if !actor.is(Role::BudgetAuthority) {
        return Err(AdoptError::NotYours);
    }
    let now = clock.now();
    let scenario = repository::scenario(tx, id).await?.ok_or(AdoptError::NoScenario)?;
    if scenario.adopted.is_some() {
        return Err(AdoptError::Settled);
    }
    let changes = changes_since(&scenario, current);
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
        open_envelope_within(tx, now, actor, envelope).await?;
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
            let envelope = open_envelope_within(tx, now, actor, envelope).await?;
            reserve(tx, now, actor, envelope, line.awarded, &name).await?;
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

/// What has changed since a scenario was drawn, a sentence each.
fn changes_since(scenario: &Scenario, current: &[Contender]) -> Vec<String> {
    let mut changes = Vec::new();
    for contender in current {
        let line = scenario.lines.iter().find(|line| line.application == contender.application);
        match line {
            None => changes.push(format!("{} is new", contender.reference)),
            Some(line)
                if line.score_milli != contender.score_milli
                    || line.recommended != contender.recommended
                    || line.applied != contender.applied =>
            {
                changes.push(format!("{} has other scores or amounts", contender.reference));
            }
            Some(_) => {}
        }
    }
    let gone = scenario
        .lines
        .iter()
        .filter(|line| !current.iter().any(|c| c.application == line.application))
        .count();
    if gone > 0 {
        changes.push(format!("{gone} applications no longer stand for selection"));
    }
    changes
}
