//! Scenarios of a call.

use crate::{
    Claim, Further, FurtherError, Level, Scenario, Terms, UnitCode, differences, repository,
    share_further,
};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::BTreeMap;
use vocabulary::{Actor, CallId, Language, ScenarioId};

/// The scenarios of a call, oldest first; for the directorate only, empty for everybody else.
pub async fn scenarios_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    call: CallId,
) -> Result<Vec<Scenario>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    repository::scenarios(db, call).await
}

/// The scenario a call was settled by.
pub async fn adopted_scenario<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<Option<Scenario>, DbErr> {
    let adopted = repository::headings(db, call).await?.into_iter().find(|one| one.adopted);
    match adopted {
        Some(adopted) => repository::scenario(db, adopted.id).await,
        None => Ok(None),
    }
}

/// One scenario.
pub async fn scenario<C: ConnectionTrait>(
    db: &C,
    id: ScenarioId,
) -> Result<Option<Scenario>, DbErr> {
    repository::scenario(db, id).await
}

/// Computes every scenario again from what is kept of its inputs, and says what comes out otherwise than
/// it stands there; nothing when all of it is the same. For `fordel check`.
pub async fn verify_scenarios<C: ConnectionTrait>(db: &C) -> Result<Vec<String>, DbErr> {
    let mut wrong = Vec::new();
    for id in repository::scenario_ids(db).await? {
        let Some(scenario) = repository::scenario(db, id).await? else { continue };
        if !repository::inputs_unchanged(db, id).await? {
            wrong.push(format!("the inputs of «{}» are not what they were", scenario.name));
        }
        wrong.extend(differences(&scenario));
    }
    Ok(wrong)
}

/// Why the frames of a scenario cannot be shared out further.
#[derive(Debug, thiserror::Error)]
pub enum MunicipalSharesError {
    /// Only the directorate.
    #[error("only the directorate shares frames out")]
    NotYours,
    /// No such scenario, or no formula set its frames.
    #[error("there is no such scenario, or its frames are not set by a formula")]
    NoFrames,
    /// No set of weights of municipality level has this slug.
    #[error("there is no set of weights «{0}» for municipalities")]
    NoWeights(String),
    /// A county's frame cannot be split.
    #[error(transparent)]
    Share(#[from] FurtherError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl MunicipalSharesError {
    /// The sentence in the reader's language.
    pub fn in_words(&self, language: Language) -> String {
        let [nb, nn, en] = match self {
            MunicipalSharesError::Share(error) => return error.in_words(language),
            MunicipalSharesError::NotYours => [
                "Bare direktoratet kan dele rammer videre.".to_owned(),
                "Berre direktoratet kan dele rammer vidare.".to_owned(),
                "Only the directorate shares frames out.".to_owned(),
            ],
            MunicipalSharesError::NoFrames => [
                "Scenarioet finnes ikke, eller rammene er ikke satt med en formel.".to_owned(),
                "Scenarioet finst ikkje, eller rammene er ikkje sette med ein formel.".to_owned(),
                "There is no such scenario, or its frames are not set by a formula.".to_owned(),
            ],
            MunicipalSharesError::NoWeights(slug) => [
                format!("Det finnes ingen vekter «{slug}» for kommuner."),
                format!("Det finst ingen vekter «{slug}» for kommunar."),
                format!("There is no set of weights “{slug}” for municipalities."),
            ],
            // What the database says is for the log.
            MunicipalSharesError::Database(_) => [
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

/// What the frame of each county of a scenario would be, split over its municipalities by a set of
/// weights, in the same units and by the same method. For looking at: awards are per application.
///
/// The set must be of the counties' own time; a municipality in a county without a frame is refused.
pub async fn municipal_shares_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    id: ScenarioId,
    slug: &str,
) -> Result<Vec<Further>, MunicipalSharesError> {
    if !actor.is_directorate() {
        return Err(MunicipalSharesError::NotYours);
    }
    let scenario = repository::scenario(db, id).await?;
    let working = scenario.and_then(|scenario| scenario.working);
    let working = working.ok_or(MunicipalSharesError::NoFrames)?;
    let set = repository::latest_weights(db, slug, Level::Municipality).await?;
    let set = set.ok_or_else(|| MunicipalSharesError::NoWeights(slug.to_owned()))?;
    let mut claims: BTreeMap<UnitCode, Vec<Claim>> = BTreeMap::new();
    for municipality in organisations::queries::municipalities_on(db, set.as_of).await? {
        let unit = UnitCode::from(municipality.number);
        if let Some(weight) = set.figures.values.get(&unit) {
            let county = UnitCode::from(municipality.county);
            claims.entry(county).or_default().push(Claim::of(unit, *weight));
        }
    }
    // The bounds of the first step are of counties.
    let terms = Terms { floor: None, cap: None, ..working.terms.clone() };
    Ok(share_further(&working, &terms, &claims)?)
}
