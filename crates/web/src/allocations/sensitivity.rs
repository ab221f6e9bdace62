//! `GET …/{scenario}/sensitivity`: what would be funded if a criterion weighed a tenth more or less, or
//! without one of the assessors.

use super::{
    named::{Linked, Named, Ways, about},
    one::scenario_of,
    refusals, words,
};
use crate::{
    App,
    kit::{KeyFigure, PageFrame, Problem, render, signed},
    session::Officer,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use county_allocation::{DrawError, Scenario, Swaps};
use funding_periods::{
    Sensitivity,
    queries::{SensitivityError, sensitivity_for_actor},
};
use grant_applications::Call;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{ApplicationId, Money};

/// What is different in one variation.
struct Variation {
    what: String,
    note: String,
    enters: Vec<Linked>,
    leaves: Vec<Linked>,
    /// Funded all the same, with another amount: how much more.
    moves: Vec<(Linked, String)>,
}

impl Variation {
    fn is_same(&self) -> bool {
        self.enters.is_empty() && self.leaves.is_empty() && self.moves.is_empty()
    }
}

/// An application whose funding hangs on something.
struct OnTheLine {
    who: Linked,
    is_funded: bool,
    /// In how many variations it crosses the line.
    crosses: usize,
}

/// What was found.
struct Hangs {
    figures: Vec<KeyFigure>,
    by_weight: Vec<Variation>,
    by_assessor: Vec<Variation>,
    on_the_line: Vec<OnTheLine>,
    variations: usize,
    /// What the scenario funds is not what its plan would fund now.
    is_other_now: bool,
}

#[derive(Template)]
#[template(path = "allocations/sensitivity.html")]
struct SensitivityPage {
    frame: PageFrame,
    ways: Ways,
    /// Why nothing can be said.
    refused: Option<String>,
    hangs: Option<Hangs>,
}

struct Tell<'a> {
    call: &'a Call,
    scenario: &'a Scenario,
    named: &'a Named,
    frame: &'a PageFrame,
}

