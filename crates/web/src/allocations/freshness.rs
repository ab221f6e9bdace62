//! Whether scenarios still follow from what stands now.

use super::refusals;
use crate::{
    App,
    kit::{Problem, Texts},
};
use county_allocation::{Basis, Change, DrawError, Scenario, gather, stale};
use funding_periods::AwardError;
use grant_applications::Call;

/// What scenarios of a call would be drawn from now.
pub(crate) enum Now {
    /// This.
    Basis(Box<Basis>),
    /// Nothing can be drawn: these applications, by reference, are not assessed.
    Unassessed(Vec<String>),
}

/// How a scenario stands against what it would be drawn from now.
pub(crate) enum Freshness {
    /// What has changed since it was drawn; nothing when it is as fresh as on the first day.
    Changes(Vec<Change>),
    /// It cannot be drawn again, because of this: weights that are gone.
    Gone(String),
    /// These applications, by reference, are not assessed: nothing can be drawn.
    Unassessed(Vec<String>),
}

impl Now {
    /// Of a call.
    pub(crate) async fn of(app: &App, call: &Call, texts: Texts) -> Result<Now, Problem> {
        match funding_periods::basis(&app.db, call.id).await {
            Ok(basis) => Ok(Now::Basis(Box::new(basis))),
            Err(AwardError::NotAssessed(references)) => Ok(Now::Unassessed(references)),
            Err(error) => Err(refusals::of_award(texts, &call.slug, &error)),
        }
    }

    /// How a scenario stands against it.
    pub(crate) async fn freshness(
        &self,
        app: &App,
        scenario: &Scenario,
        texts: Texts,
    ) -> Result<Freshness, Problem> {
        let basis = match self {
            Now::Basis(basis) => basis,
            Now::Unassessed(references) => return Ok(Freshness::Unassessed(references.clone())),
        };
        match gather(&app.db, &scenario.plan, basis).await {
            Ok(inputs) => Ok(Freshness::Changes(stale(scenario, &inputs))),
            Err(DrawError::Database(error)) => Err(error.into()),
            Err(other) => Ok(Freshness::Gone(other.in_words(texts.language()))),
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
        Ok(match self.freshness(app, scenario, texts).await? {
            Freshness::Changes(changes) => {
                changes.iter().map(|change| change.in_words(texts.language())).collect()
            }
            // What would be drawn now is not what was drawn.
            Freshness::Gone(why) => vec![why],
            Freshness::Unassessed(_) => Vec::new(),
        })
    }

    /// The references that are not assessed.
    pub(super) fn unassessed(&self) -> &[String] {
        match self {
            Now::Basis(_) => &[],
            Now::Unassessed(references) => references,
        }
    }
}
