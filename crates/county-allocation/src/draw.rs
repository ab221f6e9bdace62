//! Drawing a scenario, and drawing it again from what stands now.

use crate::{
    Adjustment, Contender, CountyName, EnvelopeState, Figures, Inputs, Level, Plan, PlanError,
    Scenario, compute, repository,
};
use chrono::{DateTime, Utc};
use journal::Act;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, SqlErr};
use serde_json::json;
use vocabulary::{Actor, CallId, Clock, Day, Language, Money, ScenarioId};

/// Why a scenario could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// Only the directorate allocates.
    #[error("only the directorate can draw scenarios")]
    NotYours,
    /// The call has an adopted scenario.
    #[error("the call is settled by the adopted scenario «{0}»")]
    Settled(String),
    /// No such scenario.
    #[error("there is no such scenario")]
    NoScenario,
    /// A scenario has a name that tells it from the others, and that a workbook can hold.
    #[error(
        "give the scenario a name of at most 200 letters that no other scenario of the call has"
    )]
    Name,
    /// No set of weights of county level has this slug.
    #[error("there is no set of weights «{0}» for counties")]
    NoWeights(String),
    /// The plan has no result.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// Others drew scenarios of the call at the same moment, again and again.
    #[error("somebody else drew a scenario of this call at the same moment; try again")]
    AtOnce,
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl DrawError {
    /// The sentence in the reader's language.
    pub fn in_words(&self, language: Language) -> String {
        let [nb, nn, en] = match self {
            DrawError::Plan(error) => return error.in_words(language),
            DrawError::NotYours => [
                "Bare direktoratet kan lage scenarioer.".to_owned(),
                "Berre direktoratet kan lage scenario.".to_owned(),
                "Only the directorate can draw scenarios.".to_owned(),
            ],
            DrawError::Settled(name) => [
                format!("Utlysningen er avgjort ved scenarioet «{name}»."),
                format!("Utlysinga er avgjord ved scenarioet «{name}»."),
                format!("The call is settled by the adopted scenario “{name}”."),
            ],
            DrawError::NoScenario => [
                "Scenarioet finnes ikke.".to_owned(),
                "Scenarioet finst ikkje.".to_owned(),
                "There is no such scenario.".to_owned(),
            ],
            DrawError::Name => [
                "Gi scenarioet et navn på høyst 200 tegn som ingen andre i utlysningen har.".to_owned(),
                "Gi scenarioet eit namn på høgst 200 teikn som ingen andre i utlysinga har.".to_owned(),
                "Give the scenario a name of at most 200 letters that no other scenario of the call has.".to_owned(),
            ],
            DrawError::NoWeights(slug) => [
                format!("Det finnes ingen vekter «{slug}» for fylker."),
                format!("Det finst ingen vekter «{slug}» for fylke."),
                format!("There is no set of weights “{slug}” for counties."),
            ],
            DrawError::AtOnce => [
                "Noen andre laget et scenario i samme øyeblikk. Prøv igjen.".to_owned(),
                "Nokon andre laga eit scenario i same augneblinken. Prøv igjen.".to_owned(),
                "Somebody else drew a scenario at the same moment. Try again.".to_owned(),
            ],
            // What the database says is for the log.
            DrawError::Database(_) => [
                "Noe gikk galt i databasen.".to_owned(),
                "Noko gjekk gale i databasen.".to_owned(),
                "Something went wrong in the database.".to_owned(),
            ],
        };
        match language {
            Language::Bokmal => nb,
            Language::Nynorsk => nn,
            Language::English => en,
        }
    }
}

/// What the upper crates know of a call, for its scenarios to be drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// The call.
    pub call: CallId,
    /// The year whose population counts.
    pub year: i32,
    /// The day whose counties count: the call's first.
    pub day: Day,
    /// What there is to share.
    pub budget: Money,
    /// The key of the call's frame in the ledger.
    pub envelope_key: String,
    /// The applications that stand for selection.
    pub contenders: Vec<Contender>,
}

/// A scenario to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewScenario {
    /// What people call it.
    pub name: String,
    /// How it shares the money out.
    pub plan: Plan,
    /// What it is drawn from.
    pub basis: Basis,
}

/// What a scenario of this plan would be computed from now.
pub async fn gather<C: ConnectionTrait>(
    db: &C,
    plan: &Plan,
    basis: &Basis,
) -> Result<Inputs, DrawError> {
    let counties = organisations::queries::counties_on(db, basis.day).await?;
    let persons = organisations::queries::county_population(db, basis.year).await?;
    let mut weights: Vec<Figures> = Vec::new();
    for slug in plan.sets() {
        if weights.iter().any(|figures| figures.slug == slug) {
            continue;
        }
        let set = repository::latest_weights(db, slug, Level::County).await?;
        weights.push(set.ok_or_else(|| DrawError::NoWeights(slug.to_owned()))?.figures);
    }
    let envelope = repository::by_key(db, &basis.envelope_key).await?;
    Ok(Inputs {
        budget: basis.budget,
        envelope: envelope.as_ref().map(EnvelopeState::from),
        counties: counties
            .into_iter()
            .map(|county| CountyName { county: county.number, name: county.name })
            .collect(),
        population: Figures::population(
            format!("Folketall 1. januar {}, SSB tabell 07459", basis.year),
            Day::new(basis.year, 1, 1),
            persons,
        ),
        weights,
        contenders: basis.contenders.clone(),
        of_before: false,
    })
}

