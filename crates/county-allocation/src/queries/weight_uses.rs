//! Which scenarios count by which sets of weights.

use crate::{repository, weights::is_slug};
use sea_orm::{ConnectionTrait, DbErr};
use vocabulary::{Actor, CallId};

/// A scenario whose frames count by a set of weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightUse {
    /// Its call.
    pub call: CallId,
    /// From 1 within the call.
    pub number: i32,
    /// What people call it.
    pub name: String,
    /// Which version of the set it was drawn from.
    pub version: i32,
    /// Its call was settled by it.
    pub is_adopted: bool,
}

/// The scenarios that count by a set of weights of county level, by call and number; for the directorate
/// only, empty for everybody else. Municipalities are counted by looking only, so that no scenario keeps
/// one of their sets.
pub async fn weight_uses_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    slug: &str,
) -> Result<Vec<WeightUse>, DbErr> {
    if !actor.is_directorate() || !is_slug(slug) {
        return Ok(Vec::new());
    }
    let mut uses = Vec::new();
    for id in repository::scenarios_naming(db, slug).await? {
        let Some(scenario) = repository::scenario(db, id).await? else { continue };
        let kept = scenario.inputs.weights.iter().find(|figures| figures.slug == slug);
        let Some(figures) = kept else { continue };
        uses.push(WeightUse {
            call: scenario.call,
            number: scenario.number,
            version: figures.version,
            is_adopted: scenario.adopted.is_some(),
            name: scenario.name,
        });
    }
    uses.sort_by_key(|one| (one.call, one.number));
    Ok(uses)
}
