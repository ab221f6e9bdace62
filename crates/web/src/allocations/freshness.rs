//! Whether scenarios still follow from what stands now.

use super::refusals;
use crate::{
    App,
    kit::{Problem, Texts},
};
use county_allocation::{Basis, DrawError, Scenario, gather, stale};
use funding_periods::AwardError;
use grant_applications::Call;

/// What scenarios of a call would be drawn from now.
pub(super) enum Now {
    /// This.
    Basis(Box<Basis>),
    /// Nothing can be drawn: these applications, by reference, are not assessed.
    Unassessed(Vec<String>),
}

impl Now {
    /// Of a call.
    pub(super) async fn of(app: &App, call: &Call, texts: Texts) -> Result<Now, Problem> {
        match funding_periods::basis(&app.db, call.id).await {
            Ok(basis) => Ok(Now::Basis(Box::new(basis))),
            Err(AwardError::NotAssessed(references)) => Ok(Now::Unassessed(references)),
            Err(error) => Err(refusals::of_award(texts, &call.slug, &error)),
        }
    }

    /// What has changed since a scenario was drawn, a sentence each; nothing when it is fresh, and
    /// nothing that could be said as long as applications are not assessed.
    pub(super) async fn changes(
        &self,
        app: &App,
        scenario: &Scenario,
        texts: Texts,
    ) -> Result<Vec<String>, Problem> {
        let Now::Basis(basis) = self else { return Ok(Vec::new()) };
        match gather(&app.db, &scenario.plan, basis).await {
            Ok(inputs) => {
                let changes = stale(scenario, &inputs);
                Ok(changes.iter().map(|change| change.in_words(texts.language())).collect())
            }
            Err(DrawError::Database(error)) => Err(error.into()),
            // Weights that are gone: what would be drawn now is not what was drawn.
            Err(other) => Ok(vec![other.in_words(texts.language())]),
        }
    }

    /// The references that are not assessed.
    pub(super) fn unassessed(&self) -> &[String] {
        match self {
            Now::Basis(_) => &[],
            Now::Unassessed(references) => references,
        }
    }
}
