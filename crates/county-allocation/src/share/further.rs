//! The second step: what each county got, on to its municipalities.

use super::{Claim, Room, ShareError, Shares, Terms, UnitCode, error::in_language, shared};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocabulary::{Language, Money};

/// What one unit got, split over those within it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Further {
    /// Whose amount is the pot.
    pub within: UnitCode,
    /// How it was split.
    pub shares: Shares,
}

/// Why the second step cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FurtherError {
    /// One of the pots cannot be split.
    #[error("within {within}: {why}")]
    Within {
        /// Which.
        within: UnitCode,
        /// Why.
        why: ShareError,
    },
    /// There are claims within a unit that has no share.
    #[error("{0} has no share that could go further")]
    NoShare(UnitCode),
}

impl FurtherError {
    /// The sentence in the reader's language.
    pub fn in_words(&self, language: Language) -> String {
        match self {
            FurtherError::Within { within, why } => format!("{within}: {}", why.in_words(language)),
            FurtherError::NoShare(unit) => in_language(
                language,
                format!("{unit} har ingen andel som kan deles videre."),
                format!("{unit} har ingen del som kan delast vidare."),
                self,
            ),
        }
    }
}

/// Splits what every unit of the first step got over the claims within it. Of `terms`, the pot is what
/// the unit got and the reserve is nothing, because both were settled in the first step; the unit, the
/// method and the bounds hold within each. Who got nothing has nothing to give.
///
/// In the order of the first step; every krone of it is in an amount or in a rest.
pub fn share_further(
    above: &Shares,
    terms: &Terms,
    claims: &BTreeMap<UnitCode, Vec<Claim>>,
) -> Result<Vec<Further>, FurtherError> {
    if let Some(unit) = claims.keys().find(|unit| above.amount_of(unit).is_none()) {
        return Err(FurtherError::NoShare(unit.clone()));
    }
    let split = |unit: &UnitCode, pot: Money| {
        let terms = Terms { pot, reserve: Money::ZERO, ..terms.clone() };
        let claims = claims.get(unit).map(Vec::as_slice).unwrap_or_default();
        Room::of_any(&terms, claims).map(|room| shared(&terms, room))
    };
    above
        .shares
        .iter()
        .filter(|share| share.amount.is_positive() || claims.contains_key(&share.unit))
        .map(|share| {
            let within = share.unit.clone();
            match split(&within, share.amount) {
                Ok(shares) => Ok(Further { within, shares }),
                Err(why) => Err(FurtherError::Within { within, why }),
            }
        })
        .collect()
}
