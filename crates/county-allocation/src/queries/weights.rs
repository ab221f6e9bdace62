//! Sets of weights.

use crate::{Figures, Level, WeightSet, repository};
use sea_orm::{ConnectionTrait, DbErr};
use vocabulary::Actor;

/// All versions of all sets of weights, by slug, level and version; for the directorate only, empty for
/// everybody else.
pub async fn weight_sets_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
) -> Result<Vec<WeightSet>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    repository::weight_sets(db).await
}

/// The latest version of a set; for the directorate only.
pub async fn weight_set_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    slug: &str,
    level: Level,
) -> Result<Option<WeightSet>, DbErr> {
    if !actor.is_directorate() {
        return Ok(None);
    }
    repository::latest_weights(db, slug, level).await
}

/// Sets of weights whose numbers are not what their hash says, a sentence each. For `fordel check`.
pub async fn changed_weight_sets<C: ConnectionTrait>(db: &C) -> Result<Vec<String>, DbErr> {
    let mut wrong = Vec::new();
    for set in repository::weight_sets(db).await? {
        let figures = &set.figures;
        if Figures::hash_of(&figures.values) != figures.hash {
            let (slug, version, level) = (&figures.slug, figures.version, set.level.word());
            wrong.push(format!("version {version} of «{slug}» ({level}) is not what came in"));
        }
    }
    Ok(wrong)
}
