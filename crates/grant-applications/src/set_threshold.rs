//! Setting an amount that a rule turns on.

use crate::{Threshold, repository};
use journal::Act;
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::json;
use vocabulary::{Actor, Clock, Day};

/// Why a threshold could not be set.
#[derive(Debug, thiserror::Error)]
pub enum ThresholdError {
    /// Only the directorate sets thresholds.
    #[error("only the directorate can set thresholds")]
    NotYours,
    /// No such scheme.
    #[error("there is no scheme «{0}»")]
    NoScheme(String),
    /// The amount is below nothing.
    #[error("a threshold cannot be below nothing")]
    BelowNothing,
    /// Nobody says where it comes from.
    #[error("a threshold needs the text it comes from")]
    NoSource,
    /// It has been in force: what was decided by it must stay explicable.
    #[error("the threshold has been in force since {0}; set another from a later day")]
    InForce(Day),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Sets the amount that a rule turns on from a day. One of the same day can be corrected until that day
/// comes; setting the same again changes nothing.
pub async fn set_threshold(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: Threshold,
) -> Result<(), ThresholdError> {
    if !actor.is_directorate() {
        return Err(ThresholdError::NotYours);
    }
    if new.amount.ore() < 0 {
        return Err(ThresholdError::BelowNothing);
    }
    if new.source.trim().is_empty() {
        return Err(ThresholdError::NoSource);
    }
    let tx = journal::begin(db).await?;
    let all_schemes = new.scheme_slug.is_empty();
    if !all_schemes && repository::scheme_by_slug(&tx, &new.scheme_slug).await?.is_none() {
        return Err(ThresholdError::NoScheme(new.scheme_slug));
    }
    let known = repository::threshold(&tx, new.rule, &new.scheme_slug, new.valid_from).await?;
    match &known {
        Some(known) if *known == new => return Ok(()),
        Some(known) if known.valid_from <= clock.today() => {
            return Err(ThresholdError::InForce(known.valid_from));
        }
        _ => {}
    }
    repository::put_threshold(&tx, &new).await?;
    let detail = json!({
        "scheme": new.scheme_slug,
        "from": new.valid_from,
        "amount_ore": new.amount.ore(),
        "instead_of_ore": known.map(|known| known.amount.ore()),
        "source": new.source,
    });
    let id = new.rule.word().to_owned();
    let act = Act { act: "set", thing: "threshold", id, detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    Ok(tx.commit().await?)
}
