//! Drawing a scenario.

use crate::{
    Contender, CountyLine, Method, Scenario, ScenarioLine, ShareError, repository, select, share,
};
use journal::Act;
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::json;
use std::collections::BTreeMap;
use vocabulary::{Actor, CallId, Clock, CountyNumber, Money, ScenarioId};

/// The unit of county frames: 1 000 kr.
const UNIT: Money = Money::from_kroner(1000);

/// Why a scenario could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// Only the directorate allocates.
    #[error("only the directorate can draw scenarios")]
    NotYours,
    /// The call has an adopted scenario.
    #[error("the call is settled by the adopted scenario «{0}»")]
    Settled(String),
    /// A scenario has a name that tells it from the others.
    #[error("give the scenario a name that no other scenario of the call has")]
    Name,
    /// The frames cannot be set.
    #[error(transparent)]
    Share(#[from] ShareError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// A county that may get money, with what it counts by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountyWeight {
    /// The county.
    pub county: CountyNumber,
    /// Its name at the time.
    pub name: String,
    /// Its weight: persons on 1 January.
    pub weight: i64,
}

/// A scenario to draw.
#[derive(Debug, Clone)]
pub struct NewScenario {
    /// The call.
    pub call: CallId,
    /// What people call it.
    pub name: String,
    /// How the frames are set.
    pub method: Method,
    /// What there is to share.
    pub budget: Money,
    /// All counties of the time, by number.
    pub counties: Vec<CountyWeight>,
    /// Where and of which day the weights are, as the reader is told.
    pub weights_source: String,
    /// The applications that stand for selection.
    pub contenders: Vec<Contender>,
}

/// Draws a scenario and keeps it with its inputs. Nothing is reserved until it is adopted.
pub async fn draw_scenario(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewScenario,
) -> Result<ScenarioId, DrawError> {
    if !actor.is_directorate() {
        return Err(DrawError::NotYours);
    }
    let tx = journal::begin(db).await?;
    let others = repository::scenarios(&tx, new.call).await?;
    if let Some(adopted) = others.iter().find(|other| other.adopted.is_some()) {
        return Err(DrawError::Settled(adopted.name.clone()));
    }
    if new.name.trim().is_empty() || others.iter().any(|other| other.name == new.name) {
        return Err(DrawError::Name);
    }
    let inputs = json!({
        "weights_source": new.weights_source,
        "unit_ore": UNIT.ore(),
        "weights": new.counties.iter().map(|c| (c.county.to_string(), c.weight)).collect::<BTreeMap<_, _>>(),
        "contenders": new.contenders.iter().map(|c| json!({
            "application": c.application, "reference": c.reference, "county": c.county,
            "applied_ore": c.applied.ore(), "recommended_ore": c.recommended.ore(), "score_milli": c.score_milli,
        })).collect::<Vec<_>>(),
    });
    let number = repository::next_number(&tx, new.call).await?;
    let scenario = drawn(new, number, clock.now(), actor.name())?;
    repository::insert_scenario(&tx, &scenario, inputs).await?;
    let detail = json!({ "call": scenario.call, "method": scenario.method.word(), "awarded_ore": scenario.awarded().ore() });
    let act = Act { act: "drew", thing: "scenario", id: scenario.id.to_string(), detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    tx.commit().await?;
    Ok(scenario.id)
}

fn drawn(
    new: NewScenario,
    number: i32,
    made_at: chrono::DateTime<chrono::Utc>,
    made_by: &str,
) -> Result<Scenario, ShareError> {
    let frames = match new.method {
        Method::RankedList => None,
        Method::CountyFrames => {
            let weights: Vec<_> = new.counties.iter().map(|c| (c.county, c.weight)).collect();
            let shares = share(new.budget, UNIT, &weights)?;
            Some(shares.shares.iter().map(|s| (s.county, s.amount)).collect::<BTreeMap<_, _>>())
        }
    };
    let choices = select(new.budget, frames.as_ref(), new.contenders);
    let counties = new
        .counties
        .into_iter()
        .map(|county| {
            let funded = || {
                choices.iter().filter(|choice| {
                    choice.contender.county == county.county && choice.awarded.is_positive()
                })
            };
            CountyLine {
                frame: frames.as_ref().and_then(|frames| frames.get(&county.county)).copied(),
                awarded: funded().map(|choice| choice.awarded).sum(),
                projects: i32::try_from(funded().count()).unwrap_or(i32::MAX),
                county: county.county,
                name: county.name,
                weight: county.weight,
            }
        })
        .collect();
    Ok(Scenario {
        id: ScenarioId::fresh(),
        call: new.call,
        number,
        name: new.name,
        method: new.method,
        budget: new.budget,
        made_at,
        made_by: made_by.to_owned(),
        adopted: None,
        counties,
        lines: choices
            .into_iter()
            .map(|choice| ScenarioLine {
                application: choice.contender.application,
                county: choice.contender.county,
                place: i32::try_from(choice.place).unwrap_or(i32::MAX),
                score_milli: choice.contender.score_milli,
                applied: choice.contender.applied,
                recommended: choice.contender.recommended,
                awarded: choice.awarded,
                reason: choice.reason,
            })
            .collect(),
    })
}