impl Tell<'_> {
    fn linked(&self, some: &[ApplicationId]) -> Vec<Linked> {
        let linked = |id: &ApplicationId| self.named.linked(self.scenario, *id, self.frame);
        some.iter().map(linked).collect()
    }

    fn variation(&self, what: String, note: String, swaps: &Swaps) -> Variation {
        let moves = swaps.other_amount.iter().map(|one| {
            let who = self.named.linked(self.scenario, one.application, self.frame);
            (who, signed(one.b - one.a))
        });
        Variation {
            what,
            note,
            enters: self.linked(&swaps.funded_only_in_b),
            leaves: self.linked(&swaps.funded_only_in_a),
            moves: moves.collect(),
        }
    }

    fn by_weight(&self, found: &Sensitivity) -> Vec<Variation> {
        let language = self.frame.language();
        let mut variations = Vec::new();
        for one in &found.by_weight {
            let criterion = self.call.criteria.get(one.criterion);
            let name = criterion.map_or(one.name.as_str(), |of| of.name_in(language)).to_owned();
            let weight = i64::from(criterion.map_or(0, |of| of.weight));
            // Weights count in proportion; a tenth of one is written as it comes out.
            for (key, tenths, swaps) in
                [("sensitivity-up", 11, &one.up), ("sensitivity-down", 9, &one.down)]
            {
                let then = words::decimal(weight * tenths, 1, language);
                let what = self.frame.t(key).with("criterion", &name).to_string();
                let note = self
                    .frame
                    .t("sensitivity-weight")
                    .with("from", weight)
                    .with("to", then)
                    .to_string();
                variations.push(self.variation(what, note, swaps));
            }
        }
        variations
    }

    fn by_assessor(&self, found: &Sensitivity) -> Vec<Variation> {
        let one = |one: &funding_periods::Without| {
            let what = self.frame.t("sensitivity-without").with("name", &one.name).to_string();
            let note = self.frame.t("sensitivity-assessed").with("count", one.assessed).to_string();
            self.variation(what, note, &one.swaps)
        };
        found.by_assessor.iter().map(one).collect()
    }

    fn hangs(&self, found: &Sensitivity) -> Hangs {
        let weighed = found.by_weight.iter().flat_map(|one| [&one.up, &one.down]);
        let all: Vec<&Swaps> =
            weighed.chain(found.by_assessor.iter().map(|one| &one.swaps)).collect();
        let mut crosses: BTreeMap<ApplicationId, usize> = BTreeMap::new();
        for swaps in &all {
            for id in swaps.funded_only_in_a.iter().chain(&swaps.funded_only_in_b) {
                *crosses.entry(*id).or_default() += 1;
            }
        }
        let funded: BTreeSet<ApplicationId> = found.funded.iter().copied().collect();
        let computed: BTreeSet<ApplicationId> = self
            .scenario
            .lines
            .iter()
            .filter(|line| line.computed() > Money::ZERO)
            .map(|line| line.application)
            .collect();
        // In the order of the list; those that came after it was drawn last.
        let place = |id: &ApplicationId| {
            let line = self.scenario.lines.iter().find(|line| line.application == *id);
            line.map_or(i32::MAX, |line| line.place)
        };
        let mut ids: Vec<ApplicationId> = crosses.keys().copied().collect();
        ids.sort_by_key(place);
        let line = |id: &ApplicationId| OnTheLine {
            who: self.named.linked(self.scenario, *id, self.frame),
            is_funded: funded.contains(id),
            crosses: crosses.get(id).copied().unwrap_or(0),
        };
        let safe = funded.iter().filter(|id| !crosses.contains_key(id)).count();
        let differing = all
            .iter()
            .filter(|swaps| {
                !swaps.funded_only_in_a.is_empty() || !swaps.funded_only_in_b.is_empty()
            })
            .count();
        let frame = self.frame;
        Hangs {
            figures: vec![
                KeyFigure::new(frame.t("sensitivity-funded"), funded.len().to_string())
                    .note(frame.t("sensitivity-funded-note")),
                KeyFigure::new(frame.t("sensitivity-safe"), safe.to_string())
                    .note(frame.t("sensitivity-safe-note").with("count", all.len())),
                KeyFigure::new(frame.t("sensitivity-on-the-line"), ids.len().to_string())
                    .note(frame.t("sensitivity-on-the-line-note")),
                KeyFigure::new(frame.t("sensitivity-differing"), differing.to_string())
                    .note(frame.t("sensitivity-differing-note").with("count", all.len())),
            ],
            by_weight: self.by_weight(found),
            by_assessor: self.by_assessor(found),
            on_the_line: ids.iter().map(line).collect(),
            variations: all.len(),
            is_other_now: funded != computed,
        }
    }
}

/// `GET /calls/{slug}/allocation/{scenario}/sensitivity`.
pub(crate) async fn sensitivity(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (call, scenario) = scenario_of(&app, &actor, &slug, &number, frame.texts).await?;
    let today = app.clock.today();
    let found = sensitivity_for_actor(&app.db, &actor, today, call.id, &scenario.plan).await;
    let (hangs, refused) = match found {
        Ok(found) => {
            let named = Named::of(&app, &actor, &call).await?;
            let tell = Tell { call: &call, scenario: &scenario, named: &named, frame: &frame };
            (Some(tell.hangs(&found)), None)
        }
        // What stands now may not bear the plan any more; the scenario itself stands all the same.
        Err(SensitivityError::Draw(error @ (DrawError::Plan(_) | DrawError::NoWeights(_)))) => {
            (None, Some(error.in_words(frame.language())))
        }
        Err(SensitivityError::NotYours) => return Err(Problem::forbidden()),
        Err(SensitivityError::Closed(count)) => {
            let detail = frame.t("allocations-scores-closed").with("count", count);
            return Err(Problem::forbidden().detail(detail));
        }
        Err(SensitivityError::Award(error)) => {
            return Err(refusals::of_award(frame.texts, &slug, &error));
        }
        Err(error @ (SensitivityError::Draw(_) | SensitivityError::Database(_))) => {
            return Err(Problem::internal(&error));
        }
    };
    Ok(render(&SensitivityPage {
        ways: Ways::from(&call, &scenario, "sensitivity"),
        refused,
        hangs,
        frame: about(frame, &call, &scenario, "sensitivity-title"),
    }))
}
