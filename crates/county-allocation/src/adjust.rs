//! Setting an amount of a scenario by hand, and taking that back.

use crate::{Adjustment, PlanError, Scenario, compute, repository};
use journal::Act;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;
use vocabulary::{Actor, ApplicationId, Clock, Language, Money, ScenarioId};

/// Why an amount could not be set by hand.
#[derive(Debug, thiserror::Error)]
pub enum AdjustError {
    /// Only the directorate allocates.
    #[error("only the directorate can set amounts")]
    NotYours,
    /// No such scenario.
    #[error("there is no such scenario")]
    NoScenario,
    /// The call has an adopted scenario, which never changes.
    #[error("the call is settled by the adopted scenario «{0}»")]
    Settled(String),
    /// It does not stand for selection in the scenario, or nothing was set for it.
    #[error("there is no such application or adjustment in the scenario")]
    NoApplication,
    /// A reason can be read: not blank, and no longer than 2 000 letters.
    #[error("write why, in at most 2 000 letters")]
    NoReason,
    /// Nobody gets less than nothing or more than they have applied for.
    #[error("set an amount from 0 up to the {applied} kr that were applied for")]
    AboveApplied {
        /// What was applied for.
        applied: Money,
    },
    /// The frame, or the budget, does not reach beside all the others.
    #[error("there are {remaining} kr for it, and {asked} kr were set")]
    NoRoom {
        /// The most that could be set.
        remaining: Money,
        /// What was set.
        asked: Money,
    },
    /// The scenario has no result with it.
    #[error(transparent)]
    Plan(PlanError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl AdjustError {
    /// The sentence in the reader's language.
    pub fn in_words(&self, language: Language) -> String {
        let [nb, nn] = match self {
            AdjustError::NotYours => [
                "Bare direktoratet kan sette beløp.".to_owned(),
                "Berre direktoratet kan setje beløp.".to_owned(),
            ],
            AdjustError::NoScenario => {
                ["Scenarioet finnes ikke.".to_owned(), "Scenarioet finst ikkje.".to_owned()]
            }
            AdjustError::Settled(name) => [
                format!("Utlysningen er avgjort ved scenarioet «{name}»."),
                format!("Utlysinga er avgjord ved scenarioet «{name}»."),
            ],
            AdjustError::NoApplication => [
                "Søknaden er ikke med i scenarioet, eller det er ikke satt noe for den.".to_owned(),
                "Søknaden er ikkje med i scenarioet, eller det er ikkje sett noko for han."
                    .to_owned(),
            ],
            AdjustError::NoReason => [
                "Skriv hvorfor, med høyst 2 000 tegn.".to_owned(),
                "Skriv kvifor, med høgst 2 000 teikn.".to_owned(),
            ],
            AdjustError::AboveApplied { applied } => [
                format!("Sett et beløp fra 0 og opp til de {applied} kr det er søkt om."),
                format!("Set eit beløp frå 0 og opp til dei {applied} kr det er søkt om."),
            ],
            AdjustError::NoRoom { remaining, asked } => [
                format!("Det er {remaining} kr til den, og det er satt {asked} kr."),
                format!("Det er {remaining} kr til han, og det er sett {asked} kr."),
            ],
            AdjustError::Plan(error) => return error.in_words(language),
            // What the database says is for the log.
            AdjustError::Database(_) => {
                ["Noe gikk galt i databasen.".to_owned(), "Noko gjekk gale i databasen.".to_owned()]
            }
        };
        match language {
            Language::Bokmal => nb,
            Language::Nynorsk => nn,
            Language::English => match self {
                AdjustError::Database(_) => "Something went wrong in the database.".to_owned(),
                other => {
                    let said = other.to_string();
                    let mut letters = said.chars();
                    let first = letters.next().map(|first| first.to_uppercase().to_string());
                    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
                }
            },
        }
    }
}

/// An amount to set by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAdjustment {
    /// Of which application.
    pub application: ApplicationId,
    /// What it is to get, from nothing up to what was applied for.
    pub amount: Money,
    /// Why, as its applicant is told.
    pub reason: String,
}

/// Sets what an application gets in a scenario, in place of what was computed and of what was set
/// before. The other lines stay as they are, so it must fit into what they leave.
pub async fn adjust(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ScenarioId,
    new: NewAdjustment,
) -> Result<(), AdjustError> {
    let (tx, mut scenario) = changeable(db, actor, id).await?;
    let reason = new.reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > Adjustment::LONGEST_REASON {
        return Err(AdjustError::NoReason);
    }
    let now = clock.now();
    let application = new.application;
    scenario.adjustments.retain(|one| one.application != application);
    scenario.adjustments.push(Adjustment {
        application,
        amount: new.amount,
        reason,
        by: actor.name().to_owned(),
        at: now,
    });
    computed_anew(&mut scenario)?;
    repository::replace_scenario(&tx, &scenario).await?;
    let line = scenario.lines.iter().find(|line| line.application == application);
    let computed = line.map_or(Money::ZERO, |line| line.computed());
    let detail = json!({
        "application": application, "amount_ore": new.amount.ore(), "computed_ore": computed.ore(),
    });
    let act = Act { act: "adjusted", thing: "scenario", id: id.to_string(), detail };
    journal::record(&tx, actor, now, act).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes back what was set for an application by hand: it gets what was computed again. Refused where
/// something else that was set leaves no room for that.
pub async fn drop_adjustment(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ScenarioId,
    application: ApplicationId,
) -> Result<(), AdjustError> {
    let (tx, mut scenario) = changeable(db, actor, id).await?;
    let before = scenario.adjustments.len();
    scenario.adjustments.retain(|one| one.application != application);
    if scenario.adjustments.len() == before {
        return Err(AdjustError::NoApplication);
    }
    computed_anew(&mut scenario)?;
    repository::replace_scenario(&tx, &scenario).await?;
    let detail = json!({ "application": application });
    let act = Act { act: "dropped-adjustment", thing: "scenario", id: id.to_string(), detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    tx.commit().await?;
    Ok(())
}

/// The scenario, its row held, when its call is not settled.
async fn changeable(
    db: &DatabaseConnection,
    actor: &Actor,
    id: ScenarioId,
) -> Result<(DatabaseTransaction, Scenario), AdjustError> {
    if !actor.is_directorate() {
        return Err(AdjustError::NotYours);
    }
    let tx = journal::begin(db).await?;
    let scenario = repository::scenario_locked(&tx, id).await?.ok_or(AdjustError::NoScenario)?;
    let others = repository::headings(&tx, scenario.call).await?;
    match others.into_iter().find(|other| other.adopted) {
        Some(adopted) => Err(AdjustError::Settled(adopted.name)),
        None => Ok((tx, scenario)),
    }
}

fn computed_anew(scenario: &mut Scenario) -> Result<(), AdjustError> {
    let outcome = compute(&scenario.plan, &scenario.inputs, &scenario.adjustments);
    let outcome = outcome.map_err(|error| match error {
        PlanError::NotAContender(_) => AdjustError::NoApplication,
        PlanError::AboveApplied { applied, .. } => AdjustError::AboveApplied { applied },
        PlanError::NoRoom { remaining, asked, .. } => AdjustError::NoRoom { remaining, asked },
        other => AdjustError::Plan(other),
    })?;
    (scenario.counties, scenario.lines) = (outcome.counties, outcome.lines);
    Ok(())
}
