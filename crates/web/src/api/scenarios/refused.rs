//! What the verbs of scenarios refuse, as problems for programs.

use crate::{
    allocations::refusals::of_award,
    kit::{FieldProblem, Problem, Texts},
};
use county_allocation::{AdjustError, AdoptError, Change, DrawError, PlanError};
use funding_periods::AwardError;
use serde_json::{Value, json};

/// 422: a field is wrong, with the sentence as the whole too.
pub(super) fn wrong(field: impl Into<String>, detail: impl Into<String>) -> Problem {
    let (field, detail) = (field.into(), detail.into());
    Problem::invalid(vec![FieldProblem { field, detail: detail.clone() }]).detail(detail)
}

/// 409: the call has an adopted scenario. Undoing it is a decision of its own.
fn settled(texts: Texts, by: Option<&str>) -> Problem {
    let detail = match by {
        Some(name) => texts.t("scenarios-settled-by").with("name", name).to_string(),
        None => texts.t("scenarios-settled").to_string(),
    };
    Problem::conflict(detail).kind("/problems/settled")
}

/// What has changed, for programs: what, its facts (amounts in øre), and the sentence.
pub(super) fn change(change: &Change, texts: Texts) -> Value {
    let mut said = serde_json::to_value(change).unwrap_or_default();
    said["detail"] = json!(change.in_words(texts.language()));
    said
}

/// A refusal of drawing a scenario, or of drawing it again.
pub(super) fn of_draw(texts: Texts, error: &DrawError) -> Problem {
    let said = || error.in_words(texts.language());
    match error {
        DrawError::NotYours => Problem::forbidden().detail(said()),
        DrawError::Settled(name) => settled(texts, Some(name)),
        DrawError::NoScenario => Problem::not_found(),
        DrawError::Name => wrong("name", said()),
        DrawError::NoWeights(_) => wrong("plan.frames.by-formula.weights", said()),
        DrawError::Plan(plan) => of_plan(texts, plan),
        DrawError::AtOnce => Problem::conflict(said()),
        DrawError::Database(_) => Problem::internal(error),
    }
}

/// A plan without a result.
fn of_plan(texts: Texts, error: &PlanError) -> Problem {
    let said = error.in_words(texts.language());
    match error {
        PlanError::Budget { .. } => wrong("plan.budget", said),
        PlanError::Share(_) => wrong("plan.frames.by-formula", said),
        PlanError::Index(_) | PlanError::NoFigures { .. } => {
            wrong("plan.frames.by-formula.weights", said)
        }
        PlanError::NoReason => wrong("plan.frames.by-hand.why", said),
        PlanError::NoCounty(county) | PlanError::UpsideDown(county) => {
            wrong(format!("plan.frames.by-hand.frames.{county}"), said)
        }
        PlanError::MinimaAbove { .. } => wrong("plan.frames.by-hand.frames", said),
        // What was set by hand does not fit any more: a rule says no, not the plan.
        PlanError::NotAContender(_) | PlanError::AboveApplied { .. } => Problem::conflict(said),
        PlanError::NoRoom { remaining, asked, .. } => {
            Problem::conflict(said).kind("/problems/no-room").short_of(*remaining, *asked)
        }
    }
}

/// A refusal of setting an amount by hand, or of taking it back.
pub(super) fn of_adjust(texts: Texts, error: &AdjustError) -> Problem {
    let said = || error.in_words(texts.language());
    match error {
        AdjustError::NotYours => Problem::forbidden().detail(said()),
        AdjustError::NoScenario => Problem::not_found(),
        AdjustError::NoApplication => Problem::not_found().detail(said()),
        AdjustError::Settled(name) => settled(texts, Some(name)),
        AdjustError::NoReason => wrong("reason", said()),
        AdjustError::AboveApplied { .. } => wrong("amount_ore", said()),
        AdjustError::NoRoom { remaining, asked } => {
            Problem::conflict(said()).kind("/problems/no-room").short_of(*remaining, *asked)
        }
        AdjustError::Plan(plan) => of_plan(texts, plan),
        AdjustError::Database(_) => Problem::internal(error),
    }
}

/// A refusal of adopting, and of what has to be so before anything is drawn.
pub(super) fn of_settling(texts: Texts, slug: &str, error: &AwardError) -> Problem {
    let problem = of_award(texts, slug, error);
    match error {
        AwardError::NotAssessed(references) => {
            let label = texts.t("scenarios-to-assess");
            let problem = problem.kind("/problems/not-assessed");
            let problem = problem.member("references", json!(references));
            problem.or_else_do("assess", label, format!("/calls/{slug}/assessment"))
        }
        AwardError::Adopt(AdoptError::Settled) => settled(texts, None),
        AwardError::Adopt(AdoptError::Stale(changes)) => {
            let said: Vec<Value> = changes.iter().map(|one| change(one, texts)).collect();
            let words = changes.iter().map(|one| one.in_words(texts.language()));
            let words = words.collect::<Vec<_>>().join(" ");
            let detail = texts.t("scenarios-outdated").with("changes", words);
            outdated(texts, slug, detail.to_string()).member("changes", said)
        }
        AwardError::Adopt(AdoptError::Inputs(_)) => {
            outdated(texts, slug, texts.t("scenarios-inputs-gone").to_string())
        }
        _ => problem,
    }
}

/// 409: what the scenario was drawn from is not so any more.
fn outdated(texts: Texts, slug: &str, detail: String) -> Problem {
    let label = texts.t("scenarios-redraw");
    let href = format!("/calls/{slug}/allocation");
    Problem::conflict(detail).kind("/problems/outdated").or_else_do("redraw", label, href)
}