/// The most letters of a scenario's name.
const LONGEST_NAME: usize = 200;

/// How often a scenario is drawn anew when somebody else took its number at the same moment. Of those who
/// draw at once one gets on in every round.
const TRIES: u32 = 20;

/// Draws a scenario and keeps it with its inputs. Nothing is reserved until it is adopted. Who draws at
/// the same moment as somebody else gets the next number.
pub async fn draw_scenario(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewScenario,
) -> Result<ScenarioId, DrawError> {
    if !actor.is_directorate() {
        return Err(DrawError::NotYours);
    }
    let mut tries = 1;
    loop {
        match draw(db, clock, actor, new.clone()).await {
            Err(DrawError::AtOnce) if tries < TRIES => tries += 1,
            outcome => return outcome,
        }
    }
}

/// One try, in a transaction of its own: on PostgreSQL a refused row ends the one it was written in.
async fn draw(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewScenario,
) -> Result<ScenarioId, DrawError> {
    let NewScenario { name, plan, basis } = new;
    let tx = journal::begin(db).await?;
    let others = repository::headings(&tx, basis.call).await?;
    if let Some(adopted) = others.iter().find(|other| other.adopted) {
        return Err(DrawError::Settled(adopted.name.clone()));
    }
    let name = name.trim().to_owned();
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count());
    if !fits || others.iter().any(|other| other.name == name) {
        return Err(DrawError::Name);
    }
    let inputs = gather(&tx, &plan, &basis).await?;
    let number = others.iter().map(|other| other.number).max().unwrap_or(0) + 1;
    let (call, now) = (basis.call, clock.now());
    let heading = Heading { id: ScenarioId::fresh(), call, number, name };
    let scenario = drawn(heading, plan, inputs, Vec::new(), (now, actor.name()))?;
    match repository::insert_scenario(&tx, &scenario).await {
        Ok(()) => {}
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            return Err(DrawError::AtOnce);
        }
        Err(error) => return Err(error.into()),
    }
    journal::record(&tx, actor, now, act("drew", &scenario)).await?;
    tx.commit().await?;
    Ok(scenario.id)
}

/// Draws a scenario again from what stands now, by another plan or by its own. What was set by hand
/// stays where its application still stands for selection.
pub async fn redraw_scenario(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ScenarioId,
    plan: Option<Plan>,
    basis: &Basis,
) -> Result<(), DrawError> {
    if !actor.is_directorate() {
        return Err(DrawError::NotYours);
    }
    let tx = journal::begin(db).await?;
    let before = repository::scenario_locked(&tx, id).await?.ok_or(DrawError::NoScenario)?;
    let others = repository::headings(&tx, before.call).await?;
    if let Some(adopted) = others.into_iter().find(|other| other.adopted) {
        return Err(DrawError::Settled(adopted.name));
    }
    if before.call != basis.call {
        return Err(DrawError::NoScenario);
    }
    let plan = plan.unwrap_or(before.plan);
    let inputs = gather(&tx, &plan, basis).await?;
    let mut adjustments = before.adjustments;
    adjustments.retain(|one| inputs.contender(one.application).is_some());
    let (call, number, name) = (before.call, before.number, before.name);
    let heading = Heading { id, call, number, name };
    let now = clock.now();
    let scenario = drawn(heading, plan, inputs, adjustments, (now, actor.name()))?;
    repository::replace_scenario(&tx, &scenario).await?;
    journal::record(&tx, actor, now, act("drew-again", &scenario)).await?;
    tx.commit().await?;
    Ok(())
}

/// What tells a scenario from the others.
struct Heading {
    id: ScenarioId,
    call: CallId,
    number: i32,
    name: String,
}

fn act(act: &'static str, scenario: &Scenario) -> Act<'static> {
    let detail = json!({
        "call": scenario.call, "method": scenario.method().word(),
        "awarded_ore": scenario.awarded().ore(), "inputs_hash": scenario.inputs_hash,
    });
    Act { act, thing: "scenario", id: scenario.id.to_string(), detail }
}

fn drawn(
    heading: Heading,
    plan: Plan,
    inputs: Inputs,
    adjustments: Vec<Adjustment>,
    (made_at, made_by): (DateTime<Utc>, &str),
) -> Result<Scenario, DrawError> {
    let outcome = compute(&plan, &inputs, &adjustments)?;
    let frozen = inputs.frozen().map_err(|error| DbErr::Custom(error.to_string()))?;
    Ok(Scenario {
        id: heading.id,
        call: heading.call,
        number: heading.number,
        name: heading.name,
        budget: outcome.frames.budget,
        plan,
        inputs,
        inputs_hash: Some(frozen.1),
        working: outcome.working,
        adjustments,
        made_at,
        made_by: made_by.to_owned(),
        adopted: None,
        counties: outcome.counties,
        lines: outcome.lines,
    })
}
